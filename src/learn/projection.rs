//! A flat view of vectors that are still moving.

use crate::error::{Error, Result};
use crate::linalg::{complete_rows, procrustes, product};
use crate::random::generator;
use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut2, Axis};
use rand::RngExt;

/// Power iterations for the first frame, which starts from chance, and for each later one, which starts from the one
/// before. Few, so that a plane that is overtaken by another is left smoothly and not in one jump.
const FIRST_ITERATIONS: usize = 300;
const ITERATIONS: usize = 30;

/// Shows rows of many columns in 2 or 3 dimensions, frame after frame, so that the picture is the plane of greatest
/// variance (PCA's) and yet stands still where the rows do.
///
/// PCA of each frame on its own would flip and spin: signs are arbitrary, and axes of similar variance change places.
/// Here the plane is found by orthogonal iteration from the last frame's plane, and turned onto the last frame's picture
/// (orthogonal Procrustes). The first frame has the principal axes, each with its largest loading positive; later ones
/// share the plane, but their axes have no meaning of their own.
#[derive(Debug, Clone)]
pub struct AlignedProjection {
    components: usize,
    /// Components × columns, orthonormal; empty before the first frame.
    basis: Array2<f64>,
    /// The last frame; rows × components.
    previous: Array2<f32>,
}

impl AlignedProjection {
    /// A view in 2 or 3 dimensions.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for any other number.
    pub fn new(components: usize) -> Result<Self> {
        if !(2..=3).contains(&components) {
            return Err(Error::out_of_range(OPERATION, "components", components, "2 or 3"));
        }
        Ok(AlignedProjection { components, basis: Array2::zeros((0, 0)), previous: Array2::zeros((0, 0)) })
    }

    /// Writes the next frame, rows × components, of `values`, rows × columns, both row-major, in the values' own unit,
    /// centered. Returns the share of the variance that the frame keeps (1 if all rows are equal). With fewer columns
    /// than components, the last coordinates are 0. A frame of another size starts afresh.
    ///
    /// # Errors
    /// [`Error::Shape`] if a length does not fit, [`Error::Empty`] without rows or columns, [`Error::NotFinite`].
    pub fn project(&mut self, values: &[f32], rows: usize, columns: usize, out: &mut [f32]) -> Result<f64> {
        let (values, mut out) = self.check(values, rows, columns, out)?;
        let (centered, scale) = centered(values);
        let covariance = product(centered.t(), centered.view()).mapv(f64::from);
        let variance: f64 = covariance.diag().sum();
        if variance == 0.0 {
            out.fill(0.0);
            return Ok(1.0);
        }
        let is_first = self.previous.nrows() != rows || self.basis.ncols() != columns;
        let dimensions = self.components.min(columns);
        let mut basis = self.improved_basis(&covariance, dimensions, is_first);
        if is_first {
            positive_largest_loadings(&mut basis);
        }
        let mut frame = product(centered.view(), basis.mapv(|value| value as f32).t());
        if !is_first {
            let turn = procrustes(product(frame.t(), self.previous.view()).mapv(f64::from).view());
            basis = product(turn.t(), basis.view());
            frame = product(frame.view(), turn.mapv(|value| value as f32).view());
        }
        let kept = (&basis * &product(basis.view(), covariance.view())).sum() / variance;
        out.fill(0.0);
        for (mut out, frame) in out.axis_iter_mut(Axis(0)).zip(frame.axis_iter(Axis(0))) {
            out.iter_mut().zip(frame).for_each(|(out, value)| *out = value * scale);
        }
        (self.basis, self.previous) = (basis, frame);
        Ok(kept.min(1.0))
    }

    fn check<'a>(
        &self,
        values: &'a [f32],
        rows: usize,
        columns: usize,
        out: &'a mut [f32],
    ) -> Result<(ArrayView2<'a, f32>, ArrayViewMut2<'a, f32>)> {
        if rows == 0 || columns == 0 {
            let expected = "it needs at least one row and one column".into();
            return Err(Error::Empty { operation: OPERATION, what: "the matrix", expected });
        }
        let shape = |found: usize, columns: usize| Error::Shape {
            operation: OPERATION,
            found: format!("{found} values"),
            expected: format!("{rows} × {columns}"),
        };
        let (found, room) = (values.len(), out.len());
        let values = ArrayView2::from_shape((rows, columns), values).map_err(|_| shape(found, columns))?;
        if found != rows * columns {
            return Err(shape(found, columns));
        }
        if room != rows * self.components {
            return Err(shape(room, self.components));
        }
        let out = ArrayViewMut2::from_shape((rows, self.components), out).map_err(|_| shape(room, self.components))?;
        match values.indexed_iter().find(|(_, value)| !value.is_finite()) {
            Some(((row, column), &value)) => Err(Error::NotFinite { operation: OPERATION, row, column, value }),
            None => Ok((values, out)),
        }
    }

    /// The last basis, or a random one, after some orthogonal iterations: B ← orthonormal rows of B·C.
    fn improved_basis(&self, covariance: &Array2<f64>, dimensions: usize, is_first: bool) -> Array2<f64> {
        let (mut basis, iterations) = if is_first {
            let mut generator = generator(0, "projection");
            let random = || generator.random::<f64>() - 0.5;
            (Array2::from_shape_simple_fn((dimensions, covariance.nrows()), random), FIRST_ITERATIONS)
        } else {
            (self.basis.clone(), ITERATIONS)
        };
        for _ in 0..iterations {
            basis = complete_rows(product(basis.view(), covariance.view()), dimensions);
        }
        basis
    }
}

const OPERATION: &str = "map";

/// The rows minus their mean, divided by the largest absolute value, so that no square of an f32 overflows.
fn centered(values: ArrayView2<'_, f32>) -> (Array2<f32>, f32) {
    let mut means: Array1<f64> = Array1::zeros(values.ncols());
    for row in values.axis_iter(Axis(0)) {
        means.iter_mut().zip(row).for_each(|(mean, value)| *mean += f64::from(*value));
    }
    means /= values.nrows() as f64;
    let largest = values.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
    let scale = if largest > 0.0 { largest } else { 1.0 };
    let mut centered = values.to_owned();
    for mut row in centered.axis_iter_mut(Axis(0)) {
        for (value, mean) in row.iter_mut().zip(&means) {
            *value = ((f64::from(*value) - mean) / f64::from(scale)) as f32;
        }
    }
    (centered, scale)
}

fn positive_largest_loadings(basis: &mut Array2<f64>) {
    for mut row in basis.rows_mut() {
        let largest =
            row.iter().fold(0.0f64, |largest, &value| if value.abs() > largest.abs() { value } else { largest });
        if largest < 0.0 {
            row.mapv_inplace(|value| -value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::eigen_symmetric;

    /// Rows that vary with these lengths along the first axes, turned into all columns.
    fn cloud(rows: usize, lengths: &[f32], seed: u64) -> Array2<f32> {
        let mut generator = generator(seed, "test");
        let mut values = Array2::from_shape_simple_fn((rows, lengths.len()), || generator.random::<f32>() - 0.5);
        values.axis_iter_mut(Axis(0)).for_each(|mut row| row.iter_mut().zip(lengths).for_each(|(v, l)| *v *= l));
        let turn = Array2::from_shape_simple_fn((lengths.len(), lengths.len()), || generator.random::<f64>() - 0.5);
        let turn = complete_rows(turn, lengths.len());
        product(values.view(), turn.mapv(|value| value as f32).view()) + 3.0
    }

    fn frame(projection: &mut AlignedProjection, values: &Array2<f32>) -> (Array2<f32>, f64) {
        let (rows, columns) = values.dim();
        let mut out = vec![f32::NAN; rows * projection.components];
        let kept = projection.project(values.as_slice().unwrap(), rows, columns, &mut out).unwrap();
        (Array2::from_shape_vec((rows, projection.components), out).unwrap(), kept)
    }

    #[test]
    fn the_first_frame_is_the_plane_of_greatest_variance() {
        let values = cloud(200, &[5.0, 3.0, 2.0, 1.0, 0.5], 1);
        let (map, kept) = frame(&mut AlignedProjection::new(2).unwrap(), &values);
        let centered = (&values - &values.mean_axis(Axis(0)).unwrap()).mapv(f64::from);
        let exact = eigen_symmetric(product(centered.t(), centered.view()).view()).unwrap().values;
        for (column, exact) in map.columns().into_iter().zip(&exact) {
            let found: f64 = column.iter().map(|&value| f64::from(value).powi(2)).sum();
            assert!((found / exact - 1.0).abs() < 1e-4, "{found} {exact}");
            assert!(column.mean().unwrap().abs() < 1e-5);
        }
        assert!((kept - (exact[0] + exact[1]) / exact.iter().sum::<f64>()).abs() < 1e-5);
    }

    #[test]
    fn the_picture_stays_when_the_rows_turn_flip_or_move_a_little() {
        // Axes of nearly the same variance: PCA on its own would turn freely between them.
        let lengths = [3.0, 3.01, 1.0, 1.0, 0.9];
        let values = cloud(300, &lengths, 2);
        for components in [2, 3] {
            let mut projection = AlignedProjection::new(components).unwrap();
            let mut last = frame(&mut projection, &values).0;
            for step in 1..30 {
                let noise = cloud(300, &[0.02; 5], 100 + step);
                let moved = &values * (1.0 + step as f32 / 50.0) + noise;
                let next = frame(&mut projection, &moved).0;
                let change = (&next - &last).mapv(|value| value * value).sum().sqrt();
                let size = last.mapv(|value| value * value).sum().sqrt();
                assert!(change < 0.05 * size, "{components} components, step {step}: {change} of {size}");
                last = next;
            }
            let mirrored = frame(&mut projection, &values.mapv(|value| -value)).0;
            let first = frame(&mut AlignedProjection::new(components).unwrap(), &values).0;
            let (change, size) = ((&mirrored * 1.0).mapv(|v| v * v).sum().sqrt(), first.mapv(|v| v * v).sum().sqrt());
            assert!((change / size - 1.0).abs() < 0.1);
            assert!((&mirrored * &last).sum() > 0.0, "the picture does not flip with the rows");
        }
    }

    #[test]
    fn a_change_of_plane_is_followed() {
        let mut projection = AlignedProjection::new(2).unwrap();
        frame(&mut projection, &cloud(200, &[5.0, 4.0, 1.0, 1.0], 3));
        let values = cloud(200, &[1.0, 1.0, 4.0, 5.0], 4);
        let (_, kept) = frame(&mut projection, &values);
        let (_, fresh) = frame(&mut AlignedProjection::new(2).unwrap(), &values);
        assert!((kept - fresh).abs() < 1e-6);
    }

    #[test]
    fn awkward_matrices_have_a_finite_map_or_an_error() {
        let mut projection = AlignedProjection::new(3).unwrap();
        assert_eq!(frame(&mut projection, &Array2::from_elem((4, 2), 7.0)), (Array2::zeros((4, 3)), 1.0));
        let (map, kept) = frame(&mut projection, &Array2::from_shape_fn((5, 1), |(row, _)| row as f32));
        assert_eq!(map.column(0).to_vec(), [-2.0, -1.0, 0.0, 1.0, 2.0]);
        assert_eq!(map.column(1).to_vec(), [0.0; 5]);
        assert!((kept - 1.0).abs() < 1e-9);
        let line = Array2::from_shape_fn((6, 4), |(row, _)| row as f32 * 1e30);
        for _ in 0..3 {
            let (map, kept) = frame(&mut projection, &line);
            assert!(map.iter().all(|value| value.is_finite()) && (kept - 1.0).abs() < 1e-6);
        }
        let mut out = [0.0; 6];
        let mut code =
            |values: &[f32], rows, columns| projection.project(values, rows, columns, &mut out).unwrap_err().code();
        assert_eq!(code(&[1.0; 5], 2, 2), "shape");
        assert_eq!(code(&[1.0; 9], 3, 3), "shape");
        assert_eq!(code(&[], 0, 3), "empty");
        assert_eq!(code(&[1.0, 2.0, f32::NAN, 1.0], 2, 2), "not-finite");
        assert_eq!(AlignedProjection::new(4).unwrap_err().code(), "out-of-range");
    }
}
