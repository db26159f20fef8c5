//! Bytes to events, by the interpretation rules of WHATWG HTML §9.2.6.
//!
//! An event that the end of the stream cuts off is dropped, as the specification says. Bytes that are not UTF-8
//! become U+FFFD. One event may hold [`Limits::event_bytes`].

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// One event, borrowed from the decoder until the next call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Event<'a> {
    /// The type: `message` unless the stream named another.
    pub kind: &'a str,
    /// The lines of data, joined by line feeds.
    pub data: &'a str,
    /// The last event id that the stream has set.
    pub id: &'a str,
}

/// Turns bytes into events.
///
/// ```
/// use cuecard_core::Limits;
/// use cuecard_core::sse::Decoder;
///
/// let mut decoder = Decoder::new(&Limits::local());
/// let mut texts = Vec::new();
/// for mut piece in [&b"data: one\n\nda"[..], b"ta: two\n\n"] {
///     while let Some(event) = decoder.next(&mut piece)? {
///         texts.push(event.data.to_owned());
///     }
/// }
/// assert_eq!(texts, ["one", "two"]);
/// # Ok::<(), cuecard_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Decoder {
    limit: usize,
    /// The beginning of a line whose end has not arrived.
    line: Vec<u8>,
    data: String,
    kind: String,
    id: String,
    committed_id: String,
    retry_ms: Option<u64>,
    at_start: bool,
    skip_line_feed: bool,
    /// The buffers hold an event that was handed out.
    handed_out: bool,
}

impl Decoder {
    /// A decoder at the beginning of a stream.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            limit: limits.event_bytes,
            line: Vec::new(),
            data: String::new(),
            kind: String::new(),
            id: String::new(),
            committed_id: String::new(),
            retry_ms: None,
            at_start: true,
            skip_line_feed: false,
            handed_out: false,
        }
    }

    /// Takes bytes from the front of `bytes` until one event is complete or none are left.
    ///
    /// Call it until it answers `None`; then every byte was taken.
    ///
    /// # Errors
    ///
    /// Fails once one event holds more than [`Limits::event_bytes`].
    pub fn next<'d>(&'d mut self, bytes: &mut &[u8]) -> Result<Option<Event<'d>>, Error> {
        if core::mem::take(&mut self.handed_out) {
            self.data.clear();
            self.kind.clear();
        }
        loop {
            let Some(line) = self.take_line(bytes)? else { return Ok(None) };
            let is_complete = self.interpret(&line);
            if self.line.capacity() < line.capacity() {
                // The buffer of the line is used again for the next.
                self.line = line;
                self.line.clear();
            }
            if is_complete {
                self.handed_out = true;
                let kind = if self.kind.is_empty() { "message" } else { &self.kind };
                return Ok(Some(Event { kind, data: &self.data, id: &self.committed_id }));
            }
        }
    }

    /// The last event id, as a client would send it in `Last-Event-ID`.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.committed_id
    }

    /// How long the stream asks clients to wait before they connect again.
    #[must_use]
    pub const fn retry_ms(&self) -> Option<u64> {
        self.retry_ms
    }

    /// Takes a line without its end. A carriage return ends it at once, even where a line feed may follow.
    fn take_line(&mut self, bytes: &mut &[u8]) -> Result<Option<Vec<u8>>, Error> {
        if self.skip_line_feed && !bytes.is_empty() {
            self.skip_line_feed = false;
            *bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let (piece, rest) = bytes.split_at_checked(end.unwrap_or(bytes.len())).unwrap_or((bytes, &[]));
        if self.line.len() + self.data.len() + piece.len() > self.limit {
            return Err(Error::new(ErrorKind::EventTooLong { limit: self.limit }));
        }
        self.line.extend_from_slice(piece);
        let Some((end, rest)) = rest.split_first() else {
            *bytes = &[];
            return Ok(None);
        };
        self.skip_line_feed = *end == b'\r';
        *bytes = rest;
        let mut line = core::mem::take(&mut self.line);
        if core::mem::take(&mut self.at_start) && line.starts_with(b"\xEF\xBB\xBF") {
            line.drain(..3);
        }
        Ok(Some(line))
    }

    /// Answers true when the line completes an event.
    fn interpret(&mut self, line: &[u8]) -> bool {
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = match line.iter().position(|byte| *byte == b':') {
            Some(colon) => {
                let (field, rest) = line.split_at_checked(colon).unwrap_or((line, &[]));
                let value = rest.get(1..).unwrap_or_default();
                (field, value.strip_prefix(b" ").unwrap_or(value))
            }
            None => (line, &[][..]),
        };
        match field {
            b"data" => {
                self.data.push_str(&String::from_utf8_lossy(value));
                self.data.push('\n');
            }
            b"event" => self.kind = String::from_utf8_lossy(value).into_owned(),
            b"id" if !value.contains(&0) => self.id = String::from_utf8_lossy(value).into_owned(),
            b"retry" => self.retry_ms = digits(value).or(self.retry_ms),
            _ => {}
        }
        false
    }

    fn dispatch(&mut self) -> bool {
        self.committed_id.clone_from(&self.id);
        if self.data.is_empty() {
            self.kind.clear();
            return false;
        }
        self.data.pop(); // the line feed behind the last line
        true
    }
}

/// A number of ASCII digits alone; one too large for the type is none.
fn digits(value: &[u8]) -> Option<u64> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let add = |sum: u64, digit: &u8| sum.checked_mul(10)?.checked_add(u64::from(digit - b'0'));
    value.iter().try_fold(0, add)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn an_event_is_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { event_bytes: 9, ..Limits::edge() };
        let mut bytes = &b"data: abc\n\n"[..];
        assert_eq!(Decoder::new(&limits).next(&mut bytes).unwrap().unwrap().data, "abc");
        let mut bytes = &b"data: abcd\n\n"[..];
        assert_eq!(Decoder::new(&limits).next(&mut bytes).unwrap_err().code(), "event_too_long");
    }

    #[test]
    fn the_cap_holds_over_many_lines_and_pieces() {
        let limits = Limits { event_bytes: 64, ..Limits::edge() };
        let mut decoder = Decoder::new(&limits);
        let pieces = vec![&b"data: x\n"[..]; 100];
        let result = pieces.into_iter().try_for_each(|mut piece| decoder.next(&mut piece).map(drop));
        assert_eq!(result.unwrap_err().code(), "event_too_long");
    }
}
