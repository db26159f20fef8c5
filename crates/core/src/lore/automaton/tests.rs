//! The automaton beside a search that tries every key at every place.

use alloc::string::String;
use alloc::vec::Vec;

use super::*;

type Found = Vec<(usize, usize)>;

fn compiled(keys: &[&str]) -> Automaton {
    Automaton::new(keys, &Limits::edge()).unwrap()
}

fn with_few_rows(keys: &[&str], rows: usize) -> Automaton {
    let texts: Vec<&[u8]> = keys.iter().map(|key| key.as_bytes()).collect();
    let bytes = texts.iter().map(|text| text.len()).sum();
    Automaton::compile(&texts, bytes, rows * columns(&texts).1.next_power_of_two())
}

fn found(automaton: &Automaton, text: &str) -> Found {
    let mut found = Vec::new();
    automaton.find(text, &mut |key, end| {
        found.push((key, end));
        true
    });
    found
}

/// By end, then the longest, then the first.
fn searched(keys: &[&str], text: &str) -> Found {
    let mut by_length: Vec<usize> = (0..keys.len()).filter(|key| !keys[*key].is_empty()).collect();
    by_length.sort_by_key(|key| core::cmp::Reverse(keys[*key].len()));
    let ends =
        |end| by_length.iter().filter(move |key| text.as_bytes()[..end].ends_with(keys[**key].as_bytes()));
    (1..=text.len()).flat_map(|end| ends(end).map(move |key| (*key, end))).collect()
}

/// Numbers from a fixed seed (Knuth's MMIX).
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }

    fn text(&mut self, letters: &[char], most: usize) -> String {
        (0..self.below(most + 1)).map(|_| letters[self.below(letters.len())]).collect()
    }
}

#[test]
fn every_occurrence_is_found_as_by_a_plain_search() {
    let alphabets: [&[char]; 5] = [
        &['a'],
        &['a', 'b'],
        &['a', 'b', 'c', ' '],
        &['a', 'é', 'è', '\u{1F600}'],
        &['ß', 'ā', 'Ā', '字', '子'],
    ];
    let mut random = Random(1);
    let mut matches = 0;
    for case in 0..4_000 {
        let letters = alphabets[case % alphabets.len()];
        let keys: Vec<String> = (0..random.below(9)).map(|_| random.text(letters, 5)).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let text = random.text(letters, 24);
        let expected = searched(&keys, &text);
        matches += expected.len();
        assert_eq!(found(&compiled(&keys), &text), expected, "{keys:?} in {text:?}");
        // The next state of one without a row comes from its children and failures.
        let rows = random.below(6);
        assert_eq!(found(&with_few_rows(&keys, rows), &text), expected, "{keys:?} in {text:?}, {rows} rows");
    }
    assert!(matches > 4_000, "{matches}");
}

#[test]
fn matches_come_by_end_then_the_longest_then_the_first_of_equal_keys() {
    let keys = ["b", "ab", "b", "", "abc", "c"];
    assert_eq!(found(&compiled(&keys), "abcb"), [(1, 2), (0, 2), (2, 2), (4, 3), (5, 3), (0, 4), (2, 4)]);
}

#[test]
fn a_search_ends_when_it_is_told_to() {
    let keys = ["a", "a", "aa"];
    let automaton = compiled(&keys);
    let all = found(&automaton, "xaaa");
    assert_eq!(all, searched(&keys, "xaaa"));
    for most in 1..=all.len() {
        let mut seen = Vec::new();
        automaton.find("xaaa", &mut |key, end| {
            seen.push((key, end));
            seen.len() < most
        });
        assert_eq!(seen, all[..most]);
    }
}

#[test]
fn nothing_is_found_without_keys_or_text() {
    assert_eq!(found(&compiled(&[]), "a"), []);
    assert_eq!(found(&compiled(&["", ""]), "a"), []);
    assert_eq!(found(&compiled(&["a"]), ""), []);
}

#[test]
fn keys_of_every_letter_have_a_column_for_each_byte() {
    let letters: Vec<String> = (0..0x3000).filter_map(char::from_u32).map(String::from).collect();
    let last = ["\u{FFFF}", "\u{10FFFF}", "\u{40000}", "\u{80000}", "\u{C0000}"];
    let keys: Vec<&str> = letters.iter().map(String::as_str).chain(last).collect();
    let automaton = compiled(&keys);
    for (place, key) in keys.iter().enumerate().step_by(17) {
        assert_eq!(found(&automaton, key), [(place, key.len())]);
    }
}

#[test]
fn keys_are_accepted_at_the_cap_and_refused_one_byte_past_it() {
    let limits = Limits { key_bytes: 5, ..Limits::edge() };
    assert!(Automaton::new(&["ab", "", "ü", "c"], &limits).is_ok());
    let error = Automaton::new(&["ab", "", "ü", "cd"], &limits).unwrap_err();
    assert_eq!(error.code(), "book_too_large");
}

/// Keys that hold one another make a text of `a` match at every letter as often as there are keys.
#[test]
fn keys_that_are_ends_of_each_other_are_all_found() {
    let letters = "a".repeat(400);
    let keys: Vec<&str> = (1..=400).map(|length| &letters[..length]).collect();
    let mut count = 0;
    compiled(&keys).find(&letters, &mut |key, end| {
        count += 1;
        key < end
    });
    assert_eq!(count, 400 * 401 / 2);
}

#[test]
fn memory_is_what_the_limit_says() {
    let mut random = Random(2);
    let letters: Vec<char> = ('a'..='z').collect();
    let words: Vec<String> = (0..4000).map(|_| random.text(&letters, 8)).collect();
    let pairs: Vec<String> =
        (0..10_000).map(|number| [number / 100, number % 100].map(letter).iter().collect()).collect();
    let chain = "a".repeat(40_000);
    for keys in [words, pairs, vec![chain], vec!["a".into(); 40_000]] {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let bytes: usize = keys.iter().map(|key| key.len()).sum();
        let taken = bytes_of(&compiled(&keys));
        assert!(taken <= 35 * bytes, "{taken} for {bytes} of {} keys", keys.len());
    }
}

fn letter(number: u32) -> char {
    char::from_u32(0x4E00 + number).unwrap()
}

fn bytes_of(automaton: &Automaton) -> usize {
    automaton.rows.capacity() * 4
        + automaton.states.capacity() * size_of::<State>()
        + automaton.labels.capacity()
        + automaton.ends.capacity() * size_of::<End>()
        + automaton.keys.capacity() * size_of::<usize>()
}
