//! A flat cloud that is longer than it is wide.

use super::{N, normal, with_factors};
use crate::data::{Dataset, Generator};
use crate::error::Result;
use crate::parameters::{Arguments, Kind, Parameter, SEED};

/// The generator "ellipse".
pub static ELLIPSE: Generator = Generator {
    id: "ellipse",
    title: "Tilted cloud",
    summary: "A normal cloud in the plane, longer in one direction: two quantities that rise together.",
    parameters: &[
        N,
        Parameter {
            id: "elongation",
            title: "elongation",
            kind: Kind::Real { min: 1.0, max: 1000.0, default: 2.5, usual: (1.0, 8.0), logarithmic: true },
            help: "How many times longer than wide the cloud is; at 1 it is round.",
            live: false,
        },
        Parameter {
            id: "angle",
            title: "tilt",
            kind: Kind::Real { min: -360.0, max: 360.0, default: 30.0, usual: (0.0, 180.0), logarithmic: false },
            help: "Angle in degrees between the long direction and the first axis.",
            live: false,
        },
        SEED,
    ],
    generate,
};

/// Normal with standard deviation `elongation` along the direction at `angle`, and 1 across it.
///
/// Factors: the coordinates `along` and `across` before the cloud is tilted.
fn generate(arguments: &Arguments) -> Result<Dataset> {
    let seed = arguments.seed();
    let (n, elongation) = (arguments.integer("n"), arguments.real("elongation"));
    let (sine, cosine) = arguments.real("angle").to_radians().sin_cos();
    let factors: Vec<_> = normal(seed, "along")
        .zip(normal(seed, "across"))
        .map(|(along, across)| [elongation * along, across])
        .take(n)
        .collect();
    let values = factors
        .iter()
        .flat_map(|[along, across]| [along * cosine - across * sine, along * sine + across * cosine])
        .map(|value| value as f32)
        .collect();
    with_factors(Dataset::from_values(values, n, 2)?, &factors, ["along", "across"])
}
