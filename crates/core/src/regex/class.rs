//! Classes in brackets ([ECMA-262 §22.2.1, CharacterClass][spec]).
//!
//! The whole class becomes one set when it is read. Classes within classes and other operations on them belong to the
//! flag `v`, which is not supported.
//!
//! [spec]: https://tc39.es/ecma262/#prod-CharacterClass

use super::Node;
use super::parse::Parser;
use super::set::Set;
use crate::error::Error;

/// What stands between two ranges, or at an end of one.
pub(super) enum Item {
    Set(Set),
    Unit(u32),
}

impl Item {
    fn into_set(self) -> Set {
        match self {
            Self::Set(set) => set,
            Self::Unit(unit) => Set::one(unit),
        }
    }
}

impl Parser<'_> {
    /// Reads what is behind `[`.
    pub(super) fn bracketed_class(&mut self) -> Result<Node, Error> {
        let is_negated = self.eat("^");
        let mut set = Set::default();
        while !self.eat("]") {
            let item = self.class_range()?;
            self.take_steps(set.places() + item.places())?;
            set = set.union(&item);
        }
        let set = self.closed(set)?;
        Ok(self.class(if is_negated { set.complement() } else { set }))
    }

    /// `a`, `a-z`, or without `u` also `\w-z`, which is three things.
    fn class_range(&mut self) -> Result<Set, Error> {
        let first = self.class_item()?;
        if !self.looks_at("-") || self.looks_at("-]") {
            return Ok(first.into_set());
        }
        self.at += 1;
        match (first, self.class_item()?) {
            (Item::Unit(first), Item::Unit(last)) if first > last => {
                Err(self.invalid("a range out of order"))
            }
            (Item::Unit(first), Item::Unit(last)) => Ok(Set::range(first, last)),
            _ if self.flags.unicode => Err(self.invalid("a range without an end")),
            (first, last) => Ok(first.into_set().union(&last.into_set()).union(&Set::one('-'.into()))),
        }
    }

    fn class_item(&mut self) -> Result<Item, Error> {
        let Some(unit) = self.peek_unit() else { return Err(self.invalid("a class that is not closed")) };
        if self.looks_at("\\") {
            return self.class_escape();
        }
        self.at += 1;
        Ok(Item::Unit(unit))
    }
}
