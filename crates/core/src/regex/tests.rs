//! What the vectors cannot show: limits, time, and needles.

use alloc::borrow::ToOwned;
use alloc::format;
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

/// The code and the place of an error.
fn refusal(pattern: &str, flags: &str) -> (&'static str, Option<usize>) {
    let error = compile(pattern, flags).unwrap_err();
    (error.code(), error.offset())
}

fn with(limits: Limits, pattern: &str) -> Result<Regex, Error> {
    Regex::new(pattern, Flags::default(), &limits, &mut Steps::new(&limits))
}

#[test]
fn patterns_are_accepted_at_each_cap_and_refused_one_past_it() {
    let edge = Limits::edge();
    assert!(with(Limits { regex_bytes: 3, ..edge }, "abc").is_ok());
    assert_eq!(with(Limits { regex_bytes: 2, ..edge }, "abc").unwrap_err().code(), "text_too_long");
    for (limits, pattern) in [
        (Limits { regex_depth: 2, ..edge }, "(?:(?:a)(?:b))(?:(?=c))"),
        (Limits { regex_groups: 2, ..edge }, "(a)(?:(?<b>b))"),
        // Three copies, a split around the last one, and the match.
        (Limits { regex_instructions: 5, ..edge }, "a{2,3}"),
    ] {
        assert_ne!(with(limits, pattern).err().map(|error| error.code()), Some("too_many"), "{pattern}");
        let past = Limits {
            regex_depth: limits.regex_depth - 1,
            regex_groups: limits.regex_groups - 1,
            regex_instructions: limits.regex_instructions - 1,
            ..limits
        };
        assert_eq!(with(past, pattern).unwrap_err().code(), "too_many", "{pattern}");
    }
}

#[test]
fn a_search_ends_with_its_steps() {
    let regex = compile("(?:a|b)*c", "").unwrap();
    let text = "ab".repeat(1_000);
    let mut steps = edge();
    assert_eq!(regex.find(&text, 0, &mut steps), Ok(None));
    let needed = Limits::edge().regex_steps - steps.left();
    let mut enough = Steps::new(&Limits { regex_steps: needed, ..Limits::edge() });
    assert_eq!(regex.find(&text, 0, &mut enough), Ok(None));
    assert_eq!(enough.left(), 0);
    let mut short = Steps::new(&Limits { regex_steps: needed - 1, ..Limits::edge() });
    assert_eq!(regex.find(&text, 0, &mut short), Err(OutOfSteps));
    assert_eq!(regex.find(&text, 0, &mut short), Err(OutOfSteps));
}

#[test]
fn compiling_ends_with_its_steps() {
    let error = with(Limits { regex_steps: 10, ..Limits::edge() }, &"a".repeat(20)).unwrap_err();
    assert_eq!(error.code(), "too_many");
    // Unpacking a property a hundred times is not done for the price of a hundred bytes.
    let mut steps = edge();
    let unicode = Flags::parse("iu").unwrap();
    Regex::new(&r"\p{L}\p{Lu}".repeat(50), unicode, &Limits::edge(), &mut steps).unwrap();
    assert!(Limits::edge().regex_steps - steps.left() > 100_000);
    let few = Limits { regex_steps: 100_000, ..Limits::edge() };
    assert!(with(few, "(?<é>a)").is_ok());
    assert_eq!(with(few, &format!("(?<{}>a)", "é".repeat(100))).unwrap_err().code(), "too_many");
}

/// What a search of a text of this many bytes takes.
fn steps_for(pattern: &str, text: &str) -> u64 {
    let most = Limits { regex_steps: u64::MAX, ..Limits::edge() };
    let regex = Regex::new(pattern, Flags::default(), &most, &mut Steps::new(&most)).unwrap();
    let mut steps = Steps::new(&most);
    regex.captures(text, 0, &mut steps).unwrap();
    u64::MAX - steps.left()
}

#[test]
fn what_stops_a_backtracker_is_linear() {
    for pattern in [
        "(a*)*b",
        "(a|a)*b",
        "(?:a|aa)+$b",
        "(a+)+b",
        "(?:a?){50}a{50}b",
        "((a*)*)*b",
        ".*.*.*b",
        "(?:(?:)*)*b",
        "(a*?)*?b",
        "(?:a|b|ab)*?c",
    ] {
        let steps = [2_000, 4_000].map(|length| steps_for(pattern, &"a".repeat(length)));
        assert!(steps[1] < steps[0] * 21 / 10, "{pattern}: {steps:?}");
        assert!(steps[0] > 100, "{pattern}: {steps:?}");
    }
}

#[test]
fn a_mebibyte_is_searched_within_the_steps() {
    for pattern in ["a*b", r"\bdragons?\b", "[^a]{3}|b", "a+?b", "(?:a|b)c"] {
        let regex = compile(pattern, "i").unwrap();
        assert_eq!(regex.find(&"a".repeat(1 << 20), 0, &mut edge()), Ok(None), "{pattern}");
    }
}

#[test]
fn patterns_that_grow_are_refused_before_they_are_large() {
    let many = ["ab"; 10_000].join("|");
    let wide = Limits { regex_bytes: usize::MAX, ..Limits::edge() };
    assert_eq!(with(wide, &many).unwrap_err().code(), "too_many");
    assert_eq!(compile(&many, "").unwrap_err().code(), "text_too_long");
    for pattern in [
        "((a{0,100}){0,100}){0,100}",
        "(?:(?:(?:a{99}){99}){99}){99}",
        "a{4000}",
        "(?:){0,4294967295}",
        "a{99999999999999999999}",
        &"(".repeat(65),
        &"(?:".repeat(65),
        &"()".repeat(65),
    ] {
        assert_eq!(compile(pattern, "").unwrap_err().code(), "too_many", "{pattern}");
    }
    assert!(compile("a{3999}", "").is_ok());
    assert!(compile("(?:){4294967295}", "").is_ok());
    assert!(compile("(?:(?:){4294967295}){4294967295}", "").is_ok());
    assert_eq!(with(wide, &"(".repeat(1_000_000)).unwrap_err().code(), "too_many");
    assert_eq!(with(wide, &"[".repeat(1_000_000)).unwrap_err().code(), "invalid_pattern");
}

#[test]
fn what_is_refused_has_its_name_and_place() {
    assert_eq!(refusal("ab(?=c)", ""), ("unsupported_pattern", Some(2)));
    assert_eq!(refusal("é(?<!c)(?=d)", ""), ("unsupported_pattern", Some(2)));
    assert_eq!(refusal(r"(a)\1", ""), ("unsupported_pattern", Some(3)));
    assert_eq!(refusal(r"(?<n>a)\k<n>", ""), ("unsupported_pattern", Some(7)));
    assert_eq!(refusal("(?=c", ""), ("invalid_pattern", Some(0)));
    assert_eq!(refusal("😀)", ""), ("invalid_pattern", Some(4)));
    assert_eq!(refusal("a**", ""), ("invalid_pattern", Some(2)));
    assert_eq!(refusal("a", "v"), ("unsupported_pattern", Some(0)));
    assert_eq!(refusal("a", "uv"), ("invalid_pattern", Some(1)));
    assert_eq!(refusal("a", "igi"), ("invalid_pattern", Some(2)));
    assert_eq!(refusal("a", "x"), ("invalid_pattern", Some(0)));
    let message = alloc::string::ToString::to_string(&compile("a(?=b)", "").unwrap_err());
    assert_eq!(message, "the pattern uses look-ahead, which is not supported, at byte 1");
}

#[test]
fn a_search_begins_where_it_is_told() {
    let find = |pattern: &str, flags: &str, from| {
        compile(pattern, flags).unwrap().find("aXa😀", from, &mut edge()).unwrap()
    };
    assert_eq!(find("a", "", 0), Some(0..1));
    assert_eq!(find("a", "", 1), Some(2..3));
    assert_eq!(find("a", "", 3), None);
    assert_eq!(find("a", "y", 1), None);
    assert_eq!(find("a", "y", 2), Some(2..3));
    assert_eq!(find("^a", "", 2), None);
    assert_eq!(find("^a", "y", 2), None);
    assert_eq!(find(r"\ba", "", 1), None);
    assert_eq!(find("$", "", 100), Some(7..7));
    // Between the halves without u; with it the letter is whole.
    assert_eq!(find(".", "", 4), Some(3..5));
    assert_eq!(find(".", "", 5), Some(5..7));
    assert_eq!(find(".", "u", 5), Some(3..7));
}

#[test]
fn the_size_of_a_program_counts_its_classes() {
    assert_eq!(compile("abc", "").unwrap().size(), 4);
    assert_eq!(compile("[a-cx]{3}", "").unwrap().size(), 4 + 4);
    assert!(compile(r"\p{L}", "u").unwrap().size() > 1_000);
}
