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
use crate::order::sorted;

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
    let named = places.iter().filter_map(Place::start);
    match &source.kind {
        Kind::Archive(bundle) => {
            let known = sorted(named.chain(documents(card, bundle)).collect(), usize::cmp);
            has_other(bundle.archive.files().iter().map(|file| file.offset()), &known)
        }
        Kind::Png(file) => {
            let known = sorted(named.collect(), usize::cmp);
            has_other(file.assets().filter_map(Place::start), &known)
                || (is_left && png::has_others(source.bytes()))
        }
        Kind::Jpeg | Kind::Text | Kind::Webp => false,
    }
}

fn has_other(mut parts: impl Iterator<Item = usize>, known: &[usize]) -> bool {
    parts.any(|part| known.binary_search(&part).is_err())
}

/// Where the documents are that the card was made of; those of Backyard are in the card.
fn documents(card: &Card, bundle: &Bundle<'_>) -> Vec<usize> {
    let manifest = card.field("extensions").and_then(|all| all.get("byaf")?.get("manifest"));
    let list = |name: &str| manifest.and_then(|manifest| manifest.get(name)?.as_array());
    let scenarios = list("scenarios").into_iter().flatten();
    let names = list("characters").into_iter().flatten().take(1).chain(scenarios).filter_map(Value::as_str);
    let own = if bundle.is_byaf() { Some(MANIFEST) } else { bundle.card_name() };
    let names = own.into_iter().chain(names.filter(|_| bundle.is_byaf()));
    names.filter_map(|name| bundle.document(name)).collect()
}
