//! Unpacks DEFLATE data ([RFC 1951][deflate]), bare as in a ZIP or in the zlib wrapper ([RFC 1950][zlib]) of a PNG.
//!
//! Ten bytes can unpack to ten thousand, and a length that a file announces may be a lie. So nothing is allocated
//! but a result whose length is known and allowed: an archive announces it, and zlib data is first unpacked once
//! into a window of 32 KiB to learn it. Preset dictionaries are not read.
//!
//! [deflate]: https://www.rfc-editor.org/rfc/rfc1951
//! [zlib]: https://www.rfc-editor.org/rfc/rfc1950

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use miniz_oxide::inflate::TINFLStatus as Status;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_IGNORE_ADLER32, TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use crate::error::ErrorKind;

/// How far back DEFLATE data may refer.
const WINDOW_BYTES: usize = 32 * 1024;

/// What one byte can unpack to at most: four repetitions of 258 bytes, of two bits each.
const MOST_PER_BYTE: usize = 1032;

/// Unpacks bare data that becomes exactly `unpacked` bytes. The caller has compared that length with a limit.
pub(crate) fn exact(bytes: &[u8], unpacked: usize) -> Result<Vec<u8>, ErrorKind> {
    if unpacked > bytes.len().saturating_mul(MOST_PER_BYTE) {
        return Err(ErrorKind::InvalidZip { what: "a file announces a size that it cannot have" });
    }
    let mut out = vec![0; unpacked];
    match fill(bytes, &mut out, 0) {
        (Status::Done, written) if written == unpacked => Ok(out),
        (Status::Done, _) => {
            Err(ErrorKind::InvalidZip { what: "a file is of a smaller size than announced" })
        }
        (Status::HasMoreOutput, _) => {
            Err(ErrorKind::InvalidZip { what: "a file is of a larger size than announced" })
        }
        _ => Err(ErrorKind::InvalidDeflate),
    }
}

/// Unpacks data in the zlib wrapper to at most `cap` bytes.
pub(crate) fn zlib(bytes: &[u8], cap: usize) -> Result<Vec<u8>, ErrorKind> {
    let mut out = vec![0; zlib_length(bytes, cap).map_err(|(kind, _)| kind)?];
    match fill(bytes, &mut out, TINFL_FLAG_PARSE_ZLIB_HEADER) {
        (Status::Done, written) if written == out.len() => Ok(out),
        _ => Err(ErrorKind::InvalidDeflate),
    }
}

/// Unpacks into `out`, and says how much of it was written.
fn fill(bytes: &[u8], out: &mut [u8], flags: u32) -> (Status, usize) {
    let mut state = Box::<DecompressorOxide>::default();
    let flags = flags | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, _, written) = decompress(&mut state, bytes, out, 0, flags);
    (status, written)
}

/// What `bytes` unpack to, in bytes. Stops at the first window past `cap`.
fn zlib_length(bytes: &[u8], cap: usize) -> Result<usize, (ErrorKind, usize)> {
    let mut state = Box::<DecompressorOxide>::default();
    let mut window = vec![0; WINDOW_BYTES];
    let flags = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_IGNORE_ADLER32;
    let (mut rest, mut length) = (bytes, 0_usize);
    loop {
        let (status, read, written) = decompress(&mut state, rest, &mut window, length % WINDOW_BYTES, flags);
        length += written;
        if length > cap {
            return Err((ErrorKind::UnpackedTooLarge { limit: cap }, length));
        }
        match status {
            Status::Done => return Ok(length),
            Status::HasMoreOutput => rest = rest.get(read..).unwrap_or_default(),
            _ => return Err((ErrorKind::InvalidDeflate, length)),
        }
    }
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

    use super::*;

    /// Longer than several windows, and with repetitions that reach back over their edges.
    fn text() -> Vec<u8> {
        (0..200_000_u32).map(|n| (n.wrapping_mul(n) >> 7).to_le_bytes()[0] % 23).collect()
    }

    #[test]
    fn zlib_data_of_many_windows_is_read() {
        for level in [0, 1, 9] {
            assert_eq!(
                zlib(&compress_to_vec_zlib(&text(), level), 200_000).unwrap(),
                text(),
                "level {level}"
            );
        }
        assert_eq!(zlib(&compress_to_vec_zlib(b"", 6), 0).unwrap(), b"");
    }

    #[test]
    fn zlib_output_is_accepted_at_the_cap_and_refused_one_past_it() {
        for length in [1, WINDOW_BYTES, WINDOW_BYTES + 1, 100_000] {
            let packed = compress_to_vec_zlib(&vec![b'a'; length], 9);
            assert_eq!(zlib(&packed, length).unwrap().len(), length);
            let limit = length - 1;
            assert_eq!(zlib(&packed, limit).unwrap_err(), ErrorKind::UnpackedTooLarge { limit });
        }
    }

    #[test]
    fn a_bomb_is_unpacked_no_further_than_a_window_beyond_the_cap() {
        let bomb = compress_to_vec_zlib(&vec![0; 20_000_000], 9);
        for cap in [0, 1000, 1_000_000] {
            let (kind, unpacked) = zlib_length(&bomb, cap).unwrap_err();
            assert_eq!(kind, ErrorKind::UnpackedTooLarge { limit: cap });
            assert!(unpacked <= cap + WINDOW_BYTES, "{unpacked} for {cap}");
        }
    }

    #[test]
    fn every_cut_and_a_wrong_checksum_of_zlib_data_is_refused() {
        let mut packed = compress_to_vec_zlib(b"Arieol sings, Arieol sings.", 6);
        for end in 0..packed.len() {
            assert_eq!(zlib(&packed[..end], 100).unwrap_err(), ErrorKind::InvalidDeflate, "cut at {end}");
        }
        *packed.last_mut().unwrap() ^= 1;
        assert_eq!(zlib(&packed, 100).unwrap_err(), ErrorKind::InvalidDeflate);
    }

    #[test]
    fn only_the_announced_length_is_accepted() {
        let packed = compress_to_vec(&text(), 6);
        assert_eq!(exact(&packed, 200_000).unwrap(), text());
        for wrong in [0, 199_999, 200_001] {
            assert!(
                matches!(exact(&packed, wrong), Err(ErrorKind::InvalidZip { what }) if what.contains("size")),
                "{wrong}"
            );
        }
        assert_eq!(exact(&compress_to_vec(b"", 6), 0).unwrap(), b"");
    }

    #[test]
    fn the_best_ratio_is_accepted_and_a_better_one_is_refused_before_anything_is_allocated() {
        let packed = compress_to_vec(&vec![0; 10_000_000], 9);
        assert_eq!(exact(&packed, 10_000_000).unwrap().len(), 10_000_000);
        // An allocation of this length would abort the program.
        assert!(matches!(exact(&packed, usize::MAX / 2), Err(ErrorKind::InvalidZip { .. })));
    }

    #[test]
    fn damaged_data_is_refused() {
        assert_eq!(exact(&[0xFF; 40], 10).unwrap_err(), ErrorKind::InvalidDeflate);
        assert_eq!(exact(b"", 0).unwrap_err(), ErrorKind::InvalidDeflate);
    }
}
