//! Server-sent events ([WHATWG HTML §9.2][spec]) and newline-delimited JSON: framing alone, without any I/O.
//!
//! Bytes go in as they arrive, cut anywhere; events come out as soon as their last byte is there. What an event means
//! is the business of [`crate::chat`].
//!
//! [spec]: https://html.spec.whatwg.org/multipage/server-sent-events.html

mod decode;
mod encode;
mod lines;

pub use self::decode::{Decoder, Event};
pub use self::encode::{comment, event};
pub use self::lines::Lines;
