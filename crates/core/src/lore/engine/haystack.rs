//! The texts that keys are searched in, and what was seen in them.
//!
//! Each text is searched once for all literal keys; for each text of a key it is kept how new the newest message with it
//! is, and which other places have it, so that the depth and the sources of an entry are a comparison. Patterns, and
//! what may cross from one message to the next, see all texts of an entry joined as SillyTavern joins them. At most
//! [`Limits::scan_bytes`] of chat and sources and as much of activated texts are searched, [`Limits::scan_matches`]
//! matches looked at, and [`Limits::regex_steps`] taken.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use super::entry::Entry;
use super::keys::{Keys, Literals, Pattern, Test};
use super::{Profile, Scan, js, words};
use crate::error::Error;
use crate::limits::Limits;
use crate::regex::Steps;

/// Messages that are ever searched.
const MOST_MESSAGES: usize = 1_000;
/// In front of each text but the first, which has the mark alone.
const JOINER: &str = "\n\u{1}";
/// How often the texts may be joined anew, in multiples of their cap.
const MOST_JOINED: usize = 64;

/// How many questions may be asked for each match that may be looked at.
const QUESTIONS: usize = 4;

const INJECTS: u8 = 1 << 6;
const RECURSION: u8 = 1 << 7;

/// What an entry sees.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct View {
    pub(super) messages: usize,
    /// A bit for each source, for texts of others, and for activated texts.
    pub(super) places: u8,
}

/// Where one text was searched.
#[derive(Clone, Copy)]
enum Place {
    Message(usize),
    Other(u8),
}

/// Where a text of a key was seen.
#[derive(Clone, Copy, Debug)]
struct Sight {
    /// The newest message, counted from the newest.
    message: usize,
    places: u8,
}

/// The same, anywhere and between the ends of words.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    any: Sight,
    whole: Sight,
}

impl Default for Sight {
    fn default() -> Self {
        Self { message: usize::MAX, places: 0 }
    }
}

impl Sight {
    fn add(&mut self, place: Place) {
        match place {
            Place::Message(message) => self.message = self.message.min(message),
            Place::Other(bit) => self.places |= bit,
        }
    }

    const fn is_in(self, view: View) -> bool {
        self.message < view.messages || self.places & view.places != 0
    }
}

/// Texts that were joined for a view, so that the next entry with the same one need not do it again.
#[derive(Debug, Default)]
struct Joined {
    view: Option<(View, usize)>,
    text: String,
    folded: Option<String>,
}

#[derive(Debug)]
pub(super) struct Haystack<'a> {
    keys: &'a Keys,
    profile: Profile,
    /// Newest first.
    messages: Vec<&'a str>,
    read: usize,
    /// With the bit of each.
    sources: Vec<(u8, String)>,
    recursion: Vec<String>,
    seen: Vec<Seen>,
    awake: Vec<bool>,
    joined: Joined,
    bytes_left: usize,
    recursion_bytes_left: usize,
    joined_bytes_left: usize,
    matches_left: usize,
    /// Tests of keys, entries and groups that may still be made in all passes.
    questions_left: usize,
    steps: Steps,
    pub(super) was_cut: bool,
    pub(super) is_out_of_steps: bool,
}

impl<'a> Haystack<'a> {
    pub(super) fn new(
        keys: &'a Keys,
        entries: usize,
        profile: Profile,
        scan: &Scan<'a>,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let mut messages: Vec<&str> = scan.chat.iter().take(MOST_MESSAGES).copied().collect();
        // Empty ones at the end are no messages; those that only trimming empties are.
        messages
            .truncate(messages.iter().rposition(|message| !message.is_empty()).map_or(0, |last| last + 1));
        let messages = messages.into_iter().map(js::trim).collect();
        let mut haystack = Self {
            keys,
            profile,
            messages,
            read: 0,
            sources: Vec::new(),
            recursion: Vec::new(),
            seen: alloc::vec![Seen::default(); keys.texts()],
            awake: alloc::vec![false; entries],
            joined: Joined::default(),
            bytes_left: limits.scan_bytes,
            recursion_bytes_left: limits.scan_bytes,
            joined_bytes_left: limits.scan_bytes.saturating_mul(MOST_JOINED),
            matches_left: limits.scan_matches,
            questions_left: limits.scan_matches.saturating_mul(QUESTIONS),
            steps: Steps::new(limits),
            was_cut: false,
            is_out_of_steps: false,
        };
        for (bit, text) in scan.texts.list().into_iter().enumerate() {
            haystack.add_source(1 << bit, String::from(text));
        }
        for inject in &scan.injects {
            let text = scan.names.expand(inject, limits.prompt_bytes)?;
            haystack.add_source(INJECTS, text);
        }
        Ok(haystack)
    }

    fn add_source(&mut self, bit: u8, mut text: String) {
        if text.is_empty() {
            return;
        }
        self.was_cut |= cut(&mut text, &mut self.bytes_left);
        self.search(&text, Place::Other(bit));
        self.sources.push((bit, text));
    }

    /// Searches the newest messages up to this depth, as far as they were not.
    pub(super) fn read_to(&mut self, depth: usize) {
        while self.read < depth.min(self.messages.len()) {
            let Some(message) = self.messages.get_mut(self.read) else { return };
            let end = end_within(message, self.bytes_left);
            self.was_cut |= end < message.len();
            *message = message.get(..end).unwrap_or_default();
            self.bytes_left -= message.len();
            let message = *message;
            self.search(message, Place::Message(self.read));
            self.read += 1;
        }
    }

    /// Adds what activated entries say.
    pub(super) fn add_recursion(&mut self, mut text: String) {
        self.was_cut |= cut(&mut text, &mut self.recursion_bytes_left);
        self.search(&text, Place::Other(RECURSION));
        self.recursion.push(text);
    }

    pub(super) const fn has_recursion(&self) -> bool {
        !self.recursion.is_empty()
    }

    /// Whether anything that an entry has keys for was seen anywhere.
    pub(super) fn is_awake(&self, entry: usize) -> bool {
        self.awake.get(entry).copied().unwrap_or(false)
    }

    /// What `entry` sees with this depth where it names none; nothing at all with a depth of none.
    pub(super) fn view(&self, entry: &Entry, depth: usize, with_recursion: bool) -> Option<View> {
        #[expect(clippy::cast_precision_loss, reason = "a depth is not larger than the chat")]
        let depth = entry.scan_depth.unwrap_or(depth as f64);
        if depth <= 0.0 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as `slice` takes it")]
        let messages = (depth as usize).min(self.messages.len());
        let recursion = if with_recursion { RECURSION } else { 0 };
        Some(View { messages, places: entry.sources | INJECTS | recursion })
    }

    /// Counts questions. Passes times entries could be millions of millions.
    pub(super) fn ask(&mut self, questions: usize) {
        self.questions_left = self.questions_left.saturating_sub(questions);
        self.was_cut |= self.questions_left == 0;
    }

    pub(super) const fn is_spent(&self) -> bool {
        self.questions_left == 0
    }

    pub(super) fn holds(&mut self, test: &Test, view: Option<View>) -> bool {
        self.ask(1);
        if self.is_spent() {
            return false;
        }
        match test {
            Test::Always => true,
            Test::Never => false,
            Test::Literal { text, is_whole } => self.has_seen(*text, *is_whole, view),
            Test::Joined { text, is_exact, is_whole } => self.contains(text, *is_exact, *is_whole, view),
            Test::Pattern(pattern) => self.matches(pattern, view),
        }
    }

    fn has_seen(&self, text: usize, is_whole: bool, view: Option<View>) -> bool {
        let seen = self.seen.get(text).copied().unwrap_or_default();
        let sight = if is_whole { seen.whole } else { seen.any };
        view.is_some_and(|view| sight.is_in(view))
    }

    fn contains(&mut self, text: &str, is_exact: bool, is_whole: bool, view: Option<View>) -> bool {
        let profile = self.profile;
        let Some(joined) = self.join(view, !is_exact) else { return false };
        let haystack = match &joined.folded {
            Some(folded) if !is_exact => folded,
            _ => &joined.text,
        };
        haystack
            .match_indices(text)
            .any(|(start, _)| !is_whole || words::is_whole(haystack, start..start + text.len(), profile))
    }

    fn matches(&mut self, pattern: &Pattern, view: Option<View>) -> bool {
        let has_none =
            |needles: &Vec<usize>| !needles.iter().any(|needle| self.has_seen(*needle, false, view));
        if pattern.needles.as_ref().is_some_and(has_none) {
            return false;
        }
        if self.profile == Profile::Standard {
            return self.matches_one(pattern, view);
        }
        if self.join(view, false).is_none() {
            return false;
        }
        let text = mem::take(&mut self.joined.text);
        let found = self.run(pattern, &text);
        self.joined.text = text;
        found
    }

    /// In any one text of the view.
    fn matches_one(&mut self, pattern: &Pattern, view: Option<View>) -> bool {
        let Some(view) = view else { return false };
        let messages: Vec<&'a str> = self.messages.iter().take(view.messages).copied().collect();
        if messages.into_iter().any(|message| self.run(pattern, message)) {
            return true;
        }
        let (sources, recursion) = (mem::take(&mut self.sources), mem::take(&mut self.recursion));
        let mut seen = sources.iter().filter(|(bit, _)| bit & view.places != 0).map(|(_, text)| text);
        let found = seen.any(|text| self.run(pattern, text))
            || (view.places & RECURSION != 0 && recursion.iter().any(|text| self.run(pattern, text)));
        (self.sources, self.recursion) = (sources, recursion);
        found
    }

    fn run(&mut self, pattern: &Pattern, text: &str) -> bool {
        let found = pattern.regex.find(text, 0, &mut self.steps);
        self.is_out_of_steps |= found.is_err();
        found.is_ok_and(|found| found.is_some())
    }

    /// All texts of a view as one; none where that was done too often.
    fn join(&mut self, view: Option<View>, folded: bool) -> Option<&Joined> {
        let place = view.map(|view| (view, self.recursion.len()));
        let is_there = place.is_some() && self.joined.view == place;
        if !is_there {
            let text = view.map(|view| self.text(view)).unwrap_or_default();
            self.joined = Joined { view: place, text, folded: None };
            self.pay(self.joined.text.len())?;
        }
        if folded && self.joined.folded.is_none() {
            self.pay(self.joined.text.len())?;
            self.joined.folded = Some(self.joined.text.to_lowercase());
        }
        // Whoever asked searches it.
        self.pay(self.joined.text.len() / 16)?;
        Some(&self.joined)
    }

    fn pay(&mut self, bytes: usize) -> Option<()> {
        let left = self.joined_bytes_left.checked_sub(bytes);
        self.was_cut |= left.is_none();
        self.joined_bytes_left = left.unwrap_or(0);
        left.map(drop)
    }

    fn text(&self, view: View) -> String {
        let messages: Vec<&str> = self.messages.iter().take(view.messages).copied().collect();
        let mut text = String::from("\u{1}");
        text.push_str(&messages.join(JOINER));
        let sources = self.sources.iter().filter(|(bit, _)| bit & view.places != 0).map(|(_, text)| text);
        let recursion = if view.places & RECURSION == 0 { &[] } else { self.recursion.as_slice() };
        for other in sources.chain(recursion) {
            text.push_str(JOINER);
            text.push_str(other);
        }
        text
    }

    fn search(&mut self, text: &str, place: Place) {
        let keys = self.keys;
        if !keys.exact().is_empty() {
            self.search_in(keys.exact(), text, place);
        }
        if !keys.folded().is_empty() {
            self.search_in(keys.folded(), &text.to_lowercase(), place);
        }
    }

    fn search_in(&mut self, literals: &Literals, haystack: &str, place: Place) {
        let profile = self.profile;
        literals.find(haystack, |text, range| {
            self.add(literals, text, place, || words::is_whole(haystack, range, profile));
            self.matches_left = self.matches_left.saturating_sub(1);
            self.was_cut |= self.matches_left == 0;
            self.matches_left > 0
        });
    }

    fn add(&mut self, literals: &Literals, text: usize, place: Place, is_whole: impl FnOnce() -> bool) {
        let Some(seen) = self.seen.get_mut(text) else { return };
        let is_new = seen.any.message == usize::MAX && seen.any.places == 0;
        seen.any.add(place);
        if is_whole() {
            seen.whole.add(place);
        }
        if is_new {
            for entry in literals.entries(text) {
                self.awake.get_mut(*entry).into_iter().for_each(|awake| *awake = true);
            }
        }
    }
}

/// Cuts a text to what is left, which becomes less; answers whether it was longer.
fn cut(text: &mut String, left: &mut usize) -> bool {
    let end = end_within(text, *left);
    let was_longer = end < text.len();
    text.truncate(end);
    *left -= end;
    was_longer
}

/// The longest beginning of at most so many bytes that ends at a character.
const fn end_within(text: &str, bytes: usize) -> usize {
    text.floor_char_boundary(bytes)
}
