//! Fronts: they make well-formed files of arbitrary bytes, so that a fuzzer gets past signatures, checksums and
//! compression.
//!
//! A file of the front's own format is taken as it is. Of anything else the first bytes choose how a file is made and
//! the others fill it. A front is a function of its bytes alone.

pub mod exif;
pub mod json;
pub mod png;
pub mod yaml;
pub mod zip;

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use miniz_oxide::deflate::compress_to_vec;

/// The words that libFuzzer puts into its inputs too.
static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines = include_str!("../words.dict").lines();
    let words = lines.filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    words.filter(|word| !word.contains('\\')).collect()
});

/// Bytes that choices are made of. At the end every choice is 0.
struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    fn length(&mut self) -> usize {
        usize::from(u16::from_be_bytes([self.byte(), self.byte()]))
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn one_of<'b, T: ?Sized>(&mut self, options: &[&'b T]) -> &'b T {
        let index = usize::from(self.byte()) % options.len();
        options.get(index).expect("the remainder is an index")
    }

    fn word(&mut self) -> &'static str {
        self.one_of(&WORDS)
    }

    /// The next bytes, fewer at the end.
    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn rest(&mut self) -> &'a [u8] {
        self.take(usize::MAX)
    }

    /// A card: bytes as they are, or JSON that is grown from them.
    fn card(&mut self, length: usize) -> Vec<u8> {
        let is_grown = self.flag();
        let bytes = self.take(length);
        if is_grown { json::grow(bytes).into_bytes() } else { bytes.to_vec() }
    }

    /// `bytes` as one of the texts that writers store cards as.
    fn text(&mut self, bytes: &[u8]) -> Vec<u8> {
        match self.byte() % 6 {
            0 => bytes.to_vec(),
            1 => URL_SAFE_NO_PAD.encode(bytes).into_bytes(),
            2 => STANDARD.encode(bytes).as_bytes().chunks(76).collect::<Vec<_>>().join(&b'\n'),
            3 => comma_list(bytes).into_bytes(),
            _ => STANDARD.encode(bytes).into_bytes(),
        }
    }

    /// `bytes` compressed, or as they are where compressed data is expected.
    fn deflated(&mut self, bytes: &[u8]) -> Vec<u8> {
        match self.byte() % 4 {
            0 => bytes.to_vec(),
            1 => compress_to_vec(bytes, 0),
            _ => compress_to_vec(bytes, 6),
        }
    }
}

/// Decimal numbers of bytes: `123,34,112`.
fn comma_list(bytes: &[u8]) -> String {
    bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(",")
}
