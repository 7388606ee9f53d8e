//! The matrix product that everything multiplies with.

use ndarray::{Array2, ArrayView2, ArrayViewMut2};

/// `a · b` in f32. Transposes are views (`a.t()`), and cost nothing extra.
pub fn product(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut c = Array2::zeros((a.nrows(), b.ncols()));
    product_into(1.0, a, b, 0.0, c.view_mut());
    c
}

/// `c ← alpha · a · b + beta · c` in f32, for views of any layout.
///
/// # Panics
/// If the shapes do not fit.
pub fn product_into(
    alpha: f32,
    a: ArrayView2<'_, f32>,
    b: ArrayView2<'_, f32>,
    beta: f32,
    mut c: ArrayViewMut2<'_, f32>,
) {
    ndarray::linalg::general_mat_mul(alpha, &a, &b, beta, &mut c);
}
