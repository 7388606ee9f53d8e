//! The curve that says how near two points of the picture are, and its two parameters.

/// Places at which the curve is fitted, and passes of the fit after which it is as good as it gets.
const PLACES: usize = 300;
const PASSES: usize = 200;

/// a and b for which 1 / (1 + a·x^2b) comes closest, in least squares, to a curve that is 1 up to `min_dist` and then falls
/// by 1/e every `spread`, at 300 places from 0 to 3 · `spread` (umap-learn's `find_ab_params`).
///
/// Levenberg and Marquardt's method (Marquardt 1963).
pub(super) fn fit(spread: f64, min_dist: f64) -> (f64, f64) {
    // In units of the spread, so that the fit behaves alike for all; a takes the unit back.
    let near = min_dist / spread;
    let place = |index: usize| 3.0 * index as f64 / (PLACES - 1) as f64;
    let wanted = |x: f64| if x < near { 1.0 } else { (near - x).exp() };
    // ln a instead of a, which must be positive.
    let residuals = |[log_a, b]: [f64; 2]| {
        (0..PLACES).map(move |index| {
            let x = place(index);
            let power = if x > 0.0 { (log_a + 2.0 * b * x.ln()).exp() } else { 0.0 };
            let value = 1.0 / (1.0 + power);
            let slope = -value * value * power;
            let by_b = if x > 0.0 { 2.0 * x.ln() * slope } else { 0.0 };
            (value - wanted(x), [slope, by_b])
        })
    };
    let error = |at: [f64; 2]| residuals(at).map(|(residual, _)| residual * residual).sum::<f64>();
    let mut at = [0.0, 1.0];
    let (mut best, mut damping) = (error(at), 1e-3);
    for _ in 0..PASSES {
        let (mut matrix, mut right) = ([[0.0; 2]; 2], [0.0; 2]);
        for (residual, slopes) in residuals(at) {
            for i in 0..2 {
                right[i] -= residual * slopes[i];
                (0..2).for_each(|j| matrix[i][j] += slopes[i] * slopes[j]);
            }
        }
        let (p, q, r) = (matrix[0][0] * (1.0 + damping), matrix[0][1], matrix[1][1] * (1.0 + damping));
        let determinant = p * r - q * q;
        let step = [(r * right[0] - q * right[1]) / determinant, (p * right[1] - q * right[0]) / determinant];
        let next = [at[0] + step[0], at[1] + step[1]];
        let reached = error(next);
        if reached < best {
            (at, best, damping) = (next, reached, damping * 0.1);
        } else if damping > 1e12 {
            break;
        } else {
            damping *= 10.0;
        }
    }
    let [log_a, b] = at;
    ((log_a - 2.0 * b * spread.ln()).exp(), b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_of_the_family_is_near_its_own_fit() {
        // A larger spread only stretches the curve.
        let ((a, b), (wide_a, wide_b)) = (fit(1.0, 0.1), fit(2.0, 0.2));
        assert!((b - wide_b).abs() < 1e-9);
        assert!((a / 2.0_f64.powf(2.0 * b) - wide_a).abs() < 1e-9);
    }
}
