//! Eigenvalues and eigenvectors of symmetric matrices: a thin face on nalgebra.

use crate::error::{Error, Result};
use crate::order::{by_key, key};
use nalgebra::linalg::SymmetricEigen;
use nalgebra::{DMatrix, DVector};
use ndarray::{Array2, ArrayView2, Axis};

/// Eigenvalues in descending order, and their eigenvectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Eigen {
    /// The eigenvalues, largest first.
    pub values: Vec<f64>,
    /// The eigenvectors, one a row, orthonormal, in the order of the values. Their signs are arbitrary.
    pub vectors: Array2<f64>,
}

impl Eigen {
    /// The first `count` of them.
    pub fn truncated(mut self, count: usize) -> Self {
        self.values.truncate(count);
        self.vectors = self.vectors.slice_axis(Axis(0), (..self.values.len()).into()).to_owned();
        self
    }
}

/// More sweeps of the QR iteration than any finite matrix takes; two or three an eigenvalue are usual.
const SWEEPS: usize = 100;

/// All eigenvalues and eigenvectors of a symmetric matrix, by tridiagonalization and implicit QR. Takes time with the
/// cube of the size. Only the lower triangle is looked at.
///
/// # Errors
/// [`Error::Shape`] if the matrix is not square, [`Error::NotConverged`] if it holds values that are not finite.
pub fn eigen_symmetric(matrix: ArrayView2<'_, f64>) -> Result<Eigen> {
    const OPERATION: &str = "symmetric eigenproblem";
    let size = matrix.nrows();
    if matrix.ncols() != size {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("{size} × {}", matrix.ncols()),
            expected: "a square matrix".into(),
        });
    }
    if size == 0 {
        return Ok(Eigen { values: Vec::new(), vectors: Array2::zeros((0, 0)) });
    }
    let iterations = SWEEPS * size;
    let not_converged = Error::NotConverged { operation: OPERATION, iterations };
    if matrix.iter().any(|value| !value.is_finite()) {
        return Err(not_converged);
    }
    let matrix = DMatrix::from_fn(size, size, |row, column| matrix[[row, column]]);
    let SymmetricEigen { eigenvectors, eigenvalues } =
        SymmetricEigen::try_new(matrix, f64::EPSILON, iterations).ok_or(not_converged)?;
    Ok(sorted(&eigenvalues, &eigenvectors))
}

fn sorted(values: &DVector<f64>, vectors: &DMatrix<f64>) -> Eigen {
    // Largest first: the key, turned.
    let order: Vec<usize> =
        by_key(values.len(), |index| !key(values[index])).into_iter().map(|index| index as usize).collect();
    Eigen {
        values: order.iter().map(|&index| values[index]).collect(),
        vectors: Array2::from_shape_fn((order.len(), order.len()), |(row, column)| vectors[(column, order[row])]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::product;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_matrix_can_be_put_together_again(size in 1_usize..12, values in prop::collection::vec(-10.0_f64..10.0, 144)) {
            let matrix = Array2::from_shape_fn((size, size), |(i, j)| values[i.max(j) * 12 + i.min(j)]);
            let eigen = eigen_symmetric(matrix.view()).unwrap();
            prop_assert!(eigen.values.is_sorted_by(|a, b| a >= b));
            let scaled = Array2::from_shape_fn((size, size), |(i, j)| eigen.vectors[[i, j]] * eigen.values[i]);
            let rebuilt = product(eigen.vectors.t(), scaled.view());
            let gram = product(eigen.vectors.view(), eigen.vectors.t());
            for ((i, j), value) in matrix.indexed_iter() {
                prop_assert!((rebuilt[[i, j]] - value).abs() < 1e-11);
                prop_assert!((gram[[i, j]] - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn extreme_scales_zeros_and_ties_do_no_harm() {
        for scale in [0.0, 1e-200, 1.0, 1e200] {
            let eigen = eigen_symmetric((Array2::eye(5) * scale).view()).unwrap();
            assert_eq!(eigen.values, [scale; 5]);
        }
        let ones = eigen_symmetric(Array2::ones((4, 4)).view()).unwrap();
        assert!((ones.values[0] - 4.0).abs() < 1e-14 && ones.values[1..].iter().all(|value| value.abs() < 1e-14));
    }

    #[test]
    fn what_is_not_a_finite_square_matrix_is_refused() {
        assert_eq!(eigen_symmetric(Array2::zeros((2, 3)).view()).unwrap_err().code(), "shape");
        assert_eq!(eigen_symmetric(Array2::from_elem((2, 2), f64::NAN).view()).unwrap_err().code(), "not-converged");
        assert!(eigen_symmetric(Array2::zeros((0, 0)).view()).unwrap().values.is_empty());
    }
}
