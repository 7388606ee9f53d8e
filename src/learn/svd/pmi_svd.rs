//! Word vectors by counting: co-occurrence, PMI, and truncated SVD.
//!
//! Skip-gram with negative sampling factors the same matrix in its own way (Levy and Goldberg 2014, "Neural Word
//! Embedding as Implicit Matrix Factorization"); here it is written down and decomposed.

use super::krylov::{Krylov, Svd, cuts};
use super::{ITERATIONS, sigma_power};
use crate::data::{Corpus, Dataset};
use crate::error::{Error, Result};
use crate::learn::{Detail, Details, Method, Phase, StepReport, Trainer, check_out};
use crate::linalg::Sparse;
use crate::parameters::{Arguments, Kind, Parameter, SEED, Value};
use crate::represent::cooccurrence::{DISTANCE_WEIGHTING, MIN_COUNT, WINDOW};
use crate::represent::pmi::{CONTEXT_POWER, NEGATIVES, WEIGHTING};
use crate::represent::{Cooccurrence, Pmi, PmiParams, Weighting};
use std::sync::Arc;

const ID: &str = "pmi-svd";

/// Pairs met, and entries weighed, in one step.
const PAIRS_PER_STEP: usize = 150_000;
const ENTRIES_PER_STEP: usize = 100_000;

/// Co-occurrence, PMI and truncated SVD.
pub const METHOD: Method = Method {
    id: ID,
    title: "PMI and SVD",
    summary: "Counts which words stand near which, weighs the counts, and keeps the few directions that explain most.",
    parameters: &[
        Parameter {
            id: "dimensions",
            title: "dimensions",
            kind: Kind::Integer { min: 1, max: 256, default: 48, usual: (2, 128) },
            help: "How many numbers each word's vector has.",
            live: false,
        },
        WINDOW,
        WEIGHTING,
        NEGATIVES,
        CONTEXT_POWER,
        sigma_power(0.5),
        MIN_COUNT,
        DISTANCE_WEIGHTING,
        ITERATIONS,
        SEED,
    ],
    start,
};

#[derive(Debug, Clone, Copy)]
struct Params {
    dimensions: usize,
    window: usize,
    weighting: Weighting,
    min_count: f64,
    pmi: PmiParams,
    power: f64,
    iterations: usize,
    seed: u64,
}

/// The embedding is U·Σᵖ of the weighed counts; what each word is to the words beside it is V·Σ¹⁻ᵖ.
struct PmiSvd {
    data: Arc<Dataset>,
    params: Params,
    stage: Stage,
    step: u64,
}

enum Stage {
    Count(Cooccurrence),
    Weigh { counts: Sparse, pmi: Pmi, weighed: Sparse },
    Decompose { matrix: Sparse, krylov: Box<Krylov>, planned: u64 },
}

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Result<Box<dyn Trainer>> {
    let corpus = data.corpus(ID)?;
    let params = Params {
        dimensions: arguments.integer("dimensions"),
        window: arguments.integer("window"),
        weighting: Weighting::from_name(arguments.choice("distanceWeighting")),
        min_count: arguments.real("minCount"),
        pmi: PmiParams::from_arguments(arguments),
        power: arguments.real("sigmaPower"),
        iterations: arguments.integer("iterations"),
        seed: arguments.seed(),
    };
    let words = corpus.vocabulary().len();
    if params.dimensions > words {
        let expected = format!("at most {words}, the number of words in the vocabulary");
        return Err(Error::out_of_range(ID, "dimensions", params.dimensions, expected));
    }
    Ok(Box::new(PmiSvd { data: data.clone(), params, stage: counting(corpus, &params)?, step: 0 }))
}

fn counting(corpus: &Corpus, params: &Params) -> Result<Stage> {
    Ok(Stage::Count(Cooccurrence::new(corpus, params.window, params.weighting, params.min_count)?))
}

impl PmiSvd {
    fn svd(&self) -> Option<&Svd> {
        match &self.stage {
            Stage::Decompose { krylov, .. } => krylov.svd(),
            _ => None,
        }
    }

    /// Steps in all: known once the counts are weighed, before that a guess that grows no smaller than what is done.
    fn planned(&self) -> u64 {
        match &self.stage {
            Stage::Decompose { planned, .. } => *planned,
            Stage::Weigh { counts, weighed, .. } => {
                let entries = counts.values().len() as u64;
                let weighing = (counts.offsets().len() - weighed.offsets().len()) as u64 * entries
                    / (counts.rows() as u64 * ENTRIES_PER_STEP as u64).max(1);
                self.step + 1 + weighing + self.decomposition(entries)
            }
            Stage::Count(counting) => {
                let (done, words) = (counting.words() as u64, self.data.rows() as u64);
                // Frequent words come first and take longer, so this falls short of nothing.
                let counting = (self.step * (words - done)).checked_div(done).unwrap_or(words);
                self.step + 1 + counting.min(words) + self.decomposition(0)
            }
        }
    }

    /// Roughly how many steps the decomposition takes.
    fn decomposition(&self, entries: u64) -> u64 {
        let work = 2 * entries * (self.params.dimensions as u64 + 8) / 8_000_000;
        self.params.iterations as u64 * (work + 8) + 8
    }

    fn advance(&mut self) -> Result<()> {
        let data = self.data.clone();
        let next = match &mut self.stage {
            Stage::Count(counting) => {
                counting.advance(data.corpus(ID)?, PAIRS_PER_STEP)?;
                if !counting.is_done() {
                    return Ok(());
                }
                let counts = counting.take_matrix();
                Stage::Weigh { pmi: Pmi::new(&counts, self.params.pmi), weighed: Sparse::new(counts.columns()), counts }
            }
            Stage::Weigh { counts, pmi, weighed } => {
                let cut = cuts(counts, ENTRIES_PER_STEP).into_iter().find(|&cut| cut > weighed.rows());
                for row in weighed.rows()..cut.unwrap_or(counts.rows()) {
                    weighed.push(pmi.row(counts, row));
                }
                if weighed.rows() < counts.rows() {
                    return Ok(());
                }
                let matrix = std::mem::replace(weighed, Sparse::new(0));
                let Params { dimensions, iterations, seed, .. } = self.params;
                let krylov = Box::new(Krylov::new(&matrix, dimensions, iterations, seed));
                Stage::Decompose { matrix, planned: self.step + 1 + krylov.planned(), krylov }
            }
            Stage::Decompose { matrix, krylov, .. } => {
                krylov.step(matrix)?;
                return Ok(());
            }
        };
        self.stage = next;
        Ok(())
    }
}

impl Trainer for PmiSvd {
    fn step(&mut self) -> Result<StepReport> {
        if self.svd().is_none() {
            self.advance()?;
            self.step += 1;
        }
        Ok(self.report())
    }

    fn report(&self) -> StepReport {
        let phase = match &self.stage {
            Stage::Decompose { krylov, .. } if krylov.svd().is_some() => Phase::Done,
            Stage::Decompose { .. } => Phase::Running,
            _ => Phase::Setup,
        };
        StepReport { phase, step: self.step, planned: self.planned(), loss: None }
    }

    fn shape(&self) -> (usize, usize) {
        (self.data.rows(), self.params.dimensions)
    }

    /// All zero until the last step.
    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(ID, out.len(), self.shape())?;
        out.fill(0.0);
        if let Some(svd) = self.svd() {
            svd.write_scaled(self.params.power, out);
        }
        Ok(())
    }

    /// V·Σ¹⁻ᵖ: its products with the embedding approximate the weighed counts.
    fn output_vectors(&self) -> Option<Vec<f32>> {
        let mut out = vec![0.0; self.data.rows() * self.params.dimensions];
        if let Some(svd) = self.svd() {
            svd.write_scaled_right(1.0 - self.params.power, &mut out);
        }
        Some(out)
    }

    fn set_live(&mut self, parameter: &str, _: &Value) -> Result<()> {
        Err(Error::Unsupported {
            operation: ID,
            what: format!("{parameter} cannot change while the method runs"),
            expected: "start again with another value".into(),
        })
    }

    fn reset(&mut self, seed: u64) {
        self.params.seed = seed;
        if let Ok(stage) = self.data.corpus(ID).and_then(|corpus| counting(corpus, &self.params)) {
            self.stage = stage;
            self.step = 0;
        }
    }

    /// `stage` ("counting", "weighing", "decomposing" or "done"), `wordsCounted`, `pairs` (different ones, that is,
    /// entries of the counts), `entries` (of the decomposed matrix), `zeros` (its share of zeros), `singularValues`,
    /// `components`.
    fn details(&self) -> Details {
        let mut details = self.svd().map(Svd::details).unwrap_or_default();
        let words = self.data.rows();
        let mut number = |name, value: usize| details.insert(name, Detail::Number(value as f64));
        let stage = match &self.stage {
            Stage::Count(counting) => {
                number("wordsCounted", counting.words());
                number("pairs", counting.pairs());
                "counting"
            }
            Stage::Weigh { counts, .. } => {
                number("wordsCounted", words);
                number("pairs", counts.values().len());
                "weighing"
            }
            Stage::Decompose { matrix, krylov, .. } => {
                number("wordsCounted", words);
                number("entries", matrix.values().len());
                let zeros = 1.0 - matrix.values().len() as f64 / (words * words) as f64;
                details.insert("zeros", Detail::Number(zeros));
                if krylov.svd().is_some() { "done" } else { "decomposing" }
            }
        };
        details.insert("stage", Detail::Text(stage.into()));
        details
    }
}
