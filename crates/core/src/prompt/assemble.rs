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
use crate::error::Error;
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
    /// Fails when the lorebooks cannot be compiled.
    pub fn assemble(&self, limits: &Limits) -> Result<Prompt, Error> {
        let matcher = Matcher::new(self.books())?;
        let chat: Vec<&str> = self.chat().collect();
        let activation = matcher.scan(&chat, &Estimator, limits);
        let plan = Plan { input: self, matcher: &matcher, activation: &activation, draft: Draft::default() };
        let draft = plan.write();
        let request = self.request(&draft.messages, &matcher, &activation);
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

    fn request(&self, messages: &[Message], matcher: &Matcher, activation: &Activation) -> ProviderRequest {
        match &self.brain {
            Brain::Ollama { model } => ollama::request(model, messages, self.max_tokens),
            Brain::Scripted => {
                let entries = activation.hits.iter().filter_map(|hit| matcher.entry(hit));
                let cue = Cue {
                    card: self.card.as_ref(),
                    scope: self.scope(),
                    question: &self.text,
                    turn: self.messages.len(),
                    max_tokens: self.max_tokens,
                    passages: &self.passages,
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
    fn write(mut self) -> Draft {
        let scope = self.input.scope();
        self.main(scope);
        self.lore("lore_before", Position::BeforeChar, scope);
        if let Some(card) = &self.input.card {
            self.draft.system("description", "card.description", &scope.expand(&card.description));
            self.labelled("personality", "card.personality", "Personality", &scope.expand(&card.personality));
            self.labelled("scenario", "card.scenario", "Scenario", &scope.expand(&card.scenario));
        }
        self.lore("lore_after", Position::AfterChar, scope);
        let about = format!("About {}", scope.user_name);
        self.labelled("user_persona", "user.persona", &about, &self.input.user_persona);
        if let Some(card) = &self.input.card {
            let examples = scope.expand(&card.mes_example);
            let examples = examples.replace("<START>", "").replace("<start>", "");
            self.labelled("examples", "card.mes_example", "How the character speaks", examples.trim());
        }
        if !self.input.passages_in_main {
            self.draft.system("passages", "passages", &passages(&self.input.passages));
        }
        self.conversation(scope);
        self.draft
    }

    fn main(&mut self, scope: Scope<'_>) {
        let input = self.input;
        let (text, source) = match (&input.main, &input.card) {
            (Some(main), _) => (Cow::Borrowed(main.as_str()), "main"),
            (None, Some(_)) => (Cow::Owned(scope.expand(MAIN)), "default"),
            (None, None) => (Cow::Owned(scope.expand(NARRATOR)), "default"),
        };
        match input.card.as_ref().filter(|card| !card.system_prompt.trim().is_empty()) {
            Some(card) => {
                let text = scope.with_original(&text).expand(&card.system_prompt);
                self.draft.system("main", "card.system_prompt", &text);
            }
            None => self.draft.system("main", source, &text),
        }
    }

    fn lore(&mut self, id: &'static str, position: Position, scope: Scope<'_>) {
        let contents = self.matcher.contents(&self.activation.hits, position);
        let contents: Vec<String> = contents.map(|content| scope.expand(content)).collect();
        self.draft.system(id, "lore", &contents.join("\n"));
    }

    fn labelled(&mut self, id: &'static str, source: &'static str, label: &str, text: &str) {
        if !text.trim().is_empty() {
            self.draft.system(id, source, &format!("{label}: {text}"));
        }
    }

    fn conversation(&mut self, scope: Scope<'_>) {
        let input = self.input;
        for message in &input.messages {
            self.draft.message("history", "messages", message.role, &message.content);
        }
        self.draft.message("text", "text", Role::User, &input.text);
        if let Some(card) = &input.card {
            let last = scope.with_original("").expand(&card.post_history_instructions);
            self.draft.message("post_history", "card.post_history_instructions", Role::System, &last);
        }
    }
}

/// Messages while they are written. The first is the system message, once it has any text.
#[derive(Default)]
struct Draft {
    messages: Vec<Message>,
    sections: Vec<Section>,
}

impl Draft {
    /// Adds to the system message, apart from what is there by a blank line.
    fn system(&mut self, id: &'static str, source: &'static str, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match self.messages.first_mut() {
            Some(system) => {
                system.content.push_str("\n\n");
                let start = system.content.len();
                system.content.push_str(text);
                self.section(id, source, Role::System, 0, start, text);
            }
            None => self.message(id, source, Role::System, text),
        }
    }

    fn message(&mut self, id: &'static str, source: &'static str, role: Role, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.section(id, source, role, self.messages.len(), 0, text);
        self.messages.push(Message::new(role, text.to_owned()));
    }

    fn section(
        &mut self,
        id: &'static str,
        source: &'static str,
        role: Role,
        message: usize,
        start: usize,
        text: &str,
    ) {
        let tokens = Estimator.count(text);
        self.sections.push(Section { id, source, role, message, start, end: start + text.len(), tokens });
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
