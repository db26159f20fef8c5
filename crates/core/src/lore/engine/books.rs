//! Which books are searched, and the order of their entries.
//!
//! A book that is linked from several places counts once: for the chat before the persona, before the character; a book
//! of the global list counts there. Entries of a book go by `order`, highest first.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::mem;

use serde_json::Value;

use super::Profile;
use super::entry::Entry;
use crate::lore::{Lorebook, silly_tavern};
use crate::order::sorted;

/// Entries under the name of their book.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "plain data")]
pub struct Book {
    /// What links call it.
    pub name: String,
    /// In their own order.
    pub entries: Vec<Entry>,
}

impl Book {
    /// Takes the entries of a lorebook, by way of the world file that it becomes.
    ///
    /// In the standard profile a depth of the book holds for entries without one, a book without recursion has none, and
    /// an entry's own `case_sensitive` counts.
    #[must_use]
    pub fn of_lorebook(profile: Profile, name: &str, lorebook: &Lorebook) -> Self {
        let world = silly_tavern::to_world(lorebook.document().clone());
        let entries = world.get("entries").and_then(Value::as_object).into_iter().flatten();
        let fields = entries.filter_map(|(_, entry)| entry.as_object());
        let mut entries: Vec<Entry> = fields.map(|fields| Entry::of_world(profile, name, fields)).collect();
        if profile == Profile::Standard {
            let is_still = lorebook.document().get("recursive_scanning") == Some(&Value::Bool(false));
            for (entry, own) in entries.iter_mut().zip(&lorebook.entries) {
                #[expect(clippy::cast_precision_loss, reason = "a depth is not larger than the chat")]
                let depth = lorebook.scan_depth.map(|depth| depth as f64);
                entry.scan_depth = entry.scan_depth.or(depth);
                entry.prevent_recursion |= is_still;
                entry.exclude_recursion |= is_still;
                entry.case_sensitive = entry.case_sensitive.or_else(|| own.case_sensitive.then_some(true));
            }
        }
        Self { name: String::from(name), entries }
    }
}

/// Books by their names, and what they belong to. A name that no book has is passed over.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "plain data")]
pub struct Links {
    /// For all chats.
    pub global: Vec<String>,
    /// The character's own.
    pub character: Option<String>,
    /// Further ones of the character.
    pub character_extra: Vec<String>,
    /// Of the chat.
    pub chat: Option<String>,
    /// Of the user's persona.
    pub persona: Option<String>,
}

/// How entries of the character and global ones are put in order; those of the chat and the persona are in front.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Strategy {
    /// All of them by `order`.
    Evenly,
    /// The character's in front.
    #[default]
    CharacterFirst,
    /// The global ones in front.
    GlobalFirst,
}

/// The entries of all linked books, in the order in which they are looked at.
pub(super) fn arrange(books: Vec<Book>, links: &Links, strategy: Strategy) -> Vec<Entry> {
    let mut shelf = Shelf { books };
    // A book is taken once, so whoever comes first has it.
    let global = shelf.take(links.global.iter());
    let chat = shelf.take(links.chat.iter());
    let persona = shelf.take(links.persona.iter());
    let character = shelf.take(links.character.iter().chain(&links.character_extra));
    let rest = match strategy {
        Strategy::Evenly => by_order([global, character].concat()),
        Strategy::CharacterFirst => [by_order(character), by_order(global)].concat(),
        Strategy::GlobalFirst => [by_order(global), by_order(character)].concat(),
    };
    [by_order(chat), by_order(persona), rest].concat()
}

struct Shelf {
    books: Vec<Book>,
}

impl Shelf {
    fn take<'a>(&mut self, names: impl Iterator<Item = &'a String>) -> Vec<Entry> {
        let mut entries = Vec::new();
        for name in names {
            if let Some(book) = self.books.iter_mut().find(|book| book.name == *name) {
                entries.append(&mut mem::take(&mut book.entries));
            }
        }
        entries
    }
}

/// Highest first; equal ones stay as they are.
fn by_order(entries: Vec<Entry>) -> Vec<Entry> {
    sorted(entries, |a, b| descending(a.order, b.order))
}

pub(super) fn descending(a: f64, b: f64) -> Ordering {
    b.partial_cmp(&a).unwrap_or(Ordering::Equal)
}
