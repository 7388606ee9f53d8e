//! The Euclidean distances between all rows, a few rows at a time.

use crate::learn::flatten::Centering;
use crate::linalg::product_into;
use ndarray::{Array2, ArrayView2, s};
use std::ops::Range;

/// Up to this many pairs are kept (256 MiB); beyond, every pass computes them anew.
const KEPT: usize = 1 << 26;
/// Pairs and multiplications in one piece.
const PAIRS: usize = 400_000;
const WORK: usize = 10_000_000;
/// Rows that are multiplied by at once.
const BLOCK: usize = 2048;

/// Distances d(i, j) of all i < j, in the scaled unit of the centering.
#[derive(Debug, Clone)]
pub(super) struct Distances {
    centering: Centering,
    n: usize,
    columns: usize,
    /// Row after row above the diagonal, as far as they are known.
    kept: Vec<f32>,
}

impl Distances {
    pub(super) fn new(data: ArrayView2<'_, f32>) -> Self {
        let (n, columns) = data.dim();
        Distances { centering: Centering::of(data), n, columns, kept: Vec::new() }
    }

    /// What lengths are to be multiplied by, to be in the data's unit.
    pub(super) fn unit(&self) -> f64 {
        self.centering.unit()
    }

    /// Whether all distances are kept once they are known.
    pub(super) fn are_kept(&self) -> bool {
        self.pairs() <= KEPT
    }

    fn pairs(&self) -> usize {
        self.n * (self.n - 1) / 2
    }

    /// How many rows belong to one piece of work, if distances are looked up, or else computed.
    pub(super) fn rows_at_once(&self, computed: bool) -> usize {
        let work = if computed { WORK / (self.n * self.columns) } else { usize::MAX };
        (PAIRS / self.n).min(work).clamp(1, self.n)
    }

    /// Computes and keeps the distances of some rows to all later ones; rows must come in order.
    pub(super) fn keep(&mut self, data: ArrayView2<'_, f32>, rows: Range<usize>) {
        let pairs = self.pairs();
        if rows.start == 0 {
            self.kept = Vec::with_capacity(pairs);
        }
        let tile = self.tile(data, rows.clone());
        for (index, row) in rows.enumerate() {
            self.kept.extend(tile.row(index).iter().skip(row + 1));
        }
    }

    /// Hands out the distances of each of some rows to all later ones, kept or computed.
    pub(super) fn visit(&self, data: ArrayView2<'_, f32>, rows: Range<usize>, mut visitor: impl FnMut(usize, &[f32])) {
        if self.are_kept() {
            for row in rows {
                let start = row * (2 * self.n - row - 1) / 2;
                visitor(row, self.kept.get(start..start + self.n - row - 1).unwrap_or_default());
            }
            return;
        }
        let tile = self.tile(data, rows.clone());
        for (index, row) in rows.enumerate() {
            visitor(row, tile.row(index).to_slice().and_then(|tile| tile.get(row + 1..)).unwrap_or_default());
        }
    }

    /// Distances of some rows to all; only those to later rows are filled in.
    fn tile(&self, data: ArrayView2<'_, f32>, rows: Range<usize>) -> Array2<f32> {
        let squares = |rows: &Array2<f64>| rows.rows().into_iter().map(|row| row.dot(&row)).collect::<Vec<_>>();
        let own = self.centering.rows(data, rows.clone());
        let own_squares = squares(&own);
        let mut tile = Array2::zeros((rows.len(), self.n));
        let mut products = Array2::zeros((0, 0));
        for first in (rows.start..self.n).step_by(BLOCK) {
            let last = self.n.min(first + BLOCK);
            let others = self.centering.rows(data, first..last);
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
