//! The distances that the picture should have.

use super::smacof::ID;
use crate::error::Result;
use crate::learn::flatten::{Tiles, room};
use ndarray::ArrayView2;

/// Up to this many pairs are kept (256 MiB); beyond, every iteration computes them anew.
const KEPT: usize = 1 << 26;
/// Pairs that are looked at in one step, if their distances are known.
const PAIRS_PER_STEP: usize = 400_000;

/// Euclidean distances d(i, j) of all i < j, in a scaled unit.
#[derive(Debug, Clone)]
pub(super) struct Distances {
    tiles: Tiles,
    n: usize,
    /// Up to how many pairs are kept.
    most: usize,
    /// Row after row above the diagonal, as far as they are known.
    kept: Vec<f32>,
}

impl Distances {
    pub(super) fn new(data: ArrayView2<'_, f32>) -> Self {
        Distances { tiles: Tiles::new(data), n: data.nrows(), most: KEPT, kept: Vec::new() }
    }

    /// What lengths are to be multiplied by, to be in the data's unit.
    pub(super) fn unit(&self) -> f64 {
        self.tiles.unit()
    }

    /// Whether the distances are kept once they are known.
    pub(super) fn are_kept(&self) -> bool {
        self.pairs() <= self.most
    }

    fn pairs(&self) -> usize {
        self.n * (self.n - 1) / 2
    }

    /// Computes and keeps a few distances; says whether all are known.
    ///
    /// # Errors
    /// Those of [`room`].
    pub(super) fn keep(&mut self, data: ArrayView2<'_, f32>) -> Result<bool> {
        if self.kept.capacity() == 0 {
            self.kept = room(ID, self.pairs())?;
        }
        let kept = &mut self.kept;
        Ok(self.tiles.step(data, |_, distances| kept.extend_from_slice(distances)))
    }

    /// Steps until all are known.
    pub(super) fn remaining(&self) -> u64 {
        self.tiles.remaining()
    }

    fn rows_at_once(&self) -> usize {
        (PAIRS_PER_STEP / self.n).clamp(1, self.n)
    }

    /// Steps of a whole visit.
    pub(super) fn planned(&self) -> u64 {
        if self.are_kept() { self.n.div_ceil(self.rows_at_once()) as u64 } else { self.tiles.planned() }
    }

    /// Steps that remain of a visit that has come to that row.
    pub(super) fn remaining_from(&self, row: usize) -> u64 {
        if self.are_kept() { (self.n - row).div_ceil(self.rows_at_once()) as u64 } else { self.tiles.remaining() }
    }

    /// Goes on with a visit to all rows: hands out the distances of some rows, from `row` on, to all later ones, kept or
    /// computed. Returns the row to go on with, if there is one.
    pub(super) fn visit(
        &mut self,
        data: ArrayView2<'_, f32>,
        row: usize,
        mut visitor: impl FnMut(usize, &[f32]),
    ) -> Option<usize> {
        if !self.are_kept() {
            let mut next = row;
            let is_last = self.tiles.step(data, |row, distances| {
                visitor(row, distances);
                next = row + 1;
            });
            return (!is_last).then_some(next);
        }
        let end = self.n.min(row + self.rows_at_once());
        for row in row..end {
            let start = row * (2 * self.n - row - 1) / 2;
            visitor(row, self.kept.get(start..start + self.n - row - 1).unwrap_or_default());
        }
        (end < self.n).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::generator;
    use ndarray::Array2;
    use rand::RngExt;

    fn visited(distances: &mut Distances, data: &Array2<f32>) -> Vec<(usize, Vec<f32>)> {
        let mut found = Vec::new();
        let mut row = Some(0);
        let mut steps = 0;
        assert_eq!(distances.remaining_from(0), distances.planned());
        while let Some(from) = row {
            row = distances.visit(data.view(), from, |row, distances| found.push((row, distances.to_vec())));
            steps += 1;
        }
        assert_eq!(steps, distances.planned());
        found
    }

    #[test]
    fn kept_and_computed_distances_are_the_same_and_right() {
        let mut random = generator(3, "test");
        // Wide, so that a block of rows takes several tiles.
        let data = Array2::from_shape_simple_fn((150, 20_000), || random.random::<f32>() + 1e3);
        let mut kept = Distances::new(data.view());
        let planned = kept.remaining();
        let mut steps = 1;
        while !kept.keep(data.view()).unwrap() {
            steps += 1;
            assert_eq!(kept.remaining(), planned - steps + 1);
        }
        assert!(steps == planned && steps > 3);
        let mut computed = Distances { most: 10, ..Distances::new(data.view()) };
        assert!(kept.are_kept() && !computed.are_kept());
        let (kept_rows, computed_rows) = (visited(&mut kept, &data), visited(&mut computed, &data));
        assert_eq!(kept_rows, computed_rows);
        assert_eq!(kept_rows, visited(&mut computed, &data), "a second visit is like the first");
        assert_eq!(kept_rows.len(), 150);
        for (row, distances) in kept_rows {
            assert_eq!(distances.len(), 149 - row);
            for (other, distance) in (row + 1..).zip(distances).step_by(17) {
                let difference = data.row(row).mapv(f64::from) - data.row(other).mapv(f64::from);
                let expected = difference.dot(&difference).sqrt();
                assert!((f64::from(distance) * kept.unit() - expected).abs() < 1e-5 * expected);
            }
        }
    }
}
