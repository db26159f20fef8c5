//! What a number means, from its spelling.
//!
//! Cards need little of it: the whole part, the sign, and whether there is a fraction. Floating-point arithmetic would
//! bring its tables along, 15 KB (gzip) of a wasm build, and would round what is compared here exactly.

use serde_json::Number;

/// A decimal number, as far as it is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Decimal {
    is_negative: bool,
    /// The digits before the point; the largest number where they are more.
    whole: u64,
    has_fraction: bool,
}

impl Decimal {
    pub(crate) fn of(number: &Number) -> Self {
        Self::parse(number.as_str()).unwrap_or(Self { is_negative: false, whole: 0, has_fraction: false })
    }

    /// Reads a JSON number.
    pub(crate) fn parse(spelling: &str) -> Option<Self> {
        super::number(spelling)?;
        let (is_negative, digits) = match spelling.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, spelling),
        };
        let (digits, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
        let (before, after) = digits.split_once('.').unwrap_or((digits, ""));
        let point = exponent_of(exponent).saturating_add_unsigned(before.len() as u64);
        let mut number = Self { is_negative, whole: 0, has_fraction: false };
        let mut place = 0_i64;
        for digit in before.bytes().chain(after.bytes()) {
            if place < point {
                number.push(digit);
            } else {
                number.has_fraction |= digit != b'0';
            }
            place += 1;
        }
        while place < point && number.whole > 0 && number.whole < u64::MAX {
            number.push(b'0');
            place += 1;
        }
        Some(number)
    }

    fn push(&mut self, digit: u8) {
        self.whole = self.whole.saturating_mul(10).saturating_add(u64::from(digit.wrapping_sub(b'0')));
    }

    /// Rounded towards zero; the nearest there is where it is beyond.
    pub(crate) fn whole(self) -> i64 {
        let whole = i64::try_from(self.whole).unwrap_or(i64::MAX);
        if self.is_negative { -whole } else { whole }
    }

    pub(crate) const fn is_zero(self) -> bool {
        self.whole == 0 && !self.has_fraction
    }

    pub(crate) const fn is_negative(self) -> bool {
        self.is_negative && !self.is_zero()
    }

    /// True from `bound` on.
    pub(crate) const fn is_at_least(self, bound: u64) -> bool {
        !self.is_negative && self.whole >= bound
    }

    /// True beyond `bound`.
    pub(crate) const fn is_above(self, bound: u64) -> bool {
        self.is_at_least(bound) && (self.whole > bound || self.has_fraction)
    }
}

/// An exponent beyond 2^32 makes nothing else of a number than that one does.
fn exponent_of(digits: &str) -> i64 {
    const MOST: i64 = 1 << 32;
    let is_negative = digits.starts_with('-');
    let number = digits.trim_start_matches(['+', '-']).parse().unwrap_or(MOST).min(MOST);
    if is_negative { -number } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_parts_signs_and_fractions_are_those_of_the_number() {
        for (spelling, whole, has_fraction) in [
            ("0", 0, false),
            ("-0", 0, false),
            ("12", 12, false),
            ("-12.50", -12, true),
            ("1.0", 1, false),
            ("1e2", 100, false),
            ("1.25E+1", 12, true),
            ("1250e-2", 12, true),
            ("1200e-2", 12, false),
            ("0.001e3", 1, false),
            ("1e-400", 0, true),
            ("0e999999999999999999999", 0, false),
            ("1e999999999999999999999", i64::MAX, false),
            ("-1e999999999999999999999", -i64::MAX, false),
            ("1e-999999999999999999999", 0, true),
            ("12345678901234567890123", i64::MAX, false),
        ] {
            let number = Decimal::parse(spelling).unwrap();
            assert_eq!((number.whole(), number.has_fraction), (whole, has_fraction), "{spelling}");
        }
        assert_eq!(Decimal::parse("x"), None);
    }

    #[test]
    fn bounds_are_compared_exactly() {
        let number = |spelling: &str| Decimal::parse(spelling).unwrap();
        assert!(number("3.0").is_at_least(3) && !number("3.0").is_above(3));
        assert!(number("3.1").is_above(3) && number("4").is_above(3) && number("31e-1").is_above(3));
        assert!(!number("2.9999999999999999999999").is_at_least(3) && !number("-3").is_at_least(3));
        assert!(number("-0.1").is_negative() && !number("-0").is_negative() && number("-0.0").is_zero());
    }
}
