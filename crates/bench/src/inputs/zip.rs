//! Writes the smallest ZIP archive: one file, compressed.

/// An archive with one deflated file, which the headers say becomes `unpacked` bytes.
pub(super) fn archive(name: &str, deflated: &[u8], unpacked: u32) -> Vec<u8> {
    let packed = u32::try_from(deflated.len()).unwrap_or(u32::MAX);
    let name_length = u16::try_from(name.len()).unwrap_or(u16::MAX);
    // Version 2.0, no flags, DEFLATE, no time, no checksum, lengths, no extra field.
    let common = [
        &[20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0, 0, 0, 0, 0][..],
        &packed.to_le_bytes(),
        &unpacked.to_le_bytes(),
        &name_length.to_le_bytes(),
        &[0, 0],
    ]
    .concat();
    let local = [b"PK\x03\x04", &common[..], name.as_bytes(), deflated].concat();
    let directory = [b"PK\x01\x02\x14\x00", &common[..], &[0; 14], name.as_bytes()].concat();
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
    let end =
        [&b"PK\x05\x06\0\0\0\0\x01\0\x01\0"[..], &length(&directory), &length(&local), &[0, 0]].concat();
    [local, directory, end].concat()
}
