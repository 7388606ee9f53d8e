//! Codes that are normal distributions: what a variational autoencoder has between its halves.

/// Draws a code z = μ + e^(ln σ² / 2) ε for each row (the reparameterization trick, Kingma and Welling 2014, section 2.4).
///
/// `outputs` holds for each row the means μ of the components, then the logarithms of their variances ln σ²; `noise` (ε)
/// and `codes` (z) hold one value per row and component.
pub fn reparameterize(outputs: &[f32], noise: &[f32], components: usize, codes: &mut [f32]) {
    let rows = outputs.chunks_exact(2 * components).zip(noise.chunks_exact(components));
    for ((outputs, noise), codes) in rows.zip(codes.chunks_exact_mut(components)) {
        let (means, log_variances) = outputs.split_at(components);
        for (((code, mean), log_variance), noise) in codes.iter_mut().zip(means).zip(log_variances).zip(noise) {
            *code = mean + (0.5 * log_variance).exp() * noise;
        }
    }
}

/// The gradient by the outputs that [`reparameterize`] read, from the gradient by the codes that it drew, with the gradient
/// of `beta` × the mean over all rows of [`gaussian_divergence`] added.
pub fn reparameterize_backward(
    outputs: &[f32],
    noise: &[f32],
    components: usize,
    beta: f64,
    code_gradient: &[f32],
    gradient: &mut [f32],
) {
    let share = (beta / (noise.len() / components).max(1) as f64) as f32;
    let rows = outputs.chunks_exact(2 * components).zip(gradient.chunks_exact_mut(2 * components));
    let drawn = noise.chunks_exact(components).zip(code_gradient.chunks_exact(components));
    for ((outputs, gradient), (noise, by_code)) in rows.zip(drawn) {
        let (means, log_variances) = outputs.split_at(components);
        let (by_mean, by_log_variance) = gradient.split_at_mut(components);
        for component in 0..components {
            let deviation = (0.5 * log_variances[component]).exp();
            by_mean[component] = by_code[component] + share * means[component];
            by_log_variance[component] =
                0.5 * (by_code[component] * noise[component] * deviation + share * (deviation * deviation - 1.0));
        }
    }
}

/// Adds to each component's sum its divergence from the standard normal distribution, KL(N(μ, σ²) ‖ N(0, 1)) =
/// (μ² + σ² − 1 − ln σ²) / 2 in nats, over all rows of `outputs` (Kingma and Welling 2014, appendix B).
pub fn gaussian_divergence(outputs: &[f32], sums: &mut [f64]) {
    for outputs in outputs.chunks_exact(2 * sums.len().max(1)) {
        let (means, log_variances) = outputs.split_at(sums.len());
        for ((sum, &mean), &log_variance) in sums.iter_mut().zip(means).zip(log_variances) {
            let (mean, log_variance) = (f64::from(mean), f64::from(log_variance));
            *sum += 0.5 * (mean * mean + log_variance.exp() - 1.0 - log_variance);
        }
    }
}
