//! The generated corpus: every file gives what its manifest says, and nothing of it is lost on the way out.
//!
//! `cargo xtask build corpus` writes it to `target/corpus`. Its files are made by other people's libraries, so that
//! the readers here are not tested against the writers here.

#![expect(clippy::unwrap_used, reason = "a corpus that cannot be read is a failed test")]

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use cuecard_core::card::Spec;
use cuecard_core::{Card, Export, Import, Limits};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const LIMITS: Limits = Limits::edge();

/// Without Python the corpus has fewer files; it never has fewer than these.
const LEAST_FILES: usize = 500;

#[derive(Deserialize)]
struct Manifest {
    files: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    /// Who wrote it.
    about: String,
    container: Option<String>,
    spec: Option<String>,
    name: Option<String>,
    description: Option<String>,
    first_mes: Option<String>,
    alternate_greetings: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    entries: Option<usize>,
    keys: Option<Vec<String>>,
    assets: Option<usize>,
    #[serde(default)]
    assets_bytes: Vec<AssetBytes>,
    #[serde(default)]
    kept: Vec<Kept>,
    #[serde(default)]
    warnings: Vec<String>,
    #[serde(default)]
    warned: bool,
    #[serde(default)]
    error: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssetBytes {
    index: usize,
    sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    pointer: String,
    json: String,
}

#[test]
fn every_file_is_read_or_refused_as_the_manifest_says() {
    let Some(corpus) = Corpus::open() else { return };
    let read = corpus.entries.iter().filter(|entry| entry.error.is_empty()).count();
    corpus.check_each(|entry, file| match Import::read(file, &LIMITS) {
        Ok(_) if !entry.error.is_empty() => Err(format!("read, without {:?}", entry.error)),
        Err(error) if !entry.error.is_empty() => entry.check_error(error.code()),
        Err(error) => Err(error.to_string()),
        Ok(import) => entry.check(&import, file),
    });
    println!("{} files, {read} read", corpus.entries.len());
}

#[test]
fn a_card_that_is_exported_and_read_again_is_the_same() {
    let Some(corpus) = Corpus::open() else { return };
    corpus.check_each(|entry, file| {
        if !entry.error.is_empty() {
            return Ok(());
        }
        let card = Import::read(file, &LIMITS).map_err(|error| error.to_string())?.card;
        let export = || Export::new(&card).source(file);
        entry.check_export("JSON", &card, Ok(Export::new(&card).json(Spec::V3).into_bytes()))?;
        entry.check_export("PNG", &card, export().png(&LIMITS).map_err(|error| error.to_string()))?;
        entry.check_export("CHARX", &card, export().charx(&LIMITS).map_err(|error| error.to_string()))
    });
}

struct Corpus {
    folder: PathBuf,
    entries: Vec<Entry>,
}

impl Corpus {
    /// The corpus, or a printed line that says that it was left out.
    fn open() -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/corpus");
        let Ok(text) = fs::read_to_string(folder.join("manifest.json")) else {
            // Straight to the terminal: what a test prints is hidden when it passes.
            let _ = writeln!(std::io::stderr(), "skipped: no target/corpus (cargo xtask build corpus)");
            return None;
        };
        let entries = serde_json::from_str::<Manifest>(&text).unwrap().files;
        assert!(entries.len() >= LEAST_FILES, "the corpus has {} files", entries.len());
        Some(Self { folder, entries })
    }

    /// All files, so that one failure hides none of the others.
    fn check_each(&self, check: impl Fn(&Entry, &[u8]) -> Result<(), String>) {
        let check = |entry: &Entry| {
            let file = fs::read(self.folder.join(&entry.file)).map_err(|error| error.to_string())?;
            check(entry, &file)
        };
        let failures: Vec<String> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let reason = check(entry).err()?;
                Some(format!("{} ({}): {reason}", entry.file, entry.about))
            })
            .collect();
        assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
    }
}

impl Entry {
    fn check_error(&self, code: &str) -> Result<(), String> {
        if self.error.iter().any(|expected| expected == code) {
            return Ok(());
        }
        Err(format!("refused with {code}, not with one of {:?}", self.error))
    }

    fn check(&self, import: &Import, file: &[u8]) -> Result<(), String> {
        let (format, card) = (json!(import.format), &import.card);
        let word = |field: &str| format.get(field).and_then(Value::as_str);
        same("container", &word("container"), &self.container.as_deref())?;
        same("spec", &word("spec"), &self.spec.as_deref())?;
        same("name", &Some(&card.name), &self.name.as_ref())?;
        same_where_given("description", &card.description, self.description.as_ref())?;
        same_where_given("first_mes", &card.first_mes, self.first_mes.as_ref())?;
        same_where_given(
            "alternate_greetings",
            &card.alternate_greetings,
            self.alternate_greetings.as_ref(),
        )?;
        same_where_given("tags", &card.tags, self.tags.as_ref())?;
        self.check_book(card)?;
        self.check_warnings(import)?;
        let records = data(card).get("assets").and_then(Value::as_array).map_or(0, Vec::len);
        same_where_given("number of assets", &records, self.assets.as_ref())?;
        self.check_assets(import, file, |_| true)?;
        self.check_kept(card)?;
        self.check_round_trip(card)
    }

    fn check_book(&self, card: &Card) -> Result<(), String> {
        let entries = card.character_book.as_ref().map_or(&[][..], |book| &book.entries);
        same_where_given("number of entries", &entries.len(), self.entries.as_ref())?;
        let keys = entries.first().map(|entry| entry.keys.clone()).unwrap_or_default();
        same_where_given("keys", &keys, self.keys.as_ref())
    }

    fn check_warnings(&self, import: &Import) -> Result<(), String> {
        let codes: Vec<&str> = import.warnings.iter().map(|warning| warning.code).collect();
        if let Some(missing) = self.warnings.iter().find(|code| !codes.contains(&code.as_str())) {
            return Err(format!("no warning {missing} in {codes:?}"));
        }
        if self.warned && codes.is_empty() { Err("accepted without a warning".to_owned()) } else { Ok(()) }
    }

    /// The bytes of the assets whose place in the list passes `is_meant`.
    fn check_assets(
        &self,
        import: &Import,
        file: &[u8],
        is_meant: impl Fn(usize) -> bool,
    ) -> Result<(), String> {
        for AssetBytes { index, sha256 } in &self.assets_bytes {
            let asset = import.assets.get(*index).ok_or_else(|| format!("asset {index} is missing"))?;
            if !is_meant(*index) {
                continue;
            }
            let bytes = asset
                .read(file, &LIMITS)
                .map_err(|error| format!("asset {index}, {}: {error}", asset.uri))?;
            same(&format!("SHA-256 of asset {index}, {}", asset.uri), &hash(&bytes), sha256)?;
        }
        Ok(())
    }

    fn check_kept(&self, card: &Card) -> Result<(), String> {
        let text = card.to_json();
        for Kept { pointer, json } in &self.kept {
            let found = text_at(&text, pointer).map_or("(missing)", RawValue::get);
            same(pointer, &found, &json.as_str())?;
        }
        Ok(())
    }

    fn check_round_trip(&self, card: &Card) -> Result<(), String> {
        let text = card.to_json();
        let again = Import::read(text.as_bytes(), &LIMITS).map_err(|error| format!("read again: {error}"))?;
        same("document, read again", &again.card.to_json(), &text)?;
        self.check_kept(&again.card)
    }

    fn check_export(&self, what: &str, card: &Card, file: Result<Vec<u8>, String>) -> Result<(), String> {
        self.check_export_of(card, &file?).map_err(|reason| format!("{what}: {reason}"))
    }

    fn check_export_of(&self, card: &Card, file: &[u8]) -> Result<(), String> {
        let import = Import::read(file, &LIMITS).map_err(|error| error.to_string())?;
        let records = data(card).get("assets").and_then(Value::as_array).map(Vec::len);
        same("data", &without_addresses(&import.card, records), &without_addresses(card, records))?;
        self.check_kept(&import.card)?;
        let is_bare = import.format.container == cuecard_core::card::Container::Json;
        let is_picture = |card: &Card, index: usize| {
            data(card).pointer(&format!("/assets/{index}/uri")).is_some_and(|uri| uri == "ccdefault:")
        };
        // A JSON file holds no other files, and a picture loses the card that it held, or is given one.
        self.check_assets(&import, file, |index| {
            !is_bare && !is_picture(card, index) && !is_picture(&import.card, index)
        })
    }
}

fn data(card: &Card) -> Value {
    json!(card).get("data").cloned().unwrap_or_default()
}

/// What stands at a place of a document, to the letter. A parsed number may be written in another way: 1e2 as 1e+2.
fn text_at<'a>(document: &'a str, pointer: &str) -> Option<&'a RawValue> {
    let mut value: &RawValue = serde_json::from_str(document).ok()?;
    for key in pointer.split('/').skip(1) {
        let key = key.replace("~1", "/").replace("~0", "~");
        value = match key.parse::<usize>() {
            Ok(index) if value.get().starts_with('[') => {
                serde_json::from_str::<Vec<&RawValue>>(value.get()).ok()?.get(index).copied()?
            }
            _ => *serde_json::from_str::<HashMap<String, &RawValue>>(value.get()).ok()?.get(&key)?,
        };
    }
    Some(value)
}

/// As text, so that the order of keys counts. Behind the assets that the card had, its picture may have become one.
fn without_addresses(card: &Card, records: Option<usize>) -> String {
    let mut data = data(card);
    match (data.get_mut("assets").and_then(Value::as_array_mut), records) {
        (Some(assets), Some(records)) => assets.truncate(records),
        (Some(_), None) => drop(data.as_object_mut().and_then(|data| data.shift_remove("assets"))),
        (None, _) => {}
    }
    for asset in data.get_mut("assets").and_then(Value::as_array_mut).into_iter().flatten() {
        asset.as_object_mut().and_then(|asset| asset.insert("uri".to_owned(), Value::Null));
    }
    data.to_string()
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn same_where_given<T: core::fmt::Debug + PartialEq>(
    what: &str,
    found: &T,
    expected: Option<&T>,
) -> Result<(), String> {
    expected.map_or(Ok(()), |expected| same(what, found, expected))
}

fn same<T: core::fmt::Debug + PartialEq>(what: &str, found: &T, expected: &T) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what} is {}, not {}", shortened(found), shortened(expected)))
}

/// Long enough to see what it is.
fn shortened(value: &impl core::fmt::Debug) -> String {
    const LONGEST: usize = 300;
    let text = format!("{value:?}");
    let short: String = text.chars().take(LONGEST).collect();
    if short.len() == text.len() { text } else { format!("{short}…") }
}
