//! How large labeled groups are, and how far apart: in the data or in a picture.

use crate::error::{Error, Result};
use crate::order::distinct;
use ndarray::{Array1, Array2, ArrayView2};

/// Sizes of groups and distances between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// The labels that occur, ascending.
    pub labels: Vec<i32>,
    /// How many rows each has.
    pub counts: Vec<u32>,
    /// The root mean square distance of a group's rows from their center.
    pub radii: Vec<f64>,
    /// Distances between centers, groups × groups.
    pub distances: Array2<f64>,
}

/// Measures the groups of rows that have the same label. Negative labels mean "no group" and are left out.
///
/// # Errors
/// [`Error::Shape`] if there is not one label for each row, [`Error::Empty`] if no row has a group.
pub fn clusters(matrix: ArrayView2<'_, f32>, labels: &[i32]) -> Result<Clusters> {
    const OPERATION: &str = "clusters";
    if labels.len() != matrix.nrows() {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("{} labels", labels.len()),
            expected: format!("{}, one for each row", matrix.nrows()),
        });
    }
    let known = distinct(labels.iter().copied().filter(|&label| label >= 0));
    if known.is_empty() {
        let expected = "at least one row needs a label of 0 or more".into();
        return Err(Error::Empty { operation: OPERATION, what: "the labels", expected });
    }
    let groups = known.len();
    let mut counts = vec![0_u32; groups];
    let mut centers = Array2::<f64>::zeros((groups, matrix.ncols()));
    let grouped =
        || labels.iter().zip(matrix.rows()).filter_map(|(label, row)| Some((known.binary_search(label).ok()?, row)));
    for (group, row) in grouped() {
        counts[group] += 1;
        let mut center = centers.row_mut(group);
        center += &row.mapv(f64::from);
    }
    for (mut center, &count) in centers.rows_mut().into_iter().zip(&counts) {
        center /= f64::from(count);
    }
    let far = |one: Array1<f64>| one.dot(&one);
    let mut squares = vec![0.0; groups];
    for (group, row) in grouped() {
        squares[group] += far(row.mapv(f64::from) - centers.row(group));
    }
    let radii = squares.iter().zip(&counts).map(|(square, &count)| (square / f64::from(count)).sqrt()).collect();
    let distances = Array2::from_shape_fn((groups, groups), |(a, b)| far(&centers.row(a) - &centers.row(b)).sqrt());
    Ok(Clusters { labels: known, counts, radii, distances })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn radii_and_distances_are_those_of_the_groups() {
        let rows = arr2(&[[0.0, 1.0], [3.0, 4.0], [0.0, -1.0], [99.0, 99.0], [3.0, 6.0]]);
        let found = clusters(rows.view(), &[2, 7, 2, -1, 7]).unwrap();
        assert_eq!(found.labels, [2, 7]);
        assert_eq!(found.counts, [2, 2]);
        assert_eq!(found.radii, [1.0, 1.0]);
        let far = 34.0_f64.sqrt();
        assert_eq!(found.distances, arr2(&[[0.0, far], [far, 0.0]]));
    }

    #[test]
    fn labels_that_do_not_fit_are_refused() {
        let rows = arr2(&[[0.0], [1.0]]);
        assert_eq!(clusters(rows.view(), &[0]).unwrap_err().code(), "shape");
        assert_eq!(clusters(rows.view(), &[-1, -1]).unwrap_err().code(), "empty");
    }
}
