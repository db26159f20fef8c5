//! The units of a text and the places between them.
//!
//! With `u` a unit is a code point, otherwise a UTF-16 code unit ([ECMA-262 §22.2.2.1][spec]). The text stays UTF-8 and
//! a place is a byte of it. A letter of two units takes four bytes: the place between its halves is after two of them.
//!
//! [spec]: https://tc39.es/ecma262/#sec-pattern-notation

use super::fold::{KELVIN, LONG_S};
use super::{Assertion, Flags};

/// A text as a pattern with these flags sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) flags: Flags,
}

impl Text<'_> {
    /// The unit at a place, and the place behind it.
    pub(super) fn next(&self, at: usize) -> Option<(u32, usize)> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte < 0x80 {
            return Some((byte.into(), at + 1));
        }
        let Some(rest) = self.text.get(at..) else {
            let letter = self.text.get(at.checked_sub(2)?..)?.chars().next()?;
            return Some((halves(letter)?.1, at + 2));
        };
        let letter = rest.chars().next()?;
        match halves(letter) {
            Some((high, _)) if !self.flags.unicode => Some((high, at + 2)),
            _ => Some((letter.into(), at + letter.len_utf8())),
        }
    }

    /// The nearest place at or before `at` where a letter begins, or with UTF-16 its second half.
    pub(super) fn place(&self, at: usize) -> usize {
        let mut start = at.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let is_half = |letter| !self.flags.unicode && halves(letter).is_some();
        let between = self.text.get(start..).and_then(|rest| rest.chars().next()).is_some_and(is_half);
        if between && at - start >= 2 { start + 2 } else { start }
    }

    pub(super) fn holds(&self, assertion: Assertion, at: usize) -> bool {
        match assertion {
            Assertion::Start => at == 0,
            Assertion::End => at == self.text.len(),
            Assertion::LineStart => at == 0 || self.before(at).is_some_and(is_line_end),
            Assertion::LineEnd => self.next(at).is_none_or(|(unit, _)| is_line_end(unit)),
            Assertion::WordBoundary => self.is_between_words(at),
            Assertion::NoWordBoundary => !self.is_between_words(at),
        }
    }

    fn is_between_words(&self, at: usize) -> bool {
        let before = self.before(at).is_some_and(|unit| self.is_word(unit));
        let after = self.next(at).is_some_and(|(unit, _)| self.is_word(unit));
        before != after
    }

    /// The letter before a place. Between two halves there is none that an assertion asks for.
    fn before(&self, at: usize) -> Option<u32> {
        self.text.get(..at)?.chars().next_back().map(u32::from)
    }

    fn is_word(&self, unit: u32) -> bool {
        match u8::try_from(unit) {
            Ok(byte) => byte.is_ascii_alphanumeric() || byte == b'_',
            Err(_) => self.flags.unicode && self.flags.ignore_case && matches!(unit, KELVIN | LONG_S),
        }
    }
}

/// The two units of a letter that has two.
pub(super) fn halves(letter: char) -> Option<(u32, u32)> {
    let above = u32::from(letter).checked_sub(0x1_0000)?;
    Some((0xD800 + (above >> 10), 0xDC00 + (above & 0x3FF)))
}

/// The letter of two halves.
pub(super) fn joined(high: u32, low: u32) -> Option<u32> {
    let is_pair = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
    is_pair.then(|| 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00))
}

const fn is_line_end(unit: u32) -> bool {
    matches!(unit, 0x0A | 0x0D | 0x2028 | 0x2029)
}
