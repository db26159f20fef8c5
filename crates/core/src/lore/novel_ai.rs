//! Lorebooks of NovelAI: `{lorebookVersion, entries: [{keys, text, displayName, contextConfig, …}], settings, …}`.
//!
//! The place of an entry in the prompt is `contextConfig.budgetPriority`. What a book of V3 has no field for stays
//! under `extensions.novelai`. The same JSON, in Base64, stands in the PNG text chunk `naidata`.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::leniency::DEFAULT_ORDER;
use super::{extensions, scan};

const PROGRAM: &str = "novelai";

/// Fields of an entry that have another place in the file: the name in the book first.
pub(super) const NAMES: &[(&str, &str)] = &[
    ("content", "text"),
    ("name", "displayName"),
    ("comment", "displayName"),
    ("constant", "forceActivation"),
    ("insertion_order", "contextConfig/budgetPriority"),
];

/// Makes a book of V3.
pub(super) fn to_book(source: Map<String, Value>) -> Map<String, Value> {
    extensions::book_of(source, "entries", PROGRAM, entry)
}

fn entry(value: Value) -> Value {
    let Value::Object(mut source) = value else { return value };
    let mut take = |name: &str| source.shift_remove(name).filter(|value| !value.is_null());
    let keys = take("keys").unwrap_or_else(|| Value::Array(Vec::new()));
    let name = take("displayName");
    let mut entry = Map::new();
    let mut put = |name: &str, value: Option<Value>| value.map(|value| entry.insert(name.into(), value));
    put("use_regex", Some(all_patterns(&keys).into()));
    put("keys", Some(keys));
    put("name", name.clone());
    put("comment", name);
    put("content", Some(take("text").unwrap_or_else(|| "".into())));
    put("id", take("id"));
    put("enabled", Some(take("enabled").unwrap_or(Value::Bool(true))));
    put("constant", take("forceActivation"));
    put("insertion_order", Some(take_priority(&mut source).unwrap_or_else(|| DEFAULT_ORDER.into())));
    put("extensions", Some(extensions::of_program(source, PROGRAM)));
    Value::Object(entry)
}

fn take_priority(source: &mut Map<String, Value>) -> Option<Value> {
    let config = source.get_mut("contextConfig")?.as_object_mut()?;
    config.shift_remove("budgetPriority").filter(|value| !value.is_null())
}

/// True when there are keys and each is written `/pattern/flags`.
fn all_patterns(keys: &Value) -> bool {
    let keys = keys.as_array().map(Vec::as_slice).unwrap_or_default();
    !keys.is_empty() && keys.iter().all(|key| key.as_str().is_some_and(scan::is_pattern))
}
