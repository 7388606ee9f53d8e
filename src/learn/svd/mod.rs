//! Truncated singular value decomposition of sparse matrices: of any ([`METHOD`], for documents known as latent semantic
//! analysis), and of the counts of a text's pairs of words ([`PMI_SVD`]).

mod krylov;
mod pmi_svd;
mod truncated;

pub use pmi_svd::METHOD as PMI_SVD;
pub use truncated::METHOD;

use super::{Detail, Details};
use crate::parameters::{Kind, Parameter};
use krylov::Svd;
use ndarray::Array2;

/// Passes over the matrix.
const ITERATIONS: Parameter = Parameter {
    id: "iterations",
    title: "iterations",
    kind: Kind::Integer { min: 1, max: 50, default: 6, usual: (2, 12) },
    help: "How many times the matrix is multiplied there and back: more make the last components more exact.",
    live: false,
};

const fn sigma_power(default: f64) -> Parameter {
    Parameter {
        id: "sigmaPower",
        title: "Σ's power",
        kind: Kind::Real { min: 0.0, max: 1.0, default, usual: (0.0, 1.0), logarithmic: false },
        help: "Each component is scaled by its singular value to this power: 1 keeps distances, ½ and 0 let small ones count more.",
        live: false,
    }
}

impl Svd {
    /// Writes U·Σᵖ, row-major.
    fn write_scaled(&self, power: f64, out: &mut [f32]) {
        self.write(&self.left, power, out);
    }

    /// Writes V·Σᵖ, row-major.
    fn write_scaled_right(&self, power: f64, out: &mut [f32]) {
        self.write(&self.right, power, out);
    }

    fn write(&self, table: &Array2<f32>, power: f64, out: &mut [f32]) {
        let scales: Vec<f64> = self.values.iter().map(|value| value.powf(power)).collect();
        for (out, row) in out.chunks_exact_mut(scales.len()).zip(table.rows()) {
            for ((out, &value), scale) in out.iter_mut().zip(row).zip(&scales) {
                *out = (f64::from(value) * scale) as f32;
            }
        }
    }

    /// `singularValues`, and `components` (components × columns: Vᵀ).
    fn details(&self) -> Details {
        let components = self.right.t();
        Details::from([
            ("singularValues", Detail::Numbers(self.values.clone())),
            (
                "components",
                Detail::Matrix {
                    rows: components.nrows(),
                    columns: components.ncols(),
                    values: components.iter().copied().collect(),
                },
            ),
        ])
    }
}
