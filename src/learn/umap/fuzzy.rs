//! The fuzzy graph of the data.
//!
//! From row i to its neighbor j the weight is exp(−(d − ρ) / σ), where ρ is the distance of i's nearest neighbor that is not
//! a duplicate, and σ such that the weights sum up to log2 of the number of neighbors; a pair's weight is the fuzzy union
//! a + b − a·b (McInnes, Healy and Melville 2018). As in umap-learn, the number of neighbors counts the row itself.

use crate::learn::pairs::PairsBuild;
use crate::neighbors::Neighbors;
use std::sync::Arc;

/// umap-learn's: how close the sum has to come, how often σ is halved or doubled for it, and the smallest σ as a share of
/// the mean distance.
const TOLERANCE: f64 = 1e-5;
const TRIES: usize = 64;
const LEAST: f64 = 1e-3;

/// The way to the graph; what is told is σ. `graph` has one neighbor less than `neighbors`.
pub(super) fn fuzzy(graph: Arc<Neighbors>, neighbors: usize) -> PairsBuild {
    let sum: f64 = graph.distances.iter().map(|&distance| f64::from(distance.min(f32::MAX))).sum();
    let rows = graph.indices.len() / graph.k;
    let mean = sum / (rows * neighbors) as f64;
    let weigh = move |distances: &mut [f64]| to_weights(distances, neighbors, mean);
    PairsBuild::new(graph, Box::new(weigh), Box::new(|there, back| there + back - there * back))
}

/// Turns ascending distances into weights; returns σ.
fn to_weights(values: &mut [f64], neighbors: usize, mean_of_all: f64) -> f64 {
    let target = (neighbors as f64).log2();
    let nearest = values.iter().copied().find(|&distance| distance > 0.0).unwrap_or(0.0);
    let mean = values.iter().sum::<f64>() / neighbors as f64;
    let weight = |distance: f64, sigma: f64| {
        let beyond = distance - nearest;
        if beyond > 0.0 { (-beyond / sigma).exp() } else { 1.0 }
    };
    // The mean is where the search starts, so that the scale of the data does not matter; umap-learn starts from 1.
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut sigma = if mean > 0.0 { mean } else { 1.0 };
    for _ in 0..TRIES {
        let sum: f64 = values.iter().map(|&distance| weight(distance, sigma)).sum();
        if (sum - target).abs() < TOLERANCE {
            break;
        }
        if sum > target {
            high = sigma;
            sigma = 0.5 * (low + high);
        } else {
            low = sigma;
            sigma = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * sigma };
        }
    }
    let least = LEAST * if nearest > 0.0 { mean } else { mean_of_all };
    sigma = sigma.max(least).max(f64::MIN_POSITIVE);
    values.iter_mut().for_each(|value| *value = weight(*value, sigma));
    sigma
}
