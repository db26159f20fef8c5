//! The card files of a folder, and what has to come out of each.
//!
//! `manifest.json` says it, a list of objects with at least `file`; without one, all files of the folder are taken and
//! the truth about a file is what most readers agree on.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::failure::Failure;

/// What readers are judged by.
pub(super) const FIELDS: [&str; 4] = ["name", "description", "first_mes", "entries"];

/// A card file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// Its path in the folder.
    pub(super) name: String,
    /// The row of the table.
    pub(super) group: String,
    pub(super) truth: Truth,
}

/// What has to come out of a file.
#[derive(Debug)]
pub(super) enum Truth {
    /// What most readers agree on.
    Agreed,
    /// Those of [`FIELDS`] that are known.
    Fields(Map<String, Value>),
    /// Nothing.
    Refused,
}

impl File {
    /// A file that cuecard wrote: `group` is its format.
    pub(super) fn written(line: &Value) -> Option<Self> {
        let text = |field: &str| line.get(field).and_then(Value::as_str);
        let source = Path::new(text("from")?).file_name()?.to_string_lossy().into_owned();
        Some(Self {
            path: text("file")?.into(),
            name: source,
            group: text("format")?.to_owned(),
            truth: Truth::Fields(line.get("read")?.as_object()?.clone()),
        })
    }
}

/// Every file of `folder`.
pub(super) fn read(folder: &Path) -> Result<Vec<File>, Failure> {
    let manifest = folder.join("manifest.json");
    let files = if manifest.is_file() { listed(folder, &manifest)? } else { found(folder)? };
    if files.is_empty() {
        return Err(Failure::new(format!("{} holds no card files", folder.display())));
    }
    Ok(files)
}

fn listed(folder: &Path, manifest: &Path) -> Result<Vec<File>, Failure> {
    let text = fs::read_to_string(manifest).map_err(Failure::of_file("read", manifest))?;
    let document: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("{}: {error}", manifest.display())))?;
    let list = list_in(&document)
        .ok_or_else(|| Failure::new(format!("{} holds no list of files", manifest.display())))?;
    Ok(list.iter().filter_map(|item| file(folder, item)).collect())
}

/// The document itself, or the list in it.
fn list_in(document: &Value) -> Option<&Vec<Value>> {
    document.as_array().or_else(|| document.as_object()?.values().find_map(Value::as_array))
}

fn file(folder: &Path, item: &Value) -> Option<File> {
    let name = text(item, "file")?;
    Some(File {
        path: folder.join(name),
        name: name.to_owned(),
        group: group(item, name),
        truth: truth(item),
    })
}

fn group(item: &Value, name: &str) -> String {
    if let Some(group) = text(item, "group") {
        return group.to_owned();
    }
    if is_refused(item) {
        return "refused".to_owned();
    }
    let folder = name.rsplit_once('/').map(|(folder, _)| folder);
    // Files that need a leniency have this word in their names.
    let odd = name.split(['-', '_', '.', '/']).find(|word| *word == "odd");
    let words = [text(item, "container"), text(item, "spec"), folder, odd];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    if words.is_empty() { ending(name) } else { words.join(" ") }
}

fn truth(item: &Value) -> Truth {
    if is_refused(item) {
        return Truth::Refused;
    }
    let known = FIELDS.iter().filter_map(|field| Some(((*field).to_owned(), item.get(*field)?.clone())));
    let known: Map<String, Value> = known.filter(|(_, value)| !value.is_null()).collect();
    if known.is_empty() { Truth::Agreed } else { Truth::Fields(known) }
}

fn is_refused(item: &Value) -> bool {
    item.get("error").is_some_and(|error| !error.is_null())
}

fn text<'a>(item: &'a Value, field: &str) -> Option<&'a str> {
    item.get(field).and_then(Value::as_str)
}

fn found(folder: &Path) -> Result<Vec<File>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::of_file("read", folder))?;
    let mut paths: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let file = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        File { path, group: ending(&name), name, truth: Truth::Agreed }
    };
    Ok(paths.into_iter().map(file).collect())
}

fn ending(name: &str) -> String {
    let ending = Path::new(name).extension().unwrap_or_default();
    ending.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_manifest_is_a_list_or_holds_one() {
        let list = json!([{"file": "a.png"}]);
        assert_eq!(list_in(&list), list.as_array());
        assert_eq!(list_in(&json!({"seed": 1, "cards": list})), list.as_array());
        assert_eq!(list_in(&json!({"seed": 1})), None);
    }

    #[test]
    fn a_file_is_judged_by_what_the_manifest_says() {
        let item =
            json!({"file": "png/v2/a.png", "container": "png", "spec": "v2", "name": "Ada", "entries": 0});
        let file = file(Path::new("/at"), &item).unwrap();
        assert_eq!(
            (file.path.as_path(), file.group.as_str()),
            (Path::new("/at/png/v2/a.png"), "png v2 png/v2")
        );
        let Truth::Fields(fields) = file.truth else { panic!("{:?}", file.truth) };
        assert_eq!(Value::from(fields), json!({"name": "Ada", "entries": 0}));

        assert!(matches!(truth(&json!({"file": "a", "error": "truncated", "name": "Ada"})), Truth::Refused));
        assert!(matches!(truth(&json!({"file": "a", "error": null})), Truth::Agreed));
        assert_eq!(group(&json!({}), "a.card.json"), "json");
        assert_eq!(group(&json!({"container": "png", "spec": "v2"}), "png-odd-bom.png"), "png v2 odd");
    }
}
