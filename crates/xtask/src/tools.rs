//! Command line tools of pinned versions, compiled once for each user.
//!
//! They live in the cache by name and version, so clones share them and a new version leaves the old one to older
//! clones. A tool appears under its name by one rename: whoever finds it finds all of it.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;
use crate::rust::host;
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
        if !path.is_file() {
            announced(&format!("install {package} {version} (some minutes, once on this machine)"), || {
                let scratch = tools.join(format!(".{package}-{}", std::process::id()));
                let result = self.install(repo, &scratch, &folder);
                // What is left there is of no use to anybody, and a failure to remove it harms nobody.
                let _ = fs::remove_dir_all(&scratch);
                result
            })?;
        }
        Ok(path)
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
        match fs::rename(&root, folder) {
            Err(_) if folder.join("bin").join(self.program).is_file() => Ok(()), // another clone was faster
            result => result.map_err(Failure::of_file("make", folder)),
        }
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

    /// Has cargo download the crate, and finds out where it put it.
    fn fetch(&self, repo: &Repo, scratch: &Path) -> Result<PathBuf, Failure> {
        let fetch = scratch.join("fetch");
        write(&fetch.join("src/lib.rs"), "")?;
        let manifest = format!(
            "[package]\nname = \"fetch\"\nedition = \"2024\"\n[dependencies]\n{} = \"={}\"\n[workspace]\n",
            self.package, self.version
        );
        write(&fetch.join("Cargo.toml"), &manifest)?;
        let failed = || Failure::new(format!("cargo cannot download {} {}", self.package, self.version));
        let answer = Job::cargo(repo)
            .outside(&fetch)
            .args(["metadata", "--format-version", "1", "--filter-platform"])
            .arg(host(repo)?)
            .output()?;
        let metadata: Metadata = serde_json::from_str(&answer).map_err(|_| failed())?;
        let package = metadata.packages.into_iter().find(|package| package.name == self.package);
        let manifest = package.ok_or_else(failed)?.manifest_path;
        Ok(manifest.parent().unwrap_or(&manifest).to_path_buf())
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
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
