//! Passages of a book: what to search for, and which part of a page to quote.
//!
//! A quotation is shorter than [`QUOTE_WORDS`] words, ends at a word, and keeps the page that it is from. It is the
//! run of sentences that holds most of the searched words.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::json::{self, Fields};
use crate::limits::Limits;

/// A quotation has fewer words than this.
pub const QUOTE_WORDS: usize = 40;

/// And no more characters than this, which cuts text without spaces between words.
const QUOTE_CHARS: usize = 400;

/// Words of a question that are searched for; the rest adds cost and no precision.
const SEARCH_TERMS: usize = 32;

/// A quotation and its page.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Passage {
    /// The words of the page.
    pub quote: String,
    /// Which page they are from.
    pub page_id: String,
}

impl Passage {
    /// Quotes the part of `page` that `terms` fit best.
    #[must_use]
    pub fn quote(page_id: &str, page: &str, terms: &[String]) -> Self {
        Self { quote: best_quote(page, terms), page_id: page_id.to_owned() }
    }

    pub(crate) fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        Ok(Self { quote: fields.required_text("quote")?, page_id: fields.required_text("page_id")? })
    }
}

/// A page as a seed or an upload brings it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Page {
    /// Its name in quotations.
    pub page_id: String,
    /// Its heading.
    pub title: String,
    /// Its text.
    pub text: String,
}

/// A book of pages.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Corpus {
    /// Its name in addresses.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// What it is, in a sentence.
    pub about: String,
    /// Its pages, in order.
    pub pages: Vec<Page>,
}

impl Corpus {
    /// Reads `{"id", "title", "author", "about", "pages": [{"page_id", "title", "text"}]}`.
    ///
    /// # Errors
    ///
    /// Fails on other JSON, on a field that is not known, on a page without a name or text, and on two pages of one name.
    pub fn from_json(json: &[u8], limits: &Limits) -> Result<Self, Error> {
        let document = json::parse_object(json, limits)?;
        let fields = Fields::new(&document, "");
        fields.only(&["about", "author", "id", "pages", "title"])?;
        let mut names = BTreeSet::new();
        let mut pages = Vec::new();
        for (index, value) in fields.list("pages")?.iter().enumerate() {
            let page = Fields::of(value, alloc::format!("/pages/{index}"))?;
            page.only(&["page_id", "text", "title"])?;
            let page_id = page.required_text("page_id")?;
            if !names.insert(page_id.clone()) {
                let kind = ErrorKind::InvalidValue { expected: "the name of one page only" };
                return Err(Error::new(kind).in_field(page.path("page_id")));
            }
            pages.push(Page { page_id, title: page.text("title")?, text: page.required_text("text")? });
        }
        Ok(Self {
            id: fields.required_text("id")?,
            title: fields.text("title")?,
            author: fields.text("author")?,
            about: fields.text("about")?,
            pages,
        })
    }
}

/// The words of a question that are worth searching for, lower-cased, each once, in order.
///
/// ```
/// use cuecard_core::passage::search_terms;
///
/// assert_eq!(search_terms("Why is the sky spiral-shaped?"), ["sky", "spiral", "shaped"]);
/// ```
#[must_use]
pub fn search_terms(question: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words(question)
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 1 && !is_common(word))
        .filter(|word| seen.insert(word.clone()))
        .take(SEARCH_TERMS)
        .collect()
}

/// The query of SQLite's full-text search (FTS5) that finds any of `terms`; `None` when there are none.
///
/// Terms are quoted, so that nothing in them is an operator.
#[must_use]
pub fn fts5_query(terms: &[String]) -> Option<String> {
    let quoted: Vec<String> =
        terms.iter().map(|term| alloc::format!("\"{}\"", term.replace('"', "\"\""))).collect();
    (!quoted.is_empty()).then(|| quoted.join(" OR "))
}

/// The text of `page` around the sentence that holds most of `terms`, shorter than [`QUOTE_WORDS`] words.
fn best_quote(page: &str, terms: &[String]) -> String {
    let sentences: Vec<&str> = sentences(page).collect();
    let score = |sentence: &str| {
        let words: Vec<String> = words(sentence).map(str::to_lowercase).collect();
        terms.iter().filter(|term| words.iter().any(|word| word.starts_with(term.as_str()))).count()
    };
    // The first of the best: `max_by_key` would give the last.
    let best = sentences.iter().rev().max_by_key(|sentence| score(sentence)).copied().unwrap_or_default();
    let from = sentences.iter().position(|sentence| *sentence == best).unwrap_or(0);
    let mut quote = String::new();
    let mut count = 0;
    for sentence in sentences.iter().skip(from) {
        let length = sentence.split_whitespace().count();
        let fits = count + length < QUOTE_WORDS;
        if !fits && count > 0 {
            break;
        }
        for word in sentence.split_whitespace().take(QUOTE_WORDS - 1 - count) {
            if !quote.is_empty() {
                quote.push(' ');
            }
            quote.push_str(word);
        }
        count += length;
        if !fits {
            quote.push('…');
            break;
        }
    }
    cut_characters(quote)
}

/// Scripts without spaces have no words to count.
fn cut_characters(mut quote: String) -> String {
    if let Some((end, _)) = quote.char_indices().nth(QUOTE_CHARS) {
        quote.truncate(end);
        quote.push('…');
    }
    quote
}

/// The first sentences of `text`, as many as fit into `limit` characters; one that is too long by itself is cut at a
/// word.
pub(crate) fn leading_sentences(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for sentence in sentences(text) {
        let characters = sentence.chars().count() + usize::from(length > 0);
        if length + characters <= limit {
            if length > 0 {
                out.push(' ');
            }
            out.push_str(sentence);
            length += characters;
            continue;
        }
        if length == 0 {
            let cut =
                sentence.char_indices().nth(limit.saturating_sub(1)).map_or(sentence.len(), |(at, _)| at);
            let head = sentence.get(..cut).unwrap_or_default();
            out.push_str(head.rsplit_once(char::is_whitespace).map_or(head, |(words, _)| words));
            out.push('…');
        }
        break;
    }
    out
}

/// Splits at the white space behind `.`, `!` and `?`, and at blank lines.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").flat_map(|paragraph| {
        let mut rest = paragraph.trim();
        core::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let (sentence, tail) = rest.split_at_checked(end_of_sentence(rest)).unwrap_or((rest, ""));
            rest = tail.trim_start();
            Some(sentence.trim_end())
        })
    })
}

fn end_of_sentence(text: &str) -> usize {
    let mut ended = false;
    for (at, character) in text.char_indices() {
        match character {
            '.' | '!' | '?' => ended = true,
            '”' | '’' | '"' | '\'' | ')' => {}
            _ if ended && character.is_whitespace() => return at,
            _ => ended = false,
        }
    }
    text.len()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Words that stand in nearly every English question.
fn is_common(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

const COMMON: &[&str] = &[
    "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did",
    "do", "does", "for", "from", "get", "had", "has", "have", "he", "her", "here", "him", "his", "how", "if",
    "in", "into", "is", "it", "its", "just", "like", "me", "might", "my", "no", "not", "of", "on", "or",
    "our", "please", "say", "she", "should", "so", "some", "tell", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "to", "up", "us", "was", "we", "were", "what", "when", "where",
    "which", "who", "why", "will", "with", "would", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Bread is baked at four. The sky turns above the ovens like a stair.\n\nNobody minds.";

    fn terms(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| String::from(*word)).collect()
    }

    #[test]
    fn the_sentence_with_most_terms_begins_the_quote() {
        let passage = Passage::quote("p1", PAGE, &terms(&["sky", "stair"]));
        assert_eq!(passage.quote, "The sky turns above the ovens like a stair. Nobody minds.");
    }

    #[test]
    fn a_quote_is_cut_below_forty_words_at_a_word() {
        let long: Vec<String> = (0..80).map(|number| alloc::format!("word{number}")).collect();
        let passage = Passage::quote("p1", &long.join(" "), &[]);
        assert_eq!(passage.quote.split_whitespace().count(), QUOTE_WORDS - 1);
        assert!(passage.quote.ends_with("word38…"));
    }

    #[test]
    fn leading_sentences_end_at_a_sentence_or_else_at_a_word() {
        assert_eq!(leading_sentences("One two. Three four. Five.", 20), "One two. Three four.");
        assert_eq!(leading_sentences("One two three four", 10), "One two…");
        assert_eq!(leading_sentences("", 10), "");
    }

    #[test]
    fn text_without_spaces_is_cut_by_characters() {
        let passage = Passage::quote("p1", &"字".repeat(5_000), &[]);
        assert_eq!(passage.quote.chars().count(), QUOTE_CHARS + 1);
    }

    #[test]
    fn common_words_are_sorted_for_the_search() {
        assert!(COMMON.is_sorted());
        assert!(is_common("why") && !is_common("spiral"));
    }

    #[test]
    fn a_query_has_no_operators() {
        assert_eq!(fts5_query(&terms(&["near", "a\"b"])).as_deref(), Some("\"near\" OR \"a\"\"b\""));
        assert_eq!(fts5_query(&[]), None);
    }
}
