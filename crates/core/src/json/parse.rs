//! Text → [`Value`], in one pass that counts while it reads.
//!
//! The grammar is RFC 8259. Numbers keep their spelling and objects their order, so that what is not understood can
//! be written back as it was; of two fields of one name the later wins. A parsed value takes about 14 times the
//! memory of its text, so depth and number of values are compared with [`Limits`] before each value is made.
//!
//! Card files were written by hand, by Python and by old JSON5 libraries. With [`Lenience`] their oddities are
//! accepted with a warning; each has one function here, named as its warning is.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::plain::{Letters, plain_run};
use super::spelling::{exact, first_invalid, is_hex, json5_number};

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::warning::{Warning, Warnings};

/// What to do where the text is not JSON by the letter.
#[derive(Debug)]
pub(super) enum Lenience<'a> {
    /// Accept what is known from card files, and say so.
    Known(&'a mut Warnings),
    /// Refuse it.
    None,
}

/// What an object weighs in values: an object of one field takes over 500 bytes, a number about 100.
pub(crate) const OBJECT_NODES: usize = 8;

/// What a value weighs in a list or object beside itself: a field has a name, and a text is copied into typed lists.
pub(crate) const PLACE_NODES: usize = 1;

const LONE_SURROGATE: Warning =
    Warning::new("lone_surrogate", "half of a surrogate pair was replaced by U+FFFD");
const CONTROL_CHARACTER: Warning =
    Warning::new("control_character", "a text holds a raw control character, such as a line break");
const COMMENT: Warning = Warning::new("comment", "the JSON has comments");
const TRAILING_COMMA: Warning =
    Warning::new("trailing_comma", "there is a comma behind the last member of a list or object");
const SINGLE_QUOTES: Warning = Warning::new("single_quotes", "a text stands in single quotes");
const UNQUOTED_KEY: Warning = Warning::new("unquoted_key", "the name of a field has no quotes");
const JSON5_ESCAPE: Warning = Warning::new("json5_escape", "a text has an escape that only JSON5 has");
const JSON5_NUMBER: Warning = Warning::new("json5_number", "a number is spelled as only JSON5 does");
const NOT_A_NUMBER: Warning = Warning::new("not_a_number", "NaN or Infinity became null");
const TRAILING_BYTES: Warning = Warning::new("trailing_bytes", "there is something behind the document");
const DUPLICATE_KEY: Warning =
    Warning::new("duplicate_key", "an object has a field twice; the later one counts");

/// Parses the whole of `text`.
pub(super) fn parse(text: &str, limits: &Limits, lenience: Lenience<'_>) -> Result<Value, Error> {
    let mut parser = Parser { text, at: 0, depth: 0, nodes: 0, limits, lenience };
    parser.skip_space()?;
    let value = parser.value()?;
    parser.skip_space()?;
    parser.trailing_bytes()?;
    Ok(value)
}

#[derive(Debug)]
struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    nodes: usize,
    limits: &'a Limits,
    lenience: Lenience<'a>,
}

impl<'a> Parser<'a> {
    fn value(&mut self) -> Result<Value, Error> {
        let is_object = self.peek() == Some(b'{');
        self.count(if is_object { OBJECT_NODES } else { 1 })?;
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::list),
            Some(b'"' | b'\'') => self.text_of_quotes().map(|text| Value::String(text.into_owned())),
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => self.number(),
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word(),
            _ => Err(self.invalid(self.at)),
        }
    }

    fn count(&mut self, nodes: usize) -> Result<(), Error> {
        self.nodes += nodes;
        if self.nodes > self.limits.json_nodes {
            return Err(Error::new(ErrorKind::JsonTooLarge { limit: self.limits.json_nodes }).at(self.at));
        }
        Ok(())
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Result<Value, Error>) -> Result<Value, Error> {
        self.depth += 1;
        if self.depth > self.limits.json_depth {
            return Err(Error::new(ErrorKind::JsonTooDeep { limit: self.limits.json_depth }).at(self.at));
        }
        self.at += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Value, Error> {
        let mut map = Map::new();
        while self.has_more(b'}', map.is_empty())? {
            let start = self.at;
            self.count(PLACE_NODES)?;
            if map.len() >= self.limits.object_fields {
                return Err(super::too_many_fields(self.limits).at(start));
            }
            let key = self.key()?;
            self.skip_space()?;
            self.expect(b':')?;
            self.skip_space()?;
            let value = self.value()?;
            if map.insert(key, value).is_some() {
                self.duplicate_key(start);
            }
        }
        Ok(Value::Object(map))
    }

    fn list(&mut self) -> Result<Value, Error> {
        let mut list = Vec::new();
        while self.has_more(b']', list.is_empty())? {
            self.count(PLACE_NODES)?;
            list.push(self.value()?);
        }
        Ok(Value::Array(list))
    }

    /// Goes to the next member, or behind `end`; eats the comma before a member that is not the first.
    fn has_more(&mut self, end: u8, is_first: bool) -> Result<bool, Error> {
        self.skip_space()?;
        if !is_first && self.peek() == Some(b',') {
            self.at += 1;
            self.skip_space()?;
            if self.peek() == Some(end) {
                self.trailing_comma()?;
            }
        } else if !is_first && self.peek() != Some(end) {
            return Err(self.invalid(self.at));
        }
        if self.peek() != Some(end) {
            return Ok(true);
        }
        self.at += 1;
        Ok(false)
    }

    fn key(&mut self) -> Result<String, Error> {
        match self.peek() {
            Some(b'"' | b'\'') => self.text_of_quotes().map(Cow::into_owned),
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$') => self.unquoted_key(),
            _ => Err(self.invalid(self.at)),
        }
    }

    fn word(&mut self) -> Result<Value, Error> {
        let start = self.at;
        match self.take_while(|byte| byte.is_ascii_alphanumeric()) {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            "NaN" | "Infinity" => self.not_a_number(start),
            _ => Err(self.invalid(start)),
        }
    }

    fn number(&mut self) -> Result<Value, Error> {
        let start = self.at;
        let spelling =
            self.take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        if let Some(invalid) = first_invalid(spelling.as_bytes()) {
            if matches!(spelling, "-Infinity" | "+Infinity" | "-NaN" | "+NaN") {
                return self.not_a_number(start);
            }
            return self.json5_number(spelling, start + invalid);
        }
        Ok(exact(spelling.to_owned()))
    }

    fn text_of_quotes(&mut self) -> Result<Cow<'a, str>, Error> {
        let quote = self.peek().unwrap_or_default();
        if quote == b'\'' {
            self.single_quotes()?;
        }
        self.at += 1;
        let head = self.run(quote);
        if self.peek() == Some(quote) {
            self.at += 1;
            return Ok(Cow::Borrowed(head));
        }
        let mut text = head.to_owned();
        loop {
            match self.peek() {
                Some(byte) if byte == quote => break,
                Some(b'\\') => self.escape(&mut text)?,
                Some(byte) if byte < b' ' => self.control_character(&mut text, byte)?,
                _ => return Err(self.invalid(self.text.len())),
            }
            text.push_str(self.run(quote));
        }
        self.at += 1;
        Ok(Cow::Owned(text))
    }

    /// The text up to the next quote, backslash, control character or the end.
    fn run(&mut self, quote: u8) -> &'a str {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        self.at += plain_run(rest, quote, Letters::All);
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn escape(&mut self, text: &mut String) -> Result<(), Error> {
        let start = self.at;
        self.at += 1;
        let Some(byte) = self.peek() else { return Err(self.invalid(self.text.len())) };
        self.at += 1;
        match byte {
            b'"' | b'\\' | b'/' => text.push(char::from(byte)),
            b'b' => text.push('\u{8}'),
            b'f' => text.push('\u{c}'),
            b'n' => text.push('\n'),
            b'r' => text.push('\r'),
            b't' => text.push('\t'),
            b'u' => text.push(self.code_point(start)?),
            b'\'' | b'\n' => self.json5_escape(text, byte, start)?,
            _ => return Err(self.invalid(start + 1)),
        }
        Ok(())
    }

    /// `\uXXXX`, or two of them that make one character.
    fn code_point(&mut self, start: usize) -> Result<char, Error> {
        let first = self.hex4()?;
        if let Some(character) = char::from_u32(first) {
            return Ok(character);
        }
        let behind = self.at;
        let rest = self.text.as_bytes().get(behind..).unwrap_or_default();
        if first < 0xDC00 && rest.starts_with(b"\\u") {
            self.at += 2;
            let second = self.hex4()?;
            if (0xDC00..0xE000).contains(&second) {
                let scalar = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                return Ok(char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = behind;
        }
        self.lone_surrogate(start)
    }

    fn hex4(&mut self) -> Result<u32, Error> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| is_hex(digits));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let number = number.ok_or_else(|| self.invalid(self.at))?;
        self.at += 4;
        Ok(number)
    }

    fn skip_space(&mut self) -> Result<(), Error> {
        loop {
            self.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
            if self.peek() != Some(b'/') {
                return Ok(());
            }
            self.comment()?;
        }
    }

    fn comment(&mut self) -> Result<(), Error> {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let end = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").ok_or_else(|| self.invalid(start))? + 2
        } else {
            return Err(self.invalid(start));
        };
        self.odd(COMMENT, start)?;
        self.at += end;
        Ok(())
    }

    /// Stands at the end of the list or object, behind the comma.
    fn trailing_comma(&mut self) -> Result<(), Error> {
        self.odd(TRAILING_COMMA, self.at)
    }

    fn single_quotes(&mut self) -> Result<(), Error> {
        self.odd(SINGLE_QUOTES, self.at)
    }

    fn unquoted_key(&mut self) -> Result<String, Error> {
        self.odd(UNQUOTED_KEY, self.at)?;
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$';
        Ok(self.take_while(is_of_name).to_owned())
    }

    /// An escaped line break is none.
    fn json5_escape(&mut self, text: &mut String, byte: u8, start: usize) -> Result<(), Error> {
        self.odd(JSON5_ESCAPE, start)?;
        text.extend((byte == b'\'').then_some('\''));
        Ok(())
    }

    /// `invalid` is where it stops being a number of JSON.
    fn json5_number(&mut self, spelling: &str, invalid: usize) -> Result<Value, Error> {
        let number = json5_number(spelling).ok_or_else(|| self.invalid(invalid))?;
        self.odd(JSON5_NUMBER, invalid)?;
        Ok(exact(number))
    }

    /// Zeros of old EXIF data, or another document.
    fn trailing_bytes(&mut self) -> Result<(), Error> {
        if self.at < self.text.len() { self.odd(TRAILING_BYTES, self.at) } else { Ok(()) }
    }

    fn control_character(&mut self, text: &mut String, byte: u8) -> Result<(), Error> {
        self.odd(CONTROL_CHARACTER, self.at)?;
        text.push(char::from(byte));
        self.at += 1;
        Ok(())
    }

    fn lone_surrogate(&mut self, start: usize) -> Result<char, Error> {
        self.odd(LONE_SURROGATE, start)?;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn not_a_number(&mut self, start: usize) -> Result<Value, Error> {
        self.odd(NOT_A_NUMBER, start)?;
        Ok(Value::Null)
    }

    /// JSON allows it, so it is never an error.
    fn duplicate_key(&mut self, start: usize) {
        if let Lenience::Known(warnings) = &mut self.lenience {
            warnings.add(DUPLICATE_KEY.at(start));
        }
    }

    fn odd(&mut self, warning: Warning, offset: usize) -> Result<(), Error> {
        match &mut self.lenience {
            Lenience::Known(warnings) => {
                warnings.add(warning.at(offset));
                Ok(())
            }
            Lenience::None => Err(self.invalid(offset)),
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        if self.peek() != Some(byte) {
            return Err(self.invalid(self.at));
        }
        self.at += 1;
        Ok(())
    }

    fn take_while(&mut self, accept: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        self.at += rest.iter().position(|byte| !accept(*byte)).unwrap_or(rest.len());
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn invalid(&self, offset: usize) -> Error {
        Error::new(ErrorKind::InvalidJson).at(offset.min(self.text.len()))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;
    use alloc::vec;

    use super::*;

    fn lenient(text: &str) -> (String, Vec<(&'static str, Option<usize>)>) {
        let mut warnings = Warnings::default();
        let value = parse(text, &Limits::edge(), Lenience::Known(&mut warnings)).unwrap();
        let warnings = warnings.into_vec().iter().map(|warning| (warning.code, warning.offset)).collect();
        (value.to_string(), warnings)
    }

    fn refused_at(text: &str) -> Option<usize> {
        let error = parse(text, &Limits::edge(), Lenience::None).unwrap_err();
        assert_eq!(error.code(), "invalid_json", "{text}");
        error.offset()
    }

    #[test]
    fn what_is_json_is_written_back_as_it_was() {
        for text in [
            "null",
            "[]",
            "{}",
            "[true,false,null]",
            r#"{"b":1,"a":{"c":[]}}"#,
            "[0,-0,1.50,1e2,1E+2,0.1e-3,-1.0]",
            "[12345678901234567890123]",
            r#""long enough to take the fast way, then é""#,
        ] {
            assert_eq!(parse(text, &Limits::edge(), Lenience::None).unwrap().to_string(), text);
        }
    }

    #[test]
    fn escapes_become_characters() {
        let text = r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\uFFFF""#;
        let value = parse(text, &Limits::edge(), Lenience::None).unwrap();
        assert_eq!(value.as_str(), Some("\"\\/\u{8}\u{c}\n\r\té😀\u{ffff}"));
    }

    #[test]
    fn what_is_not_json_is_refused_at_its_byte() {
        for (text, offset) in [
            ("", 0),
            ("{", 1),
            ("[1", 2),
            ("[1 2]", 3),
            ("[1,]", 3),
            (r#"{"a" 1}"#, 5),
            ("{a: 1}", 1),
            ("'a'", 0),
            ("nul", 0),
            ("NaN", 0),
            ("-", 1),
            ("01", 1),
            ("1.", 2),
            ("1e", 2),
            (".5", 0),
            ("+1", 0),
            ("[1] x", 4),
            ("\"a", 2),
            ("\"a\nb\"", 2),
            (r#""\x""#, 2),
            (r#""\u12""#, 3),
            (r#""\ud83d""#, 1),
            (r#""\ude00""#, 1),
            ("/* c */ 1", 0),
            ("1 // c", 2),
            ("\u{e9}", 0),
        ] {
            assert_eq!(refused_at(text), Some(offset), "{text}");
        }
    }

    #[test]
    fn oddities_of_card_files_are_accepted_with_a_warning() {
        for (text, json, code, offset) in [
            ("[1,]", "[1]", "trailing_comma", 3),
            (r#"{"a":1,}"#, r#"{"a":1}"#, "trailing_comma", 7),
            (r#"{a: "b"}"#, r#"{"a":"b"}"#, "unquoted_key", 1),
            ("['a']", r#"["a"]"#, "single_quotes", 1),
            ("[1, // one\n 2 /* two */]", "[1,2]", "comment", 4),
            (r#"["it\'s"]"#, r#"["it's"]"#, "json5_escape", 4),
            ("[\"a\\\nb\"]", r#"["ab"]"#, "json5_escape", 3),
            ("[+1,.5,5.,007,0x1F,-.5,00]", "[1,0.5,5.0,7,31,-0.5,0]", "json5_number", 1),
            ("[NaN,-Infinity,Infinity]", "[null,null,null]", "not_a_number", 1),
            ("\"a\nb\"", r#""a\nb""#, "control_character", 2),
            (r#""\ud83d!""#, "\"\u{fffd}!\"", "lone_surrogate", 1),
            (r#""\ud83d\u0041""#, "\"\u{fffd}A\"", "lone_surrogate", 1),
            ("{}\0\0", "{}", "trailing_bytes", 2),
            (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#, "duplicate_key", 13),
        ] {
            assert_eq!(lenient(text), (json.to_owned(), vec![(code, Some(offset))]), "{text}");
        }
    }

    #[test]
    fn what_is_no_json5_either_is_refused() {
        for text in [
            "{a-b: 1}", "[1 2]", "0xG", "1.2.3", "--1", "1e", "/", "/* c", "'a", "{'a'}", "[,1]", "+", "-",
            ".", "-.", "[+]", "0x",
        ] {
            let mut warnings = Warnings::default();
            let error = parse(text, &Limits::edge(), Lenience::Known(&mut warnings)).unwrap_err();
            assert_eq!(error.code(), "invalid_json", "{text}");
        }
    }
}
