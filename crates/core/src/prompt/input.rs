//! Reads the JSON form of [`Assembly`].
//!
//! It is strict: a field that is not known is refused, because a misspelt one would silently change the prompt.

use serde_json::{Map, Value};

use super::Assembly;
use crate::ambient::Ambient;
use crate::card::Card;
use crate::chat::{Brain, Message};
use crate::error::{Error, ErrorKind};
use crate::json::{self, Fields};
use crate::limits::Limits;
use crate::lore::Lorebook;
use crate::passage::Passage;

const FIELDS: &[&str] = &[
    "ambient",
    "brain",
    "lorebooks",
    "main",
    "max_tokens",
    "messages",
    "passages",
    "passages_in_main",
    "text",
    "user",
];

/// Lorebooks beside that of the card; what they hold together is limited when they are compiled.
const LOREBOOKS: usize = 100;

impl Assembly {
    /// Whether a JSON body is an assembly of the caller's own, which names a `card`, and not a question.
    #[must_use]
    pub fn is_meant_by(json: &[u8]) -> bool {
        #[derive(serde::Deserialize)]
        struct Probe {
            card: serde::de::IgnoredAny,
        }
        serde_json::from_slice::<Probe>(json).is_ok_and(|Probe { card }| {
            let serde::de::IgnoredAny = card;
            true
        })
    }

    /// Reads `{"card", "lorebooks", "user", "main", "passages_in_main", "messages", "text", "passages",
    /// "max_tokens", "brain", "ambient"}`; all but `text` may be absent.
    ///
    /// # Errors
    ///
    /// Fails on other JSON, with the place of the first field that is wrong.
    pub fn from_json(json: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut document = json::parse_object(json, limits)?;
        // Taken out, so that a large card is not held twice.
        let card = document.shift_remove("card");
        let fields = Fields::new(&document, "");
        fields.only(FIELDS)?;
        let user = Map::new();
        let user = fields.object("user")?.unwrap_or_else(|| Fields::new(&user, "/user"));
        user.only(&["description", "name"])?;
        Ok(Self {
            card: card.map(|card| read_card(card, limits)).transpose()?.flatten(),
            lorebooks: fields.each("lorebooks", LOREBOOKS, |book| Lorebook::read(book, limits))?,
            user_name: user.text("name")?,
            user_persona: user.text("description")?,
            main: fields.optional_text("main")?,
            passages_in_main: fields.flag("passages_in_main")?.unwrap_or(false),
            messages: fields.each("messages", limits.messages, Message::read)?,
            text: fields.required_text("text")?,
            passages: fields.each("passages", limits.messages, Passage::read)?,
            max_tokens: max_tokens(&fields)?,
            brain: fields.object("brain")?.map(|brain| Brain::read(&brain)).transpose()?.unwrap_or_default(),
            ambient: ambient(&fields)?,
        })
    }
}

fn read_card(card: Value, limits: &Limits) -> Result<Option<Card>, Error> {
    match card {
        Value::Null => Ok(None),
        Value::Object(map) => {
            Card::from_document(map, limits).map(Some).map_err(|error| error.below("/card"))
        }
        _ => Err(json::wrong_type("an object", "/card")),
    }
}

fn max_tokens(fields: &Fields<'_>) -> Result<Option<u32>, Error> {
    let Some(number) = fields.unsigned("max_tokens")? else { return Ok(None) };
    match u32::try_from(number) {
        Ok(number) if number > 0 => Ok(Some(number)),
        _ => {
            let kind = ErrorKind::InvalidValue { expected: "a positive number" };
            Err(Error::new(kind).in_field(fields.path("max_tokens")))
        }
    }
}

fn ambient(fields: &Fields<'_>) -> Result<Ambient, Error> {
    let Some(ambient) = fields.object("ambient")? else { return Ok(Ambient::default()) };
    ambient.only(&["now_unix_ms", "seed", "utc_offset_minutes"])?;
    let offset = ambient.integer("utc_offset_minutes")?.unwrap_or(0);
    let utc_offset_minutes = i32::try_from(offset).map_err(|_| {
        let kind = ErrorKind::InvalidValue { expected: "an offset in minutes" };
        Error::new(kind).in_field(ambient.path("utc_offset_minutes"))
    })?;
    Ok(Ambient {
        now_unix_ms: ambient.unsigned("now_unix_ms")?.unwrap_or(0),
        utc_offset_minutes,
        seed: ambient.unsigned("seed")?.unwrap_or(0),
    })
}
