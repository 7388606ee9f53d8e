//! Methods that learn, each driven one bounded step at a time.
//!
//! A method lives in a file or folder of its own and exports one [`Method`]; a row in [`METHODS`] makes it known to the
//! library and the page. See `docs/adding-a-method.md`.

pub mod autoencoder;
mod classes;
pub mod classifier;
mod flatten;
pub mod interpolate;
pub mod isomap;
pub mod linear_projection;
pub mod lle;
pub mod mds;
pub mod network;
mod pairs;
pub mod pca;
mod preview;
mod projection;
pub mod random_projection;
mod saved;
mod scaling;
pub mod sgns;
mod start;
pub mod svd;
mod trainer;
pub mod tsne;
pub mod umap;

pub use projection::AlignedProjection;
pub use trainer::{Answers, Classify, Decoder, Detail, Details, Encoder, Phase, StepReport, Trainer};
pub(crate) use trainer::{check_finite, check_out, count_rows};

use crate::data::Dataset;
use crate::error::Result;
use crate::parameters::{Arguments, Parameter};
use serde::Serialize;
use std::sync::Arc;

/// A trainer at step 0, or why there is none.
pub type Started = Result<Box<dyn Trainer>>;

/// A method as the library lists it, and how to start it.
#[derive(Debug, Serialize)]
pub struct Method {
    /// The name in calls and links: scikit-learn's or the paper's.
    pub id: &'static str,
    /// The name for readers.
    pub title: &'static str,
    /// One sentence: what it does.
    pub summary: &'static str,
    /// Its parameters, the seed included.
    #[serde(rename = "params")]
    pub parameters: &'static [Parameter],
    /// Checks the parameters against the data and makes a trainer at step 0.
    #[serde(skip)]
    pub start: fn(&Arc<Dataset>, &Arguments) -> Started,
}

/// Every method, in the order in which they are listed.
pub const METHODS: &[&Method] = &[
    &pca::METHOD,
    &random_projection::METHOD,
    &mds::CLASSICAL,
    &mds::METRIC,
    &isomap::METHOD,
    &lle::METHOD,
    &autoencoder::METHOD,
    &autoencoder::VARIATIONAL,
    &classifier::MLP,
    &classifier::CNN,
    &tsne::METHOD,
    &umap::METHOD,
    &sgns::METHOD,
    &svd::METHOD,
    &svd::PMI_SVD,
    &linear_projection::METHOD,
];
