//! `cargo xtask bench cards-peers`: what other readers make of a folder of card files, and of those that cuecard writes.
//!
//! All readers are judged by the same four things: name, description, greeting and number of lorebook entries. A file
//! that has to be refused is read right when it is refused.

mod corpus;
mod exceptions;
mod readers;

use alloc::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use self::corpus::{File, Truth};
use self::exceptions::Exceptions;
use self::readers::{Outcomes, READERS, Reader};
use super::{lines, native, peers, table};
use crate::builds::{Part, build_with_ingredients};
use crate::failure::Failure;
use crate::repo::Repo;
use crate::stamp::write;

/// Where the files that cuecard writes are.
const WRITTEN: &str = "target/bench/written";

/// The list of those that a peer does not read.
const WRONG: &str = "target/bench/written-wrong.txt";

/// How many files are named for one reason.
const FEW: usize = 5;

/// Prints both tables; fails when a peer does not read a file that cuecard writes.
pub(super) fn run(repo: &Repo, folder: &Path) -> Result<(), Failure> {
    build_with_ingredients(repo, Some(Part::Npm))?;
    peers::ensure_packages(repo)?;
    let files = corpus::read(folder)?;
    let outcomes = readers::read(repo, "corpus", &files)?;
    println!("\nFiles of {}: read right, of all", folder.display());
    print_matrix(&files, &outcomes, |_, _| true);
    for reader in READERS.iter().filter(|reader| reader.is_ours()) {
        print_wrong(reader, &files, &outcomes);
    }
    compare_written(repo, &files)
}

/// Writes every file that cuecard reads in every format that it writes, and has each peer read those that are of a
/// format it knows.
fn compare_written(repo: &Repo, files: &[File]) -> Result<(), Failure> {
    let sources = files.iter().filter(|file| !matches!(file.truth, Truth::Refused));
    let list = readers::list(repo, "sources", sources)?;
    let written = lines(native(repo).arg("write").arg(list).arg(repo.path(WRITTEN)))?;
    let written: Vec<File> = written.iter().filter_map(File::written).collect();
    let outcomes = readers::read(repo, "written", &written)?;
    println!("\nFiles that cuecard writes: read right, of those of a format that the reader knows");
    print_matrix(&written, &outcomes, Reader::knows);
    let exceptions = Exceptions::read(repo)?;
    let wrong = exceptions.wrong(&written, &outcomes);
    let told: Vec<String> = wrong.iter().map(|(heading, line)| format!("{heading} {line}\n")).collect();
    write(&repo.path(WRONG), &told.concat())?;
    print_few(&wrong);
    if wrong.is_empty() { Ok(()) } else { Err(Failure::told()) }
}

/// Prints the first lines below each heading.
fn print_few(lines: &[(String, String)]) {
    for group in lines.chunk_by(|one, other| one.0 == other.0) {
        let few: Vec<&str> = group.iter().take(FEW).map(|(_, line)| line.as_str()).collect();
        let heading = group.first().map(|(heading, _)| heading.as_str()).unwrap_or_default();
        println!("\n✗ {heading}\n  {}", few.join("\n  "));
        if group.len() > few.len() {
            println!("  … and {} more", group.len() - few.len());
        }
    }
    if !lines.is_empty() {
        println!("\nall of them are in {WRONG}");
    }
}

/// Rows are groups of files, columns are readers.
fn print_matrix(files: &[File], outcomes: &Outcomes, counts: impl Fn(&Reader, &File) -> bool) {
    let mut groups: BTreeMap<&str, Vec<&File>> = BTreeMap::new();
    for file in files {
        groups.entry(&file.group).or_default().push(file);
    }
    let cell = |reader: &Reader, files: &[&File]| {
        let judged = files.iter().filter(|file| counts(reader, file));
        let right: Vec<bool> = judged.filter_map(|file| outcomes.is_right(reader, file)).collect();
        match right.len() {
            0 => "–".to_owned(),
            all => format!("{}/{all}", right.iter().filter(|right| **right).count()),
        }
    };
    let row = |name: &str, files: &[&File]| {
        let cells = READERS.iter().map(|reader| cell(reader, files));
        [name.to_owned()].into_iter().chain(cells).collect::<Vec<_>>()
    };
    let mut rows: Vec<Vec<String>> = groups.iter().map(|(name, files)| row(name, files)).collect();
    rows.push(row("total", &files.iter().collect::<Vec<_>>()));
    let head: Vec<&str> = [""].into_iter().chain(READERS.iter().map(|reader| reader.name)).collect();
    table::print(&head, &rows);
}

fn print_wrong(reader: &Reader, files: &[File], outcomes: &Outcomes) {
    for file in files.iter().filter(|file| outcomes.is_right(reader, file) == Some(false)) {
        println!("✗ {}: {}", reader.name, told(reader, file, outcomes));
    }
}

/// What a reader saw instead, in one line.
fn told(reader: &Reader, file: &File, outcomes: &Outcomes) -> String {
    let reason = match (outcomes.found(reader, file), &file.truth) {
        (Some(Ok(_)), Truth::Refused) => "it has to be refused".to_owned(),
        (Some(Ok(read)), Truth::Fields(fields)) => differences(read, fields),
        (Some(Ok(read)), Truth::Agreed) => format!("others saw more or other than {}", shortened(read)),
        (Some(Err(error)), _) => shortened(error),
        (None, _) => "no answer".to_owned(),
    };
    format!("{}: {reason}", file.name)
}

fn differences(read: &Value, fields: &Map<String, Value>) -> String {
    let other = fields.iter().filter(|(name, wanted)| read.get(*name) != Some(wanted));
    let told = other.map(|(name, wanted)| {
        let found = read.get(name).unwrap_or(&Value::Null);
        format!("{name} is {}, not {}", shortened(found), shortened(wanted))
    });
    told.collect::<Vec<_>>().join("; ")
}

fn shortened(value: &Value) -> String {
    value.to_string().chars().take(80).collect()
}
