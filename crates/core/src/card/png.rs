//! Reads the card inside a PNG or APNG file.
//!
//! A card is Base64 of JSON in a text chunk: keyword `ccv3` for V3, `chara` for V1 and V2 ([CCv3 §PNG][spec]), in any
//! letter case, in `tEXt`, `zTXt` or `iTXt`, before or behind the pixels. `ccv3` wins over `chara`, and the first of a
//! kind over the later; where the better one is damaged the next is taken. Pixels are never decoded. At most
//! [`Limits::png_text_chunks`] text chunks are looked at, and all compressed ones together unpack to at most
//! [`Limits::unpacked_bytes`], those that fail among them.
//!
//! [spec]: https://github.com/kwaroran/character-card-spec-v3

mod chunk;
mod text;
mod write;

use alloc::borrow::Cow;
use alloc::vec::Vec;

use self::chunk::Chunks;
use self::text::{Text, TextForm};
pub(super) use self::write::{PngWriter, bare, has_others, is_stand_in, stand_in, without_card};
use super::payload::Payload;
use super::{Chunk, Place, base64};
use crate::error::{Error, ErrorKind};
use crate::inflate::Budget;
use crate::limits::Limits;
use crate::lore::LorebookImport;
use crate::order::sorted;
use crate::warning::{Warning, Warnings};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What a card of RisuAI that needs a password begins with.
pub(super) const ENCRYPTED: &[u8] = b"rcc||";

const PNG_TRUNCATED: Warning = Warning::new("png_truncated", "the image is cut short");
const PNG_WITHOUT_END: Warning = Warning::new("png_without_end", "the image has no IEND chunk");
const PNG_CHECKSUM: Warning =
    Warning::new("png_checksum", "the checksum of the chunk that holds the card is wrong");
const CARD_NOT_BASE64: Warning =
    Warning::new("card_not_base64", "the card in the image is plain JSON or a list of numbers, not Base64");
const CARD_CHUNK_DAMAGED: Warning =
    Warning::new("card_chunk_damaged", "the better card in the image cannot be read, so another was taken");

pub(super) fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// Whether a PNG is an animation, which says so before its pixels.
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    Chunks::of(bytes).take_while(|chunk| chunk.kind != *b"IDAT").any(|chunk| chunk.kind == *b"acTL")
}

/// Whether `bytes` begin as a PNG with a picture in it does.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    is_png(bytes) && bytes.get(12..16) == Some(b"IHDR")
}

/// The text chunks of a PNG that are about a card.
#[derive(Debug, Default)]
pub(super) struct PngFile<'a> {
    cards: Vec<Text<'a>>,
    books: Vec<Text<'a>>,
    /// By their paths, of equal ones the first before the others.
    assets: Vec<(&'a [u8], Place)>,
    /// Where the file ends inside a chunk, if it does.
    cut: Option<usize>,
    has_end: bool,
    length: usize,
}

/// A document in a chunk, and which chunk that was.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) json: Vec<u8>,
    pub(super) chunk: Chunk,
}

impl<'a> PngFile<'a> {
    /// Walks over the chunks.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut file = Self { length: bytes.len(), ..Self::default() };
        let mut texts = 0_usize;
        for chunk in Chunks::of(bytes) {
            file.cut = file.cut.or_else(|| chunk.is_cut.then_some(chunk.at));
            if chunk.kind == *b"IEND" {
                file.has_end = true;
                break;
            }
            let Some(text) = Text::of(&chunk) else { continue };
            texts += 1;
            if texts > limits.png_text_chunks {
                let limit = limits.png_text_chunks;
                return Err(Error::new(ErrorKind::TooMany { what: "text chunks", limit }).at(chunk.at));
            }
            file.keep(text);
        }
        file.assets = sorted(file.assets, |(a, _), (b, _)| a.cmp(b));
        Ok(file)
    }

    fn keep(&mut self, text: Text<'a>) {
        if let (Some(path), TextForm::Plain(value)) = (text.asset_path(), text.form) {
            self.assets.push((path, Place::Base64 { offset: text.offset, length: value.len() }));
        } else if text.is_book() {
            self.books.push(text);
        } else if text.card().is_some() {
            self.cards.push(text);
        }
    }

    /// Reads the best card by `read`, which is given the JSON of each card in turn until one is a card.
    pub(super) fn card<T>(
        &self,
        limits: &Limits,
        warnings: &mut Warnings,
        mut read: impl FnMut(Document, &mut Warnings) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let cards = self.cards.iter().filter_map(|text| Some((text.card()?, text)));
        let cards = sorted(cards.collect(), |(a, _), (b, _)| a.cmp(b));
        let mut budget = Budget::new(limits.unpacked_bytes);
        let mut failure = None;
        for (chunk, text) in cards {
            let mut found = Warnings::default();
            let document = self.document(text, &mut budget, &mut found);
            match document.and_then(|json| read(Document { json, chunk }, &mut found)) {
                Ok(card) => {
                    if failure.is_some() {
                        warnings.add(CARD_CHUNK_DAMAGED);
                    }
                    self.warn_of_file(text, warnings);
                    warnings.append(found);
                    return Ok(card);
                }
                Err(error) => failure = failure.or_else(|| Some(text.cut().map_or(error, truncated))),
            }
        }
        Err(self.explain(failure))
    }

    /// What is wrong where no card could be read.
    fn explain(&self, failure: Option<Error>) -> Error {
        match (failure, self.cut) {
            (Some(failure), _) => failure,
            (None, Some(at)) => truncated(at),
            (None, None) if !self.books.is_empty() => Error::new(ErrorKind::LorebookOnly),
            (None, None) if self.has_end => Error::new(ErrorKind::NoCardInPng),
            (None, None) => truncated(self.length),
        }
    }

    fn warn_of_file(&self, card: &Text<'_>, warnings: &mut Warnings) {
        if let Some(at) = self.cut {
            warnings.add(PNG_TRUNCATED.at(at));
        } else if !self.has_end {
            warnings.add(PNG_WITHOUT_END);
        }
        if card.has_wrong_checksum() {
            warnings.add(PNG_CHECKSUM.at(card.offset));
        }
    }

    /// Where its assets are.
    pub(super) fn assets(&self) -> impl Iterator<Item = &Place> {
        self.assets.iter().map(|(_, place)| place)
    }

    /// Whether it has a lorebook of NovelAI, of whatever use that is.
    pub(super) fn has_book(&self) -> bool {
        !self.books.is_empty()
    }

    /// The lorebook of NovelAI in the image, if it has one.
    pub(super) fn book(&self, limits: &Limits) -> Option<Result<LorebookImport, Error>> {
        let text = self.books.first()?;
        let mut warnings = Warnings::default();
        let json = self.document(text, &mut Budget::new(limits.unpacked_bytes), &mut warnings);
        Some(json.and_then(|json| LorebookImport::from_json(&json, limits)))
    }

    /// The JSON that a text chunk holds.
    fn document(
        &self,
        text: &Text<'_>,
        budget: &mut Budget,
        warnings: &mut Warnings,
    ) -> Result<Vec<u8>, Error> {
        match text.form {
            TextForm::Plain(value) => decode(value, text.offset, warnings),
            TextForm::Compressed(value) => {
                let value = budget.zlib(value).map_err(|kind| Error::new(kind).at(text.offset))?;
                decode(&value, text.offset, warnings)
            }
        }
    }

    /// Where the bytes of the asset with this path are.
    pub(super) fn place(&self, path: &str) -> Option<Place> {
        let first = self.assets.partition_point(|(known, _)| *known < path.as_bytes());
        self.assets.get(first).filter(|(known, _)| *known == path.as_bytes()).map(|(_, place)| *place)
    }
}

/// What may stand before the text in a chunk with an asset: its head, its keyword, and two words of `iTXt`.
const HEAD_BYTES: usize = 4 * 1024;

/// Whether the text of an asset chunk is there, and named so where the name is known.
pub(super) fn is_asset_at(bytes: &[u8], offset: usize, length: usize, path: Option<&str>) -> bool {
    let is_it = |text: Text<'_>| {
        let is_named =
            text.asset_path().is_some_and(|found| path.is_none_or(|path| path.as_bytes() == found));
        is_named
            && text.offset == offset
            && matches!(text.form, TextForm::Plain(value) if value.len() == length)
    };
    let is_chunk = |at: &usize| matches!(bytes.get(at + 4..at + 8), Some(b"tEXt" | b"iTXt"));
    let heads = (offset.saturating_sub(HEAD_BYTES)..offset).rev().filter(is_chunk);
    heads
        .into_iter()
        .any(|at| Chunks::at(bytes, at).next().and_then(|chunk| Text::of(&chunk)).is_some_and(is_it))
}

fn truncated(at: usize) -> Error {
    Error::new(ErrorKind::Truncated).at(at)
}

/// Base64, the decimal numbers of the bytes, or the JSON itself.
fn decode(value: &[u8], offset: usize, warnings: &mut Warnings) -> Result<Vec<u8>, Error> {
    let start = value.trim_ascii_start();
    if start.starts_with(ENCRYPTED) {
        return Err(Error::new(ErrorKind::EncryptedCard).at(offset));
    }
    // Not UTF-16: a text chunk holds no zeros.
    if let Some(payload) = Payload::narrow(value, offset).filter(|payload| !payload.is_base64()) {
        warnings.add(CARD_NOT_BASE64.at(offset));
        return payload.decode(warnings).map(Cow::into_owned);
    }
    let json = base64::decode(value, offset, warnings)?;
    if json.starts_with(ENCRYPTED) {
        return Err(Error::new(ErrorKind::EncryptedCard).at(offset));
    }
    Ok(json)
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;

    use super::*;

    fn png(texts: &[(&[u8; 4], &str, &[u8])]) -> Vec<u8> {
        let mut file = SIGNATURE.to_vec();
        for (kind, keyword, value) in texts {
            let body = [keyword.as_bytes(), b"\0", value].concat();
            file.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
            file.extend(*kind);
            file.extend(&body);
            file.extend(chunk::checksum(**kind, &body).to_be_bytes());
        }
        file.extend(b"\0\0\0\0IEND\xAE\x42\x60\x82");
        file
    }

    /// The value of a `zTXt` chunk.
    fn packed(text: &[u8]) -> Vec<u8> {
        [b"\0", &compress_to_vec_zlib(text, 9)[..]].concat()
    }

    /// The first document that begins with `{"`, and how many documents were looked at.
    fn read(file: &[u8], limits: &Limits) -> (Result<Vec<u8>, Error>, usize) {
        let mut looked = 0;
        let file = PngFile::open(file, limits).unwrap();
        let card = file.card(limits, &mut Warnings::default(), |document, _| {
            looked += 1;
            let is_card = document.json.starts_with(b"{\"");
            if is_card { Ok(document.json) } else { Err(Error::new(ErrorKind::InvalidUtf8)) }
        });
        (card, looked)
    }

    #[test]
    fn text_chunks_are_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { png_text_chunks: 2, ..Limits::edge() };
        let text: (&[u8; 4], &str, &[u8]) = (b"tEXt", "Comment", b"");
        assert!(PngFile::open(&png(&[text; 2]), &limits).is_ok());
        let error = PngFile::open(&png(&[text; 3]), &limits).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("too_many", Some(8 + 2 * 20)));
    }

    #[test]
    fn compressed_chunks_are_accepted_at_the_cap_together_and_refused_one_past_it() {
        let (first, second) = (b"{ no card }", b"{\"name\":\"Ada\"}");
        let file = png(&[(b"zTXt", "ccv3", &packed(first)), (b"zTXt", "chara", &packed(second))]);
        let read = |unpacked_bytes| read(&file, &Limits { unpacked_bytes, ..Limits::edge() });
        let cap = first.len() + second.len();
        assert_eq!(read(cap), (Ok(second.to_vec()), 2));
        assert_eq!(read(cap - 1), (Err(Error::new(ErrorKind::InvalidUtf8)), 1));
    }

    #[test]
    fn a_bomb_leaves_nothing_for_another_compressed_chunk_but_plain_ones_are_read() {
        let limits = Limits { unpacked_bytes: 1000, ..Limits::edge() };
        let (bomb, card) = (packed(&[b'A'; 100_000]), packed(b"{\"name\":\"Ada\"}"));
        let mut texts = alloc::vec![(b"zTXt", "ccv3", &bomb[..]); 100];
        texts.push((b"zTXt", "chara", &card));
        let (result, looked) = read(&png(&texts), &limits);
        assert_eq!((result.unwrap_err().code(), looked), ("unpacked_too_large", 0));
        texts.push((b"tEXt", "chara", b"{\"name\":\"Bob\"}"));
        assert_eq!(read(&png(&texts), &limits), (Ok(b"{\"name\":\"Bob\"}".into()), 1));
    }

    #[test]
    fn a_cut_is_the_reason_only_where_it_is_in_the_card_or_nothing_else_is_wrong() {
        let whole = png(&[(b"tEXt", "chara", b"rcc||x"), (b"tEXt", "Comment", b"a long text")]);
        let code = |end: usize| read(&whole[..end], &Limits::edge()).0.unwrap_err().code();
        let first = 8 + 12 + "chara\0rcc||x".len();
        assert_eq!(code(whole.len()), "encrypted_card");
        assert_eq!(code(whole.len() - 20), "encrypted_card");
        assert_eq!(code(first), "encrypted_card");
        assert_eq!(code(first - 5), "truncated");
        assert_eq!(code(12), "truncated");
    }

    #[test]
    fn other_keywords_hold_a_card_only_where_the_text_begins_as_one() {
        for keyword in ["character", "card", "ccv2", "charactercard", "character_card"] {
            for text in ["elf mage, smiling", "event pass", "eye", "", "{\"name\":", "eyJuYW1lIjoiYSJ9"] {
                let is_card = text.len() > 6 && (text.starts_with('{') || text.starts_with("eyJ"));
                let written = packed(text.as_bytes());
                for file in
                    [png(&[(b"tEXt", keyword, text.as_bytes())]), png(&[(b"zTXt", keyword, &written[..])])]
                {
                    let cards = PngFile::open(&file, &Limits::edge()).unwrap().cards.len();
                    assert_eq!(cards, usize::from(is_card), "{keyword}: {text}");
                    assert_eq!(PngWriter::new(&file, 0).finish() == file, !is_card, "{keyword}: {text}");
                }
            }
        }
    }

    #[test]
    fn decimal_numbers_are_read_as_bytes() {
        let json = b"{\"name\":\"Ada\"}";
        let list = json.map(|byte| alloc::format!("{byte}")).join(",");
        for keyword in ["chara", "card"] {
            let file = png(&[(b"tEXt", keyword, list.as_bytes())]);
            assert_eq!(read(&file, &Limits::edge()).0, Ok(json.to_vec()), "{keyword}");
        }
        let error = read(&png(&[(b"tEXt", "chara", b"123,34,x")]), &Limits::edge()).0.unwrap_err();
        assert_eq!((error.code(), error.offset()), ("invalid_value", Some(22)));
    }

    #[test]
    fn the_second_card_of_risuai_is_not_read_and_goes_with_the_first() {
        let comment: (&[u8; 4], &str, &[u8]) = (b"tEXt", "Comment", b"risuai");
        let file = png(&[comment, (b"tEXt", "risuai", b"gaR0eXBl"), (b"tEXt", "chara", b"e30=")]);
        assert_eq!(PngFile::open(&file, &Limits::edge()).unwrap().cards.len(), 1);
        for written in [PngWriter::new(&file, 0).finish(), without_card(&file), bare(&file)] {
            assert_eq!(written, png(&[comment]));
        }
    }
}
