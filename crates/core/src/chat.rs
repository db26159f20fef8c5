//! Between a prompt and an answer: requests of providers, their streams, and the stream that clients read.
//!
//! Everything is data: a [`ProviderRequest`] is method, path, headers and body for the caller to send; a decoder
//! takes the bytes of the answer and gives [`Delta`]s. Keys, addresses and time limits are the caller's.

pub mod ollama;
pub mod scripted;
mod text;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

pub use self::text::TextStream;
use crate::error::{Error, ErrorKind};
use crate::json::Fields;
use crate::passage::Passage;
use crate::sse;

/// Who answers.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Brain {
    /// Answers from the card, the lore and the passages alone, without a model.
    #[default]
    Scripted,
    /// A server of Ollama's native API.
    Ollama {
        /// Name of the model there, such as `llama3:8b`.
        model: String,
    },
}

impl Brain {
    /// A model of Ollama.
    #[must_use]
    pub fn ollama(model: &str) -> Self {
        Self::Ollama { model: model.into() }
    }

    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        match fields.required_text("kind")?.as_str() {
            "scripted" => Ok(Self::Scripted),
            "ollama" => Ok(Self::Ollama { model: fields.required_text("model")? }),
            _ => Err(Error::new(ErrorKind::InvalidValue { expected: "a known brain" })
                .in_field(fields.path("kind"))),
        }
    }

    /// The name in JSON and in configuration.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Scripted => "scripted",
            Self::Ollama { .. } => "ollama",
        }
    }
}

/// Who speaks in a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// The character.
    Assistant,
    /// Instructions.
    System,
    /// The person.
    User,
}

/// One message of a prompt.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub content: String,
}

impl Message {
    /// A message.
    #[must_use]
    pub const fn new(role: Role, content: String) -> Self {
        Self { role, content }
    }

    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        let role = match fields.required_text("role")?.as_str() {
            "assistant" => Role::Assistant,
            "system" => Role::System,
            "user" => Role::User,
            _ => {
                let kind = ErrorKind::InvalidValue { expected: "assistant, system or user" };
                return Err(Error::new(kind).in_field(fields.path("role")));
            }
        };
        Ok(Self { role, content: fields.required_text("content")? })
    }
}

/// A request for the caller to send; the host and the key are the caller's.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ProviderRequest {
    /// The HTTP method.
    pub method: &'static str,
    /// The path behind the provider's base address.
    pub path: &'static str,
    /// Headers beside those of identity.
    pub headers: Vec<(&'static str, &'static str)>,
    /// The exact body.
    pub body: String,
}

impl ProviderRequest {
    pub(crate) fn post_json(path: &'static str, body: String) -> Self {
        Self { method: "POST", path, headers: Vec::from([("content-type", "application/json")]), body }
    }
}

/// A step of an answer, the same for every provider.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Delta {
    /// The end of a stream of ours.
    Done(Done),
    /// The stream failed; nothing follows.
    Error(Failure),
    /// The provider is done, for a reason.
    Finish {
        /// Why it stopped.
        reason: FinishReason,
    },
    /// What the model thinks before it speaks.
    Reasoning {
        /// The next piece.
        text: String,
    },
    /// What the character says.
    Text {
        /// The next piece.
        text: String,
    },
    /// Tokens, as the provider counted them.
    Usage(Usage),
}

impl Delta {
    /// A piece of what the character says.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }
}

/// Why a provider stopped.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FinishReason {
    /// The answer reached its limit of tokens.
    Length,
    /// The answer is complete.
    Stop,
    /// Something else; also what a later version may add.
    Other,
}

/// Tokens of one call. A provider that does not say gives `None`, which is not zero.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Usage {
    /// Tokens of the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_tokens: Option<u64>,
    /// Tokens of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<u64>,
}

/// What the `done` event says: the last event of an answer that is complete.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Done {
    /// Why the answer ended.
    pub finish: FinishReason,
    /// Credits that the answer cost.
    pub charged: u64,
    /// Credits that are left.
    pub available: u64,
    /// Who answered.
    pub brain: String,
    /// Fingerprint of the request that was answered.
    pub prompt: String,
    /// The passages that were offered to the brain.
    pub passages: Vec<Passage>,
    /// Tokens, where the provider counted them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

/// What the `error` event says: the last event of an answer that failed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// A name that never changes.
    pub code: String,
    /// The same for people.
    pub message: String,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Credits that were charged for what had been delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charged: Option<u64>,
}

impl FinishReason {
    fn read(name: &str) -> Self {
        match name {
            "length" => Self::Length,
            "stop" => Self::Stop,
            _ => Self::Other,
        }
    }
}

impl Usage {
    fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        let count = |name| fields.unsigned(name);
        Ok(Self { input_tokens: count("input_tokens")?, output_tokens: count("output_tokens")? })
    }
}

impl Done {
    /// Fields that are not known here are of a later version.
    fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        let passage = |passage: &Fields<'_>| {
            Ok(Passage { quote: passage.required_text("quote")?, page_id: passage.required_text("page_id")? })
        };
        Ok(Self {
            finish: FinishReason::read(&fields.required_text("finish")?),
            charged: fields.required_unsigned("charged")?,
            available: fields.required_unsigned("available")?,
            brain: fields.required_text("brain")?,
            prompt: fields.required_text("prompt")?,
            passages: fields.each("passages", usize::MAX, passage)?,
            usage: fields.object("usage")?.as_ref().map(Usage::read).transpose()?,
        })
    }
}

impl Failure {
    fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        Ok(Self {
            code: fields.required_text("code")?,
            message: fields.required_text("message")?,
            retryable: fields.flag("retryable")?.unwrap_or_default(),
            charged: fields.unsigned("charged")?,
        })
    }

    /// A failure for which nothing was charged yet.
    #[must_use]
    pub fn new(code: &str, message: &str, retryable: bool) -> Self {
        Self { code: code.into(), message: message.into(), retryable, charged: None }
    }

    /// The same with what was charged.
    #[must_use]
    pub fn charged(self, credits: u64) -> Self {
        Self { charged: Some(credits), ..self }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let retryable = matches!(error.kind(), ErrorKind::IncompleteStream | ErrorKind::MalformedFrame);
        Self::new(error.code(), &format!("{error}"), retryable)
    }
}

/// Appends `delta` in the `text` dialect: text in unnamed events, the end in a named `done` or `error` event.
///
/// What the dialect has no word for (reasoning, usage, the provider's own finish) is left out.
pub fn encode_text(out: &mut String, delta: &Delta) {
    match delta {
        Delta::Text { text } => sse::event(out, "", text),
        Delta::Done(done) => sse::event(out, "done", &json_of(done)),
        Delta::Error(failure) => sse::event(out, "error", &json_of(failure)),
        _ => {}
    }
}

/// Data of this crate has text keys and finite numbers only, which always become JSON.
pub(crate) fn json_of(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
