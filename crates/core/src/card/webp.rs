//! Finds the EXIF data of a WEBP image ([RFC 9649]).
//!
//! A WEBP is a list of chunks, each padded to an even length. The length of the whole, which the file begins with, is
//! not compared: writers that add EXIF data forget it, and so is the flag for EXIF data in `VP8X`. A chunk that runs
//! past the end of the file ends there. XMP and pixels are not looked at.
//!
//! [RFC 9649]: https://www.rfc-editor.org/rfc/rfc9649

use super::image::Part;

const HEAD: usize = 12;

pub(super) fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..HEAD) == Some(b"WEBP")
}

/// Shows each `EXIF` chunk; returns where the file ends inside a chunk, if it does.
pub(super) fn walk<'a>(bytes: &'a [u8], mut look: impl FnMut(Part<'a>)) -> Option<usize> {
    let mut at = HEAD;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(chunk) = Chunk::first(rest) else { return Some(at) };
        if chunk.kind == *b"EXIF" {
            look(Part::Exif(chunk.body, at + 8));
        }
        if chunk.is_cut {
            return Some(at);
        }
        at += 8 + chunk.body.len().next_multiple_of(2);
    }
    None
}

struct Chunk<'a> {
    kind: [u8; 4],
    body: &'a [u8],
    is_cut: bool,
}

impl<'a> Chunk<'a> {
    fn first(bytes: &'a [u8]) -> Option<Self> {
        let (kind, rest) = bytes.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let body = rest.get(..length);
        Some(Self { kind: *kind, body: body.unwrap_or(rest), is_cut: body.is_none() })
    }
}
