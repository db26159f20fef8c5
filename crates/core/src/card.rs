//! Character cards: one model for every version and container, read, and written back.
//!
//! The model is Character Card V3 ([specification][spec]); everything else is upgraded to it. The document that was
//! read is kept whole beside the typed fields, so that no unknown field, spelling of a number or order of keys is lost.
//! Images are never decoded, and no asset is copied before it is asked for.
//!
//! [spec]: https://github.com/kwaroran/character-card-spec-v3

mod asset;
mod base64;
mod byaf;
mod charx;
mod detect;
mod document;
mod exif;
mod export;
mod fields;
mod file;
mod image;
mod jpeg;
mod json;
mod legacy;
mod leniency;
mod media;
mod monogram;
mod moved;
mod payload;
mod picture;
mod png;
mod prose;
mod read;
mod source;
mod text;
mod upgrade;
mod webp;
mod write;

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

pub use self::asset::{Asset, Place};
pub(crate) use self::detect::is_card;
pub use self::export::{Export, Target};
pub use self::fields::{Presentation, Script};
pub(crate) use self::file::book_in_file;
pub use self::monogram::monogram;
pub use self::picture::{Picture, own_picture, picture};
pub(crate) use self::upgrade::{OWN, put_own};
pub(crate) use self::write::beyond_v2;
use crate::error::Error;
use crate::json::Writer;
use crate::limits::Limits;
use crate::lore::Lorebook;
use crate::warning::{Warning, Warnings};

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
    /// Lorebooks that came in the file beside the card's own.
    pub lorebooks: Vec<Lorebook>,
    /// The files that `assets` of the card names, in its order.
    pub assets: Vec<Asset>,
    /// What the file was.
    pub format: Format,
    /// What was odd about the file and accepted all the same.
    pub warnings: Vec<Warning>,
}

impl Import {
    /// Reads a card file of any kind that [`Container`] names.
    ///
    /// # Errors
    ///
    /// Fails when the file is larger than [`Limits::file_bytes`], is of no known format, is cut before its card, or
    /// when a field holds a value of another type. Nothing is half read.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        file::read(bytes, limits)
    }

    /// The import as JSON of ASCII alone, with other letters as escapes. JavaScript engines take over such a text as it
    /// is, and decode any other many times as slowly.
    #[must_use]
    pub fn to_ascii_json(&self) -> String {
        document::import_to_ascii(self)
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
    /// An archive of Backyard AI.
    Byaf,
    /// An archive with `card.json`, alone or behind a JPEG image.
    Charx,
    /// A JPEG image with the card in its EXIF data.
    Jpeg,
    /// A JSON document.
    Json,
    /// A PNG or APNG image with a text chunk.
    Png,
    /// Text or Markdown with front matter or a fenced JSON block.
    Text,
    /// A WEBP image with the card in its EXIF data.
    Webp,
    /// A YAML document.
    Yaml,
}

/// What a card was written as: a version of the specification, or the format of another program.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Spec {
    /// A character of Agnai.
    Agnai,
    /// A character of Backyard AI.
    Byaf,
    /// A persona: `id`, `name`, `systemPrompt`.
    Persona,
    /// Pygmalion and early text-generation-webui: `char_name`, `char_persona`.
    Pygmalion,
    /// text-generation-webui: `name`, `context`, `greeting`.
    TextGenerationWebUi,
    /// A flat object of six texts.
    V1,
    /// `chara_card_v2`.
    V2,
    /// `chara_card_v3`.
    V3,
}

/// The keyword of the PNG text chunk that held a card. The first is preferred.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Chunk {
    /// `ccv3`: V3.
    Ccv3,
    /// `chara`: V1 or V2.
    Chara,
    /// A keyword of some program's own.
    Other,
}

/// A character card in the shape of V3.
///
/// The fields are texts as the author wrote them: macros such as `{{char}}` are still in them. They are read from the
/// document that is kept beside them, and it is the document that is written: to change a card, change its JSON
/// ([`Card::to_json`], [`Card::from_json`]).
#[derive(Clone, Debug, Default)]
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
    /// The same in other languages: the ISO 639-1 name of each, and its note.
    pub creator_notes_multilingual: Vec<(String, String)>,
    /// Replaces the main section of the prompt; `{{original}}` is what it replaces.
    pub system_prompt: String,
    /// A last word to the model, after the history.
    pub post_history_instructions: String,
    /// Other greetings.
    pub alternate_greetings: Vec<String>,
    /// Other greetings for chats with several characters.
    pub group_only_greetings: Vec<String>,
    /// For sorting and searching.
    pub tags: Vec<String>,
    /// Who made the card.
    pub creator: String,
    /// The author's version of the card.
    pub character_version: String,
    /// Where the card came from: identifiers or addresses.
    pub source: Vec<String>,
    /// When the card was made, in seconds since 1970, UTC; 0 is unknown.
    pub creation_date: Option<u64>,
    /// When the card was last exported, the same way.
    pub modification_date: Option<u64>,
    /// The lorebook of the card. It has its part of the document.
    pub character_book: Option<Lorebook>,
    /// In the place of the lorebook it has `null`.
    document: Map<String, Value>,
}

impl Card {
    /// Reads a card of any version from JSON.
    ///
    /// # Errors
    ///
    /// Fails as [`Import::read`] does.
    pub fn from_json(json: &[u8], limits: &Limits) -> Result<Self, Error> {
        json::parse(json.into(), limits, &mut Warnings::default()).map(|(card, _)| card)
    }

    pub(crate) fn from_document(document: Map<String, Value>, limits: &Limits) -> Result<Self, Error> {
        json::card(document, limits, &mut Warnings::default()).map(|(card, _)| card)
    }

    /// What `{{char}}` stands for.
    #[must_use]
    pub fn char_name(&self) -> &str {
        if self.nickname.trim().is_empty() { &self.name } else { &self.nickname }
    }

    /// The whole card as V3 JSON, with every field that this crate does not know.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut writer = Writer::with_room(document::bytes(self));
        document::write(self, &mut writer);
        writer.finish()
    }

    /// A field of `data`, also one that this crate does not know; not the lorebook.
    fn field(&self, name: &str) -> Option<&Value> {
        self.document.get("data")?.get(name)
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
        self.field("extensions")?.get("cuecard")
    }
}
