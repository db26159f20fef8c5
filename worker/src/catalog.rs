//! Characters and pages, in D1.

use cuecard_core::card::Import;
use cuecard_core::macros::Scope;
use cuecard_core::passage::{fts5_query, search_terms};
use cuecard_core::{Card, Error, Limits, Passage};
use serde::{Deserialize, Serialize};
use worker::D1Database;
use worker::wasm_bindgen::JsValue;

use crate::ambient::{new_id, now_unix_ms};
use crate::problem::Problem;

use self::summary::SummaryRow;
pub(crate) use self::summary::{Cursor, Summary};

mod summary;

/// Names that are tried for a new character before a part of its id becomes part of the name.
const NAMESAKES: usize = 3;

/// What no character is called: its address is that of the import.
const TAKEN: &str = "import";

/// Bytes of a card with what the lists show of it. The database takes 2,000,000 in a row.
const ROW_BYTES: usize = 1_800_000;

const COLUMNS: &str =
    "id, slug, display_name, color_hex, tone, description, greeting, suggestions, tags, corpus";

/// A character as those see it who ask it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Character {
    /// UUID.
    pub(crate) id: String,
    /// A short unique name; every route takes it or the id.
    pub(crate) char_id: String,
    pub(crate) display_name: String,
    /// Address of the character's picture.
    pub(crate) avatar: String,
    /// `#RRGGBB`.
    pub(crate) color_hex: String,
    /// Completes “in a tone that is …”; may be empty.
    pub(crate) tone: String,
    /// The author's note to the person who chooses.
    pub(crate) description: String,
    /// The first message. `{{user}}` is still in it.
    pub(crate) greeting: String,
    /// Questions to begin with.
    pub(crate) suggestions: Vec<String>,
    pub(crate) tags: Vec<String>,
    /// The corpus that answers are grounded in.
    pub(crate) corpus: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    slug: String,
    display_name: String,
    color_hex: String,
    tone: String,
    description: String,
    greeting: String,
    suggestions: String,
    tags: String,
    corpus: Option<String>,
}

impl From<Row> for Character {
    fn from(row: Row) -> Self {
        let list = |json: &str| serde_json::from_str(json).unwrap_or_default();
        Self {
            suggestions: list(&row.suggestions),
            tags: list(&row.tags),
            id: row.id,
            avatar: avatar_path(&row.slug),
            char_id: row.slug,
            display_name: row.display_name,
            color_hex: row.color_hex,
            tone: row.tone,
            description: row.description,
            greeting: row.greeting,
            corpus: row.corpus,
        }
    }
}

/// A character with everything that is kept of it.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) character: Character,
    pub(crate) kept: Kept,
}

/// What a row has besides the character.
#[derive(Debug, Deserialize)]
pub(crate) struct Kept {
    /// The card as V3 JSON.
    pub(crate) card: String,
    /// What its file was, as JSON.
    pub(crate) format: String,
    /// The key of the file that the card came in.
    pub(crate) file_key: Option<String>,
    /// Lorebooks in that file beside the card's own. Characters of earlier versions were not counted.
    pub(crate) file_lorebooks: Option<u32>,
    pub(crate) updated_at: u64,
}

impl Stored {
    /// The card. One that cannot be read is told to the operator by the id of its row.
    pub(crate) fn card(&self) -> Result<Card, Problem> {
        let Self { character, kept } = self;
        let unreadable = |error: Error| {
            Problem::internal(format!("the card of {} cannot be read: {}", character.id, error.code()))
        };
        Card::from_json(kept.card.as_bytes(), &Limits::edge()).map_err(unreadable)
    }

    /// Whether `file` should be there and is not.
    pub(crate) const fn has_lost(&self, file: Option<&Vec<u8>>) -> bool {
        self.kept.file_key.is_some() && file.is_none()
    }
}

#[derive(Deserialize)]
struct PageRow {
    page_id: String,
    text: String,
}

/// The catalog.
#[derive(Debug)]
pub(crate) struct Catalog {
    database: D1Database,
}

impl Catalog {
    pub(crate) const fn new(database: D1Database) -> Self {
        Self { database }
    }

    /// At most `limit` characters that came after `after`, in the order in which they came.
    pub(crate) async fn summaries(&self, after: &Cursor, limit: u32) -> Result<Vec<Summary>, Problem> {
        let sql = format!(
            "SELECT {COLUMNS}, creator, version, is_cut, created_at, updated_at FROM summaries \
            WHERE (created_at, id) > (?1, ?2) ORDER BY created_at, id LIMIT ?3"
        );
        let values = [number(after.created_at), after.id.as_str().into(), limit.into()];
        let found = self.database.prepare(sql).bind(&values)?.all().await?;
        let about = found.results::<SummaryRow>()?;
        let characters = found.results::<Row>()?.into_iter().map(Character::from);
        Ok(characters.zip(about).map(|(character, about)| about.of(character)).collect())
    }

    /// The character of that slug or id, with everything that is kept of it.
    pub(crate) async fn stored(&self, name: &str) -> Result<Stored, Problem> {
        let sql = format!(
            "SELECT {COLUMNS}, card, format, file_key, file_lorebooks, updated_at FROM characters \
            WHERE slug = ?1 OR id = ?1"
        );
        let found = self.database.prepare(sql).bind(&[name.into()])?.all().await?;
        let not_found = Problem::character_not_found;
        let row = found.results::<Row>()?.into_iter().next().ok_or_else(not_found)?;
        let kept = found.results::<Kept>()?.into_iter().next().ok_or_else(not_found)?;
        Ok(Stored { character: row.into(), kept })
    }

    /// Adds a character. Where its slug is taken, a number is added to it.
    pub(crate) async fn add(&self, draft: &Draft, file_key: &str) -> Result<Character, Problem> {
        let wanted = draft.character.char_id.clone();
        let numbered = (2..=NAMESAKES).map(|number| format!("{wanted}_{number}"));
        // The end of an id is random.
        let last = format!("{wanted}_{}", draft.character.id.rsplit('-').next().unwrap_or_default());
        let plain = Some(wanted.clone()).filter(|slug| slug != TAKEN);
        for slug in plain.into_iter().chain(numbered).chain([last]) {
            if self.insert(draft, &slug, file_key).await? {
                let avatar = avatar_path(&slug);
                return Ok(Character { char_id: slug, avatar, ..draft.character.clone() });
            }
        }
        Err(Problem::internal("no slug is free"))
    }

    /// Answers false where the slug is taken.
    async fn insert(&self, draft: &Draft, slug: &str, file_key: &str) -> Result<bool, Problem> {
        let sql = "INSERT INTO characters (id, slug, display_name, color_hex, tone, description, greeting, suggestions, \
            tags, corpus, card, format, file_key, file_lorebooks, created_at, updated_at) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15) \
            ON CONFLICT (slug) DO NOTHING RETURNING id";
        let Draft { character, suggestions, tags, card, format, lorebooks } = draft;
        let values: [JsValue; 15] = [
            character.id.as_str().into(),
            slug.into(),
            character.display_name.as_str().into(),
            character.color_hex.as_str().into(),
            character.tone.as_str().into(),
            character.description.as_str().into(),
            character.greeting.as_str().into(),
            suggestions.into(),
            tags.into(),
            character.corpus.as_deref().map_or(JsValue::NULL, JsValue::from),
            card.into(),
            format.into(),
            file_key.into(),
            (*lorebooks).into(),
            number(now_unix_ms()),
        ];
        let inserted = self.database.prepare(sql).bind(&values)?.all().await?;
        Ok(!inserted.results::<serde_json::Value>()?.is_empty())
    }

    /// Quotes the pages that fit `question` best, of one corpus or of all.
    pub(crate) async fn passages(
        &self,
        question: &str,
        corpus: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Passage>, Problem> {
        let terms = search_terms(question);
        let Some(query) = fts5_query(&terms) else { return Ok(Vec::new()) };
        // A word in a title says more about a page than one in its text.
        let sql = "SELECT page.page_id, page.text FROM passages_fts JOIN passages page ON page.id = passages_fts.rowid \
            WHERE passages_fts MATCH ?1 AND (?2 IS NULL OR page.corpus = ?2) \
            ORDER BY bm25(passages_fts, 3.0, 1.0), page.id LIMIT ?3";
        let corpus = corpus.map_or(JsValue::NULL, JsValue::from);
        let found = self.database.prepare(sql).bind(&[query.into(), corpus, limit.into()])?.all().await?;
        let pages = found.results::<PageRow>()?;
        Ok(pages.iter().map(|page| Passage::quote(&page.page_id, &page.text, &terms)).collect())
    }
}

/// A character that is ready to be added.
#[derive(Debug)]
pub(crate) struct Draft {
    character: Character,
    suggestions: String,
    tags: String,
    card: String,
    format: String,
    lorebooks: u32,
}

impl Draft {
    /// The row of an imported card, which has to fit.
    pub(crate) fn of(import: &Import) -> Result<Self, Problem> {
        let character = describe(&import.card);
        let list = |list: &[String]| serde_json::to_string(list).map_err(Problem::internal);
        let draft = Self {
            suggestions: list(&character.suggestions)?,
            tags: list(&character.tags)?,
            card: import.card.to_json(),
            format: serde_json::to_string(&import.format).map_err(Problem::internal)?,
            lorebooks: u32::try_from(import.lorebooks.len()).unwrap_or(u32::MAX),
            character,
        };
        let Character { display_name, tone, description, greeting, .. } = &draft.character;
        let texts = [display_name, tone, description, greeting, &draft.suggestions, &draft.tags, &draft.card];
        if texts.iter().map(|text| text.len()).sum::<usize>() > ROW_BYTES {
            return Err(Problem::card_too_large(ROW_BYTES));
        }
        Ok(draft)
    }
}

/// Milliseconds as JavaScript has them.
#[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers hold milliseconds exactly")]
fn number(unix_ms: u64) -> JsValue {
    (unix_ms as f64).into()
}

fn avatar_path(slug: &str) -> String {
    format!("/v1/characters/{slug}/avatar")
}

/// The character that a card describes.
fn describe(card: &Card) -> Character {
    let presentation = card.presentation();
    let char_id = presentation.slug_for(&card.name);
    Character {
        id: new_id(),
        avatar: avatar_path(&char_id),
        char_id,
        color_hex: presentation.color_for(&card.name),
        display_name: card.char_name().to_owned(),
        tone: presentation.tone.unwrap_or_default(),
        description: card.creator_notes.clone(),
        // Whoever reads it puts their own name in.
        greeting: Scope::new(card.char_name(), "{{user}}")
            .expand(&card.first_mes, Limits::edge().message_bytes)
            .unwrap_or_else(|_| card.first_mes.clone()),
        suggestions: presentation.suggestions,
        tags: card.tags.clone(),
        // A stranger's card does not choose what it is grounded in.
        corpus: None,
    }
}
