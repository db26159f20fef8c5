//! Sets of units: the places at which belonging to the set changes, in order.
//!
//! The first place is where the first range begins, the second is just past its end, and so on; a last place without
//! another has no end. So one walk over two lists makes any combination of two sets.

use alloc::vec;
use alloc::vec::Vec;

/// A set of code points or of UTF-16 code units.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Set(Vec<u32>);

impl Set {
    /// From places in order, each of which stands once.
    pub(super) const fn from_places(places: Vec<u32>) -> Self {
        Self(places)
    }

    pub(super) fn all() -> Self {
        Self(vec![0])
    }

    pub(super) fn one(unit: u32) -> Self {
        Self::range(unit, unit)
    }

    /// From `first` to `last`, both within.
    pub(super) fn range(first: u32, last: u32) -> Self {
        Self(vec![first, last.saturating_add(1)])
    }

    /// From units in order.
    pub(super) fn from_units(units: impl IntoIterator<Item = u32>) -> Self {
        let mut places: Vec<u32> = Vec::new();
        for unit in units {
            match places.last_mut() {
                Some(end) if *end == unit => *end += 1,
                Some(end) if *end > unit => {}
                _ => places.extend([unit, unit + 1]),
            }
        }
        Self(places)
    }

    pub(super) fn contains(&self, unit: u32) -> bool {
        self.0.partition_point(|place| *place <= unit) % 2 == 1
    }

    /// First and last unit of each range, in order.
    pub(super) fn ranges(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.0.chunks(2).filter_map(|places| match places {
            [first, end] => Some((*first, end.saturating_sub(1))),
            [first] => Some((*first, u32::MAX)),
            _ => None,
        })
    }

    /// How many units there are, if they are at most `limit`.
    pub(super) fn count(&self, limit: usize) -> Option<usize> {
        let mut count = 0_usize;
        for (first, last) in self.ranges() {
            count = count.saturating_add((last - first) as usize + 1);
            if count > limit {
                return None;
            }
        }
        Some(count)
    }

    /// What it takes to keep and to combine.
    pub(super) fn places(&self) -> usize {
        self.0.len()
    }

    pub(super) fn complement(&self) -> Self {
        self.xor(&Self::all())
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a | b)
    }

    /// What is in one of the two and not in both.
    pub(super) fn xor(&self, other: &Self) -> Self {
        self.combine(other, |a, b| a ^ b)
    }

    fn combine(&self, other: &Self, keep: fn(bool, bool) -> bool) -> Self {
        let mut a = self.0.iter().copied().peekable();
        let mut b = other.0.iter().copied().peekable();
        let (mut in_a, mut in_b, mut inside) = (false, false, false);
        let mut places = Vec::new();
        while let Some(place) = [a.peek(), b.peek()].into_iter().flatten().min().copied() {
            in_a ^= a.next_if_eq(&place).is_some();
            in_b ^= b.next_if_eq(&place).is_some();
            if keep(in_a, in_b) != inside {
                inside = !inside;
                places.push(place);
            }
        }
        Self(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_combined_where_they_touch_and_where_they_overlap() {
        let (ab, bc) = (Set::range(1, 5), Set::range(4, 8));
        assert_eq!(ab.union(&bc), Set::range(1, 8));
        assert_eq!(ab.xor(&bc), Set::range(1, 3).union(&Set::range(6, 8)));
        assert_eq!(Set::range(1, 3).union(&Set::range(4, 8)), Set::range(1, 8));
        assert_eq!(ab.complement().complement(), ab);
    }

    #[test]
    fn a_set_holds_its_ends_and_nothing_beyond_them() {
        let set = Set::from_units([3, 4, 4, 9]);
        let held: Vec<u32> = (0..12).filter(|unit| set.contains(*unit)).collect();
        assert_eq!(held, [3, 4, 9]);
        assert_eq!(set.ranges().collect::<Vec<_>>(), [(3, 4), (9, 9)]);
        assert_eq!((set.count(3), set.count(2)), (Some(3), None));
        assert!(set.complement().contains(u32::MAX));
    }
}
