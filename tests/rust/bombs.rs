//! Small files that would become large, and large ones that say nothing: each ends in an error with a place, and takes
//! at most 16 MiB of memory beside the file.

#![expect(clippy::unwrap_used, reason = "a bomb that is read is a failed test")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cuecard_core::{Import, Limits};
use cuecard_fuzz::{Counting, peak_of};
use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const IEND: &[u8] = b"\0\0\0\0IEND\xAE\x42\x60\x82";
const MIB: usize = 1024 * 1024;
const MOST_PEAK_BYTES: usize = 16 * MIB;

#[track_caller]
fn ends(what: &str, file: &[u8], code: &str) {
    let (result, peak) = peak_of(|| Import::read(file, &Limits::edge()));
    let error = result.map(|import| import.card.name).unwrap_err();
    assert_eq!(error.code(), code, "{what}: {error}");
    assert!(error.offset().is_some(), "{what}: {error}, without a place");
    assert!(peak <= MOST_PEAK_BYTES, "{what} took {peak} bytes");
}

fn png(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
    file.extend(kind);
    file.extend(body);
    file.extend([0; 4]);
    file.extend(IEND);
    file
}

/// An archive of deflated files, each announced as the second number says.
fn zip(files: &[(&str, &[u8], u32)]) -> Vec<u8> {
    let (mut file, mut list) = (Vec::new(), Vec::new());
    for (name, packed, announced) in files {
        let mut head = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        head.extend([0; 4]);
        head.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        head.extend(announced.to_le_bytes());
        head.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        head.extend([0; 2]);
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&head);
        list.extend([0; 10]);
        list.extend(u32::try_from(file.len()).unwrap().to_le_bytes());
        list.extend(name.bytes());
        file.extend(b"PK\x03\x04");
        file.extend(&head);
        file.extend(name.bytes());
        file.extend(*packed);
    }
    end(file, &list, files.len())
}

fn end(mut file: Vec<u8>, list: &[u8], count: usize) -> Vec<u8> {
    let (at, count) = (u32::try_from(file.len()).unwrap(), u16::try_from(count).unwrap());
    file.extend(list);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count.to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend(u32::try_from(list.len()).unwrap().to_le_bytes());
    file.extend(at.to_le_bytes());
    file.extend([0; 2]);
    file
}

#[test]
fn compressed_text_in_a_png() {
    let bomb = compress_to_vec_zlib(&vec![b'A'; 256 * MIB], 9);
    ends("zTXt", &png(*b"zTXt", &[b"ccv3\0\0", &bomb[..]].concat()), "unpacked_too_large");
    ends("iTXt", &png(*b"iTXt", &[b"ccv3\0\x01\0\0\0", &bomb[..]].concat()), "unpacked_too_large");
}

#[test]
fn many_compressed_texts_in_a_png_share_one_budget() {
    let text = compress_to_vec_zlib(&vec![b'A'; 3 * MIB], 9);
    let one = png(*b"zTXt", &[b"ccv3\0\0", &text[..]].concat());
    let (head, chunk) = one.split_at(8);
    let chunk = chunk.strip_suffix(IEND).unwrap();
    let file = [head, &chunk.repeat(1000), IEND].concat();
    // The first fails as the JSON that it is not; none of the others unpacks beyond what is left.
    let (result, peak) = peak_of(|| Import::read(&file, &Limits::edge()));
    assert_eq!(result.unwrap_err().code(), "invalid_json");
    assert!(peak <= MOST_PEAK_BYTES, "{peak} bytes");
}

#[test]
fn many_bombs_in_a_png_are_refused_once_the_budget_is_spent() {
    let bomb = compress_to_vec_zlib(&vec![b'A'; 9 * MIB], 9);
    let card = compress_to_vec_zlib(br#"{"name": "Ada", "description": "x"}"#, 9);
    let chunk = |text: &[u8]| {
        let file = png(*b"zTXt", &[b"ccv3\0\0", text].concat());
        file[8..file.len() - IEND.len()].to_vec()
    };
    let read = |texts: Vec<u8>| [b"\x89PNG\r\n\x1a\n", &texts[..], IEND].concat();
    // Were the bombs free, the card behind them would be unpacked, and read.
    ends("bombs", &read([chunk(&bomb).repeat(1700), chunk(&card)].concat()), "unpacked_too_large");
    assert!(Import::read(&read(chunk(&card)), &Limits::edge()).is_ok());
}

#[test]
fn archives() {
    let zeros = compress_to_vec(&vec![0; 64 * MIB], 9);
    let announced = u32::try_from(64 * MIB).unwrap();
    ends("a card of 64 MiB", &zip(&[("card.json", &zeros, announced)]), "unpacked_too_large");
    ends("a card that lies about its size", &zip(&[("card.json", &zeros, 100)]), "invalid_zip");
    let files: Vec<(&str, &[u8], u32)> = vec![("a", &zeros, announced); 3];
    ends("files of 192 MiB", &zip(&files), "unpacked_too_large");
    ends("a card of 4 GiB", &zip(&[("card.json", &zeros, u32::MAX - 1)]), "unpacked_too_large");
}

#[test]
fn files_of_an_archive_that_share_their_bytes() {
    let file = zip(&[("card.json", &compress_to_vec(b"{}", 9), 2), ("b", b"\x03\0", 0)]);
    let list = file.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    let (head, rest) = file.split_at(list);
    let first = &rest[..46 + "card.json".len()];
    let file = end(head.to_vec(), &first.repeat(1000), 1000);
    ends("one file, a thousand times", &file, "invalid_zip");
}

#[test]
fn aliases_in_yaml() {
    let mut yaml =
        String::from("name: Ada\ndescription: x\na0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..10 {
        let before = format!("*a{}", level - 1);
        yaml += &format!("a{level}: &a{level} [{}]\n", vec![before; 9].join(", "));
    }
    ends("lists of lists", yaml.as_bytes(), "too_many");
    let text = format!("name: Ada\na: &a {}\nb: [{}]\n", "x".repeat(MIB), vec!["*a"; 1000].join(", "));
    ends("a long text", text.as_bytes(), "unpacked_too_large");
}

#[test]
fn deep_and_long_json() {
    ends("lists", &[b"{\"a\":", &b"[".repeat(15 * MIB)[..]].concat(), "json_too_deep");
    ends("a text without an end", &[b"{\"a\":\"", &b"a".repeat(15 * MIB)[..]].concat(), "invalid_json");
}

#[test]
fn sixteen_mebibytes_of_base64() {
    let letters = b"A".repeat(16 * MIB - 64);
    ends("letters of no document", &png(*b"tEXt", &[b"ccv3\0", &letters[..]].concat()), "invalid_json");
    let lines = b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n".repeat(MIB / 2 - 4);
    ends("the same in lines", &png(*b"tEXt", &[b"ccv3\0", &lines[..]].concat()), "invalid_json");
    let deep = STANDARD.encode(b"[".repeat(8 * MIB));
    ends("brackets", &png(*b"tEXt", &[b"ccv3\0", deep.as_bytes()].concat()), "json_too_deep");
}

#[test]
fn a_chunk_of_four_gigabytes() {
    let mut file = png(*b"tEXt", b"ccv3\0e30=");
    file.get_mut(8..12).unwrap().copy_from_slice(&[0xFF; 4]);
    ends("a length", &file, "truncated");
}
