//! Which candidates have luck and room.
//!
//! SillyTavern counts the contents of a pass with those that it drops, behind what was searched so far; the first that
//! does not fit ends all later ones. The standard profile counts what it keeps, once, and tries each.

use alloc::string::String;
use alloc::vec::Vec;

use super::chance::Site;
use super::run::{Candidate, Run};
use super::trace::Outcome;
use super::{Active, Profile};
use crate::error::Error;

impl Run<'_> {
    /// Rolls and fits candidates, in their order; answers which ones do not feed what follows.
    pub(super) fn fit(&mut self, new: &mut [Candidate]) -> Result<Vec<bool>, Error> {
        let mut failed = alloc::vec![false; new.len()];
        let mut to_come = new.iter().filter(|candidate| self.entry(candidate).ignore_budget).count();
        let is_standard = self.profile() == Profile::Standard;
        let (mut text, mut tokens, mut is_over) = (String::new(), 0, false);
        for (candidate, failed) in new.iter_mut().zip(&mut failed) {
            let entry = self.entry(candidate);
            to_come -= usize::from(entry.ignore_budget);
            if is_over || (self.overflowed && !entry.ignore_budget && !is_standard) {
                self.note(candidate.place, Outcome::Budget);
                // SillyTavern stops here: what follows keeps its macros.
                is_over |= to_come == 0;
                continue;
            }
            if !self.is_lucky(candidate) {
                *failed = true;
                self.finish(candidate, Outcome::Probability);
                continue;
            }
            let content = self.scan.names.expand(&entry.content, self.tools.limits.prompt_bytes)?;
            let line = [&content, "\n"].concat();
            candidate.content = Some(content);
            let total = if is_standard {
                self.tokens + self.tools.counter.count(&line)
            } else {
                text.push_str(&line);
                tokens = self.tools.counter.count_joined(tokens, &text, &line);
                self.tokens + tokens
            };
            if !entry.ignore_budget && total >= self.matcher.budget(self.scan) {
                self.overflowed = true;
                *failed = is_standard;
                let outcome = Outcome::Budget;
                if is_standard {
                    self.finish(candidate, outcome)
                } else {
                    self.note(candidate.place, outcome)
                }
                continue;
            }
            if is_standard {
                self.tokens = total;
            }
            self.activate(candidate);
        }
        Ok(failed)
    }

    /// What failed is not asked again in this scan; a copy from outside is.
    fn finish(&mut self, candidate: &Candidate, outcome: Outcome) {
        let done = match candidate.copy {
            Some(copy) => self.has_failed.get_mut(copy),
            None => self.is_done.get_mut(candidate.place),
        };
        done.into_iter().for_each(|done| *done = true);
        self.note(candidate.place, outcome);
    }

    fn is_lucky(&mut self, candidate: &Candidate) -> bool {
        let entry = self.entry(candidate);
        match entry.probability {
            Some(probability) if !probability.is_certain && !self.is_sticky(candidate) => {
                let roll = self.draw(Site::Entry(&entry.id)) * 100.0;
                probability.percent.is_some_and(|percent| roll <= percent)
            }
            _ => true,
        }
    }

    fn activate(&mut self, candidate: &Candidate) {
        let entry = self.entry(candidate);
        self.note(candidate.place, Outcome::Active(candidate.reason));
        let active = Active {
            id: entry.id.clone(),
            world: entry.world.clone(),
            content: String::from(self.content(candidate)),
            reason: candidate.reason,
            pass: self.passes,
        };
        let place = self.group_place(candidate);
        if let Some(group) = self.groups().find(&entry.group) {
            self.group_is_active.get_mut(group).into_iter().for_each(|is_active| *is_active = true);
        }
        let Some(at) = self.matcher.ids.get(candidate.place).and_then(|id| self.active_at.get_mut(*id))
        else {
            return;
        };
        match *at {
            // Another entry of the same id takes its place.
            Some(at) => {
                self.active.get_mut(at).into_iter().for_each(|known| *known = active.clone());
                self.active_places.get_mut(at).into_iter().for_each(|known| *known = place);
            }
            None => {
                *at = Some(self.active.len());
                self.active.push(active);
                self.active_places.push(place);
            }
        }
    }
}
