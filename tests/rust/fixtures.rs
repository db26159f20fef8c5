//! Real cards and streams of others, where the folder beside the repository has them; it is not part of the repository.

#![expect(clippy::unwrap_used, reason = "a file that cannot be read is a failed test")]

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use cuecard_core::lore::{BookFormat, LorebookImport};
use cuecard_core::{Assembly, Import, Limits};
use serde_json::Value;

/// The folder, or a printed line that says what was left out.
fn fixtures(what: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures").join(what);
    if folder.is_dir() {
        return Some(folder);
    }
    // Straight to the terminal: what a test prints is hidden when it passes.
    let _ = writeln!(std::io::stderr(), "skipped: ../shared/fixtures/{what} is not there");
    None
}

#[test]
fn decode_vectors_of_the_web_platform_pass() {
    let Some(folder) = fixtures("streams") else { return };
    let report = cuecard_conformance::run_folder("sse", &folder).unwrap();
    assert!(report.failures.is_empty(), "{:?}", report.failures);
    assert_eq!((report.passed, report.total), (49, 49));
}

#[test]
fn real_cards_are_read() {
    let Some(folder) = fixtures("cards") else { return };
    let cases = [
        ("st-1.18.0_default_Seraphina.png", Ok(("Seraphina", "V3", 4))),
        ("st-1.12.6_default_Seraphina.png", Ok(("Seraphina", "V2", 4))),
        ("tavernai-v1_Aqua.png", Ok(("Aqua", "V1", 0))),
        ("tldw_Bean_RPG.card.png", Ok(("Bean_RPG", "V2", 0))),
        ("tldw_Inkpot_no-metadata.png", Err("no_card_in_png")),
        ("tavernai-v1_Aqua.webp", Ok(("Aqua", "V1", 0))),
        ("tldw_Markdown_Character_Card_Sample.md", Ok(("Alice", "V2", 1))),
        ("st-1.18.0_Eldoria.json", Err("lorebook_only")),
    ];
    for (file, expected) in cases {
        let import = Import::read(&fs::read(folder.join(file)).unwrap(), &Limits::edge());
        let found = match &import {
            Ok(import) => Ok((
                import.card.name.as_str(),
                format!("{:?}", import.format.spec),
                import.card.character_book.as_ref().map_or(0, |book| book.entries.len()),
            )),
            Err(error) => Err(error.code()),
        };
        assert_eq!(found, expected.map(|(name, spec, entries)| (name, spec.to_owned(), entries)), "{file}");
    }
}

#[test]
fn the_lore_of_a_real_card_joins_the_prompt() {
    let Some(folder) = fixtures("cards") else { return };
    let file = fs::read(folder.join("st-1.18.0_default_Seraphina.png")).unwrap();
    let mut assembly = Assembly::default();
    assembly.card = Some(Import::read(&file, &Limits::edge()).unwrap().card);
    assembly.text = "What is Eldoria?".into();
    let prompt = assembly.assemble(&Limits::edge()).unwrap();
    assert_eq!(prompt.lore.len(), 1, "{:?}", prompt.lore);
    assert!(prompt.messages[0].content.contains("Seraphina"));
    assert!(!prompt.messages[0].content.contains("{{char}}"));
}

#[test]
fn a_real_world_file_comes_back_as_it_was() {
    let Some(folder) = fixtures("cards") else { return };
    let file = fs::read(folder.join("st-1.18.0_Eldoria.json")).unwrap();
    let import = LorebookImport::read(&file, &Limits::edge()).unwrap();
    assert_eq!((import.format, import.lorebook.entries.len()), (BookFormat::SillyTavern, 4));
    assert!(import.warnings.is_empty(), "{:?}", import.warnings);
    assert_eq!(value(&import.lorebook.to_silly_tavern()), value(core::str::from_utf8(&file).unwrap()));
    // SillyTavern put the same world into a card itself, with a default where the world has none.
    let book = book_of_card(&folder, "st-1.18.0_default_Seraphina.png");
    let defaults = serde_json::json!({"role": 0, "selectiveLogic": 0, "use_group_scoring": false});
    let ours = value(&import.lorebook.to_json());
    for (ours, theirs) in ours["entries"].as_array().unwrap().iter().zip(book["entries"].as_array().unwrap())
    {
        for (name, value) in theirs.as_object().unwrap().iter().filter(|(name, _)| *name != "extensions") {
            assert_eq!(ours.get(name), Some(value), "{name}");
        }
        for (name, value) in theirs["extensions"].as_object().unwrap() {
            let ours = ours["extensions"].get(name).filter(|ours| !ours.is_null());
            assert_eq!(ours.unwrap_or_else(|| &defaults[name]), value, "{name}");
        }
    }
}

#[test]
fn the_books_of_real_cards_come_back_as_they_were() {
    let Some(folder) = fixtures("cards") else { return };
    for card in ["st-1.18.0_default_Seraphina.png", "st-1.12.6_default_Seraphina.png"] {
        let mut book = book_of_card(&folder, card);
        // What a book of V3 has to have, and SillyTavern leaves out.
        book.as_object_mut().unwrap().entry("extensions").or_insert_with(|| serde_json::json!({}));
        for entry in book["entries"].as_array_mut().unwrap() {
            entry.as_object_mut().unwrap().entry("use_regex").or_insert(Value::Bool(false));
        }
        let read = |text: &str| LorebookImport::read(text.as_bytes(), &Limits::edge()).unwrap();
        let import = read(&book.to_string());
        assert_eq!(value(&import.lorebook.to_json()), book, "{card}");
        let world = read(&import.lorebook.to_silly_tavern());
        assert_eq!(
            (world.format, value(&world.lorebook.to_json())),
            (BookFormat::SillyTavern, book),
            "{card}"
        );
    }
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn book_of_card(folder: &std::path::Path, card: &str) -> Value {
    let import = Import::read(&fs::read(folder.join(card)).unwrap(), &Limits::edge()).unwrap();
    value(&import.card.to_json()).pointer_mut("/data/character_book").unwrap().take()
}
