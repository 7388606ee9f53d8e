//! A learned linear projection: z = W·x + b, trained so that a linear classifier on z tells the classes apart.

use super::classes::classes;
use super::network::{Activation, Batches, Learner, Network};
use super::{Detail, Details, Encoder, Method, Phase, StepReport, Trainer, check_out, count_rows};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::linalg::Sparse;
use crate::parameters::{Arguments, Kind, Parameter, SEED, Value};
use crate::random::generator;
use std::borrow::Cow;
use std::sync::Arc;

const ID: &str = "linear-projection";
/// The most weights of W: 128 MiB of them, and as much again twice for Adam.
const MOST_WEIGHTS: u64 = 1 << 25;
/// Numbers that go through the projection in one step.
const VALUES_PER_BATCH: usize = 1 << 22;

/// A learned linear projection.
pub const METHOD: Method = Method {
    id: ID,
    title: "Learned linear projection",
    summary: "Learns z = Wx + b for labeled rows, such as bags of words, so that their classes come apart in z.",
    parameters: &[
        Parameter {
            id: "components",
            title: "components",
            kind: Kind::Integer { min: 1, max: 256, default: 2, usual: (2, 64) },
            help: "How many numbers z has.",
            live: false,
        },
        Parameter {
            id: "epochs",
            title: "epochs",
            kind: Kind::Integer { min: 1, max: 100_000, default: 100, usual: (10, 500) },
            help: "How many times all rows are seen.",
            live: false,
        },
        Parameter {
            id: "batchSize",
            title: "batch size",
            kind: Kind::Integer { min: 1, max: 4096, default: 32, usual: (8, 256) },
            help: "How many rows each step looks at.",
            live: false,
        },
        Parameter {
            id: "learningRate",
            title: "learning rate",
            kind: Kind::Real { min: 1e-7, max: 1.0, default: 0.01, usual: (0.0001, 0.1), logarithmic: true },
            help: "How far each step goes (Adam).",
            live: true,
        },
        SEED,
    ],
    start,
};

/// Two linear layers: the projection, and a classifier that gives each class a score, of which a softmax makes
/// probabilities. The loss is the mean cross-entropy −log p(true class), in nats. Weights start uniform in
/// ±√(6 / (inputs + outputs)) (Glorot and Bengio 2010), biases at 0; both layers learn by Adam.
///
/// Rows are divided by the root mean square of their lengths first, so that the learning rate means the same for counts
/// and for tf-idf weights.
struct LinearProjection {
    data: Arc<Dataset>,
    /// The data without its zeros, where it is not kept so already.
    converted: Option<Sparse>,
    /// The class of each row as a number from 0, in order of the labels.
    classes: Vec<u32>,
    labels: Vec<i32>,
    scale: f32,
    components: usize,
    epochs: u64,
    learning_rate: f64,
    started_with: f64,
    batches: Batches,
    projection: Learner,
    head: Learner,
    input: Vec<f32>,
    step: u64,
    loss: Option<f32>,
    /// Sum of the losses and number of rows classified right in this epoch so far, and by epoch.
    epoch: (f64, u64),
    losses: Vec<f64>,
    accuracies: Vec<f64>,
    diverged: bool,
}

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Result<Box<dyn Trainer>> {
    let matrix = data.sparse(ID)?;
    let (rows, columns) = (matrix.rows(), matrix.columns());
    let (classes, labels) = classes(ID, data)?;
    let components = arguments.integer("components");
    if components > columns {
        let expected = format!("at most {columns}, the number of columns");
        return Err(Error::out_of_range(ID, "components", components, expected));
    }
    let found = (columns as u64 + labels.len() as u64) * components as u64;
    if found > MOST_WEIGHTS {
        return Err(Error::TooLarge { operation: ID, what: "the number of weights", found, limit: MOST_WEIGHTS });
    }
    // A batch is a dense table; wide rows go through in smaller ones.
    let batch = arguments.integer("batchSize").min(rows).min((VALUES_PER_BATCH / columns).max(1));
    let squares: f64 = matrix.values().iter().map(|&value| f64::from(value).powi(2)).sum();
    let mean = squares / rows as f64;
    let linear = |inputs, outputs| Network::dense(&[inputs, outputs], Activation::Linear, Activation::Linear);
    let converted = match matrix {
        Cow::Owned(matrix) => Some(matrix),
        Cow::Borrowed(_) => None,
    };
    let learning_rate = arguments.real("learningRate");
    let mut trainer = LinearProjection {
        data: data.clone(),
        converted,
        classes,
        // Data so small that nothing brings them to 1 in 32 bits are as good as zeros.
        scale: Some((1.0 / mean.sqrt()) as f32).filter(|scale| scale.is_finite()).unwrap_or(1.0),
        components,
        epochs: arguments.integer("epochs") as u64,
        learning_rate,
        started_with: learning_rate,
        batches: Batches::new(rows as u32, batch, arguments.seed()),
        projection: Learner::new(linear(columns, components), batch),
        head: Learner::new(linear(components, labels.len()), batch),
        input: vec![0.0; batch * columns],
        labels,
        step: 0,
        loss: None,
        epoch: (0.0, 0),
        losses: Vec::new(),
        accuracies: Vec::new(),
        diverged: false,
    };
    trainer.reset(arguments.seed());
    Ok(Box::new(trainer))
}

impl LinearProjection {
    fn planned(&self) -> u64 {
        self.epochs * self.batches.per_epoch() as u64
    }

    fn divergence(&self) -> Error {
        Error::Diverged { method: ID, step: self.step, learning_rate: self.learning_rate }
    }

    /// Writes rows of the data as the projection takes them.
    fn write_rows(&self, rows: &[u32], out: &mut [f32]) -> Result<()> {
        let shared;
        let matrix = match &self.converted {
            Some(matrix) => matrix,
            None => {
                shared = self.data.sparse(ID)?;
                shared.as_ref()
            }
        };
        for (&row, out) in rows.iter().zip(out.chunks_exact_mut(matrix.columns())) {
            out.fill(0.0);
            matrix.entries(row as usize).for_each(|(column, value)| out[column as usize] = value * self.scale);
        }
        Ok(())
    }

    fn learn(&mut self, batch: usize) -> Result<()> {
        let rows = self.batches.rows(batch).to_vec();
        let columns = self.data.shape().1;
        let mut input = std::mem::take(&mut self.input);
        self.write_rows(&rows, &mut input)?;
        let used = &input[..rows.len() * columns];
        self.projection.forward(used);
        self.head.forward(self.projection.output(rows.len()));
        let (scores, gradient) = self.head.output_and_gradient(rows.len());
        let (mut sum, mut right) = (0.0, 0);
        let width = self.labels.len();
        for ((&row, scores), gradient) in
            rows.iter().zip(scores.chunks_exact(width)).zip(gradient.chunks_exact_mut(width))
        {
            let class = self.classes[row as usize] as usize;
            sum += softmax_cross_entropy(scores, class, rows.len(), gradient);
            right += u64::from(scores.iter().all(|&score| score <= scores[class]));
        }
        let (codes, code_gradient) = self.projection.output_and_gradient(rows.len());
        self.head.backward(codes, Some(code_gradient));
        self.projection.backward(used, None);
        self.input = input;
        if !sum.is_finite() || !self.projection.gradient_is_usable() || !self.head.gradient_is_usable() {
            self.diverged = true;
            return Err(self.divergence());
        }
        self.projection.update(self.learning_rate);
        self.head.update(self.learning_rate);
        self.loss = Some((sum / rows.len() as f64) as f32);
        self.epoch = (self.epoch.0 + sum, self.epoch.1 + right);
        Ok(())
    }

    /// z of a row of the data, from W, b and the row's entries.
    fn project(&self, entries: impl Iterator<Item = (u32, f32)>, out: &mut [f32]) {
        let parameters = self.projection.network().parameters();
        let (weights, bias) = parameters.split_at(parameters.len() - self.components);
        out.copy_from_slice(bias);
        for (column, value) in entries {
            let row = &weights[column as usize * self.components..][..self.components];
            out.iter_mut().zip(row).for_each(|(out, weight)| *out += value * self.scale * weight);
        }
    }
}

/// −log of the softmax of the true class, and the mean's gradient by the scores, (p − y) / rows.
fn softmax_cross_entropy(scores: &[f32], class: usize, rows: usize, gradient: &mut [f32]) -> f64 {
    let largest = f64::from(scores.iter().copied().fold(f32::NEG_INFINITY, f32::max));
    let total: f64 = scores.iter().map(|&score| (f64::from(score) - largest).exp()).sum();
    for (index, (gradient, &score)) in gradient.iter_mut().zip(scores).enumerate() {
        let probability = (f64::from(score) - largest).exp() / total;
        *gradient = ((probability - f64::from(u8::from(index == class))) / rows as f64) as f32;
    }
    total.ln() - (f64::from(scores[class]) - largest)
}

impl Trainer for LinearProjection {
    fn step(&mut self) -> Result<StepReport> {
        if self.diverged {
            return Err(self.divergence());
        }
        if self.step == self.planned() {
            return Ok(self.report());
        }
        let per_epoch = self.batches.per_epoch() as u64;
        let batch = self.step % per_epoch;
        if batch == 0 {
            self.batches.shuffle(self.step / per_epoch);
        }
        self.learn(batch as usize)?;
        self.step += 1;
        if self.step.is_multiple_of(per_epoch) {
            let (sum, right) = std::mem::take(&mut self.epoch);
            self.losses.push(sum / self.classes.len() as f64);
            self.accuracies.push(right as f64 / self.classes.len() as f64);
        }
        Ok(self.report())
    }

    fn report(&self) -> StepReport {
        let planned = self.planned();
        let phase = if self.step == planned { Phase::Done } else { Phase::Running };
        StepReport { phase, step: self.step, planned, loss: self.loss }
    }

    fn shape(&self) -> (usize, usize) {
        (self.classes.len(), self.components)
    }

    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(ID, out.len(), self.shape())?;
        let shared;
        let matrix = match &self.converted {
            Some(matrix) => matrix,
            None => {
                shared = self.data.sparse(ID)?;
                shared.as_ref()
            }
        };
        for (row, out) in out.chunks_exact_mut(self.components).enumerate() {
            self.project(matrix.entries(row), out);
        }
        Ok(())
    }

    fn set_live(&mut self, parameter: &str, value: &Value) -> Result<()> {
        match (parameter, value) {
            ("learningRate", &Value::Number(rate)) => {
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
        let mut generator = generator(seed, "linear projection");
        self.projection.initialize(&mut generator);
        self.head.initialize(&mut generator);
        self.batches = Batches::new(self.classes.len() as u32, self.batches.size(), seed);
        self.learning_rate = self.started_with;
        (self.step, self.loss, self.epoch, self.diverged) = (0, None, (0.0, 0), false);
        self.losses.clear();
        self.accuracies.clear();
    }

    /// `weights` (W, components × columns, for rows as they are), `bias` (b), `losses` and `accuracies` (mean
    /// cross-entropy, and share of the rows classified right while they were learned, by epoch), `classes`.
    fn details(&self) -> Details {
        let parameters = self.projection.network().parameters();
        let (weights, bias) = parameters.split_at(parameters.len() - self.components);
        let columns = weights.len() / self.components;
        let values = (0..self.components)
            .flat_map(|component| (0..columns).map(move |column| (component, column)))
            .map(|(component, column)| weights[column * self.components + component] * self.scale)
            .collect();
        Details::from([
            ("weights", Detail::Matrix { rows: self.components, columns, values }),
            ("bias", Detail::Numbers(bias.iter().map(|&value| f64::from(value)).collect())),
            ("losses", Detail::Numbers(self.losses.clone())),
            ("accuracies", Detail::Numbers(self.accuracies.clone())),
            ("classes", Detail::Number(self.labels.len() as f64)),
        ])
    }

    fn encoder(&self) -> Option<&dyn Encoder> {
        Some(self)
    }
}

impl Encoder for LinearProjection {
    fn encode(&self, rows: &[f32]) -> Result<Vec<f32>> {
        let columns = self.inputs();
        let mut codes = vec![0.0; count_rows("encode", rows.len(), columns)? * self.components];
        for (row, out) in rows.chunks_exact(columns).zip(codes.chunks_exact_mut(self.components)) {
            self.project((0..).zip(row.iter().copied()).filter(|entry| entry.1 != 0.0), out);
        }
        Ok(codes)
    }

    fn inputs(&self) -> usize {
        self.data.shape().1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_of_the_loss_agrees_with_differences() {
        let scores = [0.3f32, -1.2, 2.0, 0.5];
        let mut gradient = [0.0; 4];
        let loss = softmax_cross_entropy(&scores, 1, 3, &mut gradient);
        let exact = |scores: [f64; 4]| scores.iter().map(|score| score.exp()).sum::<f64>().ln() - scores[1];
        assert!((loss - exact(scores.map(f64::from))).abs() < 1e-9);
        for index in 0..4 {
            let at = |step: f64| {
                let mut moved = scores.map(f64::from);
                moved[index] += step;
                exact(moved) / 3.0
            };
            let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!((f64::from(gradient[index]) - slope).abs() < 1e-6);
        }
        assert!(softmax_cross_entropy(&[1e30, -1e30], 1, 1, &mut [0.0; 2]).is_finite());
    }
}
