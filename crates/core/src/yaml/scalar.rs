//! Scalars: what a text without quotes means in the core schema ([YAML 1.2.2 §10.3.2][spec]).
//!
//! The types of YAML 1.1 (`yes`, `0777`, `12:30`, dates) are text. So is a number that JSON spells differently, because
//! the tree keeps numbers as they are written.
//!
//! [spec]: https://yaml.org/spec/1.2.2/#1032-tag-resolution

use alloc::string::{String, ToString as _};

use granit_parser::ScalarStyle;
use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::json;

/// A scalar as a key; its spelling where it is known.
pub(super) fn key(value: Value, at: usize) -> Result<String, Error> {
    match value {
        Value::String(text) => Ok(text),
        Value::Array(_) | Value::Object(_) => Err(Error::new(ErrorKind::InvalidYaml).at(at)),
        scalar => Ok(scalar.to_string()),
    }
}

pub(super) fn scalar(text: String, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text);
    }
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => json::number(&text).unwrap_or(Value::String(text)),
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use crate::limits::Limits;
    use crate::warning::Warnings;

    #[track_caller]
    fn same(text: &str, json: &str) {
        let value = crate::yaml::parse(text, &Limits::edge(), &mut Warnings::default()).unwrap();
        assert_eq!(value.to_string(), json);
    }

    #[test]
    fn null_and_booleans_are_those_of_the_core_schema() {
        same("[null, Null, NULL, ~, nuLL]", r#"[null,null,null,null,"nuLL"]"#);
        same("[true, True, TRUE, tRUE]", "[true,true,true,\"tRUE\"]");
        same("[false, False, FALSE]", "[false,false,false]");
        same("[yes, no, on, off, y, N]", r#"["yes","no","on","off","y","N"]"#);
        same("a:\nb: ~", r#"{"a":null,"b":null}"#);
    }

    #[test]
    fn numbers_keep_their_spelling() {
        same("[0, -0, 1.0, 1.50, -12, 0.5e-3]", "[0,-0,1.0,1.50,-12,0.5e-3]");
        same("12345678901234567890123", "12345678901234567890123");
        same("[1e+5, 1E5, 1e5]", "[1e+5,1E5,1e5]");
    }

    #[test]
    fn numbers_that_json_does_not_spell_are_text() {
        same(
            "[+1, 007, 0x1F, 0o7, .5, 1., .inf, .nan]",
            r#"["+1","007","0x1F","0o7",".5","1.",".inf",".nan"]"#,
        );
        same("[1_000, 2026-11-20, 12:30, -x, 1 2]", r#"["1_000","2026-11-20","12:30","-x","1 2"]"#);
    }

    #[test]
    fn quoted_and_block_scalars_are_text() {
        same(r#"["1", 'true', "null", "é\n"]"#, r#"["1","true","null","é\n"]"#);
        same("a: |\n  one\n  two\nb: >-\n  1\n  2\nc: |-\n  7\n", r#"{"a":"one\ntwo\n","b":"1 2","c":"7"}"#);
    }
}
