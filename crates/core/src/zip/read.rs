//! Reads the list of files of an archive ([APPNOTE.TXT][spec] §4.3) and checks it against their headers.
//!
//! The end record is looked for in the last 64 KiB, where its comment may be; of several the last that points to a
//! list is taken. Offsets in it may count from the start of the input or from the start of the archive in it: the
//! list ends where the record begins, so the difference is known. The walk is bounded by
//! [`Limits::archive_files`] and [`Limits::archive_bytes`].
//!
//! [spec]: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::{CENTRAL_SIGNATURE, DEFLATED, END_SIGNATURE, File, LOCAL_SIGNATURE, STORED};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::order::sorted;

const END_BYTES: usize = 22;
/// What a comment of the longest kind and the record before it take.
const SEARCH_BYTES: usize = END_BYTES + 0xFFFF;
const ZIP64_LOCATOR: &[u8] = b"PK\x06\x07";
const ZIP64_LOCATOR_BYTES: usize = 20;
/// Stands in a field of 32 bits whose value is in a ZIP64 field.
const ELSEWHERE: u32 = u32::MAX;

/// Encryption of the kinds of general-purpose bits 0, 6 and 13.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
/// General-purpose bit 3: checksum and sizes follow the data.
const STREAMED: u16 = 1 << 3;

/// The files of an archive, without folders, and where the first of all begins.
pub(super) fn files<'a>(bytes: &'a [u8], limits: &Limits) -> Result<(Vec<File<'a>>, usize), Error> {
    let end = End::find(bytes)?;
    if end.count > limits.archive_files {
        let limit = limits.archive_files;
        return Err(Error::new(ErrorKind::TooMany { what: "files in the archive", limit }).at(end.at));
    }
    let mut files = Vec::with_capacity(end.count);
    let mut taken = Vec::with_capacity(end.count);
    let mut at = end.list_at;
    let mut announced = 0_usize;
    for _ in 0..end.count {
        let entry = Entry::at(bytes, at, &end)?;
        announced = announced.saturating_add(entry.file.unpacked_bytes);
        if announced > limits.archive_bytes {
            return Err(Error::new(ErrorKind::UnpackedTooLarge { limit: limits.archive_bytes }).at(at));
        }
        at = entry.end;
        taken.extend(entry.taken);
        if !entry.file.name.ends_with('/') {
            files.push(entry.file);
        }
    }
    if starts_at(bytes, at, CENTRAL_SIGNATURE) {
        return Err(damaged("it lists more files than it counts", at));
    }
    let start = refuse_overlap(taken)?;
    Ok((files, start.unwrap_or(end.list_at)))
}

/// Without this, a small archive could unpack the same data thousands of times. Tells where the first begins.
fn refuse_overlap(taken: Vec<Range<usize>>) -> Result<Option<usize>, Error> {
    let taken = sorted(taken, |a, b| a.start.cmp(&b.start));
    let pairs = taken.iter().zip(taken.iter().skip(1));
    match pairs.into_iter().find(|(first, second)| first.end > second.start) {
        Some((_, second)) => Err(damaged("entries overlap", second.start)),
        None => Ok(taken.first().map(|first| first.start)),
    }
}

/// The end record.
pub(super) struct End {
    at: usize,
    count: usize,
    list_at: usize,
    /// Where the offsets of the list count from.
    base: usize,
}

impl End {
    pub(super) fn find(bytes: &[u8]) -> Result<Self, Error> {
        let first = bytes.len().saturating_sub(SEARCH_BYTES);
        let last = bytes.len().saturating_sub(END_BYTES);
        let mut fault = None;
        for at in (first..=last).rev().filter(|at| starts_at(bytes, *at, END_SIGNATURE)) {
            match Self::at(bytes, at) {
                Ok(end) => return Ok(end),
                Err(error) => fault = fault.or(Some(error)),
            }
        }
        Err(fault.unwrap_or_else(|| match bytes.starts_with(LOCAL_SIGNATURE) {
            true => Error::new(ErrorKind::Truncated).at(bytes.len()),
            false => damaged("it has no end record", bytes.len()),
        }))
    }

    fn at(bytes: &[u8], at: usize) -> Result<Self, Error> {
        let cut = || Error::new(ErrorKind::Truncated).at(at);
        let record = bytes.get(at..).ok_or_else(cut)?;
        let field = |offset| u16_at(record, offset).map(usize::from).ok_or_else(cut);
        let (parts, count, comment) = (field(4)?, field(10)?, field(20)?);
        if record.len() < END_BYTES + comment {
            return Err(cut());
        }
        let (size, offset) = (u32_at(record, 12).ok_or_else(cut)?, u32_at(record, 16).ok_or_else(cut)?);
        let has_locator = at.checked_sub(ZIP64_LOCATOR_BYTES);
        if has_locator.is_some_and(|locator| starts_at(bytes, locator, ZIP64_LOCATOR))
            || [size, offset].contains(&ELSEWHERE)
            || count == usize::from(u16::MAX)
        {
            return Err(Error::new(ErrorKind::UnsupportedZip { what: "ZIP64" }).at(at));
        }
        if parts != 0 {
            return Err(Error::new(ErrorKind::UnsupportedZip { what: "several parts" }).at(at));
        }
        let list_at = usize::try_from(size).ok().and_then(|size| at.checked_sub(size));
        let base = list_at.zip(usize::try_from(offset).ok());
        let base = base.and_then(|(list_at, offset)| list_at.checked_sub(offset));
        match (list_at, base) {
            (Some(list_at), Some(base)) if count == 0 || starts_at(bytes, list_at, CENTRAL_SIGNATURE) => {
                Ok(Self { at, count, list_at, base })
            }
            _ => Err(damaged("its list of files is not where the end record says", at)),
        }
    }
}

/// A file or folder of the list.
struct Entry<'a> {
    file: File<'a>,
    /// From the header of the file to the end of its data, where that is known.
    taken: Option<Range<usize>>,
    /// Where the next entry of the list begins.
    end: usize,
}

impl<'a> Entry<'a> {
    /// The entry that begins at `at`, compared with the header of its file.
    fn at(bytes: &'a [u8], at: usize, end: &End) -> Result<Self, Error> {
        let cut = || damaged("its list of files is cut short", at);
        let list = bytes.get(..end.at).ok_or_else(cut)?;
        let (header, header_at, next) = central(list, at).ok_or_else(cut)?;
        let mut file = File {
            name: name(header.name),
            method: header.method,
            crc: header.crc,
            data: end.list_at..end.list_at,
            unpacked_bytes: 0,
            unsupported: header.unsupported(),
        };
        if header.is_zip64() || header_at == ELSEWHERE {
            file.unsupported = Some("ZIP64");
            return Ok(Self { file, taken: None, end: next });
        }
        let outside = || damaged("a file is not where the list says", at);
        let header_at = usize::try_from(header_at).ok().and_then(|offset| offset.checked_add(end.base));
        let header_at = header_at.ok_or_else(outside)?;
        let before_list = bytes.get(..end.list_at).ok_or_else(outside)?;
        let (local, data_at) = local(before_list, header_at).ok_or_else(outside)?;
        file.unpacked_bytes = usize_of(header.unpacked).ok_or_else(outside)?;
        let data_end = usize_of(header.packed).and_then(|packed| data_at.checked_add(packed));
        file.data = data_at..data_end.filter(|data_end| *data_end <= end.list_at).ok_or_else(outside)?;
        if local.is_zip64() && local.flags & STREAMED == 0 {
            file.unsupported = Some("ZIP64");
        } else if let Some(what) = header.contradiction(&local) {
            return Err(damaged(what, header_at));
        }
        Ok(Self { taken: Some(header_at..file.data.end), file, end: next })
    }
}

/// What the list and the header of a file both say.
struct Header<'a> {
    flags: u16,
    method: u16,
    crc: u32,
    packed: u32,
    unpacked: u32,
    name: &'a [u8],
}

impl<'a> Header<'a> {
    /// The fields from `at`, where a version stands in both; the name follows after `name_at` bytes. Also says
    /// where the extra field ends.
    fn at(bytes: &'a [u8], at: usize, name_at: usize) -> Option<(Self, usize)> {
        let fields = bytes.get(at..)?;
        let name_bytes = usize::from(u16_at(fields, 22)?);
        let extra_bytes = usize::from(u16_at(fields, 24)?);
        let header = Self {
            flags: u16_at(fields, 2)?,
            method: u16_at(fields, 4)?,
            crc: u32_at(fields, 10)?,
            packed: u32_at(fields, 14)?,
            unpacked: u32_at(fields, 18)?,
            name: fields.get(name_at..)?.get(..name_bytes)?,
        };
        let end = name_at + name_bytes + extra_bytes;
        (end <= fields.len()).then_some((header, at + end))
    }

    const fn is_zip64(&self) -> bool {
        self.packed == ELSEWHERE || self.unpacked == ELSEWHERE
    }

    /// What keeps the file from being read.
    const fn unsupported(&self) -> Option<&'static str> {
        if self.flags & ENCRYPTED != 0 {
            Some("encryption")
        } else if self.method != STORED && self.method != DEFLATED {
            Some("another compression than DEFLATE")
        } else {
            None
        }
    }

    /// How `self`, of the list, contradicts itself or the header of the file.
    fn contradiction(&self, local: &Self) -> Option<&'static str> {
        let streamed = (self.flags | local.flags) & STREAMED != 0;
        if self.name != local.name {
            Some("a file has another name than in the list")
        } else if self.method != local.method {
            Some("a file has another compression than in the list")
        } else if !streamed && (self.packed, self.unpacked) != (local.packed, local.unpacked) {
            Some("a file has another size than in the list")
        } else if !streamed && self.crc != local.crc {
            Some("a file has another checksum than in the list")
        } else if self.method == STORED && self.flags & ENCRYPTED == 0 && self.packed != self.unpacked {
            Some("a file that is not compressed has two sizes")
        } else {
            None
        }
    }
}

/// An entry of the list, where its file is by its own account, and where the next entry begins.
fn central(bytes: &[u8], at: usize) -> Option<(Header<'_>, u32, usize)> {
    let entry = bytes.get(at..).filter(|entry| entry.starts_with(CENTRAL_SIGNATURE))?;
    let (header, end) = Header::at(bytes, at + 6, 40)?;
    let end = end + usize::from(u16_at(entry, 32)?);
    (end <= bytes.len()).then_some((header, u32_at(entry, 42)?, end))
}

/// The header of a file, and where its data begins.
fn local(bytes: &[u8], at: usize) -> Option<(Header<'_>, usize)> {
    if starts_at(bytes, at, LOCAL_SIGNATURE) { Header::at(bytes, at + 4, 26) } else { None }
}

/// A file of an archive, as somebody says that it is.
#[derive(Debug)]
pub(crate) struct Headed<'a> {
    /// Where its bytes begin.
    pub(crate) at: usize,
    pub(crate) packed: usize,
    pub(crate) unpacked: usize,
    pub(crate) is_deflated: bool,
    /// Its path, if that is known.
    pub(crate) path: Option<&'a str>,
}

/// The longest header: its fields, a name and an extra field.
const HEADER_BYTES: usize = 30 + 2 * 0xFFFF;

/// Whether the header of the file stands before its bytes. Of its path the last part is compared, without the case of
/// its letters, as addresses may begin in a folder.
pub(crate) fn is_headed(bytes: &[u8], file: &Headed<'_>) -> bool {
    let is_its = |header: &Header<'_>| {
        let sizes = [header.packed, header.unpacked].map(usize_of);
        let has_sizes = header.flags & STREAMED != 0 || sizes == [file.packed, file.unpacked].map(Some);
        let is_named = |path: &str| {
            let (path, name) = (last_part(path.as_bytes()), last_part(header.name));
            // Of an old code page no more is sure.
            path.eq_ignore_ascii_case(name) || !name.is_ascii()
        };
        has_sizes && (header.method == DEFLATED) == file.is_deflated && file.path.is_none_or(is_named)
    };
    let heads = (file.at.saturating_sub(HEADER_BYTES)..file.at).rev();
    let mut heads = heads.filter(|at| starts_at(bytes, *at, LOCAL_SIGNATURE));
    heads.any(|at| local(bytes, at).is_some_and(|(header, end)| end == file.at && is_its(&header)))
}

fn last_part(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or_default()
}

/// Names are UTF-8 in practice, whatever the flag says; what is not is of some old code page, of which only the
/// ASCII part is sure.
fn name(bytes: &[u8]) -> Cow<'_, str> {
    let text = match core::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect::<String>()),
    };
    let text = if text.contains('\\') { Cow::Owned(text.replace('\\', "/")) } else { text };
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches("./")),
        Cow::Owned(text) => Cow::Owned(text.trim_start_matches("./").into()),
    }
}

fn damaged(what: &'static str, at: usize) -> Error {
    Error::new(ErrorKind::InvalidZip { what }).at(at)
}

fn starts_at(bytes: &[u8], at: usize, signature: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(signature))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|field| u16::from_le_bytes(*field))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|field| u32::from_le_bytes(*field))
}

fn usize_of(number: u32) -> Option<usize> {
    usize::try_from(number).ok()
}
