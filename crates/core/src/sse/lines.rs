//! Bytes to lines, for newline-delimited JSON ([specification][spec]).
//!
//! Blank lines are skipped. One line may hold [`Limits::frame_bytes`].
//!
//! [spec]: https://github.com/ndjson/ndjson-spec

use alloc::vec::Vec;

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// Turns bytes into lines.
#[derive(Clone, Debug)]
pub struct Lines {
    limit: usize,
    line: Vec<u8>,
    handed_out: bool,
}

impl Lines {
    /// At the beginning of a stream.
    #[must_use]
    pub const fn new(limits: &Limits) -> Self {
        Self { limit: limits.frame_bytes, line: Vec::new(), handed_out: false }
    }

    /// Takes bytes from the front of `bytes` until one line is complete or none are left.
    ///
    /// # Errors
    ///
    /// Fails once one line holds more than [`Limits::frame_bytes`].
    pub fn next<'d>(&'d mut self, bytes: &mut &[u8]) -> Result<Option<&'d [u8]>, Error> {
        self.forget_last();
        loop {
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let (piece, rest) = bytes.split_at_checked(end.unwrap_or(bytes.len())).unwrap_or((bytes, &[]));
            if self.line.len() + piece.len() > self.limit {
                return Err(Error::new(ErrorKind::FrameTooLong { limit: self.limit }));
            }
            self.line.extend_from_slice(piece);
            *bytes = rest.get(1..).unwrap_or_default();
            if end.is_none() {
                return Ok(None);
            }
            if self.line.trim_ascii().is_empty() {
                self.line.clear();
                continue;
            }
            self.handed_out = true;
            return Ok(Some(self.line.trim_ascii()));
        }
    }

    /// The last line, where the stream ended without a line feed behind it.
    pub fn finish(&mut self) -> Option<&[u8]> {
        self.forget_last();
        self.handed_out = true;
        Some(self.line.trim_ascii()).filter(|line| !line.is_empty())
    }

    fn forget_last(&mut self) {
        if core::mem::take(&mut self.handed_out) {
            self.line.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { frame_bytes: 3, ..Limits::edge() };
        assert_eq!(Lines::new(&limits).next(&mut &b"abc\n"[..]).unwrap(), Some(&b"abc"[..]));
        assert_eq!(Lines::new(&limits).next(&mut &b"abcd\n"[..]).unwrap_err().code(), "frame_too_long");
    }

    #[test]
    fn the_last_line_needs_no_line_feed() {
        let mut lines = Lines::new(&Limits::edge());
        assert_eq!(lines.next(&mut &b"\r\n\n{}"[..]).unwrap(), None);
        assert_eq!(lines.finish(), Some(&b"{}"[..]));
        assert_eq!(lines.finish(), None);
    }
}
