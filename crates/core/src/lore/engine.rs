//! The engine of world info: which entries a chat activates, in what order, and where they stand.
//!
//! [`Profile::SillyTavern`] does what SillyTavern 1.18.0 does, quirks included; [`Profile::Standard`] is the same with
//! its defects removed. Books are compiled once ([`Matcher`]) and scanned any number of times; a scan takes time by the
//! length of its texts and by the entries that a key was found for. Luck, timed effects and tokens come in as arguments.
//! [`Limits::book_entries`], [`Limits::key_bytes`], [`Limits::scan_bytes`] and the like bound it; what was cut is a
//! warning.

mod books;
mod budget;
mod chance;
mod check;
mod conditions;
mod copies;
mod decorators;
mod entry;
mod groups;
mod haystack;
mod js;
mod keys;
mod run;
mod slots;
mod timed;
mod trace;
mod words;

use alloc::string::String;
use alloc::vec::Vec;

pub use self::books::{Book, Links, Strategy};
pub use self::chance::{Chance, Keyed, Site};
pub use self::conditions::{Place, Prompt};
use self::copies::Copies;
pub use self::entry::{Depth, Entry};
use self::groups::Groups;
use self::keys::{Compiler, Keys};
use self::run::{Run, Tools};
pub use self::slots::{DEFAULT_DEPTH, DepthGroup, Example, Outlet, Slots};
pub use self::timed::{Effect, TimedState};
pub use self::trace::{Outcome, Reason};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::macros::Scope;
use crate::order::{places, sorted};
use crate::tokens::CountTokens;
use crate::warning::{Warning, Warnings};

/// Whose rules hold.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Profile {
    /// SillyTavern's, exactly.
    SillyTavern,
    /// The same without its defects.
    #[default]
    Standard,
}

/// What holds for all entries that do not say otherwise. The default is what SillyTavern begins with.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "plain data")]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Settings {
    /// Whose rules hold.
    pub profile: Profile,
    /// How many of the newest messages are searched.
    pub depth: usize,
    /// The share of the context that entries may take, in hundredths.
    pub budget_percent: usize,
    /// The most that they may take; 0 for no such cap.
    pub budget_cap_tokens: usize,
    /// Whether what entries say is searched too.
    pub recursive: bool,
    /// Passes, with the first; 0 for no limit.
    pub max_recursion_steps: usize,
    /// How many entries have to be active before older messages are left alone; 0 for none.
    pub min_activations: usize,
    /// How deep that may go; 0 for the whole chat.
    pub min_activations_depth_max: usize,
    /// Whether capital letters count.
    pub case_sensitive: bool,
    /// Whether keys have to be whole words.
    pub match_whole_words: bool,
    /// Whether the member of a group with the most keys wins.
    pub use_group_scoring: bool,
    /// The order of books.
    pub strategy: Strategy,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            depth: 2,
            budget_percent: 25,
            budget_cap_tokens: 0,
            recursive: true,
            max_recursion_steps: 0,
            min_activations: 0,
            min_activations_depth_max: 0,
            case_sensitive: false,
            match_whole_words: true,
            use_group_scoring: false,
            strategy: Strategy::default(),
        }
    }
}

/// One question to a [`Matcher`].
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "plain data")]
pub struct Scan<'a> {
    /// Messages, newest first, each with its name in front where names are to be searched.
    pub chat: Vec<&'a str>,
    /// Tokens that the prompt may have.
    pub max_context_tokens: usize,
    /// What the answer is for: `normal`, `continue`, `impersonate`, `swipe`, `regenerate` or `quiet`.
    pub trigger: &'a str,
    /// Texts that entries can ask to be searched.
    pub texts: Texts<'a>,
    /// Further texts that are always searched.
    pub injects: Vec<&'a str>,
    /// Messages of the assistant in the chat, for decorators.
    pub assistant_messages: usize,
    /// Which greeting the chat began with, for decorators: 0 is the first message of the card.
    pub greeting: Option<usize>,
    /// The name of the user's icon, for decorators.
    pub user_icon: Option<&'a str>,
    /// Who answers.
    pub character: Character<'a>,
    /// Copies of entries that are activated from outside.
    pub forced: Vec<Entry>,
    /// Timed effects are neither read nor written; delays hold.
    pub is_dry_run: bool,
    /// What the last scan gave.
    pub timed: TimedState,
    /// The macros of contents and injected texts.
    pub names: Scope<'a>,
    /// Whether [`Activation::outcomes`] are wanted.
    pub is_traced: bool,
}

/// Texts that entries can ask to be searched.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "plain data")]
pub struct Texts<'a> {
    /// The user's persona.
    pub persona_description: &'a str,
    /// The character's description.
    pub character_description: &'a str,
    /// The character's personality.
    pub character_personality: &'a str,
    /// The character's note within the chat.
    pub character_depth_prompt: &'a str,
    /// The scenario.
    pub scenario: &'a str,
    /// The notes of the card's author.
    pub creator_notes: &'a str,
}

/// The character, for entries that are for some characters.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "plain data")]
pub struct Character<'a> {
    /// The name of its file, without what follows the last dot.
    pub file_name: Option<&'a str>,
    /// Its tags; none where it has no list of them, so that tags are not asked.
    pub tags: Option<Vec<&'a str>>,
}

/// What a scan gave.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Activation {
    /// Active entries, in the order in which they became so.
    pub entries: Vec<Active>,
    /// Their texts, by where they stand.
    pub slots: Slots,
    /// Prompts that active entries turn off.
    pub disabled_prompts: Vec<Prompt>,
    /// What the next scan of this chat has to be given.
    pub timed: TimedState,
    /// Numbers that were drawn.
    pub draws: usize,
    /// Passes that were made.
    pub passes: usize,
    /// Whether an entry did not fit into the budget.
    pub overflowed: bool,
    /// What became of each entry, in the order of the list; empty unless it was asked for.
    pub outcomes: Vec<(String, Outcome)>,
    /// What was cut or is not supported.
    pub warnings: Vec<Warning>,
}

/// An active entry.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Active {
    /// World and number.
    pub id: String,
    /// The world alone.
    pub world: String,
    /// Its text, with macros replaced.
    pub content: String,
    /// Why it is active.
    pub reason: Reason,
    /// The pass that activated it, from 1.
    pub pass: usize,
}

/// Books, compiled.
#[derive(Clone, Debug)]
pub struct Matcher {
    settings: Settings,
    entries: Vec<Entry>,
    keys: Keys,
    groups: Groups,
    /// Entries that can be active without a text of their keys.
    is_always_awake: Vec<bool>,
    /// A number for each entry; entries of the same id have the same.
    ids: Vec<usize>,
    /// Places of entries by their hashes.
    by_hash: Vec<(u64, usize)>,
    /// Levels of delayed entries, in their order.
    levels: Vec<f64>,
    /// The depth of the entry that searches deepest.
    deepest: usize,
    /// What stands where there is no entry.
    nobody: Entry,
    warnings: Warnings,
}

impl Matcher {
    /// Compiles books. Macros in keys stand for `names`.
    ///
    /// # Errors
    ///
    /// Fails when there are more than [`Limits::book_entries`], or keys of more than [`Limits::key_bytes`].
    pub fn new(
        books: Vec<Book>,
        links: &Links,
        settings: Settings,
        names: Scope<'_>,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let entries = books::arrange(books, links, settings.strategy);
        at_most("entries", entries.len(), limits)?;
        let (keys, warnings) = Compiler::new(&settings, names, limits, true).compile(&entries)?;
        let is_always_awake = entries
            .iter()
            .enumerate()
            .map(|(place, entry)| entry.constant || entry.activate || keys.entry(place).needs_no_text);
        let by_hash = entries.iter().enumerate().map(|(place, entry)| (entry.hash, place));
        Ok(Self {
            is_always_awake: is_always_awake.collect(),
            groups: Groups::new(entries.iter()),
            ids: ids(&entries),
            by_hash: sorted(by_hash.collect(), Ord::cmp),
            levels: levels(&entries),
            deepest: deepest(&entries),
            nobody: Entry::plain("", &serde_json::Map::new()),
            keys,
            entries,
            settings,
            warnings,
        })
    }

    /// Finds what a chat activates.
    ///
    /// # Errors
    ///
    /// Fails when a text with its macros replaced is longer than [`Limits::prompt_bytes`], or when there are more than
    /// [`Limits::book_entries`] entries from outside or timed effects.
    pub fn scan(
        &self,
        scan: &Scan<'_>,
        chance: &mut dyn Chance,
        counter: &dyn CountTokens,
        limits: &Limits,
    ) -> Result<Activation, Error> {
        at_most("forced entries", scan.forced.len(), limits)?;
        for effects in [&scan.timed.sticky, &scan.timed.cooldown, &scan.timed.matched] {
            at_most("timed effects", effects.len(), limits)?;
        }
        let copies = self.copies(scan, limits)?;
        let mut run = Run::new(self, scan, &copies, Tools { chance, counter, limits })?;
        if !self.entries.is_empty() {
            run.run()?;
        }
        Ok(self.activation(run))
    }

    fn copies(&self, scan: &Scan<'_>, limits: &Limits) -> Result<Copies, Error> {
        let entries = scan.forced.clone();
        let (keys, _) = Compiler::new(&self.settings, scan.names, limits, false).compile(&entries)?;
        let by_place = Copies::places(&entries, &self.entries);
        let groups = (!entries.is_empty()).then(|| Groups::new(self.entries.iter().chain(&entries)));
        Ok(Copies { keys, by_place, groups, entries })
    }

    fn activation(&self, mut run: Run<'_>) -> Activation {
        let outcomes = run.take_outcomes();
        let placed = run.active.iter().zip(&run.active_places);
        let placed: Vec<(&Active, &Entry, usize)> =
            placed.map(|(active, place)| (active, run.entry_at(*place), *place)).collect();
        let slots = Slots::new(&placed, self.settings.profile, run.messages());
        let entries: Vec<&Entry> = placed.iter().map(|(_, entry, _)| *entry).collect();
        let mut warnings = self.warnings.clone();
        if run.haystack.was_cut {
            warnings.add(Warning::new("scan_cut", "only the newest part of the chat was searched for keys"));
        }
        if run.haystack.is_out_of_steps {
            warnings.add(Warning::new(
                "pattern_steps_spent",
                "patterns of keys took too long: some were not searched",
            ));
        }
        let prompts = entries.iter().flat_map(|entry| &entry.conditions.disabled_prompts);
        Activation {
            slots,
            disabled_prompts: prompts.copied().collect(),
            timed: run.timed.finish(entries.into_iter()),
            draws: run.draws,
            passes: run.passes,
            overflowed: run.overflowed,
            entries: run.active,
            outcomes: self.entries.iter().map(|entry| entry.id.clone()).zip(outcomes).collect(),
            warnings: warnings.into_vec(),
        }
    }

    /// Tokens that entries may take.
    fn budget(&self, scan: &Scan<'_>) -> usize {
        let share =
            (self.settings.budget_percent.saturating_mul(scan.max_context_tokens).saturating_add(50)) / 100;
        let cap = self.settings.budget_cap_tokens;
        if cap > 0 { share.max(1).min(cap) } else { share.max(1) }
    }
}

fn at_most(what: &'static str, found: usize, limits: &Limits) -> Result<(), Error> {
    let limit = limits.book_entries;
    if found > limit { Err(Error::new(ErrorKind::BookTooLarge { what, found, limit })) } else { Ok(()) }
}

/// A number for each entry by its id.
fn ids(entries: &[Entry]) -> Vec<usize> {
    let id = |place: usize| entries.get(place).map(|entry| entry.id.as_str());
    let mut ids = alloc::vec![0; entries.len()];
    let (mut last, mut number) = (None, 0);
    for place in places(entries.len(), &|a, b| id(a).cmp(&id(b))) {
        number += usize::from(last.is_some() && last != id(place));
        last = id(place);
        ids.get_mut(place).into_iter().for_each(|slot| *slot = number);
    }
    ids
}

fn levels(entries: &[Entry]) -> Vec<f64> {
    let levels = entries.iter().filter_map(|entry| entry.delay_until_recursion).collect();
    let mut levels = sorted(levels, f64::total_cmp);
    levels.dedup();
    levels
}

fn deepest(entries: &[Entry]) -> usize {
    let depths = entries.iter().filter_map(|entry| entry.scan_depth);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as `slice` takes it")]
    let depths = depths.map(|depth| depth as usize);
    depths.max().unwrap_or(0)
}

impl<'a> Texts<'a> {
    const fn list(&self) -> [&'a str; 6] {
        [
            self.persona_description,
            self.character_description,
            self.character_personality,
            self.character_depth_prompt,
            self.scenario,
            self.creator_notes,
        ]
    }
}

impl Character<'_> {
    /// Whether an entry with this filter is for the character.
    fn is_for(&self, filter: &entry::Filter) -> bool {
        let is_named = || filter.names.iter().any(|name| Some(name.as_str()) == self.file_name);
        let has_tag = |tags: &[&str]| filter.tags.iter().any(|tag| tags.contains(&tag.as_str()));
        let by_name = filter.names.is_empty() || is_named() != filter.is_exclude;
        let by_tag = match &self.tags {
            Some(tags) if !filter.tags.is_empty() => has_tag(tags) != filter.is_exclude,
            _ => true,
        };
        by_name && by_tag
    }
}

#[cfg(test)]
mod tests;
