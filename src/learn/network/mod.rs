//! The layer library that every neural method shares.
//!
//! A [`Network`] is a stack of layers whose parameters lie in one flat vector, so that an optimizer, a gradient check
//! or a file sees a list of numbers and nothing else. Samples are rows; every buffer is made once, for a largest number
//! of rows, and a training step allocates nothing. All products go through [`crate::linalg::product_into`].
//!
//! Back-propagation follows Rumelhart, Hinton and Williams (1986): each layer turns the gradient of the loss by its
//! output into the gradients by its parameters and by its input.

mod activation;
mod adam;
mod batches;
mod dense;
mod learner;
mod loss;
mod stack;

pub use activation::Activation;
pub use adam::Adam;
pub use batches::Batches;
pub use dense::Dense;
pub use learner::{Checkpoint, Learner};
pub use loss::{mean_squared_error, sum_of_squared_differences};
pub use stack::{LayerValues, Network};
