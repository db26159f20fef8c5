//! Luck, as an argument: the core has none of its own.

/// What a number is drawn for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Site<'a> {
    /// The probability of an entry, by its id.
    Entry(&'a str),
    /// The member of a group that stays, by the group's name.
    Group(&'a str),
}

/// A source of numbers from 0 up to 1, without 1.
pub trait Chance {
    /// The next number, for `site`.
    fn draw(&mut self, site: Site<'_>) -> f64;
}

/// Numbers that follow from a seed and from what they are for, so that nothing else changes anyone's luck.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keyed {
    seed: u64,
}

impl Keyed {
    /// The numbers of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }
}

impl Chance for Keyed {
    fn draw(&mut self, site: Site<'_>) -> f64 {
        let (kind, name) = match site {
            Site::Entry(id) => (b'e', id),
            Site::Group(name) => (b'g', name),
        };
        // FNV-1a, and the finish of SplitMix64, which spreads the last bytes over all bits.
        let start = (0xcbf2_9ce4_8422_2325 ^ self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), kind);
        let hash = name.bytes().fold(step(start.0, start.1), step);
        let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
        let number = ((hash ^ (hash >> 31)) >> 11) as f64;
        number / 9_007_199_254_740_992.0
    }
}

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn numbers_are_spread_and_follow_from_seed_and_site() {
        let draw = |seed, id: &str| Keyed::new(seed).draw(Site::Entry(id));
        let numbers: Vec<f64> = (0..1_000).map(|uid| draw(7, &format!("w.{uid}"))).collect();
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
        let low = numbers.iter().filter(|number| **number < 0.25).count();
        assert!((200..300).contains(&low), "{low}");
        assert!(draw(7, "w.1") == draw(7, "w.1") && draw(7, "w.1") != draw(8, "w.1"));
        assert!(draw(7, "g") != Keyed::new(7).draw(Site::Group("g")));
    }
}
