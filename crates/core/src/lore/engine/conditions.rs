//! Decorators of Character Card V3 for the standard profile ([CCv3 §decorators][spec]), with RisuAI's where they do not
//! contradict.
//!
//! Lines of `@@name values` in front of a content, of `@@@name values` behind one that was not taken. Of one name the
//! first counts, but for `additional_keys`. What is unknown, is for models without chats, or has a wrong value is not
//! taken. The lines are no part of the content, even where there is nothing else.
//!
//! [spec]: https://github.com/kwaroran/character-card-spec-v3/blob/main/SPEC_V3.md#decorators

use alloc::string::String;
use alloc::vec::Vec;

use super::entry::{Depth, Entry, Position, Probability};

/// What has to hold besides keys, and where an entry stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions {
    pub(super) only_after: Option<usize>,
    pub(super) only_every: Option<usize>,
    pub(super) greeting: Option<usize>,
    pub(super) user_icon: Option<String>,
    pub(super) keep_after_match: bool,
    pub(super) dont_after_match: bool,
    pub(super) ignore_on_max_context: bool,
    /// Of each list one is needed.
    pub(super) additional_keys: Vec<Vec<String>>,
    /// Of each list none may be there.
    pub(super) exclude_keys: Vec<Vec<String>>,
    /// Of each list one has to be missing.
    pub(super) exclude_keys_all: Vec<Vec<String>>,
    pub(super) place: Option<Place>,
    pub(super) reverse_depth: Option<usize>,
    pub(super) disabled_prompts: Vec<Prompt>,
    depth: Option<usize>,
}

/// A place beside the texts of a card.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Place {
    /// Behind the description.
    AfterDescription,
    /// In front of the description.
    BeforeDescription,
    /// At the personality.
    Personality,
    /// At the scenario.
    Scenario,
}

/// A prompt of the user's settings that an entry turns off.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Prompt {
    /// The instructions behind the chat.
    PostHistoryInstructions,
    /// The main section.
    SystemPrompt,
}

/// Takes the decorators in front of a content into the entry, and answers what is left.
pub(super) fn read<'c>(entry: &mut Entry, content: &'c str) -> &'c str {
    let mut rest = content.trim_start();
    if !rest.starts_with("@@") {
        return content;
    }
    let mut names = Vec::new();
    let mut was_taken = true;
    while rest.starts_with("@@") {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = line.trim();
        let fallback = line.strip_prefix("@@@");
        if fallback.is_none() || !was_taken {
            let words = fallback.or_else(|| line.strip_prefix("@@")).unwrap_or_default();
            let (name, value) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
            let is_known = names.contains(&name);
            let is_again = is_known && name != "additional_keys";
            was_taken = is_again || entry.take_decorator(name, value.trim());
            // Only names that there are, of which there are few.
            names.extend((was_taken && !is_known).then_some(name));
        }
        rest = behind.trim_start_matches([' ', '\t']);
    }
    entry.settle_depth();
    rest.trim_start_matches(['\r', '\n'])
}

impl Entry {
    /// Answers whether there is such a decorator with such a value.
    fn take_decorator(&mut self, name: &str, value: &str) -> bool {
        let number = value.parse::<usize>().ok();
        let conditions = &mut self.conditions;
        let flag = match name {
            "activate" => Some(&mut self.activate),
            "dont_activate" => Some(&mut self.dont_activate),
            "keep_activate_after_match" => Some(&mut conditions.keep_after_match),
            "dont_activate_after_match" => Some(&mut conditions.dont_after_match),
            "ignore_on_max_context" => Some(&mut conditions.ignore_on_max_context),
            "unrecursive" => Some(&mut self.prevent_recursion),
            "no_recursive_search" => Some(&mut self.exclude_recursion),
            _ => None,
        };
        if let Some(flag) = flag {
            *flag = true;
            return true;
        }
        match (name, number) {
            ("activate_only_after", Some(number)) => conditions.only_after = Some(number),
            ("activate_only_every", Some(number)) if number > 0 => conditions.only_every = Some(number),
            ("is_greeting", Some(number)) => conditions.greeting = Some(number),
            ("reverse_depth", Some(number)) => conditions.reverse_depth = Some(number),
            #[expect(clippy::cast_precision_loss, reason = "a depth is not larger than the chat")]
            ("scan_depth", Some(number)) => self.scan_depth = Some(number as f64),
            ("probability", Some(number @ ..=100)) => {
                self.probability = Some(Probability::of_percent(number))
            }
            // Below the newest message there is nothing.
            ("depth", _) if value.parse::<i64>().is_ok() => conditions.depth = Some(number.unwrap_or(0)),
            ("end", _) => conditions.depth = Some(0),
            ("match_full_word", _) => self.match_whole_words = Some(true),
            ("match_partial_word", _) => self.match_whole_words = Some(false),
            _ => return self.take_text(name, value),
        }
        true
    }

    fn take_text(&mut self, name: &str, value: &str) -> bool {
        let conditions = &mut self.conditions;
        let keys: Vec<String> =
            value.split(',').map(str::trim).filter(|key| !key.is_empty()).map(String::from).collect();
        match name {
            "additional_keys" if !keys.is_empty() => conditions.additional_keys.push(keys),
            "exclude_keys" if !keys.is_empty() => conditions.exclude_keys.push(keys),
            "exclude_keys_all" if !keys.is_empty() => conditions.exclude_keys_all.push(keys),
            "is_user_icon" if !value.is_empty() => conditions.user_icon = Some(String::from(value)),
            "role" => return take(&mut self.role, &[("system", 0), ("user", 1), ("assistant", 2)], value),
            "position" => {
                let mut place = Place::Scenario;
                let is_known = take(&mut place, &PLACES, value);
                conditions.place = is_known.then_some(place);
                return is_known;
            }
            "disable_ui_prompt" => {
                let mut prompt = Prompt::SystemPrompt;
                let is_known = take(&mut prompt, &PROMPTS, value);
                conditions.disabled_prompts.extend(is_known.then_some(prompt));
                return is_known;
            }
            _ => return false,
        }
        true
    }

    /// `position` goes before `depth`, that before `reverse_depth`.
    fn settle_depth(&mut self) {
        let conditions = &mut self.conditions;
        if conditions.place.is_some() {
            conditions.reverse_depth = None;
        } else if let Some(depth) = conditions.depth {
            conditions.reverse_depth = None;
            self.position = Some(Position::AtDepth);
            self.depth = Some(Depth::of_messages(depth));
        } else if conditions.reverse_depth.is_some() {
            self.position = Some(Position::AtDepth);
        }
    }
}

const PLACES: [(&str, Place); 4] = [
    ("after_desc", Place::AfterDescription),
    ("before_desc", Place::BeforeDescription),
    ("personality", Place::Personality),
    ("scenario", Place::Scenario),
];

const PROMPTS: [(&str, Prompt); 2] =
    [("post_history_instructions", Prompt::PostHistoryInstructions), ("system_prompt", Prompt::SystemPrompt)];

/// Sets the value of a name, if it is one of these.
fn take<T: Copy>(slot: &mut T, known: &[(&str, T)], name: &str) -> bool {
    let found = known.iter().find(|(known, _)| *known == name);
    found.is_some_and(|(_, value)| {
        *slot = *value;
        true
    })
}
