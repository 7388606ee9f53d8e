//! How much of each pixel a mark covers, computed once for each shape, radius and place within a pixel.

use super::pixels::STRIDE;
use super::shape::Shape;
use super::splats::{Splat, within};

/// Radii, in pixels of the screen, that are drawn.
pub(super) const SMALLEST: f32 = 0.5;
/// See [`SMALLEST`].
pub(super) const LARGEST: f32 = 40.0;

/// Positions are kept to this part of a pixel.
pub(super) const STEPS: usize = 8;

/// Full coverage.
pub(super) const FULL: u8 = 128;

/// Bits of a radius that are dropped: four of the mantissa stay, so that a class is within 1/32 of the radius.
const DROPPED: u32 = 19;
const FIRST_CLASS: u32 = SMALLEST.to_bits() >> DROPPED;
const LAST_CLASS: u32 = LARGEST.to_bits() >> DROPPED;

/// Number of radius classes.
pub(super) const CLASSES: usize = (LAST_CLASS - FIRST_CLASS + 1) as usize;

/// The class of a radius, in pixels of the screen, from [`SMALLEST`] to [`LARGEST`].
#[inline(always)]
pub(super) fn class_of(radius: f32) -> u32 {
    ((radius.to_bits() + (1 << (DROPPED - 1))) >> DROPPED) - FIRST_CLASS
}

/// The radius that a class is drawn with.
pub(super) fn radius_of(class: usize) -> f32 {
    f32::from_bits((class as u32 + FIRST_CLASS) << DROPPED)
}

/// Values behind the last mask, so that whoever reads a mask may read a fixed number of values.
pub(super) const SPARE: usize = 64;

/// Where a mask lies and what it holds. All masks of a radius have the same size, so that a run of marks of about the same
/// size asks the processor no new questions.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stamp {
    /// Place of its first value among all values.
    pub(super) start: u32,
    /// Its first pixel relative to that of the center, on a tile with rows of [`STRIDE`] pixels.
    pub(super) offset: i16,
    /// Rows.
    pub(super) rows: u8,
    /// Columns: a multiple of 4.
    pub(super) width: u8,
}

impl Stamp {
    /// Its first column and row relative to the pixel of the center.
    pub(super) fn corner(self) -> (i32, i32) {
        // Both are at most 0, and no mask is as wide as a row.
        let before = -i32::from(self.offset);
        (-(before % STRIDE as i32), -(before / STRIDE as i32))
    }
}

/// The masks made so far.
#[derive(Debug)]
pub(super) struct Masks {
    /// By shape, radius class, place down and place across.
    stamps: Vec<Stamp>,
    /// Coverage of pixels, row by row, 0 to [`FULL`].
    values: Vec<u8>,
}

impl Masks {
    pub(super) fn new() -> Self {
        Masks { stamps: vec![Stamp::default(); Shape::ALL.len() * CLASSES * STEPS * STEPS], values: vec![0; SPARE] }
    }

    /// Makes the masks of a shape for a class of radii, if they are not there.
    pub(super) fn prepare(&mut self, shape: usize, class: usize) {
        let first = (shape * CLASSES + class) * STEPS * STEPS;
        if self.stamps[first].rows > 0 {
            return;
        }
        let radius = radius_of(class);
        let reach = radius * Shape::ALL[shape].reach();
        let rows = (2.0 * reach).ceil() as usize + 1;
        let width = rows.next_multiple_of(4);
        self.values.truncate(self.values.len() - SPARE);
        // Large marks move in quarters of a pixel, which keeps their masks few.
        let coarse = if radius < 4.0 { 1 } else { 2 };
        for (down, across) in (0..STEPS).flat_map(|down| (0..STEPS).map(move |across| (down, across))) {
            let place = first + down * STEPS + across;
            if down % coarse != 0 || across % coarse != 0 {
                self.stamps[place] = self.stamps[first + (down - down % coarse) * STEPS + across - across % coarse];
                continue;
            }
            let center = |step: usize| (step as f32 + coarse as f32 / 2.0) / STEPS as f32;
            let (left, top) = ((center(across) - reach).floor(), (center(down) - reach).floor());
            self.stamps[place] = Stamp {
                start: self.values.len() as u32,
                offset: (top * STRIDE as f32 + left) as i16,
                rows: rows as u8,
                width: width as u8,
            };
            for (row, column) in (0..rows).flat_map(|row| (0..width).map(move |column| (row, column))) {
                let (x, y) = (column as f32 + left - center(across), row as f32 + top - center(down));
                let covered = coverage(Shape::ALL[shape], radius, x, y);
                self.values.push((covered * f32::from(FULL)).round() as u8);
            }
        }
        self.values.extend([0; SPARE]);
    }

    /// The mask of that number (shape, then radius class) for a splat's place within its pixel.
    #[inline(always)]
    pub(super) fn stamp(&self, mask: usize, splat: Splat) -> Stamp {
        self.stamps[mask * STEPS * STEPS + within(splat)]
    }

    /// The values from the start of a mask, and some behind it.
    #[inline(always)]
    pub(super) fn at(&self, start: u32) -> Option<&[u8; SPARE]> {
        self.values.get(start as usize..)?.first_chunk()
    }

    /// The values of a mask.
    pub(super) fn values(&self, stamp: Stamp) -> &[u8] {
        &self.values[stamp.start as usize..][..usize::from(stamp.width) * usize::from(stamp.rows)]
    }
}

/// The part of the pixel with its upper left corner at (`x`, `y`) that a shape around the origin covers.
fn coverage(shape: Shape, radius: f32, x: f32, y: f32) -> f32 {
    let away = shape.distance(radius, x + 0.5, y + 0.5);
    // Half a pixel's diagonal away from the edge there is nothing to measure.
    if away.abs() > 0.75 {
        return if away < 0.0 { 1.0 } else { 0.0 };
    }
    const SAMPLES: i32 = 6;
    let at = |sample: i32| (sample as f32 + 0.5) / SAMPLES as f32;
    let sum: f32 = (0..SAMPLES * SAMPLES)
        .map(|sample| shape.distance(radius, x + at(sample % SAMPLES), y + at(sample / SAMPLES)))
        .map(|distance| (0.5 - distance * SAMPLES as f32).clamp(0.0, 1.0))
        .sum();
    sum / (SAMPLES * SAMPLES) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The area of a mask, in pixels.
    fn area(shape: usize, class: usize, x: usize, y: usize) -> f32 {
        let mut masks = Masks::new();
        masks.prepare(shape, class);
        let stamp = masks.stamp(shape * CLASSES + class, (y * STEPS + x) as Splat);
        let values = masks.values(stamp);
        values.iter().map(|&value| f32::from(value) / f32::from(FULL)).sum()
    }

    #[test]
    fn a_mask_covers_the_area_of_its_disc() {
        for class in (0..CLASSES).step_by(3) {
            let (radius, expected) = (radius_of(class), std::f32::consts::PI * radius_of(class).powi(2));
            for (x, y) in [(0, 0), (7, 3), (4, 4)] {
                let found = area(0, class, x, y);
                assert!((found - expected).abs() < 0.02 * expected + 0.03, "radius {radius}: {found} not {expected}");
            }
        }
    }

    #[test]
    fn every_shape_has_the_area_of_the_disc() {
        let class = class_of(6.0) as usize;
        for (index, shape) in Shape::ALL.iter().enumerate() {
            let part = area(index, class, 3, 5) / (std::f32::consts::PI * 36.0);
            assert!((0.9..1.1).contains(&part), "{shape:?}: {part}");
        }
    }

    #[test]
    fn radius_classes_are_close_and_inside_the_limits() {
        for step in 0..4000 {
            let radius = SMALLEST + (LARGEST - SMALLEST) * step as f32 / 4000.0;
            let drawn = radius_of(class_of(radius) as usize);
            assert!((drawn - radius).abs() <= radius / 31.0, "{radius} drawn as {drawn}");
        }
        assert_eq!(class_of(LARGEST) as usize, CLASSES - 1);
        assert_eq!(radius_of(class_of(1.5) as usize), 1.5);
    }
}
