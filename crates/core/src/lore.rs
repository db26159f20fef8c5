//! Lorebooks: texts that join the prompt when the chat mentions them.
//!
//! The model is the lorebook of Character Card V3 (and V2), read with its place in the document so that errors name
//! the entry. The document is kept whole beside the typed fields, so that no unknown field or spelling of a number is
//! lost. [`LorebookImport`] reads the files of other programs into the same model. [`Matcher`] compiles books once;
//! scanning costs time by the length of the chat, not by the number of entries. Keys are literal here: a key written as
//! `/pattern/` is left out with a warning.

mod agnai;
mod automaton;
mod extensions;
mod formats;
mod leniency;
mod novel_ai;
mod places;
mod risu;
mod scan;
mod silly_tavern;
mod target;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

pub(crate) use self::agnai::to_book as agnai_book;
pub use self::formats::{BookFormat, LorebookImport};
pub(crate) use self::formats::{check_entries, entry_to_v2};
pub(crate) use self::leniency::repair_book;
pub use self::scan::{Activation, Hit, Matcher, Reason};
pub use self::target::BookTarget;
use crate::error::{Error, ErrorKind};
use crate::json::{self, Fields};
use crate::limits::Limits;
use crate::warning::Warnings;

/// A lorebook.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Lorebook {
    /// Name, for people.
    pub name: String,
    /// How many of the newest messages are searched; 4 when absent.
    pub scan_depth: Option<usize>,
    /// How many tokens the entries may take together; no limit when absent.
    pub token_budget: Option<usize>,
    /// The entries, in the order of the document.
    pub entries: Vec<Entry>,
    document: Map<String, Value>,
}

impl Lorebook {
    /// Reads a lorebook document: a `character_book`, or a file with `spec` `lorebook_v3` around it. For the files of
    /// other programs, and for what was odd, there is [`LorebookImport::read`].
    ///
    /// # Errors
    ///
    /// Fails when the text is not JSON, a field holds a value of another type, or the book is larger than
    /// [`Limits::book_entries`] or [`Limits::book_bytes`].
    pub fn from_json(json: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut document = json::parse_object(json, limits)?;
        let is_wrapped = document.get("entries").is_none_or(Value::is_null)
            && document.get("data").is_some_and(|data| !data.is_null());
        let path = if is_wrapped { "/data" } else { "" };
        if is_wrapped {
            document = formats::unwrap(document)?;
        }
        repair_book(&mut document, path, &mut Warnings::default());
        Self::from_document(document, path, limits)
    }

    /// Takes a document that stands at `path` of the file.
    pub(crate) fn from_document(
        document: Map<String, Value>,
        path: &str,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let typed = Self::read_fields(&Fields::new(&document, path), limits)?;
        Ok(Self { document, ..typed })
    }

    pub(crate) fn read(fields: &Fields<'_>, limits: &Limits) -> Result<Self, Error> {
        if fields.value("entries").is_none() {
            return Err(Error::new(ErrorKind::MissingField).in_field(fields.path("entries")));
        }
        let typed = Self::read_fields(fields, limits)?;
        Ok(Self { document: fields.map().clone(), ..typed })
    }

    /// The whole book, in the form of a `character_book` of V3.
    pub(crate) const fn document(&self) -> &Map<String, Value> {
        &self.document
    }

    /// The whole book as JSON, in the form of a `character_book` of V3.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::object_to_text(&self.document)
    }

    /// A file with `spec` `lorebook_v3`.
    #[must_use]
    pub fn to_lorebook_v3(&self) -> String {
        json::object_to_text(&formats::wrap(self.document.clone()))
    }

    /// The `character_book` of a V2 card. Decorators stay in the content, because V2 has no other place for them.
    #[must_use]
    pub fn to_v2(&self) -> String {
        json::object_to_text(&formats::to_v2(self.document.clone()))
    }

    /// A world file of SillyTavern. Read again, it gives this same book.
    #[must_use]
    pub fn to_silly_tavern(&self) -> String {
        json::object_to_text(&silly_tavern::to_world(self.document.clone()))
    }

    /// The typed fields, with an empty document.
    fn read_fields(fields: &Fields<'_>, limits: &Limits) -> Result<Self, Error> {
        fields.object("extensions")?;
        let list = fields.list("entries")?;
        let too_large = |what, found, limit| {
            Err(Error::new(ErrorKind::BookTooLarge { what, found, limit }).in_field(fields.path("entries")))
        };
        formats::check_entries(fields.map(), "entries", fields.place(), limits)?;
        let path = fields.path("entries");
        let entries = list.iter().enumerate();
        let entries: Vec<Entry> = entries
            .map(|(index, value)| Entry::read(&Fields::of(value, format!("{path}/{index}"))?))
            .collect::<Result<_, _>>()?;
        let bytes = entries.iter().map(Entry::bytes).sum();
        if bytes > limits.book_bytes {
            return too_large("bytes", bytes, limits.book_bytes);
        }
        let count = |name| Ok(fields.integer(name)?.and_then(|number| usize::try_from(number).ok()));
        Ok(Self {
            name: fields.text("name")?,
            scan_depth: count("scan_depth")?,
            token_budget: count("token_budget")?,
            entries,
            document: Map::new(),
        })
    }
}

impl Serialize for Lorebook {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.document.serialize(serializer)
    }
}

/// One entry of a lorebook.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// Name, or the comment where there is no name.
    pub name: String,
    /// Any of these in the searched text makes the entry active.
    pub keys: Vec<String>,
    /// With [`Entry::selective`], one of these has to be there too.
    pub secondary_keys: Vec<String>,
    /// Whether the secondary keys count.
    pub selective: bool,
    /// What joins the prompt.
    pub content: String,
    /// An entry that is not enabled is never active.
    pub enabled: bool,
    /// Active without any key.
    pub constant: bool,
    /// Whether capital letters count.
    pub case_sensitive: bool,
    /// Lower comes earlier in the prompt.
    pub insertion_order: i64,
    /// Where in the prompt it stands.
    pub position: Position,
}

/// Where an entry stands in the prompt.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Position {
    /// Before the description of the character.
    #[default]
    BeforeChar,
    /// After it.
    AfterChar,
}

impl Entry {
    fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        let name = fields.text("name")?;
        fields.object("extensions")?;
        Ok(Self {
            name: if name.is_empty() { fields.text("comment")? } else { name },
            keys: fields.texts("keys")?,
            secondary_keys: fields.texts("secondary_keys")?,
            selective: fields.flag("selective")?.unwrap_or(false),
            content: fields.text("content")?,
            enabled: fields.flag("enabled")?.unwrap_or(true),
            constant: fields.flag("constant")?.unwrap_or(false),
            case_sensitive: fields.flag("case_sensitive")?.unwrap_or(false),
            insertion_order: fields
                .integer("insertion_order")?
                .unwrap_or_else(|| leniency::DEFAULT_ORDER.into()),
            position: position(fields),
        })
    }

    fn bytes(&self) -> usize {
        let keys = self.keys.iter().chain(&self.secondary_keys);
        self.content.len() + keys.map(String::len).sum::<usize>()
    }
}

/// Some writers put a number here; every value but one means the default place.
fn position(fields: &Fields<'_>) -> Position {
    let value = fields.value("position");
    let after = value.is_some_and(|value| value.as_str() == Some("after_char") || value.as_i64() == Some(1));
    if after { Position::AfterChar } else { Position::BeforeChar }
}
