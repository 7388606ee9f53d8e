//! The shadow that data casts on one straight line.

use crate::error::{Error, Result};
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// Data seen along one direction only.
#[derive(Debug, Clone, PartialEq)]
pub struct Shadow {
    /// The direction, at length 1.
    pub direction: Vec<f64>,
    /// The place of each row on the line, counted from the mean.
    pub places: Vec<f32>,
    /// The point of the line that is nearest to each row, rows × columns.
    pub feet: Array2<f32>,
    /// The mean of all rows: the line goes through it.
    pub mean: Vec<f64>,
    /// The variance of the places; like PCA's, it divides by rows − 1.
    pub variance: f64,
    /// The variance of the data: the sum over its columns. What is not along the line is across it.
    pub total: f64,
}

/// Casts the rows onto the line through their mean with that direction, of any length.
///
/// # Errors
/// [`Error::Shape`] if the direction has not one number for each column, [`Error::OutOfRange`] for fewer than two rows or a
/// direction without length.
pub fn shadow(data: ArrayView2<'_, f32>, direction: &[f32]) -> Result<Shadow> {
    const OPERATION: &str = "shadow";
    if direction.len() != data.ncols() {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("a direction of {} numbers", direction.len()),
            expected: format!("{}, one for each column", data.ncols()),
        });
    }
    if data.nrows() < 2 {
        let expected = "at least 2: one row has no variance";
        return Err(Error::out_of_range(OPERATION, "the number of rows", data.nrows(), expected));
    }
    let direction: Array1<f64> = direction.iter().map(|&value| f64::from(value)).collect();
    let length = direction.dot(&direction).sqrt();
    if !(length.is_finite() && length > 0.0) {
        return Err(Error::out_of_range(OPERATION, "the length of the direction", length, "above 0 and finite"));
    }
    let direction = direction / length;
    let mut centered = data.mapv(f64::from);
    let mean = centered.sum_axis(Axis(0)) / data.nrows() as f64;
    centered -= &mean;
    let places = centered.dot(&direction);
    let feet =
        Array2::from_shape_fn(data.dim(), |(row, column)| (mean[column] + places[row] * direction[column]) as f32);
    let freedom = data.nrows() as f64 - 1.0;
    Ok(Shadow {
        variance: places.dot(&places) / freedom,
        total: centered.iter().map(|value| value * value).sum::<f64>() / freedom,
        places: places.iter().map(|&place| place as f32).collect(),
        direction: direction.to_vec(),
        mean: mean.to_vec(),
        feet,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn a_shadow_along_an_axis_is_that_column() {
        let data = arr2(&[[1.0, 5.0], [3.0, 5.0], [5.0, 8.0], [7.0, 2.0]]);
        let found = shadow(data.view(), &[-2.0, 0.0]).unwrap();
        assert_eq!(found.direction, [-1.0, 0.0]);
        assert_eq!(found.places, [3.0, 1.0, -1.0, -3.0]);
        assert_eq!(found.mean, [4.0, 5.0]);
        assert_eq!(found.feet, arr2(&[[1.0, 5.0], [3.0, 5.0], [5.0, 5.0], [7.0, 5.0]]));
        assert!((found.variance - 20.0 / 3.0).abs() < 1e-12);
        assert!((found.total - 38.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_along_a_line_is_across_it() {
        let data = arr2(&[[1.0, 2.0], [3.5, -1.0], [0.25, 4.0], [7.0, 2.0], [-3.0, 0.5]]);
        for degrees in 0..180 {
            let (sine, cosine) = (degrees as f32).to_radians().sin_cos();
            let along = shadow(data.view(), &[cosine, sine]).unwrap();
            let across = shadow(data.view(), &[-sine, cosine]).unwrap();
            assert!((along.variance + across.variance - along.total).abs() < 1e-5 * along.total);
        }
    }

    #[test]
    fn bad_directions_are_refused() {
        let data = arr2(&[[1.0, 2.0], [3.0, 4.0]]);
        assert_eq!(shadow(data.view(), &[1.0]).unwrap_err().code(), "shape");
        assert_eq!(shadow(data.view(), &[0.0, 0.0]).unwrap_err().code(), "out-of-range");
        assert_eq!(shadow(data.view(), &[f32::NAN, 0.0]).unwrap_err().code(), "out-of-range");
        assert_eq!(shadow(data.slice(ndarray::s![..1, ..]), &[1.0, 0.0]).unwrap_err().code(), "out-of-range");
    }
}
