//! Writes PNG files as large as one wants.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::words::Lcg;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Bytes of an `IDAT` chunk as libpng writes them.
const IDAT_BYTES: usize = 8192;

/// Bytes of a row: a filter byte and 512 pixels of three colours.
const ROW_BYTES: usize = 1 + 512 * 3;

/// A picture that is being written.
#[derive(Debug)]
pub(super) struct Png(Vec<u8>);

impl Png {
    pub(super) fn new() -> Self {
        Self(SIGNATURE.to_vec())
    }

    /// Header and pixels: noise, which no compression makes smaller than `bytes` by much.
    pub(super) fn pixels(self, bytes: usize) -> Self {
        let rows = (bytes / ROW_BYTES).max(1);
        let height = u32::try_from(rows).unwrap_or(u32::MAX).to_be_bytes();
        let header = [&512_u32.to_be_bytes()[..], &height, &[8, 2, 0, 0, 0]].concat();
        let png = self.chunk(*b"IHDR", &header);
        zlib(&noise(rows)).chunks(IDAT_BYTES).fold(png, |png, part| png.chunk(*b"IDAT", part))
    }

    pub(super) fn text(self, keyword: &str, text: &str) -> Self {
        self.chunk(*b"tEXt", &[keyword.as_bytes(), b"\0", text.as_bytes()].concat())
    }

    pub(super) fn chunk(mut self, kind: [u8; 4], body: &[u8]) -> Self {
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
        let mut sum = crc32fast::Hasher::new();
        sum.update(&kind);
        sum.update(body);
        self.0.extend(length.to_be_bytes());
        self.0.extend(kind);
        self.0.extend(body);
        self.0.extend(sum.finalize().to_be_bytes());
        self
    }

    pub(super) fn end(self) -> Vec<u8> {
        self.chunk(*b"IEND", b"").0
    }
}

pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn noise(rows: usize) -> Vec<u8> {
    let mut random = Lcg(11);
    let row = |_| {
        let pixels = core::iter::repeat_with(|| random.next().to_le_bytes()[0]).take(ROW_BYTES - 1);
        [0].into_iter().chain(pixels).collect::<Vec<u8>>()
    };
    (0..rows).flat_map(row).collect()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    // A vector takes all that is written to it.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
