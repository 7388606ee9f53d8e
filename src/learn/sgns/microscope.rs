//! A look at the updates of the coming step, one by one, that does not disturb the run.
//!
//! The step is played through on copies of the walk, of the generator and of the vectors: the same code with the same
//! numbers, so that what is shown is to the bit what the trainer does next.

use super::sigmoid::Sigmoid;
use super::vectors::Vectors;
use crate::error::{Error, Result};

/// What a trainer of pairs of words shows of its work.
pub trait SkipGram {
    /// The coming step's pairs, in order, the first `limit` of them, and how many there are.
    ///
    /// # Errors
    /// [`Error::Diverged`] if the run has left the finite numbers.
    fn pairs(&self, limit: usize) -> Result<(Vec<Pair>, usize)>;

    /// The update for pair number `pair` of the coming step, with those before it made.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if the step has no such pair, [`Error::Diverged`].
    fn update(&self, pair: usize) -> Result<Update>;

    /// With which probability each word is drawn as a negative.
    fn noise(&self) -> Vec<f64>;

    /// With which probability each word of the text is kept by subsampling.
    fn kept(&self) -> Vec<f64>;

    /// The largest distance of two words of a pair.
    fn window(&self) -> usize;

    /// How many negatives there are to a pair.
    fn negatives(&self) -> usize;
}

/// A pair of words of the text, and what it is contrasted with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The word whose input vector v is learned: one of those around the center.
    pub context: u32,
    /// The word that it predicts, whose output vector is u₀: the center of the window.
    pub center: u32,
    /// Their places in the text.
    pub context_place: u32,
    /// The center's.
    pub center_place: u32,
    /// The words drawn at random, whose output vectors are u₁, u₂, …; draws that hit the center are dropped.
    pub negatives: Vec<u32>,
}

/// One update, before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The pair.
    pub pair: Pair,
    /// Its number in the coming step, and how many that has.
    pub index: usize,
    /// See [`index`](Update::index).
    pub pairs: usize,
    /// How far the update goes along the negative gradient.
    pub learning_rate: f32,
    /// −log σ(v·u₀) − Σₖ log σ(−v·uₖ).
    pub loss: f32,
    /// v before the update, the gradient of the loss by it, and v after the update.
    pub vector: Change,
    /// The center first, then the negatives.
    pub targets: Vec<Target>,
}

/// A vector that an update changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// The vector before.
    pub before: Vec<f32>,
    /// The gradient of the loss by it.
    pub gradient: Vec<f32>,
    /// The vector after. A word that is a target twice moves twice, and v meets it the second time as the first has left
    /// it, which changes v by the square of the learning rate.
    pub after: Vec<f32>,
}

/// What one output vector has to do with an update.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The word.
    pub word: u32,
    /// y: 1 for the center, 0 for a negative.
    pub label: f32,
    /// v·u.
    pub product: f32,
    /// σ(v·u).
    pub sigmoid: f32,
    /// This word's part of the loss: −log σ(v·u), or −log σ(−v·u).
    pub loss: f32,
    /// σ(v·u) − y, the gradient of the loss by v·u.
    pub error: f32,
    /// u, and the gradient (σ(v·u) − y)·v by it.
    pub vector: Change,
}

/// The update that [`Vectors::update`] makes for a pair; the vectors are those after it then.
pub(super) fn inspect(
    vectors: &mut Vectors,
    pair: Pair,
    (index, pairs): (usize, usize),
    learning_rate: f32,
    sigmoid: &Sigmoid,
) -> std::result::Result<Update, super::vectors::Diverged> {
    let targets: Vec<u32> = std::iter::once(pair.center).chain(pair.negatives.iter().copied()).collect();
    let v = vectors.input_row(pair.context).to_vec();
    let mut gradient = vec![0.0; v.len()];
    let looked_at = |(place, &word): (usize, &u32)| {
        let u = vectors.output_row(word).to_vec();
        let product = vectors.product(pair.context, word);
        let (probability, softplus) = sigmoid.at(product);
        let (label, loss) = if place == 0 { (1.0, softplus - product) } else { (0.0, softplus) };
        let error = probability - label;
        gradient.iter_mut().zip(&u).for_each(|(sum, u)| *sum += error * u);
        let vector = Change { before: u, gradient: v.iter().map(|v| error * v).collect(), after: Vec::new() };
        Target { word, label, product, sigmoid: probability, loss, error, vector }
    };
    let mut targets_seen: Vec<Target> = targets.iter().enumerate().map(looked_at).collect();
    let loss = vectors.update(pair.context, &targets, learning_rate, sigmoid)?;
    for target in &mut targets_seen {
        target.vector.after = vectors.output_row(target.word).to_vec();
    }
    let after = vectors.input_row(pair.context).to_vec();
    let vector = Change { before: v, gradient, after };
    Ok(Update { pair, index, pairs, learning_rate, loss, vector, targets: targets_seen })
}

/// The error for a pair that the coming step does not have.
pub(super) fn no_such_pair(pair: usize, pairs: usize) -> Error {
    let expected = match pairs {
        0 => {
            "left out: the coming step has no pair, because its words were dropped or stand alone; step on".to_string()
        }
        _ => format!("less than {pairs}, the number of pairs in the coming step"),
    };
    Error::out_of_range("microscope", "pair", pair, expected)
}
