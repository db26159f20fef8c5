//! CRC-32 as PNG and ZIP use it ([RFC 1952 §8][rfc]).
//!
//! Eight bytes at a step. Seven of the eight tables are made from the first at each call, which takes as long as 2 KiB
//! of input: kept in the binary they would be noise to a packer, and add 8 KB to a wasm build.
//!
//! [rfc]: https://www.rfc-editor.org/rfc/rfc1952#section-8

/// What a byte does to the checksum: the remainder of the polynomial, bits in reverse.
#[expect(clippy::indexing_slicing, reason = "the compiler computes it, and refuses what would panic")]
const BYTE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = remainder(byte as u32);
        byte += 1;
    }
    table
};

const POLYNOMIAL: u32 = 0xEDB8_8320;

/// Inputs below this are not worth the tables.
const WORTH_TABLES: usize = 4 * 1024;

const fn remainder(byte: u32) -> u32 {
    let mut sum = byte;
    let mut bit = 0;
    while bit < 8 {
        sum = (sum >> 1) ^ if sum & 1 == 1 { POLYNOMIAL } else { 0 };
        bit += 1;
    }
    sum
}

/// The checksum of `parts`, one behind the other.
pub(crate) fn crc_32(parts: &[&[u8]]) -> u32 {
    let sum = parts.iter().fold(u32::MAX, |sum, part| {
        if part.len() < WORTH_TABLES { by_bytes(sum, part) } else { by_eights(sum, part) }
    });
    !sum
}

fn by_bytes(sum: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(sum, |sum, byte| (sum >> 8) ^ at(&BYTE, sum as u8 ^ byte))
}

fn by_eights(sum: u32, bytes: &[u8]) -> u32 {
    let tables = tables();
    let (eights, rest) = bytes.as_chunks::<8>();
    let sum = eights.iter().fold(sum, |sum, eight| {
        let word = u64::from_le_bytes(*eight) ^ u64::from(sum);
        let [a, b, c, d, e, f, g, h] = word.to_le_bytes();
        let [t0, t1, t2, t3, t4, t5, t6, t7] = &tables;
        at(t7, a) ^ at(t6, b) ^ at(t5, c) ^ at(t4, d) ^ at(t3, e) ^ at(t2, f) ^ at(t1, g) ^ at(t0, h)
    });
    by_bytes(sum, rest)
}

/// What a byte does that is followed by none, one, … seven others.
fn tables() -> [[u32; 256]; 8] {
    let mut tables = [BYTE; 8];
    let mut before = BYTE;
    for table in tables.iter_mut().skip(1) {
        for sum in &mut before {
            *sum = (*sum >> 8) ^ at(&BYTE, *sum as u8);
        }
        *table = before;
    }
    tables
}

/// A byte is always in the table.
fn at(table: &[u32; 256], byte: u8) -> u32 {
    table.get(usize::from(byte)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_standard_in_one_part_or_several() {
        assert_eq!(crc_32(&[b"123456789"]), 0xCBF4_3926);
        assert_eq!(crc_32(&[b"1234", b"", b"56789"]), 0xCBF4_3926);
    }

    #[test]
    fn long_parts_have_the_same_checksum_as_short_ones() {
        let bytes: alloc::vec::Vec<u8> = (0..u8::MAX).cycle().take(3 * WORTH_TABLES).collect();
        for end in WORTH_TABLES - 9..WORTH_TABLES + 9 {
            let part = &bytes[..end];
            let short: alloc::vec::Vec<&[u8]> = part.chunks(1000).collect();
            assert_eq!(crc_32(&[part]), crc_32(&short), "{end}");
        }
        // Computed by zlib.
        assert_eq!(crc_32(&[&bytes]), 0x980E_95CB);
    }
}
