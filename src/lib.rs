//! **Latent Lab** turns things into vectors, step by step, so that a reader can watch it happen.
//!
//! The house has one direction and no circles:
//!
//! ```text
//! data ──► represent ──► learn ──► judge ──► draw
//! ```
//!
//! * [`data`]: what is learned from: matrices of samples, corpora of words, generated shapes.
//! * [`represent`]: feature maps with a fit and a transform (center, whiten, tf-idf, …).
//! * [`learn`]: methods, each a [`learn::Trainer`] that is driven one bounded step at a time.
//! * [`judge`]: how much of the truth a projection keeps.
//! * [`draw`]: camera, palettes, the point raster, and charts on any plotters backend.
//! * [`lab`]: owns what exists (data sets, runs) and hands out ids.
//! * `web` (wasm32 only): translates between [`lab`], [`draw`] and JavaScript, and decides nothing.
//!
//! Below all of them stand [`neighbors`] (of one row or all, a graph per data set), [`linalg`] (thin faces on libraries,
//! kernels where measured), [`random`] (the only place that makes a random generator), [`parameters`] (described, checked
//! parameters), [`order`] and [`sorted_map`] (the one sort and the one small map), `hash` (the one hash), [`tree`] (values
//! from outside) and [`error`].
//!
//! The same data, seed, parameters and number of steps give the same bits in every browser.

pub mod data;
pub mod draw;
pub mod error;
mod hash;
pub mod judge;
pub mod lab;
pub mod learn;
pub mod linalg;
pub mod neighbors;
pub mod order;
pub mod parameters;
pub mod random;
pub mod represent;
pub mod sorted_map;
pub mod tree;
#[cfg(target_arch = "wasm32")]
mod web;

pub use error::{Error, Result};
