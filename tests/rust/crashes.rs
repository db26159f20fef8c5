//! The inputs of `crates/fuzz` that are kept: those that fuzzing began with, and those that it found something with.

#![expect(clippy::unwrap_used, reason = "an input that cannot be read is a failed test")]

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use cuecard_core::{Import, Limits};
use cuecard_fuzz::{Counting, Target, limits, peak_of};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What the repository carries for each target. All of it is read by every test run.
const MOST_INPUTS: usize = 150;
const MOST_BYTES: usize = 300_000;

fn folder(kind: &str, target: Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/fuzz").join(kind).join(target.name())
}

/// A folder that is not there holds nothing.
fn files(kind: &str, target: Target) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder(kind, target)).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn every_kept_input_is_read_or_refused_as_it_should() {
    for target in Target::ALL {
        for (path, data) in files("corpus", target).into_iter().chain(files("crashes", target)) {
            if catch_unwind(|| target.run(&data)).is_err() {
                panic!("{} fails: {}", target.name(), path.display());
            }
        }
    }
}

#[test]
fn every_target_has_inputs_and_all_of_them_are_small() {
    for target in Target::ALL {
        let sizes: Vec<usize> = files("corpus", target).iter().map(|(_, data)| data.len()).collect();
        assert!((4..=MOST_INPUTS).contains(&sizes.len()), "{target:?}: {} files", sizes.len());
        assert!(sizes.iter().sum::<usize>() <= MOST_BYTES, "{target:?}");
    }
}

/// A program that no target stands for would be fuzzed, and what it finds never replayed.
#[test]
fn every_target_has_a_program_and_every_program_a_target() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/fuzz");
    let programs =
        fs::read_dir(crate_folder.join("targets")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut programs: Vec<String> = programs.map(|name| name.into_string().unwrap()).collect();
    programs.sort();
    assert_eq!(programs, Target::ALL.map(|target| format!("{}.rs", target.name())));
    let manifest = fs::read_to_string(crate_folder.join("Cargo.toml")).unwrap();
    let named = Target::ALL.map(|target| format!("path = \"targets/{}.rs\"", target.name()));
    assert!(named.iter().all(|path| manifest.contains(path)));
    assert_eq!(manifest.matches("[[bin]]").count(), named.len());
}

#[test]
fn a_file_of_the_own_format_is_taken_as_it_is() {
    for target in Target::ALL {
        for (path, data) in files("corpus", target) {
            let file = target.file(&data);
            assert_eq!(target.file(&file), file, "{}", path.display());
        }
    }
}

/// A front that makes what the core refuses at once would fuzz nothing.
#[test]
fn fronts_get_past_the_first_look() {
    // Two choices of a chunk, Base64, bytes as they are.
    let card = [&[1, 0, 0, 4, 0], br#"{"name":"A","description":"b"}"#.as_slice()].concat();
    let import = Import::read(&Target::CardPng.file(&card), &limits()).unwrap();
    assert_eq!(import.card.name, "A");

    let import = Import::read(&Target::CardJson.file(&[2, 0, 1]), &limits()).unwrap();
    assert_eq!(import.card.name, "A");
}

#[test]
fn memory_is_counted_at_its_peak() {
    let ((), peak) = peak_of(|| {
        drop(vec![1_u8; 3 << 20]);
        drop(vec![1_u8; 1 << 20]);
    });
    assert!((3 << 20..4 << 20).contains(&peak), "{peak}");
}

#[test]
fn limits_of_fuzzing_are_smaller_than_those_of_products() {
    let (small, edge) = (limits(), Limits::edge());
    assert!(small.file_bytes < edge.file_bytes && small.unpacked_bytes < edge.unpacked_bytes);
    assert_eq!(small.json_depth, edge.json_depth);
}
