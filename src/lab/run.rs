//! A method at work on a data set.

mod questions;

use super::history::{History, Recording};
use super::{Change, Recipe, Source};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::sgns::SkipGram;
use crate::learn::{AlignedProjection, Method, Phase, StepReport, Trainer};
use crate::order::by_key;
use crate::parameters::{Arguments, Value};
use crate::sorted_map::SortedMap;
use ndarray::Array2;
use std::collections::VecDeque;
use std::sync::Arc;

/// A method at work on a data set, with all that is needed to make it again.
pub struct Run {
    method: &'static Method,
    source: Arc<Source>,
    arguments: Arguments,
    seed: Option<u64>,
    trainer: Box<dyn Trainer>,
    /// Live changes made so far.
    changes: Vec<Change>,
    /// Live changes of a recipe that are still to come, in order of their step.
    scheduled: VecDeque<Change>,
    /// Flat views of the embedding by number of dimensions; each remembers its last frame.
    views: SortedMap<usize, AlignedProjection>,
    /// Snapshots, if they are wanted.
    history: Option<History>,
    /// Whether it was not trained here, but opened from a file.
    opened: bool,
}

impl Run {
    pub(super) fn start(method: &'static Method, source: Arc<Source>, arguments: Arguments) -> Result<Self> {
        source.dataset.check_extent(method.id)?;
        let trainer = (method.start)(&source.dataset, &arguments)?;
        Ok(Run {
            method,
            source,
            arguments,
            seed: None,
            trainer,
            changes: Vec::new(),
            scheduled: VecDeque::new(),
            views: SortedMap::new(),
            history: None,
            opened: false,
        })
    }

    /// Takes over what another run has learned.
    pub(super) fn restore(&mut self, learned: &[u8]) -> Result<()> {
        self.trainer.restore(learned)?;
        self.opened = true;
        Ok(())
    }

    /// Whether it was not trained here, but opened from a file: no recipe makes it again.
    pub fn is_opened(&self) -> bool {
        self.opened
    }

    /// The method.
    pub fn method(&self) -> &'static Method {
        self.method
    }

    /// The data it works on.
    pub fn dataset(&self) -> &Arc<Dataset> {
        &self.source.dataset
    }

    /// The single updates of a method that learns from pairs of words.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if it does not.
    pub fn skip_gram(&self, operation: &'static str) -> Result<&dyn SkipGram> {
        self.trainer.skip_gram().ok_or_else(|| Error::Unsupported {
            operation,
            what: format!("{} does not learn from pairs of words", self.method.id),
            expected: "use a run of \"sgns\"".into(),
        })
    }

    pub(super) fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The method's state.
    pub fn trainer(&self) -> &dyn Trainer {
        self.trainer.as_ref()
    }

    /// Where it stands.
    pub fn report(&self) -> StepReport {
        self.trainer.report()
    }

    /// Whether nothing is left to do.
    pub fn is_done(&self) -> bool {
        self.report().phase == Phase::Done
    }

    /// The embedding, row-major, and its rows and columns.
    ///
    /// # Errors
    /// What the method refuses; nothing is expected.
    pub fn embedding(&self) -> Result<(Vec<f32>, usize, usize)> {
        let (rows, columns) = self.trainer.shape();
        let mut values = vec![0.0; rows * columns];
        self.trainer.write_embedding(&mut values)?;
        Ok((values, rows, columns))
    }

    /// The embedding as a matrix.
    ///
    /// # Errors
    /// What the method refuses; nothing is expected.
    pub fn embedding_matrix(&self) -> Result<Array2<f32>> {
        let (values, rows, columns) = self.embedding()?;
        Array2::from_shape_vec((rows, columns), values)
            .map_err(|error| Error::Internal { operation: "embedding", what: error.to_string() })
    }

    /// The embedding in 2 or 3 dimensions, rows × components: itself where it has no more, else the plane (or space) of
    /// greatest variance, turned so that it does not jump from one call to the next. It shows the run, and is no part of
    /// it: looking more often changes no bit of the embedding.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for another number of components.
    pub fn map(&mut self, components: usize) -> Result<Vec<f32>> {
        let (values, _, _) = self.embedding()?;
        self.flattened(values, components)
    }

    /// Like [`map`](Run::map), of what a picture of a run at work may show: cheap, but each row may be as it was some
    /// steps ago.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for another number of components than 2 or 3.
    pub fn preview(&mut self, components: usize) -> Result<Vec<f32>> {
        let (rows, columns) = self.trainer.shape();
        let mut values = vec![0.0; rows * columns];
        self.trainer.write_preview(&mut values)?;
        self.flattened(values, components)
    }

    /// Takes snapshots of the picture from now on, the first at once; what was recorded before is forgotten. Like looking,
    /// it changes no bit of the run.
    ///
    /// # Errors
    /// What [`History::new`] refuses.
    pub fn record(&mut self, recording: Recording) -> Result<()> {
        self.history = Some(History::new(recording, self.trainer.shape().0)?);
        self.take_down();
        Ok(())
    }

    /// The snapshots so far.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if nothing is recorded.
    pub fn history(&self, operation: &'static str) -> Result<&History> {
        self.history.as_ref().ok_or_else(|| Error::Unsupported {
            operation,
            what: "this run is not recorded".into(),
            expected: "call record before it advances".into(),
        })
    }

    /// Records the step that was made, if it is to be.
    fn take_down(&mut self) {
        let report = self.report();
        let Some(mut history) = self.history.take_if(|history| history.wants(&report)) else { return };
        let components = history.recording().components;
        let exact = report.phase == Phase::Done || report.step == 0;
        let picture = if exact { self.map(components) } else { self.preview(components) };
        // What cannot be shown has no snapshot; the run itself says what is wrong with it.
        if let Ok(picture) = picture {
            history.push(&report, picture);
        }
        self.history = Some(history);
    }

    fn flattened(&mut self, values: Vec<f32>, components: usize) -> Result<Vec<f32>> {
        let (rows, columns) = self.trainer.shape();
        if columns == components {
            return Ok(values);
        }
        let mut view = match self.views.remove(&components) {
            Some(known) => known,
            None => AlignedProjection::new(components)?,
        };
        let mut out = vec![0.0; rows * components];
        let outcome = view.project(&values, rows, columns, &mut out);
        self.views.insert(components, view);
        outcome.map(|_| out)
    }

    pub(super) fn step(&mut self) -> Result<()> {
        while self.scheduled.front().is_some_and(|change| change.step <= self.report().step) {
            if let Some(change) = self.scheduled.pop_front() {
                self.set_live(&change.parameter, &change.value)?;
            }
        }
        let result = self.trainer.step().map(|_| ());
        if result.is_err() {
            // A method that diverged may have gone back to its last good step; what was set since then stays set.
            let step = self.report().step;
            self.changes.iter_mut().for_each(|change| change.step = change.step.min(step));
        }
        self.take_down();
        result
    }

    pub(super) fn schedule(&mut self, changes: &[Change]) {
        let order = by_key(changes.len(), |place| changes[place].step);
        self.scheduled = order.into_iter().map(|place| changes[place as usize].clone()).collect();
    }

    pub(super) fn set_live(&mut self, parameter: &str, value: &Value) -> Result<()> {
        const OPERATION: &str = "set live";
        let described = self.method.parameters;
        let Some(description) = described.iter().find(|known| known.id == parameter) else {
            return Err(Error::UnknownName {
                operation: OPERATION,
                kind: "parameter",
                name: parameter.to_string(),
                known: described.iter().filter(|known| known.live).map(|known| known.id.to_string()).collect(),
            });
        };
        if !description.live {
            return Err(Error::Unsupported {
                operation: OPERATION,
                what: format!("{parameter} of {} is fixed once a run has started", self.method.id),
                expected: "start a new run with the value you want".into(),
            });
        }
        let value = description.checked(self.method.id, value)?;
        self.trainer.set_live(description.id, &value)?;
        let step = self.report().step;
        self.changes.push(Change { step, parameter: parameter.to_string(), value });
        Ok(())
    }

    /// Back to step 0 with the parameters of the start, and another seed if one is given.
    pub fn reset(&mut self, seed: Option<u64>) {
        self.seed = seed.or(self.seed);
        self.changes.clear();
        self.scheduled.clear();
        self.views.clear();
        self.opened = false;
        self.trainer.reset(self.seed.unwrap_or_else(|| self.arguments.seed()));
        if let Some(history) = &mut self.history {
            history.clear();
            self.take_down();
        }
    }

    pub(super) fn recipe(&self) -> Recipe {
        let mut parameters = self.arguments.given();
        if let Some(seed) = self.seed {
            parameters.insert("seed".into(), Value::Number(seed as f64));
        }
        Recipe {
            version: Recipe::VERSION,
            data: self.source.recipe(),
            method: self.method.id.to_string(),
            parameters,
            // A change that is scheduled but not yet due belongs to the run as much as one that was made.
            changes: self.changes.iter().chain(&self.scheduled).cloned().collect(),
            step: self.report().step,
        }
    }
}
