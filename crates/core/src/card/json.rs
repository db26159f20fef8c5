//! Reads a card from JSON and brings V1 and V2 into the shape of V3.
//!
//! Which version it is follows from `spec` where that is one of the two known values, else from the shape: `data`
//! with a name is V2 or V3, a flat object with a name is V1. Fields that V3 requires and the file lacks are added
//! empty, behind those that it has.

use alloc::string::String;
use alloc::vec;

use serde_json::{Map, Value};

use super::{Card, Container, Format, Import, Spec};
use crate::error::{Error, ErrorKind};
use crate::json::{self, Fields};
use crate::limits::Limits;
use crate::lore::Lorebook;
use crate::warning::{Warning, Warnings};

const V2: &str = "chara_card_v2";
const V3: &str = "chara_card_v3";
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The six texts of V1, in the order of its specification.
const V1_TEXTS: [&str; 6] = ["name", "description", "personality", "scenario", "first_mes", "mes_example"];

/// Texts that V3 requires beyond those of V1.
const V3_TEXTS: [&str; 5] =
    ["creator_notes", "system_prompt", "post_history_instructions", "creator", "character_version"];

/// Lists that V3 requires.
const V3_LISTS: [&str; 3] = ["alternate_greetings", "tags", "group_only_greetings"];

/// Fields of `data` that only V3 has.
const V3_ONLY: [&str; 5] =
    ["group_only_greetings", "creation_date", "modification_date", "assets", "nickname"];

/// Reads a JSON file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Import, Error> {
    let mut warnings = Warnings::default();
    let bytes = without_byte_order_mark(bytes, &mut warnings);
    let looks_like_json = bytes.trim_ascii_start().first() == Some(&b'{');
    if !looks_like_json && bytes.len() <= limits.file_bytes {
        return Err(Error::new(ErrorKind::NotACard).at(0));
    }
    let (card, spec) = card(json::parse_object(bytes, limits)?, limits)?;
    Ok(Import {
        card,
        format: Format { container: Container::Json, spec, chunk: None },
        warnings: warnings.into_vec(),
    })
}

/// Reads a card from a document that was parsed already.
pub(super) fn card(document: Map<String, Value>, limits: &Limits) -> Result<(Card, Spec), Error> {
    let spec = detect(&document)?;
    let base = if spec == Spec::V1 { "" } else { "/data" };
    let document = upgrade(document, spec);
    let card = read_fields(&document, base, limits)?;
    Ok((Card { document, ..card }, spec))
}

/// The typed fields; `base` is where `data` stood in the file.
fn read_fields(document: &Map<String, Value>, base: &str, limits: &Limits) -> Result<Card, Error> {
    // Where `data` is not an object, `upgrade` left it as it is.
    let fields = Fields::of(document.get("data").unwrap_or(&Value::Null), base)?;
    let name = fields.required_text("name")?;
    if name.trim().is_empty() {
        return Err(Error::new(ErrorKind::InvalidValue { expected: "a name" }).in_field(fields.path("name")));
    }
    let book = fields.object("character_book")?;
    Ok(Card {
        name,
        nickname: fields.text("nickname")?,
        description: fields.text("description")?,
        personality: fields.text("personality")?,
        scenario: fields.text("scenario")?,
        first_mes: fields.text("first_mes")?,
        mes_example: fields.text("mes_example")?,
        creator_notes: fields.text("creator_notes")?,
        system_prompt: fields.text("system_prompt")?,
        post_history_instructions: fields.text("post_history_instructions")?,
        alternate_greetings: fields.texts("alternate_greetings")?,
        tags: fields.texts("tags")?,
        character_book: book.map(|book| Lorebook::read(&book, limits)).transpose()?,
        document: Map::new(),
    })
}

fn without_byte_order_mark<'a>(bytes: &'a [u8], warnings: &mut Warnings) -> &'a [u8] {
    let Some(rest) = bytes.strip_prefix(BYTE_ORDER_MARK) else { return bytes };
    warnings.add(Warning::new("byte_order_mark", "the file begins with a byte order mark").at(0));
    rest
}

fn detect(document: &Map<String, Value>) -> Result<Spec, Error> {
    let data = document.get("data");
    match document.get("spec").and_then(Value::as_str) {
        Some(V3) if data.is_some() => return Ok(Spec::V3),
        Some(V2) if data.is_some() => return Ok(Spec::V2),
        Some(V2 | V3) => return Err(Error::new(ErrorKind::MissingField).in_field("/data")),
        _ => {}
    }
    if let Some(data) = data.and_then(Value::as_object).filter(|data| data.contains_key("name")) {
        let is_v3 = V3_ONLY.iter().any(|name| data.contains_key(*name));
        return Ok(if is_v3 { Spec::V3 } else { Spec::V2 });
    }
    let has = |name: &str| document.contains_key(name);
    if has("name") && V1_TEXTS.iter().skip(1).any(|name| has(name)) {
        return Ok(Spec::V1);
    }
    if V1_TEXTS.iter().any(|name| has(name)) {
        let missing = if has("name") { "/description" } else { "/name" };
        return Err(Error::new(ErrorKind::MissingField).in_field(missing));
    }
    Err(Error::new(ErrorKind::NotACard))
}

/// Makes a V3 document of any version. Unknown fields stay where they are.
fn upgrade(mut document: Map<String, Value>, spec: Spec) -> Map<String, Value> {
    if spec != Spec::V1 {
        document.insert("spec".into(), V3.into());
        if spec == Spec::V2 || !document.contains_key("spec_version") {
            document.insert("spec_version".into(), "3.0".into());
        }
        if let Some(data) = document.get_mut("data").and_then(Value::as_object_mut) {
            complete(data);
        }
        return document;
    }
    let known = |name: &str| V1_TEXTS.contains(&name) || V3_TEXTS.contains(&name) || V3_LISTS.contains(&name);
    let (mut data, rest): (Map<_, _>, Map<_, _>) = document.into_iter().partition(|(name, _)| known(name));
    complete(&mut data);
    let head = [
        (String::from("spec"), Value::from(V3)),
        (String::from("spec_version"), Value::from("3.0")),
        (String::from("data"), Value::Object(data)),
    ];
    let rest =
        rest.into_iter().filter(|(name, _)| !matches!(name.as_str(), "spec" | "spec_version" | "data"));
    head.into_iter().chain(rest).collect()
}

fn complete(data: &mut Map<String, Value>) {
    let texts = V1_TEXTS.iter().skip(1).chain(&V3_TEXTS).map(|name| (*name, Value::from("")));
    let lists = V3_LISTS.iter().map(|name| (*name, Value::Array(vec![])));
    for (name, empty) in texts.chain(lists).chain([("extensions", Value::Object(Map::new()))]) {
        let absent = data.get(name).is_none_or(Value::is_null);
        if absent {
            data.insert(name.into(), empty);
        }
    }
}
