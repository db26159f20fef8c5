//! `GET /v1/characters/{id}/avatar`: the picture of a character alone.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use cuecard_core::Limits;
use cuecard_core::card::{Picture, picture};
use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderMap, HeaderValue};

use crate::App;
use crate::download::{Download, File};
use crate::problem::Problem;

/// A list shows many pictures, again and again, and few ever change.
const CACHING: &str = "public, max-age=300";

/// A stranger's file is never a document.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// Gives the picture of a character: its icon, the image that its card came in, or its initials.
#[utoipa::path(get, path = "/v1/characters/{id}/avatar", operation_id = "character_avatar",
    params(("id" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "An image without a card in it",
        content((File = "image/png"), (File = "image/apng"), (File = "image/avif"),
            (File = "image/gif"), (File = "image/jpeg"), (File = "image/webp")),
        headers(("etag" = String))),
        (status = 304, description = "The client has the image"), (status = 404, body = crate::problem::Body)))]
#[worker::send]
pub(crate) async fn get(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::character_not_found())?;
    let stored = app.catalog()?.stored(&id).await?;
    let validator = app.validator(&stored, &["avatar"], CACHING);
    if validator.is_known(&headers) {
        return validator.not_modified();
    }
    let file = app.files()?.of(&stored).await?;
    let validator = validator.unless(stored.has_lost(file.as_ref()));
    let Picture { bytes, media_type, .. } = picture(&stored.card()?, file.as_deref(), &Limits::edge());
    Download::new(bytes, media_type).header(CONTENT_SECURITY_POLICY, POLICY).answer(validator)
}
