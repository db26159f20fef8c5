//! The shell between JavaScript and `cuecard-core`: bytes in, JSON text or bytes out.
//!
//! Every function converts, delegates and converts back; nothing here knows what a card or a prompt is. Text
//! crosses as JSON because one string costs less than a walk over a tree of JavaScript objects. The inputs of a
//! browser are its user's own files, so the caps are [`Limits::local`].

pub mod card;
mod error;
pub mod lore;
#[cfg(feature = "chat")]
pub mod prompt;
#[cfg(feature = "chat")]
pub mod stream;

use cuecard_core::Limits;
use serde::Serialize;

const LIMITS: Limits = Limits::local();

/// Nothing can fail: keys are text and the writer is memory. To say so by a panic would cost a formatter of errors.
fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
