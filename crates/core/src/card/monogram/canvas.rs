//! Discs and round strokes with smooth edges, on a plane of 400 × 600 palette indices.
//!
//! Distances are compared as squares, since `core` has no square root. Every target adds, multiplies and divides
//! `f32` alike, so the pixels are the same everywhere.

use alloc::vec;
use alloc::vec::Vec;

pub(super) const WIDTH: u32 = 400;
pub(super) const HEIGHT: u32 = 600;

/// Steps from nothing to full cover.
pub(super) const LEVELS: u8 = 5;

/// A filter byte and two pixels in each byte.
pub(super) const ROW_BYTES: usize = 1 + COLUMNS / 2;

const COLUMNS: usize = WIDTH as usize;

/// What is drawn with, from back to front. The value is the index below the first step of its edge.
#[derive(Clone, Copy, Debug)]
pub(super) enum Layer {
    Ink = 0,
    FarHill = LEVELS as isize,
    NearHill = 2 * LEVELS as isize,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub x: f32,
    pub y: f32,
}

impl Point {
    pub(super) fn plus(self, other: Self, scale: f32) -> Self {
        Self { x: self.x + scale * other.x, y: self.y + scale * other.y }
    }

    fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y
    }
}

pub(super) struct Canvas(Vec<u8>);

impl Default for Canvas {
    fn default() -> Self {
        Self(vec![0; COLUMNS * HEIGHT as usize])
    }
}

impl Canvas {
    pub(super) fn disc(&mut self, center: Point, radius: f32, layer: Layer) {
        self.stroke(center, center, radius, layer);
    }

    /// A line with round ends. Where layers meet, the front one stays.
    pub(super) fn stroke(&mut self, from: Point, to: Point, radius: f32, layer: Layer) {
        let along = to.plus(from, -1.0);
        let length2 = along.dot(along);
        let edges: [f32; LEVELS as usize] = core::array::from_fn(|level| {
            let edge = radius + 0.4 - level as f32 / f32::from(LEVELS);
            edge * edge
        });
        let (left, right) = span(from.x, to.x, radius, COLUMNS);
        let (top, bottom) = span(from.y, to.y, radius, HEIGHT as usize);
        let rows = self.0.chunks_exact_mut(COLUMNS).enumerate().take(bottom).skip(top);
        for (y, row) in rows {
            for (x, pixel) in row.iter_mut().enumerate().take(right).skip(left) {
                let point = Point { x: x as f32 + 0.5, y: y as f32 + 0.5 }.plus(from, -1.0);
                let distance2 = distance2(point, along, length2);
                let level = edges.iter().filter(|edge| distance2 < **edge).count();
                if level > 0 {
                    *pixel = (*pixel).max(layer as u8 + level as u8);
                }
            }
        }
    }

    /// The rows as PNG stores them, without a filter.
    pub(super) fn rows(&self) -> Vec<u8> {
        let mut rows = Vec::with_capacity(ROW_BYTES * HEIGHT as usize);
        for row in self.0.chunks_exact(COLUMNS) {
            rows.push(0);
            let (pairs, _) = row.as_chunks::<2>();
            rows.extend(pairs.iter().map(|[left, right]| left << 4 | right));
        }
        rows
    }
}

/// The pixels that a stroke can touch in one direction.
fn span(from: f32, to: f32, radius: f32, end: usize) -> (usize, usize) {
    // A cast to an integer stops at zero.
    let first = (from.min(to) - radius - 1.0) as usize;
    let last = (from.max(to) + radius + 2.0) as usize;
    (first.min(end), last.min(end))
}

/// Between `point` and the line from zero `along` a way.
fn distance2(point: Point, along: Point, length2: f32) -> f32 {
    let way = point.dot(along);
    if way <= 0.0 {
        point.dot(point)
    } else if way >= length2 {
        let rest = point.plus(along, -1.0);
        rest.dot(rest)
    } else {
        let cross = point.x * along.y - point.y * along.x;
        cross * cross / length2
    }
}
