//! Unicode's properties and case folding, unpacked when a pattern asks for them.
//!
//! `tables.bin` is written by `tests/regex/tables.mjs` from what JavaScript's own `RegExp` answers. It is a row of
//! sections, each behind its length, and all numbers are LEB128. A set is a count of places (`set.rs`) and their
//! distances. A category's run is its length times 32 and the category's number; a script's run is its length and the
//! script's number, and what `Script_Extensions` has otherwise is a set. A property is the number of another before
//! it (0 for none), categories as bits, and a set: what is in an odd number of the three has the property. A run of
//! folds is a gap, a count, a step, and how far before the letter the first one of its class is. Nothing of it is input.

use alloc::vec::Vec;

use super::Flags;
use super::fold::{KELVIN, LONG_S};
use super::set::Set;

static TABLES: &[u8] = include_bytes!("tables.bin");

#[derive(Clone, Copy)]
enum Section {
    CategoryNames,
    CategoryGroups,
    Categories,
    PropertyNames,
    Properties,
    ScriptNames,
    Scripts,
    ScriptExtensions,
    UnitFolds,
    PointFolds,
}

impl Section {
    fn reader(self) -> Reader {
        let mut all = Reader(TABLES);
        for _ in 0..self as usize {
            all.section();
        }
        Reader(all.section())
    }

    /// The number of the line that holds `name`.
    fn line_of(self, name: &str) -> Option<usize> {
        let mut lines = self.reader().0.split(|byte| *byte == b'\n');
        lines.position(|line| line.split(|byte| *byte == b' ').any(|known| known == name.as_bytes()))
    }
}

struct Reader(&'static [u8]);

impl Reader {
    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 127) << shift;
            if *byte < 128 {
                break;
            }
        }
        Some(number)
    }

    fn section(&mut self) -> &'static [u8] {
        let length = self.number().unwrap_or(0) as usize;
        let (section, rest) = self.0.split_at_checked(length).unwrap_or_default();
        self.0 = rest;
        section
    }

    fn set(&mut self) -> Set {
        let count = self.number().unwrap_or(0);
        let mut place = 0;
        let next = (0..count).map_while(|_| {
            place += self.number()?;
            Some(place)
        });
        Set::from_places(next.collect())
    }
}

/// `\s`: white space and the ends of lines.
pub(super) fn spaces() -> Set {
    let ascii = Set::range(0x09, 0x0D).union(&Set::from_units([0x20, 0xA0, 0x1680]));
    let others = Set::from_units([0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF]);
    ascii.union(&Set::range(0x2000, 0x200A)).union(&others)
}

/// `\w`, which is ASCII unless both `i` and `u` make two more letters the same.
pub(super) fn words(flags: Flags) -> Set {
    let digits = Set::range('0'.into(), '9'.into()).union(&Set::one('_'.into()));
    let letters = Set::range('A'.into(), 'Z'.into()).union(&Set::range('a'.into(), 'z'.into()));
    let others =
        if flags.unicode && flags.ignore_case { Set::from_units([LONG_S, KELVIN]) } else { Set::default() };
    digits.union(&letters).union(&others)
}

/// What `\p{name=value}` or `\p{name}` means; names are taken by their letters, as JavaScript takes them.
pub(super) fn property(name: &str, value: Option<&str>) -> Option<Set> {
    match (name, value) {
        ("General_Category" | "gc", Some(value)) => category(value),
        ("Script" | "sc", Some(value)) => Some(script(Section::ScriptNames.line_of(value)?)),
        ("Script_Extensions" | "scx", Some(value)) => {
            let number = Section::ScriptNames.line_of(value)?;
            Some(script(number).xor(&nth_set(Section::ScriptExtensions, number)))
        }
        (name, None) => category(name).or_else(|| binary(name)),
        _ => None,
    }
}

/// How many categories there are; behind their names stand those of groups.
const CATEGORIES: usize = 30;

fn category(name: &str) -> Option<Set> {
    let line = Section::CategoryNames.line_of(name)?;
    let Some(group) = line.checked_sub(CATEGORIES) else { return Some(categories(1 << line)) };
    let mut groups = Section::CategoryGroups.reader();
    let mut masks = core::iter::from_fn(|| groups.number());
    masks.nth(group).map(categories)
}

/// The categories whose bits are set.
fn categories(mask: u32) -> Set {
    let mut runs = Section::Categories.reader();
    let run = || runs.number().map(|run| (run >> 5, mask >> (run & 31) & 1 == 1));
    from_runs(core::iter::from_fn(run))
}

fn script(number: usize) -> Set {
    let mut runs = Section::Scripts.reader();
    let run = || Some((runs.number()?, runs.number()? as usize == number));
    from_runs(core::iter::from_fn(run))
}

/// From runs of code points, each with whether it belongs to the set.
fn from_runs(runs: impl Iterator<Item = (u32, bool)>) -> Set {
    let (mut places, mut place, mut inside) = (Vec::new(), 0, false);
    for (length, belongs) in runs {
        if belongs != inside {
            inside = belongs;
            places.push(place);
        }
        place += length;
    }
    Set::from_places(places)
}

fn nth_set(section: Section, number: usize) -> Set {
    let mut sets = section.reader();
    (0..number).for_each(|_| drop(sets.set()));
    sets.set()
}

fn binary(name: &str) -> Option<Set> {
    let mut number = Section::PropertyNames.line_of(name)?;
    let mut set = Set::default();
    loop {
        let mut properties = Section::Properties.reader();
        let mut next =
            || (properties.number().unwrap_or(0), properties.number().unwrap_or(0), properties.set());
        (0..number).for_each(|_| drop(next()));
        let (from, mask, rest) = next();
        set = set.xor(&rest);
        if mask != 0 {
            set = set.xor(&categories(mask));
        }
        match (from as usize).checked_sub(1) {
            Some(before) if before < number => number = before,
            _ => return Some(set),
        }
    }
}

/// Letters that are one with others, in order, each with the first of its class; the first ones are left out.
pub(super) fn folds(unicode: bool) -> Vec<(u32, u32)> {
    let mut runs = if unicode { Section::PointFolds } else { Section::UnitFolds }.reader();
    let (mut pairs, mut letter) = (Vec::new(), 0);
    while let (Some(gap), Some(count), Some(step), Some(distance)) =
        (runs.number(), runs.number(), runs.number(), runs.number())
    {
        letter += gap;
        pairs.extend((0..count).map(|index| letter + index * step).map(|same| (same, same - distance)));
    }
    pairs
}
