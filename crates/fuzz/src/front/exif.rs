//! WEBP and JPEG images with EXIF, in whose `UserComment` old programs kept cards.

use std::borrow::Cow;

use super::Choices;

const USER_COMMENT: u16 = 0x9286;
const EXIF_DIRECTORY: u16 = 0x8769;

const CHARSETS: [&[u8]; 5] = [b"ASCII\0\0\0", b"UNICODE\0", b"\0\0\0\0\0\0\0\0", b"JIS\0\0\0\0\0", b""];

/// An image is taken as it is, and so are bytes behind a 0.
#[must_use]
pub fn file(data: &[u8]) -> Cow<'_, [u8]> {
    if data.is_empty() || data.starts_with(b"RIFF") || data.starts_with(b"\xFF\xD8") {
        return data.into();
    }
    let mut choices = Choices(data);
    match choices.byte() % 4 {
        0 => choices.rest().into(),
        1 => image(choices.byte(), choices.rest()).into(),
        _ => {
            let container = choices.byte();
            let comment = comment(&mut choices);
            image(container, &comment).into()
        }
    }
}

/// An image around what stands behind `Exif\0\0`.
fn image(choice: u8, tiff: &[u8]) -> Vec<u8> {
    let prefix: &[u8] = if choice & 2 == 0 { b"" } else { b"Exif\0\0" };
    let block = [prefix, tiff].concat();
    if choice & 1 == 0 { webp(&block) } else { jpeg(&[b"Exif\0\0", tiff].concat()) }
}

fn comment(choices: &mut Choices<'_>) -> Vec<u8> {
    let layout = Layout { is_big_endian: choices.flag(), is_nested: choices.flag() };
    let charset = choices.one_of(&CHARSETS);
    let coding = [choices.byte()];
    let card = choices.card(usize::MAX);
    let text = Choices(&coding).text(&card);
    let text = if charset == b"UNICODE\0" { layout.utf16(&text) } else { text };
    layout.tiff(&[charset, &text].concat())
}

/// How a TIFF block is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// `MM`, else `II`.
    pub is_big_endian: bool,
    /// The comment stands in the EXIF directory, else in the first.
    pub is_nested: bool,
}

impl Layout {
    /// A TIFF block whose `UserComment` is `value`.
    #[must_use]
    pub fn tiff(self, value: &[u8]) -> Vec<u8> {
        let mut tiff = if self.is_big_endian { b"MM".to_vec() } else { b"II".to_vec() };
        tiff.extend(self.short(42));
        tiff.extend(self.long(8));
        let length = value.len();
        if self.is_nested {
            tiff.extend(self.directory(EXIF_DIRECTORY, 4, 1, DIRECTORY_BYTES + 8));
            tiff.extend(self.directory(USER_COMMENT, 7, length, 2 * DIRECTORY_BYTES + 8));
        } else {
            tiff.extend(self.directory(USER_COMMENT, 7, length, DIRECTORY_BYTES + 8));
        }
        tiff.extend(value);
        tiff
    }

    /// A directory of one field.
    fn directory(self, tag: u16, kind: u16, count: usize, value: usize) -> Vec<u8> {
        let words = [self.short(1), self.short(tag), self.short(kind)].concat();
        [words, self.long(count).to_vec(), self.long(value).to_vec(), vec![0; 4]].concat()
    }

    fn short(self, number: u16) -> [u8; 2] {
        if self.is_big_endian { number.to_be_bytes() } else { number.to_le_bytes() }
    }

    fn long(self, number: usize) -> [u8; 4] {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        if self.is_big_endian { number.to_be_bytes() } else { number.to_le_bytes() }
    }

    /// Text in units of this order.
    #[must_use]
    pub fn utf16(self, text: &[u8]) -> Vec<u8> {
        String::from_utf8_lossy(text).encode_utf16().flat_map(|unit| self.short(unit)).collect()
    }
}

const DIRECTORY_BYTES: usize = 18;

/// A WEBP file with an `EXIF` chunk.
#[must_use]
pub fn webp(exif: &[u8]) -> Vec<u8> {
    let body = [
        b"WEBP".to_vec(),
        riff_chunk(b"VP8X", &[8, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        riff_chunk(b"VP8L", b"\x2f\0\0\0\0\x88\x88\x08"),
        riff_chunk(b"EXIF", exif),
    ];
    riff_chunk(b"RIFF", &body.concat())
}

fn riff_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    let mut chunk = [name, length.to_le_bytes().as_slice(), body].concat();
    if !body.len().is_multiple_of(2) {
        chunk.push(0);
    }
    chunk
}

/// A JPEG file with an `APP1` segment; what does not fit a segment is cut.
#[must_use]
pub fn jpeg(app1: &[u8]) -> Vec<u8> {
    let body = app1.get(..0xFFFD).unwrap_or(app1);
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    [b"\xFF\xD8\xFF\xE1", length.to_be_bytes().as_slice(), body, b"\xFF\xDA\0\x02\0\xFF\xD9"].concat()
}
