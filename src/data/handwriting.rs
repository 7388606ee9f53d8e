//! What a reader draws or drops, made to look as MNIST's digits were made to look.
//!
//! "The original black and white images were size normalized to fit in a 20x20 pixel box while preserving their aspect
//! ratio. […] The images were centered in a 28x28 image by computing the center of mass of the pixels, and translating
//! the image so as to position this point at the center of the 28x28 field" (LeCun, Cortes and Burges, The MNIST database).

use super::check_size;
use super::generate::ink::Ink;
use crate::error::{Error, Result, list};

/// The side of a picture of a digit, in pixels.
pub const SIDE: usize = 28;
/// The side of the box that the ink is brought into.
const BOX: f64 = 20.0;
/// The side of the raster that strokes are first drawn on: several pixels for each one of the result.
const RASTER: usize = 140;
/// Ink fainter than this share of the darkest is no part of the writing when its box is found.
const FAINT: f32 = 0.1;
/// What differs less than this from the paper, of black against white, is paper.
const PAPER: f32 = 0.15;

/// Strokes of a pen as a picture of a digit: 28 × 28 values from 0 (paper) to 1 (ink), row by row.
///
/// `points` are x, y pairs (x to the right, y down) on a pad from 0 to 1 either way, one stroke after another; `ends` says
/// after how many points each stroke ends. A stroke of one point is a dot. `thickness` is that of the pen, as a share of
/// the pad's side.
///
/// # Errors
/// [`Error::Empty`] if nothing was drawn on the pad, [`Error::Shape`] if points are no pairs or `ends` do not ascend to
/// their number, [`Error::NotFinite`], [`Error::OutOfRange`] if the thickness is not between 0.01 and 0.5.
pub fn drawn(points: &[f32], ends: &[u32], thickness: f64) -> Result<Vec<f32>> {
    const OPERATION: &str = "center drawing";
    let count = points.len() / 2;
    let ascending = ends.is_sorted() && ends.last().copied().unwrap_or(0) as usize == count;
    if !points.len().is_multiple_of(2) || !ascending {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("{} coordinates in strokes that end at {}", points.len(), list(ends)),
            expected: "x and y of each point, and ends that ascend to the number of points".into(),
        });
    }
    if let Some((index, &value)) = points.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        return Err(Error::NotFinite { operation: OPERATION, row: index / 2, column: index % 2, value });
    }
    if !(0.01..=0.5).contains(&thickness) {
        return Err(Error::out_of_range(OPERATION, "thickness", thickness, "between 0.01 and 0.5 of the pad's side"));
    }
    let mut ink = Ink::new(RASTER, RASTER);
    let place = |index: usize| [0, 1].map(|axis| f64::from(points[2 * index + axis]) * RASTER as f64);
    let mut start = 0;
    for &end in ends {
        let end = end as usize;
        for index in start..end {
            // The first point joins itself: a dot where the pen came down.
            ink.stroke(place(index.saturating_sub(1).max(start)), place(index), thickness * RASTER as f64, 1.0);
        }
        start = end;
    }
    let raster: Vec<f32> = ink.pixels().iter().map(|&pixel| pixel as f32).collect();
    centered(OPERATION, &raster, RASTER, RASTER)
}

/// An image as a picture of a digit: 28 × 28 values from 0 (paper) to 1 (ink), row by row.
///
/// `rgba` are the bytes of the image, four a pixel, row by row. What its border shows is the paper; ink is what differs
/// from it, be it darker or lighter. See-through pixels show white.
///
/// # Errors
/// [`Error::Shape`] if there are not 4 × height × width bytes, [`Error::TooLarge`], [`Error::Empty`] if the image has one
/// even shade.
pub fn photographed(rgba: &[u8], height: usize, width: usize) -> Result<Vec<f32>> {
    const OPERATION: &str = "center image";
    check_size(OPERATION, height, width.saturating_mul(4))?;
    if height == 0 || width == 0 || rgba.len() != 4 * height * width {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("{} bytes", rgba.len()),
            expected: format!("{height} × {width} pixels of 4 bytes: red, green, blue and opacity, 8 bits each"),
        });
    }
    let (pixels, _) = rgba.as_chunks::<4>();
    // Brightness as ITU-R BT.601 has it.
    let gray = |&[red, green, blue, opacity]: &[u8; 4]| {
        let bright = (0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue)) / 255.0;
        1.0 + (bright - 1.0) * f32::from(opacity) / 255.0
    };
    let mut values: Vec<f32> = pixels.iter().map(gray).collect();
    let (mut border, mut count) = (0.0, 0.0);
    for (index, &value) in values.iter().enumerate() {
        let (row, column) = (index / width, index % width);
        if row == 0 || column == 0 || row + 1 == height || column + 1 == width {
            border += f64::from(value);
            count += 1.0;
        }
    }
    let paper = (border / count) as f32;
    let darker = paper > 0.5;
    for value in &mut values {
        let ink = if darker { paper - *value } else { *value - paper };
        *value = if ink < PAPER { 0.0 } else { ink };
    }
    centered(OPERATION, &values, height, width)
}

/// Ink on an empty ground (row by row), in a box of 20 × 20 with its center of mass in the middle of 28 × 28, the darkest
/// at 1. Where the center of mass would push ink over the edge, the box stops there.
fn centered(operation: &'static str, values: &[f32], height: usize, width: usize) -> Result<Vec<f32>> {
    let darkest = values.iter().copied().fold(0.0, f32::max);
    if darkest <= 0.0 {
        let expected = "draw something, or take an image with dark on light or light on dark".into();
        return Err(Error::Empty { operation, what: "the picture", expected });
    }
    // The box of the ink, and its mass and moments inside.
    let (mut top, mut bottom, mut left, mut right) = (height, 0, width, 0);
    for (index, _) in values.iter().enumerate().filter(|(_, value)| **value >= FAINT * darkest) {
        let (row, column) = (index / width, index % width);
        (top, bottom) = (top.min(row), bottom.max(row + 1));
        (left, right) = (left.min(column), right.max(column + 1));
    }
    let (mut mass, mut moments) = (0.0, [0.0; 2]);
    for row in top..bottom {
        for column in left..right {
            let ink = f64::from(values[row * width + column]);
            mass += ink;
            moments[0] += ink * (row as f64 + 0.5);
            moments[1] += ink * (column as f64 + 0.5);
        }
    }
    let scale = BOX / (bottom - top).max(right - left) as f64;
    // Where the picture's upper left corner lies in the source, in source pixels.
    let corner = |moment: f64, low: usize, high: usize| {
        let reach = SIDE as f64 / scale;
        (moment / mass - reach / 2.0).clamp(high as f64 - reach, low as f64)
    };
    let origin = [corner(moments[0], top, bottom), corner(moments[1], left, right)];
    // Each pixel is the mean of what it covers.
    let cover = |pixel: usize, origin: f64, low: usize, high: usize| {
        let from = origin + pixel as f64 / scale;
        let to = from + 1.0 / scale;
        let first = (from.floor().max(low as f64) as usize).min(high);
        let last = (to.ceil().max(low as f64) as usize).min(high);
        (first..last)
            .map(move |at| (at, ((at + 1) as f64).min(to) - (at as f64).max(from)))
            .filter(|(_, share)| *share > 0.0)
    };
    let mut picture = Vec::with_capacity(SIDE * SIDE);
    for row in 0..SIDE {
        for column in 0..SIDE {
            let mut sum = 0.0;
            for (y, high) in cover(row, origin[0], top, bottom) {
                for (x, wide) in cover(column, origin[1], left, right) {
                    sum += high * wide * f64::from(values[y * width + x]);
                }
            }
            picture.push((sum * scale * scale) as f32);
        }
    }
    let darkest = picture.iter().copied().fold(0.0, f32::max);
    picture.iter_mut().for_each(|value| *value = (*value / darkest).clamp(0.0, 1.0));
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rows and columns that hold ink, and the center of mass.
    fn extent(picture: &[f32]) -> ([usize; 2], [f64; 2]) {
        let lit = |row: usize, column: usize| picture[row * SIDE + column] > 0.02;
        let rows = (0..SIDE).filter(|&row| (0..SIDE).any(|column| lit(row, column))).count();
        let columns = (0..SIDE).filter(|&column| (0..SIDE).any(|row| lit(row, column))).count();
        let mass: f32 = picture.iter().sum();
        let moment = |axis: usize| {
            let place = |index: usize| if axis == 0 { index / SIDE } else { index % SIDE };
            let sum: f64 = picture.iter().enumerate().map(|(i, v)| f64::from(*v) * (place(i) as f64 + 0.5)).sum();
            sum / f64::from(mass)
        };
        ([rows, columns], [moment(0), moment(1)])
    }

    #[test]
    fn a_drawing_fills_the_box_and_is_centered_by_its_mass_wherever_it_was_drawn() {
        // A seven: heavy above, so that its box does not lie in the middle.
        let seven = [0.2, 0.2, 0.5, 0.2, 0.4, 0.7];
        let first = drawn(&seven, &[3], 0.06).unwrap();
        let (size, center) = extent(&first);
        assert!((20..=21).contains(&size[0]) && size[1] < 16, "{size:?}");
        assert!(center.iter().all(|center| (center - 14.0).abs() < 0.05), "{center:?}");
        // The same elsewhere, and half as large with half the pen.
        let moved: Vec<f32> = seven.iter().map(|place| 0.5 * place + 0.41).collect();
        let second = drawn(&moved, &[3], 0.03).unwrap();
        let far = first.iter().zip(&second).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(far < 0.25, "{far}");
    }

    #[test]
    fn ink_never_leaves_the_picture() {
        // Nearly all mass at the left end, a hair that reaches far to the right.
        let mut values = vec![0.0; 40 * 200];
        for row in 0..40 {
            values[row * 200..row * 200 + 12].fill(1.0);
            values[row * 200 + 199] = 0.2;
        }
        let picture = centered("test", &values, 40, 200).unwrap();
        let total: f32 = picture.iter().sum();
        // 480 dark pixels and 8 worth of faint ones, a hundredth of an output pixel each.
        assert!((total - 488.0 * 0.01).abs() < 0.05, "{total}");
    }

    #[test]
    fn an_image_is_read_dark_on_light_and_light_on_dark_alike() {
        let image = |paper: u8, ink: u8| -> Vec<u8> {
            let pixel = |index: usize| {
                if (8..20).contains(&(index % 30)) && (5..35).contains(&(index / 30)) { ink } else { paper }
            };
            (0..30 * 40).flat_map(|index| [pixel(index), pixel(index), pixel(index), 255]).collect()
        };
        let (dark, light) =
            (photographed(&image(255, 0), 40, 30).unwrap(), photographed(&image(0, 255), 40, 30).unwrap());
        assert_eq!(dark, light);
        let (size, center) = extent(&dark);
        // 30 × 12 pixels at two thirds of their size.
        assert_eq!(size, [20, 8]);
        assert!(center.iter().all(|center| (center - 14.0).abs() < 1e-6));
        // See-through is white, whatever color lies below.
        let mut clear = image(9, 0);
        clear.chunks_exact_mut(4).filter(|pixel| pixel[0] == 9).for_each(|pixel| pixel[3] = 0);
        assert_eq!(photographed(&clear, 40, 30).unwrap(), dark);
    }

    #[test]
    fn what_is_no_drawing_is_refused_by_name() {
        let code = |points: &[f32], ends: &[u32], thickness| drawn(points, ends, thickness).unwrap_err().code();
        assert_eq!(code(&[], &[], 0.08), "empty");
        assert_eq!(code(&[5.0, 5.0], &[1], 0.08), "empty");
        assert_eq!(code(&[0.5], &[1], 0.08), "shape");
        assert_eq!(code(&[0.5, 0.5], &[2], 0.08), "shape");
        assert_eq!(code(&[0.5, 0.5, 0.6, 0.6], &[2, 1], 0.08), "shape");
        assert_eq!(code(&[0.5, f32::NAN], &[1], 0.08), "not-finite");
        assert_eq!(code(&[0.5, 0.5], &[1], 0.0), "out-of-range");
        let code = |bytes: &[u8], height, width| photographed(bytes, height, width).unwrap_err().code();
        assert_eq!(code(&[200; 16], 2, 2), "empty");
        assert_eq!(code(&[200; 32], 2, 2), "shape");
        assert_eq!(code(&[], 0, 0), "shape");
        assert_eq!(code(&[], 1 << 20, 1 << 20), "too-large");
    }

    proptest! {
        #[test]
        fn any_drawing_on_the_pad_gives_a_picture(points in prop::collection::vec(0.0_f32..1.0, 2..40), thickness in 0.01_f64..0.5) {
            let points = &points[..points.len() / 2 * 2];
            let count = points.len() as u32 / 2;
            let picture = drawn(points, &[count / 2, count], thickness).unwrap();
            prop_assert_eq!(picture.len(), SIDE * SIDE);
            prop_assert!(picture.iter().all(|value| (0.0..=1.0).contains(value)));
            prop_assert!(picture.contains(&1.0));
        }
    }
}
