//! Characters of Agnai.
//!
//! Their persona is a list of attributes in one of several notations, which becomes the description; it is also kept,
//! unless it is one text. `description` is for people and becomes `creator_notes`.

use alloc::format;
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
    let text = sample_chat.replace("\\n", "\n");
    let mut example = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("You:") {
            Some(rest) => {
                example.push_str("{{user}}:");
                example.push_str(rest);
            }
            None => example.push_str(line),
        }
    }
    example
}

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
        "text" => one_text(attributes),
        "wpp" => format!("[character(\"{name}\") {{\n{}}}]", lines(&attributes, wpp)),
        "sbf" => format!("[ character: \"{name}\"{} ]", lines(&attributes, sbf)),
        "boostyle" => format!("{name}{}", lines(&attributes, boostyle)),
        _ => String::from(lines(&attributes, plain).trim_end()),
    })
}

/// A name and its values.
type Attribute = (String, Vec<String>);

fn attributes(persona: &Value) -> Result<Vec<Attribute>, Error> {
    const PATH: &str = "/persona/attributes";
    let map = match persona.get("attributes") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(map)) => map,
        Some(_) => return Err(wrong_type("an object", PATH)),
    };
    let fields = Fields::new(map, PATH);
    map.keys().map(|key| Ok((key.clone(), fields.texts(key)?))).collect()
}

fn one_text(attributes: Vec<Attribute>) -> String {
    let mut texts = attributes.into_iter().filter(|(key, _)| key == "text").flat_map(|(_, texts)| texts);
    texts.next().unwrap_or_default()
}

/// Each attribute with a value, written by `write`.
fn lines(attributes: &[Attribute], write: fn(&str, &[String]) -> String) -> String {
    let valued = attributes.iter().filter(|(_, values)| !values.is_empty());
    valued.map(|(key, values)| write(key, values)).collect()
}

/// W++: `key("value" + "value")`.
fn wpp(key: &str, values: &[String]) -> String {
    format!("{key}(\"{}\")\n", values.join("\" + \""))
}

/// Square bracket format: `; key: "value", "value"`.
fn sbf(key: &str, values: &[String]) -> String {
    format!("; {key}: \"{}\"", values.join("\", \""))
}

/// Boostyle, which has no keys: ` + value + value`.
fn boostyle(_: &str, values: &[String]) -> String {
    format!(" + {}", values.join(" + "))
}

fn plain(key: &str, values: &[String]) -> String {
    format!("{key}: {}\n", values.join(", "))
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
