//! The Rust toolchains: the stable one of `rust-toolchain.toml`, and a nightly of one fixed day for the Worker.
//!
//! A panic in the Worker may end one request only if std is rebuilt to unwind, which needs nightly. `worker-build`
//! asks rustup for the toolchain called `nightly`, whatever day that is. So it gets a rustup home of its own, in the
//! cache, in which `nightly` is a link to the fixed one: the user's `nightly` is neither used nor changed.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::job::Job;
use crate::packages::Version;
use crate::repo::Repo;
use crate::step::announced;

/// The toolchain of `rust-toolchain.toml`.
pub(crate) const STABLE: &str = "1.95.0";

/// The day was chosen because wasm-bindgen's and worker-build's unwinding were tested with it.
pub(crate) const NIGHTLY: &str = "nightly-2026-05-20";

/// What the npm package runs on.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// It knows how to install nothing when it is told so.
const RUSTUP: Version = Version(1, 28);

/// A target without std: what compiles for it uses none.
pub(crate) const BARE_METAL: &str = "aarch64-unknown-none";

/// Makes sure of rustup and of the stable toolchain's targets.
pub(crate) fn ensure_stable(repo: &Repo) -> Result<(), Failure> {
    check_rustup(Job::new(repo, "rustup").arg("--version").answer().as_deref())?;
    let sysroot = match sysroot_of(repo, STABLE) {
        Some(sysroot) => sysroot,
        None => install(repo, STABLE, &["--component", "clippy,rustfmt"])?,
    };
    let missing =
        [WASM, BARE_METAL].into_iter().filter(|target| !sysroot.join("lib/rustlib").join(target).is_dir());
    let missing: Vec<&str> = missing.collect();
    if missing.is_empty() {
        return Ok(());
    }
    announced("rustup target add", || {
        Job::new(repo, "rustup")
            .args(["target", "add", "--toolchain", STABLE])
            .args(&missing)
            .run_quietly("rustup")
    })
}

/// `answer` is what rustup says about itself: `rustup 1.29.0 (28d1352db 2026-03-05)`.
fn check_rustup(answer: Option<&str>) -> Result<(), Failure> {
    let Some(answer) = answer else {
        return Err(Failure::new("rustup is not on PATH: install it from https://rustup.rs"));
    };
    match answer.split_whitespace().find_map(Version::parse) {
        Some(version) if version < RUSTUP => Err(Failure::new(format!(
            "rustup {version} is too old, {RUSTUP} is needed: run `rustup self update`"
        ))),
        _ => Ok(()),
    }
}

/// A rustup home in which `nightly` is the fixed one.
#[derive(Debug)]
pub(crate) struct Nightly {
    home: PathBuf,
}

impl Nightly {
    pub(crate) fn ensure(repo: &Repo) -> Result<Self, Failure> {
        let sysroot = match sysroot_of(repo, NIGHTLY).filter(|sysroot| has_std_source(sysroot)) {
            Some(sysroot) => sysroot,
            None => install(repo, NIGHTLY, &["--component", "rust-src", "--target", WASM])?,
        };
        let host = host(repo)?;
        let home = repo.cache().join(format!("rustup-{NIGHTLY}"));
        let toolchains = home.join("toolchains");
        fs::create_dir_all(&toolchains).map_err(Failure::of_file("make", &toolchains))?;
        link(&sysroot, &toolchains.join(format!("nightly-{host}")))?;
        Ok(Self { home })
    }

    /// Makes `cargo +nightly` and the like mean the fixed one in `job`, and lets rustup download nothing.
    pub(crate) fn lend(&self, job: Job) -> Job {
        job.env("RUSTUP_HOME", &self.home).env("RUSTUP_TOOLCHAIN", "nightly").env("RUSTUP_AUTO_INSTALL", "0")
    }
}

/// Where a toolchain is, if it is installed.
fn sysroot_of(repo: &Repo, toolchain: &str) -> Option<PathBuf> {
    let job = Job::new(repo, "rustup").args(["run", toolchain, "rustc", "--print", "sysroot"]);
    job.env("RUSTUP_AUTO_INSTALL", "0").answer().map(PathBuf::from)
}

fn has_std_source(sysroot: &Path) -> bool {
    let rustlib = sysroot.join("lib/rustlib");
    rustlib.join("src/rust/library/std").is_dir() && rustlib.join(WASM).is_dir()
}

fn install(repo: &Repo, toolchain: &str, parts: &[&str]) -> Result<PathBuf, Failure> {
    announced(&format!("rustup toolchain install {toolchain}"), || {
        Job::new(repo, "rustup")
            .args(["toolchain", "install", toolchain, "--profile", "minimal", "--no-self-update"])
            .args(parts)
            .run_quietly("rustup")?;
        sysroot_of(repo, toolchain)
            .ok_or_else(|| Failure::new(format!("rustup installed {toolchain}, but it does not run")))
    })
}

/// The target of this machine. rustup names the folder of a toolchain `<toolchain>-<host>`.
pub(crate) fn host(repo: &Repo) -> Result<String, Failure> {
    let answer = Job::new(repo, "rustc").arg("-vV").answer().unwrap_or_default();
    let host = answer.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::new(format!("rustc {STABLE} does not name its host")))
}

/// Leaves a link that is right as it is: another clone may be building through it.
fn link(to: &Path, at: &Path) -> Result<(), Failure> {
    if fs::read_link(at).is_ok_and(|kept| kept == to) {
        return Ok(());
    }
    let new = at.with_extension(std::process::id().to_string());
    symlink(to, &new).map_err(Failure::of_file("make", &new))?;
    fs::rename(&new, at).map_err(Failure::of_file("make", at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_rustup_is_told_how_to_become_new() {
        assert!(check_rustup(Some("rustup 1.29.0 (28d1352db 2026-03-05)")).is_ok());
        let old = check_rustup(Some("rustup 1.27.1 (54dd3d00f 2024-04-24)")).unwrap_err().to_string();
        assert!(old.contains("1.27") && old.contains("self update"), "{old}");
        assert!(check_rustup(None).unwrap_err().to_string().contains("rustup.rs"));
    }

    #[test]
    fn the_stable_toolchain_is_the_one_of_the_repository() {
        let file = include_str!("../../../rust-toolchain.toml");
        assert!(file.contains(&format!("channel = \"{STABLE}\"")));
        assert!(file.contains(WASM) && file.contains(BARE_METAL));
    }

    #[test]
    fn the_host_is_a_target() {
        let host = host(&Repo::find().unwrap()).unwrap();
        assert!(host.starts_with(std::env::consts::ARCH) && host.contains('-'), "{host}");
    }

    #[test]
    fn a_link_is_replaced_when_it_points_elsewhere() {
        let folder = std::env::temp_dir().join(format!("cuecard-link-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let at = folder.join("nightly-x");
        for to in ["/one", "/two", "/two"] {
            link(Path::new(to), &at).unwrap();
            assert_eq!(fs::read_link(&at).unwrap(), Path::new(to));
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
