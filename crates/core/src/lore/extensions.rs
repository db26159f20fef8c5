//! `extensions` of a book or an entry, and the part of it that is cuecard's own: `extensions.cuecard`.
//!
//! A conversion puts there what the other format has no place for, and takes it out again on the way back. Every
//! other program's part stays as it is.

use alloc::string::String;

use serde_json::{Map, Value};

use crate::card::{OWN, put_own};

/// Takes the object `name` out of `extensions.cuecard`, which goes with it when nothing else is in it.
pub(super) fn take(extensions: &mut Map<String, Value>, name: &str) -> Option<Map<String, Value>> {
    let own = extensions.get_mut(OWN)?.as_object_mut()?;
    own.get(name)?.as_object()?;
    let taken = own.shift_remove(name);
    if own.is_empty() {
        extensions.shift_remove(OWN);
    }
    match taken {
        Some(Value::Object(map)) => Some(map),
        _ => None,
    }
}

/// Puts the object `name` into `extensions.cuecard`. An empty one is left out.
pub(super) fn put(extensions: &mut Map<String, Value>, name: &str, value: Map<String, Value>) {
    if !value.is_empty() {
        put_own(extensions, name, Value::Object(value));
    }
}

/// Takes out an `extensions.cuecard` that [`put`] and [`take`] of `name` would not leave as it is.
pub(super) fn take_unfit(extensions: &mut Map<String, Value>, name: &str) -> Option<Value> {
    let fits = match extensions.get(OWN)? {
        Value::Object(own) => !own.is_empty() && !own.contains_key(name),
        _ => false,
    };
    if fits { None } else { extensions.shift_remove(OWN) }
}

/// The `extensions` that `source` brings, with the fields that have no place in a book under `program`.
pub(super) fn of_program(mut source: Map<String, Value>, program: &str) -> Value {
    let mut extensions = match source.shift_remove("extensions") {
        Some(Value::Object(map)) => map,
        Some(other) if !other.is_null() => {
            source.insert("extensions".into(), other);
            Map::new()
        }
        _ => Map::new(),
    };
    if !source.is_empty() {
        extensions.insert(program.into(), Value::Object(source));
    }
    Value::Object(extensions)
}

/// A book of the entries that stand under `list` in `source`, the file of `program`.
pub(super) fn book_of(
    mut source: Map<String, Value>,
    list: &str,
    program: &str,
    entry: fn(Value) -> Value,
) -> Map<String, Value> {
    let entries = entries_of(&mut source, list, entry);
    let fields = [("entries", entries), ("extensions", of_program(source, program))];
    fields.into_iter().map(|(name, value)| (String::from(name), value)).collect()
}

/// Takes the list `name` out, with each of its entries as one of V3. What is no list is left for the reader of books.
pub(super) fn entries_of(source: &mut Map<String, Value>, name: &str, entry: fn(Value) -> Value) -> Value {
    match source.shift_remove(name) {
        Some(Value::Array(list)) => Value::Array(list.into_iter().map(entry).collect()),
        other => other.unwrap_or_default(),
    }
}
