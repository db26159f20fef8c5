//! `cargo xtask vectors SUITE DIR`: the vectors of one suite, from any folder.

use std::path::Path;

use cuecard_conformance::{SUITES, run_folder};

use crate::failure::Failure;

/// Prints which vectors failed and why, and how many passed.
pub(crate) fn run(suite: &str, folder: &Path) -> Result<(), Failure> {
    if !SUITES.contains(&suite) {
        return Err(Failure::new(format!("there is no suite {suite}; there are {}", SUITES.join(", "))));
    }
    let report = run_folder(suite, folder).map_err(|error| Failure::new(error.to_string()))?;
    for failure in &report.failures {
        println!("✗ {}: {}", failure.name, failure.reason);
    }
    println!("{}/{}", report.passed, report.total);
    if report.total == 0 {
        return Err(Failure::new(format!("{} holds no vectors", folder.display())));
    }
    if report.failures.is_empty() { Ok(()) } else { Err(Failure::told()) }
}
