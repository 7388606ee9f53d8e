//! How much of the data's neighborhoods an embedding keeps.

use crate::error::{Error, Result};
use crate::linalg::product_into;
use crate::random;
use ndarray::{Array2, ArrayView2, s};

const OPERATION: &str = "quality";

/// Up to this many rows, all of them are judged.
pub const JUDGED_WHOLE: usize = 5_000;
/// Of more rows, this many are judged.
pub const SAMPLE: usize = 1_000;

/// Rows judged together.
const BLOCK: usize = 32;
/// Multiplications in one tile of products: a few milliseconds.
const TILE: usize = 16_000_000;
/// Distances that are ranked in one step.
const RANKED: usize = 150_000;

/// What [`QualityBuilder`] finds. All measures are between 0 and 1; larger is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// How many neighbors were asked about.
    pub k: usize,
    /// Whether points that are near in the embedding are near in the data: the mean over `rows` of the point values.
    pub trustworthiness: f64,
    /// Whether points that are near in the data are near in the embedding: the same with the spaces exchanged.
    pub continuity: f64,
    /// The share of the k nearest in the data that are among the k nearest in the embedding.
    pub neighborhood_preservation: f64,
    /// The rows that were judged, ascending.
    pub rows: Vec<u32>,
    /// Whether `rows` is a sample.
    pub sampled: bool,
    /// The measures of each of `rows`.
    pub per_point: PerPoint,
}

/// The measures of single points, one each per judged row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PerPoint {
    /// 1 − 2 / (k (2n − 3k − 1)) · Σ (rank in the data − k), over the k nearest in the embedding that are not among the k
    /// nearest in the data.
    pub trustworthiness: Vec<f32>,
    /// The same with the spaces exchanged.
    pub continuity: Vec<f32>,
    /// The share of the k nearest in the data that are among the k nearest in the embedding.
    pub neighborhood_preservation: Vec<f32>,
}

/// Judges an embedding in one go. See [`QualityBuilder`].
///
/// # Errors
/// Those of [`QualityBuilder::new`] and [`QualityBuilder::step`].
pub fn quality(data: ArrayView2<'_, f32>, embedding: ArrayView2<'_, f32>, k: usize, seed: u64) -> Result<Quality> {
    let mut builder = QualityBuilder::new(data, embedding, k, seed)?;
    while !builder.step(data, embedding)? {}
    builder.into_quality()
}

/// Trustworthiness and continuity (Venna and Kaski 2001, "Neighborhood preservation in nonlinear projection methods"; the
/// same as scikit-learn's `trustworthiness`), in bounded steps.
///
/// Ranks are by Euclidean distance, computed in `f64`; ties rank in order of the row number. Of more than
/// [`JUDGED_WHOLE`] rows, a random sample of [`SAMPLE`] is judged, each against all others; the result says so.
#[derive(Debug, Clone)]
pub struct QualityBuilder {
    k: usize,
    n: usize,
    rows: Vec<u32>,
    spaces: [Space; 2],
    stage: Stage,
    /// Penalties and hits of the judged rows so far.
    untrue: Vec<u64>,
    torn: Vec<u64>,
    kept: Vec<usize>,
}

/// One of the two spaces, and the squared distances of the current block of rows to all rows in it.
#[derive(Debug, Clone)]
struct Space {
    center: Vec<f32>,
    distances: Array2<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    /// Distances of a block of rows (the place of its first in `rows`), from this column on.
    Measure(usize, usize),
    /// Ranks within the block, from this row of it on.
    Rank(usize, usize),
    Done,
}

impl QualityBuilder {
    /// Checks the question and sets out. The matrices are handed to every step anew, so that nothing is borrowed. The seed
    /// chooses the sample where there is one.
    ///
    /// # Errors
    /// [`Error::Shape`] if the matrices differ in rows; [`Error::OutOfRange`] if `k` is 0 or not below half the rows
    /// (beyond which the measures are not defined); [`Error::NotFinite`] for the first NaN or infinity.
    pub fn new(data: ArrayView2<'_, f32>, embedding: ArrayView2<'_, f32>, k: usize, seed: u64) -> Result<Self> {
        let n = data.nrows();
        if embedding.nrows() != n {
            return Err(Error::Shape {
                operation: OPERATION,
                found: format!("an embedding of {} rows", embedding.nrows()),
                expected: format!("one for each of the {n} rows of the data"),
            });
        }
        let largest = n.saturating_sub(1) / 2;
        if !(1..=largest).contains(&k) {
            let expected = match largest {
                0 => format!("below half the number of rows: the data has only {n}, and needs at least 3"),
                _ => format!("between 1 and {largest}, below half the {n} rows"),
            };
            return Err(Error::out_of_range(OPERATION, "k", k, expected));
        }
        for matrix in [data, embedding] {
            if let Some(((row, column), &value)) = matrix.indexed_iter().find(|(_, value)| !value.is_finite()) {
                return Err(Error::NotFinite { operation: OPERATION, row, column, value });
            }
        }
        let rows = if n <= JUDGED_WHOLE {
            (0..n as u32).collect()
        } else {
            random::sample(n as u32, SAMPLE, seed, "quality sample")
        };
        let spaces = [data, embedding].map(|matrix| Space { center: center(matrix), distances: Array2::zeros((0, 0)) });
        let (untrue, torn, kept) = (Vec::new(), Vec::new(), Vec::new());
        Ok(QualityBuilder { k, n, rows, spaces, stage: Stage::Measure(0, 0), untrue, torn, kept })
    }

    /// Does one bounded piece of the work on the same matrices as in [`QualityBuilder::new`], and says whether all is done.
    ///
    /// # Errors
    /// [`Error::Shape`] if the matrices have other shapes.
    pub fn step(&mut self, data: ArrayView2<'_, f32>, embedding: ArrayView2<'_, f32>) -> Result<bool> {
        let found = [data, embedding].map(|matrix| matrix.dim());
        let expected = [0, 1].map(|space: usize| (self.n, self.spaces[space].center.len()));
        if found != expected {
            return Err(Error::Shape {
                operation: OPERATION,
                found: format!("matrices of {found:?}"),
                expected: format!("those of the start, {expected:?}"),
            });
        }
        self.stage = match self.stage {
            Stage::Measure(block, column) => self.measure([data, embedding], block, column),
            Stage::Rank(block, row) => self.rank(block, row),
            Stage::Done => Stage::Done,
        };
        Ok(self.stage == Stage::Done)
    }

    /// Judged rows so far, and rows to judge.
    pub fn progress(&self) -> (usize, usize) {
        (self.kept.len(), self.rows.len())
    }

    /// The measures, once all steps are done.
    ///
    /// # Errors
    /// [`Error::Unsupported`] before that.
    pub fn into_quality(self) -> Result<Quality> {
        if self.stage != Stage::Done {
            let (done, planned) = self.progress();
            return Err(Error::Unsupported {
                operation: OPERATION,
                what: format!("only {done} of {planned} rows are judged"),
                expected: "step until the step says so".into(),
            });
        }
        let (n, k) = (self.n as f64, self.k as f64);
        let point = |penalty: &u64| 1.0 - *penalty as f64 * 2.0 / (k * (2.0 * n - 3.0 * k - 1.0));
        let share = |kept: &usize| *kept as f64 / k;
        let judged = self.rows.len() as f64;
        Ok(Quality {
            k: self.k,
            trustworthiness: self.untrue.iter().map(point).sum::<f64>() / judged,
            continuity: self.torn.iter().map(point).sum::<f64>() / judged,
            neighborhood_preservation: self.kept.iter().map(share).sum::<f64>() / judged,
            sampled: self.rows.len() < self.n,
            rows: self.rows,
            per_point: PerPoint {
                trustworthiness: self.untrue.iter().map(|penalty| point(penalty) as f32).collect(),
                continuity: self.torn.iter().map(|penalty| point(penalty) as f32).collect(),
                neighborhood_preservation: self.kept.iter().map(|kept| share(kept) as f32).collect(),
            },
        })
    }

    /// Squared distances of a block of rows to some of all rows, in both spaces.
    fn measure(&mut self, matrices: [ArrayView2<'_, f32>; 2], block: usize, column: usize) -> Stage {
        let rows = &self.rows[block..(block + BLOCK).min(self.rows.len())];
        let depth: usize = matrices.iter().map(|matrix| matrix.ncols()).sum();
        let width = (TILE / (BLOCK * depth.max(1))).max(BLOCK);
        let end = (column + width).min(self.n);
        for (space, matrix) in self.spaces.iter_mut().zip(matrices) {
            if column == 0 {
                space.distances = Array2::zeros((rows.len(), self.n));
            }
            let own = centered(matrix, rows.iter().map(|&row| row as usize), &space.center);
            let others = centered(matrix, column..end, &space.center);
            let mut distances = space.distances.slice_mut(s![.., column..end]);
            product_into(-2.0, own.view(), others.t(), 0.0, distances.view_mut());
            let squares = |matrix: &Array2<f64>| -> Vec<f64> {
                matrix.outer_iter().map(|row| row.iter().map(|value| value * value).sum()).collect()
            };
            let (own, others) = (squares(&own), squares(&others));
            for (mut row, own) in distances.outer_iter_mut().zip(own) {
                row.iter_mut().zip(&others).for_each(|(distance, other)| *distance += own + other);
            }
        }
        if end < self.n { Stage::Measure(block, end) } else { Stage::Rank(block, 0) }
    }

    /// Ranks of some rows of the block.
    fn rank(&mut self, block: usize, first: usize) -> Stage {
        let height = self.rows.len().saturating_sub(block).min(BLOCK);
        let end = (first + (RANKED / self.n).max(1)).min(height);
        for row in first..end {
            let own = self.rows[block + row];
            let [data, embedding] =
                [0, 1].map(|space: usize| self.spaces[space].distances.row(row).to_slice().unwrap_or_default());
            let [near_in_data, near_in_embedding] = [data, embedding].map(|distances| nearest(distances, own, self.k));
            let penalty = |rank: &u64| rank.saturating_sub(self.k as u64);
            let in_data = ranks(data, own, near_in_embedding);
            let in_embedding = ranks(embedding, own, near_in_data);
            self.untrue.push(in_data.iter().map(penalty).sum());
            self.torn.push(in_embedding.iter().map(penalty).sum());
            self.kept.push(in_data.iter().filter(|&&rank| rank <= self.k as u64).count());
        }
        match (end < height, block + height < self.rows.len()) {
            (true, _) => Stage::Rank(block, end),
            (false, true) => Stage::Measure(block + height, 0),
            (false, false) => Stage::Done,
        }
    }
}

/// Something near the mean of each column, so that a far-off origin costs no digits. It has eight binary digits only: with
/// so few, centered whole numbers multiply exactly, and their ties stay ties.
fn center(matrix: ArrayView2<'_, f32>) -> Vec<f32> {
    let mut sums = vec![0.0_f64; matrix.ncols()];
    for row in matrix.outer_iter() {
        row.iter().zip(&mut sums).for_each(|(&value, sum)| *sum += f64::from(value));
    }
    let rounded = |sum: f64| f32::from_bits(((sum / matrix.nrows() as f64) as f32).to_bits() & 0xffff_0000);
    sums.into_iter().map(rounded).collect()
}

/// Some rows of the matrix, less the center.
fn centered(matrix: ArrayView2<'_, f32>, rows: impl ExactSizeIterator<Item = usize>, center: &[f32]) -> Array2<f64> {
    let mut result = Array2::zeros((rows.len(), matrix.ncols()));
    for (mut result, row) in result.outer_iter_mut().zip(rows) {
        for ((result, &value), &center) in result.iter_mut().zip(matrix.row(row)).zip(center) {
            *result = f64::from(value) - f64::from(center);
        }
    }
    result
}

/// The `k` nearest others as (distance, row), in no order.
fn nearest(distances: &[f64], own: u32, k: usize) -> Vec<(f64, u32)> {
    let mut others: Vec<(f64, u32)> =
        (0..).zip(distances).map(|(row, &d)| (d, row)).filter(|(_, row)| *row != own).collect();
    if k < others.len() {
        others.select_nth_unstable_by(k, before);
    }
    others.truncate(k);
    others
}

/// The ranks, counted from 1, that these rows have by other distances.
fn ranks(distances: &[f64], own: u32, rows: Vec<(f64, u32)>) -> Vec<u64> {
    let mut keys: Vec<(f64, u32)> =
        rows.into_iter().filter_map(|(_, row)| Some((*distances.get(row as usize)?, row))).collect();
    keys.sort_unstable_by(before);
    let Some(&farthest) = keys.last() else { return Vec::new() };
    // How many rows come after key i − 1, and not after key i.
    let mut counts = vec![0; keys.len()];
    for (row, &distance) in (0..).zip(distances) {
        if distance <= farthest.0 && row != own {
            let place = keys.partition_point(|key| before(key, &(distance, row)).is_lt());
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
    }
    let mut sum = 0;
    counts.iter_mut().for_each(|count| {
        sum += *count;
        *count = sum;
    });
    counts
}

fn before(a: &(f64, u32), b: &(f64, u32)) -> std::cmp::Ordering {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
}

#[cfg(test)]
mod tests;
