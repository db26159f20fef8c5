//! How numbers are spelled, in JSON ([RFC 8259 §6][spec]) and in JSON5.
//!
//! A number is kept as it is spelled, so that it can be written back so. What it means is [`super::Decimal`]'s.
//!
//! [spec]: https://www.rfc-editor.org/rfc/rfc8259#section-6

use alloc::borrow::ToOwned;
use alloc::string::String;

use serde_json::{Number, Value};

/// A number as it is spelled. The function is public but undocumented in `serde_json`; every documented way to make a
/// number writes `1e2` as `1e+2`.
pub(super) fn exact(spelling: String) -> Value {
    Value::Number(Number::from_string_unchecked(spelling))
}

/// The number that JSON spells so.
pub(super) fn number(spelling: &str) -> Option<Value> {
    first_invalid(spelling.as_bytes()).is_none().then(|| exact(spelling.to_owned()))
}

/// The number that JSON or JSON5 spells so.
pub(super) fn number_of_json5(spelling: &str) -> Option<Value> {
    number(spelling).or_else(|| json5_number(spelling).map(exact))
}

/// Where a spelling stops being a JSON number, if it does.
pub(super) fn first_invalid(spelling: &[u8]) -> Option<usize> {
    let digits = |from: usize| {
        let rest = spelling.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let byte = |at: usize| spelling.get(at).copied();
    let whole = usize::from(byte(0) == Some(b'-'));
    let mut at = if byte(whole) == Some(b'0') { whole + 1 } else { digits(whole) };
    if at == whole {
        return Some(at);
    }
    if byte(at) == Some(b'.') {
        let fraction = at + 1;
        at = digits(fraction);
        if at == fraction {
            return Some(at);
        }
    }
    if matches!(byte(at), Some(b'e' | b'E')) {
        let exponent = at + 1 + usize::from(matches!(byte(at + 1), Some(b'+' | b'-')));
        at = digits(exponent);
        if at == exponent {
            return Some(at);
        }
    }
    (at < spelling.len()).then_some(at)
}

/// JSON's spelling of `+1`, `.5`, `5.`, `007` or `0x1F`; `None` for what is no number there either.
pub(super) fn json5_number(spelling: &str) -> Option<String> {
    let (sign, digits) = match spelling.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", spelling.strip_prefix('+').unwrap_or(spelling)),
    };
    if !digits.bytes().any(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        alloc::format!("{sign}{}", u64::from_str_radix(hex, 16).ok().filter(|_| is_hex(hex))?)
    } else {
        let trimmed = digits.trim_start_matches('0');
        let zero = if trimmed.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
        let end = if trimmed.ends_with('.') { "0" } else { "" };
        alloc::format!("{sign}{zero}{trimmed}{end}")
    };
    first_invalid(number.as_bytes()).is_none().then_some(number)
}

pub(super) fn is_hex(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
