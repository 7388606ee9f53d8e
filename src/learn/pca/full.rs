//! All eigenvectors of the covariance matrix, or of its small twin where there are fewer rows than columns.

use super::model::Solution;
use super::moments::{BLOCK, Center};
use crate::error::Result;
use crate::linalg::{Eigen, complete_rows, eigen_symmetric, product, product_into};
use ndarray::{Array2, ArrayView2, Axis, s};

/// Multiplications made in one step.
const WORK_PER_STEP: usize = 30_000_000;
/// Columns of the symmetric product that are computed at once; what lies above the diagonal is left out.
const PANEL: usize = 64;
/// An eigenvalue that is smaller than this share of the largest counts as 0.
const NOTHING: f64 = 1e-13;

/// The work so far.
#[derive(Debug, Clone)]
pub(super) struct Full {
    count: usize,
    /// Rows × rows instead of columns × columns.
    dual: bool,
    /// Σ xᵢ xᵢᵀ over centered rows, or all products xᵢᵀ xⱼ if dual; the lower triangle.
    products: Array2<f64>,
    /// Rows taken in, or columns if dual.
    done: usize,
}

impl Full {
    /// For the `count` first components.
    pub(super) fn new((rows, columns): (usize, usize), count: usize) -> Self {
        let size = rows.min(columns);
        Full { count, dual: rows < columns, products: Array2::zeros((size, size)), done: 0 }
    }

    /// Rows, or columns if dual, that are taken in in all, and in one step.
    fn extent(&self, data: ArrayView2<'_, f32>) -> (usize, usize) {
        let all = if self.dual { data.ncols() } else { data.nrows() };
        let size = self.products.nrows();
        (all, (WORK_PER_STEP / (size * size).max(1)).max(1).next_multiple_of(BLOCK))
    }

    /// Steps that remain.
    pub(super) fn remaining(&self, data: ArrayView2<'_, f32>) -> u64 {
        let (all, at_once) = self.extent(data);
        (all - self.done).div_ceil(at_once) as u64 + 1
    }

    /// Does the next step; the last one gives the solution.
    pub(super) fn step(&mut self, data: ArrayView2<'_, f32>, center: &Center) -> Result<Option<Solution>> {
        let mean = center.mean.as_slice();
        let (all, at_once) = self.extent(data);
        if self.done < all {
            let end = all.min(self.done + at_once);
            for first in (self.done..end).step_by(4 * BLOCK) {
                let last = end.min(first + 4 * BLOCK);
                let part = if self.dual { s![.., first..last] } else { s![first..last, ..] };
                let mut block = data.slice(part).mapv(f64::from);
                let columns = if self.dual { &mean[first..last] } else { mean };
                for mut row in block.rows_mut() {
                    row.iter_mut().zip(columns).for_each(|(value, mean)| *value -= mean);
                }
                self.add_products(if self.dual { block.t() } else { block.view() });
            }
            self.done = end;
            return Ok(None);
        }
        let eigen = eigen_symmetric(self.products.view())?.truncated(self.count);
        let vectors = if self.dual { self.by_way_of_twin(&eigen, data, mean) } else { eigen.vectors };
        let degrees = data.nrows() as f64 - 1.0;
        let largest = eigen.values.first().copied().unwrap_or(0.0);
        let variance = |value: f64| if value > NOTHING * largest { value / degrees } else { 0.0 };
        let total_variance = self.products.diag().sum() / degrees;
        let variances = eigen.values.into_iter().map(variance).collect();
        Ok(Some(Solution { variances, vectors, total_variance, codes: None }))
    }

    /// Adds `blockᵀ · block`, panel by panel and only from the diagonal down.
    fn add_products(&mut self, block: ArrayView2<'_, f64>) {
        let size = self.products.nrows();
        for first in (0..size).step_by(PANEL) {
            let last = size.min(first + PANEL);
            let (left, right) = (block.slice(s![.., first..]), block.slice(s![.., first..last]));
            product_into(1.0, left.t(), right, 1.0, self.products.slice_mut(s![first.., first..last]));
        }
    }

    /// The covariance matrix's eigenvectors from its twin's: v = Xᵀ·u / ‖Xᵀ·u‖.
    fn by_way_of_twin(&self, eigen: &Eigen, data: ArrayView2<'_, f32>, mean: &[f64]) -> Array2<f64> {
        let largest = eigen.values.first().copied().unwrap_or(0.0);
        let known = eigen.values.iter().take_while(|&&value| value > NOTHING * largest).count();
        let twins = eigen.vectors.slice(s![..known, ..]);
        let mut vectors = Array2::zeros((known, data.ncols()));
        for (mut vectors, columns) in vectors
            .axis_chunks_iter_mut(Axis(1), 4 * BLOCK)
            .zip(data.axis_chunks_iter(Axis(1), 4 * BLOCK).zip(mean.chunks(4 * BLOCK)))
        {
            let (columns, mean) = columns;
            let mut block = columns.mapv(f64::from);
            for mut row in block.rows_mut() {
                row.iter_mut().zip(mean).for_each(|(value, mean)| *value -= mean);
            }
            vectors.assign(&product(twins, block.view()));
        }
        complete_rows(vectors, self.count)
    }
}
