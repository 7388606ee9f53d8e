//! Means and the size of the data, and rows with the means taken off.

use super::ID;
use crate::error::{Error, Result};
use crate::linalg::{combine, dot_f64, update};
use ndarray::{ArrayView2, Axis, s};

/// Values looked at in one step.
const VALUES_PER_STEP: usize = 1 << 21;
/// Rows that are summed up in f32 before the sums go on in f64.
const GROUP: usize = 16;

/// Means and extent of the columns, gathered block of rows by block of rows.
#[derive(Debug, Clone)]
pub(super) struct Moments {
    /// Sums of the deviations from the first row, which keep their digits however far the data is from 0.
    sums: Vec<f64>,
    /// Sums over the rows of a group.
    group: Vec<f32>,
    /// The largest deviation from the first row in each column.
    largest: Vec<f32>,
    rows: usize,
}

/// Where the data lies, and how far from it.
#[derive(Debug, Clone)]
pub(super) struct Center {
    /// The mean of each column.
    pub(super) mean: Vec<f64>,
    /// No value is farther from the first row's than this.
    pub(super) extent: f32,
}

impl Moments {
    pub(super) fn new(columns: usize) -> Self {
        Moments { sums: vec![0.0; columns], group: vec![0.0; columns], largest: vec![0.0; columns], rows: 0 }
    }

    /// Steps that remain.
    pub(super) fn remaining(&self, data: ArrayView2<'_, f32>) -> u64 {
        (data.nrows() - self.rows).div_ceil(rows_per_step(data)) as u64
    }

    /// Takes in the next rows; the last ones give the result.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if the data reaches so far that coordinates would not fit into f32.
    pub(super) fn step(&mut self, data: ArrayView2<'_, f32>) -> Result<Option<Center>> {
        let end = data.nrows().min(self.rows + rows_per_step(data));
        let first: Vec<f32> = data.row(0).to_vec();
        let mut deviations = vec![0.0; first.len()];
        for rows in data.slice(s![self.rows..end, ..]).axis_chunks_iter(Axis(0), GROUP) {
            self.group.fill(0.0);
            for row in rows.rows() {
                combine(&mut deviations, contiguous(&row), &first, |value, first| value - first);
                update(&mut self.group, &deviations, |sum, deviation| sum + deviation);
                let larger = |largest, size| if size > largest { size } else { largest };
                update(&mut self.largest, &deviations, |largest, deviation| larger(largest, deviation.abs()));
            }
            update(&mut self.sums, &self.group, |sum, group| sum + f64::from(group));
        }
        self.rows = end;
        if end < data.nrows() {
            return Ok(None);
        }
        let extent = self.largest.iter().copied().fold(0.0, f32::max);
        check_extent(extent, data.ncols())?;
        let count = end as f64;
        let mean = first.iter().zip(&self.sums).map(|(&first, sum)| f64::from(first) + sum / count).collect();
        Ok(Some(Center { mean, extent }))
    }
}

/// No group's sum and no coordinate, at most the length of a centered row, may leave f32.
fn check_extent(extent: f32, columns: usize) -> Result<()> {
    let limit = f64::from(f32::MAX) / (GROUP as f64 * (columns as f64).sqrt());
    if f64::from(extent) < limit {
        return Ok(());
    }
    let expected = format!("below {limit:.1e}, so that coordinates fit into 32 bits");
    Err(Error::out_of_range(ID, "the distance between values of a column", format!("{extent:.1e}"), expected))
}

fn rows_per_step(data: ArrayView2<'_, f32>) -> usize {
    (VALUES_PER_STEP / data.ncols()).max(1).next_multiple_of(GROUP)
}

/// A data set's rows are contiguous; loops over slices become SIMD, loops over strided views do not.
fn contiguous<'r>(row: &'r ndarray::ArrayView1<'_, f32>) -> &'r [f32] {
    row.as_slice().unwrap_or_default()
}

/// Rows that are centered at once: they stay in the second-level cache until they have been multiplied.
pub(super) const BLOCK: usize = 128;

/// The means as they are taken off, and a factor that brings the data to a size at which squares fit into f32.
#[derive(Debug, Clone)]
pub(super) struct Centering {
    mean: Vec<f32>,
    scale: f32,
}

impl Centering {
    /// Takes the means off.
    pub(super) fn new(center: &Center) -> Self {
        Centering { mean: center.mean.iter().map(|&mean| mean as f32).collect(), scale: 1.0 }
    }

    /// Takes the means off and brings the extent to about 1, by a power of two: no digit is lost.
    pub(super) fn with_scale(center: &Center) -> Self {
        let exponent = if center.extent > 0.0 { center.extent.log2().round().clamp(-126.0, 126.0) as i32 } else { 0 };
        Centering { scale: 2.0_f32.powi(-exponent), ..Self::new(center) }
    }

    /// What the values were multiplied with.
    pub(super) fn scale(&self) -> f64 {
        f64::from(self.scale)
    }

    /// Centers rows into `buffer`.
    pub(super) fn apply<'b>(&self, rows: ArrayView2<'_, f32>, buffer: &'b mut Vec<f32>) -> ArrayView2<'b, f32> {
        buffer.resize(rows.len(), 0.0);
        let (height, width) = rows.dim();
        for (target, row) in buffer.chunks_exact_mut(width.max(1)).zip(rows.rows()) {
            combine(target, contiguous(&row), &self.mean, |value, mean| (value - mean) * self.scale);
        }
        ArrayView2::from_shape((height, width), buffer).unwrap_or_else(|_| unreachable!("resized to fit"))
    }
}

/// The sum of the squares of a block of centered and scaled values.
pub(super) fn sum_of_squares(block: ArrayView2<'_, f32>) -> f64 {
    block.rows().into_iter().map(|row| dot_f64(contiguous(&row), contiguous(&row))).sum()
}
