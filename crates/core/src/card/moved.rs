//! The assets of a card on their way from one kind of file to another: their bytes, and the card that names them anew.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::asset::{Asset, DEFAULT, Place, assets};
use super::source::{Kind, Source};
use super::{Card, png};
use crate::error::{Error, ErrorKind};
use crate::json::object_bytes;
use crate::limits::Limits;
use crate::zip::Archive;

/// Longest name of a file in an archive, without its folder and extension.
const NAME_BYTES: usize = 100;

/// The assets that are in a file, taken out of it.
#[derive(Debug)]
pub(super) struct Moved {
    /// The card; its assets still have their old addresses.
    pub(super) document: Map<String, Value>,
    pub(super) files: Vec<MovedFile>,
    /// Whether the document is another than the card's.
    pub(super) is_changed: bool,
}

/// An asset and its bytes.
#[derive(Debug)]
pub(super) struct MovedFile {
    /// Its place in `data.assets`.
    index: usize,
    asset: Asset,
    pub(super) bytes: Vec<u8>,
}

impl Moved {
    /// Takes nothing.
    pub(super) fn none(card: &Card) -> Self {
        Self { document: card.whole(), files: Vec::new(), is_changed: false }
    }

    /// Takes the assets of `card` out of `source`.
    pub(super) fn new(card: &Card, source: &Source<'_>, limits: &Limits) -> Result<Self, Error> {
        Self::those(card, source, limits, &|_| true, None)
    }

    /// Takes out only the picture that stands in front of an archive, which would not be in the next one.
    pub(super) fn picture_in_front(card: &Card, source: &Source<'_>, limits: &Limits) -> Result<Self, Error> {
        let front = source.image().map(|(_, place)| place);
        let Kind::Archive(bundle) = &source.kind else { return Ok(Self::none(card)) };
        Self::those(card, source, limits, &|asset| Some(asset.place) == front, Some(&bundle.archive))
    }

    /// `others` is an archive whose files go along, so that the picture need not where it is one of them.
    fn those(
        card: &Card,
        source: &Source<'_>,
        limits: &Limits,
        is_meant: &dyn Fn(&Asset) -> bool,
        others: Option<&Archive<'_>>,
    ) -> Result<Self, Error> {
        let mut moved = Self::none(card);
        let assets = assets(card, source);
        let own = source.own_image();
        let picture = own.filter(|(_, place)| assets.iter().all(|asset| asset.place != *place));
        let mut budget = limits.asset_bytes.saturating_sub(object_bytes(&moved.document));
        let mut read = |asset: &Asset| {
            let bytes = moved_bytes(asset, source, limits)?;
            let too_large = || Error::new(ErrorKind::UnpackedTooLarge { limit: limits.asset_bytes });
            budget = budget.checked_sub(bytes.len()).ok_or_else(too_large)?;
            Ok(bytes)
        };
        let is_stand_in = |asset: &Asset| own.is_none() && asset.place == Place::Image;
        for (index, asset) in assets.into_iter().enumerate() {
            let is_away = matches!(asset.place, Place::Elsewhere | Place::Missing | Place::Uri);
            if !is_away && is_meant(&asset) && !is_stand_in(&asset) {
                let bytes = read(&asset)?;
                moved.files.push(MovedFile { index, asset, bytes });
            }
        }
        if let Some((ext, place)) = picture {
            let asset = moved.picture(ext, place);
            let bytes = read(&asset)?;
            let is_here = |archive: &Archive<'_>| archive.holds(&bytes);
            if !moved.has_icon() || !(moved.holds(&bytes) || others.is_some_and(is_here)) {
                moved.add(asset, bytes);
            }
        }
        Ok(moved)
    }

    fn holds(&self, bytes: &[u8]) -> bool {
        self.files.iter().any(|file| file.bytes == bytes)
    }

    /// Whether one of the files is an icon.
    pub(super) fn holds_icon(&self) -> bool {
        self.files.iter().any(|file| file.asset.kind == "icon")
    }

    /// Takes the main icon out if it is a PNG: it becomes the picture that holds the card.
    pub(super) fn take_icon(&mut self) -> Option<Vec<u8>> {
        let is_icon = |file: &MovedFile| file.asset.kind == "icon" && png::is_picture(&file.bytes);
        let is_main = |file: &MovedFile| is_icon(file) && file.asset.name.eq_ignore_ascii_case("main");
        let at = self.files.iter().position(is_main).or_else(|| self.files.iter().position(is_icon))?;
        let icon = self.files.remove(at);
        self.set_uri(icon.index, DEFAULT.to_owned());
        Some(png::bare(&icon.bytes))
    }

    /// Adds a PNG for a card that names no icon.
    pub(super) fn add_cover(&mut self, cover: &[u8]) {
        if self.has_icon() {
            return;
        }
        self.add(self.picture("png", Place::Image), png::bare(cover));
    }

    /// Gives each file the address that `name` makes of its number, from 1, and tells the names.
    pub(super) fn rename_to_chunks(&mut self) -> Vec<String> {
        let indices: Vec<usize> = self.files.iter().map(|file| file.index).collect();
        let numbers = 1..=indices.len();
        for (number, index) in numbers.clone().zip(indices) {
            self.set_uri(index, format!("__asset:{number}"));
        }
        numbers.map(|number| format!("chara-ext-asset_:{number}")).collect()
    }

    /// Gives each file an address in an archive that is none of `taken`, and tells its path there.
    pub(super) fn rename_to_paths(&mut self, mut taken: BTreeSet<String>) -> Vec<String> {
        let files = self.files.iter();
        let paths: Vec<(usize, String)> = files.map(|file| (file.index, path_of(file, &mut taken))).collect();
        for (index, path) in &paths {
            self.set_uri(*index, format!("embeded://{path}"));
        }
        paths.into_iter().map(|(_, path)| path).collect()
    }

    fn records(&self) -> &[Value] {
        let records = self.document.get("data").and_then(|data| data.get("assets")?.as_array());
        records.map(Vec::as_slice).unwrap_or_default()
    }

    fn has_icon(&self) -> bool {
        self.records().iter().any(|record| record.get("type").and_then(Value::as_str) == Some("icon"))
    }

    fn records_mut(&mut self) -> Option<&mut Vec<Value>> {
        self.is_changed = true;
        let data = self.document.get_mut("data")?.as_object_mut()?;
        data.entry("assets").or_insert_with(|| Value::Array(Vec::new())).as_array_mut()
    }

    /// The picture that the card came in: its icon, or beside the icon that it has already.
    fn picture(&self, ext: &str, place: Place) -> Asset {
        let kind = if self.has_icon() { "x_picture" } else { "icon" };
        let [kind, name, uri, ext] = [kind, "main", DEFAULT, ext].map(ToOwned::to_owned);
        Asset { kind, name, uri, ext, place }
    }

    /// Adds an asset that the card does not name yet.
    fn add(&mut self, asset: Asset, bytes: Vec<u8>) {
        let index = self.records().len();
        if let Some(records) = self.records_mut() {
            let Asset { kind, name, uri, ext, .. } = &asset;
            let fields = [("type", kind), ("uri", uri), ("name", name), ("ext", ext)];
            let record = fields.map(|(name, value)| (name.to_owned(), Value::from(value.as_str())));
            records.push(Value::Object(record.into_iter().collect()));
        }
        self.files.push(MovedFile { index, asset, bytes });
    }

    fn set_uri(&mut self, index: usize, uri: String) {
        let record = self.records_mut().and_then(|records| records.get_mut(index));
        if let Some(record) = record.and_then(Value::as_object_mut) {
            record.insert("uri".into(), uri.into());
        }
    }
}

/// A PNG that held the card is an asset without it and without the other assets.
fn moved_bytes(asset: &Asset, source: &Source<'_>, limits: &Limits) -> Result<Vec<u8>, Error> {
    let bytes = asset.take(source.bytes(), limits)?;
    let is_card = asset.place == Place::Image && png::is_png(&bytes);
    Ok(if is_card { png::without_card(&bytes) } else { bytes })
}

/// `assets/<type>/<folder>/<name>.<ext>`, of letters that every file system takes. A name that is taken gets its place
/// in the list, and a number where that is taken too.
fn path_of(file: &MovedFile, taken: &mut BTreeSet<String>) -> String {
    let MovedFile { index, asset, .. } = file;
    let ext = plain(&asset.ext);
    let ext = if ext.is_empty() || ext == "unknown" { "png" } else { &ext };
    let (kind, name) = (plain(&asset.kind), plain(&asset.name));
    let kind = if kind.is_empty() { "other" } else { &kind };
    let folder = format!("assets/{kind}/{}", folder_of(ext));
    let first = (!name.is_empty()).then(|| format!("{folder}/{name}.{ext}"));
    let second = format!("{folder}/{name}_{index}.{ext}");
    let numbered = (1_usize..).map(|number| format!("{folder}/{name}_{index}_{number}.{ext}"));
    let mut names = first.into_iter().chain([second]).chain(numbered);
    names.find(|name| taken.insert(name.clone())).unwrap_or_default()
}

fn plain(text: &str) -> String {
    let letters = text.chars().map(|c| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '_' });
    letters.take(NAME_BYTES).collect::<String>().trim_matches(['.', '_']).to_owned()
}

/// The folders of [CCv3 §assets](https://github.com/kwaroran/character-card-spec-v3).
fn folder_of(ext: &str) -> &'static str {
    match ext {
        "apng" | "avif" | "bmp" | "gif" | "jfif" | "jpeg" | "jpg" | "png" | "svg" | "webp" => "images",
        "flac" | "m4a" | "mp3" | "ogg" | "wav" => "audio",
        "mkv" | "mov" | "mp4" | "webm" => "video",
        "otf" | "ttf" | "woff" | "woff2" => "fonts",
        _ => "other",
    }
}
