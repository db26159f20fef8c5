//! Where in the file of another program the fields of its book stand.
//!
//! A book is put right and checked in the form of V3, so that what is noticed there has a place of that form. Here it
//! becomes the place in the file: the list of entries, the key of an entry, and the name of a field. The keys are those
//! of the file's own entries, so that the limits of JSON bound them.

use alloc::string::String;
use alloc::vec::Vec;

use super::{BookFormat, agnai, novel_ai, risu, silly_tavern};
use crate::json;

/// What has another name in the file.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) format: BookFormat,
    /// The entries of a world, in the order of its book.
    pub(super) world: Vec<WorldEntry>,
}

/// An entry of a world.
#[derive(Debug)]
pub(super) struct WorldEntry {
    pub(super) key: String,
    /// Whether its fields are those of a world.
    pub(super) is_converted: bool,
}

impl Places {
    /// The JSON Pointer into the file for one into the book.
    pub(super) fn in_file(&self, pointer: String) -> String {
        self.renamed(&pointer).unwrap_or(pointer)
    }

    fn renamed(&self, pointer: &str) -> Option<String> {
        let rest = pointer.strip_prefix("/entries")?;
        let mut place = String::from(if self.format == BookFormat::Risu { "/data" } else { "/entries" });
        let Some(rest) = rest.strip_prefix('/') else { return Some(place) };
        let (index, field) = rest.split_once('/').unwrap_or((rest, ""));
        let entry = index.parse().ok().and_then(|index: usize| self.world.get(index));
        place.push('/');
        match entry {
            Some(entry) => place.push_str(&json::pointer_part(&entry.key)),
            None => place.push_str(index),
        }
        if field.is_empty() {
            return Some(place);
        }
        let (name, inner) = field.split_at(field.find('/').unwrap_or(field.len()));
        let is_own = entry.is_some_and(|entry| !entry.is_converted);
        place.push('/');
        place.push_str(if is_own { name } else { self.name_in_file(name) });
        place.push_str(inner);
        Some(place)
    }

    fn name_in_file<'a>(&self, name: &'a str) -> &'a str {
        let names = match self.format {
            BookFormat::Agnai => agnai::NAMES,
            BookFormat::NovelAi => novel_ai::NAMES,
            BookFormat::Risu => risu::NAMES,
            BookFormat::SillyTavern => silly_tavern::NAMES,
            BookFormat::CharacterBook | BookFormat::LorebookV3 => &[],
        };
        names.iter().find(|(in_book, _)| *in_book == name).map_or(name, |(_, in_file)| in_file)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use crate::limits::Limits;
    use crate::lore::LorebookImport;

    /// The code and the place of the first warning.
    fn warning(file: &str) -> (&'static str, Option<String>) {
        let warnings = LorebookImport::read(file.as_bytes(), &Limits::edge()).unwrap().warnings;
        warnings.into_iter().map(|warning| (warning.code, warning.path)).next().unwrap()
    }

    #[test]
    fn a_warning_names_the_place_in_the_file() {
        for (file, code, path) in [
            (r#"{"kind": "memory", "entries": [{"keywords": [7]}]}"#, "key_not_text", "/entries/0/keywords"),
            (
                r#"{"lorebookVersion": 5, "entries": [{"text": "", "forceActivation": "true"}]}"#,
                "flag_as_text",
                "/entries/0/forceActivation",
            ),
            (
                r#"{"type": "risu", "data": [{"key": "a", "useRegex": 1}]}"#,
                "flag_as_text",
                "/data/0/useRegex",
            ),
            (
                r#"{"entries": {"4": {"key": []}, "9": {"keys": "a", "extensions": {}}}}"#,
                "keys_as_text",
                "/entries/9/keys",
            ),
            (
                r#"{"data": {"extensions": {}, "entries": [{"keys": "a", "extensions": {}}]}}"#,
                "keys_as_text",
                "/data/entries/0/keys",
            ),
        ] {
            assert_eq!(warning(file), (code, Some(path.into())), "{file}");
        }
    }
}
