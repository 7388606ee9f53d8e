//! What methods that build a network ask of it, and what they say about it.

use super::Layer;
use crate::error::{Error, Result};
use crate::learn::Detail;

/// Most weights a network may have; with gradients, optimizer and checkpoint they take seven times 64 MB.
const MOST_WEIGHTS: u64 = 1 << 24;
/// Most values that one batch may hold over all layers: 256 MB.
const MOST_BATCH_VALUES: u64 = 1 << 26;

/// Whether layers of that size fit into a browser's memory, with batches of up to `rows` rows.
///
/// # Errors
/// [`Error::TooLarge`] if they do not.
pub fn check_size<'l>(
    id: &'static str,
    layers: impl IntoIterator<Item = &'l Layer> + Clone,
    rows: usize,
) -> Result<()> {
    let sum = |of: fn(&Layer) -> usize| layers.clone().into_iter().map(|layer| of(layer) as u64).sum::<u64>();
    // Outputs, and gradients by them.
    let values = 2 * rows as u64 * sum(Layer::outputs);
    let limits = [
        ("the number of weights", sum(Layer::parameters), MOST_WEIGHTS),
        ("the number of values in one batch, over all layers", values, MOST_BATCH_VALUES),
    ];
    match limits.into_iter().find(|(_, found, limit)| found > limit) {
        None => Ok(()),
        Some((what, found, limit)) => Err(Error::TooLarge { operation: id, what, found, limit }),
    }
}

/// `layerKinds` and `layerShapes` (channels, height, width) of the layers, without the input.
pub fn layer_details<'l>(layers: impl IntoIterator<Item = &'l Layer>) -> [(&'static str, Detail); 2] {
    let (mut kinds, mut values) = (Vec::new(), Vec::new());
    for layer in layers {
        let shape = layer.shape();
        kinds.push(layer.kind());
        values.extend([shape.channels as f32, shape.height as f32, shape.width as f32]);
    }
    let shapes = Detail::Matrix { rows: kinds.len(), columns: 3, values };
    [("layerKinds", Detail::Text(kinds.join(", "))), ("layerShapes", shapes)]
}
