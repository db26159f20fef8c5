//! ZIP archives, read in place and written ([APPNOTE.TXT][spec]).
//!
//! An archive may stand behind other bytes, such as a JPEG. Only the list at its end is trusted for sizes, and the
//! header before each file must agree with it; a file whose header says that its sizes follow (bit 3, written by
//! every program that streams) has none to compare. Methods 0 and 8 are read. ZIP64 and archives in several parts
//! are refused, and a file that is encrypted or packed otherwise is refused when it is unpacked. Nothing is
//! extracted to disk, so names are only compared.
//!
//! [`Limits::archive_files`] and [`Limits::archive_bytes`] bound what an archive may announce. Files must not
//! overlap, so that what it can unpack to is bounded by its own length too.
//!
//! [spec]: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

mod read;
#[cfg(test)]
pub(crate) mod sample;
mod write;

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::ops::Range;

use self::read::End;
pub(crate) use self::read::{Headed, is_headed};
pub(crate) use self::write::ArchiveWriter;
use crate::card::Place;
use crate::crc::crc_32;
use crate::error::{Error, ErrorKind};
use crate::inflate;
use crate::limits::Limits;
use crate::order::places;

const LOCAL_SIGNATURE: &[u8] = b"PK\x03\x04";
const CENTRAL_SIGNATURE: &[u8] = b"PK\x01\x02";
const END_SIGNATURE: &[u8] = b"PK\x05\x06";

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Whether `bytes` are an archive, or end in one.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(LOCAL_SIGNATURE) || End::find(bytes).is_ok()
}

/// Whether an archive begins here.
pub(crate) fn begins_as_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(LOCAL_SIGNATURE)
}

/// An archive that was opened: its list of files is checked, their content is not.
#[derive(Clone, Debug)]
pub(crate) struct Archive<'a> {
    bytes: &'a [u8],
    start: usize,
    files: Vec<File<'a>>,
    /// Indexes of `files`, sorted by `by_name`: a card can ask for as many files as there are.
    by_name: Vec<usize>,
}

impl<'a> Archive<'a> {
    /// Reads the list of files. Offsets of errors, and of everything found, count from the start of `bytes`.
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        if bytes.len() > limits.file_bytes {
            return Err(Error::new(ErrorKind::FileTooLarge { found: bytes.len(), limit: limits.file_bytes }));
        }
        let (files, start) = read::files(bytes, limits)?;
        // Of several files with one name the last of the list comes last.
        let by_name = places(files.len(), &|a, b| match (files.get(a), files.get(b)) {
            (Some(a), Some(b)) => compare(&a.name, &b.name),
            _ => Ordering::Equal,
        });
        Ok(Self { bytes, start, files, by_name })
    }

    /// How many bytes of something else are in front of it.
    pub(crate) const fn start(&self) -> usize {
        self.start
    }

    /// The files in the order of the list, without folders.
    pub(crate) fn files(&self) -> &[File<'a>] {
        &self.files
    }

    /// The file of this name; of several the last, which is the newest where an archive was added to.
    pub(crate) fn find(&self, name: &str) -> Option<&File<'a>> {
        let end = self.by_name.partition_point(|index| {
            self.files.get(*index).is_some_and(|file| compare(&file.name, name) != Ordering::Greater)
        });
        self.sorted(end.checked_sub(1)?).filter(|file| file.name == name)
    }

    /// The file of this name, whatever the case of its ASCII letters.
    pub(crate) fn find_ignoring_case(&self, name: &str) -> Option<&File<'a>> {
        let start = self.by_name.partition_point(|index| {
            self.files.get(*index).is_some_and(|file| compare_folded(&file.name, name) == Ordering::Less)
        });
        self.sorted(start).filter(|file| file.name.eq_ignore_ascii_case(name))
    }

    fn sorted(&self, at: usize) -> Option<&File<'a>> {
        self.files.get(*self.by_name.get(at)?)
    }

    /// Unpacks a file of this archive to at most `cap` bytes. A wrong checksum is told, not refused.
    pub(crate) fn unpack(&self, file: &File<'_>, cap: usize) -> Result<Unpacked, Error> {
        let place = |kind| Error::new(kind).at(file.offset());
        let data = self.packed(file)?;
        if file.unpacked_bytes > cap {
            return Err(place(ErrorKind::UnpackedTooLarge { limit: cap }));
        }
        let bytes = match file.method {
            STORED => data.to_vec(),
            _ => inflate::exact(data, file.unpacked_bytes).map_err(place)?,
        };
        let crc_matches = crc_32(&[&bytes]) == file.crc;
        Ok(Unpacked { bytes, crc_matches })
    }

    /// Whether one of its files has this content.
    pub(crate) fn holds(&self, bytes: &[u8]) -> bool {
        let crc = crc_32(&[bytes]);
        let mut alike =
            self.files.iter().filter(|file| file.crc == crc && file.unpacked_bytes == bytes.len());
        alike.any(|file| self.unpack(file, bytes.len()).is_ok_and(|unpacked| unpacked.bytes == bytes))
    }

    /// The bytes of a file as they stand in the archive.
    fn packed(&self, file: &File<'_>) -> Result<&'a [u8], Error> {
        if let Some(what) = file.unsupported {
            return Err(Error::new(ErrorKind::UnsupportedZip { what }).at(file.offset()));
        }
        let cut = || Error::new(ErrorKind::Truncated).at(file.offset());
        self.bytes.get(file.data.clone()).ok_or_else(cut)
    }
}

/// A file in an archive.
#[derive(Clone, Debug)]
pub(crate) struct File<'a> {
    name: Cow<'a, str>,
    method: u16,
    crc: u32,
    data: Range<usize>,
    unpacked_bytes: usize,
    /// What keeps the file from being read.
    unsupported: Option<&'static str>,
}

impl File<'_> {
    /// Its path, with `/` between folders.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// How long it says that it is, unpacked.
    pub(crate) const fn unpacked_bytes(&self) -> usize {
        self.unpacked_bytes
    }

    /// Where its bytes begin, counted from the start of the input.
    pub(crate) const fn offset(&self) -> usize {
        self.data.start
    }

    /// Where its bytes are; missing if they are there but cannot be read.
    pub(crate) fn place(&self) -> Place {
        let (offset, length) = (self.data.start, self.data.len());
        match (self.unsupported, self.method) {
            (Some(_), _) => Place::Missing,
            (None, STORED) => Place::Stored { offset, length },
            (None, _) => Place::Deflated { offset, length, unpacked: self.unpacked_bytes },
        }
    }
}

/// The content of a file.
#[derive(Clone, Debug)]
pub(crate) struct Unpacked {
    pub(crate) bytes: Vec<u8>,
    /// Whether the checksum of the archive is that of the bytes.
    pub(crate) crc_matches: bool,
}

/// Names that differ in case alone stand together, each kind of them in order.
fn compare(a: &str, b: &str) -> Ordering {
    compare_folded(a, b).then_with(|| a.cmp(b))
}

fn compare_folded(a: &str, b: &str) -> Ordering {
    let a = a.bytes().map(|byte| byte.to_ascii_lowercase());
    a.cmp(b.bytes().map(|byte| byte.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec;

    use super::sample::{Part, archive, archive_at, deflated, stored, streamed};
    use super::*;

    const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0 PK\x03\x04 and PK\x05\x06 in a picture \xFF\xD9";

    fn read(bytes: &[u8], name: &str) -> Result<Vec<u8>, Error> {
        let archive = Archive::open(bytes, &Limits::edge())?;
        let unpacked = archive.unpack(archive.find(name).unwrap(), 1_000_000)?;
        assert!(unpacked.crc_matches);
        Ok(unpacked.bytes)
    }

    /// The code and the offset.
    fn refused(bytes: &[u8], limits: &Limits) -> (&'static str, Option<usize>) {
        let error = Archive::open(bytes, limits).unwrap_err();
        (error.code(), error.offset())
    }

    fn damage(bytes: &[u8]) -> (ErrorKind, Option<usize>) {
        let error = Archive::open(bytes, &Limits::edge()).unwrap_err();
        (error.kind().clone(), error.offset())
    }

    #[test]
    fn a_streamed_file_is_read_with_the_sizes_of_the_list() {
        let file = archive(&[streamed("a.json", b"{}"), streamed("empty", b""), stored("b", b"c")]);
        assert_eq!(read(&file, "a.json").unwrap(), b"{}");
        assert_eq!(read(&file, "empty").unwrap(), b"");
        assert_eq!(read(&file, "b").unwrap(), b"c");
    }

    #[test]
    fn bytes_before_the_archive_are_skipped_whether_its_offsets_count_them_or_not() {
        let parts = [deflated("folder/a", b"abcabcabcabc"), stored("b", b"x")];
        let length = u32::try_from(JPEG.len()).unwrap();
        for base in [0, length] {
            let mut file = [JPEG, &archive_at(base, &parts)].concat();
            assert!(is_zip(&file));
            assert_eq!(read(&file, "folder/a").unwrap(), b"abcabcabcabc", "base {base}");
            file.extend(b"and more behind it");
            assert_eq!(read(&file, "b").unwrap(), b"x", "base {base}");
            let archive = Archive::open(&file, &Limits::edge()).unwrap();
            let offset = JPEG.len() + 30 + "folder/a".len();
            let Place::Deflated { offset: found, unpacked: 12, .. } = archive.files()[0].place() else {
                panic!("{:?}", archive.files()[0].place());
            };
            assert_eq!(found, offset);
        }
        assert!(!is_zip(JPEG));
        assert_eq!(refused(JPEG, &Limits::edge()).0, "invalid_zip");
    }

    #[test]
    fn the_end_record_is_found_before_a_comment_of_the_longest_kind() {
        let mut file = archive(&[stored("a", b"b")]);
        let length = file.len();
        file[length - 2..].copy_from_slice(&[0xFF; 2]);
        file.extend(vec![b'.'; 0xFFFF]);
        assert_eq!(read(&file, "a").unwrap(), b"b");
        file.push(b'.');
        assert_eq!(refused(&file, &Limits::edge()), ("truncated", Some(file.len())));
    }

    #[test]
    fn names_are_compared_as_paths() {
        let parts = [
            stored("assets\\icon.PNG", b"1"),
            stored("./card.json", b"2"),
            Part { name: b"caf\x82".to_vec(), ..stored("", b"3") },
            stored("assets/", b""),
            stored("twice", b"old"),
            stored("Twice", b"other"),
            stored("twice", b"new"),
        ];
        let file = archive(&parts);
        let archive = Archive::open(&file, &Limits::edge()).unwrap();
        let names: Vec<_> = archive.files().iter().map(File::name).collect();
        assert_eq!(names, ["assets/icon.PNG", "card.json", "caf\u{82}", "twice", "Twice", "twice"]);
        assert!(archive.find("assets/icon.png").is_none());
        assert_eq!(archive.find_ignoring_case("ASSETS/icon.png").unwrap().name(), "assets/icon.PNG");
        assert!(archive.find_ignoring_case("assets/icon.pn").is_none());
        assert_eq!(read(&file, "twice").unwrap(), b"new");
        assert_eq!(read(&file, "Twice").unwrap(), b"other");
    }

    #[test]
    fn a_header_that_contradicts_the_list_is_refused_where_it_stands() {
        let good = archive(&[stored("x", b"y"), stored("name", b"bytes")]);
        let header = 30 + 2;
        assert!(Archive::open(&good, &Limits::edge()).is_ok());
        let cases = [(8, "compression"), (14, "checksum"), (18, "size"), (22, "size"), (30, "name")];
        for (field, word) in cases {
            let mut file = good.clone();
            file[header + field] ^= 8;
            let (kind, offset) = damage(&file);
            assert!(matches!(kind, ErrorKind::InvalidZip { what } if what.contains(word)), "{kind:?}");
            assert_eq!(offset, Some(header), "{word}");
        }
    }

    #[test]
    fn a_file_that_is_not_where_the_list_says_is_refused() {
        let mut file = archive(&[stored("a", b"b")]);
        let list = 32;
        file[list + 42] = 1;
        let what = "a file is not where the list says";
        assert_eq!(damage(&file), (ErrorKind::InvalidZip { what }, Some(list)));
    }

    #[test]
    fn files_that_overlap_are_refused() {
        let inner = archive(&[stored("inner", b"x")]);
        let mut file = archive(&[stored("a", &inner), stored("inner", b"x")]);
        // The second entry of the list points into the data of the first.
        let second = (31 + inner.len()) + (35 + 1) + 47;
        file[second + 42..][..4].copy_from_slice(&31_u32.to_le_bytes());
        assert_eq!(damage(&file), (ErrorKind::InvalidZip { what: "entries overlap" }, Some(31)));
    }

    #[test]
    fn the_number_of_files_is_accepted_at_the_cap_and_refused_one_past_it() {
        let parts: Vec<_> = (0..10_001).map(|index| stored(&format!("{index}"), b"")).collect();
        let file = archive(&parts[..10_000]);
        assert_eq!(Archive::open(&file, &Limits::edge()).unwrap().files().len(), 10_000);
        let file = archive(&parts);
        assert_eq!(refused(&file, &Limits::edge()), ("too_many", Some(file.len() - 22)));
    }

    #[test]
    fn a_list_of_more_files_than_it_counts_is_refused() {
        let mut file = archive(&[stored("a", b""), stored("b", b"")]);
        let end = file.len() - 22;
        file[end + 10] = 1;
        assert_eq!(refused(&file, &Limits::edge()), ("invalid_zip", Some(end - 47)));
        file[end + 10] = 3;
        assert_eq!(refused(&file, &Limits::edge()), ("invalid_zip", Some(end)));
    }

    #[test]
    fn announced_bytes_are_accepted_at_the_cap_and_refused_one_past_it() {
        let file = archive(&[stored("a", b"12345"), deflated("b", b"67890")]);
        assert!(Archive::open(&file, &Limits { archive_bytes: 10, ..Limits::edge() }).is_ok());
        let limits = Limits { archive_bytes: 9, ..Limits::edge() };
        assert_eq!(refused(&file, &limits), ("unpacked_too_large", Some(file.len() - 22 - 47)));
        let limits = Limits { file_bytes: file.len(), ..Limits::edge() };
        assert!(Archive::open(&file, &limits).is_ok());
        let limits = Limits { file_bytes: file.len() - 1, ..Limits::edge() };
        assert_eq!(refused(&file, &limits).0, "file_too_large");
    }

    #[test]
    fn a_file_is_unpacked_at_the_cap_and_refused_one_past_it() {
        for part in [stored("a", &[7; 1000]), deflated("a", &[7; 1000])] {
            let file = archive(&[part]);
            let archive = Archive::open(&file, &Limits::edge()).unwrap();
            let file = archive.find("a").unwrap();
            assert_eq!(archive.unpack(file, 1000).unwrap().bytes, [7; 1000]);
            let error = archive.unpack(file, 999).unwrap_err();
            assert_eq!((error.code(), error.offset()), ("unpacked_too_large", Some(31)));
        }
    }

    #[test]
    fn a_file_of_another_size_than_announced_is_refused() {
        for announced in [0, 10, 99_999, 100_001, 100_000_000] {
            let part = Part { unpacked: announced, ..deflated("bomb", &[0; 100_000]) };
            let error = read(&archive(&[part]), "bomb").unwrap_err();
            let is_size = matches!(error.kind(), ErrorKind::InvalidZip { what } if what.contains("size"))
                || error.code() == "unpacked_too_large";
            assert!(is_size && error.offset() == Some(34), "{announced}: {error:?}");
        }
    }

    #[test]
    fn a_wrong_checksum_is_told_and_damage_is_refused() {
        let part = Part { crc: 1, ..stored("a", b"b") };
        let file = archive(&[part]);
        let archive_of = Archive::open(&file, &Limits::edge()).unwrap();
        let unpacked = archive_of.unpack(&archive_of.files()[0], 10).unwrap();
        assert_eq!((unpacked.bytes.as_slice(), unpacked.crc_matches), (&b"b"[..], false));
        let part = Part { packed: vec![0xFF; 20], ..deflated("a", b"0123456789") };
        let error = read(&archive(&[part]), "a").unwrap_err();
        assert_eq!((error.code(), error.offset()), ("invalid_deflate", Some(31)));
    }

    #[test]
    fn a_file_that_cannot_be_read_leaves_the_others_readable() {
        let cases = [
            Part { flags: 1, ..stored("odd", b"secret bytes") },
            Part { method: 12, ..stored("odd", b"BZh") },
            Part { unpacked: u32::MAX, ..deflated("odd", b"zip64") },
            Part { local: Some([0, u32::MAX, u32::MAX]), ..stored("odd", b"zip64") },
        ];
        for part in cases {
            let file = archive(&[part, stored("card.json", b"{}")]);
            assert_eq!(read(&file, "card.json").unwrap(), b"{}");
            let error = read(&file, "odd").unwrap_err();
            assert_eq!(error.code(), "unsupported_zip", "{error}");
            assert!(error.offset().is_some());
            let archive = Archive::open(&file, &Limits::edge()).unwrap();
            assert_eq!(archive.find("odd").unwrap().place(), Place::Missing);
        }
    }

    #[test]
    fn zip64_and_several_parts_are_refused() {
        let good = archive(&[stored("a", b"b")]);
        let end = good.len() - 22;
        let locator = [&good[..end], b"PK\x06\x07", &[0; 16], &good[end..]].concat();
        assert_eq!(refused(&locator, &Limits::edge()), ("unsupported_zip", Some(end + 20)));
        for (field, value) in [(4, &[1, 0][..]), (10, &[0xFF; 2]), (12, &[0xFF; 4]), (16, &[0xFF; 4])] {
            let mut file = good.clone();
            file[end + field..][..value.len()].copy_from_slice(value);
            assert_eq!(refused(&file, &Limits::edge()), ("unsupported_zip", Some(end)), "field {field}");
        }
    }

    #[test]
    fn every_cut_is_read_or_refused_with_a_place() {
        let parts = [streamed("card.json", b"{}"), deflated("b", b"abcabcabc"), stored("c/d", b"e")];
        let file = archive(&parts);
        for end in 0..file.len() {
            let error = Archive::open(&file[..end], &Limits::edge()).unwrap_err();
            assert!(error.offset().is_some(), "cut at {end}: {error}");
        }
    }

    #[test]
    fn no_change_of_a_byte_makes_it_panic() {
        let parts = [streamed("card.json", b"{}"), deflated("b", b"abcabcabc"), stored("c/d", b"e")];
        let good = archive(&parts);
        for at in 0..good.len() {
            for value in [0, 1, 0x7F, 0x80, 0xFF] {
                let mut file = good.clone();
                file[at] = value;
                let Ok(archive) = Archive::open(&file, &Limits::edge()) else { continue };
                for entry in archive.files() {
                    if let Err(error) = archive.unpack(entry, 1000) {
                        assert!(error.offset().is_some(), "byte {at} is {value}: {error}");
                    }
                }
            }
        }
    }
}
