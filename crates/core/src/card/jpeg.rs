//! Finds the EXIF data and the comments of a JPEG image ([ITU-T T.81], annex B).
//!
//! The segments are walked up to the first scan; what follows is not looked at. EXIF data is in an `APP1` segment that
//! begins with `Exif`, of which a file can have several. A segment that runs past the end of the file ends there.
//! EXIF data that is spread over two segments is not put together.
//!
//! [ITU-T T.81]: https://www.w3.org/Graphics/JPEG/itu-t81.pdf

use super::image::Part;

const START_OF_IMAGE: &[u8] = b"\xFF\xD8\xFF";

// The second byte of a marker; the first is 0xFF.
const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: u8 = 0xD9;
const APP1: u8 = 0xE1;
const COMMENT: u8 = 0xFE;

pub(super) fn is_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(START_OF_IMAGE)
}

/// Shows each part that may hold a card; returns where the file ends before its first scan, if it does.
pub(super) fn walk<'a>(bytes: &'a [u8], mut look: impl FnMut(Part<'a>)) -> Option<usize> {
    let mut at = 2;
    loop {
        let Some((code, start)) = marker(bytes, at) else { return Some(at) };
        match code {
            START_OF_SCAN | END_OF_IMAGE => return None,
            // Markers without a length; 0 is no marker at all.
            0 | 0x01 | 0xD0..=0xD8 => {
                at = start;
                continue;
            }
            _ => {}
        }
        let Some(segment) = Segment::first(bytes.get(start..).unwrap_or_default()) else { return Some(at) };
        if code == APP1 && segment.body.starts_with(b"Exif\0\0") {
            look(Part::Exif(segment.body, start + 2));
        } else if code == COMMENT {
            look(Part::Comment(segment.body, start + 2));
        }
        if segment.is_cut {
            return Some(at);
        }
        at = start + 2 + segment.body.len();
    }
}

/// The next marker and where it ends. Any number of 0xFF may stand before its code; bytes that belong to nothing are
/// skipped.
fn marker(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let skipped = bytes.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
    let start = at + skipped;
    let fill = bytes.get(start..)?.iter().position(|byte| *byte != 0xFF)?;
    Some((*bytes.get(start + fill)?, start + fill + 1))
}

struct Segment<'a> {
    body: &'a [u8],
    is_cut: bool,
}

impl<'a> Segment<'a> {
    /// The segment behind a marker. Its length counts the two bytes that it is written in.
    fn first(bytes: &'a [u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length)).checked_sub(2)?;
        let body = rest.get(..length);
        Some(Self { body: body.unwrap_or(rest), is_cut: body.is_none() })
    }
}
