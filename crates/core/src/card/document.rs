//! A card as it is written: its document, with the lorebook in its place.
//!
//! The lorebook holds its own part of the document, so that a card holds nothing twice.

use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use alloc::string::String;

use super::{Card, Import};
use crate::chat::json_of;
use crate::json::{Letters, Writer, object_bytes};
use crate::lore::Lorebook;

/// The field of `data` that holds the lorebook.
pub(super) const BOOK: &str = "character_book";

impl Card {
    /// A copy of the document, with its lorebook.
    pub(super) fn whole(&self) -> Map<String, Value> {
        let mut document = self.document.clone();
        let data = document.get_mut("data").and_then(Value::as_object_mut);
        match (data, &self.character_book) {
            (Some(data), Some(book)) if data.contains_key(BOOK) => {
                data.insert(BOOK.into(), Value::Object(book.document().clone()));
            }
            (Some(data), None) => {
                data.shift_remove(BOOK);
            }
            _ => {}
        }
        document
    }

    fn parts(&self) -> impl Iterator<Item = (&String, Part<'_>)> {
        self.document.iter().map(|(name, value)| match value {
            Value::Object(data) if name == "data" => {
                (name, Part::Data { data, book: self.character_book.as_ref() })
            }
            _ => (name, Part::Value(value)),
        })
    }
}

/// A part of a card.
enum Part<'a> {
    Book(&'a Lorebook),
    Data { data: &'a Map<String, Value>, book: Option<&'a Lorebook> },
    Value(&'a Value),
}

/// The fields of `data`. A lorebook that was taken out of the card is left out.
fn parts_of_data<'a>(
    data: &'a Map<String, Value>,
    book: Option<&'a Lorebook>,
) -> impl Iterator<Item = (&'a String, Part<'a>)> {
    data.iter().filter_map(move |(name, value)| {
        Some((name, if name == BOOK { Part::Book(book?) } else { Part::Value(value) }))
    })
}

impl Serialize for Card {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.parts())
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Part::Book(book) => book.serialize(serializer),
            Part::Data { data, book } => serializer.collect_map(parts_of_data(data, book)),
            Part::Value(value) => value.serialize(serializer),
        }
    }
}

/// How long the card is as JSON, or a few bytes less.
pub(super) fn bytes(card: &Card) -> usize {
    let book = card.character_book.as_ref().map_or(0, |book| object_bytes(book.document()));
    object_bytes(&card.document) + book
}

/// The same in one pass of our own.
pub(super) fn write(card: &Card, writer: &mut Writer) {
    writer.object(card.parts(), write_part);
}

fn write_part(writer: &mut Writer, part: Part<'_>) {
    match part {
        Part::Book(book) => writer.object(book.document(), Writer::value),
        Part::Data { data, book } => writer.object(parts_of_data(data, book), write_part),
        Part::Value(value) => writer.value(value),
    }
}

/// What `Serialize` writes, in ASCII.
pub(super) fn import_to_ascii(import: &Import) -> String {
    let Import { card, lorebooks, assets, format, warnings } = import;
    let mut writer = Writer::new(Letters::Ascii);
    type Write<'a> = &'a dyn Fn(&mut Writer);
    let parts: [(&str, Write<'_>); 5] = [
        ("card", &|writer| write(card, writer)),
        ("lorebooks", &|writer| {
            writer.list(lorebooks, |writer, book| writer.object(book.document(), Writer::value));
        }),
        ("assets", &|writer| writer.json(&json_of(assets))),
        ("format", &|writer| writer.json(&json_of(format))),
        ("warnings", &|writer| writer.json(&json_of(warnings))),
    ];
    writer.object(parts, |writer, write| write(writer));
    writer.finish()
}
