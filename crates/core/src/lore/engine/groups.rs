//! Inclusion groups: of the candidates of a pass, one of each group stays.
//!
//! A group keeps its members that are sticky; else those of the best score, where scores count; none, where an earlier
//! pass activated one; the first by order of those that override; or one by a roll of weights. SillyTavern's groups go
//! on with members that an earlier group removed, and removing one of them again takes the last candidate instead.

use alloc::string::String;
use alloc::vec::Vec;

use super::chance::Site;
use super::entry::{Entry, Weight};
use super::run::{Candidate, Run};
use super::trace::Outcome;
use super::{Profile, books, js};
use crate::error::Error;
use crate::lore::silly_tavern::key_order;
use crate::order::sorted;

/// The names of groups, and which ones each entry is in.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    names: Vec<String>,
    members: Vec<Vec<usize>>,
}

/// A group of a pass, with its members' places among the candidates.
struct Group {
    name: usize,
    members: Vec<usize>,
    has_sticky: bool,
}

/// The candidates of a pass that are still there.
struct Left {
    is_left: Vec<bool>,
    profile: Profile,
}

impl Groups {
    pub(super) fn new<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> Self {
        let all = entries.clone().flat_map(|entry| split(&entry.group)).map(String::from).collect();
        let mut names = sorted(all, Ord::cmp);
        names.dedup();
        let mut groups = Self { names, members: Vec::new() };
        groups.members =
            entries.map(|entry| split(&entry.group).filter_map(|name| groups.find(name)).collect()).collect();
        groups
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.names.binary_search_by(|known| known.as_str().cmp(name)).ok()
    }

    fn of(&self, place: usize) -> &[usize] {
        self.members.get(place).map(Vec::as_slice).unwrap_or_default()
    }

    fn name(&self, group: usize) -> &str {
        self.names.get(group).map(String::as_str).unwrap_or_default()
    }

    /// The groups of these entries in the order of JavaScript's keys: numbers first, then as they came.
    /// `index` has no place for any name, before and behind.
    fn of_pass(&self, places: &[usize], profile: Profile, index: &mut [usize]) -> Vec<Group> {
        let mut found: Vec<Group> = Vec::new();
        for (member, place) in places.iter().enumerate() {
            for name in self.of(*place) {
                let Some(slot) = index.get_mut(*name) else { continue };
                if *slot == usize::MAX {
                    *slot = found.len();
                    found.push(Group { name: *name, members: Vec::new(), has_sticky: false });
                }
                if let Some(group) = found.get_mut(*slot) {
                    // A name that an entry has twice.
                    let is_again = profile == Profile::Standard && group.members.last() == Some(&member);
                    group.members.extend((!is_again).then_some(member));
                }
            }
        }
        for group in &found {
            index.get_mut(group.name).into_iter().for_each(|slot| *slot = usize::MAX);
        }
        sorted(found, |a, b| key_order(self.name(a.name)).cmp(&key_order(self.name(b.name))))
    }
}

/// Splits at commas with white space behind; empty names are none.
fn split(group: &str) -> impl Iterator<Item = &str> + Clone {
    let first = group.split(',').enumerate();
    let names =
        first.map(|(place, name)| if place == 0 { name } else { name.trim_start_matches(js::is_space) });
    names.filter(|name| !name.is_empty())
}

impl Left {
    fn remove(&mut self, candidate: usize) {
        match self.is_left.get_mut(candidate) {
            Some(is_left) if *is_left => *is_left = false,
            _ if self.profile == Profile::Standard => {}
            // What is not found is at -1, which `splice` counts from the end.
            _ => {
                let last = self.is_left.iter().rposition(|is_left| *is_left);
                last.and_then(|last| self.is_left.get_mut(last))
                    .into_iter()
                    .for_each(|is_left| *is_left = false);
                // The end moves towards the front only.
                self.is_left.truncate(last.unwrap_or(0));
            }
        }
    }

    fn remove_all_but(&mut self, group: &Group, chosen: Option<usize>) {
        for member in group.members.iter().filter(|member| Some(**member) != chosen) {
            self.remove(*member);
        }
    }
}

impl Run<'_> {
    /// Leaves of each group what the rules leave.
    pub(super) fn filter_groups(&mut self, candidates: Vec<Candidate>) -> Result<Vec<Candidate>, Error> {
        let places: Vec<usize> = candidates.iter().map(|candidate| self.group_place(candidate)).collect();
        let groups = self.groups();
        self.haystack.ask(places.iter().map(|place| groups.of(*place).len()).sum());
        let mut found = groups.of_pass(&places, self.profile(), &mut self.group_index);
        if found.is_empty() {
            return Ok(candidates);
        }
        let mut left = Left { is_left: alloc::vec![true; candidates.len()], profile: self.profile() };
        for group in &mut found {
            self.keep_sticky(group, &candidates, &mut left);
        }
        for group in found.iter_mut().filter(|group| !group.has_sticky) {
            self.keep_best_scores(group, &candidates, &mut left);
        }
        for group in found.iter_mut().filter(|group| !group.has_sticky) {
            if left.profile == Profile::Standard {
                group.members.retain(|member| left.is_left.get(*member) == Some(&true));
            }
            self.keep_one(group, &candidates, &mut left);
        }
        let is_left = left.is_left.into_iter().chain(core::iter::repeat(false));
        let is_left: Vec<bool> = is_left.take(candidates.len()).collect();
        for (lost, _) in candidates.iter().zip(&is_left).filter(|(_, is_left)| !**is_left) {
            self.note(lost.place, Outcome::Group);
        }
        Ok(candidates
            .into_iter()
            .zip(is_left)
            .filter(|(_, is_left)| *is_left)
            .map(|(kept, _)| kept)
            .collect())
    }

    fn keep_sticky(&self, group: &mut Group, candidates: &[Candidate], left: &mut Left) {
        let is = |member: &usize, has: &dyn Fn(&Candidate) -> bool| candidates.get(*member).is_some_and(has);
        let is_sticky = |member: &usize| is(member, &|candidate| self.is_sticky(candidate));
        group.has_sticky = group.members.iter().any(is_sticky);
        if group.has_sticky {
            group.members.iter().filter(|member| !is_sticky(member)).for_each(|member| left.remove(*member));
        }
        let is_cooling = |member: &usize| is(member, &|candidate| self.is_cooling(candidate));
        group.members.iter().filter(|member| is_cooling(member)).for_each(|member| left.remove(*member));
    }

    fn keep_best_scores(&mut self, group: &mut Group, candidates: &[Candidate], left: &mut Left) {
        let default = self.settings().use_group_scoring;
        let entries = group.members.iter().filter_map(|member| candidates.get(*member));
        let counts = |candidate: &Candidate| self.entry(candidate).use_group_scoring == Some(true);
        if !default && !entries.clone().any(counts) {
            return;
        }
        let scored: Vec<&Candidate> = entries.collect();
        let scores: Vec<usize> = scored.into_iter().map(|candidate| self.score(candidate)).collect();
        let best = scores.iter().max().copied().unwrap_or(0);
        let mut score = scores.into_iter();
        group.members.retain(|member| {
            let is_worse = score.next().is_some_and(|score| score < best);
            let counts = |candidate| self.entry(candidate).use_group_scoring.unwrap_or(default);
            let is_lost = is_worse && candidates.get(*member).is_some_and(counts);
            if is_lost {
                left.remove(*member);
            }
            !is_lost
        });
    }

    fn keep_one(&mut self, group: &Group, candidates: &[Candidate], left: &mut Left) {
        let name = String::from(self.groups().name(group.name));
        if self.has_activated_group(group.name) {
            left.remove_all_but(group, None);
            return;
        }
        if group.members.len() < 2 {
            return;
        }
        let entry = |member: usize| candidates.get(member).map(|candidate| self.entry(candidate));
        let overrides = group
            .members
            .iter()
            .copied()
            .filter(|member| entry(*member).is_some_and(|entry| entry.group_override));
        let order = |member: usize| entry(member).map_or(0.0, |entry| entry.order);
        let first = overrides.reduce(|best, member| {
            if books::descending(order(best), order(member)).is_gt() { member } else { best }
        });
        if first.is_some() {
            left.remove_all_but(group, first);
            return;
        }
        let weights: Vec<(usize, Weight)> = group
            .members
            .iter()
            .filter_map(|member| Some((*member, entry(*member)?.group_weight.clone())))
            .collect();
        let mut total = Weight::Number(0.0);
        weights.iter().for_each(|(_, weight)| total.add(weight));
        let roll = self.draw(Site::Group(&name)) * total.number();
        let mut sum = Weight::Number(0.0);
        let chosen = weights.iter().find(|(_, weight)| {
            sum.add(weight);
            roll <= sum.number()
        });
        if let Some((chosen, _)) = chosen {
            left.remove_all_but(group, Some(*chosen));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_commas() {
        let names = |group| split(group).collect::<Vec<_>>();
        assert_eq!(names("g ,  h,,i"), ["g ", "h", "i"]);
        assert_eq!(names(" g"), [" g"]);
        assert_eq!(names(""), [""; 0]);
    }
}
