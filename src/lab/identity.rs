//! How far Levy and Goldberg's identity holds: v·u against shifted PMI.

use super::{Id, Lab};
use crate::error::{Error, Result};
use crate::linalg::dot_f64;
use crate::random::generator;
use crate::represent::{Cooccurrence, Weighting};
use rand::RngExt;

/// Which pairs are looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IdentityQuery {
    /// How many pairs at most.
    pub pairs: usize,
    /// Only pairs that are counted at least this often: the PMI of rare ones is mostly chance.
    pub min_count: f64,
    /// Which of them are chosen.
    pub seed: u64,
}

/// A sample of pairs of words, one entry each, and how well the two sides agree.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Identity {
    /// The word with the input vector v.
    pub contexts: Vec<u32>,
    /// The word with the output vector u.
    pub centers: Vec<u32>,
    /// v·u.
    pub products: Vec<f32>,
    /// log (x(i, j) / (x(i) · P(j))) − log k: what v·u is where the loss is least.
    pub shifted_pmi: Vec<f32>,
    /// How often the trainer meets the pair in one reading, on average.
    pub counts: Vec<f32>,
    /// How many pairs there are to choose from.
    pub eligible: usize,
    /// Pearson's correlation of the two over the sample; 0 if one of them does not vary.
    pub correlation: f64,
}

impl Lab {
    /// Compares the products of a skip-gram run's vectors with the shifted PMI that they are to approximate (Levy and
    /// Goldberg 2014). The expected counts x are those of the trainer: random windows (linear weights), subsampling; and
    /// P(j) is the noise distribution, so that any power is compared with its own optimum. With power 1 and without
    /// subsampling this is PMI − log k.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the run does not learn from pairs of words, [`Error::OutOfRange`]
    /// without pairs, [`Error::Empty`] if no pair is counted often enough.
    pub fn identity(&self, run: Id, query: IdentityQuery) -> Result<Identity> {
        const OPERATION: &str = "identity";
        let run = self.run(OPERATION, run)?;
        let skip_gram = run.skip_gram(OPERATION)?;
        let corpus = run.dataset().corpus(OPERATION)?;
        if query.pairs == 0 {
            return Err(Error::out_of_range(OPERATION, "pairs", 0, "at least 1"));
        }
        let kept = skip_gram.kept();
        let mut counting = Cooccurrence::new(corpus, skip_gram.window(), Weighting::Linear, 0.0)?;
        counting.advance(corpus, usize::MAX)?;
        let counts = counting
            .into_matrix()
            .map(|row, column, count| (f64::from(count) * kept[row] * kept[column as usize]) as f32);
        let (sums, _) = counts.sums();

        // A uniform sample in one pass (Vitter's algorithm R).
        let mut generator = generator(query.seed, "identity");
        let mut sample: Vec<(u32, u32, f32)> = Vec::new();
        let mut eligible = 0u64;
        for row in 0..counts.rows() {
            for (column, count) in counts.entries(row).filter(|entry| f64::from(entry.1) >= query.min_count) {
                eligible += 1;
                let pair = (row as u32, column, count);
                if sample.len() < query.pairs {
                    sample.push(pair);
                } else if let Some(chosen) = sample.get_mut(generator.random_range(0..eligible) as usize) {
                    *chosen = pair;
                }
            }
        }
        if sample.is_empty() {
            let expected = format!("no pair is counted {} times; ask for a smaller minCount", query.min_count);
            return Err(Error::Empty { operation: OPERATION, what: "the sample of pairs", expected });
        }
        let (input, _, columns) = run.embedding()?;
        let output = run.trainer().output_vectors().unwrap_or_default();
        let row = |table: &'_ [f32], word: u32| -> std::ops::Range<usize> {
            let start = word as usize * columns;
            start..(start + columns).min(table.len())
        };
        let (noise, shift) = (skip_gram.noise(), (skip_gram.negatives() as f64).ln());
        let mut found = Identity { eligible: eligible as usize, ..Identity::default() };
        for (context, center, count) in sample {
            let product = dot_f64(&input[row(&input, context)], &output[row(&output, center)]);
            let expected = (f64::from(count) / (sums[context as usize] * noise[center as usize])).ln() - shift;
            found.contexts.push(context);
            found.centers.push(center);
            found.products.push(product as f32);
            found.shifted_pmi.push(expected as f32);
            found.counts.push(count);
        }
        found.correlation = correlation(&found.products, &found.shifted_pmi);
        Ok(found)
    }
}

fn correlation(a: &[f32], b: &[f32]) -> f64 {
    let mean = |values: &[f32]| values.iter().map(|&value| f64::from(value)).sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut cross, mut square_a, mut square_b) = (0.0, 0.0, 0.0);
    for (&a, &b) in a.iter().zip(b) {
        let (a, b) = (f64::from(a) - mean_a, f64::from(b) - mean_b);
        cross += a * b;
        square_a += a * a;
        square_b += b * b;
    }
    if square_a > 0.0 && square_b > 0.0 { cross / (square_a * square_b).sqrt() } else { 0.0 }
}
