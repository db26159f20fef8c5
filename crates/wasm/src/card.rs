//! Card files.

use cuecard_core::card::{Asset, Export, Target, own_picture};
use cuecard_core::{Card, Import};
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

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Object)]
    type Picture;

    #[wasm_bindgen(constructor, js_class = "Object")]
    fn new() -> Picture;

    #[wasm_bindgen(method, setter, js_class = "Object")]
    fn set_bytes(this: &Picture, bytes: Vec<u8>);

    #[wasm_bindgen(method, setter, js_class = "Object")]
    fn set_type(this: &Picture, media_type: &str);
}

/// The picture of a card file, as `{ bytes, type }`; `undefined` where there is none.
#[wasm_bindgen(js_name = readPicture)]
pub fn read_picture(file: &[u8]) -> Result<JsValue, JsValue> {
    let Some(picture) = own_picture(&card_of(file)?, file, &LIMITS) else { return Ok(JsValue::UNDEFINED) };
    let js = Picture::new();
    js.set_bytes(picture.bytes);
    js.set_type(picture.media_type);
    Ok(js.into())
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
    let card = card_of(file)?;
    let export = Export::new(&card).source(source.as_deref().unwrap_or(file));
    let export = cover.as_deref().map_or(export, |cover| export.cover(cover));
    export.write(target, &LIMITS).map_err(to_js)
}

/// What is lost of the card of a file, and of `source` or else the file itself, when it is written; as a JSON list.
#[wasm_bindgen(js_name = leftOut)]
pub fn left_out(file: &[u8], source: Option<Box<[u8]>>, format: &str, spec: &str) -> Result<String, JsValue> {
    let target = Target::parse(format, spec).map_err(to_js)?;
    let card = card_of(file)?;
    let export = Export::new(&card).source(source.as_deref().unwrap_or(file));
    export.left_out(target, &LIMITS).map(|names| to_json(&names)).map_err(to_js)
}

fn card_of(file: &[u8]) -> Result<Card, JsValue> {
    Import::read(file, &LIMITS).map(|import| import.card).map_err(to_js)
}
