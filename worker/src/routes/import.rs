//! `POST /v1/characters/import`: a card file becomes a character.

use axum::Json;
use axum::extract::{Request, State};
use cuecard_core::card::{Container, Format, Import};
use cuecard_core::{Card, Limits, Warning};
use http::StatusCode;
use serde::Serialize;

use crate::App;
use crate::ambient::new_id;
use crate::body::{content_type, read};
use crate::catalog::Character;
use crate::problem::Problem;

/// The last is what browsers send for a file whose kind they do not know: none.
const MEDIA_TYPES: [&str; 4] = ["image/png", "application/json", "application/octet-stream", ""];

/// A card is one value of the catalog's database, which takes 2,000,000 bytes in a row.
const CARD_BYTES: usize = 1_800_000;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Imported {
    character: Character,
    /// The card as V3 JSON.
    #[schema(value_type = Object)]
    card: Card,
    /// What the file was.
    #[schema(value_type = Object)]
    format: Format,
    /// What was odd about the file.
    #[schema(value_type = Vec<Object>)]
    warnings: Vec<Warning>,
}

/// Reads a card file, keeps it, and adds its character to the catalog.
#[utoipa::path(post, path = "/v1/characters/import",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "A PNG or JSON card"),
    responses((status = 201, body = Imported), (status = 401, body = crate::problem::Body),
        (status = 413, body = crate::problem::Body), (status = 415, body = crate::problem::Body),
        (status = 422, body = crate::problem::Body)))]
#[worker::send]
pub(crate) async fn post(
    State(app): State<App>,
    request: Request,
) -> Result<(StatusCode, Json<Imported>), Problem> {
    if !app.config.is_open {
        return Err(Problem::auth_required());
    }
    if !MEDIA_TYPES.contains(&content_type(request.headers()).as_str()) {
        return Err(Problem::unsupported_media_type(
            "image/png, application/json or application/octet-stream",
        ));
    }
    let limits = Limits::edge();
    let file = read(request, limits.file_bytes).await?;
    let import = Import::read(&file, &limits).map_err(|error| Problem::card(&error))?;
    if import.card.to_json().len() > CARD_BYTES {
        return Err(Problem::card_too_large(CARD_BYTES));
    }
    let character = keep(&app, &import, file).await?;
    let Import { card, format, warnings, .. } = import;
    Ok((StatusCode::CREATED, Json(Imported { character, card, format, warnings })))
}

/// Stores the file first: a character without its file would be half an import.
async fn keep(app: &App, import: &Import, file: Vec<u8>) -> Result<Character, Problem> {
    let extension = if import.format.container == Container::Png { "png" } else { "json" };
    let key = format!("cards/{}.{extension}", new_id());
    let files = app.env.bucket("FILES")?;
    files.put(&key, file).execute().await?;
    let added = app.catalog()?.add(import, &key).await;
    if added.is_err()
        && let Err(error) = files.delete(&key).await
    {
        worker::console_error!("{key} was left behind: {error}");
    }
    added
}
