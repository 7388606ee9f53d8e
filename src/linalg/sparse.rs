//! Matrices that are mostly zeros, by compressed sparse rows.

use super::{LANES, Lanes, plus_scaled};
use std::ops::Range;

/// A matrix of which only the entries that are not zero are kept, row by row (the usual CSR layout).
///
/// Row i has the columns `indices[offsets[i]..offsets[i + 1]]`, ascending and each only once, and the values at the same
/// places. [`Sparse::push`] is the only way to add a row, and sees to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparse {
    columns: usize,
    offsets: Vec<u32>,
    indices: Vec<u32>,
    values: Vec<f32>,
}

impl Sparse {
    /// A matrix without rows.
    pub fn new(columns: usize) -> Self {
        Sparse { columns, offsets: vec![0], indices: Vec::new(), values: Vec::new() }
    }

    /// Adds a row from its entries, in order of their columns; zeros are left out.
    ///
    /// # Panics
    /// If a column does not exist or is out of order: a defect of the caller.
    pub fn push(&mut self, entries: impl IntoIterator<Item = (u32, f32)>) {
        let start = self.indices.len();
        for (column, value) in entries {
            let ascends = self.indices[start..].last().is_none_or(|&last| last < column);
            assert!(ascends && (column as usize) < self.columns, "the columns of a sparse row must exist and ascend");
            if value != 0.0 {
                self.indices.push(column);
                self.values.push(value);
            }
        }
        self.offsets.push(self.indices.len() as u32);
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Where each row begins in [`indices`](Sparse::indices), and the end of the last: rows + 1 numbers.
    pub fn offsets(&self) -> &[u32] {
        &self.offsets
    }

    /// The column of each entry.
    pub fn indices(&self) -> &[u32] {
        &self.indices
    }

    /// The value of each entry.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The places of a row's entries.
    fn range(&self, row: usize) -> Range<usize> {
        self.offsets[row] as usize..self.offsets[row + 1] as usize
    }

    /// The columns and the values of a row.
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        (&self.indices[self.range(row)], &self.values[self.range(row)])
    }

    /// The entries of a row.
    pub fn entries(&self, row: usize) -> impl Iterator<Item = (u32, f32)> + '_ {
        let (columns, values) = self.row(row);
        columns.iter().copied().zip(values.iter().copied())
    }

    /// The same matrix with each value replaced by a function of row, column and value; what becomes zero is left out.
    pub fn map(&self, mut value: impl FnMut(usize, u32, f32) -> f32) -> Self {
        let mut result = Sparse::new(self.columns);
        for row in 0..self.rows() {
            result.push(self.entries(row).map(|(column, old)| (column, value(row, column, old))));
        }
        result
    }

    /// The sum of each row, and of each column.
    pub fn sums(&self) -> (Vec<f64>, Vec<f64>) {
        let mut columns = vec![0.0; self.columns];
        let rows = (0..self.rows()).map(|row| {
            let mut sum = 0.0;
            for (column, value) in self.entries(row) {
                sum += f64::from(value);
                columns[column as usize] += f64::from(value);
            }
            sum
        });
        let rows = rows.collect();
        (rows, columns)
    }

    /// For each of the `rows`: their row of `out` ← `alpha` · the row times `x`. `x` (columns × width) and `out` (rows × width) are
    /// tables of groups of [`LANES`] numbers, `chunks` groups a row; `out` begins with the first of the `rows`.
    pub fn times(&self, alpha: f32, rows: Range<usize>, x: &[Lanes], chunks: usize, out: &mut [Lanes]) {
        for (row, out) in rows.zip(out.chunks_exact_mut(chunks)) {
            out.fill([0.0; LANES]);
            for (column, value) in self.entries(row) {
                let x = &x[column as usize * chunks..][..chunks];
                out.iter_mut().zip(x).for_each(|(sum, &x)| *sum = plus_scaled(*sum, alpha * value, x));
            }
        }
    }

    /// `out` ← `out` + `alpha` · the transposed `rows` times their rows of `x`. `x` (rows × width) begins with the first of the
    /// `rows`, `out` is columns × width.
    pub fn transposed_times(&self, alpha: f32, rows: Range<usize>, x: &[Lanes], chunks: usize, out: &mut [Lanes]) {
        for (row, x) in rows.zip(x.chunks_exact(chunks)) {
            for (column, value) in self.entries(row) {
                let out = &mut out[column as usize * chunks..][..chunks];
                out.iter_mut().zip(x).for_each(|(sum, &x)| *sum = plus_scaled(*sum, alpha * value, x));
            }
        }
    }

    /// Bytes in memory: 4 for each offset, index and value.
    pub fn bytes(&self) -> usize {
        4 * (self.offsets.len() + self.indices.len() + self.values.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sparse(columns: usize, rows: &[Vec<f32>]) -> Sparse {
        let mut sparse = Sparse::new(columns);
        rows.iter().for_each(|row| sparse.push((0..).zip(row.iter().copied())));
        sparse
    }

    proptest! {
        #[test]
        fn products_agree_with_the_plain_loops(
            rows in prop::collection::vec(prop::collection::vec(prop_oneof![Just(0.0f32), -2.0f32..2.0], 5), 1..6),
            x in prop::collection::vec(prop::array::uniform8(-1.0f32..1.0), 12),
        ) {
            let matrix = sparse(5, &rows);
            prop_assert_eq!(matrix.values().len(), rows.iter().flatten().filter(|&&value| value != 0.0).count());
            let mut out = vec![[9.0; LANES]; 2 * rows.len()];
            matrix.times(1.0, 0..rows.len(), &x[..10], 2, &mut out);
            for (row, out) in rows.iter().zip(out.as_flattened().chunks(16)) {
                for (lane, found) in out.iter().enumerate() {
                    let expected: f32 = (0..5).map(|column| row[column] * x.as_flattened()[16 * column + lane]).sum();
                    prop_assert!((found - expected).abs() < 1e-5);
                }
            }
            let mut out = vec![[0.0; LANES]; 10];
            matrix.transposed_times(1.0, 0..rows.len(), &x[..2 * rows.len()], 2, &mut out);
            for (column, out) in out.as_flattened().chunks(16).enumerate() {
                for (lane, found) in out.iter().enumerate() {
                    let expected: f32 = (0..rows.len()).map(|row| rows[row][column] * x.as_flattened()[16 * row + lane]).sum();
                    prop_assert!((found - expected).abs() < 1e-5);
                }
            }
            let (row_sums, column_sums) = matrix.sums();
            let total: f64 = rows.iter().flatten().map(|&value| f64::from(value)).sum();
            prop_assert!((row_sums.iter().sum::<f64>() - total).abs() < 1e-9);
            prop_assert!((column_sums.iter().sum::<f64>() - total).abs() < 1e-9);
        }
    }

    #[test]
    fn zeros_take_no_room() {
        let matrix = sparse(3, &[vec![0.0, 2.0, 0.0], vec![], vec![1.0, 0.0, 3.0]]);
        assert_eq!((matrix.offsets(), matrix.indices()), (&[0, 1, 1, 3][..], &[1, 0, 2][..]));
        assert_eq!(matrix.row(2), (&[0, 2][..], &[1.0, 3.0][..]));
        assert_eq!(matrix.map(|row, _, value| if row == 0 { 0.0 } else { value }).offsets(), [0, 0, 0, 2]);
        assert_eq!(matrix.bytes(), 4 * (4 + 3 + 3));
    }
}
