//! Entries that were activated from outside: copies, which take the place of the entries with their ids.

use alloc::vec::Vec;

use super::entry::Entry;
use super::groups::Groups;
use super::keys::Keys;
use crate::order::places;

/// Entries that were activated from outside.
#[derive(Debug)]
pub(super) struct Copies {
    pub(super) entries: Vec<Entry>,
    pub(super) keys: Keys,
    /// By the places of entries.
    pub(super) by_place: Vec<Option<usize>>,
    /// Of entries and copies.
    pub(super) groups: Option<Groups>,
}

impl Copies {
    pub(super) fn of(&self, place: usize) -> Option<usize> {
        self.by_place.get(place).copied().flatten()
    }

    /// Which entries have a copy of the same id; the last one counts.
    pub(super) fn places(copies: &[Entry], entries: &[Entry]) -> Vec<Option<usize>> {
        if copies.is_empty() {
            return Vec::new();
        }
        let id = |place: usize| copies.get(place).map(|copy| copy.id.as_str());
        let by_id = places(copies.len(), &|a, b| id(a).cmp(&id(b)));
        let copy_of = |entry: &Entry| {
            let end = by_id.partition_point(|place| id(*place) <= Some(entry.id.as_str()));
            let last = end.checked_sub(1).and_then(|last| by_id.get(last)).copied();
            last.filter(|place| id(*place) == Some(entry.id.as_str()))
        };
        entries.iter().map(copy_of).collect()
    }
}
