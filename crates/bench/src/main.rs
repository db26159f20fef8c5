//! The native side of `cargo xtask bench`: makes the files that are timed, times the core on them, and reads and writes
//! cards for the comparison with other readers.
//!
//! It prints one JSON object a line and judges nothing; `cargo xtask` and the programs in `tests/peers` speak the same
//! lines. The loop is a few lines of its own instead of criterion or divan: their reports cannot hold a peer that runs
//! in Node, and a median of whole reads is all that is asked for.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line program speaks by printing")]

mod cards;
mod inputs;
mod speed;

use std::env;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cuecard-bench card FOLDER | read FILES | write FILES FOLDER";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match *words {
        ["card", folder] => speed::card(Path::new(folder)),
        ["read", files] => cards::read(Path::new(files)),
        ["write", files, folder] => cards::write(Path::new(files), Path::new(folder)),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

/// Names the file that an operation of the system failed on.
fn of_file(action: &str, path: &Path) -> impl FnOnce(std::io::Error) -> String {
    move |error| format!("cannot {action} {}: {error}", path.display())
}
