//! `cuecard-peers FILES FOLDER`: what the crate `chara_card` sees in each file of the JSON array in FILES, one JSON
//! object a line.
//!
//! The crate reads CHARX and JSON text. The text is `n.json` in FOLDER, which the plain pipeline found in the file of
//! index `n`, as the crate's users find it by other means.

use std::fs;
use std::io::Cursor;
use std::panic::catch_unwind;
use std::path::Path;

use chara_card::charx::{CharX, CharXImport};
use chara_card::raw::{CharacterCard, NestedCharacterCard};
use serde_json::{Value, json};

fn main() -> Result<(), String> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [files, folder] = args.as_slice() else { return Err("usage: cuecard-peers FILES FOLDER".to_owned()) };
    let list = fs::read_to_string(files).map_err(|error| error.to_string())?;
    let list: Vec<String> = serde_json::from_str(&list).map_err(|error| error.to_string())?;
    for (index, path) in list.iter().enumerate() {
        let text = Path::new(folder).join(format!("{index}.json"));
        // A panic is an answer too, about this one file.
        let result =
            catch_unwind(|| card(Path::new(path), &text)).unwrap_or_else(|_| Err("panic".to_owned()));
        let line = match result {
            Ok(card) => json!({"reader": "chara_card", "file": path, "read": seen(card)}),
            Err(error) => json!({"reader": "chara_card", "file": path, "error": error}),
        };
        println!("{line}");
    }
    Ok(())
}

fn card(path: &Path, text: &Path) -> Result<NestedCharacterCard, String> {
    let file = fs::read(path).map_err(|error| error.to_string())?;
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    if file.starts_with(b"PK") || ["charx", "jpg", "jpeg"].iter().any(|other| ending == **other) {
        let import = CharXImport::from_reader(Cursor::new(file)).map_err(|error| error.to_string())?;
        return CharX::try_from(import).map(|charx| charx.card).map_err(|error| error.to_string());
    }
    let text = fs::read_to_string(text).map_err(|_| "no text was found".to_owned())?;
    let card: CharacterCard = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    Ok(card.into())
}

fn seen(card: NestedCharacterCard) -> Value {
    let book = card.data.v2.and_then(|data| data.character_book);
    json!({
        "name": card.data.v1.name,
        "description": card.data.v1.description,
        "first_mes": card.data.v1.first_mes,
        "entries": book.map_or(0, |book| book.entries.len()),
    })
}
