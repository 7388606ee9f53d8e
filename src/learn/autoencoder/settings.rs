//! What is fixed from the start, checked against the data.

use super::architecture::halves;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::network::{Layer, Schedule, check_size};
use crate::parameters::Arguments;

/// What is fixed from the start.
#[derive(Debug)]
pub(super) struct Settings {
    /// The method's id, for errors.
    pub id: &'static str,
    /// Widths of all layers, from the input to the reconstruction; a code is as wide as its mean.
    pub widths: Vec<usize>,
    /// The encoder ends with a component's value, or with mean and logarithm of the variance, for each of them.
    pub encoder: Vec<Layer>,
    pub decoder: Vec<Layer>,
    pub learning_rate: f64,
    /// Standard deviation of the noise that is added to the inputs of a denoising autoencoder, in the network's unit.
    pub corruption: f64,
    /// What a unit of code costs in a sparse autoencoder.
    pub sparsity: f64,
    pub schedule: Schedule,
}

impl Settings {
    /// `outputs` is what the encoder has for each component: 1 or 2 numbers.
    pub fn check(id: &'static str, outputs: usize, data: &Dataset, arguments: &Arguments) -> Result<Self> {
        let (rows, columns) = data.matrix(id)?.dim();
        let components = arguments.integer("components");
        if components > columns {
            let expected = format!("between 1 and {columns}, the number of columns");
            return Err(Error::out_of_range(id, "components", components, expected));
        }
        let schedule = Schedule::check(id, rows, arguments)?;
        let [encoder, decoder] = halves(id, outputs, data, arguments)?;
        check_size(id, encoder.iter().chain(&decoder), schedule.room())?;
        let mut widths = vec![columns];
        widths.extend(encoder[..encoder.len() - 1].iter().map(Layer::outputs));
        widths.push(components);
        widths.extend(decoder.iter().map(Layer::outputs));
        Ok(Settings {
            id,
            widths,
            encoder,
            decoder,
            learning_rate: arguments.real("learningRate"),
            corruption: 0.0,
            sparsity: 0.0,
            schedule,
        })
    }

    /// Both halves, from the input to the reconstruction.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.encoder.iter().chain(&self.decoder)
    }
}
