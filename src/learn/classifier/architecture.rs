//! From parameters to layers.

use super::CNN;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::network::{Activation, Convolution, Dense, Layer, Maps, Network, Resample, Resampling, check_size};
use crate::parameters::Arguments;

/// The names that [`network`] knows for what follows a convolution.
pub(super) const POOLINGS: &[&str] = &["max", "average"];
/// Width and height of what is pooled.
const POOLED: usize = 2;

/// The network from a row to the logits of so many classes, with all parameters 0.
pub(super) fn network(
    id: &'static str,
    data: &Dataset,
    classes: usize,
    room: usize,
    arguments: &Arguments,
) -> Result<Network> {
    let activation = Activation::from_arguments(id, arguments)?;
    let columns = data.matrix(id)?.ncols();
    let mut layers = if id == CNN.id { convolutions(data, activation, arguments)? } else { Vec::new() };
    let hidden = arguments.integers("layers");
    if hidden.is_empty() {
        let expected = "at least one width: the last hidden layer is the embedding";
        return Err(Error::out_of_range(id, "layers", "no layer", expected));
    }
    let mut inputs = layers.last().map_or(columns, Layer::outputs);
    for outputs in hidden {
        layers.push(Layer::Dense(Dense { inputs, outputs, activation }));
        inputs = outputs;
    }
    layers.push(Layer::Dense(Dense { inputs, outputs: classes, activation: Activation::Linear }));
    check_size(id, &layers, room)?;
    Ok(Network::new(layers))
}

/// Convolutions, each followed by pooling. The first one keeps the size of the picture, as LeCun's does with a frame around
/// it; later ones have no frame.
fn convolutions(data: &Dataset, activation: Activation, arguments: &Arguments) -> Result<Vec<Layer>> {
    let picture = data.picture().ok_or_else(|| Error::Unsupported {
        operation: CNN.id,
        what: "the rows of this data are not known to be pictures".into(),
        expected: "pictures, or the method \"mlp\", which takes rows of any kind".into(),
    })?;
    let kind = if arguments.choice("pooling") == "max" { Resampling::MaxPool } else { Resampling::AveragePool };
    let kernel = arguments.integer("kernel");
    let mut maps = Maps { channels: 1, height: picture.height, width: picture.width };
    let mut layers = Vec::new();
    for filters in arguments.integers("filters") {
        let padding = if layers.is_empty() { kernel / 2 } else { 0 };
        let block = || {
            let convolution = Convolution::new(maps, filters, kernel, padding, activation)?;
            let pooling = Resample::new(kind, convolution.output(), POOLED)?;
            Some((convolution, pooling))
        };
        let (convolution, pooling) = block().ok_or_else(|| {
            let Maps { height, width, .. } = maps;
            let found = format!("{} convolutions with windows of {kernel} × {kernel}", layers.len() / 2 + 1);
            let expected = format!("fewer, or smaller windows: the last one would look at maps of {height} × {width}");
            Error::out_of_range(CNN.id, "filters", found, expected)
        })?;
        maps = pooling.output();
        layers.extend([Layer::Convolution(convolution), Layer::Resample(pooling)]);
    }
    Ok(layers)
}
