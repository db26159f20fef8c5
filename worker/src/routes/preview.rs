//! `POST /v1/preview`: the prompt and the request that a question would become, without asking anybody.

use axum::Json;
use axum::extract::{Request, State};
use cuecard_core::{Ask, Assembly, Limits, Passage, Prompt};
use serde::Serialize;

use crate::App;
use crate::body::read_json;
use crate::problem::Problem;
use crate::turn::Turn;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Preview {
    /// Messages, sections, lore, tokens, the exact request and its fingerprint.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    prompt: Prompt,
    /// The passages that were found for the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Object>)]
    passages: Option<Vec<Passage>>,
}

/// Shows what a question becomes. With `card` in the body it is an assembly of the caller's own, answered exactly as
/// the npm package answers it; otherwise it is a question as for `/ask`.
#[utoipa::path(post, path = "/v1/preview", request_body(content = Object), responses(
    (status = 200, body = Preview), (status = 400, body = crate::problem::Body),
    (status = 404, body = crate::problem::Body), (status = 413, body = crate::problem::Body)))]
#[worker::send]
pub(crate) async fn post(State(app): State<App>, request: Request) -> Result<Json<Preview>, Problem> {
    let body = read_json(request).await?;
    let limits = Limits::edge();
    if Assembly::is_meant_by(&body) {
        let prompt = Assembly::from_json(&body, &limits)?.assemble(&limits)?;
        return Ok(Json(Preview { prompt, passages: None }));
    }
    let ask = Ask::draft_from_json(&body, &limits)?;
    if !app.config.is_open {
        return Err(Problem::auth_required());
    }
    let turn = Turn::prepare(&app.config, &app.catalog()?, ask).await?;
    Ok(Json(Preview { prompt: turn.prompt, passages: Some(turn.passages) }))
}
