//! What a file costs on the wire.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::Failure;

/// Prints the size of some files together, as they are and as `gzip -9` makes them.
pub(crate) fn print_sizes(name: &str, files: &[PathBuf]) -> Result<(), Failure> {
    let (mut plain, mut compressed) = (0, 0);
    for file in files {
        let bytes = fs::read(file).map_err(Failure::of_file("read", file))?;
        plain += bytes.len();
        compressed += gzip_len(&bytes).map_err(Failure::of_file("compress", file))?;
    }
    println!("  {name}: {}, gzip -9 {}", kilobytes(plain), kilobytes(compressed));
    Ok(())
}

/// Prints the size of a file and fails where `gzip -9` makes more than `budget` bytes of it.
pub(crate) fn check_size(name: &str, file: &Path, budget: usize) -> Result<(), Failure> {
    let bytes = fs::read(file).map_err(Failure::of_file("read", file))?;
    let compressed = gzip_len(&bytes).map_err(Failure::of_file("compress", file))?;
    let [plain, found, allowed] = [bytes.len(), compressed, budget].map(kilobytes);
    println!("  {name}: {plain}, gzip -9 {found} of {allowed}");
    if compressed > budget {
        return Err(Failure::new(format!("{name} is too large: gzip -9 {found}, {allowed} are allowed")));
    }
    Ok(())
}

fn gzip_len(bytes: &[u8]) -> io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn kilobytes(bytes: usize) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_have_as_many_bytes_as_its_budget_and_not_one_more() {
        let file = std::env::temp_dir().join(format!("cuecard-size-{}", std::process::id()));
        fs::write(&file, [7; 1000]).unwrap();
        let length = gzip_len(&[7; 1000]).unwrap();
        check_size("x.wasm", &file, length).unwrap();
        let failure = check_size("x.wasm", &file, length - 1).unwrap_err();
        assert!(failure.to_string().starts_with("x.wasm is too large: gzip -9 0.0 kB"), "{failure}");
        fs::remove_file(&file).unwrap();
    }

    #[test]
    fn repetition_costs_little() {
        let length = gzip_len(&[7; 100_000]).unwrap();
        assert!((20..300).contains(&length), "{length}");
        assert_eq!(kilobytes(123_456), "123.4 kB");
    }
}
