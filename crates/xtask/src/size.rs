//! What a file costs on the wire.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

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
    fn repetition_costs_little() {
        let length = gzip_len(&[7; 100_000]).unwrap();
        assert!((20..300).contains(&length), "{length}");
        assert_eq!(kilobytes(123_456), "123.4 kB");
    }
}
