//! Persona documents: `id`, `name` and `systemPrompt`, with settings of the model beside them.
//!
//! The personality, an object of `tone`, `style` and `formality`, becomes a sentence and stays as it is beside the
//! settings, under `extensions.cuecard.persona`; the tone is also a hint for showing the character. Settings are checked
//! and never filled in. Profiles of traits are another format, which is not read here.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Number, Value};

use super::{Draft, require_name};
use crate::error::{Error, ErrorKind};
use crate::json::{Decimal, Fields, wrong_type};

/// True for a document with a `systemPrompt`, or with an `id` and a personality that is an object, and with no field of
/// a card.
pub(super) fn is_persona(document: &Map<String, Value>) -> bool {
    let has = |name: &str| document.contains_key(name);
    let has_parts = document.get("personality").is_some_and(Value::is_object);
    let is_named = has("id") || has("name");
    let is_card = CARD_ONLY.iter().any(|name| has(name));
    is_named && !is_card && (has("systemPrompt") || (has_parts && has("id")))
}

/// Fields that persona documents do not have.
const CARD_ONLY: [&str; 7] =
    ["spec", "scenario", "first_mes", "mes_example", "greeting", "char_name", "entries"];

pub(super) fn convert(
    document: Map<String, Value>,
    mut draft: Draft<'_>,
) -> Result<Map<String, Value>, Error> {
    let tone = check(&document)?;
    for (field, value) in document {
        match field.as_str() {
            "name" => draft.put("name", value),
            "systemPrompt" => draft.put("system_prompt", value),
            "description" => draft.put_text("description", &field, value)?,
            "personality" if !value.is_null() => {
                draft.put("personality", sentence(&value).into());
                draft.keep(field, value);
            }
            _ => draft.keep(field, value),
        }
    }
    Ok(finish(draft, tone))
}

/// Refuses what is missing or makes no sense, and answers with the tone.
fn check(document: &Map<String, Value>) -> Result<Option<String>, Error> {
    let fields = Fields::new(document, "");
    fields.required_text("id")?;
    require_name(document, "name")?;
    fields.required_text("systemPrompt")?;
    fields.optional_text("model")?;
    check_number(&fields, "temperature", "a number from 0 to 2", |number| {
        let number = Decimal::of(number);
        !number.is_negative() && !number.is_above(2)
    })?;
    check_number(&fields, "maxTokens", "a whole number from 1", |number| {
        number.as_u64().is_some_and(|number| number >= 1)
    })?;
    let Some(personality) = fields.object("personality")? else { return Ok(None) };
    for part in PARTS {
        personality.optional_text(part)?;
    }
    personality.optional_text("tone")
}

fn check_number(
    fields: &Fields<'_>,
    name: &str,
    expected: &'static str,
    is_valid: impl Fn(&Number) -> bool,
) -> Result<(), Error> {
    match fields.value(name) {
        None => Ok(()),
        Some(Value::Number(number)) if is_valid(number) => Ok(()),
        Some(value) if !value.is_number() => Err(wrong_type("a number", fields.path(name))),
        Some(_) => Err(Error::new(ErrorKind::InvalidValue { expected }).in_field(fields.path(name))),
    }
}

/// Parts of a personality, in the order of the sentence.
const PARTS: [&str; 3] = ["tone", "style", "formality"];

/// “The tone is warm, the style playful and the formality casual.”
fn sentence(personality: &Value) -> String {
    let part = |name: &&'static str| {
        let text = personality.get(*name)?.as_str()?.trim().trim_end_matches('.');
        (!text.is_empty()).then_some((*name, text))
    };
    let parts: Vec<_> = PARTS.iter().filter_map(part).collect();
    // A text can be as large as the document can be.
    let mut sentence = String::with_capacity(parts.iter().map(|(_, text)| text.len() + 32).sum());
    for (index, (name, text)) in parts.iter().enumerate() {
        sentence.extend(match index {
            0 => ["The ", name, " is ", text],
            _ if index + 1 == parts.len() => [" and the ", name, " ", text],
            _ => [", the ", name, " ", text],
        });
    }
    if !sentence.is_empty() {
        sentence.push('.');
    }
    sentence
}

fn finish(mut draft: Draft<'_>, tone: Option<String>) -> Map<String, Value> {
    let mut fields = Map::new();
    if let Some(tone) = tone {
        fields.insert("tone".into(), tone.into());
    }
    let rest = core::mem::take(&mut draft.rest);
    fields.insert("persona".into(), Value::Object(rest));
    draft.extend("cuecard", fields);
    draft.finish("persona")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::warning::Warnings;

    fn convert(document: Map<String, Value>) -> Result<Map<String, Value>, Error> {
        super::convert(document, Draft::new(&mut Warnings::default()))
    }

    fn document(changes: Value) -> Map<String, Value> {
        let mut document = json!({"id": "p1", "name": "Ada", "systemPrompt": "Be exact."});
        let fields = document.as_object_mut().unwrap();
        let Value::Object(changes) = changes else { panic!("not an object") };
        fields.extend(changes);
        fields.clone()
    }

    #[track_caller]
    fn refused(changes: Value, code: &str, path: &str) {
        let error = convert(document(changes)).unwrap_err();
        assert_eq!((error.code(), error.path()), (code, Some(path)));
    }

    #[test]
    fn what_is_required_is_missed_in_its_order() {
        for (field, path) in [("id", "/id"), ("name", "/name"), ("systemPrompt", "/systemPrompt")] {
            let mut document = document(json!({}));
            document.shift_remove(field);
            assert_eq!(is_persona(&document), field != "systemPrompt");
            let error = convert(document).unwrap_err();
            assert_eq!((error.code(), error.path()), ("missing_field", Some(path)));
        }
        refused(json!({"name": " "}), "invalid_value", "/name");
    }

    #[test]
    fn the_temperature_is_from_0_to_2() {
        for number in [json!(0), json!(0.7), json!(2.0), json!(2)] {
            assert!(convert(document(json!({"temperature": number}))).is_ok());
        }
        for number in [json!(-0.001), json!(2.001)] {
            refused(json!({"temperature": number}), "invalid_value", "/temperature");
        }
        refused(json!({"temperature": "0.7"}), "wrong_type", "/temperature");
    }

    #[test]
    fn the_answer_has_room_for_at_least_one_token() {
        assert!(convert(document(json!({"maxTokens": 1}))).is_ok());
        for number in [json!(0), json!(-1), json!(1.5)] {
            refused(json!({"maxTokens": number}), "invalid_value", "/maxTokens");
        }
        refused(json!({"maxTokens": true}), "wrong_type", "/maxTokens");
    }

    #[test]
    fn texts_are_texts() {
        refused(json!({"id": 1}), "wrong_type", "/id");
        refused(json!({"model": 1}), "wrong_type", "/model");
        refused(json!({"description": []}), "wrong_type", "/description");
        refused(json!({"personality": "kind"}), "wrong_type", "/personality");
        refused(json!({"personality": {"style": 1}}), "wrong_type", "/personality/style");
    }

    #[test]
    fn a_personality_becomes_one_sentence() {
        let cases = [
            (json!({}), ""),
            (json!({"mood": "x", "tone": " "}), ""),
            (json!({"formality": "casual."}), "The formality is casual."),
            (json!({"formality": "low", "tone": "warm"}), "The tone is warm and the formality low."),
            (
                json!({"tone": "warm", "style": "short", "formality": "low"}),
                "The tone is warm, the style short and the formality low.",
            ),
        ];
        for (personality, expected) in cases {
            assert_eq!(sentence(&personality), expected);
        }
    }

    #[test]
    fn nothing_is_filled_in() {
        let card = convert(document(json!({"personality": null, "temperature": null}))).unwrap();
        let expected = json!({
            "name": "Ada",
            "system_prompt": "Be exact.",
            "extensions": {"cuecard": {"persona": {"id": "p1", "personality": null, "temperature": null}}},
        });
        assert_eq!(card.get("data"), Some(&expected));
    }

    #[test]
    fn extensions_of_the_document_stay() {
        let extensions = json!({"x": 1, "cuecard": {"slug": "ada"}});
        let card =
            convert(document(json!({"extensions": extensions, "personality": {"tone": "dry"}}))).unwrap();
        let expected = json!({
            "x": 1,
            "cuecard": {
                "slug": "ada",
                "tone": "dry",
                "persona": {"id": "p1", "personality": {"tone": "dry"}},
            },
        });
        assert_eq!(card["data"]["extensions"], expected);
        let card = convert(document(json!({"extensions": {"cuecard": "odd"}}))).unwrap();
        let expected = json!({"persona": {"id": "p1"}, "cuecard": "odd"});
        assert_eq!(card["data"]["extensions"]["cuecard"], expected);
    }
}
