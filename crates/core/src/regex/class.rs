//! Classes in brackets ([ECMA-262 §22.2.1, CharacterClass][spec]).
//!
//! The whole class becomes one set when it is read. Classes within classes and other operations on them belong to the
//! flag `v`, which is not supported.
//!
//! [spec]: https://tc39.es/ecma262/#prod-CharacterClass

use super::parse::Parser;
use super::set::Set;
use super::{Node, invalid};
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
    /// Reads `[…]`.
    pub(super) fn bracketed_class(&mut self) -> Result<Node, Error> {
        let start = self.offset();
        self.at += 1;
        let is_negated = self.eat("^");
        let mut set = Set::default();
        while !self.eat("]") {
            if self.peek().is_none() {
                return Err(invalid("a class that is not closed", start));
            }
            let item = self.class_range()?;
            self.take_steps(set.places() + item.places())?;
            set = set.union(&item);
        }
        let set = self.closed(set)?;
        Ok(self.class(if is_negated { set.complement() } else { set }))
    }

    /// `a`, `a-z`, or without `u` also `\w-z`, which is three things.
    fn class_range(&mut self) -> Result<Set, Error> {
        let start = self.offset();
        let first = self.class_item()?;
        if !self.looks_at("-") || self.looks_at("-]") {
            return Ok(first.into_set());
        }
        self.at += 1;
        match (first, self.class_item()?) {
            (Item::Unit(first), Item::Unit(last)) if first > last => {
                Err(invalid("a range out of order", start))
            }
            (Item::Unit(first), Item::Unit(last)) => Ok(Set::range(first, last)),
            _ if self.flags.unicode => Err(invalid("a range without an end", start)),
            (first, last) => Ok(first.into_set().union(&last.into_set()).union(&Set::one('-'.into()))),
        }
    }

    fn class_item(&mut self) -> Result<Item, Error> {
        if self.looks_at("\\") {
            return self.class_escape();
        }
        // At the end the class is told to be open.
        let unit = self.peek_unit().unwrap_or(u32::MAX);
        self.at += 1;
        Ok(Item::Unit(unit))
    }
}
