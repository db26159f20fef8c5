//! Writes a card as a file: JSON, PNG or CHARX.
//!
//! The file that the card came from brings its picture, its assets and everything that this crate does not know: other
//! chunks of a PNG and other files of an archive are copied byte for byte. The same card and file give the same bytes.
//! A PNG that only stands in for a picture, of a card with none or with an icon of another kind, has a mark, the text
//! chunk `cuecard`, so that it does not become an asset of the next file.
//! All assets that are moved to another kind of file may, with the card, unpack to [`Limits::asset_bytes`]. No more than
//! one text of the card is held beside the file that is written, where that can be.

mod lost;

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use self::lost::lost;
use super::charx::CARD;
use super::monogram::monogram;
use super::moved::Moved;
use super::png::{self, PngWriter};
use super::source::{Kind, Source};
use super::write::{self, Backfill};
use super::{Card, Spec, prose};
use crate::error::{Error, ErrorKind};
use crate::json::{object_bytes, object_to_text};
use crate::limits::Limits;
use crate::zip::ArchiveWriter;

/// A card, what it is written with, and how.
///
/// ```
/// use cuecard_core::card::{Export, Spec};
/// use cuecard_core::{Import, Limits};
///
/// let limits = Limits::local();
/// let import = Import::read(br#"{"name": "Ada", "description": "A mathematician."}"#, &limits)?;
/// let png = Export::new(&import.card).png(&limits)?;
/// let again = Import::read(&png, &limits)?;
/// assert_eq!(again.card.to_json(), import.card.to_json());
/// # Ok::<(), cuecard_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    card: &'a Card,
    source: Option<&'a [u8]>,
    cover: Option<&'a [u8]>,
}

/// The kind of file that a card is written to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Target {
    /// An archive with V3.
    Charx,
    /// JSON of V1, V2 or V3.
    Json(Spec),
    /// A PNG with V1, with V2, or with V3 and V2 for older programs.
    Png(Spec),
}

impl Target {
    /// The target of a `format` (`png`, `json`, `charx`) and a `spec` (`v1`, `v2`, `v3`).
    ///
    /// # Errors
    ///
    /// Fails on other names, and on a version that the format does not hold, with the path `/format` or `/spec`.
    pub fn parse(format: &str, spec: &str) -> Result<Self, Error> {
        let spec = Spec::parse(spec)?;
        match format {
            "charx" if spec == Spec::V3 => Ok(Self::Charx),
            "charx" => Err(invalid("v3, which is all that CHARX holds", "/spec")),
            "json" => Ok(Self::Json(spec)),
            "png" => Ok(Self::Png(spec)),
            _ => Err(invalid("png, json or charx", "/format")),
        }
    }
}

impl Spec {
    /// The version of the specification that is called `v1`, `v2` or `v3`.
    ///
    /// # Errors
    ///
    /// Fails on other names, with the path `/spec`.
    pub fn parse(spec: &str) -> Result<Self, Error> {
        match spec {
            "v1" => Ok(Self::V1),
            "v2" => Ok(Self::V2),
            "v3" => Ok(Self::V3),
            _ => Err(invalid("v1, v2 or v3", "/spec")),
        }
    }
}

/// The file, if it can be opened under the limits that it was written under.
fn readable(file: Vec<u8>, limits: &Limits) -> Result<Vec<u8>, Error> {
    // A place in what nobody gets says nothing.
    Source::open(&file, limits).map_err(Error::without_place)?;
    Ok(file)
}

fn invalid(expected: &'static str, path: &str) -> Error {
    Error::new(ErrorKind::InvalidValue { expected }).in_field(path)
}

impl<'a> Export<'a> {
    /// Writes `card`, without picture and assets.
    #[must_use]
    pub const fn new(card: &'a Card) -> Self {
        Self { card, source: None, cover: None }
    }

    /// Takes picture, assets and foreign parts from `file`, from which the card was read.
    #[must_use]
    pub const fn source(self, file: &'a [u8]) -> Self {
        Self { source: Some(file), ..self }
    }

    /// Shows the PNG image `picture` where the card has no PNG of its own. Without it, one is drawn from the initials.
    #[must_use]
    pub const fn cover(self, picture: &'a [u8]) -> Self {
        Self { cover: Some(picture), ..self }
    }

    /// Writes the card as `target` says.
    ///
    /// # Errors
    ///
    /// Fails when the source is damaged or no file of a card, an asset in it is damaged or too large, the cover is no
    /// PNG, or the file would be too large to be read under the same limits.
    pub fn write(&self, target: Target, limits: &Limits) -> Result<Vec<u8>, Error> {
        match target {
            Target::Charx => self.charx(limits),
            Target::Json(spec) => {
                self.open(limits)?;
                readable(self.json(spec).into_bytes(), limits)
            }
            Target::Png(spec) => self.png_of(spec, limits),
        }
    }

    /// The card as JSON of version `spec`; as V3 where `spec` is none.
    #[must_use]
    pub fn json(&self, spec: Spec) -> String {
        match spec {
            Spec::V1 => object_to_text(&write::v1(self.card.whole())),
            Spec::V2 => object_to_text(&write::v2(self.card.whole(), Backfill::Alone)),
            _ => self.card.to_json(),
        }
    }

    /// What `target` cannot hold: of the card, names of fields of `data` and of lore entries, and `decorators`; of its
    /// file, `picture`, `lorebooks` (those beside the card), `files` (other files and chunks) and `assets`.
    ///
    /// # Errors
    ///
    /// Fails when the source is damaged or no file of a card, or the cover is no PNG.
    pub fn left_out(&self, target: Target, limits: &Limits) -> Result<Vec<String>, Error> {
        let source = self.open(limits)?;
        let mut names = match target.spec() {
            Spec::V1 => write::left_out(&self.card.whole(), true),
            Spec::V2 => write::left_out(&self.card.whole(), false),
            _ => Vec::new(),
        };
        names.extend(lost(self.card, &source, target).into_iter().map(ToOwned::to_owned));
        Ok(names)
    }

    /// The card in a PNG, as V3 and, for older programs, as V2.
    ///
    /// # Errors
    ///
    /// Fails as [`Export::write`] does.
    pub fn png(&self, limits: &Limits) -> Result<Vec<u8>, Error> {
        self.png_of(Spec::V3, limits)
    }

    fn png_of(&self, spec: Spec, limits: &Limits) -> Result<Vec<u8>, Error> {
        let source = self.open(limits)?;
        if let Kind::Png(_) = source.kind {
            return readable(self.with_card(source.bytes(), Moved::none(self.card), spec), limits);
        }
        let mut moved = Moved::new(self.card, &source, limits)?;
        let picture = moved.take_icon().unwrap_or_else(|| self.picture(moved.holds_icon()));
        readable(self.with_card(&picture, moved, spec), limits)
    }

    /// The card and its assets in an archive.
    ///
    /// # Errors
    ///
    /// Fails as [`Export::write`] does.
    pub fn charx(&self, limits: &Limits) -> Result<Vec<u8>, Error> {
        let source = self.open(limits)?;
        let mut taken = BTreeSet::new();
        let (mut moved, others) = if let Kind::Archive(bundle) = &source.kind {
            let names = bundle.archive.files().iter().map(|file| bundle.name_at_root(file));
            taken.extend(names.map(ToOwned::to_owned));
            (Moved::picture_in_front(self.card, &source, limits)?, Some(bundle))
        } else {
            (Moved::new(self.card, &source, limits)?, None)
        };
        if let Some(cover) = self.cover {
            moved.add_cover(cover);
        }
        let paths = moved.rename_to_paths(taken);
        let Moved { document, files, .. } = moved;
        let json = object_to_text(&document);
        drop(document);
        if json.len() > limits.unpacked_bytes {
            return Err(Error::new(ErrorKind::UnpackedTooLarge { limit: limits.unpacked_bytes }));
        }
        let copied = others.map_or(0, |_| source.bytes().len());
        let room = files.iter().map(|file| file.bytes.len()).fold(copied + json.len(), usize::saturating_add);
        let mut archive = ArchiveWriter::with_room(room);
        if let Some(bundle) = others {
            bundle.copy_others(&mut archive)?;
        }
        for (file, path) in files.iter().zip(&paths) {
            archive.add(path, &file.bytes)?;
        }
        archive.add(CARD, json.as_bytes())?;
        readable(archive.finish(), limits)
    }

    /// The picture with the card in it: assets, then `chara`, then `ccv3`. Each text goes before the next is made, where
    /// that can be.
    fn with_card(&self, picture: &[u8], mut moved: Moved, spec: Spec) -> Vec<u8> {
        let keywords = moved.rename_to_chunks();
        let Moved { document, files, is_changed } = moved;
        let has_v3 = !matches!(spec, Spec::V1 | Spec::V2);
        let v3_bytes = if has_v3 { object_bytes(&document) } else { 0 };
        let changed = (has_v3 && is_changed).then(|| object_to_text(&document));
        let chara = object_to_text(&match spec {
            Spec::V1 => write::v1(document),
            Spec::V2 => write::v2(document, Backfill::Alone),
            _ => write::v2(document, Backfill::BesideV3),
        });
        let texts = files.iter().map(|file| file.bytes.len()).chain([chara.len(), v3_bytes]);
        let mut png = PngWriter::new(picture, texts.map(PngWriter::room).fold(0, usize::saturating_add));
        for (file, keyword) in files.iter().zip(&keywords) {
            png.text(keyword, &file.bytes);
        }
        png.text("chara", chara.as_bytes());
        drop(chara);
        if has_v3 {
            png.text("ccv3", changed.unwrap_or_else(|| self.card.to_json()).as_bytes());
        }
        png.finish()
    }

    /// For a card without a PNG of its own. It is marked where the card does without it: drawn initials, and a cover of
    /// a card that has an icon.
    fn picture(&self, has_icon: bool) -> Vec<u8> {
        match self.cover.map(png::bare) {
            Some(cover) if has_icon => png::stand_in(&cover),
            Some(cover) => cover,
            None => {
                let color = self.card.presentation().rgb_for(&self.card.name);
                png::stand_in(&monogram(&self.card.name, color))
            }
        }
    }

    fn open(&self, limits: &Limits) -> Result<Source<'a>, Error> {
        if self.cover.is_some_and(|cover| !png::is_picture(cover)) {
            return Err(Error::new(ErrorKind::InvalidValue { expected: "a PNG image" }).in_field("/cover"));
        }
        let Some(file) = self.source else { return Ok(Source::NONE) };
        let source = Source::open(file, limits).and_then(|source| {
            let is_text = matches!(source.kind, Kind::Text);
            if is_text { prose::check_look(file).map(|()| source) } else { Ok(source) }
        });
        source.map_err(|error| error.in_field("/source"))
    }
}

#[cfg(test)]
mod tests;
