//! A command that is run for its effect, with the environment that every step needs.
//!
//! Programs of the npm packages come first on PATH, Node 22 among them, and rustup takes the pinned stable toolchain.
//! What cargo told this program about itself is taken away: a cargo that is started from here has to find its own.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::Failure;
use crate::group;
use crate::repo::Repo;
use crate::rust::STABLE;

/// Variables that cargo or rustup set for this program, or that would move the outputs of the build.
const NOT_INHERITED: [&str; 10] = [
    "CARGO",
    "CARGO_BIN_NAME",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_CRATE_NAME",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_TARGET_DIR",
    "RUSTC",
    "RUSTDOC",
    "RUST_RECURSION_COUNT",
];
const NOT_INHERITED_PREFIXES: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];

/// A command and how it would be typed.
#[derive(Debug)]
pub(crate) struct Job {
    command: Command,
    program: String,
    folder: Option<String>,
    variables: Vec<(String, OsString)>,
    logs: PathBuf,
}

impl Job {
    /// A program of PATH, in the root of the repository.
    pub(crate) fn new(repo: &Repo, program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program.as_ref());
        command
            .current_dir(repo.root())
            .env("PATH", path_with(&repo.npm_bin()))
            .env("RUSTUP_TOOLCHAIN", STABLE);
        for (name, _) in env::vars_os().filter(|(name, _)| !is_inherited(name)) {
            command.env_remove(name);
        }
        let program = program.as_ref().to_string_lossy().into_owned();
        Self { command, program, folder: None, variables: Vec::new(), logs: repo.notes() }
    }

    /// A program of the machine, also where the npm packages hold one of that name: npm must not run on the Node
    /// that it replaces.
    pub(crate) fn of_machine(repo: &Repo, program: &str) -> Self {
        let mut job = Self::new(repo, program);
        job.command.env("PATH", path_without(&repo.npm_bin()));
        job
    }

    pub(crate) fn cargo(repo: &Repo) -> Self {
        Self::new(repo, "cargo")
    }

    pub(crate) fn npm(repo: &Repo) -> Self {
        Self::new(repo, "npm")
    }

    /// A program of the npm packages.
    pub(crate) fn npx(repo: &Repo, name: &str) -> Self {
        let mut job = Self::new(repo, repo.npm_bin().join(name));
        job.program = format!("npx {name}");
        job
    }

    /// wrangler, asking nobody and telling nobody.
    pub(crate) fn wrangler(repo: &Repo) -> Self {
        let mut job = Self::npx(repo, "wrangler");
        job.command
            .env("CI", "1")
            .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
            .env("WRANGLER_HIDE_BANNER", "true")
            .env("WRANGLER_SEND_ERROR_REPORTS", "false")
            .env("WRANGLER_SEND_METRICS", "false");
        job
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value.as_ref());
        self.variables.push((name.to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Runs in a folder of the repository.
    pub(crate) fn within(mut self, repo: &Repo, folder: &str) -> Self {
        self.command.current_dir(repo.path(folder));
        self.folder = Some(folder.to_owned());
        self
    }

    /// Runs in a folder outside of the repository, where none of its settings hold.
    pub(crate) fn outside(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// What one would type in the root of the repository.
    pub(crate) fn line(&self) -> String {
        let folder = self.folder.iter().map(|folder| format!("cd {folder} &&"));
        let variables =
            self.variables.iter().map(|(name, value)| format!("{name}={}", quoted(&value.to_string_lossy())));
        let args = self.command.get_args().map(|arg| quoted(&arg.to_string_lossy()));
        let words: Vec<String> = folder.chain(variables).chain([self.program.clone()]).chain(args).collect();
        words.join(" ")
    }

    /// Runs with its output shown as it comes.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        let status = group::run(&mut self.command).map_err(|error| self.not_started(&error))?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!("`{}` failed ({status})", self.line())))
        }
    }

    /// Runs with its output kept in `target/xtask/<name>.log`, and shown only after a failure.
    pub(crate) fn run_quietly(self, name: &str) -> Result<(), Failure> {
        let line = self.line();
        let (status, output) = self.run_logged(name)?;
        if status.success() {
            return Ok(());
        }
        eprintln!("{}", output.trim_end());
        Err(Failure::new(format!("`{line}` failed ({status})")))
    }

    /// Runs with its output kept in `target/xtask/<name>.log`, and gives how it ended and what it printed.
    pub(crate) fn run_logged(mut self, name: &str) -> Result<(ExitStatus, String), Failure> {
        let path = self.logs.join(format!("{name}.log"));
        fs::create_dir_all(&self.logs).map_err(Failure::of_file("make", &self.logs))?;
        let log = File::create(&path).map_err(Failure::of_file("write", &path))?;
        let copy = log.try_clone().map_err(Failure::of_file("write", &path))?;
        self.command.stdout(log).stderr(copy);
        let status = group::run(&mut self.command).map_err(|error| self.not_started(&error))?;
        Ok((status, String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).into_owned()))
    }

    /// Runs a command that answers at once, and gives what it printed; `None` where it failed or does not exist.
    pub(crate) fn answer(mut self) -> Option<String> {
        let output = self.command.stdin(Stdio::null()).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    }

    /// Runs a command and gives what it printed; what it says about errors is shown.
    pub(crate) fn output(mut self) -> Result<String, Failure> {
        self.command.stdin(Stdio::null()).stderr(Stdio::inherit());
        let output = self.command.output().map_err(|error| self.not_started(&error))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(Failure::new(format!("`{}` failed ({})", self.line(), output.status)))
    }

    fn not_started(&self, error: &std::io::Error) -> Failure {
        Failure::new(format!("cannot start `{}`: {error}", self.line()))
    }
}

fn is_inherited(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    !NOT_INHERITED.contains(&name.as_ref())
        && !NOT_INHERITED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

fn path_with(first: &Path) -> OsString {
    let rest = path_without(first);
    // A clone whose path holds a colon cannot be on PATH; then the programs that are there have to do.
    env::join_paths([first.to_path_buf()].into_iter().chain(env::split_paths(&rest))).unwrap_or(rest)
}

/// npm and wrangler, which may have started this program, put the folder there themselves.
fn path_without(folder: &Path) -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    env::join_paths(env::split_paths(&path).filter(|other| other != folder)).unwrap_or(path)
}

fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%{}".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_can_be_typed() {
        let repo = Repo::find().unwrap();
        let job = Job::cargo(&repo)
            .args(["doc", "it's"])
            .env("RUSTDOCFLAGS", "-D warnings")
            .within(&repo, "worker");
        assert_eq!(job.line(), r"cd worker && RUSTDOCFLAGS='-D warnings' cargo doc 'it'\''s'");
        assert_eq!(Job::npx(&repo, "tsc").arg("--noEmit").line(), "npx tsc --noEmit");
    }

    #[test]
    fn what_cargo_says_about_this_program_is_not_passed_on() {
        assert!(!is_inherited(OsStr::new("CARGO_PKG_NAME")));
        assert!(!is_inherited(OsStr::new("CARGO")));
        assert!(is_inherited(OsStr::new("CARGO_HOME")));
        assert!(is_inherited(OsStr::new("HOME")));
    }

    #[test]
    fn a_failure_names_the_command() {
        let repo = Repo::find().unwrap();
        let failure = Job::new(&repo, "false").arg("x").run().unwrap_err();
        assert!(failure.to_string().starts_with("`false x` failed"), "{failure}");
        assert_eq!(Job::new(&repo, "echo").arg("hello").answer().as_deref(), Some("hello"));
        assert_eq!(Job::new(&repo, "false").answer(), None);
    }
}
