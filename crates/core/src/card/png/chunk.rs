//! The chunks of a PNG file ([PNG §5][png]), one after the other.
//!
//! Lengths are not believed: a chunk that says it is longer than the file ends with the file. Each step goes at
//! least eight bytes forward, so a walk takes time by the length of the file.
//!
//! [png]: https://www.w3.org/TR/png-3/#5Chunk-layout

use super::SIGNATURE;
use crate::crc::crc_32;

/// A chunk and where it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawChunk<'a> {
    pub(super) kind: [u8; 4],
    pub(super) body: &'a [u8],
    /// `None` where the file ends before it.
    checksum: Option<u32>,
    /// Where the chunk begins.
    pub(super) at: usize,
    /// True where the file ends inside the chunk.
    pub(super) is_cut: bool,
}

impl RawChunk<'_> {
    /// The checksum that stands behind it.
    pub(super) fn checksum(&self) -> u32 {
        self.checksum.unwrap_or_default()
    }

    /// Where its body begins.
    pub(super) const fn body_at(&self) -> usize {
        self.at + 8
    }

    /// Where it ends, in the file.
    pub(super) const fn end(&self) -> usize {
        self.body_at() + self.body.len() + if self.checksum.is_some() { 4 } else { 0 }
    }

    /// False also where the file ends before the checksum.
    pub(super) fn has_wrong_checksum(&self) -> bool {
        self.checksum.is_some_and(|found| found != checksum(self.kind, self.body))
    }
}

/// The checksum of a chunk.
pub(super) fn checksum(kind: [u8; 4], body: &[u8]) -> u32 {
    crc_32(&[&kind, body])
}

/// All chunks of a file that begins with the signature.
#[derive(Debug)]
pub(super) struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Chunks<'a> {
    pub(super) const fn of(bytes: &'a [u8]) -> Self {
        Self::at(bytes, SIGNATURE.len())
    }

    /// Those from one that begins at `at`.
    pub(super) const fn at(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = RawChunk<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let at = self.at;
        let head = rest.split_first_chunk::<4>().and_then(|(length, rest)| {
            let (kind, rest) = rest.split_first_chunk::<4>()?;
            Some((usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX), *kind, rest))
        });
        let Some((length, kind, rest)) = head else {
            self.at = self.bytes.len();
            return Some(RawChunk { kind: *b"    ", body: &[], checksum: None, at, is_cut: true });
        };
        let (body, rest) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let checksum = rest.first_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes));
        let chunk = RawChunk { kind, body, checksum, at, is_cut: checksum.is_none() };
        self.at = if chunk.is_cut { self.bytes.len() } else { chunk.end() };
        Some(chunk)
    }
}
