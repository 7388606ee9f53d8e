//! Means, the total variance, and rows with the means taken off.

use ndarray::{ArrayView2, s};

/// Values looked at in one step.
const VALUES_PER_STEP: usize = 1 << 20;

/// Means and spread of the columns, gathered block of rows by block of rows.
#[derive(Debug, Clone)]
pub(super) struct Moments {
    /// Sums of the deviations from the first row, which keep their digits however far the data is from 0.
    sums: Vec<f64>,
    /// Sums of the squared deviations from the first row.
    squares: Vec<f64>,
    rows: usize,
}

impl Moments {
    pub(super) fn new(columns: usize) -> Self {
        Moments { sums: vec![0.0; columns], squares: vec![0.0; columns], rows: 0 }
    }

    /// Steps that remain.
    pub(super) fn remaining(&self, data: ArrayView2<'_, f32>) -> u64 {
        (data.nrows() - self.rows).div_ceil(rows_per_step(data)) as u64
    }

    /// Takes in the next rows; says whether they were the last.
    pub(super) fn step(&mut self, data: ArrayView2<'_, f32>) -> bool {
        let end = data.nrows().min(self.rows + rows_per_step(data));
        let first = data.row(0);
        for row in data.slice(s![self.rows..end, ..]).rows() {
            let sums = self.sums.iter_mut().zip(&mut self.squares);
            for ((&value, &first), (sum, square)) in row.iter().zip(first).zip(sums) {
                let deviation = f64::from(value) - f64::from(first);
                *sum += deviation;
                *square += deviation * deviation;
            }
        }
        self.rows = end;
        end == data.nrows()
    }

    /// What the rows taken in so far amount to.
    pub(super) fn center(&self, data: ArrayView2<'_, f32>) -> Center {
        let count = self.rows as f64;
        let mean = data.row(0).iter().zip(&self.sums).map(|(&first, sum)| f64::from(first) + sum / count).collect();
        let squares = self.sums.iter().zip(&self.squares).map(|(sum, square)| (square - sum * sum / count).max(0.0));
        Center { mean, total_variance: squares.sum::<f64>() / (count - 1.0) }
    }
}

/// Where the data lies, and how far it spreads.
#[derive(Debug, Clone)]
pub(super) struct Center {
    /// The mean of each column.
    pub(super) mean: Vec<f64>,
    /// The sum of all columns' variances (with n − 1).
    pub(super) total_variance: f64,
}

fn rows_per_step(data: ArrayView2<'_, f32>) -> usize {
    (VALUES_PER_STEP / data.ncols()).max(1)
}

/// Rows that are centered at once: they stay in the second-level cache until they have been multiplied.
pub(super) const BLOCK: usize = 64;

/// The means as they are taken off, and a factor that brings the data to a size at which squares fit into f32.
#[derive(Debug, Clone)]
pub(super) struct Centering {
    mean: Vec<f32>,
    scale: f32,
}

impl Centering {
    /// Takes the means off.
    pub(super) fn new(mean: &[f64]) -> Self {
        Centering { mean: mean.iter().map(|&mean| mean as f32).collect(), scale: 1.0 }
    }

    /// Takes the means off and brings the spread to about 1, by a power of two: no digit is lost.
    pub(super) fn with_scale(center: &Center) -> Self {
        let typical = (center.total_variance / center.mean.len() as f64).sqrt();
        let exponent = if typical > 0.0 { typical.log2().round().clamp(-126.0, 126.0) as i32 } else { 0 };
        Centering { scale: 2.0_f32.powi(-exponent), ..Self::new(&center.mean) }
    }

    /// What the values were multiplied with.
    pub(super) fn scale(&self) -> f64 {
        f64::from(self.scale)
    }

    /// Centers at most [`BLOCK`] rows into `buffer`.
    pub(super) fn apply<'b>(&self, rows: ArrayView2<'_, f32>, buffer: &'b mut Vec<f32>) -> ArrayView2<'b, f32> {
        buffer.resize(rows.len(), 0.0);
        let (height, width) = rows.dim();
        let targets = buffer.chunks_exact_mut(width.max(1));
        for (target, row) in targets.zip(rows.rows()) {
            for ((target, value), mean) in target.iter_mut().zip(row).zip(&self.mean) {
                *target = (value - mean) * self.scale;
            }
        }
        ArrayView2::from_shape((height, width), buffer).unwrap_or_else(|_| unreachable!("resized to fit"))
    }
}
