//! From file to file, and back.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::super::exif::tests::tiff;
use super::*;
use crate::card::Import;
use crate::zip::sample::{archive, deflated, stored};

const JSON: &str = r#"{"spec":"chara_card_v3","spec_version":"3.0","data":{"name":"Ada","description":"d"}}"#;

/// A WEBP with a card.
fn webp(json: &str) -> Vec<u8> {
    let exif = tiff(b"II", &[(0x010E, 2, json.as_bytes())], &[]);
    let mut file = b"RIFF\0\0\0\0WEBP".to_vec();
    for (kind, body) in [(b"VP8L", &b"pixels"[..]), (b"EXIF", &exif)] {
        file.extend(kind);
        file.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
        file.extend(body);
        file.extend(vec![0; body.len() % 2]);
    }
    file
}

/// A CHARX whose icon is a WEBP.
fn charx() -> Vec<u8> {
    let asset = r#"{"type":"icon","name":"main","uri":"embeded://a/main.webp","ext":"webp"}"#;
    let json = JSON.replace(r#""description""#, &format!(r#""assets":[{asset}],"description""#));
    archive(&[deflated("card.json", json.as_bytes()), stored("a/main.webp", &webp("{}"))])
}

/// A picture that nobody drew here.
fn picture() -> Vec<u8> {
    monogram("B", [1, 2, 3])
}

fn import(file: &[u8]) -> Import {
    Import::read(file, &Limits::edge()).unwrap()
}

fn written(file: &[u8], cover: Option<&[u8]>, target: Target) -> Vec<u8> {
    let import = import(file);
    let export = Export::new(&import.card).source(file);
    cover.map_or(export, |cover| export.cover(cover)).write(target, &Limits::edge()).unwrap()
}

/// Kind, name and bytes of each asset.
fn assets(file: &[u8]) -> Vec<(String, String, Vec<u8>)> {
    let read = |asset: crate::card::Asset| {
        let bytes = asset.read(file, &Limits::edge()).unwrap();
        (asset.kind, asset.name, bytes)
    };
    import(file).assets.into_iter().map(read).collect()
}

#[test]
fn rounds_through_both_containers_add_nothing() {
    let cover = picture();
    for (first, cover) in
        [webp(JSON), charx(), JSON.into()].iter().flat_map(|file| [(file, None), (file, Some(&cover[..]))])
    {
        let mut png = written(first, cover, Target::Png(Spec::V3));
        let mut charx = written(&png, cover, Target::Charx);
        let held = assets(&charx);
        let has_icon = cover.is_some() || !first.starts_with(b"{");
        assert_eq!(held.len(), usize::from(has_icon));
        for round in 2..=4 {
            let next = written(&charx, cover, Target::Png(Spec::V3));
            assert!(round == 2 || next == png, "the PNG of round {round} is another");
            png = next;
            let next = written(&png, cover, Target::Charx);
            assert!(next == charx, "the archive of round {round} is another");
            charx = next;
        }
        assert_eq!(assets(&charx), held);
    }
}

#[test]
fn a_stand_in_that_was_painted_over_is_moved() {
    let png = written(&charx(), None, Target::Png(Spec::V3));
    let is_pixels = |four: &[u8]| four == b"IDAT";
    let at = png.windows(4).position(is_pixels).unwrap();
    let length = u32::from_be_bytes(png[at - 4..at].try_into().unwrap()) as usize;
    let mut painted = png.clone();
    painted[at + 4 + length] ^= 1; // a checksum, as a program that draws would change it
    for (file, count) in [(png, 1), (painted, 2)] {
        assert_eq!(assets(&written(&file, None, Target::Charx)).len(), count);
    }
}

#[test]
fn a_cover_is_the_picture_of_a_card_without_an_icon_and_else_stands_in() {
    let cover = picture();
    for (first, expected) in [(JSON.into(), &cover), (charx(), &webp("{}"))] {
        let png = written(&first, Some(&cover), Target::Png(Spec::V3));
        let held = assets(&written(&png, None, Target::Charx));
        assert_eq!(held, [("icon".into(), "main".into(), expected.clone())]);
    }
}

#[test]
fn a_picture_is_no_second_asset_where_the_icon_is_equal() {
    let cover = picture();
    let with_icon = |uri: &str| {
        let asset = format!(r#"{{"type":"icon","name":"main","uri":"{uri}","ext":"png"}}"#);
        JSON.replace(r#""description""#, &format!(r#""assets":[{asset}],"description""#))
    };
    let png = |icon: &[u8]| {
        let mut png = PngWriter::new(&cover, 0);
        png.text("chara-ext-asset_:0", icon);
        png.text("ccv3", with_icon("__asset:0").as_bytes());
        png.finish()
    };
    let jpeg = b"\xFF\xD8\xFF\xE0 a picture \xFF\xD9";
    let behind = |icon: &[u8]| {
        let json = with_icon("embeded://a.png");
        [&jpeg[..], &archive(&[stored("card.json", json.as_bytes()), deflated("a.png", icon)])].concat()
    };
    for (file, count) in [(png(&cover), 1), (png(b"x"), 2), (behind(jpeg), 1), (behind(b"x"), 2)] {
        assert_eq!(assets(&written(&file, None, Target::Charx)).len(), count);
    }
}

#[test]
fn an_older_version_in_a_png_brings_the_assets_back() {
    for first in [webp(JSON), charx()] {
        let held = assets(&written(&first, None, Target::Charx));
        for spec in [Spec::V1, Spec::V2] {
            let older = written(&first, None, Target::Png(spec));
            assert_eq!(import(&older).format.spec, spec);
            for target in [Target::Charx, Target::Png(Spec::V1), Target::Png(Spec::V2), Target::Png(Spec::V3)]
            {
                assert_eq!(assets(&written(&older, None, target)), held, "{spec:?} as {target:?}");
            }
        }
    }
}
