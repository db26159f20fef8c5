//! Command line tools of pinned versions, compiled once for each user.
//!
//! They live in the cache by name and version, so clones share them and a new version leaves the old one to older
//! clones. A tool appears under its name by one rename: whoever finds it finds all of it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;
use crate::stamp::write;
use crate::step::announced;

/// Has to be the version of the crate `wasm-bindgen` to the last digit.
pub(crate) const WASM_BINDGEN: Tool =
    Tool { package: "wasm-bindgen-cli", version: "0.2.130", program: "wasm-bindgen", without: None };

/// `native-tls` is for downloads of other tools, which it is given here, and needs OpenSSL's headers on Linux.
pub(crate) const WORKER_BUILD: Tool =
    Tool { package: "worker-build", version: "0.8.7", program: "worker-build", without: Some("native-tls") };

/// A program that cargo compiles from a crate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool {
    package: &'static str,
    version: &'static str,
    program: &'static str,
    /// A feature of one of its dependencies that is left out.
    without: Option<&'static str>,
}

impl Tool {
    pub(crate) const fn version(&self) -> &'static str {
        self.version
    }

    /// Where the program is, after it was compiled if need be.
    pub(crate) fn ensure(&self, repo: &Repo) -> Result<PathBuf, Failure> {
        let Self { package, version, program, .. } = self;
        let tools = repo.cache().join("tools");
        let folder = tools.join(format!("{package}-{version}"));
        let path = folder.join("bin").join(program);
        if path.is_file() {
            return Ok(path);
        }
        announced(&format!("install {package} {version} (some minutes, once on this machine)"), || {
            // Not removed after a failure: the next try goes on from there.
            let scratch = tools.join(format!(".{package}-{version}"));
            let result = self.install(repo, &scratch, &folder);
            // Another clone may have done the same at the same time, and removed the scratch folder.
            if path.is_file() {
                let _ = fs::remove_dir_all(&scratch);
                return Ok(path);
            }
            result.map(|()| path)
        })
    }

    fn install(&self, repo: &Repo, scratch: &Path, folder: &Path) -> Result<(), Failure> {
        fs::create_dir_all(scratch).map_err(Failure::of_file("make", scratch))?;
        let root = scratch.join("root");
        let job = Job::cargo(repo).outside(scratch).args(["install", "--root"]).arg(&root);
        let job = job.env("CARGO_TARGET_DIR", scratch.join("target"));
        let job = match self.without {
            None => job.arg(format!("{}@{}", self.package, self.version)),
            Some(feature) => job.arg("--path").arg(self.source(repo, scratch, feature)?),
        };
        job.run_quietly(&format!("install-{}", self.package))?;
        fs::rename(&root, folder).map_err(Failure::of_file("make", folder))
    }

    /// A copy of the crate's source whose manifest does not ask for `feature`.
    fn source(&self, repo: &Repo, scratch: &Path, feature: &str) -> Result<PathBuf, Failure> {
        let source = scratch.join("source");
        copy_folder(&self.fetch(repo, scratch)?, &source)?;
        let manifest = source.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).map_err(Failure::of_file("read", &manifest))?;
        let line = format!("\n    \"{feature}\",");
        if !text.contains(&line) {
            return Err(Failure::new(format!("{} {} does not use {feature}", self.package, self.version)));
        }
        write(&manifest, &text.replacen(&line, "", 1))?;
        Ok(source)
    }

    /// Has cargo download the crate, which it does to describe it, and finds it where cargo keeps sources.
    fn fetch(&self, repo: &Repo, scratch: &Path) -> Result<PathBuf, Failure> {
        let name = format!("{}@{}", self.package, self.version);
        Job::cargo(repo).outside(scratch).args(["info", &name]).run_quietly("fetch")?;
        let registries = cargo_home().join("registry/src");
        let entries = fs::read_dir(&registries).map_err(Failure::of_file("read", &registries))?;
        let folder = format!("{}-{}", self.package, self.version);
        let mut sources = entries.flatten().map(|registry| registry.path().join(&folder));
        sources
            .find(|source| source.join("Cargo.toml").is_file())
            .ok_or_else(|| Failure::new(format!("cargo did not keep {folder} in {}", registries.display())))
    }
}

fn cargo_home() -> PathBuf {
    let home = || env::home_dir().unwrap_or_default().join(".cargo");
    env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(Failure::of_file("make", to))?;
    for entry in fs::read_dir(from).map_err(Failure::of_file("read", from))? {
        let entry = entry.map_err(Failure::of_file("read", from))?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            fs::copy(&from, &to).map_err(Failure::of_file("copy", &from))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_and_crates_are_of_the_same_version() {
        let wasm = include_str!("../../wasm/Cargo.toml");
        let worker = include_str!("../../../worker/Cargo.toml");
        assert!(wasm.contains(&format!("wasm-bindgen = \"={}\"", WASM_BINDGEN.version)));
        assert!(worker.contains(&format!("wasm-bindgen = \"={}\"", WASM_BINDGEN.version)));
        assert!(worker.contains(&format!("version = \"={}\"", WORKER_BUILD.version)));
    }
}
