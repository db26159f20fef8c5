//! Each oddity alone, and a book without any.

use alloc::string::ToString as _;

use serde_json::json;

use super::*;

/// Repairs a book at `/b`, and tells the codes, the first place and the count of what was odd.
fn repaired(book: Value) -> (Value, Vec<(&'static str, String, usize)>) {
    let Value::Object(mut book) = book else { panic!("not a book") };
    let mut warnings = Warnings::default();
    repair_book(&mut book, "/b", &mut warnings);
    let warnings = warnings.into_vec().into_iter();
    let told = warnings.map(|warning| (warning.code, warning.path.unwrap_or_default(), warning.count));
    (Value::Object(book), told.collect())
}

/// Repairs a sound entry with `odd` fields, and gives `names` of it. Each has one kind of warning, `code`.
fn entry(odd: Value, names: &[&str], code: &str, name: &str) -> Vec<Value> {
    let mut entry = json!({"keys": ["a"], "content": "c", "extensions": {}, "enabled": true,
        "insertion_order": 1, "use_regex": false});
    for (name, value) in odd.as_object().unwrap() {
        if value == "absent" {
            entry.as_object_mut().unwrap().shift_remove(name);
        } else {
            entry[name] = value.clone();
        }
    }
    let (book, warnings) = repaired(json!({"entries": [entry], "extensions": {}}));
    let places: Vec<(&str, &str)> = warnings.iter().map(|(code, path, _)| (*code, path.as_str())).collect();
    assert_eq!(places, [(code, format!("/b/entries/0/{name}").as_str())]);
    names
        .iter()
        .map(|name| book["entries"][0].get(*name).cloned().unwrap_or_else(|| "absent".into()))
        .collect()
}

#[test]
fn a_sound_book_stays_as_it_is() {
    let book = json!({"name": "n", "scan_depth": 4, "unheard_of": null, "extensions": {"x": null}, "entries": [
        {"keys": ["", " "], "content": "", "extensions": {"y": null}, "enabled": false,
         "insertion_order": -1.5, "use_regex": true, "id": 1.5, "position": "after_char", "other": null},
        {"keys": [], "secondary_keys": ["a"], "content": "c", "extensions": {}, "enabled": true,
         "insertion_order": 0, "use_regex": false, "id": "x", "constant": true, "selective": false,
         "case_sensitive": true, "priority": 3, "name": "", "comment": ""},
    ]});
    assert_eq!(repaired(book.clone()), (book, Vec::new()));
}

#[test]
fn v2_has_no_use_regex() {
    let v2 = json!({"keys": [], "content": "", "extensions": {}, "enabled": true, "insertion_order": 0});
    let (book, warnings) = repaired(json!({"entries": [v2], "extensions": {}}));
    assert_eq!((&book["entries"][0]["use_regex"], warnings.len()), (&json!(false), 0));
}

#[test]
fn entries_as_map() {
    let entry = |order: u64| {
        json!({"keys": [], "content": "", "extensions": {}, "enabled": true, "insertion_order": order,
               "use_regex": false})
    };
    let world = json!({"uid": 3, "key": ["a"], "content": "w", "order": 7});
    let (book, warnings) =
        repaired(json!({"entries": {"10": entry(10), "3": world, "2": entry(2)}, "extensions": {}}));
    let orders: Vec<&Value> =
        book["entries"].as_array().unwrap().iter().map(|entry| &entry["insertion_order"]).collect();
    assert_eq!(orders, [&json!(2), &json!(7), &json!(10)]);
    assert_eq!(book["entries"][1]["keys"], json!(["a"]));
    assert_eq!(warnings, [("entries_as_map", "/b/entries".into(), 1)]);
}

#[test]
fn extensions_missing() {
    for absent in [json!({}), json!({"extensions": null}), json!({"extensions": []})] {
        let mut book = absent.clone();
        book["entries"] = json!([]);
        let (book, warnings) = repaired(book);
        assert_eq!(book["extensions"], json!({}));
        assert_eq!(warnings, [("book_extensions_missing", "/b/extensions".into(), 1)]);
    }
    for odd in [json!({"extensions": "absent"}), json!({"extensions": null}), json!({"extensions": []})] {
        assert_eq!(entry(odd, &["extensions"], "entry_extensions_missing", "extensions"), [json!({})]);
    }
}

#[test]
fn null_fields() {
    let odd = json!({"priority": null, "unheard_of": null});
    let found = entry(odd, &["priority", "unheard_of"], "null_field", "priority");
    assert_eq!(found, [json!("absent"), json!(null)]);
    let (book, warnings) =
        repaired(json!({"entries": [], "extensions": {}, "name": null, "token_budget": null}));
    assert_eq!(book, json!({"entries": [], "extensions": {}}));
    assert_eq!(warnings, [("null_field", "/b/name".into(), 2)]);
}

#[test]
fn keys_that_are_missing() {
    assert_eq!(entry(json!({"keys": "absent"}), &["keys"], "keys_missing", "keys"), [json!([])]);
    assert_eq!(entry(json!({"keys": null}), &["keys"], "keys_missing", "keys"), [json!([])]);
}

#[test]
fn keys_as_text() {
    for (text, keys) in [
        ("a, b", json!(["a", "b"])),
        ("a，b；c;d", json!(["a", "b", "c", "d"])),
        (" a ,, ", json!(["a"])),
        ("", json!([])),
        ("/a,b;c/i", json!(["/a,b;c/i"])),
        ("and/or, b/c", json!(["and/or", "b/c"])),
    ] {
        let found = entry(json!({ "keys": text }), &["keys"], "keys_as_text", "keys");
        assert_eq!(found.first(), Some(&keys), "{text}");
        let odd = json!({ "secondary_keys": text });
        assert_eq!(entry(odd, &["secondary_keys"], "keys_as_text", "secondary_keys"), [keys], "{text}");
    }
}

#[test]
fn key_not_text() {
    let odd = json!({"keys": ["a", 7, 1.5, true, null]});
    let found = entry(odd, &["keys"], "key_not_text", "keys");
    assert_eq!(found, [json!(["a", "7", "1.5", "true", ""])]);
    let odd = json!({"secondary_keys": [2023]});
    let found = entry(odd, &["secondary_keys"], "key_not_text", "secondary_keys");
    assert_eq!(found, [json!(["2023"])]);
}

#[test]
fn content_missing() {
    for odd in [json!({"content": "absent"}), json!({"content": null})] {
        assert_eq!(entry(odd, &["content"], "content_missing", "content"), [json!("")]);
    }
}

#[test]
fn enabled_missing() {
    for odd in [json!({"enabled": "absent"}), json!({"enabled": null})] {
        assert_eq!(entry(odd, &["enabled"], "enabled_missing", "enabled"), [json!(true)]);
    }
}

#[test]
fn insertion_order_missing() {
    for odd in [json!({"insertion_order": "absent"}), json!({"insertion_order": null})] {
        let found = entry(odd, &["insertion_order"], "insertion_order_missing", "insertion_order");
        assert_eq!(found, [json!(100)]);
    }
}

#[test]
fn insertion_order_text() {
    for (text, number) in [("10", "10"), (" -2.50 ", "-2.50"), ("+3", "3"), (".5", "0.5")] {
        let odd = json!({ "insertion_order": text });
        let found = entry(odd, &["insertion_order"], "insertion_order_text", "insertion_order");
        assert_eq!(found[0].to_string(), number, "{text}");
    }
    for text in ["", "first", "NaN", "inf", "1 2"] {
        assert_eq!(number_in(text), None, "{text}");
    }
}

#[test]
fn position_number() {
    for (number, text) in [(json!(0), "before_char"), (json!(1), "after_char"), (json!(4), "after_char")] {
        let odd = json!({"position": number, "extensions": {"x": 1}});
        let found = entry(odd, &["position", "extensions"], "position_number", "position");
        assert_eq!(found, [json!(text), json!({"x": 1, "position": number})]);
    }
    let odd = json!({"position": 0, "extensions": {"position": 4}});
    let found = entry(odd, &["position", "extensions"], "position_number", "position");
    assert_eq!(found, [json!("before_char"), json!({"position": 4})]);
}

#[test]
fn flag_as_text() {
    for name in FLAGS {
        for (odd, flag) in
            [(json!("true"), true), (json!("False"), false), (json!(1), true), (json!(0), false)]
        {
            assert_eq!(entry(json!({ name: odd }), &[name], "flag_as_text", name), [json!(flag)]);
        }
    }
    let mut odd = Map::new();
    odd.insert("enabled".into(), json!("yes"));
    let place = ObjectPlace { book: "", entry: Some(0) };
    super::flag_as_text(&mut odd, "enabled", place, &mut Warnings::default());
    assert_eq!(odd["enabled"], json!("yes"), "what is no flag at all stays, to be refused");
}

#[test]
fn a_book_without_a_list_of_entries_is_empty() {
    for book in [json!({"extensions": {}}), json!({"entries": null, "extensions": {}})] {
        let (book, warnings) = repaired(book);
        assert_eq!(book["entries"], json!([]));
        assert_eq!(warnings, [("entries_missing", String::from("/b/entries"), 1)]);
    }
}
