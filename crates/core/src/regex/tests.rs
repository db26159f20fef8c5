//! What the vectors cannot show: limits, time, and needles.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::*;

fn edge() -> Steps {
    Steps::new(&Limits::edge())
}

fn compile(pattern: &str, flags: &str) -> Result<Regex, Error> {
    Regex::new(pattern, Flags::parse(flags)?, &Limits::edge(), &mut edge())
}

fn needles(pattern: &str, flags: &str) -> Vec<String> {
    compile(pattern, flags).unwrap().needles().unwrap_or_default().to_vec()
}

#[test]
fn a_match_is_the_one_that_javascript_prefers() {
    let regex = compile(r"(?<first>drag(on|ons))(x)?", "i").unwrap();
    let captures = regex.captures("two DRAGONS", 0, &mut edge()).unwrap().unwrap();
    assert_eq!(captures.span, 4..10);
    assert_eq!(captures.groups, [Some(4..10), Some(8..10), None]);
    assert_eq!(regex.names(), [("first".to_owned(), 0)]);
}

#[test]
fn needles_are_the_longest_texts_that_a_match_needs() {
    assert_eq!(needles("drag(on|ons)", ""), ["dragon"]);
    assert_eq!(needles("colou?r", ""), ["colour", "color"]);
    assert_eq!(needles(r"\d+ gold|silver", ""), [" gold", "silver"]);
    assert_eq!(needles(r"(?:the )?Dragon\w*", "i"), ["dragon"]);
    assert_eq!(needles(r"\b(Sun|Moon)light\b", ""), ["Sunlight", "Moonlight"]);
    assert_eq!(needles("(ab){2}c|(xy)+", ""), ["ababc", "xy"]);
    assert_eq!(needles("😀+a😎", ""), ["a😎"]);
    assert_eq!(needles("(😀|😎){2}", ""), ["😀😀", "😀😎", "😎😀", "😎😎"]);
}

#[test]
fn needles_are_spelled_as_the_lowered_text_has_them() {
    assert_eq!(needles("[K]elvin", "iu"), ["kelvin"]);
    assert_eq!(needles("σ", "iu"), ["σ", "ς"]);
    assert_eq!(needles("İ", "i"), ["i\u{307}"]);
    assert_eq!(needles("S", "iu"), ["s", "ſ"]);
}

#[test]
fn a_pattern_that_can_do_without_any_text_has_no_needles() {
    for pattern in ["", "a*", "a?", r"\w+", "a|", "a|.", "[a-z]", "(?:a|b*)c?", r"\ud83d"] {
        assert_eq!(compile(pattern, "").unwrap().needles(), None, "{pattern}");
    }
    assert_eq!(compile(&["a"; 17].join("|"), "").unwrap().needles().unwrap(), ["a"]);
    let letters: Vec<String> = ('a'..='q').map(String::from).collect();
    assert_eq!(compile(&letters[..16].join("|"), "").unwrap().needles().unwrap().len(), 16);
    assert_eq!(compile(&letters.join("|"), "").unwrap().needles(), None);
}
