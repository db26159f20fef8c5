//! `POST /v1/characters/import`: a card file becomes a character.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::AppendHeaders;
use cuecard_core::card::{Asset, Format, Import};
use cuecard_core::{Card, Limits, Lorebook, Warning};
use http::header::LOCATION;
use http::{HeaderName, StatusCode};
use serde::Serialize;

use crate::App;
use crate::catalog::{Character, Draft};
use crate::download::File;
use crate::problem::Problem;
use crate::upload::read_file;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Imported {
    character: Character,
    /// The card as V3 JSON.
    #[schema(value_type = Object)]
    card: Card,
    /// Lorebooks that came in the file beside the card's own.
    #[schema(value_type = Vec<Object>)]
    lorebooks: Vec<Lorebook>,
    /// The files that the card names: `type`, `name`, `ext`, `uri`, and the `place` of each in the file.
    #[schema(value_type = Vec<Object>)]
    assets: Vec<Asset>,
    /// What the file was.
    #[schema(value_type = Object)]
    format: Format,
    /// What was odd about the file.
    #[schema(value_type = Vec<Object>)]
    warnings: Vec<Warning>,
}

/// A card file, under any name.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only its description is used")]
struct Form {
    file: File,
}

/// Reads a card file, keeps it, and adds its character to the catalog. What the file is follows from its bytes.
#[utoipa::path(post, path = "/v1/characters/import", operation_id = "import_character",
    request_body(content((File = "application/octet-stream"), (Form = "multipart/form-data")),
        description = "A card: PNG, APNG, WEBP, JPEG, JSON, CHARX, BYAF, YAML, or text with one of them"),
    responses((status = 201, body = Imported, headers(("location" = String))),
        (status = 400, body = crate::problem::Body), (status = 401, body = crate::problem::Body),
        (status = 413, body = crate::problem::Body), (status = 415, body = crate::problem::Body),
        (status = 422, body = crate::problem::Body)))]
#[worker::send]
pub(crate) async fn post(
    State(app): State<App>,
    request: Request,
) -> Result<(StatusCode, AppendHeaders<[(HeaderName, String); 1]>, Json<Imported>), Problem> {
    if !app.config.is_open {
        return Err(Problem::auth_required());
    }
    let limits = Limits::edge();
    let file = read_file(request, &limits).await?;
    let import = Import::read(&file, &limits).map_err(|error| Problem::card(&error))?;
    let character = keep(&app, &import, file).await?;
    let location = AppendHeaders([(LOCATION, format!("/v1/characters/{}", character.char_id))]);
    let Import { card, lorebooks, assets, format, warnings, .. } = import;
    let imported = Imported { character, card, lorebooks, assets, format, warnings };
    Ok((StatusCode::CREATED, location, Json(imported)))
}

/// Stores the file first: a character without its file would be half an import.
async fn keep(app: &App, import: &Import, file: Vec<u8>) -> Result<Character, Problem> {
    let draft = Draft::of(import)?;
    let files = app.files()?;
    let key = files.put(import.format.container, file).await?;
    let added = app.catalog()?.add(&draft, &key).await;
    if added.is_err() {
        files.forget(&key).await;
    }
    added
}
