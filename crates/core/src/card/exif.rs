//! Finds the card in EXIF data ([CIPA DC-008], which builds on TIFF 6.0).
//!
//! The card is the tag `UserComment`. Real files have it in the first directory, though it belongs into the Exif
//! directory; both are read, and then `ImageDescription` and the `XPComment` of Windows. Nothing else is followed:
//! two directories of at most 65,535 entries each are read, whatever they point at. Values of up to four bytes, which
//! stand in the entry itself, are too short for a card.
//!
//! [CIPA DC-008]: https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E

use super::payload::Payload;
use crate::error::{Error, ErrorKind};

const IMAGE_DESCRIPTION: u16 = 0x010E;
const EXIF_DIRECTORY: u16 = 0x8769;
const USER_COMMENT: u16 = 0x9286;
const XP_COMMENT: u16 = 0x9C9C;

/// The types whose values are counted in bytes: BYTE, ASCII, UNDEFINED and UTF-8.
const TYPES_OF_BYTES: [u16; 4] = [1, 2, 7, 129];

/// The first text that is spelled as a card is; `base` is where `bytes` begin in the file.
///
/// # Errors
///
/// Fails when there is none and a directory or a text runs past the end.
pub(super) fn payload(bytes: &[u8], base: usize) -> Result<Option<Payload<'_>>, Error> {
    let Some(tiff) = Tiff::new(bytes, base) else { return Ok(None) };
    let main = tiff.directory(tiff.first_directory);
    let pointer = main.entry(EXIF_DIRECTORY).map(|entry| tiff.order.u32(entry.value));
    let exif = pointer.map(|pointer| tiff.directory(pointer)).unwrap_or_default();
    let places = [(main, USER_COMMENT), (exif, USER_COMMENT), (main, IMAGE_DESCRIPTION), (main, XP_COMMENT)];
    let mut cut = main.cut.or(exif.cut);
    for (directory, tag) in places {
        let Some(entry) = directory.entry(tag) else { continue };
        match tiff.text(&entry) {
            Ok(Some(payload)) => return Ok(Some(payload)),
            Ok(None) => {}
            Err(offset) => cut = cut.or(Some(offset)),
        }
    }
    cut.map_or(Ok(None), |offset| Err(Error::new(ErrorKind::Truncated).at(offset)))
}

#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

impl Order {
    const fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Big => u16::from_be_bytes(bytes),
            Self::Little => u16::from_le_bytes(bytes),
        }
    }

    const fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Big => u32::from_be_bytes(bytes),
            Self::Little => u32::from_le_bytes(bytes),
        }
    }
}

struct Tiff<'a> {
    bytes: &'a [u8],
    base: usize,
    order: Order,
    first_directory: u32,
}

impl<'a> Tiff<'a> {
    /// `None` where the bytes are not TIFF.
    fn new(bytes: &'a [u8], base: usize) -> Option<Self> {
        let (bytes, base) =
            bytes.strip_prefix(b"Exif\0\0").map_or((bytes, base), |rest| (rest, base.saturating_add(6)));
        let (magic, rest) = bytes.split_first_chunk::<4>()?;
        let order = match magic {
            b"II*\0" => Order::Little,
            b"MM\0*" => Order::Big,
            _ => return None,
        };
        Some(Self { bytes, base, order, first_directory: order.u32(*rest.first_chunk()?) })
    }

    /// What follows a pointer, with the place in the file.
    fn at(&self, pointer: u32) -> (Option<&'a [u8]>, usize) {
        let end = self.bytes.len();
        let start = usize::try_from(pointer).map_or(end, |start| start.min(end));
        (self.bytes.get(start..), self.base.saturating_add(start))
    }

    /// As many entries of a directory as there are.
    fn directory(&self, pointer: u32) -> Directory<'a> {
        let (rest, offset) = self.at(pointer);
        let Some((count, rest)) = rest.and_then(|rest| rest.split_first_chunk::<2>()) else {
            return Directory { cut: Some(offset), ..Directory::default() };
        };
        let (entries, _) = rest.as_chunks::<12>();
        let count = usize::from(self.order.u16(*count));
        let cut = (entries.len() < count).then_some(offset);
        Directory { entries: entries.get(..count).unwrap_or(entries), order: self.order, cut }
    }

    /// The text of an entry if it is a card's, or the place that it would begin at where it is not whole.
    fn text(&self, entry: &Entry) -> Result<Option<Payload<'a>>, usize> {
        let (rest, offset) = self.at(self.order.u32(entry.value));
        let Ok(length) = usize::try_from(entry.count) else { return Err(offset) };
        if length <= 4 || !TYPES_OF_BYTES.contains(&entry.kind) {
            return Ok(None);
        }
        let text = rest.and_then(|rest| rest.get(..length)).ok_or(offset)?;
        let (text, skipped) = without_charset(text);
        Ok(Payload::new(text, offset.saturating_add(skipped)))
    }
}

/// `UserComment` names its character set in eight bytes. They tell nothing: `UNICODE` can be UTF-16 in either order, or
/// UTF-8. Texts of other tags cannot begin with them and be a card.
fn without_charset(text: &[u8]) -> (&[u8], usize) {
    match text.split_first_chunk::<8>() {
        Some((b"ASCII\0\0\0" | b"UNICODE\0" | b"JIS\0\0\0\0\0" | [0, 0, 0, 0, 0, 0, 0, 0], rest)) => {
            (rest, 8)
        }
        _ => (text, 0),
    }
}

/// The entries of a directory, and its place in the file if it is not whole.
#[derive(Clone, Copy)]
struct Directory<'a> {
    entries: &'a [[u8; 12]],
    order: Order,
    cut: Option<usize>,
}

impl Default for Directory<'_> {
    fn default() -> Self {
        Self { entries: &[], order: Order::Little, cut: None }
    }
}

impl Directory<'_> {
    /// The first entry with this tag.
    fn entry(&self, tag: u16) -> Option<Entry> {
        let mut entries = self.entries.iter().map(|entry| Entry::new(entry, self.order));
        entries.find(|entry| entry.tag == tag)
    }
}

struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    /// The value, or where it is.
    value: [u8; 4],
}

impl Entry {
    const fn new(bytes: &[u8; 12], order: Order) -> Self {
        let &[t, u, k, l, c, d, e, f, value @ ..] = bytes;
        Self { tag: order.u16([t, u]), kind: order.u16([k, l]), count: order.u32([c, d, e, f]), value }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use alloc::vec::Vec;

    use super::*;

    const JSON: &[u8] = br#"{"name":"A","description":"b"}"#;

    /// TIFF with one or two directories; an entry is a tag, a type and a value.
    pub(in super::super) fn tiff(
        order: &[u8; 2],
        main: &[(u16, u16, &[u8])],
        exif: &[(u16, u16, &[u8])],
    ) -> Vec<u8> {
        let is_big = order == b"MM";
        let two = |number: u16| if is_big { number.to_be_bytes() } else { number.to_le_bytes() };
        let four = |number: usize| {
            let number = u32::try_from(number).unwrap();
            if is_big { number.to_be_bytes() } else { number.to_le_bytes() }
        };
        let size = |entries: usize| 2 + 12 * entries + 4;
        let main_entries = main.len() + usize::from(!exif.is_empty());
        let mut file = [order.as_slice(), &two(42), &four(8)].concat();
        let mut values: Vec<u8> = Vec::new();
        let first_value = 8 + size(main_entries) + if exif.is_empty() { 0 } else { size(exif.len()) };
        for (entries, count) in [(main, main_entries), (exif, exif.len())] {
            if count == 0 {
                continue;
            }
            file.extend(two(u16::try_from(count).unwrap()));
            for (tag, kind, value) in entries {
                file.extend([two(*tag), two(*kind)].concat());
                file.extend(four(value.len()));
                file.extend(four(first_value + values.len()));
                values.extend(*value);
            }
            if count > entries.len() {
                file.extend([two(EXIF_DIRECTORY), two(4)].concat());
                file.extend([four(1), four(8 + size(main_entries))].concat());
            }
            file.extend(four(0));
        }
        file.extend(values);
        file
    }

    fn comment(charset: &[u8; 8], text: &[u8]) -> Vec<u8> {
        [charset.as_slice(), text].concat()
    }

    fn read(tiff: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        payload(tiff, 1000)?
            .map(|payload| {
                payload.decode(&mut crate::warning::Warnings::default()).map(alloc::borrow::Cow::into_owned)
            })
            .transpose()
    }

    #[test]
    fn a_comment_is_found_in_both_directories_and_both_orders() {
        for charset in [b"ASCII\0\0\0", b"UNICODE\0", b"JIS\0\0\0\0\0", &[0; 8]] {
            let comment = comment(charset, JSON);
            let entry: (u16, u16, &[u8]) = (USER_COMMENT, 7, &comment);
            for order in [b"II", b"MM"] {
                let camera: (u16, u16, &[u8]) = (0x010F, 2, b"A camera\0");
                assert_eq!(read(&tiff(order, &[camera, entry], &[])), Ok(Some(JSON.into())));
                assert_eq!(read(&tiff(order, &[camera], &[camera, entry])), Ok(Some(JSON.into())));
                let marked = [b"Exif\0\0".as_slice(), &tiff(order, &[entry], &[])].concat();
                let payload = payload(&marked, 1000).unwrap().unwrap();
                assert_eq!(payload.offset, 1000 + 6 + 8 + 18 + 8);
            }
        }
    }

    #[test]
    fn a_comment_of_a_camera_does_not_hide_a_card_behind_it() {
        let (camera, card) = (comment(b"ASCII\0\0\0", b"A tree"), comment(b"ASCII\0\0\0", JSON));
        let file = tiff(b"II", &[(USER_COMMENT, 7, &camera)], &[(USER_COMMENT, 7, &card)]);
        assert_eq!(read(&file), Ok(Some(JSON.into())));
        let file = tiff(b"II", &[(USER_COMMENT, 7, &camera), (IMAGE_DESCRIPTION, 2, JSON)], &[]);
        assert_eq!(read(&file), Ok(Some(JSON.into())));
        assert_eq!(read(&tiff(b"II", &[(USER_COMMENT, 7, &camera)], &[])), Ok(None));
    }

    #[test]
    fn the_comment_of_windows_is_utf_16() {
        let wide: Vec<u8> = JSON.iter().flat_map(|byte| [*byte, 0]).chain([0, 0]).collect();
        assert_eq!(read(&tiff(b"MM", &[(XP_COMMENT, 1, &wide)], &[])), Ok(Some(JSON.into())));
    }

    #[test]
    fn types_that_are_not_bytes_are_no_text() {
        for (kind, found) in
            [(1, true), (2, true), (7, true), (129, true), (3, false), (4, false), (12, false)]
        {
            let file = tiff(b"II", &[(USER_COMMENT, kind, JSON)], &[]);
            assert_eq!(read(&file).unwrap().is_some(), found, "type {kind}");
        }
    }

    #[test]
    fn a_value_in_the_entry_itself_is_too_short() {
        let mut file = tiff(b"II", &[(USER_COMMENT, 7, b"{}")], &[]);
        file[18..22].copy_from_slice(b"{}\0\0");
        assert_eq!(read(&file), Ok(None));
    }

    #[test]
    fn a_directory_that_points_at_itself_is_read_once() {
        let mut file = tiff(b"II", &[], &[(0x010F, 2, b"A camera\0")]);
        assert_eq!(file[10..12], EXIF_DIRECTORY.to_le_bytes());
        file[18..22].copy_from_slice(&8_u32.to_le_bytes());
        assert_eq!(read(&file), Ok(None));
    }

    #[test]
    fn counts_and_offsets_beyond_the_end_name_their_place() {
        let whole = tiff(b"II", &[(USER_COMMENT, 7, JSON)], &[]);
        let end = 1000 + whole.len();
        let cases: [(usize, &[u8], usize); 6] = [
            (4, &[0xFF; 4], end),              // the first directory
            (4, &u32::to_le_bytes(9), 1009),   // a count of 0x9200
            (8, &[0xFF; 2], 1008),             // the number of entries
            (14, &[0xFF; 4], 1026),            // the length of the value
            (18, &[0xFF; 4], end),             // the place of the value
            (18, &u32::to_le_bytes(27), 1027), // one byte too far
        ];
        for (at, bytes, offset) in cases {
            let mut file = whole.clone();
            file[at..at + bytes.len()].copy_from_slice(bytes);
            match read(&file) {
                Err(error) => assert_eq!((error.code(), error.offset()), ("truncated", Some(offset))),
                // More entries are announced than there are, but the card's is among them.
                Ok(found) => assert_eq!((at, found), (8, Some(JSON.into()))),
            }
        }
    }

    #[test]
    fn something_else_than_tiff_is_no_card() {
        for bytes in [b"".as_slice(), b"II", b"II*\0", b"II+\0\x08\0\0\0", b"Exif\0\0", b"Exif\0\0{}"] {
            assert_eq!(read(bytes), Ok(None));
        }
    }
}
