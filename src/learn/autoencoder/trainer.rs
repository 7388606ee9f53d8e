//! Training an autoencoder step by step.

use super::model::Autoencoder;
use super::progress::{Curve, Progress};
use super::settings::Settings;
use super::variational::Variational;
use super::ways::{charge, corrupt, pass};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::network::{
    Batches, Checkpoint, Layer, Learner, Network, Schedule, layer_details, mean_squared_error,
    sum_of_squared_differences,
};
use crate::learn::preview::Preview;
use crate::learn::scaling::Scaling;
use crate::learn::{Decoder, Detail, Details, Encoder, Phase, StepReport, Trainer, check_out};
use crate::parameters::Value;
use crate::random::generator;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

/// An autoencoder in training.
///
/// One step is one step of the optimizer on one mini-batch, and so may take longer than other methods' steps: about
/// 1 GFLOP at the default sizes. If rows are held out, their loss is measured after the last batch of each epoch, in
/// steps of up to `batchSize` rows of their own; an epoch therefore always has the same number of steps.
///
/// The loss is the mean, over all columns and rows of the batch, of the squared difference between the data and its
/// reconstruction before the step, in the squared unit of the data; the price of a sparse code is not in it. That of a
/// variational autoencoder is the mean over all rows of the batch of −ln p(x | z) + β KL, in nats; its losses per epoch are
/// without β, and so bounds of −ln p(x).
#[derive(Debug)]
pub struct AutoencoderTrainer {
    data: Arc<Dataset>,
    model: Autoencoder,
    batches: Batches,
    /// Room for the scaled rows of a batch, and for the same with noise.
    input: Vec<f32>,
    noisy: Vec<f32>,
    seed: u64,
    settings: Settings,
    /// As the data asks for; a model from a file brings its own.
    scaling: Scaling,
    /// Set while the method runs, back to that of the start by a reset.
    learning_rate: f64,
    progress: Progress,
    good: Good,
    preview: RefCell<Preview>,
    /// Where codes are drawn, in a variational autoencoder.
    variational: Option<Variational>,
}

/// The start of the last epoch whose first batch had a finite loss: where training goes back to if it diverges.
#[derive(Debug)]
struct Good {
    encoder: Checkpoint,
    decoder: Checkpoint,
    progress: Progress,
}

impl AutoencoderTrainer {
    /// A trainer at step 0, from rows as `scaling` brings them into the network.
    pub(super) fn start(
        data: &Arc<Dataset>,
        settings: Settings,
        scaling: Scaling,
        variational: Option<Variational>,
        seed: u64,
    ) -> Self {
        let room = settings.schedule.room();
        let learner = |layers: &[Layer]| Learner::new(Network::new(layers.to_vec()), room);
        let model = Autoencoder {
            scaling: scaling.clone(),
            encoder: learner(&settings.encoder),
            decoder: learner(&settings.decoder),
        };
        let mut trainer = AutoencoderTrainer {
            data: Arc::clone(data),
            batches: Batches::new(settings.schedule.training_rows as u32, settings.schedule.batch_size, seed),
            input: vec![0.0; room * settings.widths[0]],
            noisy: vec![0.0; if settings.corruption > 0.0 { room * settings.widths[0] } else { 0 }],
            seed,
            learning_rate: settings.learning_rate,
            progress: Progress::default(),
            good: Good {
                encoder: model.encoder.checkpoint(),
                decoder: model.decoder.checkpoint(),
                progress: Progress::default(),
            },
            preview: RefCell::default(),
            variational,
            scaling,
            model,
            settings,
        };
        trainer.reset(seed);
        trainer
    }

    /// From the network's squared unit to the data's; nats have none.
    fn unit(&self) -> f64 {
        if self.variational.is_some() { 1.0 } else { self.model.scaling.scale().powi(2) }
    }

    /// One step of the optimizer; returns the loss before it, in the network's unit.
    fn train(&mut self, batch: usize) -> Result<f64> {
        let rows = self.batches.rows(batch);
        let count = rows.len();
        let columns = self.settings.widths[0];
        let data = self.data.row_major(self.settings.id)?;
        let input = &mut self.input[..count * columns];
        for (&row, out) in rows.iter().zip(input.chunks_exact_mut(columns)) {
            self.model.scaling.write_row(&data[row as usize * columns..][..columns], out);
        }
        let step = self.progress.step;
        let input = &*input;
        let seen = corrupt(input, &mut self.noisy, self.settings.corruption, self.seed, step);
        let Autoencoder { encoder, decoder, .. } = &mut self.model;
        let codes = pass(encoder, &mut self.variational, seen, count, step);
        self.preview.get_mut().remember(rows.iter().copied(), codes.shown);
        decoder.forward(codes.drawn);
        let mut divergences = vec![0.0; self.progress.training.divergence_sums.len()];
        let (reconstruction, gradient) = decoder.output_and_gradient(count);
        let (loss, divergence) = match &self.variational {
            None => (mean_squared_error(reconstruction, input, columns, gradient), 0.0),
            Some(one) => one.losses(encoder.output(count), (reconstruction, gradient), input, &mut divergences),
        };
        let weight = self.variational.as_ref().map_or(0.0, |one| one.weight(step));
        let total = loss + weight * divergence;
        if !(loss.is_finite() && divergence.is_finite()) {
            return Err(self.diverged());
        }
        if batch == 0 {
            encoder.save(&mut self.good.encoder);
            decoder.save(&mut self.good.decoder);
            self.good.progress = self.progress.clone();
        }
        let (outputs, gradient) = encoder.output_and_gradient(count);
        match &mut self.variational {
            None => {
                decoder.backward(outputs, Some(&mut *gradient));
                charge(outputs, gradient, self.settings.sparsity / count as f64);
            }
            Some(one) => {
                let (codes, code_gradient) = one.codes_and_gradient(count);
                decoder.backward(codes, Some(code_gradient));
                one.backward(outputs, weight, gradient);
            }
        }
        encoder.backward(seen, None);
        // With such a gradient Adam leaves finite parameters, so what can be seen between steps is finite, too.
        if !(encoder.gradient_is_usable() && decoder.gradient_is_usable()) {
            return Err(self.diverged());
        }
        encoder.update(self.learning_rate);
        decoder.update(self.learning_rate);
        let curve = &mut self.progress.training;
        curve.sum += loss * count as f64;
        curve.divergence_sums.iter_mut().zip(divergences).for_each(|(sum, divergence)| *sum += divergence);
        Ok(total)
    }

    /// Adds a chunk of held-out rows to the sums.
    fn evaluate(&mut self, chunk: usize) -> Result<()> {
        let columns = self.settings.widths[0];
        let Range { start: first, end: last } = self.settings.schedule.chunk(chunk);
        let count = last - first;
        let input = &mut self.input[..count * columns];
        let data = &self.data.row_major(self.settings.id)?[first * columns..last * columns];
        for (row, out) in data.chunks_exact(columns).zip(input.chunks_exact_mut(columns)) {
            self.model.scaling.write_row(row, out);
        }
        let Autoencoder { encoder, decoder, .. } = &mut self.model;
        let codes = pass(encoder, &mut self.variational, input, count, self.progress.step);
        self.preview.get_mut().remember(first as u32..last as u32, codes.shown);
        decoder.forward(codes.drawn);
        let curve = &mut self.progress.held_out;
        let (reconstruction, gradient) = decoder.output_and_gradient(count);
        curve.sum += match &self.variational {
            None => sum_of_squared_differences(reconstruction, input, columns) / columns as f64,
            Some(one) => {
                let decoded = (reconstruction, gradient);
                one.losses(encoder.output(count), decoded, input, &mut curve.divergence_sums).0 * count as f64
            }
        };
        if !(curve.sum.is_finite() && curve.divergence_sums.iter().all(|sum| sum.is_finite())) {
            return Err(self.diverged());
        }
        Ok(())
    }

    /// Goes back to the last good state, and says what happened.
    fn diverged(&mut self) -> Error {
        let error =
            Error::Diverged { method: self.settings.id, step: self.progress.step, learning_rate: self.learning_rate };
        self.model.encoder.restore(&self.good.encoder);
        self.model.decoder.restore(&self.good.decoder);
        self.progress = self.good.progress.clone();
        self.preview.get_mut().clear();
        error
    }

    fn finish_epoch(&mut self) {
        let unit = self.unit();
        let Schedule { training_rows, rows, .. } = self.settings.schedule;
        self.progress.training.finish(training_rows, unit);
        if rows > training_rows {
            self.progress.held_out.finish(rows - training_rows, unit);
        }
    }
}

impl Trainer for AutoencoderTrainer {
    fn step(&mut self) -> Result<StepReport> {
        let report = self.report();
        if report.phase == Phase::Done {
            return Ok(report);
        }
        let per_epoch = self.settings.schedule.steps_per_epoch();
        let position = (report.step % per_epoch) as usize;
        if position == 0 {
            self.batches.shuffle(report.step / per_epoch);
        }
        match position.checked_sub(self.batches.per_epoch()) {
            None => {
                let loss = self.train(position)?;
                self.progress.loss = Some((loss * self.unit()) as f32);
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
        let planned = self.settings.schedule.planned();
        let phase = if step < planned { Phase::Running } else { Phase::Done };
        StepReport { phase, step, planned, loss }
    }

    fn shape(&self) -> (usize, usize) {
        (self.settings.schedule.rows, self.model.codes())
    }

    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(self.settings.id, out.len(), self.shape())?;
        self.model.write_codes(self.data.row_major(self.settings.id)?, out);
        Ok(())
    }

    fn write_preview(&self, out: &mut [f32]) -> Result<()> {
        if self.report().phase == Phase::Done {
            return self.write_embedding(out);
        }
        check_out(self.settings.id, out.len(), self.shape())?;
        self.preview.borrow_mut().write(out, |out| self.write_embedding(out))
    }

    fn set_live(&mut self, parameter: &str, value: &Value) -> Result<()> {
        match (parameter, value, &mut self.variational) {
            ("learningRate", Value::Number(rate), _) => self.learning_rate = *rate,
            ("beta", Value::Number(beta), Some(variational)) => variational.beta = *beta,
            (_, _, variational) => {
                let live = if variational.is_some() { "learningRate and beta" } else { "learningRate" };
                return Err(Error::Unsupported {
                    operation: self.settings.id,
                    what: format!("{parameter} cannot change while the method runs"),
                    expected: format!("only {live} can; start again to change the others"),
                });
            }
        }
        Ok(())
    }

    fn reset(&mut self, seed: u64) {
        // The name of the stream is part of every recipe that was ever saved.
        let mut generator = generator(seed, "autoencoder weights");
        self.model.scaling = self.scaling.clone();
        self.model.encoder.initialize(&mut generator);
        self.model.decoder.initialize(&mut generator);
        self.batches =
            Batches::new(self.settings.schedule.training_rows as u32, self.settings.schedule.batch_size, seed);
        self.seed = seed;
        self.learning_rate = self.settings.learning_rate;
        let components = self.variational.as_ref().map_or(0, |_| self.model.codes());
        self.progress =
            Progress { training: Curve::new(components), held_out: Curve::new(components), ..Progress::default() };
        if let Some(variational) = &mut self.variational {
            variational.reset(seed);
        }
        self.model.encoder.save(&mut self.good.encoder);
        self.model.decoder.save(&mut self.good.decoder);
        self.good.progress = self.progress.clone();
        self.preview.get_mut().clear();
    }

    /// Losses by epoch, on rows learned from (while they were learned) and held out; `layerSizes`, the widths of all layers from
    /// the input to the reconstruction, a code as wide as its mean; `layerKinds` and `layerShapes` (channels, height, width) of
    /// the layers without the input, a variational code with means and logarithms of variances.
    fn details(&self) -> Details {
        let Schedule { training_rows, rows, .. } = self.settings.schedule;
        let number = |value: f64| Detail::Number(value);
        let per_epoch = self.settings.schedule.steps_per_epoch();
        let Progress { training, held_out, step, .. } = &self.progress;
        let mut details = Details::from([
            ("trainingLosses", Detail::Numbers(training.losses.clone())),
            ("heldOutLosses", Detail::Numbers(held_out.losses.clone())),
            ("epoch", number((step / per_epoch) as f64)),
            ("epochs", number(self.settings.schedule.epochs as f64)),
            ("stepsPerEpoch", number(per_epoch as f64)),
            ("layerSizes", Detail::Numbers(self.settings.widths.iter().map(|&width| width as f64).collect())),
            ("weights", number(self.settings.layers().map(Layer::parameters).sum::<usize>() as f64)),
            ("batchSize", number(self.batches.size() as f64)),
            ("trainingRows", number(training_rows as f64)),
            ("heldOutRows", number((rows - training_rows) as f64)),
            ("learningRate", number(self.learning_rate)),
            ("scale", number(self.model.scaling.scale())),
        ]);
        details.extend(layer_details(self.settings.layers()));
        if let Some(variational) = &self.variational {
            for (name, value) in [
                ("reconstructionLosses", Detail::Numbers(training.reconstruction())),
                ("klLosses", Detail::Numbers(training.divergences.clone())),
                ("heldOutReconstructionLosses", Detail::Numbers(held_out.reconstruction())),
                ("heldOutKlLosses", Detail::Numbers(held_out.divergences.clone())),
                ("klPerComponent", Detail::Numbers(training.components.clone())),
                ("beta", number(variational.weight(*step))),
            ] {
                details.insert(name, value);
            }
            // Known once an epoch has been measured.
            if !training.components.is_empty() {
                details.insert("activeUnits", number(Variational::active(&training.components) as f64));
            }
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

    fn decoder(&self) -> Option<&dyn Decoder> {
        Some(&self.model)
    }
}
