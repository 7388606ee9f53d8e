//! A method at work on a data set.

use super::history::{History, Recording};
use super::{Change, Recipe, Source};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::sgns::SkipGram;
use crate::learn::{AlignedProjection, Answers, Decoder, Method, Phase, StepReport, Trainer, interpolate::interpolate};
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

    /// Codes of rows of the data space.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method has no encoder, and what the encoder refuses.
    pub fn encode(&self, rows: &[f32]) -> Result<Vec<f32>> {
        self.trainer.encoder().ok_or_else(|| self.lacks("encode", "map new rows"))?.encode(rows)
    }

    /// Data-space rows of codes.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method has no decoder, and what the decoder refuses.
    pub fn decode(&self, codes: &[f32]) -> Result<Vec<f32>> {
        self.decoder("decode")?.decode(codes)
    }

    /// Rows of the data space rebuilt from the first `kept` numbers of their codes (all, if left out), and the mean squared
    /// error of each. For PCA this is what so many components keep; other codes have no order of importance.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method has no encoder or decoder, [`Error::OutOfRange`] if a code has fewer numbers, and
    /// what the encoder refuses.
    pub fn reconstruct(&self, rows: &[f32], kept: Option<usize>) -> Result<(Vec<f32>, Vec<f32>)> {
        const OPERATION: &str = "reconstruct";
        let decoder = self.decoder(OPERATION)?;
        let width = decoder.codes();
        let kept = kept.unwrap_or(width);
        if kept > width {
            return Err(Error::out_of_range(OPERATION, "kept", kept, format!("at most {width}, the length of a code")));
        }
        let mut codes = self.encode(rows)?;
        codes.chunks_exact_mut(width).for_each(|code| code[kept..].fill(0.0));
        let rebuilt = decoder.decode(&codes)?;
        let columns = rows.len().checked_div(codes.len() / width).unwrap_or(0).max(1);
        let error = |(row, rebuilt): (&[f32], &[f32])| {
            let squares = row.iter().zip(rebuilt).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2));
            (squares.sum::<f64>() / columns as f64) as f32
        };
        let errors = rows.chunks_exact(columns).zip(rebuilt.chunks_exact(columns)).map(error).collect();
        Ok((rebuilt, errors))
    }

    /// What every layer of the method makes of `rows`; see [`Encoder::activations`](crate::learn::Encoder::activations).
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method has no encoder, [`Error::TooLarge`] above 4,096 rows, and what the encoder
    /// refuses.
    pub fn activations(&self, rows: &[f32]) -> Result<Vec<Vec<f32>>> {
        const OPERATION: &str = "activations";
        /// All layers of so many rows are held at once.
        const MOST_ROWS: usize = 4096;
        let encoder = self.trainer.encoder().ok_or_else(|| self.lacks(OPERATION, "turn rows into codes"))?;
        let found = rows.len() / encoder.inputs().max(1);
        if found > MOST_ROWS {
            let (found, limit) = (found as u64, MOST_ROWS as u64);
            return Err(Error::TooLarge { operation: OPERATION, what: "the number of rows", found, limit });
        }
        encoder.activations(rows)
    }

    /// What the method says the classes of `rows` are.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method names no classes, and what the classifier refuses.
    pub fn classify(&self, rows: &[f32]) -> Result<Answers> {
        const OPERATION: &str = "classify";
        let classifier = self.trainer.classifier().ok_or_else(|| Error::Unsupported {
            operation: OPERATION,
            what: format!("{} names no classes", self.method.id),
            expected: "use a run of \"cnn\" or \"mlp\"".into(),
        })?;
        classifier.classify(rows)
    }

    /// What one layer of the method makes of all `rows` of a data set: a matrix of as many rows. Layer 0 are the rows themselves.
    ///
    /// # Errors
    /// As [`activations`](Run::activations), but for the number of rows; [`Error::OutOfRange`] if there is no such layer,
    /// [`Error::TooLarge`] if it makes more than 2²⁶ values of them.
    pub(super) fn layer(&self, dataset: &Dataset, layer: usize) -> Result<Array2<f32>> {
        const OPERATION: &str = "layer";
        /// All layers of so many rows are held at once.
        const CHUNK: usize = 256;
        /// 256 MB.
        const MOST_VALUES: u64 = 1 << 26;
        let encoder = self.trainer.encoder().ok_or_else(|| self.lacks(OPERATION, "turn rows into codes"))?;
        let rows = dataset.row_major(OPERATION)?;
        let (count, columns) = dataset.shape();
        if columns != encoder.inputs() {
            let (found, expected) = (format!("{columns} columns"), format!("{}, as the run has", encoder.inputs()));
            return Err(Error::Shape { operation: OPERATION, found, expected });
        }
        let mut values = Vec::new();
        for rows in rows.chunks(CHUNK * columns) {
            let layers = encoder.activations(rows)?;
            let found = layers.get(layer).ok_or_else(|| {
                Error::out_of_range(OPERATION, "layer", layer, format!("between 0 and {}", layers.len() - 1))
            })?;
            let all = (found.len() / (rows.len() / columns)) as u64 * count as u64;
            if all > MOST_VALUES {
                let what = "the number of values of that layer, for all rows";
                return Err(Error::TooLarge { operation: OPERATION, what, found: all, limit: MOST_VALUES });
            }
            values.extend_from_slice(found);
        }
        let width = values.len() / count.max(1);
        Array2::from_shape_vec((count, width), values)
            .map_err(|error| Error::Internal { operation: OPERATION, what: error.to_string() })
    }

    /// Data-space rows on a walk between codes; see [`interpolate`] for the kinds of walk.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method has no decoder, and what [`interpolate`] refuses.
    pub fn interpolate(&self, kind: &str, codes: &[f32], steps: usize) -> Result<Vec<f32>> {
        let decoder = self.decoder("interpolate")?;
        decoder.decode(&interpolate(kind, codes, decoder.codes(), steps)?)
    }

    fn decoder(&self, operation: &'static str) -> Result<&dyn Decoder> {
        self.trainer.decoder().ok_or_else(|| self.lacks(operation, "turn codes back into data"))
    }

    fn lacks(&self, operation: &'static str, ability: &str) -> Error {
        let StepReport { phase, step, planned, .. } = self.report();
        let id = self.method.id;
        if phase == Phase::Done {
            let what = format!("{id} cannot {ability}");
            return Error::Unsupported {
                operation,
                what,
                expected: "use a method that can, such as \"autoencoder\"".into(),
            };
        }
        Error::Unsupported {
            operation,
            what: format!("at step {step} of {planned}, {id} cannot {ability}"),
            expected: "advance the run until its phase is \"done\"; if it still cannot, use a method that can".into(),
        }
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

#[cfg(test)]
mod tests {
    use crate::lab::Lab;
    use crate::parameters::{Given, Value};

    #[test]
    fn rebuilt_from_fewer_numbers_a_row_loses_what_those_components_held() {
        let mut lab = Lab::new();
        let given = |id: &str, value: f64| Given::from([(id.to_string(), Value::Number(value))]);
        let data = lab.generate("blobs", &given("features", 4.0)).unwrap();
        let run = lab.start("pca", data, &given("components", 4.0)).unwrap();
        assert_eq!(lab.run("test", run).unwrap().reconstruct(&[0.0; 4], None).unwrap_err().code(), "unsupported");
        while !lab.run("test", run).unwrap().is_done() {
            lab.step(run, 1).unwrap();
        }
        let dataset = lab.dataset("test", data).unwrap();
        let rows: Vec<f32> = dataset.matrix("test").unwrap().iter().copied().collect();
        let crate::learn::Detail::Numbers(variances) =
            &lab.run("test", run).unwrap().trainer().details()["explainedVariance"]
        else {
            panic!("explainedVariance is a list of numbers");
        };
        for kept in 0..=4 {
            let (rebuilt, errors) = lab.run("test", run).unwrap().reconstruct(&rows, Some(kept)).unwrap();
            assert_eq!(rebuilt.len(), rows.len());
            // Summed over all rows and columns, the error is what the components left out had.
            let error: f64 = errors.iter().map(|&error| 4.0 * f64::from(error)).sum();
            let left: f64 = variances[kept..].iter().sum::<f64>() * (errors.len() as f64 - 1.0);
            assert!((error - left).abs() < 1e-4 * left.max(1.0), "{kept}: {error} against {left}");
        }
        assert_eq!(lab.run("test", run).unwrap().reconstruct(&rows, Some(5)).unwrap_err().code(), "out-of-range");
        assert_eq!(lab.run("test", run).unwrap().reconstruct(&rows[..3], None).unwrap_err().code(), "shape");
    }
}
