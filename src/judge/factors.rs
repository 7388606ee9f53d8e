//! What a made-up picture shows of the factors that real ones were drawn from.

use crate::error::{Error, Result};
use crate::neighbors::{Metric, Query, neighbors_of};
use ndarray::ArrayView2;

/// Reads factors off rows by comparison: the mean of the factors of the `k` nearest rows of the data, each weighted by the
/// inverse of its distance (k-nearest-neighbor regression; scikit-learn's `KNeighborsRegressor` with `weights="distance"`).
/// Returns one value for each row and factor, row-major. Rows that lie on data rows get the mean of those alone.
///
/// # Errors
/// [`Error::Shape`] if `rows` are not as wide as the data or there are not as many factors as data rows, and what
/// [`neighbors_of`] refuses.
pub fn estimate_factors(
    data: ArrayView2<'_, f32>,
    factors: ArrayView2<'_, f32>,
    rows: &[f32],
    k: usize,
) -> Result<Vec<f32>> {
    const OPERATION: &str = "estimate factors";
    let width = data.ncols();
    if width == 0 || !rows.len().is_multiple_of(width) || factors.nrows() != data.nrows() {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("{} values, and factors of {} rows", rows.len(), factors.nrows()),
            expected: format!("a multiple of {width} values, and factors of {} rows", data.nrows()),
        });
    }
    let mut estimates = Vec::with_capacity(rows.len() / width * factors.ncols());
    for row in rows.chunks_exact(width) {
        let near = neighbors_of(data, Query::Vector(row), k, Metric::L2)?;
        let exact = near.distances.contains(&0.0);
        let weight = |&distance: &f32| match distance {
            0.0 => 1.0,
            _ if exact => 0.0,
            _ => 1.0 / f64::from(distance),
        };
        let total: f64 = near.distances.iter().map(weight).sum();
        for factor in 0..factors.ncols() {
            let parts = near.indices.iter().zip(&near.distances);
            let sum: f64 = parts.map(|(&index, d)| weight(d) * f64::from(factors[(index as usize, factor)])).sum();
            estimates.push((sum / total) as f32);
        }
    }
    Ok(estimates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn nearer_rows_weigh_more_and_a_row_of_the_data_is_itself() {
        let data = arr2(&[[0.0, 0.0], [4.0, 0.0], [0.0, 90.0]]);
        let factors = arr2(&[[1.0, 10.0], [5.0, 20.0], [99.0, 99.0]]);
        // At distances 1 and 3 the weights are 3 to 1.
        let found = estimate_factors(data.view(), factors.view(), &[1.0, 0.0, 4.0, 0.0], 2).unwrap();
        assert_eq!(found, [2.0, 12.5, 5.0, 20.0]);
        let code = |rows: &[f32], k| estimate_factors(data.view(), factors.view(), rows, k).unwrap_err().code();
        assert_eq!(code(&[1.0], 1), "shape");
        assert_eq!(code(&[1.0, 2.0], 4), "out-of-range");
    }
}
