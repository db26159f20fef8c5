//! `lore`: lorebooks, a chat, and the entries that it activates.

use cuecard_core::tokens::Estimator;
use cuecard_core::{Limits, Lorebook, Matcher};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Expected, same};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vector {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "spec")]
    _spec: String,
    books: Vec<Value>,
    chat: Vec<String>,
    #[serde(default)]
    hits: Vec<Value>,
    #[serde(default)]
    warnings: Vec<String>,
    error: Option<Expected>,
}

pub(super) fn run(vector: &Vector) -> Result<(), String> {
    let limits = Limits::edge();
    let books = vector.books.iter().map(|book| Lorebook::from_json(book.to_string().as_bytes(), &limits));
    match (books.collect::<Result<Vec<_>, _>>(), &vector.error) {
        (Ok(books), None) => check(vector, books, &limits),
        (Err(error), Some(expected)) => expected.check(&error),
        (Ok(_), Some(expected)) => Err(format!("it was read, without {}", expected.code)),
        (Err(error), None) => Err(error.to_string()),
    }
}

fn check(vector: &Vector, books: Vec<Lorebook>, limits: &Limits) -> Result<(), String> {
    let matcher = Matcher::new(books, limits).map_err(|error| error.to_string())?;
    let chat: Vec<&str> = vector.chat.iter().map(String::as_str).collect();
    let activation = matcher.scan(&chat, &Estimator, limits);
    same(&"the active lore", &json!(activation.hits), &json!(vector.hits))?;
    let warnings: Vec<String> = activation.warnings.iter().map(|warning| warning.code.to_owned()).collect();
    same(&"the warnings", &warnings, &vector.warnings)
}
