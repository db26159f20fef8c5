//! Bounded JSON: parse once into a tree, then read fields with their place.
//!
//! The text is measured before it is parsed, because a parsed value takes about 14 times the memory of its text.
//! Numbers keep their spelling and objects their order, so that what is not understood can be written back as it was.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// Parses `bytes` after measuring its depth and its number of values.
pub(crate) fn parse(bytes: &[u8], limits: &Limits) -> Result<Value, Error> {
    if bytes.len() > limits.file_bytes {
        return Err(Error::new(ErrorKind::FileTooLarge { found: bytes.len(), limit: limits.file_bytes }));
    }
    let text = core::str::from_utf8(bytes)
        .map_err(|error| Error::new(ErrorKind::InvalidUtf8).at(error.valid_up_to()))?;
    measure(bytes, limits)?;
    serde_json::from_str(text).map_err(|error| Error::new(ErrorKind::InvalidJson).at(offset_of(text, &error)))
}

/// Parses `bytes` as an object.
pub(crate) fn parse_object(bytes: &[u8], limits: &Limits) -> Result<Map<String, Value>, Error> {
    match parse(bytes, limits)? {
        Value::Object(map) => Ok(map),
        _ => Err(Error::new(ErrorKind::WrongType { expected: "an object" }).in_field("")),
    }
}

/// What an object weighs in values.
const OBJECT_NODES: usize = 8;

/// Walks the text without building anything. Malformed text passes: the parser names the place.
fn measure(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    let (mut depth, mut nodes) = (0_usize, 1_usize);
    let mut in_string = false;
    let mut escaped = false;
    for (offset, &byte) in bytes.iter().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' => {
                depth += 1;
                nodes += OBJECT_NODES;
            }
            b'[' => {
                depth += 1;
                nodes += 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => nodes += 1,
            _ => {}
        }
        if depth > limits.json_depth {
            return Err(Error::new(ErrorKind::JsonTooDeep { limit: limits.json_depth }).at(offset));
        }
        if nodes > limits.json_nodes {
            return Err(Error::new(ErrorKind::JsonTooLarge { limit: limits.json_nodes }).at(offset));
        }
    }
    Ok(())
}

/// The parser counts lines and columns from 1, columns in bytes.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    if error.is_eof() {
        return text.len();
    }
    let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    (start + error.column().saturating_sub(1)).min(text.len())
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

    /// The object itself.
    pub(crate) const fn map(&self) -> &'a Map<String, Value> {
        self.map
    }

    /// The JSON Pointer of a field.
    pub(crate) fn path(&self, name: &str) -> String {
        format!("{}/{}", self.path, name.replace('~', "~0").replace('/', "~1"))
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
        let Some(value) = self.value(name) else { return Ok(None) };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a float beyond i64 saturates, which is what is wanted"
        )]
        let number = value.as_i64().or_else(|| value.as_f64().map(|number| number as i64));
        number.map(Some).ok_or_else(|| wrong_type("a number", self.path(name)))
    }

    /// A whole number that is not negative.
    pub(crate) fn unsigned(&self, name: &str) -> Result<Option<u64>, Error> {
        let Some(value) = self.value(name) else { return Ok(None) };
        value.as_u64().map(Some).ok_or_else(|| wrong_type("a whole number from 0", self.path(name)))
    }

    /// An object, `None` when absent.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, Error> {
        self.value(name).map(|value| Fields::of(value, self.path(name))).transpose()
    }
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
        Limits { json_depth: 3, json_nodes: 8, ..Limits::edge() }
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
        let limits = Limits { json_nodes: 1 + OBJECT_NODES, ..Limits::edge() };
        assert!(parse(b"{}", &limits).is_ok());
        assert_eq!(parse(br#"{"a": 1, "b": 2}"#, &limits).unwrap_err().code(), "json_too_large");
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
