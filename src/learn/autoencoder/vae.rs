//! The variational autoencoder: codes are clouds, and all clouds together are to look like one.
//!
//! Kingma and Welling, "Auto-encoding variational Bayes" (2014), with normal codes and the estimator of its equation 10:
//! one draw for each row and step. β weighs the divergence (Higgins et al. 2017), and can warm up (Bowman et al. 2016).

use super::settings::Settings;
use super::trainer::AutoencoderTrainer;
use super::variational::{Likelihood, Variational};
use super::{ACTIVATION, BATCH_SIZE, COMPONENTS, EPOCHS, FILTERS, LAYERS};
use crate::data::Dataset;
use crate::error::Result;
use crate::learn::network::{HELD_OUT, LEARNING_RATE};
use crate::learn::{Method, Trainer};
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use ndarray::s;
use std::sync::Arc;

/// The id in calls, links and errors.
const ID: &str = "vae";

/// The variational autoencoder as the library lists it.
pub const VARIATIONAL: Method = Method {
    id: ID,
    title: "variational autoencoder",
    summary: "An autoencoder whose codes are small clouds that together fill one round cloud, so that it can be drawn from.",
    parameters: PARAMETERS,
    start: |data, arguments| start(data, arguments).map(|trainer| Box::new(trainer) as Box<dyn Trainer>),
};

const PARAMETERS: &[Parameter] = &[
    COMPONENTS,
    FILTERS,
    LAYERS,
    ACTIVATION,
    LEARNING_RATE,
    Parameter {
        id: "beta",
        title: "β",
        kind: Kind::Real { min: 0.0, max: 1000.0, default: 1.0, usual: (0.0, 10.0), logarithmic: false },
        help: "What a nat of divergence costs beside a nat of reconstruction; at 1 the loss bounds −ln p(x).",
        live: true,
    },
    Parameter {
        id: "warmupEpochs",
        title: "epochs of warm-up",
        kind: Kind::Integer { min: 0, max: 100_000, default: 0, usual: (0, 20) },
        help: "Over so many epochs β rises from 0 to its value, so that codes say something before they are made to cost.",
        live: false,
    },
    Parameter {
        id: "likelihood",
        title: "likelihood",
        kind: Kind::Choice { options: Likelihood::NAMES, default: "gaussian" },
        help: "Gaussian suits any numbers; Bernoulli suits ink from 0 to 1.",
        live: false,
    },
    Parameter {
        id: "sigma",
        title: "σ of the noise",
        kind: Kind::Real { min: 1e-3, max: 10.0, default: 0.3, usual: (0.05, 1.0), logarithmic: true },
        help: "With the Gaussian likelihood: how far a value may be off, as a share of the data's spread. At 1, most codes say nothing.",
        live: false,
    },
    BATCH_SIZE,
    EPOCHS,
    HELD_OUT,
    SEED,
];

/// Checks the parameters against the data and makes a trainer at step 0.
///
/// # Errors
/// As [`super::start`], and [`Error::Unsupported`](crate::Error::Unsupported) if the likelihood is "bernoulli" and a value
/// is not from 0 to 1.
pub fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Result<AutoencoderTrainer> {
    let matrix = data.matrix(ID)?;
    let settings = Settings::check(ID, 2, data, arguments)?;
    let likelihood = Likelihood::from_name(arguments.choice("likelihood"), arguments.real("sigma"));
    let scaling = likelihood.scaling(ID, matrix, matrix.slice(s![..settings.schedule.training_rows, ..]))?;
    let components = arguments.integer("components");
    let warm_up = arguments.integer("warmupEpochs") as u64 * settings.schedule.steps_per_epoch();
    let variational =
        Variational::new(likelihood, arguments.real("beta"), warm_up, components, settings.schedule.room());
    Ok(AutoencoderTrainer::start(data, settings, scaling, Some(variational), arguments.seed()))
}
