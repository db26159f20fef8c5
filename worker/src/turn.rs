//! What a question becomes: character, passages, main section, prompt. Shared by asking and previewing, so that both
//! give the same bytes.

use cuecard_core::template::{MainInput, Speaker};
use cuecard_core::{Ask, Assembly, Brain, Limits, Passage, Prompt, PromptTemplate};

use crate::ambient::ambient;
use crate::catalog::{Catalog, Stored};
use crate::config::Config;
use crate::problem::Problem;

const ASK: &str = include_str!("../templates/ask.j2");
const NARRATOR: &str = include_str!("../templates/narrator.j2");

/// Tokens of an answer.
const MAX_TOKENS: u32 = 120;

/// Bytes of an answer. No token of any script has more than this many: what exceeds it was not stopped in time.
pub(crate) const ANSWER_BYTES: usize = MAX_TOKENS as usize * 32;

/// Passages that are offered for an answer.
const PASSAGES: u32 = 3;

/// A question, ready to be sent.
#[derive(Debug)]
pub(crate) struct Turn {
    pub(crate) brain: Brain,
    pub(crate) passages: Vec<Passage>,
    pub(crate) prompt: Prompt,
}

impl Turn {
    pub(crate) async fn prepare(config: &Config, catalog: &Catalog, ask: Ask) -> Result<Self, Problem> {
        let brain = config.brain(ask.brain.as_deref())?;
        let chosen = match &ask.char_id {
            Some(name) => Some(catalog.stored(name).await?),
            None => None,
        };
        // A character is grounded in its own corpus or in none; the narrator in all.
        let corpus = chosen.as_ref().map(|stored| stored.character.corpus.as_deref());
        let passages = match corpus {
            Some(None) => Vec::new(),
            Some(Some(corpus)) => catalog.passages(&ask.text, Some(corpus), PASSAGES).await?,
            None => catalog.passages(&ask.text, None, PASSAGES).await?,
        };

        let speaker = chosen.as_ref().map(|Stored { character, .. }| Speaker {
            display_name: &character.display_name,
            tone: Some(character.tone.as_str()).filter(|tone| !tone.is_empty()),
        });
        let limits = Limits::edge();
        let template = PromptTemplate::new(if speaker.is_some() { ASK } else { NARRATOR }, &limits)?;
        let main = template.render(&MainInput::new(speaker, &passages, &ask.text))?;

        let mut assembly = Assembly::default();
        assembly.main = Some(main);
        assembly.passages_in_main = template.uses_passages();
        assembly.card = chosen.as_ref().map(Stored::card).transpose()?;
        assembly.user_name = ask.user_id;
        assembly.messages = ask.messages;
        assembly.text = ask.text;
        assembly.passages.clone_from(&passages);
        assembly.max_tokens = Some(MAX_TOKENS);
        assembly.brain = brain.clone();
        assembly.ambient = ambient();
        let prompt = assembly.assemble(&limits)?;
        Ok(Self { brain, passages, prompt })
    }
}
