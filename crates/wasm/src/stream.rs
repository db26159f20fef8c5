//! Streamed answers.

use cuecard_core::{Delta, chat};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{LIMITS, to_json};

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
