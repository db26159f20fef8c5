//! Prompts.

use cuecard_core::Assembly;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::to_js;
use crate::{LIMITS, to_json};

/// Assembles the prompt that an assembly input (JSON) describes, and gives it as JSON.
#[wasm_bindgen]
pub fn assemble(json: &[u8]) -> Result<String, JsValue> {
    let assembly = Assembly::from_json(json, &LIMITS).map_err(to_js)?;
    assembly.assemble(&LIMITS).map(|prompt| to_json(&prompt)).map_err(to_js)
}
