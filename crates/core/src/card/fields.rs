//! The part of a card that is cuecard's own: `data.extensions.cuecard`.
//!
//! Everything here is optional and a hint. A value of the wrong type counts as absent: other programs may use
//! the same name, and a card must not become unreadable for it.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use serde_json::Value;

/// How a character wants to be shown.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Presentation {
    /// A short unique name for addresses, of lower-case letters, digits and `_`.
    pub slug: Option<String>,
    /// Colour of the character's bubbles, `#RRGGBB`.
    pub color_hex: Option<String>,
    /// Completes “in a tone that is …”.
    pub tone: Option<String>,
    /// The corpus that answers are grounded in.
    pub corpus: Option<String>,
    /// Questions that a visitor could ask.
    pub suggestions: Vec<String>,
}

impl Presentation {
    pub(super) fn read(extension: Option<&Value>) -> Self {
        let text = |name| text(extension, name);
        Self {
            slug: text("slug").filter(|slug| is_slug(slug)),
            color_hex: text("color_hex").filter(|color| is_color(color)),
            tone: text("tone"),
            corpus: text("corpus"),
            suggestions: texts(extension, "suggestions"),
        }
    }
}

/// Lines in the character's voice, from which the scripted brain builds an answer.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Script {
    /// First sentences.
    pub openings: Vec<String>,
    /// Sentences that quote a page: they hold `{{quote}}` and `{{page}}`.
    pub citations: Vec<String>,
    /// Sentences that introduce a fact.
    pub bridges: Vec<String>,
    /// Sentences for when nothing is known.
    pub remarks: Vec<String>,
    /// Last sentences.
    pub closings: Vec<String>,
}

impl Script {
    pub(super) fn read(extension: Option<&Value>) -> Self {
        let script = extension.and_then(|extension| extension.get("scripted"));
        let lines = |name| texts(script, name);
        Self {
            openings: lines("openings"),
            citations: lines("citations"),
            bridges: lines("bridges"),
            remarks: lines("remarks"),
            closings: lines("closings"),
        }
    }
}

/// Colours for characters that bring none: distinct, and legible on light and dark.
const COLORS: [&str; 8] =
    ["#5F9EA0", "#C9953F", "#8F6DB5", "#5FAE6E", "#7A97D1", "#C65A4E", "#C9659A", "#7C8A4E"];

impl Presentation {
    /// The colour of the character, or one that its name always gives.
    #[must_use]
    pub fn color_for(&self, name: &str) -> String {
        let sum = name.bytes().fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        let default = COLORS.get(usize::from(sum) % COLORS.len()).copied().unwrap_or_default();
        self.color_hex.clone().unwrap_or_else(|| default.to_owned())
    }

    /// The same as red, green and blue.
    pub(super) fn rgb_for(&self, name: &str) -> [u8; 3] {
        let color = self.color_for(name);
        [1, 3, 5].map(|at| {
            color.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or_default()
        })
    }

    /// The slug of the character, or one made of its name; `character` where the name has no ASCII letter or digit.
    #[must_use]
    pub fn slug_for(&self, name: &str) -> String {
        if let Some(slug) = &self.slug {
            return slug.clone();
        }
        let words =
            name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut slug = words.collect::<Vec<_>>().join("_").to_ascii_lowercase();
        slug.truncate(SLUG_BYTES);
        if slug.is_empty() { "character".to_owned() } else { slug }
    }
}

/// Longest slug; two digits may be added to tell namesakes apart.
const SLUG_BYTES: usize = 60;

/// True for 1 to 64 lower-case ASCII letters, digits and `_`.
fn is_slug(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(allowed)
}

fn is_color(text: &str) -> bool {
    text.len() == 7
        && text.strip_prefix('#').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn text(object: Option<&Value>, name: &str) -> Option<String> {
    object?.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
}

fn texts(object: Option<&Value>, name: &str) -> Vec<String> {
    let list = object.and_then(|object| object.get(name)).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}
