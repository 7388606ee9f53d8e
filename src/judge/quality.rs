//! How much of the data's neighborhoods an embedding keeps.

use super::picture::Picture;
use super::ranks::{Ranks, RanksBuilder};
use crate::error::{Error, Result};
use crate::order::tally;
use ndarray::ArrayView2;

pub(super) const QUALITY: &str = "quality";

/// What [`quality_of`] finds. All measures are between 0 and 1; larger is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// How many neighbors were asked about.
    pub k: usize,
    /// Whether points that are near in the embedding are near in the data: the mean over `rows` of the point values.
    pub trustworthiness: f64,
    /// Whether points that are near in the data are near in the embedding: the same with the spaces exchanged.
    pub continuity: f64,
    /// The share of the k nearest in the data that are among the k nearest in the embedding.
    pub neighborhood_preservation: f64,
    /// Where the rows have labels, how well their neighbors tell them.
    pub label_accuracy: Option<LabelAccuracy>,
    /// The rows that were judged, ascending.
    pub rows: Vec<u32>,
    /// Whether `rows` is a sample.
    pub sampled: bool,
    /// The measures of each of `rows`.
    pub per_point: PerPoint,
}

/// The share of rows whose label is the most frequent one among their k nearest others; of labels that are equally
/// frequent, the smallest counts, as in scikit-learn's `KNeighborsClassifier`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelAccuracy {
    /// With neighbors in the space of the data.
    pub data: f64,
    /// With neighbors in the embedding.
    pub embedding: f64,
}

/// The measures of single points, one each per judged row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PerPoint {
    /// 1 − 2 / (k (2n − 3k − 1)) · Σ (rank in the data − k), over the k nearest in the embedding that are not among the k
    /// nearest in the data.
    pub trustworthiness: Vec<f32>,
    /// The same with the spaces exchanged.
    pub continuity: Vec<f32>,
    /// The share of the k nearest in the data that are among the k nearest in the embedding.
    pub neighborhood_preservation: Vec<f32>,
}

/// Judges an embedding in one go. The seed chooses the rows that are judged where there are too many. See [`quality_of`].
///
/// # Errors
/// Those of [`quality_of`], and [`Error::NotFinite`] for NaN or infinity in the data.
pub fn quality(data: ArrayView2<'_, f32>, embedding: ArrayView2<'_, f32>, k: usize, seed: u64) -> Result<Quality> {
    check_k(k, data.nrows())?;
    if let Some(((row, column), &value)) = data.indexed_iter().find(|(_, value)| !value.is_finite()) {
        return Err(Error::NotFinite { operation: QUALITY, row, column, value });
    }
    let mut builder = RanksBuilder::new(data, None, seed);
    while !builder.step(data)? {}
    quality_of(&builder.into_ranks()?, embedding, k, None)
}

/// # Errors
/// [`Error::OutOfRange`] if `k` is 0 or not below half the rows.
pub(super) fn check_k(k: usize, n: usize) -> Result<()> {
    let largest = n.saturating_sub(1) / 2;
    if (1..=largest).contains(&k) {
        return Ok(());
    }
    let expected = match largest {
        0 => format!("below half the number of rows: the data has only {n}, and needs at least 3"),
        _ => format!("between 1 and {largest}, below half the {n} rows"),
    };
    Err(Error::out_of_range(QUALITY, "k", k, expected))
}

/// Trustworthiness and continuity (Venna and Kaski 2001, "Neighborhood preservation in nonlinear projection methods"; the
/// same as scikit-learn's `trustworthiness`) of an embedding, from the ranks in the space of the data, which do not
/// change while a method learns.
///
/// Ranks are by Euclidean distance, computed in `f64`; ties rank in order of the row number. Labels are one for each row.
///
/// # Errors
/// [`Error::Shape`] if the embedding has another number of rows; [`Error::OutOfRange`] if `k` is 0 or not below half the
/// rows (beyond which the measures are not defined); [`Error::NotFinite`] for the first NaN or infinity.
pub fn quality_of(ranks: &Ranks, embedding: ArrayView2<'_, f32>, k: usize, labels: Option<&[i32]>) -> Result<Quality> {
    let mut picture = Picture::new(embedding, ranks.n())?;
    check_k(k, ranks.n())?;
    let (n, size) = (ranks.n() as f64, k as f64);
    let point = |penalty: u64| 1.0 - penalty as f64 * 2.0 / (size * (2.0 * n - 3.0 * size - 1.0));
    let mut per_point = PerPoint::default();
    let mut sums = [0.0; 5];
    let (mut near, mut known) = (Vec::new(), Vec::new());
    for (judged, &row) in ranks.rows().iter().enumerate() {
        picture.look_from(row);
        picture.nearest(k, &mut near);
        known.clear();
        known.extend(ranks.nearest(judged, k));
        let beyond = |rank: u32| u64::from(rank).saturating_sub(k as u64);
        let untrue: u64 = near.iter().map(|&(_, other)| beyond(ranks.rank(judged, other))).sum();
        let kept = known.iter().filter(|&&other| near.iter().any(|&(_, near)| near == other)).count();
        let is_lost = |other: &&u32| near.iter().all(|&(_, near)| near != **other);
        let torn: u64 = known.iter().filter(is_lost).map(|&other| beyond(picture.rank(other))).sum();
        let values = [point(untrue), point(torn), kept as f64 / size];
        per_point.trustworthiness.push(values[0] as f32);
        per_point.continuity.push(values[1] as f32);
        per_point.neighborhood_preservation.push(values[2] as f32);
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        if let Some(labels) = labels {
            let own = labels.get(row as usize);
            let label = |&other: &u32| labels.get(other as usize).copied();
            let votes = [
                most_frequent(known.iter().filter_map(label)),
                most_frequent(near.iter().filter_map(|(_, other)| label(other))),
            ];
            sums.iter_mut()
                .skip(3)
                .zip(votes)
                .for_each(|(sum, vote)| *sum += f64::from(u8::from(vote.as_ref() == own)));
        }
    }
    let judged = ranks.rows().len() as f64;
    let [trustworthiness, continuity, neighborhood_preservation, data, embedding] = sums.map(|sum| sum / judged);
    Ok(Quality {
        k,
        trustworthiness,
        continuity,
        neighborhood_preservation,
        label_accuracy: labels.map(|_| LabelAccuracy { data, embedding }),
        sampled: ranks.rows().len() < ranks.n(),
        rows: ranks.rows().to_vec(),
        per_point,
    })
}

/// The most frequent label; the smallest of those that are equally frequent.
pub(super) fn most_frequent(labels: impl Iterator<Item = i32>) -> Option<i32> {
    let mut best = (None, 0);
    for (label, count) in tally(labels) {
        if count > best.1 {
            best = (Some(label), count);
        }
    }
    best.0
}

#[cfg(test)]
mod tests;
