//! Files that a stranger made to keep a reader busy. Each is small and has to be refused.

use std::io::Write as _;

use flate2::write::DeflateEncoder;
use flate2::{Compression, FlushCompress};

use super::png::{Png, base64};
use super::zip::archive;
use super::{Goal, Input};

const MIB: usize = 1024 * 1024;

/// What the bombs unpack to, in MiB: more than the widest limits allow.
const BOMB_MIB: usize = 256;

pub(super) fn all() -> Vec<Input> {
    let goal = Goal { native_ms: Some(50.0), wasm_ms: Some(150.0), wasm_ratio: None };
    let refused = |name, file| Input { name, file, card: None, goal };
    vec![
        refused("zTXt that unpacks to 256 MiB", compressed_text()),
        refused("ZIP that unpacks to 256 MiB", compressed_file()),
        refused("ZIP that hides 256 MiB behind 1 KiB", archive("card.json", &bomb(), 1024)),
        refused("JSON of 500,000 arrays in each other", nested_arrays().into_bytes()),
        refused("JSON of 200,000 objects in each other", nested_objects().into_bytes()),
        refused("Base64 of 16 MiB without an end", endless_base64()),
        refused("YAML of aliases of aliases", aliases().into_bytes()),
    ]
}

fn compressed_text() -> Vec<u8> {
    // The checksum behind the data is never reached.
    let text = [b"chara\0\0\x78\x9C", &bomb()[..], &[0; 4]].concat();
    Png::new().pixels(1).chunk(*b"zTXt", &text).end()
}

fn compressed_file() -> Vec<u8> {
    let unpacked = u32::try_from(BOMB_MIB * MIB).unwrap_or(u32::MAX);
    archive("card.json", &bomb(), unpacked)
}

/// DEFLATE of [`BOMB_MIB`] of spaces. One MiB is compressed, ended at a byte, and repeated: what refers back refers to
/// itself only.
fn bomb() -> Vec<u8> {
    let mut block = Vec::with_capacity(MIB);
    let mut deflate = flate2::Compress::new(Compression::best(), false);
    // A vector with that much room takes all of it.
    let _ = deflate.compress_vec(&vec![b' '; MIB], &mut block, FlushCompress::Full);
    let mut bomb = block.repeat(BOMB_MIB);
    bomb.extend(empty_end());
    bomb
}

/// The last block of a DEFLATE stream, without data.
fn empty_end() -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let _ = encoder.write_all(b"");
    encoder.finish().unwrap_or_default()
}

fn nested_arrays() -> String {
    format!(r#"{{"name": "A", "description": {}"#, "[".repeat(500_000))
}

fn nested_objects() -> String {
    format!(r#"{{"name": "A", "description": {}"#, r#"{"a":"#.repeat(200_000))
}

/// A card whose JSON breaks off, so that all of it is decoded and parsed before it is refused. The file stays below
/// 16 MiB, which is the most that the edge accepts.
fn endless_base64() -> Vec<u8> {
    let letters = 16 * MIB - 4 * 1024;
    let json = format!(r#"{{"name": "A", "description": "{}"#, "x".repeat(letters / 4 * 3 - 64));
    Png::new().pixels(1).text("chara", &base64(json.as_bytes())).end()
}

/// Nine times nine times nine …: the “billion laughs”.
fn aliases() -> String {
    let level = |number: u32| {
        let aliases = vec![format!("*a{}", number - 1); 9].join(", ");
        format!("a{number}: &a{number} [{aliases}]\n")
    };
    let levels: String = (1..=20).map(level).collect();
    format!("---\nname: A\na0: &a0 [x, x, x, x, x, x, x, x, x]\n{levels}description: *a20\n")
}

#[cfg(test)]
mod tests {
    use flate2::read::DeflateDecoder;

    use super::*;

    #[test]
    fn the_bomb_is_small_and_unpacks_to_what_its_name_says() {
        let bomb = bomb();
        assert!(bomb.len() < MIB, "{}", bomb.len());
        let length = std::io::copy(&mut DeflateDecoder::new(&bomb[..]), &mut std::io::sink()).unwrap();
        assert_eq!(usize::try_from(length).unwrap(), BOMB_MIB * MIB);
    }

    #[test]
    fn the_base64_stays_below_the_cap_of_the_edge() {
        let file = endless_base64().len();
        assert!((16 * MIB - 8 * 1024..=16 * MIB).contains(&file), "{file}");
    }

    #[test]
    fn the_archives_are_archives() {
        for input in all().iter().filter(|input| input.name.starts_with("ZIP")) {
            assert!(input.file.starts_with(b"PK\x03\x04"), "{}", input.name);
            assert_eq!(input.file.iter().rev().nth(21), Some(&b'P'), "{}", input.name);
        }
    }
}
