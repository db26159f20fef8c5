//! From the bytes of a file to an import.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use super::asset::assets;
use super::charx::Bundle;
use super::png::PngFile;
use super::source::{Kind, Source};
use super::{Card, Chunk, Container, Format, Import, Place, Spec, byaf, image, json as card_json, prose};
use crate::error::{Error, ErrorKind};
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
    for (index, _) in assets.iter().enumerate().filter(|(_, asset)| asset.place == Place::Missing) {
        warnings.add(ASSET_MISSING.in_field(format!("/data/assets/{index}")));
    }
    let lorebooks = books_beside(&source, limits, &mut warnings);
    Ok(Import { card, lorebooks, assets, format, warnings: warnings.into_vec() })
}

const ASSET_MISSING: Warning =
    Warning::new("asset_missing", "the card names a file that is not in its own, or cannot be read there");
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

/// The lorebook in a file that is not JSON: NovelAI's in a PNG, one in a text, else the book of the card.
pub(crate) fn book_in_file(bytes: &[u8], limits: &Limits) -> Result<LorebookImport, Error> {
    match book_in_text(bytes, limits) {
        Err(error) if *error.kind() == ErrorKind::NotALorebook => {}
        found => return found,
    }
    let mut none = ErrorKind::NotALorebook;
    let book = match read(bytes, limits) {
        Ok(import) if import.card.character_book.is_none() => {
            none = ErrorKind::NoLorebook;
            None
        }
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
    let no_book = || Error::new(none);
    match (book, Source::open(bytes, limits)?.kind) {
        (Some(book), _) => Ok(book),
        (None, Kind::Png(file)) => file.book(limits).ok_or_else(no_book)?,
        (None, _) => Err(no_book()),
    }
}

/// A lorebook in YAML, in front matter or in a fenced block.
fn book_in_text(bytes: &[u8], limits: &Limits) -> Result<LorebookImport, Error> {
    let not_a_lorebook = || Error::new(ErrorKind::NotALorebook);
    if !matches!(Source::open(bytes, limits)?.kind, Kind::Text) {
        return Err(not_a_lorebook());
    }
    let (mut book, mut warnings) = (None, Warnings::default());
    prose::read(bytes, limits, &mut warnings, &mut |document, _, warnings| {
        book = Some(LorebookImport::from_document(document, limits, warnings)?);
        Ok(())
    })
    .map_err(|error| if *error.kind() == ErrorKind::NotACard { not_a_lorebook() } else { error })?;
    let (lorebook, format) = book.ok_or_else(not_a_lorebook)?;
    Ok(LorebookImport { lorebook, format, warnings: warnings.into_vec() })
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

fn read_text(bytes: &[u8], limits: &Limits, warnings: &mut Warnings) -> Result<Found, Error> {
    let mut found = None;
    prose::read(bytes, limits, warnings, &mut |document, container, warnings| {
        let (card, spec) = card_json::card(document, limits, warnings)?;
        found = Some(Found::new(card, container, spec));
        Ok(())
    })?;
    found.ok_or_else(|| Error::new(ErrorKind::NotACard))
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
