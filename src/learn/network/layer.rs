//! One layer of a stack.

use super::{Convolution, Dense, Maps, Resample, Resampling};
use rand::Rng;

/// A layer knows its shape; its parameters are lent to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// Every output looks at every input.
    Dense(Dense),
    /// Every output looks at a window.
    Convolution(Convolution),
    /// Pooling or upsampling, without parameters.
    Resample(Resample),
}

impl Layer {
    /// What it does, in words.
    pub fn kind(&self) -> &'static str {
        match self {
            Layer::Dense(_) => "dense",
            Layer::Convolution(_) => "convolution",
            Layer::Resample(resample) => match resample.kind() {
                Resampling::MaxPool => "max pooling",
                Resampling::AveragePool => "average pooling",
                Resampling::Upsample => "upsampling",
            },
        }
    }

    /// Width of a row that goes in.
    pub fn inputs(&self) -> usize {
        match self {
            Layer::Dense(layer) => layer.inputs,
            Layer::Convolution(layer) => layer.input().size(),
            Layer::Resample(layer) => layer.input().size(),
        }
    }

    /// The shape of a row that comes out; a dense layer's outputs are maps of one place.
    pub fn shape(&self) -> Maps {
        match self {
            Layer::Dense(layer) => Maps { channels: layer.outputs, height: 1, width: 1 },
            Layer::Convolution(layer) => layer.output(),
            Layer::Resample(layer) => layer.output(),
        }
    }

    /// Width of a row that comes out.
    pub fn outputs(&self) -> usize {
        self.shape().size()
    }

    /// How many parameters it has.
    pub fn parameters(&self) -> usize {
        match self {
            Layer::Dense(layer) => layer.parameters(),
            Layer::Convolution(layer) => layer.parameters(),
            Layer::Resample(_) => 0,
        }
    }

    pub(super) fn initialize(&self, parameters: &mut [f32], generator: &mut impl Rng) {
        match self {
            Layer::Dense(layer) => layer.initialize(parameters, generator),
            Layer::Convolution(layer) => layer.initialize(parameters, generator),
            Layer::Resample(_) => {}
        }
    }

    pub(super) fn forward(&self, parameters: &[f32], input: &[f32], output: &mut [f32]) {
        match self {
            Layer::Dense(layer) => layer.forward(parameters, input, output),
            Layer::Convolution(layer) => layer.forward(parameters, input, output),
            Layer::Resample(layer) => layer.forward(input, output),
        }
    }

    /// As [`Dense::backward`].
    pub(super) fn backward(
        &self,
        parameters: &[f32],
        input: &[f32],
        output: &[f32],
        gradient: &mut [f32],
        parameter_gradient: &mut [f32],
        input_gradient: Option<&mut [f32]>,
    ) {
        match self {
            Layer::Dense(layer) => {
                layer.backward(parameters, input, output, gradient, parameter_gradient, input_gradient);
            }
            Layer::Convolution(layer) => {
                layer.backward(parameters, input, output, gradient, parameter_gradient, input_gradient);
            }
            Layer::Resample(layer) => {
                if let Some(input_gradient) = input_gradient {
                    layer.backward(input, output, gradient, input_gradient);
                }
            }
        }
    }
}
