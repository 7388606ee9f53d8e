//! Random Fourier features: a map into a space where a plain dot product is the Gaussian kernel.

use super::rows::{check_data, check_width, map_rows};
use super::{FeatureMap, Fitted};
use crate::data::check_size;
use crate::error::Result;
use crate::linalg::product;
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use crate::random;
use ndarray::{Array2, ArrayView2};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use std::f64::consts::PI;

const OPERATION: &str = "random-fourier";

/// The feature map "random-fourier".
pub static RANDOM_FOURIER: FeatureMap = FeatureMap {
    id: OPERATION,
    title: "Random Fourier features",
    summary: "Waves in random directions: in this space straight cuts part what only curves could part before.",
    parameters: &[
        Parameter {
            id: "features",
            title: "features",
            kind: Kind::Integer { min: 1, max: 10_000, default: 100, usual: (10, 1000) },
            help: "How many waves there are; more come closer to the kernel.",
            live: false,
        },
        Parameter {
            id: "sigma",
            title: "width",
            kind: Kind::Real { min: 1e-6, max: 1e6, default: 1.0, usual: (0.1, 10.0), logarithmic: true },
            help: "Width of the Gaussian kernel: how far apart two points may be and still count as alike.",
            live: false,
        },
        SEED,
    ],
    keeps_pictures: false,
    apply_sparse: None,
    fit,
};

/// φ(x) = √(2/D) cos(W x + b), with W normal of variance σ⁻² and b uniform in 0 … 2π: φ(x) · φ(y) ≈
/// exp(−‖x − y‖² / 2σ²) (Rahimi and Recht 2007, "Random features for large-scale kernel machines").
#[derive(Debug)]
pub(super) struct RandomFourier {
    /// d × D.
    pub(super) frequencies: Array2<f64>,
    /// D.
    pub(super) phases: Vec<f64>,
}

fn fit(data: ArrayView2<'_, f32>, arguments: &Arguments) -> Result<Box<dyn Fitted>> {
    check_data(OPERATION, data)?;
    let (features, sigma, seed) = (arguments.integer("features"), arguments.real("sigma"), arguments.seed());
    check_size(OPERATION, data.ncols(), features)?;
    let mut generator = random::generator(seed, "frequencies");
    let normal = |_| -> f64 { StandardNormal.sample(&mut generator) };
    // One wave after another, so that more features add waves and keep those that were there.
    let waves = (0..features * data.ncols()).map(normal).map(|value| value / sigma).collect();
    let frequencies = Array2::from_shape_vec((features, data.ncols()), waves).unwrap_or_default().reversed_axes();
    let mut generator = random::generator(seed, "phases");
    let phases = (0..features).map(|_| 2.0 * PI * generator.random::<f64>()).collect();
    Ok(Box::new(RandomFourier { frequencies, phases }))
}

impl Fitted for RandomFourier {
    fn inputs(&self) -> usize {
        self.frequencies.nrows()
    }

    fn outputs(&self) -> usize {
        self.phases.len()
    }

    fn transform(&self, rows: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
        check_width(OPERATION, rows, self.inputs())?;
        check_size(OPERATION, rows.nrows(), self.outputs())?;
        let scale = (2.0 / self.outputs() as f64).sqrt();
        Ok(map_rows(rows, &vec![0.0; self.inputs()], self.outputs(), |rows| {
            let mut waves = product(rows.view(), self.frequencies.view());
            for mut row in waves.outer_iter_mut() {
                row.iter_mut().zip(&self.phases).for_each(|(wave, phase)| *wave = scale * (*wave + phase).cos());
            }
            waves
        }))
    }
}
