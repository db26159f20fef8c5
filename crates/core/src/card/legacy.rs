//! Characters that are not cards of V1, V2 or V3: text-generation-webui, Pygmalion, Agnai and persona documents.
//!
//! Each is mapped to a document of V3. Texts move as they are, in the order of the document; fields without a place in
//! V3 are kept under `data.extensions`. What V3 requires and the document lacks is left to the upgrade of cards. Errors
//! name fields of the document that was read.
//!
//! Nothing is copied that was not measured: the parsers bound the document, and each mapping is linear in it.

mod agnai;
mod persona;

use alloc::format;
use alloc::string::String;

use serde_json::{Map, Value};

use super::Spec;
use super::leniency::NULL_FIELD;
use crate::error::{Error, ErrorKind};
use crate::json::{Fields, wrong_type};
use crate::warning::Warnings;

/// A format that is not a version of the card specification.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Legacy {
    /// A character of Agnai: `kind`, `persona`, `greeting`, `sampleChat`.
    Agnai,
    /// A persona document: `id`, `name`, `systemPrompt`.
    Persona,
    /// A character of Pygmalion's tools: `char_name`, `char_persona`, `char_greeting`.
    Pygmalion,
    /// A character of text-generation-webui: `name`, `context`, `greeting`.
    TextGenerationWebUi,
}

impl From<Legacy> for Spec {
    fn from(legacy: Legacy) -> Self {
        match legacy {
            Legacy::Agnai => Self::Agnai,
            Legacy::Persona => Self::Persona,
            Legacy::Pygmalion => Self::Pygmalion,
            Legacy::TextGenerationWebUi => Self::TextGenerationWebUi,
        }
    }
}

/// Which of the formats a document is of. The rules are strict enough to ask before V1, and two need that: documents of
/// Agnai and persona documents have `name` and `description` too.
pub(super) fn detect(document: &Map<String, Value>) -> Option<Legacy> {
    let has = |name: &str| document.contains_key(name);
    let is_v1 = has("name") && V1_ONLY.iter().any(|name| has(name));
    if agnai::is_agnai(document) {
        Some(Legacy::Agnai)
    } else if persona::is_persona(document) {
        Some(Legacy::Persona)
    } else if is_v1 || has("entries") {
        None
    } else if PYGMALION_ONLY.iter().any(|name| has(name)) {
        Some(Legacy::Pygmalion)
    } else if (has("name") && (has("context") || has("greeting"))) || (has("context") && has("greeting")) {
        Some(Legacy::TextGenerationWebUi)
    } else {
        None
    }
}

/// The document as V3.
pub(super) fn convert(
    document: Map<String, Value>,
    legacy: Legacy,
    warnings: &mut Warnings,
) -> Result<Map<String, Value>, Error> {
    let draft = Draft::new(warnings);
    match legacy {
        Legacy::Agnai => agnai::convert(document, draft),
        Legacy::Persona => persona::convert(document, draft),
        Legacy::Pygmalion => {
            let name = pygmalion_name(&document);
            simple(document, draft, name, &PYGMALION, "pygmalion")
        }
        Legacy::TextGenerationWebUi => simple(document, draft, "name", &WEB_UI, "text_generation_web_ui"),
    }
}

/// Fields that tell V1 from the formats here, where a name is there too.
const V1_ONLY: [&str; 5] = ["description", "personality", "scenario", "first_mes", "mes_example"];

const PYGMALION_ONLY: [&str; 4] = ["char_name", "char_persona", "char_greeting", "world_scenario"];

/// Names of texts in a format, and in V3.
type Texts = [(&'static str, &'static str)];

const PYGMALION: [(&str, &str); 4] = [
    ("char_persona", "description"),
    ("char_greeting", "first_mes"),
    ("example_dialogue", "mes_example"),
    ("world_scenario", "scenario"),
];

const WEB_UI: [(&str, &str); 3] =
    [("context", "description"), ("greeting", "first_mes"), ("example_dialogue", "mes_example")];

/// Which of two fields holds the name.
fn pygmalion_name(document: &Map<String, Value>) -> &'static str {
    let named =
        |field: &str| document.get(field).and_then(Value::as_str).is_some_and(|name| !name.trim().is_empty());
    if named("name") && !named("char_name") { "name" } else { "char_name" }
}

/// Maps a format that consists of texts.
fn simple(
    document: Map<String, Value>,
    mut draft: Draft<'_>,
    name: &'static str,
    texts: &Texts,
    format: &'static str,
) -> Result<Map<String, Value>, Error> {
    require_name(&document, name)?;
    for (field, value) in document {
        match texts.iter().find(|(from, _)| *from == field) {
            _ if field == name => draft.put("name", value),
            Some((_, to)) => draft.put_text(to, &field, value)?,
            None => draft.keep(field, value),
        }
    }
    Ok(draft.finish(format))
}

/// The name, which no character goes without.
fn require_name(document: &Map<String, Value>, field: &str) -> Result<String, Error> {
    let fields = Fields::new(document, "");
    let name = fields.required_text(field)?;
    if name.trim().is_empty() {
        return Err(Error::new(ErrorKind::InvalidValue { expected: "a name" }).in_field(fields.path(field)));
    }
    Ok(name)
}

/// A document of V3 in the making.
#[derive(Debug)]
struct Draft<'a> {
    data: Map<String, Value>,
    extensions: Map<String, Value>,
    /// What V3 has no place for.
    rest: Map<String, Value>,
    warnings: &'a mut Warnings,
}

impl<'a> Draft<'a> {
    fn new(warnings: &'a mut Warnings) -> Self {
        Self { data: Map::new(), extensions: Map::new(), rest: Map::new(), warnings }
    }

    /// Leaves a field out that is `null`.
    fn null_field(&mut self, field: &str) {
        self.warnings.add_in_field(NULL_FIELD, "", field);
    }

    fn put(&mut self, to: &str, value: Value) {
        self.data.insert(to.into(), value);
    }

    /// Puts a text; `null` counts as absent.
    fn put_text(&mut self, to: &str, field: &str, value: Value) -> Result<(), Error> {
        match value {
            Value::Null => self.null_field(field),
            Value::String(_) => self.put(to, value),
            _ => return Err(wrong_type("text", format!("/{field}"))),
        }
        Ok(())
    }

    /// Puts a list of texts; `null` counts as absent.
    fn put_texts(&mut self, to: &str, field: &str, value: Value) -> Result<(), Error> {
        match &value {
            Value::Null => {
                self.null_field(field);
                return Ok(());
            }
            Value::Array(items) => {
                if let Some(index) = items.iter().position(|item| !item.is_string()) {
                    return Err(wrong_type("text", format!("/{field}/{index}")));
                }
            }
            _ => return Err(wrong_type("a list", format!("/{field}"))),
        }
        self.put(to, value);
        Ok(())
    }

    /// Keeps a field without a place in V3. Extensions have one.
    fn keep(&mut self, field: String, value: Value) {
        match value {
            Value::Object(map) if field == "extensions" => self.extensions = map,
            value => {
                self.rest.insert(field, value);
            }
        }
    }

    /// The document, with the rest in `extensions` under the name of the format.
    fn finish(mut self, format: &'static str) -> Map<String, Value> {
        let rest = core::mem::take(&mut self.rest);
        self.extend(format, rest);
        let mut data = self.data;
        if !self.extensions.is_empty() {
            data.insert("extensions".into(), Value::Object(self.extensions));
        }
        let mut document = Map::new();
        document.insert("spec".into(), "chara_card_v3".into());
        document.insert("spec_version".into(), "3.0".into());
        document.insert("data".into(), Value::Object(data));
        document
    }

    /// Adds fields to an extension. One that is not an object stays, as a field of that which it becomes.
    fn extend(&mut self, name: &'static str, mut fields: Map<String, Value>) {
        if fields.is_empty() {
            return;
        }
        match self.extensions.get_mut(name) {
            None => {
                self.extensions.insert(name.into(), Value::Object(fields));
            }
            Some(Value::Object(known)) => known.extend(fields),
            Some(other) => {
                fields.insert(name.into(), other.take());
                *other = Value::Object(fields);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn formats_are_told_apart() {
        let cases = [
            (json!({"name": "A", "context": "b"}), Some(Legacy::TextGenerationWebUi)),
            (
                json!({"name": "A", "greeting": "b", "example_dialogue": ""}),
                Some(Legacy::TextGenerationWebUi),
            ),
            (json!({"context": "b", "greeting": "c"}), Some(Legacy::TextGenerationWebUi)),
            (json!({"char_name": "A"}), Some(Legacy::Pygmalion)),
            (json!({"name": "A", "world_scenario": "b", "greeting": "c"}), Some(Legacy::Pygmalion)),
            (json!({"kind": "character", "name": "A", "description": ""}), Some(Legacy::Agnai)),
            (json!({"name": "A", "persona": {"attributes": {}}, "scenario": ""}), Some(Legacy::Agnai)),
            (
                json!({"name": "A", "persona": "b", "greeting": "", "scenario": "", "sampleChat": ""}),
                Some(Legacy::Agnai),
            ),
            (json!({"id": "a", "name": "A", "systemPrompt": "b", "description": "c"}), Some(Legacy::Persona)),
            (json!({"id": "a", "name": "A", "personality": {}}), Some(Legacy::Persona)),
        ];
        for (document, expected) in cases {
            assert_eq!(detect(&object(document.clone())), expected, "{document}");
        }
    }

    #[test]
    fn other_documents_are_none_of_them() {
        for document in [
            json!({}),
            json!({"name": "A"}),
            json!({"context": "of an instruction template", "user": "b"}),
            json!({"kind": "memory", "name": "A", "entries": []}),
            json!({"name": "A", "context": "b", "entries": []}),
            json!({"systemPrompt": "b"}),
            json!({"name": "A", "description": "b", "first_mes": "c", "systemPrompt": "d"}),
            json!({"name": "A", "description": "b", "char_name": "A", "char_persona": "b"}),
            json!({"name": "A", "personality": "b", "context": "c", "greeting": "d"}),
            json!({"id": "a", "name": "A", "traits": {"openness": 0.8}, "values": [], "style": {}}),
        ] {
            assert_eq!(detect(&object(document.clone())), None, "{document}");
        }
    }

    #[test]
    fn a_name_is_required() {
        for (document, legacy, code, path) in [
            (json!({"context": "b"}), Legacy::TextGenerationWebUi, "missing_field", "/name"),
            (json!({"name": "\t", "context": "b"}), Legacy::TextGenerationWebUi, "invalid_value", "/name"),
            (json!({"char_persona": "b"}), Legacy::Pygmalion, "missing_field", "/char_name"),
            (json!({"char_name": 1}), Legacy::Pygmalion, "wrong_type", "/char_name"),
            (json!({"kind": "character"}), Legacy::Agnai, "missing_field", "/name"),
            (json!({"id": "a", "systemPrompt": "b"}), Legacy::Persona, "missing_field", "/name"),
        ] {
            let error = convert(object(document.clone()), legacy, &mut Warnings::default()).unwrap_err();
            assert_eq!((error.code(), error.path()), (code, Some(path)), "{document}");
        }
    }

    #[test]
    fn the_other_name_is_taken_where_the_first_is_empty() {
        let both = json!({"char_name": "A", "name": "B", "char_persona": null});
        let card = convert(object(both), Legacy::Pygmalion, &mut Warnings::default()).unwrap();
        assert_eq!(card["data"], json!({"name": "A", "extensions": {"pygmalion": {"name": "B"}}}));
        let second = json!({"char_name": "", "name": "B"});
        let card = convert(object(second), Legacy::Pygmalion, &mut Warnings::default()).unwrap();
        assert_eq!(card["data"], json!({"name": "B", "extensions": {"pygmalion": {"char_name": ""}}}));
    }
}
