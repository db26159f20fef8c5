//! Writes archives ([APPNOTE.TXT][spec] §4.3) that every reader takes, streaming ones too: each header has the real
//! sizes, nothing needs ZIP64, and the date is always the first that there is, so that the same files give the same
//! bytes.
//!
//! Nothing is compressed here, because the files of a card are pictures; what is copied from another archive stays
//! as it is packed there. More than an archive without ZIP64 can hold is refused.
//!
//! [spec]: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

use alloc::vec::Vec;

use super::{Archive, CENTRAL_SIGNATURE, END_SIGNATURE, File, LOCAL_SIGNATURE, STORED};
use crate::crc::crc_32;
use crate::error::{Error, ErrorKind};

/// The version of the specification that a reader needs: 2.0 has DEFLATE and folders.
const VERSION: u16 = 20;
const UTF8_NAME: u16 = 1 << 11;
/// 1980-01-01.
const FIRST_DATE: u16 = 1 << 5 | 1;
/// One more would announce ZIP64.
const MOST_FILES: usize = 0xFFFE;
const MOST_BYTES: usize = 0xFFFF_FFFE;
/// The fixed parts of a header, of an entry of the list and of the end record.
const FIXED_BYTES: usize = 30 + 46 + 22;

/// Room for the heads and the list of some hundred files.
const ROOM_BYTES: usize = 64 * 1024;

/// An archive that is being written.
#[derive(Clone, Debug, Default)]
pub(crate) struct ArchiveWriter {
    out: Vec<u8>,
    list: Vec<u8>,
    count: u16,
}

impl ArchiveWriter {
    #[cfg(test)]
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// With room for so many bytes of files: an archive that grows is copied, and held twice, each time.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes.saturating_add(ROOM_BYTES)), ..Self::default() }
    }

    /// Adds a file as it is. Whether the name is new is the caller's matter.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.push(name, STORED, crc_32(&[bytes]), bytes, bytes.len())
    }

    /// Adds a file of another archive without unpacking it. One that cannot be unpacked is refused, because its
    /// flags have a meaning that is not known here.
    pub(crate) fn copy_as(
        &mut self,
        name: &str,
        archive: &Archive<'_>,
        file: &File<'_>,
    ) -> Result<(), Error> {
        let packed = archive.packed(file)?;
        self.push(name, file.method, file.crc, packed, file.unpacked_bytes)
    }

    /// The archive.
    pub(crate) fn finish(self) -> Vec<u8> {
        let Self { mut out, list, count } = self;
        let at = field(out.len());
        out.extend(&list);
        out.extend(END_SIGNATURE);
        out.extend([0; 4]);
        out.extend(count.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend(field(list.len()));
        out.extend(at);
        out.extend([0; 2]);
        out
    }

    fn push(
        &mut self,
        name: &str,
        method: u16,
        crc: u32,
        packed: &[u8],
        unpacked: usize,
    ) -> Result<(), Error> {
        let name_bytes = self.room_for(name, packed.len())?;
        let at = field(self.out.len());
        let flags = if name.is_ascii() { 0 } else { UTF8_NAME };
        let mut common = Vec::with_capacity(26);
        for number in [VERSION, flags, method, 0, FIRST_DATE] {
            common.extend(number.to_le_bytes());
        }
        for four in [crc.to_le_bytes(), field(packed.len()), field(unpacked)] {
            common.extend(four);
        }
        common.extend(name_bytes.to_le_bytes());
        common.extend([0; 2]);

        self.out.extend(LOCAL_SIGNATURE);
        self.out.extend(&common);
        self.out.extend(name.as_bytes());
        self.out.extend(packed);

        self.list.extend(CENTRAL_SIGNATURE);
        self.list.extend(VERSION.to_le_bytes());
        self.list.extend(&common);
        // No comment, the first part, no attributes.
        self.list.extend([0; 10]);
        self.list.extend(at);
        self.list.extend(name.as_bytes());
        self.count += 1;
        Ok(())
    }

    /// The length of the name as it is written, if the file fits.
    fn room_for(&self, name: &str, packed_bytes: usize) -> Result<u16, Error> {
        if usize::from(self.count) >= MOST_FILES {
            let kind = ErrorKind::TooMany { what: "files in the archive", limit: MOST_FILES };
            return Err(Error::new(kind));
        }
        let lengths = [self.out.len(), self.list.len(), 2 * name.len(), FIXED_BYTES, packed_bytes];
        let found = lengths.into_iter().fold(0, usize::saturating_add);
        if found > MOST_BYTES {
            return Err(Error::new(ErrorKind::FileTooLarge { found, limit: MOST_BYTES }));
        }
        let limit = usize::from(u16::MAX);
        let too_long = |_| Error::new(ErrorKind::TextTooLong { found: name.len(), limit });
        u16::try_from(name.len()).map_err(too_long)
    }
}

/// A length as a field of 32 bits. `room_for` has compared it with what one can hold.
fn field(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::super::sample::{Part, archive, deflated, stored, streamed};
    use super::*;
    use crate::limits::Limits;

    #[test]
    fn what_is_added_and_copied_is_read_again() {
        let source = archive(&[streamed("a", b"streamed"), deflated("b", &[5; 5000]), stored("c", b"")]);
        let source = Archive::open(&source, &Limits::edge()).unwrap();
        let mut writer = ArchiveWriter::new();
        writer.add("grüße/card.json", b"{}").unwrap();
        for file in source.files() {
            writer.copy_as(file.name(), &source, file).unwrap();
        }
        let written = writer.finish();
        let read = Archive::open(&written, &Limits::edge()).unwrap();
        let contents: Vec<_> = read
            .files()
            .iter()
            .map(|file| (file.name(), read.unpack(file, 5000).unwrap()))
            .inspect(|(name, unpacked)| assert!(unpacked.crc_matches, "{name}"))
            .map(|(name, unpacked)| (name, unpacked.bytes))
            .collect();
        let expected = [
            ("grüße/card.json", b"{}".to_vec()),
            ("a", b"streamed".to_vec()),
            ("b", vec![5; 5000]),
            ("c", vec![]),
        ];
        assert_eq!(contents, expected);
    }

    #[test]
    fn an_archive_is_written_byte_for_byte_as_the_specification_says() {
        let mut writer = ArchiveWriter::new();
        writer.add("a", b"b").unwrap();
        assert_eq!(writer.finish(), archive(&[stored("a", b"b")]));
        assert_eq!(ArchiveWriter::new().finish(), archive(&[]));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_copied() {
        let source = archive(&[Part { flags: 1, ..stored("a", b"secret") }]);
        let source = Archive::open(&source, &Limits::edge()).unwrap();
        let error = ArchiveWriter::new().copy_as("x", &source, &source.files()[0]).unwrap_err();
        assert_eq!(error.code(), "unsupported_zip");
    }

    #[test]
    fn names_and_counts_are_accepted_at_the_cap_and_refused_one_past_it() {
        let mut writer = ArchiveWriter::new();
        writer.add(&"n".repeat(0xFFFF), b"").unwrap();
        assert_eq!(writer.add(&"n".repeat(0x10000), b"").unwrap_err().code(), "text_too_long");
        for _ in 1..MOST_FILES {
            writer.add("n", b"").unwrap();
        }
        assert_eq!(writer.add("n", b"").unwrap_err().code(), "too_many");
    }
}
