//! The swiss roll: a rectangle, rolled up in three dimensions.

use super::{N, noise, points, uniform};
use crate::data::{Dataset, Generator};
use crate::error::Result;
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use std::f64::consts::PI;

/// The generator "swiss-roll".
pub static SWISS_ROLL: Generator = Generator {
    id: "swiss-roll",
    title: "Swiss roll",
    summary: "A flat sheet, rolled up in space: flat neighbors stay neighbors, but a straight line cuts through the roll.",
    parameters: &[
        N,
        noise(2.0),
        Parameter {
            id: "hole",
            title: "hole",
            kind: Kind::Flag { default: false },
            help: "Cut a rectangular hole out of the middle of the sheet.",
            live: false,
        },
        SEED,
    ],
    generate,
};

/// The geometry of scikit-learn's `make_swiss_roll` (Marsland, Machine Learning, 2nd ed., ch. 6): t = 3π/2 (1 + 2u),
/// (x, y, z) = (t cos t, 21 v, t sin t). With a hole, (t, y) lies in one of the eight outer cells of a 3 × 3 grid.
///
/// Factors: the angle `t` in 3π/2 … 9π/2, and the `height` in 0 … 21.
fn generate(arguments: &Arguments) -> Result<Dataset> {
    let seed = arguments.seed();
    let mut along = uniform(seed, "t");
    let mut across = uniform(seed, "height");
    let mut cells = uniform(seed, "cell");
    let hole = arguments.flag("hole");
    let [(nearest, farthest), (low, high)] = RANGE;
    let mut place = || {
        let (u, v) = (along.next().unwrap_or_default(), across.next().unwrap_or_default());
        if !hole {
            return [nearest + (farthest - nearest) * u, low + (high - low) * v];
        }
        // Cells 0–8 row by row; the middle one, 4, is the hole.
        let cell = (cells.next().unwrap_or_default() * 8.0).floor();
        let cell = if cell < 4.0 { cell } else { cell + 1.0 };
        [PI * (1.5 + (cell / 3.0).floor() + u), 7.0 * (cell % 3.0 + v)]
    };
    let factors: Vec<_> = (0..arguments.integer("n")).map(|_| place()).collect();
    points(&factors, ["t", "height"], (arguments.real("noise"), seed), sheet)
}

/// Where the angle and the height lie.
pub(super) const RANGE: [(f64, f64); 2] = [(1.5 * PI, 4.5 * PI), (0.0, 21.0)];

/// The point of the roll at an angle and a height.
pub(super) fn sheet([t, y]: [f64; 2]) -> [f64; 3] {
    [t * t.cos(), y, t * t.sin()]
}
