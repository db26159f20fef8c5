//! What JavaScript makes of a value of another type ([ECMA-262 §7.1][spec]), and of white space.
//!
//! World files are written by hand and by many programs; SillyTavern compares their values as they are. Objects and
//! lists are not converted: as a number they are none.
//!
//! [spec]: https://tc39.es/ecma262/#sec-type-conversion

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString as _};

use serde_json::Value;

/// White space and ends of lines, as `trim` and `\s` have them.
pub(super) const fn is_space(letter: char) -> bool {
    matches!(letter, '\t'..='\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}')
        || matches!(letter, '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}')
}

pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// A value that is neither absent nor null.
pub(super) fn given(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null())
}

pub(super) fn is_truthy(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(flag)) => *flag,
        Some(number @ Value::Number(_)) => !matches!(number.as_f64(), Some(0.0)),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(_) | Value::Object(_)) => true,
    }
}

/// `value == true`.
pub(super) fn is_loosely_true(value: Option<&Value>) -> bool {
    given(value).is_some_and(|value| number(value) == Some(1.0))
}

/// `Number(value)`, without one where that is not a number.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => Some(0.0),
        Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
        Value::Number(number) => number.as_f64(),
        Value::String(text) => number_in(trim(text)),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn number_in(text: &str) -> Option<f64> {
    let is_decimal = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    match text {
        "" => Some(0.0),
        _ if is_decimal => text.parse().ok(),
        _ => None,
    }
}

/// A number as JavaScript writes it; exact for whole numbers.
pub(super) fn number_text(number: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "the number is whole and smaller than 2^53")]
    let whole = (number.abs() < EXACT && number % 1.0 == 0.0).then_some(number as i64);
    whole.map_or_else(|| number.to_string(), |whole| whole.to_string())
}

/// `String(value)`.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_converted_as_the_specification_says() {
        for (value, expected) in [
            (json!(" 12 "), Some(12.0)),
            (json!(""), Some(0.0)),
            (json!("1e2"), Some(100.0)),
            (json!("infinity"), None),
            (json!("a"), None),
            (json!(true), Some(1.0)),
            (json!({}), None),
        ] {
            assert_eq!(number(&value), expected, "{value}");
        }
        assert!(is_loosely_true(Some(&json!("1"))) && !is_loosely_true(Some(&json!("true"))));
        assert!(
            is_truthy(Some(&json!("false"))) && is_truthy(Some(&json!([]))) && !is_truthy(Some(&json!(0.0)))
        );
        assert_eq!(trim("\u{feff}\u{3000}a\u{85}\u{a0}"), "a\u{85}");
        assert_eq!(
            (number_text(-0.0), number_text(30.0), number_text(1.5)),
            ("0".into(), "30".into(), "1.5".into())
        );
    }
}
