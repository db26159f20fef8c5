//! Letters A to Z and digits, as strokes on a grid that is 100 high.
//!
//! A glyph is a list of steps of a pen. Curves are quarters of ellipses. Letters of Latin-1 and Latin Extended-A are
//! drawn without their accents; other scripts have no glyphs.

use core::ops::Range;

use super::canvas::Point;
use Step::{Across, Down, Early, Late, Line, Move};

/// A step of the pen to a point.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// A quarter of an ellipse that starts horizontally.
    Across(i8, i8),
    /// A quarter of an ellipse that starts vertically.
    Down(i8, i8),
    /// The first part of `Across`: the open end of a letter.
    Early(i8, i8),
    /// The last part of `Down`: the open beginning of a letter.
    Late(i8, i8),
    Line(i8, i8),
    Move(i8, i8),
}

/// A letter or digit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph(&'static [Step]);

impl Glyph {
    /// `None` where there is no such glyph.
    pub(super) fn of(letter: char) -> Option<Self> {
        let steps = match base(letter)? {
            letter @ b'A'..=b'Z' => LETTERS.get(usize::from(letter - b'A')),
            digit @ b'0'..=b'9' => DIGITS.get(usize::from(digit - b'0')),
            _ => None,
        };
        steps.map(|steps| Self(steps))
    }

    pub(super) fn width(self) -> f32 {
        let right = self.0.iter().map(|step| step.end().0).max();
        f32::from(right.unwrap_or(0))
    }

    /// Calls `stroke` with both ends of each straight piece.
    pub(super) fn strokes(self, mut stroke: impl FnMut(Point, Point)) {
        let mut pen = Point { x: 0.0, y: 0.0 };
        for step in self.0 {
            let (x, y) = step.end();
            let end = Point { x: f32::from(x), y: f32::from(y) };
            let (across, down) = (Point { x: end.x, y: pen.y }, Point { x: pen.x, y: end.y });
            match step {
                Across(..) => curve([pen, across, end], 0..PIECES, &mut stroke),
                Down(..) => curve([pen, down, end], 0..PIECES, &mut stroke),
                Early(..) => curve([pen, across, end], 0..PART, &mut stroke),
                Late(..) => curve([pen, down, end], PIECES - PART..PIECES, &mut stroke),
                Line(..) => stroke(pen, end),
                Move(..) => {}
            }
            pen = end;
        }
    }
}

impl Step {
    const fn end(self) -> (i8, i8) {
        match self {
            Across(x, y) | Down(x, y) | Early(x, y) | Late(x, y) | Line(x, y) | Move(x, y) => (x, y),
        }
    }
}

/// A quarter of an ellipse is drawn in straight pieces that are too short to see.
const PIECES: u8 = 10;

/// The pieces of the part at an open end.
const PART: u8 = 6;

/// Some pieces of a quarter of an ellipse, which is given by its ends and the corner that it is round.
fn curve(quarter: [Point; 3], pieces: Range<u8>, stroke: &mut impl FnMut(Point, Point)) {
    for piece in pieces {
        stroke(on_curve(quarter, piece), on_curve(quarter, piece + 1));
    }
}

fn on_curve([from, corner, to]: [Point; 3], piece: u8) -> Point {
    // How far a cubic curve is bent to follow a circle.
    const BEND: f32 = 0.5523;
    let bent = |point: Point| point.plus(corner.plus(point, -1.0), BEND);
    let late = f32::from(piece) / f32::from(PIECES);
    let early = 1.0 - late;
    let weights =
        [early * early * early, 3.0 * early * early * late, 3.0 * early * late * late, late * late * late];
    let points = [from, bent(from), bent(to), to];
    points
        .into_iter()
        .zip(weights)
        .fold(Point { x: 0.0, y: 0.0 }, |sum, (point, weight)| sum.plus(point, weight))
}

/// The letters from U+00C0 to U+017F without accents; a dot is none.
const LATIN: &[u8; 192] = b"AAAAAAACEEEEIIIIDNOOOOO.OUUUUYTSAAAAAAACEEEEIIIIDNOOOOO.OUUUUYTY\
    AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIIIJJKKKLLLLLLL\
    LLLNNNNNNNNNOOOOOOOORRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS";

/// The ASCII capital or digit that stands for a letter.
fn base(letter: char) -> Option<u8> {
    let code = u32::from(letter);
    match code {
        0..0x80 => u8::try_from(code).ok().map(|letter| letter.to_ascii_uppercase()),
        0xC0..0x180 => LATIN.get(usize::try_from(code - 0xC0).ok()?).copied(),
        // Full width, as in Japanese text.
        0xFF01..0xFF5F => base(char::from_u32(code - 0xFEE0)?),
        _ => None,
    }
}

const LETTERS: [&[Step]; 26] = [
    &[Move(0, 100), Line(38, 0), Line(76, 100), Move(13, 66), Line(63, 66)],
    &[
        Move(0, 48),
        Line(0, 0),
        Line(32, 0),
        Across(58, 24),
        Down(32, 48),
        Line(0, 48),
        Line(0, 100),
        Line(34, 100),
        Across(64, 74),
        Down(34, 48),
    ],
    &[Move(82, 46), Late(44, 0), Across(0, 50), Down(44, 100), Early(82, 54)],
    &[Move(0, 0), Line(30, 0), Across(74, 50), Down(30, 100), Line(0, 100), Line(0, 0)],
    &[Move(56, 0), Line(0, 0), Line(0, 100), Line(56, 100), Move(0, 49), Line(48, 49)],
    &[Move(56, 0), Line(0, 0), Line(0, 100), Move(0, 50), Line(48, 50)],
    &[Move(82, 44), Late(44, 0), Across(0, 50), Down(44, 100), Across(80, 66), Line(80, 54), Line(52, 54)],
    &[Move(0, 0), Line(0, 100), Move(70, 0), Line(70, 100), Move(0, 49), Line(70, 49)],
    &[Move(0, 0), Line(0, 100)],
    &[Move(44, 0), Line(44, 72), Down(20, 100), Across(0, 80)],
    &[Move(0, 0), Line(0, 100), Move(62, 0), Line(0, 62), Move(21, 41), Line(66, 100)],
    &[Move(0, 0), Line(0, 100), Line(54, 100)],
    &[Move(0, 100), Line(0, 0), Line(43, 64), Line(86, 0), Line(86, 100)],
    &[Move(0, 100), Line(0, 0), Line(70, 100), Line(70, 0)],
    &[Move(44, 0), Across(88, 50), Down(44, 100), Across(0, 50), Down(44, 0)],
    &[Move(0, 100), Line(0, 0), Line(34, 0), Across(62, 28), Down(34, 56), Line(0, 56)],
    &[Move(44, 0), Across(88, 50), Down(44, 100), Across(0, 50), Down(44, 0), Move(56, 70), Line(86, 106)],
    &[
        Move(0, 100),
        Line(0, 0),
        Line(34, 0),
        Across(62, 28),
        Down(34, 56),
        Line(0, 56),
        Move(32, 56),
        Line(64, 100),
    ],
    &[Move(63, 27), Late(33, 0), Across(4, 25), Down(33, 49), Across(64, 75), Down(33, 100), Early(0, 72)],
    &[Move(0, 0), Line(72, 0), Move(36, 0), Line(36, 100)],
    &[Move(0, 0), Line(0, 64), Down(36, 100), Across(72, 64), Line(72, 0)],
    &[Move(0, 0), Line(38, 100), Line(76, 0)],
    &[Move(0, 0), Line(27, 100), Line(54, 16), Line(81, 100), Line(108, 0)],
    &[Move(0, 0), Line(68, 100), Move(68, 0), Line(0, 100)],
    &[Move(0, 0), Line(36, 52), Line(72, 0), Move(36, 52), Line(36, 100)],
    &[Move(0, 0), Line(66, 0), Line(0, 100), Line(66, 100)],
];

const DIGITS: [&[Step]; 10] = [
    &[Move(33, 0), Across(66, 40), Line(66, 60), Down(33, 100), Across(0, 60), Line(0, 40), Down(33, 0)],
    &[Move(0, 20), Line(28, 0), Line(28, 100)],
    &[Move(0, 30), Late(31, 0), Across(60, 29), Line(58, 39), Line(52, 48), Line(0, 100), Line(62, 100)],
    &[
        Move(0, 28),
        Late(30, 0),
        Across(58, 25),
        Down(30, 48),
        Line(24, 48),
        Move(30, 48),
        Across(62, 74),
        Down(30, 100),
        Early(0, 72),
    ],
    &[Move(52, 100), Line(52, 0), Line(0, 70), Line(70, 70)],
    &[
        Move(56, 0),
        Line(9, 0),
        Line(5, 47),
        Move(0, 62),
        Late(30, 36),
        Across(62, 68),
        Down(30, 100),
        Early(0, 72),
    ],
    &[Move(46, 0), Line(6, 52), Move(64, 68), Down(32, 100), Across(0, 68), Down(32, 36), Across(64, 68)],
    &[Move(0, 0), Line(62, 0), Line(22, 100)],
    &[
        Move(32, 0),
        Across(60, 24),
        Down(32, 48),
        Across(4, 24),
        Down(32, 0),
        Move(32, 48),
        Across(64, 74),
        Down(32, 100),
        Across(0, 74),
        Down(32, 48),
    ],
    &[Move(18, 100), Line(58, 48), Move(0, 32), Down(32, 0), Across(64, 32), Down(32, 64), Across(0, 32)],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_glyph_begins_with_a_move_and_stays_on_the_grid() {
        for steps in LETTERS.iter().chain(&DIGITS) {
            assert!(matches!(steps.first(), Some(Move(..))));
            for (x, y) in steps.iter().map(|step| step.end()) {
                assert!((0..=108).contains(&x) && (0..=106).contains(&y), "{steps:?}");
            }
        }
    }

    #[test]
    fn every_letter_of_the_table_has_a_glyph_or_is_a_sign() {
        for letter in '\u{C0}'..'\u{180}' {
            assert_eq!(Glyph::of(letter).is_some(), !['×', '÷'].contains(&letter), "{letter}");
        }
    }
}
