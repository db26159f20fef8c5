//! Finds the card in a CHARX archive and the files that its addresses name ([CCv3 §CHARX][spec]).
//!
//! The card is `card.json` at the root. Archives that were packed by hand have it in a folder, so the first file of
//! that name in any folder is taken otherwise, with a warning; folders that macOS adds are passed over. Addresses
//! are compared as paths, which is all that is done with them: a path that leads out of the archive names nothing.
//! The card is unpacked to at most [`Limits::unpacked_bytes`].
//!
//! [spec]: https://github.com/kwaroran/character-card-spec-v3

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::Place;
use super::asset::embedded_path;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::warning::{Warning, Warnings};
use crate::zip::{Archive, ArchiveWriter, File};

pub(super) const CARD: &str = "card.json";
pub(super) const MANIFEST: &str = "manifest.json";

/// Whether `bytes` are a RisuAI module: a magic number, a version, and the length of what follows.
pub(crate) fn is_risum(bytes: &[u8]) -> bool {
    let Some((&[magic, version, ref length @ ..], rest)) = bytes.split_first_chunk::<6>() else {
        return false;
    };
    let length = usize::try_from(u32::from_le_bytes(*length));
    (magic, version) == (111, 0) && length.is_ok_and(|length| length > 0 && length <= rest.len())
}

/// An archive that holds a card.
#[derive(Clone, Debug)]
pub(crate) struct Bundle<'a> {
    pub(crate) archive: Archive<'a>,
    /// The name of the file with the card's JSON; `None` in an archive of Backyard, which has several.
    card_name: Option<String>,
}

impl<'a> Bundle<'a> {
    /// Finds the card of an archive by the names of its files.
    pub(crate) fn of(archive: Archive<'a>) -> Option<Self> {
        let card_name = card_file(&archive).map(|file| file.name().to_owned());
        (card_name.is_some() || archive.find(MANIFEST).is_some()).then_some(Self { archive, card_name })
    }

    /// The name of the file with the card's JSON.
    pub(crate) fn card_name(&self) -> Option<&str> {
        self.card_name.as_deref()
    }

    /// Where the file begins that a name stands for, counted from the root.
    pub(crate) fn document(&self, name: &str) -> Option<usize> {
        let file = self.archive.find(name).or_else(|| self.archive.find(&normal_path(name)?));
        file.map(File::offset)
    }

    /// True for an archive of Backyard.
    pub(crate) const fn is_byaf(&self) -> bool {
        self.card_name.is_none()
    }

    /// The card's JSON.
    pub(crate) fn card(&self, limits: &Limits, warnings: &mut Warnings) -> Result<Vec<u8>, Error> {
        let file = self.card_name.as_deref().and_then(|name| self.archive.find(name));
        let file = file.ok_or_else(|| Error::new(ErrorKind::NoCardInArchive))?;
        if file.name() != CARD {
            let warning = Warning::new("card_in_folder", "the card is in a folder of the archive");
            warnings.add(warning.at(file.offset()));
        }
        unpack(&self.archive, file, limits.unpacked_bytes, warnings)
    }

    /// Copies every file but the card's into `archive`, as it is. The folder that the card was in becomes the root, but
    /// for files whose names are taken there.
    pub(crate) fn copy_others(&self, archive: &mut ArchiveWriter) -> Result<(), Error> {
        let others =
            self.archive.files().iter().filter(|file| Some(file.name()) != self.card_name.as_deref());
        for file in others {
            archive.copy_as(self.name_at_root(file), &self.archive, file)?;
        }
        Ok(())
    }

    /// The name of a file, counted from the folder of the card.
    pub(crate) fn name_at_root<'f>(&self, file: &'f File<'_>) -> &'f str {
        let name = file.name().strip_prefix(self.folder()).unwrap_or_else(|| file.name());
        if self.folder().is_empty() || self.archive.find(name).is_none() { name } else { file.name() }
    }

    /// The folder of the card, with its `/`; empty at the root.
    fn folder(&self) -> &str {
        self.card_name.as_deref().map(folder).unwrap_or_default()
    }

    /// Where the file is that an address names; `None` when the address is of another kind or names nothing.
    pub(crate) fn place(&self, uri: &str) -> Option<Place> {
        self.find(uri).map(File::place)
    }

    /// The file that an address names, counted from the root or else from the folder of the card. Letters of the same
    /// case are preferred: programs of some systems do not tell them apart.
    fn find(&self, uri: &str) -> Option<&File<'a>> {
        let path = path_of(uri)?;
        let names = [[self.folder(), &path].concat(), path];
        let mut names = names.iter().rev();
        let exact = names.clone().find_map(|name| self.archive.find(name));
        exact.or_else(|| names.find_map(|name| self.archive.find_ignoring_case(name)))
    }
}

/// Unpacks a file, and tells when its checksum is wrong.
pub(super) fn unpack(
    archive: &Archive<'_>,
    file: &File<'_>,
    cap: usize,
    warnings: &mut Warnings,
) -> Result<Vec<u8>, Error> {
    let unpacked = archive.unpack(file, cap)?;
    if !unpacked.crc_matches {
        let warning = Warning::new("zip_checksum", "a file in the archive does not match its checksum");
        warnings.add(warning.at(file.offset()));
    }
    Ok(unpacked.bytes)
}

/// A path of an archive without `.`, `..` and empty parts; `None` when it leads out of the archive or nowhere.
pub(super) fn normal_path(path: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// The folder of a file, with its `/`; empty at the root.
pub(super) fn folder(name: &str) -> &str {
    name.rfind('/').and_then(|slash| name.get(..=slash)).unwrap_or_default()
}

fn card_file<'s, 'a>(archive: &'s Archive<'a>) -> Option<&'s File<'a>> {
    let in_folder = |file: &&File<'a>| {
        let name = file.name();
        name.strip_suffix(CARD).is_some_and(|folder| folder.ends_with('/')) && !name.starts_with("__MACOSX")
    };
    archive.find(CARD).or_else(|| archive.files().iter().find(in_folder))
}

fn path_of(uri: &str) -> Option<String> {
    embedded_path(uri).and_then(normal_path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zip::sample::{Part, archive, deflated, stored, streamed};

    fn codes(warnings: Warnings) -> Vec<(&'static str, Option<usize>)> {
        warnings.into_vec().into_iter().map(|warning| (warning.code, warning.offset)).collect()
    }

    fn opened(bytes: &[u8]) -> Bundle<'_> {
        Bundle::of(Archive::open(bytes, &Limits::edge()).unwrap()).unwrap()
    }

    #[test]
    fn the_card_at_the_root_wins_over_those_in_folders() {
        let file = archive(&[stored("a/card.json", b"1"), streamed("card.json", b"2")]);
        let mut warnings = Warnings::default();
        assert_eq!(opened(&file).card(&Limits::edge(), &mut warnings).unwrap(), b"2");
        assert_eq!(codes(warnings), []);
    }

    #[test]
    fn a_card_in_a_folder_is_read_with_a_warning() {
        let parts = [
            stored("__MACOSX/ada/card.json", b"0"),
            stored("ada/postcard.json", b"1"),
            Part { crc: 5, ..stored("ada/card.json", b"2") },
            stored("later/card.json", b"3"),
        ];
        let file = archive(&parts);
        let mut warnings = Warnings::default();
        assert_eq!(opened(&file).card(&Limits::edge(), &mut warnings).unwrap(), b"2");
        let at = Some((30 + 22 + 1) + (30 + 17 + 1) + 30 + 13);
        assert_eq!(codes(warnings), [("card_in_folder", at), ("zip_checksum", at)]);
    }

    #[test]
    fn the_kind_follows_from_the_names() {
        let cases = [
            (&["card.json", "manifest.json"][..], Some(false)),
            (&["manifest.json", "characters/a/character.json"], Some(true)),
            (&["folder/manifest.json", "__MACOSX/card.json", "mycard.json"], None),
            (&[], None),
        ];
        for (names, expected) in cases {
            let parts: Vec<_> = names.iter().map(|name| stored(name, b"{}")).collect();
            let file = archive(&parts);
            let bundle = Bundle::of(Archive::open(&file, &Limits::edge()).unwrap());
            assert_eq!(bundle.map(|bundle| bundle.is_byaf()), expected, "{names:?}");
        }
    }

    #[test]
    fn the_card_is_unpacked_at_the_cap_and_refused_one_past_it() {
        let file = archive(&[deflated("card.json", &[b' '; 100])]);
        let limits = Limits { unpacked_bytes: 100, ..Limits::edge() };
        assert_eq!(opened(&file).card(&limits, &mut Warnings::default()).unwrap().len(), 100);
        let limits = Limits { unpacked_bytes: 99, ..Limits::edge() };
        let error = opened(&file).card(&limits, &mut Warnings::default()).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("unpacked_too_large", Some(39)));
    }

    #[test]
    fn addresses_name_files_from_the_root_or_the_folder_of_the_card() {
        let parts = [
            stored("ada/card.json", b"{}"),
            stored("assets/icon/a.png", b"root"),
            stored("ada/assets/icon/a.png", b"beside"),
            stored("ada/assets/icon/B.PNG", b"b"),
        ];
        let file = archive(&parts);
        let charx = opened(&file);
        let name = |uri: &str| charx.find(uri).map(File::name);
        for uri in [
            "embeded://assets/icon/a.png",
            "EMBEDDED://assets/icon/a.png",
            "__Asset:./assets/x/../icon/a.png",
            "embeded://\\assets\\icon\\a.png",
            "embeded:///assets//./icon/a.png",
        ] {
            assert_eq!(name(uri), Some("assets/icon/a.png"), "{uri}");
        }
        assert_eq!(name("embeded://assets/icon/B.PNG"), Some("ada/assets/icon/B.PNG"));
        assert_eq!(name("embeded://Assets/icon/b.png"), Some("ada/assets/icon/B.PNG"));
        assert_eq!(charx.place("__asset:assets/icon/a.png"), Some(Place::Stored { offset: 92, length: 4 }));
    }

    #[test]
    fn addresses_that_lead_out_or_elsewhere_name_nothing() {
        let file = archive(&[stored("card.json", b"{}"), stored("a.png", b"1"), stored("é.png", b"1")]);
        let charx = opened(&file);
        for uri in [
            "embeded://../a.png",
            "embeded://b/../../a.png",
            "embeded://..\\a.png",
            "embeded://",
            "embeded://..",
            "https://a.png",
            "a.png",
            "ccdefault:",
            "é",
        ] {
            assert_eq!(charx.place(uri), None, "{uri}");
        }
        assert!(charx.place("embeded://é.png").is_some());
    }

    #[test]
    fn a_module_is_told_by_its_first_six_bytes() {
        assert!(is_risum(b"\x6F\0\x02\0\0\0ab"));
        for no in [&b"\x6F\0\x03\0\0\0ab"[..], b"\x6F\0\0\0\0\0ab", b"\x6F\x01\x02\0\0\0ab", b"\x6F\0\x02"] {
            assert!(!is_risum(no), "{no:?}");
        }
    }
}
