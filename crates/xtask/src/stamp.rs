//! Whether a step has anything to do: its inputs by content, not by time, so that a fresh clone, a branch change and a
//! touched file cost nothing.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::failure::Failure;
use crate::repo::Repo;

/// Folders inside an input that hold outputs or other people's code. An output that is an input of the next step is
/// named as an input itself.
const NOT_INPUTS: [&str; 6] = ["node_modules", "target", "dist", "generated", "build", ".wrangler"];

/// The state of the inputs of a step.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
    hash: String,
    outputs: Vec<PathBuf>,
}

impl Stamp {
    /// `version` stands for what is no file: versions of tools, and their options. Inputs and outputs are paths in
    /// the repository; a folder stands for all that is in it.
    pub(crate) fn new(
        repo: &Repo,
        step: &str,
        version: &str,
        inputs: &[&str],
        outputs: &[&str],
    ) -> Result<Self, Failure> {
        let mut hash = Sha256::new();
        add(&mut hash, version.as_bytes());
        for input in inputs {
            add(&mut hash, input.as_bytes());
            add_path(&mut hash, &repo.path(input))?;
        }
        Ok(Self {
            file: repo.notes().join(format!("{step}.stamp")),
            hash: hex(&hash.finalize()),
            outputs: outputs.iter().map(|output| repo.path(output)).collect(),
        })
    }

    /// Whether the step was done with these inputs and its outputs are there.
    pub(crate) fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.hash)
            && self.outputs.iter().all(|output| output.exists())
    }

    /// Does the step. A step that is broken off leaves no stamp.
    pub(crate) fn around(&self, work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        if self.file.exists() {
            fs::remove_file(&self.file).map_err(Failure::of_file("remove", &self.file))?;
        }
        work()?;
        if let Some(missing) = self.outputs.iter().find(|output| !output.exists()) {
            return Err(Failure::new(format!("the step ended well, but {} is not there", missing.display())));
        }
        write(&self.file, &self.hash)
    }
}

/// Writes a file and the folder that it is in.
pub(crate) fn write(file: &Path, content: &str) -> Result<(), Failure> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(Failure::of_file("make", folder))?;
    }
    fs::write(file, content).map_err(Failure::of_file("write", file))
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn add_path(hash: &mut Sha256, path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return add_folder(hash, path);
    }
    if path.exists() {
        add(hash, &fs::read(path).map_err(Failure::of_file("read", path))?);
    }
    Ok(())
}

fn add_folder(hash: &mut Sha256, folder: &Path) -> Result<(), Failure> {
    let fail = || Failure::of_file("read", folder);
    let mut entries = fs::read_dir(folder).map_err(fail())?.collect::<Result<Vec<_>, _>>().map_err(fail())?;
    // The order of a folder differs between machines.
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        if NOT_INPUTS.iter().all(|other| name != *other) {
            add(hash, name.as_encoded_bytes());
            add_path(hash, &entry.path())?;
        }
    }
    add(hash, b"/");
    Ok(())
}

/// With its length, so that two neighbours cannot pass for two others.
fn add(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    fn hash_of(folder: &Path) -> String {
        let mut hash = Sha256::new();
        add_path(&mut hash, folder).unwrap();
        hex(&hash.finalize())
    }

    #[test]
    fn a_folder_is_its_names_and_contents_without_outputs() {
        let folder = env::temp_dir().join(format!("cuecard-stamp-{}", std::process::id()));
        write(&folder.join("src/a.rs"), "a").unwrap();
        let before = hash_of(&folder);

        write(&folder.join("dist/out.js"), "out").unwrap();
        write(&folder.join("src/a.rs"), "a").unwrap();
        assert_eq!(hash_of(&folder), before, "an output and a rewrite change nothing");

        write(&folder.join("src/b.rs"), "").unwrap();
        let with_b = hash_of(&folder);
        assert_ne!(with_b, before, "an empty file counts");

        fs::rename(folder.join("src/b.rs"), folder.join("b.rs")).unwrap();
        assert_ne!(hash_of(&folder), with_b, "so does where it is");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_step_is_fresh_after_it_was_done_and_stale_after_it_failed() {
        let folder = env::temp_dir().join(format!("cuecard-step-{}", std::process::id()));
        let output = folder.join("output");
        let stamp =
            Stamp { file: folder.join("notes/x.stamp"), hash: "1".to_owned(), outputs: vec![output.clone()] };
        assert!(!stamp.is_fresh());
        stamp.around(|| Ok(())).unwrap_err();
        stamp.around(|| write(&output, "")).unwrap();
        assert!(stamp.is_fresh());

        let changed = Stamp { hash: "2".to_owned(), file: stamp.file.clone(), outputs: Vec::new() };
        assert!(!changed.is_fresh());
        changed.around(|| Err(Failure::new("no"))).unwrap_err();
        assert!(!stamp.is_fresh(), "the failure removed the stamp");
        fs::remove_dir_all(&folder).unwrap();
    }
}
