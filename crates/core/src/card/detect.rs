//! Which kind of card a JSON document is.
//!
//! `spec` decides where it is one of the two known values. Programs left it out or made up their own, so else the
//! shape decides: `data` with a name is V2, or V3 if it has fields of V3; flat documents of other programs come
//! before V1, because they share `name` and `description` with it.

use alloc::string::String;

use serde_json::{Map, Value};

use super::Spec;
use super::legacy::{self, Legacy};
use super::upgrade::{V1_TEXTS, V3_ONLY};
use crate::error::{Error, ErrorKind};
use crate::json::Decimal;

pub(super) const V2: &str = "chara_card_v2";
pub(super) const V3: &str = "chara_card_v3";
const LOREBOOK: &str = "lorebook_v3";

/// What a document is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Shape {
    /// A card of another program.
    Legacy(Legacy),
    /// A card of this version.
    Spec(Spec),
}

pub(super) fn detect(document: &Map<String, Value>) -> Result<Shape, Error> {
    let data = document.get("data").and_then(Value::as_object);
    match document.get("spec").and_then(Value::as_str) {
        Some(V3) if document.contains_key("data") => return Ok(Shape::Spec(Spec::V3)),
        Some(V2) if document.contains_key("data") => return Ok(Shape::Spec(Spec::V2)),
        Some(V2 | V3) => return Err(Error::new(ErrorKind::MissingField).in_field("/data")),
        // Its `data` may have a name, as that of a card has.
        Some(LOREBOOK) => return Err(Error::new(ErrorKind::LorebookOnly)),
        _ => {}
    }
    if let Some(data) = data.filter(|data| data.contains_key("name")) {
        return Ok(Shape::Spec(version_of(document, data)));
    }
    let has = |name: &str| document.contains_key(name);
    if let Some(legacy) = legacy::detect(document) {
        return Ok(Shape::Legacy(legacy));
    }
    if !has("first_mes") && is_lorebook(document) {
        return Err(Error::new(ErrorKind::LorebookOnly));
    }
    if has("name") && V1_TEXTS.iter().skip(1).any(|name| has(name)) {
        return Ok(Shape::Spec(Spec::V1));
    }
    if V1_TEXTS.iter().any(|name| has(name)) {
        let missing = if has("name") { "/description" } else { "/name" };
        return Err(Error::new(ErrorKind::MissingField).in_field(missing));
    }
    Err(Error::new(ErrorKind::NotACard))
}

/// Whether the document is a card, for who looks for something else.
pub(crate) fn is_card(document: &Map<String, Value>) -> bool {
    detect(document).is_ok()
}

fn version_of(document: &Map<String, Value>, data: &Map<String, Value>) -> Spec {
    let has_v3_field = V3_ONLY.iter().any(|name| data.contains_key(*name));
    let is_v3 =
        document.get("spec_version").and_then(number_of).is_some_and(|version| version.is_at_least(3));
    if has_v3_field || is_v3 { Spec::V3 } else { Spec::V2 }
}

/// A version is a text that holds a number, or a number.
pub(super) fn number_of(version: &Value) -> Option<Decimal> {
    match version {
        Value::Number(number) => Some(Decimal::of(number)),
        Value::String(text) => Decimal::parse(text.trim()),
        _ => None,
    }
}

/// SillyTavern, NovelAI, Agnai and RisuAI, each by what only its files have.
fn is_lorebook(document: &Map<String, Value>) -> bool {
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    let is_list = |name: &str| matches!(document.get(name), Some(Value::Array(_) | Value::Object(_)));
    is_list("entries")
        || document.contains_key("lorebookVersion")
        || text("kind") == Some("memory")
        || (text("type") == Some("risu") && is_list("data"))
}
