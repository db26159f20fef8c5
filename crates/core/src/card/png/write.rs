//! Writes text chunks into a PNG file.
//!
//! Card chunks of every kind are taken out, so that no reader finds an old card, and with them the chunk `risuai` of old
//! versions of RisuAI, which is a whole card too; new chunks stand before `IEND`, where SillyTavern puts them. Everything else is copied byte for byte, with its order, its checksums and what is behind the
//! end. A last chunk that the file cuts short is closed, because nothing can be found behind it otherwise.

use alloc::vec::Vec;

use super::chunk::{Chunks, RawChunk, checksum};
use super::text::{MARK, Text, TextForm};
use super::{SIGNATURE, base64};

/// The PNG `image` without card and assets.
pub(in crate::card) fn without_card(image: &[u8]) -> Vec<u8> {
    PngWriter::without(image, 0, &is_ours).finish()
}

/// The PNG `image` without card, assets and lorebook.
pub(in crate::card) fn bare(image: &[u8]) -> Vec<u8> {
    PngWriter::without(image, 0, &|text| is_ours(text) || text.is_book()).finish()
}

/// The PNG `image` with a mark that it only stands in for another picture, or for none.
pub(in crate::card) fn stand_in(image: &[u8]) -> Vec<u8> {
    let mut png = PngWriter::without(image, PngWriter::room(4), &|text| text.is_mark());
    png.text(MARK, &pixels(image));
    png.finish()
}

/// Whether the PNG `image` was marked as a stand-in and nobody painted over it since.
pub(in crate::card) fn is_stand_in(image: &[u8]) -> bool {
    let mut mark = Vec::new();
    base64::encode(&pixels(image), &mut mark);
    let mut texts = Chunks::of(image).filter_map(|chunk| Text::of(&chunk));
    texts.any(|text| text.is_mark() && matches!(text.form, TextForm::Plain(value) if value == mark))
}

/// Whether the PNG `image` holds what is about neither picture nor card: texts, chunks and bytes of other programs.
pub(in crate::card) fn has_others(image: &[u8]) -> bool {
    for chunk in Chunks::of(image) {
        if chunk.kind == *b"IEND" {
            return chunk.end() < image.len();
        }
        let is_other = match Text::of(&chunk) {
            Some(text) => !is_ours(&text) && !text.is_book(),
            // Those of animations are named as if they were private.
            None => chunk.kind[1].is_ascii_lowercase() && !matches!(&chunk.kind, b"acTL" | b"fcTL" | b"fdAT"),
        };
        if is_other {
            return true;
        }
    }
    false
}

/// A number that changes with the pixels.
fn pixels(image: &[u8]) -> [u8; 4] {
    let pixels = Chunks::of(image).filter(|chunk| matches!(&chunk.kind, b"PLTE" | b"IDAT"));
    pixels.fold(0_u32, |sum, chunk| sum.rotate_left(1) ^ chunk.checksum()).to_be_bytes()
}

/// True for what was written for the card alone.
fn is_ours(text: &Text<'_>) -> bool {
    is_card(text) || text.asset_path().is_some() || text.is_mark()
}

fn is_card(text: &Text<'_>) -> bool {
    text.card().is_some() || text.is_shadow()
}

/// A PNG that is being written. Its memory is taken once: a file that grows is copied, and held twice, each time.
#[derive(Debug)]
pub(in crate::card) struct PngWriter<'a> {
    out: Vec<u8>,
    behind: &'a [u8],
}

impl<'a> PngWriter<'a> {
    /// The PNG `image` without its card, and `room` for the texts to come.
    pub(in crate::card) fn new(image: &'a [u8], room: usize) -> Self {
        Self::without(image, room, &is_card)
    }

    /// The room for a text of so many bytes, with any keyword.
    pub(in crate::card) const fn room(bytes: usize) -> usize {
        base64::encoded_bytes(bytes).saturating_add(KEYWORD_BYTES + CHUNK_BYTES)
    }

    /// Leaves out the texts of which `is_old` holds.
    fn without(image: &'a [u8], room: usize, is_old: &dyn Fn(&Text<'_>) -> bool) -> Self {
        let mut out = Vec::with_capacity(image.len().saturating_add(CHUNK_BYTES).saturating_add(room));
        out.extend_from_slice(SIGNATURE);
        let mut behind = image.len();
        for chunk in Chunks::of(image) {
            if chunk.kind == *b"IEND" {
                behind = chunk.end();
                break;
            }
            if !Text::of(&chunk).is_some_and(|text| is_old(&text)) {
                copy(&mut out, image, &chunk);
            }
        }
        Self { out, behind: image.get(behind..).unwrap_or_default() }
    }

    /// Adds a text chunk with the Base64 of `value`.
    pub(in crate::card) fn text(&mut self, keyword: &str, value: &[u8]) {
        append(&mut self.out, *b"tEXt", |out| {
            out.extend_from_slice(keyword.as_bytes());
            out.push(0);
            base64::encode(value, out);
        });
    }

    pub(in crate::card) fn finish(mut self) -> Vec<u8> {
        append(&mut self.out, *b"IEND", |_| {});
        self.out.extend_from_slice(self.behind);
        self.out
    }
}

/// The longest keyword that there is, and the zero behind it.
const KEYWORD_BYTES: usize = 80;

/// Length, kind and checksum of a chunk.
const CHUNK_BYTES: usize = 12;

fn copy(out: &mut Vec<u8>, image: &[u8], chunk: &RawChunk<'_>) {
    if chunk.is_cut {
        if !chunk.body.is_empty() {
            append(out, chunk.kind, |out| out.extend_from_slice(chunk.body));
        }
        return;
    }
    out.extend_from_slice(image.get(chunk.at..chunk.end()).unwrap_or_default());
}

/// Adds a chunk, of which `write` writes the body.
fn append(out: &mut Vec<u8>, kind: [u8; 4], write: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&kind);
    let start = out.len();
    write(out);
    let Some((head, body)) = out.split_at_mut_checked(start) else { return };
    let checksum = checksum(kind, body);
    // A chunk holds at most 2^31 - 1 bytes; inputs are capped far below.
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
    if let Some((head, _)) =
        head.split_last_chunk_mut::<8>().and_then(|(_, head)| head.split_first_chunk_mut())
    {
        *head = length;
    }
    out.extend_from_slice(&checksum.to_be_bytes());
}
