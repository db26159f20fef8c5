//! The corpus of card files in `target/corpus`, which the tests read.
//!
//! Node writes most of it. A part is written by Pillow, in a virtual environment of the cache; a machine without
//! Python, or without a way to install Pillow, does without that part and says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::failure::Failure;
use crate::job::Job;
use crate::packages::Version;
use crate::repo::Repo;
use crate::step::announced;

/// The last version for Python 3.9.
const PILLOW: &str = "11.3.0";
const PYTHON: Version = Version(3, 9);

/// What says that the corpus is complete.
pub(crate) const MANIFEST: &str = "target/corpus/manifest.json";

/// What writes the Python part, for the stamp: a machine that gets a Python writes the corpus again.
pub(crate) fn writers(repo: &Repo) -> String {
    match ensure_pillow(repo) {
        Some(python) => format!("Pillow {PILLOW}, {}", python.display()),
        None => "no Pillow".to_owned(),
    }
}

/// Writes the corpus.
pub(crate) fn generate(repo: &Repo) -> Result<(), Failure> {
    // An empty name stands for none, so that Node does not look for another one.
    let python = ensure_pillow(repo).unwrap_or_default();
    Job::npx(repo, "node").args(["tests/corpus/generate.ts", "target/corpus", "--python"]).arg(python).run()
}

/// A Python with Pillow, installed in the cache if need be; `None`, with a line that says why, where there is none.
pub(crate) fn ensure_pillow(repo: &Repo) -> Option<PathBuf> {
    // Asked for twice in a run, and without a network the second answer would take as long as the first.
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    let find = || match pillow(repo) {
        Ok(python) => Some(python),
        Err(reason) => {
            println!("skipped: the part of the corpus that Python writes ({reason})");
            None
        }
    };
    FOUND.get_or_init(find).clone()
}

fn pillow(repo: &Repo) -> Result<PathBuf, Failure> {
    let answer = Job::new(repo, "python3").arg("--version").answer().unwrap_or_default();
    let version = answer.strip_prefix("Python ").and_then(Version::parse);
    let version = version
        .filter(|version| *version >= PYTHON)
        .ok_or_else(|| Failure::new(format!("no python3 of version {PYTHON} or newer")))?;
    // The packages of an environment belong to one version of Python.
    let folder = repo.cache().join("tools").join(format!("pillow-{PILLOW}-python-{version}"));
    let python = folder.join("bin/python");
    if has_pillow(repo, &python) {
        return Ok(python);
    }
    announced(&format!("install Pillow {PILLOW}"), || install(repo, &folder, &python))?;
    Ok(python)
}

/// Made where it stays: an environment holds its own path.
fn install(repo: &Repo, folder: &Path, python: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::of_file("remove", folder))?;
    }
    run(Job::new(repo, "python3").args(["-m", "venv"]).arg(folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"];
    let pip = Job::new(repo, python).args(pip).args(["--only-binary", ":all:"]);
    run(pip.arg(format!("Pillow=={PILLOW}")))?;
    if has_pillow(repo, python) { Ok(()) } else { Err(Failure::new("it was installed, but does not start")) }
}

/// Without its output: that it failed is no failure of the build, and the line tells how to see why.
fn run(job: Job) -> Result<(), Failure> {
    let line = job.line();
    job.answer().map(|_| ()).ok_or_else(|| Failure::new(format!("`{line}` failed")))
}

fn has_pillow(repo: &Repo, python: &Path) -> bool {
    python.exists() && Job::new(repo, python).args(["-c", "import PIL.Image"]).answer().is_some()
}
