//! A document inside a text file: front matter or a fenced block of JSON.
//!
//! Front matter is what stands between a first line `---` and the next line `---` or `...`. Fences follow
//! [CommonMark §4.5][spec] in one pass over the lines, so that a fence inside a longer fence is not one; any indentation
//! is accepted. Nothing is copied: the pieces are slices of the file, with their place in it.
//!
//! [spec]: https://spec.commonmark.org/0.31.2/#fenced-code-blocks

use crate::encoding;

/// A piece of a text that may be a card or a lorebook, and where it begins, in bytes of the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Embedded<'a> {
    /// Between the lines `---` at the start; YAML unless it is an object of JSON.
    FrontMatter(&'a str, usize),
    /// JSON between fences.
    Fenced(&'a str, usize),
}

impl Embedded<'_> {
    /// True between the lines `---` at the start.
    pub(super) const fn is_front_matter(&self) -> bool {
        matches!(self, Self::FrontMatter(..))
    }

    /// True where the piece is JSON, false where it is YAML.
    pub(super) fn is_json(&self) -> bool {
        match self {
            Self::FrontMatter(text, _) => text.trim_start().starts_with('{'),
            Self::Fenced(..) => true,
        }
    }
}

/// The front matter, else the fenced JSON.
pub(super) fn find(text: &str) -> Option<Embedded<'_>> {
    front_matter(text).or_else(|| fenced(text))
}

/// What stands between the lines `---` at the start of a text.
pub(super) fn front_matter(text: &str) -> Option<Embedded<'_>> {
    let mut lines = lines_from(text, start_of(text));
    lines.next().filter(|(_, line)| line.trim_end() == "---")?;
    let mut lines = lines.peekable();
    let start = lines.peek()?.0;
    let (end, _) = lines.find(|(_, line)| matches!(line.trim_end(), "---" | "..."))?;
    Some(Embedded::FrontMatter(text.get(start..end)?, start))
}

/// The first fenced block that is labelled `json` and begins with `{`, else the first without a label that begins as an
/// object of JSON does.
pub(super) fn fenced(text: &str) -> Option<Embedded<'_>> {
    let mut unlabelled = None;
    let mut lines = lines_from(text, start_of(text));
    while let Some((at, line)) = lines.next() {
        let Some(fence) = Fence::open(line) else { continue };
        let start = at + line.len();
        let end = lines.find(|(_, line)| fence.is_closed_by(line)).map_or(text.len(), |(at, _)| at);
        let Some(block) = text.get(start..end) else { continue };
        if fence.label.eq_ignore_ascii_case("json") && block.trim_start().starts_with('{') {
            return Some(Embedded::Fenced(block, start));
        }
        if fence.label.is_empty() && unlabelled.is_none() && begins_as_object(block) {
            unlabelled = Some(Embedded::Fenced(block, start));
        }
    }
    unlabelled
}

/// True where the first line that says something is a key that cards or lorebooks begin with.
pub(super) fn looks_like_yaml(text: &str) -> bool {
    let says_something = |line: &&str| !line.is_empty() && !line.starts_with(['#', '%']) && *line != "---";
    let lines = lines_from(text, start_of(text)).map(|(_, line)| line.trim());
    let Some(line) = lines.into_iter().find(says_something) else { return false };
    let Some((key, value)) = line.split_once(':') else { return false };
    let key = key.trim_end();
    let quoted = |quote: char| key.strip_prefix(quote)?.strip_suffix(quote);
    let key = quoted('"').or_else(|| quoted('\'')).unwrap_or(key);
    (value.is_empty() || value.starts_with([' ', '\t'])) && FIRST_KEYS.contains(&key)
}

/// Fields of the formats that are read, any of which can come first.
const FIRST_KEYS: [&str; 39] = [
    "alternate_greetings",
    "assets",
    "avatar",
    "char_greeting",
    "char_name",
    "char_persona",
    "character_book",
    "character_version",
    "context",
    "creator",
    "creator_notes",
    "data",
    "description",
    "entries",
    "example_dialogue",
    "extensions",
    "first_mes",
    "greeting",
    "group_only_greetings",
    "id",
    "kind",
    "lorebookVersion",
    "mes_example",
    "name",
    "nickname",
    "persona",
    "personality",
    "post_history_instructions",
    "recursive_scanning",
    "scan_depth",
    "scenario",
    "spec",
    "spec_version",
    "system_prompt",
    "systemPrompt",
    "tags",
    "token_budget",
    "turn_template",
    "world_scenario",
];

/// Where a text begins, behind a byte order mark and white space.
fn start_of(text: &str) -> usize {
    encoding::start_of(text.as_bytes())
}

/// The lines from `start` on, with their ends, and where each begins.
fn lines_from(text: &str, start: usize) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.get(start..).unwrap_or_default().split_inclusive('\n');
    lines.scan(start, |next, line| {
        let at = *next;
        *next += line.len();
        Some((at, line))
    })
}

/// True for `{` with a key or `}` behind it; a text can also begin with `{{char}}`.
fn begins_as_object(block: &str) -> bool {
    let inside = block.trim_start().strip_prefix('{').map(str::trim_start);
    inside.is_some_and(|inside| inside.starts_with(['"', '}']))
}

/// The line that opens a fenced block.
struct Fence<'a> {
    mark: char,
    length: usize,
    /// The first word behind the fence.
    label: &'a str,
}

impl<'a> Fence<'a> {
    fn open(line: &'a str) -> Option<Self> {
        let line = line.trim();
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        let is_inline_code = mark == '`' && info.contains('`');
        if length < 3 || is_inline_code {
            return None;
        }
        Some(Self { mark, length, label: info.split_whitespace().next().unwrap_or_default() })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|letter| letter == self.mark)
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    /// The piece, after making sure that its place is right.
    #[track_caller]
    fn found(text: &str) -> Option<Embedded<'_>> {
        let found = find(text);
        if let Some(Embedded::FrontMatter(piece, at) | Embedded::Fenced(piece, at)) = found {
            assert!(text[at..].starts_with(piece), "{piece:?} is not at {at}");
        }
        found
    }

    #[test]
    fn front_matter_ends_at_the_next_line_of_its_kind() {
        assert_eq!(found("---\nname: A\n---\n# A"), Some(Embedded::FrontMatter("name: A\n", 4)));
        assert_eq!(found("---\nname: A\n...\n"), Some(Embedded::FrontMatter("name: A\n", 4)));
        assert_eq!(found("---\n---\n"), Some(Embedded::FrontMatter("", 4)));
        let indented = "---\na: |\n  ---\n ---\n---- x\n---";
        assert_eq!(found(indented), Some(Embedded::FrontMatter("a: |\n  ---\n ---\n---- x\n", 4)));
    }

    #[test]
    fn front_matter_may_follow_white_space_and_use_any_line_end() {
        let text = "\u{FEFF}\r\n\n---  \r\nname: A\r\n---\t\r\nrest";
        assert_eq!(found(text), Some(Embedded::FrontMatter("name: A\r\n", 13)));
    }

    #[test]
    fn front_matter_needs_both_lines_and_the_first_place() {
        assert_eq!(found("---\nname: A\n"), None);
        assert_eq!(found("---"), None);
        assert_eq!(found("----\nname: A\n---\n"), None);
        assert_eq!(found("A\n---\nname: A\n---\n"), None);
        assert_eq!(found(""), None);
    }

    #[test]
    fn front_matter_can_be_json() {
        let json = found("---\n {\"name\": 1}\n---\n").unwrap();
        assert_eq!((json, json.is_json()), (Embedded::FrontMatter(" {\"name\": 1}\n", 4), true));
        assert!(!found("---\nname: {}\n---\n").unwrap().is_json());
        assert!(found("```json\n{}").unwrap().is_json());
    }

    #[test]
    fn front_matter_wins_over_a_fence() {
        let text = "---\ntitle: x\n---\n```json\n{\"name\": 1}\n```\n";
        assert_eq!(found(text), Some(Embedded::FrontMatter("title: x\n", 4)));
        assert_eq!(fenced(text), Some(Embedded::Fenced("{\"name\": 1}\n", 25)));
    }

    #[test]
    fn a_fence_is_of_backticks_or_tildes_with_json_or_nothing_behind() {
        for (open, close) in [
            ("```json", "```"),
            ("```", "```"),
            ("~~~JSON", "~~~"),
            ("~~~", "~~~~~"),
            ("`````json card", "`````"),
            ("   ``` json", "\t```  "),
        ] {
            let text = format!("Ä\n{open}\r\n{{\"a\": 1}}\r\n{close}\r\nrest");
            assert_eq!(found(&text), Some(Embedded::Fenced("{\"a\": 1}\r\n", open.len() + 5)), "{open}");
        }
    }

    #[test]
    fn a_labelled_fence_wins_over_an_earlier_one_without_label() {
        let text = "```\n{\"a\": 1}\n```\n```json\n{ x\n```\n";
        assert_eq!(found(text), Some(Embedded::Fenced("{ x\n", 25)));
    }

    #[test]
    fn fences_of_other_things_are_passed_over() {
        for text in [
            "```json\n[1]\n```",
            "```rust\n{\"a\": 1}\n```",
            "```\n{{char}}: Hello.\n```",
            "``\n{\"a\": 1}\n``",
            "``` a`b\n{\"a\": 1}",
            "````markdown\n```json\n{}\n```\n````",
            "{\"a\": 1}",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        let after = "```json\n[1]\n```\n~~~json\n```\n{}\n~~~\n```json\n{\"b\": 2}\n```";
        assert_eq!(found(after), Some(Embedded::Fenced("{\"b\": 2}\n", 43)));
    }

    #[test]
    fn a_fence_without_end_goes_to_the_end_of_the_text() {
        assert_eq!(found("```json\n{\"a\": 1}"), Some(Embedded::Fenced("{\"a\": 1}", 8)));
        assert_eq!(found("```json\n{\"a\": 1}\n``"), Some(Embedded::Fenced("{\"a\": 1}\n``", 8)));
    }

    #[test]
    fn yaml_is_known_by_its_first_key() {
        for text in [
            "name: Ada",
            "\u{FEFF}# a card\n\n  name:\n",
            "%YAML 1.2\n---\nspec: chara_card_v2",
            "'char_name' : x",
            "\"context\":\t|\r\n",
            "systemPrompt: x",
        ] {
            assert!(looks_like_yaml(text), "{text}");
        }
    }

    #[test]
    fn other_text_is_not_taken_for_yaml() {
        for text in [
            "",
            "# name: x",
            "Name: Ada",
            "name Ada",
            "name:Ada",
            "The name: Ada",
            "Hello.\nname: Ada",
            "{\"name\": 1}",
        ] {
            assert!(!looks_like_yaml(text), "{text}");
        }
    }
}
