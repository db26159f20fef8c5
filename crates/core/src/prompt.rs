//! From a card, lorebooks, history and passages to the exact request of a provider.
//!
//! [`Assembly`] is what goes in, [`Prompt`] what comes out; nothing else has any influence. The order of the system
//! message is main, lore before the character, description, personality, scenario, lore after the character, the
//! user's own persona, examples, passages. Then come the history, the new message and the card's last word.

mod assemble;
mod input;

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::ambient::Ambient;
use crate::card::Card;
use crate::chat::{Brain, Message, ProviderRequest, Role};
use crate::lore::{Hit, Lorebook};
use crate::passage::Passage;
use crate::warning::Warning;

/// Everything that a prompt is made of.
///
/// ```
/// use cuecard_core::{Assembly, Limits};
///
/// let input = br#"{
///     "card": {"name": "Ada", "description": "{{char}} builds engines."},
///     "user": {"name": "Brennan"},
///     "text": "How do you do?"
/// }"#;
/// let prompt = Assembly::from_json(input, &Limits::local())?.assemble(&Limits::local())?;
/// assert!(prompt.messages[0].content.ends_with("Ada builds engines."));
/// assert_eq!(prompt.messages[1].content, "How do you do?");
/// # Ok::<(), cuecard_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Assembly {
    /// Who answers.
    pub card: Option<Card>,
    /// Lorebooks beside that of the card.
    pub lorebooks: Vec<Lorebook>,
    /// What `{{user}}` stands for; `User` when empty.
    pub user_name: String,
    /// Who the user is, in the user's own words.
    pub user_persona: String,
    /// The main section; a text of this crate's own when absent. A card's `system_prompt` replaces either.
    pub main: Option<String>,
    /// The main section holds the passages already.
    pub passages_in_main: bool,
    /// The chat so far, oldest first.
    pub messages: Vec<Message>,
    /// What the user says now.
    pub text: String,
    /// Quotations to ground the answer in, best first.
    pub passages: Vec<Passage>,
    /// Limit of the answer, in tokens.
    pub max_tokens: Option<u32>,
    /// Who is asked.
    pub brain: Brain,
    /// Clock and seed.
    pub ambient: Ambient,
}

/// An assembled prompt and the request that carries it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Prompt {
    /// The messages, oldest first.
    pub messages: Vec<Message>,
    /// What each part of each message is.
    pub sections: Vec<Section>,
    /// The lore that joined.
    pub lore: Vec<Hit>,
    /// Estimated tokens of all messages.
    pub tokens: usize,
    /// The request to send.
    pub request: ProviderRequest,
    /// SHA-256 of the request's body, in lower-case hexadecimal.
    pub fingerprint: String,
    /// The ambient that it was made with.
    pub ambient: Ambient,
    /// What was cut or left out.
    pub warnings: Vec<Warning>,
}

/// A part of one message.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Section {
    /// Which part of the plan it is.
    pub id: &'static str,
    /// Where its text is from.
    pub source: &'static str,
    /// The role of its message.
    pub role: Role,
    /// Its message, by place.
    pub message: usize,
    /// Where in the message it begins, in bytes of UTF-8.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Estimated tokens.
    pub tokens: usize,
}
