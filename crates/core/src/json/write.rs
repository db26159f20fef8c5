//! Writes JSON as text, without white space ([RFC 8259][rfc]).
//!
//! Numbers are spelled as they were read. What is written was read under [`crate::Limits::json_depth`], which bounds the
//! recursion.
//!
//! [rfc]: https://www.rfc-editor.org/rfc/rfc8259

use alloc::string::String;

use serde_json::{Map, Value};

use super::plain::{Letters, plain_run};

/// A value as JSON.
pub(crate) fn to_text(value: &Value) -> String {
    let mut writer = Writer::new(Letters::All);
    writer.value(value);
    writer.json
}

/// An object as JSON.
pub(crate) fn object_to_text(object: &Map<String, Value>) -> String {
    let mut writer = Writer::with_room(object_bytes(object));
    writer.object(object, Writer::value);
    writer.json
}

/// How long an object is as JSON.
pub(crate) fn object_bytes(object: &Map<String, Value>) -> usize {
    let fields = object.iter().map(|(name, value)| text_bytes(name) + 1 + value_bytes(value));
    1 + fields.map(|bytes| bytes + 1).sum::<usize>().max(1)
}

pub(crate) fn value_bytes(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(true) => 4,
        Value::Bool(false) => 5,
        Value::Number(number) => number.as_str().len(),
        Value::String(text) => text_bytes(text),
        Value::Array(list) => 1 + list.iter().map(|member| value_bytes(member) + 1).sum::<usize>().max(1),
        Value::Object(object) => object_bytes(object),
    }
}

fn text_bytes(text: &str) -> usize {
    let mut rest = text.as_bytes();
    let mut bytes = 2 + rest.len();
    loop {
        let run = plain_run(rest, b'"', Letters::All);
        let Some((letter, behind)) = rest.get(run..).and_then(<[u8]>::split_first) else { return bytes };
        bytes += match letter {
            b'"' | b'\\' | 0x8 | b'\t' | b'\n' | 0xC | b'\r' => 1,
            _ => 5, // \u0000
        };
        rest = behind;
    }
}

/// JSON that is being written.
#[derive(Debug)]
pub(crate) struct Writer {
    json: String,
    letters: Letters,
}

#[expect(clippy::single_char_add_str, reason = "a build for size encodes each letter that is pushed")]
impl Writer {
    /// Letters other than `letters` are written as escapes.
    pub(crate) const fn new(letters: Letters) -> Self {
        Self { json: String::new(), letters }
    }

    /// All letters, with room for so many bytes: a text that grows is copied, and held twice, each time.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self { json: String::with_capacity(bytes), letters: Letters::All }
    }

    pub(crate) fn finish(self) -> String {
        self.json
    }

    pub(crate) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.json.push_str("null"),
            Value::Bool(true) => self.json.push_str("true"),
            Value::Bool(false) => self.json.push_str("false"),
            Value::Number(number) => self.json.push_str(number.as_str()),
            Value::String(text) => self.text(text),
            Value::Array(list) => self.list(list, Self::value),
            Value::Object(object) => self.object(object, Self::value),
        }
    }

    /// A list, of which `write` writes each member.
    pub(crate) fn list<T>(&mut self, list: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.json.push_str("[");
        for (index, member) in list.into_iter().enumerate() {
            self.separate(index);
            write(self, member);
        }
        self.json.push_str("]");
    }

    /// An object, of which `write` writes the value of each field.
    pub(crate) fn object<T>(
        &mut self,
        fields: impl IntoIterator<Item = (impl AsRef<str>, T)>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.json.push_str("{");
        for (index, (name, value)) in fields.into_iter().enumerate() {
            self.separate(index);
            self.text(name.as_ref());
            self.json.push_str(":");
            write(self, value);
        }
        self.json.push_str("}");
    }

    /// JSON that was written elsewhere.
    pub(crate) fn json(&mut self, json: &str) {
        if self.letters == Letters::All || json.is_ascii() {
            return self.json.push_str(json);
        }
        // Outside of texts all letters are of ASCII.
        for letter in json.chars() {
            if letter.is_ascii() { self.json.push(letter) } else { self.units(letter) }
        }
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.json.push_str(",");
        }
    }

    fn text(&mut self, text: &str) {
        self.json.push_str("\"");
        let mut rest = text;
        loop {
            let (run, behind) = rest.split_at(plain_run(rest.as_bytes(), b'"', self.letters));
            self.json.push_str(run);
            let mut letters = behind.chars();
            let Some(letter) = letters.next() else { break };
            self.escape(letter);
            rest = letters.as_str();
        }
        self.json.push_str("\"");
    }

    fn escape(&mut self, letter: char) {
        self.json.push_str(match letter {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{8}' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\u{c}' => "\\f",
            '\r' => "\\r",
            _ => return self.units(letter),
        });
    }

    /// The escapes of UTF-16.
    fn units(&mut self, letter: char) {
        let digit = |value: u16| match value & 0xF {
            value @ 0..10 => b'0' + value as u8,
            value => b'a' - 10 + value as u8,
        };
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let escape =
                [b'\\', b'u', digit(*unit >> 12), digit(*unit >> 8), digit(*unit >> 4), digit(*unit)];
            self.json.push_str(str::from_utf8(&escape).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;
    use crate::json;
    use crate::limits::Limits;

    /// Everything that has an escape, and letters of one to four bytes.
    const TEXT: &str = "\"\\/\u{8}\t\n\u{c}\r\0\u{1f}\u{7f}aé€\u{2028}🌿";

    #[test]
    fn it_is_what_serde_json_writes() {
        let value = serde_json::json!({
            "text": TEXT, TEXT: [], "empty": {}, "list": [1, [true, false], null, {"a": {"b": "c"}}, ""]
        });
        assert_eq!(to_text(&value), value.to_string());
        let object = value.as_object().unwrap();
        assert_eq!(object_to_text(object), value.to_string());
        assert_eq!(object_bytes(object), value.to_string().len());
        assert_eq!(object_bytes(&Map::new()), 2);
    }

    #[test]
    fn numbers_keep_their_spelling() {
        let text = "[1.0,1.50,-0,1e2,12345678901234567890123]";
        let value = json::parse(text.as_bytes(), &Limits::edge()).unwrap();
        assert_eq!(to_text(&value), text);
    }

    #[test]
    fn ascii_means_the_same() {
        let value = Value::from(TEXT);
        let mut writer = Writer::new(Letters::Ascii);
        writer.value(&value);
        let text = writer.finish();
        assert!(text.is_ascii(), "{text}");
        assert!(text.ends_with("a\\u00e9\\u20ac\\u2028\\ud83c\\udf3f\""), "{text}");
        assert_eq!(json::parse(text.as_bytes(), &Limits::edge()).unwrap(), value);
        let mut again = Writer::new(Letters::Ascii);
        again.json(&to_text(&value));
        assert_eq!(again.finish(), text);
    }
}
