//! Writes the first inputs of each target into `corpus/` that are not text: one small file of each kind that there is.
//! The cards in them are the texts of `corpus/card_json`.

use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cuecard_fuzz::Target;
use cuecard_fuzz::front::exif::{Layout, jpeg, webp};
use cuecard_fuzz::front::png::Png;
use cuecard_fuzz::front::zip::Zip;
use miniz_oxide::deflate::compress_to_vec_zlib;

const V1: &str = include_str!("../corpus/card_json/v1");
const V2: &str = include_str!("../corpus/card_json/v2");
const V3: &str = include_str!("../corpus/card_json/v3");

const MANIFEST: &str = r#"{"schemaVersion":1,"characters":["characters/a/character.json"],"scenarios":["scenarios/s.json"],"author":{"name":"n"}}"#;
const CHARACTER: &str = r##"{"name":"a","displayName":"Ada","persona":"{character} and #{user}:","loreItems":[{"key":"a,b","value":"v"}],"images":[{"path":"images/a.png","label":""}]}"##;
const SCENARIO: &str = r##"{"narrative":"n","firstMessages":[{"text":"Hi"}],"exampleMessages":[{"text":"#{user}: hm"}],"formattingInstructions":"f"}"##;

fn main() -> io::Result<()> {
    for target in Target::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.name());
        fs::create_dir_all(&folder)?;
        for (name, bytes) in seeds(target) {
            fs::write(folder.join(name), bytes)?;
        }
    }
    Ok(())
}

fn seeds(target: Target) -> Vec<(&'static str, Vec<u8>)> {
    match target {
        Target::CardCharx => archives(),
        Target::CardJson => vec![("made", choices(2, 200))],
        Target::CardPng => pngs(),
        Target::CardWebp => photographs(),
        Target::CardYaml => vec![("made", [&[1], &choices(9, 250)[..]].concat())],
    }
}

/// Choices that are all different.
fn choices(first: u8, length: u8) -> Vec<u8> {
    (0..length).map(|place| place.wrapping_mul(37).wrapping_add(first)).collect()
}

fn png(fill: impl FnOnce(&mut Png)) -> Vec<u8> {
    let mut png = Png::default();
    fill(&mut png);
    png.finish()
}

fn pngs() -> Vec<(&'static str, Vec<u8>)> {
    let [v2, v3] = [V2, V3].map(|card| STANDARD.encode(card).into_bytes());
    let cut = png(|png| png.text(b"chara", &v2));
    vec![
        ("chara", png(|png| png.text(b"chara", STANDARD.encode(V1).as_bytes()))),
        (
            "both",
            png(|png| {
                png.chunk(b"IDAT", b"x");
                png.text(b"chara", &v2);
                png.text(b"ccv3", &v3);
            }),
        ),
        ("compressed", png(|png| png.compressed(b"chara", &compress_to_vec_zlib(&v2, 6)))),
        (
            "international",
            png(|png| {
                png.international(b"chara", false, V2.as_bytes());
                png.international(b"ccv3", true, &compress_to_vec_zlib(&v3, 6));
            }),
        ),
        (
            "assets",
            png(|png| {
                png.chunk(b"acTL", &[0; 8]);
                png.text(b"chara-ext-asset_:1", b"AAAA");
                png.text(b"chara-ext-asset_2", b"BBBB");
                png.text(b"ccv3", &v3);
            }),
        ),
        ("encrypted", png(|png| png.text(b"ccv3", b"rcc||rccv1||AAAA||00||e30="))),
        ("cut", cut.get(..cut.len() - 20).unwrap_or_default().to_vec()),
        ("chunks", [&[2, 1, 0, 2, 0, 0, 4, 1], &choices(3, 250)[..]].concat()),
    ]
}

fn photographs() -> Vec<(&'static str, Vec<u8>)> {
    let ii = Layout { is_big_endian: false, is_nested: false };
    let mm = Layout { is_big_endian: true, is_nested: true };
    let ascii = |text: &str| [b"ASCII\0\0\0", text.as_bytes()].concat();
    let numbers: Vec<String> = V1.bytes().map(|byte| byte.to_string()).collect();
    let exif = |tiff: &[u8]| [b"Exif\0\0", tiff].concat();
    vec![
        ("webp_json", webp(&ii.tiff(&ascii(V1)))),
        ("webp_numbers", webp(&exif(&ii.tiff(&ascii(&numbers.join(",")))))),
        ("webp_nested", webp(&mm.tiff(&ascii(&STANDARD.encode(V2))))),
        ("webp_unicode", webp(&ii.tiff(&[b"UNICODE\0", &ii.utf16(V1.as_bytes())[..]].concat()))),
        ("jpeg", jpeg(&exif(&mm.tiff(&ascii(V1))))),
        ("made", [&[2, 0, 1, 1, 0, 0, 1], &choices(5, 120)[..]].concat()),
    ]
}

fn archives() -> Vec<(&'static str, Vec<u8>)> {
    let archive = |prefix: &[u8], counts_prefix, files: &[(&str, &str)]| {
        let mut zip = Zip::new(prefix, counts_prefix);
        for (name, body) in files {
            zip.deflated(name, body.as_bytes(), !prefix.is_empty());
        }
        zip.finish()
    };
    let mut stored = Zip::default();
    stored.stored("card.json", V3.as_bytes());
    let risu = [
        ("assets/emotion/image/joy.png", "\u{89}PNG"),
        ("x_meta/joy.json", r#"{"type":"PNG"}"#),
        ("module.risum", "o\0"),
        ("card.json", V3),
    ];
    let byaf = [
        ("manifest.json", MANIFEST),
        ("characters/a/character.json", CHARACTER),
        ("scenarios/s.json", SCENARIO),
    ];
    vec![
        ("stored", stored.finish()),
        ("risu", archive(b"", true, &risu)),
        ("behind_jpeg", archive(b"\xFF\xD8\xFF\xE0\0\x04PK\xFF\xD9", false, &risu)),
        ("byaf", archive(b"", true, &byaf)),
        ("no_card", archive(b"", true, &[("a.txt", "a")])),
        ("made", [&[2, 0, 1, 0, 0, 100, 0], &choices(7, 250)[..]].concat()),
    ]
}
