//! Persona documents: `id`, `name` and `systemPrompt`, with settings of the model beside them.
//!
//! The personality, an object of `tone`, `style` and `formality`, becomes a sentence and stays as it is beside the
//! settings, under `extensions.cuecard.persona`; the tone is also a hint for showing the character. Settings are checked
//! and never filled in. Profiles of traits are another format, which is not read here.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::{Draft, require_name};
use crate::error::{Error, ErrorKind};
use crate::json::{Fields, wrong_type};

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

pub(super) fn convert(document: Map<String, Value>) -> Result<Map<String, Value>, Error> {
    let tone = check(&document)?;
    let mut draft = Draft::default();
    for (field, value) in document {
        match field.as_str() {
            "name" => draft.put("name", value),
            "systemPrompt" => draft.put("system_prompt", value),
            "description" => draft.put_text("description", &field, value)?,
            "personality" => {
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
        number.as_f64().is_some_and(|number| (0.0..=2.0).contains(&number))
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
    is_valid: impl Fn(&Value) -> bool,
) -> Result<(), Error> {
    match fields.value(name) {
        None => Ok(()),
        Some(value) if !value.is_number() => Err(wrong_type("a number", fields.path(name))),
        Some(value) if is_valid(value) => Ok(()),
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
    let mut sentence = String::new();
    for (index, (name, text)) in parts.iter().enumerate() {
        sentence += &match index {
            0 => format!("The {name} is {text}"),
            _ if index + 1 == parts.len() => format!(" and the {name} {text}"),
            _ => format!(", the {name} {text}"),
        };
    }
    if !sentence.is_empty() {
        sentence.push('.');
    }
    sentence
}

fn finish(mut draft: Draft, tone: Option<String>) -> Map<String, Value> {
    let mut fields = Map::new();
    if let Some(tone) = tone {
        fields.insert("tone".into(), tone.into());
    }
    let rest = core::mem::take(&mut draft.rest);
    fields.insert("persona".into(), Value::Object(rest));
    draft.extend("cuecard", fields);
    draft.finish("persona")
}
