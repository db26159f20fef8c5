//! Effects that last for some messages: an entry that stays, one that rests, one that waits for the chat to grow.
//!
//! Their state is a value that goes in and comes out. A record belongs to the entry whose hash it has; it is removed
//! when it is over, and when the chat is not longer than when it was made, so that an answer made anew is rolled anew.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::entry::Entry;

/// What a chat remembers of earlier scans.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "plain data")]
pub struct TimedState {
    /// Entries that stay active.
    #[serde(default)]
    pub sticky: Vec<Effect>,
    /// Entries that rest.
    #[serde(default)]
    pub cooldown: Vec<Effect>,
    /// Entries that were active once, of those that ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matched: Vec<Effect>,
}

/// One effect. Places are lengths of the chat in messages.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "plain data")]
pub struct Effect {
    /// The entry's id.
    pub entry: String,
    /// The entry's hash: an entry that was edited is another one.
    pub hash: u64,
    /// The length at which it began.
    pub start: u64,
    /// The length at which it is over.
    pub end: u64,
    /// Whether it outlives a chat that is not longer than when it began.
    pub protected: bool,
}

impl Entry {
    const fn asks_for_matches(&self) -> bool {
        self.conditions.keep_after_match || self.conditions.dont_after_match
    }
}

/// Effects of one scan.
#[derive(Debug)]
pub(super) struct Timed {
    state: TimedState,
    messages: u64,
    is_dry_run: bool,
    /// By the places of entries.
    is_sticky: Vec<bool>,
    is_cooling: Vec<bool>,
    has_matched: Vec<bool>,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Sticky,
    Cooldown,
    Matched,
}

/// The largest whole number of JavaScript: no chat is that long.
const NEVER: u64 = 9_007_199_254_740_991;

impl Timed {
    /// Ends what is over. `by_hash` has the places of entries with effects by their hashes.
    pub(super) fn new(
        state: TimedState,
        entries: &[Entry],
        by_hash: &[(u64, usize)],
        messages: usize,
        is_dry_run: bool,
    ) -> Self {
        let none = || alloc::vec![false; entries.len()];
        let mut timed = Self {
            state,
            messages: messages as u64,
            is_dry_run,
            is_sticky: none(),
            is_cooling: none(),
            has_matched: none(),
        };
        if !is_dry_run {
            timed.review(Kind::Sticky, entries, by_hash);
            timed.review(Kind::Cooldown, entries, by_hash);
            timed.review(Kind::Matched, entries, by_hash);
        }
        timed
    }

    fn review(&mut self, kind: Kind, entries: &[Entry], by_hash: &[(u64, usize)]) {
        let records = match kind {
            Kind::Sticky => core::mem::take(&mut self.state.sticky),
            Kind::Cooldown => core::mem::take(&mut self.state.cooldown),
            Kind::Matched => core::mem::take(&mut self.state.matched),
        };
        let mut kept = Vec::new();
        for record in records {
            let first = by_hash.partition_point(|(hash, _)| *hash < record.hash);
            let place = by_hash.get(first).filter(|(hash, _)| *hash == record.hash).map(|(_, place)| *place);
            let entry = place.and_then(|place| entries.get(place));
            if self.messages <= record.start && !record.protected {
                continue;
            }
            let is_over = self.messages >= record.end;
            let (Some(place), Some(entry)) = (place, entry) else {
                kept.extend((!is_over).then_some(record));
                continue;
            };
            let has_it = match kind {
                Kind::Sticky => entry.sticky.is_some(),
                Kind::Cooldown => entry.cooldown.is_some(),
                Kind::Matched => entry.asks_for_matches(),
            };
            if !has_it {
                continue;
            }
            if !is_over {
                kept.push(record);
                self.set(kind, place);
            } else if kind == Kind::Sticky && entry.cooldown.is_some() {
                self.rest(entry, place);
            }
        }
        match kind {
            Kind::Sticky => self.state.sticky = kept,
            Kind::Cooldown => self.state.cooldown = kept,
            Kind::Matched => self.state.matched = kept,
        }
    }

    fn set(&mut self, kind: Kind, place: usize) {
        let flags = match kind {
            Kind::Sticky => &mut self.is_sticky,
            Kind::Cooldown => &mut self.is_cooling,
            Kind::Matched => &mut self.has_matched,
        };
        flags.get_mut(place).into_iter().for_each(|flag| *flag = true);
    }

    /// What stayed long enough rests at once, even if the same answer is made anew.
    fn rest(&mut self, entry: &Entry, place: usize) {
        let effect = self.effect(entry, entry.cooldown, true);
        match self.state.cooldown.iter_mut().find(|known| known.entry == effect.entry) {
            Some(known) => *known = effect,
            None => self.state.cooldown.push(effect),
        }
        self.set(Kind::Cooldown, place);
    }

    fn effect(&self, entry: &Entry, length: Option<f64>, protected: bool) -> Effect {
        let length = length.unwrap_or(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a length below none is none"
        )]
        let whole = length as u64;
        #[expect(clippy::cast_precision_loss, reason = "only what is behind the point matters")]
        let length = whole + u64::from(length > whole as f64);
        let (start, end) = (self.messages, self.messages.saturating_add(length));
        Effect { entry: entry.id.clone(), hash: entry.hash, start, end, protected }
    }

    pub(super) fn is_sticky(&self, place: usize) -> bool {
        self.is_sticky.get(place).copied().unwrap_or(false)
    }

    pub(super) fn is_cooling(&self, place: usize) -> bool {
        self.is_cooling.get(place).copied().unwrap_or(false)
    }

    pub(super) fn has_matched(&self, place: usize) -> bool {
        self.has_matched.get(place).copied().unwrap_or(false)
    }

    /// Entries that a delay holds back; dry runs too.
    pub(super) fn is_delayed(&self, entry: &Entry) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "a chat has fewer than 2^53 messages")]
        let messages = self.messages as f64;
        entry.delay.is_some_and(|delay| messages < delay)
    }

    /// The state after a scan that activated these.
    pub(super) fn finish<'a>(mut self, activated: impl Iterator<Item = &'a Entry>) -> TimedState {
        if self.is_dry_run {
            return self.state;
        }
        let mut sticky = Known::of(&self.state.sticky);
        let mut cooldown = Known::of(&self.state.cooldown);
        let mut matched = Known::of(&self.state.matched);
        for entry in activated {
            if entry.sticky.is_some() && sticky.is_new(entry) {
                let effect = self.effect(entry, entry.sticky, false);
                self.state.sticky.push(effect);
            }
            if entry.cooldown.is_some() && cooldown.is_new(entry) {
                let effect = self.effect(entry, entry.cooldown, false);
                self.state.cooldown.push(effect);
            }
            if entry.asks_for_matches() && matched.is_new(entry) {
                let effect = Effect { end: NEVER, ..self.effect(entry, None, false) };
                self.state.matched.push(effect);
            }
        }
        self.state
    }
}

/// The ids that have a record, sorted. Entries are activated once each, so new ones need not be added.
struct Known(Vec<String>);

impl Known {
    fn of(effects: &[Effect]) -> Self {
        let mut ids: Vec<String> = effects.iter().map(|effect| effect.entry.clone()).collect();
        ids.sort_unstable();
        Self(ids)
    }

    fn is_new(&mut self, entry: &Entry) -> bool {
        self.0.binary_search(&entry.id).is_err()
    }
}
