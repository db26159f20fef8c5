//! `GET /v1/characters/{id}`: all that is kept of a character.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use cuecard_core::card::Import;
use cuecard_core::{Card, Limits, Lorebook};
use http::HeaderMap;
use serde::Serialize;
use serde_json::Value;

use crate::App;
use crate::catalog::{Character, Stored};
use crate::download::Download;
use crate::problem::Problem;

/// A character changes; a client asks whether it did.
const CACHING: &str = "no-cache";

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Whole {
    character: Character,
    /// The card as V3 JSON.
    #[schema(value_type = Object)]
    card: Card,
    /// Lorebooks that came in the file beside the card's own.
    #[schema(value_type = Vec<Object>)]
    lorebooks: Vec<Lorebook>,
    /// What the file was.
    #[schema(value_type = Object)]
    format: Value,
    /// When it last changed, in milliseconds since 1970-01-01 UTC.
    updated_unix_ms: u64,
}

/// Gives a character whole, with its card, and with the lorebooks of its file.
#[utoipa::path(get, path = "/v1/characters/{id}", operation_id = "character",
    params(("id" = String, Path, description = "Id or slug")),
    responses((status = 200, body = Whole, headers(("etag" = String))),
        (status = 304, description = "The client has it"), (status = 404, body = crate::problem::Body)))]
#[worker::send]
pub(crate) async fn get(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::character_not_found())?;
    let stored = app.catalog()?.stored(&id).await?;
    let validator = app.validator(&stored, &["character"], CACHING);
    if validator.is_known(&headers) {
        return validator.not_modified();
    }
    let lorebooks = lorebooks(&app, &stored).await?;
    let validator = validator.unless(lorebooks.is_none());
    let whole = Whole {
        card: stored.card()?,
        lorebooks: lorebooks.unwrap_or_default(),
        format: serde_json::from_str(&stored.kept.format).map_err(Problem::internal)?,
        updated_unix_ms: stored.kept.updated_at,
        character: stored.character,
    };
    let bytes = serde_json::to_vec(&whole).map_err(Problem::internal)?;
    Download::new(bytes, "application/json").answer(validator)
}

/// They are read again out of the file, which has them as they came; `None` where it is lost or cannot be read any more.
async fn lorebooks(app: &App, stored: &Stored) -> Result<Option<Vec<Lorebook>>, Problem> {
    if stored.kept.file_lorebooks == Some(0) {
        return Ok(Some(Vec::new()));
    }
    let Some(file) = app.files()?.of(stored).await? else {
        return Ok(stored.kept.file_key.is_none().then(Vec::new));
    };
    let import = Import::read(&file, &Limits::edge());
    if let Err(error) = &import {
        let key = stored.kept.file_key.as_deref().unwrap_or_default();
        worker::console_error!("{key} cannot be read: {}", error.code());
    }
    Ok(import.ok().map(|import| import.lorebooks))
}
