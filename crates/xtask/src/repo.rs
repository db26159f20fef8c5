//! Where things are: the repository, and the cache that all clones of one user share.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The clone that this program was started in.
#[derive(Debug)]
pub(crate) struct Repo {
    root: PathBuf,
    cache: PathBuf,
}

impl Repo {
    /// Finds the clone by the manifest that cargo ran, and the cache by the environment.
    pub(crate) fn find() -> Result<Self, Failure> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let manifest = PathBuf::from(manifest);
        let root = manifest.ancestors().nth(2).unwrap_or(&manifest).to_path_buf();
        if !root.join("rust-toolchain.toml").is_file() {
            return Err(Failure::new("start this as `cargo xtask` inside a clone of the repository"));
        }
        let cache = cache_dir(|name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from))
            .ok_or_else(|| {
                Failure::new("HOME is not set; set CUECARD_CACHE to a folder for the pinned tools")
            })?;
        Ok(Self { root, cache })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Tools of pinned versions, by version. Nothing in it belongs to one clone.
    pub(crate) fn cache(&self) -> &Path {
        &self.cache
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Where npm put the programs of its packages.
    pub(crate) fn npm_bin(&self) -> PathBuf {
        self.path("node_modules/.bin")
    }

    /// What this program keeps for itself; `cargo clean` removes it.
    pub(crate) fn notes(&self) -> PathBuf {
        self.path("target/xtask")
    }
}

fn cache_dir(var: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    var("CUECARD_CACHE")
        .or_else(|| Some(var("XDG_CACHE_HOME")?.join("cuecard")))
        .or_else(|| Some(var("HOME")?.join(".cache/cuecard")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_where_the_environment_says() {
        let with = |set: &'static [&'static str]| {
            cache_dir(|name| set.contains(&name).then(|| Path::new("/at").join(name)))
        };
        assert_eq!(with(&["CUECARD_CACHE", "XDG_CACHE_HOME", "HOME"]), Some("/at/CUECARD_CACHE".into()));
        assert_eq!(with(&["XDG_CACHE_HOME", "HOME"]), Some("/at/XDG_CACHE_HOME/cuecard".into()));
        assert_eq!(with(&["HOME"]), Some("/at/HOME/.cache/cuecard".into()));
        assert_eq!(with(&[]), None);
    }
}
