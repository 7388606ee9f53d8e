//! The bottleneck of a variational autoencoder: codes are drawn from what the encoder says, and the loss is a bound.

use super::model::copy_codes;
use crate::error::{Error, Result};
use crate::learn::network::{
    binary_cross_entropy, gaussian_divergence, mean_squared_error, reparameterize, reparameterize_backward,
};
use crate::learn::scaling::Scaling;
use crate::random::fill_normal;
use ndarray::ArrayView2;

/// A component that carries at least this much, in nats, is in use.
const ACTIVE: f64 = 0.01;

/// How the data is said to be made from a decoder's outputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Likelihood {
    /// Each value is normal about its output, with this standard deviation in the network's unit.
    Gaussian(f64),
    /// Each value, from 0 to 1, is the probability of ink; outputs are logits.
    Bernoulli,
}

impl Likelihood {
    /// The names that [`Likelihood::from_name`] knows.
    pub const NAMES: &'static [&'static str] = &["gaussian", "bernoulli"];

    pub fn from_name(name: &str, sigma: f64) -> Self {
        if name == "bernoulli" { Likelihood::Bernoulli } else { Likelihood::Gaussian(sigma) }
    }

    /// How rows go into the network and come out of it.
    pub fn scaling(self, id: &'static str, all: ArrayView2<'_, f32>, training: ArrayView2<'_, f32>) -> Result<Scaling> {
        if self != Likelihood::Bernoulli {
            return Ok(Scaling::fit(training));
        }
        match all.indexed_iter().find(|(_, value)| !(0.0..=1.0).contains(*value)) {
            None => Ok(Scaling::logits(all.ncols())),
            Some(((row, column), value)) => Err(Error::Unsupported {
                operation: id,
                what: format!("the likelihood \"bernoulli\" of {value} in row {row}, column {column}"),
                expected: "values from 0 to 1, or the likelihood \"gaussian\"".into(),
            }),
        }
    }

    /// The mean over all rows of −ln p(x | z) in nats, and its gradient by the outputs.
    fn loss(self, outputs: &[f32], targets: &[f32], columns: usize, gradient: &mut [f32]) -> f64 {
        let width = columns as f64;
        let (loss, factor, constant) = match self {
            Likelihood::Bernoulli => (binary_cross_entropy(outputs, targets, gradient), width, 0.0),
            Likelihood::Gaussian(sigma) => {
                let variance = sigma * sigma;
                let constant = 0.5 * width * (2.0 * std::f64::consts::PI * variance).ln();
                (mean_squared_error(outputs, targets, columns, gradient), 0.5 * width / variance, constant)
            }
        };
        gradient.iter_mut().for_each(|value| *value *= factor as f32);
        loss * factor + constant
    }
}

/// What lies between encoder and decoder, with room for a batch.
#[derive(Debug)]
pub(super) struct Variational {
    pub likelihood: Likelihood,
    /// β before warming up; live.
    pub beta: f64,
    first_beta: f64,
    /// Steps until β has its full weight.
    warm_up: u64,
    seed: u64,
    components: usize,
    noise: Vec<f32>,
    codes: Vec<f32>,
    means: Vec<f32>,
    code_gradient: Vec<f32>,
}

impl Variational {
    /// Makes room for batches of up to `rows` rows.
    pub fn new(likelihood: Likelihood, beta: f64, warm_up: u64, components: usize, rows: usize) -> Self {
        let room = || vec![0.0; rows * components];
        let [noise, codes, means, code_gradient] = [room(), room(), room(), room()];
        Variational {
            likelihood,
            beta,
            first_beta: beta,
            warm_up,
            seed: 0,
            components,
            noise,
            codes,
            means,
            code_gradient,
        }
    }

    pub fn reset(&mut self, seed: u64) {
        (self.seed, self.beta) = (seed, self.first_beta);
    }

    /// β as it weighs at that step: it rises from 0 in a straight line while it warms up (Bowman et al. 2016).
    pub fn weight(&self, step: u64) -> f64 {
        if step < self.warm_up { self.beta * step as f64 / self.warm_up as f64 } else { self.beta }
    }

    /// Draws a code for each row of the encoder's outputs. The noise depends on the seed and the step only.
    pub fn draw(&mut self, outputs: &[f32], step: u64) {
        let count = outputs.len() / 2;
        fill_normal(&mut self.noise[..count], self.seed, &format!("vae noise of step {step}"));
        reparameterize(outputs, &self.noise[..count], self.components, &mut self.codes[..count]);
        copy_codes(outputs, self.components, &mut self.means[..count]);
    }

    /// The codes that were drawn last for so many rows.
    pub fn codes(&self, rows: usize) -> &[f32] {
        &self.codes[..rows * self.components]
    }

    /// Their means.
    pub fn means(&self, rows: usize) -> &[f32] {
        &self.means[..rows * self.components]
    }

    /// The codes that were drawn last, and room for the gradient by them.
    pub fn codes_and_gradient(&mut self, rows: usize) -> (&[f32], &mut [f32]) {
        let count = rows * self.components;
        (&self.codes[..count], &mut self.code_gradient[..count])
    }

    /// The mean over all rows of −ln p(x | z), and its gradient by the decoder's outputs; adds the divergence of each
    /// component to its sum, and returns the mean over all rows of their total, too. Both in nats.
    pub fn losses(
        &self,
        encoded: &[f32],
        decoded: (&[f32], &mut [f32]),
        targets: &[f32],
        sums: &mut [f64],
    ) -> (f64, f64) {
        let rows = encoded.len() / (2 * self.components);
        let before: f64 = sums.iter().sum();
        gaussian_divergence(encoded, sums);
        let divergence = (sums.iter().sum::<f64>() - before) / rows.max(1) as f64;
        let columns = targets.len() / rows.max(1);
        (self.likelihood.loss(decoded.0, targets, columns, decoded.1), divergence)
    }

    /// The gradient of the whole loss by the encoder's outputs, once that by the codes is known.
    pub fn backward(&self, outputs: &[f32], weight: f64, gradient: &mut [f32]) {
        let count = outputs.len() / 2;
        let (noise, code_gradient) = (&self.noise[..count], &self.code_gradient[..count]);
        reparameterize_backward(outputs, noise, self.components, weight, code_gradient, gradient);
    }

    /// How many of these divergences, each in nats per row, say that their component is in use.
    pub fn active(divergences: &[f64]) -> usize {
        divergences.iter().filter(|&&divergence| divergence >= ACTIVE).count()
    }
}
