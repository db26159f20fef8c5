//! `regex`: a pattern, a text, and where JavaScript finds the pattern in it, in UTF-16 units.

use core::ops::Range;

use cuecard_core::regex::{Captures, Flags, Regex, Steps};
use cuecard_core::{Error, Limits};
use serde::Deserialize;

use super::{Expected, same};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vector {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "source")]
    _source: String,
    pattern: String,
    flags: String,
    text: String,
    #[serde(rename = "match")]
    found: Option<Match>,
    #[serde(default)]
    names: Vec<String>,
    error: Option<Expected>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Match {
    span: [usize; 2],
    groups: Vec<Option<[usize; 2]>>,
}

pub(super) fn run(vector: &Vector) -> Result<(), String> {
    let limits = Limits::edge();
    let mut steps = Steps::new(&limits);
    let compiled = compile(vector, &limits, &mut steps);
    let regex = match (compiled, &vector.error) {
        (Ok(regex), None) => regex,
        (Err(error), Some(expected)) => return expected.check(&error),
        (Ok(_), Some(_)) => return Err("it is accepted".to_owned()),
        (Err(error), None) => return Err(error.to_string()),
    };
    let captures = regex.captures(&vector.text, 0, &mut steps).map_err(|_| "it takes too long")?;
    let found = captures.map(|captures| in_units(&captures, &vector.text));
    same(&"the match", &found, &vector.found)?;
    let names: Vec<&str> = regex.names().iter().map(|(name, _)| name.as_str()).collect();
    same(&"the names", &names, &vector.names.iter().map(String::as_str).collect())
}

fn compile(vector: &Vector, limits: &Limits, steps: &mut Steps) -> Result<Regex, Error> {
    Regex::new(&vector.pattern, Flags::parse(&vector.flags)?, limits, steps)
}

fn in_units(captures: &Captures, text: &str) -> Match {
    let units = |range: &Range<usize>| [unit(text, range.start), unit(text, range.end)];
    Match {
        span: units(&captures.span),
        groups: captures.groups.iter().map(|group| group.as_ref().map(units)).collect(),
    }
}

/// The UTF-16 units before a byte, which may be two bytes into a letter of two units.
fn unit(text: &str, byte: usize) -> usize {
    let before = text.char_indices().take_while(|(at, _)| *at < byte);
    before.map(|(at, letter)| if byte < at + letter.len_utf8() { 1 } else { letter.len_utf16() }).sum()
}
