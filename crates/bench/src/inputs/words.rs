//! Text of a fixed seed, and a card of any size made of it.

use serde_json::{Value, json};

/// Words of several lengths, a few of them beyond ASCII as in real cards.
const WORDS: [&str; 32] = [
    "a",
    "the",
    "of",
    "and",
    "to",
    "in",
    "her",
    "with",
    "river",
    "lantern",
    "marsh",
    "quiet",
    "copper",
    "ledger",
    "weather",
    "because",
    "remembers",
    "“never”",
    "naïve",
    "café",
    "Zoë",
    "—",
    "harbour",
    "{{user}}",
    "{{char}}",
    "whispers",
    "seventeen",
    "\n",
    "\"so\"",
    "椅子",
    "🌿",
    "nevertheless",
];

/// The linear congruential generator of Knuth's MMIX: repeatable, and noise enough for zlib.
#[derive(Debug)]
pub(super) struct Lcg(pub(super) u64);

impl Lcg {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// Words until the text has `bytes` bytes.
    pub(super) fn text(&mut self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 16);
        while text.len() < bytes {
            let index = usize::try_from(self.next()).unwrap_or_default() % WORDS.len();
            text.push_str(WORDS.get(index).copied().unwrap_or_default());
            text.push(' ');
        }
        text
    }
}

/// A V3 card of about `bytes` bytes of JSON, a quarter of it outside of the lorebook.
pub(super) fn card(name: &str, entries: usize, bytes: usize) -> String {
    // Names of fields and escapes take what the first try has too much.
    let overhead = card_of_text(name, entries, bytes).len().saturating_sub(bytes);
    card_of_text(name, entries, bytes.saturating_sub(overhead))
}

/// A card whose long fields have `text` bytes together.
fn card_of_text(name: &str, entries: usize, text: usize) -> String {
    let mut words = Lcg(7);
    let content = text * 3 / 4 / entries.max(1);
    let book: Vec<Value> = (0..entries).map(|index| entry(&mut words, index, content)).collect();
    let field = text / 4 / 5;
    let card = json!({
        "spec": "chara_card_v3",
        "spec_version": "3.0",
        "data": {
            "name": name,
            "description": words.text(field),
            "personality": words.text(field),
            "scenario": words.text(field),
            "first_mes": words.text(field),
            "mes_example": words.text(field),
            "creator_notes": "",
            "system_prompt": "",
            "post_history_instructions": "",
            "alternate_greetings": [words.text(40), words.text(40)],
            "tags": ["river", "café"],
            "creator": "",
            "character_version": "1.0",
            "extensions": {"talkativeness": "0.5", "fav": false},
            "group_only_greetings": [],
            "character_book": {"name": "Marsh", "extensions": {}, "entries": book},
        },
    });
    card.to_string()
}

fn entry(words: &mut Lcg, index: usize, content: usize) -> Value {
    json!({
        "keys": [words.text(4).trim(), format!("key {index}"), words.text(8).trim(), words.text(12).trim()],
        "content": words.text(content),
        "extensions": {"position": 0, "probability": 100, "depth": 4},
        "enabled": true,
        "insertion_order": index,
        "use_regex": false,
        "case_sensitive": false,
        "name": format!("entry {index}"),
        "id": index,
        "comment": "",
        "selective": false,
        "secondary_keys": [],
        "constant": false,
        "position": "before_char",
    })
}
