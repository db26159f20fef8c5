//! Base64 as it is found in card files.
//!
//! Writers break lines, leave the padding out, use the alphabet of addresses (RFC 4648 §5), or leave bytes behind the
//! padding or behind a NUL. All of that is read; the output is at most three quarters of the input.

use alloc::vec::Vec;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::error::{Error, ErrorKind};
use crate::warning::{Warning, Warnings};

const BASE64_VARIANT: Warning = Warning::new(
    "base64_variant",
    "the Base64 has line breaks, another alphabet, no padding or something behind it",
);

/// The padding and the unused bits of the last letter are not looked at.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Letters that are cleaned at once; a multiple of four.
const BLOCK: usize = 4096;

/// Decodes `text`, which begins at `offset` of the file.
pub(super) fn decode(text: &[u8], offset: usize, warnings: &mut Warnings) -> Result<Vec<u8>, Error> {
    let is_whole = text.len().is_multiple_of(4);
    match TOLERANT.decode(text) {
        Ok(bytes) if is_whole => Ok(bytes),
        _ => decode_variant(text, offset, warnings),
    }
}

/// Cleans and decodes block by block, so that no second copy of the text is made.
fn decode_variant(text: &[u8], offset: usize, warnings: &mut Warnings) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let mut block = Vec::with_capacity(BLOCK);
    for (index, &letter) in text.iter().enumerate() {
        match letter {
            b'=' | 0 => break,
            b'-' => block.push(b'+'),
            b'_' => block.push(b'/'),
            b'+' | b'/' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => block.push(letter),
            letter if letter.is_ascii_whitespace() => {}
            _ => return Err(Error::new(ErrorKind::InvalidBase64).at(offset + index)),
        }
        if block.len() == BLOCK {
            append(&mut bytes, &block, offset)?;
            block.clear();
        }
    }
    append(&mut bytes, &block, offset)?;
    warnings.add(BASE64_VARIANT.at(offset));
    Ok(bytes)
}

fn append(bytes: &mut Vec<u8>, letters: &[u8], offset: usize) -> Result<(), Error> {
    TOLERANT.decode_vec(letters, bytes).map_err(|_| Error::new(ErrorKind::InvalidBase64).at(offset))
}

/// Encodes with padding, in one line, to the end of `out`.
pub(super) fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start + encoded_bytes(bytes.len()), b'=');
    if let Some(out) = out.get_mut(start..) {
        // The room is what Base64 takes, so this cannot fail.
        let _written = TOLERANT.encode_slice(bytes, out);
    }
}

/// How long so many bytes are as Base64.
pub(super) const fn encoded_bytes(bytes: usize) -> usize {
    bytes.div_ceil(3).saturating_mul(4)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn variant(text: &[u8]) -> (Vec<u8>, bool) {
        let mut warnings = Warnings::default();
        let bytes = decode(text, 7, &mut warnings).unwrap();
        (bytes, !warnings.into_vec().is_empty())
    }

    #[test]
    fn clean_base64_gives_no_warning() {
        assert_eq!(variant(b"aGVsbG8="), (b"hello".to_vec(), false));
        assert_eq!(variant(b""), (vec![], false));
    }

    #[test]
    fn variants_are_read_with_a_warning() {
        for text in [
            &b"aGVs\nbG8="[..],
            b" aGVsbG8= ",
            b"aGVsbG8",
            b"aGVsbG8=trailing!",
            b"aGVsbG8=\0\0",
            b"aGVsbG8\0x",
        ] {
            assert_eq!(variant(text), (b"hello".to_vec(), true), "{}", text.escape_ascii());
        }
        assert_eq!(variant(b"-_-_"), (vec![0xFB, 0xFF, 0xBF], true));
        let long = [b"QUJD".repeat(3000), b"\n".to_vec()].concat();
        assert_eq!(variant(&long), (b"ABC".repeat(3000), true));
    }

    #[test]
    fn other_letters_are_refused_at_their_place() {
        let error = decode(b"aGV\xE9bG8=", 7, &mut Warnings::default()).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("invalid_base64", Some(10)));
        let error = decode(b"aGVsb", 7, &mut Warnings::default()).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("invalid_base64", Some(7)));
    }
}
