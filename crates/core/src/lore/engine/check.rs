//! Whether an entry is a candidate of a pass.

use core::ops::Range;

use super::entry::{Entry, Logic};
use super::haystack::View;
use super::keys::Test;
use super::run::{Run, State};
use super::trace::{Outcome, Reason};

impl Run<'_> {
    /// Whether an entry is a candidate, in the order in which SillyTavern asks.
    pub(super) fn check(&mut self, place: usize) -> Result<Reason, Outcome> {
        let Some(entry) = self.matcher.entries.get(place) else { return Err(Outcome::NoKey) };
        self.is_allowed(entry, place)?;
        self.is_in_time(entry, place)?;
        if entry.activate {
            return Ok(Reason::Decorator);
        }
        if entry.dont_activate {
            return Err(Outcome::Decorator);
        }
        self.meets(entry, place)?;
        if self.copies.of(place).is_some() {
            return Ok(Reason::Forced);
        }
        if entry.constant {
            return Ok(Reason::Constant);
        }
        if self.timed.is_sticky(place) || (entry.conditions.keep_after_match && self.timed.has_matched(place))
        {
            return Ok(Reason::Sticky);
        }
        self.has_keys(entry, place)
    }

    fn is_allowed(&self, entry: &Entry, place: usize) -> Result<(), Outcome> {
        if entry.disable {
            return Err(Outcome::Disabled);
        }
        if !entry.triggers.is_empty() && !entry.triggers.iter().any(|trigger| trigger == self.scan.trigger) {
            return Err(Outcome::Trigger);
        }
        if !self.scan.character.is_for(&entry.filter) {
            return Err(Outcome::Character);
        }
        if self.timed.is_delayed(entry) {
            return Err(Outcome::Delay);
        }
        if self.timed.is_cooling(place) && !self.timed.is_sticky(place) {
            return Err(Outcome::Cooldown);
        }
        Ok(())
    }

    /// Whether this pass may activate it.
    fn is_in_time(&self, entry: &Entry, place: usize) -> Result<(), Outcome> {
        if self.timed.is_sticky(place) {
            return Ok(());
        }
        let is_recursion = self.state == State::Recursion;
        if entry.delay_until_recursion.is_some_and(|level| !is_recursion || level > self.level) {
            return Err(Outcome::DelayUntilRecursion);
        }
        if is_recursion && self.settings().recursive && entry.exclude_recursion {
            return Err(Outcome::ExcludeRecursion);
        }
        Ok(())
    }

    /// Whether the conditions of its decorators hold.
    fn meets(&mut self, entry: &Entry, place: usize) -> Result<(), Outcome> {
        let (conditions, scan) = (&entry.conditions, self.scan);
        let answers = scan.assistant_messages;
        let is_met = conditions.only_after.is_none_or(|number| answers >= number)
            && conditions.only_every.is_none_or(|number| answers % number == 0)
            && conditions.greeting.is_none_or(|number| scan.greeting == Some(number))
            && conditions.user_icon.as_deref().is_none_or(|name| scan.user_icon == Some(name))
            && !(conditions.dont_after_match && self.timed.has_matched(place));
        if is_met && self.meets_keys(entry, place) { Ok(()) } else { Err(Outcome::Decorator) }
    }

    fn meets_keys(&mut self, entry: &Entry, place: usize) -> bool {
        let keys = self.matcher.keys.entry(place);
        let view = self.view(entry);
        let mut count = |list: &Range<usize>| {
            let tests = self.matcher.keys.tests(list.clone());
            tests.iter().filter(|test| self.haystack.holds(test, view)).count()
        };
        keys.additional.iter().all(|list| count(list) > 0)
            && keys.exclude.iter().all(|list| count(list) == 0)
            && keys.exclude_all.iter().all(|list| count(list) < list.len())
    }

    fn has_keys(&mut self, entry: &Entry, place: usize) -> Result<Reason, Outcome> {
        let view = self.view(entry);
        let keys = self.matcher.keys.entry(place);
        let primary = self.matcher.keys.tests(keys.primary.clone());
        let key = primary.iter().position(|test| self.haystack.holds(test, view)).ok_or(Outcome::NoKey)?;
        let secondary = self.matcher.keys.tests(keys.secondary);
        if !entry.selective || secondary.is_empty() {
            return Ok(Reason::Key(key));
        }
        let mut holds = |test: &Test| self.haystack.holds(test, view);
        let is_met = match entry.logic {
            Logic::Absent | Logic::AndAny => secondary.iter().any(holds),
            Logic::NotAll => !secondary.iter().all(holds),
            Logic::NotAny => !secondary.iter().any(holds),
            Logic::AndAll => secondary.iter().all(&mut holds),
            Logic::Never => false,
        };
        if is_met { Ok(Reason::Key(key)) } else { Err(Outcome::SecondaryKeys) }
    }

    pub(super) fn view(&self, entry: &Entry) -> Option<View> {
        self.haystack.view(entry, self.depth(), self.state != State::MinActivations)
    }
}
