//! Characters of Agnai.
//!
//! Their persona is a list of attributes in one of several notations, which becomes the description; it is also kept,
//! unless it is one text. `description` is for people and becomes `creator_notes`.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::{Draft, require_name};
use crate::error::Error;
use crate::json::{Fields, wrong_type};
use crate::lore;

/// True for `kind: "character"`, and where the persona or the names of the texts leave no doubt.
pub(super) fn is_agnai(document: &Map<String, Value>) -> bool {
    let has_attributes = |persona: &Value| persona.get("attributes").is_some_and(Value::is_object);
    let has = |name: &str| document.contains_key(name);
    document.get("kind").and_then(Value::as_str) == Some("character")
        || document.get("persona").is_some_and(has_attributes)
        || (has("name") && has("persona") && has("greeting") && has("sampleChat"))
}

pub(super) fn convert(
    document: Map<String, Value>,
    mut draft: Draft<'_>,
) -> Result<Map<String, Value>, Error> {
    let name = require_name(&document, "name")?;
    for (field, value) in document {
        if let Some((_, to)) = TEXTS.iter().find(|(from, _)| *from == field) {
            draft.put_text(to, &field, value)?;
            continue;
        }
        match field.as_str() {
            "sampleChat" => put_sample_chat(&mut draft, value)?,
            "persona" => put_persona(&mut draft, value, &name)?,
            "tags" => draft.put_texts("tags", &field, value)?,
            "alternateGreetings" => draft.put_texts("alternate_greetings", &field, value)?,
            "characterBook" if value.is_null() => draft.null_field(&field),
            "characterBook" => draft.put("character_book", book_of(value)),
            _ => draft.keep(field, value),
        }
    }
    Ok(draft.finish("agnai"))
}

/// Names of texts in Agnai, and in V3.
const TEXTS: [(&str, &str); 8] = [
    ("name", "name"),
    ("greeting", "first_mes"),
    ("scenario", "scenario"),
    ("description", "creator_notes"),
    ("systemPrompt", "system_prompt"),
    ("postHistoryInstructions", "post_history_instructions"),
    ("creator", "creator"),
    ("characterVersion", "character_version"),
];

/// What is no object is left for the reader of books, which refuses it.
fn book_of(value: Value) -> Value {
    match value {
        Value::Object(book) => Value::Object(lore::agnai_book(book)),
        value => value,
    }
}

fn put_sample_chat(draft: &mut Draft<'_>, value: Value) -> Result<(), Error> {
    match value {
        Value::String(text) => draft.put_text("mes_example", "sampleChat", example_of(&text).into()),
        value => draft.put_text("mes_example", "sampleChat", value),
    }
}

/// Sample chats write a line end as `\n` and the person who chats as `You`.
fn example_of(sample_chat: &str) -> String {
    let room = sample_chat.matches("You:").count() * USER.len();
    let mut example = String::with_capacity(sample_chat.len() + room);
    for (index, part) in sample_chat.split("\\n").enumerate() {
        if index > 0 {
            example.push('\n');
        }
        for line in part.split_inclusive('\n') {
            match line.strip_prefix("You:") {
                Some(rest) => example.extend([USER, rest]),
                None => example.push_str(line),
            }
        }
    }
    example
}

const USER: &str = "{{user}}:";

fn put_persona(draft: &mut Draft<'_>, value: Value, name: &str) -> Result<(), Error> {
    if !value.is_object() {
        return draft.put_text("description", "persona", value);
    }
    draft.put("description", description(&value, name)?.into());
    if !is_one_text(&value) {
        draft.keep("persona".into(), value);
    }
    Ok(())
}

/// True where the description holds all of the persona.
fn is_one_text(persona: &Value) -> bool {
    let length = |value: &Value| value.as_object().map_or(0, Map::len);
    let attributes = persona.get("attributes").unwrap_or(&Value::Null);
    let texts = attributes.get("text").and_then(Value::as_array).map_or(0, Vec::len);
    (length(persona), length(attributes), texts) == (2, 1, 1)
        && persona.get("kind").and_then(Value::as_str) == Some("text")
}

/// The attributes as a text, in the notation that the persona names.
fn description(persona: &Value, name: &str) -> Result<String, Error> {
    let kind = Fields::of(persona, "/persona")?.optional_text("kind")?.unwrap_or_default();
    let attributes = attributes(persona)?;
    Ok(match kind.as_str() {
        "text" => one_text(&attributes).into(),
        "wpp" => lines(&attributes, &WPP, ["[character(\"", name, "\") {\n"], "}]"),
        "sbf" => lines(&attributes, &SBF, ["[ character: \"", name, "\""], " ]"),
        "boostyle" => lines(&attributes, &BOOSTYLE, ["", name, ""], ""),
        _ => {
            let mut text = lines(&attributes, &PLAIN, [""; 3], "");
            text.truncate(text.trim_end().len());
            text
        }
    })
}

/// A name and its values.
type Attribute<'a> = (&'a str, Vec<&'a str>);

fn attributes(persona: &Value) -> Result<Vec<Attribute<'_>>, Error> {
    const PATH: &str = "/persona/attributes";
    let map = match persona.get("attributes") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(map)) => map,
        Some(_) => return Err(wrong_type("an object", PATH)),
    };
    let fields = Fields::new(map, PATH);
    map.keys().map(|key| Ok((key.as_str(), fields.texts_in_place(key)?))).collect()
}

fn one_text<'a>(attributes: &[Attribute<'a>]) -> &'a str {
    let mut texts = attributes.iter().filter(|(key, _)| *key == "text").flat_map(|(_, texts)| texts);
    texts.next().copied().unwrap_or_default()
}

/// How an attribute is written: its key, unless the notation has none, and its values.
struct Notation {
    before: &'static str,
    has_key: bool,
    open: &'static str,
    between: &'static str,
    close: &'static str,
}

/// W++: `key("value" + "value")`.
const WPP: Notation = Notation { before: "", has_key: true, open: "(\"", between: "\" + \"", close: "\")\n" };

/// Square bracket format: `; key: "value", "value"`.
const SBF: Notation = Notation { before: "; ", has_key: true, open: ": \"", between: "\", \"", close: "\"" };

/// Boostyle, which has no keys: ` + value + value`.
const BOOSTYLE: Notation = Notation { before: " + ", has_key: false, open: "", between: " + ", close: "" };

const PLAIN: Notation = Notation { before: "", has_key: true, open: ": ", between: ", ", close: "\n" };

/// What stands around an attribute and between its values takes less.
const AROUND_BYTES: usize = 10;

/// Each attribute with a value, between `head` and `end`. The text is as large as the document can be, and is made in
/// one piece.
fn lines(attributes: &[Attribute<'_>], notation: &Notation, head: [&str; 3], end: &str) -> String {
    let texts = attributes.iter().flat_map(|(key, values)| values.iter().chain([key]));
    let fixed = head.iter().map(|part| part.len()).sum::<usize>() + end.len();
    let mut out = String::with_capacity(fixed + texts.map(|text| text.len() + AROUND_BYTES).sum::<usize>());
    out.extend(head);
    for (key, values) in attributes.iter().filter(|(_, values)| !values.is_empty()) {
        out.extend([notation.before, if notation.has_key { key } else { "" }, notation.open]);
        for (index, value) in values.iter().enumerate() {
            out.extend([if index > 0 { notation.between } else { "" }, value]);
        }
        out.push_str(notation.close);
    }
    out.push_str(end);
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::warning::Warnings;

    fn convert(document: Map<String, Value>) -> Result<Map<String, Value>, Error> {
        super::convert(document, Draft::new(&mut Warnings::default()))
    }

    fn persona(kind: &str) -> Value {
        json!({"kind": kind, "attributes": {"mind": ["exact", "bold"], "none": [], "body": ["tall"]}})
    }

    #[test]
    fn each_notation_of_a_persona_has_its_text() {
        let cases = [
            ("wpp", "[character(\"Ada\") {\nmind(\"exact\" + \"bold\")\nbody(\"tall\")\n}]"),
            ("sbf", "[ character: \"Ada\"; mind: \"exact\", \"bold\"; body: \"tall\" ]"),
            ("boostyle", "Ada + exact + bold + tall"),
            ("attributes", "mind: exact, bold\nbody: tall"),
            ("something new", "mind: exact, bold\nbody: tall"),
            ("text", ""),
        ];
        for (kind, expected) in cases {
            assert_eq!(description(&persona(kind), "Ada").unwrap(), expected, "{kind}");
        }
        let text = json!({"kind": "text", "attributes": {"x": ["no"], "text": ["One.", "Two."]}});
        assert_eq!(description(&text, "Ada").unwrap(), "One.");
        assert_eq!(description(&json!({}), "Ada").unwrap(), "");
    }

    #[test]
    fn a_persona_is_kept_unless_its_text_is_all_of_it() {
        let kept = |persona: Value| {
            let document = json!({"kind": "character", "name": "Ada", "persona": persona});
            let card = convert(document.as_object().unwrap().clone()).unwrap();
            card["data"]["extensions"]["agnai"].get("persona").is_some()
        };
        assert!(!kept(json!({"kind": "text", "attributes": {"text": ["One."]}})));
        assert!(!kept(json!("One.")));
        assert!(kept(json!({"kind": "text", "attributes": {"text": ["One.", "Two."]}})));
        assert!(kept(json!({"kind": "text", "attributes": {"text": ["One."], "x": []}})));
        assert!(kept(json!({"kind": "text", "attributes": {"text": ["One."]}, "x": 1})));
        assert!(kept(persona("wpp")));
    }

    #[test]
    fn sample_chats_become_examples() {
        assert_eq!(
            example_of("You: Hm?\\nAda: You: no.\nYou: Yes.\r\n You: so"),
            "{{user}}: Hm?\nAda: You: no.\n{{user}}: Yes.\r\n You: so"
        );
        assert_eq!(example_of(""), "");
    }

    #[test]
    fn a_value_of_another_type_is_refused_with_its_place() {
        let cases = [
            (json!({"greeting": 1}), "/greeting"),
            (json!({"sampleChat": []}), "/sampleChat"),
            (json!({"tags": "a"}), "/tags"),
            (json!({"alternateGreetings": ["a", 1]}), "/alternateGreetings/1"),
            (json!({"persona": 1}), "/persona"),
            (json!({"persona": {"kind": 1}}), "/persona/kind"),
            (json!({"persona": {"attributes": []}}), "/persona/attributes"),
            (json!({"persona": {"attributes": {"a/b": "x"}}}), "/persona/attributes/a~1b"),
            (json!({"persona": {"attributes": {"a": ["x", 2]}}}), "/persona/attributes/a/1"),
        ];
        for (changes, path) in cases {
            let mut document = json!({"kind": "character", "name": "Ada"}).as_object().unwrap().clone();
            document.extend(changes.as_object().unwrap().clone());
            let error = convert(document).unwrap_err();
            assert_eq!((error.code(), error.path()), ("wrong_type", Some(path)));
        }
    }
}
