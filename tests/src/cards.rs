//! Bare card files, from any folder: what reading each gives, and whether it survives being written again.

use std::fs;
use std::path::{Path, PathBuf};

use cuecard_core::{Card, Export, Import, Limits};
use serde_json::{Map, Value, json};

use crate::{Unreadable, files_of};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What one file gave.
#[derive(Debug)]
#[non_exhaustive]
pub struct Row {
    /// Its name.
    pub file: String,
    /// The card, or why there is none and where that was found.
    pub outcome: Result<Read, String>,
}

/// A card that was read.
#[derive(Debug)]
#[non_exhaustive]
pub struct Read {
    /// The kind of file.
    pub container: String,
    /// The version that it was written in.
    pub version: String,
    /// Name of the character.
    pub name: String,
    /// Entries of its lorebook.
    pub entries: usize,
    /// Its assets.
    pub assets: usize,
    /// Codes of its warnings.
    pub warnings: Vec<String>,
    /// Why it is another card after it was written and read again.
    pub lost: Option<String>,
}

/// The files of `folder` that hold vectors, in the order of their names. They are told by their content.
///
/// # Errors
///
/// Fails when the folder or a file cannot be read.
pub fn vector_files(folder: &Path) -> Result<Vec<PathBuf>, Unreadable> {
    files_with(folder, true)
}

/// Reads every other file of `folder` as a card.
///
/// # Errors
///
/// Fails as [`vector_files`] does. A file that is no card is a row.
pub fn survey(folder: &Path) -> Result<Vec<Row>, Unreadable> {
    files_with(folder, false)?.iter().map(|path| row(path)).collect()
}

fn files_with(folder: &Path, vectors: bool) -> Result<Vec<PathBuf>, Unreadable> {
    let mut found = Vec::new();
    for path in files_of(folder)? {
        if holds_vectors(&path)? == vectors {
            found.push(path);
        }
    }
    Ok(found)
}

fn holds_vectors(path: &Path) -> Result<bool, Unreadable> {
    if path.extension().is_none_or(|extension| extension != "json") {
        return Ok(false);
    }
    let bytes = fs::read(path).map_err(|error| Unreadable::new(path, &error))?;
    let file = serde_json::from_slice::<Map<String, Value>>(&bytes);
    Ok(file.is_ok_and(|file| file.contains_key("vectors")))
}

fn row(path: &Path) -> Result<Row, Unreadable> {
    let bytes = fs::read(path).map_err(|error| Unreadable::new(path, &error))?;
    let limits = Limits::local();
    let import = Import::read(&bytes, &limits);
    let outcome = import
        .map_err(|error| format!("{}: {error}", error.code()))
        .map(|import| Read::of(&import, &bytes, &limits));
    Ok(Row { file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(), outcome })
}

impl Read {
    fn of(import: &Import, file: &[u8], limits: &Limits) -> Self {
        let format = json!(import.format);
        let word = |field: &str| format.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self {
            container: word("container"),
            version: word("spec"),
            name: import.card.name.clone(),
            entries: import.card.character_book.as_ref().map_or(0, |book| book.entries.len()),
            assets: import.assets.len(),
            warnings: import.warnings.iter().map(|warning| warning.code.to_owned()).collect(),
            lost: round_trip(&import.card, file, limits).err(),
        }
    }
}

fn round_trip(card: &Card, file: &[u8], limits: &Limits) -> Result<(), String> {
    let text = card.to_json();
    let again = Card::from_json(text.as_bytes(), limits).map_err(|error| format!("as JSON: {error}"))?;
    if again.to_json() != text {
        return Err("as JSON it is another card".to_owned());
    }
    if !file.starts_with(PNG) {
        return Ok(());
    }
    let png = Export::new(card).source(file).png(limits).map_err(|error| format!("as PNG: {error}"))?;
    if foreign_chunks(&png) == foreign_chunks(file) {
        Ok(())
    } else {
        Err("as PNG it has other chunks".to_owned())
    }
}

/// The kinds and bodies of the chunks that are not of the card, up to the end of the picture.
fn foreign_chunks(png: &[u8]) -> Vec<&[u8]> {
    let mut chunks = Vec::new();
    let mut rest = png.get(PNG.len()..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = 4 + u32::from_be_bytes(*length) as usize;
        let Some((chunk, after)) = after.split_at_checked(length) else { break };
        if chunk.starts_with(b"IEND") {
            break;
        }
        if !is_of_card(chunk) {
            chunks.push(chunk);
        }
        rest = after.get(4..).unwrap_or_default(); // behind the checksum
    }
    chunks
}

fn is_of_card(chunk: &[u8]) -> bool {
    let Some((kind, body)) = chunk.split_first_chunk::<4>() else { return false };
    let keyword = body.split(|byte| *byte == 0).next().unwrap_or_default().to_ascii_lowercase();
    let is_card = keyword == b"chara" || keyword == b"ccv3" || keyword.starts_with(b"chara-ext-asset_");
    [b"tEXt", b"zTXt", b"iTXt"].contains(&kind) && is_card
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_of_the_card_are_not_foreign() {
        let mut png = PNG.to_vec();
        for (kind, body) in [("IHDR", "size"), ("tEXt", "Chara\0e30="), ("tEXt", "Title\0x"), ("IEND", "")] {
            png.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
            png.extend([kind.as_bytes(), body.as_bytes(), &[0; 4]].concat());
        }
        png.extend(b"more");
        assert_eq!(foreign_chunks(&png), [&b"IHDRsize"[..], b"tEXtTitle\0x"]);
    }

    #[test]
    fn vectors_are_told_from_cards_by_their_content() {
        let folder = std::env::temp_dir().join(format!("cuecard-cards-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a.json"), r#"{"about": "", "vectors": []}"#).unwrap();
        fs::write(folder.join("b.json"), r#"{"name": "B", "description": "", "first_mes": ""}"#).unwrap();
        fs::write(folder.join("c.txt"), r#"{"vectors": []}"#).unwrap();
        let rows = survey(&folder).unwrap();
        assert_eq!(vector_files(&folder).unwrap(), [folder.join("a.json")]);
        fs::remove_dir_all(&folder).unwrap();
        let names: Vec<&str> = rows.iter().map(|row| row.file.as_str()).collect();
        assert_eq!(names, ["b.json", "c.txt"]);
        let card = rows[0].outcome.as_ref().unwrap();
        assert_eq!((card.name.as_str(), card.version.as_str(), &card.lost), ("B", "v1", &None));
        assert!(rows[1].outcome.as_ref().is_err_and(|error| error.starts_with("not_a_card")));
    }
}
