//! Who is whose neighbor, and how much: the joint probabilities p of the data.
//!
//! Row i's neighbors get probabilities p(j|i) ∝ exp(−β·d²) whose entropy is the logarithm of the perplexity; a pair's is
//! (p(j|i) + p(i|j)) / 2n. Only the floor(3 · perplexity) nearest take part (van der Maaten 2014, "Accelerating t-SNE
//! using Tree-Based Algorithms").

use crate::learn::pairs::{Pairs, PairsBuild};
use crate::neighbors::Neighbors;
use std::sync::Arc;

/// How close the entropy has to come, and after how many tries it is taken as it is: where more neighbors than the
/// perplexity are equally near, no β reaches it.
const TOLERANCE: f64 = 1e-7;
const TRIES: usize = 64;

/// The way to the affinities; what is told is the perplexity that was reached.
pub(super) fn affinities(graph: Arc<Neighbors>, perplexity: f64) -> PairsBuild {
    let half = 0.5 / (graph.indices.len() / graph.k) as f32;
    let weigh = move |distances: &mut [f64]| to_probabilities(distances, perplexity);
    PairsBuild::new(graph, Box::new(weigh), Box::new(move |there, back| half * (there + back)))
}

/// Σ p·ln p over all pairs, each counted twice.
pub(super) fn negative_entropy(affinities: &Pairs) -> f64 {
    2.0 * affinities.values.iter().map(|&p| f64::from(p)).filter(|&p| p > 0.0).map(|p| p * p.ln()).sum::<f64>()
}

/// Turns distances into probabilities of the given perplexity; returns the perplexity that was reached.
///
/// Newton's method on the logarithm of β, kept between the bounds known so far.
fn to_probabilities(values: &mut [f64], perplexity: f64) -> f64 {
    values.iter_mut().for_each(|value| *value *= *value);
    let count = values.len() as f64;
    let nearest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let mean = values.iter().map(|value| value - nearest).sum::<f64>() / count;
    if mean <= 0.0 {
        values.fill(1.0 / count);
        return count;
    }
    // The scale of the data does not matter.
    values.iter_mut().for_each(|value| *value = (*value - nearest) / mean);
    let target = perplexity.ln();
    let (mut log_beta, mut low, mut high) = (0.0_f64, f64::NEG_INFINITY, f64::INFINITY);
    let mut entropy = 0.0;
    for _ in 0..TRIES {
        let beta = log_beta.exp();
        let mut sums = [0.0; 3];
        for &distance in values.iter() {
            let weight = (-beta * distance).exp();
            sums[0] += weight;
            sums[1] += weight * distance;
            sums[2] += weight * distance * distance;
        }
        let expected = sums[1] / sums[0];
        entropy = sums[0].ln() + beta * expected;
        let excess = entropy - target;
        if excess.abs() < TOLERANCE {
            break;
        }
        if excess > 0.0 {
            low = log_beta;
        } else {
            high = log_beta;
        }
        let slope = beta * beta * (sums[2] / sums[0] - expected * expected);
        let newton = log_beta + excess / slope;
        log_beta = if newton > low.max(log_beta - 3.0) && newton < high.min(log_beta + 3.0) {
            newton
        } else if low.is_finite() && high.is_finite() {
            0.5 * (low + high)
        } else if excess > 0.0 {
            log_beta + 2.0
        } else {
            log_beta - 2.0
        };
    }
    let beta = log_beta.exp();
    let sum: f64 = values.iter().map(|value| (-beta * value).exp()).sum();
    values.iter_mut().for_each(|value| *value = (-beta * *value).exp() / sum);
    entropy.exp()
}
