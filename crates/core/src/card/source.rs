//! A card file, opened: which kind it is, and where its parts are.
//!
//! Kinds are told by their bytes, never by a name or a media type.

use super::asset::embedded_path;
use super::charx::{Bundle, is_risum};
use super::png::{self, PngFile};
use super::{Place, jpeg, webp};
use crate::encoding;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::zip::{self, Archive};

/// An opened file.
#[derive(Debug)]
pub(super) struct Source<'a> {
    bytes: &'a [u8],
    pub(super) kind: Kind<'a>,
}

/// What a file is.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    Archive(Bundle<'a>),
    Jpeg,
    Png(PngFile<'a>),
    Text,
    Webp,
}

impl<'a> Source<'a> {
    /// No file.
    pub(super) const NONE: Self = Self { bytes: &[], kind: Kind::Text };

    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        if bytes.len() > limits.file_bytes {
            return Err(Error::new(ErrorKind::FileTooLarge { found: bytes.len(), limit: limits.file_bytes }));
        }
        let kind = if encoding::begins_as_object(bytes) {
            // First, because an archive is looked for from the end.
            Kind::Text
        } else if png::is_png(bytes) {
            Kind::Png(PngFile::open(bytes, limits)?)
        } else if webp::is_webp(bytes) {
            Kind::Webp
        } else if zip::is_zip(bytes) {
            archive(bytes, limits)?
        } else if jpeg::is_jpeg(bytes) {
            Kind::Jpeg
        } else if is_risum(bytes) {
            return Err(Error::new(ErrorKind::RisuModule));
        } else {
            Kind::Text
        };
        Ok(Self { bytes, kind })
    }

    pub(super) const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where the part of the file is that the address of an asset names.
    pub(super) fn place(&self, uri: &str) -> Option<Place> {
        match &self.kind {
            Kind::Archive(bundle) => bundle.place(uri),
            Kind::Png(file) => file.place(embedded_path(uri)?),
            Kind::Jpeg | Kind::Text | Kind::Webp => None,
        }
    }

    /// The picture that the card came in or behind, which is its icon: how the names of its kind end, and its place.
    pub(super) fn image(&self) -> Option<(&'static str, Place)> {
        match &self.kind {
            Kind::Archive(bundle) if jpeg::is_jpeg(self.bytes) => {
                Some(("jpeg", Place::Stored { offset: 0, length: bundle.archive.start() }))
            }
            Kind::Jpeg => Some(("jpeg", Place::Image)),
            Kind::Png(_) => Some(("png", Place::Image)),
            Kind::Webp => Some(("webp", Place::Image)),
            Kind::Archive(_) | Kind::Text => None,
        }
    }

    /// The same, unless it only stands in for a picture: then nothing is lost without it.
    pub(super) fn own_image(&self) -> Option<(&'static str, Place)> {
        let is_stand_in = matches!(self.kind, Kind::Png(_)) && png::is_stand_in(self.bytes);
        self.image().filter(|_| !is_stand_in)
    }
}

/// An archive, alone or behind a JPEG. A picture whose archive is about something else is a picture.
fn archive<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Kind<'a>, Error> {
    match Bundle::of(Archive::open(bytes, limits)?) {
        Some(bundle) => Ok(Kind::Archive(bundle)),
        None if jpeg::is_jpeg(bytes) => Ok(Kind::Jpeg),
        None => Err(Error::new(ErrorKind::NoCardInArchive)),
    }
}
