//! Files of ours that a peer is known not to read, each with the reason.
//!
//! A line of `tests/peers/exceptions.txt` is `reader | format | source file | reason`, where `*` stands for every
//! format. An exception that is not needed any more is wrong too, so that the list only shrinks.

use std::fs;

use super::corpus::File;
use super::readers::{Outcomes, READERS, Reader};
use super::told;
use crate::failure::Failure;
use crate::repo::Repo;

const FILE: &str = "tests/peers/exceptions.txt";

/// The list.
#[derive(Debug)]
pub(super) struct Exceptions(Vec<Exception>);

#[derive(Debug)]
struct Exception {
    reader: String,
    format: String,
    source: String,
}

impl Exceptions {
    pub(super) fn read(repo: &Repo) -> Result<Self, Failure> {
        let path = repo.path(FILE);
        let text = fs::read_to_string(&path).map_err(Failure::of_file("read", &path))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self, Failure> {
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(Exception::parse).collect::<Result<_, _>>().map(Self)
    }

    /// What is read wrong and not excepted, and exceptions that are needed no more.
    pub(super) fn wrong(&self, files: &[File], outcomes: &Outcomes) -> Vec<String> {
        let is_wrong = |reader: &Reader, file: &File| {
            reader.knows(file) && outcomes.is_right(reader, file) == Some(false)
        };
        let cases = || READERS.iter().flat_map(|reader| files.iter().map(move |file| (reader, file)));
        let unexpected = cases().filter(|(reader, file)| is_wrong(reader, file) && !self.cover(reader, file));
        let unexpected = unexpected.map(|(reader, file)| {
            format!("{} does not read {} made of {}", reader.name, file.group, told(reader, file, outcomes))
        });
        let idle = self.0.iter().filter(|one| {
            // Another folder of cards is not what the list is about.
            let mut covered = cases().filter(|(reader, file)| one.covers(reader, file)).peekable();
            covered.peek().is_some() && covered.all(|(reader, file)| !is_wrong(reader, file))
        });
        let idle =
            idle.map(|one| format!("{} reads {} by now: remove it from {FILE}", one.reader, one.source));
        unexpected.chain(idle).collect()
    }

    fn cover(&self, reader: &Reader, file: &File) -> bool {
        self.0.iter().any(|exception| exception.covers(reader, file))
    }
}

impl Exception {
    fn parse(line: &str) -> Result<Self, Failure> {
        let words: Vec<&str> = line.split('|').map(str::trim).collect();
        match *words {
            [reader, format, source, reason] if !reason.is_empty() => {
                Ok(Self { reader: reader.to_owned(), format: format.to_owned(), source: source.to_owned() })
            }
            _ => Err(Failure::new(format!("{FILE}: not `reader | format | source | reason`: {line}"))),
        }
    }

    fn covers(&self, reader: &Reader, file: &File) -> bool {
        self.reader == reader.name
            && self.source == file.name
            && (self.format == "*" || self.format == file.group)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::corpus::Truth;
    use super::*;

    fn wrong(list: &str, read: bool) -> Vec<String> {
        let truth = Truth::Fields(json!({"name": "Ada"}).as_object().unwrap().clone());
        let file = File { path: "/b".into(), name: "a.json".to_owned(), group: "json-v2".to_owned(), truth };
        let mut outcomes = Outcomes::default();
        let name = if read { "Ada" } else { "Bob" };
        outcomes.add(json!({"file": "/b", "reader": "chara_card", "read": {"name": name}}));
        Exceptions::parse(list).unwrap().wrong(&[file], &outcomes)
    }

    #[test]
    fn a_file_that_a_peer_does_not_read_is_wrong_unless_it_is_listed() {
        assert_eq!(wrong("", true), [""; 0]);
        assert_eq!(wrong("", false).len(), 1);
        for list in ["chara_card | json-v2 | a.json | x", "# x\n\nchara_card | * | a.json | x"] {
            assert_eq!(wrong(list, false), [""; 0], "{list}");
            assert!(wrong(list, true)[0].contains("remove it"), "{list}");
        }
        assert_eq!(wrong("chara_card | json-v3 | a.json | x", false).len(), 1);
    }

    #[test]
    fn an_exception_has_a_reason() {
        Exceptions::parse("chara_card | * | a.json |").unwrap_err();
        Exceptions::parse("chara_card | * | a.json").unwrap_err();
    }

    #[test]
    fn the_list_of_the_repository_is_of_the_schema() {
        Exceptions::read(&Repo::find().unwrap()).unwrap();
    }
}
