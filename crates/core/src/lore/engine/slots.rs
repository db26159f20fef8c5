//! Where activated entries stand in the prompt.
//!
//! Lower orders come first in each place. SillyTavern turns entries of the same order around, lists outlets from the
//! highest order down, and opens another group at a depth for each entry that names none.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use super::books;
use super::conditions::Place;
use super::entry::{Depth, Entry, Position};
use super::{Active, Profile};
use crate::order::sorted;

/// The texts of activated entries by where they stand, each list in its final order.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Slots {
    /// Before the character.
    pub before: Vec<String>,
    /// After the character.
    pub after: Vec<String>,
    /// Above the author's note.
    pub authors_note_top: Vec<String>,
    /// Below the author's note.
    pub authors_note_bottom: Vec<String>,
    /// Around the example messages.
    pub examples: Vec<Example>,
    /// Within the chat.
    pub depths: Vec<DepthGroup>,
    /// Beside the texts of the card: what decorators ask for.
    pub places: Vec<(Place, String)>,
    /// For `{{outlet::name}}`, by name.
    pub outlets: Vec<Outlet>,
}

/// A text for the example messages.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Example {
    /// Whether it stands before them.
    pub is_before: bool,
    /// The text.
    pub content: String,
}

/// Texts that stand together within the chat.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DepthGroup {
    /// How many messages from the end; none is [`DEFAULT_DEPTH`].
    pub depth: Option<Depth>,
    /// 0 system, 1 user, 2 assistant.
    pub role: i64,
    /// The texts.
    pub entries: Vec<String>,
}

/// Texts of one name.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Outlet {
    /// The name.
    pub name: String,
    /// The texts.
    pub entries: Vec<String>,
}

/// The depth of entries that name none.
pub const DEFAULT_DEPTH: f64 = 4.0;

impl Slots {
    /// Puts entries, which come in the order of their activation with their place in the list, into their places.
    pub(super) fn new(active: &[(&Active, &Entry, usize)], profile: Profile, messages: usize) -> Self {
        let mut slots = Self::default();
        let order = sorted(active.to_vec(), |(_, a, at_a), (_, b, at_b)| {
            let by_order = books::descending(a.order, b.order);
            let in_list =
                if profile == Profile::Standard { at_b.cmp(at_a) } else { core::cmp::Ordering::Equal };
            by_order.then(in_list)
        });
        // Highest first: each place is filled from its end.
        for (active, entry, _) in order {
            if !active.content.is_empty() {
                slots.place(entry, active.content.clone(), profile, messages);
            }
        }
        slots.turn_around(profile);
        slots
    }

    /// Decorators go before positions.
    fn place(&mut self, entry: &Entry, content: String, profile: Profile, messages: usize) {
        let conditions = &entry.conditions;
        match (conditions.place, conditions.reverse_depth) {
            (Some(place), _) => self.places.push((place, content)),
            (None, Some(from_top)) => {
                let depth = Depth::of_messages(messages.saturating_sub(from_top));
                self.add_at_depth(Some(&depth), entry.role, content, profile);
            }
            (None, None) => self.add(entry, content, profile),
        }
    }

    fn add(&mut self, entry: &Entry, content: String, profile: Profile) {
        match entry.position {
            Some(Position::Before) => self.before.push(content),
            Some(Position::After) => self.after.push(content),
            Some(Position::AuthorsNoteTop) => self.authors_note_top.push(content),
            Some(Position::AuthorsNoteBottom) => self.authors_note_bottom.push(content),
            Some(Position::AtDepth) => self.add_at_depth(entry.depth.as_ref(), entry.role, content, profile),
            Some(Position::ExamplesTop) => self.examples.push(Example { is_before: true, content }),
            Some(Position::ExamplesBottom) => self.examples.push(Example { is_before: false, content }),
            Some(Position::Outlet) if !entry.outlet_name.is_empty() => {
                self.outlets.push(Outlet { name: entry.outlet_name.clone(), entries: alloc::vec![content] });
            }
            Some(Position::Outlet) | None => {}
        }
    }

    fn add_at_depth(&mut self, depth: Option<&Depth>, role: i64, content: String, profile: Profile) {
        let named = depth.cloned().unwrap_or(Depth::Number(DEFAULT_DEPTH));
        let is_same = |group: &&mut DepthGroup| group.depth.as_ref() == Some(&named) && group.role == role;
        if let Some(group) = self.depths.iter_mut().find(is_same) {
            group.entries.push(content);
            return;
        }
        let depth = if profile == Profile::Standard { Some(named) } else { depth.cloned() };
        self.depths.push(DepthGroup { depth, role, entries: alloc::vec![content] });
    }

    fn turn_around(&mut self, profile: Profile) {
        self.before.reverse();
        self.after.reverse();
        self.authors_note_top.reverse();
        self.authors_note_bottom.reverse();
        self.examples.reverse();
        self.places.reverse();
        self.depths.iter_mut().for_each(|group| group.entries.reverse());
        self.outlets = gathered(mem::take(&mut self.outlets));
        if profile == Profile::Standard {
            self.outlets.iter_mut().for_each(|outlet| outlet.entries.reverse());
        }
    }
}

/// One outlet for each name. Sorted, because a book can have thousands of names.
fn gathered(outlets: Vec<Outlet>) -> Vec<Outlet> {
    let mut gathered: Vec<Outlet> = Vec::new();
    for outlet in sorted(outlets, |a, b| a.name.cmp(&b.name)) {
        match gathered.last_mut() {
            Some(last) if last.name == outlet.name => last.entries.extend(outlet.entries),
            _ => gathered.push(outlet),
        }
    }
    gathered
}
