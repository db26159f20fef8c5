//! Times the core on the inputs.
//!
//! One sample is one whole read, result dropped included. Files that are refused are timed under both sets of limits:
//! what a larger limit lets in takes longer to refuse.

use core::hint::black_box;
use std::fs;
use std::path::Path;
use std::time::Instant;

use cuecard_core::{Import, Limits};
use serde_json::{Value, json};

use crate::inputs::{self, Input};
use crate::of_file;

const WARM_UP: usize = 5;
const RUNS: usize = 25;

/// Writes every input to `folder` with a list of them, and prints the samples of each.
pub(crate) fn card(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(of_file("make", folder))?;
    let mut list = Vec::new();
    for (index, input) in inputs::all().iter().enumerate() {
        let path = folder.join(format!("{index}.card"));
        fs::write(&path, &input.file).map_err(of_file("write", &path))?;
        list.push(described(input, &path));
        for (limits, word) in [(Limits::edge(), "edge"), (Limits::local(), "local")] {
            if input.card.is_none() || word == "local" {
                println!("{}", measured(input, &limits, word)?);
            }
        }
    }
    let path = folder.join("inputs.json");
    fs::write(&path, Value::from(list).to_string()).map_err(of_file("write", &path))
}

fn described(input: &Input, path: &Path) -> Value {
    let card = input.card.as_ref().map(|card| json!({"name": card.name, "entries": card.entries}));
    json!({
        "name": input.name,
        "file": path.to_string_lossy(),
        "card": card,
        "goal_ms": input.goal.wasm_ms,
        "goal_ratio": input.goal.wasm_ratio,
    })
}

fn measured(input: &Input, limits: &Limits, word: &str) -> Result<Value, String> {
    let outcome = outcome(input, limits)?;
    let samples: Vec<f64> = (0..WARM_UP + RUNS).map(|_| sample(&input.file, limits)).skip(WARM_UP).collect();
    Ok(
        json!({"name": input.name, "place": format!("native, {word}"), "outcome": outcome, "ms": samples, "goal_ms": input.goal.native_ms}),
    )
}

fn sample(file: &[u8], limits: &Limits) -> f64 {
    let begin = Instant::now();
    let _ = black_box(Import::read(black_box(file), limits));
    begin.elapsed().as_secs_f64() * 1000.0
}

/// What reading gives, after it was compared with what it should give.
fn outcome(input: &Input, limits: &Limits) -> Result<String, String> {
    match (Import::read(&input.file, limits), &input.card) {
        (Err(error), None) => Ok(error.code().to_owned()),
        (Ok(import), Some(card)) => {
            let entries = import.card.character_book.map_or(0, |book| book.entries.len());
            if import.card.name == card.name && entries == card.entries {
                return Ok("read".to_owned());
            }
            Err(format!("{}: {} with {entries} entries came out", input.name, import.card.name))
        }
        (Ok(_), None) => Err(format!("{}: it was not refused", input.name)),
        (Err(error), Some(_)) => Err(format!("{}: {error}", input.name)),
    }
}
