//! Every code of an error or warning of the core occurs in a vector, or stands here with the reason why it does not.
//!
//! Errors have a table. Codes of warnings are found in the source of the core: a code is a literal in front of the
//! literal that says the same for people, and has two words unless it stands in `Warning::new`.

#![expect(clippy::unwrap_used, reason = "a source or vector that cannot be read is a failed test")]

extern crate alloc;

use alloc::collections::BTreeSet;
use core::{mem, slice};
use std::fs;
use std::path::{Path, PathBuf};

use cuecard_core::error;
use serde_json::Value;

/// Codes that no vector has, which other tests look for.
const ELSEWHERE: [(&str, &str); 7] = [
    ("event_too_long", "vectors of streams have no limits: decode.rs of sse"),
    ("frame_too_long", "vectors of streams have no limits: lines.rs of sse"),
    ("pattern_steps_spent", "a vector would take 20,000,000 steps: tests.rs of the engine"),
    ("prompt_too_large", "a vector would be 8 MiB long: assemble.rs"),
    ("scan_cut", "a vector would be 1 MiB long: scan.rs"),
    ("template_error", "templates have no suite: template.rs"),
    ("text_too_long", "a vector would be 32 KiB long: ask.rs"),
];

#[test]
fn every_code_occurs_in_a_vector() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let vectors = vectors(&root.join("vectors"));
    let told = codes_of(&vectors, &["error", "asset_error", "without_yaml", "warnings"]);
    let mut codes = codes_of_warnings(&root.join("../crates/core/src"));
    codes.extend(error::CODES.iter().map(|code| (*code).to_owned()));
    // Else the source is not read as it is written.
    let unknown: Vec<&String> = told.difference(&codes).collect();
    assert!(unknown.is_empty(), "codes that the core does not have: {unknown:?}");
    let told: BTreeSet<String> = told.union(&codes_of(&vectors, &["deltas"])).cloned().collect();
    let missing: Vec<&str> = codes.difference(&told).map(String::as_str).collect();
    assert_eq!(missing, ELSEWHERE.map(|(code, _)| code), "codes without a vector, and those that are known");
}

fn vectors(folder: &Path) -> Vec<Value> {
    let files = texts(folder, "json").into_iter();
    let files = files.map(|text| serde_json::from_str::<Value>(&text).unwrap());
    let list = |mut file: Value| {
        let name = if file.get("vectors").is_some() { "vectors" } else { "cases" };
        file.get_mut(name).and_then(Value::as_array_mut).map(mem::take).unwrap()
    };
    files.flat_map(list).collect()
}

/// The codes in these fields, each of which is a code, an object with one, or a list of them.
fn codes_of(vectors: &[Value], fields: &[&str]) -> BTreeSet<String> {
    let values = vectors.iter().flat_map(|vector| fields.iter().map(|field| &vector[*field]));
    let values =
        values.flat_map(|value| value.as_array().map_or_else(|| slice::from_ref(value), Vec::as_slice));
    let codes = values.filter_map(|value| value.as_str().or_else(|| value["code"].as_str()));
    codes.map(str::to_owned).collect()
}

/// The texts of all files below a folder whose names end so.
fn texts(folder: &Path, extension: &str) -> Vec<String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts_of = |path: PathBuf| match path.extension() {
        _ if path.is_dir() => texts(&path, extension),
        Some(found) if found == extension => vec![fs::read_to_string(&path).unwrap()],
        _ => Vec::new(),
    };
    paths.flat_map(texts_of).collect()
}

fn codes_of_warnings(source: &Path) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for text in texts(source, "rs") {
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let parts: Vec<&str> = text.split('"').collect();
        for window in parts.windows(4) {
            let [before, code, between, message] = window else { continue };
            let is_name =
                code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            let is_code = is_name && (code.contains('_') || before.trim_end().ends_with("Warning::new("));
            if is_code && between.trim() == "," && message.contains(' ') {
                codes.insert((*code).to_owned());
            }
        }
    }
    codes
}
