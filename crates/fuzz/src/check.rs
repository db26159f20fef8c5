//! What has to be true of every file: it is read or refused without a panic, within bounded memory; what was read can
//! be written and read again and is the same; an oddity is told once, with a place that is one.

use cuecard_core::card::Spec;
use cuecard_core::lore::{Lorebook, LorebookImport};
use cuecard_core::{Card, Error, Export, Import, Limits, Warning};

use crate::meter::peak_of;

/// Bytes that reading may hold at its peak for each byte of the file.
const PEAK_FACTOR: usize = 32;

/// Bytes that reading may hold besides: what [`limits`] let a small file unpack and parse to.
const PEAK_BYTES: usize = 20 * 1024 * 1024;

/// Limits that an input of some kilobytes can cross.
#[must_use]
pub const fn limits() -> Limits {
    let mut limits = Limits::edge();
    limits.file_bytes = 256 * 1024;
    limits.json_nodes = 20_000;
    limits.png_text_chunks = 64;
    limits.unpacked_bytes = 512 * 1024;
    limits.assets = 50;
    limits.asset_bytes = 512 * 1024;
    limits.archive_files = 64;
    limits.archive_bytes = 4 * 1024 * 1024;
    limits.book_entries = 200;
    limits.book_bytes = 128 * 1024;
    limits.key_bytes = 16 * 1024;
    limits
}

/// For what was read within [`limits`]: V1 is one level deeper as V3, and escapes are longer than their letters.
const fn limits_to_read_again() -> Limits {
    let mut limits = limits();
    limits.file_bytes *= 64;
    limits.json_depth += 8;
    limits.json_nodes *= 4;
    limits.unpacked_bytes *= 64;
    limits.assets *= 2;
    limits.asset_bytes *= 64;
    limits.archive_files *= 2;
    limits.archive_bytes *= 64;
    limits.png_text_chunks *= 4;
    limits
}

/// Reads `file` and checks what came of it.
///
/// # Panics
///
/// When the core panics, or something is not as this module says.
pub fn check(file: &[u8]) {
    let (result, peak) = peak_of(|| Import::read(file, &limits()));
    let most = PEAK_FACTOR * file.len() + PEAK_BYTES;
    assert!(peak <= most, "reading {} bytes took {peak} bytes of memory, {most} are allowed", file.len());
    match result {
        Ok(import) => check_import(&import, file),
        Err(error) => check_error(&error),
    }
    match LorebookImport::read(file, &limits()) {
        Ok(import) => check_book(&import),
        Err(error) => check_error(&error),
    }
}

fn check_error(error: &Error) {
    assert!(!error.to_string().is_empty() && !error.code().is_empty());
    check_place(error.path());
    serde_json::to_string(error).expect("an error can be told");
}

fn check_import(import: &Import, file: &[u8]) {
    for (index, warning) in import.warnings.iter().enumerate() {
        check_warning(warning, import.warnings.get(..index).unwrap_or_default());
    }
    serde_json::to_string(import).expect("an import can be told");
    check_card(&import.card);
    check_again(&import.card);
    for asset in &import.assets {
        if let Err(error) = asset.read(file, &limits()) {
            check_error(&error);
        }
    }
    check_exports(&import.card, file);
}

/// A picture of no pixels: drawing one takes longer than all the rest.
const COVER: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3A\x7E\x9B\x55\0\0\0\0IEND\xAE\x42\x60\x82";

/// What is written in each format is the same card. Assets of the file may be damaged or too large to be moved.
fn check_exports(card: &Card, file: &[u8]) {
    let export = Export::new(card).source(file).cover(COVER);
    let json = [Spec::V2, Spec::V3].map(|spec| Ok(export.json(spec).into_bytes()));
    let archives = [export.png(&limits()), export.charx(&limits())];
    for written in json.into_iter().chain(archives) {
        let written = match written {
            Ok(written) => written,
            Err(error) => {
                check_error(&error);
                continue;
            }
        };
        let again = Import::read(&written, &limits_to_read_again())
            .unwrap_or_else(|error| panic!("what was exported cannot be read: {error}\n{card:?}"));
        let texts = |card: &Card| [&card.name, &card.description, &card.first_mes].map(String::clone);
        assert_eq!(texts(&again.card), texts(card), "another card when it was exported");
    }
    // V1 has no mark of its own: with fields of another format at its root it is read as that.
    drop(Import::read(export.json(Spec::V1).as_bytes(), &limits_to_read_again()));
}

/// A book is the same after it was written in each format and read again.
fn check_book(import: &LorebookImport) {
    let book = &import.lorebook;
    // A world names its fields in an order of its own.
    let value = |book: &Lorebook| serde_json::to_value(book).expect("a book is JSON");
    for written in [book.to_lorebook_v3(), book.to_silly_tavern()] {
        let again = LorebookImport::read(written.as_bytes(), &limits_to_read_again())
            .unwrap_or_else(|error| panic!("what was written cannot be read: {error}\n{written}"));
        assert_eq!(value(&again.lorebook), value(book), "another book when it was written as\n{written}");
    }
}

fn check_warning(warning: &Warning, before: &[Warning]) {
    assert!(before.iter().all(|other| other.code != warning.code), "told twice: {warning:?}");
    assert!(warning.count > 0, "never found: {warning:?}");
    check_place(warning.path.as_deref());
}

/// A JSON Pointer is empty or begins with a slash.
fn check_place(path: Option<&str>) {
    assert!(path.is_none_or(|path| path.is_empty() || path.starts_with('/')), "not a place: {path:?}");
}

fn check_card(card: &Card) {
    let presentation = card.presentation();
    let slug = presentation.slug_for(card.char_name());
    assert!((1..=64).contains(&slug.len()), "not a slug: {slug:?}");
    assert_eq!(presentation.color_for(&card.name).len(), "#RRGGBB".len());
}

/// Writes the card and reads it again: the document and every field are the same.
fn check_again(card: &Card) {
    let written = card.to_json();
    let again = Card::from_json(written.as_bytes(), &limits_to_read_again())
        .unwrap_or_else(|error| panic!("what was read cannot be read again: {error}\n{written}"));
    assert_eq!(again.to_json(), written, "another document when it is read again");
    let (first, second) = (format!("{card:?}"), format!("{again:?}"));
    assert_eq!(first, second, "other fields when it is read again");
}
