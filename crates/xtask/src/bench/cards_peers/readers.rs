//! Runs every reader over the same files, and judges what it saw.

use alloc::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use super::super::{lines, native, peers};
use super::corpus::{FIELDS, File, Truth};
use crate::failure::Failure;
use crate::repo::Repo;
use crate::stamp::write;
use crate::step::announced;

/// A program that reads cards.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) name: &'static str,
    /// The formats of ours that it can read at all.
    formats: &'static [&'static str],
}

/// `character-card-utils` knows V1 and V2 alone, two only unpack archives, and the plain pipeline and what is fed by it
/// unpacks none.
pub(super) const READERS: [Reader; 8] = [
    Reader { name: "cuecard (Rust)", formats: ALL },
    Reader { name: "cuecard (npm)", formats: ALL },
    Reader { name: "plain pipeline", formats: &["json-v1", "json-v2", "json-v3", "png"] },
    Reader { name: "@risuai/ccardlib", formats: &["json-v1", "json-v2", "json-v3", "png"] },
    Reader { name: "character-card-utils", formats: &["json-v1", "json-v2", "png"] },
    Reader { name: "chara_card", formats: ALL },
    Reader { name: "fflate", formats: &["charx"] },
    Reader { name: "zipfile (Python)", formats: &["charx"] },
];

const ALL: &[&str] = &["json-v1", "json-v2", "json-v3", "png", "charx"];

impl Reader {
    pub(super) fn is_ours(&self) -> bool {
        self.name.starts_with("cuecard")
    }

    /// Whether it can read the format of a file that cuecard wrote.
    pub(super) fn knows(&self, file: &File) -> bool {
        self.formats.contains(&file.group.as_str())
    }
}

/// What every reader saw in every file.
#[derive(Debug, Default)]
pub(super) struct Outcomes(BTreeMap<String, BTreeMap<String, Value>>);

impl Outcomes {
    pub(super) fn add(&mut self, line: Value) {
        let text = |field: &str| line.get(field).and_then(Value::as_str).map(str::to_owned);
        if let (Some(file), Some(reader)) = (text("file"), text("reader")) {
            self.0.entry(file).or_default().insert(reader, line);
        }
    }

    /// What a reader saw in a file, or why it saw nothing.
    pub(super) fn found(&self, reader: &Reader, file: &File) -> Option<Result<&Value, &Value>> {
        let line = self.0.get(file.path.to_string_lossy().as_ref())?.get(reader.name)?;
        line.get("read").map(Ok).or_else(|| line.get("error").map(Err))
    }

    /// Whether a reader read a file right; `None` where the reader did not run, or nobody knows what is right.
    pub(super) fn is_right(&self, reader: &Reader, file: &File) -> Option<bool> {
        let lines = self.0.get(file.path.to_string_lossy().as_ref())?;
        let read = lines.get(reader.name)?.get("read");
        match &file.truth {
            Truth::Refused => Some(read.is_none()),
            Truth::Fields(fields) => Some(
                read.is_some_and(|read| fields.iter().all(|(name, value)| read.get(name) == Some(value))),
            ),
            Truth::Agreed => {
                let agreed = agreed(lines.values().filter_map(|line| line.get("read")))?;
                Some(read.is_some_and(|read| same(read, agreed)))
            }
        }
    }
}

/// What most readers saw of those who saw most entries, because readers leave a lorebook out and none makes one up.
fn agreed<'a>(seen: impl Iterator<Item = &'a Value>) -> Option<&'a Value> {
    let seen: Vec<&Value> = seen.filter(|one| one.get("name").is_some_and(Value::is_string)).collect();
    let entries = |one: &Value| one.get("entries").and_then(Value::as_u64);
    let votes = |one: &Value| seen.iter().filter(|other| same(one, other)).count();
    seen.iter().copied().max_by_key(|one| (entries(one), votes(one)))
}

fn same(one: &Value, other: &Value) -> bool {
    FIELDS.iter().all(|field| one.get(*field) == other.get(*field))
}

/// Has every reader read `files`; `step` names the run.
pub(super) fn read(repo: &Repo, step: &str, files: &[File]) -> Result<Outcomes, Failure> {
    let list = list(repo, step, files)?;
    let texts = repo.path(&format!("target/bench/{step}-texts"));
    let mut outcomes = Outcomes::default();
    // In this order: Node leaves the texts that the crate reads.
    let mut jobs = vec![
        ("cuecard (Rust)", native(repo).arg("read").arg(&list)),
        ("readers in Node", peers::node(repo, "read.ts").arg(&list).arg(&texts)),
        ("chara_card", peers::rust(repo).arg(&list).arg(&texts)),
    ];
    match peers::python(repo, "archive.py") {
        Some(job) => jobs.push(("zipfile (Python)", job.arg(&list))),
        None => println!("skipped: there is no python3"),
    }
    for (name, job) in jobs {
        announced(name, || lines(job))?.into_iter().for_each(|line| outcomes.add(line));
    }
    Ok(outcomes)
}

/// Writes the list of the files for the programs that read them.
pub(super) fn list<'a>(
    repo: &Repo,
    step: &str,
    files: impl IntoIterator<Item = &'a File>,
) -> Result<PathBuf, Failure> {
    let path = repo.path(&format!("target/bench/{step}.json"));
    let list = files.into_iter().map(|file| Value::from(file.path.to_string_lossy()));
    write(&path, &Value::from(list.collect::<Vec<_>>()).to_string())?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn outcomes(lines: &[Value]) -> Outcomes {
        let mut outcomes = Outcomes::default();
        lines.iter().for_each(|line| outcomes.add(line.clone()));
        outcomes
    }

    fn file(truth: Truth) -> File {
        File { path: "a".into(), name: "a".to_owned(), group: "png".to_owned(), truth }
    }

    #[test]
    fn a_reader_is_right_when_every_known_field_is() {
        let [ours, npm, ..] = &READERS;
        let seen = outcomes(&[
            json!({"file": "a", "reader": ours.name, "read": {"name": "Ada", "entries": 2}}),
            json!({"file": "a", "reader": npm.name, "error": "truncated"}),
        ]);
        let known = |fields: Value| file(Truth::Fields(fields.as_object().unwrap().clone()));
        assert_eq!(seen.is_right(ours, &known(json!({"name": "Ada", "entries": 2}))), Some(true));
        assert_eq!(seen.is_right(ours, &known(json!({"name": "Ada", "entries": 3}))), Some(false));
        assert_eq!(seen.is_right(npm, &known(json!({"name": "Ada"}))), Some(false));
        assert_eq!(seen.is_right(npm, &file(Truth::Refused)), Some(true));
        assert_eq!(seen.is_right(ours, &file(Truth::Refused)), Some(false));
        assert_eq!(seen.is_right(&READERS[2], &file(Truth::Refused)), None);
    }

    #[test]
    fn without_a_manifest_most_readers_are_right_if_none_saw_more_entries() {
        let read = |reader: usize, name: &str| json!({"file": "a", "reader": READERS[reader].name, "read": {"name": name}});
        let seen = outcomes(&[read(0, "Ada"), read(1, "Bob"), read(2, "Ada")]);
        let right: Vec<_> =
            READERS.iter().map(|reader| seen.is_right(reader, &file(Truth::Agreed))).collect();
        assert_eq!(right[..4], [Some(true), Some(false), Some(true), None]);
    }
}
