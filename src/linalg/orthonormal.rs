//! Orthonormal rows out of any rows.

use super::{product, product_into};
use ndarray::{Array2, ArrayView2, Axis, concatenate};

/// What remains of a row after orthogonalization, as a share of the longest, below which it counts as dependent.
const DEPENDENT: f64 = 1e-10;

/// What is new in `rows`: orthonormal rows that span the same as `rows` do beyond the orthonormal rows of `basis`.
/// Rows that depend on others are left out.
pub fn orthonormal_rows(mut rows: Array2<f64>, basis: ArrayView2<'_, f64>) -> Array2<f64> {
    let longest = rows.rows().into_iter().map(|row| row.dot(&row).sqrt()).fold(0.0, f64::max);
    // Once leaves rounding errors that grow from block to block; twice is enough (Giraud, Langou and Rozložník 2005).
    for _ in 0..2 {
        let shadows = product(rows.view(), basis.t());
        product_into(-1.0, shadows.view(), basis, 1.0, rows.view_mut());
    }
    let mut kept = 0;
    for index in 0..rows.nrows() {
        let (mut before, after) = rows.view_mut().split_at(Axis(0), index);
        let mut row = after.index_axis_move(Axis(0), 0);
        for _ in 0..2 {
            for earlier in before.rows().into_iter().take(kept) {
                let shadow = earlier.dot(&row);
                row.scaled_add(-shadow, &earlier);
            }
        }
        let norm = row.dot(&row).sqrt();
        if norm > DEPENDENT * longest {
            row /= norm;
            if kept < index {
                before.row_mut(kept).assign(&row);
            }
            kept += 1;
        }
    }
    rows.slice_axis(Axis(0), (..kept).into()).to_owned()
}

/// Orthonormal rows, `count` in all: those of `rows` first, made orthonormal, then others until there are enough.
/// There are fewer only if `count` is more than the columns.
pub fn complete_rows(rows: Array2<f64>, count: usize) -> Array2<f64> {
    let columns = rows.ncols();
    let mut rows = orthonormal_rows(rows, Array2::zeros((0, columns)).view());
    for axis in 0..columns {
        if rows.nrows() >= count {
            break;
        }
        let mut unit = Array2::zeros((1, columns));
        unit[[0, axis]] = 1.0;
        let new = orthonormal_rows(unit, rows.view());
        rows = concatenate(Axis(0), &[rows.view(), new.view()]).unwrap_or(rows);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_orthonormal(rows: ArrayView2<'_, f64>) -> bool {
        let gram = product(rows, rows.t());
        gram.indexed_iter().all(|((i, j), value)| (value - f64::from(u8::from(i == j))).abs() < 1e-12)
    }

    proptest! {
        #[test]
        fn rows_become_orthonormal_and_keep_their_span(values in prop::collection::vec(-1.0_f64..1.0, 40)) {
            let rows = Array2::from_shape_vec((4, 10), values).unwrap();
            let basis = orthonormal_rows(rows.clone(), Array2::zeros((0, 10)).view());
            prop_assert!(is_orthonormal(basis.view()));
            let shadows = product(product(rows.view(), basis.t()).view(), basis.view());
            prop_assert!((&rows - &shadows).iter().all(|value| value.abs() < 1e-9));
            let all = complete_rows(rows, 10);
            prop_assert_eq!(all.dim(), (10, 10));
            prop_assert!(is_orthonormal(all.view()));
        }
    }

    #[test]
    fn dependent_rows_are_left_out() {
        let rows = ndarray::array![[1.0, 0.0, 1.0], [2.0, 0.0, 2.0], [0.0, 0.0, 0.0], [0.0, 3.0, 0.0]];
        assert_eq!(orthonormal_rows(rows, Array2::zeros((0, 3)).view()).nrows(), 2);
        assert_eq!(complete_rows(Array2::zeros((2, 3)), 3).nrows(), 3);
        assert_eq!(complete_rows(Array2::zeros((2, 3)), 5).nrows(), 3);
    }
}
