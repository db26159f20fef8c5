//! Which format a lorebook file is of, and the book in it.
//!
//! Formats are told apart by the marks that their programs write, else by the fields of the first entry. Each becomes
//! a `character_book` of Character Card V3; places in errors and warnings are places of the file. A file that is not
//! JSON is read as one of a card is; [`Limits::file_bytes`] and the other limits of JSON protect the parser.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use serde_json::{Map, Value};

use super::places::Places;
use super::{Lorebook, agnai, extensions, novel_ai, repair_book, risu, silly_tavern};
use crate::card;
use crate::encoding;
use crate::error::{Error, ErrorKind};
use crate::json;
use crate::limits::Limits;
use crate::warning::{Warning, Warnings};

const SPEC: &str = "lorebook_v3";

/// A lorebook and what was noticed while it was read.
///
/// ```
/// use cuecard_core::Limits;
/// use cuecard_core::lore::{BookFormat, LorebookImport};
///
/// let file = br#"{"entries": {"0": {"uid": 0, "key": ["loom"], "content": "Looms weave.", "order": 5}}}"#;
/// let import = LorebookImport::read(file, &Limits::local())?;
/// assert_eq!(import.format, BookFormat::SillyTavern);
/// assert_eq!(import.lorebook.entries[0].insertion_order, 5);
/// # Ok::<(), cuecard_core::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct LorebookImport {
    /// The book, as V3.
    pub lorebook: Lorebook,
    /// What the file was.
    pub format: BookFormat,
    /// What was odd about the file and accepted all the same.
    pub warnings: Vec<Warning>,
}

/// The format that a lorebook was written in.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BookFormat {
    /// A memory book of Agnai.
    Agnai,
    /// The book of a card, in the card or alone.
    CharacterBook,
    /// A file with `spec` `lorebook_v3`.
    LorebookV3,
    /// A lorebook of NovelAI.
    NovelAi,
    /// A lorebook of RisuAI.
    Risu,
    /// A world file of SillyTavern.
    SillyTavern,
}

impl LorebookImport {
    /// Reads a lorebook file of any format: JSON, YAML (feature `yaml`), a text with one of them, or a PNG of NovelAI.
    /// A card gives its book.
    ///
    /// # Errors
    ///
    /// Fails when the file is larger than [`Limits::file_bytes`], is of no known format, when a field holds a value of
    /// another type, or when the book is larger than [`Limits::book_entries`] or [`Limits::book_bytes`].
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        if encoding::begins_as_object(bytes) {
            Self::from_json(bytes, limits)
        } else {
            card::book_in_file(bytes, limits)
        }
    }

    /// Reads the text of a JSON document.
    pub(crate) fn from_json(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut warnings = Warnings::default();
        let document = json::parse_card(bytes, limits, &mut warnings)?;
        let (lorebook, format) = Self::from_document(document, limits, &mut warnings)?;
        Ok(Self { lorebook, format, warnings: warnings.into_vec() })
    }

    /// Reads a document that was parsed already. What `warnings` has are places in its text.
    pub(crate) fn from_document(
        document: Map<String, Value>,
        limits: &Limits,
        warnings: &mut Warnings,
    ) -> Result<(Lorebook, BookFormat), Error> {
        json::check(&document, limits)?;
        let (format, path) = detect(&document).ok_or_else(|| no_book(&document))?;
        at_most_entries(&document, format, path, limits)?;
        let mut places = Places { format, world: Vec::new() };
        let mut book = book_of(document, path, &mut places)?;
        repair_book(&mut book, path, warnings);
        warnings.rename(|pointer| places.in_file(pointer));
        json::check(&book, limits)
            .map_err(|error| error.below(path).renamed(|pointer| places.in_file(pointer)))?;
        let lorebook = Lorebook::from_document(book, path, limits)
            .map_err(|error| error.renamed(|pointer| places.in_file(pointer)))?;
        Ok((lorebook, format))
    }
}

/// Before they are made entries of V3, which are larger.
fn at_most_entries(
    document: &Map<String, Value>,
    format: BookFormat,
    path: &str,
    limits: &Limits,
) -> Result<(), Error> {
    let name = if format == BookFormat::Risu { "data" } else { "entries" };
    let mut book = Some(document);
    for part in path.split('/').skip(1) {
        book = book.and_then(|book| book.get(part)?.as_object());
    }
    book.map_or(Ok(()), |book| check_entries(book, name, path, limits))
}

/// Refuses a book of more entries than the limits allow, which may be a list or a map.
pub(crate) fn check_entries(
    book: &Map<String, Value>,
    name: &str,
    path: &str,
    limits: &Limits,
) -> Result<(), Error> {
    let found = match book.get(name) {
        Some(Value::Array(list)) => list.len(),
        Some(Value::Object(map)) => map.len(),
        _ => 0,
    };
    let limit = limits.book_entries;
    if found <= limit {
        return Ok(());
    }
    let kind = ErrorKind::BookTooLarge { what: "entries", found, limit };
    Err(Error::new(kind).in_field(format!("{path}/{name}")))
}

fn no_book(document: &Map<String, Value>) -> Error {
    Error::new(if card::is_card(document) { ErrorKind::NoLorebook } else { ErrorKind::NotALorebook })
}

/// The format, and where in the file the book stands.
fn detect(document: &Map<String, Value>) -> Option<(BookFormat, &'static str)> {
    let is = |name: &str, text: &str| document.get(name).and_then(Value::as_str) == Some(text);
    let has = |name: &str| document.get(name).is_some_and(|value| !value.is_null());
    let data = document.get("data");
    if is("spec", SPEC) && data.is_some_and(Value::is_object) {
        return Some((BookFormat::LorebookV3, "/data"));
    }
    if is("type", "risu") && data.is_some_and(Value::is_array) {
        return Some((BookFormat::Risu, ""));
    }
    if has("character_book") {
        return Some((BookFormat::CharacterBook, "/character_book"));
    }
    if let Some(data) = data.and_then(Value::as_object) {
        if data.get("character_book").is_some_and(|book| !book.is_null()) {
            return Some((BookFormat::CharacterBook, "/data/character_book"));
        }
        if data.contains_key("entries") && !has("entries") {
            return Some((BookFormat::LorebookV3, "/data"));
        }
    }
    let entries = document.get("entries").filter(|entries| !entries.is_null())?;
    let marked = match () {
        () if has("lorebookVersion") => Some(BookFormat::NovelAi),
        () if is("kind", "memory") => Some(BookFormat::Agnai),
        () => None,
    };
    Some((marked.unwrap_or_else(|| by_entries(entries)), ""))
}

/// The format by the fields of the first entry.
fn by_entries(entries: &Value) -> BookFormat {
    let (first, is_map) = match entries {
        Value::Array(list) => (list.first(), false),
        Value::Object(map) => (map.values().next(), true),
        _ => (None, false),
    };
    let Some(first) = first else {
        return if is_map { BookFormat::SillyTavern } else { BookFormat::CharacterBook };
    };
    let has = |name: &str| first.get(name).is_some();
    match () {
        () if has("key") && (is_map || !has("keys")) => BookFormat::SillyTavern,
        () if has("content") => BookFormat::CharacterBook,
        () if has("entry") && has("keywords") => BookFormat::Agnai,
        () if has("text") && (has("contextConfig") || has("displayName")) => BookFormat::NovelAi,
        () => BookFormat::CharacterBook,
    }
}

fn book_of(
    mut document: Map<String, Value>,
    path: &str,
    places: &mut Places,
) -> Result<Map<String, Value>, Error> {
    Ok(match places.format {
        BookFormat::Agnai => agnai::to_book(document),
        BookFormat::NovelAi => novel_ai::to_book(document),
        BookFormat::Risu => risu::to_book(document),
        BookFormat::SillyTavern => {
            let (book, world) = silly_tavern::to_book(document);
            places.world = world;
            book
        }
        BookFormat::LorebookV3 => unwrap(document)?,
        BookFormat::CharacterBook if path.is_empty() => document,
        BookFormat::CharacterBook => {
            let card = match document.get_mut("data") {
                Some(Value::Object(data)) if path.starts_with("/data") => data,
                _ => &mut document,
            };
            object(card.shift_remove("character_book"), path)?
        }
    })
}

fn object(value: Option<Value>, path: &str) -> Result<Map<String, Value>, Error> {
    match value {
        Some(Value::Object(map)) => Ok(map),
        _ => Err(json::wrong_type("an object", path)),
    }
}

/// Where a book keeps the fields that stood around it in its file.
const FILE: &str = "lorebook_file";

/// Takes the book out of a `lorebook_v3` file.
pub(super) fn unwrap(mut file: Map<String, Value>) -> Result<Map<String, Value>, Error> {
    let mut book = object(file.shift_remove("data"), "/data")?;
    file.shift_remove("spec");
    if !file.is_empty() {
        let extensions = book.entry("extensions").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(extensions) = extensions {
            extensions::put(extensions, FILE, file);
        }
    }
    Ok(book)
}

/// Puts a book into a `lorebook_v3` file.
pub(super) fn wrap(mut book: Map<String, Value>) -> Map<String, Value> {
    let extensions = book.get_mut("extensions").and_then(Value::as_object_mut);
    let rest = extensions.and_then(|extensions| extensions::take(extensions, FILE)).unwrap_or_default();
    let head = [(String::from("spec"), Value::from(SPEC)), (String::from("data"), Value::Object(book))];
    let rest = rest.into_iter().filter(|(name, _)| !matches!(name.as_str(), "spec" | "data"));
    head.into_iter().chain(rest).collect()
}

/// Takes out what V2 does not have.
pub(super) fn to_v2(mut book: Map<String, Value>) -> Map<String, Value> {
    let entries = book.get_mut("entries").and_then(Value::as_array_mut);
    entries.into_iter().flatten().filter_map(Value::as_object_mut).for_each(entry_to_v2);
    book
}

/// V2 has no `use_regex`, and an id that is a text has no place in it unless it is a number.
pub(crate) fn entry_to_v2(entry: &mut Map<String, Value>) {
    entry.shift_remove("use_regex");
    let Some(Value::String(text)) = entry.get("id") else { return };
    match text.trim().parse::<u64>() {
        Ok(number) => drop(entry.insert("id".into(), number.into())),
        Err(_) => drop(entry.shift_remove("id")),
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use serde_json::json;

    use super::*;

    fn format_of(file: &Value) -> Result<(BookFormat, &'static str), ()> {
        detect(file.as_object().unwrap()).ok_or(())
    }

    #[test]
    fn formats_are_told_apart() {
        use BookFormat::{Agnai, CharacterBook, LorebookV3, NovelAi, Risu, SillyTavern};
        let cases = [
            (json!({"spec": "lorebook_v3", "data": {}}), Ok((LorebookV3, "/data"))),
            (json!({"data": {"entries": []}}), Ok((LorebookV3, "/data"))),
            (json!({"entries": []}), Ok((CharacterBook, ""))),
            (json!({"entries": {}}), Ok((SillyTavern, ""))),
            (json!({"entries": {"0": {"key": []}}}), Ok((SillyTavern, ""))),
            (json!({"entries": {"0": {"key": [], "keys": []}}}), Ok((SillyTavern, ""))),
            (json!({"entries": {"0": {"keys": []}}}), Ok((CharacterBook, ""))),
            (json!({"entries": [{"key": []}]}), Ok((SillyTavern, ""))),
            (json!({"entries": [{"key": [], "keys": []}]}), Ok((CharacterBook, ""))),
            (json!({"entries": [], "lorebookVersion": 5}), Ok((NovelAi, ""))),
            (json!({"entries": [{"keys": [], "text": "", "displayName": ""}]}), Ok((NovelAi, ""))),
            (json!({"entries": [], "kind": "memory"}), Ok((Agnai, ""))),
            (json!({"entries": [{"keywords": [], "entry": ""}]}), Ok((Agnai, ""))),
            (json!({"type": "risu", "data": []}), Ok((Risu, ""))),
            (
                json!({"spec": "chara_card_v3", "data": {"character_book": {}}}),
                Ok((CharacterBook, "/data/character_book")),
            ),
            (json!({"name": "A", "character_book": {}}), Ok((CharacterBook, "/character_book"))),
            (json!({"spec": "chara_card_v3", "data": {"character_book": null}}), Err(())),
            (json!({"entries": null}), Err(())),
            (json!({}), Err(())),
        ];
        for (file, format) in cases {
            assert_eq!(format_of(&file), format, "{file}");
        }
    }

    #[test]
    fn what_stands_around_a_book_is_written_again() {
        let file =
            json!({"spec": "lorebook_v3", "spec_version": "3.0", "data": {"entries": [], "extensions": {}}});
        let book = unwrap(file.as_object().unwrap().clone()).unwrap();
        assert_eq!(book["extensions"], json!({"cuecard": {"lorebook_file": {"spec_version": "3.0"}}}));
        assert_eq!(Value::Object(wrap(book)), file);
    }

    #[test]
    fn entries_and_bytes_are_accepted_at_the_cap_and_refused_one_past_it() {
        let world =
            json!({"entries": {"0": {"key": ["ab"], "content": "cde"}, "1": {"key": ["f"], "content": "g"}}});
        let risu =
            json!({"type": "risu", "data": [{"key": "ab", "content": "cde"}, {"key": "f", "content": "g"}]});
        for (file, list) in [(world, "/entries"), (risu, "/data")] {
            let file = file.to_string();
            let at = Limits { book_entries: 2, book_bytes: 7, ..Limits::edge() };
            assert!(LorebookImport::read(file.as_bytes(), &at).is_ok());
            for past in [Limits { book_entries: 1, ..at }, Limits { book_bytes: 6, ..at }] {
                let error = LorebookImport::read(file.as_bytes(), &past).unwrap_err();
                assert_eq!((error.code(), error.path()), ("book_too_large", Some(list)));
            }
        }
    }
}
