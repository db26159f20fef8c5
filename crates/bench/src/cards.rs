//! Reads card files and says what came out, and writes them in every format that the core writes.
//!
//! The limits are those of the edge, the narrower ones. `FILES` is a JSON array of paths. A line of output names the
//! file and holds `read`, with the four things that every reader is judged by, or `error`.

use std::fs;
use std::path::Path;

use cuecard_core::card::Spec;
use cuecard_core::{Card, Error, Export, Import, Limits};
use serde_json::{Value, json};

use crate::of_file;

/// Prints what the core reads in each file.
pub(crate) fn read(files: &Path) -> Result<(), String> {
    for path in listed(files)? {
        let file = fs::read(&path).map_err(of_file("read", path.as_ref()))?;
        let line = match Import::read(&file, &Limits::edge()) {
            Ok(import) => json!({"reader": "cuecard (Rust)", "file": path, "read": seen(&import.card)}),
            Err(error) => json!({"reader": "cuecard (Rust)", "file": path, "error": error.code()}),
        };
        println!("{line}");
    }
    Ok(())
}

/// Writes each file that the core reads in every format into `folder`, and prints what has to be read there.
pub(crate) fn write(files: &Path, folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(of_file("make", folder))?;
    for (index, path) in listed(files)?.iter().enumerate() {
        let file = fs::read(path).map_err(of_file("read", path.as_ref()))?;
        let Ok(import) = Import::read(&file, &Limits::edge()) else { continue };
        for (format, ending, bytes) in
            written(&import.card, &file).map_err(|error| format!("{}: {error}", path))?
        {
            let target = folder.join(format!("{index}-{format}.{ending}"));
            fs::write(&target, bytes).map_err(of_file("write", &target))?;
            println!(
                "{}",
                json!({"file": target.to_string_lossy(), "format": format, "from": path, "read": expected(&import.card, format)})
            );
        }
    }
    Ok(())
}

/// A card in one of the formats that the core writes: name, ending of the file, bytes.
type Written = (&'static str, &'static str, Vec<u8>);

/// The card in every format that the core writes, with picture and assets of the file that it came from.
fn written(card: &Card, file: &[u8]) -> Result<Vec<Written>, Error> {
    let limits = Limits::edge();
    let export = Export::new(card).source(file);
    let json = |spec| export.json(spec).into_bytes();
    Ok(vec![
        ("json-v1", "json", json(Spec::V1)),
        ("json-v2", "json", json(Spec::V2)),
        ("json-v3", "json", json(Spec::V3)),
        ("png", "png", export.png(&limits)?),
        ("charx", "charx", export.charx(&limits)?),
    ])
}

/// V1 has no lorebook. Ours is kept beside its fields, where a reader may find it or not.
fn expected(card: &Card, format: &str) -> Value {
    let mut seen = seen(card);
    if let Some(fields) = seen.as_object_mut().filter(|_| format == "json-v1") {
        fields.remove("entries");
    }
    seen
}

fn seen(card: &Card) -> Value {
    let entries = card.character_book.as_ref().map_or(0, |book| book.entries.len());
    json!({"name": card.name, "description": card.description, "first_mes": card.first_mes, "entries": entries})
}

fn listed(files: &Path) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(files).map_err(of_file("read", files))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", files.display()))
}
