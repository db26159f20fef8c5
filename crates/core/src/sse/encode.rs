//! Events to bytes.
//!
//! Lines end with LF alone, a space always follows the colon, and every line end inside data begins a new `data:`
//! line: a carriage return in a model's answer must not become a line of the stream.

use alloc::string::String;

/// Appends one event of type `kind`; an empty `kind` is the unnamed one that browsers call `message`.
///
/// Line ends and NUL in `kind` are left out, so that it cannot begin another field.
///
/// ```
/// let mut out = String::new();
/// cuecard_core::sse::event(&mut out, "", " two\nlines");
/// cuecard_core::sse::event(&mut out, "done", "{}");
/// assert_eq!(out, "data:  two\ndata: lines\n\nevent: done\ndata: {}\n\n");
/// ```
pub fn event(out: &mut String, kind: &str, data: &str) {
    if !kind.is_empty() {
        out.push_str("event: ");
        out.extend(kind.chars().filter(|character| !matches!(character, '\r' | '\n' | '\0')));
        out.push('\n');
    }
    for line in lines(data) {
        out.push_str("data: ");
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
}

/// Appends a comment, which clients ignore and proxies take for life.
pub fn comment(out: &mut String, text: &str) {
    out.push_str(": ");
    out.extend(text.chars().filter(|character| !matches!(character, '\r' | '\n')));
    out.push_str("\n\n");
}

/// Splits at LF, CR and CRLF; a line end at the end of `text` gives an empty last line.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else {
            rest = None;
            return Some(text);
        };
        let (line, tail) = text.split_at_checked(end)?;
        rest = tail.strip_prefix("\r\n").or_else(|| tail.get(1..));
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::sse::Decoder;

    #[test]
    fn what_is_encoded_is_decoded_with_line_ends_made_equal() {
        for text in ["", " ", "a", " a", "a\n", "a\r\nb\rc\n\nd", "\n", ": x", "event: done\rdata: {}"] {
            let mut out = String::new();
            event(&mut out, "", text);
            let mut decoder = Decoder::new(&Limits::local());
            let mut bytes = out.as_bytes();
            let normal = text.replace("\r\n", "\n").replace('\r', "\n");
            let event = decoder.next(&mut bytes).unwrap().unwrap();
            assert_eq!((event.kind, event.data), ("message", normal.as_str()));
            assert_eq!(decoder.next(&mut bytes).unwrap(), None);
        }
    }

    #[test]
    fn a_name_cannot_begin_another_field() {
        let mut out = String::new();
        event(&mut out, "done\ndata: forged", "{}");
        assert_eq!(out, "event: donedata: forged\ndata: {}\n\n");
    }
}
