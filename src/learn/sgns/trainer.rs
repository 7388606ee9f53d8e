//! The trainer: the walk through the text, the draws, the updates, and the accounts of them.

use super::microscope::{Pair, SkipGram, Update, inspect, no_such_pair};
use super::noise::{Noise, noise_probabilities};
use super::sigmoid::Sigmoid;
use super::vectors::{Diverged, Vectors};
use super::walk::{Walk, keep_probabilities};
use super::{ID, SgnsParams, check_rates};
use crate::data::{Corpus, Dataset};
use crate::error::{Error, Result};
use crate::learn::{Detail, Details, Phase, StepReport, Trainer, check_out};
use crate::linalg::LANES;
use crate::parameters::Value;
use crate::random::{Generator, generator};
use std::sync::Arc;

/// Multiplications one step may take: 4 to 8 ms in a browser on a laptop.
const STEP_BUDGET: u64 = 20_000_000;

/// `losses` has at most about this many entries, however long the run.
const LOSSES: u64 = 1_000;

/// Skip-gram with negative sampling. A step reads the same number of words each time, the last of an epoch fewer. The
/// loss of a step is the mean over its pairs of −log σ(v·u) − Σ log σ(−v·u′), each before its own update.
pub(super) struct Sgns {
    data: Arc<Dataset>,
    /// Words in the whole text.
    tokens: usize,
    params: SgnsParams,
    /// The learning rate's start as it is now; `params` keeps the one a reset returns to.
    learning_rate: f64,
    words_per_step: usize,
    steps_per_epoch: u64,
    step: u64,
    vectors: Vectors,
    walk: Walk,
    noise: Noise,
    negatives: Generator,
    sigmoid: Sigmoid,
    /// Room for the center and the negatives of one pair.
    targets: Vec<u32>,
    diverged: bool,
    pairs: u64,
    loss: Option<f32>,
    losses: Vec<f64>,
    /// Sum and number of the losses since the last entry of `losses`.
    since_entry: (f64, u64),
}

impl Sgns {
    pub fn new(data: Arc<Dataset>, corpus: &Corpus, params: SgnsParams) -> Self {
        let tokens = corpus.tokens().len();
        let words_per_step = words_per_step(&params).min(tokens);
        Sgns {
            tokens,
            learning_rate: params.learning_rate,
            words_per_step,
            steps_per_epoch: tokens.div_ceil(words_per_step) as u64,
            step: 0,
            vectors: Vectors::new(corpus.vocabulary().len(), params.dimensions, params.seed),
            walk: Walk::new(corpus, params.window, params.sample, params.seed),
            noise: Noise::new(corpus.counts(), params.power),
            negatives: generator(params.seed, "sgns negatives"),
            sigmoid: Sigmoid::new(),
            targets: Vec::with_capacity(params.negatives + 1),
            diverged: false,
            pairs: 0,
            loss: None,
            losses: Vec::new(),
            since_entry: (0.0, 0),
            data,
            params,
        }
    }

    fn planned(&self) -> u64 {
        self.steps_per_epoch * self.params.epochs
    }

    fn steps_per_loss(&self) -> u64 {
        self.planned().div_ceil(LOSSES)
    }

    /// The learning rate of the coming step: on the straight line from the start to the end.
    fn current_rate(&self) -> f64 {
        let done = self.step as f64 / self.planned() as f64;
        self.learning_rate + done * (self.params.min_learning_rate - self.learning_rate)
    }

    fn divergence(&self) -> Error {
        Error::Diverged { method: ID, step: self.step, learning_rate: self.learning_rate }
    }

    fn words_read(&self) -> u64 {
        let (epochs, steps) = (self.step / self.steps_per_epoch, self.step % self.steps_per_epoch);
        epochs * self.tokens as u64 + steps * self.words_per_step as u64
    }

    /// Learns from the words up to place `end` of the text; the sum of the losses and their number.
    fn learn(&mut self, end: usize) -> Result<(f64, u64)> {
        let data = self.data.clone();
        let corpus = data.corpus(ID)?;
        let rate = self.current_rate() as f32;
        let (mut sum, mut pairs) = (0.0, 0);
        while let Some(stop) = self.walk.next(corpus, end) {
            for &word in stop.before.iter().chain(stop.after) {
                let targets = &mut self.targets;
                draw_targets(targets, stop.word, self.params.negatives, &self.noise, &mut self.negatives);
                match self.vectors.update(word, &self.targets, rate, &self.sigmoid) {
                    Ok(loss) => sum += f64::from(loss),
                    Err(Diverged) => {
                        self.diverged = true;
                        return Err(self.divergence());
                    }
                }
                pairs += 1;
            }
        }
        Ok((sum, pairs))
    }
}

/// The center, and the negatives that are drawn for one pair.
#[inline]
fn draw_targets(targets: &mut Vec<u32>, center: u32, negatives: usize, noise: &Noise, generator: &mut Generator) {
    targets.clear();
    targets.push(center);
    for _ in 0..negatives {
        let negative = noise.draw(generator);
        // As in word2vec, a draw that hits the center itself contrasts nothing and is dropped.
        if negative != center {
            targets.push(negative);
        }
    }
}

/// How many words of the text make one bounded step; a function of the parameters alone, so that equal runs have equal
/// steps.
fn words_per_step(params: &SgnsParams) -> usize {
    // The mean window is (window + 1) / 2 words to either side; each target costs a product and two sums, and about as
    // much as 40 multiplications for the draw and the logistic function.
    let per_target = 3 * params.dimensions.next_multiple_of(LANES) as u64 + 40;
    let per_word = (u64::from(params.window) + 1) * (params.negatives as u64 + 1) * per_target;
    let most = (STEP_BUDGET / per_word).max(1) as usize;
    if params.words_per_step == 0 { most } else { params.words_per_step.min(most) }
}

impl Sgns {
    /// Where the coming step ends in the text.
    fn step_end(&self) -> usize {
        let begin = (self.step % self.steps_per_epoch) as usize * self.words_per_step;
        (begin + self.words_per_step).min(self.tokens)
    }

    /// Calls `each` with the coming step's pairs, in order, until it says that it has seen enough.
    fn preview_pairs(&self, mut each: impl FnMut(Pair) -> Result<bool>) -> Result<()> {
        if self.diverged {
            return Err(self.divergence());
        }
        if self.step == self.planned() {
            return Ok(());
        }
        let corpus = self.data.corpus(ID)?;
        let (mut walk, mut generator, mut targets) = (self.walk.clone(), self.negatives.clone(), Vec::new());
        while let Some(stop) = walk.next(corpus, self.step_end()) {
            let (places, reach) = (stop.places, stop.before.len());
            let contexts = stop.before.iter().zip(places).chain(stop.after.iter().zip(&places[reach + 1..]));
            for (&context, &place) in contexts {
                draw_targets(&mut targets, stop.word, self.params.negatives, &self.noise, &mut generator);
                let pair = Pair {
                    context,
                    center: stop.word,
                    context_place: place as u32,
                    center_place: places[reach] as u32,
                    negatives: targets[1..].to_vec(),
                };
                if !each(pair)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

impl SkipGram for Sgns {
    fn pairs(&self, limit: usize) -> Result<(Vec<Pair>, usize)> {
        let (mut pairs, mut count) = (Vec::new(), 0);
        self.preview_pairs(|pair| {
            if count < limit {
                pairs.push(pair);
            }
            count += 1;
            Ok(true)
        })?;
        Ok((pairs, count))
    }

    fn update(&self, pair: usize) -> Result<Update> {
        let (_, pairs) = self.pairs(0)?;
        let rate = self.current_rate() as f32;
        let (mut vectors, mut index, mut found) = (self.vectors.clone(), 0, None);
        self.preview_pairs(|coming| {
            if index == pair {
                let update = inspect(&mut vectors, coming, (index, pairs), rate, &self.sigmoid);
                found = Some(update.map_err(|Diverged| self.divergence())?);
                return Ok(false);
            }
            index += 1;
            let targets: Vec<u32> = std::iter::once(coming.center).chain(coming.negatives).collect();
            let made = vectors.update(coming.context, &targets, rate, &self.sigmoid);
            made.map(|_| true).map_err(|Diverged| self.divergence())
        })?;
        found.ok_or_else(|| no_such_pair(pair, pairs))
    }

    fn noise(&self) -> Vec<f64> {
        let counts = self.data.corpus(ID).map(Corpus::counts).unwrap_or_default();
        noise_probabilities(counts, self.params.power)
    }

    fn kept(&self) -> Vec<f64> {
        let counts = self.data.corpus(ID).map(Corpus::counts).unwrap_or_default();
        keep_probabilities(counts, self.params.sample)
    }

    fn window(&self) -> usize {
        self.params.window as usize
    }

    fn negatives(&self) -> usize {
        self.params.negatives
    }
}

impl Trainer for Sgns {
    fn step(&mut self) -> Result<StepReport> {
        if self.diverged {
            return Err(self.divergence());
        }
        if self.step == self.planned() {
            return Ok(self.report());
        }
        let (sum, pairs) = self.learn(self.step_end())?;
        self.step += 1;
        self.pairs += pairs;
        if pairs > 0 {
            self.loss = Some((sum / pairs as f64) as f32);
        }
        self.since_entry = (self.since_entry.0 + sum, self.since_entry.1 + pairs);
        if self.step.is_multiple_of(self.steps_per_loss()) && self.since_entry.1 > 0 {
            self.losses.push(self.since_entry.0 / self.since_entry.1 as f64);
            self.since_entry = (0.0, 0);
        }
        Ok(self.report())
    }

    fn report(&self) -> StepReport {
        let phase = if self.step == self.planned() { Phase::Done } else { Phase::Running };
        StepReport { phase, step: self.step, planned: self.planned(), loss: self.loss }
    }

    fn shape(&self) -> (usize, usize) {
        (self.data.rows(), self.params.dimensions)
    }

    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(ID, out.len(), self.shape())?;
        self.vectors.write_input(out);
        Ok(())
    }

    fn output_vectors(&self) -> Option<Vec<f32>> {
        let (rows, columns) = self.shape();
        let mut out = vec![0.0; rows * columns];
        self.vectors.write_output(&mut out);
        Some(out)
    }

    fn skip_gram(&self) -> Option<&dyn SkipGram> {
        Some(self)
    }

    fn set_live(&mut self, parameter: &str, value: &Value) -> Result<()> {
        match (parameter, value) {
            ("learningRate", &Value::Number(rate)) => {
                check_rates(rate, self.params.min_learning_rate)?;
                self.learning_rate = rate;
                Ok(())
            }
            _ => Err(Error::Unsupported {
                operation: ID,
                what: format!("{parameter} cannot change while the method runs"),
                expected: "learningRate can; for all others start a new run".into(),
            }),
        }
    }

    fn reset(&mut self, seed: u64) {
        let data = self.data.clone();
        if let Ok(corpus) = data.corpus(ID) {
            *self = Sgns::new(data.clone(), corpus, SgnsParams { seed, ..self.params.clone() });
        }
    }

    /// `epoch` (whole epochs done), `epochs`, `words` (read so far, the dropped ones included), `pairs` (learned so far),
    /// `learningRate` (of the coming step), `losses` (mean loss per pair, an entry every `stepsPerLoss` steps) and
    /// `wordsPerStep`.
    fn details(&self) -> Details {
        Details::from([
            ("epoch", Detail::Number((self.step / self.steps_per_epoch) as f64)),
            ("epochs", Detail::Number(self.params.epochs as f64)),
            ("learningRate", Detail::Number(self.current_rate())),
            ("losses", Detail::Numbers(self.losses.clone())),
            ("pairs", Detail::Number(self.pairs as f64)),
            ("stepsPerLoss", Detail::Number(self.steps_per_loss() as f64)),
            ("words", Detail::Number(self.words_read() as f64)),
            ("wordsPerStep", Detail::Number(self.words_per_step as f64)),
        ])
    }
}
