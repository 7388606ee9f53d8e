//! Rows about their mean, at a size at which squares and products cannot leave the numbers.

use ndarray::{Array2, ArrayView2};
use std::ops::Range;

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

/// The power of two that brings a length to between 1/2 and 1; 1 for a length of 0.
fn unit_scale(length: f64) -> f64 {
    if length > 0.0 { 0.5_f64.powi(length.log2().floor() as i32 + 1) } else { 1.0 }
}
