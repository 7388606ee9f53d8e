//! How far places of a latent space lie from the data's codes: whether a walk has left the data.

use crate::error::{Error, Result};
use crate::neighbors::{Metric, Query, neighbors_of};
use crate::order::{by_key, key};
use ndarray::ArrayView2;

/// Rows whose nearest neighbor tells what is typical; of more, so many are taken at even spaces.
const ASKED: usize = 400;

/// Distances of places to the nearest of the data's codes, and what is usual among the codes themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Departure {
    /// The code nearest to each place.
    pub nearest: Vec<u32>,
    /// The Euclidean distance to it.
    pub distances: Vec<f32>,
    /// The same over `typical`: 1 is as far as codes usually are from each other.
    pub ratios: Vec<f32>,
    /// The median distance of a code to the nearest other one.
    pub typical: f64,
    /// What 95 of 100 codes stay below, over `typical`: places beyond it lie off the data.
    pub edge: f64,
}

/// How far each of `places` (row-major, as wide as `codes`) lies from the nearest of `codes`.
///
/// Where codes coincide so often that the typical distance is 0, a ratio is 0 on a code and infinite beside it.
///
/// # Errors
/// [`Error::OutOfRange`] for fewer than two codes, [`Error::Shape`] if the places are not as wide as the codes,
/// [`Error::NotFinite`] for a place that is none, [`Error::OutOfRange`] for one too far away for numbers of 32 bits.
pub fn departure(codes: ArrayView2<'_, f32>, places: &[f32]) -> Result<Departure> {
    const OPERATION: &str = "distance to data";
    let (rows, width) = codes.dim();
    if rows < 2 {
        return Err(Error::out_of_range(OPERATION, "the number of codes", rows, "at least 2"));
    }
    if width == 0 || !places.len().is_multiple_of(width) {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("{} values", places.len()),
            expected: format!("a multiple of {width}, one place after another"),
        });
    }
    let asked = rows.min(ASKED);
    let mut usual = Vec::with_capacity(asked);
    for index in 0..asked {
        let found = neighbors_of(codes, Query::Row(index * rows / asked), 1, Metric::L2)?;
        usual.extend(found.distances);
    }
    let order = by_key(usual.len(), |place| key(usual[place].into()));
    let quantile = |share: f64| f64::from(usual[order[((order.len() - 1) as f64 * share).round() as usize] as usize]);
    let typical = quantile(0.5);
    let ratio = |distance: f64| if distance == 0.0 { 0.0 } else { distance / typical };
    let mut found = Departure {
        nearest: Vec::new(),
        distances: Vec::new(),
        ratios: Vec::new(),
        typical,
        edge: ratio(quantile(0.95)),
    };
    for (index, place) in places.chunks_exact(width).enumerate() {
        let nearest = neighbors_of(codes, Query::Vector(place), 1, Metric::L2)?;
        if nearest.distances.iter().any(|distance| distance.is_infinite()) {
            let expected = "so near to the codes that the distance fits into 32 bits";
            return Err(Error::out_of_range(
                OPERATION,
                format!("place {index}"),
                format!("{:.1e}", place[0]),
                expected,
            ));
        }
        found.ratios.extend(nearest.distances.iter().map(|&distance| ratio(f64::from(distance)) as f32));
        found.nearest.extend(nearest.indices);
        found.distances.extend(nearest.distances);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, arr2};

    #[test]
    fn a_walk_between_two_clusters_leaves_the_data_and_comes_back() {
        // Two rows of dots, one unit apart each, with a gap of nine between them.
        let codes = Array2::from_shape_fn((20, 2), |(row, axis)| match axis {
            0 => (row % 10) as f32 + if row < 10 { 0.0 } else { 18.0 },
            _ => 0.0,
        });
        let found = departure(codes.view(), &[0.0, 0.0, 9.5, 0.0, 13.5, 0.0, 18.0, 0.25]).unwrap();
        assert_eq!((found.typical, found.edge), (1.0, 1.0));
        assert_eq!(found.ratios, [0.0, 0.5, 4.5, 0.25]);
        assert_eq!(found.nearest, [0, 9, 9, 10]);
        // In another unit of length the ratios stay.
        let large = codes.mapv(|value| 8.0 * value);
        assert_eq!(departure(large.view(), &[108.0, 0.0]).unwrap().ratios, [4.5]);
    }

    #[test]
    fn codes_that_coincide_make_no_unit() {
        let found = departure(arr2(&[[1.0], [1.0], [1.0]]).view(), &[1.0, 2.0]).unwrap();
        assert_eq!((found.typical, found.edge), (0.0, 0.0));
        assert_eq!(found.ratios, [0.0, f32::INFINITY]);
    }

    #[test]
    fn what_has_no_distance_is_refused() {
        let codes = arr2(&[[0.0, 0.0], [1.0, 1.0]]);
        let code = |places: &[f32]| departure(codes.view(), places).unwrap_err().code();
        assert_eq!(code(&[1.0, 2.0, 3.0]), "shape");
        assert_eq!(code(&[1.0, f32::NAN]), "not-finite");
        assert_eq!(departure(arr2(&[[0.0]]).view(), &[1.0]).unwrap_err().code(), "out-of-range");
    }
}
