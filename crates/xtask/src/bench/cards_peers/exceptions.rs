//! Files of ours that a peer is known not to read, each with the reason.
//!
//! A line of `tests/peers/exceptions.txt` is `reader | format | source file | reason`, where `*` in the format or the
//! file stands for any letters. An exception that is not needed any more is wrong too, so that the list only shrinks.

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

    /// What is read wrong and not excepted, and exceptions that are needed no more: a heading and a line of each.
    pub(super) fn wrong(&self, files: &[File], outcomes: &Outcomes) -> Vec<(String, String)> {
        let is_wrong = |reader: &Reader, file: &File| {
            reader.knows(file) && outcomes.is_right(reader, file) == Some(false)
        };
        let cases = || READERS.iter().flat_map(|reader| files.iter().map(move |file| (reader, file)));
        let unexpected = cases().filter(|(reader, file)| is_wrong(reader, file) && !self.cover(reader, file));
        let unexpected = unexpected.map(|(reader, file)| {
            (
                format!("{} does not read our {}, made of", reader.name, file.group),
                told(reader, file, outcomes),
            )
        });
        let idle = self.0.iter().filter(|one| {
            // Another folder of cards is not what the list is about.
            let mut covered = cases().filter(|(reader, file)| one.covers(reader, file)).peekable();
            covered.peek().is_some() && covered.all(|(reader, file)| !is_wrong(reader, file))
        });
        let idle = idle.map(|one| {
            (format!("to be removed from {FILE}"), format!("{} reads {}", one.reader, one.source))
        });
        let mut wrong: Vec<_> = unexpected.chain(idle).collect();
        wrong.sort_by(|one, other| one.0.cmp(&other.0));
        wrong
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
        self.reader == reader.name && matches(&self.source, &file.name) && matches(&self.format, &file.group)
    }
}

/// Whether `pattern`, in which `*` stands for any letters, is all of `text`.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut rest) = text.strip_prefix(head) else { return false };
    let (middle, end) = tail.rsplit_once('*').map_or((None, tail), |(middle, end)| (Some(middle), end));
    for part in middle.into_iter().flat_map(|middle| middle.split('*')) {
        let Some((_, behind)) = rest.split_once(part) else { return false };
        rest = behind;
    }
    rest.ends_with(end)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::corpus::Truth;
    use super::*;

    fn wrong(list: &str, read: bool) -> Vec<(String, String)> {
        let truth = Truth::Fields(json!({"name": "Ada"}).as_object().unwrap().clone());
        let file = File { path: "/b".into(), name: "a.json".to_owned(), group: "json-v2".to_owned(), truth };
        let mut outcomes = Outcomes::default();
        let name = if read { "Ada" } else { "Bob" };
        outcomes.add(json!({"file": "/b", "reader": "chara_card", "read": {"name": name}}));
        Exceptions::parse(list).unwrap().wrong(&[file], &outcomes)
    }

    #[test]
    fn a_file_that_a_peer_does_not_read_is_wrong_unless_it_is_listed() {
        assert!(wrong("", true).is_empty());
        assert_eq!(wrong("", false).len(), 1);
        for list in ["chara_card | json-v2 | a.json | x", "# x\n\nchara_card | * | a.json | x"] {
            assert!(wrong(list, false).is_empty(), "{list}");
            assert!(wrong(list, true)[0].0.contains("removed"), "{list}");
        }
        assert_eq!(wrong("chara_card | json-v3 | a.json | x", false).len(), 1);
    }

    #[test]
    fn a_star_stands_for_any_letters() {
        for pattern in ["png-v3-a.png", "*", "png-*", "*.png", "png-*.png", "*v3*", "p*v3*a*g"] {
            assert!(matches(pattern, "png-v3-a.png"), "{pattern}");
        }
        for pattern in ["png-v3", "", "*v2*", "png-*.json", "v3*", "png-v3-a.png*g"] {
            assert!(!matches(pattern, "png-v3-a.png"), "{pattern}");
        }
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
