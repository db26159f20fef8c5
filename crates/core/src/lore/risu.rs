//! Lorebooks of RisuAI: `{type: "risu", ver: 1, data: [{key: "a, b", secondkey, insertorder, content, mode, …}]}`.
//!
//! A folder is an entry whose key begins with U+F000 and `folder:`. It never matches, so it becomes an entry without
//! keys that is not enabled, with the original beside it. What a book of V3 has no field for stays under
//! `extensions.risuai`.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::extensions;
use super::leniency::DEFAULT_ORDER;

const PROGRAM: &str = "risuai";
const FOLDER: &str = "\u{f000}folder:";

/// Fields of an entry that have another name in the file: that of the book first.
pub(super) const NAMES: &[(&str, &str)] = &[
    ("keys", "key"),
    ("secondary_keys", "secondkey"),
    ("name", "comment"),
    ("insertion_order", "insertorder"),
    ("use_regex", "useRegex"),
];

/// Makes a book of V3.
pub(super) fn to_book(source: Map<String, Value>) -> Map<String, Value> {
    extensions::book_of(source, "data", PROGRAM, entry)
}

fn entry(value: Value) -> Value {
    let Value::Object(source) = value else { return value };
    let key = source.get("key").and_then(Value::as_str).unwrap_or_default();
    let is_folder = key.starts_with(FOLDER) || mode(&source) == "folder";
    Value::Object(if is_folder { folder(source) } else { lore(source) })
}

fn mode(source: &Map<String, Value>) -> &str {
    source.get("mode").and_then(Value::as_str).unwrap_or_default()
}

fn folder(source: Map<String, Value>) -> Map<String, Value> {
    let fields = [
        ("name", source.get("comment").cloned()),
        ("keys", Some(Value::Array(Vec::new()))),
        ("content", Some("".into())),
        ("enabled", Some(Value::Bool(false))),
        ("insertion_order", Some(source.get("insertorder").cloned().unwrap_or_else(|| DEFAULT_ORDER.into()))),
        ("use_regex", Some(Value::Bool(false))),
        ("extensions", Some(extensions::of_program(source, PROGRAM))),
    ];
    present(fields)
}

fn lore(mut source: Map<String, Value>) -> Map<String, Value> {
    // Both stay beside the flag: they say more than it does.
    let always = source.get("alwaysActive").and_then(Value::as_bool).unwrap_or(false);
    let constant = always || mode(&source) == "constant";
    let mut take = |name: &str| source.shift_remove(name).filter(|value| !value.is_null());
    let use_regex = take("useRegex").unwrap_or(Value::Bool(false));
    // A pattern may hold commas.
    let split = if use_regex == Value::Bool(true) { one_key } else { keys };
    let comment = take("comment");
    let fields = [
        ("id", take("id")),
        ("keys", Some(take("key").map_or_else(|| Value::Array(Vec::new()), split))),
        ("secondary_keys", take("secondkey").map(split)),
        ("name", comment.clone()),
        ("comment", comment),
        ("content", Some(take("content").unwrap_or_else(|| "".into()))),
        ("enabled", Some(Value::Bool(true))),
        ("constant", Some(Value::Bool(constant))),
        ("selective", take("selective")),
        ("insertion_order", Some(take("insertorder").unwrap_or_else(|| DEFAULT_ORDER.into()))),
        ("use_regex", Some(use_regex)),
    ];
    let percent = take("activationPercent");
    let mut extensions = extensions::of_program(source, PROGRAM);
    if let (Some(percent), Value::Object(extensions)) = (percent, &mut extensions) {
        extensions.insert("probability".into(), percent);
        extensions.insert("useProbability".into(), Value::Bool(true));
    }
    present(fields.into_iter().chain([("extensions", Some(extensions))]))
}

fn present(fields: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Map<String, Value> {
    fields.into_iter().filter_map(|(name, value)| Some((String::from(name), value?))).collect()
}

fn keys(value: Value) -> Value {
    let Some(text) = value.as_str() else { return value };
    let keys = text.split(',').map(str::trim).filter(|key| !key.is_empty());
    Value::Array(keys.map(Value::from).collect())
}

fn one_key(value: Value) -> Value {
    let Some(text) = value.as_str() else { return value };
    Value::Array(if text.trim().is_empty() { Vec::new() } else { vec![value] })
}
