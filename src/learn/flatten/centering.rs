//! Rows about their mean, at a size at which squares and products cannot leave the numbers.

use crate::linalg::product_into;
use ndarray::{Array2, ArrayView2, s};
use std::ops::Range;

/// Pairs and multiplications in one piece of a table of distances.
const PAIRS: usize = 400_000;
const WORK: usize = 10_000_000;
/// Rows that are multiplied by at once.
const BLOCK: usize = 2048;

/// The mean of each column, and a power of two that brings the largest deviation near 1.
#[derive(Debug, Clone)]
pub(in crate::learn) struct Centering {
    mean: Vec<f64>,
    scale: f64,
}

impl Centering {
    /// Reads the data once.
    pub(in crate::learn) fn of(data: ArrayView2<'_, f32>) -> Self {
        let mut mean = vec![0.0; data.ncols()];
        for row in data.rows() {
            mean.iter_mut().zip(row).for_each(|(sum, &value)| *sum += f64::from(value));
        }
        mean.iter_mut().for_each(|sum| *sum /= data.nrows() as f64);
        let mut largest = 0.0_f64;
        for row in data.rows() {
            largest =
                row.iter().zip(&mean).fold(largest, |most, (&value, mean)| most.max((f64::from(value) - mean).abs()));
        }
        Centering { mean, scale: unit_scale(largest) }
    }

    /// What coordinates are to be multiplied by, to be in the data's own unit again.
    pub(in crate::learn) fn unit(&self) -> f64 {
        self.scale.recip()
    }

    /// Some rows, centered and scaled.
    pub(in crate::learn) fn rows(&self, data: ArrayView2<'_, f32>, range: Range<usize>) -> Array2<f64> {
        let mut rows = Array2::zeros((range.len(), data.ncols()));
        for (mut row, index) in rows.rows_mut().into_iter().zip(range) {
            for ((centered, &value), mean) in row.iter_mut().zip(data.row(index)).zip(&self.mean) {
                *centered = (f64::from(value) - mean) * self.scale;
            }
        }
        rows
    }
}

impl Centering {
    /// Of how many rows to ask for the [distances](Self::distances) to all `n` at once.
    pub(in crate::learn) fn rows_at_once(n: usize, columns: usize) -> usize {
        (PAIRS / n).min(WORK / (n * columns)).clamp(1, n)
    }

    /// Euclidean distances of some rows to all, in the scaled unit; only those to later rows are filled in.
    pub(in crate::learn) fn distances(&self, data: ArrayView2<'_, f32>, rows: Range<usize>) -> Array2<f32> {
        let squares = |rows: &Array2<f64>| rows.rows().into_iter().map(|row| row.dot(&row)).collect::<Vec<_>>();
        let n = data.nrows();
        let own = self.rows(data, rows.clone());
        let own_squares = squares(&own);
        let mut tile = Array2::zeros((rows.len(), n));
        let mut products = Array2::zeros((0, 0));
        for first in (rows.start..n).step_by(BLOCK) {
            let last = n.min(first + BLOCK);
            let others = self.rows(data, first..last);
            if products.dim() != (rows.len(), last - first) {
                products = Array2::zeros((rows.len(), last - first));
            }
            product_into(-2.0, own.view(), others.t(), 0.0, products.view_mut());
            let other_squares = squares(&others);
            let mut targets = tile.slice_mut(s![.., first..last]);
            for ((mut target, products), own) in targets.rows_mut().into_iter().zip(products.rows()).zip(&own_squares) {
                for ((target, product), other) in target.iter_mut().zip(products).zip(&other_squares) {
                    *target = (product + own + other).max(0.0).sqrt() as f32;
                }
            }
        }
        tile
    }
}

/// The power of two that brings a length to between 1/2 and 1; 1 for a length of 0.
fn unit_scale(length: f64) -> f64 {
    if length > 0.0 { 0.5_f64.powi(length.log2().floor() as i32 + 1) } else { 1.0 }
}
