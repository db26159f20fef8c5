//! Bounded JSON: parse once into a tree, then read fields with their place.
//!
//! Numbers keep their spelling and objects their order, so that what is not understood can be written back as it was.

mod number;
mod parse;
mod plain;
mod spelling;
mod write;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

pub(crate) use self::number::Decimal;
use self::parse::Lenience;
pub(crate) use self::parse::{OBJECT_NODES, PLACE_NODES};
pub(crate) use self::plain::Letters;
pub(crate) use self::write::{Writer, object_bytes, object_to_text, to_text, value_bytes};
use crate::encoding;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::warning::Warnings;

/// Parses JSON by the letter.
pub(crate) fn parse(bytes: &[u8], limits: &Limits) -> Result<Value, Error> {
    parse::parse(text_of_bytes(bytes, limits)?, limits, Lenience::None)
}

/// Parses an object by the letter.
pub(crate) fn parse_object(bytes: &[u8], limits: &Limits) -> Result<Map<String, Value>, Error> {
    object_of(parse(bytes, limits)?)
}

/// Parses an object as card files have it: oddities are accepted with a warning.
pub(crate) fn parse_card(
    bytes: &[u8],
    limits: &Limits,
    warnings: &mut Warnings,
) -> Result<Map<String, Value>, Error> {
    let mut found = Warnings::default();
    let rest = encoding::without_told_mark(bytes, &mut found);
    let skipped = bytes.len() - rest.len();
    let value = text_of_bytes(rest, limits)
        .and_then(|text| parse::parse(text, limits, Lenience::Known(&mut found)))
        .map_err(|error| error.moved(skipped));
    warnings.append(found.moved(skipped));
    object_of(value?)
}

/// The number that JSON or JSON5 spells so.
pub(crate) fn number_of_json5(spelling: &str) -> Option<Value> {
    spelling::number_of_json5(spelling)
}

/// The number that JSON spells so, with its spelling.
pub(crate) fn number(spelling: &str) -> Option<Value> {
    spelling::number(spelling)
}

/// Refuses a document that grew beyond the limits while it was put into another shape, or would when the lists in its
/// texts are made lists.
pub(crate) fn check(document: &Map<String, Value>, limits: &Limits) -> Result<(), Error> {
    let (values, depth) = weight_of_object(document);
    if depth > limits.json_depth {
        let deepest = pointer_of_most(document, |_, value| weight(value).1);
        return Err(Error::new(ErrorKind::JsonTooDeep { limit: limits.json_depth }).in_field(deepest));
    }
    if values > limits.json_nodes {
        let largest = pointer_of_most(document, |name, value| parts(name, value) + weight(value).0);
        return Err(Error::new(ErrorKind::JsonTooLarge { limit: limits.json_nodes }).in_field(largest));
    }
    let limit = limits.file_bytes.saturating_add(ADDED_BYTES);
    if object_bytes(document) > limit {
        let longest = pointer_of_most(document, |_, value| value_bytes(value));
        return Err(Error::new(ErrorKind::UnpackedTooLarge { limit }).in_field(longest));
    }
    Ok(())
}

/// For an object that has as many fields as it may have.
pub(crate) fn too_many_fields(limits: &Limits) -> Error {
    Error::new(ErrorKind::TooMany { what: "fields of an object", limit: limits.object_fields })
}

/// The field that has the most, or the one in it where it is the `data` of a card.
fn pointer_of_most(document: &Map<String, Value>, measure: impl Fn(&str, &Value) -> usize) -> String {
    let most = |object: &Map<String, Value>| {
        let (name, _) = object.iter().max_by_key(|(name, value)| measure(name, value))?;
        Some(name.clone())
    };
    let Some(name) = most(document) else { return String::new() };
    let inner = document.get(&name).filter(|_| name == "data").and_then(Value::as_object).and_then(most);
    let pointer = Fields::new(document, "").path(&name);
    inner.map_or_else(|| pointer.clone(), |inner| Fields::new(document, pointer.clone()).path(&inner))
}

/// How much longer than a file a document may become: fields that V3 asks for are added to every entry and asset. A file
/// that fills the cap to less than that may be too long when it is written again, which writing refuses.
const ADDED_BYTES: usize = 1024 * 1024;

/// Fields whose text becomes a list where a file has one text instead.
const LISTS: [&str; 6] = ["key", "keys", "keysecondary", "secondary_keys", "secondkey", "tags"];

/// Values, of which an object counts as [`OBJECT_NODES`], and levels. The parsers bound the levels, so that this may
/// call itself.
pub(crate) fn weight(value: &Value) -> (usize, usize) {
    match value {
        Value::Array(list) => list.iter().fold((1 + PLACE_NODES * list.len(), 1), around),
        Value::Object(object) => weight_of_object(object),
        _ => (1, 0),
    }
}

/// The same for an object.
pub(crate) fn weight_of_object(object: &Map<String, Value>) -> (usize, usize) {
    object.iter().fold((OBJECT_NODES, 1), |(values, depth), (name, value)| {
        around((values + PLACE_NODES + parts(name, value), depth), value)
    })
}

/// What a text that is to become a list weighs beside itself.
fn parts(name: &str, value: &Value) -> usize {
    let text = value.as_str().filter(|_| LISTS.contains(&name));
    text.map_or(0, |text| (1 + PLACE_NODES) * separators(text))
}

/// At least as many as there are in any notation of lists; 0xEF begins the wide comma and semicolon.
fn separators(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b',' | b';' | 0xEF)).count()
}

fn around((values, depth): (usize, usize), inner: &Value) -> (usize, usize) {
    let inner = weight(inner);
    (values + inner.0, depth.max(inner.1 + 1))
}

fn text_of_bytes<'a>(bytes: &'a [u8], limits: &Limits) -> Result<&'a str, Error> {
    if bytes.len() > limits.file_bytes {
        return Err(Error::new(ErrorKind::FileTooLarge { found: bytes.len(), limit: limits.file_bytes }));
    }
    core::str::from_utf8(bytes).map_err(|error| Error::new(ErrorKind::InvalidUtf8).at(error.valid_up_to()))
}

fn object_of(value: Value) -> Result<Map<String, Value>, Error> {
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(wrong_type("an object", "")),
    }
}

/// An object and where it stands, for reading its fields.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    path: String,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(map: &'a Map<String, Value>, path: impl Into<String>) -> Self {
        Self { map, path: path.into() }
    }

    pub(crate) fn of(value: &'a Value, path: impl Into<String>) -> Result<Self, Error> {
        let path = path.into();
        match value.as_object() {
            Some(map) => Ok(Self { map, path }),
            None => Err(wrong_type("an object", path)),
        }
    }

    /// Refuses fields that are not among `known`.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Error> {
        match self.map.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Error::new(ErrorKind::UnknownField).in_field(self.path(name))),
            None => Ok(()),
        }
    }

    /// Reads each object of a list of at most `limit`; an absent list is empty.
    pub(crate) fn each<T>(
        &self,
        name: &'static str,
        limit: usize,
        read: impl Fn(&Fields<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let list = self.list(name)?;
        let path = self.path(name);
        if list.len() > limit {
            return Err(Error::new(ErrorKind::TooMany { what: name, limit }).in_field(path));
        }
        list.iter()
            .enumerate()
            .map(|(index, value)| read(&Fields::of(value, format!("{path}/{index}"))?))
            .collect()
    }

    /// The names of all fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a String> {
        self.map.keys()
    }

    /// The object itself.
    pub(crate) const fn map(&self) -> &'a Map<String, Value> {
        self.map
    }

    /// The JSON Pointer of the object.
    pub(crate) fn place(&self) -> &str {
        &self.path
    }

    /// The JSON Pointer of a field.
    pub(crate) fn path(&self, name: &str) -> String {
        format!("{}/{}", self.path, pointer_part(name))
    }

    /// The value of a field; `null` counts as absent.
    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// A text, `""` when absent.
    pub(crate) fn text(&self, name: &str) -> Result<String, Error> {
        Ok(self.optional_text(name)?.unwrap_or_default())
    }

    pub(crate) fn required_text(&self, name: &str) -> Result<String, Error> {
        let missing = || Error::new(ErrorKind::MissingField).in_field(self.path(name));
        self.optional_text(name)?.ok_or_else(missing)
    }

    pub(crate) fn optional_text(&self, name: &str) -> Result<Option<String>, Error> {
        self.value(name).map(|value| text_of(value, || self.path(name))).transpose()
    }

    /// A list of texts, empty when absent.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, Error> {
        let items = self.list(name)?;
        let texts = items.iter().enumerate();
        texts.map(|(index, value)| text_of(value, || format!("{}/{index}", self.path(name)))).collect()
    }

    /// The same without a copy.
    pub(crate) fn texts_in_place(&self, name: &str) -> Result<Vec<&'a str>, Error> {
        let path = |index| format!("{}/{index}", self.path(name));
        let texts = self.list(name)?.iter().enumerate();
        texts.map(|(index, value)| value.as_str().ok_or_else(|| wrong_type("text", path(index)))).collect()
    }

    /// A list, empty when absent.
    pub(crate) fn list(&self, name: &str) -> Result<&'a [Value], Error> {
        let Some(value) = self.value(name) else { return Ok(&[]) };
        value.as_array().map(Vec::as_slice).ok_or_else(|| wrong_type("a list", self.path(name)))
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Error> {
        let Some(value) = self.value(name) else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| wrong_type("true or false", self.path(name)))
    }

    /// A number, rounded towards zero; fractions occur where books mean whole numbers.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, Error> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Number(number)) => Ok(Some(Decimal::of(number).whole())),
            Some(_) => Err(wrong_type("a number", self.path(name))),
        }
    }

    /// A whole number that is not negative.
    pub(crate) fn unsigned(&self, name: &str) -> Result<Option<u64>, Error> {
        let Some(value) = self.value(name) else { return Ok(None) };
        value.as_u64().map(Some).ok_or_else(|| wrong_type("a whole number from 0", self.path(name)))
    }

    pub(crate) fn required_unsigned(&self, name: &str) -> Result<u64, Error> {
        self.unsigned(name)?.ok_or_else(|| Error::new(ErrorKind::MissingField).in_field(self.path(name)))
    }

    /// An object, `None` when absent.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, Error> {
        self.value(name).map(|value| Fields::of(value, self.path(name))).transpose()
    }
}

/// A name as it stands in a JSON Pointer.
pub(crate) fn pointer_part(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

pub(crate) fn wrong_type(expected: &'static str, path: impl Into<String>) -> Error {
    Error::new(ErrorKind::WrongType { expected }).in_field(path)
}

fn text_of(value: &Value, path: impl FnOnce() -> String) -> Result<String, Error> {
    value.as_str().map(ToOwned::to_owned).ok_or_else(|| wrong_type("text", path()))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;

    fn limits() -> Limits {
        Limits { json_depth: 3, json_nodes: 15, ..Limits::edge() }
    }

    #[test]
    fn depth_is_accepted_at_the_cap_and_refused_one_past_it() {
        assert!(parse(b"[[[1]]]", &limits()).is_ok());
        let error = parse(b"[[[[1]]]]", &limits()).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("json_too_deep", Some(3)));
    }

    #[test]
    fn values_are_accepted_at_the_cap_and_refused_one_past_it() {
        assert!(parse(b"[1,2,3,4,5,6,7]", &limits()).is_ok());
        assert_eq!(parse(b"[1,2,3,4,5,6,7,8]", &limits()).unwrap_err().code(), "json_too_large");
    }

    #[test]
    fn an_object_weighs_as_much_as_it_takes() {
        let limits = Limits { json_nodes: 9, ..Limits::edge() };
        assert!(parse(b"{}", &limits).is_ok());
        assert_eq!(parse(br#"{"a": 1, "b": 2}"#, &limits).unwrap_err().code(), "json_too_large");
    }

    #[test]
    fn a_field_weighs_one_more_than_its_value() {
        let limits = Limits { json_nodes: 12, ..Limits::edge() };
        assert!(parse(br#"{"a": 1, "b": 2}"#, &limits).is_ok());
        let error = parse(br#"{"a": 1, "b": [], "c": 2}"#, &limits).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("json_too_large", Some(18)));
    }

    #[test]
    fn an_object_is_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { object_fields: 2, ..Limits::edge() };
        assert!(parse(br#"{"a": {"a": 1, "b": 2}, "b": 2}"#, &limits).is_ok());
        let error = parse(br#"{"a": 1, "b": 2, "c": 2}"#, &limits).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("too_many", Some(17)));
    }

    #[test]
    fn a_file_is_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = |file_bytes| Limits { file_bytes, ..Limits::edge() };
        assert!(parse(b"[1] ", &limits(4)).is_ok());
        let error = parse(b"[1] ", &limits(3)).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::FileTooLarge { found: 4, limit: 3 });
    }

    fn checked(json: &str, limits: &Limits) -> Result<(), &'static str> {
        let document = parse_object(json.as_bytes(), &Limits::edge()).unwrap();
        check(&document, limits).map_err(|error| error.code())
    }

    #[test]
    fn what_a_text_is_split_into_is_accepted_at_the_cap_and_refused_one_past_it() {
        for (json, weight) in [
            (r#"{"tags": "a,b;c"}"#, 14),
            ("{\"a\": [{\"keys\": \"a，b\"}]}", 8 + 2 + 1 + 8 + 4),
            (r#"{"description": "a,b;c"}"#, 10),
        ] {
            let limits = |json_nodes| Limits { json_nodes, ..Limits::edge() };
            assert_eq!(checked(json, &limits(weight)), Ok(()), "{json}");
            assert_eq!(checked(json, &limits(weight - 1)), Err("json_too_large"), "{json}");
        }
    }

    #[test]
    fn what_would_be_written_is_accepted_at_the_cap_and_refused_one_past_it() {
        let json = format!(r#"{{"a":"\u0001é{}"}}"#, "a".repeat(ADDED_BYTES));
        let limits = |file_bytes| Limits { file_bytes, ..Limits::edge() };
        assert_eq!(checked(&json, &limits(json.len() - ADDED_BYTES)), Ok(()));
        assert_eq!(checked(&json, &limits(json.len() - ADDED_BYTES - 1)), Err("unpacked_too_large"));
    }

    #[test]
    fn brackets_inside_strings_do_not_count() {
        assert!(parse(br#"["[[[[[[[\"[[[", 1]"#, &limits()).is_ok());
    }

    #[test]
    fn a_syntax_error_names_its_byte() {
        let error = parse(b"{\n \"a\": 1,\n \"b\": }", &Limits::edge()).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("invalid_json", Some(17)));
        assert_eq!(error.to_string(), "not valid JSON, at byte 17");
    }

    #[test]
    fn numbers_keep_their_spelling() {
        let value = parse(b"[1.0, 1.50, 12345678901234567890123]", &limits()).unwrap();
        assert_eq!(value.to_string(), "[1.0,1.50,12345678901234567890123]");
    }
}
