//! `chat`: the bytes of an answer and the deltas that they give, wherever they are cut; or a request to the scripted
//! brain and its words.

use cuecard_core::chat::{TextStream, ollama, scripted};
use cuecard_core::{Delta, Limits};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Bytes, cuts, same};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vector {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "spec")]
    _spec: String,
    stream: Kind,
    wire: Bytes,
    deltas: Vec<Value>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Ollama,
    Scripted,
    Text,
}

pub(super) fn run(vector: &Vector) -> Result<(), String> {
    let wire = vector.wire.read()?;
    if matches!(vector.stream, Kind::Scripted) {
        let body = String::from_utf8(wire).map_err(|error| error.to_string())?;
        let deltas = scripted::answer(&body).map_err(|error| error.to_string())?;
        return same(&"the answer", &json!(joined(deltas)), &json!(vector.deltas));
    }
    for (how, pieces) in cuts(&wire) {
        let deltas = match vector.stream {
            Kind::Ollama => read_ollama(&pieces),
            _ => read_text(&pieces),
        };
        same(&format_args!("{how}, the answer"), &json!(deltas), &json!(vector.deltas))?;
    }
    Ok(())
}

fn read_ollama(pieces: &[&[u8]]) -> Vec<Delta> {
    let (mut stream, mut deltas) = (ollama::Stream::new(&Limits::edge()), Vec::new());
    pieces.iter().for_each(|piece| stream.feed(piece, &mut deltas));
    stream.finish(&mut deltas);
    deltas
}

fn read_text(pieces: &[&[u8]]) -> Vec<Delta> {
    let (mut stream, mut deltas) = (TextStream::new(&Limits::edge()), Vec::new());
    pieces.iter().for_each(|piece| stream.feed(piece, &mut deltas));
    stream.finish(&mut deltas);
    deltas
}

/// The words of the scripted brain as one text: where it pauses is not what the vectors are about.
fn joined(deltas: Vec<Delta>) -> Vec<Delta> {
    let mut text = String::new();
    let mut rest = Vec::new();
    for delta in deltas {
        match delta {
            Delta::Text { text: piece } => text.push_str(&piece),
            other => rest.push(other),
        }
    }
    [vec![Delta::text(text)], rest].concat()
}
