//! Two rings: one within the other, or linked like a chain.

use super::{N, angles, noise, points};
use crate::data::{Dataset, Generator};
use crate::error::Result;
use crate::parameters::{Arguments, Kind, Parameter, SEED};

/// The generator "rings".
pub static RINGS: Generator = Generator {
    id: "rings",
    title: "Two rings",
    summary: "Two rings that no straight cut can part: nested in the plane, or interlocked in space.",
    parameters: &[
        N,
        noise(0.3),
        Parameter {
            id: "arrangement",
            title: "arrangement",
            kind: Kind::Choice { options: &["nested", "interlocked"], default: "nested" },
            help: "One ring within the other (two columns), or linked like a chain (three columns).",
            live: false,
        },
        Parameter {
            id: "factor",
            title: "inner radius",
            kind: Kind::Real { min: 0.0, max: 1.0, default: 0.5, usual: (0.1, 0.9), logarithmic: false },
            help: "Radius of the inner one of two nested rings, where the outer has radius 1.",
            live: false,
        },
        SEED,
    ],
    generate,
};

/// Nested as in scikit-learn's `make_circles`, with angles drawn at random; interlocked rings have radius 1, lie in two
/// perpendicular planes, and each passes through the center of the other.
///
/// Labels: 0 and 1, in turn (nested: 1 is the inner ring). Factors: the `ring`, and the `angle` in 0 … 2π.
fn generate(arguments: &Arguments) -> Result<Dataset> {
    let seed = arguments.seed();
    let n = arguments.integer("n");
    let labels: Vec<i32> = [0, 1].into_iter().cycle().take(n).collect();
    let factors: Vec<_> = angles(seed, "angle").zip(&labels).map(|(angle, &ring)| [f64::from(ring), angle]).collect();
    let noise = (arguments.real("noise"), seed);
    let names = ["ring", "angle"];
    let data = if arguments.choice("arrangement") == "nested" {
        let inner = arguments.real("factor");
        points(&factors, names, noise, |[ring, angle]| {
            let radius = if ring == 0.0 { 1.0 } else { inner };
            [radius * angle.cos(), radius * angle.sin()]
        })
    } else {
        points(&factors, names, noise, |[ring, angle]| {
            if ring == 0.0 { [angle.cos(), angle.sin(), 0.0] } else { [1.0 + angle.cos(), 0.0, angle.sin()] }
        })
    };
    data?.with_labels(labels)
}
