//! Lorebook files.

use cuecard_core::lore::{BookTarget, LorebookImport};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::to_js;
use crate::{LIMITS, to_json};

/// Reads a lorebook file and gives the import as JSON.
#[wasm_bindgen(js_name = readLorebook)]
pub fn read_lorebook(file: &[u8]) -> Result<String, JsValue> {
    LorebookImport::read(file, &LIMITS).map(|import| to_json(&import)).map_err(to_js)
}

/// Writes the lorebook of a file in another format.
#[wasm_bindgen(js_name = writeLorebook)]
pub fn write_lorebook(file: &[u8], format: &str) -> Result<String, JsValue> {
    let target = BookTarget::parse(format).map_err(to_js)?;
    LorebookImport::read(file, &LIMITS).map(|import| import.lorebook.write(target)).map_err(to_js)
}
