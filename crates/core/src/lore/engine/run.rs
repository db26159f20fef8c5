//! The passes of a scan.
//!
//! Each pass takes the entries whose conditions hold, filters their groups, rolls their luck and fits them into the
//! budget. What they say is searched in the next pass, until nothing new comes. Every pass but the first activates an
//! entry, reads a message more or takes a level of delay, so there are at most as many.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use super::chance::{Chance, Site};
use super::copies::Copies;
use super::entry::{Entry, Logic};
use super::groups::Groups;
use super::haystack::Haystack;
use super::keys::{EntryKeys, Keys};
use super::timed::Timed;
use super::trace::{Outcome, Reason};
use super::{Active, Matcher, Profile, Scan, Settings};
use crate::error::Error;
use crate::limits::Limits;
use crate::order::sorted;
use crate::tokens::CountTokens;

/// An entry that a pass may activate, or the copy of it that came from outside.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) place: usize,
    pub(super) copy: Option<usize>,
    pub(super) reason: Reason,
    /// With macros replaced, once that was done.
    pub(super) content: Option<String>,
}

/// What a pass is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum State {
    Initial,
    Recursion,
    MinActivations,
}

/// What is given to a scan besides its input.
pub(super) struct Tools<'a> {
    pub(super) chance: &'a mut dyn Chance,
    pub(super) counter: &'a dyn CountTokens,
    pub(super) limits: &'a Limits,
}

pub(super) struct Run<'a> {
    pub(super) matcher: &'a Matcher,
    pub(super) scan: &'a Scan<'a>,
    pub(super) tools: Tools<'a>,
    pub(super) copies: &'a Copies,
    pub(super) haystack: Haystack<'a>,
    pub(super) timed: Timed,
    pub(super) state: State,
    /// What depths of the settings are deepened by.
    skew: usize,
    levels: Vec<f64>,
    pub(super) level: f64,
    pub(super) is_done: Vec<bool>,
    /// Copies that were unlucky once: they are asked again, but feed nothing any more.
    pub(super) has_failed: Vec<bool>,
    /// For each id, its place among the active ones.
    pub(super) active_at: Vec<Option<usize>>,
    pub(super) group_is_active: Vec<bool>,
    pub(super) group_index: Vec<usize>,
    pub(super) active: Vec<Active>,
    /// The places of active entries, and of copies behind them.
    pub(super) active_places: Vec<usize>,
    text: String,
    pub(super) tokens: usize,
    pub(super) overflowed: bool,
    pub(super) draws: usize,
    pub(super) passes: usize,
    pub(super) outcomes: Vec<Option<Outcome>>,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        matcher: &'a Matcher,
        scan: &'a Scan<'a>,
        copies: &'a Copies,
        tools: Tools<'a>,
    ) -> Result<Self, Error> {
        let entries = &matcher.entries;
        let haystack =
            Haystack::new(&matcher.keys, entries.len(), matcher.settings.profile, scan, tools.limits)?;
        let timed =
            Timed::new(scan.timed.clone(), entries, &matcher.by_hash, scan.chat.len(), scan.is_dry_run);
        let mut levels = matcher.levels.clone();
        let is_standard = matcher.settings.profile == Profile::Standard;
        let level = if levels.is_empty() || is_standard { 0.0 } else { levels.remove(0) };
        let groups = copies.groups.as_ref().unwrap_or(&matcher.groups);
        Ok(Self {
            haystack,
            timed,
            state: State::Initial,
            skew: 0,
            levels,
            level,
            is_done: alloc::vec![false; entries.len()],
            has_failed: alloc::vec![false; copies.entries.len()],
            active_at: alloc::vec![None; entries.len()],
            group_is_active: alloc::vec![false; groups.len()],
            group_index: alloc::vec![usize::MAX; groups.len()],
            active: Vec::new(),
            active_places: Vec::new(),
            text: String::new(),
            tokens: 0,
            overflowed: false,
            draws: 0,
            passes: 0,
            outcomes: if scan.is_traced { alloc::vec![None; entries.len()] } else { Vec::new() },
            matcher,
            scan,
            tools,
            copies,
        })
    }

    pub(super) fn settings(&self) -> &'a Settings {
        &self.matcher.settings
    }

    pub(super) fn messages(&self) -> usize {
        self.scan.chat.len()
    }

    pub(super) fn profile(&self) -> Profile {
        self.settings().profile
    }

    pub(super) fn groups(&self) -> &'a Groups {
        self.copies.groups.as_ref().unwrap_or(&self.matcher.groups)
    }

    /// Passes until nothing is left to do.
    pub(super) fn run(&mut self) -> Result<(), Error> {
        let most = self.matcher.entries.len() + self.matcher.levels.len() + 2 * self.scan.chat.len() + 4;
        let steps = self.settings().max_recursion_steps;
        while self.passes < most && (steps == 0 || self.passes < steps) && !self.haystack.is_spent() {
            self.passes += 1;
            let depth = self.depth();
            self.haystack.read_to(depth.max(self.matcher.deepest));
            let Some(state) = self.pass()? else { return Ok(()) };
            self.state = state;
        }
        Ok(())
    }

    pub(super) fn depth(&self) -> usize {
        self.settings().depth.saturating_add(self.skew)
    }

    /// One pass; answers what the next one is for.
    fn pass(&mut self) -> Result<Option<State>, Error> {
        let found = self.candidates();
        let mut new = self.filter_groups(found)?;
        let failed = self.fit(&mut new)?;
        let fresh = new.iter().zip(&failed).filter(|(_, failed)| !**failed).map(|(new, _)| new);
        let has_failed = |copy: usize| self.has_failed.get(copy) == Some(&true);
        let fresh = fresh.filter(|candidate| !candidate.copy.is_some_and(has_failed));
        let feeding = fresh.filter(|candidate| !self.entry(candidate).prevent_recursion);
        let said: Vec<&str> = feeding.map(|candidate| self.content(candidate)).collect();
        let (has_said, text) = (!said.is_empty(), said.join("\n"));
        let next = self.next(has_said);
        if next.is_some() && !text.is_empty() {
            self.count_said(&text);
            self.haystack.add_recursion(text);
        }
        Ok(next)
    }

    /// SillyTavern's passes begin with the tokens of what was said to be searched, not of what was activated.
    fn count_said(&mut self, text: &str) {
        if self.profile() == Profile::SillyTavern {
            let line = [text, "\n"].concat();
            self.text.push_str(&line);
            self.tokens = self.tools.counter.count_joined(self.tokens, &self.text, &line);
        }
    }

    /// What the next pass is for, if there is one.
    fn next(&mut self, has_said: bool) -> Option<State> {
        let settings = self.settings();
        let is_standard = self.profile() == Profile::Standard;
        let may_recurse = settings.recursive && (is_standard || !self.overflowed);
        let was_widened = self.state == State::MinActivations && self.haystack.has_recursion();
        if is_standard {
            if may_recurse && (has_said || was_widened || !self.levels.is_empty()) {
                self.take_level();
                return Some(State::Recursion);
            }
        } else if may_recurse && (has_said || was_widened) {
            return Some(State::Recursion);
        }
        if !self.overflowed && self.active.len() < settings.min_activations && self.may_widen() {
            self.skew += 1;
            return Some(State::MinActivations);
        }
        if !is_standard && !self.levels.is_empty() {
            self.take_level();
            return Some(State::Recursion);
        }
        None
    }

    fn take_level(&mut self) {
        if !self.levels.is_empty() {
            self.level = self.levels.remove(0);
        }
    }

    fn may_widen(&self) -> bool {
        let most = self.settings().min_activations_depth_max;
        let depth = self.depth();
        (most == 0 || depth <= most) && depth <= self.scan.chat.len()
    }

    /// Entries whose conditions hold: sticky ones first, then those from outside, then as they stand in the list.
    fn candidates(&mut self) -> Vec<Candidate> {
        let mut found = Vec::new();
        for place in 0..self.matcher.entries.len() {
            if !self.is_awake(place) || self.is_over(place) {
                continue;
            }
            self.haystack.ask(1);
            match self.check(place) {
                Ok(reason) => {
                    let copy = (reason == Reason::Forced).then(|| self.copies.of(place)).flatten();
                    found.push(Candidate { place, copy, reason, content: None });
                }
                Err(outcome) => self.note(place, outcome),
            }
        }
        let is_least = |candidate: &Candidate| self.entry(candidate).conditions.ignore_on_max_context;
        let rank = |candidate: &Candidate| {
            (is_least(candidate), !self.is_sticky(candidate), candidate.copy.is_none())
        };
        sorted(found, |a, b| rank(a).cmp(&rank(b)))
    }

    fn is_awake(&self, place: usize) -> bool {
        self.haystack.is_awake(place)
            || self.matcher.is_always_awake.get(place) == Some(&true)
            || self.timed.is_sticky(place)
            || self.timed.has_matched(place)
            || self.copies.of(place).is_some()
    }

    fn is_over(&self, place: usize) -> bool {
        let is_active =
            self.matcher.ids.get(place).and_then(|id| self.active_at.get(*id)).is_some_and(Option::is_some);
        is_active || self.is_done.get(place).copied().unwrap_or(true)
    }

    /// How many keys of a candidate hold.
    pub(super) fn score(&mut self, candidate: &Candidate) -> usize {
        let (all, keys, entry) = self.keys_of(candidate);
        let view = self.view(entry);
        let mut count =
            |range| all.tests(range).iter().filter(|test| self.haystack.holds(test, view)).count();
        if keys.score.is_empty() {
            return 0;
        }
        let primary = count(keys.score);
        let most = keys.score_secondary.len();
        match entry.logic {
            Logic::AndAny => primary + count(keys.score_secondary),
            Logic::AndAll if count(keys.score_secondary) == most => primary + most,
            _ => primary,
        }
    }

    fn keys_of(&self, candidate: &Candidate) -> (&'a Keys, EntryKeys, &'a Entry) {
        let (keys, place) = match candidate.copy {
            Some(copy) => (&self.copies.keys, copy),
            None => (&self.matcher.keys, candidate.place),
        };
        (keys, keys.entry(place), self.entry(candidate))
    }

    pub(super) fn entry(&self, candidate: &Candidate) -> &'a Entry {
        let copy = candidate.copy.and_then(|copy| self.copies.entries.get(copy));
        let own = self.matcher.entries.get(candidate.place);
        copy.or(own).unwrap_or(&self.matcher.nobody)
    }

    pub(super) fn content<'c>(&'c self, candidate: &'c Candidate) -> &'c str {
        candidate.content.as_deref().unwrap_or(&self.entry(candidate).content)
    }

    pub(super) fn is_sticky(&self, candidate: &Candidate) -> bool {
        candidate.copy.is_none() && self.timed.is_sticky(candidate.place)
    }

    pub(super) fn is_cooling(&self, candidate: &Candidate) -> bool {
        candidate.copy.is_none() && self.timed.is_cooling(candidate.place)
    }

    /// Its place among the entries, or behind them among the copies.
    pub(super) fn group_place(&self, candidate: &Candidate) -> usize {
        candidate.copy.map_or(candidate.place, |copy| self.matcher.entries.len() + copy)
    }

    pub(super) fn has_activated_group(&self, group: usize) -> bool {
        self.group_is_active.get(group) == Some(&true)
    }

    pub(super) fn draw(&mut self, site: Site<'_>) -> f64 {
        self.draws += 1;
        self.tools.chance.draw(site)
    }

    pub(super) fn note(&mut self, place: usize, outcome: Outcome) {
        self.outcomes.get_mut(place).into_iter().for_each(|noted| *noted = Some(outcome));
    }

    /// The entry at a place of [`Run::active_places`].
    pub(super) fn entry_at(&self, place: usize) -> &'a Entry {
        let own = self.matcher.entries.get(place);
        let copy = || self.copies.entries.get(place.checked_sub(self.matcher.entries.len())?);
        own.or_else(copy).unwrap_or(&self.matcher.nobody)
    }

    /// The noted outcomes; entries that nothing woke have no key.
    pub(super) fn take_outcomes(&mut self) -> Vec<Outcome> {
        let outcomes = mem::take(&mut self.outcomes).into_iter().zip(&self.matcher.entries);
        let unseen = |entry: &Entry| if entry.disable { Outcome::Disabled } else { Outcome::NoKey };
        outcomes.map(|(outcome, entry)| outcome.unwrap_or_else(|| unseen(entry))).collect()
    }
}
