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

/// What is left out as JSON, as PNG and as CHARX, of which each holds what V3 says.
fn lost(file: &[u8]) -> [Vec<String>; 3] {
    let import = import(file);
    let export = Export::new(&import.card).source(file);
    let targets = [Target::Json(Spec::V3), Target::Png(Spec::V3), Target::Charx];
    targets.map(|target| export.left_out(target, &Limits::edge()).unwrap())
}

#[track_caller]
fn assert_lost(file: &[u8], json: &[&str], png: &[&str], charx: &[&str]) {
    let words = |words: &[&str]| words.iter().map(|word| (*word).into()).collect::<Vec<String>>();
    assert_eq!(lost(file), [json, png, charx].map(words));
}

/// A PNG of these texts and a card, with `more` behind them.
fn png(texts: &[(&str, &[u8])], json: &str, more: &[u8]) -> Vec<u8> {
    let picture = picture();
    let mut png = PngWriter::new(&picture, 0);
    texts.iter().for_each(|(keyword, value)| png.text(keyword, value));
    png.text("ccv3", json.as_bytes());
    let mut file = png.finish();
    let end = file.len() - 12;
    file.splice(end..end, more.iter().copied());
    file
}

fn with_assets(uris: &[&str]) -> String {
    let asset = |uri: &&str| format!(r#"{{"type":"x","name":"a","uri":"{uri}","ext":"bin"}}"#);
    let assets: Vec<String> = uris.iter().map(asset).collect();
    JSON.replace(r#""description""#, &format!(r#""assets":[{}],"description""#, assets.join(",")))
}

#[test]
fn a_picture_is_lost_in_json_alone() {
    assert_lost(JSON.as_bytes(), &[], &[], &[]);
    assert_lost(&png(&[], JSON, b""), &["picture"], &[], &[]);
    assert_lost(&webp(JSON), &["picture"], &[], &[]);
    let front = [b"\xFF\xD8\xFF\xD9", &charx()[..]].concat();
    assert_lost(&front, &["picture", "assets"], &[], &[]);
    // Initials are drawn again.
    assert_lost(&written(JSON.as_bytes(), None, Target::Png(Spec::V3)), &[], &[], &[]);
    assert_lost(&written(&webp(JSON), None, Target::Png(Spec::V3)), &["assets"], &[], &[]);
}

#[test]
fn assets_are_lost_in_json_where_they_are_in_the_file() {
    assert_lost(&charx(), &["assets"], &[], &[]);
    let uris = ["https://example.org/a", "data:;base64,YQ==", "embeded://missing", "ccdefault:"];
    assert_lost(with_assets(&uris).as_bytes(), &[], &[], &[]);
    assert_lost(&archive(&[stored("card.json", with_assets(&uris).as_bytes())]), &[], &[], &[]);
    let file = png(&[("chara-ext-asset_:0", b"x")], &with_assets(&["__asset:0"]), b"");
    assert_lost(&file, &["picture", "assets"], &[], &[]);
}

#[test]
fn a_lorebook_beside_the_card_is_lost_out_of_a_png() {
    let file = png(&[("naidata", b"{}")], JSON, b"");
    assert_lost(&file, &["picture", "lorebooks"], &[], &["lorebooks"]);
}

#[test]
fn files_of_other_programs_are_lost_out_of_an_archive() {
    let json = with_assets(&["embeded://a.bin", "embeded://a.bin"]);
    let parts = [stored("x/card.json", json.as_bytes()), stored("a.bin", b"a"), stored("b/", b"")];
    assert_lost(&archive(&parts), &["assets"], &[], &[]);
    let more = [&parts[..], &[stored("module.risum", b"m")]].concat();
    assert_lost(&archive(&more), &["files", "assets"], &["files"], &[]);
}

#[test]
fn the_documents_of_backyard_are_in_the_card_but_for_more_characters() {
    let character = br#"{"name":"Ada","persona":"p"}"#;
    let file = |names: &[&str]| {
        let manifest = format!(r#"{{"characters":{names:?},"scenarios":["s/1.json"]}}"#);
        let mut parts = vec![stored("manifest.json", manifest.as_bytes()), stored("s/1.json", b"{}")];
        parts.extend(names.iter().map(|name| stored(name, character)));
        archive(&parts)
    };
    assert_lost(&file(&["c/ada.json"]), &[], &[], &[]);
    assert_lost(&file(&["c/ada.json", "c/bob.json"]), &["files"], &["files"], &[]);
}

#[test]
fn chunks_of_other_programs_go_with_the_picture() {
    let density = b"\0\0\0\0pHYs\0\0\0\0";
    assert_lost(&png(&[], JSON, density), &["picture"], &[], &[]);
    let own = b"\0\0\0\0cuEc\0\0\0\0";
    for file in [
        png(&[("Comment", b"a lighthouse")], JSON, b""),
        png(&[], JSON, own),
        [&png(&[], JSON, b"")[..], b"behind"].concat(),
    ] {
        assert_lost(&file, &["picture", "files"], &[], &[]);
        let charx = written(&file, None, Target::Charx);
        let back = written(&charx, None, Target::Png(Spec::V3));
        assert_lost(&back, &["picture", "files"], &[], &[]);
    }
    let unnamed = png(&[("chara-ext-asset_:0", b"x")], JSON, b"");
    assert_lost(&unnamed, &["picture", "files"], &[], &["files"]);
    // A picture that is drawn again takes nothing along.
    let drawn = written(JSON.as_bytes(), None, Target::Png(Spec::V3));
    assert_lost(&[&drawn[..], b"behind"].concat(), &["files"], &[], &["files"]);
}

#[test]
fn a_source_is_a_file_of_a_card_by_its_look() {
    let card = import(JSON.as_bytes()).card;
    let export = |source: &[u8], target| {
        let written = Export::new(&card).source(source).write(target, &Limits::edge());
        written.map(drop).map_err(|error| (error.code(), error.path() == Some("/source")))
    };
    for target in [Target::Json(Spec::V2), Target::Png(Spec::V3), Target::Charx] {
        for (source, code) in [
            (&b""[..], "empty_file"),
            (b"<!DOCTYPE html><p>", "web_page"),
            (b"GIF89a and its pixels", "no_card_in_image"),
            (b"./ada.png", "not_a_card"),
            (b"\xFD\xFC\xFB", "not_a_card"),
            (&archive(&[stored("a", b"b")]), "no_card_in_archive"),
        ] {
            assert_eq!(export(source, target), Err((code, true)), "{target:?}");
        }
        let utf_16: Vec<u8> = JSON.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let block = format!("# Ada\n\n```json\n{JSON}\n```\n");
        for source in
            [JSON.as_bytes(), b"\xEF\xBB\xBF {", b"// mine\n{}", b"name: Ada\n", &utf_16, block.as_bytes()]
        {
            assert_eq!(export(source, target), Ok(()), "{target:?}");
        }
        assert_eq!(export(&picture(), target), Ok(()), "{target:?}");
    }
}

/// The code that writing ends in with one limit less or more.
fn refused(file: &[u8], target: Target, limits: Limits) -> Option<&'static str> {
    let import = import(file);
    let written = Export::new(&import.card).source(file).write(target, &limits);
    written.err().map(|error| error.code())
}

#[test]
fn what_is_written_is_readable_at_the_cap_and_refused_one_past_it() {
    let edge = Limits::edge();
    for target in [Target::Charx, Target::Json(Spec::V3), Target::Png(Spec::V2), Target::Png(Spec::V3)] {
        for first in [webp(JSON), charx(), JSON.into(), written(&charx(), None, Target::Png(Spec::V3))] {
            let length = written(&first, None, target).len();
            if length <= first.len() {
                continue; // the source is refused before
            }
            let at = |file_bytes| refused(&first, target, Limits { file_bytes, ..edge });
            assert_eq!((at(length), at(length - 1)), (None, Some("file_too_large")), "{target:?}");
        }
    }
}

#[test]
fn the_card_of_an_archive_is_readable_at_the_cap_and_refused_one_past_it() {
    let length = import(JSON.as_bytes()).card.to_json().len();
    let at =
        |unpacked_bytes| refused(JSON.as_bytes(), Target::Charx, Limits { unpacked_bytes, ..Limits::edge() });
    assert_eq!((at(length), at(length - 1)), (None, Some("unpacked_too_large")));
}

#[test]
fn parts_are_written_up_to_the_caps_of_reading() {
    let file = charx();
    let at =
        |archive_files| refused(JSON.as_bytes(), Target::Charx, Limits { archive_files, ..Limits::edge() });
    assert_eq!((at(1), at(0)), (None, Some("too_many")));
    // An asset, the mark of the picture, V2 and V3.
    let at =
        |png_text_chunks| refused(&file, Target::Png(Spec::V3), Limits { png_text_chunks, ..Limits::edge() });
    assert_eq!((at(4), at(3)), (None, Some("too_many")));
}

#[test]
fn what_the_file_of_a_card_lacks_is_told_with_its_first_place_and_how_often() {
    let file = png(&[], &with_assets(&["https://example.org/a", "__asset:1", "embeded://2"]), b"");
    let warnings = import(&file).warnings;
    let [warning] = &warnings[..] else { panic!("{warnings:?}") };
    let found = (warning.code, warning.path.as_deref(), warning.count);
    assert_eq!(found, ("asset_missing", Some("/data/assets/1"), 2));
}
