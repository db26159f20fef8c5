//! How files of text begin: byte order marks, and UTF-16.
//!
//! Programs of Windows put a mark before UTF-8, and write UTF-16 where they say “Unicode”. Half a surrogate pair becomes
//! U+FFFD. What is decoded becomes at most half as long again, and comes from files whose length was compared with
//! [`Limits::file_bytes`](crate::Limits::file_bytes).

use alloc::borrow::Cow;
use alloc::string::String;

use crate::warning::{Warning, Warnings};

const MARK: &[u8] = b"\xEF\xBB\xBF";

const BYTE_ORDER_MARK: Warning =
    Warning::new("byte_order_mark", "the document begins with a byte order mark");
const UTF_16: Warning = Warning::new("utf_16", "the file is UTF-16; places in it are those of its UTF-8");

/// A file of text as UTF-8: a copy, without a mark, where it is UTF-16.
pub(crate) fn to_utf8<'a>(bytes: &'a [u8], warnings: &mut Warnings) -> Cow<'a, [u8]> {
    let Some(text) = utf16(bytes) else { return Cow::Borrowed(bytes) };
    warnings.add(UTF_16);
    Cow::Owned(without_mark(text.as_bytes()).to_vec())
}

/// UTF-16 begins with a byte order mark or, since a card begins with ASCII, has a zero beside its first letter.
pub(crate) fn utf16(text: &[u8]) -> Option<String> {
    let unit = match text.first_chunk::<2>()? {
        [0xFE, 0xFF] => u16::from_be_bytes,
        [0xFF, 0xFE] => u16::from_le_bytes,
        [0, letter] if *letter != 0 => u16::from_be_bytes,
        [letter, 0] if *letter != 0 => u16::from_le_bytes,
        _ => return None,
    };
    let (units, _) = text.as_chunks::<2>();
    let letters = char::decode_utf16(units.iter().map(|bytes| unit(*bytes)));
    Some(letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// What stands behind a mark.
pub(crate) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(MARK).unwrap_or(text)
}

/// What stands behind a mark, which is told.
pub(crate) fn without_told_mark<'a>(text: &'a [u8], warnings: &mut Warnings) -> &'a [u8] {
    let rest = without_mark(text);
    if rest.len() < text.len() {
        warnings.add(BYTE_ORDER_MARK);
    }
    rest
}

/// Where a text begins, behind white space and a mark among it.
pub(crate) fn start_of(text: &[u8]) -> usize {
    let rest = without_mark(text.trim_ascii_start()).trim_ascii_start();
    text.len() - rest.len()
}

/// Whether a text in UTF-8 is a JSON object, behind a mark and white space. No text has a zero, but UTF-16 does.
pub(crate) fn begins_as_object(text: &[u8]) -> bool {
    matches!(without_mark(text).trim_ascii_start(), [b'{', second, ..] if *second != 0)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn utf_16_is_decoded_and_told() {
        let mut warnings = Warnings::default();
        assert_eq!(&*to_utf8(&wide("\u{FEFF}{é}"), &mut warnings), "{é}".as_bytes());
        assert_eq!(warnings.into_vec().first().map(|warning| warning.code), Some("utf_16"));
    }

    #[test]
    fn a_text_begins_behind_white_space_and_one_mark() {
        assert_eq!(start_of(b" \n\xEF\xBB\xBF\t{"), 6);
        assert_eq!(start_of(b"\xEF\xBB\xBF\xEF\xBB\xBF{"), 3);
        assert!(begins_as_object(b"\xEF\xBB\xBF {}"));
        assert!(!begins_as_object(b" \xEF\xBB\xBF{}"));
        assert!(!begins_as_object(b"{\0}\0"));
    }

    #[test]
    fn other_files_stay_as_they_are() {
        for bytes in [&b""[..], b"{", b"\0\0", b"\0", b"{}", b"\xFE", b"\xEF\xBB\xBF{}"] {
            let mut warnings = Warnings::default();
            assert_eq!(&*to_utf8(bytes, &mut warnings), bytes);
            assert!(warnings.into_vec().is_empty());
        }
    }
}
