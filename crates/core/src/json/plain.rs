//! Runs of letters that stand in JSON as they are. Nearly all of a card is text, so that eight bytes are looked at in
//! one step.

/// Which letters may stand as they are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Letters {
    All,
    Ascii,
}

impl Letters {
    /// The bits that no letter may have.
    const fn excluded(self) -> u8 {
        match self {
            Self::All => 0,
            Self::Ascii => 0x80,
        }
    }
}

/// How many bytes come before the first `quote`, backslash, control character, or letter that is not one of `letters`.
pub(super) fn plain_run(bytes: &[u8], quote: u8, letters: Letters) -> usize {
    let excluded = letters.excluded();
    let is_plain = |word: u64| {
        let special = below_space(word) | zero_byte(word ^ each(quote)) | zero_byte(word ^ each(b'\\'));
        special | word & each(excluded) == 0
    };
    let (words, _) = bytes.as_chunks::<8>();
    let at = 8 * words.iter().take_while(|word| is_plain(u64::from_le_bytes(**word))).count();
    let rest = bytes.get(at..).unwrap_or_default();
    let is_special = |byte: u8| byte == quote || byte == b'\\' || byte < b' ' || byte & excluded != 0;
    at + rest.iter().position(|byte| is_special(*byte)).unwrap_or(rest.len())
}

const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Not zero where a byte of `word` is zero.
const fn zero_byte(word: u64) -> u64 {
    word.wrapping_sub(each(1)) & !word & each(0x80)
}

/// Not zero where a byte of `word` is below 0x20.
const fn below_space(word: u64) -> u64 {
    word.wrapping_sub(each(b' ')) & !word & each(0x80)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn the_fast_way_stops_where_the_slow_one_does() {
        for special in [b'"', b'\\', b'\n', 0x1F, 0] {
            for at in 0..20 {
                let mut bytes = vec![0xE9_u8; 20];
                bytes[at] = special;
                assert_eq!(plain_run(&bytes, b'"', Letters::All), at, "{special} at {at}");
            }
        }
        assert_eq!(plain_run(b"it's", b'\'', Letters::All), 2);
        let plain = [b' ', b'!', 0x7F, 0x80, 0xFF, b'#', b'[', b']', b'a'];
        assert_eq!(plain_run(&plain, b'"', Letters::All), 9);
        assert_eq!(plain_run(&plain, b'"', Letters::Ascii), 3);
    }

    #[test]
    fn ascii_ends_at_the_first_other_letter() {
        for at in 0..20 {
            let mut bytes = vec![b'a'; 20];
            bytes[at] = 0x80;
            assert_eq!(plain_run(&bytes, b'"', Letters::Ascii), at);
        }
    }
}
