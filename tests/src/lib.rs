//! Runs the vectors of `tests/vectors` against the core; the schema is in `tests/vectors/README.md`.
//!
//! A vector is one JSON object with a name, an input and what it has to give. The same files are read by the tests of
//! the npm package and of the Worker.

pub mod cards;
mod suites;

use core::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

/// The suites that there are.
pub const SUITES: &[&str] = &["card", "chat", "lore", "lorebook", "prompt", "regex", "sse"];

/// What a run of a suite gave.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// Vectors that gave what they should.
    pub passed: usize,
    /// All vectors.
    pub total: usize,
    /// The others.
    pub failures: Vec<Failure>,
}

/// A vector that gave something else.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure {
    /// Its name, behind that of its file.
    pub name: String,
    /// What it gave.
    pub reason: String,
}

/// A folder or file that cannot be read as vectors.
#[derive(Debug)]
pub struct Unreadable {
    path: PathBuf,
    reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

impl core::error::Error for Unreadable {}

impl Unreadable {
    fn new(path: &Path, reason: &dyn fmt::Display) -> Self {
        Self { path: path.to_owned(), reason: reason.to_string() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    vectors: Vec<Value>,
}

/// Runs all vectors in the JSON files of `folder`, in the order of their names.
///
/// # Errors
///
/// Fails when the folder or a file cannot be read, and on a file that is not of the schema.
pub fn run_folder(suite: &str, folder: &Path) -> Result<Report, Unreadable> {
    let mut files = files_of(folder)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    run_files(suite, &files)
}

/// Runs all vectors of some files.
///
/// # Errors
///
/// Fails when a file cannot be read, and on one that is not of the schema.
pub fn run_files(suite: &str, files: &[PathBuf]) -> Result<Report, Unreadable> {
    let mut report = Report::default();
    for path in files {
        let text = fs::read_to_string(path).map_err(|error| Unreadable::new(path, &error))?;
        let file: File = serde_json::from_str(&text).map_err(|error| Unreadable::new(path, &error))?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for vector in &file.vectors {
            report.add(suite, &stem, vector);
        }
    }
    Ok(report)
}

/// The files of a folder, in the order of their names.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Unreadable> {
    let entries = fs::read_dir(folder).map_err(|error| Unreadable::new(folder, &error))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    Ok(files)
}

/// Runs the vectors of this repository.
///
/// # Errors
///
/// Fails as [`run_folder`] does.
pub fn run_own(suite: &str) -> Result<Report, Unreadable> {
    run_folder(suite, &Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(suite))
}

impl Report {
    fn add(&mut self, suite: &str, file: &str, vector: &Value) {
        let name = vector.get("name").and_then(Value::as_str).unwrap_or("(no name)");
        self.total += 1;
        match suites::run(suite, vector) {
            Ok(()) => self.passed += 1,
            Err(reason) => self.failures.push(Failure { name: format!("{file}/{name}"), reason }),
        }
    }
}
