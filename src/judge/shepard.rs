//! Distances in the data against distances in the picture.

use super::quality::QUALITY;
use crate::error::{Error, Result};
use crate::linalg::squared_distance_f64;
use crate::order::{by_key, key};
use crate::random::generator;
use ndarray::ArrayView2;
use rand::RngExt;

/// A Shepard diagram (Shepard 1962), and how far it is from a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Shepard {
    /// The rows of each pair, the smaller number first.
    pub pairs: Vec<[u32; 2]>,
    /// Their Euclidean distances in the data …
    pub data: Vec<f32>,
    /// … and in the picture.
    pub embedding: Vec<f32>,
    /// Whether the pairs are a sample.
    pub sampled: bool,
    /// Spearman's rank correlation between the two; 0 where one of them is constant.
    pub spearman: f64,
    /// Kruskal's stress-1 after the best stretch of the data's distances δ: √(Σ (d − b δ)² / Σ d²) with b = Σ d δ / Σ δ².
    pub stress: f64,
}

/// Compares distances of all pairs of rows, or, if there are more than `most`, of so many pairs that are drawn at random
/// and independently of one another.
///
/// # Errors
/// [`Error::Shape`] if the matrices differ in rows, [`Error::OutOfRange`] if there are fewer than 2 rows or no pairs are asked
/// for, [`Error::NotFinite`] for NaN or infinity in the embedding.
pub fn shepard(data: ArrayView2<'_, f32>, embedding: ArrayView2<'_, f32>, most: usize, seed: u64) -> Result<Shepard> {
    let n = data.nrows();
    super::picture::Picture::new(embedding, n)?;
    if n < 2 {
        return Err(Error::out_of_range(QUALITY, "the number of rows", n, "at least 2: one row has no distances"));
    }
    if most == 0 {
        return Err(Error::out_of_range(QUALITY, "pairs", most, "at least 1"));
    }
    let all = n as u64 * (n as u64 - 1) / 2;
    let sampled = all > most as u64;
    let pairs: Vec<[u32; 2]> = if sampled {
        let mut random = generator(seed, "shepard pairs");
        let draw = || {
            let one = random.random_range(0..n as u32);
            let other = random.random_range(0..n as u32 - 1);
            let other = if other >= one { other + 1 } else { other };
            [one.min(other), one.max(other)]
        };
        std::iter::repeat_with(draw).take(most).collect()
    } else {
        (0..n as u32).flat_map(|one| (one + 1..n as u32).map(move |other| [one, other])).collect()
    };
    let distances = |matrix: ArrayView2<'_, f32>| -> Vec<f64> {
        let matrix = matrix.as_standard_layout();
        let values = matrix.as_slice().unwrap_or_default();
        let d = matrix.ncols();
        let row = |row: u32| values.get(row as usize * d..(row as usize + 1) * d).unwrap_or_default();
        pairs.iter().map(|&[one, other]| squared_distance_f64(row(one), row(other)).sqrt()).collect()
    };
    let (in_data, in_picture) = (distances(data), distances(embedding));
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let (cross, data_square) = (product(&in_data, &in_picture), product(&in_data, &in_data));
    let picture_square = product(&in_picture, &in_picture);
    let explained = if data_square > 0.0 { cross * cross / data_square } else { 0.0 };
    let stress = if picture_square > 0.0 { (1.0 - explained / picture_square).max(0.0).sqrt() } else { 0.0 };
    let spearman = correlation(&ranks(&in_data), &ranks(&in_picture));
    let narrow = |values: Vec<f64>| values.into_iter().map(|value| value as f32).collect();
    Ok(Shepard { pairs, data: narrow(in_data), embedding: narrow(in_picture), sampled, spearman, stress })
}

/// Ranks from 1 on; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let order = by_key(values.len(), |place| key(values[place]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tie in order.chunk_by(|&a, &b| values[a as usize] == values[b as usize]) {
        let mean = before as f64 + (tie.len() + 1) as f64 / 2.0;
        tie.iter().for_each(|&index| ranks[index as usize] = mean);
        before += tie.len();
    }
    ranks
}

/// Pearson's correlation.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (a_mean, b_mean) = (mean(a), mean(b));
    let [mut cross, mut a_square, mut b_square] = [0.0; 3];
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - a_mean, b - b_mean);
        cross += a * b;
        a_square += a * a;
        b_square += b * b;
    }
    let scale = (a_square * b_square).sqrt();
    if scale > 0.0 { cross / scale } else { 0.0 }
}
