//! Bodies of requests, read up to a limit and not further.

use axum::extract::Request;
use futures::StreamExt as _;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::problem::Problem;

/// A question and its history.
pub(crate) const JSON_BYTES: usize = 1024 * 1024;

/// What is read of a body that is refused. The platform itself accepts no more than this.
const DRAIN_BYTES: usize = 100 * 1024 * 1024;

/// Reads a JSON body.
///
/// The content type is required: a page of another origin cannot send it without being asked first.
pub(crate) async fn read_json(request: Request) -> Result<Vec<u8>, Problem> {
    if content_type(request.headers()) != "application/json" {
        return Err(Problem::unsupported_media_type("application/json"));
    }
    read(request, JSON_BYTES).await
}

/// Reads a body of at most `limit` bytes.
///
/// A body that is too large is read to its end all the same, and forgotten: a client that is still sending does not
/// listen for the answer, and proxies report a broken connection instead.
pub(crate) async fn read(request: Request, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    let mut pieces = request.into_body().into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(Problem::internal)?;
        length += piece.len();
        if length > limit {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&piece);
        }
        if length > DRAIN_BYTES {
            break;
        }
    }
    if length > limit { Err(Problem::body_too_large(limit)) } else { Ok(bytes) }
}

/// The content type without its parameters, in lower case.
pub(crate) fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
