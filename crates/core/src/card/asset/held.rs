//! Whether a file holds an asset where the asset says that it is.
//!
//! A place means nothing in another file. What stands before the bytes is compared with it: the header of a file in an
//! archive, the head of a text chunk, each with the name in the address; an image has to be one. Nothing is unpacked,
//! and no more is looked at than the longest header. A file whose sizes follow its bytes is told by its name alone.

use super::{Asset, Place, embedded_path};
use crate::card::{jpeg, png, webp};
use crate::zip::{self, Headed};

impl Asset {
    /// False also where another asset is there.
    pub(super) fn is_held_by(&self, file: &[u8]) -> bool {
        if self.place.start().is_some_and(|start| start > file.len()) {
            return false;
        }
        let path = embedded_path(&self.uri);
        let headed = |at: usize, packed: usize, unpacked: usize, is_deflated: bool| {
            zip::is_headed(file, &Headed { at, packed, unpacked, is_deflated, path })
        };
        match self.place {
            Place::Image => png::is_png(file) || jpeg::is_jpeg(file) || webp::is_webp(file),
            Place::Base64 { offset, length } => png::is_asset_at(file, offset, length, path),
            // The picture in front of an archive.
            Place::Stored { offset: 0, length } => {
                jpeg::is_jpeg(file) && file.get(length..).is_some_and(zip::begins_as_zip)
            }
            Place::Stored { offset, length } => headed(offset, length, length, false),
            Place::Deflated { offset, length, unpacked } => headed(offset, length, unpacked, true),
            Place::Uri | Place::Elsewhere | Place::Missing => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec::Vec;

    use crate::card::Import;
    use crate::limits::Limits;
    use crate::zip::sample::{archive, deflated, stored, streamed};

    const HEAD: &str = r#"{"spec":"chara_card_v3","spec_version":"3.0","data":{"name":"Ada","assets":[{"type":"icon","name":"main","ext":"x","uri":""#;

    fn card(uri: &str) -> Vec<u8> {
        format!(r#"{HEAD}{uri}"}}]}}}}"#).into_bytes()
    }

    fn png(keyword: &str, bytes: &[u8]) -> Vec<u8> {
        let image = crate::card::monogram("A", [0; 3]);
        let mut png = crate::card::png::PngWriter::new(&image, 0);
        png.text(keyword, bytes);
        png.text("ccv3", &card("__asset:a/b"));
        png.finish()
    }

    fn charx(part: impl Fn(&str, &[u8]) -> crate::zip::sample::Part, name: &str, bytes: &[u8]) -> Vec<u8> {
        archive(&[part(name, bytes), stored("card.json", &card("embeded://./A/b"))])
    }

    /// Files that hold an asset each, with the same address.
    fn files() -> Vec<Vec<u8>> {
        let image = [b"\xFF\xD8\xFF\xD9", &archive(&[stored("card.json", &card("ccdefault:"))])[..]].concat();
        [
            png("chara-ext-asset_:a/b", b"asset"),
            png("chara-ext-asset_a/b", b"other asset"),
            charx(stored, "a/b", b"asset"),
            charx(stored, "./a/B", b"another"),
            charx(deflated, "a/b", b"asset asset asset"),
            archive(&[streamed("y\\c", b"asset"), stored("card.json", &card("embeded://y/c"))]),
            image,
        ]
        .into()
    }

    #[test]
    fn an_asset_is_read_from_its_own_file_and_from_no_other() {
        let files = files();
        for (own, file) in files.iter().enumerate() {
            let asset = &Import::read(file, &Limits::edge()).unwrap().assets[0];
            for (other, file) in files.iter().enumerate() {
                let code = asset.read(file, &Limits::edge()).map(drop).map_err(|error| error.code());
                let expected = if own == other { Ok(()) } else { Err("asset_not_found") };
                assert_eq!(code, expected, "{own} in {other}: {:?}", asset.place);
            }
            let moved = [b" ", &file[..]].concat();
            assert!(asset.read(&moved, &Limits::edge()).is_err(), "{own}");
        }
    }

    #[test]
    fn another_asset_at_the_same_place_is_not_taken_for_it() {
        let asset = |file: &[u8]| Import::read(file, &Limits::edge()).unwrap().assets.remove(0);
        for (own, other) in [
            (png("chara-ext-asset_:a/b", b"asset"), png("chara-ext-asset_:a/c", b"asset")),
            (charx(stored, "a/b", b"asset"), charx(stored, "a/c", b"asset")),
            (charx(stored, "a/b", b"asset"), charx(stored, "a/b", b"assets")),
        ] {
            let code = asset(&own).read(&other, &Limits::edge()).map_err(|error| error.code());
            assert_eq!(code, Err("asset_not_found"));
        }
    }

    #[test]
    fn an_image_is_no_other_kind_of_file() {
        let mut image = Import::read(&png("x", b""), &Limits::edge()).unwrap().assets.remove(0);
        image.place = super::Place::Image;
        assert!(image.read(&png("x", b""), &Limits::edge()).is_ok());
        assert!(image.read(&card("x"), &Limits::edge()).is_err());
        assert!(image.read(&charx(stored, "a/b", b""), &Limits::edge()).is_err());
    }
}
