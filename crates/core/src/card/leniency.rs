//! What card files get wrong in fields that the specification knows, and how it is put right.
//!
//! Each oddity has one function here, named as its warning is. A field is only touched where its value is not of the
//! type that V3 asks for; what has no reading at all is left for the reader of the fields, which refuses it by name.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Number, Value};

use super::upgrade::{V1_TEXTS, V3_LISTS, V3_TEXTS, insert_own};
use crate::json::{self, Decimal};
use crate::lore;
use crate::warning::{Warning, Warnings};

const NUMBER_AS_TEXT: Warning = Warning::new("number_as_text", "a number or truth value became a text");
const LIST_AS_TEXT: Warning = Warning::new("list_as_text", "a single text became a list");
const TAGS_AS_TEXT: Warning = Warning::new("tags_as_text", "tags in one text were split at its commas");
const LIST_MEMBER: Warning =
    Warning::new("list_member", "a member of a list that is no text was made one or left out");
const BOOK_NULL: Warning = Warning::new("book_null", "a lorebook that is `null` was left out");
const EXTENSIONS_NOT_OBJECT: Warning =
    Warning::new("extensions_not_object", "extensions that are an empty list or text became an empty object");
pub(super) const NULL_FIELD: Warning = Warning::new("null_field", "a field that is `null` counts as absent");
const DATE_IN_MILLISECONDS: Warning =
    Warning::new("date_in_milliseconds", "a date in milliseconds became seconds");
const DATE_NEGATIVE: Warning = Warning::new("date_negative", "a date before 1970 was left out");
const DATE_AS_TEXT: Warning = Warning::new("date_as_text", "a date in words became seconds");
const DATE_UNREADABLE: Warning =
    Warning::new("date_unreadable", "a date that cannot be read was moved to extensions.cuecard");
const ASSET_INCOMPLETE: Warning =
    Warning::new("asset_incomplete", "an asset lacks a field that it has to have");

/// Optional fields for which `null` says the same as nothing.
const OPTIONAL: [&str; 4] = ["nickname", "assets", "source", "creator_notes_multilingual"];

/// Dates beyond this are in milliseconds: as seconds it would be the year 2286.
const LAST_SECOND: i64 = 10_000_000_000;

/// Puts right what can be, in `data`, which stands at `path` of the file.
pub(super) fn repair(data: &mut Map<String, Value>, path: &str, warnings: &mut Warnings) {
    for name in V1_TEXTS.iter().chain(&V3_TEXTS).chain(&["nickname"]) {
        number_as_text(data, name, path, warnings);
    }
    tags_as_text(data, path, warnings);
    for name in V3_LISTS.iter().chain(&["source"]) {
        list_as_text(data, name, path, warnings);
        list_member(data, name, path, warnings);
    }
    extensions_not_object(data, path, warnings);
    for name in ["creation_date", "modification_date"] {
        date(data, name, path, warnings);
    }
    for name in OPTIONAL {
        null_field(data, name, path, warnings);
    }
    asset_incomplete(data, path, warnings);
    book_null(data, path, warnings);
    if let Some(Value::Object(book)) = data.get_mut("character_book") {
        lore::repair_book(book, &format!("{path}/character_book"), warnings);
    }
}

/// `character_version` was a number in old RisuAI.
fn number_as_text(data: &mut Map<String, Value>, name: &str, path: &str, warnings: &mut Warnings) {
    let Some(value @ (Value::Number(_) | Value::Bool(_))) = data.get_mut(name) else { return };
    *value = Value::String(json::to_text(value));
    warnings.add_in_field(NUMBER_AS_TEXT, path, name);
}

/// `alternate_greetings` is a text in some files.
fn list_as_text(data: &mut Map<String, Value>, name: &str, path: &str, warnings: &mut Warnings) {
    let Some(value) = data.get_mut(name) else { return };
    let Some(text) = value.as_str() else { return };
    let list = if text.trim().is_empty() { Vec::new() } else { [Value::from(text)].into() };
    *value = Value::Array(list);
    warnings.add_in_field(LIST_AS_TEXT, path, name);
}

fn tags_as_text(data: &mut Map<String, Value>, path: &str, warnings: &mut Warnings) {
    let Some(value) = data.get_mut("tags") else { return };
    let Some(text) = value.as_str() else { return };
    let tags = text.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(Value::from);
    *value = Value::Array(tags.collect());
    warnings.add_in_field(TAGS_AS_TEXT, path, "tags");
}

fn list_member(data: &mut Map<String, Value>, name: &str, path: &str, warnings: &mut Warnings) {
    let Some(Value::Array(list)) = data.get_mut(name) else { return };
    let is_odd = |member: &Value| matches!(member, Value::Null | Value::Bool(_) | Value::Number(_));
    let Some(first) = list.iter().position(is_odd) else { return };
    warnings.add(LIST_MEMBER.in_field(format!("{path}/{name}/{first}")));
    list.retain(|member| !member.is_null());
    for member in list.iter_mut().filter(|member| is_odd(member)) {
        *member = Value::String(json::to_text(member));
    }
}

/// What PHP and Lua write for an empty object.
fn extensions_not_object(data: &mut Map<String, Value>, path: &str, warnings: &mut Warnings) {
    let Some(value) = data.get_mut("extensions") else { return };
    let is_empty = value.as_array().is_some_and(Vec::is_empty) || value.as_str().is_some_and(str::is_empty);
    if is_empty {
        *value = Value::Object(Map::new());
        warnings.add_in_field(EXTENSIONS_NOT_OBJECT, path, "extensions");
    }
}

/// Chub writes it.
fn book_null(data: &mut Map<String, Value>, path: &str, warnings: &mut Warnings) {
    if data.get("character_book").is_some_and(Value::is_null) {
        data.shift_remove("character_book");
        warnings.add_in_field(BOOK_NULL, path, "character_book");
    }
}

fn null_field(data: &mut Map<String, Value>, name: &str, path: &str, warnings: &mut Warnings) {
    if data.get(name).is_some_and(Value::is_null) {
        data.shift_remove(name);
        warnings.add_in_field(NULL_FIELD, path, name);
    }
}

/// V3 asks for seconds since 1970, UTC; 0 is unknown.
fn date(data: &mut Map<String, Value>, name: &str, path: &str, warnings: &mut Warnings) {
    let Some(value) = data.get(name) else { return };
    let (seconds, warning) = match value {
        Value::Number(number) => match date_in_milliseconds(number) {
            Some(change) => change,
            None => return,
        },
        Value::String(text) => (date_as_text(text), DATE_AS_TEXT),
        Value::Null => (None, NULL_FIELD),
        _ => return,
    };
    let place = format!("{path}/{name}");
    match seconds {
        Some(seconds) => {
            data.insert(name.to_owned(), seconds.into());
            warnings.add(warning.in_field(place));
        }
        None => date_unreadable(data, name, warning, place, warnings),
    }
}

/// What a number that is no date in seconds means: seconds, or none for a date before 1970.
fn date_in_milliseconds(number: &Number) -> Option<(Option<i64>, Warning)> {
    let number = Decimal::of(number);
    if number.is_negative() {
        return Some((None, DATE_NEGATIVE));
    }
    let seconds = seconds_of(number.whole());
    (seconds < number.whole()).then_some((Some(seconds), DATE_IN_MILLISECONDS))
}

/// A date beyond [`LAST_SECOND`] is in milliseconds, or in thousandths of them.
fn seconds_of(mut date: i64) -> i64 {
    while date > LAST_SECOND {
        date /= 1000;
    }
    date
}

/// Seconds of `2024-05-06T07:08:09Z` and its shorter forms, or of a number that is written as a text.
fn date_as_text(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        return (number >= 0).then(|| seconds_of(number));
    }
    let (date, time) = text.split_at_checked(10)?;
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let days = days_since_1970(parts.next()??, parts.next()??, parts.next()??)?;
    let seconds = days * 86_400 + seconds_of_day(time)?;
    (seconds >= 0).then_some(seconds)
}

/// `T07:08:09.5+02:00`, each part optional from behind; without a zone it is UTC.
fn seconds_of_day(time: &str) -> Option<i64> {
    let Some(time) = time.strip_prefix(['T', 't', ' ']) else { return time.is_empty().then_some(0) };
    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at_checked(zone_at)?;
    let clock = clock.split_once('.').map_or(clock, |(clock, _)| clock).trim();
    let zone = zone.trim_start_matches(['Z', 'z']);
    let (sign, zone) =
        zone.strip_prefix('-').map_or_else(|| (1, zone.trim_start_matches('+')), |zone| (-1, zone));
    Some(clock_seconds(clock)? - sign * clock_seconds(zone)?)
}

/// `hh:mm:ss`, `hh:mm`, `hhmm` or nothing.
fn clock_seconds(clock: &str) -> Option<i64> {
    if clock.is_empty() {
        return Some(0);
    }
    let clock = match clock.split_at_checked(2) {
        Some((hours, minutes)) if clock.len() == 4 => format!("{hours}:{minutes}"),
        _ => clock.to_owned(),
    };
    let mut parts = clock.splitn(3, ':').map(|part| part.parse::<i64>().ok());
    let mut part = |below| parts.next().unwrap_or(Some(0)).filter(|part| (0..below).contains(part));
    Some(part(24)? * 3600 + part(60)? * 60 + part(61)?)
}

/// Days from 1970-01-01 to a day of the Gregorian calendar, counted in years that begin in March.
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(is_leap),
        _ => 31,
    };
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=days).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    Some(year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468)
}

/// A text that is no date is kept, where it is in nobody's way; other values say nothing.
fn date_unreadable(
    data: &mut Map<String, Value>,
    name: &str,
    warning: Warning,
    place: String,
    warnings: &mut Warnings,
) {
    let text = data.shift_remove(name).filter(Value::is_string);
    match text.filter(|text| text.as_str() != Some("")) {
        Some(text) => {
            insert_own(data, name, text);
            warnings.add(DATE_UNREADABLE.in_field(place));
        }
        None => warnings.add(warning.in_field(place)),
    }
}

/// `type`, `uri`, `name` and `ext` are texts in every asset.
fn asset_incomplete(data: &mut Map<String, Value>, path: &str, warnings: &mut Warnings) {
    let Some(Value::Array(assets)) = data.get_mut("assets") else { return };
    for (index, asset) in assets.iter_mut().enumerate() {
        let Value::Object(asset) = asset else { continue };
        for (name, default) in [("type", "x_unknown"), ("uri", ""), ("name", ""), ("ext", "unknown")] {
            if asset.get(name).is_none_or(Value::is_null) {
                asset.insert(name.to_owned(), default.into());
                warnings.add(ASSET_INCOMPLETE.in_field(format!("{path}/assets/{index}/{name}")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_words_become_seconds() {
        for (text, seconds) in [
            ("1970-01-01", Some(0)),
            ("2000-02-29T00:00:00Z", Some(951_782_400)),
            ("2024-05-06T07:08:09.123Z", Some(1_714_979_289)),
            ("2024-05-06 07:08", Some(1_714_979_280)),
            ("2024-05-06T07:08:09+02:00", Some(1_714_972_089)),
            ("2024-05-06T07:08:09-0130", Some(1_714_984_689)),
            ("1714979289", Some(1_714_979_289)),
            ("1714979289123", Some(1_714_979_289)),
            ("1714979289123456", Some(1_714_979_289)),
            ("0001-01-01T00:00:00", None),
            ("2023-5-12 @21h 32m 29s 228ms", None),
            ("2024-13-01", None),
            ("2024-02-31", None),
            ("2023-02-29", None),
            ("2024-05-06T24:00:00", None),
            ("2024-05-06T07:60:00", None),
            ("2016-12-31T23:59:60Z", Some(1_483_228_800)),
            ("yesterday", None),
            ("2024-05-0é", None),
            ("", None),
        ] {
            assert_eq!(date_as_text(text), seconds, "{text}");
        }
    }
}
