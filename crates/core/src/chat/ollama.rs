//! Ollama's native chat API: `POST /api/chat`, answered in newline-delimited JSON ([documentation][docs]).
//!
//! Success is a line with `done: true`. An `error` line after the first content is a failure at HTTP status 200.
//! Counts that are zero are absent on the wire, and absent is not zero here.
//!
//! [docs]: https://github.com/ollama/ollama/blob/main/docs/api.md

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Delta, Failure, FinishReason, Message, ProviderRequest, Usage, json_of};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::sse::Lines;

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: &'a [Message],
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Options>,
}

#[derive(Serialize)]
struct Options {
    num_predict: u32,
}

/// The request for an answer to `messages`.
#[must_use]
pub fn request(model: &str, messages: &[Message], max_tokens: Option<u32>) -> ProviderRequest {
    let options = max_tokens.map(|num_predict| Options { num_predict });
    ProviderRequest::post_json("/api/chat", json_of(&Body { model, messages, stream: true, options }))
}

/// Turns the bytes of an answer into deltas, of which exactly one is terminal: a finish or an error.
#[derive(Clone, Debug)]
pub struct Stream {
    lines: Lines,
    is_over: bool,
}

impl Stream {
    /// At the beginning of an answer.
    #[must_use]
    pub const fn new(limits: &Limits) -> Self {
        Self { lines: Lines::new(limits), is_over: false }
    }

    /// Takes the next bytes, which may end anywhere, and appends what they complete.
    ///
    /// A line that is not JSON of the documented shape, one longer than [`Limits::frame_bytes`] and an error that
    /// the provider reports end the stream in a [`Delta::Error`].
    pub fn feed(&mut self, mut bytes: &[u8], deltas: &mut Vec<Delta>) {
        while !self.is_over {
            match self.lines.next(&mut bytes) {
                Ok(Some(line)) => self.is_over = read_line(line, deltas),
                Ok(None) => return,
                Err(error) => self.fail(error, deltas),
            }
        }
    }

    /// Says that the bytes are at their end, and appends what a last line without a line feed completes.
    ///
    /// When the provider never said that it is done, that is the failure `incomplete_stream`.
    pub fn finish(&mut self, deltas: &mut Vec<Delta>) {
        if let Some(line) = self.lines.finish()
            && !self.is_over
        {
            self.is_over = read_line(line, deltas);
        }
        if !self.is_over {
            self.fail(Error::new(ErrorKind::IncompleteStream), deltas);
        }
    }

    fn fail(&mut self, error: Error, deltas: &mut Vec<Delta>) {
        self.is_over = true;
        deltas.push(Delta::Error(error.into()));
    }
}

#[derive(Deserialize)]
struct Line {
    message: Option<LineMessage>,
    #[serde(default)]
    done: bool,
    done_reason: Option<String>,
    prompt_eval_count: Option<u64>,
    eval_count: Option<u64>,
    error: Option<serde::de::IgnoredAny>,
}

#[derive(Default, Deserialize)]
struct LineMessage {
    content: Option<String>,
    thinking: Option<String>,
}

/// Answers true when the line is the last.
fn read_line(line: &[u8], deltas: &mut Vec<Delta>) -> bool {
    let Ok(line) = serde_json::from_slice::<Line>(line) else {
        deltas.push(Delta::Error(Error::new(ErrorKind::MalformedFrame).into()));
        return true;
    };
    if line.error.is_some() {
        // Its words may hold keys and addresses: they go nowhere.
        deltas.push(Delta::Error(Failure::new("provider_error", "the provider reported an error", true)));
        return true;
    }
    let full = |text: Option<String>| text.filter(|text| !text.is_empty());
    let message = line.message.unwrap_or_default();
    deltas.extend(full(message.thinking).map(|text| Delta::Reasoning { text }));
    deltas.extend(full(message.content).map(|text| Delta::Text { text }));
    if line.done {
        let usage = Usage { input_tokens: line.prompt_eval_count, output_tokens: line.eval_count };
        deltas.extend((usage != Usage::default()).then_some(Delta::Usage(usage)));
        deltas.push(Delta::Finish { reason: finish_reason(line.done_reason.as_deref()) });
    }
    line.done
}

fn finish_reason(reason: Option<&str>) -> FinishReason {
    match reason {
        None | Some("" | "stop") => FinishReason::Stop,
        Some("length") => FinishReason::Length,
        Some(_) => FinishReason::Other,
    }
}
