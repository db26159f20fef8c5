//! What each suite does with a vector. Answers with what was given instead, in words.

mod card;
mod chat;
mod lore;
mod lorebook;
mod prompt;
mod regex;
mod sse;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cuecard_core::{Error, Limits};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) fn run(suite: &str, vector: &Value) -> Result<(), String> {
    match suite {
        "card" => card::run(&read(vector)?),
        "chat" => chat::run(&read(vector)?),
        "lore" => lore::run(&read(vector)?),
        "lorebook" => lorebook::run(&read(vector)?),
        "prompt" => prompt::run(&read(vector)?),
        "regex" => regex::run(&read(vector)?),
        "sse" => sse::run(&read(vector)?),
        other => Err(format!("there is no suite {other}")),
    }
}

fn read<T: DeserializeOwned>(vector: &Value) -> Result<T, String> {
    T::deserialize(vector).map_err(|error| format!("not of the schema: {error}"))
}

/// Bytes, in one of three spellings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Bytes {
    Base64(String),
    Hex(String),
    Text(String),
}

impl Bytes {
    fn read(&self) -> Result<Vec<u8>, String> {
        match self {
            Self::Base64(text) => STANDARD.decode(text).map_err(|error| error.to_string()),
            Self::Hex(text) => hex(text),
            Self::Text(text) => Ok(text.clone().into_bytes()),
        }
    }
}

fn hex(text: &str) -> Result<Vec<u8>, String> {
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok();
    pairs.map(byte).collect::<Option<_>>().ok_or_else(|| "not hexadecimal".to_owned())
}

/// Limits that are others than those of the edge, so that a small file can cross them.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Caps {
    assets: Option<usize>,
    book_bytes: Option<usize>,
    book_entries: Option<usize>,
    file_bytes: Option<usize>,
    json_nodes: Option<usize>,
}

impl Caps {
    fn limits(&self) -> Limits {
        let mut limits = Limits::edge();
        for (cap, limit) in [
            (self.assets, &mut limits.assets),
            (self.book_bytes, &mut limits.book_bytes),
            (self.book_entries, &mut limits.book_entries),
            (self.file_bytes, &mut limits.file_bytes),
            (self.json_nodes, &mut limits.json_nodes),
        ] {
            *limit = cap.unwrap_or(*limit);
        }
        limits
    }
}

/// An error that has to come.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    code: String,
    offset: Option<usize>,
    path: Option<String>,
}

impl Expected {
    fn check(&self, error: &Error) -> Result<(), String> {
        let found = (error.code(), error.offset(), error.path());
        same(&"the error", &found, &(self.code.as_str(), self.offset, self.path.as_deref()))
    }
}

fn same<T: core::fmt::Debug + PartialEq>(
    what: &impl core::fmt::Display,
    found: &T,
    expected: &T,
) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what} is {found:?}, not {expected:?}")) }
}

/// Where a stream is cut: nowhere, at every byte, and once at each place.
fn cuts(bytes: &[u8]) -> impl Iterator<Item = (String, Vec<&[u8]>)> {
    let whole = ("whole".to_owned(), vec![bytes]);
    let single = ("byte by byte".to_owned(), bytes.chunks(1).collect());
    let halves = (0..=bytes.len()).map(move |place| {
        let (head, tail) = bytes.split_at(place);
        (format!("cut at {place}"), vec![head, tail])
    });
    [whole, single].into_iter().chain(halves)
}
