//! The steps: neighbors, fuzzy graph, start, epochs.

use super::fuzzy::fuzzy;
use super::layout::Layout;
use super::spectral::{Spectral, pieces};
use super::{ID, Initialization, UmapParams};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::pairs::{Pairs, PairsBuild};
use crate::learn::start::PcaStart;
use crate::learn::{Detail, Details, Phase, StepReport, Trainer, check_out};
use crate::neighbors::GraphBuild;
use crate::parameters::Value;
use crate::random::generator;
use rand::RngExt;
use std::sync::Arc;

/// The picture's width at the start.
const WIDTH: f32 = 10.0;
/// Noise on top of a start that is not random, uniform in ± this: duplicates part.
const NOISE: f32 = 2e-4;
/// How long a step should take at most, and how long a pair takes in an epoch on average; roughly nanoseconds.
const PER_STEP: usize = 6_000_000;
const PER_NEIGHBOR: usize = 60;
/// Up to this many pairs, their weights are among the details.
const MOST_TOLD: usize = 20_000;

/// UMAP under way.
pub(super) struct Umap {
    data: Arc<Dataset>,
    params: UmapParams,
    /// The learning rate of the start, which may change.
    first_rate: f64,
    /// Steps of one epoch: more than one where the rows are many.
    shares: u64,
    /// Shown until the layout starts.
    start: Vec<f32>,
    stage: Stage,
    found: Found,
    step: u64,
}

enum Stage {
    Neighbors(GraphBuild),
    Fuzzy(Box<PairsBuild>),
    Spectral(Pairs, Box<Spectral>),
    Pca(Pairs, PcaStart),
    Epochs(Box<Layout>),
}

/// What became known on the way.
#[derive(Default)]
struct Found {
    sigma: Option<f64>,
    pieces: Option<usize>,
    weights: Option<Detail>,
    initialization: Option<&'static str>,
    epoch: u64,
    share: u64,
}

impl Umap {
    pub(super) fn new(data: Arc<Dataset>, params: UmapParams) -> Result<Self> {
        let n = data.rows();
        let shares = (n * params.neighbors * PER_NEIGHBOR).div_ceil(PER_STEP) as u64;
        let stage = Stage::Neighbors(data.neighbor_graph(ID, params.neighbors - 1)?);
        let start = random_positions(n, &params);
        let first_rate = params.learning_rate;
        Ok(Umap { data, params, first_rate, shares, start, stage, found: Found::default(), step: 0 })
    }

    fn remaining(&self) -> u64 {
        let epochs = self.params.epochs * self.shares;
        let fuzzy = PairsBuild::steps(self.data.rows(), self.params.neighbors - 1);
        // How many steps a start takes is known when it is made.
        let start = u64::from(self.params.initialization != Initialization::Random);
        match &self.stage {
            Stage::Neighbors(build) => {
                let (done, planned) = build.progress();
                (planned - done) as u64 + fuzzy + start + epochs
            }
            Stage::Fuzzy(build) => fuzzy - build.done() + start + epochs,
            Stage::Spectral(_, spectral) => {
                let (done, most) = spectral.progress();
                (most - done) as u64 + epochs
            }
            Stage::Pca(_, pca) => pca.remaining() + epochs,
            Stage::Epochs(_) => epochs - self.found.epoch * self.shares - self.found.share,
        }
    }

    /// The first stage of the start, once the graph is known.
    fn begin_start(&mut self, pairs: Pairs, sigma: f64) -> Result<Stage> {
        let in_pieces = pieces(&pairs);
        self.found.sigma = Some(sigma);
        self.found.pieces = Some(in_pieces);
        self.found.weights = (pairs.others.len() <= MOST_TOLD).then(|| pairs.as_detail());
        let components = self.params.components;
        match self.params.initialization {
            Initialization::Random => Ok(self.begin_epochs(&pairs, None, "random")),
            Initialization::Spectral if in_pieces == 1 && pairs.rows() > components + 1 => {
                let spectral = Spectral::new(&pairs, components, self.params.seed);
                Ok(Stage::Spectral(pairs, Box::new(spectral)))
            }
            _ => Ok(Stage::Pca(pairs, PcaStart::new(&self.data, components, self.params.seed)?)),
        }
    }

    fn begin_epochs(&mut self, pairs: &Pairs, coordinates: Option<Vec<f32>>, from: &'static str) -> Stage {
        self.found.initialization = Some(from);
        let components = self.params.components;
        let mut positions = self.start.clone();
        if let Some(coordinates) = coordinates {
            let mut random = generator(self.params.seed, "noise");
            let noise = |_: &f32| (2.0 * random.random::<f32>() - 1.0) * NOISE / WIDTH;
            let noise: Vec<f32> = coordinates.iter().map(noise).collect();
            positions = coordinates.iter().zip(noise).map(|(value, noise)| value + noise).collect();
            for axis in 0..components {
                let values = || positions.iter().skip(axis).step_by(components);
                let (low, high) = values()
                    .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)));
                let scale = WIDTH / (high - low).max(f32::MIN_POSITIVE);
                let positions = positions.iter_mut().skip(axis).step_by(components);
                positions.for_each(|value| *value = (*value - low) * scale);
            }
        }
        let UmapParams { epochs, curve, negatives, seed, .. } = self.params;
        let random = generator(seed, "negatives");
        Stage::Epochs(Box::new(Layout::new(positions, components, pairs, epochs, curve, negatives, random)))
    }

    fn learning_rate(&self) -> f64 {
        // As in umap-learn, the second epoch goes as far as the first.
        let passed = self.found.epoch.saturating_sub(1) as f64 / self.params.epochs as f64;
        self.params.learning_rate * (1.0 - passed)
    }

    fn is_done(&self) -> bool {
        self.found.epoch == self.params.epochs
    }
}

fn random_positions(rows: usize, params: &UmapParams) -> Vec<f32> {
    let mut random = generator(params.seed, "start");
    (0..rows * params.components).map(|_| WIDTH * random.random::<f32>()).collect()
}

impl Trainer for Umap {
    fn step(&mut self) -> Result<StepReport> {
        if self.is_done() {
            return Ok(self.report());
        }
        let shared = Arc::clone(&self.data);
        let learning_rate = self.learning_rate() as f32;
        let mut next = None;
        match &mut self.stage {
            Stage::Neighbors(build) => {
                build.step(shared.matrix(ID)?)?;
                if let Some(graph) = build.graph() {
                    next = Some(Stage::Fuzzy(Box::new(fuzzy(Arc::clone(graph), self.params.neighbors))));
                }
            }
            Stage::Fuzzy(build) => {
                if build.step() {
                    let (pairs, sigma) = build.finish();
                    next = Some(self.begin_start(pairs, sigma)?);
                }
            }
            Stage::Spectral(pairs, spectral) => {
                let outcome = spectral.step(pairs);
                if outcome != Ok(false) {
                    let pairs = std::mem::take(pairs);
                    next = Some(match outcome {
                        Ok(_) => {
                            let coordinates = spectral.coordinates();
                            self.begin_epochs(&pairs, Some(coordinates), "spectral")
                        }
                        Err(_) => Stage::Pca(pairs, PcaStart::new(&shared, self.params.components, self.params.seed)?),
                    });
                }
            }
            Stage::Pca(pairs, pca) => {
                if pca.step()? {
                    let (pairs, coordinates) = (std::mem::take(pairs), pca.coordinates()?);
                    next = Some(self.begin_epochs(&pairs, Some(coordinates), "pca"));
                }
            }
            Stage::Epochs(layout) => {
                let turn = |share: u64| (2 * layout.pairs() as u64 * share / self.shares) as usize;
                let found = &mut self.found;
                layout.run(turn(found.share)..turn(found.share + 1), found.epoch, learning_rate);
                found.share += 1;
                if found.share == self.shares {
                    (found.share, found.epoch) = (0, found.epoch + 1);
                }
            }
        }
        if let Some(next) = next {
            self.stage = next;
        }
        self.step += 1;
        Ok(self.report())
    }

    fn report(&self) -> StepReport {
        let phase = match self.stage {
            _ if self.is_done() => Phase::Done,
            Stage::Epochs(_) => Phase::Running,
            _ => Phase::Setup,
        };
        StepReport { phase, step: self.step, planned: self.step + self.remaining(), loss: None }
    }

    fn shape(&self) -> (usize, usize) {
        (self.data.rows(), self.params.components)
    }

    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(ID, out.len(), self.shape())?;
        out.copy_from_slice(match &self.stage {
            Stage::Epochs(layout) => &layout.positions,
            _ => &self.start,
        });
        Ok(())
    }

    fn set_live(&mut self, parameter: &str, value: &Value) -> Result<()> {
        match (parameter, value) {
            ("learningRate", Value::Number(value)) => {
                self.params.learning_rate = *value;
                Ok(())
            }
            _ => Err(Error::Unsupported {
                operation: ID,
                what: format!("{parameter} cannot change while the method runs"),
                expected: "start again with another value".into(),
            }),
        }
    }

    fn reset(&mut self, seed: u64) {
        self.params.seed = seed;
        self.params.learning_rate = self.first_rate;
        self.start = random_positions(self.data.rows(), &self.params);
        // It could be begun before, and the data has not changed.
        if let Ok(graph) = self.data.neighbor_graph(ID, self.params.neighbors - 1) {
            self.stage = Stage::Neighbors(graph);
        }
        self.found = Found::default();
        self.step = 0;
    }

    fn details(&self) -> Details {
        let mut details = Details::new();
        let mut tell = |name, value| details.insert(name, Detail::Number(value));
        let (a, b) = self.params.curve;
        tell("a", a);
        tell("b", b);
        tell("epochs", self.params.epochs as f64);
        tell("epoch", self.found.epoch as f64);
        tell("stepsPerEpoch", self.shares as f64);
        tell("learningRate", self.learning_rate());
        if let Stage::Epochs(layout) = &self.stage {
            tell("pairs", layout.pairs() as f64);
        }
        if let Some(sigma) = self.found.sigma {
            tell("meanSigma", sigma);
        }
        if let Some(pieces) = self.found.pieces {
            tell("graphComponents", pieces as f64);
        }
        if let Some(weights) = &self.found.weights {
            details.insert("weights", weights.clone());
        }
        if let Some(initialization) = self.found.initialization {
            details.insert("initialization", Detail::Text(initialization.into()));
        }
        details
    }
}
