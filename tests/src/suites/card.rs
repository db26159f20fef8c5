//! `card`: a file, and the card, format and warnings that it gives, or the error.

use cuecard_core::{Card, Import, Limits};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Bytes, Expected, same};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vector {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "spec")]
    _spec: String,
    file: Bytes,
    card: Option<Value>,
    format: Option<Value>,
    /// Texts that have to stand in the JSON of the card: what comparing values would not see.
    #[serde(default)]
    contains: Vec<String>,
    #[serde(default)]
    warnings: Vec<String>,
    error: Option<Expected>,
}

pub(super) fn run(vector: &Vector) -> Result<(), String> {
    let limits = Limits::edge();
    match (Import::read(&vector.file.read()?, &limits), &vector.error) {
        (Ok(import), None) => {
            let card = vector.card.as_ref().ok_or("the vector has neither card nor error")?;
            let found = import.card.to_json();
            if let Some(text) = vector.contains.iter().find(|text| !found.contains(text.as_str())) {
                return Err(format!("{text} is not in {found}"));
            }
            if vector.contains.is_empty() {
                // As text, so that the order of keys counts.
                same(&"the card", &found, &card.to_string())?;
            }
            same(&"the format", &json!(import.format), &vector.format.clone().unwrap_or_default())?;
            let warnings: Vec<String> =
                import.warnings.iter().map(|warning| warning.code.to_owned()).collect();
            same(&"the warnings", &warnings, &vector.warnings)?;
            let again = Card::from_json(import.card.to_json().as_bytes(), &limits)
                .map_err(|error| error.to_string())?;
            same(&"the card, written and read again,", &again.to_json(), &import.card.to_json())
        }
        (Err(error), Some(expected)) => expected.check(&error),
        (Ok(_), Some(expected)) => Err(format!("it was read, without {}", expected.code)),
        (Err(error), None) => Err(error.to_string()),
    }
}
