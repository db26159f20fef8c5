//! YAML in block style, with the words of cards as keys.

use std::borrow::Cow;

use super::Choices;

/// What may stand before a value.
const MARKS: [&str; 20] = [
    "",
    "",
    "",
    "- ",
    "? ",
    ": ",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "!x ",
    "|",
    ">-",
    "|2",
    "'",
    "\"",
    "[",
    "{",
    "# ",
    "%YAML 1.2",
];

const ENDS: [&str; 8] = ["\n", "\n", "\n", "\n", "\r\n", "\n---\n", "\n...\n", ""];

/// Lines are made of bytes behind a 1; all others are taken as they are.
#[must_use]
pub fn file(data: &[u8]) -> Cow<'_, [u8]> {
    match data.split_first() {
        Some((1, rest)) => lines(rest).into_bytes().into(),
        _ => data.into(),
    }
}

fn lines(data: &[u8]) -> String {
    let mut choices = Choices(data);
    let mut text = String::from(if choices.flag() { "---\nname: A\n" } else { "name: A\ncontext: b\n" });
    while !choices.is_empty() {
        let shape = choices.byte();
        text.extend(std::iter::repeat_n(' ', usize::from(shape % 8)));
        if shape & 8 == 0 {
            text.push_str(choices.word());
            text.push_str(": ");
        }
        text.push_str(choices.one_of(&MARKS));
        match shape >> 4 & 3 {
            0 => {}
            1 => text.push_str(choices.word()),
            _ => text.push_str(&String::from_utf8_lossy(choices.take(usize::from(shape >> 5)))),
        }
        text.push_str(choices.one_of(&ENDS));
    }
    text
}
