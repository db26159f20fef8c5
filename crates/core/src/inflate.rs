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

/// What several texts in the zlib wrapper may unpack to together.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: usize,
    unpacked: usize,
}

impl Budget {
    pub(crate) const fn new(limit: usize) -> Self {
        Self { limit, unpacked: 0 }
    }

    /// Unpacks one of the texts. One that fails counts as far as it was unpacked, since that took its time.
    pub(crate) fn zlib(&mut self, bytes: &[u8]) -> Result<Vec<u8>, ErrorKind> {
        let too_large = ErrorKind::UnpackedTooLarge { limit: self.limit };
        let left = self.limit.saturating_sub(self.unpacked);
        if left == 0 {
            return Err(too_large);
        }
        let result = zlib(bytes, left);
        self.unpacked += result.as_ref().map_or_else(|failure| failure.unpacked, Vec::len);
        result.map_err(|failure| match failure.kind {
            ErrorKind::UnpackedTooLarge { .. } => too_large,
            kind => kind,
        })
    }
}

/// What is wrong with a text, and how many bytes were unpacked before that was known.
#[derive(Debug, Eq, PartialEq)]
struct Failure {
    kind: ErrorKind,
    unpacked: usize,
}

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
fn zlib(bytes: &[u8], cap: usize) -> Result<Vec<u8>, Failure> {
    let mut out = vec![0; zlib_length(bytes, cap)?];
    match fill(bytes, &mut out, TINFL_FLAG_PARSE_ZLIB_HEADER) {
        (Status::Done, written) if written == out.len() => Ok(out),
        _ => Err(Failure { kind: ErrorKind::InvalidDeflate, unpacked: out.len() }),
    }
}

/// The first `cap` bytes of data in the zlib wrapper, or what there is; `None` where nothing can be unpacked.
pub(crate) fn zlib_head(bytes: &[u8], cap: usize) -> Option<Vec<u8>> {
    let mut out = vec![0; cap];
    let (_, written) = fill(bytes, &mut out, TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_IGNORE_ADLER32);
    out.truncate(written);
    (written > 0).then_some(out)
}

/// Unpacks into `out`, and says how much of it was written.
fn fill(bytes: &[u8], out: &mut [u8], flags: u32) -> (Status, usize) {
    let mut state = Box::<DecompressorOxide>::default();
    let flags = flags | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, _, written) = decompress(&mut state, bytes, out, 0, flags);
    (status, written)
}

/// What `bytes` unpack to, in bytes. Stops at the first window past `cap`.
fn zlib_length(bytes: &[u8], cap: usize) -> Result<usize, Failure> {
    let mut state = Box::<DecompressorOxide>::default();
    let mut window = vec![0; WINDOW_BYTES];
    let flags = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_IGNORE_ADLER32;
    let (mut rest, mut length) = (bytes, 0_usize);
    loop {
        let (status, read, written) = decompress(&mut state, rest, &mut window, length % WINDOW_BYTES, flags);
        length += written;
        if length > cap {
            return Err(Failure { kind: ErrorKind::UnpackedTooLarge { limit: cap }, unpacked: length });
        }
        match status {
            Status::Done => return Ok(length),
            Status::HasMoreOutput => rest = rest.get(read..).unwrap_or_default(),
            _ => return Err(Failure { kind: ErrorKind::InvalidDeflate, unpacked: length }),
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
            assert_eq!(zlib(&packed, limit).unwrap_err().kind, ErrorKind::UnpackedTooLarge { limit });
        }
    }

    #[test]
    fn a_bomb_is_unpacked_no_further_than_a_window_beyond_the_cap() {
        let bomb = compress_to_vec_zlib(&vec![0; 20_000_000], 9);
        for cap in [0, 1000, 1_000_000] {
            let Failure { kind, unpacked } = zlib_length(&bomb, cap).unwrap_err();
            assert_eq!(kind, ErrorKind::UnpackedTooLarge { limit: cap });
            assert!(unpacked <= cap + WINDOW_BYTES, "{unpacked} for {cap}");
        }
    }

    #[test]
    fn what_fails_is_paid_for_and_a_spent_budget_unpacks_nothing_more() {
        let limit = 100_000;
        let mut bomb = compress_to_vec_zlib(&vec![0; 20_000_000], 9);
        let mut budget = Budget::new(limit);
        for _ in 0..2000 {
            assert_eq!(budget.zlib(&bomb), Err(ErrorKind::UnpackedTooLarge { limit }));
        }
        assert!(budget.unpacked > limit, "{}", budget.unpacked);
        assert!(budget.unpacked <= limit + WINDOW_BYTES, "{}", budget.unpacked);
        let small = compress_to_vec_zlib(b"a", 9);
        assert_eq!(budget.zlib(&small), Err(ErrorKind::UnpackedTooLarge { limit }));

        // Cut in the middle, it is damaged, and that is known only after millions of bytes.
        bomb.truncate(bomb.len() / 2);
        let mut budget = Budget::new(20_000_000);
        let codes = [(); 5].map(|()| budget.zlib(&bomb).unwrap_err());
        assert_eq!(codes[0], ErrorKind::InvalidDeflate);
        assert_eq!(codes[4], ErrorKind::UnpackedTooLarge { limit: 20_000_000 });
        assert!(budget.unpacked <= 20_000_000 + WINDOW_BYTES, "{}", budget.unpacked);
    }

    #[test]
    fn a_budget_is_accepted_at_the_cap_and_refused_one_past_it() {
        let texts = [30, 50].map(|length| compress_to_vec_zlib(&vec![b'a'; length], 9));
        let read = |limit| {
            let mut budget = Budget::new(limit);
            texts.each_ref().map(|text| budget.zlib(text).map(|out| out.len()))
        };
        assert_eq!(read(80), [Ok(30), Ok(50)]);
        assert_eq!(read(79), [Ok(30), Err(ErrorKind::UnpackedTooLarge { limit: 79 })]);
    }

    #[test]
    fn a_head_is_as_long_as_asked_for_or_as_there_is() {
        let packed = compress_to_vec_zlib(&text(), 9);
        assert_eq!(zlib_head(&packed, 300).unwrap(), text()[..300]);
        assert_eq!(zlib_head(&packed[..packed.len() / 2], 300).unwrap(), text()[..300]);
        assert_eq!(zlib_head(&compress_to_vec_zlib(b"ab", 9), 300).unwrap(), b"ab");
        for nothing in [&b""[..], b"\x78\x9C", b"elf mage", &compress_to_vec_zlib(b"", 9)] {
            assert_eq!(zlib_head(nothing, 300), None);
        }
    }

    #[test]
    fn every_cut_and_a_wrong_checksum_of_zlib_data_is_refused() {
        let mut packed = compress_to_vec_zlib(b"Arieol sings, Arieol sings.", 6);
        for end in 0..packed.len() {
            assert_eq!(
                zlib(&packed[..end], 100).unwrap_err().kind,
                ErrorKind::InvalidDeflate,
                "cut at {end}"
            );
        }
        *packed.last_mut().unwrap() ^= 1;
        assert_eq!(
            zlib(&packed, 100).unwrap_err(),
            Failure { kind: ErrorKind::InvalidDeflate, unpacked: 27 }
        );
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
