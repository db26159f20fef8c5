//! Which format a lorebook is written in, by the name that callers in other languages give.
//!
//! Formats that are read and not here have no place for what a book of V3 can say.

use alloc::string::String;
use alloc::vec::Vec;

use super::Lorebook;
use crate::card;
use crate::error::{Error, ErrorKind};

/// The format that a lorebook is written in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum BookTarget {
    /// The book of a V2 card: [`Lorebook::to_v2`].
    CharacterBook,
    /// A file with `spec` `lorebook_v3`: [`Lorebook::to_lorebook_v3`].
    LorebookV3,
    /// A world file: [`Lorebook::to_silly_tavern`].
    SillyTavern,
}

impl BookTarget {
    /// The target of a `format`: `character_book`, `lorebook_v3` or `silly_tavern`.
    ///
    /// # Errors
    ///
    /// Fails on other names, with the path `/format`.
    pub fn parse(format: &str) -> Result<Self, Error> {
        match format {
            "character_book" => Ok(Self::CharacterBook),
            "lorebook_v3" => Ok(Self::LorebookV3),
            "silly_tavern" => Ok(Self::SillyTavern),
            _ => {
                let expected = "lorebook_v3, character_book or silly_tavern";
                Err(Error::new(ErrorKind::InvalidValue { expected }).in_field("/format"))
            }
        }
    }
}

impl Lorebook {
    /// What the book has and a file of the format `target` cannot hold: fields of its entries. Only
    /// [`BookTarget::CharacterBook`] leaves out something.
    #[must_use]
    pub fn left_out(&self, target: BookTarget) -> Vec<String> {
        let mut names = Vec::new();
        if target == BookTarget::CharacterBook {
            card::beyond_v2(self.document.get("entries"), &["id", "use_regex"], &mut names);
        }
        names
    }

    /// The JSON of a file of the format that `target` names.
    #[must_use]
    pub fn write(&self, target: BookTarget) -> String {
        match target {
            BookTarget::CharacterBook => self.to_v2(),
            BookTarget::LorebookV3 => self.to_lorebook_v3(),
            BookTarget::SillyTavern => self.to_silly_tavern(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    #[test]
    fn a_target_is_known_by_its_name_and_writes_its_format() {
        let book = br#"{"entries": [{"keys": ["a"], "content": "b", "use_regex": true}]}"#;
        let book = Lorebook::from_json(book, &Limits::edge()).unwrap();
        let cases = [
            ("character_book", book.to_v2()),
            ("lorebook_v3", book.to_lorebook_v3()),
            ("silly_tavern", book.to_silly_tavern()),
        ];
        for (format, written) in &cases {
            assert_eq!(&book.write(BookTarget::parse(format).unwrap()), written, "{format}");
        }
    }

    #[test]
    fn a_format_that_is_read_only_is_refused() {
        for format in ["novel_ai", "agnai", "risu", "v2", "Lorebook_v3", ""] {
            let error = BookTarget::parse(format).unwrap_err();
            assert_eq!((error.code(), error.path()), ("invalid_value", Some("/format")), "{format}");
        }
    }
}
