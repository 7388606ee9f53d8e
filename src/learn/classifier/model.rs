//! A network from rows to classes with the scaling before it.

use crate::error::{Error, Result};
use crate::learn::network::{Layer, LayerValues, Learner, softmax};
use crate::learn::scaling::Scaling;
use crate::learn::{Answers, Classify, Encoder, check_finite, count_rows, saved};

/// Rows that pass through the network together: few enough for the outputs of all layers to stay small.
const CHUNK: usize = 256;
/// Most probabilities that are given at once: 256 MB.
const MOST_ANSWERS: u64 = 1 << 26;

/// Maps rows, in the data's own units, to the layer before the answer, and to the logits of the classes.
#[derive(Debug, Clone)]
pub struct Classifier {
    pub(super) scaling: Scaling,
    pub(super) learner: Learner,
    /// The class of each output.
    pub(super) labels: Vec<i32>,
}

impl Classifier {
    /// Width of the layer before the answer.
    pub fn features(&self) -> usize {
        let layers = self.learner.network().layers();
        layers.last().map_or(0, Layer::inputs)
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.learner.network().outputs()
    }

    /// Writes the rows of `values` in the network's units.
    pub(super) fn scale(&self, values: &[f32], input: &mut [f32]) {
        let columns = self.inputs();
        for (row, out) in values.chunks_exact(columns).zip(input.chunks_exact_mut(columns)) {
            self.scaling.write_row(row, out);
        }
    }

    /// Sends row-major `values` through the network, some at a time, and hands over what all layers make of so many rows.
    fn pass(&self, values: &[f32], mut visit: impl FnMut(&LayerValues, usize)) {
        let columns = self.inputs();
        let chunk = CHUNK.min(values.len() / columns);
        let mut input = vec![0.0; chunk * columns];
        let mut outputs = self.learner.network().layer_values(chunk);
        for values in values.chunks(CHUNK * columns) {
            let input = &mut input[..values.len()];
            self.scale(values, input);
            self.learner.network().forward(input, &mut outputs);
            visit(&outputs, values.len() / columns);
        }
    }

    /// Writes what the layer before the answer makes of row-major `values`.
    pub(super) fn write_features(&self, values: &[f32], features: &mut [f32]) {
        let mut rest = features;
        self.pass(values, |outputs, rows| {
            let found = features_of(outputs, rows);
            let (own, others) = std::mem::take(&mut rest).split_at_mut(found.len());
            own.copy_from_slice(found);
            rest = others;
        });
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(&self.scaling, &[&self.learner])
    }

    /// Takes over what [`to_bytes`](Classifier::to_bytes) gave of a network of this shape; otherwise nothing changes.
    pub(super) fn take_over(&mut self, bytes: &[u8]) -> Result<()> {
        saved::take_over(bytes, &mut self.scaling, &mut [&mut self.learner])
    }
}

/// What the layer before the answer made of the rows that went through last.
pub(super) fn features_of(outputs: &LayerValues, rows: usize) -> &[f32] {
    outputs.layer(outputs.count().saturating_sub(2), rows)
}

impl Classify for Classifier {
    fn classify(&self, rows: &[f32]) -> Result<Answers> {
        const OPERATION: &str = "classify";
        let (columns, width) = (self.inputs(), self.classes());
        let count = count_rows(OPERATION, rows.len(), columns)?;
        check_finite(OPERATION, rows, columns)?;
        let found = count as u64 * width as u64;
        if found > MOST_ANSWERS {
            let what = "the number of probabilities, one for each row and class";
            return Err(Error::TooLarge { operation: OPERATION, what, found, limit: MOST_ANSWERS });
        }
        let mut probabilities = Vec::with_capacity(count * width);
        self.pass(rows, |outputs, rows| probabilities.extend_from_slice(outputs.last(rows)));
        softmax(&mut probabilities, width);
        let likeliest = |row: &[f32]| {
            let best = row.iter().enumerate().rev().max_by(|a, b| a.1.total_cmp(b.1));
            best.map_or(0, |(class, _)| self.labels[class])
        };
        let labels = probabilities.chunks_exact(width).map(likeliest).collect();
        Ok(Answers { labels, probabilities, classes: self.labels.clone() })
    }
}

impl Encoder for Classifier {
    fn encode(&self, rows: &[f32]) -> Result<Vec<f32>> {
        let columns = self.inputs();
        let count = count_rows("encode", rows.len(), columns)?;
        let mut features = vec![0.0; count * self.features()];
        self.write_features(rows, &mut features);
        Ok(features)
    }

    fn inputs(&self) -> usize {
        self.learner.network().inputs()
    }

    /// Rows are in the data's units, what follows in the network's; behind the logits stand their softmax, the probabilities
    /// of the classes.
    fn activations(&self, rows: &[f32]) -> Result<Vec<Vec<f32>>> {
        const OPERATION: &str = "activations";
        let columns = self.inputs();
        let count = count_rows(OPERATION, rows.len(), columns)?;
        let mut input = vec![0.0; rows.len()];
        self.scale(rows, &mut input);
        let mut outputs = self.learner.network().layer_values(count);
        self.learner.network().forward(&input, &mut outputs);
        let mut layers = vec![rows.to_vec()];
        layers.extend(outputs.layers(count).map(<[f32]>::to_vec));
        let mut probabilities = outputs.last(count).to_vec();
        softmax(&mut probabilities, self.classes());
        layers.push(probabilities);
        Ok(layers)
    }
}
