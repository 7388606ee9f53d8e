//! What is fixed from the start, checked against the data.

use crate::error::{Error, Result};
use crate::learn::network::{Activation, Schedule};
use crate::parameters::Arguments;

/// Most weights a network may have; with gradients, optimizer and checkpoint they take seven times 64 MB.
const MOST_WEIGHTS: u64 = 1 << 24;
/// Most values that one batch may hold over all layers: 256 MB.
const MOST_BATCH_VALUES: u64 = 1 << 26;

/// What is fixed from the start.
#[derive(Debug)]
pub(super) struct Settings {
    /// The method's id, for errors.
    pub id: &'static str,
    /// Widths of all layers, from the input to the reconstruction; a code is as wide as its mean.
    pub widths: Vec<usize>,
    /// The encoder's outputs for each component: its value, or mean and logarithm of the variance.
    pub outputs: usize,
    pub hidden: Activation,
    pub learning_rate: f64,
    /// Standard deviation of the noise that is added to the inputs of a denoising autoencoder, in the network's unit.
    pub corruption: f64,
    /// What a unit of code costs in a sparse autoencoder.
    pub sparsity: f64,
    pub schedule: Schedule,
}

impl Settings {
    pub fn check(
        id: &'static str,
        outputs: usize,
        (rows, columns): (usize, usize),
        arguments: &Arguments,
    ) -> Result<Self> {
        let components = arguments.integer("components");
        if components > columns {
            let expected = format!("between 1 and {columns}, the number of columns");
            return Err(Error::out_of_range(id, "components", components, expected));
        }
        let schedule = Schedule::check(id, rows, arguments)?;
        let mut widths = vec![columns];
        widths.extend(arguments.integers("layers"));
        widths.push(components);
        widths.extend_from_within(..widths.len() - 1);
        let code = widths.len() / 2;
        widths[code + 1..].reverse();
        let settings = Settings {
            id,
            widths,
            outputs,
            hidden: hidden_activation(id, arguments)?,
            learning_rate: arguments.real("learningRate"),
            corruption: 0.0,
            sparsity: 0.0,
            schedule,
        };
        let limits = [
            ("the number of weights", settings.weights(), MOST_WEIGHTS),
            ("the number of values in one batch, over all layers", settings.batch_values(), MOST_BATCH_VALUES),
        ];
        match limits.into_iter().find(|(_, found, limit)| found > limit) {
            None => Ok(settings),
            Some((what, found, limit)) => Err(Error::TooLarge { operation: id, what, found, limit }),
        }
    }

    /// Widths of the encoder's layers, from the input to its outputs.
    pub fn encoder_widths(&self) -> Vec<usize> {
        let mut widths = self.widths[..=self.widths.len() / 2].to_vec();
        if let Some(last) = widths.last_mut() {
            *last *= self.outputs;
        }
        widths
    }

    /// Widths of the decoder's layers, from the code to the reconstruction.
    pub fn decoder_widths(&self) -> &[usize] {
        &self.widths[self.widths.len() / 2..]
    }

    /// Weights and biases of all layers.
    pub fn weights(&self) -> u64 {
        let count = |widths: &[usize]| widths.windows(2).map(|pair| (pair[0] as u64 + 1) * pair[1] as u64).sum::<u64>();
        count(&self.encoder_widths()) + count(self.decoder_widths())
    }

    /// Outputs of all layers and gradients by them.
    fn batch_values(&self) -> u64 {
        2 * self.schedule.room() as u64 * self.widths.iter().map(|&width| width as u64).sum::<u64>()
    }
}

fn hidden_activation(id: &'static str, arguments: &Arguments) -> Result<Activation> {
    let name = arguments.choice("activation");
    Activation::from_name(name)
        .ok_or_else(|| Error::Internal { operation: id, what: format!("activation {name} is described, but unknown") })
}
