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
    let mut checksum = crc32fast::Hasher::new();
    for part in [kind.as_slice(), body] {
        file.extend(part);
        checksum.update(part);
    }
    file.extend(checksum.finalize().to_be_bytes());
}
