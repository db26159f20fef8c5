//! World files of SillyTavern, to a book of V3 and back without loss.
//!
//! Fields that say the same change places by a table ([`entry`]). What the other side has no place for goes into a
//! [`Stash`] under its `extensions.cuecard` and is taken out again on the way back; a field that was edited in between
//! wins over it. A world read and written again is the same JSON value, and so is a book.

mod entry;
mod row;
mod stash;

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde_json::{Map, Value};

pub(super) use self::entry::position_text;
use self::entry::{Slot, entry_to_book, entry_to_world};
use self::row::{Context, NAME};
use self::stash::{BOOK, Crossing, Stash, WORLD};
use super::extensions;
use super::places::WorldEntry;
use crate::order::sorted;

const OUTER: Context = Context { sparse: false, index: 0 };

/// Fields of an entry that have another name in a world: that of the book first.
pub(super) const NAMES: &[(&str, &str)] =
    &[("keys", "key"), ("secondary_keys", "keysecondary"), ("insertion_order", "order")];

/// Makes a book of V3, and says where its entries stood.
pub(super) fn to_book(mut world: Map<String, Value>) -> (Map<String, Value>, Vec<WorldEntry>) {
    let Crossing { stash, mut extensions, left } =
        Crossing::of(world.shift_remove("extensions"), BOOK, WORLD, |_| false);
    let mut kept = Stash::default();
    let mut places = Vec::new();
    let entries = match world.shift_remove("entries") {
        Some(Value::Object(map)) => Value::Array(listed(map, stash.get("order"), &mut places)),
        Some(Value::Array(list)) => Value::Array(listed(keyed_by_place(list), None, &mut places)),
        other => other.unwrap_or_default(),
    };
    let mut book = Map::new();
    let name = world.shift_remove(NAME.world);
    NAME.move_to_book(name, (&stash, OUTER), (&mut kept, OUTER), &mut book);
    stash.restore_fields(&mut book, |name| !matches!(name, "name" | "entries" | "extensions"));
    stash.restore_extensions(&mut extensions, |_| true);
    kept.keep_unknown(world);
    kept.keep_left(left);
    extensions::put(&mut extensions, WORLD, kept.into_map());
    book.insert("extensions".into(), Value::Object(extensions));
    book.insert("entries".into(), entries);
    (book, places)
}

/// Makes a world file.
pub(super) fn to_world(mut book: Map<String, Value>) -> Map<String, Value> {
    let Crossing { stash, mut extensions, left } =
        Crossing::of(book.shift_remove("extensions"), WORLD, BOOK, |_| false);
    let mut kept = Stash::default();
    let mut world = Map::new();
    let name = book.shift_remove(NAME.book_name());
    NAME.move_to_world(name, (&stash, OUTER), (&mut kept, OUTER), &mut world);
    let entries = match book.shift_remove("entries") {
        Some(Value::Array(list)) => keyed(list, &mut kept),
        other => other.unwrap_or_default(),
    };
    stash.restore_fields(&mut world, |name| !matches!(name, "name" | "entries" | "extensions"));
    kept.keep_unknown(book);
    kept.keep_left_extensions(left);
    let shown = stash.restore_left(&mut extensions);
    extensions::put(&mut extensions, BOOK, kept.into_map());
    shown.insert_into(&mut world, extensions);
    world.insert("entries".into(), entries);
    world
}

/// The entries of a map in the order that JavaScript gives its keys. Those with `key` become entries of a book.
pub(super) fn list_of(entries: Map<String, Value>) -> Vec<Value> {
    listed(entries, None, &mut Vec::new())
}

/// The same; the keys that `order` names come first. `world` gets where they stood.
fn listed(mut entries: Map<String, Value>, order: Option<&Value>, world: &mut Vec<WorldEntry>) -> Vec<Value> {
    let named = order.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut first = Map::new();
    for key in named.iter().filter_map(Value::as_str) {
        if let Some(value) = entries.get_mut(key).filter(|_| !first.contains_key(key)) {
            first.insert(key.into(), value.take());
        }
    }
    let rest = entries.into_iter().filter(|(key, _)| !first.contains_key(key)).collect();
    let rest = sorted(rest, |(a, _), (b, _)| key_order(a).cmp(&key_order(b)));
    let entries = first.into_iter().chain(rest);
    let book = entries.enumerate().map(|(index, (key, value))| {
        let is_converted = value.get("key").is_some();
        let value = match value {
            Value::Object(entry) if is_converted => {
                Value::Object(entry_to_book(entry, Slot { key: &key, index }))
            }
            other => other,
        };
        world.push(WorldEntry { key, is_converted });
        value
    });
    book.collect()
}

/// JavaScript lists array indexes first, in their order, and then the rest as it was written.
fn key_order(key: &str) -> (bool, u32) {
    let is_index = key == "0" || !key.starts_with(['0', '+']);
    let index = key.parse().ok().filter(|index| is_index && *index < u32::MAX);
    (index.is_none(), index.unwrap_or(0))
}

fn keyed_by_place(list: Vec<Value>) -> Map<String, Value> {
    list.into_iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
}

/// The entries under their keys. Where these do not give the order of the list, it is kept.
fn keyed(list: Vec<Value>, kept: &mut Stash) -> Value {
    let keys = keys_for(&list);
    let orders: Vec<(bool, u32)> = keys.iter().map(|key| key_order(key)).collect();
    if !orders.is_sorted() {
        kept.set("order", keys.iter().cloned().map(Value::from).collect::<Vec<_>>().into());
    }
    let entries = keys.into_iter().zip(list).enumerate().map(|(index, (key, value))| {
        let value = match value {
            Value::Object(entry) => Value::Object(entry_to_world(entry, Slot { key: &key, index })),
            other => other,
        };
        (key, value)
    });
    Value::Object(entries.collect())
}

/// A key for each entry: the one that it had in a world, or its id; the first to claim one gets it.
fn keys_for(list: &[Value]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let claims = list.iter().map(|entry| {
        let claim = stash::world_key(entry).or_else(|| Some(entry.get("id")?.as_u64()?.to_string()));
        claim.filter(|key| taken.insert(key.clone()))
    });
    let claims: Vec<Option<String>> = claims.collect();
    let mut free = (0_usize..).map(|number| format!("{number}")).filter(|key| !taken.contains(key));
    claims.into_iter().map(|claim| claim.or_else(|| free.next()).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests;
