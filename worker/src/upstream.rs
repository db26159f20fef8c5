//! Calls a brain and gives its answer as deltas.
//!
//! The provider's call ends when the answer is dropped: nobody pays for words that nobody reads.

use core::pin::Pin;
use core::time::Duration;

use cuecard_core::chat::{Failure, ollama, scripted};
use cuecard_core::{Brain, Delta, Limits, Prompt};
use futures::future::{Either, select};
use futures::stream::{Stream, StreamExt as _, iter, unfold};
use worker::{AbortController, AbortSignal, ByteStream, Delay, Fetch, Headers, Method, Request, RequestInit};

use crate::ambient::left_ms;
use crate::config::Config;
use crate::problem::Problem;

/// Code of a brain that falls silent.
pub(crate) const STALLED: &str = "stalled";

/// Deltas that arrived together.
pub(crate) type Batches = Pin<Box<dyn Stream<Item = Vec<Delta>>>>;

/// Asks the brain, which has to answer until `first_by_unix_ms`. The stream ends behind its terminal delta.
pub(crate) async fn call(
    config: &Config,
    brain: &Brain,
    prompt: &Prompt,
    first_by_unix_ms: u64,
) -> Result<Batches, Problem> {
    match brain {
        Brain::Scripted => answer_scripted(config, prompt),
        Brain::Ollama { .. } => answer_ollama(config, prompt, first_by_unix_ms).await,
        _ => Err(Problem::unknown_brain()),
    }
}

fn answer_scripted(config: &Config, prompt: &Prompt) -> Result<Batches, Problem> {
    let deltas = scripted::answer(&prompt.request.body)?;
    let pause = Duration::from_millis(config.scripted_delay_ms);
    let paced = iter(deltas).then(move |delta| async move {
        if matches!(delta, Delta::Text { .. }) && !pause.is_zero() {
            Delay::from(pause).await;
        }
        vec![delta]
    });
    Ok(Box::pin(paced))
}

async fn answer_ollama(config: &Config, prompt: &Prompt, first_by_unix_ms: u64) -> Result<Batches, Problem> {
    let url = config.ollama_url.as_deref().ok_or_else(Problem::unknown_brain)?;
    let request = request(&format!("{url}{}", prompt.request.path), prompt)?;
    let (call, signal) = Call::new();
    let sent = Fetch::Request(request);
    let mut response = within(left_ms(first_by_unix_ms), sent.send_with_signal(&signal))
        .await
        .ok_or_else(Problem::provider_timeout)?
        .map_err(Problem::provider_unreachable)?;
    if response.status_code() != 200 {
        // A number of seconds; the other form, a date, is not passed on.
        let retry_after = response.headers().get("retry-after")?.and_then(|seconds| seconds.parse().ok());
        return Err(Problem::provider_status(response.status_code(), retry_after));
    }
    let bytes = response.stream().map_err(Problem::provider_failed)?;
    let answer = Answer {
        bytes,
        decoder: ollama::Stream::new(&Limits::edge()),
        idle_ms: config.idle_ms,
        _call: call,
        is_over: false,
    };
    Ok(Box::pin(unfold(answer, Answer::next)))
}

fn request(url: &str, prompt: &Prompt) -> worker::Result<Request> {
    let headers = Headers::new();
    // A compressed answer would be held back until a block of it is full.
    headers.set("accept-encoding", "identity")?;
    for (name, value) in &prompt.request.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_redirect(worker::RequestRedirect::Manual)
        .with_body(Some(prompt.request.body.as_str().into()));
    Request::new_with_init(url, &init)
}

/// An answer that is arriving.
struct Answer {
    bytes: ByteStream,
    decoder: ollama::Stream,
    idle_ms: u64,
    _call: Call,
    is_over: bool,
}

impl Answer {
    /// The deltas of the next bytes that complete any.
    async fn next(mut self) -> Option<(Vec<Delta>, Self)> {
        let mut deltas = Vec::new();
        while deltas.is_empty() && !self.is_over {
            match within(self.idle_ms, self.bytes.next()).await {
                Some(Some(Ok(bytes))) => self.decoder.feed(&bytes, &mut deltas),
                Some(Some(Err(error))) => deltas.push(broken(&error)),
                Some(None) => self.decoder.finish(&mut deltas),
                None => deltas.push(Delta::Error(Failure::new(STALLED, "the model fell silent", true))),
            }
            self.is_over = deltas.iter().any(|delta| matches!(delta, Delta::Error(_) | Delta::Finish { .. }));
        }
        (!deltas.is_empty()).then_some((deltas, self))
    }
}

fn broken(error: &worker::Error) -> Delta {
    worker::console_error!("the provider's stream broke: {error}");
    Delta::Error(Failure::new("incomplete_stream", "the model's answer broke off", true))
}

/// A call that is aborted when nobody waits for it any more.
struct Call {
    /// There until it is dropped: aborting takes the controller.
    controller: Option<AbortController>,
}

impl Call {
    fn new() -> (Self, AbortSignal) {
        let controller = AbortController::default();
        let signal = controller.signal();
        (Self { controller: Some(controller) }, signal)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if let Some(controller) = self.controller.take() {
            controller.abort();
        }
    }
}

/// Waits for `future`, `None` when it takes longer.
pub(crate) async fn within<T>(milliseconds: u64, future: impl Future<Output = T>) -> Option<T> {
    let delay = Delay::from(Duration::from_millis(milliseconds));
    match select(Box::pin(future), delay).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}
