//! The two tables of vectors, and the update that everything comes down to.

use super::sigmoid::Sigmoid;
use crate::linalg::{add_scaled, dot, padded};
use crate::random::generator;
use rand::RngExt;

/// Beyond this, products of vectors are a sign of divergence; the vectors themselves are still finite.
const LARGEST_PRODUCT: f32 = 1e6;

/// An input vector v and an output vector u for each word; rows are padded with zeros, which every update leaves zero.
///
/// The input vectors are the embedding. The output vectors say which input vectors a word likes to stand beside.
#[derive(Debug, Clone)]
pub(crate) struct Vectors {
    dimensions: usize,
    stride: usize,
    pub input: Vec<f32>,
    pub output: Vec<f32>,
    /// Room for the sum Σ g·u of one update, so that every u is learned from the v before it.
    change: Vec<f32>,
}

/// The update was not made: a product of two vectors is no longer a reasonable number.
#[derive(Debug)]
pub(crate) struct Diverged;

impl Vectors {
    /// word2vec's start: inputs uniform in ±½/dimensions, outputs zero.
    pub fn new(words: usize, dimensions: usize, seed: u64) -> Self {
        let stride = padded(dimensions);
        let mut input = vec![0.0; words * stride];
        let mut generator = generator(seed, "sgns vectors");
        for row in input.chunks_exact_mut(stride) {
            for value in &mut row[..dimensions] {
                *value = (generator.random::<f32>() - 0.5) / dimensions as f32;
            }
        }
        Vectors { dimensions, stride, input, output: vec![0.0; words * stride], change: vec![0.0; stride] }
    }

    /// One step of gradient descent on the loss of a pair, −log σ(v·u₀) − Σₖ log σ(−v·uₖ) (Mikolov et al. 2013,
    /// equation 4), and the loss before it. `word` has v; `targets` are the word beside it, which has u₀, and the
    /// negatives. With d/dx −log σ(x) = σ(x) − 1 and d/dx −log σ(−x) = σ(x), the gradient is
    ///
    /// ∂/∂v = Σₖ (σ(v·uₖ) − yₖ) uₖ and ∂/∂uₖ = (σ(v·uₖ) − yₖ) v, where y is 1 for u₀ and 0 for the negatives.
    ///
    /// A negative that was drawn twice is learned twice, one after the other.
    #[inline]
    pub fn update(&mut self, word: u32, targets: &[u32], rate: f32, sigmoid: &Sigmoid) -> Result<f32, Diverged> {
        let at = |word: u32| word as usize * self.stride..(word as usize + 1) * self.stride;
        let v = &mut self.input[at(word)];
        self.change.fill(0.0);
        let mut loss = 0.0;
        let mut positive = true;
        for &target in targets {
            let u = &mut self.output[at(target)];
            let product = dot(v, u);
            if product.is_nan() || product.abs() > LARGEST_PRODUCT {
                return Err(Diverged);
            }
            let (probability, softplus) = sigmoid.at(product);
            let (label, part) = if positive { (1.0, softplus - product) } else { (0.0, softplus) };
            positive = false;
            loss += part;
            let step = rate * (label - probability);
            for ((u, v), change) in u.iter_mut().zip(v.iter()).zip(&mut self.change) {
                *change += step * *u;
                *u += step * v;
            }
        }
        add_scaled(1.0, &self.change, v);
        Ok(loss)
    }

    /// The input vectors without the padding.
    pub fn write_input(&self, out: &mut [f32]) {
        for (out, row) in out.chunks_exact_mut(self.dimensions).zip(self.input.chunks_exact(self.stride)) {
            out.copy_from_slice(&row[..self.dimensions]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DIMENSIONS: usize = 5;
    const RATE: f32 = 0.1;

    fn vectors(seed: u64) -> Vectors {
        let mut vectors = Vectors::new(4, DIMENSIONS, seed);
        // Output vectors start at zero, which would hide half of the gradient.
        vectors.output = vectors.input.iter().rev().map(|value| value * 7.0).collect();
        let stride = vectors.stride;
        vectors.output.chunks_exact_mut(stride).for_each(|row| {
            row.rotate_left(stride - DIMENSIONS);
        });
        vectors.input.iter_mut().for_each(|value| *value *= 7.0);
        vectors
    }

    /// The loss of a pair from its formula, in f64.
    fn loss(vectors: &Vectors, word: usize, targets: &[u32]) -> f64 {
        let row = |table: &[f32], word: usize| -> Vec<f64> {
            table[word * vectors.stride..][..DIMENSIONS].iter().map(|&value| f64::from(value)).collect()
        };
        let v = row(&vectors.input, word);
        let parts = targets.iter().enumerate().map(|(index, &target)| {
            let product: f64 = v.iter().zip(row(&vectors.output, target as usize)).map(|(v, u)| v * u).sum();
            let x = if index == 0 { product } else { -product };
            -(1.0 / (1.0 + (-x).exp())).ln()
        });
        parts.sum()
    }

    proptest! {
        #[test]
        fn an_update_follows_the_gradient_of_the_loss(seed in 0u64..1000) {
            const TARGETS: [u32; 3] = [2, 0, 1];
            let before = vectors(seed);
            let mut after = before.clone();
            let found = after.update(1, &TARGETS, RATE, &Sigmoid::new()).unwrap();
            prop_assert!((f64::from(found) - loss(&before, 1, &TARGETS)).abs() < 3e-5);
            let difference = |change: &dyn Fn(&mut Vectors, f32)| {
                const STEP: f32 = 1.0 / 64.0;
                let at = |step| { let mut moved = before.clone(); change(&mut moved, step); loss(&moved, 1, &TARGETS) };
                (at(STEP) - at(-STEP)) / f64::from(2.0 * STEP)
            };
            for index in 0..before.input.len() {
                let by_v = difference(&|vectors, step| vectors.input[index] += step);
                let moved = f64::from(after.input[index] - before.input[index]);
                prop_assert!((moved + f64::from(RATE) * by_v).abs() < 2e-5, "v {}: {} {}", index, moved, by_v);
                let by_u = difference(&|vectors, step| vectors.output[index] += step);
                let moved = f64::from(after.output[index] - before.output[index]);
                prop_assert!((moved + f64::from(RATE) * by_u).abs() < 2e-5, "u {}: {} {}", index, moved, by_u);
            }
        }
    }

    #[test]
    fn an_unreasonable_product_is_refused_while_the_vectors_are_finite() {
        let mut vectors = vectors(0);
        vectors.input[..DIMENSIONS].fill(1e20);
        let before = vectors.input.clone();
        assert!(vectors.update(0, &[1, 2], RATE, &Sigmoid::new()).is_err());
        assert_eq!(vectors.input, before);
    }
}
