//! Reads the card inside a WEBP or JPEG image.
//!
//! No specification asks for it; programs of 2023 wrote cards into the EXIF data, and some write them into the comment
//! of a JPEG. The card is a text there: JSON, a list of the numbers of its bytes, or Base64. A text that does not
//! begin as a JSON object does in one of these spellings is not a card. Pixels are never decoded. Everything here is
//! linear in the file, which [`Limits::file_bytes`] bounds; the text is at most [`Limits::unpacked_bytes`] long.

use alloc::borrow::Cow;

use super::payload::Payload;
use super::{exif, jpeg, webp};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::warning::{Warning, Warnings};

/// The text of a card in an image.
#[derive(Debug)]
pub(super) struct Document<'a> {
    /// JSON, not parsed yet.
    pub json: Cow<'a, [u8]>,
    /// Where the text begins in the file.
    pub offset: usize,
}

/// A part of an image that may hold a card, and where it begins in the file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Part<'a> {
    /// A comment for people.
    Comment(&'a [u8], usize),
    /// EXIF data.
    Exif(&'a [u8], usize),
}

/// Finds the card of a file of which [`webp::is_webp`] or [`jpeg::is_jpeg`] holds.
pub(super) fn read_document<'a>(
    bytes: &'a [u8],
    limits: &Limits,
    warnings: &mut Warnings,
) -> Result<Document<'a>, Error> {
    if bytes.len() > limits.file_bytes {
        return Err(Error::new(ErrorKind::FileTooLarge { found: bytes.len(), limit: limits.file_bytes }));
    }
    let mut search = Search::default();
    let look = |part| search.look(part);
    let cut = if webp::is_webp(bytes) { webp::walk(bytes, look) } else { jpeg::walk(bytes, look) };
    let Some(payload) = search.found else {
        let cut = cut.map(|offset| Error::new(ErrorKind::Truncated).at(offset));
        return Err(search.broken.or(cut).unwrap_or_else(|| Error::new(ErrorKind::NoCardInImage)));
    };
    if let Some(offset) = cut {
        warnings.add(Warning::new("image_truncated", "the image is cut short behind its card").at(offset));
    }
    let offset = payload.offset;
    if payload.bytes() > limits.unpacked_bytes {
        return Err(Error::new(ErrorKind::UnpackedTooLarge { limit: limits.unpacked_bytes }).at(offset));
    }
    Ok(Document { json: payload.decode(warnings)?, offset })
}

/// The first card of all parts, and the first part that is damaged.
#[derive(Default)]
struct Search<'a> {
    found: Option<Payload<'a>>,
    broken: Option<Error>,
}

impl<'a> Search<'a> {
    fn look(&mut self, part: Part<'a>) {
        if self.found.is_some() {
            return;
        }
        let payload = match part {
            Part::Comment(text, offset) => Ok(Payload::new(text, offset)),
            Part::Exif(tiff, offset) => exif::payload(tiff, offset),
        };
        match payload {
            Ok(payload) => self.found = payload,
            Err(error) => {
                self.broken.get_or_insert(error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::super::exif::tests::tiff;
    use super::*;

    const JSON: &[u8] = br#"{"name":"A","description":"b"}"#;
    const SCAN: &[u8] = b"\xFF\xDA\0\x02pixels\xFF\xD9";

    fn exif() -> Vec<u8> {
        let comment = [b"ASCII\0\0\0", JSON].concat();
        [b"Exif\0\0".as_slice(), &tiff(b"II", &[(0x9286, 7, &comment)], &[])].concat()
    }

    fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut file = b"RIFF\xFF\xFF\xFF\xFFWEBP".to_vec();
        for (kind, body) in chunks {
            file.extend(*kind);
            file.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
            file.extend(*body);
            file.extend(vec![0; body.len() % 2]);
        }
        file
    }

    fn jpeg(segments: &[(u8, &[u8])]) -> Vec<u8> {
        let mut file = b"\xFF\xD8".to_vec();
        for (code, body) in segments {
            file.extend([0xFF, *code]);
            file.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
            file.extend(*body);
        }
        file.extend(SCAN);
        file
    }

    fn read(file: &[u8]) -> Result<(Vec<u8>, usize, Vec<Warning>), Error> {
        assert!(webp::is_webp(file) || jpeg::is_jpeg(file));
        let mut warnings = Warnings::default();
        let document = read_document(file, &Limits::edge(), &mut warnings)?;
        Ok((document.json.into_owned(), document.offset, warnings.into_vec()))
    }

    fn assert_reads(file: &[u8]) {
        let (json, offset, warnings) = read(file).unwrap();
        assert_eq!((json.as_slice(), warnings), (JSON, vec![]));
        assert_eq!(&file[offset..][..JSON.len()], JSON);
    }

    fn error(file: &[u8]) -> (&'static str, Option<usize>) {
        let error = read(file).unwrap_err();
        (error.code(), error.offset())
    }

    #[test]
    fn a_webp_is_walked_to_its_exif_chunk() {
        let exif = exif();
        assert_reads(&webp(&[(b"VP8L", b"odd"), (b"XMP ", b"<x/>"), (b"EXIF", &exif)]));
        assert_reads(&webp(&[(b"VP8X", &[0; 10]), (b"VP8 ", b"even"), (b"EXIF", &exif)]));
        assert_reads(&webp(&[(b"EXIF", &exif[6..]), (b"VP8 ", b"even")]));
    }

    #[test]
    fn the_first_card_wins() {
        let (first, second) = (exif(), tiff(b"II", &[(0x010E, 2, br#"{"name":"B"}"#)], &[]));
        assert_reads(&webp(&[(b"EXIF", &first), (b"EXIF", &second)]));
        let second = [b"Exif\0\0".as_slice(), &second].concat();
        assert_reads(&jpeg(&[(0xE1, &first), (0xE1, &second), (0xFE, br#"{"name":"C"}"#)]));
    }

    #[test]
    fn a_jpeg_is_walked_to_its_exif_data() {
        let exif = exif();
        assert_reads(&jpeg(&[(0xE0, b"JFIF\0"), (0xE1, b"http://ns.adobe.com/xap/1.0/\0"), (0xE1, &exif)]));
        let file = jpeg(&[(0xE1, &exif)]);
        // Fill bytes, a restart marker, and bytes that belong to nothing.
        assert_reads(&[b"\xFF\xD8", b"\xFF\xFF\xFF\xFF\xD0??\xFF\0".as_slice(), &file[2..]].concat());
    }

    #[test]
    fn the_comment_of_a_jpeg_may_be_a_card() {
        assert_reads(&jpeg(&[(0xFE, b"Lavc58"), (0xFE, JSON)]));
    }

    #[test]
    fn an_image_without_a_card_says_so() {
        assert_eq!(error(&webp(&[(b"VP8 ", b"even")])), ("no_card_in_image", None));
        assert_eq!(error(&jpeg(&[(0xE0, b"JFIF\0"), (0xFE, b"a tree")])), ("no_card_in_image", None));
        // Behind the scan nothing is looked at.
        let file = [jpeg(&[]), jpeg(&[(0xFE, JSON)])].concat();
        assert_eq!(error(&file), ("no_card_in_image", None));
    }

    #[test]
    fn a_length_beyond_the_file_is_a_cut_file() {
        let mut file = webp(&[(b"VP8 ", b"even")]);
        file.extend(b"EXIF\xFF\xFF\xFF\xFF");
        assert_eq!(error(&file), ("truncated", Some(24)));
        assert_eq!(error(b"\xFF\xD8\xFF\xE1\xFF\xFFExif\0\0"), ("truncated", Some(2)));
        assert_eq!(error(b"\xFF\xD8\xFF\xE1\0\x01"), ("truncated", Some(2)));
    }

    #[test]
    fn a_card_in_a_chunk_that_runs_past_the_end_is_read_with_a_warning() {
        let mut file = webp(&[(b"EXIF", &exif())]);
        file[16] += 2;
        let (json, _, warnings) = read(&file).unwrap();
        assert_eq!(json, JSON);
        assert_eq!((warnings[0].code, warnings[0].offset), ("image_truncated", Some(12)));
    }

    #[test]
    fn a_file_is_accepted_at_the_cap_and_refused_one_past_it() {
        let file = jpeg(&[(0xFE, JSON)]);
        let limits = |file_bytes| Limits { file_bytes, ..Limits::edge() };
        let read = |limits| read_document(&file, &limits, &mut Warnings::default());
        assert!(read(limits(file.len())).is_ok());
        assert_eq!(read(limits(file.len() - 1)).unwrap_err().code(), "file_too_large");
    }

    #[test]
    fn a_text_is_accepted_at_the_cap_and_refused_one_past_it() {
        let file = jpeg(&[(0xFE, JSON)]);
        let limits = |unpacked_bytes| Limits { unpacked_bytes, ..Limits::edge() };
        let read = |limits| read_document(&file, &limits, &mut Warnings::default());
        assert!(read(limits(JSON.len())).is_ok());
        let error = read(limits(JSON.len() - 1)).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("unpacked_too_large", Some(6)));
    }

    #[test]
    fn every_cut_is_read_or_refused_with_a_place() {
        let exif = exif();
        let files = [
            webp(&[(b"VP8L", b"odd"), (b"EXIF", &exif), (b"XMP ", b"<x/>")]),
            jpeg(&[(0xE0, b"JFIF\0"), (0xE1, &exif), (0xFE, b"a tree")]),
        ];
        for file in files {
            for end in 12..file.len() {
                match read(&file[..end]) {
                    Ok((json, ..)) => assert_eq!(json, JSON),
                    // A cut between two chunks does not show.
                    Err(error) if error.code() == "no_card_in_image" => assert!([12, 23, 24].contains(&end)),
                    Err(error) => {
                        assert!(error.offset().is_some_and(|at| at <= end), "cut at {end}: {error}")
                    }
                }
            }
        }
    }

    #[test]
    fn no_change_of_a_byte_panics() {
        let exif = exif();
        for file in [webp(&[(b"EXIF", &exif)]), jpeg(&[(0xE1, &exif)])] {
            for at in 12..file.len() {
                for value in [0, 1, 0x7F, 0x80, 0xFE, 0xFF] {
                    let mut file = file.clone();
                    file[at] = value;
                    if let Err(error) = read(&file) {
                        assert!(error.offset().is_none_or(|at| at <= file.len()), "{at}: {error}");
                    }
                }
            }
        }
    }
}
