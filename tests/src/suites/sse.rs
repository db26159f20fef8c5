//! `sse`: the bytes of a stream and the events in them, wherever they are cut.

use cuecard_core::Limits;
use cuecard_core::sse::Decoder;
use serde::Deserialize;

use super::{cuts, hex, same};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vector {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "note")]
    _note: Option<String>,
    wire: Option<String>,
    wire_hex: Option<String>,
    events: Vec<Event>,
    last_event_id: String,
    retry_ms: Option<u64>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Event {
    event: String,
    data: String,
    id: String,
}

pub(super) fn run(vector: &Vector) -> Result<(), String> {
    let wire = match (&vector.wire, &vector.wire_hex) {
        (Some(text), None) => text.clone().into_bytes(),
        (None, Some(text)) => hex(text)?,
        _ => return Err("a vector has one of wire and wire_hex".to_owned()),
    };
    for (how, pieces) in cuts(&wire) {
        let mut decoder = Decoder::new(&Limits::edge());
        let mut events = Vec::new();
        for mut piece in pieces {
            while let Some(event) = decoder.next(&mut piece).map_err(|error| error.to_string())? {
                let [event, data, id] = [event.kind, event.data, event.id].map(str::to_owned);
                events.push(Event { event, data, id });
            }
        }
        same(&format_args!("{how}, the stream"), &events, &vector.events)?;
        same(&"the last id", &decoder.last_event_id(), &vector.last_event_id.as_str())?;
        same(&"the time to reconnect", &decoder.retry_ms(), &vector.retry_ms)?;
    }
    Ok(())
}
