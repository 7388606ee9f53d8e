//! Distances in a picture, which has few columns and changes often.

use super::quality::QUALITY;
use crate::error::{Error, Result};
use crate::linalg::{count, update};
use ndarray::ArrayView2;

/// A picture, column by column, and the squared distances of all its points from one.
pub(super) struct Picture {
    columns: Vec<Vec<f64>>,
    squares: Vec<f64>,
}

impl Picture {
    /// # Errors
    /// [`Error::Shape`] if the picture has not `n` rows; [`Error::NotFinite`] for the first NaN or infinity.
    pub(super) fn new(embedding: ArrayView2<'_, f32>, n: usize) -> Result<Self> {
        if embedding.nrows() != n {
            return Err(Error::Shape {
                operation: QUALITY,
                found: format!("an embedding of {} rows", embedding.nrows()),
                expected: format!("one for each of the {n} rows of the data"),
            });
        }
        if let Some(((row, column), &value)) = embedding.indexed_iter().find(|(_, value)| !value.is_finite()) {
            return Err(Error::NotFinite { operation: QUALITY, row, column, value });
        }
        let columns = embedding.columns().into_iter().map(|column| column.iter().map(|&value| value.into()).collect());
        Ok(Picture { columns: columns.collect(), squares: vec![0.0; n] })
    }

    /// Measures from this row; its distance from itself counts as infinite.
    pub(super) fn look_from(&mut self, row: u32) {
        self.squares.fill(0.0);
        for column in &self.columns {
            let own = column[row as usize];
            update(&mut self.squares, column, |square, value| square + (own - value) * (own - value));
        }
        self.squares[row as usize] = f64::INFINITY;
    }

    /// The `k` nearest, nearest first, ties in order of the row number; the buffer is used again and again.
    pub(super) fn nearest(&self, k: usize, found: &mut Vec<(f64, u32)>) {
        found.clear();
        let mut farthest = f64::INFINITY;
        for (row, &square) in (0..).zip(&self.squares) {
            if square < farthest {
                let place = found.partition_point(|&(other, _)| other <= square);
                found.insert(place, (square, row));
                found.truncate(k);
                if found.len() == k {
                    farthest = found[k - 1].0;
                }
            }
        }
    }

    /// The rank of a row, counted from 1.
    pub(super) fn rank(&self, row: u32) -> u32 {
        let own = self.squares[row as usize];
        let (before, rest) = self.squares.split_at(row as usize);
        let nearer = count(rest, |square| square < own);
        let not_farther = count(before, |square| square <= own);
        (1 + nearer + not_farther) as u32
    }
}
