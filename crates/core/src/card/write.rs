//! A card as a document of V1, V2 or V3.
//!
//! V3 is the document as it is kept. V2 and V1 leave out what they have no field for ([`left_out`] says what), but for
//! the list of assets, which they have in `extensions.cuecard.assets`; unknown fields stay. The rules for a V2 document that stands beside V3 are those of [CCv3 §backfilling][spec]: no decorators,
//! and a note to the reader.
//!
//! [spec]: https://github.com/kwaroran/character-card-spec-v3

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::detect::V2;
use super::upgrade::{ASSETS, OWN, OWN_V1, V1_TEXTS, V3_ONLY, insert_own, is_contested};
use crate::json::Decimal;
use crate::lore;

/// Fields of `data` beyond the six texts that V1 files were seen to have at their root.
const V1_EXTRAS: [&str; 9] = [
    "creator_notes",
    "system_prompt",
    "post_history_instructions",
    "creator",
    "character_version",
    "alternate_greetings",
    "group_only_greetings",
    "tags",
    "character_book",
];

/// What a reader of V2 alone is told in the note of the creator.
const BACKFILL_NOTE: &str = "This is a Character Card V3, of which this program shows only what V2 has.";

/// Whether a V2 document stands alone or beside V3.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Backfill {
    Alone,
    BesideV3,
}

pub(super) fn v2(mut document: Map<String, Value>, backfill: Backfill) -> Map<String, Value> {
    document.insert("spec".into(), V2.into());
    document.insert("spec_version".into(), "2.0".into());
    if let Some(data) = document.get_mut("data").and_then(Value::as_object_mut) {
        // Beside V3 it would stand in the file twice.
        if backfill == Backfill::Alone
            && let Some(assets) = take_assets(data)
        {
            insert_own(data, ASSETS, assets);
        }
        data.retain(|name, _| !V3_ONLY.contains(&name.as_str()));
        if backfill == Backfill::BesideV3 {
            add_note(data);
        }
        for entry in entries(data) {
            lore::entry_to_v2(entry);
            if let Some(Value::String(content)) = entry.get_mut("content") {
                content.drain(..content.len() - without_decorators(content).len());
            }
        }
    }
    document
}

pub(super) fn v1(mut document: Map<String, Value>) -> Map<String, Value> {
    let data = document.get_mut("data").and_then(Value::as_object_mut).map(core::mem::take);
    let mut data = data.unwrap_or_default();
    let assets = take_assets(&mut data);
    let contested =
        data.get_mut("extensions").and_then(|all| all.get_mut(OWN)?.get_mut(OWN_V1)?.as_object_mut());
    let contested = contested.map(core::mem::take).unwrap_or_default();
    let is_of_v1 = |name: &str, value: &Value| {
        V1_TEXTS.contains(&name) || (V1_EXTRAS.contains(&name) && says_something(value))
    };
    // In the order of the card; each card that was read has the six texts.
    let mut root: Map<String, Value> =
        data.into_iter().filter(|(name, value)| is_of_v1(name, value)).collect();
    let rest = document.into_iter().filter(|(name, _)| !is_contested(name));
    for (name, value) in rest.chain(contested) {
        root.entry(name).or_insert(value);
    }
    if let Some(assets) = assets {
        insert_own(&mut root, ASSETS, assets);
    }
    root
}

/// The list of assets, for which older versions have no field of their own.
fn take_assets(data: &mut Map<String, Value>) -> Option<Value> {
    data.shift_remove(ASSETS).filter(says_something)
}

/// Fields of `data` that say something and that V1 or V2 has no place for; of the entries of the book, what V2 has none
/// for: `decorators`, `id` and `use_regex`.
pub(super) fn left_out(document: &Map<String, Value>, is_v1: bool) -> Vec<String> {
    let Some(data) = document.get("data").and_then(Value::as_object) else { return Vec::new() };
    let is_left_out = |name: &String| {
        let name = name.as_str();
        let is_in = if is_v1 {
            V1_TEXTS.contains(&name) || V1_EXTRAS.contains(&name)
        } else {
            !V3_ONLY.contains(&name)
        };
        !is_in && name != ASSETS
    };
    let fields = data.iter().filter(|(name, value)| is_left_out(name) && says_something(value));
    let mut names: Vec<String> = fields.map(|(name, _)| name.clone()).collect();
    if !is_v1 && let Some(book) = data.get("character_book") {
        beyond_v2(book.get("entries"), &OF_ENTRIES, &mut names);
    }
    names
}

/// What entries can have that V2 has no place for.
const OF_ENTRIES: [&str; 3] = [DECORATORS, "id", "use_regex"];

const DECORATORS: &str = "decorators";

/// Adds those of `fields` by which an entry of the list says what V2 cannot hold.
pub(crate) fn beyond_v2(entries: Option<&Value>, fields: &[&str], names: &mut Vec<String>) {
    let entries = entries.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for field in fields {
        if entries.iter().any(|entry| has_beyond_v2(entry, field)) {
            names.push((*field).to_owned());
        }
    }
}

fn has_beyond_v2(entry: &Value, field: &str) -> bool {
    let value = entry.get(if field == DECORATORS { "content" } else { field });
    match value {
        Some(Value::String(content)) if field == DECORATORS => {
            without_decorators(content).len() < content.len()
        }
        Some(Value::String(id)) => field == "id" && id.trim().parse::<u64>().is_err(),
        Some(Value::Bool(flag)) => field == "use_regex" && *flag,
        _ => false,
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(object) => !object.is_empty(),
        Value::Bool(_) => true,
        Value::Number(number) => !Decimal::of(number).is_zero(),
    }
}

fn add_note(data: &mut Map<String, Value>) {
    let Some(Value::String(notes)) = data.get_mut("creator_notes") else { return };
    let between = if notes.is_empty() { "" } else { "\n\n" };
    notes.reserve_exact(between.len() + BACKFILL_NOTE.len());
    notes.push_str(between);
    notes.push_str(BACKFILL_NOTE);
}

/// Takes out the note that [`add_note`] added, for a card whose V3 chunk was lost on its way.
pub(super) fn remove_note(data: &mut Map<String, Value>) {
    if let Some(Value::String(notes)) = data.get_mut("creator_notes")
        && let Some(rest) = notes.strip_suffix(BACKFILL_NOTE)
    {
        let length = rest.strip_suffix("\n\n").unwrap_or(rest).len();
        notes.truncate(length);
    }
}

fn entries(data: &mut Map<String, Value>) -> impl Iterator<Item = &mut Map<String, Value>> {
    let book = data.get_mut("character_book").and_then(|book| book.get_mut("entries")?.as_array_mut());
    book.into_iter().flatten().filter_map(Value::as_object_mut)
}

/// The content behind the lines `@@name …` and `@@@name …` that it begins with.
pub(super) fn without_decorators(content: &str) -> &str {
    let mut rest = content;
    loop {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        let name = line.trim_start().trim_start_matches('@');
        let is_decorator =
            line.trim_start().starts_with("@@") && name.starts_with(|c: char| c.is_ascii_lowercase());
        if !is_decorator {
            return rest;
        }
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decorators_are_the_lines_at_the_start() {
        for (content, rest) in [
            ("@@depth 4\n@@role user\ntext\n@@not one", "text\n@@not one"),
            ("@@depth 4", ""),
            ("  @@depth 4\n@@@position x\n\ntext", "\ntext"),
            ("@@ depth\ntext", "@@ depth\ntext"),
            ("text", "text"),
            ("@user hello", "@user hello"),
            ("", ""),
        ] {
            assert_eq!(without_decorators(content), rest, "{content}");
        }
    }
}
