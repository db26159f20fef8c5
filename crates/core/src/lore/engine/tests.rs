use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::*;
use crate::tokens::Estimator;

fn entries(list: &Value) -> Vec<Entry> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|entry| Entry::of_world(Profile::SillyTavern, "w", entry.as_object().unwrap()))
        .collect()
}

fn compile(list: &Value, settings: Settings, limits: &Limits) -> Result<Matcher, Error> {
    let links = Links { global: vec![String::new()], ..Links::default() };
    let books = vec![Book { name: String::new(), entries: entries(list) }];
    Matcher::new(books, &links, settings, Scope::new("Maren", "Odo"), limits)
}

fn settings() -> Settings {
    Settings {
        profile: Profile::SillyTavern,
        budget_percent: 100,
        match_whole_words: false,
        ..Settings::default()
    }
}

fn input<'a>(chat: &[&'a str]) -> Scan<'a> {
    Scan {
        chat: chat.to_vec(),
        max_context_tokens: 100_000,
        trigger: "normal",
        texts: Texts::default(),
        injects: Vec::new(),
        assistant_messages: 0,
        greeting: None,
        user_icon: None,
        character: Character::default(),
        forced: Vec::new(),
        is_dry_run: false,
        timed: TimedState::default(),
        names: Scope::new("Maren", "Odo"),
        is_traced: true,
    }
}

fn scan(matcher: &Matcher, scan: &Scan<'_>, limits: &Limits) -> Result<Activation, Error> {
    matcher.scan(scan, &mut Keyed::new(1), &Estimator, limits)
}

fn ids(activation: &Activation) -> Vec<&str> {
    activation.entries.iter().map(|active| active.id.as_str()).collect()
}

fn codes(activation: &Activation) -> Vec<&str> {
    activation.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn books_are_accepted_at_the_cap_and_refused_one_past_it() {
    let list = json!([{"uid": 0, "key": ["ab", "{{user}}"]}, {"uid": 1, "key": ["c"]}]);
    let at = Limits { book_entries: 2, key_bytes: 6, ..Limits::edge() };
    assert!(compile(&list, settings(), &at).is_ok());
    for past in [Limits { book_entries: 1, ..at }, Limits { key_bytes: 5, ..at }] {
        assert_eq!(compile(&list, settings(), &past).unwrap_err().code(), "book_too_large");
    }
}

#[test]
fn what_comes_with_a_scan_is_accepted_at_the_cap_and_refused_one_past_it() {
    let matcher = compile(&json!([{"uid": 0, "key": ["a"]}]), settings(), &Limits::edge()).unwrap();
    let at = Limits { book_entries: 2, ..Limits::edge() };
    let past = Limits { book_entries: 1, ..at };
    let copies = Scan { forced: entries(&json!([{"uid": 0}, {"uid": 1}])), ..input(&["a"]) };
    let effect = |uid| Effect { entry: format!("w.{uid}"), hash: uid, start: 0, end: 9, protected: true };
    let sticky = TimedState { sticky: vec![effect(1), effect(2)], ..TimedState::default() };
    let timed = Scan { timed: sticky, ..input(&["a"]) };
    for input in [copies, timed] {
        assert!(scan(&matcher, &input, &at).is_ok());
        assert_eq!(scan(&matcher, &input, &past).unwrap_err().code(), "book_too_large");
    }
}

#[test]
fn text_beyond_the_cap_is_cut_from_the_oldest() {
    let list = json!([{"uid": 0, "key": ["old"]}, {"uid": 1, "key": ["new"]}]);
    let matcher = compile(&list, settings(), &Limits::edge()).unwrap();
    for (scan_bytes, expected, warnings) in [
        (10, vec!["w.0", "w.1"], Vec::new()),
        (9, vec!["w.1"], vec!["scan_cut"]),
        (6, vec![], vec!["scan_cut"]),
    ] {
        let limits = Limits { scan_bytes, ..Limits::edge() };
        let activation = scan(&matcher, &input(&["the new", "old"]), &limits).unwrap();
        assert_eq!((ids(&activation), codes(&activation)), (expected, warnings), "{scan_bytes}");
    }
}

#[test]
fn matches_beyond_the_cap_are_not_looked_at() {
    let list = json!([{"uid": 0, "key": ["a", "aa"]}, {"uid": 1, "key": ["b"]}]);
    let matcher = compile(&list, settings(), &Limits::edge()).unwrap();
    // Three of `a`, two of `aa`, one of `b`.
    for (scan_matches, expected, warnings) in
        [(7, vec!["w.0", "w.1"], Vec::new()), (5, vec!["w.0"], vec!["scan_cut"])]
    {
        let limits = Limits { scan_matches, ..Limits::edge() };
        let activation = scan(&matcher, &input(&["aaab"]), &limits).unwrap();
        assert_eq!((ids(&activation), codes(&activation)), (expected, warnings), "{scan_matches}");
    }
}

#[test]
fn patterns_beyond_their_steps_do_not_match() {
    let matcher = compile(&json!([{"uid": 0, "key": ["/[ab]+c/"]}]), settings(), &Limits::edge()).unwrap();
    let text = "ab".repeat(1_000) + "c";
    let activation = scan(&matcher, &input(&[&text]), &Limits::edge()).unwrap();
    assert_eq!((ids(&activation), codes(&activation)), (vec!["w.0"], Vec::new()));
    let few = Limits { regex_steps: 100, ..Limits::edge() };
    let activation = scan(&matcher, &input(&[&text]), &few).unwrap();
    assert_eq!((ids(&activation), codes(&activation)), (Vec::new(), vec!["pattern_steps_spent"]));
}

#[test]
fn texts_are_joined_anew_only_so_often() {
    // Each depth is another text for patterns without needles.
    let entry = |uid: usize| json!({"uid": uid, "key": ["/[ab]\\x01[cd]/"], "scanDepth": uid % 50 + 1});
    let list: Vec<Value> = (0..200).map(entry).collect();
    let matcher = compile(&list.into(), settings(), &Limits::edge()).unwrap();
    let chat: Vec<&str> = vec!["xxxxxxxxxxxxxxxxxxxx"; 50];
    let activation = scan(&matcher, &input(&chat), &Limits::edge()).unwrap();
    assert_eq!(codes(&activation), [""; 0]);
    let few = Limits { scan_bytes: 1_000, ..Limits::edge() };
    assert_eq!(codes(&scan(&matcher, &input(&chat), &few).unwrap()), ["scan_cut"]);
}

#[test]
fn passes_end_when_too_much_was_asked() {
    // Each entry calls the next, while one with a hundred keys is asked in every pass.
    let link =
        |uid: usize| json!({"uid": uid, "key": [format!("k{uid};")], "content": format!("k{};", uid + 1)});
    let mut list: Vec<Value> = (0..50).map(link).collect();
    let keys: Vec<String> = (0..100).map(|key| format!("odd{key}")).chain(["k0;".into()]).collect();
    list.push(
        json!({"uid": 99, "key": keys, "selective": true, "keysecondary": ["none"], "selectiveLogic": 0}),
    );
    let matcher = compile(&list.into(), settings(), &Limits::edge()).unwrap();
    let activation = scan(&matcher, &input(&["k0;"]), &Limits::edge()).unwrap();
    assert_eq!((activation.entries.len(), codes(&activation)), (50, Vec::new()));
    let few = Limits { scan_matches: 100, ..Limits::edge() };
    let activation = scan(&matcher, &input(&["k0;"]), &few).unwrap();
    assert!((1..10).contains(&activation.entries.len()), "{}", activation.entries.len());
    assert_eq!(codes(&activation), ["scan_cut"]);
}

#[test]
fn outcomes_say_why() {
    let list = json!([
        {"uid": 0, "key": ["no", "mill"], "order": 9}, {"uid": 1, "key": ["gull"], "order": 8},
        {"uid": 2, "key": ["mill"], "selective": true, "keysecondary": ["gull"], "selectiveLogic": 0, "order": 7},
        {"uid": 3, "key": ["mill"], "disable": true, "order": 6},
        {"uid": 4, "key": ["mill"], "useProbability": true, "probability": -1, "order": 5},
        {"uid": 5, "key": ["mill"], "group": "g", "groupOverride": true, "order": 4},
        {"uid": 6, "key": ["mill"], "group": "g", "order": 3},
        {"uid": 7, "constant": true, "order": 2}, {"uid": 8, "key": ["mill"], "delay": 5, "order": 1},
        {"uid": 9, "key": ["mill"], "content": "no tokens are left for it", "order": 0},
    ]);
    let matcher = compile(&list, settings(), &Limits::edge()).unwrap();
    let activation =
        scan(&matcher, &Scan { max_context_tokens: 8, ..input(&["mill"]) }, &Limits::edge()).unwrap();
    let outcomes: Vec<Outcome> = activation.outcomes.iter().map(|(_, outcome)| *outcome).collect();
    let expected = [
        Outcome::Active(Reason::Key(1)),
        Outcome::NoKey,
        Outcome::SecondaryKeys,
        Outcome::Disabled,
        Outcome::Probability,
        Outcome::Active(Reason::Key(0)),
        Outcome::Group,
        Outcome::Active(Reason::Constant),
        Outcome::Delay,
        Outcome::Budget,
    ];
    assert_eq!(outcomes, expected);
}

#[test]
fn a_lorebook_becomes_a_book() {
    let lorebook = br#"{"scan_depth": 1, "recursive_scanning": false, "extensions": {}, "entries": [
        {"keys": ["mill"], "content": "a Gull", "position": "before_char", "enabled": true, "insertion_order": 2, "use_regex": false},
        {"keys": ["gull"], "content": "B", "position": "before_char", "enabled": true, "insertion_order": 1, "use_regex": true},
        {"keys": ["/Mi[l]+/"], "content": "C", "position": "before_char", "enabled": true, "insertion_order": 1, "use_regex": true},
        {"keys": ["mill"], "content": "D", "enabled": true, "insertion_order": 3, "use_regex": false,
            "case_sensitive": true, "position": "after_char"},
        {"keys": ["old"], "content": "E", "position": "before_char", "enabled": true, "insertion_order": 1, "use_regex": false}]}"#;
    let lorebook = crate::Lorebook::from_json(lorebook, &Limits::edge()).unwrap();
    let active = |profile| {
        let links = Links { character: Some("own".into()), ..Links::default() };
        let settings = Settings { profile, ..settings() };
        let books = vec![Book::of_lorebook(profile, "own", &lorebook)];
        let matcher = Matcher::new(books, &links, settings, Scope::new("", ""), &Limits::edge()).unwrap();
        let activation = scan(&matcher, &input(&["the Mill", "old"]), &Limits::edge()).unwrap();
        (activation.slots.before.join(","), activation.slots.after.join(","))
    };
    // SillyTavern takes neither the fields of the book nor the case of an entry from a card.
    assert_eq!(active(Profile::SillyTavern), ("B,E,C,a Gull".into(), "D".into()));
    assert_eq!(active(Profile::Standard), ("C,a Gull".into(), String::new()));
}
