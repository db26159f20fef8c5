//! An entry of a world file with what the engine needs of it, each value as JavaScript takes it.
//!
//! Nothing is filled in for absent fields. See [`Lorebook::to_silly_tavern`](crate::Lorebook::to_silly_tavern) for how
//! the books of other formats become worlds.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use serde_json::{Map, Value};

use super::conditions::{self, Conditions};
use super::decorators;
use super::{Profile, js};

/// An entry as the engine takes it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(super) id: String,
    pub(super) world: String,
    /// What timed effects know it by; 0 for a copy from outside.
    pub(super) hash: u64,
    pub(super) keys: Vec<String>,
    pub(super) secondary_keys: Vec<String>,
    pub(super) selective: bool,
    pub(super) logic: Logic,
    pub(super) content: String,
    pub(super) activate: bool,
    pub(super) dont_activate: bool,
    pub(super) constant: bool,
    pub(super) disable: bool,
    pub(super) order: f64,
    pub(super) position: Option<Position>,
    pub(super) depth: Option<Depth>,
    pub(super) role: i64,
    pub(super) outlet_name: String,
    pub(super) ignore_budget: bool,
    pub(super) exclude_recursion: bool,
    pub(super) prevent_recursion: bool,
    pub(super) delay_until_recursion: Option<f64>,
    pub(super) probability: Option<Probability>,
    pub(super) group: String,
    pub(super) group_override: bool,
    pub(super) group_weight: Weight,
    pub(super) scan_depth: Option<f64>,
    pub(super) case_sensitive: Option<bool>,
    pub(super) match_whole_words: Option<bool>,
    pub(super) use_group_scoring: Option<bool>,
    pub(super) sticky: Option<f64>,
    pub(super) cooldown: Option<f64>,
    pub(super) delay: Option<f64>,
    /// A bit for each text of the scan that it asks for, in the order of [`Texts`](super::Texts).
    pub(super) sources: u8,
    pub(super) triggers: Vec<String>,
    pub(super) filter: Filter,
    pub(super) conditions: Conditions,
}

/// What secondary keys have to do with it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Logic {
    /// Any of them, but they add nothing to a score.
    Absent,
    AndAny,
    NotAll,
    NotAny,
    AndAll,
    Never,
}

/// Where in the prompt an entry stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Position {
    Before,
    After,
    AuthorsNoteTop,
    AuthorsNoteBottom,
    AtDepth,
    ExamplesTop,
    ExamplesBottom,
    Outlet,
}

/// How many messages from the end of the chat an entry stands.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Depth {
    /// Messages.
    Number(f64),
    /// A text where a number belongs: it is another depth than that number.
    Text(String),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Probability {
    pub(super) percent: Option<f64>,
    /// Never rolled.
    pub(super) is_certain: bool,
}

/// A weight, or a text that `+` puts behind the sum.
#[derive(Clone, Debug)]
pub(super) enum Weight {
    Number(f64),
    Text(String),
}

/// The characters that an entry is for.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub(super) is_exclude: bool,
    pub(super) names: Vec<String>,
    pub(super) tags: Vec<String>,
}

/// Letters of a text that stands where a number belongs.
const MOST_TEXT: usize = 32;
/// Digits that a number of this kind cannot have.
const MOST_DIGITS: usize = 400;

const SOURCES: [&str; 6] = [
    "matchPersonaDescription",
    "matchCharacterDescription",
    "matchCharacterPersonality",
    "matchCharacterDepthPrompt",
    "matchScenario",
    "matchCreatorNotes",
];

impl Entry {
    /// Reads an entry of the world with this name. Decorators in front of the content are taken from it, those that the
    /// profile knows.
    #[must_use]
    pub fn of_world(profile: Profile, world: &str, fields: &Map<String, Value>) -> Self {
        let content = text(fields, "content");
        let mut entry = Self::read(world, fields);
        if profile == Profile::Standard {
            entry.content = String::from(conditions::read(&mut entry, content));
            entry.hash = hash(fields, content, Vec::new());
            return entry;
        }
        let (lines, rest) = decorators::split(content);
        entry.activate = lines.iter().any(|line| line == decorators::ACTIVATE);
        entry.dont_activate = lines.iter().any(|line| line == decorators::DONT_ACTIVATE);
        entry.content = String::from(rest);
        entry.hash = hash(fields, rest, lines);
        entry
    }

    /// Reads an entry whose content is meant as it stands: one that is activated from outside.
    #[must_use]
    pub fn plain(world: &str, fields: &Map<String, Value>) -> Self {
        Self { content: String::from(text(fields, "content")), ..Self::read(world, fields) }
    }

    fn read(world: &str, fields: &Map<String, Value>) -> Self {
        let field = |name| fields.get(name);
        let is = |name| js::is_truthy(field(name));
        let count = |name| field(name).filter(|value| js::is_truthy(Some(value))).and_then(js::number);
        let choice = |name| js::given(field(name)).map(|value| js::is_truthy(Some(value)));
        let sources = SOURCES.iter().enumerate();
        Self {
            id: format!("{world}.{}", field("uid").map(js::text).unwrap_or_default()),
            world: String::from(world),
            hash: 0,
            keys: texts(field("key")),
            secondary_keys: texts(field("keysecondary")),
            selective: is("selective"),
            logic: Logic::of(js::given(field("selectiveLogic"))),
            content: String::new(),
            activate: false,
            dont_activate: false,
            constant: is("constant"),
            disable: js::is_loosely_true(field("disable")),
            order: field("order").and_then(js::number).unwrap_or(0.0),
            position: field("position").and_then(Value::as_f64).and_then(Position::of),
            depth: js::given(field("depth")).and_then(Depth::of),
            role: js::given(field("role")).and_then(Value::as_i64).unwrap_or(0),
            outlet_name: String::from(text(fields, "outletName")),
            ignore_budget: is("ignoreBudget"),
            exclude_recursion: is("excludeRecursion"),
            prevent_recursion: is("preventRecursion"),
            delay_until_recursion: count("delayUntilRecursion"),
            probability: is("useProbability").then(|| Probability::of(field("probability"))),
            group: String::from(text(fields, "group")),
            group_override: is("groupOverride"),
            group_weight: js::given(field("groupWeight")).map_or(Weight::Number(100.0), Weight::of),
            scan_depth: js::given(field("scanDepth")).map(|value| js::number(value).unwrap_or(f64::NAN)),
            case_sensitive: choice("caseSensitive"),
            match_whole_words: choice("matchWholeWords"),
            use_group_scoring: choice("useGroupScoring"),
            sticky: count("sticky"),
            cooldown: count("cooldown"),
            delay: count("delay"),
            sources: sources.map(|(bit, name)| u8::from(is(name)) << bit).sum(),
            triggers: texts(field("triggers")),
            filter: Filter::of(field("characterFilter")),
            conditions: Conditions::default(),
        }
    }

    /// World and number: what an activation calls it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(String::from).collect()
}

impl Logic {
    fn of(value: Option<&Value>) -> Self {
        let Some(value) = value else { return Self::Absent };
        match value.as_u64() {
            Some(0) => Self::AndAny,
            Some(1) => Self::NotAll,
            Some(2) => Self::NotAny,
            Some(3) => Self::AndAll,
            _ => Self::Never,
        }
    }
}

impl Position {
    fn of(number: f64) -> Option<Self> {
        const ALL: [Position; 8] = [
            Position::Before,
            Position::After,
            Position::AuthorsNoteTop,
            Position::AuthorsNoteBottom,
            Position::AtDepth,
            Position::ExamplesTop,
            Position::ExamplesBottom,
            Position::Outlet,
        ];
        ALL.into_iter()
            .zip(0_u8..)
            .find(|(_, known)| f64::from(*known) == number)
            .map(|(position, _)| position)
    }
}

impl Depth {
    pub(super) const fn of_messages(messages: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a depth is not larger than the chat")]
        Self::Number(messages as f64)
    }

    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::Text(text.chars().take(MOST_TEXT).collect())),
            other => js::number(other).map(Self::Number),
        }
    }
}

impl Probability {
    pub(super) fn of_percent(percent: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "it is at most 100")]
        let number = percent as f64;
        Self { percent: Some(number), is_certain: percent == 100 }
    }

    fn of(value: Option<&Value>) -> Self {
        let is_certain = value.and_then(Value::as_f64) == Some(100.0);
        Self { percent: value.and_then(js::number), is_certain }
    }
}

impl Weight {
    fn of(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text.chars().take(MOST_TEXT).collect()),
            other => Self::Number(js::number(other).unwrap_or(f64::NAN)),
        }
    }

    /// `self + more`.
    pub(super) fn add(&mut self, more: &Self) {
        match (&mut *self, more) {
            (Self::Number(sum), Self::Number(more)) => *sum += more,
            (Self::Number(sum), Self::Text(more)) => *self = Self::Text(js::number_text(*sum) + more),
            (Self::Text(sum), _) if sum.len() > MOST_DIGITS => {}
            (Self::Text(sum), Self::Number(more)) => sum.push_str(&js::number_text(*more)),
            (Self::Text(sum), Self::Text(more)) => sum.push_str(more),
        }
    }

    pub(super) fn number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Text(text) if text.len() > MOST_DIGITS => f64::INFINITY,
            Self::Text(text) => js::number(&Value::String(text.clone())).unwrap_or(f64::NAN),
        }
    }
}

impl Filter {
    fn of(value: Option<&Value>) -> Self {
        let list = |name| texts(value.and_then(|filter| filter.get(name)));
        let is_exclude = js::is_truthy(value.and_then(|filter| filter.get("isExclude")));
        Self { is_exclude, names: list("names"), tags: list("tags") }
    }
}

/// SillyTavern's hash of an entry: 53 bits over the UTF-16 of its JSON, with the decorators at the end.
fn hash(fields: &Map<String, Value>, content: &str, decorators: Vec<String>) -> u64 {
    let mut hash = Hash { low: 0xdead_beef, high: 0x41c6_ce57 };
    let (content, decorators) = (Value::from(content), Value::from(decorators));
    let own = fields.iter().filter(|(name, _)| *name != "decorators");
    let own = own.map(|(name, value)| (name.as_str(), if name == "content" { &content } else { value }));
    let added = (!fields.contains_key("content")).then_some(("content", &content));
    let all = own.chain(added).chain([("decorators", &decorators)]);
    // What is written to cannot fail.
    let _ = all.enumerate().try_for_each(|(place, (name, value))| {
        let before = if place == 0 { '{' } else { ',' };
        write!(hash, "{before}{}:{value}", Value::from(name))
    });
    hash.add(u16::from(b'}'));
    hash.finish()
}

struct Hash {
    low: u32,
    high: u32,
}

impl Hash {
    const fn add(&mut self, unit: u16) {
        self.low = (self.low ^ unit as u32).wrapping_mul(2_654_435_761);
        self.high = (self.high ^ unit as u32).wrapping_mul(1_597_334_677);
    }

    fn finish(&self) -> u64 {
        let mix = |a: u32, b: u32| {
            (a ^ (a >> 16)).wrapping_mul(2_246_822_507) ^ (b ^ (b >> 13)).wrapping_mul(3_266_489_909)
        };
        let low = mix(self.low, self.high);
        let high = mix(self.high, low);
        (u64::from(high & 0x001f_ffff) << 32) + u64::from(low)
    }
}

impl Write for Hash {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.encode_utf16().for_each(|unit| self.add(unit));
        Ok(())
    }
}
