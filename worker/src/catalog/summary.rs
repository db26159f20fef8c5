//! Characters as lists show them, and where a list goes on.
//!
//! The database cuts what it keeps for lists (`migrations/0002_summaries.sql`), so that no list reads a whole card.

use serde::{Deserialize, Serialize};

use super::Character;
use crate::problem::Problem;

/// A character in a list. Long texts and lists are cut: `description` and `greeting` after 300 characters.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Summary {
    #[serde(flatten)]
    character: Character,
    /// Who made the card; may be empty.
    creator: String,
    /// The creator's version of the card; may be empty.
    version: String,
    /// Whether something was cut. `/v1/characters/{id}` has all of it.
    is_cut: bool,
    /// When it last changed, in milliseconds since 1970-01-01 UTC.
    updated_unix_ms: u64,
    #[serde(skip)]
    created_at: u64,
}

impl Summary {
    /// Where a list goes on behind this one.
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { created_at: self.created_at, id: self.character.id.clone() }
    }
}

/// What the row of a summary has besides the character.
#[derive(Deserialize)]
pub(super) struct SummaryRow {
    creator: String,
    version: String,
    is_cut: u8,
    created_at: u64,
    updated_at: u64,
}

impl SummaryRow {
    pub(super) fn of(self, character: Character) -> Summary {
        let Self { creator, version, is_cut, created_at, updated_at } = self;
        Summary { character, creator, version, is_cut: is_cut != 0, updated_unix_ms: updated_at, created_at }
    }
}

/// A place in the list: behind the character of that time and id. It stays one when that character goes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cursor {
    pub(super) created_at: u64,
    pub(super) id: String,
}

impl Cursor {
    /// Reads what [`Self::to_text`] wrote.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        // JavaScript's numbers, in which the database is asked, are exact up to there.
        const MOST: u64 = 1 << 53;
        let parts = text.split_once('.').and_then(|(time, id)| Some((time.parse().ok()?, id)));
        let (created_at, id) = parts
            .filter(|(time, id)| *time < MOST && is_id(id))
            .ok_or_else(|| Problem::invalid_query("cursor", "the next_cursor of an earlier answer"))?;
        Ok(Self { created_at, id: id.to_owned() })
    }

    /// The cursor as clients give it back.
    pub(crate) fn to_text(&self) -> String {
        format!("{}.{}", self.created_at, self.id)
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
