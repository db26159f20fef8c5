//! The text chunks of a PNG file ([PNG §11.3.3][png]): `tEXt`, `zTXt`, `iTXt`, and which of them are about cards.
//!
//! [png]: https://www.w3.org/TR/png-3/#11textinfo

use super::chunk::RawChunk;
use crate::card::Chunk;
use crate::card::payload::{HEAD_BYTES, begins_as_card};
use crate::inflate;

/// What asset chunks begin with. Older writers left the colon out.
const ASSET: &[u8] = b"chara-ext-asset_";

/// The keyword of the mark of a stand-in.
pub(super) const MARK: &str = "cuecard";

/// Keywords of V3.
const CCV3: [&[u8]; 2] = [b"ccv3", b"chara_card_v3"];

/// Keywords that programs other than SillyTavern and RisuAI used, for any version.
const OTHER: [&[u8]; 5] = [b"ccv2", b"character", b"charactercard", b"character_card", b"card"];

/// A text chunk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) keyword: &'a [u8],
    pub(super) form: TextForm<'a>,
    /// Where the value begins in the file.
    pub(super) offset: usize,
    chunk: RawChunk<'a>,
}

/// How the value is stored.
#[derive(Clone, Copy, Debug)]
pub(super) enum TextForm<'a> {
    /// zlib.
    Compressed(&'a [u8]),
    /// As it is.
    Plain(&'a [u8]),
}

impl<'a> Text<'a> {
    /// The text of a text chunk; `None` for other chunks and for text chunks without a NUL behind the keyword.
    pub(super) fn of(chunk: &RawChunk<'a>) -> Option<Self> {
        let (keyword, rest) = split_at_nul(chunk.body)?;
        let form = match &chunk.kind {
            b"tEXt" => TextForm::Plain(rest),
            b"zTXt" => TextForm::Compressed(rest.get(1..)?), // behind the method, of which there is one
            b"iTXt" => {
                let (head, rest) = rest.split_first_chunk::<2>()?;
                let (_language, rest) = split_at_nul(rest)?;
                let (_translated, rest) = split_at_nul(rest)?;
                if head[0] == 0 { TextForm::Plain(rest) } else { TextForm::Compressed(rest) }
            }
            _ => return None,
        };
        let (TextForm::Plain(value) | TextForm::Compressed(value)) = form;
        let offset = chunk.body_at() + chunk.body.len() - value.len();
        Some(Self { keyword, form, offset, chunk: *chunk })
    }

    /// Which kind of card it is, by its keyword.
    pub(super) fn card(&self) -> Option<Chunk> {
        let is = |name: &&[u8]| self.keyword.eq_ignore_ascii_case(name);
        if CCV3.iter().any(is) {
            return Some(Chunk::Ccv3);
        }
        if is(&&b"chara"[..]) {
            return Some(Chunk::Chara);
        }
        (OTHER.iter().any(is) && self.looks_like_a_card()).then_some(Chunk::Other)
    }

    /// The other keywords are words that any program may use for something else.
    fn looks_like_a_card(&self) -> bool {
        match self.form {
            TextForm::Compressed(value) => {
                inflate::zlib_head(value, HEAD_BYTES).is_some_and(|head| begins_as_card(&head))
            }
            TextForm::Plain(value) => begins_as_card(value),
        }
    }

    /// True for the whole old card that RisuAI keeps beside the card, as Base64 of MessagePack. It is not read.
    pub(super) fn is_shadow(&self) -> bool {
        self.keyword.eq_ignore_ascii_case(b"risuai")
    }

    /// The path of the asset that it holds.
    pub(super) fn asset_path(&self) -> Option<&'a [u8]> {
        let path = self.keyword.strip_prefix(ASSET)?;
        Some(path.strip_prefix(b":").unwrap_or(path))
    }

    /// True for the mark of a picture that stands in for another, or for none.
    pub(super) fn is_mark(&self) -> bool {
        self.keyword == MARK.as_bytes()
    }

    /// True for a lorebook of NovelAI.
    pub(super) fn is_book(&self) -> bool {
        self.keyword.eq_ignore_ascii_case(b"naidata")
    }

    /// Where the chunk begins, if the file ends inside it.
    pub(super) fn cut(&self) -> Option<usize> {
        self.chunk.is_cut.then_some(self.chunk.at)
    }

    pub(super) fn has_wrong_checksum(&self) -> bool {
        self.chunk.has_wrong_checksum()
    }
}

fn split_at_nul(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (before, rest) = bytes.split_at_checked(bytes.iter().position(|byte| *byte == 0)?)?;
    Some((before, rest.get(1..)?))
}
