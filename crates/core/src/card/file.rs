//! From the bytes of a file to an import.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::asset::assets;
use super::charx::Bundle;
use super::png::{ENCRYPTED, PngFile};
use super::source::{Kind, Source};
use super::text::{self, Embedded};
use super::{Card, Chunk, Container, Format, Import, Spec, byaf, image, json as card_json};
use crate::error::{Error, ErrorKind};
use crate::json;
use crate::limits::Limits;
use crate::lore::{BookFormat, Lorebook, LorebookImport};
use crate::warning::{Warning, Warnings};

/// What a reader of one kind of file gives.
struct Found {
    card: Card,
    format: Format,
}

impl Found {
    const fn new(card: Card, container: Container, spec: Spec) -> Self {
        Self { card, format: Format { container, spec, chunk: None } }
    }
}

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Import, Error> {
    if bytes.len() > limits.file_bytes {
        return Err(Error::new(ErrorKind::FileTooLarge { found: bytes.len(), limit: limits.file_bytes }));
    }
    let mut warnings = Warnings::default();
    let source = Source::open(bytes, limits)?;
    let Found { card, format } = match &source.kind {
        Kind::Archive(bundle) if bundle.is_byaf() => read_byaf(bundle, limits, &mut warnings),
        Kind::Archive(bundle) => bundle
            .card(limits, &mut warnings)
            .and_then(|json| read_json(json.into(), Container::Charx, limits, &mut warnings)),
        Kind::Png(file) => read_png(file, limits, &mut warnings),
        Kind::Jpeg => read_image(bytes, Container::Jpeg, limits, &mut warnings),
        Kind::Webp => read_image(bytes, Container::Webp, limits, &mut warnings),
        Kind::Text => read_text(bytes, limits, &mut warnings),
    }?;
    let assets = assets(&card, &source);
    let lorebooks = books_beside(&source, limits, &mut warnings);
    Ok(Import { card, lorebooks, assets, format, warnings: warnings.into_vec() })
}

const BOOK_DAMAGED: Warning = Warning::new("book_damaged", "a lorebook beside the card cannot be read");

/// Lorebooks in the file that are not the card's. One that cannot be read does not make the card unreadable.
fn books_beside(source: &Source<'_>, limits: &Limits, warnings: &mut Warnings) -> Vec<Lorebook> {
    let Kind::Png(file) = &source.kind else { return Vec::new() };
    match file.book(limits) {
        Some(Ok(import)) => Vec::from([import.lorebook]),
        Some(Err(_)) => {
            warnings.add(BOOK_DAMAGED);
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// The lorebook in a file that is not JSON: NovelAI's in a PNG, else the book of the card.
pub(crate) fn book_in_file(bytes: &[u8], limits: &Limits) -> Result<LorebookImport, Error> {
    let book = match read(bytes, limits) {
        Ok(import) => import.card.character_book.map(|lorebook| LorebookImport {
            lorebook,
            format: BookFormat::CharacterBook,
            warnings: import.warnings,
        }),
        Err(error) if *error.kind() == ErrorKind::LorebookOnly => None,
        Err(error) if *error.kind() == ErrorKind::NotACard => {
            return Err(Error::new(ErrorKind::NotALorebook).at(0));
        }
        Err(error) => return Err(error),
    };
    let not_a_lorebook = || Error::new(ErrorKind::NotALorebook);
    match (book, Source::open(bytes, limits)?.kind) {
        (Some(book), _) => Ok(book),
        (None, Kind::Png(file)) => file.book(limits).ok_or_else(not_a_lorebook)?,
        (None, _) => Err(not_a_lorebook()),
    }
}

fn read_png(file: &PngFile<'_>, limits: &Limits, warnings: &mut Warnings) -> Result<Found, Error> {
    let (card, spec, chunk): (Card, Spec, Chunk) = file.card(limits, warnings, |document, warnings| {
        let (card, spec) = card_json::parse(document.json.into(), limits, warnings)?;
        Ok((card, spec, document.chunk))
    })?;
    let format = Format { container: Container::Png, spec, chunk: Some(chunk) };
    Ok(Found { card, format })
}

fn read_byaf(bundle: &Bundle<'_>, limits: &Limits, warnings: &mut Warnings) -> Result<Found, Error> {
    let document = byaf::document(&bundle.archive, limits, warnings)?;
    let (card, _) = card_json::card(document, limits, warnings)?;
    Ok(Found::new(card, Container::Byaf, Spec::Byaf))
}

fn read_image(
    bytes: &[u8],
    container: Container,
    limits: &Limits,
    warnings: &mut Warnings,
) -> Result<Found, Error> {
    let document = image::read_document(bytes, limits, warnings)?;
    let mut inner = Warnings::default();
    // A place in the file, where the file holds the JSON as it is.
    let start = if matches!(document.json, Cow::Borrowed(_)) { document.offset } else { 0 };
    let found = read_json(document.json, container, limits, &mut inner);
    warnings.append(inner.moved(start));
    found.map_err(|error| error.moved(start))
}

/// JSON; YAML; or a text with one of them in it. Offsets count from the start of the file.
fn read_text(bytes: &[u8], limits: &Limits, warnings: &mut Warnings) -> Result<Found, Error> {
    let mut marks = Warnings::default();
    let document = json::without_byte_order_mark(bytes, &mut marks);
    let start = document.trim_ascii_start();
    if start.starts_with(b"{") {
        return read_json(bytes.into(), Container::Json, limits, warnings);
    }
    if start.starts_with(ENCRYPTED) {
        return Err(Error::new(ErrorKind::EncryptedCard).at(0));
    }
    let not_a_card = || Error::new(ErrorKind::NotACard).at(0);
    if start.starts_with(b"//") || start.starts_with(b"/*") {
        return read_json(bytes.into(), Container::Json, limits, warnings).map_err(|_| not_a_card());
    }
    let text = core::str::from_utf8(document).map_err(|_| not_a_card())?;
    let mut inner = Warnings::default();
    let found = read_prose(text, limits, &mut inner);
    let skipped = bytes.len() - document.len();
    warnings.append(marks);
    warnings.append(inner.moved(skipped));
    found.map_err(|error| error.moved(skipped))
}

/// A text that is not JSON.
fn read_prose(text: &str, limits: &Limits, warnings: &mut Warnings) -> Result<Found, Error> {
    match text::find(text) {
        Some(Embedded::FrontMatter(yaml, offset)) if is_whole(text, yaml, offset) => {
            read_yaml(text, Container::Yaml, limits, warnings)
        }
        Some(found) => match read_embedded(found, limits, warnings) {
            // Front matter can be about the page that it heads.
            Err(error) if *error.kind() == ErrorKind::NotACard && found.is_front_matter() => {
                let block = text::fenced(text).ok_or(error)?;
                read_embedded(block, limits, warnings)
            }
            found => found,
        },
        None if text::looks_like_yaml(text) => read_yaml(text, Container::Yaml, limits, warnings),
        None => Err(Error::new(ErrorKind::NotACard).at(0)),
    }
}

/// True where the line `...`, which ends a document of YAML, is the last: then it heads nothing.
fn is_whole(text: &str, yaml: &str, offset: usize) -> bool {
    let behind = text.get(offset + yaml.len()..).unwrap_or_default();
    !yaml.trim_start().starts_with('{') && behind.trim() == "..."
}

/// A piece of a text. Offsets count from the start of the text.
fn read_embedded(found: Embedded<'_>, limits: &Limits, warnings: &mut Warnings) -> Result<Found, Error> {
    let (Embedded::Fenced(text, offset) | Embedded::FrontMatter(text, offset)) = found;
    let mut inner = Warnings::default();
    let card = if found.is_json() {
        read_json(text.as_bytes().into(), Container::Text, limits, &mut inner)
    } else {
        read_yaml(text, Container::Text, limits, &mut inner)
    };
    warnings.append(inner.moved(offset));
    card.map_err(|error| error.moved(offset))
}

fn read_json(
    json: Cow<'_, [u8]>,
    container: Container,
    limits: &Limits,
    warnings: &mut Warnings,
) -> Result<Found, Error> {
    let (card, spec) = card_json::parse(json, limits, warnings)?;
    Ok(Found::new(card, container, spec))
}

#[cfg(feature = "yaml")]
fn read_yaml(
    yaml: &str,
    container: Container,
    limits: &Limits,
    warnings: &mut Warnings,
) -> Result<Found, Error> {
    let document = crate::yaml::parse(yaml, limits, warnings)?;
    let serde_json::Value::Object(document) = document else { return Err(Error::new(ErrorKind::NotACard)) };
    let (card, spec) = card_json::card(document, limits, warnings)?;
    Ok(Found::new(card, container, spec))
}

#[cfg(not(feature = "yaml"))]
fn read_yaml(_: &str, _: Container, _: &Limits, _: &mut Warnings) -> Result<Found, Error> {
    Err(Error::new(ErrorKind::NeedsFormats))
}
