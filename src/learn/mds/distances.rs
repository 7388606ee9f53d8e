//! The Euclidean distances between all rows, a few rows at a time.

use super::smacof::ID;
use crate::error::Result;
use crate::learn::flatten::{Centering, room};
use ndarray::ArrayView2;
use std::ops::Range;

/// Up to this many pairs are kept (256 MiB); beyond, every pass computes them anew.
const KEPT: usize = 1 << 26;
/// Pairs in one piece, if their distances are known.
const PAIRS: usize = 400_000;

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
        if computed { Centering::rows_at_once(self.n, self.columns) } else { (PAIRS / self.n).clamp(1, self.n) }
    }

    /// Computes and keeps the distances of some rows to all later ones; rows must come in order.
    ///
    /// # Errors
    /// Those of [`room`].
    pub(super) fn keep(&mut self, data: ArrayView2<'_, f32>, rows: Range<usize>) -> Result<()> {
        if rows.start == 0 {
            self.kept = room(ID, self.pairs())?;
        }
        let tile = self.centering.distances(data, rows.clone());
        for (index, row) in rows.enumerate() {
            self.kept.extend(tile.row(index).iter().skip(row + 1));
        }
        Ok(())
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
        let tile = self.centering.distances(data, rows.clone());
        for (index, row) in rows.enumerate() {
            visitor(row, tile.row(index).to_slice().and_then(|tile| tile.get(row + 1..)).unwrap_or_default());
        }
    }
}
