//! Other surfaces in three dimensions: the S-curve, which flattens, the severed sphere, which nearly does, and the torus,
//! which does not.

use super::{N, angles, noise, points, uniform};
use crate::data::{Dataset, Generator};
use crate::error::Result;
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use std::f64::consts::PI;

/// The generator "s-curve".
pub static S_CURVE: Generator = Generator {
    id: "s-curve",
    title: "S-curve",
    summary: "A flat sheet, bent twice into an S: the gentle sister of the swiss roll.",
    parameters: &[N, noise(0.3), SEED],
    generate: s_curve,
};

/// The generator "torus".
pub static TORUS: Generator = Generator {
    id: "torus",
    title: "Torus",
    summary: "The skin of a doughnut: it has two dimensions, and no flat map without a cut.",
    parameters: &[
        N,
        noise(0.2),
        Parameter {
            id: "tube",
            title: "tube",
            kind: Kind::Real { min: 0.05, max: 1.0, default: 0.4, usual: (0.1, 0.8), logarithmic: false },
            help: "Radius of the tube, where the ring that it follows has radius 1.",
            live: false,
        },
        SEED,
    ],
    generate: torus,
};

/// The geometry of scikit-learn's `make_s_curve`: t = 3π (u − 1/2), (x, y, z) = (sin t, 2v, sign(t) (cos t − 1)).
///
/// Factors: `t` in −3π/2 … 3π/2, and the `height` in 0 … 2.
fn s_curve(arguments: &Arguments) -> Result<Dataset> {
    let seed = arguments.seed();
    let [along, across] = [("t", S_RANGE[0]), ("height", S_RANGE[1])]
        .map(|(factor, (low, high))| uniform(seed, factor).map(move |u| low + (high - low) * u));
    let factors: Vec<_> = along.zip(across).map(|(t, y)| [t, y]).take(arguments.integer("n")).collect();
    points(&factors, ["t", "height"], (arguments.real("noise"), seed), s_sheet)
}

/// Where the angle and the height of the S-curve lie.
pub(super) const S_RANGE: [(f64, f64); 2] = [(-1.5 * PI, 1.5 * PI), (0.0, 2.0)];

/// The point of the S-curve at an angle and a height.
pub(super) fn s_sheet([t, y]: [f64; 2]) -> [f64; 3] {
    [t.sin(), y, t.signum() * (t.cos() - 1.0)]
}

/// The generator "severed-sphere".
pub static SEVERED_SPHERE: Generator = Generator {
    id: "severed-sphere",
    title: "Severed sphere",
    summary: "A ball's skin without its poles and a slice: cut open like that, it can be spread out, but not without stretching.",
    parameters: &[
        N,
        noise(0.1),
        Parameter {
            id: "cut",
            title: "cut",
            kind: Kind::Real { min: 0.0, max: 6.0, default: 0.55, usual: (0.0, 3.0), logarithmic: false },
            help: "Width of the slice that is cut out, in radians.",
            live: false,
        },
        Parameter {
            id: "caps",
            title: "caps",
            kind: Kind::Real { min: 0.0, max: 1.5, default: PI / 8.0, usual: (0.0, 1.0), logarithmic: false },
            help: "How far the holes at the poles reach, in radians.",
            live: false,
        },
        SEED,
    ],
    generate: severed_sphere,
};

/// The geometry of scikit-learn's example "Manifold learning methods on a severed sphere": p = (2π − cut) u around the
/// axis, t from one cap to the other, (x, y, z) = (sin t cos p, sin t sin p, cos t).
///
/// Factors: `p` in 0 … 2π − cut, and `t` in caps … π − caps.
fn severed_sphere(arguments: &Arguments) -> Result<Dataset> {
    let seed = arguments.seed();
    let (around, caps) = (2.0 * PI - arguments.real("cut"), arguments.real("caps"));
    let factors: Vec<_> = uniform(seed, "p")
        .zip(uniform(seed, "t"))
        .map(|(u, v)| [around * u, caps + (PI - 2.0 * caps) * v])
        .take(arguments.integer("n"))
        .collect();
    points(&factors, ["p", "t"], (arguments.real("noise"), seed), sphere)
}

pub(super) fn sphere([p, t]: [f64; 2]) -> [f64; 3] {
    [t.sin() * p.cos(), t.sin() * p.sin(), t.cos()]
}

/// Points spread evenly over the area: around the tube, an angle v is kept with probability ∝ 1 + r cos v, because the
/// outside of the ring is longer than the inside.
///
/// Factors: the angle `around` the ring and the angle `tube` around the tube, both in 0 … 2π.
fn torus(arguments: &Arguments) -> Result<Dataset> {
    let seed = arguments.seed();
    let radius = arguments.real("tube");
    let mut keep = uniform(seed, "keep");
    let tube =
        angles(seed, "tube").filter(|v| keep.next().unwrap_or_default() * (1.0 + radius) < 1.0 + radius * v.cos());
    let factors: Vec<_> = angles(seed, "around").zip(tube).map(|(u, v)| [u, v]).take(arguments.integer("n")).collect();
    points(&factors, ["around", "tube"], (arguments.real("noise"), seed), |[u, v]| {
        let reach = 1.0 + radius * v.cos();
        [reach * u.cos(), reach * u.sin(), radius * v.sin()]
    })
}
