//! One stable sort for all that is sorted here.
//!
//! The sort of the standard library is made anew for each type, and each takes 3 KB of a wasm build. This one sorts
//! places, whatever stands there.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// The places of `items` in the order of `compare`; equal items stay in theirs.
pub(crate) fn places<T>(items: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Vec<usize> {
    sort((0..items.len()).collect(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    })
}

/// `items` in the order of their `key`; equal ones stay in theirs.
pub(crate) fn by_key<T, K: Ord>(items: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let places = places(&items, |a, b| key(a).cmp(&key(b)));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    places.into_iter().filter_map(|place| items.get_mut(place)?.take()).collect()
}

fn sort(mut places: Vec<usize>, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn items_are_ordered_by_their_key_and_equal_ones_stay() {
        let items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        let sorted = by_key(items.clone(), |(number, _)| *number);
        assert_eq!(sorted, [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
        assert_eq!(places(&items, |a, b| b.1.cmp(&a.1)), [4, 3, 2, 1, 0]);
        assert!(by_key(Vec::<u8>::new(), |byte| *byte).is_empty());
    }
}
