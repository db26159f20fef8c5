//! Real cards and streams of others, where the folder beside the repository has them; it is not part of the repository.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use cuecard_core::{Assembly, Import, Limits};

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
