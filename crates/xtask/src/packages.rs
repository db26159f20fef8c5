//! Node, npm, and the packages of `package-lock.json`.
//!
//! Node 22 itself is one of the packages; the Node of the machine only has to be able to run npm.

use core::fmt;
use std::fs;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;
use crate::stamp::{hex, write};
use crate::step::announced;

/// Manifests whose dependencies are in the lock file.
const MANIFESTS: [&str; 4] = ["package.json", "npm/package.json", "www/package.json", "tests/package.json"];

/// What npm installs by. A new script or description asks for no new installation.
const INSTALLED_BY: [&str; 9] = [
    "name",
    "version",
    "bin",
    "workspaces",
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
    "overrides",
];

const NODE: Version = Version(20, 19);
const NPM: Version = Version(10, 0);

/// Major and minor.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32);

impl Version {
    /// Reads `v20.19.4` and `11.0.0`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.trim().trim_start_matches('v').split('.').map(|number| number.parse().ok());
        Some(Self(numbers.next()??, numbers.next()??))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// Makes sure that the packages of the lock file are there.
pub(crate) fn ensure(repo: &Repo) -> Result<(), Failure> {
    let stamp = repo.path("node_modules/.cuecard-packages");
    let wanted = fingerprint(repo)?;
    if fs::read_to_string(&stamp).is_ok_and(|kept| kept == wanted) {
        return Ok(());
    }
    check(repo, "node", NODE, "install it from https://nodejs.org")?;
    check(repo, "npm", NPM, "run `npm install --global npm`")?;
    announced("npm ci", || {
        Job::of_machine(repo, "npm")
            .args(["ci", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"])
            .run_quietly("npm-ci")
    })?;
    write(&stamp, &wanted)
}

fn check(repo: &Repo, program: &str, least: Version, remedy: &str) -> Result<(), Failure> {
    let answer = Job::of_machine(repo, program).arg("--version").answer();
    match answer.as_deref().map(Version::parse) {
        Some(Some(version)) if version >= least => Ok(()),
        Some(Some(version)) => {
            Err(Failure::new(format!("{program} {version} is too old, {least} is needed: {remedy}")))
        }
        _ => Err(Failure::new(format!("{program} {least} or newer is needed and none is on PATH: {remedy}"))),
    }
}

fn fingerprint(repo: &Repo) -> Result<String, Failure> {
    let mut hash = Sha256::new();
    for manifest in MANIFESTS {
        let path = repo.path(manifest);
        let text = fs::read_to_string(&path).map_err(Failure::of_file("read", &path))?;
        let relevant =
            relevant(&text).map_err(|error| Failure::new(format!("{manifest} is not JSON: {error}")))?;
        hash.update(relevant);
    }
    let lock = repo.path("package-lock.json");
    hash.update(fs::read(&lock).map_err(Failure::of_file("read", &lock))?);
    Ok(hex(&hash.finalize()))
}

fn relevant(manifest: &str) -> Result<String, serde_json::Error> {
    let all: Map<String, Value> = serde_json::from_str(manifest)?;
    let fields = INSTALLED_BY.iter().map(|field| all.get(*field).unwrap_or(&Value::Null).to_string());
    Ok(fields.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_compared() {
        assert_eq!(Version::parse("v20.19.4\n"), Some(Version(20, 19)));
        assert_eq!(Version::parse("11.0.0"), Some(Version(11, 0)));
        assert_eq!(Version::parse("22.1.0-nightly.1"), Some(Version(22, 1)));
        assert_eq!(Version::parse("node: not found"), None);
        assert!(Version(20, 9) < NODE && Version(22, 0) > NODE && Version(20, 19) >= NODE);
    }

    #[test]
    fn a_new_script_asks_for_no_installation() {
        let before = relevant(r#"{"name": "a", "dependencies": {"b": "1"}}"#).unwrap();
        let script = relevant(r#"{"name": "a", "scripts": {"x": "y"}, "dependencies": {"b": "1"}}"#).unwrap();
        let dependency = relevant(r#"{"name": "a", "dependencies": {"b": "2"}}"#).unwrap();
        assert_eq!(before, script);
        assert_ne!(before, dependency);
    }
}
