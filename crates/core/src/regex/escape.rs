//! What stands behind a backslash ([ECMA-262 §22.2.1, AtomEscape][spec], and Annex B without `u`).
//!
//! Back-references are read and refused.
//!
//! [spec]: https://tc39.es/ecma262/#prod-AtomEscape

use alloc::string::String;

use super::class::Item;
use super::parse::Parser;
use super::set::Set;
use super::text::joined;
use super::{Node, invalid, tables};
use crate::error::Error;

impl Parser<'_> {
    /// An escape outside of a class.
    pub(super) fn atom_escape(&mut self) -> Result<Node, Error> {
        let start = self.offset();
        self.at += 1;
        match self.peek() {
            Some('1'..='9') if self.is_group_reference(start)? => {
                self.refuse("a back-reference", start);
                return Ok(Node::Empty);
            }
            Some('k') if self.flags.unicode || self.census.has_names => {
                self.at += 1;
                self.name_reference(start)?;
                return Ok(Node::Empty);
            }
            _ => {}
        }
        match self.escape(Place::Atom, start)? {
            Item::Unit(unit) => self.unit(unit),
            Item::Set(set) => {
                let set = self.closed(set)?;
                Ok(self.class(set))
            }
        }
    }

    /// An escape in a class.
    pub(super) fn class_escape(&mut self) -> Result<Item, Error> {
        let start = self.offset();
        self.at += 1;
        match self.peek() {
            Some('b') => {
                self.at += 1;
                Ok(Item::Unit(8))
            }
            Some('-') if self.flags.unicode => {
                self.at += 1;
                Ok(Item::Unit('-'.into()))
            }
            _ => self.escape(Place::Class, start),
        }
    }

    /// Goes behind a number that is one of a group. With `u` any other is invalid.
    fn is_group_reference(&mut self, start: usize) -> Result<bool, Error> {
        let before = self.at;
        let number = self.decimal().unwrap_or(0) as usize;
        if number <= self.census.groups {
            return Ok(true);
        }
        self.at = before;
        if self.flags.unicode { Err(invalid("a reference to no group", start)) } else { Ok(false) }
    }

    /// Whatever is wrong with it, its place is that of the backslash.
    fn escape(&mut self, place: Place, start: usize) -> Result<Item, Error> {
        self.escaped(place).map_err(|error| error.at(start))
    }

    fn escaped(&mut self, place: Place) -> Result<Item, Error> {
        let Some(letter) = self.peek() else { return Err(self.invalid("a backslash at the end")) };
        if let Some(set) = self.class_of(letter)? {
            return Ok(Item::Set(set));
        }
        let unit = self.peek_unit().unwrap_or_default();
        self.at += 1;
        Ok(Item::Unit(match letter {
            'f' => 0x0C,
            'n' => 0x0A,
            'r' => 0x0D,
            't' => 0x09,
            'v' => 0x0B,
            'c' => self.control(place)?,
            '0'..='9' => self.octal(letter)?,
            'u' => self.unicode_escape()?,
            'x' => match self.hexadecimal(2) {
                Some(unit) => unit,
                None => self.identity(letter, unit)?,
            },
            _ => self.identity(letter, unit)?,
        }))
    }

    /// `\d` and its like, with `u` also properties.
    fn class_of(&mut self, letter: char) -> Result<Option<Set>, Error> {
        let set = match letter {
            'd' | 'D' => Set::range('0'.into(), '9'.into()),
            's' | 'S' => tables::spaces(),
            'w' | 'W' => tables::words(self.flags),
            'p' | 'P' if self.flags.unicode => return self.property(letter).map(Some),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(if letter.is_ascii_uppercase() { set.complement() } else { set }))
    }

    /// Reads `p{name}` or `p{name=value}`.
    fn property(&mut self, letter: char) -> Result<Set, Error> {
        self.at += 1;
        self.take_steps(PROPERTY_STEPS)?;
        let set = self.property_name().and_then(|text| match text.split_once('=') {
            Some((name, value)) => tables::property(name, Some(value)),
            None => tables::property(&text, None),
        });
        let Some(set) = set else { return Err(self.invalid("an unknown property")) };
        Ok(if letter == 'P' { set.complement() } else { set })
    }

    fn property_name(&mut self) -> Option<String> {
        let mut name = String::new();
        self.eat("{").then_some(())?;
        while !self.eat("}") {
            name.push(self.bump()?);
        }
        Some(name)
    }

    /// `\cJ`. Without `u`, anything else is a backslash, and the `c` comes next.
    fn control(&mut self, place: Place) -> Result<u32, Error> {
        let unicode = self.flags.unicode;
        match self.peek() {
            Some(letter) if letter.is_ascii_alphabetic() => {}
            Some('0'..='9' | '_') if !unicode && place == Place::Class => {}
            _ if unicode => return Err(self.invalid("a control letter that is none")),
            _ => {
                self.at -= 1;
                return Ok('\\'.into());
            }
        }
        let letter = self.peek_unit().unwrap_or_default();
        self.at += 1;
        Ok(letter & 31)
    }

    /// `\0`; without `u` also up to `\377`, and `\8` and `\9` as they are.
    fn octal(&mut self, first: char) -> Result<u32, Error> {
        let is_zero = first == '0' && !self.peek().is_some_and(|next| next.is_ascii_digit());
        if is_zero {
            return Ok(0);
        }
        if self.flags.unicode {
            return Err(self.invalid("a number that means nothing"));
        }
        let Some(mut number) = first.to_digit(8) else { return Ok(first.into()) };
        let more = if number < 4 { 2 } else { 1 };
        for _ in 0..more {
            let Some(digit) = self.digit(8) else { break };
            number = number * 8 + digit;
        }
        Ok(number)
    }

    /// `\u0041`; with `u` also `\u{41}` and two halves of a letter.
    fn unicode_escape(&mut self) -> Result<u32, Error> {
        if self.flags.unicode && self.looks_at("{") {
            return self.braced_code_point().ok_or_else(|| self.invalid("an escape that is cut short"));
        }
        let Some(unit) = self.hexadecimal(4) else { return self.identity('u', 'u'.into()) };
        let behind = self.at;
        if self.flags.unicode
            && self.eat("\\u")
            && let Some(letter) = self.hexadecimal(4).and_then(|low| joined(unit, low))
        {
            return Ok(letter);
        }
        self.at = behind;
        Ok(unit)
    }

    pub(super) fn braced_code_point(&mut self) -> Option<u32> {
        let start = self.at;
        let number = self.eat("{").then(|| self.digit(16)).flatten().and_then(|mut number| {
            while let Some(digit) = self.digit(16) {
                number = number.saturating_mul(16).saturating_add(digit);
            }
            (self.eat("}") && number <= 0x10_FFFF).then_some(number)
        });
        if number.is_none() {
            self.at = start;
        }
        number
    }

    /// Exactly so many digits, or none of them.
    pub(super) fn hexadecimal(&mut self, digits: usize) -> Option<u32> {
        let start = self.at;
        let number = (0..digits).try_fold(0, |number, _| Some(number * 16 + self.digit(16)?));
        if number.is_none() {
            self.at = start;
        }
        number
    }

    /// A letter that stands for itself: with `u` only those that mean something without their backslash.
    fn identity(&self, letter: char, unit: u32) -> Result<u32, Error> {
        let allowed = if self.flags.unicode {
            "^$\\.*+?()[]{}|/".contains(letter)
        } else {
            letter != 'k' || !self.census.has_names
        };
        if allowed { Ok(unit) } else { Err(self.invalid("an unknown escape")) }
    }
}

/// Where an escape stands.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Place {
    Atom,
    Class,
}

/// What unpacking a property costs at most.
pub(super) const PROPERTY_STEPS: usize = 8_000;
