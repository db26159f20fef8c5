//! `cargo xtask fuzz`: libFuzzer on the targets of `crates/fuzz`, one after the other.
//!
//! Coverage is a pass of LLVM that the stable compiler has. Sanitizers would need nightly and look for what unsafe code
//! does wrong, of which the core has none; so neither they nor cargo-fuzz are used. One process at a time: a
//! second one would take the processor from the first.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;
use crate::rust;
use crate::step::announced;

/// What `--long` stands for.
pub(crate) const LONG_SECONDS: u64 = 600;

/// Counts how often each edge of the control flow is taken, and what is compared with what.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

/// Longest input, slowest input, and memory of the whole process. What one input may take is checked by the targets.
const LIMITS: [&str; 4] = ["-max_len=65536", "-timeout=10", "-report_slow_units=2", "-rss_limit_mb=1024"];

/// A target that can be fuzzed: a program of `crates/fuzz/targets`, by its name.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Target(String);

impl Target {
    /// Every program that there is.
    fn all(repo: &Repo) -> Result<Vec<Self>, Failure> {
        let folder = repo.path("crates/fuzz/targets");
        let entries = fs::read_dir(&folder).map_err(Failure::of_file("read", &folder))?;
        let paths = entries.flatten().map(|entry| entry.path());
        let programs = paths.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
        let name = |path: PathBuf| Some(Self(path.file_stem()?.to_str()?.to_owned()));
        let mut all: Vec<Self> = programs.filter_map(name).collect();
        all.sort();
        Ok(all)
    }

    /// The one of that name, or all.
    fn chosen(repo: &Repo, name: Option<&str>) -> Result<Vec<Self>, Failure> {
        let all = Self::all(repo)?;
        let Some(name) = name else { return Ok(all) };
        let chosen = Self(name.to_owned());
        if all.contains(&chosen) {
            return Ok(vec![chosen]);
        }
        let names: Vec<&str> = all.iter().map(Self::name).collect();
        Err(Failure::new(format!("there is no target {name}; there are {}", names.join(", "))))
    }

    fn name(&self) -> &str {
        &self.0
    }

    /// What the repository keeps.
    fn kept(&self, repo: &Repo) -> Vec<PathBuf> {
        let folders = ["corpus", "crashes"].map(|kind| repo.path("crates/fuzz").join(kind).join(self.name()));
        folders.into_iter().filter(|folder| folder.is_dir()).collect()
    }

    /// A folder of this clone, which is made.
    fn folder(&self, repo: &Repo, kind: &str) -> Result<PathBuf, Failure> {
        let folder = repo.path("target/fuzz").join(kind).join(self.name());
        fs::create_dir_all(&folder).map_err(Failure::of_file("make", &folder))?;
        Ok(folder)
    }
}

/// Fuzzes one target, or each in turn, until the time is over or something is found.
pub(crate) fn fuzz(repo: &Repo, name: Option<&str>, seconds: u64) -> Result<(), Failure> {
    let targets = Target::chosen(repo, name)?;
    let programs = build(repo, &targets)?;
    for (target, program) in targets.iter().zip(programs) {
        let name = target.name();
        announced(&format!("{name} for {seconds} s"), || run(repo, target, program, seconds))?;
    }
    Ok(())
}

/// Reduces what earlier runs of one target, or of each, have kept.
pub(crate) fn merge(repo: &Repo, name: Option<&str>) -> Result<(), Failure> {
    let targets = Target::chosen(repo, name)?;
    let programs = build(repo, &targets)?;
    for (target, program) in targets.iter().zip(programs) {
        announced(&format!("merge {}", target.name()), || reduce(repo, target, program))?;
    }
    Ok(())
}

/// The programs of `targets`, in their order.
fn build(repo: &Repo, targets: &[Target]) -> Result<Vec<PathBuf>, Failure> {
    rust::ensure_stable(repo)?;
    let compiler = env::var_os("CXX").unwrap_or_else(|| "c++".into());
    if Job::new(repo, &compiler).arg("--version").answer().is_none() {
        return Err(Failure::new("libFuzzer needs a C++ compiler: on Debian `apt-get install g++`"));
    }
    // Named even where it is this machine: else the flags would hold for build scripts and macros too.
    let host = rust::host(repo)?;
    let job = Job::cargo(repo).env("RUSTFLAGS", COVERAGE).args(["build", "--package", "cuecard-fuzz"]);
    let job = job.args(["--features", "libfuzzer", "--profile", "fuzz", "--target", &host]);
    let job = targets.iter().fold(job, |job, target| job.args(["--bin", target.name()]));
    let folder = repo.path("target/fuzz/build");
    let job = job.arg("--target-dir").arg(&folder);
    announced("build the fuzz targets", || job.run_quietly("fuzz-build"))?;
    Ok(targets.iter().map(|target| folder.join(&host).join("fuzz").join(target.name())).collect())
}

fn run(repo: &Repo, target: &Target, program: PathBuf, seconds: u64) -> Result<(), Failure> {
    target.folder(repo, "found")?;
    let job = Job::new(repo, &program)
        .args(LIMITS)
        .arg(format!("-max_total_time={seconds}"))
        // Relative, for what is printed about a finding.
        .arg(format!("-artifact_prefix=target/fuzz/found/{}/", target.name()))
        .arg("-print_final_stats=1")
        .arg(format!("-dict={}", repo.path("crates/fuzz/words.dict").display()))
        .arg(target.folder(repo, "corpus")?)
        .args(target.kept(repo));
    let (status, output) = job.run_logged(&format!("fuzz-{}", target.name()))?;
    if let Some(statistics) = Statistics::read(&output) {
        println!("  {statistics}");
    }
    if status.success() { Ok(()) } else { Err(found(repo, target, program, &output)) }
}

fn reduce(repo: &Repo, target: &Target, program: PathBuf) -> Result<(), Failure> {
    let (corpus, merged) = (target.folder(repo, "corpus")?, target.folder(repo, "merged")?);
    let count = |folder| fs::read_dir(folder).into_iter().flatten().count();
    let before = count(&corpus);
    // What is in the first folder stays there, so it has to begin empty.
    fs::remove_dir_all(&merged).map_err(Failure::of_file("remove", &merged))?;
    let merged = target.folder(repo, "merged")?;
    let job = Job::new(repo, program).args(LIMITS).arg("-merge=1").arg(&merged).arg(&corpus);
    job.run_quietly(&format!("fuzz-merge-{}", target.name()))?;
    fs::remove_dir_all(&corpus).map_err(Failure::of_file("remove", &corpus))?;
    fs::rename(&merged, &corpus).map_err(Failure::of_file("replace", &corpus))?;
    println!("  {before} inputs, {} of them kept", count(&corpus));
    Ok(())
}

/// Tells what was found, and where it is.
fn found(repo: &Repo, target: &Target, program: PathBuf, output: &str) -> Failure {
    let name = target.name();
    let why = reason(output);
    let Some(input) = artifact(output) else {
        return Failure::new(format!("{name}: {why}; see target/xtask/fuzz-{name}.log"));
    };
    // Once more, for the file that the input stands for: it means the same to every later version of the target.
    let file = format!("{input}.file");
    let again =
        Job::new(repo, program).arg(&input).env("RUST_BACKTRACE", "1").env("CUECARD_FUZZ_FILE", &file);
    let line = again.line();
    let again = again.run_logged(&format!("fuzz-found-{name}"));
    let is_steady = again.is_ok_and(|(status, _)| !status.success());
    let whether = if is_steady { "" } else { " (did not fail a second time)" };
    Failure::new(format!(
        "{name} found something{whether}: {why}\n  input   {input}\n  file    {file}\n  replay  {line}\n  keep    \
         mkdir -p crates/fuzz/crashes/{name} && cp {file} crates/fuzz/crashes/{name}/WHAT_WAS_WRONG\n  \
         test    cargo test --package cuecard-conformance --test crashes"
    ))
}

/// Where libFuzzer wrote the input that it stopped at.
fn artifact(output: &str) -> Option<String> {
    let (_, path) = output.lines().rev().find_map(|line| line.split_once("Test unit written to "))?;
    Some(path.trim().to_owned())
}

/// What the panic said, or else what libFuzzer said.
fn reason(output: &str) -> String {
    let mut lines = output.lines().skip_while(|line| !line.contains("panicked at"));
    let panic: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("note:")).take(4).collect();
    if !panic.is_empty() {
        return panic.join("\n  ");
    }
    let verdict = output.lines().find(|line| line.contains("ERROR: ") || line.contains("Failed "));
    verdict.unwrap_or("it ended early").to_owned()
}

/// How a run went, in libFuzzer's figures.
#[derive(Debug, Eq, PartialEq)]
struct Statistics {
    runs: u64,
    runs_each_second: u64,
    edges: u64,
    features: u64,
    /// Number and size of the inputs that reach them.
    corpus: String,
    memory_mb: u64,
    /// The longest that an input took, in whole seconds.
    slowest_seconds: u64,
}

impl Statistics {
    fn read(output: &str) -> Option<Self> {
        let figure = |name: &str| {
            output.lines().rev().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok())
        };
        // `#123 DONE   cov: 1 ft: 2 corp: 3/4Kb lim: 5 exec/s: 6 rss: 7Mb`
        let progress = output.lines().rfind(|line| line.contains(" cov: ") && line.contains(" corp: "))?;
        let after = |name: &str| progress.split_whitespace().skip_while(|word| *word != name).nth(1);
        Some(Self {
            runs: figure("stat::number_of_executed_units:")?,
            runs_each_second: figure("stat::average_exec_per_sec:")?,
            edges: after("cov:")?.parse().ok()?,
            features: after("ft:")?.parse().ok()?,
            corpus: after("corp:")?.to_owned(),
            memory_mb: figure("stat::peak_rss_mb:")?,
            slowest_seconds: figure("stat::slowest_unit_time_sec:")?,
        })
    }
}

impl core::fmt::Display for Statistics {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { runs, runs_each_second, edges, features, corpus, memory_mb, slowest_seconds } = self;
        write!(
            f,
            "{runs} runs, {runs_each_second}/s; {edges} edges, {features} features; corpus {corpus}; {memory_mb} MB, \
             slowest {slowest_seconds} s"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_chosen_by_its_name() {
        let repo = Repo::find().unwrap();
        let all = Target::chosen(&repo, None).unwrap();
        assert!(all.len() > 3 && all.is_sorted());
        for target in &all {
            assert_eq!(Target::chosen(&repo, Some(target.name())).unwrap(), core::slice::from_ref(target));
        }
        let reason = Target::chosen(&repo, Some("card")).unwrap_err().to_string();
        assert!(reason.starts_with("there is no target card; there are card_charx, "), "{reason}");
    }

    #[test]
    fn the_figures_of_a_run_are_read() {
        let output = "#9\tNEW    cov: 1 ft: 2 corp: 2/3b exec/s: 0\n\
            #40960\tDONE   cov: 250 ft: 751 corp: 104/4203b lim: 52 exec/s: 20480 rss: 34Mb\n\
            Done 40960 runs in 2 second(s)\nstat::number_of_executed_units: 40960\n\
            stat::average_exec_per_sec:     20480\nstat::slowest_unit_time_sec:    0\n\
            stat::peak_rss_mb:              34\n";
        let statistics = Statistics::read(output).unwrap();
        assert_eq!(
            statistics.to_string(),
            "40960 runs, 20480/s; 250 edges, 751 features; corpus 104/4203b; 34 MB, slowest 0 s"
        );
        assert_eq!(Statistics::read("ERROR: no"), None);
    }

    #[test]
    fn a_finding_is_its_panic_and_its_input() {
        let output = "#2\tINITED cov: 1\n\nthread '<unnamed>' (1) panicked at crates/core/src/x.rs:1:2:\nno\n\
            note: run with\n==1== ERROR: libFuzzer: deadly signal\n\
            artifact_prefix='/a/'; Test unit written to /a/crash-12\nBase64: AA==\n";
        assert_eq!(artifact(output).as_deref(), Some("/a/crash-12"));
        assert!(reason(output).ends_with("x.rs:1:2:\n  no"), "{}", reason(output));
        assert_eq!(
            reason("==1== ERROR: libFuzzer: timeout after 10 seconds\n"),
            "==1== ERROR: libFuzzer: timeout after 10 seconds"
        );
    }
}
