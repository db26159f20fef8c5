//! What a copy of a value takes, so that it can be counted before it is made.

use alloc::string::String;

use serde_json::Value;

use crate::json::{OBJECT_NODES, PLACE_NODES};

/// What a copy of a value takes.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    pub(super) values: usize,
    pub(super) bytes: usize,
    /// Levels of nesting, none for a scalar.
    pub(super) depth: usize,
}

impl Size {
    /// Recurses as deep as the value nests, which is bounded already.
    pub(super) fn of(value: &Value) -> Self {
        let scalar = |bytes| Self { values: 1, bytes, depth: 0 };
        match value {
            Value::Null | Value::Bool(_) => scalar(0),
            Value::Number(number) => scalar(number.as_str().len()),
            Value::String(text) => scalar(text.len()),
            Value::Array(items) => {
                let empty = Self { values: 1 + PLACE_NODES * items.len(), bytes: 0, depth: 1 };
                items.iter().map(Self::of).fold(empty, Self::around)
            }
            Value::Object(map) => {
                let keys = map.keys().map(String::len).sum();
                let empty = Self { values: OBJECT_NODES + PLACE_NODES * map.len(), bytes: keys, depth: 1 };
                map.values().map(Self::of).fold(empty, Self::around)
            }
        }
    }

    fn around(self, inner: Self) -> Self {
        Self {
            values: self.values + inner.values,
            bytes: self.bytes + inner.bytes,
            depth: self.depth.max(inner.depth + 1),
        }
    }
}
