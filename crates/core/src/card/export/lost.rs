//! What another file does not get of the file that a card came in.
//!
//! A PNG stays whole as a PNG, and an archive as an archive. A file of another kind gets the picture, with the chunks of
//! a PNG in it, and the assets that the card names; JSON gets neither. A picture that only stands in for one is drawn
//! again and not missed. Files and chunks are compared by their places, which [`Limits`](crate::Limits) bound.

use alloc::vec::Vec;

use serde_json::Value;

use super::Target;
use crate::card::asset::assets;
use crate::card::charx::{Bundle, MANIFEST};
use crate::card::source::{Kind, Source};
use crate::card::{Card, Place, png};
use crate::order;
use crate::zip::File;

/// Names of what is lost, each where there is one.
pub(super) fn lost(card: &Card, source: &Source<'_>, target: Target) -> Vec<&'static str> {
    let is_kept = matches!(
        (&source.kind, target),
        (Kind::Png(_), Target::Png(_)) | (Kind::Archive(_), Target::Charx) | (Kind::Text, _)
    );
    if is_kept {
        return Vec::new();
    }
    let is_bare = matches!(target, Target::Json(_));
    let places: Vec<Place> = assets(card, source).into_iter().map(|asset| asset.place).collect();
    let image = source.own_image().map(|(_, place)| place);
    let is_lost = |place: &Place| place.start().is_some() && Some(*place) != image;
    let words = [
        ("picture", is_bare && image.is_some()),
        ("lorebooks", matches!(&source.kind, Kind::Png(file) if file.has_book())),
        ("files", loses_files(card, source, &places, is_bare || image.is_none())),
        ("assets", is_bare && places.iter().any(is_lost)),
    ];
    words.into_iter().filter(|(_, is_lost)| *is_lost).map(|(word, _)| word).collect()
}

/// Files and chunks that the card does not name, and, where the picture `is_left`, what other programs put into it.
fn loses_files(card: &Card, source: &Source<'_>, places: &[Place], is_left: bool) -> bool {
    let mut known: Vec<usize> = places.iter().filter_map(Place::start).collect();
    let mut parts = Vec::new();
    match &source.kind {
        Kind::Archive(bundle) => {
            parts.extend(bundle.archive.files().iter().map(File::offset));
            add_documents(&mut known, card, bundle);
        }
        Kind::Png(file) => {
            if is_left && png::has_others(source.bytes()) {
                return true;
            }
            parts.extend(file.assets().filter_map(Place::start));
        }
        Kind::Jpeg | Kind::Text | Kind::Webp => {}
    }
    let order = order::places(known.len(), &|a, b| known.get(a).cmp(&known.get(b)));
    let is_known = |part: &usize| order.binary_search_by(|at| known.get(*at).cmp(&Some(part))).is_ok();
    !parts.iter().all(is_known)
}

/// Where the documents are that the card was made of; those of Backyard are in the card.
fn add_documents(known: &mut Vec<usize>, card: &Card, bundle: &Bundle<'_>) {
    let mut add = |name: &str| known.extend(bundle.document(name));
    if let Some(name) = bundle.card_name() {
        add(name);
        return;
    }
    add(MANIFEST);
    let manifest = card.field("extensions").and_then(|all| all.get("byaf")?.get("manifest"));
    for (list, most) in [("characters", 1), ("scenarios", usize::MAX)] {
        let names = manifest.and_then(|manifest| manifest.get(list)?.as_array());
        names.into_iter().flatten().take(most).filter_map(Value::as_str).for_each(&mut add);
    }
}
