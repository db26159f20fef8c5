//! What was odd about input and accepted all the same.
//!
//! A file can have the same oddity ten thousand times, so each is told once, with its first place and how often.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

/// Something odd that was accepted.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Warning {
    /// A name that never changes.
    pub code: &'static str,
    /// The same for people.
    pub message: &'static str,
    /// Where it was first, as a JSON Pointer into the document, if it is in a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where it was first, in bytes from the start of what was read, if the place is known that exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
    /// How often it was found; left out of JSON when it is once.
    #[serde(skip_serializing_if = "is_once")]
    pub count: usize,
}

impl Warning {
    pub(crate) const fn new(code: &'static str, message: &'static str) -> Self {
        Self { code, message, path: None, offset: None, count: 1 }
    }

    pub(crate) fn in_field(self, path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    pub(crate) fn at(self, offset: usize) -> Self {
        Self { offset: Some(offset), ..self }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_once(count: &usize) -> bool {
    *count == 1
}

/// Warnings in the order in which their first cases came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Warnings(Vec<Warning>);

impl Warnings {
    /// Adds a warning, or counts it where its kind is there already. There are fewer than a hundred kinds.
    pub(crate) fn add(&mut self, warning: Warning) {
        match self.0.iter_mut().find(|known| known.code == warning.code) {
            Some(known) => known.count += warning.count,
            None => self.0.push(warning),
        }
    }

    /// Adds a warning about a field of the object at `path`; a name of the specification needs no escape.
    pub(crate) fn add_in_field(&mut self, warning: Warning, path: &str, name: &str) {
        self.add(warning.in_field([path, "/", name].concat()));
    }

    pub(crate) fn append(&mut self, other: Self) {
        other.0.into_iter().for_each(|warning| self.add(warning));
    }

    /// The same for a text that begins at `offset` of a file.
    pub(crate) fn moved(self, offset: usize) -> Self {
        let moved = |warning: Warning| Warning { offset: warning.offset.map(|at| at + offset), ..warning };
        Self(self.0.into_iter().map(moved).collect())
    }

    /// The same for a document that stands at `base` in another, where it is not text that bytes could be counted in.
    pub(crate) fn below(self, base: &str) -> Self {
        let below = |warning: Warning| {
            let path = alloc::format!("{base}{}", warning.path.as_deref().unwrap_or_default());
            Warning { path: Some(path), offset: None, ..warning }
        };
        Self(self.0.into_iter().map(below).collect())
    }

    /// Gives their fields other names.
    pub(crate) fn rename(&mut self, name: impl Fn(String) -> String) {
        self.0.iter_mut().for_each(|warning| warning.path = warning.path.take().map(&name));
    }

    pub(crate) fn into_vec(self) -> Vec<Warning> {
        self.0
    }
}
