//! Generated data, whose truth is known: the factors every sample was made from come with it.
//!
//! Every quantity has a random stream of its own. So more noise moves the points along fixed directions, and a larger
//! `n` adds points without moving those that were there.

mod blobs;
mod clouds;
mod curves;
mod ellipse;
mod furniture;
mod grammar;
pub(super) mod ink;
mod rings;
mod surfaces;
mod swiss_roll;

use super::{Dataset, Factors, Generator, check_size};
use crate::error::{Error, Result};
use crate::parameters::{Kind, Parameter};
use crate::random;
use ndarray::Array2;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use std::f64::consts::PI;

/// Every generator, in the order in which they are listed.
pub const GENERATORS: &[&Generator] = &[
    &swiss_roll::SWISS_ROLL,
    &surfaces::S_CURVE,
    &surfaces::SEVERED_SPHERE,
    &blobs::BLOBS,
    &clouds::UNEVEN_BLOBS,
    &clouds::RANDOM_CLOUD,
    &rings::RINGS,
    &curves::HELIX,
    &curves::TREFOIL_KNOT,
    &ellipse::ELLIPSE,
    &surfaces::TORUS,
    &furniture::FURNITURE,
    &grammar::GRAMMAR,
];

/// How many samples to make.
const N: Parameter = Parameter {
    id: "n",
    title: "points",
    kind: Kind::Integer { min: 1, max: 1_000_000, default: 1000, usual: (200, 5000) },
    help: "How many samples to draw.",
    live: false,
};

/// Normal noise on every coordinate.
const fn noise(usual: f64) -> Parameter {
    Parameter {
        id: "noise",
        title: "noise",
        kind: Kind::Real { min: 0.0, max: 1000.0, default: 0.0, usual: (0.0, usual), logarithmic: false },
        help: "Standard deviation of the normal noise that is added to every value.",
        live: false,
    }
}

/// A stream of numbers, uniform in `0 ≤ u < 1`, for one purpose.
fn uniform(seed: u64, purpose: &str) -> impl Iterator<Item = f64> + use<> {
    let mut generator = random::generator(seed, purpose);
    std::iter::repeat_with(move || generator.random::<f64>())
}

/// A stream of standard normal numbers for one purpose.
fn normal(seed: u64, purpose: &str) -> impl Iterator<Item = f64> + use<> {
    let mut generator = random::generator(seed, purpose);
    std::iter::repeat_with(move || StandardNormal.sample(&mut generator))
}

/// Points in `D` dimensions from their `F` known factors, plus normal noise.
///
/// # Errors
/// [`Error::NotFinite`] never for the ranges that the parameters allow; the check is [`Dataset::from_values`]'s.
fn points<const F: usize, const D: usize>(
    factors: &[[f64; F]],
    names: [&'static str; F],
    (noise, seed): (f64, u64),
    point: impl Fn([f64; F]) -> [f64; D],
) -> Result<Dataset> {
    let mut normal = normal(seed, "noise");
    let values = factors
        .iter()
        .flat_map(|&factors| point(factors))
        .map(|coordinate| (coordinate + noise * normal.next().unwrap_or_default()) as f32)
        .collect();
    with_factors(Dataset::from_values(values, factors.len(), D)?, factors, names)
}

/// The data with the factors it was made from.
fn with_factors<const F: usize>(data: Dataset, factors: &[[f64; F]], names: [&'static str; F]) -> Result<Dataset> {
    let values = factors.iter().flatten().map(|&factor| factor as f32).collect();
    let values = Array2::from_shape_vec((factors.len(), F), values).map_err(|error| Error::Internal {
        operation: "generate",
        what: format!("factors do not fill their table: {error}"),
    })?;
    data.with_factors(Factors { names: names.to_vec(), values })
}

/// An angle, uniform over the circle.
fn angles(seed: u64, purpose: &str) -> impl Iterator<Item = f64> + use<> {
    uniform(seed, purpose).map(|u| 2.0 * PI * u)
}

#[cfg(test)]
mod tests;
