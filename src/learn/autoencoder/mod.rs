//! The autoencoder: a network that must push its input through a narrow code and get it back.
//!
//! Encoder and decoder mirror each other, by default 784-400-200-2 and 2-200-400-784; hidden layers are ReLU, code and
//! reconstruction are linear, the loss is the mean squared error, the optimizer Adam. The shape is that of Hinton and
//! Salakhutdinov, "Reducing the dimensionality of data with neural networks" (2006), trained without their pretraining.
//! With filters it is a convolutional one: windows and pooling before the dense layers, and behind those of the decoder
//! upsampling and windows (Odena, Dumoulin and Olah 2016). It can be a denoising one (Vincent et al. 2008, with normal
//! noise), or a sparse one (a penalty of Σ |code|).

mod architecture;
mod model;
mod progress;
mod settings;
mod trainer;
mod vae;
mod variational;
mod ways;

pub use model::Autoencoder;
pub use trainer::AutoencoderTrainer;
pub use vae::VARIATIONAL;

use self::settings::Settings;
use super::network::{Activation, HELD_OUT, LEARNING_RATE, batch_size, epochs};
use super::scaling::Scaling;
use super::{Method, Trainer};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use ndarray::s;
use std::sync::Arc;

/// The id in calls, links and errors.
const ID: &str = "autoencoder";
/// Largest root mean square of centered data whose squared errors are numbers of 32 bits.
const WIDEST: f64 = 1e18;

/// The autoencoder as the library lists it.
pub const METHOD: Method = Method {
    id: ID,
    title: "autoencoder",
    summary: "A network learns to rebuild its input from a short code; the code is the embedding.",
    parameters: PARAMETERS,
    start: |data, arguments| start(data, arguments).map(|trainer| Box::new(trainer) as Box<dyn Trainer>),
};

const PARAMETERS: &[Parameter] =
    &[COMPONENTS, FILTERS, LAYERS, ACTIVATION, LEARNING_RATE, CORRUPTION, SPARSITY, BATCH_SIZE, EPOCHS, HELD_OUT, SEED];

const COMPONENTS: Parameter = Parameter {
    id: "components",
    title: "code size",
    kind: Kind::Integer { min: 1, max: 4096, default: 2, usual: (1, 32) },
    help: "How many numbers the network may keep of each row: the width of the bottleneck.",
    live: false,
};
const FILTERS: Parameter = Parameter {
    id: "filters",
    title: "filters",
    kind: Kind::Integers { min: 1, max: 256, longest: 4, default: &[] },
    help: "For pictures: how many filters of 3 × 3 pixels each convolution has; after each, pooling halves the maps. None: dense.",
    live: false,
};
const LAYERS: Parameter = Parameter {
    id: "layers",
    title: "hidden layers",
    kind: Kind::Integers { min: 1, max: 4096, longest: 8, default: &[400, 200] },
    help: "Width of each dense hidden layer of the encoder; the decoder has the same in reverse. None of any kind: a linear map.",
    live: false,
};
const ACTIVATION: Parameter = Parameter {
    id: "activation",
    title: "activation",
    kind: Kind::Choice { options: Activation::NAMES, default: "relu" },
    help: "The function between the layers; with linear ones the network can find no more than PCA does.",
    live: false,
};
const BATCH_SIZE: Parameter = batch_size(256);
const EPOCHS: Parameter = epochs(30);
const CORRUPTION: Parameter = Parameter {
    id: "corruption",
    title: "noise on the input",
    kind: Kind::Real { min: 0.0, max: 10.0, default: 0.0, usual: (0.0, 1.0), logarithmic: false },
    help: "A denoising autoencoder gets its rows with this much noise, as a share of the data's spread, and is to give them back clean.",
    live: false,
};
const SPARSITY: Parameter = Parameter {
    id: "sparsity",
    title: "price of the code",
    kind: Kind::Real { min: 0.0, max: 10.0, default: 0.0, usual: (0.0, 0.1), logarithmic: false },
    help: "A sparse autoencoder pays this for each unit of its code, so that few of its numbers differ from 0.",
    live: false,
};

/// Checks the parameters against the data and makes a trainer at step 0.
///
/// # Errors
/// [`Error::Unsupported`] if the data is a text, or there are filters and its rows are not known to be
/// pictures,
/// [`Error::OutOfRange`] if there are more components than columns or no row is left to learn from, or pictures cannot be
/// halved so often, or squared errors would be beyond the numbers of 32 bits, [`Error::TooLarge`] if the network would not
/// fit into a browser's memory.
pub fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Result<AutoencoderTrainer> {
    let matrix = data.matrix(ID)?;
    let mut settings = Settings::check(ID, 1, data, arguments)?;
    (settings.corruption, settings.sparsity) = (arguments.real("corruption"), arguments.real("sparsity"));
    let scaling = Scaling::fit(matrix.slice(s![..settings.schedule.training_rows, ..]));
    if scaling.scale() > WIDEST {
        let spread = format!("{:.1e}", scaling.scale());
        let expected = format!("at most {WIDEST:e}, so that squared errors fit into 32 bits");
        return Err(Error::out_of_range(ID, "the root mean square of the centered data", spread, expected));
    }
    Ok(AutoencoderTrainer::start(data, settings, scaling, None, arguments.seed()))
}
