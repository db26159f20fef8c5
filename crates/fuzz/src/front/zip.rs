//! ZIP archives: CHARX, BYAF, and either behind a JPEG.

use std::borrow::Cow;

use crc32fast::hash;
use miniz_oxide::deflate::compress_to_vec;

use super::Choices;

const NAMES: [&str; 16] = [
    "card.json",
    "card.json",
    "Card.JSON",
    "folder/card.json",
    "__MACOSX/card.json",
    "module.risum",
    "manifest.json",
    "characters/a/character.json",
    "scenarios/scenario1.json",
    "assets/icon/image/main.png",
    "assets/emotion/image/a.webp",
    "x_meta/main.json",
    "../card.json",
    "assets\\icon\\main.png",
    "/card.json",
    "",
];

const PREFIXES: [&[u8]; 4] = [b"", b"", b"\xFF\xD8\xFF\xD9", b"\xFF\xD8\xFF\xE0\0\x04PK\x03\x04\xFF\xD9"];

/// An archive is taken as it is, and so are bytes behind a 0.
#[must_use]
pub fn file(data: &[u8]) -> Cow<'_, [u8]> {
    if data.is_empty() || data.starts_with(b"PK") || data.starts_with(b"\xFF\xD8") {
        return data.into();
    }
    let mut choices = Choices(data);
    match choices.byte() % 4 {
        0 => choices.rest().into(),
        1 => one_card(&mut choices).into(),
        _ => many_files(&mut choices).into(),
    }
}

fn one_card(choices: &mut Choices<'_>) -> Vec<u8> {
    let mut zip = Zip::new(choices.one_of(&PREFIXES), choices.flag());
    add_file(&mut zip, choices, "card.json", usize::MAX);
    zip.finish()
}

fn many_files(choices: &mut Choices<'_>) -> Vec<u8> {
    let mut zip = Zip::new(choices.one_of(&PREFIXES), choices.flag());
    let patches = usize::from(choices.byte() % 4);
    let patches: Vec<_> = (0..patches).map(|_| (choices.length(), choices.byte())).collect();
    while !choices.is_empty() {
        let length = choices.length() % 2048;
        let name = choices.one_of(&NAMES);
        add_file(&mut zip, choices, name, length);
    }
    let mut file = zip.finish();
    for (from_end, byte) in patches {
        if let Some(place) = file.iter_mut().nth_back(from_end) {
            *place = byte;
        }
    }
    file
}

fn add_file(zip: &mut Zip, choices: &mut Choices<'_>, name: &str, length: usize) {
    let (method, is_streamed) = (choices.byte() % 3, choices.flag());
    let coding = [choices.byte()];
    let body = choices.card(length);
    match method {
        0 => zip.stored(name, &body),
        1 => zip.deflated(name, &body, is_streamed),
        _ => {
            let packed = Choices(&coding).deflated(&body);
            zip.add(&File {
                name,
                packed: &packed,
                crc: hash(&body),
                length: body.len(),
                method: 8,
                is_streamed,
            });
        }
    }
}

struct File<'a> {
    name: &'a str,
    packed: &'a [u8],
    crc: u32,
    length: usize,
    method: u16,
    /// Sizes stand behind the data and not before it.
    is_streamed: bool,
}

/// A ZIP archive in the making.
#[derive(Clone, Debug, Default)]
pub struct Zip {
    file: Vec<u8>,
    directory: Vec<u8>,
    files: u16,
    /// What the offsets leave out.
    base: usize,
}

impl Zip {
    /// An archive behind other bytes; its offsets count those, or do not.
    #[must_use]
    pub fn new(prefix: &[u8], counts_prefix: bool) -> Self {
        let base = if counts_prefix { 0 } else { prefix.len() };
        Self { file: prefix.to_vec(), base, ..Self::default() }
    }

    /// Adds a file as it is.
    pub fn stored(&mut self, name: &str, body: &[u8]) {
        let (crc, length) = (hash(body), body.len());
        self.add(&File { name, packed: body, crc, length, method: 0, is_streamed: false });
    }

    /// Adds a file compressed.
    pub fn deflated(&mut self, name: &str, body: &[u8], is_streamed: bool) {
        let (packed, crc, length) = (&compress_to_vec(body, 6)[..], hash(body), body.len());
        self.add(&File { name, packed, crc, length, method: 8, is_streamed });
    }

    fn add(&mut self, file: &File<'_>) {
        let offset = self.file.len() - self.base;
        let sizes = [file.crc.to_le_bytes(), long(file.packed.len()), long(file.length)].concat();
        let flags = short(if file.is_streamed { 8 } else { 0 });
        let shared = [short(20), flags, short(usize::from(file.method)), short(0), short(0x21)].concat();
        let names = [short(file.name.len()), short(0)].concat();
        let local_sizes = if file.is_streamed { vec![0; 12] } else { sizes.clone() };
        for part in [b"PK\x03\x04", &shared[..], &local_sizes, &names, file.name.as_bytes(), file.packed] {
            self.file.extend(part);
        }
        if file.is_streamed {
            self.file.extend(b"PK\x07\x08");
            self.file.extend(&sizes);
        }
        let place = long(offset);
        for part in [b"PK\x01\x02\x14\0", &shared[..], &sizes, &names, &[0; 10], &place, file.name.as_bytes()]
        {
            self.directory.extend(part);
        }
        self.files = self.files.saturating_add(1);
    }

    /// The file.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let (length, offset) = (long(self.directory.len()), long(self.file.len() - self.base));
        let files = self.files.to_le_bytes();
        self.file.append(&mut self.directory);
        for part in [b"PK\x05\x06\0\0\0\0", &files[..], &files, &length, &offset, &[0; 2]] {
            self.file.extend(part);
        }
        self.file
    }
}

fn short(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes()
}

fn long(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}
