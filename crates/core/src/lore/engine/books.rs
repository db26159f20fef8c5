//! Which books are searched, and the order of their entries.
//!
//! A book that is linked from several places counts once: for the chat before the persona, before the character; a book
//! of the global list counts there. Entries of a book go by `order`, highest first.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::mem;

use super::entry::Entry;
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
