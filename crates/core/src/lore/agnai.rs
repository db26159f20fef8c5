//! Memory books of Agnai: `{kind: "memory", name, description, entries: [{name, entry, keywords, priority, weight}]}`.
//!
//! The highest weight stands last in the prompt, so that weight is the insertion order. Wildcards in keywords stay as
//! they are written. What a book of V3 has no field for stays under `extensions.agnai`.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::extensions;
use super::leniency::DEFAULT_ORDER;

const PROGRAM: &str = "agnai";

/// Fields of an entry that have another name in the file: that of the book first.
pub(super) const NAMES: &[(&str, &str)] =
    &[("keys", "keywords"), ("content", "entry"), ("insertion_order", "weight")];

/// Makes a book of V3.
pub(crate) fn to_book(mut source: Map<String, Value>) -> Map<String, Value> {
    let entries = extensions::entries_of(&mut source, "entries", entry);
    let mut book = Map::new();
    for name in ["name", "description"] {
        if let Some(value) = source.shift_remove(name) {
            book.insert(name.into(), value);
        }
    }
    book.insert("entries".into(), entries);
    book.insert("extensions".into(), extensions::of_program(source, PROGRAM));
    book
}

fn entry(value: Value) -> Value {
    let Value::Object(mut source) = value else { return value };
    let mut take = |name: &str| source.shift_remove(name).filter(|value| !value.is_null());
    let fields = [
        ("name", take("name")),
        ("keys", Some(take("keywords").unwrap_or_else(|| Value::Array(Vec::new())))),
        ("content", Some(take("entry").unwrap_or_else(|| "".into()))),
        ("enabled", Some(take("enabled").unwrap_or(Value::Bool(true)))),
        ("insertion_order", Some(take("weight").unwrap_or_else(|| DEFAULT_ORDER.into()))),
        ("priority", take("priority")),
        ("use_regex", Some(Value::Bool(false))),
    ];
    let extensions = ("extensions", Some(extensions::of_program(source, PROGRAM)));
    let fields = fields.into_iter().chain([extensions]);
    Value::Object(fields.filter_map(|(name, value)| Some((String::from(name), value?))).collect())
}
