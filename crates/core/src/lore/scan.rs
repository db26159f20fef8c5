//! From the newest messages to the entries that they activate.
//!
//! All literal keys of all books stand in two automata, one for keys where capitals count and one for the rest,
//! whose text and keys are lower-cased. One pass over a message finds every key in it. At most
//! [`Limits::scan_bytes`] of text and [`Limits::scan_matches`] matches are looked at.

use alloc::borrow::{Cow, ToOwned};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::automaton::Automaton;
use super::{Entry, Lorebook, Position};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::order::sorted;
use crate::tokens::CountTokens;
use crate::warning::Warning;

/// Messages that are searched when a book does not say how many.
const DEFAULT_SCAN_DEPTH: usize = 4;

/// Lorebooks compiled for searching. Reusable for any number of chats.
#[derive(Clone, Debug)]
pub struct Matcher {
    books: Vec<Lorebook>,
    exact: Keys,
    folded: Keys,
    has_patterns: bool,
}

/// The keys of one automaton and whose they are.
#[derive(Clone, Debug)]
struct Keys {
    automaton: Automaton,
    owners: Vec<Owner>,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Owner {
    entry: EntryId,
    key: KeyId,
}

/// Book and entry by their place.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct EntryId {
    book: usize,
    entry: usize,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum KeyId {
    Primary(usize),
    Secondary(usize),
}

/// The entries that joined, and what was left out.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Activation {
    /// Active entries, in the order of the prompt: by insertion order, then book, then place in the book.
    pub hits: Vec<Hit>,
    /// What was cut or could not be read.
    pub warnings: Vec<Warning>,
}

/// An active entry and why it is active.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Hit {
    /// Which book, by its place.
    pub book: usize,
    /// Which entry of the book, by its place.
    pub entry: usize,
    /// The name of the entry.
    pub name: String,
    /// Why it is active.
    pub reason: Reason,
    /// The key that was found.
    pub key: Option<String>,
    /// The message that it was found in, by its place in the chat that was given.
    pub message: Option<usize>,
    /// Estimated tokens of the content.
    pub tokens: usize,
}

/// Why an entry is active.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// It always is.
    Constant,
    /// One of its keys was found.
    Key,
}

impl Matcher {
    /// Compiles the keys of `books`.
    ///
    /// # Errors
    ///
    /// Fails when the books together hold more than [`Limits::book_entries`], [`Limits::book_bytes`] or
    /// [`Limits::key_bytes`].
    pub fn new(books: Vec<Lorebook>, limits: &Limits) -> Result<Self, Error> {
        let entries = || books.iter().flat_map(|book| &book.entries);
        let keys = || entries().flat_map(|entry| entry.keys.iter().chain(&entry.secondary_keys));
        at_most(limits.book_entries, entries().count(), "entries")?;
        at_most(limits.book_bytes, entries().map(Entry::bytes).sum(), "bytes")?;
        at_most(limits.key_bytes, keys().map(String::len).sum(), "bytes of keys")?;
        let keys = || books.iter().enumerate().flat_map(|(book, lorebook)| keys_of(book, lorebook));
        let exact = Keys::new(keys().filter(|key| key.exact), limits)?;
        let folded = Keys::new(keys().filter(|key| !key.exact), limits)?;
        let has_patterns = books.iter().flat_map(|book| &book.entries).any(has_pattern);
        Ok(Self { books, exact, folded, has_patterns })
    }

    /// The entry that a hit means.
    #[must_use]
    pub fn entry(&self, hit: &Hit) -> Option<&Entry> {
        self.books.get(hit.book)?.entries.get(hit.entry)
    }

    /// Finds the entries that `messages` (oldest first) activate.
    #[must_use]
    pub fn scan(&self, messages: &[&str], counter: &dyn CountTokens, limits: &Limits) -> Activation {
        let mut found = Found { left: limits.scan_matches, ..Found::default() };
        let mut bytes_left = limits.scan_bytes;
        let mut was_cut = false;
        let deepest = self.books.iter().map(depth).max().unwrap_or(0);
        for (from_newest, (place, message)) in messages.iter().enumerate().rev().take(deepest).enumerate() {
            let text = newest_bytes(message, bytes_left);
            bytes_left -= text.len();
            was_cut |= text.len() < message.len();
            let in_depth =
                |owner: Owner| self.books.get(owner.entry.book).is_some_and(|book| from_newest < depth(book));
            self.exact.find(text, |owner| found.add(owner, place, in_depth(owner)));
            self.folded.find(&text.to_lowercase(), |owner| found.add(owner, place, in_depth(owner)));
        }
        was_cut |= found.left == 0;
        Activation { hits: self.select(&found, counter), warnings: self.warnings(was_cut) }
    }

    /// Active entries by order, as far as the budget of their book allows.
    fn select(&self, found: &Found, counter: &dyn CountTokens) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (book, lorebook) in self.books.iter().enumerate() {
            for (entry, item) in lorebook.entries.iter().enumerate() {
                hits.extend(found.hit(EntryId { book, entry }, item));
            }
        }
        let order = |hit: &Hit| self.entry(hit).map(|entry| entry.insertion_order);
        let mut hits = sorted(hits, |a, b| order(a).cmp(&order(b)));
        let mut spent = BTreeMap::<usize, usize>::new();
        hits.retain_mut(|hit| {
            hit.tokens = self.entry(hit).map_or(0, |entry| counter.count(&entry.content));
            let budget = self.books.get(hit.book).and_then(|book| book.token_budget).unwrap_or(usize::MAX);
            let spent = spent.entry(hit.book).or_default();
            // An entry that does not fit is skipped; a later, shorter one may still fit.
            let fits = *spent + hit.tokens <= budget;
            *spent += if fits { hit.tokens } else { 0 };
            fits
        });
        hits
    }

    fn warnings(&self, was_cut: bool) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.has_patterns {
            warnings.push(Warning::new("pattern_key_skipped", "keys written as /pattern/ were left out"));
        }
        if was_cut {
            warnings.push(Warning::new("scan_cut", "only the newest part of the chat was searched for keys"));
        }
        warnings
    }

    /// The contents of the hits at one position, in order.
    pub(crate) fn contents<'a>(
        &'a self,
        hits: &'a [Hit],
        position: Position,
    ) -> impl Iterator<Item = &'a str> + 'a {
        let entries = hits.iter().filter_map(|hit| self.entry(hit));
        entries.filter(move |entry| entry.position == position).map(|entry| entry.content.as_str())
    }
}

fn depth(book: &Lorebook) -> usize {
    book.scan_depth.unwrap_or(DEFAULT_SCAN_DEPTH)
}

fn at_most(limit: usize, found: usize, what: &'static str) -> Result<(), Error> {
    if found > limit { Err(Error::new(ErrorKind::BookTooLarge { what, found, limit })) } else { Ok(()) }
}

struct Key<'a> {
    text: &'a str,
    exact: bool,
    owner: Owner,
}

fn keys_of(book: usize, lorebook: &Lorebook) -> impl Iterator<Item = Key<'_>> {
    lorebook.entries.iter().enumerate().filter(|(_, item)| item.enabled).flat_map(move |(entry, item)| {
        let id = EntryId { book, entry };
        let primary = item.keys.iter().enumerate().map(|(place, text)| (text, KeyId::Primary(place)));
        let secondary = item.secondary_keys.iter().enumerate();
        let secondary = secondary.map(|(place, text)| (text, KeyId::Secondary(place)));
        primary.chain(secondary).filter(|(text, _)| !text.trim().is_empty() && !is_pattern(text)).map(
            move |(text, key)| Key {
                text: text.trim(),
                exact: item.case_sensitive,
                owner: Owner { entry: id, key },
            },
        )
    })
}

impl Keys {
    fn new<'a>(keys: impl Iterator<Item = Key<'a>>, limits: &Limits) -> Result<Self, Error> {
        let mut owners = Vec::new();
        let texts: Vec<Cow<'a, str>> = keys
            .map(|key| {
                owners.push(key.owner);
                if key.exact { Cow::Borrowed(key.text) } else { Cow::Owned(key.text.to_lowercase()) }
            })
            .collect();
        Ok(Self { automaton: Automaton::new(&texts, limits)?, owners })
    }

    /// Calls `each` for every key in `text` until it answers false.
    fn find(&self, text: &str, mut each: impl FnMut(Owner) -> bool) {
        self.automaton.find(text, &mut |key, _| self.owners.get(key).is_none_or(|owner| each(*owner)));
    }
}

/// The keys that were found, each with the newest message that holds it.
#[derive(Default)]
struct Found {
    messages: BTreeMap<Owner, usize>,
    left: usize,
}

impl Found {
    /// Answers false once enough matches were looked at.
    fn add(&mut self, owner: Owner, message: usize, in_depth: bool) -> bool {
        if in_depth {
            self.messages.entry(owner).or_insert(message);
        }
        self.left = self.left.saturating_sub(1);
        self.left > 0
    }

    fn hit(&self, id: EntryId, entry: &Entry) -> Option<Hit> {
        if !entry.enabled || entry.content.is_empty() {
            return None;
        }
        let hit = |reason, key, message| Hit {
            book: id.book,
            entry: id.entry,
            name: entry.name.clone(),
            reason,
            key,
            message,
            tokens: 0,
        };
        if entry.constant {
            return Some(hit(Reason::Constant, None, None));
        }
        let (place, message) = self.first(id, entry.keys.len(), KeyId::Primary)?;
        if entry.selective && !entry.secondary_keys.is_empty() {
            self.first(id, entry.secondary_keys.len(), KeyId::Secondary)?;
        }
        Some(hit(Reason::Key, entry.keys.get(place).map(|key| key.trim().to_owned()), Some(message)))
    }

    fn first(&self, entry: EntryId, keys: usize, id: impl Fn(usize) -> KeyId) -> Option<(usize, usize)> {
        (0..keys).find_map(|place| Some((place, *self.messages.get(&Owner { entry, key: id(place) })?)))
    }
}

fn has_pattern(entry: &Entry) -> bool {
    entry.enabled && entry.keys.iter().chain(&entry.secondary_keys).any(|key| is_pattern(key))
}

/// True for `/…/` with flags of JavaScript behind it.
pub(super) fn is_pattern(key: &str) -> bool {
    let Some((_, flags)) = key.trim().strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) else {
        return false;
    };
    flags.chars().all(|flag| "dgimsuvy".contains(flag))
}

/// The end of `text`, at most `bytes` of it, beginning at a character.
fn newest_bytes(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::tokens::Estimator;

    fn matcher(entries: &str) -> Matcher {
        let json = format!(r#"{{"entries": {entries}}}"#);
        let book = Lorebook::from_json(json.as_bytes(), &Limits::edge()).unwrap();
        Matcher::new(alloc::vec![book], &Limits::edge()).unwrap()
    }

    #[test]
    fn text_beyond_the_cap_is_cut_from_the_oldest_with_a_warning() {
        let matcher = matcher(r#"[{"keys": ["old"], "content": "x"}, {"keys": ["new"], "content": "y"}]"#);
        let limits = Limits { scan_bytes: 7, ..Limits::edge() };
        let activation = matcher.scan(&["old", "the new"], &Estimator, &limits);
        assert_eq!(activation.hits.len(), 1);
        assert_eq!(activation.hits[0].key.as_deref(), Some("new"));
        assert_eq!(activation.warnings[0].code, "scan_cut");
    }

    #[test]
    fn matches_beyond_the_cap_are_not_looked_at() {
        let matcher =
            matcher(r#"[{"keys": ["a", "aa", "aaa"], "content": "x"}, {"keys": ["b"], "content": "y"}]"#);
        let limits = Limits { scan_matches: 5, ..Limits::edge() };
        let activation = matcher.scan(&["aaaaaaaaaab"], &Estimator, &limits);
        assert_eq!(activation.hits.len(), 1);
        assert_eq!(activation.warnings[0].code, "scan_cut");
    }

    #[test]
    fn books_are_accepted_at_the_cap_and_refused_one_past_it() {
        let json = br#"{"entries": [{"keys": ["ab", "c"], "content": "defg"}]}"#;
        let book = || Lorebook::from_json(json, &Limits::edge()).unwrap();
        let at = Limits { book_entries: 2, book_bytes: 14, key_bytes: 6, ..Limits::edge() };
        assert!(Matcher::new(alloc::vec![book(), book()], &at).is_ok());
        for past in
            [Limits { book_entries: 1, ..at }, Limits { book_bytes: 13, ..at }, Limits { key_bytes: 5, ..at }]
        {
            let error = Matcher::new(alloc::vec![book(), book()], &past).unwrap_err();
            assert_eq!(error.code(), "book_too_large");
        }
    }

    #[test]
    fn empty_and_white_space_keys_never_match() {
        let matcher = matcher(
            r#"[{"keys": ["", " ", "\n\t", "\u3000"], "content": "x"}, {"keys": [""], "content": "y"},
                {"keys": ["b"], "secondary_keys": [" "], "selective": true, "content": "z"}]"#,
        );
        let activation = matcher.scan(&["a b \n\t\u{3000}", "", " "], &Estimator, &Limits::edge());
        assert_eq!(activation.hits, []);
    }

    #[test]
    fn a_cut_never_lands_inside_a_character() {
        assert_eq!(newest_bytes("aé", 1), "");
        assert_eq!(newest_bytes("aé", 2), "é");
    }
}
