//! Curves in three dimensions: a spring, and one that no map in the plane can untie.

use super::{N, angles, noise, points, uniform};
use crate::data::{Dataset, Generator};
use crate::error::Result;
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use std::f64::consts::PI;

/// The generator "helix".
pub static HELIX: Generator = Generator {
    id: "helix",
    title: "Helix",
    summary: "A spring: one dimension, wound up so that its turns lie close to one another.",
    parameters: &[
        N,
        noise(0.3),
        Parameter {
            id: "turns",
            title: "turns",
            kind: Kind::Real { min: 0.1, max: 100.0, default: 4.0, usual: (1.0, 10.0), logarithmic: false },
            help: "How often the spring winds around its axis.",
            live: false,
        },
        Parameter {
            id: "pitch",
            title: "pitch",
            kind: Kind::Real { min: 0.0, max: 100.0, default: 0.5, usual: (0.1, 2.0), logarithmic: false },
            help: "How far the spring climbs in one turn, where its radius is 1.",
            live: false,
        },
        SEED,
    ],
    generate,
};

/// The generator "trefoil-knot".
pub static TREFOIL_KNOT: Generator = Generator {
    id: "trefoil-knot",
    title: "Trefoil knot",
    summary: "A closed line with a knot in it: it is a circle to whoever walks along it, and no bending in space unties it.",
    parameters: &[N, noise(0.3), SEED],
    generate: trefoil_knot,
};

/// (x, y, z) = (sin t + 2 sin 2t, cos t − 2 cos 2t, −sin 3t). Factor: the angle `t` in 0 … 2π.
fn trefoil_knot(arguments: &Arguments) -> Result<Dataset> {
    let seed = arguments.seed();
    let factors: Vec<_> = angles(seed, "t").map(|t| [t]).take(arguments.integer("n")).collect();
    points(&factors, ["t"], (arguments.real("noise"), seed), knot)
}

pub(super) fn knot([t]: [f64; 1]) -> [f64; 3] {
    [t.sin() + 2.0 * (2.0 * t).sin(), t.cos() - 2.0 * (2.0 * t).cos(), -(3.0 * t).sin()]
}

/// (x, y, z) = (cos t, sin t, pitch · t / 2π). Factor: the angle `t` in 0 … 2π · turns, which grows with arc length.
fn generate(arguments: &Arguments) -> Result<Dataset> {
    let seed = arguments.seed();
    let (turns, pitch) = (arguments.real("turns"), arguments.real("pitch"));
    let factors: Vec<_> = uniform(seed, "t").map(|u| [2.0 * PI * turns * u]).take(arguments.integer("n")).collect();
    points(&factors, ["t"], (arguments.real("noise"), seed), |[t]| [t.cos(), t.sin(), pitch * t / (2.0 * PI)])
}
