//! `card`: a file, and the card, format and warnings that it gives, or the error.

use cuecard_core::card::{Spec, Target};
use cuecard_core::{Card, Export, Import, Limits};
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
    card: Option<Value>,
    format: Option<Value>,
    /// Texts that have to stand in the JSON of the card: what comparing values would not see.
    #[serde(default)]
    contains: Vec<String>,
    #[serde(default)]
    warnings: Vec<String>,
    /// What `assets` of the import has to be, where it matters.
    assets: Option<Value>,
    /// What reading the first of them has to end in.
    asset_error: Option<Expected>,
    /// What a reader without YAML has to end in, which this is not.
    #[serde(rename = "without_yaml")]
    _without_yaml: Option<Expected>,
    /// What `lorebooks` of the import has to be, where it matters.
    lorebooks: Option<Value>,
    /// What the card is as another version.
    written: Option<Written>,
    error: Option<Expected>,
}

/// A card as V1 and V2, and what they leave out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    v1: Value,
    v1_left_out: Vec<String>,
    v2: Value,
    v2_left_out: Vec<String>,
}

impl Written {
    fn check(&self, card: &Card) -> Result<(), String> {
        let export = Export::new(card);
        same(&"the card as V1", &export.json(Spec::V1), &self.v1.to_string())?;
        let left_out = |spec| export.left_out(Target::Json(spec), &Limits::edge()).unwrap_or_default();
        same(&"what V1 leaves out", &left_out(Spec::V1), &self.v1_left_out)?;
        same(&"the card as V2", &export.json(Spec::V2), &self.v2.to_string())?;
        same(&"what V2 leaves out", &left_out(Spec::V2), &self.v2_left_out)
    }
}

pub(super) fn run(vector: &Vector) -> Result<(), String> {
    let limits = vector.limits.limits();
    let file = vector.file.read()?;
    match (Import::read(&file, &limits), &vector.error) {
        (Ok(import), None) => {
            check_asset(vector, &import, &file)?;
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
            for (what, found, expected) in [
                ("assets", json!(import.assets), &vector.assets),
                ("lorebooks", json!(import.lorebooks), &vector.lorebooks),
            ] {
                expected.as_ref().map_or(Ok(()), |expected| same(&what, &found, expected))?;
            }
            vector.written.as_ref().map_or(Ok(()), |written| written.check(&import.card))?;
            let again = Card::from_json(import.card.to_json().as_bytes(), &limits)
                .map_err(|error| error.to_string())?;
            same(&"the card, written and read again,", &again.to_json(), &import.card.to_json())
        }
        (Err(error), Some(expected)) => expected.check(&error),
        (Ok(_), Some(expected)) => Err(format!("it was read, without {}", expected.code)),
        (Err(error), None) => Err(error.to_string()),
    }
}

fn check_asset(vector: &Vector, import: &Import, file: &[u8]) -> Result<(), String> {
    let Some(expected) = &vector.asset_error else { return Ok(()) };
    let asset = import.assets.first().ok_or("the card has no asset")?;
    match asset.read(file, &Limits::edge()) {
        Err(error) => expected.check(&error),
        Ok(_) => Err("the first asset was read".to_owned()),
    }
}
