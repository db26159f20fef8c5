//! Archives for tests, made byte by byte and not by the writer that is tested.

use crate::crc::crc_32;
use alloc::vec;
use alloc::vec::Vec;

/// A file of an archive, each field of which may be a lie.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: Vec<u8>,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    pub(crate) crc: u32,
    pub(crate) unpacked: u32,
    pub(crate) packed: Vec<u8>,
    /// What the header of the file says when it is not what the list says: checksum, packed and unpacked size.
    pub(crate) local: Option<[u32; 3]>,
}

/// A file as it is.
pub(crate) fn stored(name: &str, bytes: &[u8]) -> Part {
    Part {
        name: name.into(),
        flags: 0,
        method: 0,
        crc: crc_32(&[bytes]),
        unpacked: bytes.len().try_into().unwrap(),
        packed: bytes.to_vec(),
        local: None,
    }
}

/// A compressed file.
pub(crate) fn deflated(name: &str, bytes: &[u8]) -> Part {
    let packed = miniz_oxide::deflate::compress_to_vec(bytes, 6);
    Part { method: 8, packed, ..stored(name, bytes) }
}

/// A file as programs write it that stream at level 0: bit 3, one DEFLATE block that is not compressed, a header
/// without sizes.
pub(crate) fn streamed(name: &str, bytes: &[u8]) -> Part {
    let length = u16::try_from(bytes.len()).unwrap();
    let head = [&[1][..], &length.to_le_bytes(), &(!length).to_le_bytes()].concat();
    Part {
        flags: 0x0808,
        method: 8,
        packed: [&head, bytes].concat(),
        local: Some([0; 3]),
        ..stored(name, bytes)
    }
}

/// An archive of these files, whose offsets count from `base` bytes before it.
pub(crate) fn archive_at(base: u32, parts: &[Part]) -> Vec<u8> {
    let (mut out, mut list) = (vec![], vec![]);
    for part in parts {
        let sizes = [part.crc, part.packed.len().try_into().unwrap(), part.unpacked];
        let at = base + u32::try_from(out.len()).unwrap();
        out.extend(b"PK\x03\x04");
        out.extend(part.fields(part.local.unwrap_or(sizes)));
        out.extend(&part.name);
        out.extend(&part.packed);
        if part.flags & 8 != 0 {
            out.extend(b"PK\x07\x08");
            out.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
        }
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(part.fields(sizes));
        list.extend([0; 10]);
        list.extend(at.to_le_bytes());
        list.extend(&part.name);
    }
    let list_at = base + u32::try_from(out.len()).unwrap();
    let count = u16::try_from(parts.len()).unwrap();
    out.extend(&list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(u32::try_from(list.len()).unwrap().to_le_bytes());
    out.extend(list_at.to_le_bytes());
    out.extend([0; 2]);
    out
}

/// An archive of these files.
pub(crate) fn archive(parts: &[Part]) -> Vec<u8> {
    archive_at(0, parts)
}

impl Part {
    fn fields(&self, sizes: [u32; 3]) -> Vec<u8> {
        let mut out = vec![20, 0];
        for number in [self.flags, self.method, 0, 0x21] {
            out.extend(number.to_le_bytes());
        }
        out.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
        out.extend(u16::try_from(self.name.len()).unwrap().to_le_bytes());
        out.extend([0; 2]);
        out
    }
}
