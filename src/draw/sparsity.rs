//! A matrix that is mostly zeros, as a picture that can be zoomed from the whole to a single cell.

use crate::draw::color::Rgb;
use crate::draw::palette::Theme;
use crate::error::{Error, Result};
use crate::tree::record;

const OPERATION: &str = "sparse picture";

/// The largest side of a picture, in pixels of the screen.
const LARGEST: u32 = 8192;

/// From this many pixels on, cells are parted by a pixel of ground.
const PARTED: f64 = 5.0;

/// A matrix by compressed sparse rows, to be looked at.
#[derive(Debug, Clone)]
pub struct Sparsity {
    columns: usize,
    offsets: Vec<u32>,
    indices: Vec<u32>,
    values: Vec<f32>,
    largest: f32,
}

/// The part of a matrix that fills the picture, in rows and columns; it may begin and end inside a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Where it begins.
    pub row: f64,
    /// Where it begins.
    pub column: f64,
    /// How many rows it spans.
    pub rows: f64,
    /// How many columns it spans.
    pub columns: f64,
}

record! {
    Part { row, column, rows, columns }
    needs ["row", "column", "rows", "columns"]
    from Part { row: 0.0, column: 0.0, rows: 0.0, columns: 0.0 }
}

impl Sparsity {
    /// A matrix by compressed sparse rows; the columns of a row ascend.
    ///
    /// # Errors
    /// [`Error::Shape`] if the lists do not fit each other, [`Error::OutOfRange`] for offsets or columns out of order.
    pub fn new(columns: usize, offsets: Vec<u32>, indices: Vec<u32>, values: Vec<f32>) -> Result<Self> {
        if indices.len() != values.len() || offsets.last().map_or(0, |&end| end as usize) != indices.len() {
            return Err(Error::Shape {
                operation: OPERATION,
                found: format!(
                    "{} indices, {} values, offsets up to {}",
                    indices.len(),
                    values.len(),
                    offsets.last().unwrap_or(&0)
                ),
                expected: "as many indices as values, and as the last offset says".into(),
            });
        }
        let sorted = offsets.first() == Some(&0) && offsets.is_sorted();
        let ascends = |row: &[u32]| row.is_sorted() && row.last().is_none_or(|&last| (last as usize) < columns);
        let bad = offsets.windows(2).position(|ends| !sorted || !ascends(&indices[ends[0] as usize..ends[1] as usize]));
        if let Some(row) = bad.or((!sorted).then_some(0)) {
            let expected = format!("ascending offsets from 0, and ascending columns below {columns}");
            return Err(Error::out_of_range(OPERATION, "row", row, expected));
        }
        let largest = values.iter().fold(0.0f32, |largest, &value| largest.max(value));
        Ok(Sparsity { columns, offsets, indices, values, largest })
    }

    /// Rows and columns.
    pub fn shape(&self) -> (usize, usize) {
        (self.offsets.len() - 1, self.columns)
    }

    fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let range = self.offsets[row] as usize..self.offsets[row + 1] as usize;
        (&self.indices[range.clone()], &self.values[range])
    }

    /// The value of a cell.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a cell that does not exist.
    pub fn value(&self, row: usize, column: usize) -> Result<f32> {
        let (rows, columns) = self.shape();
        for (name, found, count) in [("row", row, rows), ("column", column, columns)] {
            if found >= count {
                return Err(Error::out_of_range(OPERATION, name, found, format!("less than {count}")));
            }
        }
        let (indices, values) = self.row(row);
        Ok(indices.binary_search(&(column as u32)).map_or(0.0, |place| values[place]))
    }

    /// Bytes r, g, b, alpha of a picture of width × height pixels. A cell's color grows with the logarithm of its value;
    /// where a pixel holds many cells, it grows with the share of them that are not zero.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a side of 0 or more than 8192 pixels, or a part without area.
    pub fn paint(&self, part: Part, (width, height): (u32, u32), theme: Theme) -> Result<Vec<u8>> {
        for (name, side) in [("width", width), ("height", height)] {
            if side == 0 || side > LARGEST {
                return Err(Error::out_of_range(OPERATION, name, side, format!("between 1 and {LARGEST} pixels")));
            }
        }
        for (name, span) in [("rows", part.rows), ("columns", part.columns)] {
            if !(span > 0.0 && span.is_finite()) {
                return Err(Error::out_of_range(OPERATION, name, span, "above 0"));
            }
        }
        let (wide, high) = (width as usize, height as usize);
        let across = Axis { from: part.column, scale: f64::from(width) / part.columns, pixels: wide };
        let down = Axis { from: part.row, scale: f64::from(height) / part.rows, pixels: high };
        let mut ink = vec![0.0f32; wide * high];
        let top = (1.0 + self.largest).ln();
        let rows = down.cells(self.shape().0);
        let columns = across.cells(self.columns);
        for row in rows {
            let (lines, share) = down.cover(row);
            let (indices, values) = self.row(row);
            let from = indices.partition_point(|&column| (column as usize) < columns.start);
            let to = indices.partition_point(|&column| (column as usize) < columns.end);
            for (&column, &value) in indices[from..to].iter().zip(&values[from..to]) {
                let (pixels, part) = across.cover(column as usize);
                let amount = (0.45 + 0.55 * (1.0 + value.max(0.0)).ln() / top.max(1e-9)) * share * part;
                for line in lines.clone() {
                    ink[line * wide..][pixels.clone()].iter_mut().for_each(|ink| *ink += amount);
                }
            }
        }
        let ramp = ramp(theme);
        let packed = ink.iter().flat_map(|&ink| {
            let Rgb(r, g, b) = ramp[(ink.clamp(0.0, 1.0).powf(0.7) * 255.0).round() as usize];
            [r, g, b, 255]
        });
        Ok(packed.collect())
    }
}

/// One side of the picture.
struct Axis {
    /// The place in the matrix at pixel 0.
    from: f64,
    /// Pixels to a cell.
    scale: f64,
    pixels: usize,
}

impl Axis {
    /// The cells that can be seen, of so many.
    fn cells(&self, count: usize) -> std::ops::Range<usize> {
        let first = self.from.floor().max(0.0) as usize;
        let end = (self.from + self.pixels as f64 / self.scale).ceil().max(0.0) as usize;
        first.min(count)..end.min(count)
    }

    /// The pixels of a cell, and how much of them is the cell's.
    fn cover(&self, cell: usize) -> (std::ops::Range<usize>, f32) {
        let start = (cell as f64 - self.from) * self.scale;
        let end = start + self.scale;
        let gap = if self.scale >= PARTED { 1.0 } else { 0.0 };
        let pixel = |place: f64| place.clamp(0.0, self.pixels as f64) as usize;
        if self.scale >= 1.0 {
            return (pixel(start.round())..pixel((end - gap).round()), 1.0);
        }
        let at = pixel(start).min(self.pixels - 1);
        (at..at + 1, self.scale as f32)
    }
}

fn ramp(theme: Theme) -> [Rgb; 256] {
    let tokens = theme.tokens();
    std::array::from_fn(|step| {
        let at = step as f32 / 255.0;
        if at < 0.7 {
            tokens.sheet.mix(tokens.accent, at / 0.7)
        } else {
            tokens.accent.mix(tokens.ink, (at - 0.7) / 0.3)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Sparsity {
        // 1 0 3
        // 0 0 0
        // 0 9 0
        Sparsity::new(3, vec![0, 2, 2, 3], vec![0, 2, 1], vec![1.0, 3.0, 9.0]).unwrap()
    }

    const WHOLE: Part = Part { row: 0.0, column: 0.0, rows: 3.0, columns: 3.0 };

    fn pixel(bytes: &[u8], wide: usize, x: usize, y: usize) -> Rgb {
        let at = (y * wide + x) * 4;
        Rgb(bytes[at], bytes[at + 1], bytes[at + 2])
    }

    #[test]
    fn each_cell_is_where_it_belongs() {
        for theme in [Theme::Light, Theme::Dark] {
            let bytes = matrix().paint(WHOLE, (6, 6), theme).unwrap();
            let empty = theme.tokens().sheet;
            for (row, column, filled) in
                [(0, 0, true), (0, 1, false), (0, 2, true), (1, 1, false), (2, 1, true), (2, 2, false)]
            {
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let found = pixel(&bytes, 6, 2 * column + dx, 2 * row + dy);
                    assert_eq!(found != empty, filled, "cell {row}, {column}");
                }
            }
            let contrast = |x, y| pixel(&bytes, 6, x, y).contrast(empty);
            assert!(contrast(2, 4) > contrast(4, 0) && contrast(4, 0) > contrast(0, 0), "larger values stand out more");
        }
    }

    #[test]
    fn a_part_is_shown_larger() {
        let part = Part { row: 1.5, column: 1.0, rows: 1.5, columns: 2.0 };
        let bytes = matrix().paint(part, (20, 15), Theme::Light).unwrap();
        let empty = Theme::Light.tokens().sheet;
        assert_eq!(pixel(&bytes, 20, 5, 2), empty, "the lower half of the empty row");
        assert_ne!(pixel(&bytes, 20, 5, 8), empty);
        assert_eq!(pixel(&bytes, 20, 9, 8), empty, "cells are parted");
        assert_eq!(pixel(&bytes, 20, 15, 8), empty);
    }

    #[test]
    fn many_cells_in_a_pixel_add_up() {
        let rows = 64;
        let full = Sparsity::new(
            64,
            (0..=rows).map(|row| row * 32).collect(),
            (0..rows).flat_map(|_| 0..32).collect(),
            vec![1.0; 64 * 32],
        )
        .unwrap();
        let part = Part { row: 0.0, column: 0.0, rows: 64.0, columns: 64.0 };
        let bytes = full.paint(part, (4, 4), Theme::Light).unwrap();
        let empty = Theme::Light.tokens().sheet;
        assert!(pixel(&bytes, 4, 0, 0).contrast(empty) > 3.0);
        assert_eq!(pixel(&bytes, 4, 2, 0), empty);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let code = |offsets: &[u32], indices: &[u32], values: &[f32]| {
            Sparsity::new(3, offsets.to_vec(), indices.to_vec(), values.to_vec()).unwrap_err().code()
        };
        assert_eq!(code(&[0, 1], &[0, 1], &[1.0, 1.0]), "shape");
        assert_eq!(code(&[0, 1], &[3], &[1.0]), "out-of-range");
        assert_eq!(code(&[0, 2], &[1, 0], &[1.0, 1.0]), "out-of-range");
        assert_eq!(code(&[1, 1], &[0], &[1.0]), "out-of-range");
        assert_eq!(code(&[0, 2, 1], &[0], &[1.0]), "out-of-range");
        assert_eq!(matrix().value(0, 2).unwrap(), 3.0);
        assert_eq!(matrix().value(1, 2).unwrap(), 0.0);
        assert_eq!(matrix().value(3, 0).unwrap_err().code(), "out-of-range");
        assert_eq!(matrix().paint(WHOLE, (0, 5), Theme::Light).unwrap_err().code(), "out-of-range");
        let flat = Part { rows: 0.0, ..WHOLE };
        assert_eq!(matrix().paint(flat, (5, 5), Theme::Light).unwrap_err().code(), "out-of-range");
    }
}
