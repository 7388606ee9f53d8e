//! What the networks minimize.

use crate::linalg::{combine, fold_lane_pairs};

/// The mean over all values of (output − target)², and its gradient by the outputs, 2 (output − target) / count.
///
/// All three slices have the same length. The sum is made in f64, row by row of `columns` values.
pub fn mean_squared_error(outputs: &[f32], targets: &[f32], columns: usize, gradient: &mut [f32]) -> f64 {
    let factor = (2.0 / outputs.len().max(1) as f64) as f32;
    combine(gradient, outputs, targets, |output, target| (output - target) * factor);
    sum_of_squared_differences(outputs, targets, columns) / outputs.len().max(1) as f64
}

/// The sum over all values of (output − target)², for the mean error of more rows than fit in one pass.
pub fn sum_of_squared_differences(outputs: &[f32], targets: &[f32], columns: usize) -> f64 {
    outputs.chunks(columns).zip(targets.chunks(columns)).map(|(a, b)| row_sum(a, b)).sum()
}

/// Turns each row of `classes` values into probabilities: eˣ over the sum of the row's eˣ. The largest of the row is taken
/// off first, so that nothing overflows.
pub fn softmax(values: &mut [f32], classes: usize) {
    for row in values.chunks_exact_mut(classes.max(1)) {
        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.iter_mut().for_each(|value| *value = (*value - largest).exp());
        let sum: f32 = row.iter().sum();
        row.iter_mut().for_each(|value| *value /= sum);
    }
}

/// The mean over all rows of −ln of the softmax at its label, and its gradient by the logits, (softmax − one-hot) / rows.
///
/// `labels` holds one class from 0 to `classes` − 1 for each row. Made from differences of logits, the loss is finite
/// wherever they are.
pub fn softmax_cross_entropy(logits: &[f32], labels: &[u32], classes: usize, gradient: &mut [f32]) -> f64 {
    gradient.copy_from_slice(logits);
    softmax(gradient, classes);
    let rows = labels.len().max(1);
    let share = 1.0 / rows as f32;
    let mut sum = 0.0;
    let logits = logits.chunks_exact(classes.max(1));
    for ((logits, gradient), &label) in logits.zip(gradient.chunks_exact_mut(classes.max(1))).zip(labels) {
        let own = logits[label as usize];
        // −ln (eᵒ / Σ eˣ) = m − o + ln Σ eˣ⁻ᵐ, and the last sum is that by which the softmax of the largest was divided.
        let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let top = gradient
            .iter()
            .copied()
            .fold(0.0_f32, |top, value| if value > top || value.is_nan() { value } else { top });
        sum += f64::from(largest) - f64::from(own) - f64::from(top).ln();
        gradient[label as usize] -= 1.0;
        gradient.iter_mut().for_each(|value| *value *= share);
    }
    sum / rows as f64
}

/// How many rows have their largest value at their label.
pub fn count_correct(values: &[f32], labels: &[u32], classes: usize) -> usize {
    let rows = values.chunks_exact(classes.max(1)).zip(labels);
    rows.filter(|(row, label)| row.iter().all(|&value| value <= row[**label as usize])).count()
}

/// The mean over all values of the binary cross-entropy −t ln σ(x) − (1 − t) ln (1 − σ(x)) of logits x and targets t from
/// 0 to 1, and its gradient by the logits, (σ(x) − t) / count. Written as max(x, 0) − x t + ln (1 + e⁻|ˣ|), which is
/// finite for every x.
pub fn binary_cross_entropy(logits: &[f32], targets: &[f32], gradient: &mut [f32]) -> f64 {
    let share = 1.0 / logits.len().max(1) as f64;
    let mut sum = 0.0;
    for ((gradient, &logit), &target) in gradient.iter_mut().zip(logits).zip(targets) {
        let decay = (-logit.abs()).exp();
        // NaN must stay NaN, which `max` would drop.
        let positive = if logit < 0.0 { 0.0 } else { logit };
        sum += f64::from(positive - logit * target + decay.ln_1p());
        let sigmoid = if logit < 0.0 { decay } else { 1.0 } / (1.0 + decay);
        *gradient = (sigmoid - target) * share as f32;
    }
    sum * share
}

fn row_sum(outputs: &[f32], targets: &[f32]) -> f64 {
    let square = |a: f32, b: f32| (a - b) * (a - b);
    let (sums, rest) = fold_lane_pairs(outputs, targets, 0.0, |sum, output, target| sum + square(output, target));
    let rest: f32 = rest.map(|(&output, &target)| square(output, target)).sum();
    f64::from(rest) + sums.iter().map(|&sum| f64::from(sum)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cross_entropies_stay_finite_where_their_logits_do_and_nan_shows() {
        let mut gradient = [0.0; 6];
        let loss = softmax_cross_entropy(&[1000.0, -1000.0, 0.0, -50.0, 80.0, 80.0], &[1, 2], 3, &mut gradient);
        assert!((loss - (2000.0 + 2.0_f64.ln()) / 2.0).abs() < 1e-3, "{loss}");
        assert!((gradient[0] - 0.5).abs() < 1e-6 && (gradient[1] + 0.5).abs() < 1e-6 && gradient[5] == -0.25);
        let loss = binary_cross_entropy(&[200.0, -200.0, 0.0], &[0.0, 0.0, 0.5], &mut gradient[..3]);
        assert!((loss - (200.0 + 2.0_f64.ln()) / 3.0).abs() < 1e-4, "{loss}");
        assert!(softmax_cross_entropy(&[0.0, f32::NAN], &[0], 2, &mut gradient[..2]).is_nan());
        assert!(softmax_cross_entropy(&[f32::INFINITY, 1.0], &[0], 2, &mut gradient[..2]).is_nan());
        assert!(binary_cross_entropy(&[f32::NAN], &[1.0], &mut gradient[..1]).is_nan());
    }

    #[test]
    fn an_answer_is_right_if_nothing_is_larger_and_nan_is_not() {
        assert_eq!(count_correct(&[1.0, 2.0, 3.0, 0.0, f32::NAN, 1.0], &[1, 0, 1], 2), 2);
    }

    #[test]
    fn it_is_the_mean_of_the_squares_for_every_width() {
        for columns in [1, 7, 8, 21] {
            let outputs: Vec<f32> = (0..3 * columns).map(|i| (i as f32 * 0.7).sin()).collect();
            let targets: Vec<f32> = (0..3 * columns).map(|i| (i as f32 * 0.3).cos()).collect();
            let mut gradient = vec![0.0; outputs.len()];
            let loss = mean_squared_error(&outputs, &targets, columns, &mut gradient);
            let differences = outputs.iter().zip(&targets).map(|(a, b)| f64::from(a - b));
            let expected = differences.clone().map(|d| d * d).sum::<f64>() / outputs.len() as f64;
            assert!((loss - expected).abs() < 1e-6 * expected, "{columns} columns: {loss} against {expected}");
            for (gradient, difference) in gradient.iter().zip(differences) {
                assert!((f64::from(*gradient) - 2.0 * difference / outputs.len() as f64).abs() < 1e-6);
            }
        }
    }
}
