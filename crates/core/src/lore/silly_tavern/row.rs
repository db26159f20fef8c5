//! One line of the table: a field of a world, the field of a book that says the same, and how each becomes the other.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::stash::{Stash, Was};
use crate::json::Decimal;
use crate::lore::leniency::{DEFAULT_ORDER, key_text, number_in, split_keys};

/// A field of a world and its place in a book.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) world: &'static str,
    pub(super) book: BookField,
    kind: Kind,
    fresh: Fresh,
}

/// Where the book has the field.
#[derive(Clone, Copy, Debug)]
pub(super) enum BookField {
    Entry(&'static str),
    Extension(&'static str),
}

/// How the values become each other.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Content,
    Disable,
    Flag,
    Keys,
    /// As it is, whatever it is.
    Moved,
    Order,
    SecondaryKeys,
    Text,
}

/// What a world has where a book says nothing. Fields that V3 requires have nothing.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fresh {
    EmptyList,
    EmptyText,
    False,
    /// The place of the entry in the book.
    Index,
    Null,
    Number(u32),
    Required,
    True,
}

/// What the other values of an entry say about a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    /// Absent stays absent.
    pub(super) sparse: bool,
    /// The place of the entry in the book.
    pub(super) index: usize,
}

pub(super) const NAME: Row = Row::field("name", "name", Kind::Text, Fresh::Required);

/// Fields of an entry that both sides have at its top.
pub(super) const FIELDS: [Row; 8] = [
    Row::field("key", "keys", Kind::Keys, Fresh::Required),
    Row::field("keysecondary", "secondary_keys", Kind::SecondaryKeys, Fresh::EmptyList),
    Row::field("comment", "comment", Kind::Text, Fresh::EmptyText),
    Row::field("content", "content", Kind::Content, Fresh::Required),
    Row::field("constant", "constant", Kind::Flag, Fresh::False),
    // A new entry of SillyTavern is selective, one of a book that does not say so is not.
    Row::field("selective", "selective", Kind::Flag, Fresh::False),
    Row::field("order", "insertion_order", Kind::Order, Fresh::Required),
    Row::field("disable", "enabled", Kind::Disable, Fresh::Required),
];

/// Fields of an entry of a world that stand in the `extensions` of a book.
pub(super) const EXTENSIONS: [Row; 30] = [
    Row::extension("vectorized", "vectorized", Fresh::False),
    Row::extension("selectiveLogic", "selectiveLogic", Fresh::Number(0)),
    Row::extension("ignoreBudget", "ignore_budget", Fresh::False),
    Row::extension("excludeRecursion", "exclude_recursion", Fresh::False),
    Row::extension("preventRecursion", "prevent_recursion", Fresh::False),
    Row::extension("delayUntilRecursion", "delay_until_recursion", Fresh::Number(0)),
    Row::extension("probability", "probability", Fresh::Number(100)),
    Row::extension("useProbability", "useProbability", Fresh::True),
    Row::extension("depth", "depth", Fresh::Number(4)),
    Row::extension("outletName", "outlet_name", Fresh::EmptyText),
    Row::extension("group", "group", Fresh::EmptyText),
    Row::extension("groupOverride", "group_override", Fresh::False),
    Row::extension("groupWeight", "group_weight", Fresh::Number(100)),
    Row::extension("scanDepth", "scan_depth", Fresh::Null),
    Row::extension("caseSensitive", "case_sensitive", Fresh::Null),
    Row::extension("matchWholeWords", "match_whole_words", Fresh::Null),
    Row::extension("useGroupScoring", "use_group_scoring", Fresh::Null),
    Row::extension("automationId", "automation_id", Fresh::EmptyText),
    Row::extension("role", "role", Fresh::Number(0)),
    Row::extension("sticky", "sticky", Fresh::Null),
    Row::extension("cooldown", "cooldown", Fresh::Null),
    Row::extension("delay", "delay", Fresh::Null),
    Row::extension("matchPersonaDescription", "match_persona_description", Fresh::False),
    Row::extension("matchCharacterDescription", "match_character_description", Fresh::False),
    Row::extension("matchCharacterPersonality", "match_character_personality", Fresh::False),
    Row::extension("matchCharacterDepthPrompt", "match_character_depth_prompt", Fresh::False),
    Row::extension("matchScenario", "match_scenario", Fresh::False),
    Row::extension("matchCreatorNotes", "match_creator_notes", Fresh::False),
    Row::extension("triggers", "triggers", Fresh::EmptyList),
    Row::extension("displayIndex", "display_index", Fresh::Index),
];

impl Row {
    const fn field(world: &'static str, book: &'static str, kind: Kind, fresh: Fresh) -> Self {
        Self { world, book: BookField::Entry(book), kind, fresh }
    }

    const fn extension(world: &'static str, book: &'static str, fresh: Fresh) -> Self {
        Self { world, book: BookField::Extension(book), kind: Kind::Moved, fresh }
    }

    pub(super) const fn book_name(&self) -> &'static str {
        match self.book {
            BookField::Entry(name) | BookField::Extension(name) => name,
        }
    }

    /// Whether a world may do without the field.
    pub(super) const fn is_optional(&self) -> bool {
        !matches!(self.fresh, Fresh::Required)
    }

    fn fresh(&self, index: usize) -> Option<Value> {
        Some(match self.fresh {
            Fresh::EmptyList => Value::Array(Vec::new()),
            Fresh::EmptyText => "".into(),
            Fresh::False => false.into(),
            Fresh::Index => index.into(),
            Fresh::Null => Value::Null,
            Fresh::Number(number) => number.into(),
            Fresh::Required => return None,
            Fresh::True => true.into(),
        })
    }

    /// What the book has for a value of the world.
    fn to_book(&self, value: Option<&Value>, context: Context) -> Option<Value> {
        if context.sparse && value.is_some() && value == self.fresh(context.index).as_ref() {
            return None;
        }
        let given = value.filter(|value| !value.is_null());
        match self.kind {
            Kind::Content => Some(given.cloned().unwrap_or_else(|| "".into())),
            Kind::Disable => Some(Value::Bool(!value.is_some_and(is_truthy))),
            Kind::Flag => given.map(|value| Value::Bool(is_truthy(value))),
            Kind::Keys => Some(given.map_or_else(|| Value::Array(Vec::new()), keys)),
            Kind::Moved => value.cloned(),
            Kind::Order => Some(given.map_or_else(|| DEFAULT_ORDER.into(), order)),
            Kind::SecondaryKeys => given.map(keys),
            Kind::Text => given.cloned(),
        }
    }

    /// What the world has for a value of the book.
    fn to_world(&self, value: Option<&Value>, context: Context) -> Option<Value> {
        match (value, self.kind) {
            (Some(value), Kind::Disable) => Some(Value::Bool(value != &Value::Bool(true))),
            (Some(value), _) => Some(value.clone()),
            (None, _) if context.sparse => None,
            (None, _) => self.fresh(context.index),
        }
    }

    fn was_in_book<'a>(&self, stash: &'a Stash) -> Option<Was<'a>> {
        match self.book {
            BookField::Entry(name) => stash.field(name),
            BookField::Extension(name) => stash.extension(name),
        }
    }

    /// Moves a value into a book. What `from` kept holds as long as it still says what the world says; what the way
    /// back would not give is kept in `kept`.
    pub(super) fn move_to_book(
        &self,
        value: Option<Value>,
        (from, context): (&Stash, Context),
        (kept, back): (&mut Stash, Context),
        book: &mut Map<String, Value>,
    ) {
        let held = self.was_in_book(from).filter(|was| self.to_world(was.value(), context) == value);
        let in_book = match held {
            Some(was) => was.value().cloned(),
            None => self.to_book(value.as_ref(), context),
        };
        if self.to_world(in_book.as_ref(), back) != value {
            kept.keep_field(self.world, value);
        }
        if let Some(in_book) = in_book {
            book.insert(self.book_name().into(), in_book);
        }
    }

    /// The same into a world.
    pub(super) fn move_to_world(
        &self,
        value: Option<Value>,
        (from, context): (&Stash, Context),
        (kept, back): (&mut Stash, Context),
        world: &mut Map<String, Value>,
    ) {
        let held = from.field(self.world).filter(|was| self.to_book(was.value(), context) == value);
        let in_world = match held {
            Some(was) => was.value().cloned(),
            None => self.to_world(value.as_ref(), context),
        };
        if self.to_book(in_world.as_ref(), back) != value {
            match (self.book, value) {
                (BookField::Extension(name), Some(value)) => kept.keep_extension(name, value),
                (BookField::Extension(_), None) => {}
                (BookField::Entry(name), value) => kept.keep_field(name, value),
            }
        }
        if let Some(in_world) = in_world {
            world.insert(self.world.into(), in_world);
        }
    }
}

/// What JavaScript takes for true.
fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(_) => !is_zero(value),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

pub(super) fn is_zero(value: &Value) -> bool {
    matches!(value, Value::Number(number) if Decimal::of(number).is_zero())
}

fn keys(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::Array(split_keys(text)),
        Value::Array(list) => {
            list.iter().map(|key| key_text(key).unwrap_or_else(|| key.clone())).collect::<Vec<_>>().into()
        }
        other => other.clone(),
    }
}

fn order(value: &Value) -> Value {
    value.as_str().and_then(number_in).unwrap_or_else(|| value.clone())
}
