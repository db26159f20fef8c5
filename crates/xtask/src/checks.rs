//! `cargo xtask test`: every check that a change has to pass, in the order in which they fail fastest.

use clap::ValueEnum;

use crate::builds::{Part, build, set_up};
use crate::chromium;
use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;
use crate::rust::{BARE_METAL, WASM};
use crate::step::{Steps, announced};

/// Crates that only a host with I/O, a clock or JavaScript needs. The core must not reach them.
const NOT_IN_CORE: [&str; 6] = ["wasm-bindgen", "js-sys", "web-sys", "worker", "tokio", "getrandom"];

/// A part of the checks.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Area {
    /// Formatting, lints, tests and documentation of the Rust crates
    Core,
    /// What compiles to WebAssembly
    Wasm,
    /// The npm package: types, tests
    Npm,
    /// The Worker in workerd
    Worker,
    /// The page in a browser
    E2e,
}

struct Check {
    name: &'static str,
    areas: &'static [Area],
    work: Work,
}

enum Work {
    Build(Part),
    /// Prints a dependency tree that must not name certain crates.
    CoreTree(Job),
    InBrowser(Job),
    Run(Job),
}

impl Check {
    /// The command that does this check and nothing else.
    fn line(&self) -> String {
        match &self.work {
            Work::Build(part) => format!("cargo xtask build {part}"),
            Work::CoreTree(job) | Work::InBrowser(job) | Work::Run(job) => job.line(),
        }
    }

    fn run(self, repo: &Repo) -> Result<(), Failure> {
        match self.work {
            Work::Build(part) => build(repo, part),
            Work::CoreTree(job) => announced(self.name, || check_tree(job)),
            Work::InBrowser(job) => {
                let browser = chromium::ensure(repo)?;
                announced(self.name, || job.env("CHROME_PATH", browser).run())
            }
            Work::Run(job) => announced(self.name, || job.run()),
        }
    }
}

/// Runs the checks of one area, or all. The first failure ends it.
pub(crate) fn test(repo: &Repo, area: Option<Area>) -> Result<(), Failure> {
    set_up(repo)?;
    let mut steps = Steps::default();
    let mut failure = None;
    for check in checks(repo) {
        if area.is_some_and(|area| !check.areas.contains(&area)) {
            continue;
        }
        let (name, line) = (check.name, check.line());
        if let Err(reason) = steps.time(name, || check.run(repo)) {
            failure = Some(format!("{reason}\n\n“{name}” failed. It alone: {line}"));
            break;
        }
    }
    steps.print_table();
    let (passed, failed) = steps.counts();
    if let Some(failure) = &failure {
        println!("\n{failure}");
    }
    println!("\n{passed} passed, {failed} failed");
    failure.map_or(Ok(()), |_| Err(Failure::told()))
}

fn checks(repo: &Repo) -> Vec<Check> {
    let mut checks = core_checks(repo);
    checks.extend(package_checks(repo));
    checks.extend(worker_checks(repo));
    checks
}

fn core_checks(repo: &Repo) -> Vec<Check> {
    let core = |name, work| Check { name, areas: &[Area::Core], work };
    let cargo = |words: &str| Job::cargo(repo).args(words.split(' '));
    let wasm_crates = format!("clippy --package cuecard-wasm --package cuecard-worker --target {WASM}");
    let formats =
        format!("clippy --package cuecard-wasm --no-default-features --features formats --target {WASM}");
    let bare = format!("check --package cuecard-core --no-default-features --target {BARE_METAL}");
    let tree = "tree --package cuecard-core --no-default-features --edges normal --target all --prefix none";
    vec![
        core("format", Work::Run(cargo("fmt --all --check"))),
        core("clippy", Work::Run(cargo("clippy --all-targets -- --deny warnings"))),
        Check {
            name: "clippy for wasm",
            areas: &[Area::Wasm],
            work: Work::Run(cargo(&wasm_crates).args(["--", "--deny", "warnings"])),
        },
        Check {
            name: "clippy for formats",
            areas: &[Area::Wasm],
            work: Work::Run(cargo(&formats).args(["--", "--deny", "warnings"])),
        },
        core("corpus", Work::Build(Part::Corpus)),
        core("tests", Work::Run(cargo("test"))),
        core("core without features", Work::Run(cargo("check --package cuecard-core --no-default-features"))),
        core(
            "core with templates",
            Work::Run(cargo("check --package cuecard-core --no-default-features --features templates")),
        ),
        core("core without std", Work::Run(cargo(&bare))),
        core("core without a host", Work::CoreTree(cargo(tree))),
        core(
            "documentation",
            Work::Run(
                cargo("doc --package cuecard-core --all-features --no-deps")
                    .env("RUSTDOCFLAGS", "--deny warnings"),
            ),
        ),
    ]
}

fn package_checks(repo: &Repo) -> Vec<Check> {
    let types = "run types --workspaces --if-present";
    vec![
        Check {
            name: "build wasm",
            areas: &[Area::Wasm, Area::Npm, Area::Worker, Area::E2e],
            work: Work::Build(Part::Wasm),
        },
        Check {
            name: "build npm",
            areas: &[Area::Npm, Area::Worker, Area::E2e],
            work: Work::Build(Part::Npm),
        },
        Check { name: "types", areas: &[Area::Npm], work: Work::Run(Job::npm(repo).args(types.split(' '))) },
        Check { name: "npm tests", areas: &[Area::Npm], work: Work::Run(vitest(repo, "npm")) },
    ]
}

fn worker_checks(repo: &Repo) -> Vec<Check> {
    let dry_run = ["deploy", "--dry-run", "--outdir", "target/deploy-dry-run"];
    let both = &[Area::Worker, Area::E2e];
    vec![
        Check { name: "build www", areas: both, work: Work::Build(Part::Www) },
        Check { name: "build worker", areas: both, work: Work::Build(Part::Worker) },
        Check { name: "build seed", areas: both, work: Work::Build(Part::Seed) },
        Check {
            name: "deploy dry run",
            areas: &[Area::Worker],
            work: Work::Run(Job::wrangler(repo).args(dry_run)),
        },
        Check { name: "Worker tests", areas: &[Area::Worker], work: Work::Run(vitest(repo, "worker")) },
        Check { name: "end-to-end tests", areas: &[Area::E2e], work: Work::InBrowser(vitest(repo, "e2e")) },
    ]
}

fn vitest(repo: &Repo, project: &str) -> Job {
    Job::npm(repo).args(["run", &format!("test:{project}"), "--workspace", "tests"])
}

fn check_tree(job: Job) -> Result<(), Failure> {
    let found = forbidden(&job.output()?);
    if found.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("the core depends on {}", found.join(", "))))
}

/// Names of crates in `tree` that the core must not reach. A line is `name v1.2.3 (…)`.
fn forbidden(tree: &str) -> Vec<&'static str> {
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    NOT_IN_CORE.into_iter().filter(|name| names.contains(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_crate_is_found_by_its_whole_name() {
        assert_eq!(forbidden("cuecard-core v0.1.0 (/x)\nserde v1.0.0\nworker-macros v0.8.0\n"), [""; 0]);
        assert_eq!(forbidden("a v1\ngetrandom v0.3.0 (*)\njs-sys v0.3.0\n"), ["js-sys", "getrandom"]);
    }

    #[test]
    fn every_area_has_checks_and_every_check_an_area() {
        let checks = checks(&Repo::find().unwrap());
        for area in Area::value_variants() {
            assert!(checks.iter().any(|check| check.areas.contains(area)), "{area:?}");
        }
        assert!(checks.iter().all(|check| !check.areas.is_empty() && !check.line().is_empty()));
    }
}
