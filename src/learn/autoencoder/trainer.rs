//! Training an autoencoder step by step.

use super::ID;
use super::model::Autoencoder;
use super::scaling::Scaling;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::network::{
    Activation, Batches, Checkpoint, Learner, Network, mean_squared_error, sum_of_squared_differences,
};
use crate::learn::{Decoder, Detail, Details, Encoder, Phase, StepReport, Trainer, check_out};
use crate::parameters::{Arguments, Value};
use crate::random::generator;
use ndarray::s;
use std::cell::RefCell;
use std::sync::Arc;

/// Most weights a network may have; with gradients, optimizer and checkpoint they take seven times 64 MB.
const MOST_WEIGHTS: u64 = 1 << 24;
/// Most values that one batch may hold over all layers: 256 MB.
const MOST_BATCH_VALUES: u64 = 1 << 26;

/// An autoencoder in training.
///
/// One step is one step of the optimizer on one mini-batch, and so may take longer than other methods' steps: about
/// 1 GFLOP at the default sizes. If rows are held out, their loss is measured after the last batch of each epoch, in
/// steps of up to `batchSize` rows of their own; an epoch therefore always has the same number of steps.
///
/// The loss is the mean, over all columns and rows of the batch, of the squared difference between the data and its
/// reconstruction before the step, in the squared unit of the data.
#[derive(Debug)]
pub struct AutoencoderTrainer {
    data: Arc<Dataset>,
    model: Autoencoder,
    batches: Batches,
    /// Room for the scaled rows of a batch.
    input: Vec<f32>,
    settings: Settings,
    /// Set while the method runs, back to that of the start by a reset.
    learning_rate: f64,
    progress: Progress,
    good: Good,
    preview: RefCell<Preview>,
}

/// Codes of all rows, each as it was when the row last passed through the encoder; empty until somebody looks.
///
/// The codes of all rows cost as much as several steps of the optimizer; those of a batch come with its step.
type Preview = Vec<f32>;

/// What is fixed from the start.
#[derive(Debug)]
struct Settings {
    /// Widths of all layers, from the input to the reconstruction.
    widths: Vec<usize>,
    learning_rate: f64,
    batch_size: usize,
    epochs: usize,
    /// Rows before this one are trained on, the others held out.
    training_rows: usize,
    rows: usize,
}

/// How far training has come. Losses are in the data's squared unit.
#[derive(Debug, Clone, Default)]
struct Progress {
    step: u64,
    loss: Option<f32>,
    training_losses: Vec<f64>,
    held_out_losses: Vec<f64>,
    /// Sums over the present epoch: of the batches' losses by their rows, and of the held-out squared differences.
    training_sum: f64,
    held_out_sum: f64,
}

/// The start of the last epoch whose first batch had a finite loss: where training goes back to if it diverges.
#[derive(Debug)]
struct Good {
    encoder: Checkpoint,
    decoder: Checkpoint,
    progress: Progress,
}

impl AutoencoderTrainer {
    pub(super) fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Result<Self> {
        let matrix = data.matrix(ID)?;
        let settings = Settings::check(matrix.dim(), arguments)?;
        let hidden = hidden_activation(arguments)?;
        let middle = settings.widths.len() / 2;
        let room = settings.room();
        let learner = |widths: &[usize]| Learner::new(Network::dense(widths, hidden, Activation::Linear), room);
        let model = Autoencoder {
            scaling: Scaling::fit(matrix.slice(s![..settings.training_rows, ..])),
            encoder: learner(&settings.widths[..=middle]),
            decoder: learner(&settings.widths[middle..]),
        };
        let mut trainer = AutoencoderTrainer {
            data: Arc::clone(data),
            batches: Batches::new(settings.training_rows as u32, settings.batch_size, arguments.seed()),
            input: vec![0.0; room * matrix.ncols()],
            learning_rate: settings.learning_rate,
            progress: Progress::default(),
            good: Good {
                encoder: model.encoder.checkpoint(),
                decoder: model.decoder.checkpoint(),
                progress: Progress::default(),
            },
            preview: RefCell::default(),
            model,
            settings,
        };
        trainer.reset(arguments.seed());
        Ok(trainer)
    }

    /// Steps per epoch: one per batch, and one per chunk of held-out rows.
    fn steps_per_epoch(&self) -> u64 {
        let held_out = self.settings.rows - self.settings.training_rows;
        (self.batches.per_epoch() + held_out.div_ceil(self.settings.batch_size)) as u64
    }

    /// From the network's squared unit to the data's.
    fn in_data_units(&self, loss: f64) -> f64 {
        loss * self.model.scaling.scale().powi(2)
    }

    /// One step of the optimizer; returns the loss before it, in the network's unit.
    fn train(&mut self, batch: usize) -> Result<f64> {
        let rows = self.batches.rows(batch);
        let count = rows.len();
        let columns = self.settings.widths[0];
        let data = rows_of(&self.data)?;
        let input = &mut self.input[..count * columns];
        for (&row, out) in rows.iter().zip(input.chunks_exact_mut(columns)) {
            self.model.scaling.write_row(&data[row as usize * columns..][..columns], out);
        }
        let Autoencoder { encoder, decoder, .. } = &mut self.model;
        encoder.forward(input);
        remember(self.preview.get_mut(), rows.iter().copied(), encoder.output(count));
        decoder.forward(encoder.output(count));
        let (reconstruction, gradient) = decoder.output_and_gradient(count);
        let loss = mean_squared_error(reconstruction, input, columns, gradient);
        if !loss.is_finite() {
            return Err(self.diverged());
        }
        if batch == 0 {
            encoder.save(&mut self.good.encoder);
            decoder.save(&mut self.good.decoder);
            self.good.progress = self.progress.clone();
        }
        let (codes, code_gradient) = encoder.output_and_gradient(count);
        decoder.backward(codes, Some(code_gradient));
        encoder.backward(input, None);
        // With such a gradient Adam leaves finite parameters, so what can be seen between steps is finite, too.
        if !(encoder.gradient_is_usable() && decoder.gradient_is_usable()) {
            return Err(self.diverged());
        }
        encoder.update(self.learning_rate);
        decoder.update(self.learning_rate);
        self.progress.training_sum += loss * count as f64;
        Ok(loss)
    }

    /// Adds a chunk of held-out rows to the sum of squared differences.
    fn evaluate(&mut self, chunk: usize) -> Result<()> {
        let columns = self.settings.widths[0];
        let first = self.settings.training_rows + chunk * self.settings.batch_size;
        let last = (first + self.settings.batch_size).min(self.settings.rows);
        let input = &mut self.input[..(last - first) * columns];
        let data = &rows_of(&self.data)?[first * columns..last * columns];
        for (row, out) in data.chunks_exact(columns).zip(input.chunks_exact_mut(columns)) {
            self.model.scaling.write_row(row, out);
        }
        let Autoencoder { encoder, decoder, .. } = &mut self.model;
        encoder.forward(input);
        remember(self.preview.get_mut(), first as u32..last as u32, encoder.output(last - first));
        decoder.forward(encoder.output(last - first));
        let sum = sum_of_squared_differences(decoder.output(last - first), input, columns);
        if !sum.is_finite() {
            return Err(self.diverged());
        }
        self.progress.held_out_sum += sum;
        Ok(())
    }

    /// Goes back to the last good state, and says what happened.
    fn diverged(&mut self) -> Error {
        let error = Error::Diverged { method: ID, step: self.progress.step, learning_rate: self.learning_rate };
        self.model.encoder.restore(&self.good.encoder);
        self.model.decoder.restore(&self.good.decoder);
        self.progress = self.good.progress.clone();
        self.preview.get_mut().clear();
        error
    }

    fn finish_epoch(&mut self) {
        let Settings { training_rows, rows, ref widths, .. } = self.settings;
        let training = self.progress.training_sum / training_rows as f64;
        self.progress.training_losses.push(self.in_data_units(training));
        if rows > training_rows {
            let held_out = self.progress.held_out_sum / ((rows - training_rows) * widths[0]) as f64;
            self.progress.held_out_losses.push(self.in_data_units(held_out));
        }
        (self.progress.training_sum, self.progress.held_out_sum) = (0.0, 0.0);
    }
}

impl Settings {
    fn check((rows, columns): (usize, usize), arguments: &Arguments) -> Result<Self> {
        let components = arguments.integer("components");
        if components > columns {
            let expected = format!("between 1 and {columns}, the number of columns");
            return Err(Error::out_of_range(ID, "components", components, expected));
        }
        let held_out = arguments.integer("heldOut");
        if held_out >= rows {
            let expected = format!("between 0 and {}: of {rows} rows one must be left to learn from", rows - 1);
            return Err(Error::out_of_range(ID, "heldOut", held_out, expected));
        }
        let mut widths = vec![columns];
        widths.extend(arguments.integers("layers"));
        widths.push(components);
        widths.extend_from_within(..widths.len() - 1);
        let code = widths.len() / 2;
        widths[code + 1..].reverse();
        let settings = Settings {
            widths,
            learning_rate: arguments.real("learningRate"),
            batch_size: arguments.integer("batchSize"),
            epochs: arguments.integer("epochs"),
            training_rows: rows - held_out,
            rows,
        };
        let limits = [
            ("the number of weights", settings.weights(), MOST_WEIGHTS),
            ("the number of values in one batch, over all layers", settings.batch_values(), MOST_BATCH_VALUES),
            ("the number of rows", rows as u64, u64::from(u32::MAX)),
        ];
        match limits.into_iter().find(|(_, found, limit)| found > limit) {
            None => Ok(settings),
            Some((what, found, limit)) => Err(Error::TooLarge { operation: ID, what, found, limit }),
        }
    }

    /// Weights and biases of all layers.
    fn weights(&self) -> u64 {
        self.widths.windows(2).map(|pair| (pair[0] as u64 + 1) * pair[1] as u64).sum()
    }

    /// Outputs of all layers and gradients by them.
    fn batch_values(&self) -> u64 {
        2 * self.room() as u64 * self.widths.iter().map(|&width| width as u64).sum::<u64>()
    }

    /// Most rows that pass through the network in one step.
    fn room(&self) -> usize {
        self.batch_size.min(self.training_rows.max(self.rows - self.training_rows))
    }
}

fn hidden_activation(arguments: &Arguments) -> Result<Activation> {
    let name = arguments.choice("activation");
    Activation::from_name(name)
        .ok_or_else(|| Error::Internal { operation: ID, what: format!("activation {name} is described, but unknown") })
}

/// Puts the codes of these rows into a preview, if there is one.
fn remember(preview: &mut Preview, rows: impl ExactSizeIterator<Item = u32>, codes: &[f32]) {
    let width = codes.len() / rows.len().max(1);
    for (row, code) in rows.zip(codes.chunks_exact(width.max(1))) {
        if let Some(place) = preview.get_mut(row as usize * width..(row as usize + 1) * width) {
            place.copy_from_slice(code);
        }
    }
}

/// The values of the data, row-major.
fn rows_of(data: &Dataset) -> Result<&[f32]> {
    data.matrix(ID)?
        .to_slice()
        .ok_or_else(|| Error::Internal { operation: ID, what: "the data is not row-major".into() })
}

impl Trainer for AutoencoderTrainer {
    fn step(&mut self) -> Result<StepReport> {
        let report = self.report();
        if report.phase == Phase::Done {
            return Ok(report);
        }
        let per_epoch = self.steps_per_epoch();
        let position = (report.step % per_epoch) as usize;
        if position == 0 {
            self.batches.shuffle(report.step / per_epoch);
        }
        match position.checked_sub(self.batches.per_epoch()) {
            None => {
                let loss = self.train(position)?;
                self.progress.loss = Some(self.in_data_units(loss) as f32);
            }
            Some(chunk) => self.evaluate(chunk)?,
        }
        self.progress.step += 1;
        if self.progress.step.is_multiple_of(per_epoch) {
            self.finish_epoch();
        }
        Ok(self.report())
    }

    fn report(&self) -> StepReport {
        let Progress { step, loss, .. } = self.progress;
        let planned = self.settings.epochs as u64 * self.steps_per_epoch();
        let phase = if step < planned { Phase::Running } else { Phase::Done };
        StepReport { phase, step, planned, loss }
    }

    fn shape(&self) -> (usize, usize) {
        (self.settings.rows, self.model.codes())
    }

    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(ID, out.len(), self.shape())?;
        self.model.write_codes(rows_of(&self.data)?, out);
        Ok(())
    }

    fn write_preview(&self, out: &mut [f32]) -> Result<()> {
        if self.report().phase == Phase::Done {
            return self.write_embedding(out);
        }
        let mut preview = self.preview.borrow_mut();
        if preview.is_empty() {
            self.write_embedding(out)?;
            preview.extend_from_slice(out);
            return Ok(());
        }
        check_out(ID, out.len(), self.shape())?;
        out.copy_from_slice(&preview);
        Ok(())
    }

    fn set_live(&mut self, parameter: &str, value: &Value) -> Result<()> {
        match (parameter, value) {
            ("learningRate", Value::Number(rate)) => {
                self.learning_rate = *rate;
                Ok(())
            }
            _ => Err(Error::Unsupported {
                operation: ID,
                what: format!("{parameter} cannot change while the method runs"),
                expected: "only learningRate can; start again to change the others".into(),
            }),
        }
    }

    fn reset(&mut self, seed: u64) {
        let mut generator = generator(seed, "autoencoder weights");
        self.model.encoder.initialize(&mut generator);
        self.model.decoder.initialize(&mut generator);
        self.batches = Batches::new(self.settings.training_rows as u32, self.settings.batch_size, seed);
        self.learning_rate = self.settings.learning_rate;
        self.progress = Progress::default();
        self.model.encoder.save(&mut self.good.encoder);
        self.model.decoder.save(&mut self.good.decoder);
        self.good.progress = Progress::default();
        self.preview.get_mut().clear();
    }

    fn details(&self) -> Details {
        let Settings { training_rows, rows, .. } = self.settings;
        let number = |value: f64| Detail::Number(value);
        let per_epoch = self.steps_per_epoch();
        Details::from([
            ("trainingLosses", Detail::Numbers(self.progress.training_losses.clone())),
            ("heldOutLosses", Detail::Numbers(self.progress.held_out_losses.clone())),
            ("epoch", number((self.progress.step / per_epoch) as f64)),
            ("epochs", number(self.settings.epochs as f64)),
            ("stepsPerEpoch", number(per_epoch as f64)),
            ("layerSizes", Detail::Numbers(self.settings.widths.iter().map(|&width| width as f64).collect())),
            ("weights", number(self.settings.weights() as f64)),
            ("batchSize", number(self.batches.size() as f64)),
            ("trainingRows", number(training_rows as f64)),
            ("heldOutRows", number((rows - training_rows) as f64)),
            ("learningRate", number(self.learning_rate)),
            ("scale", number(self.model.scaling.scale())),
        ])
    }

    fn encoder(&self) -> Option<&dyn Encoder> {
        Some(&self.model)
    }

    fn decoder(&self) -> Option<&dyn Decoder> {
        Some(&self.model)
    }
}
