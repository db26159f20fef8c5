//! The shell between JavaScript and `cuecard-core`: bytes in, JSON text out.
//!
//! Every function converts, delegates and converts back; nothing here knows what a card or a prompt is. Text
//! crosses as JSON because one string costs less than a walk over a tree of JavaScript objects. The inputs of a
//! browser are its user's own files, so the caps are [`Limits::local`].

mod error;

use cuecard_core::chat;
use cuecard_core::{Assembly, Delta, Import, Limits};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::to_js;

const LIMITS: Limits = Limits::local();

/// Reads a card file and gives the import as JSON.
#[wasm_bindgen(js_name = readCard)]
pub fn read_card(bytes: &[u8]) -> Result<String, JsValue> {
    Import::read(bytes, &LIMITS).map(|import| to_json(&import)).map_err(to_js)
}

/// Assembles the prompt that an assembly input (JSON) describes, and gives it as JSON.
#[wasm_bindgen]
pub fn assemble(json: &[u8]) -> Result<String, JsValue> {
    let assembly = Assembly::from_json(json, &LIMITS).map_err(to_js)?;
    assembly.assemble(&LIMITS).map(|prompt| to_json(&prompt)).map_err(to_js)
}

/// Decodes the streamed answer of `/ask`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct TextStream {
    inner: chat::TextStream,
}

#[wasm_bindgen]
#[expect(clippy::new_without_default, reason = "only JavaScript constructs it")]
impl TextStream {
    /// A decoder at the start of a stream.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self { inner: chat::TextStream::new(&LIMITS) }
    }

    /// Feeds the next bytes of the body and gives the deltas that they complete, as a JSON list.
    pub fn feed(&mut self, bytes: &[u8]) -> String {
        let mut deltas = Vec::new();
        self.inner.feed(bytes, &mut deltas);
        deltas_to_json(&deltas)
    }

    /// Says that the body ended, and gives the deltas that follow from that.
    pub fn finish(&mut self) -> String {
        let mut deltas = Vec::new();
        self.inner.finish(&mut deltas);
        deltas_to_json(&deltas)
    }
}

/// Most network reads complete no delta or one; the empty text spares JavaScript a parse.
fn deltas_to_json(deltas: &[Delta]) -> String {
    if deltas.is_empty() { String::new() } else { to_json(deltas) }
}

#[expect(clippy::expect_used, reason = "keys are text and the writer is memory: nothing can fail")]
fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("core values are JSON")
}
