//! Character cards: one model for V1, V2 and V3, read from JSON and from PNG files.
//!
//! The model is Character Card V3 ([specification][spec]); V1 and V2 are upgraded to it. The document that was read
//! is kept whole beside the typed fields, so that no unknown field, spelling of a number or order of keys is lost.
//! Images are never decoded.
//!
//! [spec]: https://github.com/kwaroran/character-card-spec-v3

mod asset;
mod fields;
mod json;
mod png;

use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

pub use self::asset::{Asset, Place};
pub use self::fields::{Presentation, Script};
use crate::error::Error;
use crate::limits::Limits;
use crate::lore::Lorebook;
use crate::warning::Warning;

/// A card and what was noticed while it was read.
///
/// ```
/// use cuecard_core::{Import, Limits};
///
/// let file = br#"{"name": "Ada", "first_mes": "Hello, {{user}}.", "description": "A mathematician."}"#;
/// let import = Import::read(file, &Limits::local())?;
/// assert_eq!(import.card.name, "Ada");
/// assert_eq!(import.format.spec, cuecard_core::card::Spec::V1);
/// # Ok::<(), cuecard_core::Error>(())
/// ```
#[derive(Clone, Debug, serde::Serialize)]
#[non_exhaustive]
pub struct Import {
    /// The card, as V3.
    pub card: Card,
    /// What the file was.
    pub format: Format,
    /// What was odd about the file and accepted all the same.
    pub warnings: Vec<Warning>,
}

impl Import {
    /// Reads a card file: PNG or JSON, V1, V2 or V3.
    ///
    /// # Errors
    ///
    /// Fails when the file is larger than [`Limits::file_bytes`], is of no known format, is cut before its card, or
    /// when a field holds a value of another type. Nothing is half read.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        if png::is_png(bytes) { png::read(bytes, limits) } else { json::read(bytes, limits) }
    }
}

/// Where a card was found.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Format {
    /// The kind of file.
    pub container: Container,
    /// The version that the card was written in.
    pub spec: Spec,
    /// The PNG text chunk that held it.
    pub chunk: Option<Chunk>,
}

/// The kind of file that held a card.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Container {
    /// A JSON document.
    Json,
    /// A PNG image with a text chunk.
    Png,
}

/// The version of the card specification that a card was written in.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Spec {
    /// A flat object of six texts.
    V1,
    /// `chara_card_v2`.
    V2,
    /// `chara_card_v3`.
    V3,
}

/// The keyword of the PNG text chunk that held a card.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Chunk {
    /// `ccv3`: V3. It wins over `chara`.
    Ccv3,
    /// `chara`: V1 or V2.
    Chara,
}

/// A character card in the shape of V3.
///
/// The fields are texts as the author wrote them: macros such as `{{char}}` are still in them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Card {
    /// Name of the character.
    pub name: String,
    /// Shown instead of the name in `{{char}}` when it is not empty.
    pub nickname: String,
    /// Who the character is.
    pub description: String,
    /// How the character is.
    pub personality: String,
    /// Where the chat takes place.
    pub scenario: String,
    /// The greeting.
    pub first_mes: String,
    /// Example dialogue, in blocks that begin with `<START>`.
    pub mes_example: String,
    /// A note of the author to the person who chats. Never part of a prompt.
    pub creator_notes: String,
    /// Replaces the main section of the prompt; `{{original}}` is what it replaces.
    pub system_prompt: String,
    /// A last word to the model, after the history.
    pub post_history_instructions: String,
    /// Other greetings.
    pub alternate_greetings: Vec<String>,
    /// For sorting and searching.
    pub tags: Vec<String>,
    /// The lorebook of the card.
    pub character_book: Option<Lorebook>,
    document: Map<String, Value>,
}

impl Card {
    /// Reads a card of any version from JSON.
    ///
    /// # Errors
    ///
    /// Fails as [`Import::read`] does.
    pub fn from_json(json: &[u8], limits: &Limits) -> Result<Self, Error> {
        json::read(json, limits).map(|import| import.card)
    }

    pub(crate) fn from_document(document: Map<String, Value>, limits: &Limits) -> Result<Self, Error> {
        json::card(document, limits).map(|(card, _)| card)
    }

    /// What `{{char}}` stands for.
    #[must_use]
    pub fn char_name(&self) -> &str {
        if self.nickname.trim().is_empty() { &self.name } else { &self.nickname }
    }

    /// The whole card as V3 JSON, with every field that this crate does not know.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::chat::json_of(&self.document)
    }

    /// How the character wants to be shown: `extensions.cuecard` of the card.
    #[must_use]
    pub fn presentation(&self) -> Presentation {
        Presentation::read(self.extension())
    }

    /// What the scripted brain says as this character: `extensions.cuecard.scripted` of the card.
    pub(crate) fn script(&self) -> Script {
        Script::read(self.extension())
    }

    fn extension(&self) -> Option<&Value> {
        self.document.get("data")?.get("extensions")?.get("cuecard")
    }
}

impl Serialize for Card {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.document.serialize(serializer)
    }
}
