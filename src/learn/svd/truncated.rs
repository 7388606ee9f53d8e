//! Truncated SVD of any matrix, dense or sparse, without centering.

use super::krylov::{Krylov, Svd};
use super::{ITERATIONS, sigma_power};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::{Decoder, Detail, Details, Encoder, Method, Phase, StepReport, Trainer, check_out, count_rows};
use crate::linalg::{Sparse, product};
use crate::parameters::{Arguments, Kind, Parameter, SEED, Value};
use ndarray::{Array2, ArrayView2};
use std::borrow::Cow;
use std::sync::Arc;

const ID: &str = "truncated-svd";

/// Truncated SVD.
pub const METHOD: Method = Method {
    id: ID,
    title: "Truncated SVD",
    summary: "The best approximation of a sparse matrix by a few components, about the origin: of tf-idf, known as LSA.",
    parameters: &[
        Parameter {
            id: "components",
            title: "components",
            kind: Kind::Integer { min: 1, max: 256, default: 2, usual: (2, 100) },
            help: "How many singular values and vectors are kept.",
            live: false,
        },
        ITERATIONS,
        sigma_power(1.0),
        SEED,
    ],
    start,
};

/// Like scikit-learn's `TruncatedSVD`: with `sigmaPower` 1, the embedding is U·Σ, and codes of new rows are x·V.
struct TruncatedSvd {
    data: Arc<Dataset>,
    /// The data without its zeros, where it is not kept so already.
    converted: Option<Sparse>,
    components: usize,
    iterations: usize,
    power: f64,
    krylov: Krylov,
    planned: u64,
    step: u64,
}

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Result<Box<dyn Trainer>> {
    let matrix = data.sparse(ID)?;
    let components = arguments.integer("components");
    let most = matrix.rows().min(matrix.columns());
    if components > most {
        let (rows, columns) = (matrix.rows(), matrix.columns());
        let expected = format!("at most {most}, the smaller of {rows} rows and {columns} columns");
        return Err(Error::out_of_range(ID, "components", components, expected));
    }
    let iterations = arguments.integer("iterations");
    let krylov = Krylov::new(&matrix, components, iterations, arguments.seed());
    let converted = match matrix {
        Cow::Owned(matrix) => Some(matrix),
        Cow::Borrowed(_) => None,
    };
    Ok(Box::new(TruncatedSvd {
        data: data.clone(),
        converted,
        components,
        iterations,
        power: arguments.real("sigmaPower"),
        planned: krylov.planned(),
        krylov,
        step: 0,
    }))
}

impl TruncatedSvd {
    fn fitted(&self) -> Result<&Svd> {
        self.krylov.svd().ok_or_else(|| Error::Unsupported {
            operation: ID,
            what: "the components are not known yet".into(),
            expected: "advance the run first".into(),
        })
    }

    /// V with each column times its singular value to a power; 0 where the value is 0.
    fn scaled(&self, power: f64) -> Result<Array2<f32>> {
        let svd = self.fitted()?;
        let mut right = svd.right.clone();
        for (mut column, &value) in right.columns_mut().into_iter().zip(&svd.values) {
            let scale = if value > 0.0 { value.powf(power) } else { 0.0 };
            column.mapv_inplace(|entry| (f64::from(entry) * scale) as f32);
        }
        Ok(right)
    }
}

impl Trainer for TruncatedSvd {
    fn step(&mut self) -> Result<StepReport> {
        if self.step < self.planned {
            let data = self.data.clone();
            match &self.converted {
                Some(matrix) => self.krylov.step(matrix)?,
                None => self.krylov.step(data.sparse(ID)?.as_ref())?,
            };
            self.step += 1;
        }
        Ok(self.report())
    }

    fn report(&self) -> StepReport {
        let phase = if self.krylov.svd().is_some() { Phase::Done } else { Phase::Running };
        StepReport { phase, step: self.step, planned: self.planned, loss: None }
    }

    fn shape(&self) -> (usize, usize) {
        (self.data.rows(), self.components)
    }

    /// All zero until the last step.
    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(ID, out.len(), self.shape())?;
        out.fill(0.0);
        if let Some(svd) = self.krylov.svd() {
            svd.write_scaled(self.power, out);
        }
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
        if let Ok(matrix) = self.data.clone().sparse(ID) {
            self.krylov = Krylov::new(&matrix, self.components, self.iterations, seed);
            self.step = 0;
        }
    }

    /// `singularValues`, `components` (components × columns), and `entries` (how many are not zero).
    fn details(&self) -> Details {
        let mut details = self.krylov.svd().map(Svd::details).unwrap_or_default();
        if let Ok(matrix) = self.data.sparse(ID) {
            details.insert("entries", Detail::Number(matrix.values().len() as f64));
        }
        details
    }

    fn encoder(&self) -> Option<&dyn Encoder> {
        Some(self)
    }

    fn decoder(&self) -> Option<&dyn Decoder> {
        Some(self)
    }
}

impl Encoder for TruncatedSvd {
    fn encode(&self, rows: &[f32]) -> Result<Vec<f32>> {
        let count = count_rows("encode", rows.len(), self.inputs())?;
        let right = self.scaled(self.power - 1.0)?;
        let rows = ArrayView2::from_shape((count, self.inputs()), rows).expect("whole rows");
        Ok(product(rows, right.view()).into_iter().collect())
    }

    fn inputs(&self) -> usize {
        self.data.shape().1
    }
}

impl Decoder for TruncatedSvd {
    fn decode(&self, codes: &[f32]) -> Result<Vec<f32>> {
        let count = count_rows("decode", codes.len(), self.components)?;
        let right = self.scaled(1.0 - self.power)?;
        let codes = ArrayView2::from_shape((count, self.components), codes).expect("whole rows");
        Ok(product(codes, right.t()).into_iter().collect())
    }

    fn codes(&self) -> usize {
        self.components
    }
}
