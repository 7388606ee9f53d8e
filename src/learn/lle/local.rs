//! How a row is put together from its neighbors.

use crate::error::Result;
use crate::linalg::eigen_symmetric;
use ndarray::{Array2, ArrayView2};

/// Inner products of the differences between a row and its neighbors, k × k, in `f64`.
pub(super) fn products(data: ArrayView2<'_, f32>, row: usize, neighbors: &[u32]) -> Array2<f64> {
    let own = data.row(row);
    let mut differences = Array2::zeros((neighbors.len(), data.ncols()));
    for (mut difference, &other) in differences.rows_mut().into_iter().zip(neighbors) {
        let lists = difference.iter_mut().zip(data.row(other as usize)).zip(&own);
        lists.for_each(|((difference, &other), &own)| *difference = f64::from(other) - f64::from(own));
    }
    crate::linalg::product(differences.view(), differences.t())
}

/// The weights, summing to 1, with which the neighbors come nearest to the row: the solution of (G + R) w = 1, normalized,
/// where R = `regularization` · trace(G) on the diagonal (Saul and Roweis 2003; scikit-learn's `barycenter_weights`).
pub(super) fn weights(products: &Array2<f64>, regularization: f64) -> Vec<f64> {
    let k = products.nrows();
    let trace = products.diag().sum();
    let regular = if trace > 0.0 { regularization * trace } else { regularization };
    let mut weights = vec![1.0; k];
    let mut matrix = products.clone();
    matrix.diag_mut().iter_mut().for_each(|value| *value += regular);
    solve(&mut matrix, &mut weights);
    let sum: f64 = weights.iter().sum();
    if sum.is_finite() && sum != 0.0 {
        weights.iter_mut().for_each(|weight| *weight /= sum);
    } else {
        weights.fill((k as f64).recip());
    }
    weights
}

/// Solves a small positive system in place, by L·D·Lᵀ; the lower triangle is used up. A pivot that is not positive is left
/// out.
fn solve(matrix: &mut Array2<f64>, b: &mut [f64]) {
    let k = b.len();
    for column in 0..k {
        let pivot = matrix[[column, column]];
        if pivot <= 0.0 {
            continue;
        }
        for row in column + 1..k {
            let factor = matrix[[row, column]] / pivot;
            for other in column + 1..=row {
                matrix[[row, other]] -= factor * matrix[[other, column]];
            }
            b[row] -= factor * b[column];
        }
    }
    for row in (0..k).rev() {
        let later: f64 = (row + 1..k).map(|other| matrix[[other, row]] * b[other]).sum();
        let pivot = matrix[[row, row]];
        b[row] = if pivot > 0.0 { (b[row] - later) / pivot } else { 0.0 };
    }
}

/// The local shape as modified LLE sees it: eigenvalues, largest first, as many as the differences can have, and the
/// eigenvectors, one a row.
pub(super) struct Shape {
    pub(super) values: Vec<f64>,
    vectors: Array2<f64>,
}

impl Shape {
    pub(super) fn of(products: &Array2<f64>, columns: usize) -> Result<Self> {
        let eigen = eigen_symmetric(products.view())?;
        let values = eigen.values.iter().take(columns).map(|value| value.max(0.0)).collect();
        Ok(Shape { values, vectors: eigen.vectors })
    }

    /// The eigenvalues beyond the first `components`, relative to those.
    pub(super) fn rest(&self, components: usize) -> f64 {
        let (first, rest) = self.values.split_at(components.min(self.values.len()));
        let first: f64 = first.iter().sum();
        if first > 0.0 { rest.iter().sum::<f64>() / first } else { 0.0 }
    }

    /// How many weight vectors a row gets: the number of the smallest eigenvalues whose sum, relative to that of the
    /// others, lies below `eta` (Zhang and Wang 2006, eq. 4.2, as scikit-learn counts it).
    fn count(&self, eta: f64) -> usize {
        let total: f64 = self.values.iter().sum();
        let mut sum = 0.0;
        let below = self.values.iter().take(self.values.len().saturating_sub(1)).filter(|&&value| {
            sum += value;
            sum > 0.0 && total / sum - 1.0 < eta
        });
        below.count() + self.vectors.nrows() - self.values.len()
    }

    /// Σ over a row's weight vectors w of (−1, w)·(−1, w)ᵀ: the block of the neighbors (k × k), the column of the row
    /// itself with them, and its own value.
    ///
    /// With V the eigenvectors of the s smallest eigenvalues, P = V·Vᵀ and α = ‖Vᵀ·1‖ / √s, the weight vectors are the columns of
    /// V·H + (1 − α) w·1ᵀ, where the reflection H takes α·1 to Vᵀ·1 (Zhang and Wang 2006, eq. 2.10); their sums of products
    /// need neither V nor H.
    pub(super) fn alignment(&self, weights: &[f64], eta: f64) -> Option<(Array2<f64>, Vec<f64>, f64)> {
        let k = weights.len();
        let s = self.count(eta);
        if s == 0 {
            return None;
        }
        let mut projector = Array2::eye(k);
        for vector in self.vectors.rows().into_iter().take(k - s) {
            for ((i, j), value) in projector.indexed_iter_mut() {
                *value -= vector[i] * vector[j];
            }
        }
        let sums: Vec<f64> = projector.rows().into_iter().map(|row| row.sum()).collect();
        let count = s as f64;
        let alpha = (sums.iter().sum::<f64>().max(0.0) / count).sqrt();
        // Where α is 0, so is P·1.
        let inverse = if alpha > 1e-10 { alpha.recip() } else { 0.0 };
        let (mixed, square) = ((1.0 - alpha) * inverse, count * (1.0 - alpha).powi(2));
        for ((i, j), value) in projector.indexed_iter_mut() {
            *value += mixed * (sums[i] * weights[j] + weights[i] * sums[j]) + square * weights[i] * weights[j];
        }
        let cross =
            sums.iter().zip(weights).map(|(sum, weight)| -(inverse * sum + count * (1.0 - alpha) * weight)).collect();
        Some((projector, cross, count))
    }
}
