//! Lorebooks of NovelAI: `{lorebookVersion, entries: [{keys, text, displayName, contextConfig, …}], settings, …}`.
//!
//! The place of an entry in the prompt is `contextConfig.budgetPriority`. What a book of V3 has no field for stays
//! under `extensions.novelai`. The same JSON, in Base64, stands in the PNG text chunk `naidata`.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use super::formats::LorebookImport;
use super::leniency::DEFAULT_ORDER;
use super::{extensions, scan};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

const PROGRAM: &str = "novelai";

/// Writers disagree about padding and about the unused bits of the last letter.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Reads the value of the PNG text chunk `naidata`.
pub(crate) fn from_png_text(text: &[u8], limits: &Limits) -> Result<LorebookImport, Error> {
    if text.len() > limits.file_bytes {
        return Err(Error::new(ErrorKind::FileTooLarge { found: text.len(), limit: limits.file_bytes }));
    }
    let letters: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let json = BASE64.decode(letters).map_err(|_| Error::new(ErrorKind::InvalidBase64))?;
    LorebookImport::read(&json, limits)
}

/// Makes a book of V3.
pub(super) fn to_book(mut source: Map<String, Value>) -> Map<String, Value> {
    let entries = match source.shift_remove("entries") {
        Some(Value::Array(list)) => Value::Array(list.into_iter().map(entry).collect()),
        other => other.unwrap_or_default(),
    };
    [
        (String::from("entries"), entries),
        (String::from("extensions"), extensions::of_program(source, PROGRAM)),
    ]
    .into_iter()
    .collect()
}

fn entry(value: Value) -> Value {
    let Value::Object(mut source) = value else { return value };
    let mut take = |name: &str| source.shift_remove(name).filter(|value| !value.is_null());
    let keys = take("keys").unwrap_or_else(|| Value::Array(Vec::new()));
    let name = take("displayName");
    let mut entry = Map::new();
    let mut put = |name: &str, value: Option<Value>| value.map(|value| entry.insert(name.into(), value));
    put("use_regex", Some(all_patterns(&keys).into()));
    put("keys", Some(keys));
    put("name", name.clone());
    put("comment", name);
    put("content", Some(take("text").unwrap_or_else(|| "".into())));
    put("id", take("id"));
    put("enabled", Some(take("enabled").unwrap_or(Value::Bool(true))));
    put("constant", take("forceActivation"));
    put("insertion_order", Some(take_priority(&mut source).unwrap_or_else(|| DEFAULT_ORDER.into())));
    put("extensions", Some(extensions::of_program(source, PROGRAM)));
    Value::Object(entry)
}

fn take_priority(source: &mut Map<String, Value>) -> Option<Value> {
    let config = source.get_mut("contextConfig")?.as_object_mut()?;
    config.shift_remove("budgetPriority").filter(|value| !value.is_null())
}

/// True when there are keys and each is written `/pattern/flags`.
fn all_patterns(keys: &Value) -> bool {
    let keys = keys.as_array().map(Vec::as_slice).unwrap_or_default();
    !keys.is_empty() && keys.iter().all(|key| key.as_str().is_some_and(scan::is_pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_read_with_line_breaks_and_without_padding() {
        // {"lorebookVersion":5,"entries":[]}
        let text = b"eyJsb3JlYm9va1ZlcnNpb24iOjUs\r\n ImVudHJpZXMiOltdfQ";
        let import = from_png_text(text, &Limits::edge()).unwrap();
        assert_eq!(import.format, super::super::BookFormat::NovelAi);
        assert_eq!(from_png_text(b"e*", &Limits::edge()).unwrap_err().code(), "invalid_base64");
    }

    #[test]
    fn a_chunk_is_accepted_at_the_cap_and_refused_one_past_it() {
        let text = b"eyJsb3JlYm9va1ZlcnNpb24iOjUsImVudHJpZXMiOltdfQ==";
        let at = Limits { file_bytes: text.len(), ..Limits::edge() };
        assert!(from_png_text(text, &at).is_ok());
        let past = Limits { file_bytes: text.len() - 1, ..at };
        assert_eq!(from_png_text(text, &past).unwrap_err().code(), "file_too_large");
    }
}
