//! Programs of others that the product is compared with. They are installed for a bench only, each from the lock file of
//! its own in `tests/peers`.

use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;
use crate::stamp::Stamp;
use crate::step::announced;

const FOLDER: &str = "tests/peers";

/// Makes sure of the npm packages.
pub(super) fn ensure_packages(repo: &Repo) -> Result<(), Failure> {
    let inputs = ["tests/peers/package.json", "tests/peers/package-lock.json"];
    let outputs = ["tests/peers/node_modules/png-chunks-extract"];
    let stamp = Stamp::new(repo, "peers", "", &inputs, &outputs)?;
    if stamp.is_fresh() {
        return Ok(());
    }
    announced("npm ci of the peers", || {
        stamp.around(|| {
            Job::of_machine(repo, "npm")
                .within(repo, FOLDER)
                .args([
                    "ci",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "--no-progress",
                    "--loglevel=error",
                ])
                .run_quietly("npm-ci-peers")
        })
    })
}

/// A program of `tests/peers` in Node.
pub(super) fn node(repo: &Repo, script: &str) -> Job {
    // Node says of each run that it strips types.
    Job::npx(repo, "node").args(["--disable-warning=ExperimentalWarning", &format!("{FOLDER}/{script}")])
}

/// A program of `tests/peers` in Python, if the machine has one.
pub(super) fn python(repo: &Repo, script: &str) -> Option<Job> {
    Job::new(repo, "python3").arg("--version").answer()?;
    Some(Job::new(repo, "python3").arg(format!("{FOLDER}/{script}")))
}

/// The program of `tests/peers` in Rust.
pub(super) fn rust(repo: &Repo) -> Job {
    let job = Job::cargo(repo).args([
        "run",
        "--quiet",
        "--locked",
        "--manifest-path",
        "tests/peers/rust/Cargo.toml",
    ]);
    job.args(["--target-dir", "target/peers", "--"])
}
