//! Gaussian random projection: a shadow in random directions, which knows nothing of the data.
//!
//! Each row is multiplied by a matrix of independent normal numbers with variance 1 / components, which keeps every squared
//! distance in the mean (Johnson and Lindenstrauss 1984; scaled as scikit-learn's `GaussianRandomProjection`). It is the
//! floor that every other method has to rise above.

use super::{Detail, Details, Encoder, Method, Phase, StepReport, Trainer, check_out, count_rows};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::flatten::COMPONENTS;
use crate::linalg::product;
use crate::parameters::{Arguments, SEED, Value};
use crate::random::generator;
use ndarray::{Array2, ArrayView2, s};
use rand_distr::{Distribution, StandardNormal};
use std::sync::Arc;

const ID: &str = "random-projection";

/// Gaussian random projection.
pub const METHOD: Method = Method {
    id: ID,
    title: "Random projection",
    summary: "Looks from random directions, blind to the data: the floor that other methods have to rise above.",
    parameters: &[COMPONENTS, SEED],
    start,
};

/// Multiplications made in one step.
const WORK_PER_STEP: usize = 10_000_000;

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Result<Box<dyn Trainer>> {
    let matrix = data.matrix(ID)?;
    let (components, seed) = (arguments.integer("components"), arguments.seed());
    let directions = directions(matrix.ncols(), components, seed);
    let picture = vec![0.0; matrix.nrows() * components];
    Ok(Box::new(RandomProjection { data: Arc::clone(data), directions, picture, row: 0, step: 0 }))
}

struct RandomProjection {
    data: Arc<Dataset>,
    /// Columns × components.
    directions: Array2<f64>,
    picture: Vec<f32>,
    /// Rows projected so far.
    row: usize,
    step: u64,
}

/// Independent normal numbers with variance 1 / components; columns × components.
fn directions(columns: usize, components: usize, seed: u64) -> Array2<f64> {
    let mut random = generator(seed, "random projection");
    let scale = (components as f64).sqrt().recip();
    let normal = || -> f64 { StandardNormal.sample(&mut random) };
    Array2::from_shape_simple_fn((columns, components), normal) * scale
}

/// The rows seen along the directions, row-major. A coordinate beyond the range of `f32` is its largest number.
fn seen(rows: ArrayView2<'_, f32>, directions: &Array2<f64>) -> impl Iterator<Item = f32> {
    const LARGEST: f64 = f32::MAX as f64;
    let coordinates = product(rows.mapv(f64::from).view(), directions.view());
    coordinates.into_iter().map(|value| value.clamp(-LARGEST, LARGEST) as f32)
}

/// All rows in one go, as other methods use it for their first picture.
pub(super) fn projected(data: ArrayView2<'_, f32>, components: usize, seed: u64) -> Vec<f32> {
    const BLOCK: usize = 64;
    let directions = directions(data.ncols(), components, seed);
    data.axis_chunks_iter(ndarray::Axis(0), BLOCK).flat_map(|rows| seen(rows, &directions)).collect()
}

impl RandomProjection {
    fn rows_per_step(&self) -> usize {
        (WORK_PER_STEP / self.directions.len().max(1)).clamp(1, 100_000)
    }
}

impl Trainer for RandomProjection {
    fn step(&mut self) -> Result<StepReport> {
        let data = Arc::clone(&self.data);
        let matrix = data.matrix(ID)?;
        if self.row < matrix.nrows() {
            let end = matrix.nrows().min(self.row + self.rows_per_step());
            let rows = matrix.slice(s![self.row..end, ..]);
            let start = self.row * self.directions.ncols();
            self.picture.iter_mut().skip(start).zip(seen(rows, &self.directions)).for_each(|(out, value)| *out = value);
            self.row = end;
            self.step += 1;
        }
        Ok(self.report())
    }

    fn report(&self) -> StepReport {
        let remaining = (self.data.rows() - self.row).div_ceil(self.rows_per_step()) as u64;
        let phase = if remaining == 0 { Phase::Done } else { Phase::Running };
        StepReport { phase, step: self.step, planned: self.step + remaining, loss: None }
    }

    fn shape(&self) -> (usize, usize) {
        (self.data.rows(), self.directions.ncols())
    }

    /// Rows that are still to be projected lie at 0.
    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(ID, out.len(), self.shape())?;
        out.copy_from_slice(&self.picture);
        Ok(())
    }

    fn set_live(&mut self, parameter: &str, _: &Value) -> Result<()> {
        Err(Error::Unsupported {
            operation: ID,
            what: format!("{parameter} cannot change while the method runs"),
            expected: "start again with another value".into(),
        })
    }

    fn reset(&mut self, seed: u64) {
        self.directions = directions(self.directions.nrows(), self.directions.ncols(), seed);
        self.picture.fill(0.0);
        self.row = 0;
        self.step = 0;
    }

    /// `components`: components × columns, as scikit-learn's `components_`.
    fn details(&self) -> Details {
        let (columns, rows) = self.directions.dim();
        let values = self.directions.t().iter().map(|&value| value as f32).collect();
        Details::from([("components", Detail::Matrix { rows, columns, values })])
    }

    fn encoder(&self) -> Option<&dyn Encoder> {
        Some(self)
    }
}

impl Encoder for RandomProjection {
    fn encode(&self, rows: &[f32]) -> Result<Vec<f32>> {
        let count = count_rows(ID, rows.len(), self.inputs())?;
        let rows = ArrayView2::from_shape((count, self.inputs()), rows)
            .map_err(|error| Error::Internal { operation: ID, what: error.to_string() })?;
        Ok(seen(rows, &self.directions).collect())
    }

    fn inputs(&self) -> usize {
        self.directions.nrows()
    }
}
