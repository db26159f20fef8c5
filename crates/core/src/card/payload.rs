//! The text that a card is written as inside an image.
//!
//! A text is a card's when it begins as a JSON object does in one of three spellings: JSON itself, the decimal numbers
//! of its bytes (`123,34,…`, as TavernAI and early SillyTavern wrote) or Base64. The text may be UTF-16. Nothing is
//! unpacked: what comes out is at most half as long again as what goes in.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::base64;
use crate::encoding;
use crate::error::{Error, ErrorKind};
use crate::warning::Warnings;

/// How much of a text tells whether it is a card's.
pub(super) const HEAD_BYTES: usize = 256;

/// A text that is spelled as a card is.
#[derive(Debug)]
pub(super) struct Payload<'a> {
    text: Cow<'a, [u8]>,
    spelling: Spelling,
    /// Where it begins in the file.
    pub offset: usize,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Spelling {
    Base64,
    Decimals,
    Json,
}

/// Whether a text that is not UTF-16 is spelled as a card is; [`HEAD_BYTES`] of it tell.
pub(super) fn begins_as_card(text: &[u8]) -> bool {
    Spelling::of(trim(text)).is_some()
}

impl<'a> Payload<'a> {
    /// `None` where the text is something else.
    pub(super) fn new(text: &'a [u8], offset: usize) -> Option<Self> {
        let text: Cow<'a, [u8]> = match encoding::utf16(text) {
            None => return Self::narrow(text, offset),
            Some(text) => {
                let mut text = text.into_bytes();
                let skipped = encoding::start_of(&text);
                let end = skipped + trim(&text).len();
                text.truncate(end);
                text.drain(..skipped);
                Cow::Owned(text)
            }
        };
        let spelling = Spelling::of(&text)?;
        Some(Self { text, spelling, offset })
    }

    /// A text that is not UTF-16, for a place where no zeros are allowed.
    pub(super) fn narrow(text: &'a [u8], offset: usize) -> Option<Self> {
        let trimmed = trim(text);
        let spelling = Spelling::of(trimmed)?;
        let offset = offset.saturating_add(encoding::start_of(text));
        Some(Self { text: Cow::Borrowed(trimmed), spelling, offset })
    }

    /// How long the text is.
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    pub(super) fn is_base64(&self) -> bool {
        self.spelling == Spelling::Base64
    }

    /// The JSON.
    pub(super) fn decode(self, warnings: &mut Warnings) -> Result<Cow<'a, [u8]>, Error> {
        match self.spelling {
            Spelling::Base64 => base64::decode(&self.text, self.offset, warnings).map(without_mark),
            Spelling::Decimals => decimals(&self.text, self.offset).map(without_mark),
            Spelling::Json => Ok(self.text),
        }
    }
}

impl Spelling {
    fn of(text: &[u8]) -> Option<Self> {
        if text.first() == Some(&b'{') {
            return Some(Self::Json);
        }
        let rest = text.strip_prefix(b"123").or_else(|| text.strip_prefix(b"239"));
        if rest.is_some_and(|rest| rest.trim_ascii_start().first() == Some(&b',')) {
            return Some(Self::Decimals);
        }
        let begins = |letters: &[u8]| text.starts_with(letters);
        // Base64 of `{` and a quote, a space, a line feed, a carriage return or a tab; and of a byte order mark.
        let is_base64 = match text {
            [b'e', b'y', b'A'..=b'D' | b'I'..=b'L', ..] => true,
            [b'e', b'w', b'k'..=b'r' | b'0'..=b'3', ..] => true,
            _ => begins(b"77u/"),
        };
        is_base64.then_some(Self::Base64)
    }
}

/// Without the white space and the byte order mark before it, and the zeros that end a text of EXIF.
fn trim(text: &[u8]) -> &[u8] {
    let mut text = text.get(encoding::start_of(text)..).unwrap_or_default();
    while let [rest @ .., 0 | b' ' | b'\t' | b'\r' | b'\n'] = text {
        text = rest;
    }
    text
}

fn without_mark(mut json: Vec<u8>) -> Cow<'static, [u8]> {
    let mark = json.len() - encoding::without_mark(&json).len();
    json.drain(..mark);
    Cow::Owned(json)
}

/// `123,34,…`; a comma at the end is accepted.
fn decimals(text: &[u8], offset: usize) -> Result<Vec<u8>, Error> {
    let error = || Error::new(ErrorKind::InvalidValue { expected: "a list of bytes" }).at(offset);
    let text = text.strip_suffix(b",").unwrap_or(text);
    text.split(|byte| *byte == b',').map(|number| byte_of(number.trim_ascii()).ok_or_else(error)).collect()
}

fn byte_of(digits: &[u8]) -> Option<u8> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    core::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    const JSON: &str = r#"{"name":"Zoë","description":"b"}"#;

    fn read(text: &[u8]) -> Option<Result<Vec<u8>, Error>> {
        Some(Payload::new(text, 100)?.decode(&mut Warnings::default()).map(Cow::into_owned))
    }

    fn assert_reads(text: &[u8]) {
        assert_eq!(read(text), Some(Ok(JSON.into())), "{}", String::from_utf8_lossy(text));
    }

    fn decimal_list() -> String {
        JSON.bytes().map(|byte| alloc::format!("{byte},")).collect()
    }

    fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn json_is_taken_as_it_is() {
        assert_reads(JSON.as_bytes());
        assert_reads(alloc::format!(" \r\n{JSON}\n\0\0").as_bytes());
        let payload = Payload::new(b"\xEF\xBB\xBF {}", 100).unwrap();
        assert!(matches!(&payload.text, Cow::Borrowed(b"{}")));
        assert_eq!(payload.offset, 104);
    }

    #[test]
    fn decimals_are_bytes() {
        let list = decimal_list();
        assert_reads(list.as_bytes());
        assert_reads(list.trim_end_matches(',').as_bytes());
        assert_reads(list.replace(',', " , ").as_bytes());
        assert_reads(alloc::format!("239,187,191,{list}").as_bytes());
    }

    #[test]
    fn a_list_with_something_else_in_it_is_refused() {
        for list in ["123,256", "123,,34", "123,-1", "123,+1", "123,1.0", "123,x", "123,34,,", "123,1 2"] {
            let error = read(list.as_bytes()).unwrap().unwrap_err();
            assert_eq!((error.code(), error.offset()), ("invalid_value", Some(100)), "{list}");
        }
        assert_eq!(read(b"123,255"), Some(Ok([123, 255].into())));
    }

    #[test]
    fn base64_is_known_by_its_first_letters() {
        use ::base64::Engine as _;
        let encode = |json: &str| ::base64::engine::general_purpose::STANDARD.encode(json);
        assert_reads(encode(JSON).as_bytes());
        assert_reads(encode(&alloc::format!("\u{FEFF}{JSON}")).as_bytes());
        for json in ["{\"a\":1}", "{ \"a\":1}", "{\n\"a\":1}", "{\r\n\"a\":1}", "{\t\"a\":1}"] {
            assert_eq!(read(encode(json).as_bytes()), Some(Ok(json.into())), "{json:?}");
        }
        let error = read(b"eyJ!").unwrap().unwrap_err();
        assert_eq!((error.code(), error.offset()), ("invalid_base64", Some(103)));
    }

    #[test]
    fn utf_16_is_read_in_either_order_with_and_without_a_mark() {
        for text in [JSON, &alloc::format!("\u{FEFF}{JSON}"), &decimal_list(), &alloc::format!("{JSON}\0")] {
            assert_reads(&wide(text, u16::to_be_bytes));
            assert_reads(&wide(text, u16::to_le_bytes));
        }
        let odd = [wide(JSON, u16::to_le_bytes), b"x".to_vec()].concat();
        assert_reads(&odd);
    }

    #[test]
    fn a_comment_of_a_camera_is_not_a_card() {
        let comments = [
            "",
            " ",
            "\0\0\0\0",
            "Created with GIMP",
            "eyes, wide open",
            "2023",
            "12,3",
            "123 Main St",
            "[1]",
        ];
        for text in comments {
            assert!(Payload::new(text.as_bytes(), 0).is_none(), "{text}");
            assert!(!begins_as_card(text.as_bytes()), "{text}");
            assert!(Payload::new(&wide(text, u16::to_le_bytes), 0).is_none(), "{text}");
        }
    }

    #[test]
    fn the_head_tells_whether_a_text_is_a_card() {
        let long = alloc::format!("{}{JSON}{}", " ".repeat(1000), "\u{1F9DD}".repeat(1000));
        for text in [&long, &decimal_list(), "eyJuYW1lIjoiYSJ9"] {
            assert!(begins_as_card(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn half_a_surrogate_does_not_end_the_text() {
        let text = [b"{\0".as_slice(), b"\0\xD8", b"}\0"].concat();
        assert_eq!(read(&text), Some(Ok("{\u{FFFD}}".into())));
    }
}
