//! Networks that learn to name the class of a row. What the layer before the answer makes of a row is the embedding.
//!
//! The losses are softmax cross-entropies in nats. The convolutional one has the shape of LeNet-5 (LeCun, Bottou, Bengio and
//! Haffner 1998, "Gradient-based learning applied to document recognition") with ReLU and full connections between its maps.

mod architecture;
mod model;
mod trainer;

pub use model::Classifier;
pub use trainer::ClassifierTrainer;

use super::network::{Activation, HELD_OUT, LEARNING_RATE, Optimizer, batch_size, epochs};
use super::{Method, Started, Trainer};
use crate::data::Dataset;
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use std::sync::Arc;

/// A multilayer perceptron.
pub const MLP: Method = Method {
    id: "mlp",
    title: "multilayer perceptron",
    summary: "A network of dense layers learns to name the class of a row; its last hidden layer is the embedding.",
    parameters: &[
        Parameter {
            id: "layers",
            title: "hidden layers",
            kind: Kind::Integers { min: 1, max: 4096, longest: 8, default: &[64] },
            help: "Width of each hidden layer; the last one is the embedding.",
            live: false,
        },
        ACTIVATION,
        OPTIMIZER,
        LEARNING_RATE,
        BATCH_SIZE,
        epochs(30),
        HELD_OUT,
        SEED,
    ],
    start: |data, arguments| start(MLP.id, data, arguments),
};

/// A convolutional network.
pub const CNN: Method = Method {
    id: "cnn",
    title: "convolutional network",
    summary: "Small windows slide over pictures and learn what to look for; the layer before the answer is the embedding.",
    parameters: &[
        Parameter {
            id: "filters",
            title: "filters",
            kind: Kind::Integers { min: 1, max: 256, longest: 4, default: &[6, 16] },
            help: "How many filters each convolution has; after each, pooling halves the maps.",
            live: false,
        },
        Parameter {
            id: "kernel",
            title: "window",
            kind: Kind::Integer { min: 1, max: 15, default: 5, usual: (3, 7) },
            help: "Width and height of the windows that the filters look through, in pixels.",
            live: false,
        },
        Parameter {
            id: "pooling",
            title: "pooling",
            kind: Kind::Choice { options: architecture::POOLINGS, default: "max" },
            help: "What stands for four neighboring values of a map: the largest, or the mean.",
            live: false,
        },
        Parameter {
            id: "layers",
            title: "dense layers",
            kind: Kind::Integers { min: 1, max: 4096, longest: 8, default: &[120, 84] },
            help: "Width of each dense layer between the maps and the answer; the last one is the embedding.",
            live: false,
        },
        ACTIVATION,
        OPTIMIZER,
        LEARNING_RATE,
        BATCH_SIZE,
        epochs(6),
        HELD_OUT,
        SEED,
    ],
    start: |data, arguments| start(CNN.id, data, arguments),
};

const ACTIVATION: Parameter = Parameter {
    id: "activation",
    title: "activation",
    kind: Kind::Choice { options: Activation::NAMES, default: "relu" },
    help: "The function between the layers; with linear ones, depth adds nothing.",
    live: false,
};
const OPTIMIZER: Parameter = Parameter {
    id: "optimizer",
    title: "optimizer",
    kind: Kind::Choice { options: Optimizer::NAMES, default: "adam" },
    help: "Adam, or gradient descent with a momentum of 0.9, which wants a learning rate ten times as large.",
    live: false,
};
const BATCH_SIZE: Parameter = batch_size(64);

/// Checks the parameters against the data and makes a trainer at step 0.
///
/// # Errors
/// [`Error::Unsupported`](crate::Error::Unsupported) if the data is a text, has no labels or, for "cnn", is not known to be
/// pictures; [`Error::OutOfRange`](crate::Error::OutOfRange) if there are fewer than two labels, no hidden layer, windows that
/// are larger than the maps, or no row is left to learn from; [`Error::TooLarge`](crate::Error::TooLarge) if the network would
/// not fit into a browser's memory.
fn start(id: &'static str, data: &Arc<Dataset>, arguments: &Arguments) -> Started {
    ClassifierTrainer::start(id, data, arguments).map(|trainer| Box::new(trainer) as Box<dyn Trainer>)
}
