//! The value of a JSON number, read from its spelling.
//!
//! Cards mean whole numbers and a few small fractions. Turning a spelling into a floating-point number takes tables
//! that no packer can make smaller: 12 KB of a wasm build.

use serde_json::Number;

/// A number by its digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal<'a> {
    is_negative: bool,
    /// The digits before the point, and behind it.
    digits: (&'a str, &'a str),
    /// How many digits the point is to be moved to the right.
    exponent: i64,
}

impl<'a> Decimal<'a> {
    pub(crate) fn of(number: &'a Number) -> Self {
        Self::parse(number.as_str())
    }

    /// Reads a spelling that JSON accepts.
    pub(super) fn parse(spelling: &'a str) -> Self {
        let (is_negative, spelling) = match spelling.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, spelling),
        };
        let (digits, exponent) = spelling.split_once(['e', 'E']).unwrap_or((spelling, "0"));
        // An exponent that does not fit is one that no digits make up for.
        let far = if exponent.starts_with('-') { i64::MIN } else { i64::MAX };
        let exponent = exponent.parse().unwrap_or(far);
        Self { is_negative, digits: digits.split_once('.').unwrap_or((digits, "")), exponent }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.all().all(|digit| digit == 0)
    }

    /// Less than zero.
    pub(crate) fn is_negative(&self) -> bool {
        self.is_negative && !self.is_zero()
    }

    /// Without what is behind the point; what does not fit becomes the number next to it that does.
    pub(crate) fn whole(&self) -> i64 {
        if self.is_zero() {
            return 0;
        }
        let mut whole = 0_i64;
        let mut digits = self.all();
        // Digits are not all zero, so that this ends: the number grows tenfold with each step behind them.
        for _ in 0..self.point() {
            let digit = i64::from(digits.next().unwrap_or(0));
            let digit = if self.is_negative { -digit } else { digit };
            match whole.checked_mul(10).and_then(|whole| whole.checked_add(digit)) {
                Some(next) => whole = next,
                None => return if self.is_negative { i64::MIN } else { i64::MAX },
            }
        }
        whole
    }

    /// Whether something is behind the point.
    pub(crate) fn has_fraction(&self) -> bool {
        let point = usize::try_from(self.point()).unwrap_or(usize::MAX);
        self.all().skip(point).any(|digit| digit != 0)
    }

    /// How many digits stand before the point.
    fn point(&self) -> i64 {
        let before = i64::try_from(self.digits.0.len()).unwrap_or(i64::MAX);
        before.saturating_add(self.exponent).max(0)
    }

    fn all(&self) -> impl Iterator<Item = u8> {
        let (before, behind) = self.digits;
        before.bytes().chain(behind.bytes()).map(|digit| digit.wrapping_sub(b'0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_part_is_that_of_the_number() {
        let cases = [
            ("0", 0),
            ("-0.0", 0),
            ("7", 7),
            ("1.50", 1),
            ("-1.99", -1),
            ("0.001", 0),
            ("1e3", 1000),
            ("1.5E+2", 150),
            ("12345e-3", 12),
            ("999e-9", 0),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("9223372036854775808", i64::MAX),
            ("-1e400", i64::MIN),
            ("1e99999999999999999999", i64::MAX),
            ("1e-99999999999999999999", 0),
            ("0e99999999999999999999", 0),
        ];
        for (spelling, whole) in cases {
            assert_eq!(Decimal::parse(spelling).whole(), whole, "{spelling}");
        }
    }

    #[test]
    fn what_is_behind_the_point_is_told() {
        for spelling in ["1.5", "0.001", "-2.0001", "15e-1", "1e-99999999999999999999", "2.50"] {
            assert!(Decimal::parse(spelling).has_fraction(), "{spelling}");
        }
        for spelling in ["1", "2.000", "0.0", "1.5e1", "150e-1", "1e99999999999999999999"] {
            assert!(!Decimal::parse(spelling).has_fraction(), "{spelling}");
        }
    }

    #[test]
    fn zero_has_no_sign() {
        assert!(Decimal::parse("-0.000e5").is_zero() && !Decimal::parse("-0.0").is_negative());
        assert!(Decimal::parse("-0.01").is_negative() && !Decimal::parse("0.01").is_negative());
    }
}
