//! Keys, compiled: literal texts and the needles of patterns in two automata, one where capitals count and one where
//! text and keys are lower-cased.
//!
//! A text that several keys share is searched once. A key becomes a [`Test`], which is asked with what was seen of its
//! text. Patterns are JavaScript's ([`Regex`]); one that JavaScript refuses is literal text, one that is not supported
//! or beyond the limits never matches, with a warning. [`Limits::key_bytes`] bounds keys with their macros replaced.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::entry::Entry;
use super::{Profile, Settings, js};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::lore::automaton::Automaton;
use crate::macros::Scope;
use crate::order::places;
use crate::regex::{Flags, Regex, Steps};
use crate::warning::{Warning, Warnings};

/// What a key asks.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Always,
    Never,
    /// By its place among the texts.
    Literal {
        text: usize,
        is_whole: bool,
    },
    /// A text that may cross from one message to the next, so that it is searched in all of them joined.
    Joined {
        text: String,
        is_exact: bool,
        is_whole: bool,
    },
    Pattern(Box<Pattern>),
}

#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) regex: Regex,
    /// Texts of which each match has one.
    pub(super) needles: Option<Vec<usize>>,
}

/// The tests of an entry.
#[derive(Clone, Debug, Default)]
pub(super) struct EntryKeys {
    pub(super) primary: Range<usize>,
    pub(super) secondary: Range<usize>,
    /// The same as they are written, for scores.
    pub(super) score: Range<usize>,
    pub(super) score_secondary: Range<usize>,
    /// Lists of which one is needed.
    pub(super) additional: Vec<Range<usize>>,
    /// Lists of which none may be there.
    pub(super) exclude: Vec<Range<usize>>,
    /// Lists of which one has to be missing.
    pub(super) exclude_all: Vec<Range<usize>>,
    /// Whether a test can succeed without any of the texts.
    pub(super) needs_no_text: bool,
}

/// The keys of a list of entries.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    tests: Vec<Test>,
    entries: Vec<EntryKeys>,
    exact: Literals,
    folded: Literals,
}

/// One automaton. Its texts are numbered on from `first`.
#[derive(Clone, Debug)]
pub(super) struct Literals {
    automaton: Automaton,
    first: usize,
    /// In bytes.
    lengths: Vec<usize>,
    /// For each text where its entries begin; one more at the end.
    starts: Vec<usize>,
    entries: Vec<usize>,
}

/// A text that a key wants to be searched.
struct Wanted {
    text: String,
    is_exact: bool,
    entry: usize,
}

/// Reads keys into tests.
pub(super) struct Compiler<'a> {
    settings: &'a Settings,
    names: Scope<'a>,
    limits: &'a Limits,
    /// Whether texts may be searched by automata.
    has_automata: bool,
    steps: Steps,
    bytes_left: usize,
    /// Patterns beyond it are tried without having seen anything of them.
    needle_bytes_left: usize,
    wanted: Vec<Wanted>,
    tests: Vec<Test>,
    pub(super) warnings: Warnings,
}

/// How an entry wants its keys.
#[derive(Clone, Copy)]
struct Mode {
    entry: usize,
    is_exact: bool,
    is_whole: bool,
}

impl Keys {
    pub(super) fn entry(&self, entry: usize) -> EntryKeys {
        self.entries.get(entry).cloned().unwrap_or_default()
    }

    pub(super) fn tests(&self, range: Range<usize>) -> &[Test] {
        self.tests.get(range).unwrap_or_default()
    }

    /// How many texts are searched.
    pub(super) fn texts(&self) -> usize {
        self.folded.first + self.folded.starts.len().saturating_sub(1)
    }

    pub(super) const fn exact(&self) -> &Literals {
        &self.exact
    }

    pub(super) const fn folded(&self) -> &Literals {
        &self.folded
    }
}

impl Literals {
    /// `wanted` goes by its texts, equal ones together.
    fn new(
        wanted: &[&Wanted],
        first: usize,
        numbers: &mut [usize],
        order: &[usize],
        limits: &Limits,
    ) -> Result<Self, Error> {
        let mut texts: Vec<&str> = Vec::new();
        let (mut starts, mut entries) = (Vec::new(), Vec::new());
        for (wanted, place) in wanted.iter().zip(order) {
            if texts.last() != Some(&wanted.text.as_str()) {
                texts.push(&wanted.text);
                starts.push(entries.len());
            }
            entries.push(wanted.entry);
            if let Some(number) = numbers.get_mut(*place) {
                *number = first + texts.len() - 1;
            }
        }
        starts.push(entries.len());
        // Lower-cased, a letter can take more bytes; needles have half as many as keys.
        let limits = Limits { key_bytes: limits.key_bytes.saturating_mul(2), ..*limits };
        let automaton = Automaton::new(&texts, &limits)?;
        let lengths = texts.iter().map(|text| text.len()).collect();
        Ok(Self { automaton, first, lengths, starts, entries })
    }

    /// Calls `each` for every text in `haystack`, with its number and place, until it answers false.
    pub(super) fn find(&self, haystack: &str, mut each: impl FnMut(usize, Range<usize>) -> bool) {
        self.automaton.find(haystack, &mut |key, end| {
            let length = self.lengths.get(key).copied().unwrap_or(0);
            each(self.first + key, end.saturating_sub(length)..end)
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries with a key of this text.
    pub(super) fn entries(&self, text: usize) -> &[usize] {
        let place = text.wrapping_sub(self.first);
        let bound = |place: usize| self.starts.get(place).copied();
        let range = bound(place).zip(bound(place.wrapping_add(1)));
        range.and_then(|(start, end)| self.entries.get(start..end)).unwrap_or_default()
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn new(
        settings: &'a Settings,
        names: Scope<'a>,
        limits: &'a Limits,
        has_automata: bool,
    ) -> Self {
        Self {
            settings,
            names,
            limits,
            has_automata,
            steps: Steps::new(limits),
            bytes_left: limits.key_bytes,
            needle_bytes_left: limits.key_bytes / 2,
            wanted: Vec::new(),
            tests: Vec::new(),
            warnings: Warnings::default(),
        }
    }

    pub(super) fn compile(mut self, entries: &[Entry]) -> Result<(Keys, Warnings), Error> {
        let mut compiled = Vec::new();
        for (place, entry) in entries.iter().enumerate() {
            compiled.push(if entry.disable { EntryKeys::default() } else { self.entry(place, entry)? });
        }
        let order = places(self.wanted.len(), &|a, b| {
            let key = |place: usize| self.wanted.get(place).map(|wanted| (!wanted.is_exact, &wanted.text));
            key(a).cmp(&key(b))
        });
        let wanted: Vec<&Wanted> = order.iter().filter_map(|place| self.wanted.get(*place)).collect();
        let split = wanted.partition_point(|wanted| wanted.is_exact);
        let (exact, folded) = wanted.split_at_checked(split).unwrap_or((&wanted, &[]));
        let (exact_order, folded_order) = order.split_at_checked(split).unwrap_or((&order, &[]));
        let mut numbers = alloc::vec![0; wanted.len()];
        let exact = Literals::new(exact, 0, &mut numbers, exact_order, self.limits)?;
        let first = exact.starts.len().saturating_sub(1);
        let folded = Literals::new(folded, first, &mut numbers, folded_order, self.limits)?;
        let mut tests = self.tests;
        tests.iter_mut().for_each(|test| test.renumber(&numbers));
        Ok((Keys { tests, entries: compiled, exact, folded }, self.warnings))
    }

    fn entry(&mut self, place: usize, entry: &Entry) -> Result<EntryKeys, Error> {
        let mode = Mode {
            entry: place,
            is_exact: entry.case_sensitive.unwrap_or(self.settings.case_sensitive),
            is_whole: entry.match_whole_words.unwrap_or(self.settings.match_whole_words),
        };
        let primary = self.keys(&entry.keys, mode)?;
        let secondary = self.keys(&entry.secondary_keys, mode)?;
        let (score, score_secondary) = if entry.group.is_empty() {
            (primary.clone(), secondary.clone())
        } else {
            (
                self.score_keys(&entry.keys, &primary, mode)?,
                self.score_keys(&entry.secondary_keys, &secondary, mode)?,
            )
        };
        let tests = self.tests.get(primary.clone()).unwrap_or_default();
        let needs_no_text = tests.iter().any(Test::needs_no_text);
        let mut lists = |lists: &[Vec<String>]| -> Result<Vec<_>, Error> {
            lists.iter().map(|keys| self.keys(keys, mode)).collect()
        };
        let additional = lists(&entry.conditions.additional_keys)?;
        let exclude = lists(&entry.conditions.exclude_keys)?;
        let exclude_all = lists(&entry.conditions.exclude_keys_all)?;
        Ok(EntryKeys {
            primary,
            secondary,
            score,
            score_secondary,
            additional,
            exclude,
            exclude_all,
            needs_no_text,
        })
    }

    fn keys(&mut self, keys: &[String], mode: Mode) -> Result<Range<usize>, Error> {
        let start = self.tests.len();
        for key in keys {
            let text = self.expand(key)?;
            let test = if text.is_empty() { Test::Never } else { self.test(js::trim(&text), mode) };
            self.tests.push(test);
        }
        Ok(start..self.tests.len())
    }

    /// Keys with neither macros nor spaces around are the same in a score.
    fn score_keys(
        &mut self,
        keys: &[String],
        same: &Range<usize>,
        mode: Mode,
    ) -> Result<Range<usize>, Error> {
        let is_plain = |key: &String| !key.is_empty() && js::trim(key) == key && !key.contains(['{', '<']);
        if keys.iter().all(is_plain) || self.settings.profile == Profile::Standard {
            return Ok(same.clone());
        }
        let start = self.tests.len();
        for key in keys {
            self.take(key.len())?;
            let test = self.test(key, mode);
            self.tests.push(test);
        }
        Ok(start..self.tests.len())
    }

    fn expand(&mut self, key: &str) -> Result<String, Error> {
        let text = self.names.expand(key, self.bytes_left).map_err(|_| too_large(self.limits))?;
        self.take(text.len())?;
        Ok(text)
    }

    fn take(&mut self, bytes: usize) -> Result<(), Error> {
        self.bytes_left = self.bytes_left.checked_sub(bytes).ok_or_else(|| too_large(self.limits))?;
        Ok(())
    }

    fn test(&mut self, key: &str, mode: Mode) -> Test {
        if let Some((pattern, flags)) = pattern_in(key) {
            match self.pattern(pattern, flags, mode) {
                Ok(test) => return test,
                Err(error) if matches!(error.kind(), ErrorKind::InvalidPattern { .. }) => {}
                Err(error) => {
                    self.warnings.add(refusal(&error));
                    return Test::Never;
                }
            }
        }
        self.literal(key, mode)
    }

    fn literal(&mut self, key: &str, mode: Mode) -> Test {
        if key.is_empty() {
            let is_key = self.settings.profile == Profile::SillyTavern;
            return if is_key { Test::Always } else { Test::Never };
        }
        let text = if mode.is_exact { key.to_owned() } else { key.to_lowercase() };
        let is_one_word = self.settings.profile == Profile::Standard || !text.contains(js::is_space);
        let is_whole = mode.is_whole && is_one_word;
        // What stands between two messages is a new line and U+0001.
        let may_cross = text.contains('\u{1}') || text.ends_with('\n');
        if !self.has_automata || (may_cross && self.settings.profile == Profile::SillyTavern) {
            return Test::Joined { text, is_exact: mode.is_exact, is_whole };
        }
        Test::Literal { text: self.want(text, mode.is_exact, mode.entry), is_whole }
    }

    fn pattern(&mut self, pattern: &str, flags: &str, mode: Mode) -> Result<Test, Error> {
        // Of an escaped slash behind an escaped backslash this leaves another pattern, as SillyTavern does.
        let unescaped = pattern.replacen("\\/", "/", 1);
        let pattern = if self.settings.profile == Profile::SillyTavern { &unescaped } else { pattern };
        let regex = Regex::new(pattern, Flags::parse(flags)?, self.limits, &mut self.steps)?;
        let needles = regex.needles().filter(|_| self.has_automata);
        let needles =
            needles.filter(|needles| needles.iter().all(|needle| !needle.contains(['\n', '\u{1}'])));
        let bytes = needles.map_or(0, |needles| needles.iter().map(String::len).sum());
        let left = self.needle_bytes_left.checked_sub(bytes);
        let needles = needles.filter(|_| left.is_some());
        self.needle_bytes_left = left.unwrap_or(self.needle_bytes_left);
        let is_exact = !regex.flags().ignore_case;
        let needles = needles.map(|needles| {
            needles.iter().map(|needle| self.want(needle.clone(), is_exact, mode.entry)).collect()
        });
        Ok(Test::Pattern(Box::new(Pattern { regex, needles })))
    }

    fn want(&mut self, text: String, is_exact: bool, entry: usize) -> usize {
        self.wanted.push(Wanted { text, is_exact, entry });
        self.wanted.len() - 1
    }
}

impl Test {
    fn renumber(&mut self, numbers: &[usize]) {
        let number = |place: &mut usize| *place = numbers.get(*place).copied().unwrap_or(usize::MAX);
        match self {
            Self::Literal { text, .. } => number(text),
            Self::Pattern(pattern) => pattern.needles.iter_mut().flatten().for_each(number),
            Self::Always | Self::Never | Self::Joined { .. } => {}
        }
    }

    const fn needs_no_text(&self) -> bool {
        match self {
            Self::Always | Self::Joined { .. } => true,
            Self::Pattern(pattern) => pattern.needles.is_none(),
            Self::Never | Self::Literal { .. } => false,
        }
    }
}

fn too_large(limits: &Limits) -> Error {
    let limit = limits.key_bytes;
    Error::new(ErrorKind::BookTooLarge { what: "bytes of keys", found: limit + 1, limit })
}

/// What stands between the slashes of `/pattern/flags`, and the flags.
fn pattern_in(key: &str) -> Option<(&str, &str)> {
    let (pattern, flags) = key.strip_prefix('/')?.rsplit_once('/')?;
    let is_flag = |flag: char| "gimsuy".contains(flag);
    let mut slashes = pattern.match_indices('/');
    let is_escaped =
        |(place, _): (usize, &str)| pattern.get(..place).is_some_and(|text| text.ends_with('\\'));
    (!pattern.is_empty() && flags.chars().all(is_flag) && slashes.all(is_escaped)).then_some((pattern, flags))
}

fn refusal(error: &Error) -> Warning {
    match error.kind() {
        ErrorKind::UnsupportedPattern { .. } => Warning::new(
            "unsupported_pattern_key",
            "patterns with look-around or back-references are not supported: those keys never match",
        ),
        _ => Warning::new(
            "pattern_key_too_large",
            "patterns of keys were too large or too many: those never match",
        ),
    }
}
