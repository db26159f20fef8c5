//! Card files.

use cuecard_core::Import;
use cuecard_core::card::{Asset, Export, Spec, Target};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::to_js;
use crate::{LIMITS, to_json};

/// Reads a card file and gives the import as JSON.
#[wasm_bindgen(js_name = readCard)]
pub fn read_card(file: &[u8]) -> Result<String, JsValue> {
    Import::read(file, &LIMITS).map(|import| import.to_ascii_json()).map_err(to_js)
}

/// The bytes of an asset (JSON) of a card file.
#[wasm_bindgen(js_name = readAsset)]
pub fn read_asset(file: &[u8], asset: &[u8]) -> Result<Vec<u8>, JsValue> {
    Asset::from_json(asset, &LIMITS).and_then(|asset| asset.read(file, &LIMITS)).map_err(to_js)
}

/// Writes the card of a file as another; picture and assets are from `source`, or else from the file itself.
#[wasm_bindgen(js_name = writeCard)]
pub fn write_card(
    file: &[u8],
    source: Option<Box<[u8]>>,
    cover: Option<Box<[u8]>>,
    format: &str,
    spec: &str,
) -> Result<Vec<u8>, JsValue> {
    let target = Target::parse(format, spec).map_err(to_js)?;
    let card = Import::read(file, &LIMITS).map_err(to_js)?.card;
    let export = Export::new(&card).source(source.as_deref().unwrap_or(file));
    let export = cover.as_deref().map_or(export, |cover| export.cover(cover));
    export.write(target, &LIMITS).map_err(to_js)
}

/// What version `spec` cannot hold of the card of a file, as a JSON list.
#[wasm_bindgen(js_name = leftOut)]
pub fn left_out(file: &[u8], spec: &str) -> Result<String, JsValue> {
    let spec = Spec::parse(spec).map_err(to_js)?;
    let card = Import::read(file, &LIMITS).map_err(to_js)?.card;
    Ok(to_json(&Export::new(&card).left_out(spec)))
}
