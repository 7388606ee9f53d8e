//! The nearest rows of one row or vector.

use super::metric::Metric;
use super::shortlist::Shortlist;
use crate::error::{Error, Result, list, shape};
use crate::linalg::dot_f64;
use ndarray::ArrayView2;

pub(super) const OPERATION: &str = "neighbors";

/// The k nearest rows of one or more queries.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbors {
    /// How many neighbors each query has.
    pub k: usize,
    /// Queries × k row numbers; each query's nearest first, ties in order of the row number.
    pub indices: Vec<u32>,
    /// Queries × k distances (see [`Metric`]), ascending; beyond the range of `f32` they are infinite.
    pub distances: Vec<f32>,
}

impl Neighbors {
    pub(super) fn with_capacity(queries: usize, k: usize) -> Self {
        Neighbors { k, indices: Vec::with_capacity(queries * k), distances: Vec::with_capacity(queries * k) }
    }

    /// The `k` nearest of them, where `k` is not larger than their number.
    pub fn nearest(&self, k: usize) -> Self {
        let k = k.min(self.k);
        fn cut<T: Copy>(values: &[T], from: usize, to: usize) -> Vec<T> {
            values.chunks_exact(from.max(1)).flat_map(|values| &values[..to]).copied().collect()
        }
        Neighbors { k, indices: cut(&self.indices, self.k, k), distances: cut(&self.distances, self.k, k) }
    }

    /// Appends one query's neighbors.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if a distance is not a number, which only NaN or infinite rows bring about.
    pub(super) fn push(&mut self, ranked: &[(f64, u32)]) -> Result<()> {
        for &(distance, index) in ranked {
            if distance.is_nan() {
                return Err(Error::Unsupported {
                    operation: OPERATION,
                    what: format!("row {index} holds NaN or infinity, so it has no distance"),
                    expected: "every value must be a finite number".into(),
                });
            }
            self.indices.push(index);
            self.distances.push(distance as f32);
        }
        Ok(())
    }
}

/// From where to look.
#[derive(Debug, Clone, Copy)]
pub enum Query<'a> {
    /// From this row; it is left out of its own neighbors, but its duplicates are not.
    Row(usize),
    /// From this vector, with one value per column.
    Vector(&'a [f32]),
}

/// The `k` rows of `matrix` (n × d, row-major) nearest to the query.
///
/// Exact: every distance is first found in `f32` together with a bound on its error, and whatever may be among the k
/// nearest is measured again in `f64`.
///
/// # Errors
/// [`Error::OutOfRange`] if `k` is 0 or larger than the number of (other) rows, or the row does not exist;
/// [`Error::Shape`] if the vector's length is not d; [`Error::NotFinite`] if it holds NaN or infinity.
pub fn neighbors_of(matrix: ArrayView2<'_, f32>, query: Query<'_>, k: usize, metric: Metric) -> Result<Neighbors> {
    let (n, d) = matrix.dim();
    let values = row_major(&matrix)?;
    let (vector, left_out) = match query {
        Query::Row(row) => {
            let vector = values.get(row.saturating_mul(d)..row.saturating_add(1).saturating_mul(d));
            let vector = vector.filter(|_| row < n).ok_or_else(|| {
                Error::out_of_range(
                    OPERATION,
                    "index",
                    row,
                    format!("the number of a row, 0 to {}", n.saturating_sub(1)),
                )
            })?;
            (vector, Some(row))
        }
        Query::Vector(vector) => {
            if vector.len() != d {
                return Err(Error::Shape {
                    operation: OPERATION,
                    found: format!("a vector of {} values", vector.len()),
                    expected: format!("{d}, one per column"),
                });
            }
            if let Some((column, &value)) = vector.iter().enumerate().find(|(_, value)| !value.is_finite()) {
                return Err(Error::NotFinite { operation: OPERATION, row: 0, column, value });
            }
            (vector, None)
        }
    };
    check_k(k, n, left_out.is_some())?;
    let bounds = Bounds::new(vector, metric);
    let mut shortlist = Shortlist::new(k);
    for (index, row) in values.chunks_exact(d).enumerate() {
        if Some(index) != left_out {
            let (lower, upper) = bounds.of(row);
            shortlist.offer(lower, upper, index as u32);
        }
    }
    let ranked = shortlist.rank(|index| {
        let start = index as usize * d;
        values.get(start..start + d).map_or(f64::NAN, |row| metric.distance(vector, row))
    });
    let mut neighbors = Neighbors::with_capacity(1, k);
    neighbors.push(&ranked)?;
    Ok(neighbors)
}

/// Refuses a `k` for which there are not enough rows.
///
/// # Errors
/// [`Error::OutOfRange`].
pub(super) fn check_k(k: usize, rows: usize, without_self: bool) -> Result<()> {
    let available = if without_self { rows.saturating_sub(1) } else { rows };
    if (1..=available).contains(&k) {
        return Ok(());
    }
    let others = if without_self { "other rows" } else { "rows" };
    let expected = match available {
        0 => "absent: there is no other row to be near".to_string(),
        _ => format!("between 1 and {available}, the number of {others}"),
    };
    Err(Error::out_of_range(OPERATION, "k", k, expected))
}

/// The values of a row-major matrix.
///
/// # Errors
/// [`Error::Shape`] for a view of another layout.
pub(super) fn row_major<'a>(matrix: &ArrayView2<'a, f32>) -> Result<&'a [f32]> {
    matrix.to_slice().filter(|_| matrix.ncols() > 0).ok_or_else(|| Error::Shape {
        operation: OPERATION,
        found: format!("a view of {} with strides {}", shape(matrix.dim()), list(matrix.strides())),
        expected: "a row-major matrix of at least one column".into(),
    })
}

/// Bounds on the distance from one vector, in `f32`.
struct Bounds<'a> {
    vector: &'a [f32],
    metric: Metric,
    length: f32,
    /// Relative error of an `f32` sum of products, in any order of additions: (d + a few) · 2⁻²³ is twice what
    /// Higham (Accuracy and Stability of Numerical Algorithms, §3.1) proves.
    relative: f32,
}

impl<'a> Bounds<'a> {
    fn new(vector: &'a [f32], metric: Metric) -> Self {
        let relative = (vector.len() + 16) as f32 * f32::EPSILON;
        Bounds { vector, metric, length: dot_f64(vector, vector).sqrt() as f32, relative }
    }

    /// Bounds in a unit that grows with the distance; both infinite where `f32` overflows or vanishes.
    fn of(&self, row: &[f32]) -> (f32, f32) {
        let bounds = match self.metric {
            Metric::L2 => {
                let square = rough(self.vector, row, |a, b| (a - b) * (a - b));
                // What is too small to be a normal number may have lost all its digits.
                let error = self.relative * square + f32::MIN_POSITIVE;
                (square - error, square + error)
            }
            Metric::Cosine | Metric::Dot => {
                let (product, square) = (rough(self.vector, row, |a, b| a * b), rough(row, row, |a, b| a * b));
                let lengths = self.length * square.sqrt();
                if !(1e-30..1e30).contains(&square) || !(1e-30..1e30).contains(&lengths) {
                    return (f32::NEG_INFINITY, f32::INFINITY);
                }
                let (center, error) = match self.metric {
                    Metric::Cosine => (-product / lengths, 3.0 * self.relative),
                    _ => (-product, 3.0 * self.relative * lengths),
                };
                (center - error, center + error)
            }
        };
        if bounds.0.is_finite() && bounds.1.is_finite() { bounds } else { (f32::NEG_INFINITY, f32::INFINITY) }
    }
}

/// A sum over the terms of two rows, in `f32` and sixteen interleaved parts.
fn rough(a: &[f32], b: &[f32], term: impl Fn(f32, f32) -> f32) -> f32 {
    const LANES: usize = 16;
    let (a_lanes, a_rest) = a.as_chunks::<LANES>();
    let (b_lanes, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for (a, b) in a_lanes.iter().zip(b_lanes) {
        for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
            *sum += term(a, b);
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(&a, &b)| term(a, b)).sum();
    rest + sums.iter().sum::<f32>()
}
