//! Two embeddings of the same things in one plane.

use super::alignment::check_finite;
use crate::error::{Error, Result};
use crate::linalg::{eigen_symmetric, procrustes, product};
use ndarray::{Array2, ArrayView2, Axis, s};

const OPERATION: &str = "shared plane";

/// Two embeddings in the plane in which the first spreads most.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedPlane {
    /// The first embedding, n × 2, row-major.
    pub first: Vec<f32>,
    /// The second, turned onto the first, in the same plane.
    pub second: Vec<f32>,
    /// The cosine of the two vectors of each row, after turning.
    pub cosines: Vec<f32>,
    /// What turning and scaling cannot make equal: 0 where the embeddings have the same shape, 1 where they have nothing
    /// in common (scipy's `procrustes`).
    pub disparity: f64,
}

/// Turns (and mirrors) the second embedding so that it lies as close to the first as it can (orthogonal Procrustes,
/// Schönemann 1966), and shows both in the plane of the first's two principal components. Rows are made unit vectors first,
/// because it is directions that such embeddings agree on, and both are centered; an embedding of fewer columns gets zeros.
///
/// # Errors
/// [`Error::Shape`] if the numbers of rows differ, [`Error::Empty`] without rows, [`Error::NotFinite`].
pub fn shared_plane(first: ArrayView2<'_, f32>, second: ArrayView2<'_, f32>) -> Result<SharedPlane> {
    if first.nrows() != second.nrows() {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("{} rows beside {}", second.nrows(), first.nrows()),
            expected: "as many, row for row the same things".into(),
        });
    }
    let columns = first.ncols().max(second.ncols()).max(2);
    if first.nrows() == 0 {
        let expected = "it needs at least one row".into();
        return Err(Error::Empty { operation: OPERATION, what: "the embedding", expected });
    }
    check_finite(OPERATION, first)?;
    check_finite(OPERATION, second)?;
    let (first, second) = (directions(first, columns), directions(second, columns));
    let cross = product(second.t(), first.view());
    let turn = procrustes(cross.view());
    let turned = product(second.view(), turn.view());
    let sizes = [&first, &turned].map(|rows| rows.iter().map(|value| value * value).sum::<f64>());
    let agreement = (&first * &turned).sum();
    let plane = eigen_symmetric(product(first.t(), first.view()).view())?.truncated(2).vectors;
    let flat = |rows: &Array2<f64>| product(rows.view(), plane.t()).iter().map(|&value| value as f32).collect();
    let cosines = first.axis_iter(Axis(0)).zip(turned.axis_iter(Axis(0))).map(|(a, b)| {
        let size = (a.dot(&a) * b.dot(&b)).sqrt();
        if size > 0.0 { (a.dot(&b) / size) as f32 } else { 0.0 }
    });
    Ok(SharedPlane {
        first: flat(&first),
        second: flat(&turned),
        cosines: cosines.collect(),
        disparity: if sizes[0] * sizes[1] > 0.0 { 1.0 - agreement * agreement / (sizes[0] * sizes[1]) } else { 1.0 },
    })
}

/// Unit vectors, centered, with columns of zeros up to a width.
fn directions(rows: ArrayView2<'_, f32>, columns: usize) -> Array2<f64> {
    let mut result = Array2::zeros((rows.nrows(), columns));
    result.slice_mut(s![.., ..rows.ncols()]).assign(&rows.mapv(f64::from));
    for mut row in result.axis_iter_mut(Axis(0)) {
        let length = row.dot(&row).sqrt();
        if length > 0.0 {
            row /= length;
        }
    }
    if let Some(mean) = result.mean_axis(Axis(0)) {
        result -= &mean;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::generator;
    use ndarray::array;
    use rand::RngExt;

    fn random(rows: usize, columns: usize, seed: u64) -> Array2<f32> {
        let mut generator = generator(seed, "test");
        Array2::from_shape_simple_fn((rows, columns), || generator.random::<f32>() - 0.3)
    }

    #[test]
    fn what_was_only_turned_comes_back() {
        let first = random(60, 3, 1);
        let turn = array![[0.0f32, 0.6, 0.8], [1.0, 0.0, 0.0], [0.0, -0.8, 0.6]];
        let second = product(first.view(), turn.view()).mapv(|value| 3.0 * value);
        let found = shared_plane(first.view(), second.view()).unwrap();
        assert!(found.disparity.abs() < 1e-6, "{}", found.disparity);
        assert!(found.cosines.iter().all(|&cosine| cosine > 0.999_9));
        let apart = found.first.iter().zip(&found.second).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-5, "{apart}");
    }

    #[test]
    fn strangers_have_nothing_in_common() {
        let found = shared_plane(random(400, 5, 1).view(), random(400, 5, 2).view()).unwrap();
        assert!(found.disparity > 0.8, "{}", found.disparity);
        let spread =
            |flat: &[f32], axis: usize| flat.iter().skip(axis).step_by(2).map(|value| value * value).sum::<f32>();
        assert!(spread(&found.first, 0) >= spread(&found.first, 1), "the wider side first");
    }

    #[test]
    fn widths_may_differ_and_heights_may_not() {
        let found = shared_plane(random(9, 4, 1).view(), random(9, 1, 2).view()).unwrap();
        assert_eq!((found.first.len(), found.second.len(), found.cosines.len()), (18, 18, 9));
        assert_eq!(shared_plane(random(9, 4, 1).view(), random(8, 4, 2).view()).unwrap_err().code(), "shape");
        assert_eq!(shared_plane(random(0, 4, 1).view(), random(0, 4, 2).view()).unwrap_err().code(), "empty");
        let zero = shared_plane(Array2::zeros((3, 2)).view(), random(3, 2, 1).view()).unwrap();
        assert_eq!(zero.disparity, 1.0);
        assert!(zero.second.iter().all(|value| value.is_finite()));
    }
}
