//! The parts that are built, each from the ones before it, and only where its inputs changed.

use core::fmt;

use clap::ValueEnum;

use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;
use crate::rust::{NIGHTLY, Nightly};
use crate::size::print_sizes;
use crate::stamp::Stamp;
use crate::step::{announced, up_to_date};
use crate::tools::{WASM_BINDGEN, WORKER_BUILD};
use crate::{binaries, corpus, packages, rust, seed};

/// A part that can be built.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Part {
    /// The core, for this machine
    Core,
    /// The binaries of the npm package, with their glue
    Wasm,
    /// The npm package in npm/dist
    Npm,
    /// The page in www/dist
    Www,
    /// The Worker in worker/build
    Worker,
    /// The SQL of the seed data in target/seed
    Seed,
    /// The card files of the tests in target/corpus
    Corpus,
}

impl Part {
    /// What the product is made of; the corpus is for the tests alone.
    const ALL: [Self; 6] = [Self::Core, Self::Wasm, Self::Npm, Self::Www, Self::Worker, Self::Seed];

    /// This part after those that it is made of.
    fn with_ingredients(self) -> &'static [Self] {
        match self {
            Self::Core => &[Self::Core],
            Self::Wasm => &[Self::Wasm],
            Self::Npm => &[Self::Wasm, Self::Npm],
            Self::Www => &[Self::Wasm, Self::Npm, Self::Www],
            Self::Worker => &[Self::Worker],
            Self::Seed => &[Self::Seed],
            Self::Corpus => &[Self::Corpus],
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Core => "core",
            Self::Wasm => "wasm",
            Self::Npm => "npm",
            Self::Www => "www",
            Self::Worker => "worker",
            Self::Seed => "seed",
            Self::Corpus => "corpus",
        })
    }
}

/// What all builds need. What only one needs, it sees to itself.
pub(crate) fn set_up(repo: &Repo) -> Result<(), Failure> {
    rust::ensure_stable(repo)?;
    packages::ensure(repo)
}

/// Builds one part and what it is made of, or everything.
pub(crate) fn build_with_ingredients(repo: &Repo, part: Option<Part>) -> Result<(), Failure> {
    let parts = part.map_or(Part::ALL.as_slice(), Part::with_ingredients);
    parts.iter().try_for_each(|part| build(repo, *part))
}

/// Builds one part out of what is there.
pub(crate) fn build(repo: &Repo, part: Part) -> Result<(), Failure> {
    let Some(stamp) = stamp(repo, part)? else {
        return announced(&part.to_string(), || make(repo, part));
    };
    if stamp.is_fresh() {
        up_to_date(&part.to_string());
        return Ok(());
    }
    announced(&part.to_string(), || stamp.around(|| make(repo, part)))
}

/// The stamp of a part; `None` where cargo itself knows what is fresh.
fn stamp(repo: &Repo, part: Part) -> Result<Option<Stamp>, Failure> {
    const RUST: [&str; 4] = ["Cargo.toml", "Cargo.lock", ".cargo", "crates/core"];
    let bindgen = WASM_BINDGEN.version();
    let (version, inputs, outputs): (String, Vec<&str>, Vec<&str>) = match part {
        Part::Core => return Ok(None),
        Part::Wasm => (
            binaries::version(),
            [&RUST[..], &["crates/wasm", "package-lock.json"]].concat(),
            binaries::OUTPUTS.to_vec(),
        ),
        Part::Npm => (
            String::new(),
            vec!["npm", "npm/src/generated", "package-lock.json"],
            vec!["npm/dist/core.wasm", "npm/dist/browser.js", "npm/dist/index.d.ts", "npm/dist/formats.wasm"],
        ),
        Part::Www => (
            String::new(),
            vec!["www", "npm/dist", "worker/seed", "package-lock.json"],
            vec!["www/dist/index.html"],
        ),
        Part::Worker => (
            format!("{NIGHTLY} {bindgen} {}", WORKER_BUILD.version()),
            [&RUST[..], &["worker", "package-lock.json"]].concat(),
            vec!["worker/build/index.js", "worker/build/index_bg.wasm"],
        ),
        Part::Seed => {
            (String::new(), vec!["worker/seed", "crates/core/src", "crates/xtask/src"], vec![seed::FILE])
        }
        Part::Corpus => {
            (corpus::writers(repo), vec!["tests/corpus", "package-lock.json"], vec![corpus::MANIFEST])
        }
    };
    Stamp::new(repo, &part.to_string(), &version, &inputs, &outputs).map(Some)
}

fn make(repo: &Repo, part: Part) -> Result<(), Failure> {
    match part {
        Part::Core => Job::cargo(repo).args(["build", "--package", "cuecard-core", "--all-features"]).run(),
        Part::Wasm => binaries::make(repo),
        Part::Npm => Job::npm(repo).args(["run", "build", "--workspace", "npm"]).run_quietly("npm"),
        Part::Www => Job::npm(repo).args(["run", "build", "--workspace", "www"]).run_quietly("www"),
        Part::Worker => make_worker(repo),
        Part::Seed => seed::write(repo),
        Part::Corpus => corpus::generate(repo),
    }
}

fn make_worker(repo: &Repo) -> Result<(), Failure> {
    let worker_build = WORKER_BUILD.ensure(repo)?;
    let nightly = Nightly::ensure(repo)?;
    let job = Job::new(repo, worker_build).within(repo, "worker").args(["--release", "--panic-unwind"]);
    // Tools of the lock file; without these it would download some of its own.
    let job = job
        .env("WASM_BINDGEN_BIN", WASM_BINDGEN.ensure(repo)?)
        .env("ESBUILD_BIN", repo.npm_bin().join("esbuild"))
        .env("WASM_OPT_BIN", repo.npm_bin().join("wasm-opt"));
    nightly.lend(job).run()?;
    let bundle = [repo.path("worker/build/index_bg.wasm"), repo.path("worker/build/index.js")];
    print_sizes("Worker bundle", &bundle)
}
