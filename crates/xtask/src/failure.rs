//! Why a command stopped: one sentence for whoever typed it, saying what to do where that is known.

use core::fmt;
use std::io;
use std::path::Path;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// Names the file that an operation of the system failed on: `cannot read Cargo.lock: …`.
    pub(crate) fn of_file(action: &str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self(format!("cannot {action} {}: {error}", path.display()))
    }
}

impl Failure {
    /// For a failure whose reason stands in the output already.
    pub(crate) const fn told() -> Self {
        Self(String::new())
    }

    pub(crate) const fn is_told(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Failure {}
