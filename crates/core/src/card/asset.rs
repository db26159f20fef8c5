//! The pictures and other files that belong to a card.
//!
//! A card names them in `data.assets` ([CCv3 §assets][spec]). Reading a card copies none of them: an [`Asset`] says
//! where its bytes are in the file, and [`Asset::read`] takes them from there.
//!
//! [spec]: https://github.com/kwaroran/character-card-spec-v3

use alloc::string::String;

use serde::Serialize;

/// A file that belongs to a card.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Asset {
    /// What it is for: `icon`, `background`, `user_icon`, `emotion`, or a name of some program's own.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name, not always unique.
    pub name: String,
    /// The address that the card gives.
    pub uri: String,
    /// Kind of file, in lower case and without a dot, or `unknown`.
    pub ext: String,
    /// Where its bytes are.
    pub place: Place,
}

/// Where the bytes of an asset are. Offsets and lengths are bytes of the card's file.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "in", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Place {
    /// The file itself is the asset: `ccdefault:` of an image.
    Image,
    /// Base64 in a text chunk of a PNG.
    Base64 {
        /// Where the text begins.
        offset: usize,
        /// How long it is.
        length: usize,
    },
    /// As it is, in an archive.
    Stored {
        /// Where it begins.
        offset: usize,
        /// How long it is.
        length: usize,
    },
    /// Compressed by DEFLATE, in an archive.
    Deflated {
        /// Where it begins.
        offset: usize,
        /// How long it is, compressed.
        length: usize,
        /// How long it becomes.
        unpacked: usize,
    },
    /// In the address: a `data:` URI.
    Uri,
    /// Somewhere else: `https:`, or a scheme that is not known.
    Elsewhere,
    /// The address names a part of the file that is not there.
    Missing,
}
