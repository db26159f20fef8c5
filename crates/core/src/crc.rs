//! CRC-32 as PNG and ZIP use it ([RFC 1952 §8][rfc]).
//!
//! One table of 1 KiB. The sixteen tables of the fastest ways are noise to a packer: they would add 17 KB to a wasm
//! build, for a checksum that is compared over the text of a card.
//!
//! [rfc]: https://www.rfc-editor.org/rfc/rfc1952#section-8

use crc::{CRC_32_ISO_HDLC, Crc, Table};

const CRC_32: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC);

/// The checksum of `parts`, one behind the other.
pub(crate) fn crc_32(parts: &[&[u8]]) -> u32 {
    let mut digest = CRC_32.digest();
    parts.iter().for_each(|part| digest.update(part));
    digest.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_standard_in_one_part_or_several() {
        assert_eq!(crc_32(&[b"123456789"]), 0xCBF4_3926);
        assert_eq!(crc_32(&[b"1234", b"", b"56789"]), 0xCBF4_3926);
    }
}
