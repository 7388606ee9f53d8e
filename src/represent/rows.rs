//! What the feature maps share: checks, means, and work in `f64` on a few rows at a time.

use crate::error::{Error, Result};
use crate::linalg::product_into;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

/// Rows that are in `f64` at one time.
const BLOCK: usize = 256;

/// Refuses data without rows or columns.
///
/// # Errors
/// [`Error::Empty`].
pub fn check_data(operation: &'static str, data: ArrayView2<'_, f32>) -> Result<()> {
    if !data.is_empty() {
        return Ok(());
    }
    let expected = "it needs at least one row and one column".to_string();
    Err(Error::Empty { operation, what: "the data", expected })
}

/// Refuses rows of another width than those of the fit.
///
/// # Errors
/// [`Error::Shape`].
pub fn check_width(operation: &'static str, rows: ArrayView2<'_, f32>, inputs: usize) -> Result<()> {
    if rows.ncols() == inputs {
        return Ok(());
    }
    Err(Error::Shape {
        operation,
        found: format!("rows of {} values", rows.ncols()),
        expected: format!("{inputs}, as in the data of the fit"),
    })
}

/// The mean of every column.
pub fn means(data: ArrayView2<'_, f32>) -> Vec<f64> {
    let mut sums = vec![0.0; data.ncols()];
    for row in data.outer_iter() {
        row.iter().zip(&mut sums).for_each(|(&value, sum)| *sum += f64::from(value));
    }
    sums.iter().map(|sum| sum / data.nrows() as f64).collect()
}

/// The covariance of the columns (d × d), with the sum divided by n.
pub fn covariance(data: ArrayView2<'_, f32>, means: &[f64]) -> Array2<f64> {
    let mut result = Array2::zeros((data.ncols(), data.ncols()));
    for block in data.axis_chunks_iter(Axis(0), BLOCK) {
        let block = centered(block, means);
        product_into(1.0 / data.nrows() as f64, block.t(), block.view(), 1.0, result.view_mut());
    }
    result
}

/// Rows less the means.
pub fn centered(rows: ArrayView2<'_, f32>, means: &[f64]) -> Array2<f64> {
    let mut rows = rows.mapv(f64::from);
    rows -= &ArrayView1::from(means);
    rows
}

/// (rows − means) · matrix, each block then finished by `finish`.
pub fn map_rows(
    rows: ArrayView2<'_, f32>,
    means: &[f64],
    outputs: usize,
    map: impl Fn(Array2<f64>) -> Array2<f64>,
) -> Array2<f32> {
    let mut result = Array2::zeros((rows.nrows(), outputs));
    for (rows, mut result) in rows.axis_chunks_iter(Axis(0), BLOCK).zip(result.axis_chunks_iter_mut(Axis(0), BLOCK)) {
        result.zip_mut_with(&map(centered(rows, means)), |result, &value| *result = value as f32);
    }
    result
}
