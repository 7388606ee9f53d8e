//! What the networks minimize.

/// Number of partial sums: as many as two vector registers hold, so that the sum need not run one by one.
const LANES: usize = 8;

/// The mean over all values of (output − target)², and its gradient by the outputs, 2 (output − target) / count.
///
/// All three slices have the same length. The sum is made in f64, row by row of `columns` values.
pub fn mean_squared_error(outputs: &[f32], targets: &[f32], columns: usize, gradient: &mut [f32]) -> f64 {
    let factor = (2.0 / outputs.len().max(1) as f64) as f32;
    for ((gradient, output), target) in gradient.iter_mut().zip(outputs).zip(targets) {
        *gradient = (output - target) * factor;
    }
    sum_of_squared_differences(outputs, targets, columns) / outputs.len().max(1) as f64
}

/// The sum over all values of (output − target)², for the mean error of more rows than fit in one pass.
pub fn sum_of_squared_differences(outputs: &[f32], targets: &[f32], columns: usize) -> f64 {
    outputs.chunks(columns).zip(targets.chunks(columns)).map(|(a, b)| row_sum(a, b)).sum()
}

fn row_sum(outputs: &[f32], targets: &[f32]) -> f64 {
    let (outputs, targets) = (outputs.chunks_exact(LANES), targets.chunks_exact(LANES));
    let rest: f32 = outputs.remainder().iter().zip(targets.remainder()).map(|(a, b)| (a - b) * (a - b)).sum();
    let mut sums = [0.0_f32; LANES];
    for (outputs, targets) in outputs.zip(targets) {
        for ((sum, a), b) in sums.iter_mut().zip(outputs).zip(targets) {
            *sum += (a - b) * (a - b);
        }
    }
    f64::from(rest) + sums.iter().map(|&sum| f64::from(sum)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

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
