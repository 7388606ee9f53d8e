//! The first few components of wide data, without forming the covariance matrix.

use super::model::Solution;
use super::moments::{BLOCK, Center, Centering, sum_of_squares};
use crate::error::Result;
use crate::linalg::{Krylov, product, product_into, update};
use ndarray::{Array2, ArrayView2, Axis, s};

/// Bound on the angle, in radians, between a component and the true one; most end up far below it.
const TOLERANCE: f64 = 2e-3;
/// If the squared length of the mean is at most this many times the total variance, taking the mean off the products
/// instead of off the rows costs less than a digit, and saves writing the centered rows.
const NEAR: f64 = 10.0;
/// The data's scale must lie in this range for that, so that no product leaves f32.
const MODERATE: std::ops::Range<f64> = 1e-9..1e9;
/// Passes over the data that are usually needed.
const USUAL_PASSES: usize = 4;
/// The first passes read only every so many rows: they need to find no more than roughly the right directions, and
/// spare a pass or two over all rows.
const STRIDE: usize = 16;
/// How many passes do so.
const SAMPLED_PASSES: usize = 2;
/// Rows that such a sample must have for each vector of the block; otherwise all passes read all rows.
const SAMPLE_PER_VECTOR: usize = 8;
/// What is kept of the passes is at most this part of the data's size, as long as no more are needed than usual.
const KEPT_SHARE: usize = 10;
/// Multiplications made in one step.
const WORK_PER_STEP: usize = 40_000_000;

/// The rows along the vectors of a block.
#[derive(Debug, Clone)]
struct Seen {
    /// Rows × block, times the factor.
    values: Vec<f32>,
    width: usize,
    factor: f64,
}

/// The work so far.
#[derive(Debug, Clone)]
pub(super) struct Randomized {
    krylov: Krylov,
    /// Known from the first step on.
    centering: Option<Centering>,
    /// The Krylov block as it multiplies the rows.
    block: Array2<f32>,
    /// The block's product with the scaled scatter matrix, as far as rows have been read in this pass.
    image: Array2<f64>,
    row: usize,
    /// Passes over a sample that remain.
    sampled_passes: usize,
    /// The sum of all squared (centered and scaled) values; after the passes over a sample that of the sample, about.
    squares: f64,
    /// The sum of the squares of this pass, as its rows are multiplied.
    gathered: f64,
    /// The mean's product with each vector of the block, if the mean is taken off the products.
    offsets: Option<Vec<f32>>,
    /// The rows along each block that multiplied all of them, unless that is too much to keep. It spares the pass that
    /// would find the coordinates.
    seen: Option<Vec<Seen>>,
    buffer: Vec<f32>,
}

impl Randomized {
    /// For the `count` first components.
    pub(super) fn new((rows, columns): (usize, usize), count: usize, seed: u64) -> Self {
        let mut randomized = Randomized {
            krylov: Krylov::new(columns, count, TOLERANCE, seed),
            centering: None,
            block: Array2::zeros((0, 0)),
            image: Array2::zeros((0, 0)),
            row: 0,
            sampled_passes: 0,
            squares: 0.0,
            gathered: 0.0,
            offsets: None,
            seen: (columns >= KEPT_SHARE * USUAL_PASSES * Krylov::width(columns, count)).then(Vec::new),
            buffer: Vec::new(),
        };
        randomized.start_pass();
        if rows / STRIDE >= SAMPLE_PER_VECTOR * randomized.block.nrows() {
            randomized.sampled_passes = SAMPLED_PASSES;
        }
        randomized
    }

    fn start_pass(&mut self) {
        self.row = 0;
        self.block = self.krylov.block().mapv(|value| value as f32);
        self.image = Array2::zeros(self.block.dim());
    }

    /// Steps that remain, if as many passes are needed as usual.
    pub(super) fn remaining(&self, data: ArrayView2<'_, f32>) -> u64 {
        let in_pass = |rows: usize| rows.div_ceil(rows_per_step(self.block.len())) + 1;
        let all = in_pass(data.nrows());
        let remaining = match self.sampled_passes {
            0 => in_pass(data.nrows() - self.row) + USUAL_PASSES.saturating_sub(self.krylov.products() + 1) * all,
            passes => {
                let sample = data.nrows().div_ceil(STRIDE);
                in_pass(sample - self.row) + (passes - 1) * in_pass(sample) + USUAL_PASSES * all
            }
        };
        remaining as u64
    }

    /// Passes over all rows so far.
    pub(super) fn passes(&self) -> usize {
        self.krylov.products()
    }

    /// Does the next step; the last one gives the solution.
    pub(super) fn step(&mut self, data: ArrayView2<'_, f32>, center: &Center) -> Result<Option<Solution>> {
        let centering = self.centering.get_or_insert_with(|| Centering::with_scale(center));
        let scale = centering.scale();
        let data = if self.sampled_passes > 0 { data.slice_move(s![..;STRIDE, ..]) } else { data };
        if let (0, 0, Some(all)) = (self.row, self.sampled_passes, &mut self.seen) {
            let width = self.block.nrows();
            let factor = if self.offsets.is_some() { scale * scale } else { scale };
            all.push(Seen { values: Vec::with_capacity(data.nrows() * width), width, factor });
        }
        if self.row < data.nrows() {
            let end = data.nrows().min(self.row + rows_per_step(self.block.len()));
            for rows in data.slice(s![self.row..end, ..]).axis_chunks_iter(Axis(0), BLOCK) {
                let rows = if self.offsets.is_some() { rows } else { centering.apply(rows, &mut self.buffer) };
                if self.krylov.products() == 0 {
                    self.gathered += sum_of_squares(rows);
                }
                // Both products while the rows are in the cache: one read of the data a pass.
                let mut projected = product(rows, self.block.t());
                if let Some(offsets) = &self.offsets {
                    let square = (scale * scale) as f32;
                    for row in projected.as_slice_mut().unwrap_or_default().chunks_exact_mut(offsets.len()) {
                        update(row, offsets, |value, offset| (value - offset) * square);
                    }
                }
                if let Some(seen) = self.seen.as_mut().and_then(|all| all.last_mut()) {
                    seen.values.extend(projected.iter());
                }
                let image = product(projected.t(), rows);
                let sums = self.image.as_slice_mut().unwrap_or_default();
                update(sums, image.as_slice().unwrap_or_default(), |sum, value| sum + f64::from(value));
            }
            self.row = end;
            return Ok(None);
        }
        let degrees = data.nrows() as f64 - 1.0;
        let image = std::mem::take(&mut self.image) / degrees;
        let mean_square: f64 = center.mean.iter().map(|mean| mean * mean).sum();
        if self.krylov.products() == 0 {
            self.squares = match self.offsets {
                Some(_) => (self.gathered - data.nrows() as f64 * mean_square) * scale * scale,
                None => self.gathered,
            };
            self.gathered = 0.0;
        }
        let more = if self.sampled_passes > 0 {
            self.sampled_passes -= 1;
            self.krylov.start_from(image);
            true
        } else {
            !self.krylov.absorb(image)?
        };
        if more {
            self.start_pass();
            if self.krylov.combination().is_none() {
                self.seen = None;
            }
            let total_variance = self.squares / degrees / (scale * scale);
            let spared = MODERATE.contains(&scale) && mean_square <= NEAR * total_variance;
            self.offsets = spared.then(|| offsets(&self.block, &center.mean));
            return Ok(None);
        }
        let variance = |value: f64| value.max(0.0) / (scale * scale);
        let codes = self.codes(data.nrows());
        let eigen = self.krylov.eigen();
        Ok(Some(Solution {
            codes,
            variances: eigen.values.iter().copied().map(variance).collect(),
            vectors: eigen.vectors.clone(),
            total_variance: variance(self.squares / degrees),
        }))
    }
}

impl Randomized {
    /// Whether the coordinates will be known when the components are.
    pub(super) fn keeps_codes(&self) -> bool {
        self.seen.is_some()
    }

    /// The rows along the components, from what they are along the blocks.
    fn codes(&mut self, rows: usize) -> Option<Array2<f32>> {
        let (combination, all) = (self.krylov.combination()?, self.seen.take()?);
        let mut codes = Array2::zeros((rows, combination.nrows()));
        let mut first = 0;
        for Seen { values, width, factor } in all {
            let part = combination.slice(s![.., first..first + width]).mapv(|weight| (weight / factor) as f32);
            let values = ArrayView2::from_shape((rows, width), &values).ok()?;
            product_into(1.0, values, part.t(), 1.0, codes.view_mut());
            first += width;
        }
        Some(codes)
    }
}

fn offsets(block: &Array2<f32>, mean: &[f64]) -> Vec<f32> {
    let offset = |vector: ndarray::ArrayView1<'_, f32>| -> f64 {
        vector.iter().zip(mean).map(|(&loading, mean)| f64::from(loading) * mean).sum()
    };
    block.rows().into_iter().map(|vector| offset(vector) as f32).collect()
}

fn rows_per_step(block: usize) -> usize {
    (WORK_PER_STEP / (2 * block).max(1)).max(1).next_multiple_of(BLOCK)
}
