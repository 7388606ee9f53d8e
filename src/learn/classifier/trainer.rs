//! Training a classifier step by step.

use super::architecture::network;
use super::model::{Classifier, features_of};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::classes::classes;
use crate::learn::network::{
    Batches, Checkpoint, Layer, Learner, Optimizer, Schedule, count_correct, layer_details, softmax_cross_entropy,
};
use crate::learn::preview::Preview;
use crate::learn::scaling::Scaling;
use crate::learn::{Classify, Detail, Details, Encoder, Phase, StepReport, Trainer, check_out};
use crate::parameters::{Arguments, Value};
use crate::random::generator;
use ndarray::s;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

/// The share of its last step that gradient descent keeps.
const MOMENTUM: f64 = 0.9;

/// A classifier in training.
///
/// One step is one step of the optimizer on one mini-batch; held-out rows are measured after the last batch of each epoch, in
/// steps of their own. The loss is the mean over the rows of the batch of −ln p(true class), in nats, before the step.
#[derive(Debug)]
pub struct ClassifierTrainer {
    id: &'static str,
    data: Arc<Dataset>,
    model: Classifier,
    /// As the data asks for; a model from a file brings its own.
    scaling: Scaling,
    /// The class of each row as a number from 0, in order of the labels.
    classes: Vec<u32>,
    schedule: Schedule,
    batches: Batches,
    /// Room for the scaled rows of a batch, and for their classes.
    input: Vec<f32>,
    targets: Vec<u32>,
    /// Set while the method runs, back to that of the start by a reset.
    learning_rate: f64,
    first_learning_rate: f64,
    progress: Progress,
    good: Good,
    preview: RefCell<Preview>,
}

/// How far training has come. Losses are in nats, accuracies shares of rows.
#[derive(Debug, Clone, Default)]
struct Progress {
    step: u64,
    loss: Option<f32>,
    training: Curve,
    held_out: Curve,
}

/// Epoch by epoch, and what the present epoch has summed so far.
#[derive(Debug, Clone, Default)]
struct Curve {
    losses: Vec<f64>,
    accuracies: Vec<f64>,
    sum: f64,
    right: usize,
}

impl Curve {
    fn add(&mut self, mean: f64, right: usize, rows: usize) {
        self.sum += mean * rows as f64;
        self.right += right;
    }

    fn finish(&mut self, rows: usize) {
        self.losses.push(self.sum / rows as f64);
        self.accuracies.push(self.right as f64 / rows as f64);
        (self.sum, self.right) = (0.0, 0);
    }
}

/// The start of the last epoch whose first batch had a finite loss: where training goes back to if it diverges.
#[derive(Debug)]
struct Good {
    network: Checkpoint,
    progress: Progress,
}

impl ClassifierTrainer {
    pub(super) fn start(id: &'static str, data: &Arc<Dataset>, arguments: &Arguments) -> Result<Self> {
        let matrix = data.matrix(id)?;
        let (classes, labels) = classes(id, data)?;
        let schedule = Schedule::check(id, matrix.nrows(), arguments)?;
        let room = schedule.room();
        let network = network(id, data, labels.len(), room, arguments)?;
        let name = arguments.choice("optimizer");
        let optimizer = Optimizer::from_name(name, network.parameters().len(), MOMENTUM).ok_or_else(|| {
            Error::Internal { operation: id, what: format!("optimizer {name} is described, but unknown") }
        })?;
        let scaling = Scaling::fit(matrix.slice(s![..schedule.training_rows, ..]));
        let learner = Learner::with_optimizer(network, room, optimizer);
        let learning_rate = arguments.real("learningRate");
        let mut trainer = ClassifierTrainer {
            id,
            data: Arc::clone(data),
            classes,
            batches: Batches::new(schedule.training_rows as u32, schedule.batch_size, arguments.seed()),
            input: vec![0.0; room * matrix.ncols()],
            targets: vec![0; room],
            learning_rate,
            first_learning_rate: learning_rate,
            progress: Progress::default(),
            good: Good { network: learner.checkpoint(), progress: Progress::default() },
            preview: RefCell::default(),
            model: Classifier { scaling: scaling.clone(), learner, labels },
            scaling,
            schedule,
        };
        trainer.reset(arguments.seed());
        Ok(trainer)
    }

    /// Runs rows through the network; returns the mean loss and how many were named right. The gradient by the logits stays
    /// with the learner.
    fn pass(&mut self, rows: impl ExactSizeIterator<Item = u32> + Clone) -> Result<(f64, usize)> {
        let (count, columns) = (rows.len(), self.model.inputs());
        let data = self.data.row_major(self.id)?;
        let (input, targets) = (&mut self.input[..count * columns], &mut self.targets[..count]);
        for ((row, out), target) in rows.clone().zip(input.chunks_exact_mut(columns)).zip(targets.iter_mut()) {
            self.model.scaling.write_row(&data[row as usize * columns..][..columns], out);
            *target = self.classes[row as usize];
        }
        let classes = self.model.classes();
        let learner = &mut self.model.learner;
        learner.forward(input);
        self.preview.get_mut().remember(rows, features_of(learner.outputs(), count));
        let (logits, gradient) = learner.output_and_gradient(count);
        let loss = softmax_cross_entropy(logits, targets, classes, gradient);
        let right = count_correct(logits, targets, classes);
        if loss.is_finite() { Ok((loss, right)) } else { Err(self.diverged()) }
    }

    /// One step of the optimizer; returns the loss before it.
    fn train(&mut self, batch: usize) -> Result<f64> {
        let rows = self.batches.rows(batch).to_vec();
        let (loss, right) = self.pass(rows.iter().copied())?;
        let learner = &mut self.model.learner;
        if batch == 0 {
            learner.save(&mut self.good.network);
            self.good.progress = self.progress.clone();
        }
        learner.backward(&self.input[..rows.len() * learner.network().inputs()], None);
        // With such a gradient Adam leaves finite parameters, so what can be seen between steps is finite, too.
        if !learner.gradient_is_usable() {
            return Err(self.diverged());
        }
        learner.update(self.learning_rate);
        if !learner.parameters_are_usable() {
            return Err(self.diverged());
        }
        self.progress.training.add(loss, right, rows.len());
        Ok(loss)
    }

    /// Adds a chunk of held-out rows to the sums.
    fn evaluate(&mut self, chunk: usize) -> Result<()> {
        let Range { start, end } = self.schedule.chunk(chunk);
        let (loss, right) = self.pass(start as u32..end as u32)?;
        self.progress.held_out.add(loss, right, end - start);
        Ok(())
    }

    /// Goes back to the last good state, and says what happened.
    fn diverged(&mut self) -> Error {
        let error = Error::Diverged { method: self.id, step: self.progress.step, learning_rate: self.learning_rate };
        self.model.learner.restore(&self.good.network);
        self.progress = self.good.progress.clone();
        self.preview.get_mut().clear();
        error
    }
}

impl Trainer for ClassifierTrainer {
    fn step(&mut self) -> Result<StepReport> {
        let report = self.report();
        if report.phase == Phase::Done {
            return Ok(report);
        }
        let per_epoch = self.schedule.steps_per_epoch();
        let position = (report.step % per_epoch) as usize;
        if position == 0 {
            self.batches.shuffle(report.step / per_epoch);
        }
        match position.checked_sub(self.batches.per_epoch()) {
            None => self.progress.loss = Some(self.train(position)? as f32),
            Some(chunk) => self.evaluate(chunk)?,
        }
        self.progress.step += 1;
        if self.progress.step.is_multiple_of(per_epoch) {
            self.progress.training.finish(self.schedule.training_rows);
            if self.schedule.held_out_rows() > 0 {
                self.progress.held_out.finish(self.schedule.held_out_rows());
            }
        }
        Ok(self.report())
    }

    fn report(&self) -> StepReport {
        let Progress { step, loss, .. } = self.progress;
        let planned = self.schedule.planned();
        let phase = if step < planned { Phase::Running } else { Phase::Done };
        StepReport { phase, step, planned, loss }
    }

    fn shape(&self) -> (usize, usize) {
        (self.schedule.rows, self.model.features())
    }

    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(self.id, out.len(), self.shape())?;
        self.model.write_features(self.data.row_major(self.id)?, out);
        Ok(())
    }

    fn write_preview(&self, out: &mut [f32]) -> Result<()> {
        if self.report().phase == Phase::Done {
            return self.write_embedding(out);
        }
        check_out(self.id, out.len(), self.shape())?;
        self.preview.borrow_mut().write(out, |out| self.write_embedding(out))
    }

    fn set_live(&mut self, parameter: &str, value: &Value) -> Result<()> {
        match (parameter, value) {
            ("learningRate", &Value::Number(rate)) => {
                self.learning_rate = rate;
                Ok(())
            }
            _ => Err(Error::Unsupported {
                operation: self.id,
                what: format!("{parameter} cannot change while the method runs"),
                expected: "only learningRate can; start again to change the others".into(),
            }),
        }
    }

    fn reset(&mut self, seed: u64) {
        self.model.scaling = self.scaling.clone();
        self.model.learner.initialize(&mut generator(seed, "classifier weights"));
        self.batches = Batches::new(self.schedule.training_rows as u32, self.schedule.batch_size, seed);
        self.learning_rate = self.first_learning_rate;
        self.progress = Progress::default();
        self.model.learner.save(&mut self.good.network);
        self.good.progress = Progress::default();
        self.preview.get_mut().clear();
    }

    /// Losses (nats) and accuracies (shares of rows) by epoch, on rows learned from (while they were learned) and held out;
    /// `classes`, the label of each output; `layerKinds` and `layerShapes` (channels, height, width) of the layers, without the
    /// input; of a convolutional network the `filters` of the first layer, one a row, and `filterSize`.
    fn details(&self) -> Details {
        let number = |value: f64| Detail::Number(value);
        let Progress { training, held_out, step, .. } = &self.progress;
        let per_epoch = self.schedule.steps_per_epoch();
        let network = self.model.learner.network();
        let layers = network.layers();
        let mut details = Details::from([
            ("trainingLosses", Detail::Numbers(training.losses.clone())),
            ("heldOutLosses", Detail::Numbers(held_out.losses.clone())),
            ("trainingAccuracies", Detail::Numbers(training.accuracies.clone())),
            ("heldOutAccuracies", Detail::Numbers(held_out.accuracies.clone())),
            ("epoch", number((step / per_epoch) as f64)),
            ("epochs", number(self.schedule.epochs as f64)),
            ("stepsPerEpoch", number(per_epoch as f64)),
            ("weights", number(network.parameters().len() as f64)),
            ("batchSize", number(self.batches.size() as f64)),
            ("trainingRows", number(self.schedule.training_rows as f64)),
            ("heldOutRows", number(self.schedule.held_out_rows() as f64)),
            ("learningRate", number(self.learning_rate)),
            ("classes", Detail::Numbers(self.model.labels.iter().map(|&label| f64::from(label)).collect())),
        ]);
        details.extend(layer_details(layers));
        if let Some(Layer::Convolution(first)) = layers.first() {
            let (rows, columns) = (first.output().channels, first.kernel() * first.kernel());
            // The weights stand place by place; a picture of a filter wants them filter by filter.
            let weights = network.parameters();
            let place = |index: usize| weights[index % columns * rows + index / columns];
            let values = (0..rows * columns).map(place).collect();
            details.insert("filters", Detail::Matrix { rows, columns, values });
            details.insert("filterSize", number(first.kernel() as f64));
        }
        details
    }

    fn learned(&self) -> Option<Vec<u8>> {
        Some(self.model.to_bytes())
    }

    fn restore(&mut self, learned: &[u8]) -> Result<()> {
        self.model.take_over(learned)?;
        self.progress.step = self.report().planned;
        self.progress.loss = None;
        self.preview.get_mut().clear();
        Ok(())
    }

    fn encoder(&self) -> Option<&dyn Encoder> {
        Some(&self.model)
    }

    fn classifier(&self) -> Option<&dyn Classify> {
        Some(&self.model)
    }
}
