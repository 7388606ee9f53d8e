//! Coordinates from the inner products of the rows, without a table of them.

use super::Centering;
use crate::error::Result;
use crate::linalg::{Eigen, Krylov, product_into};
use ndarray::{Array2, ArrayView2, s};

/// Bound on the angle, in radians, between a coordinate axis and the true one.
const TOLERANCE: f64 = 1e-5;
/// Multiplications made in one step.
const WORK_PER_STEP: usize = 8_000_000;
/// Products that are usually needed.
const USUAL_PRODUCTS: usize = 6;
/// An eigenvalue that is smaller than this share of the largest counts as 0.
const NOTHING: f64 = 1e-12;

/// The leading eigenpairs of X·Xᵀ, where X are the centered and scaled rows: twice a pass over the rows for each product,
/// so that the n × n table is never formed.
#[derive(Debug, Clone)]
pub(in crate::learn) struct Gram {
    centering: Centering,
    krylov: Krylov,
    /// The block of the solver times the rows: vectors × columns.
    projected: Array2<f64>,
    /// The product so far: vectors × rows.
    image: Array2<f64>,
    pass: Pass,
}

#[derive(Debug, Clone, Copy)]
enum Pass {
    /// Summing up vector · X; the next row.
    Down(usize),
    /// Multiplying that by Xᵀ; the next row.
    Up(usize),
}

impl Gram {
    pub(in crate::learn) fn new(data: ArrayView2<'_, f32>, count: usize, seed: u64) -> Self {
        let (rows, columns) = data.dim();
        let krylov = Krylov::new(rows, count, TOLERANCE, seed);
        let vectors = krylov.block().nrows();
        let projected = Array2::zeros((vectors, columns));
        Gram {
            centering: Centering::of(data),
            krylov,
            projected,
            image: Array2::zeros((vectors, rows)),
            pass: Pass::Down(0),
        }
    }

    /// The eigenvalues as far as they are known, in the squared unit of the data.
    pub(in crate::learn) fn eigenvalues(&self) -> Vec<f64> {
        let unit = self.centering.unit();
        self.krylov.eigen().values.iter().map(|value| value * unit * unit).collect()
    }

    /// The coordinates as far as they are known, one component a row, with scikit-learn's signs, in a unit in which none
    /// is large; and that unit.
    pub(in crate::learn) fn coordinates(&self) -> (Array2<f64>, f64) {
        (coordinates(self.krylov.eigen()), self.centering.unit())
    }

    fn rows_per_step(&self) -> usize {
        (WORK_PER_STEP / self.projected.len().max(1)).max(16)
    }

    pub(in crate::learn) fn remaining(&self) -> u64 {
        let rows = self.image.ncols();
        let steps = |rows: usize| rows.div_ceil(self.rows_per_step());
        let in_product = match self.pass {
            Pass::Down(row) => steps(rows - row) + steps(rows),
            Pass::Up(row) => steps(rows - row),
        };
        let others = USUAL_PRODUCTS.saturating_sub(self.krylov.products() + 1);
        (in_product + others * 2 * steps(rows)) as u64
    }

    /// Does the next piece. Says whether the estimates are new, and whether they are final.
    pub(in crate::learn) fn step(&mut self, data: ArrayView2<'_, f32>) -> Result<Option<bool>> {
        let n = data.nrows();
        match self.pass {
            Pass::Down(row) => {
                let end = n.min(row + self.rows_per_step());
                let rows = self.centering.rows(data, row..end);
                let beta = if row == 0 { 0.0 } else { 1.0 };
                let block = self.krylov.block();
                if row == 0 && block.nrows() != self.projected.nrows() {
                    self.projected = Array2::zeros((block.nrows(), data.ncols()));
                    self.image = Array2::zeros(block.dim());
                }
                product_into(1.0, block.slice(s![.., row..end]), rows.view(), beta, self.projected.view_mut());
                self.pass = if end < n { Pass::Down(end) } else { Pass::Up(0) };
                Ok(None)
            }
            Pass::Up(row) => {
                let end = n.min(row + self.rows_per_step());
                let rows = self.centering.rows(data, row..end);
                product_into(1.0, self.projected.view(), rows.t(), 0.0, self.image.slice_mut(s![.., row..end]));
                if end < n {
                    self.pass = Pass::Up(end);
                    return Ok(None);
                }
                self.pass = Pass::Down(0);
                let image = std::mem::replace(&mut self.image, Array2::zeros(self.krylov.block().dim()));
                self.krylov.absorb(image).map(Some)
            }
        }
    }
}

/// √λ · v of each eigenpair, one a row, with scikit-learn's signs. Directions without extent are 0.
pub(in crate::learn) fn coordinates(eigen: &Eigen) -> Array2<f64> {
    let mut vectors = eigen.vectors.clone();
    super::fix_signs(&mut vectors);
    let largest = eigen.values.first().copied().unwrap_or(0.0);
    for (mut vector, &value) in vectors.rows_mut().into_iter().zip(&eigen.values) {
        vector *= if value > NOTHING * largest { value.sqrt() } else { 0.0 };
    }
    vectors
}
