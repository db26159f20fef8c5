//! Reads the card inside a PNG file.
//!
//! A card is Base64 of JSON in a `tEXt` chunk: keyword `ccv3` for V3, `chara` for V1 and V2 ([CCv3 §PNG][spec]).
//! When both are present `ccv3` wins. Pixels are never decoded and checksums are not compared: other programs
//! edit text chunks without renewing them. At most [`Limits::png_text_chunks`] text chunks are looked at.
//!
//! [spec]: https://github.com/kwaroran/character-card-spec-v3

use alloc::vec::Vec;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{Chunk, Container, Format, Import, json};
use crate::error::{Error, ErrorKind};
use crate::json::parse_object;
use crate::limits::Limits;
use crate::warning::Warning;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Writers disagree about padding and about the unused bits of the last letter.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

pub(super) fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// Reads a PNG file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Import, Error> {
    if bytes.len() > limits.file_bytes {
        return Err(Error::new(ErrorKind::FileTooLarge { found: bytes.len(), limit: limits.file_bytes }));
    }
    let Found { card, cut } = find(bytes, limits)?;
    let Some(Text { chunk, value, offset }) = card else {
        return Err(cut.map_or_else(
            || Error::new(ErrorKind::NoCardInPng),
            |offset| Error::new(ErrorKind::Truncated).at(offset),
        ));
    };
    let document = parse_object(&decode(value, offset)?, limits)?;
    let (card, spec) = json::card(document, limits)?;
    let mut warnings = Vec::new();
    if cut.is_some() {
        warnings.push(Warning::new("png_truncated", "the image is cut short behind its card"));
    }
    Ok(Import { card, format: Format { container: Container::Png, spec, chunk: Some(chunk) }, warnings })
}

/// A text chunk that may hold a card.
struct Text<'a> {
    chunk: Chunk,
    value: &'a [u8],
    /// Where the value begins in the file.
    offset: usize,
}

/// What a walk over the chunks found.
struct Found<'a> {
    card: Option<Text<'a>>,
    /// Where the file ends inside a chunk, if it does.
    cut: Option<usize>,
}

fn find<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Found<'a>, Error> {
    let mut card: Option<Text<'a>> = None;
    let mut texts = 0_usize;
    let mut at = SIGNATURE.len();
    loop {
        let Some(chunk) = PngChunk::at(bytes, at) else { return Ok(Found { card, cut: Some(at) }) };
        match &chunk.kind {
            b"IEND" => return Ok(Found { card, cut: None }),
            b"tEXt" => {
                texts += 1;
                if texts > limits.png_text_chunks {
                    let limit = limits.png_text_chunks;
                    return Err(Error::new(ErrorKind::TooMany { what: "text chunks", limit }).at(at));
                }
                if let Some(text) = chunk.card_text() {
                    card = Some(better(card, text));
                }
            }
            _ => {}
        }
        at = chunk.end;
    }
}

/// `ccv3` wins over `chara`, the first of a kind over the later.
fn better<'a>(old: Option<Text<'a>>, new: Text<'a>) -> Text<'a> {
    match old {
        Some(old) if old.chunk == Chunk::Ccv3 || new.chunk == Chunk::Chara => old,
        _ => new,
    }
}

struct PngChunk<'a> {
    kind: [u8; 4],
    body: &'a [u8],
    body_offset: usize,
    end: usize,
}

impl<'a> PngChunk<'a> {
    /// The chunk that begins at `at`; `None` where the file ends before the chunk does.
    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let rest = bytes.get(at..)?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (kind, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (body, rest) = rest.split_at_checked(length)?;
        let (_checksum, _) = rest.split_first_chunk::<4>()?;
        let body_offset = at + 8;
        Some(Self { kind: *kind, body, body_offset, end: body_offset + length + 4 })
    }

    /// Keyword, NUL, value; the keyword says whether it is a card.
    fn card_text(&self) -> Option<Text<'a>> {
        let split = self.body.iter().position(|byte| *byte == 0)?;
        let (keyword, value) = self.body.split_at(split);
        let chunk = if keyword.eq_ignore_ascii_case(b"ccv3") {
            Chunk::Ccv3
        } else if keyword.eq_ignore_ascii_case(b"chara") {
            Chunk::Chara
        } else {
            return None;
        };
        Some(Text { chunk, value: value.get(1..)?, offset: self.body_offset + split + 1 })
    }
}

fn decode(value: &[u8], offset: usize) -> Result<Vec<u8>, Error> {
    let letters: Vec<u8> = value.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    BASE64.decode(letters).map_err(|_| Error::new(ErrorKind::InvalidBase64).at(offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut file = SIGNATURE.to_vec();
        for (kind, body) in chunks {
            file.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
            file.extend(*kind);
            file.extend(*body);
            file.extend([0; 4]);
        }
        file
    }

    #[test]
    fn text_chunks_are_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { png_text_chunks: 2, ..Limits::edge() };
        let text: (&[u8; 4], &[u8]) = (b"tEXt", b"Software\0x");
        let error = read(&png(&[text, text, (b"IEND", b"")]), &limits).unwrap_err();
        assert_eq!(error.code(), "no_card_in_png");
        let error = read(&png(&[text, text, text, (b"IEND", b"")]), &limits).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("too_many", Some(8 + 2 * 22)));
    }

    #[test]
    fn a_length_of_four_gigabytes_is_a_cut_file() {
        let mut file = png(&[(b"IHDR", b"0123456789012")]);
        file.extend(u32::MAX.to_be_bytes());
        file.extend(b"tEXtchara\0");
        let error = read(&file, &Limits::edge()).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("truncated", Some(33)));
    }

    #[test]
    fn every_cut_of_a_card_is_read_or_refused_with_a_place() {
        let card = BASE64.encode(br#"{"name":"A","description":"b"}"#);
        let text = [b"chara\0", card.as_bytes()].concat();
        let file = png(&[(b"IHDR", b"0123456789012"), (b"tEXt", &text), (b"IDAT", b"x"), (b"IEND", b"")]);
        for end in 0..file.len() {
            match Import::read(&file[..end], &Limits::edge()) {
                Ok(import) => assert_eq!(import.warnings[0].code, "png_truncated"),
                Err(error) => assert!(error.offset().is_some(), "cut at {end}: {error}"),
            }
        }
    }
}
