//! The document in a text: JSON; YAML; or front matter or a fenced block with one of them.
//!
//! What a document is, a card or a lorebook, is for the caller to say, who is offered the next piece of the text where
//! the first is neither. Text is only cut here ([`text`]) and read by the parsers of JSON and YAML, which are bounded by
//! [`Limits::file_bytes`] and the other limits of documents.

use alloc::string::String;

use serde_json::{Map, Value};

use super::Container;
use super::png::ENCRYPTED;
use super::text::{self, Embedded};
use crate::encoding;
use crate::error::{Error, ErrorKind};
use crate::json;
use crate::limits::Limits;
use crate::warning::Warnings;

/// Takes a document, or says that it is not what is looked for.
pub(super) type Take<'a> = dyn FnMut(Map<String, Value>, Container, &mut Warnings) -> Result<(), Error> + 'a;

/// Offsets count from the start of the file, or of its UTF-8.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    warnings: &mut Warnings,
    take: &mut Take<'_>,
) -> Result<(), Error> {
    let bytes = &*encoding::to_utf8(bytes, warnings);
    let mut marks = Warnings::default();
    let document = encoding::without_told_mark(bytes, &mut marks);
    let start = document.trim_ascii_start();
    let mut whole = |warnings: &mut Warnings| read_json(bytes, Container::Json, limits, warnings, take);
    if start.starts_with(b"{") {
        return whole(warnings);
    }
    if start.starts_with(ENCRYPTED) {
        return Err(Error::new(ErrorKind::EncryptedCard).at(0));
    }
    let not_a_card = || Error::new(what_else(start)).at(0);
    if start.starts_with(b"//") || start.starts_with(b"/*") {
        return whole(warnings).map_err(|_| not_a_card());
    }
    let text = core::str::from_utf8(document).map_err(|_| not_a_card())?;
    let mut inner = Warnings::default();
    let taken = read_prose(text, limits, &mut inner, take);
    let skipped = bytes.len() - document.len();
    warnings.append(marks);
    warnings.append(inner.moved(skipped));
    taken.map_err(|error| error.moved(skipped))
}

/// Fails where a file does not even look like one that [`read`] reads. Nothing is parsed.
pub(super) fn check_look(bytes: &[u8]) -> Result<(), Error> {
    let bytes = &*encoding::to_utf8(bytes, &mut Warnings::default());
    let document = encoding::without_mark(bytes);
    let start = document.trim_ascii_start();
    let is_json = [&b"{"[..], b"//", b"/*"].iter().any(|mark| start.starts_with(mark));
    let has_document = |text| text::find(text).is_some() || text::looks_like_yaml(text);
    if is_json || core::str::from_utf8(document).is_ok_and(has_document) {
        return Ok(());
    }
    Err(Error::new(what_else(start)).at(0))
}

/// What a file without a document is, as far as its first bytes tell.
fn what_else(bytes: &[u8]) -> ErrorKind {
    let start = bytes.trim_ascii_start();
    let begins = |mark: &[u8]| start.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark));
    if start.is_empty() {
        ErrorKind::EmptyFile
    } else if begins(b"<!doctype html") || begins(b"<html") {
        ErrorKind::WebPage
    } else if bytes.starts_with(b"GIF8") || bytes.get(4..11) == Some(b"ftypavi") {
        ErrorKind::NoCardInImage
    } else {
        ErrorKind::NotACard
    }
}

/// A text that is not JSON.
fn read_prose(
    text: &str,
    limits: &Limits,
    warnings: &mut Warnings,
    take: &mut Take<'_>,
) -> Result<(), Error> {
    match text::find(text) {
        Some(Embedded::FrontMatter(yaml, offset)) if is_whole(text, yaml, offset) => {
            read_yaml(text, Container::Yaml, limits, warnings, take)
        }
        Some(found) => match read_embedded(found, limits, warnings, take) {
            // Front matter can be about the page that it heads.
            Err(error) if is_something_else(&error) && found.is_front_matter() => {
                let block = text::fenced(text).ok_or(error)?;
                read_embedded(block, limits, warnings, take)
            }
            taken => taken,
        },
        None if text::looks_like_yaml(text) => read_yaml(text, Container::Yaml, limits, warnings, take),
        None => Err(Error::new(what_else(text.as_bytes())).at(0)),
    }
}

fn is_something_else(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotACard | ErrorKind::NotALorebook | ErrorKind::NoLorebook)
}

/// True where the line `...`, which ends a document of YAML, is the last: then it heads nothing.
fn is_whole(text: &str, yaml: &str, offset: usize) -> bool {
    let behind = text.get(offset + yaml.len()..).unwrap_or_default();
    !yaml.trim_start().starts_with('{') && behind.trim() == "..."
}

/// A piece of a text. Offsets count from the start of the text.
fn read_embedded(
    found: Embedded<'_>,
    limits: &Limits,
    warnings: &mut Warnings,
    take: &mut Take<'_>,
) -> Result<(), Error> {
    let (Embedded::Fenced(text, offset) | Embedded::FrontMatter(text, offset)) = found;
    let mut inner = Warnings::default();
    let taken = if found.is_json() {
        read_json(text.as_bytes(), Container::Text, limits, &mut inner, take)
    } else {
        read_yaml(text, Container::Text, limits, &mut inner, take)
    };
    warnings.append(inner.moved(offset));
    taken.map_err(|error| error.moved(offset))
}

fn read_json(
    json: &[u8],
    container: Container,
    limits: &Limits,
    warnings: &mut Warnings,
    take: &mut Take<'_>,
) -> Result<(), Error> {
    take(json::parse_card(json, limits, warnings)?, container, warnings)
}

#[cfg(feature = "yaml")]
fn read_yaml(
    yaml: &str,
    container: Container,
    limits: &Limits,
    warnings: &mut Warnings,
    take: &mut Take<'_>,
) -> Result<(), Error> {
    let document = crate::yaml::parse(yaml, limits, warnings)?;
    let Value::Object(document) = document else { return Err(Error::new(ErrorKind::NotACard)) };
    take(document, container, warnings)
}

#[cfg(not(feature = "yaml"))]
fn read_yaml(_: &str, _: Container, _: &Limits, _: &mut Warnings, _: &mut Take<'_>) -> Result<(), Error> {
    Err(Error::new(ErrorKind::NeedsFormats))
}
