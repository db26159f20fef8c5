//! Names of groups, where they are given and where a back-reference means them ([ECMA-262 §22.2.1, GroupName][spec]).
//!
//! A name may be written with escapes. Two groups of one name are invalid, as is a reference to a name that no group has.
//!
//! [spec]: https://tc39.es/ecma262/#prod-GroupName

use alloc::string::String;

use super::escape::PROPERTY_STEPS;
use super::parse::Parser;
use super::set::Set;
use super::text::joined;
use super::{invalid, tables};
use crate::error::Error;

impl Parser<'_> {
    /// Reads a name and its `>` behind `(?<`.
    pub(super) fn group_name(&mut self, index: usize) -> Result<(), Error> {
        let start = self.offset();
        let name = self.name()?;
        if self.names.iter().any(|(known, _)| *known == name) {
            return Err(invalid("two groups of one name", start));
        }
        self.names.push((name, index));
        Ok(())
    }

    /// Reads `<name>` behind `\k`.
    pub(super) fn name_reference(&mut self, start: usize) -> Result<(), Error> {
        if !self.eat("<") {
            return Err(invalid("a reference without a name", start));
        }
        let name = self.name()?;
        self.referred.push((name, start));
        self.refuse("a back-reference", start);
        Ok(())
    }

    /// Fails when a reference means no group.
    pub(super) fn check_names(&self) -> Result<(), Error> {
        let is_known = |name: &String| self.names.iter().any(|(known, _)| known == name);
        match self.referred.iter().find(|(name, _)| !is_known(name)) {
            Some((_, offset)) => Err(invalid("a reference to a name that no group has", *offset)),
            None => Ok(()),
        }
    }

    fn name(&mut self) -> Result<String, Error> {
        let mut name = String::new();
        let first = self.offset();
        while !self.eat(">") {
            let start = self.offset();
            let letter = self.name_letter();
            if letter.is_some_and(|letter| !letter.is_ascii()) {
                self.take_steps(PROPERTY_STEPS)?;
            }
            let letter = letter.filter(|letter| self.may_stand(*letter, name.is_empty()));
            name.push(letter.ok_or_else(|| invalid("a group name that is not a name", start))?);
        }
        if name.is_empty() { Err(invalid("a group name that is not a name", first)) } else { Ok(name) }
    }

    /// The next letter, which without `u` may be two units, and may be escaped in either way.
    fn name_letter(&mut self) -> Option<char> {
        let first = self.name_unit()?;
        let behind = self.at;
        let letter = self.name_unit().and_then(|second| joined(first, second));
        if letter.is_none() {
            self.at = behind;
        }
        char::from_u32(letter.unwrap_or(first))
    }

    fn name_unit(&mut self) -> Option<u32> {
        if self.eat("\\u") {
            return self.braced_code_point().or_else(|| self.hexadecimal(4));
        }
        let unit = self.peek_unit()?;
        self.at += 1;
        Some(unit)
    }

    fn may_stand(&self, letter: char, is_first: bool) -> bool {
        match letter {
            '$' | '_' => true,
            '\u{200C}' | '\u{200D}' => !is_first,
            _ if letter.is_ascii() => letter.is_ascii_alphabetic() || !is_first && letter.is_ascii_digit(),
            _ => {
                let property = if is_first { "ID_Start" } else { "ID_Continue" };
                tables::property(property, None).as_ref().is_some_and(|set: &Set| set.contains(letter.into()))
            }
        }
    }
}
