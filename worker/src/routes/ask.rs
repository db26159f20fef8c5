//! `POST /ask`: a question to a character, answered as a stream, for credits.
//!
//! Nothing happens before the credits are set aside: no look-up, no search, no call. Until the first content a failure
//! costs nothing and is an error of HTTP; after it the stream says how it ended.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use cuecard_core::{Ask, Limits};
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE};
use send_wrapper::SendWrapper;

use crate::App;
use crate::body::read_json;
use crate::config::Config;
use crate::departure::{Departure, unless_departed};
use crate::problem::Problem;
use crate::relay::{Deadlines, Label, Relay};
use crate::turn::Turn;
use crate::upstream;

/// A question.
#[derive(Debug, utoipa::ToSchema)]
#[expect(dead_code, reason = "describes `Ask` of the core, which knows no OpenAPI")]
pub(crate) struct AskSchema {
    /// Who asks and pays.
    user_id: String,
    /// Slug or id of the character; the narrator answers when absent.
    char_id: Option<String>,
    /// The question.
    text: String,
    /// `scripted` or `ollama`; the operator's default when absent.
    brain: Option<String>,
    /// The chat so far, oldest first: `{"role", "content"}`.
    #[schema(value_type = Option<Vec<Object>>)]
    messages: Option<Vec<String>>,
}

/// Asks a character. Costs 5 credits with `char_id`, 1 without.
#[utoipa::path(post, path = "/ask", request_body = AskSchema, responses(
    (status = 200, content_type = "text/event-stream", body = String,
        description = "Unnamed events are text; one event named done or error is the end"),
    (status = 400, body = crate::problem::Body), (status = 401, body = crate::problem::Body),
    (status = 402, body = crate::problem::Body), (status = 404, body = crate::problem::Body),
    (status = 413, body = crate::problem::Body), (status = 502, body = crate::problem::Body),
    (status = 503, body = crate::problem::Body), (status = 504, body = crate::problem::Body)))]
#[worker::send]
pub(crate) async fn post(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let departure = Departure::of(&request);
    let answered = unless_departed(departure, answer(app, request)).await;
    // Nobody reads this one; it only has to be an answer.
    answered.unwrap_or_else(|| Err(Problem::client_left()))
}

async fn answer(app: App, request: Request) -> Result<Response, Problem> {
    let ask = Ask::from_json(&read_json(request).await?, &Limits::edge())?;
    let account = app.account(&ask.user_id)?;
    let hold = account.hold(Config::price(ask.char_id.is_some()), &app.config).await?;
    // From here on a failure drops the hold, which frees it.
    let Turn { brain, passages, prompt } = Turn::prepare(&app.config, &app.catalog()?, ask).await?;
    let deadlines = Deadlines::from_now(&app.config);
    let answer = upstream::call(&app.config, &brain, &prompt, deadlines.first_by_unix_ms).await?;
    let fingerprint = prompt.fingerprint;
    let label = Label { brain: brain.kind().to_owned(), fingerprint: fingerprint.clone(), passages };
    let relay = Relay::begin(answer, hold, label, deadlines).await?;
    Response::builder()
        .header(CONTENT_TYPE, "text/event-stream; charset=utf-8")
        .header(CACHE_CONTROL, "no-cache, no-transform")
        // A compressed stream would reach the client in blocks.
        .header(CONTENT_ENCODING, "identity")
        .header("x-accel-buffering", "no")
        .header("x-cuecard-prompt", fingerprint)
        .body(Body::from_stream(SendWrapper::new(Box::pin(relay.bytes()))))
        .map_err(Problem::internal)
}
