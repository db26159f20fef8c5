//! Files that are sent: names ([RFC 6266][disposition]), validators and conditional requests ([RFC 9110 §13][conditions]).
//!
//! [disposition]: https://www.rfc-editor.org/rfc/rfc6266
//! [conditions]: https://www.rfc-editor.org/rfc/rfc9110#section-13

use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use crate::catalog::Character;
use crate::problem::Problem;

/// Characters of a file's name. Systems take 255 bytes.
const NAME_CHARS: usize = 60;

/// What [RFC 8187](https://www.rfc-editor.org/rfc/rfc8187) writes otherwise: all but `attr-char`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The bytes of a file, as the document describes them.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only its description is used")]
pub(crate) struct File(Vec<u8>);

/// Says which answer this is, before it is made.
#[derive(Debug)]
pub(crate) struct Validator {
    etag: Option<String>,
    cache_control: &'static str,
}

impl Validator {
    /// The validator of what is made of `parts` and of nothing else.
    pub(crate) fn new(parts: &[&str], cache_control: &'static str) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // With its length, so that no part can continue the one before.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let hex: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self { etag: Some(format!("\"{hex}\"")), cache_control }
    }

    /// What is made without a file that should be there is not what the parts say, and has no validator.
    pub(crate) fn unless(self, is_file_lost: bool) -> Self {
        Self { etag: self.etag.filter(|_| !is_file_lost), ..self }
    }

    /// Whether the client has the answer already.
    pub(crate) fn is_known(&self, request: &HeaderMap) -> bool {
        let values = request.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut tags = values.flat_map(|value| value.split(',')).map(str::trim);
        tags.any(|tag| tag == "*" || Some(tag.strip_prefix("W/").unwrap_or(tag)) == self.etag.as_deref())
    }

    /// The answer to a client that has it.
    pub(crate) fn not_modified(self) -> Result<Response, Problem> {
        self.answer(StatusCode::NOT_MODIFIED, Body::empty(), HeaderMap::new())
    }

    fn answer(self, status: StatusCode, body: Body, mut headers: HeaderMap) -> Result<Response, Problem> {
        if let Some(etag) = self.etag {
            headers.insert(ETAG, HeaderValue::try_from(etag).map_err(Problem::internal)?);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(self.cache_control));
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

/// A file that is sent.
#[derive(Debug)]
pub(crate) struct Download {
    bytes: Vec<u8>,
    headers: HeaderMap,
}

impl Download {
    pub(crate) fn new(bytes: Vec<u8>, media_type: &'static str) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media_type))]);
        Self { bytes, headers }
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    pub(crate) fn answer(self, validator: Validator) -> Result<Response, Problem> {
        validator.answer(StatusCode::OK, Body::from(self.bytes), self.headers)
    }
}

/// `content-disposition` for a file to be saved: under its plain name, and under its own name where that is understood.
pub(crate) fn attachment(character: &Character, extension: &str) -> Result<HeaderValue, Problem> {
    let slug: String =
        character.char_id.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
    let name = file_name(&character.display_name);
    let name = if name.is_empty() { &slug } else { &name };
    let encoded = utf8_percent_encode(name, ENCODED);
    let value =
        format!("attachment; filename=\"{slug}.{extension}\"; filename*=UTF-8''{encoded}.{extension}");
    HeaderValue::try_from(value).map_err(Problem::internal)
}

/// A name that no system takes for a path, for a hidden file or for another kind of file.
fn file_name(name: &str) -> String {
    let plain = |letter: char| match letter {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        _ => letter,
    };
    let kept = name.chars().filter(|letter| !letter.is_control() && !turns_text(*letter));
    let name: String = kept.map(plain).take(NAME_CHARS).collect();
    name.trim_matches([' ', '.']).to_owned()
}

/// Letters that are not seen and change the direction of others: an end could look like another one.
const fn turns_text(letter: char) -> bool {
    matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Names in a header, separated by commas. There may be thousands of any length.
pub(crate) fn list(names: &[String]) -> Result<HeaderValue, Problem> {
    const NAMES: usize = 32;
    let shown = names.iter().take(NAMES).map(|name| {
        let name: String = name.chars().take(NAME_CHARS).collect();
        utf8_percent_encode(&name, ENCODED).to_string()
    });
    let more = (names.len() > NAMES).then(|| "...".to_owned());
    let list = shown.chain(more).collect::<Vec<_>>().join(", ");
    HeaderValue::try_from(list).map_err(Problem::internal)
}
