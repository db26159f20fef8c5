//! Packs an image of few colours ([RFC 1950], [RFC 1951]).
//!
//! One block with fixed codes, and only two distances: one byte, and one row. That is all that flat areas need, and a
//! tenth of the code of a general packer.
//!
//! [RFC 1950]: https://www.rfc-editor.org/rfc/rfc1950
//! [RFC 1951]: https://www.rfc-editor.org/rfc/rfc1951

use alloc::vec::Vec;

const SHORTEST: usize = 3;
const LONGEST: usize = 258;
const END: u16 = 256;

/// `bytes` as a zlib stream; `row` is the length of a row.
pub(super) fn zlib(bytes: &[u8], row: usize) -> Vec<u8> {
    let mut out = Bits { bytes: [0x78, 0x01].to_vec(), pending: 0, count: 0 };
    out.put(0b011, 3); // the last block, with fixed codes
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (length, distance) = longest(bytes, at, row);
        if length < SHORTEST {
            out.letter(u16::from(byte));
            at += 1;
        } else {
            out.copy(length, distance);
            at += length;
        }
    }
    out.letter(END);
    let mut file = out.finish();
    file.extend(adler32(bytes).to_be_bytes());
    file
}

/// The longer of the two copies that can stand at `at`, and its distance.
fn longest(bytes: &[u8], at: usize, row: usize) -> (usize, usize) {
    let (run, above) = (repeated(bytes, at, 1), repeated(bytes, at, row));
    if above > run { (above, row) } else { (run, 1) }
}

/// How many bytes from `at` are those that stand `distance` before them.
fn repeated(bytes: &[u8], at: usize, distance: usize) -> usize {
    let Some(start) = at.checked_sub(distance) else { return 0 };
    let before = bytes.get(start..).unwrap_or_default();
    let here = bytes.get(at..).unwrap_or_default();
    before.iter().zip(here).take(LONGEST).take_while(|(before, here)| before == here).count()
}

fn adler32(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    high << 16 | low
}

struct Bits {
    bytes: Vec<u8>,
    pending: u32,
    count: u32,
}

impl Bits {
    /// Appends up to 16 bits, the lowest first.
    fn put(&mut self, bits: u32, count: u32) {
        self.pending |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.pending as u8);
            self.pending >>= 8;
            self.count -= 8;
        }
    }

    /// Codes begin with their highest bit.
    fn code(&mut self, code: u32, count: u32) {
        self.put(code.reverse_bits() >> (32 - count), count);
    }

    /// A byte, the end, or a length (RFC 1951, 3.2.6).
    fn letter(&mut self, letter: u16) {
        let letter = u32::from(letter);
        match letter {
            0..144 => self.code(0x30 + letter, 8),
            144..256 => self.code(0x190 + letter - 144, 9),
            256..280 => self.code(letter - 256, 7),
            _ => self.code(0xC0 + letter - 280, 8),
        }
    }

    /// `length` bytes from `distance` bytes before (RFC 1951, 3.2.5).
    fn copy(&mut self, length: usize, distance: usize) {
        let extra_of = |rest: u32, kept: u32| (rest.checked_ilog2().unwrap_or(0)).saturating_sub(kept);
        let rest = (length - SHORTEST) as u32;
        let extra = extra_of(rest, 2);
        if length == LONGEST {
            self.letter(285);
        } else {
            self.letter((257 + 4 * extra + (rest >> extra)) as u16);
            self.put(rest & ((1 << extra) - 1), extra);
        }
        let rest = (distance - 1) as u32;
        let extra = extra_of(rest, 1);
        self.code(2 * extra + (rest >> extra), 5);
        self.put(rest & ((1 << extra) - 1), extra);
    }

    fn finish(mut self) -> Vec<u8> {
        self.put(0, 7);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use miniz_oxide::inflate::decompress_to_vec_zlib;

    use super::*;

    fn assert_round_trip(bytes: &[u8], row: usize) -> usize {
        let packed = zlib(bytes, row);
        assert!(decompress_to_vec_zlib(&packed).is_ok_and(|unpacked| unpacked == bytes), "{row}: {bytes:?}");
        packed.len()
    }

    #[test]
    fn every_length_comes_back() {
        for length in 0..600 {
            assert_round_trip(&alloc::vec![7; length], 201);
        }
    }

    #[test]
    fn every_byte_and_every_row_comes_back() {
        for row in 1..=255 {
            let line: Vec<u8> = (0..row).map(|at| (at * 7 % 251 + at / 200) as u8).collect();
            let length = assert_round_trip(&line.repeat(4), row);
            assert!(length < 30 + row * 9 / 8 + row / 16, "rows of {row} take {length} bytes");
        }
        let bytes: Vec<u8> = (0..=255).collect();
        assert_round_trip(&bytes, 201);
    }
}
