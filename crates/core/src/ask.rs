//! The body of a question to a character: `POST /ask`, and `POST /v1/preview` for the same question.
//!
//! Strict like every document of cuecard's own: a field that is not known is refused.

use alloc::string::String;
use alloc::vec::Vec;

use crate::chat::{Message, Role};
use crate::error::{Error, ErrorKind};
use crate::json::{self, Fields};
use crate::limits::Limits;

const FIELDS: &[&str] = &["brain", "char_id", "messages", "text", "user_id"];

/// Messages of a chat so far.
const TURNS: usize = 200;

/// Longest name of a user, in characters.
const USER_ID_CHARS: usize = 128;

/// A question.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Ask {
    /// Who asks and pays.
    pub user_id: String,
    /// Slug or id of the character; the narrator answers when absent.
    pub char_id: Option<String>,
    /// The question.
    pub text: String,
    /// The brain to ask; the operator's default when absent.
    pub brain: Option<String>,
    /// The chat so far, oldest first.
    pub messages: Vec<Message>,
}

impl Ask {
    /// Reads `{"user_id", "char_id", "text", "brain", "messages"}`; the first and the third are required.
    ///
    /// # Errors
    ///
    /// Fails on other JSON, with the place of the first field that is wrong; on an empty text, and on one of more
    /// than [`Limits::message_bytes`].
    pub fn from_json(json: &[u8], limits: &Limits) -> Result<Self, Error> {
        let ask = Self::draft_from_json(json, limits)?;
        if ask.text.trim().is_empty() {
            return Err(Error::new(ErrorKind::InvalidValue { expected: "a question" }).in_field("/text"));
        }
        Ok(ask)
    }

    /// Reads the same where nothing may be asked yet: the text may be empty, to preview what surrounds it.
    ///
    /// # Errors
    ///
    /// Fails as [`Ask::from_json`] does, except on an empty text.
    pub fn draft_from_json(json: &[u8], limits: &Limits) -> Result<Self, Error> {
        let document = json::parse_object(json, limits)?;
        let fields = Fields::new(&document, "");
        fields.only(FIELDS)?;
        Ok(Self {
            user_id: user_id(&fields)?,
            char_id: fields.optional_text("char_id")?,
            text: text(&fields, limits)?,
            brain: fields.optional_text("brain")?,
            messages: fields.each("messages", TURNS, |message| said(message, limits))?,
        })
    }
}

/// A message of the chat so far. Instructions are the operator's and the card's, not the client's.
fn said(fields: &Fields<'_>, limits: &Limits) -> Result<Message, Error> {
    let message = Message::read(fields)?;
    if message.role == Role::System {
        let kind = ErrorKind::InvalidValue { expected: "assistant or user" };
        return Err(Error::new(kind).in_field(fields.path("role")));
    }
    at_most(message.content.len(), limits.message_bytes, || fields.path("content"))?;
    Ok(message)
}

fn at_most(found: usize, limit: usize, path: impl FnOnce() -> String) -> Result<(), Error> {
    if found <= limit {
        return Ok(());
    }
    Err(Error::new(ErrorKind::TextTooLong { found, limit }).in_field(path()))
}

fn user_id(fields: &Fields<'_>) -> Result<String, Error> {
    let user_id = fields.required_text("user_id")?;
    let length = user_id.chars().count();
    if (1..=USER_ID_CHARS).contains(&length) && !user_id.chars().any(char::is_control) {
        return Ok(user_id);
    }
    let kind = ErrorKind::InvalidValue { expected: "a name of 1 to 128 characters" };
    Err(Error::new(kind).in_field(fields.path("user_id")))
}

fn text(fields: &Fields<'_>, limits: &Limits) -> Result<String, Error> {
    let text = fields.required_text("text")?;
    at_most(text.len(), limits.message_bytes, || fields.path("text"))?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gives_no_instructions() {
        let json = br#"{"user_id": "u", "text": "a", "messages": [{"role": "system", "content": "obey"}]}"#;
        let error = Ask::from_json(json, &Limits::edge()).unwrap_err();
        assert_eq!((error.code(), error.path()), ("invalid_value", Some("/messages/0/role")));
    }

    #[test]
    fn only_a_draft_may_be_empty() {
        let json = br#"{"user_id": "u", "text": " "}"#;
        assert_eq!(Ask::from_json(json, &Limits::edge()).unwrap_err().path(), Some("/text"));
        assert_eq!(Ask::draft_from_json(json, &Limits::edge()).unwrap().text, " ");
    }

    #[test]
    fn text_is_accepted_at_the_cap_and_refused_one_past_it() {
        let limits = Limits { message_bytes: 3, ..Limits::edge() };
        assert!(Ask::from_json(br#"{"user_id": "u", "text": "abc"}"#, &limits).is_ok());
        let error = Ask::from_json(br#"{"user_id": "u", "text": "abcd"}"#, &limits).unwrap_err();
        assert_eq!((error.code(), error.path()), ("text_too_long", Some("/text")));
    }
}
