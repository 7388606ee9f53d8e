//! Round clusters.

use super::{N, check_size, normal, uniform};
use crate::data::{Dataset, Generator};
use crate::error::Result;
use crate::parameters::{Arguments, Kind, Parameter, SEED};

/// The generator "blobs".
pub static BLOBS: Generator = Generator {
    id: "blobs",
    title: "Blobs",
    summary: "Round clusters of equal size around random centers: what a clustering method should find.",
    parameters: &[
        N,
        Parameter {
            id: "centers",
            title: "clusters",
            kind: Kind::Integer { min: 1, max: 1000, default: 5, usual: (2, 10) },
            help: "How many clusters there are.",
            live: false,
        },
        Parameter {
            id: "features",
            title: "columns",
            kind: Kind::Integer { min: 1, max: 1000, default: 3, usual: (2, 50) },
            help: "How many dimensions the space has that the clusters lie in.",
            live: false,
        },
        Parameter {
            id: "clusterStd",
            title: "spread",
            kind: Kind::Real { min: 0.0, max: 1000.0, default: 1.0, usual: (0.1, 5.0), logarithmic: false },
            help: "Standard deviation of each cluster, in every direction.",
            live: false,
        },
        SEED,
    ],
    generate,
};

/// As scikit-learn's `make_blobs`: centers uniform in the cube −10 … 10, normal clusters around them. Samples belong to
/// the clusters in turn. Labels: the cluster.
fn generate(arguments: &Arguments) -> Result<Dataset> {
    let seed = arguments.seed();
    let (n, features) = (arguments.integer("n"), arguments.integer("features"));
    check_size("blobs", n, features)?;
    let spread = arguments.real("clusterStd");
    let count = arguments.integer("centers");
    let centers: Vec<f64> = uniform(seed, "centers").map(|u| 20.0 * u - 10.0).take(count * features).collect();
    // One center's coordinates after another's, over and over: sample i belongs to cluster i mod count.
    let values = centers
        .iter()
        .cycle()
        .zip(normal(seed, "noise"))
        .map(|(center, normal)| (center + spread * normal) as f32)
        .take(n * features)
        .collect();
    let labels = (0..count as i32).cycle().take(n).collect();
    Dataset::from_values(values, n, features)?.with_labels(labels)
}
