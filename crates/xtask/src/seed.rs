//! The characters and the corpus that a new installation begins with, as SQL.
//!
//! `worker/seed/book.json` is a corpus, `worker/seed/characters/*.json` are V3 cards whose `extensions.cuecard` says
//! how they are shown. Everything is checked here, so that a broken card stops the build and not the first visitor.
//! The SQL may be applied again and again; ids come from slugs and are the same everywhere.

use std::fs;
use std::path::{Path, PathBuf};

use cuecard_core::passage::Corpus;
use cuecard_core::{Import, Limits};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;
use crate::repo::Repo;
use crate::sql::{Literal, delete_others, upsert};
use crate::stamp;

/// The SQL, in the repository.
pub(crate) const FILE: &str = "target/seed/seed.sql";

/// When the characters were written; lists are in this order. 2026-01-01.
const FIRST_UNIX_MS: i64 = 1_767_225_600_000;

/// A card with what the catalog cannot do without.
struct Character {
    slug: String,
    color_hex: String,
    tone: String,
    corpus: Option<String>,
    suggestions: Vec<String>,
    import: Import,
}

/// Writes the SQL of all seed data.
pub(crate) fn write(repo: &Repo) -> Result<(), Failure> {
    let book = repo.path("worker/seed/book.json");
    let corpus = Corpus::from_json(&read(&book)?, &Limits::edge())
        .map_err(|error| Failure::new(format!("{}: {error}", book.display())))?;
    let characters = read_characters(&repo.path("worker/seed/characters"), &corpus)?;
    let sql = [corpus_sql(&corpus)?, characters_sql(&characters)?].concat();
    stamp::write(&repo.path(FILE), &sql)?;
    println!("  {} characters, {} pages, {} bytes of SQL", characters.len(), corpus.pages.len(), sql.len());
    Ok(())
}

/// Those of the corpus first, then by slug.
fn read_characters(folder: &Path, corpus: &Corpus) -> Result<Vec<Character>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::of_file("read", folder))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<PathBuf>, _>>();
    let mut characters = Vec::new();
    for path in paths.map_err(Failure::of_file("read", folder))? {
        if path.extension().is_some_and(|extension| extension == "json") {
            let character = read_character(&read(&path)?, corpus);
            characters
                .push(character.map_err(|reason| Failure::new(format!("{}: {reason}", path.display())))?);
        }
    }
    characters.sort_by(|a, b| (a.corpus.is_none(), &a.slug).cmp(&(b.corpus.is_none(), &b.slug)));
    if let Some([one, _]) = characters.array_windows().find(|[a, b]| a.slug == b.slug) {
        return Err(Failure::new(format!("two seed characters have the slug {}", one.slug)));
    }
    Ok(characters)
}

fn read_character(bytes: &[u8], corpus: &Corpus) -> Result<Character, String> {
    let import = Import::read(bytes, &Limits::edge()).map_err(|error| error.to_string())?;
    if let Some(warning) = import.warnings.first() {
        return Err(format!("{}: {}", warning.code, warning.message));
    }
    let presentation = import.card.presentation();
    let missing = |name: &str| format!("data.extensions.cuecard.{name} is missing or not of its form");
    if let Some(other) = presentation.corpus.as_ref().filter(|name| **name != corpus.id) {
        return Err(format!("there is no corpus {other}"));
    }
    if presentation.suggestions.is_empty() {
        return Err(missing("suggestions"));
    }
    if import.card.creator_notes.is_empty() || import.card.first_mes.is_empty() {
        return Err("creator_notes and first_mes are shown to visitors and must not be empty".to_owned());
    }
    Ok(Character {
        slug: presentation.slug.ok_or_else(|| missing("slug"))?,
        color_hex: presentation.color_hex.ok_or_else(|| missing("color_hex"))?,
        tone: presentation.tone.ok_or_else(|| missing("tone"))?,
        corpus: presentation.corpus,
        suggestions: presentation.suggestions,
        import,
    })
}

fn corpus_sql(corpus: &Corpus) -> Result<String, Failure> {
    let mut statements = vec![upsert(
        "corpora",
        &["id"],
        &[
            ("id", Literal::Text(&corpus.id)),
            ("title", Literal::Text(&corpus.title)),
            ("author", Literal::Text(&corpus.author)),
            ("about", Literal::Text(&corpus.about)),
        ],
    )?];
    for page in &corpus.pages {
        let row = [
            ("corpus", Literal::Text(&corpus.id)),
            ("page_id", Literal::Text(&page.page_id)),
            ("title", Literal::Text(&page.title)),
            ("text", Literal::Text(&page.text)),
        ];
        statements.push(upsert("passages", &["corpus", "page_id"], &row)?);
    }
    let kept: Vec<&str> = corpus.pages.iter().map(|page| page.page_id.as_str()).collect();
    statements.push(delete_others("passages", ("corpus", &corpus.id), "page_id", &kept)?);
    Ok(statements.concat())
}

fn characters_sql(characters: &[Character]) -> Result<String, Failure> {
    (FIRST_UNIX_MS..).zip(characters).map(|(time, character)| character_sql(character, time)).collect()
}

fn character_sql(character: &Character, unix_ms: i64) -> Result<String, Failure> {
    let card = &character.import.card;
    let id = id_of(&character.slug);
    let suggestions = to_json(&character.suggestions)?;
    let tags = to_json(&card.tags)?;
    let format = to_json(&character.import.format)?;
    let json = card.to_json();
    let row = [
        ("id", Literal::Text(&id)),
        ("slug", Literal::Text(&character.slug)),
        ("display_name", Literal::Text(card.char_name())),
        ("color_hex", Literal::Text(&character.color_hex)),
        ("tone", Literal::Text(&character.tone)),
        ("description", Literal::Text(&card.creator_notes)),
        ("greeting", Literal::Text(&card.first_mes)),
        ("suggestions", Literal::Text(&suggestions)),
        ("tags", Literal::Text(&tags)),
        ("corpus", character.corpus.as_deref().map_or(Literal::Null, Literal::Text)),
        ("card", Literal::Text(&json)),
        ("format", Literal::Text(&format)),
        ("file_key", Literal::Null),
        ("created_at?", Literal::Integer(unix_ms)),
        ("updated_at", Literal::Integer(unix_ms)),
    ];
    upsert("characters", &["slug"], &row)
}

/// A UUID of version 8 (RFC 9562 §5.8: of the maker's own kind) out of the slug's SHA-256.
fn id_of(slug: &str) -> String {
    let hash = stamp::hex(&Sha256::digest(format!("cuecard seed character {slug}")));
    let part = |range| hash.get::<core::ops::Range<usize>>(range).unwrap_or_default();
    format!("{}-{}-8{}-8{}-{}", part(0..8), part(8..12), part(12..15), part(15..18), part(18..30))
}

fn to_json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::new(format!("cannot write JSON: {error}")))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(Failure::of_file("read", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus() -> Corpus {
        let json = br#"{"id": "book", "title": "Book", "author": "A", "about": "",
            "pages": [{"page_id": "p01", "title": "T", "text": "It's a page."}]}"#;
        Corpus::from_json(json, &Limits::edge()).unwrap()
    }

    fn card(extension: &str) -> String {
        format!(
            r#"{{"spec": "chara_card_v3", "spec_version": "3.0", "data": {{"name": "Ada", "first_mes": "Hello.",
            "creator_notes": "Counts.", "extensions": {{"cuecard": {extension}}}}}}}"#
        )
    }

    #[test]
    fn an_id_is_a_uuid_that_never_changes() {
        let id = id_of("arieol");
        assert_eq!(id, id_of("arieol"));
        assert_ne!(id, id_of("nan_kett"));
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(id.as_bytes()[14], b'8');
        assert_eq!(id.as_bytes()[19], b'8');
    }

    #[test]
    fn a_character_becomes_a_row() {
        let extension = r##"{"slug": "ada", "color_hex": "#123456", "tone": "dry", "corpus": "book",
            "suggestions": ["What's up?"]}"##;
        let character = read_character(card(extension).as_bytes(), &corpus()).unwrap();
        let sql = character_sql(&character, 5).unwrap();
        assert!(sql.contains(
            "'ada', 'Ada', '#123456', 'dry', 'Counts.', 'Hello.', '[\"What''s up?\"]', '[]', 'book'"
        ));
        assert!(sql.contains("NULL, 5, 5) ON CONFLICT (slug) DO UPDATE SET id = excluded.id"), "{sql}");
        assert!(!sql.contains("created_at = excluded"), "{sql}");
    }

    #[test]
    fn a_character_of_an_unknown_corpus_or_without_a_slug_is_refused() {
        let other = card(
            r##"{"slug": "ada", "color_hex": "#123456", "tone": "t", "corpus": "x", "suggestions": ["?"]}"##,
        );
        let reason = |json: &str| read_character(json.as_bytes(), &corpus()).err().unwrap();
        assert_eq!(reason(&other), "there is no corpus x");
        let nameless = card(r##"{"color_hex": "#123456", "tone": "t", "suggestions": ["?"]}"##);
        assert!(reason(&nameless).contains("slug"));
        assert_eq!(reason("{"), Import::read(b"{", &Limits::edge()).unwrap_err().to_string());
    }

    #[test]
    fn the_corpus_keeps_its_pages_alone() {
        let sql = corpus_sql(&corpus()).unwrap();
        assert!(sql.contains("VALUES ('book', 'p01', 'T', 'It''s a page.') ON CONFLICT (corpus, page_id)"));
        assert!(sql.ends_with("DELETE FROM passages WHERE corpus = 'book' AND page_id NOT IN ('p01');\n"));
    }
}
