//! Layers one after another.

use super::{Activation, Dense, Layer};
use rand::Rng;

/// A stack of layers and their parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    layers: Vec<Layer>,
    parameters: Vec<f32>,
}

/// One matrix per layer of a [`Network`], rows × the layer's outputs: room for its outputs, or for gradients by them.
#[derive(Debug, Clone)]
pub struct LayerValues {
    widths: Vec<usize>,
    values: Vec<Vec<f32>>,
}

impl Network {
    /// A network of dense layers with all parameters 0: `widths` counts the inputs, each hidden layer and the outputs.
    /// Hidden layers apply `hidden`, the last one applies `output`.
    pub fn dense(widths: &[usize], hidden: Activation, output: Activation) -> Self {
        let last = widths.len().saturating_sub(2);
        let layer = |(index, pair): (usize, &[usize])| {
            let activation = if index == last { output } else { hidden };
            Layer::Dense(Dense { inputs: pair[0], outputs: pair[1], activation })
        };
        Self::new(widths.windows(2).enumerate().map(layer).collect())
    }

    /// A network of any layers, each as wide as the one before it gives, with all parameters 0.
    pub fn new(layers: Vec<Layer>) -> Self {
        debug_assert!(layers.windows(2).all(|pair| pair[0].outputs() == pair[1].inputs()));
        let parameters = vec![0.0; layers.iter().map(Layer::parameters).sum()];
        Network { layers, parameters }
    }

    /// The layers.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Fresh parameters, drawn layer by layer.
    pub fn initialize(&mut self, generator: &mut impl Rng) {
        let mut rest = self.parameters.as_mut_slice();
        for layer in &self.layers {
            let (parameters, tail) = rest.split_at_mut(layer.parameters());
            layer.initialize(parameters, generator);
            rest = tail;
        }
    }

    /// Width of a row that goes in.
    pub fn inputs(&self) -> usize {
        self.layers.first().map_or(0, Layer::inputs)
    }

    /// Width of a row that comes out.
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(0, Layer::outputs)
    }

    /// All parameters: layer by layer, each its weights (inputs × outputs, row-major), then its biases. Layers that pool or
    /// upsample have none.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// All parameters, to be changed.
    pub fn parameters_mut(&mut self) -> &mut [f32] {
        &mut self.parameters
    }

    fn count_rows(&self, input: &[f32]) -> usize {
        input.len() / self.inputs().max(1)
    }

    /// Room for the outputs of every layer for up to `rows` rows.
    pub fn layer_values(&self, rows: usize) -> LayerValues {
        let widths: Vec<usize> = self.layers.iter().map(Layer::outputs).collect();
        let values = widths.iter().map(|width| vec![0.0; rows * width]).collect();
        LayerValues { widths, values }
    }

    /// Computes the outputs of every layer from `input` (rows × inputs, row-major).
    pub fn forward(&self, input: &[f32], outputs: &mut LayerValues) {
        let rows = self.count_rows(input);
        let mut start = 0;
        for (index, layer) in self.layers.iter().enumerate() {
            let end = start + layer.parameters();
            let (done, todo) = outputs.values.split_at_mut(index);
            let input = match done.last() {
                None => input,
                Some(previous) => &previous[..rows * layer.inputs()],
            };
            layer.forward(&self.parameters[start..end], input, &mut todo[0][..rows * layer.outputs()]);
            start = end;
        }
    }

    /// Computes the gradient by all parameters from `input`, the `outputs` that [`forward`](Network::forward) left, and
    /// the gradient by the last output, which the caller has put in the last matrix of `gradients`.
    ///
    /// `gradients` is overwritten. The gradient by the network's input is written where it is wanted.
    pub fn backward(
        &self,
        input: &[f32],
        outputs: &LayerValues,
        gradients: &mut LayerValues,
        parameter_gradient: &mut [f32],
        mut input_gradient: Option<&mut [f32]>,
    ) {
        let rows = self.count_rows(input);
        let mut end = self.parameters.len();
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let start = end - layer.parameters();
            let (before, rest) = gradients.values.split_at_mut(index);
            let (input, input_gradient) = match before.last_mut() {
                None => (input, input_gradient.take()),
                Some(gradient) => {
                    let previous = &outputs.values[index - 1][..rows * layer.inputs()];
                    (previous, Some(&mut gradient[..rows * layer.inputs()]))
                }
            };
            layer.backward(
                &self.parameters[start..end],
                input,
                &outputs.values[index][..rows * layer.outputs()],
                &mut rest[0][..rows * layer.outputs()],
                &mut parameter_gradient[start..end],
                input_gradient,
            );
            end = start;
        }
    }
}

impl LayerValues {
    /// The first `rows` rows of the last layer's matrix.
    pub fn last(&self, rows: usize) -> &[f32] {
        self.values.last().map_or(&[], |values| &values[..rows * self.width()])
    }

    /// The first `rows` rows of every layer's matrix, from the first layer to the last.
    pub fn layers(&self, rows: usize) -> impl Iterator<Item = &[f32]> {
        self.values.iter().zip(&self.widths).map(move |(values, width)| &values[..rows * width])
    }

    /// How many layers there are.
    pub fn count(&self) -> usize {
        self.values.len()
    }

    /// The first `rows` rows of one layer's matrix; empty if there is no such layer.
    pub fn layer(&self, index: usize, rows: usize) -> &[f32] {
        let width = self.widths.get(index).copied().unwrap_or(0);
        self.values.get(index).map_or(&[], |values| &values[..rows * width])
    }

    /// The first `rows` rows of the last layer's matrix, to be written.
    pub fn last_mut(&mut self, rows: usize) -> &mut [f32] {
        let length = rows * self.width();
        self.values.last_mut().map_or(&mut [], |values| &mut values[..length])
    }

    fn width(&self) -> usize {
        self.widths.last().copied().unwrap_or(0)
    }
}
