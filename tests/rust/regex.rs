//! Patterns against JavaScript's own `RegExp`: random ones, when there is a Node to ask.

#![expect(clippy::print_stdout, reason = "a test that is skipped says so, and how many pairs were compared")]
#![expect(clippy::unwrap_used, reason = "what cannot be run or read is a failed test")]

use std::path::Path;
use std::process::Command;

use cuecard_core::Limits;
use cuecard_core::regex::{Captures, Flags, Regex, Steps};
use serde_json::Value;

/// What a pair gave.
#[derive(Debug, PartialEq)]
enum Found {
    Invalid,
    Nothing,
    Places(Vec<i64>),
    /// Look-around and back-references, or more than the limits allow.
    Refused,
}

fn found(pattern: &str, flags: &str, text: &str) -> Found {
    let limits = Limits::edge();
    let mut steps = Steps::new(&limits);
    let flags = Flags::parse(flags).unwrap();
    let regex = match Regex::new(pattern, flags, &limits, &mut steps) {
        Ok(regex) => regex,
        Err(error) if error.code() == "invalid_pattern" => return Found::Invalid,
        Err(_) => return Found::Refused,
    };
    let captures = regex.captures(text, 0, &mut steps).unwrap();
    let span = regex.find(text, 0, &mut steps).unwrap();
    assert_eq!(span, captures.as_ref().map(|captures| captures.span.clone()), "{pattern:?} {text:?}");
    if let (Some(span), Some(needles)) = (&span, regex.needles()) {
        check_needles(pattern, regex.flags(), text.get(span.clone()).unwrap_or(text), text, needles);
    }
    captures.map_or(Found::Nothing, |captures| Found::Places(places(&captures, text)))
}

fn check_needles(pattern: &str, flags: Flags, matched: &str, text: &str, needles: &[String]) {
    let contains = |text: &str| needles.iter().any(|needle| text.contains(needle.as_str()));
    let holds = if flags.ignore_case { contains(&text.to_lowercase()) } else { contains(matched) };
    assert!(holds, "{pattern:?} has needles {needles:?}, which are not in {text:?}");
}

fn places(captures: &Captures, text: &str) -> Vec<i64> {
    let unit = |byte: usize| {
        text.char_indices()
            .take_while(|(at, _)| *at < byte)
            .map(|(at, letter)| if byte < at + letter.len_utf8() { 1 } else { letter.len_utf16() as i64 })
            .sum::<i64>()
    };
    let groups = captures.groups.iter().cloned();
    let ends = |range: Option<core::ops::Range<usize>>| {
        range.map_or([-1, -1], |range| [unit(range.start), unit(range.end)])
    };
    [Some(captures.span.clone())].into_iter().chain(groups).flat_map(ends).collect()
}

/// What a program of `tests/regex` prints; nothing when there is no Node that fits.
fn node(script: &str, arguments: &[&str]) -> Option<String> {
    let version = Command::new("node").args(["-p", "process.versions.unicode"]).output().ok()?;
    if version.stdout.trim_ascii() != b"17.0" {
        println!("skipped: there is no Node with Unicode 17.0");
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("regex").join(script);
    let output = Command::new("node").arg(script).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn random_patterns_find_what_javascript_finds() {
    let variable = |name, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let (count, seed) = (variable("REGEX_PAIRS", "103000"), variable("REGEX_SEED", "1"));
    let Some(lines) = node("pairs.mjs", &[&count, &seed]) else { return };
    let (mut compared, mut matched, mut refused, mut different) = (0, 0, 0, Vec::new());
    for line in lines.lines() {
        let (pattern, flags, text, expected): (String, String, String, Value) =
            serde_json::from_str(line).unwrap();
        let expected = match expected {
            Value::Null => Found::Nothing,
            Value::String(_) => Found::Invalid,
            places => Found::Places(serde_json::from_value(places).unwrap()),
        };
        let given = found(&pattern, &flags, &text);
        compared += 1;
        matched += usize::from(matches!(expected, Found::Places(_)));
        if given == Found::Refused && expected != Found::Invalid {
            refused += 1;
        } else if given != expected {
            different.push(format!("/{pattern}/{flags} on {text:?}: {given:?}, not {expected:?}"));
        }
    }
    println!("{compared} pairs, {matched} with a match, {refused} refused, {} different", different.len());
    different.truncate(40);
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn vectors_are_what_javascript_says() {
    if let Some(line) = node("vectors.mjs", &[]) {
        print!("{line}");
    }
}

#[test]
fn properties_and_case_are_those_of_javascript() {
    let Some(lines) = node("tables.mjs", &["--check"]) else { return };
    let text: String = ('\0'..=char::MAX).collect();
    let (mut compared, mut different) = (0, Vec::new());
    for line in lines.lines() {
        let (pattern, flags, expected): (String, String, Vec<u32>) = serde_json::from_str(line).unwrap();
        compared += 1;
        if matched(&pattern, &flags, &text) != expected {
            different.push(format!("/{pattern}/{flags}"));
        }
    }
    println!("{compared} sets, {} different", different.len());
    assert!(compared > 3_000 && different.is_empty(), "{}", different.join("\n"));
}

/// The letters at which what a pattern of one letter matches begins and ends.
fn matched(pattern: &str, flags: &str, text: &str) -> Vec<u32> {
    let mut limits = Limits::edge();
    limits.regex_steps = u64::MAX;
    let mut steps = Steps::new(&limits);
    let regex =
        Regex::new(&format!("(?:{pattern})+"), Flags::parse(flags).unwrap(), &limits, &mut steps).unwrap();
    let (mut places, mut at) = (Vec::new(), 0);
    while let Some(span) = regex.find(text, at, &mut steps).unwrap() {
        at = span.end;
        let letters = &text[span];
        let (first, last) = (letters.chars().next().unwrap(), letters.chars().next_back().unwrap());
        places.push(u32::from(first));
        places.extend((last < char::MAX).then(|| u32::from(last) + 1));
    }
    places
}
