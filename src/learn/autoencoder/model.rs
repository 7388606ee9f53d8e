//! Encoder and decoder with the scaling around them.

use crate::error::Result;
use crate::learn::network::{Learner, Network};
use crate::learn::scaling::Scaling;
use crate::learn::{Decoder, Encoder, count_rows, saved};

/// Rows that pass through the network together: enough for the matrix product to run at full speed, few enough for the
/// outputs of all layers to stay small.
const CHUNK: usize = 256;

/// Maps rows to codes and codes to rows, in the data's own units.
#[derive(Debug, Clone)]
pub struct Autoencoder {
    pub(super) scaling: Scaling,
    pub(super) encoder: Learner,
    pub(super) decoder: Learner,
}

impl Autoencoder {
    /// Writes the codes of row-major `values`. For 784-400-200-2 this takes 0.8 million operations a row.
    pub(super) fn write_codes(&self, values: &[f32], codes: &mut [f32]) {
        let network = self.encoder.network();
        let (columns, width) = (network.inputs(), self.codes());
        let chunk = CHUNK.min(values.len() / columns);
        let mut input = vec![0.0; chunk * columns];
        let mut outputs = network.layer_values(chunk);
        for (values, codes) in values.chunks(CHUNK * columns).zip(codes.chunks_mut(CHUNK * width)) {
            let input = &mut input[..values.len()];
            for (row, out) in values.chunks_exact(columns).zip(input.chunks_exact_mut(columns)) {
                self.scaling.write_row(row, out);
            }
            network.forward(input, &mut outputs);
            copy_codes(outputs.last(codes.len() / width), width, codes);
        }
    }
}

impl Autoencoder {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(&self.scaling, &[&self.encoder, &self.decoder])
    }

    /// Takes over what [`to_bytes`](Autoencoder::to_bytes) gave of a model of this shape; otherwise nothing changes.
    pub(super) fn take_over(&mut self, bytes: &[u8]) -> Result<()> {
        saved::take_over(bytes, &mut self.scaling, &mut [&mut self.encoder, &mut self.decoder])
    }
}

impl Encoder for Autoencoder {
    fn encode(&self, rows: &[f32]) -> Result<Vec<f32>> {
        let columns = self.inputs();
        let count = count_rows("encode", rows.len(), columns)?;
        let mut codes = vec![0.0; count * self.codes()];
        self.write_codes(rows, &mut codes);
        Ok(codes)
    }

    fn inputs(&self) -> usize {
        self.encoder.network().inputs()
    }

    /// Rows and reconstruction are in the data's units, what lies between in the network's.
    fn activations(&self, rows: &[f32]) -> Result<Vec<Vec<f32>>> {
        const OPERATION: &str = "activations";
        let columns = self.inputs();
        let count = count_rows(OPERATION, rows.len(), columns)?;
        let mut input = rows.to_vec();
        for (row, out) in rows.chunks_exact(columns).zip(input.chunks_exact_mut(columns)) {
            self.scaling.write_row(row, out);
        }
        let mut layers = vec![rows.to_vec()];
        let mut pass = |network: &Network, input: &[f32]| {
            let mut outputs = network.layer_values(count);
            network.forward(input, &mut outputs);
            layers.extend(outputs.layers(count).map(<[f32]>::to_vec));
            outputs
        };
        let mut codes = vec![0.0; count * self.codes()];
        copy_codes(pass(self.encoder.network(), &input).last(count), self.codes(), &mut codes);
        pass(self.decoder.network(), &codes);
        if let Some(rebuilt) = layers.last_mut() {
            rebuilt.chunks_exact_mut(columns).for_each(|row| self.scaling.restore_row(row));
        }
        Ok(layers)
    }
}

impl Decoder for Autoencoder {
    fn decode(&self, codes: &[f32]) -> Result<Vec<f32>> {
        let network = self.decoder.network();
        let (width, columns) = (network.inputs(), network.outputs());
        let count = count_rows("decode", codes.len(), width)?;
        let mut rows = vec![0.0; count * columns];
        let mut outputs = network.layer_values(CHUNK.min(count));
        for (codes, rows) in codes.chunks(CHUNK * width).zip(rows.chunks_mut(CHUNK * columns)) {
            network.forward(codes, &mut outputs);
            rows.copy_from_slice(outputs.last(rows.len() / columns));
        }
        rows.chunks_exact_mut(columns).for_each(|row| self.scaling.restore_row(row));
        Ok(rows)
    }

    fn codes(&self) -> usize {
        self.decoder.network().inputs()
    }
}

/// The code of each row: as many of the encoder's outputs as the decoder has inputs. Behind them a variational encoder has
/// the logarithms of the variances.
pub(super) fn copy_codes(outputs: &[f32], width: usize, codes: &mut [f32]) {
    let wide = outputs.len() * width / codes.len().max(1);
    for (outputs, code) in outputs.chunks_exact(wide.max(1)).zip(codes.chunks_exact_mut(width)) {
        code.copy_from_slice(&outputs[..width]);
    }
}
