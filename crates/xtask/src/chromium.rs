//! The browser of the end-to-end tests: one that is there, or Debian's.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::job::Job;
use crate::repo::Repo;
use crate::step::announced;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Where Chromium is, after apt installed it if need be and if this program may do so.
pub(crate) fn ensure(repo: &Repo) -> Result<PathBuf, Failure> {
    if let Some(path) = env::var_os("CHROME_PATH").filter(|path| !path.is_empty()).map(PathBuf::from) {
        return if path.is_file() {
            Ok(path)
        } else {
            Err(Failure::new(format!("CHROME_PATH names {}, which is not there", path.display())))
        };
    }
    if let Some(path) = find() {
        return Ok(path);
    }
    let is_root = Job::new(repo, "id").arg("-u").answer().as_deref() == Some("0");
    if !(is_root && Path::new("/etc/debian_version").exists()) {
        return Err(Failure::new(
            "the end-to-end tests need Chromium: install it, or set CHROME_PATH to where Chrome or Chromium is",
        ));
    }
    announced("apt-get install chromium", || {
        apt(repo, &["update"])?;
        apt(repo, &["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-core"])
    })?;
    find().ok_or_else(|| Failure::new("apt installed chromium, but it is not on PATH"))
}

fn apt(repo: &Repo, args: &[&str]) -> Result<(), Failure> {
    Job::new(repo, "apt-get")
        .arg("-qq")
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run_quietly("apt")
}

fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    NAMES.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file()))
}
