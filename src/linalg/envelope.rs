//! Sparse symmetric positive matrices whose values lie near the diagonal.

use crate::error::{Error, Result};
use crate::order::sort_keyed;
use std::ops::Range;

/// Rows that are factored together at most.
const PANEL: usize = 8;
/// The largest envelope: 1 GiB.
const MOST_VALUES: usize = 1 << 27;

/// A symmetric matrix, kept row by row from each row's first value to the diagonal, and its Cholesky factor in the same
/// place (George and Liu 1981, Computer Solution of Large Sparse Positive Definite Systems, ch. 4: what lies before the
/// first value of a row stays 0).
///
/// Rows and columns should be ordered so that the envelope is small; see [`cuthill_mckee`].
#[derive(Debug, Clone)]
pub struct Envelope {
    /// Where each row's values start; the row's diagonal value is the last before the next row.
    starts: Vec<usize>,
    values: Vec<f64>,
    /// Rows that are factored.
    factored: usize,
}

impl Envelope {
    /// A matrix of zeros, in which row i has values from column `first[i]` ≤ i on.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if there are too many values; [`Error::Unsupported`] if there is no memory for them.
    pub fn new(operation: &'static str, first: &[u32]) -> Result<Self> {
        let mut starts = Vec::with_capacity(first.len() + 1);
        let mut count = 0_u64;
        starts.push(0);
        for (row, &first) in first.iter().enumerate() {
            count += (row + 1).saturating_sub(first as usize) as u64;
            starts.push(count as usize);
        }
        if count > MOST_VALUES as u64 {
            return Err(Error::TooLarge {
                operation,
                what: "the number of values in the factored matrix of neighbors",
                found: count,
                limit: MOST_VALUES as u64,
            });
        }
        let mut values = Vec::new();
        values.try_reserve_exact(count as usize).map_err(|_| Error::Unsupported {
            operation,
            what: format!("there is no memory for {count} numbers"),
            expected: "use fewer rows, or close what else is open".into(),
        })?;
        values.resize(count as usize, 0.0);
        Ok(Envelope { starts, values, factored: 0 })
    }

    /// How many values are kept.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.values[self.starts[row]..self.starts[row + 1]]
    }

    /// Adds to the value at a place and, because of symmetry, at its mirror image. Each pair is to be named once.
    ///
    /// # Panics
    /// If the place lies outside the envelope.
    pub fn add(&mut self, row: usize, column: usize, value: f64) {
        let (row, column) = (row.max(column), row.min(column));
        self.values[self.starts[row + 1] - 1 - (row - column)] += value;
    }

    /// Goes on with the Cholesky factor L of the matrix with `shift` added to its diagonal, for about `work`
    /// multiplications, at least one row; says whether all rows are done. A pivot that rounding has left below `shift`
    /// is taken to be `shift`.
    pub fn factor(&mut self, shift: f64, work: usize) -> bool {
        let n = self.starts.len() - 1;
        let mut spent = 0;
        while self.factored < n && spent < work {
            let width = self.row(self.factored).len();
            let rows = self.factored..n.min(self.factored + (work / (width * width)).clamp(1, PANEL));
            spent += self.factor_rows(rows.clone(), shift);
            self.factored = rows.end;
        }
        self.factored == n
    }

    /// Factors a few rows together: each earlier row is read once for all of them, which spares the memory.
    fn factor_rows(&mut self, rows: Range<usize>, shift: f64) -> usize {
        let starts = &self.starts;
        let length = |row: usize| starts[row + 1] - starts[row];
        let first = |row: usize| row + 1 - length(row);
        let mut spent = 0;
        let (before, panel) = self.values.split_at_mut(starts[rows.start]);
        let offset = starts[rows.start];
        let lowest = rows.clone().map(first).min().unwrap_or(rows.start);
        for column in lowest..rows.start {
            let other = &before[starts[column]..starts[column + 1]];
            for row in rows.clone().filter(|&row| first(row) <= column) {
                let own = &mut panel[starts[row] - offset..starts[row + 1] - offset];
                spent += eliminate(own, first(row), other, column);
            }
        }
        for row in rows.clone() {
            let (earlier, own) = panel.split_at_mut(starts[row] - offset);
            let own = &mut own[..length(row)];
            for column in first(row).max(rows.start)..row {
                let other = &earlier[starts[column] - offset..starts[column + 1] - offset];
                spent += eliminate(own, first(row), other, column);
            }
            let last = own.len() - 1;
            let pivot = own[last] + shift - dot(&own[..last], &own[..last]);
            own[last] = pivot.max(shift).sqrt();
            spent += own.len();
        }
        spent
    }

    /// How much of the factor's work is done: rows, and rows in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.factored, self.starts.len() - 1)
    }

    /// Solves L·Lᵀ·x = b in place, once the factor is done.
    pub fn solve(&self, b: &mut [f64]) {
        let n = self.starts.len() - 1;
        for row in 0..n {
            let own = self.row(row);
            let last = own.len() - 1;
            let sum = dot(&own[..last], &b[row - last..row]);
            b[row] = (b[row] - sum) / own[last];
        }
        for row in (0..n).rev() {
            let own = self.row(row);
            let last = own.len() - 1;
            b[row] /= own[last];
            let value = b[row];
            b[row - last..row].iter_mut().zip(own).for_each(|(b, own)| *b -= value * own);
        }
    }
}

/// Turns one value of a row, that of an earlier column, into the factor's; returns the multiplications that took.
fn eliminate(own: &mut [f64], first: usize, other: &[f64], column: usize) -> usize {
    let start = first.max(column + 1 - other.len());
    let last = other.len() - 1;
    let product = dot(&own[start - first..column - first], &other[last - (column - start)..last]);
    own[column - first] = (own[column - first] - product) / other[last];
    column - start + 1
}

/// The sum of products in eight interleaved parts: SIMD lanes, and the same bits on every machine.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let (a_lanes, a_rest) = a.as_chunks::<LANES>();
    let (b_lanes, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, b) in a_lanes.iter().zip(b_lanes) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    rest + sums.iter().sum::<f64>()
}

/// An order of the rows of a graph in which neighbors come close to one another: breadth first from a row at the rim,
/// those with few neighbors first, and turned round (Cuthill and McKee 1969; George 1971). The result names the rows in
/// their new order. `neighbors(row)` are the other ends of a row's edges.
pub fn cuthill_mckee<N: IntoIterator<Item = u32>>(n: usize, neighbors: impl Fn(u32) -> N) -> Vec<u32> {
    let degree: Vec<u32> = (0..n as u32).map(|row| neighbors(row).into_iter().count() as u32).collect();
    let mut order: Vec<u32> = Vec::with_capacity(n);
    let mut placed = vec![false; n];
    let mut found = Vec::new();
    // Appends the piece around a row to the order, level by level, and returns the row it ends with.
    let mut walk = |from: u32, order: &mut Vec<u32>, placed: &mut [bool]| {
        let mut next = order.len();
        order.push(from);
        placed[from as usize] = true;
        while let Some(&row) = order.get(next) {
            next += 1;
            let known = order.len();
            for other in neighbors(row) {
                if !std::mem::replace(&mut placed[other as usize], true) {
                    order.push(other);
                }
            }
            found.clear();
            found.extend(order[known..].iter().map(|&row| (u64::from(degree[row as usize]), row)));
            sort_keyed(&mut found);
            order.truncate(known);
            order.extend(found.iter().map(|&(_, row)| row));
        }
        order.last().copied().unwrap_or(from)
    };
    for first in 0..n as u32 {
        if placed[first as usize] {
            continue;
        }
        // The last row of a walk lies at the rim; from there, another walk ends at the opposite rim.
        let start = order.len();
        let mut from = first;
        for _ in 0..2 {
            from = walk(from, &mut order, &mut placed);
            order.drain(start..).for_each(|row| placed[row as usize] = false);
        }
        walk(from, &mut order, &mut placed);
    }
    order.reverse();
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn solutions_solve_the_system(size in 1_usize..30, values in prop::collection::vec(-1.0_f64..1.0, 900), reach in 1_usize..30, work in 1_usize..9000) {
            // B·Bᵀ of a banded B, so that the envelope has a ragged edge.
            let banded = Array2::from_shape_fn((size, size), |(i, j)| {
                let is_near = j <= i && i - j < 1 + (reach * (1 + i % 3)) / 3;
                if is_near { values[i * 30 + j] } else { 0.0 }
            });
            let matrix = banded.dot(&banded.t());
            let first: Vec<u32> = (0..size)
                .map(|i| (0..=i).find(|&j| matrix[[i, j]] != 0.0).unwrap_or(i) as u32)
                .collect();
            let mut envelope = Envelope::new("test", &first).unwrap();
            for i in 0..size {
                for j in first[i] as usize..=i {
                    envelope.add(j, i, matrix[[i, j]]);
                }
            }
            let shift = 0.01;
            while !envelope.factor(shift, work) {}
            let expected: Vec<f64> = (0..size).map(|i| values[i] + 0.5).collect();
            let mut found: Vec<f64> = (0..size)
                .map(|i| (0..size).map(|j| matrix[[i, j]] * expected[j]).sum::<f64>() + shift * expected[i])
                .collect();
            envelope.solve(&mut found);
            for (found, expected) in found.iter().zip(&expected) {
                prop_assert!((found - expected).abs() < 1e-9, "{found} {expected}");
            }
        }

        #[test]
        fn the_order_names_every_row_once(n in 1_usize..60, edges in prop::collection::vec((0_usize..60, 0_usize..60), 0..90)) {
            let mut lists = vec![Vec::new(); n];
            for (a, b) in edges.into_iter().filter(|(a, b)| a < &n && b < &n && a != b) {
                lists[a].push(b as u32);
                lists[b].push(a as u32);
            }
            let mut order = cuthill_mckee(n, |row| lists[row as usize].clone());
            order.sort_unstable();
            prop_assert_eq!(order, (0..n as u32).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_shuffled_path_is_put_in_order() {
        // Row i of the path is called (i · 7) mod 31.
        let name = |i: u32| i * 7 % 31;
        let mut lists = vec![Vec::new(); 31];
        for i in 0..30 {
            lists[name(i) as usize].push(name(i + 1));
            lists[name(i + 1) as usize].push(name(i));
        }
        let order = cuthill_mckee(31, |row| lists[row as usize].clone());
        let along: Vec<u32> = (0..31).map(name).collect();
        assert!(order == along || order.iter().rev().eq(&along), "{order:?}");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(Envelope::new("test", &vec![0; 1 << 14]).unwrap_err().code(), "too-large");
    }
}
