//! The typed fields of a V3 document.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::Card;
use super::document::BOOK;
use crate::error::{Error, ErrorKind};
use crate::json::{self, Fields};
use crate::limits::Limits;
use crate::lore::Lorebook;

/// Reads them; `base` is where `data` stood in the file.
pub(super) fn fields(mut document: Map<String, Value>, base: &str, limits: &Limits) -> Result<Card, Error> {
    let character_book = take_book(&mut document, base, limits)?;
    // Where `data` is not an object, the upgrade left it as it is.
    let fields = Fields::of(document.get("data").unwrap_or(&Value::Null), base)?;
    let mut card = texts(&fields)?;
    let date = |name| Ok(fields.integer(name)?.and_then(|seconds| u64::try_from(seconds).ok()));
    for (name, list) in [
        ("alternate_greetings", &mut card.alternate_greetings),
        ("group_only_greetings", &mut card.group_only_greetings),
        ("tags", &mut card.tags),
        ("source", &mut card.source),
    ] {
        *list = fields.texts(name)?;
    }
    let card = Card {
        creator_notes_multilingual: notes(&fields)?,
        creation_date: date("creation_date")?,
        modification_date: date("modification_date")?,
        character_book,
        ..card
    };
    fields.object("extensions")?;
    Ok(Card { document, ..card })
}

/// The lorebook, with its part of the document.
fn take_book(
    document: &mut Map<String, Value>,
    base: &str,
    limits: &Limits,
) -> Result<Option<Lorebook>, Error> {
    let book = document.get_mut("data").and_then(|data| data.get_mut(BOOK));
    let path = || format!("{base}/{BOOK}");
    match book.map(Value::take) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(book)) => Lorebook::from_document(book, &path(), limits).map(Some),
        Some(_) => Err(json::wrong_type("an object", path())),
    }
}

fn texts(fields: &Fields<'_>) -> Result<Card, Error> {
    let name = fields.required_text("name")?;
    if name.trim().is_empty() {
        return Err(Error::new(ErrorKind::InvalidValue { expected: "a name" }).in_field(fields.path("name")));
    }
    let mut card = Card { name, ..Card::default() };
    for (name, text) in [
        ("nickname", &mut card.nickname),
        ("description", &mut card.description),
        ("personality", &mut card.personality),
        ("scenario", &mut card.scenario),
        ("first_mes", &mut card.first_mes),
        ("mes_example", &mut card.mes_example),
        ("creator_notes", &mut card.creator_notes),
        ("system_prompt", &mut card.system_prompt),
        ("post_history_instructions", &mut card.post_history_instructions),
        ("creator", &mut card.creator),
        ("character_version", &mut card.character_version),
    ] {
        *text = fields.text(name)?;
    }
    Ok(card)
}

fn notes(fields: &Fields<'_>) -> Result<Vec<(String, String)>, Error> {
    let Some(notes) = fields.object("creator_notes_multilingual")? else { return Ok(Vec::new()) };
    notes.names().map(|language| Ok((language.clone(), notes.text(language)?))).collect()
}
