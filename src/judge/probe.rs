//! How well labels can be read off a representation by the simplest readers there are.

use super::descent::{dot, minimize};
use super::quality::most_frequent;
use crate::error::{Error, Result};
use crate::learn::network::{Activation, Learner, Network, count_correct, softmax_cross_entropy};
use crate::neighbors::{Metric, Query, neighbors_of};
use crate::order::distinct;
use crate::random::sample;
use ndarray::{Array2, ArrayView2, Axis};

const PROBE: &str = "probe";
/// Most values that a probe looks at, and most scores that it gives: 128 MB, which are held up to three times.
const MOST_VALUES: u64 = 1 << 25;
/// Most weights of the linear probe: the search for the best holds them some 25 times in f64.
const MOST_WEIGHTS: u64 = 1 << 20;
/// Most iterations of the search for the best weights, as scikit-learn's.
const ITERATIONS: usize = 100;

/// Shares of rows whose label was read right, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probe {
    /// The linear probe, on the rows it learned from.
    pub linear_training: f64,
    /// The linear probe, on the rows held out.
    pub linear_held_out: f64,
    /// The vote of the `k` nearest rows learned from, on the rows held out.
    pub neighbors_held_out: f64,
    /// What who always says the commonest label of the rows learned from gets right of the rows held out.
    pub majority: f64,
    /// How many neighbors vote.
    pub k: usize,
    /// How many rows were learned from.
    pub training_rows: usize,
    /// How many rows were held out.
    pub held_out_rows: usize,
}

/// What is asked of a representation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProbeOptions {
    /// How many neighbors vote.
    pub k: usize,
    /// The share of the rows that is held out, above 0 and below 1.
    pub share: f64,
    /// Chooses the rows that are held out.
    pub seed: u64,
}

/// Reads labels off a representation (rows × features) with a linear probe (Alain and Bengio 2016, "Understanding
/// intermediate layers using linear classifier probes") and with nearest neighbors, both learned on one part of the rows and
/// measured on the other.
///
/// The linear probe is logistic regression over all classes on standardized features, with the penalty ‖W‖² / 2 beside the sum
/// of the losses (scikit-learn's `StandardScaler` and `LogisticRegression` with C = 1); neighbors are Euclidean, of the features
/// as they are, and of labels that are equally frequent among them the smallest counts (`KNeighborsClassifier`).
///
/// # Errors
/// [`Error::Shape`] if there is not one label per row, [`Error::NotFinite`] for the first NaN or infinity,
/// [`Error::OutOfRange`] if the share is not between 0 and 1 or leaves no row to learn from or none to measure, `k` is 0 or above
/// the number of rows learned from, or those have fewer than two labels; [`Error::TooLarge`] above 2²⁵ values, as
/// many scores (rows × labels), or 2²⁰ weights (features × labels).
pub fn probe(features: ArrayView2<'_, f32>, labels: &[i32], options: ProbeOptions) -> Result<Probe> {
    let (n, d) = features.dim();
    let ProbeOptions { k, share, seed } = options;
    if labels.len() != n || d == 0 {
        let found = format!("{} labels for {n} rows of {d} values", labels.len());
        return Err(Error::Shape { operation: PROBE, found, expected: "one label for each row".into() });
    }
    let within = |what, (a, b): (usize, usize), limit| match (a as u64).saturating_mul(b as u64) {
        found if found > limit => Err(Error::TooLarge { operation: PROBE, what, found, limit }),
        _ => Ok(()),
    };
    within("the number of values", (n, d), MOST_VALUES)?;
    if let Some(((row, column), &value)) = features.indexed_iter().find(|(_, value)| !value.is_finite()) {
        return Err(Error::NotFinite { operation: PROBE, row, column, value });
    }
    let count = if share > 0.0 && share < 1.0 { (share * n as f64).round() as usize } else { 0 };
    if !(1..n.max(1)).contains(&count) {
        let expected = format!("above 0 and below 1, so that some of the {n} rows are held out and some are not");
        return Err(Error::out_of_range(PROBE, "share", share, expected));
    }
    let held_out: Vec<usize> = sample(n as u32, count, seed, PROBE).into_iter().map(|row| row as usize).collect();
    let mut is_held_out = vec![false; n];
    held_out.iter().for_each(|&row| is_held_out[row] = true);
    let training: Vec<usize> = (0..n).filter(|&row| !is_held_out[row]).collect();
    if !(1..=training.len()).contains(&k) {
        let expected = format!("between 1 and {}, the number of rows learned from", training.len());
        return Err(Error::out_of_range(PROBE, "k", k, expected));
    }
    let classes = distinct(training.iter().map(|&row| labels[row]));
    if classes.len() < 2 {
        let expected = "at least 2: there is nothing to tell apart";
        return Err(Error::out_of_range(PROBE, "the number of different labels", classes.len(), expected));
    }
    within("the number of weights, one for each column and label", (d + 1, classes.len()), MOST_WEIGHTS)?;
    within("the number of scores, one for each row and label", (n, classes.len()), MOST_VALUES)?;
    let near = features.select(Axis(0), &training);
    let own = |rows: &[usize], row: usize| labels[rows[row]];
    let right = |said: &dyn Fn(usize) -> Result<Option<i32>>| -> Result<f64> {
        let mut right = 0;
        for row in 0..held_out.len() {
            right += usize::from(said(row)? == Some(own(&held_out, row)));
        }
        Ok(right as f64 / held_out.len() as f64)
    };
    let commonest = most_frequent(training.iter().map(|&row| labels[row]));
    let majority = right(&|_| Ok(commonest))?;
    let neighbors_held_out = right(&|row| {
        let vector = features.row(held_out[row]).to_vec();
        let found = neighbors_of(near.view(), Query::Vector(&vector), k, Metric::L2)?;
        Ok(most_frequent(found.indices.iter().map(|&index| own(&training, index as usize))))
    })?;
    let class_of = |row: &usize| classes.binary_search(&labels[*row]).ok().map(|class| class as u32);
    let known: Vec<u32> = training.iter().filter_map(class_of).collect();
    let mut linear = LinearProbe::fit(near, &known, classes.len());
    let linear_training = linear.accuracy(features, &training, &known);
    // A label that no row learned from has is read wrong, whatever is said.
    let (rows, expected): (Vec<usize>, Vec<u32>) =
        held_out.iter().filter_map(|row| Some((*row, class_of(row)?))).unzip();
    let linear_held_out = linear.accuracy(features, &rows, &expected) * rows.len() as f64 / held_out.len() as f64;
    Ok(Probe {
        linear_training,
        linear_held_out,
        neighbors_held_out,
        majority,
        k,
        training_rows: training.len(),
        held_out_rows: held_out.len(),
    })
}

/// Logistic regression on standardized features.
struct LinearProbe {
    means: Vec<f64>,
    deviations: Vec<f64>,
    learner: Learner,
    classes: usize,
}

impl LinearProbe {
    fn fit(mut features: Array2<f32>, labels: &[u32], classes: usize) -> Self {
        let (rows, columns) = features.dim();
        let mut moments = vec![(0.0, 0.0); columns];
        for row in features.rows() {
            for ((sum, squares), &value) in moments.iter_mut().zip(row) {
                *sum += f64::from(value);
                *squares += f64::from(value).powi(2);
            }
        }
        let means: Vec<f64> = moments.iter().map(|(sum, _)| sum / rows as f64).collect();
        let deviation = |((_, squares), mean): (&(f64, f64), &f64)| {
            let variance = squares / rows as f64 - mean * mean;
            // A feature that never changes says nothing; what is left of it after rounding is no deviation.
            if variance > 1e-12 * mean * mean && variance > 0.0 { variance.sqrt() } else { 1.0 }
        };
        let deviations = moments.iter().zip(&means).map(deviation).collect();
        let network = Network::dense(&[columns, classes], Activation::Linear, Activation::Linear);
        let mut probe = LinearProbe { means, deviations, learner: Learner::new(network, rows), classes };
        features.rows_mut().into_iter().for_each(|row| probe.standardize(row));
        let (input, _) = features.into_raw_vec_and_offset();
        let penalty = 1.0 / rows as f64;
        let mut theta = vec![0.0; probe.learner.network().parameters().len()];
        minimize(&mut theta, ITERATIONS, |theta, gradient| {
            let narrow: Vec<f32> = theta.iter().map(|&value| value as f32).collect();
            probe.learner.set_parameters(&narrow);
            probe.learner.forward(&input);
            let (logits, by_logits) = probe.learner.output_and_gradient(rows);
            let loss = softmax_cross_entropy(logits, labels, classes, by_logits);
            probe.learner.backward(&input, None);
            gradient.iter_mut().zip(probe.learner.parameter_gradient()).for_each(|(out, &value)| *out = value.into());
            let weights = &theta[..columns * classes];
            gradient.iter_mut().zip(weights).for_each(|(gradient, weight)| *gradient += penalty * weight);
            loss + 0.5 * penalty * dot(weights, weights)
        });
        let narrow: Vec<f32> = theta.iter().map(|&value| value as f32).collect();
        probe.learner.set_parameters(&narrow);
        probe
    }

    fn standardize(&self, row: ndarray::ArrayViewMut1<'_, f32>) {
        for ((value, mean), deviation) in row.into_iter().zip(&self.means).zip(&self.deviations) {
            *value = ((f64::from(*value) - mean) / deviation) as f32;
        }
    }

    /// The share of `rows` of `features` that it gets right; 0 if there are none.
    fn accuracy(&mut self, features: ArrayView2<'_, f32>, rows: &[usize], labels: &[u32]) -> f64 {
        let mut right = 0;
        // As many rows as there is room for.
        for (rows, labels) in rows.chunks(256).zip(labels.chunks(256)) {
            let mut features = features.select(Axis(0), rows);
            features.rows_mut().into_iter().for_each(|row| self.standardize(row));
            let (input, _) = features.into_raw_vec_and_offset();
            let mut outputs = self.learner.network().layer_values(rows.len());
            self.learner.network().forward(&input, &mut outputs);
            right += count_correct(outputs.last(rows.len()), labels, self.classes);
        }
        right as f64 / rows.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    /// See tests/reference/probe.py.
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Golden {
        k: usize,
        linear: Vec<i32>,
        linear_training: f64,
        neighbors: Vec<i32>,
    }

    fn digits() -> (Array2<f32>, Vec<i32>) {
        let lines = include_str!("../../tests/reference/digits.txt").lines().filter_map(|line| line.split_once(' '));
        let (labels, pixels): (Vec<i32>, Vec<&str>) =
            lines.map(|(label, row)| (label.parse::<i32>().unwrap(), row)).unzip();
        let pixels = pixels.concat().chars().map(|pixel| pixel.to_digit(17).unwrap() as f32).collect();
        (Array2::from_shape_vec((labels.len(), 64), pixels).unwrap(), labels)
    }

    #[test]
    fn it_reads_what_scikit_learn_reads() {
        let golden: Golden = serde_json::from_str(include_str!("../../tests/reference/probe.json")).unwrap();
        let (pictures, labels) = digits();
        let (held_out, training): (Vec<usize>, Vec<usize>) = (0..labels.len()).partition(|row| row % 5 == 0);
        let classes = |rows: &[usize]| rows.iter().map(|&row| labels[row] as u32).collect::<Vec<_>>();
        let near = pictures.select(Axis(0), &training);
        let mut linear = LinearProbe::fit(near.clone(), &classes(&training), 10);
        let found = linear.accuracy(pictures.view(), &training, &classes(&training));
        assert!((found - golden.linear_training).abs() < 0.003, "{found} instead of {}", golden.linear_training);
        let said = golden.linear.iter().map(|&class| class as u32).collect::<Vec<_>>();
        let agreed = linear.accuracy(pictures.view(), &held_out, &said);
        assert!(agreed > 0.99, "{agreed} of the answers are scikit-learn's");
        for (&row, &expected) in held_out.iter().zip(&golden.neighbors) {
            let vector = pictures.row(row).to_vec();
            let found = neighbors_of(near.view(), Query::Vector(&vector), golden.k, Metric::L2).unwrap();
            let said = most_frequent(found.indices.iter().map(|&index| labels[training[index as usize]]));
            assert_eq!(said, Some(expected), "row {row}");
        }
    }

    #[test]
    fn labels_that_are_there_are_read_and_labels_that_are_not_are_guessed() {
        let (pictures, labels) = digits();
        let options = ProbeOptions { k: 5, share: 0.25, seed: 3 };
        let found = probe(pictures.view(), &labels, options).unwrap();
        assert_eq!((found.training_rows, found.held_out_rows), (1348, 449));
        assert!(found.linear_held_out > 0.93 && found.neighbors_held_out > 0.96 && found.majority < 0.13, "{found:?}");
        let shuffled: Vec<i32> = (0..labels.len()).map(|row| labels[(row * 769) % labels.len()]).collect();
        let none = probe(pictures.view(), &shuffled, options).unwrap();
        assert!(none.linear_held_out < 0.2 && none.neighbors_held_out < 0.2 && none.linear_training < 0.5, "{none:?}");
        let raised = (&pictures * 2.0 + 64.0, labels.iter().map(|label| 3 * label - 7).collect::<Vec<_>>());
        let found_raised = probe(raised.0.view(), &raised.1, options).unwrap();
        assert!((found_raised.linear_held_out - found.linear_held_out).abs() < 0.01, "{found_raised:?}");
        assert_eq!(found_raised.neighbors_held_out, found.neighbors_held_out);
    }

    #[test]
    fn what_cannot_be_probed_is_refused() {
        let (mut pictures, labels) = digits();
        let ask = |pictures: &Array2<f32>, labels: &[i32], k, share| {
            probe(pictures.view(), labels, ProbeOptions { k, share, seed: 0 }).unwrap_err().code()
        };
        assert_eq!(ask(&pictures, &labels[1..], 5, 0.2), "shape");
        for share in [0.0, 1.0, -1.0, f64::NAN, 1e-9] {
            assert_eq!(ask(&pictures, &labels, 5, share), "out-of-range", "{share}");
        }
        assert_eq!(ask(&pictures, &labels, 0, 0.2), "out-of-range");
        assert_eq!(ask(&pictures, &labels, 1790, 0.2), "out-of-range");
        assert_eq!(ask(&pictures, &vec![1; labels.len()], 5, 0.2), "out-of-range");
        let row_numbers: Vec<i32> = (0..labels.len() as i32).collect();
        let wide = Array2::zeros((labels.len(), 1000));
        assert_eq!(ask(&wide, &row_numbers, 5, 0.2), "too-large", "a million and a half weights");
        pictures[(7, 3)] = f32::INFINITY;
        assert_eq!(ask(&pictures, &labels, 5, 0.2), "not-finite");
    }
}
