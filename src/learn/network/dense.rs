//! The fully connected layer.

use super::Activation;
use crate::linalg::product_into;
use ndarray::{ArrayView2, ArrayViewMut2};
use rand::{Rng, RngExt};

/// `output = activation(input · W + b)`: every output looks at every input.
///
/// The layer knows its shape only; its parameters are lent to it: W (inputs × outputs, row-major), then b.
#[derive(Debug, Clone, PartialEq)]
pub struct Dense {
    /// Width of a row that goes in.
    pub inputs: usize,
    /// Width of a row that comes out.
    pub outputs: usize,
    /// The function of each output.
    pub activation: Activation,
}

impl Dense {
    /// How many parameters the layer has.
    pub fn parameters(&self) -> usize {
        (self.inputs + 1) * self.outputs
    }

    /// Fresh parameters: weights uniform in ±√(6 / (inputs + outputs)) (Glorot and Bengio 2010, eq. 16), biases 0.
    pub fn initialize(&self, parameters: &mut [f32], generator: &mut impl Rng) {
        glorot(parameters, self.inputs * self.outputs, self.inputs + self.outputs, generator);
    }

    /// Computes `output` (rows × outputs) from `input` (rows × inputs), both row-major.
    pub fn forward(&self, parameters: &[f32], input: &[f32], output: &mut [f32]) {
        let (weights, bias) = self.split(parameters);
        product_into(1.0, view(input, self.inputs), weights, 0.0, view_mut(output, self.outputs));
        self.activation.add_bias_and_apply(output, bias);
    }

    /// Computes the gradient by the parameters, and by the input where it is wanted.
    ///
    /// `output` is what [`forward`](Dense::forward) computed from `input`. `gradient` holds the gradient by that output
    /// and is overwritten with the gradient before the activation.
    pub fn backward(
        &self,
        parameters: &[f32],
        input: &[f32],
        output: &[f32],
        gradient: &mut [f32],
        parameter_gradient: &mut [f32],
        input_gradient: Option<&mut [f32]>,
    ) {
        let (weights, _) = self.split(parameters);
        let (weight_gradient, bias_gradient) = parameter_gradient.split_at_mut(self.inputs * self.outputs);
        self.activation.chain_and_sum(output, gradient, bias_gradient);
        let gradient = view(gradient, self.outputs);
        product_into(1.0, view(input, self.inputs).t(), gradient, 0.0, view_mut(weight_gradient, self.outputs));
        if let Some(input_gradient) = input_gradient {
            product_into(1.0, gradient, weights.t(), 0.0, view_mut(input_gradient, self.inputs));
        }
    }

    fn split<'p>(&self, parameters: &'p [f32]) -> (ArrayView2<'p, f32>, &'p [f32]) {
        let (weights, bias) = parameters.split_at(self.inputs * self.outputs);
        (view(weights, self.outputs), bias)
    }
}

/// Fresh weights, uniform in ±√(6 / meetings) (Glorot and Bengio 2010, eq. 16), and biases 0 behind them.
pub(super) fn glorot(parameters: &mut [f32], weights: usize, meetings: usize, generator: &mut impl Rng) {
    let (weights, bias) = parameters.split_at_mut(weights);
    let limit = (6.0 / meetings as f64).sqrt() as f32;
    for weight in weights {
        *weight = (2.0 * generator.random::<f32>() - 1.0) * limit;
    }
    bias.fill(0.0);
}

/// Row-major values as a matrix of that many columns.
pub(super) fn view(values: &[f32], columns: usize) -> ArrayView2<'_, f32> {
    let rows = values.len() / columns;
    ArrayView2::from_shape((rows, columns), values).expect("buffers are cut to whole rows")
}

pub(super) fn view_mut(values: &mut [f32], columns: usize) -> ArrayViewMut2<'_, f32> {
    let rows = values.len() / columns;
    ArrayViewMut2::from_shape((rows, columns), values).expect("buffers are cut to whole rows")
}
