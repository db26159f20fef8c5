//! `GET /v1/characters/{id}/export`: a character as a card file.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use cuecard_core::Limits;
use cuecard_core::card::{Export, Target};
use http::header::CONTENT_DISPOSITION;
use http::{HeaderMap, HeaderName};
use serde::Deserialize;

use crate::App;
use crate::download::{Download, File, attachment, list};
use crate::problem::Problem;
use crate::query;

/// Names of what the card and its file have and the file that was asked for cannot hold.
const LEFT_OUT: HeaderName = HeaderName::from_static("x-cuecard-left-out");

/// A character changes; a client asks whether it did.
const CACHING: &str = "no-cache";

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Query {
    /// `png`, `json` or `charx`; `png` when absent.
    format: Option<String>,
    /// `v1`, `v2` or `v3`; `v3` when absent, and for `charx` alone.
    spec: Option<String>,
}

impl Query {
    fn target(query: Option<&str>) -> Result<Target, Problem> {
        let Self { format, spec } = query::read(query)?;
        let (format, spec) = (format.as_deref().unwrap_or("png"), spec.as_deref().unwrap_or("v3"));
        Target::parse(format, spec).map_err(|error| Problem::query(&error))
    }
}

/// Writes the card of a character as a file, with its picture, its assets, and whatever else its own file had.
#[utoipa::path(get, path = "/v1/characters/{id}/export", operation_id = "export_character",
    params(("id" = String, Path, description = "Id or slug"), Query),
    responses((status = 200, description = "The file. `x-cuecard-left-out` names what it cannot hold: fields, `picture`, `lorebooks`, `files`, `assets`.",
        content((File = "image/png"), (Object = "application/json"), (File = "application/zip")),
        headers(("etag" = String), ("content-disposition" = String), ("x-cuecard-left-out" = Option<String>))),
        (status = 304, description = "The client has the file"), (status = 400, body = crate::problem::Body),
        (status = 404, body = crate::problem::Body), (status = 422, body = crate::problem::Body)))]
#[worker::send]
pub(crate) async fn get(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let target = Query::target(query.as_deref())?;
    let Path(id) = id.map_err(|_| Problem::character_not_found())?;
    let stored = app.catalog()?.stored(&id).await?;
    let container = target.container();
    let made = format!("{target:?}");
    let validator = app.validator(&stored, &["export", &made], CACHING);
    if validator.is_known(&headers) {
        return validator.not_modified();
    }
    let file = app.files()?.of(&stored).await?;
    let validator = validator.unless(stored.has_lost(file.as_ref()));
    let card = stored.card()?;
    let export = Export::new(&card);
    let export = file.as_deref().map_or(export, |file| export.source(file));
    let bytes = export.write(target, &Limits::edge()).map_err(|error| Problem::card(&error))?;
    let left_out = export.left_out(target, &Limits::edge()).map_err(|error| Problem::card(&error))?;
    let name = attachment(&stored.character, container.extension())?;
    let mut download = Download::new(bytes, container.media_type()).header(CONTENT_DISPOSITION, name);
    if !left_out.is_empty() {
        download = download.header(LEFT_OUT, list(&left_out)?);
    }
    download.answer(validator)
}
