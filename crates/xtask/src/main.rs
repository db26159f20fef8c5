//! `cargo xtask`: the commands of this repository, for a machine that has rustup and Node with npm and nothing else.
//!
//! Each command first sees to what it needs (`rust`, `packages`, `tools`, `chromium`), then does its work
//! (`bench`, `builds`, `checks`, `dev`, `fuzz`, `vectors`). What is done already is not done again (`stamp`).

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line program speaks by printing")]

#[cfg(not(unix))]
compile_error!("cargo xtask needs Linux or macOS; on Windows use it inside WSL");

extern crate alloc;

mod bench;
mod binaries;
mod builds;
mod checks;
mod chromium;
mod corpus;
mod database;
mod dev;
mod failure;
mod fuzz;
mod group;
mod job;
mod packages;
mod repo;
mod rust;
mod seed;
mod size;
mod sql;
mod stamp;
mod step;
mod tools;
mod vectors;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};
use cuecard_conformance::SUITES;

use crate::bench::Suite;
use crate::builds::Part;
use crate::checks::Area;
use crate::failure::Failure;
use crate::repo::Repo;

/// Builds, runs and tests cuecard.
///
/// What a command needs is installed first: Rust targets and toolchains by rustup, npm packages by npm, and tools of
/// pinned versions in a cache folder ($CUECARD_CACHE, else $XDG_CACHE_HOME/cuecard, else ~/.cache/cuecard).
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Builds everything and serves it on http://localhost:8787 with local data
    ///
    /// The page, /ask and the whole API run in workerd, with a local database that holds the seed characters, and
    /// with the built-in scripted brain: no account and no key is needed. Ctrl-C ends it.
    Dev {
        /// Where to serve
        #[arg(long, default_value_t = 8787, value_name = "PORT")]
        port: u16,
        /// Build and prepare the local data, then stop
        #[arg(long)]
        no_serve: bool,
    },
    /// Runs every check, or those of one part
    ///
    /// The first failure ends it and names the command that runs the failed check alone.
    Test {
        /// Only this part
        part: Option<Area>,
    },
    /// Builds one part after what it is made of, or everything
    Build {
        /// Only this part
        part: Option<Part>,
    },
    /// Times the product beside its peers, or compares what they read
    ///
    /// Peers are installed for it, and only for it. A goal that is missed is printed; a peer that does not read a file
    /// that cuecard wrote fails.
    Bench {
        /// Only this suite
        suite: Option<Suite>,
        /// The folder with the card files of cards-peers
        #[arg(long, default_value = "target/corpus", value_name = "DIR")]
        folder: PathBuf,
    },
    /// Looks for inputs that the core fails on, one target after the other
    ///
    /// Inputs that reach new code are kept in target/fuzz/corpus, and the next run goes on from them. The first failure
    /// ends it with the input, and with how to replay and keep it. A C++ compiler is needed, for libFuzzer.
    Fuzz {
        /// Only this target, a program of crates/fuzz/targets
        target: Option<String>,
        /// How long each target runs
        #[arg(long, default_value_t = 120, value_name = "N")]
        seconds: u64,
        /// The same as --seconds 600
        #[arg(long, conflicts_with = "seconds")]
        long: bool,
        /// Instead of looking, reduce what earlier runs kept to the fewest inputs that reach as much
        #[arg(long, conflicts_with_all = ["seconds", "long"])]
        merge: bool,
    },
    /// Runs a folder of test vectors against the core, or shows what a folder of card files gives
    ///
    /// The suite `card` also takes bare card files: a line says what was read from each, or why it was refused, and
    /// whether it is the same card after it was written and read again.
    Vectors {
        /// The suite that the files belong to
        #[arg(value_parser = PossibleValuesParser::new(SUITES))]
        suite: String,
        /// The folder with the files
        dir: PathBuf,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match group::end_with_signals().and_then(|()| run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_told() {
                eprintln!("error: {failure}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    let repo = Repo::find()?;
    match command {
        Command::Dev { port, no_serve } => dev::dev(&repo, port, !no_serve),
        Command::Test { part } => checks::test(&repo, part),
        Command::Build { part } => {
            builds::set_up(&repo)?;
            builds::build_with_ingredients(&repo, part)
        }
        Command::Bench { suite, folder } => bench::run(&repo, suite, &repo.root().join(folder)),
        Command::Fuzz { target, merge: true, .. } => fuzz::merge(&repo, target.as_deref()),
        Command::Fuzz { target, long: true, .. } => fuzz::fuzz(&repo, target.as_deref(), fuzz::LONG_SECONDS),
        Command::Fuzz { target, seconds, .. } => fuzz::fuzz(&repo, target.as_deref(), seconds),
        Command::Vectors { suite, dir } => vectors::run(&suite, &dir),
    }
}
