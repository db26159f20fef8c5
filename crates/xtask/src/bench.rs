//! `cargo xtask bench`: how fast the product is, beside peers in the same run.
//!
//! A suite is one file, with a line in [`Suite`] and one in [`one`]. Times are medians of several runs. A goal that is
//! missed is printed and fails nothing: machines differ. What is wrong, such as a file that a peer cannot read, fails.

mod card;
mod cards_peers;
mod peers;
mod samples;
mod table;

use std::path::Path;

use clap::ValueEnum;
use serde_json::Value;

use crate::builds::set_up;
use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;

/// A part of the benches.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Suite {
    /// Reading cards and refusing hostile files: milliseconds, natively and in Node
    Card,
    /// Which card files other readers read, and whether they read those that cuecard writes
    CardsPeers,
}

/// Runs one suite, or all. `folder` holds the card files of `cards-peers`.
pub(crate) fn run(repo: &Repo, suite: Option<Suite>, folder: &Path) -> Result<(), Failure> {
    set_up(repo)?;
    let all = Suite::value_variants();
    let suites = suite.as_ref().map_or(all, core::slice::from_ref);
    suites.iter().try_for_each(|suite| one(repo, *suite, folder))
}

fn one(repo: &Repo, suite: Suite, folder: &Path) -> Result<(), Failure> {
    match suite {
        Suite::Card => card::run(repo),
        Suite::CardsPeers => cards_peers::run(repo, folder),
    }
}

/// The program of `crates/bench`, with the optimizations of a release.
fn native(repo: &Repo) -> Job {
    Job::cargo(repo).args(["run", "--quiet", "--release", "--package", "cuecard-bench", "--"])
}

/// Runs a program that prints one JSON object a line.
fn lines(job: Job) -> Result<Vec<Value>, Failure> {
    let (line, output) = (job.line(), job.output()?);
    let parse = |text: &str| {
        serde_json::from_str(text)
            .map_err(|error| Failure::new(format!("`{line}` printed what is not JSON: {error}")))
    };
    output.lines().map(parse).collect()
}
