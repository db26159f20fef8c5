//! The seed data keeps what the product promises of it.

#![expect(clippy::unwrap_used, reason = "a seed that cannot be read is a failed test")]

use std::fs;
use std::path::PathBuf;

use cuecard_core::passage::{Corpus, Passage, QUOTE_WORDS, search_terms};
use cuecard_core::{Assembly, Card, Limits};

fn seed(name: &str) -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../worker/seed").join(name)).unwrap()
}

fn card(slug: &str) -> Card {
    Card::from_json(&seed(&format!("characters/{slug}.json")), &Limits::edge()).unwrap()
}

const BOOK: [&str; 3] = ["arieol", "nan_kett", "osmund_teasel"];
const COACHES: [&str; 4] = ["fitness_coach", "calm_coach", "drill_sergeant", "personal_trainer"];

#[test]
fn the_book_has_forty_pages_that_can_be_quoted() {
    let book = Corpus::from_json(&seed("book.json"), &Limits::edge()).unwrap();
    assert_eq!(book.pages.len(), 40);
    let terms = search_terms("Why is the sky spiral-shaped?");
    for page in &book.pages {
        let quote = Passage::quote(&page.page_id, &page.text, &terms).quote;
        let words = quote.split_whitespace().count();
        assert!((3..QUOTE_WORDS).contains(&words), "{}: {quote}", page.page_id);
    }
}

#[test]
fn characters_are_presented_and_scripted() {
    for slug in BOOK.into_iter().chain(COACHES) {
        let card = card(slug);
        let presentation = card.presentation();
        assert_eq!(presentation.slug.as_deref(), Some(slug));
        assert!(presentation.color_hex.is_some() && presentation.tone.is_some(), "{slug}");
        assert_eq!(presentation.suggestions.len(), 3, "{slug}");
        assert_eq!(presentation.corpus.is_some(), BOOK.contains(&slug), "{slug}");
        assert!(card.character_book.is_some_and(|book| book.entries.len() >= 8), "{slug}");
    }
}

#[test]
fn another_question_or_character_gets_another_answer() {
    let passage = Passage { quote: "The sky is a spring.".into(), page_id: "p03".into() };
    let answer = |slug: &str, question: &str| {
        let mut assembly = Assembly::default();
        assembly.card = Some(card(slug));
        assembly.text = question.into();
        assembly.passages = vec![passage.clone()];
        let prompt = assembly.assemble(&Limits::edge()).unwrap();
        let deltas = cuecard_core::chat::scripted::answer(&prompt.request.body).unwrap();
        let texts = deltas.into_iter().filter_map(|delta| match delta {
            cuecard_core::Delta::Text { text } => Some(text),
            _ => None,
        });
        texts.collect::<String>()
    };
    let question = "Why is the sky spiral-shaped?";
    assert_eq!(answer("arieol", question), answer("arieol", question));
    assert_ne!(answer("arieol", question), answer("nan_kett", question));
    assert_ne!(answer("arieol", question), answer("arieol", "Where do the birds go?"));
    for slug in BOOK {
        let text = answer(slug, question);
        assert!(text.contains("p03") && text.contains("The sky is a spring."), "{slug}: {text}");
    }
}
