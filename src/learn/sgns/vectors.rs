//! The two tables of vectors, and the update that everything comes down to.

use super::sigmoid::Sigmoid;
use crate::linalg::{LANES, Lanes, dot, plus_scaled};
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
    /// How many chunks a row has.
    chunks: usize,
    input: Vec<Lanes>,
    output: Vec<Lanes>,
    /// Room for what one update does to each target: where its row starts, and how far it goes along v.
    steps: Vec<(usize, f32)>,
}

/// The update was not made: a product of two vectors is no longer a reasonable number.
#[derive(Debug)]
pub(crate) struct Diverged;

impl Vectors {
    /// gensim's start: inputs uniform in ±1/dimensions, outputs zero. word2vec's ±½/dimensions ends at a higher loss.
    pub fn new(words: usize, dimensions: usize, seed: u64) -> Self {
        let chunks = dimensions.div_ceil(LANES);
        let mut input = vec![[0.0; LANES]; words * chunks];
        let mut generator = generator(seed, "sgns vectors");
        for row in input.chunks_exact_mut(chunks) {
            for value in &mut row.as_flattened_mut()[..dimensions] {
                *value = (2.0 * generator.random::<f32>() - 1.0) / dimensions as f32;
            }
        }
        Vectors { dimensions, chunks, input, output: vec![[0.0; LANES]; words * chunks], steps: Vec::new() }
    }

    /// One step of gradient descent on the loss of a pair, −log σ(v·u₀) − Σₖ log σ(−v·uₖ) (Mikolov et al. 2013,
    /// equation 4), and the loss before it. `word` has v; `targets` are the word beside it, which has u₀, and the
    /// negatives. With d/dx −log σ(x) = σ(x) − 1 and d/dx −log σ(−x) = σ(x), the gradient is
    ///
    /// ∂/∂v = Σₖ (σ(v·uₖ) − yₖ) uₖ and ∂/∂uₖ = (σ(v·uₖ) − yₖ) v, where y is 1 for u₀ and 0 for the negatives.
    ///
    /// A negative that was drawn twice is learned twice.
    #[inline]
    pub fn update(&mut self, word: u32, targets: &[u32], rate: f32, sigmoid: &Sigmoid) -> Result<f32, Diverged> {
        let chunks = self.chunks;
        let start = |word: u32| word as usize * chunks;
        let v = &mut self.input[start(word)..start(word) + chunks];
        let mut loss = 0.0;
        self.steps.clear();
        for (index, &target) in targets.iter().enumerate() {
            let product = dot(v, &self.output[start(target)..start(target) + chunks]);
            if product.is_nan() || product.abs() > LARGEST_PRODUCT {
                return Err(Diverged);
            }
            let (probability, softplus) = sigmoid.at(product);
            let (label, part) = if index == 0 { (1.0, softplus - product) } else { (0.0, softplus) };
            loss += part;
            self.steps.push((start(target), rate * (label - probability)));
        }
        for (chunk, v) in v.iter_mut().enumerate() {
            let mut changed = *v;
            for &(start, step) in &self.steps {
                let u = &mut self.output[start + chunk];
                changed = plus_scaled(changed, step, *u);
                *u = plus_scaled(*u, step, *v);
            }
            *v = changed;
        }
        Ok(loss)
    }

    /// The input vectors without the padding.
    pub fn write_input(&self, out: &mut [f32]) {
        self.write(&self.input, out);
    }

    /// The output vectors without the padding.
    pub fn write_output(&self, out: &mut [f32]) {
        self.write(&self.output, out);
    }

    fn write(&self, table: &[Lanes], out: &mut [f32]) {
        for (out, row) in out.chunks_exact_mut(self.dimensions).zip(table.chunks_exact(self.chunks)) {
            out.copy_from_slice(&row.as_flattened()[..self.dimensions]);
        }
    }

    /// The input vector of a word.
    pub fn input_row(&self, word: u32) -> &[f32] {
        &self.input[word as usize * self.chunks..][..self.chunks].as_flattened()[..self.dimensions]
    }

    /// The output vector of a word.
    pub fn output_row(&self, word: u32) -> &[f32] {
        &self.output[word as usize * self.chunks..][..self.chunks].as_flattened()[..self.dimensions]
    }

    /// v·u of an input and an output vector, summed as an update sums it.
    pub fn product(&self, input: u32, output: u32) -> f32 {
        let row = |table: &'_ [Lanes], word: u32| -> Vec<Lanes> {
            table[word as usize * self.chunks..][..self.chunks].to_vec()
        };
        dot(&row(&self.input, input), &row(&self.output, output))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    const RATE: f32 = 0.1;

    impl Vectors {
        fn from_tables(dimensions: usize, input: &[f32], output: &[f32]) -> Self {
            let mut vectors = Vectors::new(input.len() / dimensions, dimensions, 0);
            for (table, values) in [(&mut vectors.input, input), (&mut vectors.output, output)] {
                for (row, values) in table.chunks_exact_mut(vectors.chunks).zip(values.chunks_exact(dimensions)) {
                    row.as_flattened_mut()[..dimensions].copy_from_slice(values);
                }
            }
            vectors
        }

        /// The input and the output vectors without the padding, which must be zero.
        fn tables(&self) -> [Vec<f64>; 2] {
            [&self.input, &self.output].map(|table| {
                let rows = table.chunks_exact(self.chunks).map(|row| row.as_flattened().split_at(self.dimensions));
                let used = rows.map(|(used, padding)| {
                    assert!(padding.iter().all(|&value| value == 0.0));
                    used
                });
                used.flatten().map(|&value| f64::from(value)).collect()
            })
        }
    }

    /// The loss of a pair from its formula.
    fn loss([input, output]: &[Vec<f64>; 2], dimensions: usize, word: u32, targets: &[u32]) -> f64 {
        let row = |table: &[f64], word: u32| table[word as usize * dimensions..][..dimensions].to_vec();
        let v = row(input, word);
        let parts = targets.iter().enumerate().map(|(index, &target)| {
            let product: f64 = v.iter().zip(row(output, target)).map(|(v, u)| v * u).sum();
            (1.0 + if index == 0 { -product } else { product }.exp()).ln()
        });
        parts.sum()
    }

    proptest! {
        #[test]
        fn an_update_follows_the_gradient_of_the_loss(
            dimensions in 1usize..20, values in prop::collection::vec(-0.7f32..0.7, 2 * 4 * 20),
        ) {
            const TARGETS: [u32; 3] = [2, 0, 1];
            let mut vectors = Vectors::from_tables(dimensions, &values[..4 * dimensions], &values[80..][..4 * dimensions]);
            let before = vectors.tables();
            let found = vectors.update(1, &TARGETS, RATE, &Sigmoid::new()).unwrap();
            let after = vectors.tables();
            prop_assert!((f64::from(found) - loss(&before, dimensions, 1, &TARGETS)).abs() < 3e-5);
            for (table, index) in (0..2).flat_map(|table| (0..4 * dimensions).map(move |index| (table, index))) {
                const STEP: f64 = 1e-4;
                let at = |step: f64| {
                    let mut moved = before.clone();
                    moved[table][index] += step;
                    loss(&moved, dimensions, 1, &TARGETS)
                };
                let slope = (at(STEP) - at(-STEP)) / (2.0 * STEP);
                let moved = after[table][index] - before[table][index];
                prop_assert!((moved + f64::from(RATE) * slope).abs() < 2e-6, "{} {}: {} {}", table, index, moved, slope);
            }
        }
    }

    #[test]
    fn updates_agree_with_jax() {
        let golden: Value = serde_json::from_str(include_str!("../../../tests/reference/sgns.json")).unwrap();
        let numbers =
            |value: &Value| -> Vec<f64> { value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect() };
        let floats = |value: &Value| -> Vec<f32> { numbers(value).iter().map(|&value| value as f32).collect() };
        let dimensions = golden["dimensions"].as_u64().unwrap() as usize;
        let rate = golden["rate"].as_f64().unwrap() as f32;
        for update in golden["updates"].as_array().unwrap() {
            let mut vectors = Vectors::from_tables(dimensions, &floats(&golden["input"]), &floats(&golden["output"]));
            let word = update["word"].as_u64().unwrap() as u32;
            let targets: Vec<u32> = numbers(&update["targets"]).iter().map(|&target| target as u32).collect();
            let loss = vectors.update(word, &targets, rate, &Sigmoid::new()).unwrap();
            assert!((f64::from(loss) - update["loss"].as_f64().unwrap()).abs() < 1e-5 * f64::from(loss));
            let expected = [numbers(&update["input"]), numbers(&update["output"])];
            for (found, expected) in vectors.tables().iter().flatten().zip(expected.iter().flatten()) {
                assert!((found - expected).abs() < 1e-6, "{found} {expected}");
            }
        }
    }

    #[test]
    fn a_negative_drawn_twice_is_learned_twice() {
        let tables = |targets: &[u32]| {
            let mut vectors = Vectors::from_tables(1, &[0.5, 0.0], &[0.2, -0.4]);
            vectors.update(0, targets, 1e-3, &Sigmoid::new()).unwrap();
            vectors.tables()
        };
        let (once, twice) = (tables(&[0, 1]), tables(&[0, 1, 1]));
        assert!(((twice[1][1] + 0.4) - 2.0 * (once[1][1] + 0.4)).abs() < 1e-6);
    }

    #[test]
    fn an_unreasonable_product_is_refused_while_the_vectors_are_finite() {
        let mut vectors = Vectors::from_tables(2, &[1e20, 1e20], &[1.0, 1.0]);
        let before = vectors.tables();
        assert!(vectors.update(0, &[0], RATE, &Sigmoid::new()).is_err());
        assert_eq!(vectors.tables(), before);
    }
}
