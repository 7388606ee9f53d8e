//! The nearest rows of every row, a tile of the distance matrix at a time.

use super::metric::Metric;
use super::query::{Neighbors, OPERATION, check_k, row_major};
use super::shortlist::Shortlist;
use crate::error::{Error, Result};
use crate::linalg::{dot_f64, product_into};
use ndarray::{Array2, ArrayView2, s};

/// Multiplications in one tile of products, and in the exact ranking of one block of rows: a few milliseconds each.
const TILE: usize = 48_000_000;
const RANKING: usize = 6_000_000;
/// Values read or written in one step of the preparation.
const PREPARED: usize = 1_500_000;

/// The `k` nearest other rows of every row of `matrix` (n × d, row-major), in one go. See [`KnnBuilder`].
///
/// # Errors
/// Those of [`KnnBuilder::new`] and [`KnnBuilder::step`].
pub fn all_neighbors(matrix: ArrayView2<'_, f32>, k: usize, metric: Metric) -> Result<Neighbors> {
    let mut builder = KnnBuilder::new(matrix, k, metric)?;
    while !builder.step(matrix)? {}
    builder.take_neighbors()
}

/// Finds the k nearest other rows of every row, exactly, in bounded steps.
///
/// The bulk of the work is a matrix product in `f32`: ‖a − b‖² = ‖a‖² + ‖b‖² − 2 a · b, of rows that are first centered and
/// scaled (or, for the cosine, brought to length 1), which changes no rank and keeps the rounding small. Every product
/// comes with a bound on its error; whatever may be among the k nearest is measured again, directly and in `f64`. So
/// neither a far-off origin nor near ties can change the result, only the time.
#[derive(Debug, Clone)]
pub struct KnnBuilder {
    metric: Metric,
    k: usize,
    shape: (usize, usize),
    stage: Stage,
    steps: usize,
    /// Sums of the columns, then their means.
    center: Vec<f64>,
    largest: f32,
    /// Rows ready for the product, and the part of the distance that depends on one row alone, with its share of the
    /// error taken off and put on.
    rows: Array2<f32>,
    lower: Vec<f32>,
    upper: Vec<f32>,
    tile: Array2<f32>,
    shortlists: Vec<Shortlist>,
    neighbors: Neighbors,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    /// Column means and the largest value; the next row.
    Measure(usize),
    /// Rows for the product; the next row.
    Prepare(usize),
    /// Tiles of the distance matrix; the next tile's first row and column.
    Search(usize, usize),
    Done,
}

impl KnnBuilder {
    /// Checks the question and sets out. The matrix itself is handed to every step anew, so that nothing is borrowed.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if `k` is 0 or larger than the number of other rows; [`Error::Shape`] if the matrix is not
    /// row-major or has no columns.
    pub fn new(matrix: ArrayView2<'_, f32>, k: usize, metric: Metric) -> Result<Self> {
        let (n, d) = matrix.dim();
        row_major(&matrix)?;
        check_k(k, n, true)?;
        Ok(KnnBuilder {
            metric,
            k,
            shape: (n, d),
            stage: Stage::Measure(0),
            steps: 0,
            center: vec![0.0; d],
            largest: 0.0,
            rows: Array2::zeros((n, d)),
            lower: vec![0.0; n],
            upper: vec![0.0; n],
            tile: Array2::zeros((0, 0)),
            shortlists: Vec::new(),
            neighbors: Neighbors::with_capacity(n, k),
        })
    }

    /// Does one bounded piece of the work on the same matrix as in [`KnnBuilder::new`], and says whether all is done.
    ///
    /// # Errors
    /// [`Error::Shape`] if the matrix has another shape or layout; [`Error::NotFinite`] for the first NaN or infinity.
    pub fn step(&mut self, matrix: ArrayView2<'_, f32>) -> Result<bool> {
        if matrix.dim() != self.shape {
            return Err(Error::Shape {
                operation: OPERATION,
                found: format!("a matrix of {} × {}", matrix.nrows(), matrix.ncols()),
                expected: format!("the matrix of the start, {} × {}", self.shape.0, self.shape.1),
            });
        }
        let values = row_major(&matrix)?;
        let next = match self.stage {
            Stage::Measure(row) => self.measure(values, row)?,
            Stage::Prepare(row) => self.prepare(values, row),
            Stage::Search(row, column) => self.search(values, row, column)?,
            Stage::Done => return Ok(true),
        };
        self.stage = next;
        self.steps += 1;
        Ok(self.stage == Stage::Done)
    }

    /// Steps done so far, and steps in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.steps, Self::steps(self.shape, self.k))
    }

    /// Steps for a matrix of n × d.
    pub(super) fn steps((n, d): (usize, usize), k: usize) -> usize {
        let (height, width) = tile_shape((n, d), k);
        2 * n.div_ceil(prepared_rows((n, d))) + n.div_ceil(height) * n.div_ceil(width)
    }

    /// The neighbors of all rows, once all steps are done. They are handed out once.
    ///
    /// # Errors
    /// [`Error::Unsupported`] before that.
    pub fn take_neighbors(&mut self) -> Result<Neighbors> {
        if self.stage == Stage::Done {
            return Ok(std::mem::replace(&mut self.neighbors, Neighbors::with_capacity(0, self.k)));
        }
        let (done, planned) = self.progress();
        Err(Error::Unsupported {
            operation: OPERATION,
            what: format!("only {done} of {planned} steps are done"),
            expected: "step until the step says so".into(),
        })
    }

    /// Sums the columns and finds the largest value of a few rows.
    fn measure(&mut self, values: &[f32], first: usize) -> Result<Stage> {
        let (n, d) = self.shape;
        let end = (first + prepared_rows(self.shape)).min(n);
        for (row, values) in values.chunks_exact(d).enumerate().take(end).skip(first) {
            for (column, (&value, sum)) in values.iter().zip(&mut self.center).enumerate() {
                if !value.is_finite() {
                    return Err(Error::NotFinite { operation: OPERATION, row, column, value });
                }
                *sum += f64::from(value);
                self.largest = self.largest.max(value.abs());
            }
        }
        if end < n {
            return Ok(Stage::Measure(end));
        }
        self.center.iter_mut().for_each(|sum| *sum /= n as f64);
        if self.metric != Metric::L2 {
            // The other two metrics see directions from the origin.
            self.center.fill(0.0);
        }
        Ok(Stage::Prepare(0))
    }

    /// Writes a few rows for the product, and what each adds to the distance.
    fn prepare(&mut self, values: &[f32], first: usize) -> Stage {
        let (n, d) = self.shape;
        let end = (first + prepared_rows(self.shape)).min(n);
        // A power of two: no value of the centered rows exceeds 1, no square overflows, no digit changes.
        let scale =
            if self.largest > 0.0 { 0.5_f64.powi(f64::from(self.largest).log2().floor() as i32 + 2) } else { 1.0 };
        // The bound of a product of d terms is d · 2⁻²⁴ (see `Bounds`); the norms, the centering and the additions add a
        // few. Doubled, it also covers the rounding of the bounds themselves.
        let relative = (d + 32) as f32 * f32::EPSILON;
        // What is too small for a normal number may have lost its digits.
        let absolute = 1e-36;
        for row in first..end {
            let (Some(values), Some(ready)) = (values.get(row * d..(row + 1) * d), self.rows.row_mut(row).into_slice())
            else {
                continue;
            };
            let scale = match self.metric {
                Metric::L2 | Metric::Dot => scale,
                Metric::Cosine => match dot_f64(values, values).sqrt() {
                    0.0 => 0.0,
                    length => length.recip(),
                },
            };
            for ((ready, &value), center) in ready.iter_mut().zip(values).zip(&self.center) {
                *ready = ((f64::from(value) - center) * scale) as f32;
            }
            let square = dot_f64(ready, ready) as f32;
            let (offset, weight) = match self.metric {
                Metric::L2 => (square, square),
                Metric::Cosine => (0.0, 0.5),
                Metric::Dot => (0.0, 0.5 * square),
            };
            let error = relative * weight + absolute;
            self.lower[row] = offset - error;
            self.upper[row] = offset + error;
        }
        if end < n { Stage::Prepare(end) } else { Stage::Search(0, 0) }
    }

    /// Multiplies one tile; after the last tile of a block of rows, ranks the candidates of the block.
    fn search(&mut self, values: &[f32], row: usize, column: usize) -> Result<Stage> {
        let (n, d) = self.shape;
        let (height, width) = tile_shape(self.shape, self.k);
        let (row_end, column_end) = ((row + height).min(n), (column + width).min(n));
        if column == 0 {
            self.shortlists = vec![Shortlist::new(self.k); row_end - row];
        }
        let shape = (row_end - row, column_end - column);
        if self.tile.dim() != shape {
            self.tile = Array2::zeros(shape);
        }
        let factor = if self.metric == Metric::L2 { -2.0 } else { -1.0 };
        let (left, right) = (self.rows.slice(s![row..row_end, ..]), self.rows.slice(s![column..column_end, ..]));
        product_into(factor, left, right.t(), 0.0, self.tile.view_mut());

        let (lower, upper) = (&self.lower[column..column_end], &self.upper[column..column_end]);
        for ((own, products), shortlist) in (row..).zip(self.tile.outer_iter()).zip(&mut self.shortlists) {
            let Some(products) = products.to_slice() else { continue };
            let (own_lower, own_upper) = (self.lower[own], self.upper[own]);
            const LANES: usize = 16;
            for (chunk, (products, lower)) in products.chunks(LANES).zip(lower.chunks(LANES)).enumerate() {
                let threshold = shortlist.threshold() - own_lower;
                // Nearly all chunks hold no candidate; this asks without a branch per value.
                let hits = products.iter().zip(lower).fold(false, |any, (a, b)| any | (a + b <= threshold));
                if !hits {
                    continue;
                }
                for (lane, (product, lower)) in products.iter().zip(lower).enumerate() {
                    let other = chunk * LANES + lane;
                    if column + other != own {
                        let (lower, upper) = (own_lower + (product + lower), own_upper + (product + upper[other]));
                        shortlist.offer(lower, upper, (column + other) as u32);
                    }
                }
            }
        }
        if column_end < n {
            return Ok(Stage::Search(row, column_end));
        }
        let metric = self.metric;
        for (own, shortlist) in (row..).zip(std::mem::take(&mut self.shortlists)) {
            let own = &values[own * d..(own + 1) * d];
            let ranked = shortlist.rank(|index| metric.distance(own, &values[index as usize * d..][..d]));
            self.neighbors.push(&ranked)?;
        }
        Ok(if row_end < n { Stage::Search(row_end, 0) } else { Stage::Done })
    }
}

fn prepared_rows((n, d): (usize, usize)) -> usize {
    (PREPARED / d).clamp(1, n)
}

fn tile_shape((n, d): (usize, usize), k: usize) -> (usize, usize) {
    let height = (RANKING / (k * d)).clamp(1, 64).min(n);
    (height, (TILE / (height * d)).clamp(64, 8192).min(n))
}
