//! Writes text chunks into a PNG file.
//!
//! Card chunks of every kind are taken out, so that no reader finds an old card, and with them the chunk `risuai` of old
//! versions of RisuAI, which is a whole card too; new chunks stand before `IEND`, where SillyTavern puts them. Everything else is copied byte for byte, with its order, its checksums and what is behind the
//! end. A last chunk that the file cuts short is closed, because nothing can be found behind it otherwise.

use alloc::vec::Vec;

use super::chunk::{Chunks, RawChunk, checksum};
use super::text::Text;
use super::{SIGNATURE, base64};

/// A text chunk to write: its keyword, and what its Base64 is made of.
#[derive(Clone, Copy, Debug)]
pub(in crate::card) struct TextChunk<'a> {
    pub(in crate::card) keyword: &'a str,
    pub(in crate::card) value: &'a [u8],
}

/// Writes `texts` into the PNG `image`.
pub(in crate::card) fn write(image: &[u8], texts: &[TextChunk<'_>]) -> Vec<u8> {
    rewrite(image, texts, is_card)
}

/// The PNG `image` without card and assets.
pub(in crate::card) fn without_card(image: &[u8]) -> Vec<u8> {
    rewrite(image, &[], |text| is_card(text) || text.asset_path().is_some())
}

/// The PNG `image` without card, assets and lorebook.
pub(in crate::card) fn bare(image: &[u8]) -> Vec<u8> {
    rewrite(image, &[], |text| is_card(text) || text.asset_path().is_some() || text.is_book())
}

fn is_card(text: &Text<'_>) -> bool {
    text.card().is_some() || text.is_shadow()
}

/// Writes `texts`, and leaves out the texts of which `is_old` holds.
fn rewrite(image: &[u8], texts: &[TextChunk<'_>], is_old: impl Fn(&Text<'_>) -> bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(
        image.len() + texts.iter().map(|text| text.value.len() / 3 * 4 + 64).sum::<usize>(),
    );
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
    for text in texts {
        let mut body = text.keyword.as_bytes().to_vec();
        body.push(0);
        body.extend_from_slice(base64::encode(text.value).as_bytes());
        append(&mut out, *b"tEXt", &body);
    }
    append(&mut out, *b"IEND", &[]);
    out.extend_from_slice(image.get(behind..).unwrap_or_default());
    out
}

fn copy(out: &mut Vec<u8>, image: &[u8], chunk: &RawChunk<'_>) {
    if chunk.is_cut {
        if !chunk.body.is_empty() {
            append(out, chunk.kind, chunk.body);
        }
        return;
    }
    out.extend_from_slice(image.get(chunk.at..chunk.end()).unwrap_or_default());
}

fn append(out: &mut Vec<u8>, kind: [u8; 4], body: &[u8]) {
    // A chunk holds at most 2^31 - 1 bytes; inputs are capped far below.
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&kind);
    out.extend_from_slice(body);
    out.extend_from_slice(&checksum(kind, body).to_be_bytes());
}
