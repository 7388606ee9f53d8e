//! The orthogonal Procrustes problem: how to turn one picture onto another.

use nalgebra::DMatrix;
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
    if cross.iter().any(|value| !value.is_finite()) {
        return Array2::eye(size);
    }
    let svd = DMatrix::from_fn(size, size, |row, column| cross[[row, column]]).svd(true, true);
    let (Some(u), Some(v_t)) = (svd.u, svd.v_t) else { return Array2::eye(size) };
    let rotation = u * v_t;
    Array2::from_shape_fn((size, size), |(row, column)| rotation[(row, column)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_finite_is_left_as_it_is() {
        for value in [f64::NAN, f64::INFINITY] {
            assert_eq!(procrustes(array![[1.0, value], [0.0, 1.0]].view()), Array2::<f64>::eye(2));
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
    }
}
