//! A card file in the body of a request: the bytes themselves, or the one part of a form ([RFC 7578][form]).
//!
//! The media type says whether there is a form around the file, and never what the file is; nor does its name. The
//! whole body is bounded before any of it is parsed.
//!
//! [form]: https://www.rfc-editor.org/rfc/rfc7578

use axum::extract::Request;
use cuecard_core::Limits;
use futures::stream;
use http::header::CONTENT_TYPE;
use multer::Multipart;

use crate::body::{content_type, read};
use crate::problem::Problem;

/// What programs say of card files. The last is what browsers send for a file whose kind they do not know: none; the one
/// before is what curl says of every body.
const MEDIA_TYPES: [&str; 16] = [
    "image/png",
    "image/apng",
    "image/webp",
    "image/jpeg",
    "application/json",
    "application/zip",
    "application/x-zip-compressed",
    "application/charx",
    "application/x-charx",
    "application/yaml",
    "application/x-yaml",
    "text/yaml",
    "text/plain",
    "text/markdown",
    "application/x-www-form-urlencoded",
    "",
];
const BYTES: &str = "application/octet-stream";
const FORM: &str = "multipart/form-data";

/// What a form has around its file.
const FORM_BYTES: usize = 16 * 1024;

/// Reads the card file that a request brings.
pub(crate) async fn read_file(request: Request, limits: &Limits) -> Result<Vec<u8>, Problem> {
    match content_type(request.headers()).as_str() {
        FORM => read_form(request, limits.file_bytes + FORM_BYTES).await,
        media_type if media_type == BYTES || MEDIA_TYPES.contains(&media_type) => {
            read(request, limits.file_bytes).await
        }
        _ => Err(Problem::unsupported_media_type(&format!("{FORM}, {BYTES}, or that of a card file"))),
    }
}

async fn read_form(request: Request, limit: usize) -> Result<Vec<u8>, Problem> {
    let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = multer::parse_boundary(media_type.unwrap_or_default()).map_err(refused)?;
    let body = read(request, limit).await?;
    // In one piece: of many, the parser would search each again with all those before it.
    let mut form = Multipart::new(stream::iter([Ok::<_, multer::Error>(body)]), boundary);
    let Some(part) = form.next_field().await.map_err(refused)? else {
        return Err(Problem::invalid_multipart("it is empty"));
    };
    let file = part.bytes().await.map_err(refused)?;
    if form.next_field().await.map_err(refused)?.is_some() {
        return Err(Problem::invalid_multipart("it has more than one part"));
    }
    // Without the form, the file is the only owner of its bytes, and none are copied.
    drop(form);
    Ok(file.into())
}

fn refused(error: multer::Error) -> Problem {
    let cause = match error {
        multer::Error::NoBoundary | multer::Error::DecodeContentType(_) => "the content type has no boundary",
        multer::Error::IncompleteHeaders | multer::Error::ReadHeaderFailed(_) => "a part has broken headers",
        _ => "it is cut short",
    };
    Problem::invalid_multipart(cause)
}
