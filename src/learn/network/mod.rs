//! The layer library that every neural method shares.
//!
//! A [`Network`] is a stack of [`Layer`]s whose parameters lie in one flat vector, so that an optimizer, a gradient check
//! or a file sees a list of numbers and nothing else. Samples are rows; every buffer is made once, for a largest number
//! of rows, and a training step allocates no more than a convolution's
//! windows on one sample. All products go through [`crate::linalg::product_into`].
//!
//! Back-propagation follows Rumelhart, Hinton and Williams (1986): each layer turns the gradient of the loss by its
//! output into the gradients by its parameters and by its input.

mod activation;
mod adam;
mod architecture;
mod batches;
mod convolution;
mod dense;
mod gaussian;
mod layer;
mod learner;
mod loss;
mod maps;
mod optimizer;
mod schedule;
mod stack;

pub use activation::Activation;
pub use adam::Adam;
pub use architecture::{check_size, layer_details};
pub use batches::Batches;
pub use convolution::Convolution;
pub use dense::Dense;
pub use gaussian::{gaussian_divergence, reparameterize, reparameterize_backward};
pub use layer::Layer;
pub use learner::{Checkpoint, Learner};
pub use loss::{
    binary_cross_entropy, count_correct, mean_squared_error, softmax, softmax_cross_entropy, sum_of_squared_differences,
};
pub use maps::{Maps, Resample, Resampling};
pub use optimizer::{Momentum, Optimizer};
pub use schedule::{HELD_OUT, LEARNING_RATE, Schedule, batch_size, epochs};
pub use stack::{LayerValues, Network};
