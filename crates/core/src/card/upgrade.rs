//! Brings a document of V1 or V2 into the shape of V3.
//!
//! Unknown fields stay where they are. What V3 requires and the document lacks is added empty, behind what it has.
//! Three root fields of V1 would be in the way of V3's own: `spec`, `spec_version` and `data`. They are kept in
//! `data.extensions.cuecard.v1`, from where writing V1 takes them back. The other way round, a list of assets that was
//! kept in `extensions.cuecard.assets` of V2 or V1 becomes that of V3 again.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::Spec;
use super::detect::{V2, V3, number_of};
use super::leniency::NULL_FIELD;
use super::write;
use crate::json;
use crate::warning::{Warning, Warnings};

/// The six texts of V1, in the order of its specification.
pub(super) const V1_TEXTS: [&str; 6] =
    ["name", "description", "personality", "scenario", "first_mes", "mes_example"];

/// Texts that V3 requires beyond those of V1.
pub(super) const V3_TEXTS: [&str; 5] =
    ["creator_notes", "system_prompt", "post_history_instructions", "creator", "character_version"];

/// Lists that V3 requires.
pub(super) const V3_LISTS: [&str; 3] = ["alternate_greetings", "tags", "group_only_greetings"];

/// Fields of `data` that only V3 has.
pub(super) const V3_ONLY: [&str; 7] = [
    "assets",
    "creation_date",
    "creator_notes_multilingual",
    "group_only_greetings",
    "modification_date",
    "nickname",
    "source",
];

/// Root fields that V1 and V3 both have, with different meanings.
const CONTESTED: [&str; 3] = ["spec", "spec_version", "data"];

/// Where cuecard keeps what is its own: `extensions.cuecard`, and in it what belongs to V1.
pub(crate) const OWN: &str = "cuecard";
pub(super) const OWN_V1: &str = "v1";
pub(super) const ASSETS: &str = "assets";

const BOOK: &str = "character_book";
const EXTENSIONS: &str = "extensions";

/// Whether a field at the root is the book of the card. V1 has none, but files of all versions have one there.
fn is_book(name: &str, value: &Value) -> bool {
    name == BOOK && value.is_object()
}

/// What older writers of SillyTavern put where no note was.
const NO_NOTE: &str = "Creator's notes go here.";

const FIELDS_AT_ROOT: Warning =
    Warning::new("fields_at_root", "fields that `data` lacks were taken from the root of the document");
const SPEC_VERSION_MISSING: Warning = Warning::new("spec_version_missing", "`spec_version` is missing");
const SPEC_VERSION_NUMBER: Warning = Warning::new("spec_version_number", "`spec_version` is not a text");
const NEWER_SPEC_VERSION: Warning =
    Warning::new("newer_spec_version", "the card is of a newer version than 3.0");
const V3_FIELDS_IN_V2: Warning =
    Warning::new("v3_fields_in_v2", "the card says that it is V2 and has fields of V3");
const SPEC_VERSION_MISMATCH: Warning =
    Warning::new("spec_version_mismatch", "`spec_version` is not one of `spec`, which counts");
const UNKNOWN_SPEC: Warning =
    Warning::new("unknown_spec", "`spec` is not one that is known, so that the fields say what the card is");
const CREATOR_COMMENT: Warning =
    Warning::new("creator_comment", "the note of the creator was taken from `creatorcomment`");

/// Makes a V3 document of a document of V1.
pub(super) fn from_v1(document: Map<String, Value>, warnings: &mut Warnings) -> Map<String, Value> {
    let is_known =
        |name: &str| V1_TEXTS.contains(&name) || V3_TEXTS.contains(&name) || V3_LISTS.contains(&name);
    let is_of_data = |name: &str, value: &Value| is_known(name) || is_book(name, value);
    let (mut data, rest): (Map<_, _>, Map<_, _>) =
        document.into_iter().partition(|(name, value)| is_of_data(name, value));
    let (contested, mut rest): (Map<_, _>, Map<_, _>) =
        rest.into_iter().partition(|(name, _)| is_contested(name));
    creator_comment(&mut data, &rest, warnings);
    complete(&mut data, "", warnings);
    if let Some(assets) = take_assets(&mut rest) {
        data.insert(ASSETS.into(), assets);
        if rest.get(EXTENSIONS).and_then(Value::as_object).is_some_and(Map::is_empty) {
            rest.shift_remove(EXTENSIONS);
        }
    }
    if !contested.is_empty() {
        insert_own(&mut data, OWN_V1, Value::Object(contested));
    }
    let head = [("spec", V3.into()), ("spec_version", "3.0".into()), ("data", Value::Object(data))];
    head.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(rest).collect()
}

/// Programs made up their own; some of those cards are V1.
pub(super) fn unknown_spec(document: &Map<String, Value>, warnings: &mut Warnings) {
    let spec = document.get("spec").filter(|spec| !spec.is_null());
    if spec.is_some() && !has_known_spec(document) {
        warnings.add_in_field(UNKNOWN_SPEC, "", "spec");
    }
}

fn has_known_spec(document: &Map<String, Value>) -> bool {
    matches!(document.get("spec").and_then(Value::as_str), Some(V2 | V3))
}

/// V2 has versions from 2 and V3 from 3 on. Where the fields say what the card is, no version can be wrong.
fn spec_version_mismatch(document: &Map<String, Value>, spec: Spec, warnings: &mut Warnings) {
    let Some(version) = document.get("spec_version").filter(|version| !version.is_null()) else { return };
    let is_of_spec = number_of(version)
        .is_some_and(|version| version.is_at_least(2) && version.is_at_least(3) == (spec == Spec::V3));
    if has_known_spec(document) && !is_of_spec {
        warnings.add_in_field(SPEC_VERSION_MISMATCH, "", "spec_version");
    }
}

/// Makes a V3 document of one that has `data`. What is missing in it is added after its repair, by [`complete`].
pub(super) fn from_data(document: &mut Map<String, Value>, spec: Spec, warnings: &mut Warnings) {
    let version = document.get("spec_version").filter(|version| !version.is_null());
    if version.is_none() {
        warnings.add_in_field(SPEC_VERSION_MISSING, "", "spec_version");
    } else if version.is_some_and(|version| !version.is_string()) {
        warnings.add_in_field(SPEC_VERSION_NUMBER, "", "spec_version");
    }
    let newer = version
        .filter(|version| spec == Spec::V3 && number_of(version).is_some_and(|version| version.is_above(3)));
    let kept =
        newer.map(|version| version.as_str().map_or_else(|| json::to_text(version), ToOwned::to_owned));
    if kept.is_some() {
        warnings.add_in_field(NEWER_SPEC_VERSION, "", "spec_version");
    }
    spec_version_mismatch(document, spec, warnings);
    document.insert("spec".into(), V3.into());
    document.insert("spec_version".into(), kept.unwrap_or_else(|| "3.0".to_owned()).into());
    fields_at_root(document, warnings);
    let Some(data) = document.get_mut("data").and_then(Value::as_object_mut) else { return };
    if spec == Spec::V2 {
        v3_fields_in_v2(data, warnings);
        write::remove_note(data);
        if !data.contains_key(ASSETS)
            && let Some(assets) = take_assets(data)
        {
            data.insert(ASSETS.into(), assets);
        }
    }
}

/// The list of assets that [`insert_own`] put into `extensions` of an older version.
fn take_assets(object: &mut Map<String, Value>) -> Option<Value> {
    let extensions = object.get_mut(EXTENSIONS)?.as_object_mut()?;
    let own = extensions.get_mut(OWN)?.as_object_mut()?;
    if !own.get(ASSETS)?.is_array() {
        return None;
    }
    let assets = own.shift_remove(ASSETS);
    if own.is_empty() {
        extensions.shift_remove(OWN);
    }
    assets
}

/// Some files have each field at the root and in `data`, and some of them only at the root. `data` wins.
fn fields_at_root(document: &mut Map<String, Value>, warnings: &mut Warnings) {
    let is_absent = |data: &Map<String, Value>, name: &str| data.get(name).is_none_or(Value::is_null);
    let names = V1_TEXTS.iter().chain(&V3_TEXTS).chain(&V3_LISTS).chain(&[BOOK]);
    let Some(data) = document.get("data").and_then(Value::as_object) else { return };
    let missing = names.filter(|name| is_absent(data, name)).filter_map(|name| {
        let value = document.get(*name).filter(|value| !value.is_null())?;
        (*name != BOOK || is_book(name, value)).then(|| (*name, value.clone()))
    });
    let missing: Vec<(&str, Value)> = missing.collect();
    let Some(data) = document.get_mut("data").and_then(Value::as_object_mut) else { return };
    for (name, value) in missing {
        warnings.add_in_field(FIELDS_AT_ROOT, "", name);
        data.insert(name.to_owned(), value);
    }
}

fn v3_fields_in_v2(data: &Map<String, Value>, warnings: &mut Warnings) {
    if let Some(name) = V3_ONLY.iter().find(|name| data.contains_key(**name)) {
        warnings.add_in_field(V3_FIELDS_IN_V2, "/data", name);
    }
}

/// The note of early SillyTavern.
fn creator_comment(data: &mut Map<String, Value>, rest: &Map<String, Value>, warnings: &mut Warnings) {
    let comment = rest.get("creatorcomment").and_then(Value::as_str);
    let Some(comment) = comment.filter(|comment| !comment.is_empty() && *comment != NO_NOTE) else { return };
    if data.get("creator_notes").is_none_or(Value::is_null) {
        data.insert("creator_notes".into(), comment.into());
        warnings.add_in_field(CREATOR_COMMENT, "", "creatorcomment");
    }
}

/// Adds what V3 requires to `data`, which stands at `path` of the file.
pub(super) fn complete(data: &mut Map<String, Value>, path: &str, warnings: &mut Warnings) {
    let texts = V1_TEXTS.iter().skip(1).chain(&V3_TEXTS).map(|name| (*name, Value::from("")));
    let lists = V3_LISTS.iter().map(|name| (*name, Value::Array(Vec::new())));
    // V3 lets the dates be absent, but strict readers do not; 0 says that they are not known.
    let rest = [
        ("extensions", Value::Object(Map::new())),
        ("creation_date", 0.into()),
        ("modification_date", 0.into()),
    ];
    for (name, empty) in texts.chain(lists).chain(rest) {
        match data.get(name) {
            Some(Value::Null) => warnings.add_in_field(NULL_FIELD, path, name),
            Some(_) => continue,
            None => {}
        }
        data.insert(name.into(), empty);
    }
}

/// Puts a value into `extensions.cuecard` of a card: of `data`, or of the root of V1.
pub(super) fn insert_own(data: &mut Map<String, Value>, name: &str, value: Value) {
    if let Some(extensions) = object_in(data, EXTENSIONS) {
        put_own(extensions, name, value);
    }
}

/// Puts a value into the part of `extensions` that is cuecard's. One that is no object is replaced.
pub(crate) fn put_own(extensions: &mut Map<String, Value>, name: &str, value: Value) {
    if let Some(own) = object_in(extensions, OWN) {
        own.insert(name.to_owned(), value);
    }
}

/// The object in a field, made where there is none: never `None`.
fn object_in<'a>(map: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Map<String, Value>> {
    let value = map.entry(name.to_owned()).or_insert(Value::Null);
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut()
}

/// Whether a root field means something else in V3 than in V1.
pub(super) fn is_contested(name: &str) -> bool {
    CONTESTED.contains(&name)
}
