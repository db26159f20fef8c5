//! `lorebook`: a file, and the book, format and warnings that it gives, or the error; and what writing it gives.

use cuecard_core::lore::{BookTarget, LorebookImport};
use cuecard_core::{Limits, Lorebook};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Bytes, Caps, Expected, same};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vector {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "spec")]
    _spec: String,
    file: Bytes,
    #[serde(default)]
    limits: Caps,
    lorebook: Option<Value>,
    format: Option<Value>,
    #[serde(default)]
    warnings: Vec<String>,
    lorebook_v3: Option<Value>,
    v2: Option<Value>,
    v2_left_out: Option<Vec<String>>,
    silly_tavern: Option<Value>,
    error: Option<Expected>,
    /// What a reader without YAML has to end in, which this is not.
    #[serde(rename = "without_yaml")]
    _without_yaml: Option<Expected>,
}

pub(super) fn run(vector: &Vector) -> Result<(), String> {
    match (LorebookImport::read(&vector.file.read()?, &vector.limits.limits()), &vector.error) {
        (Ok(import), None) => check(vector, &import),
        (Err(error), Some(expected)) => expected.check(&error),
        (Ok(_), Some(expected)) => Err(format!("it was read, without {}", expected.code)),
        (Err(error), None) => Err(error.to_string()),
    }
}

fn check(vector: &Vector, import: &LorebookImport) -> Result<(), String> {
    let book = &import.lorebook;
    let expected = vector.lorebook.as_ref().ok_or("the vector has neither lorebook nor error")?;
    same(&"the lorebook", &parsed(&book.to_json())?, expected)?;
    same(&"the format", &json!(import.format), &vector.format.clone().unwrap_or_default())?;
    let warnings: Vec<String> = import.warnings.iter().map(|warning| warning.code.to_owned()).collect();
    same(&"the warnings", &warnings, &vector.warnings)?;
    let written = [
        ("lorebook_v3", book.to_lorebook_v3(), &vector.lorebook_v3),
        ("v2", book.to_v2(), &vector.v2),
        ("silly_tavern", book.to_silly_tavern(), &vector.silly_tavern),
    ];
    for (name, text, expected) in &written {
        if let Some(expected) = expected {
            same(name, &parsed(text)?, expected)?;
        }
    }
    if let Some(expected) = &vector.v2_left_out {
        same(&"what V2 leaves out", &book.left_out(BookTarget::CharacterBook), expected)?;
    }
    for target in [BookTarget::LorebookV3, BookTarget::SillyTavern] {
        same(&format_args!("what {target:?} leaves out"), &book.left_out(target), &Vec::new())?;
    }
    for (name, text) in [("lorebook_v3", book.to_lorebook_v3()), ("silly_tavern", book.to_silly_tavern())] {
        same(&format_args!("{name}, read again,"), &read_again(&text)?, book)?;
    }
    Ok(())
}

fn read_again(text: &str) -> Result<Lorebook, String> {
    let import = LorebookImport::read(text.as_bytes(), &Limits::edge()).map_err(|error| error.to_string())?;
    let codes: Vec<&str> = import.warnings.iter().map(|warning| warning.code).collect();
    same(&"what was odd in what was written", &codes, &Vec::new())?;
    Ok(import.lorebook)
}

fn parsed(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}
