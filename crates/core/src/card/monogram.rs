//! A picture for a character that has none: the initials of its name on its colour.
//!
//! The same name and colour give the same bytes on every target. Letters are A to Z and 0 to 9, drawn from strokes of
//! our own; letters with accents lose them, and a name in another script gets the outline of a person. The picture is a
//! PNG of 400 × 600 pixels and 16 colours, a few kilobytes long. Of a name of any length two letters are drawn.

mod canvas;
mod deflate;
mod glyph;

use alloc::vec::Vec;

use self::canvas::{Canvas, HEIGHT, LEVELS, Layer, Point, WIDTH};
use self::deflate::zlib;
use self::glyph::Glyph;
use crate::crc::crc_32;

/// Draws the initials of `name` on `color` (red, green, blue) and returns a PNG file.
///
/// ```
/// let file = cuecard_core::card::monogram("Ada Lovelace", [0x5B, 0x4B, 0x8A]);
/// assert!(file.starts_with(b"\x89PNG"));
/// ```
#[must_use]
pub fn monogram(name: &str, color: [u8; 3]) -> Vec<u8> {
    let mut canvas = Canvas::default();
    match initials(name) {
        (Some(first), last) => {
            draw_letters(&mut canvas, first, last);
            draw_hills(&mut canvas);
        }
        (None, _) => draw_person(&mut canvas),
    }
    png(&canvas, &palette(color))
}

/// The first letter that can be drawn of the first and of the last word that have one.
fn initials(name: &str) -> (Option<Glyph>, Option<Glyph>) {
    let words = name.split(|letter: char| letter.is_whitespace() || letter == '_' || letter == '-');
    let mut letters = words.filter_map(|word| word.chars().find_map(Glyph::of));
    (letters.next(), letters.next_back())
}

fn draw_letters(canvas: &mut Canvas, first: Glyph, last: Option<Glyph>) {
    // In units of a glyph, which is 100 high.
    const GAP: f32 = 38.0;
    const HALF_STROKE: f32 = 9.5;
    let width = first.width() + last.map_or(0.0, |last| GAP + last.width());
    let scale = if last.is_some() { 1.5 } else { 2.2 };
    let scale = f32::min(scale, 280.0 / width.max(1.0));
    let mut corner = Point { x: 200.0 - scale * width / 2.0, y: 240.0 - scale * 50.0 };
    for glyph in core::iter::once(first).chain(last) {
        glyph.strokes(|from, to| {
            canvas.stroke(corner.plus(from, scale), corner.plus(to, scale), scale * HALF_STROKE, Layer::Ink);
        });
        corner.x += scale * (glyph.width() + GAP);
    }
}

/// Two hills below the letters, the nearer inside the farther.
fn draw_hills(canvas: &mut Canvas) {
    canvas.disc(Point { x: 200.0, y: 900.0 }, 470.0, Layer::FarHill);
    canvas.disc(Point { x: 330.0, y: 900.0 }, 370.0, Layer::NearHill);
}

/// Head and shoulders, down to the edge of the picture.
fn draw_person(canvas: &mut Canvas) {
    canvas.disc(Point { x: 200.0, y: 275.0 }, 100.0, Layer::Ink);
    canvas.disc(Point { x: 200.0, y: 600.0 }, 180.0, Layer::Ink);
}

/// The colours in the order of [`Layer`]: each layer's edge in steps, then the layer itself.
fn palette(color: [u8; 3]) -> Vec<u8> {
    let (shade, ink) = match luminance(color) {
        // Too dark for a darker shade.
        0..25 => ([255; 3], mix([255; 3], color, 10)),
        25..350 => ([0; 3], mix([255; 3], color, 10)),
        _ => ([0; 3], mix([0; 3], color, 40)),
    };
    let (far, near) = (mix(color, shade, 35), mix(color, shade, 65));
    let steps = |under: [u8; 3], over: [u8; 3]| {
        (1..=LEVELS).flat_map(move |level| mix(under, over, level * (255 / LEVELS)))
    };
    color.into_iter().chain(steps(color, ink)).chain(steps(color, far)).chain(steps(far, near)).collect()
}

/// From 0 to 1000, with 2 for the exponent of a screen.
fn luminance(color: [u8; 3]) -> u32 {
    let [red, green, blue] = color.map(|part| u32::from(part) * u32::from(part));
    (213 * red + 715 * green + 72 * blue) / 65_025
}

/// `over` on `under`, covering from 0 to 255.
fn mix(under: [u8; 3], over: [u8; 3], cover: u8) -> [u8; 3] {
    let part = |under: u8, over: u8| {
        let sum = u16::from(under) * u16::from(255 - cover) + u16::from(over) * u16::from(cover);
        u8::try_from(sum / 255).unwrap_or(u8::MAX)
    };
    let ([red, green, blue], [over_red, over_green, over_blue]) = (under, over);
    [part(red, over_red), part(green, over_green), part(blue, over_blue)]
}

/// A PNG with a palette and four bits for a pixel.
fn png(canvas: &Canvas, palette: &[u8]) -> Vec<u8> {
    let mut head = [WIDTH, HEIGHT].map(u32::to_be_bytes).concat();
    head.extend([4, 3, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, b"IHDR", &head);
    chunk(&mut file, b"PLTE", palette);
    chunk(&mut file, b"IDAT", &zlib(&canvas.rows(), canvas::ROW_BYTES));
    chunk(&mut file, b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], body: &[u8]) {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    file.extend(length.to_be_bytes());
    file.extend(kind);
    file.extend(body);
    file.extend(crc_32(&[kind, body]).to_be_bytes());
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use miniz_oxide::inflate::decompress_to_vec_zlib;

    use super::*;

    const PLUM: [u8; 3] = [0x5B, 0x4B, 0x8A];

    /// The chunks, with their checksums compared.
    fn chunks(file: &[u8]) -> Vec<(&[u8], &[u8])> {
        let mut rest = file.strip_prefix(b"\x89PNG\r\n\x1a\n").unwrap();
        let mut chunks = Vec::new();
        while let Some((length, tail)) = rest.split_first_chunk::<4>() {
            let (body, tail) = tail.split_at(4 + u32::from_be_bytes(*length) as usize);
            let (checksum, tail) = tail.split_first_chunk::<4>().unwrap();
            assert_eq!(u32::from_be_bytes(*checksum), crc_32(&[body]));
            chunks.push(body.split_at(4));
            rest = tail;
        }
        chunks
    }

    /// The palette index of each pixel, row by row.
    fn pixels(file: &[u8]) -> Vec<Vec<u8>> {
        let rows = decompress_to_vec_zlib(chunks(file)[2].1).unwrap();
        let pair = |byte: &u8| [byte >> 4, byte & 15];
        rows.chunks(201).map(|row| row[1..].iter().flat_map(pair).collect()).collect()
    }

    fn assert_same(name: &str, letters: &str) {
        assert!(monogram(name, PLUM) == monogram(letters, PLUM), "{name} is not drawn as {letters}");
    }

    #[test]
    fn the_file_is_a_png_of_four_chunks() {
        let file = monogram("Ada", PLUM);
        let chunks = chunks(&file);
        let kinds: Vec<&[u8]> = chunks.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [b"IHDR", b"PLTE", b"IDAT", b"IEND"]);
        assert_eq!(chunks[0].1, b"\0\0\x01\x90\0\0\x02\x58\x04\x03\0\0\0");
        assert_eq!(chunks[1].1.len(), 16 * 3);
        assert_eq!(chunks[1].1[..3], PLUM);
        assert!(file.len() < 8_000, "{} bytes", file.len());
    }

    #[test]
    fn two_words_give_two_letters() {
        assert_same("Jean Luc", "J L");
        assert_same("  jean\u{3000}luc ", "J L");
        assert_same("Jean-Luc Picard", "J P");
        assert_same("The_Drill_Sergeant", "T S");
        assert_same("(R2) - \"D2\"", "R D");
        assert_same("Ada", "A");
        assert!(monogram("A L", PLUM) != monogram("A", PLUM));
    }

    #[test]
    fn letters_lose_their_accents() {
        assert_same("Éowyn Ångström", "E A");
        assert_same("E\u{301}owyn", "E");
        assert_same("żółć ŝ", "Z S");
        assert_same("Ａｄａ ７", "A 7");
        assert_same("× ÷", "語");
    }

    #[test]
    fn a_name_without_letters_of_ours_gets_a_person() {
        assert_same("語", "");
        assert_same("Анна", "…");
        assert_same("語 Alice", "A");
        assert!(monogram("語", PLUM) != monogram("A", PLUM));
        assert_eq!(pixels(&monogram("語", PLUM))[275][200], LEVELS);
    }

    #[test]
    fn letters_stay_clear_of_the_edges_and_of_the_hills() {
        let names = ('A'..='Z').chain('0'..='9').map(String::from);
        for name in names.chain(["W W", "M Q", "1 1", "I J"].map(String::from)) {
            let pixels = pixels(&monogram(&name, PLUM));
            let is_ink = |index: &u8| (1..=LEVELS).contains(index);
            let ink = pixels.iter().flatten().filter(|index| is_ink(index)).count();
            assert!((7_000..40_000).contains(&ink), "{name}: {ink} pixels of ink");
            let is_blank = |rows: &[Vec<u8>]| !rows.iter().flatten().any(is_ink);
            assert!(is_blank(&pixels[..100]) && is_blank(&pixels[395..]), "{name}");
            let edges = pixels.iter().flat_map(|row| row[..40].iter().chain(&row[360..]));
            assert!(!edges.into_iter().any(is_ink), "{name}");
        }
    }

    #[test]
    fn the_letters_can_be_told_from_every_color() {
        for code in 0..16_u32.pow(3) {
            let part = |shift: u32| (code >> shift & 15) as u8 * 17;
            let color = [part(8), part(4), part(0)];
            let palette = palette(color);
            let ink = luminance(*palette[3 * usize::from(LEVELS)..].first_chunk().unwrap());
            let (low, high) = (ink.min(luminance(color)), ink.max(luminance(color)));
            // Ten times the ratio of WCAG, which is 21 for white on black and should be 3 for large letters.
            let contrast = (high + 50) * 10 / (low + 50);
            assert!(contrast >= 25, "{color:?}: {contrast}");
            let hill = luminance(*palette[6 * usize::from(LEVELS)..].first_chunk().unwrap());
            assert_ne!(hill, luminance(color), "{color:?}");
        }
    }

    #[test]
    fn a_long_name_is_drawn_as_its_letters() {
        assert_same(&"Ada ".repeat(100_000), "A A");
    }
}
