//! The steps: moments, components, projection.

use super::full::Full;
use super::model::{Model, Solution};
use super::moments::{Center, Moments};
use super::randomized::Randomized;
use super::{ID, PcaParams, Solver};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::{Decoder, Detail, Details, Encoder, Phase, StepReport, Trainer, check_out};
use crate::parameters::Value;
use ndarray::{ArrayView2, s};
use std::sync::Arc;

/// Multiplications made in one step of the projection.
const WORK_PER_STEP: usize = 10_000_000;

/// Principal component analysis under way.
pub(super) struct Pca {
    data: Arc<Dataset>,
    params: PcaParams,
    work: Work,
    stage: Stage,
    step: u64,
}

/// What the next step does.
enum Stage {
    Moments(Moments),
    Components(Center),
    Project(Model, Vec<f32>),
    Done(Model, Vec<f32>),
}

/// The chosen solver.
enum Work {
    Full(Full),
    Randomized(Box<Randomized>),
}

impl Work {
    fn new(shape: (usize, usize), params: &PcaParams) -> Self {
        match params.solver {
            Solver::Full => Work::Full(Full::new(shape, params.components)),
            Solver::Randomized => Work::Randomized(Box::new(Randomized::new(shape, params.components, params.seed))),
        }
    }

    fn remaining(&self, data: ArrayView2<'_, f32>) -> u64 {
        match self {
            Work::Full(full) => full.remaining(data),
            Work::Randomized(randomized) => randomized.remaining(data),
        }
    }

    /// Whether the coordinates will be known when the components are.
    fn keeps_codes(&self) -> bool {
        matches!(self, Work::Randomized(randomized) if randomized.keeps_codes())
    }

    fn step(&mut self, data: ArrayView2<'_, f32>, center: &Center) -> Result<Option<Solution>> {
        match self {
            Work::Full(full) => full.step(data, center),
            Work::Randomized(randomized) => randomized.step(data, center),
        }
    }
}

impl Pca {
    pub(super) fn new(data: Arc<Dataset>, params: PcaParams) -> Result<Self> {
        let shape = data.matrix(ID)?.dim();
        let work = Work::new(shape, &params);
        Ok(Pca { data, params, work, stage: Stage::Moments(Moments::new(shape.1)), step: 0 })
    }

    fn rows_per_projection(&self, columns: usize) -> usize {
        (WORK_PER_STEP / (columns * self.params.components.max(8))).max(1)
    }

    fn remaining(&self) -> u64 {
        let Ok(data) = self.data.matrix(ID) else { return 0 };
        let projection = |rows: usize| match self.work.keeps_codes() {
            true => 0,
            false => rows.div_ceil(self.rows_per_projection(data.ncols())) as u64,
        };
        match &self.stage {
            Stage::Moments(moments) => moments.remaining(data) + self.work.remaining(data) + projection(data.nrows()),
            Stage::Components(_) => self.work.remaining(data) + projection(data.nrows()),
            Stage::Project(_, codes) => projection(data.nrows() - codes.len() / self.params.components),
            Stage::Done(..) => 0,
        }
    }

    fn model(&self) -> Option<&Model> {
        match &self.stage {
            Stage::Project(model, _) | Stage::Done(model, _) => Some(model),
            _ => None,
        }
    }
}

impl Trainer for Pca {
    fn step(&mut self) -> Result<StepReport> {
        let shared = Arc::clone(&self.data);
        let data = shared.matrix(ID)?;
        let at_once = self.rows_per_projection(data.ncols());
        let mut next = None;
        match &mut self.stage {
            Stage::Moments(moments) => {
                if let Some(center) = moments.step(data)? {
                    next = Some(Stage::Components(center));
                }
            }
            Stage::Components(center) => {
                if let Some(solution) = self.work.step(data, center)? {
                    let (model, codes) = Model::new(center.clone(), solution, data.nrows(), self.params.whiten);
                    next = Some(match codes {
                        Some(codes) => Stage::Done(model, codes),
                        None => Stage::Project(model, Vec::with_capacity(data.nrows() * self.params.components)),
                    });
                }
            }
            Stage::Project(model, codes) => {
                let first = codes.len() / self.params.components;
                let last = data.nrows().min(first + at_once);
                model.project(data.slice(s![first..last, ..]), codes);
                if last == data.nrows() {
                    next = Some(Stage::Done(model.clone(), std::mem::take(codes)));
                }
            }
            Stage::Done(..) => return Ok(self.report()),
        }
        if let Some(next) = next {
            self.stage = next;
        }
        self.step += 1;
        Ok(self.report())
    }

    fn report(&self) -> StepReport {
        let phase = match self.stage {
            Stage::Moments(_) => Phase::Setup,
            Stage::Components(_) | Stage::Project(..) => Phase::Running,
            Stage::Done(..) => Phase::Done,
        };
        StepReport { phase, step: self.step, planned: self.step + self.remaining(), loss: None }
    }

    fn shape(&self) -> (usize, usize) {
        (self.data.rows(), self.params.components)
    }

    /// All zero until the components are known and every row has been projected.
    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(ID, out.len(), self.shape())?;
        match &self.stage {
            Stage::Done(_, codes) => out.copy_from_slice(codes),
            _ => out.fill(0.0),
        }
        Ok(())
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
        self.work = Work::new((self.data.rows(), self.columns()), &self.params);
        self.stage = Stage::Moments(Moments::new(self.columns()));
        self.step = 0;
    }

    fn details(&self) -> Details {
        let mut details = self.model().map(Model::details).unwrap_or_default();
        let solver = match &self.work {
            Work::Full(_) => "full",
            Work::Randomized(randomized) => {
                details.insert("passes", Detail::Number(randomized.passes() as f64));
                "randomized"
            }
        };
        details.insert("solver", Detail::Text(solver.into()));
        details
    }

    fn encoder(&self) -> Option<&dyn Encoder> {
        Some(self)
    }

    fn decoder(&self) -> Option<&dyn Decoder> {
        Some(self)
    }
}

impl Pca {
    fn columns(&self) -> usize {
        self.data.matrix(ID).map_or(0, |data| data.ncols())
    }

    fn fitted(&self) -> Result<&Model> {
        self.model().ok_or_else(|| Error::Unsupported {
            operation: ID,
            what: "the components are not known yet".into(),
            expected: "advance the run first".into(),
        })
    }
}

impl Encoder for Pca {
    fn encode(&self, rows: &[f32]) -> Result<Vec<f32>> {
        self.fitted()?.encode(rows)
    }

    fn inputs(&self) -> usize {
        self.columns()
    }
}

impl Decoder for Pca {
    fn decode(&self, codes: &[f32]) -> Result<Vec<f32>> {
        self.fitted()?.decode(codes)
    }

    fn codes(&self) -> usize {
        self.params.components
    }
}
