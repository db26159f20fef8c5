//! One entry of a world file and the entry of a book that says the same.
//!
//! Most fields follow the rows of the table. Four do not: `uid` is the `id`, or takes its place where that is no whole
//! number or not the only one; `position` 0 is `before_char`, every other is `after_char` and a number in the
//! extensions; `addMemo` says that there is a comment; `use_regex` is always true in what SillyTavern writes.

use alloc::string::{String, ToString as _};

use serde_json::{Map, Value};

use super::row::{Context, EXTENSIONS, FIELDS, Row, is_zero};
use super::stash::{BOOK, Crossing, Stash, WORLD, Was};
use crate::lore::extensions;

/// Where an entry stands: its key in the world and its place in the book.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot<'a> {
    pub(super) key: &'a str,
    pub(super) index: usize,
}

/// Makes an entry of a book.
pub(super) fn entry_to_book(world: Map<String, Value>, slot: Slot<'_>) -> Map<String, Value> {
    let (mut world, unknown) = split(world, is_world_field);
    let Crossing { stash, mut extensions, left } =
        Crossing::of(world.shift_remove("extensions"), BOOK, WORLD, is_mapped_extension);
    let mut kept = Stash::default();
    let there = Context { sparse: stash.is_sparse(), index: slot.index };
    let is_sparse = !there.sparse && rows().any(|row| row.is_optional() && !world.contains_key(row.world));
    let back = kept.sparse(is_sparse, slot.index);
    let mut book = Map::new();
    id_to_book(world.shift_remove("uid"), slot, (&stash, &mut kept), &mut book);
    for row in &FIELDS {
        row.move_to_book(world.shift_remove(row.world), (&stash, there), (&mut kept, back), &mut book);
    }
    position_to_book(world.shift_remove("position"), (&stash, &mut kept), &mut book, &mut extensions);
    for row in &EXTENSIONS {
        row.move_to_book(world.shift_remove(row.world), (&stash, there), (&mut kept, back), &mut extensions);
    }
    let memo = world.shift_remove("addMemo");
    if memo != derived_memo(&book, back) {
        kept.keep_field("addMemo", memo);
    }
    let use_regex = stash.field("use_regex").map_or(Some(Value::Bool(true)), |was| was.value().cloned());
    book.extend(use_regex.map(|flag| (String::from("use_regex"), flag)));
    stash.restore_fields(&mut book, |name| !is_book_field(name));
    stash.restore_extensions(&mut extensions, |name| !is_mapped_extension(name));
    kept.keep_unknown(unknown);
    kept.keep_left(left);
    extensions::put(&mut extensions, WORLD, kept.into_map());
    book.insert("extensions".into(), Value::Object(extensions));
    book
}

/// Makes an entry of a world.
pub(super) fn entry_to_world(book: Map<String, Value>, slot: Slot<'_>) -> Map<String, Value> {
    let (mut book, unknown) = split(book, is_book_field);
    let (mut mapped, rest) = match book.shift_remove("extensions") {
        Some(Value::Object(extensions)) => split(extensions, is_mapped_extension),
        _ => <(Map<_, _>, Map<_, _>)>::default(),
    };
    let Crossing { stash, mut extensions, left } =
        Crossing::of(Some(Value::Object(rest)), WORLD, BOOK, |_| false);
    let mut kept = Stash::default();
    let there = Context { sparse: stash.is_sparse(), index: slot.index };
    let has = |name: &str| book.contains_key(name) || mapped.contains_key(name);
    let is_added = |row: &Row| !has(row.book_name()) && stash.field(row.world).is_none();
    let is_sparse = !there.sparse && rows().any(|row| row.is_optional() && is_added(row));
    let back = kept.sparse(is_sparse, slot.index);
    let mut world = Map::new();
    uid_to_world(book.shift_remove("id"), slot, (&stash, &mut kept), &mut world);
    let memo = stash.field("addMemo");
    let memo = memo.map_or_else(|| derived_memo(&book, there), |was| was.value().cloned());
    for row in &FIELDS {
        let value = book.shift_remove(row.book_name());
        row.move_to_world(value, (&stash, there), (&mut kept, back), &mut world);
    }
    world.extend(memo.map(|memo| (String::from("addMemo"), memo)));
    let position =
        Position { entry: book.shift_remove("position"), extension: mapped.shift_remove("position") };
    position_to_world(position, (&stash, &mut kept), &mut world);
    for row in &EXTENSIONS {
        let value = mapped.shift_remove(row.book_name());
        row.move_to_world(value, (&stash, there), (&mut kept, back), &mut world);
    }
    let use_regex = book.shift_remove("use_regex");
    if use_regex != Some(Value::Bool(true)) {
        kept.keep_field("use_regex", use_regex);
    }
    stash.restore_fields(&mut world, |name| !is_world_field(name));
    kept.keep_unknown(unknown);
    kept.keep_left_extensions(left);
    let shown = stash.restore_left(&mut extensions);
    extensions::put(&mut extensions, BOOK, kept.into_map());
    shown.insert_into(&mut world, extensions);
    world
}

fn rows() -> impl Iterator<Item = &'static Row> {
    FIELDS.iter().chain(&EXTENSIONS)
}

fn split(
    map: Map<String, Value>,
    is_known: impl Fn(&str) -> bool,
) -> (Map<String, Value>, Map<String, Value>) {
    map.into_iter().partition(|(name, _)| is_known(name))
}

fn is_world_field(name: &str) -> bool {
    matches!(name, "uid" | "position" | "addMemo" | "extensions") || rows().any(|row| row.world == name)
}

fn is_book_field(name: &str) -> bool {
    matches!(name, "id" | "position" | "use_regex" | "extensions")
        || FIELDS.iter().any(|row| row.book_name() == name)
}

fn is_mapped_extension(name: &str) -> bool {
    name == "position" || EXTENSIONS.iter().any(|row| row.book_name() == name)
}

/// The `id` of V3 is a text or a number.
fn as_id(uid: Option<&Value>) -> Option<&Value> {
    uid.filter(|uid| uid.is_string() || uid.is_number())
}

fn id_to_book(
    uid: Option<Value>,
    slot: Slot<'_>,
    (stash, kept): (&Stash, &mut Stash),
    book: &mut Map<String, Value>,
) {
    let held = stash.field("id").filter(|_| uid.is_some() && stash.get("uid") == uid.as_ref());
    let id = held.map_or_else(|| as_id(uid.as_ref()), Was::value).cloned();
    book.extend(id.map(|id| (String::from("id"), id)));
    if key_of(uid.as_ref()).as_deref() != Some(slot.key) {
        kept.set("key", slot.key.into());
        kept.keep_field("uid", uid);
    }
}

fn uid_to_world(
    id: Option<Value>,
    slot: Slot<'_>,
    (stash, kept): (&Stash, &mut Stash),
    world: &mut Map<String, Value>,
) {
    // A copy of an entry has what was kept too, but not the key.
    let has_old_key = stash.get("key").and_then(Value::as_str) == Some(slot.key);
    let held = stash.field("uid").filter(|was| has_old_key && as_id(was.value()) == id.as_ref());
    let uid = match (held, &id) {
        (Some(was), _) => was.value().cloned(),
        (None, Some(number)) if has_old_key && number.is_u64() => id.clone(),
        (None, _) if key_of(id.as_ref()).as_deref() == Some(slot.key) => id.clone(),
        // The number that the entry got as its key.
        (None, _) => Some(slot.key.parse::<u64>().map_or_else(|_| slot.index.into(), Value::from)),
    };
    if as_id(uid.as_ref()) != id.as_ref() {
        kept.set("uid", uid.clone().unwrap_or_default());
        kept.keep_field("id", id);
    }
    world.extend(uid.map(|uid| (String::from("uid"), uid)));
}

fn key_of(uid: Option<&Value>) -> Option<String> {
    Some(uid?.as_u64()?.to_string())
}

/// The two places of a position in a book.
#[derive(Debug, PartialEq)]
struct Position {
    entry: Option<Value>,
    extension: Option<Value>,
}

impl Position {
    fn of(world: Option<&Value>) -> Self {
        Self { entry: world.map(position_text), extension: world.cloned() }
    }

    fn to_world(&self) -> Value {
        let is_before = self.entry.as_ref().and_then(Value::as_str) == Some("before_char");
        let extension = self.extension.clone().filter(|extension| !extension.is_null());
        extension.unwrap_or_else(|| Value::from(u8::from(!is_before)))
    }
}

/// The position of an entry of a book, for one of a world.
pub(in crate::lore) fn position_text(number: &Value) -> Value {
    let is_before = is_zero(number) || number.as_str() == Some("before_char");
    if is_before { "before_char".into() } else { "after_char".into() }
}

fn position_to_book(
    value: Option<Value>,
    (stash, kept): (&Stash, &mut Stash),
    book: &mut Map<String, Value>,
    extensions: &mut Map<String, Value>,
) {
    let held = stash.get("position").map(|was| Position {
        entry: was.get("position").cloned(),
        extension: was.get("extension").cloned(),
    });
    let held = held.filter(|held| Some(held.to_world()) == value);
    let position = held.unwrap_or_else(|| Position::of(value.as_ref()));
    if Some(position.to_world()) != value {
        kept.keep_field("position", value);
    }
    book.extend(position.entry.map(|value| (String::from("position"), value)));
    extensions.extend(position.extension.map(|value| (String::from("position"), value)));
}

fn position_to_world(
    position: Position,
    (stash, kept): (&Stash, &mut Stash),
    world: &mut Map<String, Value>,
) {
    let held = stash.field("position").filter(|was| Position::of(was.value()) == position);
    let value = held.map_or_else(|| Some(position.to_world()), |was| was.value().cloned());
    if Position::of(value.as_ref()) != position {
        let entry = position.entry.map(|value| (String::from("position"), value));
        let extension = position.extension.map(|value| (String::from("extension"), value));
        kept.set("position", Value::Object(entry.into_iter().chain(extension).collect()));
    }
    world.extend(value.map(|value| (String::from("position"), value)));
}

fn derived_memo(book: &Map<String, Value>, context: Context) -> Option<Value> {
    let comment = book.get("comment").and_then(Value::as_str).unwrap_or_default();
    (!context.sparse).then_some(Value::Bool(!comment.is_empty()))
}
