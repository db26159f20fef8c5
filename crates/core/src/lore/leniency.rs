//! What books in the wild get wrong, put right.
//!
//! One function for each oddity. Each leaves a warning, and does nothing to a book that is as Character Card V3 asks
//! ([specification][spec]). What is wrong beyond them stays, and is refused when the fields are read. Entries and
//! their number are bounded by the limits of the JSON that they come from.
//!
//! [spec]: https://github.com/kwaroran/character-card-spec-v3

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::scan::is_pattern;
use super::silly_tavern;
use crate::json;
use crate::warning::{Warning, Warnings};

/// The order of an entry that names none, as in SillyTavern.
pub(super) const DEFAULT_ORDER: u32 = 100;

const BOOK_OPTIONAL: [&str; 5] = ["name", "description", "scan_depth", "token_budget", "recursive_scanning"];

const ENTRY_OPTIONAL: [&str; 10] = [
    "name",
    "comment",
    "id",
    "priority",
    "case_sensitive",
    "constant",
    "selective",
    "secondary_keys",
    "position",
    "use_regex",
];

const FLAGS: [&str; 5] = ["enabled", "constant", "selective", "case_sensitive", "use_regex"];

/// Makes a book that stands at `path` as V3 asks. A book without oddities stays as it is, but for `use_regex`, which
/// V2 does not have.
pub(crate) fn repair_book(book: &mut Map<String, Value>, path: &str, warnings: &mut Warnings) {
    let place = ObjectPlace { book: path, entry: None };
    entries_missing(book, place, warnings);
    entries_as_map(book, place, warnings);
    extensions_missing(book, place, warnings);
    null_field(book, &BOOK_OPTIONAL, place, warnings);
    let entries = book.get_mut("entries").and_then(Value::as_array_mut);
    for (index, entry) in entries.into_iter().flatten().enumerate() {
        if let Value::Object(entry) = entry {
            repair_entry(entry, ObjectPlace { book: path, entry: Some(index) }, warnings);
        }
    }
}

fn repair_entry(entry: &mut Map<String, Value>, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    extensions_missing(entry, place, warnings);
    null_field(entry, &ENTRY_OPTIONAL, place, warnings);
    keys_missing(entry, place, warnings);
    for name in ["keys", "secondary_keys"] {
        keys_as_text(entry, name, place, warnings);
        key_not_text(entry, name, place, warnings);
    }
    content_missing(entry, place, warnings);
    enabled_missing(entry, place, warnings);
    insertion_order_missing(entry, place, warnings);
    insertion_order_text(entry, place, warnings);
    position_number(entry, place, warnings);
    for name in FLAGS {
        flag_as_text(entry, name, place, warnings);
    }
    if is_absent(entry, "use_regex") {
        entry.insert("use_regex".into(), Value::Bool(false));
    }
}

/// Where the object stands that is put right. Pointers are written only for what is odd.
#[derive(Clone, Copy, Debug)]
struct ObjectPlace<'a> {
    book: &'a str,
    entry: Option<usize>,
}

impl ObjectPlace<'_> {
    fn field(self, name: &str) -> String {
        match self.entry {
            Some(index) => format!("{}/entries/{index}/{name}", self.book),
            None => format!("{}/{name}", self.book),
        }
    }

    fn warn(self, warnings: &mut Warnings, name: &str, code: &'static str, message: &'static str) {
        warnings.add(Warning::new(code, message).in_field(self.field(name)));
    }
}

/// `null` counts as absent in what the specification names.
fn is_absent(map: &Map<String, Value>, name: &str) -> bool {
    map.get(name).is_none_or(Value::is_null)
}

/// A book of nothing.
fn entries_missing(book: &mut Map<String, Value>, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    if is_absent(book, "entries") {
        book.insert("entries".into(), Value::Array(Vec::new()));
        place.warn(warnings, "entries", "entries_missing", "the book has no list of entries");
    }
}

/// Entries as an object, in the order of their keys. Values with `key` are entries of SillyTavern.
fn entries_as_map(book: &mut Map<String, Value>, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    let Some(entries) = book.get_mut("entries") else { return };
    let Value::Object(map) = entries else { return };
    *entries = Value::Array(silly_tavern::list_of(core::mem::take(map)));
    place.warn(warnings, "entries", "entries_as_map", "the entries are an object instead of a list");
}

/// No `extensions`, or the empty list that some languages write for an empty object.
fn extensions_missing(map: &mut Map<String, Value>, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    let is_empty_list = map.get("extensions").and_then(Value::as_array).is_some_and(Vec::is_empty);
    if !is_empty_list && !is_absent(map, "extensions") {
        return;
    }
    map.insert("extensions".into(), Value::Object(Map::new()));
    let (code, message) = match place.entry {
        Some(_) => ("entry_extensions_missing", "an entry has no extensions"),
        None => ("book_extensions_missing", "the lorebook has no extensions"),
    };
    place.warn(warnings, "extensions", code, message);
}

/// `null` in a field that may be absent but not `null`; V2 has no `use_regex`.
fn null_field(map: &mut Map<String, Value>, names: &[&str], place: ObjectPlace<'_>, warnings: &mut Warnings) {
    for name in names {
        if map.get(*name).is_some_and(Value::is_null) {
            map.shift_remove(*name);
            place.warn(warnings, name, "null_field", "a field that is `null` counts as absent");
        }
    }
}

fn keys_missing(entry: &mut Map<String, Value>, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    if is_absent(entry, "keys") {
        entry.insert("keys".into(), Value::Array(Vec::new()));
        place.warn(warnings, "keys", "keys_missing", "an entry has no list of keys");
    }
}

/// Keys as one text with separators.
fn keys_as_text(entry: &mut Map<String, Value>, name: &str, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    let Some(keys) = entry.get_mut(name) else { return };
    let Value::String(text) = keys else { return };
    *keys = Value::Array(split_keys(text));
    place.warn(warnings, name, "keys_as_text", "the keys are one text instead of a list");
}

/// Numbers and the like among keys.
fn key_not_text(entry: &mut Map<String, Value>, name: &str, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    let Some(Value::Array(keys)) = entry.get_mut(name) else { return };
    for key in keys {
        if let Some(text) = key_text(key) {
            *key = text;
            place.warn(warnings, name, "key_not_text", "a key is not a text");
        }
    }
}

fn content_missing(entry: &mut Map<String, Value>, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    if is_absent(entry, "content") {
        entry.insert("content".into(), "".into());
        place.warn(warnings, "content", "content_missing", "an entry has no content");
    }
}

/// SillyTavern takes such an entry for disabled, most others for enabled, which is what its author sees there.
fn enabled_missing(entry: &mut Map<String, Value>, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    if is_absent(entry, "enabled") {
        entry.insert("enabled".into(), Value::Bool(true));
        place.warn(warnings, "enabled", "enabled_missing", "an entry does not say whether it is enabled");
    }
}

fn insertion_order_missing(entry: &mut Map<String, Value>, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    if is_absent(entry, "insertion_order") {
        entry.insert("insertion_order".into(), DEFAULT_ORDER.into());
        place.warn(warnings, "insertion_order", "insertion_order_missing", "an entry has no insertion order");
    }
}

fn insertion_order_text(entry: &mut Map<String, Value>, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    let Some(order) = entry.get_mut("insertion_order") else { return };
    if let Some(number) = order.as_str().and_then(number_in) {
        *order = number;
        place.warn(warnings, "insertion_order", "insertion_order_text", "an insertion order is a text");
    }
}

/// The numbers of SillyTavern, which stay in `extensions.position` when that is free.
fn position_number(entry: &mut Map<String, Value>, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    let Some(position) = entry.get_mut("position").filter(|position| position.is_number()) else { return };
    let number = core::mem::replace(position, Value::Null);
    *position = silly_tavern::position_text(&number);
    if let Some(Value::Object(extensions)) = entry.get_mut("extensions") {
        extensions.entry("position").or_insert(number);
    }
    place.warn(warnings, "position", "position_number", "the position of an entry is a number");
}

/// `0`, `1`, `"true"` and `"false"` where true or false belongs.
fn flag_as_text(entry: &mut Map<String, Value>, name: &str, place: ObjectPlace<'_>, warnings: &mut Warnings) {
    let Some(value) = entry.get_mut(name) else { return };
    let flag = match value {
        Value::String(text) if text.eq_ignore_ascii_case("true") => true,
        Value::String(text) if text.eq_ignore_ascii_case("false") => false,
        Value::Number(number) if number.as_u64() == Some(1) => true,
        Value::Number(number) if number.as_u64() == Some(0) => false,
        _ => return,
    };
    *value = Value::Bool(flag);
    place.warn(warnings, name, "flag_as_text", "a flag is a text or a number");
}

/// The keys in one text; a text that is a pattern is one key.
pub(super) fn split_keys(text: &str) -> Vec<Value> {
    if is_pattern(text) {
        return vec![text.trim().into()];
    }
    let keys = text.split([',', '，', ';', '；']).map(str::trim).filter(|key| !key.is_empty());
    keys.map(Value::from).collect()
}

/// The text of a key that is none; `None` for texts, and for lists and objects, which stand for no text.
pub(super) fn key_text(key: &Value) -> Option<Value> {
    match key {
        Value::Null => Some("".into()),
        Value::Bool(_) | Value::Number(_) => Some(json::to_text(key).into()),
        Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The number in a text, as it is spelled there when JSON spells numbers so.
pub(super) fn number_in(text: &str) -> Option<Value> {
    json::number_of_json5(text.trim())
}

#[cfg(test)]
mod tests;
