//! PNG images with text chunks.

use std::borrow::Cow;

use crc32fast::hash;
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::Choices;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

const KINDS: [&[u8; 4]; 10] =
    [b"tEXt", b"zTXt", b"iTXt", b"tEXt", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT", b"eXIf"];

const KEYWORDS: [&[u8]; 12] = [
    b"chara",
    b"ccv3",
    b"chara",
    b"ccv3",
    b"Chara",
    b"chara-ext-asset_:1",
    b"chara-ext-asset_1",
    b"naidata",
    b"risuai",
    b"character",
    b"Software",
    b"",
];

/// An image is taken as it is, and so are bytes behind a 0.
#[must_use]
pub fn file(data: &[u8]) -> Cow<'_, [u8]> {
    if data.starts_with(SIGNATURE) || data.is_empty() {
        return data.into();
    }
    let mut choices = Choices(data);
    match choices.byte() % 4 {
        0 => choices.rest().into(),
        1 => one_card(&mut choices).into(),
        _ => many_chunks(&mut choices).into(),
    }
}

/// All bytes are one card.
fn one_card(choices: &mut Choices<'_>) -> Vec<u8> {
    let mut png = Png::default();
    text_chunk(&mut png, choices, usize::MAX);
    png.finish()
}

fn many_chunks(choices: &mut Choices<'_>) -> Vec<u8> {
    let mut png = Png::default();
    while !choices.is_empty() {
        let length = choices.length() % 1024;
        match choices.byte() % 4 {
            0 => {
                let kind = choices.one_of(&KINDS);
                png.chunk(kind, choices.take(length));
            }
            1 => png.raw(choices.take(length)),
            _ => text_chunk(&mut png, choices, length),
        }
    }
    png.finish()
}

fn text_chunk(png: &mut Png, choices: &mut Choices<'_>, length: usize) {
    let (kind, keyword) = (choices.byte(), choices.one_of(&KEYWORDS));
    let coding = [choices.byte()];
    let card = choices.card(length);
    let value = Choices(&coding).text(&card);
    match kind % 5 {
        0 => png.text(keyword, &value),
        1 => png.compressed(keyword, &compress_to_vec_zlib(&value, 6)),
        2 => png.international(keyword, false, &value),
        3 => png.international(keyword, true, &compress_to_vec_zlib(&value, 6)),
        _ => png.compressed(keyword, &card),
    }
}

/// A PNG file in the making.
#[derive(Clone, Debug)]
pub struct Png(Vec<u8>);

impl Default for Png {
    fn default() -> Self {
        let mut png = Self(SIGNATURE.to_vec());
        png.chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
        png
    }
}

impl Png {
    /// Adds a chunk with its checksum.
    pub fn chunk(&mut self, kind: &[u8; 4], body: &[u8]) {
        let length = u32::try_from(body.len()).expect("inputs are shorter than 4 GiB");
        let content = [kind, body].concat();
        self.0.extend(length.to_be_bytes());
        self.0.extend(&content);
        self.0.extend(hash(&content).to_be_bytes());
    }

    /// Adds bytes that may be no chunk.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.extend(bytes);
    }

    /// Adds a `tEXt` chunk.
    pub fn text(&mut self, keyword: &[u8], value: &[u8]) {
        self.chunk(b"tEXt", &[keyword, b"\0", value].concat());
    }

    /// Adds a `zTXt` chunk; `value` is a zlib stream, or should be.
    pub fn compressed(&mut self, keyword: &[u8], value: &[u8]) {
        self.chunk(b"zTXt", &[keyword, b"\0\0", value].concat());
    }

    /// Adds an `iTXt` chunk without language.
    pub fn international(&mut self, keyword: &[u8], is_compressed: bool, value: &[u8]) {
        self.chunk(b"iTXt", &[keyword, b"\0", &[u8::from(is_compressed)], b"\0\0\0", value].concat());
    }

    /// The file.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        self.chunk(b"IEND", b"");
        self.0
    }
}
