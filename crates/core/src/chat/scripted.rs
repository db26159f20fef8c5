//! The scripted brain: answers in character without a model, from the card's own lines, the lore and the passages.
//!
//! Its request is a JSON body like that of any provider, and its answer is a function of that body: the same body
//! gives the same words, another question or character gives others. It is a demonstration and says so nowhere in
//! the text, but wherever the name of the brain is shown.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Delta, FinishReason, Message, ProviderRequest, Usage, json_of};
use crate::card::{Card, Script};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::macros::Scope;
use crate::passage::{Passage, leading_sentences};
use crate::tokens::{CountTokens, Estimator};

/// Longest line that is taken from example dialogue, in characters: an answer is a few sentences.
const VOICE_LINE_CHARS: usize = 240;

/// Lines of a kind, and facts, that a request carries at most.
const LINES: usize = 64;
const FACTS: usize = 8;

/// Lines for a character whose card gives none of a kind.
const OPENINGS: &[&str] = &["Good question.", "Let me think about that.", "I am glad that you ask."];
const CITATIONS: &[&str] =
    &["Page {{page}} says it like this: “{{quote}}”", "It is written on page {{page}}: “{{quote}}”"];
const BRIDGES: &[&str] = &["What I do know is this.", "There is one thing that I can tell you."];
const REMARKS: &[&str] = &["I have nothing certain to tell you about that.", "That is beyond what I know."];
const CLOSINGS: &[&str] = &["What makes you ask?", "Ask me more, if you like."];

/// What the scripted brain is told.
#[derive(Debug, Deserialize, Serialize)]
struct Body {
    character: String,
    question: String,
    /// Messages before the question, so that asking again later gives other words.
    turn: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    lines: Lines,
    facts: Vec<String>,
    passages: Vec<Passage>,
    /// The whole prompt, of which this brain uses nothing else: whoever compares fingerprints compares this too.
    #[serde(skip_deserializing)]
    messages: Vec<Message>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Lines {
    openings: Vec<String>,
    citations: Vec<String>,
    bridges: Vec<String>,
    remarks: Vec<String>,
    closings: Vec<String>,
}

/// What a request to the scripted brain is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cue<'a> {
    pub(crate) card: Option<&'a Card>,
    pub(crate) scope: Scope<'a>,
    pub(crate) question: &'a str,
    pub(crate) turn: usize,
    pub(crate) max_tokens: Option<u32>,
    pub(crate) passages: &'a [Passage],
    pub(crate) messages: &'a [Message],
    pub(crate) limits: &'a Limits,
}

impl Cue<'_> {
    fn expand(&self, text: &str) -> Result<String, Error> {
        self.scope.expand(text, self.limits.prompt_bytes)
    }

    /// Lines of a script, each no longer than a message.
    fn expand_lines(&self, lines: &[String]) -> Result<Vec<String>, Error> {
        let lines = lines.iter().take(LINES);
        lines.map(|line| self.scope.expand(line, self.limits.message_bytes)).collect()
    }
}

/// The request for an answer; `lore` are the contents of the active entries.
pub(crate) fn request<'a>(
    cue: Cue<'_>,
    lore: impl Iterator<Item = &'a str>,
) -> Result<ProviderRequest, Error> {
    // A few facts are more than an answer of a few sentences can use.
    let facts = lore.take(FACTS).map(|content| fact(content, &cue)).collect::<Result<Vec<_>, _>>()?;
    let facts = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let script = cue.card.map(Card::script).unwrap_or_default();
    let voice = cue.card.map(|card| voice(card, &cue)).transpose()?.unwrap_or_default();
    let body = Body {
        character: cue.scope.char_name.to_owned(),
        question: cue.question.to_owned(),
        turn: u64::try_from(cue.turn).unwrap_or(u64::MAX),
        max_tokens: cue.max_tokens,
        lines: Lines::new(&script, &cue, &voice)?,
        facts,
        passages: cue.passages.to_vec(),
        messages: cue.messages.to_vec(),
    };
    Ok(ProviderRequest::post_json("/", json_of(&body)))
}

impl Lines {
    /// Lines of the card where it has any, else what the character says in its examples, else plain ones.
    fn new(script: &Script, cue: &Cue<'_>, voice: &[String]) -> Result<Self, Error> {
        let first_full = |lines: Vec<String>, voice: &[String], plain: &[&str]| match (&*lines, voice) {
            ([], []) => plain.iter().map(|line| String::from(*line)).collect(),
            ([], voice) => voice.to_vec(),
            _ => lines,
        };
        let expand = |lines: &[String]| cue.expand_lines(lines);
        Ok(Self {
            openings: first_full(expand(&script.openings)?, voice, OPENINGS),
            citations: first_full(expand(&script.citations)?, &[], CITATIONS),
            bridges: first_full(expand(&script.bridges)?, &[], BRIDGES),
            remarks: first_full(expand(&script.remarks)?, &[], REMARKS),
            closings: first_full(expand(&script.closings)?, &[], CLOSINGS),
        })
    }
}

/// What the character says in example dialogue and greeting, a line each, without what is between asterisks.
fn voice(card: &Card, cue: &Cue<'_>) -> Result<Vec<String>, Error> {
    let examples = cue.expand(&card.mes_example)?;
    let greeting = cue.expand(&card.first_mes)?;
    let lines = spoken(&examples, cue.scope.char_name).chain(greeting.lines().map(speech));
    let lines = lines.map(|line| leading_sentences(&line, VOICE_LINE_CHARS)).filter(|line| !line.is_empty());
    Ok(lines.take(LINES).collect())
}

/// What an entry says aloud: what the character answers where it is a dialogue, else its first sentences.
fn fact(content: &str, cue: &Cue<'_>) -> Result<String, Error> {
    let content = cue.expand(content)?;
    let said = spoken(&content, cue.scope.char_name).next().unwrap_or_else(|| speech(&content));
    Ok(leading_sentences(&said, VOICE_LINE_CHARS))
}

/// The lines of a dialogue that `speaker` says.
fn spoken<'a>(dialogue: &'a str, speaker: &'a str) -> impl Iterator<Item = String> + 'a {
    let said = move |line: &'a str| line.trim().strip_prefix(speaker)?.strip_prefix(':');
    dialogue.lines().filter_map(said).map(speech).filter(|line| !line.is_empty())
}

/// A line without actions, which stand between asterisks, and without quotation marks around what is left.
fn speech(line: &str) -> String {
    let said: Vec<&str> = line.split('*').step_by(2).map(str::trim).filter(|part| !part.is_empty()).collect();
    said.join(" ").replace('"', "").trim().to_owned()
}

/// The answer to the body of a request: words, the count of tokens, and the end.
///
/// # Errors
///
/// Fails when `body` is not one that this crate wrote.
pub fn answer(body: &str) -> Result<Vec<Delta>, Error> {
    let body: Body = serde_json::from_str(body).map_err(|_| Error::new(ErrorKind::MalformedFrame))?;
    let text = compose(&body);
    let mut deltas: Vec<Delta> = text.split_inclusive(' ').map(Delta::text).collect();
    let count = |text: &str| u64::try_from(Estimator.count(text)).ok();
    deltas.push(Delta::Usage(Usage { input_tokens: count(&body.question), output_tokens: count(&text) }));
    deltas.push(Delta::Finish { reason: FinishReason::Stop });
    Ok(deltas)
}

fn compose(body: &Body) -> String {
    let mut dice = Dice::new(&[&body.character, &body.question], body.turn);
    let lines = &body.lines;
    let opening = dice.pick(&lines.openings);
    let citation = body.passages.first().and_then(|passage| cite(dice.pick(&lines.citations)?, passage));
    let fact = body.facts.first().map(|fact| (dice.pick(&lines.bridges), fact.as_str()));
    let remark = dice.pick(&lines.remarks);
    let closing = dice.pick(&lines.closings);

    let mut parts: Vec<&str> = opening.into_iter().collect();
    parts.extend(citation.as_deref());
    // With a quotation, a fact is worth saying only where there is room for both.
    let (bridge, fact) = fact.map_or((None, None), |(bridge, fact)| (bridge, Some(fact)));
    let with_fact: Vec<&str> = parts.iter().copied().chain(bridge).chain(fact).collect();
    let budget = body.max_tokens.map_or(usize::MAX, |tokens| usize::try_from(tokens).unwrap_or(usize::MAX));
    let length = Estimator.count(&with_fact.join(" ")) + Estimator.count(closing.unwrap_or_default());
    if fact.is_some() && (citation.is_none() || length <= budget) {
        parts = with_fact;
    } else if citation.is_none() {
        parts.extend(remark);
    }
    parts.extend(closing);
    parts.join(" ")
}

/// Puts a passage into a line; a line that lost its place for the quotation is not used.
fn cite(line: &str, passage: &Passage) -> Option<String> {
    let (before, after) = line.split_once("{{quote}}")?;
    let page = |text: &str| text.replacen("{{page}}", &passage.page_id, 1);
    Some([&page(before), passage.quote.as_str(), &page(after)].concat())
}

/// Draws that depend on the words alone (FNV-1a, then a step of a linear congruential generator for each draw).
struct Dice {
    state: u64,
}

impl Dice {
    fn new(texts: &[&str], turn: u64) -> Self {
        let turn = turn.to_le_bytes();
        let bytes = texts.iter().flat_map(|text| text.bytes().chain([0])).chain(turn);
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self { state: bytes.fold(0xcbf2_9ce4_8422_2325, mix) }
    }

    fn pick<'a>(&mut self, lines: &'a [String]) -> Option<&'a str> {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // The high bits are the random ones; the modulus fits every size of list.
        let count = u64::try_from(lines.len()).ok()?;
        let index = (self.state >> 33).checked_rem(count)?;
        lines.get(usize::try_from(index).ok()?).map(String::as_str)
    }
}
