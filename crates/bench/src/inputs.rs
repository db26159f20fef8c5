//! The files that are timed: cards of ordinary shape, and files made to be slow.
//!
//! They are the same on every machine and in every run: each comes from a fixed seed.

mod hostile;
mod png;
mod words;
mod zip;

use self::png::{Png, base64};
use self::words::card;

/// A file and what reading it has to give.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) name: &'static str,
    pub(crate) file: Vec<u8>,
    /// `None` where the file has to be refused.
    pub(crate) card: Option<Expected>,
    pub(crate) goal: Goal,
}

/// What is asked for, where anything is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Goal {
    pub(crate) native_ms: Option<f64>,
    pub(crate) wasm_ms: Option<f64>,
    /// How many times as fast as the plain pipeline, both in Node.
    pub(crate) wasm_ratio: Option<f64>,
}

/// What a card has to come out as.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) name: &'static str,
    pub(crate) entries: usize,
}

/// What an ordinary file of the size that is asked for weighs.
const FILE_BYTES: usize = 1_000_000;

/// Every file, those that are read before those that are refused.
pub(crate) fn all() -> Vec<Input> {
    let mut inputs = ordinary();
    inputs.extend(hostile::all());
    inputs
}

fn ordinary() -> Vec<Input> {
    let small = Expected { name: "Ottoline Marsh", entries: 60 };
    let small_json = card(small.name, small.entries, 100_000);
    let large = Expected { name: "Ottoline Marsh", entries: 400 };
    let large_json = card(large.name, large.entries, 700_000);
    let again = Expected { ..small };
    let five = Goal { wasm_ratio: Some(5.0), ..Goal::default() };
    let read = |name, file, card, goal| Input { name, file, card: Some(card), goal };
    vec![
        read("PNG of 1 MB, mostly pixels", image(&small_json), small, Goal { wasm_ms: Some(3.0), ..five }),
        read("PNG of 1 MB, mostly card", image(&large_json), large, five),
        read("JSON of 100 KB", small_json.into_bytes(), again, Goal::default()),
    ]
}

/// A PNG of [`FILE_BYTES`] with the card behind its pixels, where most writers put it.
fn image(card: &str) -> Vec<u8> {
    let text = base64(card.as_bytes());
    let pixels = FILE_BYTES.saturating_sub(text.len());
    Png::new().pixels(pixels).text("ccv3", &text).end()
}

#[cfg(test)]
mod tests {
    use cuecard_core::{Import, Limits};

    use super::*;

    #[test]
    fn every_input_gives_what_it_should() {
        for Input { name, file, card, .. } in all() {
            let found = Import::read(&file, &Limits::edge()).ok().map(|import| {
                let entries = import.card.character_book.map_or(0, |book| book.entries.len());
                (import.card.name, entries)
            });
            assert_eq!(found, card.map(|card| (card.name.to_owned(), card.entries)), "{name}");
        }
    }

    #[test]
    fn ordinary_files_have_the_size_that_they_are_named_by() {
        let sizes: Vec<usize> = ordinary().iter().map(|input| input.file.len()).collect();
        for (size, wanted) in sizes.iter().zip([1_000_000, 1_000_000, 100_000]) {
            assert!(size.abs_diff(wanted) < wanted / 50, "{sizes:?}");
        }
    }

    #[test]
    fn files_are_the_same_each_time() {
        let sums = || all().iter().map(|input| crc32fast::hash(&input.file)).collect::<Vec<_>>();
        assert_eq!(sums(), sums());
    }
}
