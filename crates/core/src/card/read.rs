//! The typed fields of a V3 document.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::Card;
use crate::error::{Error, ErrorKind};
use crate::json::Fields;
use crate::limits::Limits;
use crate::lore::Lorebook;

/// Reads them; `base` is where `data` stood in the file.
pub(super) fn fields(document: Map<String, Value>, base: &str, limits: &Limits) -> Result<Card, Error> {
    // Where `data` is not an object, the upgrade left it as it is.
    let fields = Fields::of(document.get("data").unwrap_or(&Value::Null), base)?;
    let card = texts(&fields)?;
    let book = fields.object("character_book")?;
    let date = |name| Ok(fields.integer(name)?.and_then(|seconds| u64::try_from(seconds).ok()));
    let card = Card {
        alternate_greetings: fields.texts("alternate_greetings")?,
        group_only_greetings: fields.texts("group_only_greetings")?,
        tags: fields.texts("tags")?,
        source: fields.texts("source")?,
        creator_notes_multilingual: notes(&fields)?,
        creation_date: date("creation_date")?,
        modification_date: date("modification_date")?,
        character_book: book.map(|book| Lorebook::read(&book, limits)).transpose()?,
        ..card
    };
    fields.object("extensions")?;
    Ok(Card { document, ..card })
}

fn texts(fields: &Fields<'_>) -> Result<Card, Error> {
    let name = fields.required_text("name")?;
    if name.trim().is_empty() {
        return Err(Error::new(ErrorKind::InvalidValue { expected: "a name" }).in_field(fields.path("name")));
    }
    Ok(Card {
        name,
        nickname: fields.text("nickname")?,
        description: fields.text("description")?,
        personality: fields.text("personality")?,
        scenario: fields.text("scenario")?,
        first_mes: fields.text("first_mes")?,
        mes_example: fields.text("mes_example")?,
        creator_notes: fields.text("creator_notes")?,
        system_prompt: fields.text("system_prompt")?,
        post_history_instructions: fields.text("post_history_instructions")?,
        creator: fields.text("creator")?,
        character_version: fields.text("character_version")?,
        ..Card::default()
    })
}

fn notes(fields: &Fields<'_>) -> Result<Vec<(String, String)>, Error> {
    let Some(notes) = fields.object("creator_notes_multilingual")? else { return Ok(Vec::new()) };
    notes.names().map(|language| Ok((language.clone(), notes.text(language)?))).collect()
}
