//! The one place where a failure in Rust becomes a JavaScript error.
//!
//! The npm package turns what is thrown here into its class `CuecardError`; this side knows no JavaScript class
//! of ours, only `Error` and the properties that the package reads.

use std::panic;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Error)]
    type JsError;

    #[wasm_bindgen(constructor, js_class = "Error")]
    fn new(message: &str) -> JsError;

    #[wasm_bindgen(method, setter, js_class = "Error")]
    fn set_name(this: &JsError, name: &str);

    #[wasm_bindgen(method, setter, js_class = "Error")]
    fn set_code(this: &JsError, code: &str);

    #[wasm_bindgen(method, setter, js_class = "Error")]
    fn set_offset(this: &JsError, offset: f64);

    #[wasm_bindgen(method, setter, js_class = "Error")]
    fn set_path(this: &JsError, path: &str);
}

/// A core error with its `code` and, where known, its `offset` or `path`.
pub(crate) fn to_js(error: cuecard_core::Error) -> JsValue {
    let js = named(error.code(), &error.to_string());
    if let Some(offset) = error.offset() {
        js.set_offset(offset as f64);
    }
    if let Some(path) = error.path() {
        js.set_path(path);
    }
    js.into()
}

/// Throws a panic with its message. Without this, a panic is a bare `unreachable` trap.
#[wasm_bindgen(start)]
fn throw_panics() {
    panic::set_hook(Box::new(|info| {
        wasm_bindgen::throw_val(named("panic", &info.to_string()).into());
    }));
}

fn named(code: &str, message: &str) -> JsError {
    let js = JsError::new(message);
    js.set_name("CuecardError");
    js.set_code(code);
    js
}
