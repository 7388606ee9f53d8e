//! How much of each pixel a disc covers, computed once for each radius and place within a pixel.

use super::lanes::ONE;
use crate::draw::raster::Shape;

/// Radii, in pixels of the screen, that are drawn.
pub(super) const SMALLEST: f32 = 0.5;
/// See [`SMALLEST`].
pub(super) const LARGEST: f32 = 40.0;

/// Positions are kept to this part of a pixel.
pub(super) const STEPS: i32 = 8;

/// Bits of a radius that are dropped: four of the mantissa stay, so that a class is within 1/32 of the radius.
const DROPPED: u32 = 19;
const FIRST_CLASS: u32 = SMALLEST.to_bits() >> DROPPED;
const LAST_CLASS: u32 = LARGEST.to_bits() >> DROPPED;

/// Number of radius classes.
pub(super) const CLASSES: usize = (LAST_CLASS - FIRST_CLASS + 1) as usize;

/// The class of a radius in pixels of the screen; radii outside the limits get the nearest class.
#[inline(always)]
pub(super) fn class_of(radius: f32) -> u32 {
    let class = (radius.to_bits() + (1 << (DROPPED - 1))) >> DROPPED;
    class.clamp(FIRST_CLASS, LAST_CLASS) - FIRST_CLASS
}

/// The radius that a class is drawn with.
pub(super) fn radius_of(class: usize) -> f32 {
    f32::from_bits((class as u32 + FIRST_CLASS) << DROPPED)
}

/// Coverage of one shape and radius for every place within a pixel.
#[derive(Debug)]
pub(super) struct Masks {
    /// Places per pixel along each axis are `1 << places`.
    places: u32,
    /// Columns of a mask, even.
    pub(super) width: usize,
    /// Rows of a mask.
    pub(super) height: usize,
    /// First covered pixel relative to the one that holds the center, by place.
    first: [i8; STEPS as usize],
    /// Rows that are covered, by place.
    rows: [u8; STEPS as usize],
    /// Coverage as a fraction of [`ONE`]: place y, place x, row, column.
    values: Vec<i16>,
}

/// A mask laid over the pixels.
pub(super) struct Stamp<'a> {
    /// First column, relative to the pixel of the center.
    pub(super) left: i32,
    /// First row, relative to the pixel of the center.
    pub(super) top: i32,
    /// Rows of `width` values.
    pub(super) values: &'a [i16],
}

impl Masks {
    /// Masks for a shape of that radius.
    pub(super) fn new(shape: Shape, radius: f32) -> Self {
        // Large discs move in quarters of a pixel, which keeps their masks small.
        let places: u32 = if radius < 4.0 { 3 } else { 2 };
        let count = 1_usize << places;
        let reach = radius * shape.reach();
        let height = (2.0 * reach).ceil() as usize + 1;
        let width = height.next_multiple_of(2);
        let (mut first, mut rows) = ([0; STEPS as usize], [0; STEPS as usize]);
        let offset = |place: usize| (place as f32 + 0.5) / count as f32;
        for place in 0..count {
            let low = (offset(place) - reach).floor();
            first[place] = low as i8;
            rows[place] = ((offset(place) + reach).ceil() - low) as u8;
        }
        let mut values = Vec::with_capacity(count * count * width * height);
        for (place_y, place_x) in (0..count).flat_map(|y| (0..count).map(move |x| (y, x))) {
            for (row, column) in (0..height).flat_map(|row| (0..width).map(move |column| (row, column))) {
                let x = column as f32 + f32::from(first[place_x]) - offset(place_x);
                let y = row as f32 + f32::from(first[place_y]) - offset(place_y);
                values.push((coverage(shape, radius, x, y) * f32::from(ONE)).round() as i16);
            }
        }
        Masks { places, width, height, first, rows, values }
    }

    /// The mask for a center at (`x`, `y`) eighths of a pixel within its pixel.
    #[inline(always)]
    pub(super) fn stamp(&self, x: u32, y: u32) -> Stamp<'_> {
        let (x, y) = ((x >> (3 - self.places)) as usize, (y >> (3 - self.places)) as usize);
        let size = self.width * self.height;
        let start = ((y << self.places) + x) * size;
        let used = usize::from(self.rows[y & 7]) * self.width;
        Stamp {
            left: i32::from(self.first[x & 7]),
            top: i32::from(self.first[y & 7]),
            values: &self.values[start..start + used],
        }
    }
}

/// The part of the pixel with its upper left corner at (`x`, `y`) that a shape around the origin covers.
fn coverage(shape: Shape, radius: f32, x: f32, y: f32) -> f32 {
    let reach = shape.distance(radius, x + 0.5, y + 0.5);
    // Half a pixel's diagonal away from the edge there is nothing to measure.
    if reach.abs() > 0.75 {
        return if reach < 0.0 { 1.0 } else { 0.0 };
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

    #[test]
    fn a_mask_covers_the_area_of_its_disc() {
        for class in 0..CLASSES {
            let radius = radius_of(class);
            let masks = Masks::new(Shape::Disc, radius);
            for (x, y) in [(0, 0), (7, 3), (4, 4)] {
                let sum: f32 = masks.stamp(x, y).values.iter().map(|&value| f32::from(value) / f32::from(ONE)).sum();
                let area = std::f32::consts::PI * radius * radius;
                assert!((sum - area).abs() < 0.02 * area + 0.02, "radius {radius}: {sum} instead of {area}");
            }
        }
    }

    #[test]
    fn radius_classes_are_close_and_inside_the_limits() {
        for step in 0..4000 {
            let radius = 0.5 + step as f32 * 0.0098;
            let drawn = radius_of(class_of(radius) as usize);
            assert!((drawn - radius).abs() <= radius / 31.0, "{radius} drawn as {drawn}");
        }
        assert_eq!(class_of(0.0), 0);
        assert_eq!(class_of(f32::INFINITY) as usize, CLASSES - 1);
        assert_eq!(radius_of(class_of(1.5) as usize), 1.5);
    }

    #[test]
    fn every_shape_has_the_area_of_the_disc() {
        for shape in Shape::ALL {
            let sum: i64 = Masks::new(shape, 6.0).stamp(3, 5).values.iter().map(|&value| i64::from(value)).sum();
            let area = sum as f32 / f32::from(ONE) / (std::f32::consts::PI * 36.0);
            assert!((0.9..1.1).contains(&area), "{shape:?}: {area}");
        }
    }
}
