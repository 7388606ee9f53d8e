//! The order of all rows as each row sees them, which is the data's side of every judgement, found once.

use crate::error::{Error, Result, shape};
use crate::linalg::product_into;
use crate::order::{key, sort_keyed};
use crate::random;
use ndarray::{Array2, ArrayView2, s};

/// Up to this many rows, all of them are judged.
pub const JUDGED_WHOLE: usize = 5_000;
/// Of more rows, this many are judged, unless told otherwise.
pub const SAMPLE: usize = 1_000;

/// The largest number of ranks that are kept (judged rows × rows).
const MOST_RANKS: usize = 1 << 26;
/// Rows judged together.
const BLOCK: usize = 32;
/// Multiplications in one tile of products: a few milliseconds.
const TILE: usize = 16_000_000;
/// Distances that are sorted in one step.
const SORTED: usize = 60_000;

/// For some rows, the judged ones, the rank of every row by its distance from them: 1 is the nearest other row, ties rank
/// in order of the row number, and a row's own rank is 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranks {
    n: usize,
    rows: Vec<u32>,
    /// Judged rows × n: the lower 16 bits of each rank, and, where there are more rows than that, the upper.
    low: Vec<u16>,
    high: Vec<u16>,
}

impl Ranks {
    /// How many rows there are.
    pub fn n(&self) -> usize {
        self.n
    }

    /// The judged rows, ascending.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The rank of a row as the judged row number `judged` sees it.
    pub(super) fn rank(&self, judged: usize, row: u32) -> u32 {
        let place = judged * self.n + row as usize;
        let half = |part: &[u16]| part.get(place).map_or(0, |&half| u32::from(half));
        half(&self.low) | half(&self.high) << 16
    }

    /// The `k` nearest rows as that judged row sees them, in order of the row number.
    pub(super) fn nearest(&self, judged: usize, k: usize) -> impl Iterator<Item = u32> {
        let start = judged * self.n;
        let low = self.low.get(start..start + self.n).unwrap_or_default();
        let may_be = move |&(_, &low): &(u32, &u16)| usize::from(low) <= k || k > usize::from(u16::MAX);
        let rows = (0..).zip(low).filter(may_be).map(|(row, _)| row);
        rows.filter(move |&row| (1..=k as u32).contains(&self.rank(judged, row)))
    }
}

/// Finds [`Ranks`] in bounded steps.
///
/// Distances are Euclidean, computed in `f64`. Of more than [`JUDGED_WHOLE`] rows, a random sample is judged, each against
/// all others.
#[derive(Debug, Clone)]
pub struct RanksBuilder {
    n: usize,
    rows: Vec<u32>,
    center: Vec<f32>,
    /// Squared distances of the current block of rows to all rows.
    distances: Array2<f64>,
    order: Vec<(u64, u32)>,
    low: Vec<u16>,
    high: Vec<u16>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    /// Distances of a block of rows (the place of its first in `rows`), from this column on.
    Measure(usize, usize),
    /// Ranks within the block, from this row of it on.
    Rank(usize, usize),
    Done,
}

impl RanksBuilder {
    /// Sets out. The matrix is handed to every step anew, so that nothing is borrowed. At most `most` rows are judged, if
    /// that is given, else all up to [`JUDGED_WHOLE`] and [`SAMPLE`] of more; the seed chooses them.
    pub fn new(data: ArrayView2<'_, f32>, most: Option<usize>, seed: u64) -> Self {
        let n = data.nrows();
        let usual = if n <= JUDGED_WHOLE { n } else { SAMPLE };
        let most = most.unwrap_or(usual).clamp(1, (MOST_RANKS / n.max(1)).max(1)).min(n);
        let rows =
            if most == n { (0..n as u32).collect() } else { random::sample(n as u32, most, seed, "quality sample") };
        RanksBuilder {
            n,
            rows,
            center: center(data),
            distances: Array2::zeros((0, 0)),
            order: Vec::new(),
            low: Vec::new(),
            high: Vec::new(),
            stage: if n == 0 { Stage::Done } else { Stage::Measure(0, 0) },
        }
    }

    /// Does one bounded piece of the work on the matrix of [`RanksBuilder::new`], and says whether all is done.
    ///
    /// # Errors
    /// [`Error::Shape`] if the matrix has another shape.
    pub fn step(&mut self, data: ArrayView2<'_, f32>) -> Result<bool> {
        if data.dim() != (self.n, self.center.len()) {
            return Err(Error::Shape {
                operation: super::quality::QUALITY,
                found: format!("a matrix of {}", shape(data.dim())),
                expected: format!("that of the start, {}", shape((self.n, self.center.len()))),
            });
        }
        self.stage = match self.stage {
            Stage::Measure(block, column) => self.measure(data, block, column),
            Stage::Rank(block, row) => self.rank(block, row),
            Stage::Done => Stage::Done,
        };
        Ok(self.stage == Stage::Done)
    }

    /// Judged rows that are done, and judged rows in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.low.len() / self.n.max(1), self.rows.len())
    }

    /// The ranks, once all steps are done.
    ///
    /// # Errors
    /// [`Error::Unsupported`] before that.
    pub fn into_ranks(self) -> Result<Ranks> {
        if self.stage != Stage::Done {
            let (done, planned) = self.progress();
            return Err(Error::Unsupported {
                operation: super::quality::QUALITY,
                what: format!("only {done} of {planned} rows are ranked"),
                expected: "step until the step says so".into(),
            });
        }
        Ok(Ranks { n: self.n, rows: self.rows, low: self.low, high: self.high })
    }

    /// Squared distances of a block of rows to some of all rows.
    fn measure(&mut self, data: ArrayView2<'_, f32>, block: usize, column: usize) -> Stage {
        let rows = &self.rows[block..(block + BLOCK).min(self.rows.len())];
        let width = (TILE / (BLOCK * data.ncols().max(1))).max(BLOCK);
        let end = (column + width).min(self.n);
        if column == 0 {
            self.distances = Array2::zeros((rows.len(), self.n));
        }
        let own = centered(data, rows.iter().map(|&row| row as usize), &self.center);
        let others = centered(data, column..end, &self.center);
        let mut distances = self.distances.slice_mut(s![.., column..end]);
        product_into(-2.0, own.view(), others.t(), 0.0, distances.view_mut());
        let squares = |matrix: &Array2<f64>| -> Vec<f64> {
            matrix.outer_iter().map(|row| row.iter().map(|value| value * value).sum()).collect()
        };
        let (own, others) = (squares(&own), squares(&others));
        for (mut row, own) in distances.outer_iter_mut().zip(own) {
            row.iter_mut().zip(&others).for_each(|(distance, other)| *distance += own + other);
        }
        if end < self.n { Stage::Measure(block, end) } else { Stage::Rank(block, 0) }
    }

    /// Ranks as some rows of the block see them.
    fn rank(&mut self, block: usize, first: usize) -> Stage {
        let height = self.distances.nrows();
        let end = (first + (SORTED / self.n).max(1)).min(height);
        let wide = self.n > usize::from(u16::MAX);
        for row in first..end {
            let own = self.rows[block + row];
            let others = (0..).zip(self.distances.row(row)).filter(|(other, _)| *other != own);
            self.order.clear();
            self.order.extend(others.map(|(other, &distance)| (key(distance), other)));
            sort_keyed(&mut self.order);
            let start = self.low.len();
            self.low.resize(start + self.n, 0);
            self.high.resize(if wide { start + self.n } else { 0 }, 0);
            for (rank, &(_, other)) in (1_u32..).zip(&self.order) {
                self.low[start + other as usize] = rank as u16;
                if wide {
                    self.high[start + other as usize] = (rank >> 16) as u16;
                }
            }
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
