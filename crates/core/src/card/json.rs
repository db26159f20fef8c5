//! Reads a card from JSON: the document's kind, its upgrade to V3, and its fields.

use alloc::string::String;

use serde_json::{Map, Value};

use super::detect::{Shape, detect};
use super::{Card, Spec, legacy, leniency, read, upgrade};
use crate::error::Error;
use crate::json;
use crate::limits::Limits;
use crate::warning::Warnings;

/// Reads the text of a JSON document.
pub(super) fn parse(bytes: &[u8], limits: &Limits, warnings: &mut Warnings) -> Result<(Card, Spec), Error> {
    card(json::parse_card(bytes, limits, warnings)?, limits, warnings)
}

/// Reads a card from a document that was parsed already.
pub(super) fn card(
    document: Map<String, Value>,
    limits: &Limits,
    warnings: &mut Warnings,
) -> Result<(Card, Spec), Error> {
    let (document, spec, base) = to_v3(document, warnings)?;
    let document = with_data(document, |data| {
        leniency::repair(data, base, warnings);
        upgrade::complete(data, base, warnings);
    });
    json::check(&document, limits)?;
    Ok((read::fields(document, base, limits)?, spec))
}

/// The document as V3, what it was, and where its `data` stood.
fn to_v3(
    mut document: Map<String, Value>,
    warnings: &mut Warnings,
) -> Result<(Map<String, Value>, Spec, &'static str), Error> {
    let shape = detect(&document)?;
    if let Shape::Spec(_) = shape {
        upgrade::unknown_spec(&document, warnings);
    }
    match shape {
        Shape::Legacy(legacy) => {
            let document = legacy::convert(document, legacy, warnings)?;
            let document = with_data(document, |data| upgrade::complete(data, "", warnings));
            Ok((document, legacy.into(), ""))
        }
        Shape::Spec(Spec::V1) => Ok((upgrade::from_v1(document, warnings), Spec::V1, "")),
        Shape::Spec(spec) => {
            upgrade::from_data(&mut document, spec, warnings);
            Ok((document, spec, "/data"))
        }
    }
}

fn with_data(
    mut document: Map<String, Value>,
    change: impl FnOnce(&mut Map<String, Value>),
) -> Map<String, Value> {
    if let Some(data) = document.get_mut("data").and_then(Value::as_object_mut) {
        change(data);
    }
    document
}
