//! The orthogonal Procrustes problem: how to turn one picture onto another.

use super::{complete_rows, eigen_symmetric, product};
use ndarray::{Array2, ArrayView2};

/// The orthogonal matrix R (rotation or reflection) with the least ‖A·R − B‖, for `cross` = Aᵀ·B, k × k: U·Vᵀ of its
/// singular value decomposition (Schönemann, "A generalized solution of the orthogonal Procrustes problem", 1966). What
/// has left the finite numbers is not turned.
///
/// # Panics
/// If `cross` is not square.
pub fn procrustes(cross: ArrayView2<'_, f64>) -> Array2<f64> {
    let size = cross.nrows();
    assert_eq!(cross.ncols(), size, "a cross product of pictures of equal dimension is square");
    // At a size at which squares are finite and not lost.
    let largest = cross.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let cross = cross.mapv(|value| value / largest);
    // V first, largest singular values first; then U, whose columns are what becomes of V's.
    match eigen_symmetric(product(cross.t(), cross.view()).view()) {
        Ok(eigen) => {
            let left = complete_rows(product(eigen.vectors.view(), cross.t()), size);
            product(left.t(), eigen.vectors.view())
        }
        Err(_) => Array2::eye(size),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DMatrix;
    use ndarray::array;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_finite_is_left_as_it_is() {
        for value in [f64::NAN, f64::INFINITY] {
            assert_eq!(procrustes(array![[1.0, value], [0.0, 1.0]].view()), Array2::<f64>::eye(2));
        }
    }

    #[test]
    fn flat_pictures_and_points_are_turned_by_an_orthogonal_matrix() {
        for cross in
            [Array2::zeros((3, 3)), array![[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 0.0]], Array2::ones((3, 3))]
        {
            let found = procrustes(cross.view());
            let square = found.t().dot(&found);
            assert!((square - Array2::<f64>::eye(3)).iter().all(|difference| difference.abs() < 1e-12), "{found}");
        }
    }

    proptest! {
        #[test]
        fn a_turned_picture_is_turned_back(points in prop::collection::vec(-1.0f64..1.0, 30), angle in 0.0f64..6.3, mirror: bool) {
            let picture = Array2::from_shape_vec((10, 3), points).unwrap();
            let (sin, cos) = angle.sin_cos();
            let sign = if mirror { -1.0 } else { 1.0 };
            let turn = array![[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, sign]];
            let turned = picture.dot(&turn);
            let found = procrustes(turned.t().dot(&picture).view());
            let back = turned.dot(&found);
            prop_assert!(back.iter().zip(&picture).all(|(a, b)| (a - b).abs() < 1e-9));
            let square = found.t().dot(&found);
            prop_assert!((square - Array2::<f64>::eye(3)).iter().all(|difference| difference.abs() < 1e-12));
        }

        #[test]
        fn it_is_that_of_the_singular_value_decomposition(values in prop::collection::vec(-1.0f64..1.0, 9), thin in 0.0f64..6.0, scale in -300.0f64..300.0) {
            // As thin as pictures in 32 bits are told from flat ones.
            let mut cross = Array2::from_shape_vec((3, 3), values).unwrap();
            cross.row_mut(2).mapv_inplace(|value| value * 10.0_f64.powf(-thin));
            let svd = DMatrix::from_fn(3, 3, |row, column| cross[[row, column]]).svd(true, true);
            prop_assume!(svd.singular_values[2] > 1e-8 * svd.singular_values[0]);
            let expected = svd.u.unwrap() * svd.v_t.unwrap();
            let found = procrustes((cross * 10.0_f64.powf(scale)).view());
            for ((row, column), value) in found.indexed_iter() {
                prop_assert!((value - expected[(row, column)]).abs() < 1e-6);
            }
        }
    }
}
