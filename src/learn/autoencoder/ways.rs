//! The ways through a bottleneck: plain, denoising, sparse, variational.

use super::variational::Variational;
use crate::learn::network::Learner;
use crate::random::fill_normal;

/// The rows as the encoder of a denoising autoencoder gets them; without noise, the rows themselves.
pub(super) fn corrupt<'i>(input: &'i [f32], noisy: &'i mut [f32], deviation: f64, seed: u64, step: u64) -> &'i [f32] {
    let Some(noisy) = noisy.get_mut(..input.len()).filter(|_| deviation > 0.0) else {
        return input;
    };
    fill_normal(noisy, seed, &format!("corruption of step {step}"));
    noisy.iter_mut().zip(input).for_each(|(noisy, value)| *noisy = value + deviation as f32 * *noisy);
    noisy
}

/// Adds the gradient of `price` · Σ |code| to that by the codes. At 0, where there is none, it adds nothing.
pub(super) fn charge(codes: &[f32], gradient: &mut [f32], price: f64) {
    if price > 0.0 {
        for (gradient, &code) in gradient.iter_mut().zip(codes) {
            let sign = if code == 0.0 { 0.0 } else { code.signum() };
            *gradient += price as f32 * sign;
        }
    }
}

/// The codes of a batch: as the decoder gets them, and as they are shown.
pub(super) struct Codes<'c> {
    pub drawn: &'c [f32],
    pub shown: &'c [f32],
}

/// Sends `count` rows through the encoder, and through the bottleneck of a variational one.
pub(super) fn pass<'c>(
    encoder: &'c mut Learner,
    variational: &'c mut Option<Variational>,
    input: &[f32],
    count: usize,
    step: u64,
) -> Codes<'c> {
    encoder.forward(input);
    let outputs = encoder.output(count);
    match variational {
        None => Codes { drawn: outputs, shown: outputs },
        Some(one) => {
            one.draw(outputs, step);
            Codes { drawn: one.codes(count), shown: one.means(count) }
        }
    }
}
