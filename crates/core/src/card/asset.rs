//! The pictures and other files that belong to a card.
//!
//! A card names them in `data.assets` ([CCv3 §assets][spec]). Reading a card copies none of them: an [`Asset`] says
//! where its bytes are in the file, and [`Asset::read`] takes them from there.
//!
//! [spec]: https://github.com/kwaroran/character-card-spec-v3

mod held;
mod json;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use serde_json::Value;

use super::source::Source;
use super::{Card, base64};
use crate::error::{Error, ErrorKind};
use crate::inflate;
use crate::limits::Limits;
use crate::warning::Warnings;

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

impl Place {
    /// Where a part of the file begins.
    pub(super) const fn start(&self) -> Option<usize> {
        match *self {
            Self::Base64 { offset, .. } | Self::Deflated { offset, .. } | Self::Stored { offset, .. } => {
                Some(offset)
            }
            _ => None,
        }
    }
}

impl Asset {
    /// The bytes of the asset, from the card's `file`.
    ///
    /// # Errors
    ///
    /// Fails when the asset is not in the file, is damaged, or is larger than [`Limits::asset_bytes`].
    pub fn read(&self, file: &[u8], limits: &Limits) -> Result<Vec<u8>, Error> {
        if !self.is_held_by(file) {
            return Err(Error::new(ErrorKind::AssetNotFound));
        }
        self.take(file, limits)
    }

    /// The same from a file that the asset was just found in.
    pub(super) fn take(&self, file: &[u8], limits: &Limits) -> Result<Vec<u8>, Error> {
        let not_found = || Error::new(ErrorKind::AssetNotFound);
        let part = |offset: usize, length: usize| {
            let end = offset.checked_add(length).ok_or_else(not_found)?;
            file.get(offset..end).ok_or_else(not_found)
        };
        let bytes = match self.place {
            Place::Image => capped(file.len(), limits).map(|()| file.to_vec())?,
            Place::Base64 { offset, length } => {
                capped(length / 4 * 3, limits)?;
                base64::decode(part(offset, length)?, offset, &mut Warnings::default())?
            }
            Place::Stored { offset, length } => {
                capped(length, limits).and_then(|()| part(offset, length))?.to_vec()
            }
            Place::Deflated { offset, length, unpacked } => {
                capped(unpacked, limits)?;
                inflate::exact(part(offset, length)?, unpacked).map_err(|kind| Error::new(kind).at(offset))?
            }
            Place::Uri => data_uri(&self.uri, limits)?,
            Place::Elsewhere | Place::Missing => return Err(not_found()),
        };
        Ok(bytes)
    }
}

fn capped(bytes: usize, limits: &Limits) -> Result<(), Error> {
    if bytes > limits.asset_bytes {
        return Err(Error::new(ErrorKind::UnpackedTooLarge { limit: limits.asset_bytes }));
    }
    Ok(())
}

/// The bytes of a `data:` URI ([RFC 2397](https://www.rfc-editor.org/rfc/rfc2397)) in Base64.
fn data_uri(uri: &str, limits: &Limits) -> Result<Vec<u8>, Error> {
    let (kind, data) = uri.split_once(',').ok_or_else(|| Error::new(ErrorKind::InvalidBase64))?;
    if !kind.to_ascii_lowercase().ends_with(";base64") {
        return Err(Error::new(ErrorKind::InvalidBase64));
    }
    capped(data.len() / 4 * 3, limits)?;
    base64::decode(data.as_bytes(), 0, &mut Warnings::default())
        .map_err(|_| Error::new(ErrorKind::InvalidBase64))
}

/// The assets that a card names, which was read from `source`.
pub(super) fn assets(card: &Card, source: &Source<'_>) -> Vec<Asset> {
    let list = card.field("assets").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|asset| resolve(asset, source)).collect()
}

fn resolve(asset: &Value, source: &Source<'_>) -> Asset {
    let text = |name: &str| asset.get(name).and_then(Value::as_str).unwrap_or_default();
    let uri = text("uri");
    let place = if scheme(uri, "data:").is_some() {
        Place::Uri
    } else if scheme(uri, DEFAULT).is_some() {
        let image = source.image().filter(|_| text("type") == "icon");
        image.map_or(Place::Elsewhere, |(_, place)| place)
    } else if embedded_path(uri).is_some() {
        source.place(uri).unwrap_or(Place::Missing)
    } else {
        Place::Elsewhere
    };
    Asset {
        kind: text("type").to_owned(),
        name: text("name").to_owned(),
        uri: uri.to_owned(),
        ext: text("ext").to_ascii_lowercase(),
        place,
    }
}

/// What the address of an asset begins with when it is the program's choice, which for the icon of an image is that
/// image.
pub(super) const DEFAULT: &str = "ccdefault:";

/// Schemes of parts of the file. The specification spells the first one so; programs use the others too.
const EMBEDDED: [&str; 5] = ["embeded://", "embedded://", "__asset:", "asset:", "pngchunk:"];

/// The path in an address that names a part of the file.
pub(super) fn embedded_path(uri: &str) -> Option<&str> {
    EMBEDDED.iter().find_map(|name| scheme(uri, name))
}

/// What stands behind a scheme, in any letter case.
fn scheme<'a>(uri: &'a str, name: &str) -> Option<&'a str> {
    let (head, rest) = uri.split_at_checked(name.len())?;
    head.eq_ignore_ascii_case(name).then_some(rest)
}
