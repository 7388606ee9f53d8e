//! Sums over two rows, exact enough to rank by.
//!
//! Values are `f32`, sums are `f64`: a product of two `f32` is exact there. The order of the additions is written down
//! (eight interleaved sums), so that the bits are the same on every machine, and the compiler may use SIMD.

use super::fold_lane_pairs;

/// ‖a − b‖², of two rows of the same length.
pub fn squared_distance_f64(a: &[f32], b: &[f32]) -> f64 {
    sum(a, b, |a, b| (a - b) * (a - b))
}

/// a · b, of two rows of the same length.
pub fn dot_f64(a: &[f32], b: &[f32]) -> f64 {
    sum(a, b, |a, b| a * b)
}

fn sum(a: &[f32], b: &[f32], term: impl Fn(f64, f64) -> f64) -> f64 {
    let term = |a: f32, b: f32| term(f64::from(a), f64::from(b));
    let (sums, rest) = fold_lane_pairs(a, b, 0.0, |sum, a, b| sum + term(a, b));
    let rest: f64 = rest.map(|(&a, &b)| term(a, b)).sum();
    rest + sums.iter().sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_summed_whole() {
        for length in 0..40 {
            let a: Vec<f32> = (0..length).map(|i| i as f32).collect();
            let b: Vec<f32> = (0..length).map(|i| 2.0 * i as f32 + 1.0).collect();
            let expected: f64 = a.iter().zip(&b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
            assert_eq!(dot_f64(&a, &b), expected);
            let expected: f64 = (0..length).map(|i| (f64::from(i) + 1.0).powi(2)).sum();
            assert_eq!(squared_distance_f64(&a, &b), expected);
        }
    }

    #[test]
    fn nothing_overflows_or_vanishes() {
        assert!(squared_distance_f64(&[f32::MAX], &[-f32::MAX]).is_finite());
        assert!(dot_f64(&[1e-45], &[1e-45]) > 0.0);
    }
}
