//! Reads the `text` dialect: unnamed events are text, a named `done` or `error` event is the end.
//!
//! Events of other names are ignored, so that later versions may add some. What follows the end is ignored too.

use alloc::vec::Vec;

use super::{Delta, Done, Failure};
use crate::error::{Error, ErrorKind};
use crate::json::{self, Fields};
use crate::limits::Limits;
use crate::sse::Decoder;

/// Turns the bytes of an answer in the `text` dialect into deltas, of which exactly one is terminal.
///
/// ```
/// use cuecard_core::{Delta, Limits};
/// use cuecard_core::chat::TextStream;
///
/// let (mut stream, mut deltas) = (TextStream::new(&Limits::local()), Vec::new());
/// stream.feed(b"data: The spiral\n\n", &mut deltas);
/// assert_eq!(deltas, [Delta::text("The spiral")]);
/// stream.finish(&mut deltas);
/// assert!(matches!(&deltas[1], Delta::Error(failure) if failure.code == "incomplete_stream"));
/// ```
#[derive(Clone, Debug)]
pub struct TextStream {
    decoder: Decoder,
    is_over: bool,
}

impl TextStream {
    /// At the beginning of an answer.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self { decoder: Decoder::new(limits), is_over: false }
    }

    /// Takes the next bytes, which may end anywhere, and appends what they complete.
    ///
    /// A stream that breaks the rules ends in a [`Delta::Error`].
    pub fn feed(&mut self, mut bytes: &[u8], deltas: &mut Vec<Delta>) {
        while !self.is_over {
            match self.step(&mut bytes) {
                Ok(Some(delta)) => self.push(delta, deltas),
                Ok(None) if bytes.is_empty() => return,
                Ok(None) => {}
                Err(error) => self.push(Delta::Error(error.into()), deltas),
            }
        }
    }

    /// Says that the bytes are at their end. Without a terminal event that is the failure `incomplete_stream`.
    pub fn finish(&mut self, deltas: &mut Vec<Delta>) {
        if !self.is_over {
            self.push(Delta::Error(Error::new(ErrorKind::IncompleteStream).into()), deltas);
        }
    }

    fn push(&mut self, delta: Delta, deltas: &mut Vec<Delta>) {
        self.is_over = matches!(delta, Delta::Done(_) | Delta::Error(_));
        deltas.push(delta);
    }

    /// One event; `None` for an event without meaning here and at the end of the bytes.
    fn step(&mut self, bytes: &mut &[u8]) -> Result<Option<Delta>, Error> {
        let Some(event) = self.decoder.next(bytes)? else { return Ok(None) };
        match event.kind {
            "message" => Ok(Some(Delta::text(event.data))),
            "done" => Ok(Some(Delta::Done(read(event.data, Done::read)?))),
            "error" => Ok(Some(Delta::Error(read(event.data, Failure::read)?))),
            _ => Ok(None),
        }
    }
}

fn read<T>(data: &str, fields: impl FnOnce(&Fields<'_>) -> Result<T, Error>) -> Result<T, Error> {
    // The decoder has bounded the event.
    let document = json::parse_object(data.as_bytes(), &Limits::local());
    let value = document.and_then(|document| fields(&Fields::new(&document, "")));
    value.map_err(|_| Error::new(ErrorKind::MalformedFrame))
}
