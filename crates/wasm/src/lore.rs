//! Lorebook files.

use cuecard_core::Lorebook;
use cuecard_core::lore::{BookTarget, LorebookImport};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::to_js;
use crate::{LIMITS, to_json};

/// Reads a lorebook file and gives the import as JSON.
#[wasm_bindgen(js_name = readLorebook)]
pub fn read_lorebook(file: &[u8]) -> Result<String, JsValue> {
    LorebookImport::read(file, &LIMITS).map(|import| to_json(&import)).map_err(to_js)
}

/// What a file of `format` cannot hold of the lorebook of a file, as a JSON list.
#[wasm_bindgen(js_name = leftOutOfLorebook)]
pub fn left_out_of_lorebook(file: &[u8], format: &str) -> Result<String, JsValue> {
    let (lorebook, target) = lorebook_for(file, format)?;
    Ok(to_json(&lorebook.left_out(target)))
}

/// Writes the lorebook of a file in another format.
#[wasm_bindgen(js_name = writeLorebook)]
pub fn write_lorebook(file: &[u8], format: &str) -> Result<String, JsValue> {
    let (lorebook, target) = lorebook_for(file, format)?;
    Ok(lorebook.write(target))
}

fn lorebook_for(file: &[u8], format: &str) -> Result<(Lorebook, BookTarget), JsValue> {
    let target = BookTarget::parse(format).map_err(to_js)?;
    LorebookImport::read(file, &LIMITS).map(|import| (import.lorebook, target)).map_err(to_js)
}
