//! The steps: start, neighbors, affinities, iterations.

use super::affinities::{affinities, negative_entropy};
use super::descent::{Descent, Settings};
use super::points::Points;
use super::{ID, Repulsion, TsneParams};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::pairs::{Pairs, PairsBuild};
use crate::learn::start::PcaStart;
use crate::learn::{Detail, Details, Phase, StepReport, Trainer, check_out};
use crate::neighbors::GraphBuild;
use crate::parameters::Value;
use crate::random::generator;
use rand_distr::{Distribution, StandardNormal};
use std::sync::Arc;

/// The standard deviation of the first coordinate at the start, and that of the noise on top, as a share of it.
const SPREAD: f32 = 1e-4;
const JITTER: f32 = 0.01;
/// The loss is found every so many iterations.
const LOSS_EVERY: u64 = 10;
/// Up to this many pairs, the affinities are among the details.
const MOST_TOLD: usize = 20_000;
const MOMENTUM: f32 = 0.8;
/// How long a step should take at most, in the unit of the estimates below.
const NANOSECONDS_PER_STEP: usize = 6_000_000;

/// t-SNE under way.
pub(super) struct Tsne {
    data: Arc<Dataset>,
    params: TsneParams,
    /// Those of the start, where they may change.
    first_params: TsneParams,
    /// Steps of one iteration: more than one where the points are many.
    shares: u64,
    start: Points,
    stage: Stage,
    step: u64,
}

enum Stage {
    Place(PcaStart),
    Neighbors(GraphBuild),
    Affinities(Box<PairsBuild>),
    Iterate(Box<Iterations>),
}

struct Iterations {
    affinities: Pairs,
    negative_entropy: f64,
    perplexity: f64,
    descent: Descent,
    iteration: u64,
    share: u64,
    /// The divergence before every tenth iteration, and at the end.
    losses: Vec<f64>,
    is_done: bool,
}

impl Tsne {
    pub(super) fn new(data: Arc<Dataset>, params: TsneParams) -> Result<Self> {
        let n = data.rows();
        let repulsion = match params.repulsion {
            Repulsion::Exact => n * n,
            Repulsion::Mesh => 600 * n,
            Repulsion::Tree => 2500 * n,
        };
        let shares = (n * params.neighbors * 3 + repulsion).div_ceil(NANOSECONDS_PER_STEP) as u64;
        let stage = first_stage(&data, &params)?;
        let start = noise(n, &params, SPREAD);
        Ok(Tsne { data, first_params: params.clone(), params, shares, start, stage, step: 0 })
    }

    fn iterations(&self) -> Option<&Iterations> {
        match &self.stage {
            Stage::Iterate(iterations) => Some(iterations),
            _ => None,
        }
    }

    fn remaining(&self) -> u64 {
        let n = self.data.rows();
        let left = |(done, planned): (usize, usize)| (planned - done) as u64;
        let neighbors = || {
            let build = self.data.neighbor_graph(ID, self.params.neighbors);
            build.map_or(0, |build| left(build.progress()))
        };
        let affinities = PairsBuild::steps(n, self.params.neighbors);
        let iterations = (self.params.iterations + 1) * self.shares;
        match &self.stage {
            Stage::Place(start) => start.remaining() + neighbors() + affinities + iterations,
            Stage::Neighbors(build) => left(build.progress()) + affinities + iterations,
            Stage::Affinities(build) => affinities - build.done() + iterations,
            Stage::Iterate(work) if work.is_done => 0,
            Stage::Iterate(work) => iterations - work.iteration * self.shares - work.share,
        }
    }

    fn settings(&self, iteration: u64) -> Settings {
        let params = &self.params;
        let is_early = iteration < params.early_iterations;
        let exaggeration = if is_early { params.early_exaggeration } else { params.exaggeration };
        let automatic = self.data.rows() as f64 / exaggeration;
        let learning_rate = if params.learning_rate == 0.0 { automatic } else { params.learning_rate };
        Settings { exaggeration: exaggeration as f32, learning_rate: learning_rate as f32, momentum: MOMENTUM }
    }

    /// Puts the points where the principal components say.
    fn place(&mut self, coordinates: &[f32]) {
        let mut points = Points::from_rows(coordinates, self.params.components);
        let first = points.axis(0).iter().map(|&value| f64::from(value));
        // The components are centered.
        let deviation = (first.map(|value| value * value).sum::<f64>() / points.count as f64).sqrt();
        if deviation == 0.0 {
            return;
        }
        let noise = noise(points.count, &self.params, SPREAD * JITTER);
        for axis in 0..points.dimensions {
            for (value, noise) in points.axis_mut(axis).iter_mut().zip(noise.axis(axis)) {
                *value = (f64::from(*value) * f64::from(SPREAD) / deviation) as f32 + noise;
            }
        }
        self.start = points;
    }

    fn iterate(&mut self) -> Result<()> {
        let (shares, planned) = (self.shares, self.params.iterations);
        let settings = self.settings(self.iterations().map_or(0, |work| work.iteration));
        let Stage::Iterate(work) = &mut self.stage else { return Ok(()) };
        let is_last = work.iteration == planned;
        let with_loss = is_last || work.iteration.is_multiple_of(LOSS_EVERY);
        work.descent.forces(&work.affinities, with_loss, work.share, shares);
        work.share += 1;
        if work.share < shares {
            return Ok(());
        }
        work.share = 0;
        if with_loss {
            let loss = work.descent.divergence(work.negative_entropy);
            if !loss.is_finite() {
                let learning_rate = f64::from(settings.learning_rate);
                return Err(Error::Diverged { method: ID, step: self.step, learning_rate });
            }
            work.losses.push(loss);
        }
        if is_last {
            work.is_done = true;
        } else {
            work.descent.step(settings);
            work.iteration += 1;
        }
        Ok(())
    }
}

fn first_stage(data: &Arc<Dataset>, params: &TsneParams) -> Result<Stage> {
    // The graph is asked for at once, so that what cannot be done is refused at once.
    let graph = data.neighbor_graph(ID, params.neighbors)?;
    if params.from_pca {
        return Ok(Stage::Place(PcaStart::new(data, params.components, params.seed)?));
    }
    Ok(Stage::Neighbors(graph))
}

fn noise(count: usize, params: &TsneParams, deviation: f32) -> Points {
    let mut random = generator(params.seed, "start");
    let mut draw = || {
        let value: f32 = StandardNormal.sample(&mut random);
        deviation * value
    };
    let rows: Vec<f32> = (0..count * params.components).map(|_| draw()).collect();
    Points::from_rows(&rows, params.components)
}

impl Trainer for Tsne {
    fn step(&mut self) -> Result<StepReport> {
        let shared = Arc::clone(&self.data);
        let data = shared.matrix(ID)?;
        let mut next = None;
        match &mut self.stage {
            Stage::Place(start) => {
                if start.step()? {
                    let coordinates = start.coordinates()?;
                    self.place(&coordinates);
                    next = Some(Stage::Neighbors(shared.neighbor_graph(ID, self.params.neighbors)?));
                }
            }
            Stage::Neighbors(build) => {
                build.step(data)?;
                if let Some(graph) = build.graph() {
                    let build = affinities(Arc::clone(graph), self.params.perplexity);
                    next = Some(Stage::Affinities(Box::new(build)));
                }
            }
            Stage::Affinities(build) => {
                if build.step() {
                    let (pairs, perplexity) = build.finish();
                    next = Some(Stage::Iterate(Box::new(Iterations {
                        negative_entropy: negative_entropy(&pairs),
                        affinities: pairs,
                        perplexity,
                        descent: Descent::new(self.start.clone(), self.params.repulsion),
                        iteration: 0,
                        share: 0,
                        losses: Vec::new(),
                        is_done: false,
                    })));
                }
            }
            Stage::Iterate(work) if work.is_done => return Ok(self.report()),
            Stage::Iterate(_) => self.iterate()?,
        }
        if let Some(next) = next {
            self.stage = next;
        }
        self.step += 1;
        Ok(self.report())
    }

    /// The loss is the Kullback–Leibler divergence in nats, without exaggeration, as it was at the last iteration whose
    /// number is a multiple of ten; at the end, that of the embedding.
    fn report(&self) -> StepReport {
        let work = self.iterations();
        let phase = match work {
            None => Phase::Setup,
            Some(work) if work.is_done => Phase::Done,
            Some(_) => Phase::Running,
        };
        let loss = work.and_then(|work| work.losses.last()).map(|&loss| loss as f32);
        StepReport { phase, step: self.step, planned: self.step + self.remaining(), loss }
    }

    fn shape(&self) -> (usize, usize) {
        (self.data.rows(), self.params.components)
    }

    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(ID, out.len(), self.shape())?;
        self.iterations().map_or(&self.start, |work| &work.descent.points).write_rows(out);
        Ok(())
    }

    fn set_live(&mut self, parameter: &str, value: &Value) -> Result<()> {
        let target = match parameter {
            "exaggeration" => &mut self.params.exaggeration,
            "learningRate" => &mut self.params.learning_rate,
            _ => {
                return Err(Error::Unsupported {
                    operation: ID,
                    what: format!("{parameter} cannot change while the method runs"),
                    expected: "start again with another value".into(),
                });
            }
        };
        if let Value::Number(value) = value {
            *target = *value;
        }
        Ok(())
    }

    fn reset(&mut self, seed: u64) {
        self.first_params.seed = seed;
        self.params = self.first_params.clone();
        self.start = noise(self.data.rows(), &self.params, SPREAD);
        // It could be begun before, and the data has not changed.
        if let Ok(stage) = first_stage(&self.data, &self.params) {
            self.stage = stage;
        }
        self.step = 0;
    }

    fn details(&self) -> Details {
        let mut details = Details::new();
        let mut tell = |name, value| details.insert(name, Detail::Number(value));
        tell("neighbors", self.params.neighbors as f64);
        tell("stepsPerIteration", self.shares as f64);
        let iteration = self.iterations().map_or(0, |work| work.iteration);
        let settings = self.settings(iteration);
        tell("iteration", iteration as f64);
        tell("exaggeration", f64::from(settings.exaggeration));
        tell("learningRate", f64::from(settings.learning_rate));
        if let Some(work) = self.iterations() {
            tell("perplexity", work.perplexity);
            tell("pairs", work.affinities.others.len() as f64);
            if let Some(&loss) = work.losses.last() {
                tell("klDivergence", loss);
            }
            if let Some((rows, columns)) = work.descent.mesh() {
                details.insert("mesh", Detail::Numbers(vec![rows as f64, columns as f64]));
            }
            if work.affinities.others.len() <= MOST_TOLD {
                details.insert("affinities", work.affinities.as_detail());
            }
            details.insert("klDivergences", Detail::Numbers(work.losses.clone()));
        }
        let repulsion = match self.params.repulsion {
            Repulsion::Exact => "exact",
            Repulsion::Mesh => "interpolated on a grid",
            Repulsion::Tree => "Barnes–Hut",
        };
        details.insert("repulsion", Detail::Text(repulsion.into()));
        details
    }
}
