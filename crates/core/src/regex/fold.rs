//! What a set holds when case is ignored ([ECMA-262 §22.2.2.7.3, Canonicalize][spec]).
//!
//! A set is closed once, when the pattern is compiled: each letter brings the others that JavaScript takes for the
//! same. So a search compares units as they are. Which letters are the same comes from the tables.
//!
//! [spec]: https://tc39.es/ecma262/#sec-runtime-semantics-canonicalize-ch

use alloc::vec::Vec;

use super::Flags;
use super::set::Set;
use super::tables;
use crate::order;

/// Closes sets under the flags of one pattern.
#[derive(Debug)]
pub(super) struct Folder {
    flags: Flags,
    /// Unpacked when a letter beyond ASCII needs it.
    pairs: Option<Vec<(u32, u32)>>,
}

impl Folder {
    pub(super) const fn new(flags: Flags) -> Self {
        Self { flags, pairs: None }
    }

    /// The set and all letters that are the same as one of it.
    pub(super) fn close(&mut self, set: Set) -> Set {
        if !self.flags.ignore_case {
            return set;
        }
        if set.ranges().last().is_none_or(|(_, last)| last < 0x80) {
            return self.close_ascii(set);
        }
        let unicode = self.flags.unicode;
        let pairs = self.pairs.get_or_insert_with(|| tables::folds(unicode));
        let firsts = pairs.iter().filter(|(same, first)| set.contains(*same) && !set.contains(*first));
        let firsts: Vec<u32> = firsts.map(|(_, first)| *first).collect();
        let set = set.union(&in_order(&firsts));
        let others = pairs.iter().filter(|(same, first)| set.contains(*first) && !set.contains(*same));
        set.union(&Set::from_units(others.map(|(same, _)| *same)))
    }

    fn close_ascii(&self, mut set: Set) -> Set {
        for (lower, upper) in (b'a'..=b'z').zip(b'A'..=b'Z') {
            if !set.contains(lower.into()) && !set.contains(upper.into()) {
                continue;
            }
            set = set.union(&Set::from_units([upper.into(), lower.into()]));
            match lower {
                b'k' if self.flags.unicode => set = set.union(&Set::one(KELVIN)),
                b's' if self.flags.unicode => set = set.union(&Set::one(LONG_S)),
                _ => {}
            }
        }
        set
    }
}

/// The only two letters beyond ASCII that are the same as one of ASCII, and those with `u` alone.
pub(super) const KELVIN: u32 = 0x212A;
pub(super) const LONG_S: u32 = 0x17F;

fn in_order(units: &[u32]) -> Set {
    let places = order::places(units.len(), &|a, b| units.get(a).cmp(&units.get(b)));
    Set::from_units(places.into_iter().filter_map(|place| units.get(place).copied()))
}
