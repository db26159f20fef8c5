//! What one side of the conversion had and the other has no place for.
//!
//! A book keeps it for the world that it was in `extensions.cuecard.silly_tavern`, a world for the book in
//! `extensions.cuecard.book`: `fields` and `extensions` hold values, `absent` names fields that were not there,
//! `sparse` says that no field that may be left out was added.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::row::Context;
use crate::lore::extensions;

/// The name of the part that a book keeps.
pub(super) const WORLD: &str = "silly_tavern";
/// The name of the part that a world keeps.
pub(super) const BOOK: &str = "book";

/// What is kept, or was.
#[derive(Debug, Default)]
pub(super) struct Stash(Map<String, Value>);

/// What is known of a field on the other side.
#[derive(Clone, Copy, Debug)]
pub(super) enum Was<'a> {
    Absent,
    Value(&'a Value),
}

impl<'a> Was<'a> {
    pub(super) const fn value(self) -> Option<&'a Value> {
        match self {
            Self::Absent => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl Stash {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.into(), value);
    }

    pub(super) fn is_sparse(&self) -> bool {
        self.get("sparse") == Some(&Value::Bool(true))
    }

    /// Keeps whether nothing is to be added on the way back.
    pub(super) fn sparse(&mut self, sparse: bool, index: usize) -> Context {
        if sparse {
            self.set("sparse", Value::Bool(true));
        }
        Context { sparse, index }
    }

    pub(super) fn field(&self, name: &str) -> Option<Was<'_>> {
        let absent = || self.get("absent").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        match self.get("fields").and_then(|fields| fields.get(name)) {
            Some(value) => Some(Was::Value(value)),
            None => absent().iter().any(|absent| absent.as_str() == Some(name)).then_some(Was::Absent),
        }
    }

    pub(super) fn extension(&self, name: &str) -> Option<Was<'_>> {
        self.get("extensions")?.get(name).map(Was::Value)
    }

    /// Keeps that the field had this value, or was not there.
    pub(super) fn keep_field(&mut self, name: &str, value: Option<Value>) {
        match value {
            Some(value) => self.keep("fields", name, value),
            None => match self.0.entry("absent").or_insert_with(|| Value::Array(Vec::new())) {
                Value::Array(list) => list.push(name.into()),
                other => *other = Value::Array(alloc::vec![name.into()]),
            },
        }
    }

    pub(super) fn keep_extension(&mut self, name: &str, value: Value) {
        self.keep("extensions", name, value);
    }

    fn keep(&mut self, part: &str, name: &str, value: Value) {
        let part = self.0.entry(part).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(map) = part {
            map.insert(name.into(), value);
        }
    }

    /// Keeps all fields of an object.
    pub(super) fn keep_unknown(&mut self, fields: Map<String, Value>) {
        for (name, value) in fields {
            self.keep_field(&name, Some(value));
        }
    }

    /// Keeps what of the `extensions` of a world could not cross over, be it that they were empty or no object.
    pub(super) fn keep_left(&mut self, left: Option<Value>) {
        if let Some(left) = left {
            self.set("extensions", left);
        }
    }

    /// Keeps what of the `extensions` of a book could not cross over. That they are there is a matter of course.
    pub(super) fn keep_left_extensions(&mut self, left: Option<Value>) {
        if let Some(Value::Object(left)) = left {
            for (name, value) in left {
                self.keep_extension(&name, value);
            }
        }
    }

    /// Puts back the fields that no row of the table answers for.
    pub(super) fn restore_fields(&self, target: &mut Map<String, Value>, is_free: impl Fn(&str) -> bool) {
        let fields = self.get("fields").and_then(Value::as_object);
        for (name, value) in fields.into_iter().flatten().filter(|(name, _)| is_free(name)) {
            target.entry(name.as_str()).or_insert_with(|| value.clone());
        }
    }

    /// Puts back the extensions that could not cross over.
    pub(super) fn restore_extensions(&self, target: &mut Map<String, Value>, is_free: impl Fn(&str) -> bool) {
        let left = self.get("extensions").and_then(Value::as_object);
        for (name, value) in left.into_iter().flatten().filter(|(name, _)| is_free(name)) {
            target.entry(name.as_str()).or_insert_with(|| value.clone());
        }
    }

    /// Puts back the extensions of a world, and says how to show them.
    pub(super) fn restore_left(&self, target: &mut Map<String, Value>) -> Shown {
        self.restore_extensions(target, |_| true);
        Shown(self.get("extensions").cloned())
    }

    pub(super) fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

/// The `extensions` that a world has when there is nothing in them.
#[derive(Debug)]
pub(super) struct Shown(Option<Value>);

impl Shown {
    pub(super) fn insert_into(self, world: &mut Map<String, Value>, extensions: Map<String, Value>) {
        let value = if extensions.is_empty() { self.0 } else { Some(Value::Object(extensions)) };
        if let Some(value) = value {
            world.insert("extensions".into(), value);
        }
    }
}

/// `extensions` of one side, taken apart for the other.
#[derive(Debug)]
pub(super) struct Crossing {
    /// What was kept here for the other side.
    pub(super) stash: Stash,
    /// What the other side has as it is.
    pub(super) extensions: Map<String, Value>,
    /// What it cannot have as it is.
    pub(super) left: Option<Value>,
}

impl Crossing {
    /// `here` is what the stash of this side is called, `there` that of the other; `is_mapped` names extensions that
    /// mean something else there.
    pub(super) fn of(
        extensions: Option<Value>,
        here: &str,
        there: &str,
        is_mapped: impl Fn(&str) -> bool,
    ) -> Self {
        let Some(Value::Object(mut extensions)) = extensions else {
            return Self { stash: Stash::default(), extensions: Map::new(), left: extensions };
        };
        let was_empty = extensions.is_empty();
        let stash = Stash(extensions::take(&mut extensions, here).unwrap_or_default());
        let unfit = extensions::take_unfit(&mut extensions, there);
        let (mut left, extensions): (Map<_, _>, Map<_, _>) =
            extensions.into_iter().partition(|(name, _)| is_mapped(name));
        left.extend(unfit.map(|unfit| (String::from("cuecard"), unfit)));
        let left = (was_empty || !left.is_empty()).then_some(Value::Object(left));
        Self { stash, extensions, left }
    }
}

/// The key that an entry of a book had in its world.
pub(super) fn world_key(entry: &Value) -> Option<String> {
    entry.get("extensions")?.get("cuecard")?.get(WORLD)?.get("key")?.as_str().map(String::from)
}
