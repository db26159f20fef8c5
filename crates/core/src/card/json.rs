//! Reads a card from JSON: the document's kind, its upgrade to V3, and its fields.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use serde_json::{Map, Value};

use super::detect::{Shape, detect};
use super::document::BOOK;
use super::{Card, Spec, legacy, leniency, read, upgrade};
use crate::error::{Error, ErrorKind};
use crate::json;
use crate::limits::Limits;
use crate::lore;
use crate::warning::Warnings;

/// Reads the text of a JSON document, which goes as soon as it is parsed.
pub(super) fn parse(
    bytes: Cow<'_, [u8]>,
    limits: &Limits,
    warnings: &mut Warnings,
) -> Result<(Card, Spec), Error> {
    let document = json::parse_card(&bytes, limits, warnings)?;
    drop(bytes);
    card(document, limits, warnings)
}

/// Reads a card from a document that was parsed already.
pub(super) fn card(
    document: Map<String, Value>,
    limits: &Limits,
    warnings: &mut Warnings,
) -> Result<(Card, Spec), Error> {
    json::check(&document, limits)?;
    let (document, spec, base) = to_v3(document, warnings)?;
    check_assets(&document, base, limits)?;
    check_book(&document, base, limits)?;
    let document = with_data(document, |data| {
        leniency::repair(data, base, warnings);
        upgrade::complete(data, base, warnings);
    });
    json::check(&document, limits).map_err(|error| {
        error.renamed(|path| {
            path.strip_prefix("/data").map_or_else(|| path.clone(), |field| format!("{base}{field}"))
        })
    })?;
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

/// Before entries are put right, which adds fields to them.
fn check_book(document: &Map<String, Value>, base: &str, limits: &Limits) -> Result<(), Error> {
    let book = document.get("data").and_then(|data| data.get(BOOK)?.as_object());
    book.map_or(Ok(()), |book| lore::check_entries(book, "entries", &format!("{base}/{BOOK}"), limits))
}

fn check_assets(document: &Map<String, Value>, base: &str, limits: &Limits) -> Result<(), Error> {
    let assets = document.get("data").and_then(|data| data.get("assets")?.as_array());
    if assets.is_some_and(|assets| assets.len() > limits.assets) {
        let kind = ErrorKind::TooMany { what: "assets", limit: limits.assets };
        return Err(Error::new(kind).in_field(format!("{base}/assets")));
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Import;

    #[test]
    fn assets_are_accepted_at_the_cap_and_refused_one_past_it() {
        let v3 = r#"{"spec": "chara_card_v3", "data": {"name": "Ada", "assets": [{}, {}]}}"#;
        let v1 = r#"{"name": "Ada", "first_mes": "", "assets": [{}, {}]}"#;
        let read = |json: &str, assets| {
            let limits = Limits { assets, ..Limits::edge() };
            parse(json.as_bytes().into(), &limits, &mut Warnings::default()).map(drop)
        };
        assert_eq!(read(v3, 2), Ok(()));
        let kind = ErrorKind::TooMany { what: "assets", limit: 1 };
        assert_eq!(read(v3, 1), Err(Error::new(kind).in_field("/data/assets")));
        // V1 has no assets: a field of that name is nobody's.
        assert_eq!(read(v1, 1), Ok(()));
    }

    #[test]
    fn a_file_is_accepted_at_the_cap_and_refused_one_past_it() {
        let json = br#"{"name": "Ada", "first_mes": ""}"#;
        let read = |file_bytes| Import::read(json, &Limits { file_bytes, ..Limits::edge() });
        assert!(read(json.len()).is_ok());
        let too_large = ErrorKind::FileTooLarge { found: json.len(), limit: json.len() - 1 };
        assert_eq!(read(json.len() - 1).unwrap_err().kind(), &too_large);
    }
}
