//! Both ways of the conversion, on made-up worlds and books.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value, json};

use super::*;

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn book_of(world: &Value) -> Value {
    Value::Object(to_book(object(world.clone())).0)
}

fn world_of(book: &Value) -> Value {
    Value::Object(to_world(object(book.clone())))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A deterministic source of choices.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick(&mut self, texts: &[&str]) -> Value {
        parsed(texts[usize::try_from(self.roll(texts.len() as u64)).unwrap()])
    }

    /// Puts `name` in seven of eight cases.
    fn put(&mut self, map: &mut Map<String, Value>, name: &str, texts: &[&str]) {
        if self.roll(8) > 0 {
            let value = self.pick(texts);
            map.insert(name.into(), value);
        }
    }
}

const ANY: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "1",
    "-0",
    "0.0",
    "1.50",
    "1e2",
    "7",
    "\"\"",
    "\"0\"",
    "\"x\"",
    "[]",
    "[1]",
    "{}",
    "{\"a\":null}",
    "12345678901234567890123",
];
const EXTENSION: &[&str] = &[
    "null",
    "5",
    "{}",
    "{\"other\":{\"n\":1.50}}",
    "{\"depth\":7,\"position\":2,\"x\":1}",
    "{\"cuecard\":5}",
    "{\"cuecard\":{}}",
    "{\"cuecard\":{\"note\":1}}",
    "{\"cuecard\":{\"note\":1},\"y\":[]}",
];
const KEYS: &[&str] = &[
    "[]",
    "[\"a\",\"b\"]",
    "\"a, b\"",
    "\"\"",
    "[1,null,\"c\"]",
    "null",
    "[\"/x,y/i\",\" \"]",
    "\"/x,y/i\"",
];

fn random_world_entry(dice: &mut Dice, key: &str) -> Value {
    let mut entry = Map::new();
    match dice.roll(4) {
        0 => dice.put(&mut entry, "uid", ANY),
        _ => drop(entry.insert("uid".into(), key.parse::<u64>().unwrap_or(9).into())),
    }
    // What makes it an entry of a world.
    let keys = dice.pick(KEYS);
    entry.insert("key".into(), keys);
    dice.put(&mut entry, "keysecondary", KEYS);
    let texts = ["\"\"", "\"text\"", "\"@@depth 3\\ntext\"", "null"];
    for name in ["comment", "content"] {
        dice.put(&mut entry, name, &texts);
    }
    for name in ["constant", "selective", "disable"] {
        dice.put(&mut entry, name, &["true", "false", "1", "0", "\"x\"", "null"]);
    }
    dice.put(&mut entry, "order", &["100", "-1", "1.50", "\"7\"", "\"1e1\"", "null", "0"]);
    dice.put(
        &mut entry,
        "position",
        &["0", "1", "4", "7", "0.0", "\"1\"", "null", "false", "\"before_char\""],
    );
    for row in &row::EXTENSIONS {
        match dice.roll(3) {
            0 => dice.put(&mut entry, row.world, ANY),
            _ => dice.put(&mut entry, row.world, &["0", "100", "4", "null", "false", "true", "\"\"", "[]"]),
        }
    }
    if dice.roll(3) == 0 {
        for (name, value) in
            object(json!({"probability": 100, "depth": 4, "sticky": null, "triggers": [], "addMemo": true}))
        {
            entry.insert(name, value);
        }
    }
    dice.put(&mut entry, "addMemo", &["true", "false", "null", "1"]);
    if dice.roll(2) == 0 {
        dice.put(
            &mut entry,
            "characterFilter",
            &["{\"isExclude\":false,\"names\":[],\"tags\":[\"t\"]}", "null"],
        );
        dice.put(&mut entry, "extensions", EXTENSION);
        for name in ["unheard_of", "keys", "id", "name", "enabled", "use_regex", "fields"] {
            if dice.roll(4) == 0 {
                dice.put(&mut entry, name, ANY);
            }
        }
    }
    Value::Object(entry)
}

fn random_world(dice: &mut Dice) -> Value {
    let mut entries = Map::new();
    for _ in 0..dice.roll(5) {
        let key = ["0", "1", "2", "10", "7", "abc", "01", "-1", "4294967295"]
            [usize::try_from(dice.roll(9)).unwrap()];
        let entry = random_world_entry(dice, key);
        entries.insert(key.into(), entry);
    }
    let mut world = object(json!({ "entries": entries }));
    if dice.roll(2) == 0 {
        dice.put(&mut world, "name", &["\"Eldoria\"", "\"\"", "null"]);
        dice.put(&mut world, "extensions", EXTENSION);
        dice.put(&mut world, "originalData", &["{\"entries\":[{\"keys\":[]}],\"name\":\"x\"}", "null"]);
        for name in ["description", "scan_depth", "unheard_of", "order"] {
            dice.put(&mut world, name, ANY);
        }
    }
    Value::Object(world)
}

fn random_book_entry(dice: &mut Dice) -> Value {
    let mut entry = object(json!({"content": "@@depth 2\nText.", "use_regex": false}));
    let keys = dice.pick(&["[]", "[\"a\"]", "[\"/a/i\",\" \",\"b\"]"]);
    entry.insert("keys".into(), keys);
    let extensions = dice.pick(&[
        "{}",
        "{\"other\":{\"n\":1.50}}",
        "{\"cuecard\":{\"note\":1}}",
        "{\"cuecard\":7}",
        "{\"cuecard\":{}}",
        "{\"cuecard\":{\"book\":{\"fields\":{\"keys\":1}}}}",
    ]);
    let mut extensions = object(extensions);
    if dice.roll(2) == 0 {
        for row in &row::EXTENSIONS {
            dice.put(
                &mut extensions,
                row.book_name(),
                &["0", "100", "4", "null", "false", "\"\"", "[]", "1.50"],
            );
        }
    }
    dice.put(&mut extensions, "position", &["0", "1", "4", "null", "\"4\"", "0.0"]);
    entry.insert("extensions".into(), Value::Object(extensions));
    let order = dice.pick(&["100", "-5", "1.50", "0"]);
    entry.insert("insertion_order".into(), order);
    let enabled = dice.pick(&["true", "false"]);
    entry.insert("enabled".into(), enabled);
    dice.put(&mut entry, "use_regex", &["true", "false"]);
    dice.put(
        &mut entry,
        "id",
        &["0", "1", "2", "3", "1.5", "-1", "\"2\"", "\"abc\"", "12345678901234567890123"],
    );
    dice.put(&mut entry, "position", &["\"before_char\"", "\"after_char\"", "\"\""]);
    for name in ["name", "comment"] {
        dice.put(&mut entry, name, &["\"\"", "\"A name\""]);
    }
    dice.put(&mut entry, "secondary_keys", &["[]", "[\"c\"]"]);
    for name in ["selective", "constant", "case_sensitive"] {
        dice.put(&mut entry, name, &["true", "false"]);
    }
    dice.put(&mut entry, "priority", &["0", "10", "-1.0"]);
    for name in ["unheard_of", "key", "uid", "addMemo", "disable"] {
        if dice.roll(4) == 0 {
            dice.put(&mut entry, name, ANY);
        }
    }
    Value::Object(entry)
}

fn random_book(dice: &mut Dice) -> Value {
    let entries: Vec<Value> = (0..dice.roll(5)).map(|_| random_book_entry(dice)).collect();
    let mut book = object(json!({ "entries": entries }));
    let extensions = dice.pick(&["{}", "{\"other\":[]}", "{\"cuecard\":{\"note\":1}}", "{\"cuecard\":[]}"]);
    book.insert("extensions".into(), extensions);
    dice.put(&mut book, "name", &["\"\"", "\"Lore\""]);
    dice.put(&mut book, "description", &["\"About.\""]);
    dice.put(&mut book, "scan_depth", &["4", "0", "2.0"]);
    dice.put(&mut book, "token_budget", &["500"]);
    dice.put(&mut book, "recursive_scanning", &["true", "false"]);
    for name in ["unheard_of", "originalData"] {
        dice.put(&mut book, name, ANY);
    }
    Value::Object(book)
}

#[test]
fn worlds_come_back_as_they_were() {
    let mut dice = Dice(1);
    for case in 0..2_000 {
        let world = random_world(&mut dice);
        let book = book_of(&world);
        assert_eq!(world_of(&book), world, "case {case}, by way of {book}");
        assert_eq!(book_of(&world_of(&book)), book, "case {case}");
    }
}

#[test]
fn books_come_back_as_they_were() {
    let mut dice = Dice(2);
    for case in 0..2_000 {
        let book = random_book(&mut dice);
        let world = world_of(&book);
        assert_eq!(book_of(&world), book, "case {case}, by way of {world}");
        assert_eq!(world_of(&book_of(&world)), world, "case {case}");
    }
}

/// What a book of a world lacks would be repaired when it is read, and would not come back.
#[test]
fn books_of_worlds_need_no_repair() {
    let mut dice = Dice(3);
    for case in 0..500 {
        let world = random_world(&mut dice);
        let book = book_of(&world);
        let mut repaired = object(book.clone());
        let mut warnings = crate::warning::Warnings::default();
        crate::lore::repair_book(&mut repaired, "", &mut warnings);
        assert_eq!(Value::Object(repaired), book, "case {case}: {:?}", warnings.into_vec());
    }
}

#[test]
fn an_edit_wins_over_what_was_kept() {
    let world =
        json!({"entries": {"a": {"uid": "u", "key": "x, y", "disable": 1, "order": "7", "position": null}}});
    let mut book = book_of(&world);
    let entry = &mut book["entries"][0];
    assert_eq!(entry["keys"], json!(["x", "y"]));
    entry["keys"] = json!(["z"]);
    entry["enabled"] = json!(true);
    entry["insertion_order"] = json!(8);
    entry["position"] = json!("before_char");
    entry["id"] = json!(12);
    entry["extensions"]["depth"] = json!(2);
    let edited = json!({"entries": {"a": {
        "uid": 12, "key": ["z"], "disable": false, "order": 8, "position": 0, "depth": 2,
    }}});
    let mut found = world_of(&book);
    // The world had no content, and has none.
    assert_eq!(found["entries"]["a"].get("content"), None);
    found["entries"]["a"].as_object_mut().unwrap().shift_remove("extensions");
    assert_eq!(found, edited);
}

#[test]
fn an_edit_in_the_world_wins_over_what_was_kept() {
    let book = json!({"entries": [
        {"id": "abc", "keys": ["a"], "content": "c", "extensions": {}, "enabled": true, "insertion_order": 1,
         "use_regex": false, "position": "after_char", "priority": 3},
    ], "extensions": {}});
    let mut world = world_of(&book);
    let entry = &mut world["entries"]["0"];
    entry["position"] = json!(4);
    entry["uid"] = json!(5);
    entry["probability"] = json!(50);
    let found = book_of(&world);
    let entry = &found["entries"][0];
    assert_eq!((&entry["id"], &entry["priority"]), (&json!(5), &json!(3)));
    assert_eq!((&entry["position"], &entry["extensions"]["position"]), (&json!("after_char"), &json!(4)));
    assert_eq!(entry["extensions"]["probability"], json!(50));
    assert_eq!(entry["extensions"].get("depth"), None, "only what is not as SillyTavern has it was added");
}

#[test]
fn copies_of_an_entry_get_keys_of_their_own() {
    let world = json!({"entries": {"5": {"uid": 7, "key": ["a"], "content": "c"}}});
    let mut book = book_of(&world);
    let copy = book["entries"][0].clone();
    book["entries"].as_array_mut().unwrap().push(copy);
    let entries = world_of(&book)["entries"].clone();
    let keys: Vec<&String> = entries.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["5", "0"]);
    assert_eq!((&entries["5"]["uid"], &entries["0"]["uid"]), (&json!(7), &json!(0)));
}

#[test]
fn ids_that_are_no_uids_come_back_in_their_order() {
    let entry = |id: Value| {
        json!({"id": id, "keys": [], "content": "", "extensions": {}, "enabled": true, "insertion_order": 0,
               "use_regex": true})
    };
    let entries: Vec<Value> = [json!(9), json!("x"), json!(9), json!(1), json!(1.5)].map(entry).into();
    let book = json!({"entries": entries, "extensions": {}});
    let world = world_of(&book);
    let keys: Vec<String> = world["entries"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["9", "0", "2", "1", "3"]);
    assert_eq!(book_of(&world), book);
}

#[test]
fn entries_stand_in_the_order_of_their_keys() {
    let keys = ["b", "4294967295", "10", "a", "4294967294", "9", "01", "0"];
    let entries: Map<String, Value> =
        keys.into_iter().map(|key| (key.into(), json!({"key": [key]}))).collect();
    let book = book_of(&json!({ "entries": entries }));
    let found: Vec<&Value> =
        book["entries"].as_array().unwrap().iter().map(|entry| &entry["keys"][0]).collect();
    // The largest array index of JavaScript is 4294967294.
    assert_eq!(found, ["0", "9", "10", "4294967294", "b", "4294967295", "a", "01"]);
}
