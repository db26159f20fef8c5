//! JSON of the shape of cards and lorebooks, with the words of their specifications as keys and values.

use std::borrow::Cow;

use super::Choices;

/// A document that begins as one does is taken as it is, and so are bytes behind a 0.
#[must_use]
pub fn file(data: &[u8]) -> Cow<'_, [u8]> {
    match data.split_first() {
        None | Some((b'{' | b'[' | b' ' | b'\n' | 0xEF, _)) => data.into(),
        Some((0, rest)) => rest.into(),
        Some(_) => grow(data).into_bytes().into(),
    }
}

/// Spellings of numbers that other programs write, also such as are not JSON.
const NUMBERS: [&str; 16] = [
    "0",
    "1",
    "2",
    "3",
    "4",
    "-1",
    "0.5",
    "1.50",
    "100",
    "1e400",
    "-0",
    "1700000000",
    "1700000000000",
    "-62135596800",
    "12345678901234567890123",
    "NaN",
];

/// One more than is allowed.
const MOST_LEVELS: usize = 65;

/// A document that is made of `data`.
#[must_use]
pub fn grow(data: &[u8]) -> String {
    let mut tree = Tree { choices: Choices(data), text: String::new() };
    let (head, tail) = match tree.choices.byte() % 6 {
        0 => ("{", "}"),
        1 => (r#"{"name":"A","description":"b","#, "}"),
        2 => (r#"{"spec":"chara_card_v2","spec_version":"2.0","data":{"name":"A","#, "}}"),
        3 => (r#"{"spec":"chara_card_v3","spec_version":"3.0","data":{"name":"A","#, "}}"),
        4 => (r#"{"data":{"name":"A","character_book":{"entries":[{"#, "}]}}}"),
        _ => (r#"{"char_name":"A","char_persona":"b","#, "}"),
    };
    tree.text.push_str(head);
    tree.members(MOST_LEVELS);
    tree.text.push_str(tail);
    tree.text
}

struct Tree<'a> {
    choices: Choices<'a>,
    text: String,
}

impl Tree<'_> {
    /// At least one, so that a comma may stand before.
    fn members(&mut self, levels: usize) {
        loop {
            if self.choices.byte() % 16 == 15 {
                self.letters()
            } else {
                self.word()
            }
            self.text.push(':');
            self.value(levels);
            if !self.goes_on() {
                break;
            }
            self.text.push(',');
        }
    }

    fn items(&mut self, levels: usize) {
        while self.goes_on() {
            self.value(levels);
            self.text.push(',');
        }
        self.value(levels);
    }

    fn goes_on(&mut self) -> bool {
        !self.choices.is_empty() && !self.choices.byte().is_multiple_of(4)
    }

    fn value(&mut self, levels: usize) {
        match (self.choices.byte() % 16, levels.checked_sub(1)) {
            (0, _) | (10.., None) => self.text.push_str("null"),
            (1, _) => self.text.push_str("true"),
            (2, _) => self.text.push_str("false"),
            (3 | 4, _) => self.text.push_str(self.choices.one_of(&NUMBERS)),
            (5..=7, _) => self.word(),
            (8 | 9, _) => self.letters(),
            (10, Some(_)) => self.text.push_str("[]"),
            (11, Some(_)) => self.text.push_str("{}"),
            (12 | 13, Some(levels)) => {
                self.text.push('[');
                self.items(levels);
                self.text.push(']');
            }
            (_, Some(levels)) => {
                self.text.push('{');
                self.members(levels);
                self.text.push('}');
            }
        }
    }

    fn word(&mut self) {
        let word = self.choices.word();
        self.text.push('"');
        self.text.push_str(word);
        self.text.push('"');
    }

    /// Letters as they come; an escape or the end of the text among them is welcome.
    fn letters(&mut self) {
        let length = usize::from(self.choices.byte() % 64);
        let letters = String::from_utf8_lossy(self.choices.take(length));
        self.text.push('"');
        self.text.push_str(&letters);
        self.text.push('"');
    }
}
