//! Puts the sections of a prompt in order and remembers where each one went.

use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{Assembly, Prompt, Section};
use crate::card::Card;
use crate::chat::scripted::{self, Cue};
use crate::chat::{Brain, Message, ProviderRequest, Role, ollama};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::lore::{Activation, Matcher, Position};
use crate::macros::Scope;
use crate::passage::{Passage, QUOTE_WORDS};
use crate::tokens::{CountTokens as _, Estimator};

/// The main section where neither the card nor the caller has one.
const MAIN: &str = "You are {{char}}, in conversation with {{user}}. \
    Answer as {{char}} would, in {{char}}'s own words and with what {{char}} knows.";

/// The same without a character.
const NARRATOR: &str = "Answer {{user}} briefly and plainly. Say so when you do not know.";

const USER_NAME: &str = "User";

/// Tokens around one message, and at the end of all, in the chat formats of most providers.
const MESSAGE_TOKENS: usize = 4;
const REPLY_TOKENS: usize = 3;

impl Assembly {
    /// Makes the prompt.
    ///
    /// # Errors
    ///
    /// Fails when the lorebooks together, or the messages, are larger than `limits` allows.
    pub fn assemble(&self, limits: &Limits) -> Result<Prompt, Error> {
        let matcher = Matcher::new(self.books(), limits)?;
        let chat: Vec<&str> = self.chat().collect();
        let activation = matcher.scan(&chat, &Estimator, limits);
        let draft = Draft::new(limits.prompt_bytes);
        let draft = Plan { input: self, matcher: &matcher, activation: &activation, draft }.write()?;
        let request = self.request(&draft.messages, &matcher, &activation, limits)?;
        Ok(Prompt {
            tokens: tokens(&draft.messages),
            fingerprint: fingerprint(&request.body),
            messages: draft.messages,
            sections: draft.sections,
            lore: activation.hits,
            request,
            ambient: self.ambient,
            warnings: activation.warnings,
        })
    }

    fn books(&self) -> Vec<crate::lore::Lorebook> {
        let own = self.card.iter().filter_map(|card| card.character_book.clone());
        own.chain(self.lorebooks.iter().cloned()).collect()
    }

    /// What is searched for keys, oldest first: a hit's place is that of the message in the input.
    fn chat(&self) -> impl Iterator<Item = &str> {
        let history = self.messages.iter().map(|message| message.content.as_str());
        history.chain(Some(self.text.as_str()).filter(|text| !text.is_empty()))
    }

    fn scope(&self) -> Scope<'_> {
        let user = if self.user_name.trim().is_empty() { USER_NAME } else { &self.user_name };
        Scope::new(self.card.as_ref().map_or("", Card::char_name), user)
    }

    fn request(
        &self,
        messages: &[Message],
        matcher: &Matcher,
        activation: &Activation,
        limits: &Limits,
    ) -> Result<ProviderRequest, Error> {
        match &self.brain {
            Brain::Ollama { model } => Ok(ollama::request(model, messages, self.max_tokens)),
            Brain::Scripted => {
                let entries = activation.hits.iter().filter_map(|hit| matcher.entry(hit));
                let cue = Cue {
                    card: self.card.as_ref(),
                    scope: self.scope(),
                    question: &self.text,
                    turn: self.messages.len(),
                    max_tokens: self.max_tokens,
                    passages: &self.passages,
                    messages,
                    limits,
                };
                scripted::request(cue, entries.map(|entry| entry.content.as_str()))
            }
        }
    }
}

/// The order of the sections.
struct Plan<'a> {
    input: &'a Assembly,
    matcher: &'a Matcher,
    activation: &'a Activation,
    draft: Draft,
}

impl Plan<'_> {
    fn write(mut self) -> Result<Draft, Error> {
        let input = self.input;
        let scope = input.scope();
        let holds_main = self.main(scope)?;
        self.lore("lore_before", Position::BeforeChar, scope)?;
        if let Some(card) = &input.card {
            self.expanded("description", "card.description", "", &card.description, scope)?;
            self.expanded("personality", "card.personality", "Personality: ", &card.personality, scope)?;
            self.expanded("scenario", "card.scenario", "Scenario: ", &card.scenario, scope)?;
        }
        self.lore("lore_after", Position::AfterChar, scope)?;
        let about = format!("About {}: ", scope.user_name);
        self.draft.system("user_persona", "user.description", &about, &input.user_persona)?;
        if let Some(card) = &input.card {
            let examples = card.mes_example.replace("<START>", "").replace("<start>", "");
            self.expanded("examples", "card.mes_example", "How the character speaks: ", &examples, scope)?;
        }
        // A card's own main section may leave out the one that holds the passages.
        if !(input.passages_in_main && holds_main) {
            self.draft.system("passages", "passages", "", &passages(&input.passages))?;
        }
        self.conversation(scope)?;
        Ok(self.draft)
    }

    /// Answers whether the caller's main section is part of the prompt.
    fn main(&mut self, scope: Scope<'_>) -> Result<bool, Error> {
        let input = self.input;
        let (text, source) = match (&input.main, &input.card) {
            (Some(main), _) => (Cow::Borrowed(main.as_str()), "main"),
            (None, Some(_)) => (Cow::Owned(scope.expand(MAIN, self.draft.left)?), "default"),
            (None, None) => (Cow::Owned(scope.expand(NARRATOR, self.draft.left)?), "default"),
        };
        let Some(card) = input.card.as_ref().filter(|card| !card.system_prompt.trim().is_empty()) else {
            self.draft.system("main", source, "", &text)?;
            return Ok(true);
        };
        let own = scope.with_original(&text).expand(&card.system_prompt, self.draft.left)?;
        self.draft.system("main", "card.system_prompt", "", &own)?;
        Ok(own.contains(text.as_ref()))
    }

    fn lore(&mut self, id: &'static str, position: Position, scope: Scope<'_>) -> Result<(), Error> {
        let contents = self.matcher.contents(&self.activation.hits, position);
        let mut text = String::new();
        for content in contents {
            let left = self.draft.left.saturating_sub(text.len());
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&scope.expand(content, left)?);
        }
        self.draft.system(id, "lore", "", &text)
    }

    /// A section of the card's own text, behind a label.
    fn expanded(
        &mut self,
        id: &'static str,
        source: &'static str,
        label: &str,
        text: &str,
        scope: Scope<'_>,
    ) -> Result<(), Error> {
        let text = scope.expand(text, self.draft.left)?;
        self.draft.system(id, source, label, &text)
    }

    fn conversation(&mut self, scope: Scope<'_>) -> Result<(), Error> {
        let input = self.input;
        for message in &input.messages {
            self.draft.message("history", "messages", message.role, &message.content)?;
        }
        self.draft.message("text", "text", Role::User, &input.text)?;
        let Some(card) = &input.card else { return Ok(()) };
        let last = scope.with_original("").expand(&card.post_history_instructions, self.draft.left)?;
        self.draft.message("post_history", "card.post_history_instructions", Role::System, &last)
    }
}

/// Messages while they are written. The first is the system message, once it has any text.
struct Draft {
    messages: Vec<Message>,
    sections: Vec<Section>,
    limit: usize,
    /// Bytes that may still be written.
    left: usize,
}

impl Draft {
    const fn new(limit: usize) -> Self {
        Self { messages: Vec::new(), sections: Vec::new(), limit, left: limit }
    }

    /// Adds to the system message, apart from what is there by a blank line. A label without text adds nothing.
    fn system(
        &mut self,
        id: &'static str,
        source: &'static str,
        label: &str,
        text: &str,
    ) -> Result<(), Error> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        let text = [label, text].concat();
        let Some(system) = self.messages.first_mut() else {
            return self.message(id, source, Role::System, &text);
        };
        system.content.push_str("\n\n");
        let start = system.content.len();
        system.content.push_str(&text);
        self.section(id, source, Role::System, 0, start, &text)
    }

    fn message(
        &mut self,
        id: &'static str,
        source: &'static str,
        role: Role,
        text: &str,
    ) -> Result<(), Error> {
        if text.trim().is_empty() {
            return Ok(());
        }
        self.section(id, source, role, self.messages.len(), 0, text)?;
        self.messages.push(Message::new(role, text.to_owned()));
        Ok(())
    }

    fn section(
        &mut self,
        id: &'static str,
        source: &'static str,
        role: Role,
        message: usize,
        start: usize,
        text: &str,
    ) -> Result<(), Error> {
        let too_large = || Error::new(ErrorKind::PromptTooLarge { limit: self.limit });
        self.left = self.left.checked_sub(text.len()).ok_or_else(too_large)?;
        let tokens = Estimator.count(text);
        self.sections.push(Section { id, source, role, message, start, end: start + text.len(), tokens });
        Ok(())
    }
}

fn passages(passages: &[Passage]) -> String {
    if passages.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "Ground the answer in these passages. Quote fewer than {QUOTE_WORDS} words at a time and name the page."
    );
    for Passage { quote, page_id } in passages {
        text.push('\n');
        text.push('[');
        text.push_str(page_id);
        text.push_str("] “");
        text.push_str(quote);
        text.push('”');
    }
    text
}

fn tokens(messages: &[Message]) -> usize {
    let each = messages.iter().map(|message| MESSAGE_TOKENS + Estimator.count(&message.content));
    each.sum::<usize>() + REPLY_TOKENS
}

/// SHA-256 of the exact bytes, in lower-case hexadecimal.
fn fingerprint(body: &str) -> String {
    let digest = Sha256::digest(body.as_bytes());
    digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_accepted_at_the_cap_and_refused_one_past_it() {
        let mut assembly = Assembly { main: Some("ab".into()), text: "cde".into(), ..Assembly::default() };
        let limits = Limits { prompt_bytes: 5, ..Limits::edge() };
        assert!(assembly.assemble(&limits).is_ok());
        assembly.text.push('f');
        assert_eq!(assembly.assemble(&limits).unwrap_err().code(), "prompt_too_large");
    }

    #[test]
    fn a_name_that_is_named_many_times_cannot_fill_the_memory() {
        let json = format!(
            r#"{{"card": {{"name": "{}", "description": "{}"}}, "text": ""}}"#,
            "n".repeat(20_000),
            "{{char}}".repeat(10_000)
        );
        let assembly = Assembly::from_json(json.as_bytes(), &Limits::edge()).unwrap();
        assert_eq!(assembly.assemble(&Limits::edge()).unwrap_err().code(), "prompt_too_large");
    }
}
