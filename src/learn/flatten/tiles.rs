//! The Euclidean distances between all rows, a tile at a time.

use super::Centering;
use crate::linalg::product_into;
use ndarray::{Array2, ArrayView2, s};
use std::ops::Range;

/// Rows of a block.
const HEIGHT: usize = 64;
/// Multiplications and distances in one tile: a few milliseconds.
const WORK: usize = 20_000_000;
const PAIRS: usize = 400_000;

/// A walk over all pairs of rows, one block of rows after another, and in each block one tile after another.
#[derive(Debug, Clone)]
pub(in crate::learn) struct Tiles {
    centering: Centering,
    n: usize,
    /// Columns of a tile.
    width: usize,
    rows: Range<usize>,
    /// The next column.
    column: usize,
    own: Array2<f64>,
    /// Distances from the rows of the block to all rows, in the scaled unit of the centering.
    block: Array2<f32>,
}

impl Tiles {
    pub(in crate::learn) fn new(data: ArrayView2<'_, f32>) -> Self {
        let (n, columns) = data.dim();
        let width = (WORK / (HEIGHT * columns)).min(PAIRS / HEIGHT).clamp(16, n.max(16));
        let (own, block) = (Array2::zeros((0, 0)), Array2::zeros((0, 0)));
        Tiles { centering: Centering::of(data), n, width, rows: 0..HEIGHT.min(n), column: 0, own, block }
    }

    /// What lengths are to be multiplied by, to be in the data's unit.
    pub(in crate::learn) fn unit(&self) -> f64 {
        self.centering.unit()
    }

    /// Computes the next tile. When a block is complete, hands out the distances of each of its rows to all later rows.
    /// Says whether that was the last block; the walk then starts anew.
    pub(in crate::learn) fn step(&mut self, data: ArrayView2<'_, f32>, mut visitor: impl FnMut(usize, &[f32])) -> bool {
        let (first, last) = (self.column, self.n.min(self.column + self.width));
        if first == self.rows.start {
            self.own = self.centering.rows(data, self.rows.clone());
            self.block = Array2::zeros((self.rows.len(), self.n));
        }
        let squares = |rows: &Array2<f64>| rows.rows().into_iter().map(|row| row.dot(&row)).collect::<Vec<_>>();
        let others = self.centering.rows(data, first..last);
        let mut products = Array2::zeros((self.rows.len(), last - first));
        product_into(-2.0, self.own.view(), others.t(), 0.0, products.view_mut());
        let (own_squares, other_squares) = (squares(&self.own), squares(&others));
        let mut targets = self.block.slice_mut(s![.., first..last]);
        for ((mut target, products), own) in targets.rows_mut().into_iter().zip(products.rows()).zip(&own_squares) {
            for ((target, product), other) in target.iter_mut().zip(products).zip(&other_squares) {
                *target = (product + own + other).max(0.0).sqrt() as f32;
            }
        }
        self.column = last;
        if last < self.n {
            return false;
        }
        for (row, distances) in self.rows.clone().zip(self.block.rows()) {
            visitor(row, distances.to_slice().and_then(|distances| distances.get(row + 1..)).unwrap_or_default());
        }
        let is_last = self.rows.end == self.n;
        let start = if is_last { 0 } else { self.rows.end };
        self.rows = start..self.n.min(start + HEIGHT);
        self.column = start;
        is_last
    }

    /// Steps of a whole walk.
    pub(in crate::learn) fn planned(&self) -> u64 {
        (0..self.n).step_by(HEIGHT).map(|start| self.steps(self.n - start)).sum()
    }

    /// Steps that remain of this walk.
    pub(in crate::learn) fn remaining(&self) -> u64 {
        let later = (self.rows.end..self.n).step_by(HEIGHT).map(|start| self.steps(self.n - start));
        self.steps(self.n - self.column) + later.sum::<u64>()
    }

    fn steps(&self, columns: usize) -> u64 {
        columns.div_ceil(self.width) as u64
    }
}
