//! The picture of a card alone, to be shown beside its name.
//!
//! It is the main icon that `data.assets` names, else the image that the card came in, else the initials of the
//! character. What a picture is follows from its first bytes: whatever is not of the few kinds below, SVG and HTML
//! among them, is not shown. One asset is unpacked at most, up to [`Limits::asset_bytes`]. Pixels are never decoded.

use alloc::vec::Vec;

use super::asset::{Asset, assets};
use super::monogram::monogram;
use super::source::Source;
use super::{Card, Place, jpeg, png, webp};
use crate::limits::Limits;

const PNG: &str = "image/png";

/// An image file.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Picture {
    /// The file. A PNG holds neither card nor assets.
    pub bytes: Vec<u8>,
    /// `image/` and one of `apng`, `avif`, `gif`, `jpeg`, `png`, `webp`.
    pub media_type: &'static str,
}

/// The picture of `card`, which was read from the file `source`. Without a picture that can be shown, its initials.
///
/// ```
/// let card = cuecard_core::Card::from_json(br#"{"name": "Ada", "description": ""}"#, &cuecard_core::Limits::edge())?;
/// let picture = cuecard_core::card::picture(&card, None, &cuecard_core::Limits::edge());
/// assert_eq!(picture.media_type, "image/png");
/// # Ok::<(), cuecard_core::Error>(())
/// ```
#[must_use]
pub fn picture(card: &Card, source: Option<&[u8]>, limits: &Limits) -> Picture {
    own_picture(card, source.unwrap_or_default(), limits).unwrap_or_else(|| {
        let bytes = monogram(&card.name, card.presentation().rgb_for(&card.name));
        Picture { bytes, media_type: PNG }
    })
}

/// The picture that `card` brings, which was read from `file`; `None` where there is none that can be shown.
#[must_use]
pub fn own_picture(card: &Card, file: &[u8], limits: &Limits) -> Option<Picture> {
    let source = Source::open(file, limits).unwrap_or(Source::NONE);
    icon(card, &source, limits).or_else(|| {
        let (_, place) = source.image()?;
        let image = match place {
            Place::Stored { length, .. } => source.bytes().get(..length)?,
            _ => source.bytes(),
        };
        Picture::of(image.to_vec())
    })
}

/// The icon named `main`, or the first one. No other is tried: each could be large when it is unpacked.
fn icon(card: &Card, source: &Source<'_>, limits: &Limits) -> Option<Picture> {
    let is_here = |asset: &Asset| !matches!(asset.place, Place::Elsewhere | Place::Missing);
    let icons = assets(card, source).into_iter().filter(|asset| asset.kind == "icon" && is_here(asset));
    let icons: Vec<Asset> = icons.collect();
    let main = icons.iter().find(|icon| icon.name.eq_ignore_ascii_case("main")).or_else(|| icons.first())?;
    Picture::of(main.take(source.bytes(), limits).ok()?)
}

impl Picture {
    /// `None` where `bytes` are not of a kind that is shown.
    fn of(bytes: Vec<u8>) -> Option<Self> {
        let media_type = media_type(&bytes)?;
        let bytes = if png::is_png(&bytes) { png::bare(&bytes) } else { bytes };
        Some(Self { bytes, media_type })
    }
}

fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if png::is_picture(bytes) {
        Some(if png::is_animated(bytes) { "image/apng" } else { PNG })
    } else if jpeg::is_jpeg(bytes) {
        Some("image/jpeg")
    } else if webp::is_webp(bytes) {
        Some("image/webp")
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Some("image/gif")
    } else {
        is_avif(bytes).then_some("image/avif")
    }
}

/// Whether the file begins with a list of brands that has one of AVIF ([AVIF §6][spec]).
///
/// [spec]: https://aomediacodec.github.io/av1-avif/#brands
fn is_avif(bytes: &[u8]) -> bool {
    /// More than any writer lists.
    const BRANDS_BYTES: usize = 256;
    let Some((length, rest)) = bytes.split_first_chunk::<4>() else { return false };
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX).min(BRANDS_BYTES);
    let Some(brands) = rest.strip_prefix(b"ftyp") else { return false };
    let brands = brands.get(..length.saturating_sub(8)).unwrap_or(brands);
    brands.chunks(4).any(|brand| brand == b"avif" || brand == b"avis")
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;

    use super::super::{Export, base64};
    use super::*;

    fn encoded(bytes: &[u8]) -> String {
        let mut out = Vec::new();
        base64::encode(bytes, &mut out);
        String::from_utf8(out).unwrap()
    }
    use crate::zip::sample::{archive, deflated, stored};

    const GIF: &[u8] = b"GIF89a and its pixels";
    const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0 and its pixels";
    const AVIF: &[u8] = b"\0\0\0\x1Cftypmif1\0\0\0\0mif1avifmiaf and its pixels";

    fn card(assets: &str) -> Card {
        let json = format!(
            r#"{{"spec":"chara_card_v3","spec_version":"3.0","data":{{"name":"Ada","assets":[{assets}]}}}}"#
        );
        Card::from_json(json.as_bytes(), &Limits::edge()).unwrap()
    }

    fn asset(kind: &str, name: &str, uri: &str) -> String {
        format!(r#"{{"type":"{kind}","name":"{name}","uri":"{uri}","ext":"png"}}"#)
    }

    fn initials() -> Picture {
        picture(&card(""), None, &Limits::edge())
    }

    fn shown(assets: &str, file: &[u8]) -> (&'static str, Vec<u8>) {
        let picture = picture(&card(assets), Some(file), &Limits::edge());
        (picture.media_type, picture.bytes)
    }

    /// The icon in an archive.
    fn in_archive(icon: &[u8]) -> Picture {
        let file = archive(&[stored("card.json", b"{}"), deflated("a.png", icon)]);
        picture(&card(&asset("icon", "main", "embeded://a.png")), Some(&file), &Limits::edge())
    }

    #[test]
    fn a_card_without_a_picture_shows_its_initials() {
        let Picture { bytes, media_type } = initials();
        assert_eq!((media_type, &bytes), (PNG, &monogram("Ada", card("").presentation().rgb_for("Ada"))));
        assert_eq!(own_picture(&card(""), b"{}", &Limits::edge()), None);
        for file in
            [&b""[..], b"{}", b"PK\x03\x04", b"\x6F\0\x02\0\0\0ab", &archive(&[stored("card.json", b"{}")])]
        {
            assert_eq!(shown("", file), (media_type, bytes.clone()));
        }
    }

    #[test]
    fn an_image_shows_itself_and_a_png_without_its_card() {
        let drawn = initials().bytes;
        let file = Export::new(&card("")).cover(&drawn).png(&Limits::edge()).unwrap();
        assert!(file.len() > drawn.len());
        assert_eq!(shown("", &file), (PNG, drawn.clone()));
        assert_eq!(shown(&asset("icon", "main", "ccdefault:"), &file), (PNG, drawn));
        assert_eq!(shown("", JPEG), ("image/jpeg", JPEG.to_vec()));
        let webp = b"RIFF\0\0\0\0WEBP and its pixels";
        assert_eq!(shown("", webp), ("image/webp", webp.to_vec()));
    }

    #[test]
    fn a_png_is_shown_without_assets_and_lorebook_and_with_everything_else() {
        let drawn = initials().bytes;
        let keywords = ["chara-ext-asset_:1", "naidata", "CHARA"];
        let with = |keywords: &[&str]| {
            let mut png = png::PngWriter::new(&drawn, 0);
            keywords.iter().for_each(|keyword| png.text(keyword, b"{}"));
            png.finish()
        };
        assert_eq!(shown("", &with(&keywords)), (PNG, drawn.clone()));
        let foreign = with(&["Comment"]);
        assert_eq!(shown("", &foreign), (PNG, foreign));
    }

    #[test]
    fn the_main_icon_wins_over_other_icons_and_over_the_image() {
        let uri = |bytes: &[u8]| format!("data:image/png;base64,{}", encoded(bytes));
        let (gif, avif) = (uri(GIF), uri(AVIF));
        let gif_then_avif = [asset("icon", "a", &gif), asset("icon", "Main", &avif)].join(",");
        assert_eq!(shown(&gif_then_avif, JPEG), ("image/avif", AVIF.to_vec()));
        let background_then_gif = [asset("background", "main", &avif), asset("icon", "b", &gif)].join(",");
        assert_eq!(shown(&background_then_gif, JPEG), ("image/gif", GIF.to_vec()));
        let far_then_gif =
            [asset("icon", "main", "https://example.com/a"), asset("icon", "b", &gif)].join(",");
        assert_eq!(shown(&far_then_gif, JPEG), ("image/gif", GIF.to_vec()));
    }

    #[test]
    fn what_is_not_an_image_by_its_bytes_is_not_shown() {
        assert_eq!(in_archive(GIF).media_type, "image/gif");
        let animated = [&initials().bytes[..33], b"\0\0\0\0acTL\0\0\0\0"].concat();
        assert_eq!(in_archive(&animated).media_type, "image/apng");
        let late = [&initials().bytes[..], b"\0\0\0\0acTL\0\0\0\0"].concat();
        assert_eq!(in_archive(&late).media_type, PNG);
        let odd = [
            &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..],
            b"<!doctype html>",
            b"",
            b"GIF88a",
            b"\x89PNG\r\n\x1a\n\0\0\0\0IEND",
            b"\0\0\0\x14ftypmp42\0\0\0\0isom",
            // The brand is behind the list.
            b"\0\0\0\x10ftypmp42\0\0\0\0avif",
            b"\0\0\0",
        ];
        for bytes in odd {
            assert_eq!(in_archive(bytes), initials(), "{bytes:?}");
            // The image that the card came in is shown rather than its broken icon.
            let icon = asset("icon", "main", &format!("data:;base64,{}", encoded(bytes)));
            assert_eq!(shown(&icon, JPEG), ("image/jpeg", JPEG.to_vec()), "{bytes:?}");
        }
    }

    #[test]
    fn an_icon_is_shown_at_the_cap_and_not_one_past_it() {
        let file = archive(&[stored("card.json", b"{}"), deflated("a.png", GIF)]);
        let card = card(&asset("icon", "main", "embeded://a.png"));
        let shown = |asset_bytes| picture(&card, Some(&file), &Limits { asset_bytes, ..Limits::edge() });
        assert_eq!(shown(GIF.len()).bytes, GIF);
        assert_eq!(shown(GIF.len() - 1), initials());
    }
}
