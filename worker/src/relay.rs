//! From a brain's deltas to the bytes that a client reads, with the charge at the right moment.
//!
//! The price is owed once the first content is on its way, and taken before the terminal event. Every stream ends with
//! exactly one terminal event, unless the client left. The stream is pulled: what is not read is not asked for.

use cuecard_core::chat::{Done, Failure, FinishReason, Usage, encode_text};
use cuecard_core::{Delta, Passage};
use futures::stream::{Stream, StreamExt as _, unfold};

use crate::ambient::{left_ms, now_unix_ms};
use crate::config::Config;
use crate::credits::Hold;
use crate::problem::Problem;
use crate::turn::ANSWER_BYTES;
use crate::upstream::{Batches, STALLED, within};

/// What the terminal event says beside the charge.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) brain: String,
    pub(crate) fingerprint: String,
    pub(crate) passages: Vec<Passage>,
}

/// How long an answer may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadlines {
    /// When its first content has to be there.
    pub(crate) first_by_unix_ms: u64,
    /// When it has to be over.
    pub(crate) ends_unix_ms: u64,
}

impl Deadlines {
    /// For an answer that begins now.
    pub(crate) fn from_now(config: &Config) -> Self {
        let now = now_unix_ms();
        let after = |milliseconds| now.saturating_add(milliseconds);
        Self { first_by_unix_ms: after(config.first_content_ms), ends_unix_ms: after(config.total_ms) }
    }
}

/// An answer whose first content is there.
pub(crate) struct Relay {
    first: Option<Vec<Delta>>,
    batches: Batches,
    hold: Hold,
    label: Label,
    usage: Option<Usage>,
    /// When the answer has to be over.
    ends_unix_ms: u64,
    /// Bytes of text that may still come.
    bytes_left: usize,
    is_over: bool,
}

impl Relay {
    /// Waits for the first content. Until then a failure is a problem of HTTP, and nothing is charged.
    pub(crate) async fn begin(
        mut batches: Batches,
        hold: Hold,
        label: Label,
        deadlines: Deadlines,
    ) -> Result<Self, Problem> {
        let first = within(left_ms(deadlines.first_by_unix_ms), first_content(&mut batches));
        let first = first.await.ok_or_else(Problem::provider_timeout)??;
        Ok(Self {
            first: Some(first),
            batches,
            hold,
            label,
            usage: None,
            ends_unix_ms: deadlines.ends_unix_ms,
            bytes_left: ANSWER_BYTES,
            is_over: false,
        })
    }

    /// The bytes of the answer.
    pub(crate) fn bytes(self) -> impl Stream<Item = Result<String, core::convert::Infallible>> {
        unfold(self, |mut relay| async move {
            let bytes = relay.next().await?;
            Some((Ok(bytes), relay))
        })
    }

    async fn next(&mut self) -> Option<String> {
        while !self.is_over {
            let mut out = String::new();
            match self.batch().await {
                Some(Some(deltas)) => self.relay(deltas, &mut out).await,
                Some(None) => {
                    self.fail(Failure::new("incomplete_stream", "the answer broke off", true), &mut out)
                        .await;
                }
                None => self.fail(Failure::new("timeout", "the answer took too long", true), &mut out).await,
            }
            if !out.is_empty() {
                return Some(out);
            }
        }
        None
    }

    /// The next deltas, or the end of them; `None` when the answer takes longer than it may.
    async fn batch(&mut self) -> Option<Option<Vec<Delta>>> {
        if let Some(first) = self.first.take() {
            return Some(Some(first));
        }
        within(left_ms(self.ends_unix_ms), self.batches.next()).await
    }

    async fn relay(&mut self, deltas: Vec<Delta>, out: &mut String) {
        for delta in deltas {
            match delta {
                Delta::Text { ref text } => {
                    let Some(left) = self.bytes_left.checked_sub(text.len()) else {
                        let failure =
                            Failure::new("too_large", "the answer is longer than was asked for", false);
                        return self.fail(failure, out).await;
                    };
                    self.bytes_left = left;
                    self.hold.owe();
                    encode_text(out, &delta);
                }
                Delta::Usage(usage) => self.usage = Some(usage),
                Delta::Finish { reason } => return self.finish(reason, out).await,
                Delta::Error(failure) => return self.fail(failure, out).await,
                _ => {}
            }
        }
    }

    async fn finish(&mut self, finish: FinishReason, out: &mut String) {
        self.is_over = true;
        let Label { brain, fingerprint, passages } = self.label.clone();
        let delta = match self.hold.resolve().await {
            Ok((charged, available)) => {
                let usage = self.usage;
                Delta::Done(Done { finish, charged, available, brain, prompt: fingerprint, passages, usage })
            }
            Err(problem) => unsettled(&problem),
        };
        encode_text(out, &delta);
    }

    async fn fail(&mut self, failure: Failure, out: &mut String) {
        self.is_over = true;
        worker::console_error!("the answer failed: {}", failure.code);
        let delta = match self.hold.resolve().await {
            Ok((charged, _)) => Delta::Error(failure.charged(charged)),
            Err(problem) => unsettled(&problem),
        };
        encode_text(out, &delta);
    }
}

/// The account did not answer at the end, so that what was charged is not known here. The charge is tried once more
/// behind the answer; else the account's alarm frees the hold.
fn unsettled(problem: &Problem) -> Delta {
    worker::console_error!("not settled: {problem:?}");
    // Asking again would be another answer, at another price.
    Delta::Error(Failure::new("settlement_unknown", "it is not known what the answer was charged", false))
}

/// The first batch with any text in it, and usage that came before. What the model thinks before it speaks is dropped.
async fn first_content(batches: &mut Batches) -> Result<Vec<Delta>, Problem> {
    let mut so_far = Vec::new();
    while let Some(batch) = batches.next().await {
        if batch.iter().any(|delta| matches!(delta, Delta::Text { .. })) {
            so_far.extend(batch);
            return Ok(so_far);
        }
        for delta in batch {
            match delta {
                Delta::Error(failure) if failure.code == STALLED => return Err(Problem::provider_timeout()),
                Delta::Error(failure) => return Err(Problem::provider_failed(&failure.code)),
                Delta::Finish { .. } => return Err(Problem::provider_failed("finished without a word")),
                Delta::Usage(_) => so_far = vec![delta],
                _ => {}
            }
        }
    }
    Err(Problem::provider_failed("ended without a word"))
}
