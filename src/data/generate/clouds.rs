//! Clouds whose truth a picture easily distorts: clusters of unequal size and spacing, and nothing but noise.

use super::{N, check_size, normal, uniform, with_factors};
use crate::data::{Dataset, Generator};
use crate::error::Result;
use crate::parameters::{Arguments, Kind, Parameter, SEED};

/// How many dimensions the space has.
const fn features(default: i64) -> Parameter {
    Parameter {
        id: "features",
        title: "columns",
        kind: Kind::Integer { min: 1, max: 1000, default, usual: (2, 100) },
        help: "How many dimensions the space has.",
        live: false,
    }
}

const fn ratio(id: &'static str, title: &'static str, default: f64, help: &'static str) -> Parameter {
    let kind = Kind::Real { min: 0.001, max: 1000.0, default, usual: (0.1, 20.0), logarithmic: true };
    Parameter { id, title, kind, help, live: false }
}

/// The generator "uneven-blobs".
pub static UNEVEN_BLOBS: Generator = Generator {
    id: "uneven-blobs",
    title: "Uneven blobs",
    summary: "Round clusters in a row, of different widths, distances and sizes, all of which are known.",
    parameters: &[
        N,
        Parameter {
            id: "centers",
            title: "clusters",
            kind: Kind::Integer { min: 1, max: 100, default: 3, usual: (2, 6) },
            help: "How many clusters there are.",
            live: false,
        },
        features(10),
        ratio("spreadRatio", "width of the last", 10.0, "How many times as wide the last cluster is as the first."),
        ratio("gapRatio", "last gap", 5.0, "How many times as wide the last gap between clusters is as the first."),
        ratio(
            "sizeRatio",
            "points of the last",
            1.0,
            "How many times as many points the last cluster has as the first.",
        ),
        SEED,
    ],
    generate: uneven_blobs,
};

/// The generator "random-cloud".
pub static RANDOM_CLOUD: Generator = Generator {
    id: "random-cloud",
    title: "Random cloud",
    summary: "Nothing but normal noise, in which a picture should show nothing: whatever it shows, it made up.",
    parameters: &[N, features(100), SEED],
    generate: random_cloud,
};

/// The gap between the edges of the first two clusters, in standard deviations of the first.
const FIRST_GAP: f64 = 10.0;

/// What `count` clusters have, one after another: from 1 to `ratio`, each as many times the one before.
fn series(count: usize, ratio: f64) -> Vec<f64> {
    let last = count.saturating_sub(1).max(1) as f64;
    (0..count).map(|index| ratio.powf(index as f64 / last)).collect()
}

/// Normal clusters along the first axis. The first has standard deviation 1, and between the edges of the first two, at two
/// standard deviations each, lies a gap of 10. Samples are assigned to clusters at random.
///
/// Labels: the cluster. Factors: the `spread` (standard deviation) of the sample's cluster, and its `position` on the axis.
fn uneven_blobs(arguments: &Arguments) -> Result<Dataset> {
    let seed = arguments.seed();
    let (n, features, count) = (arguments.integer("n"), arguments.integer("features"), arguments.integer("centers"));
    check_size("uneven-blobs", n, features)?;
    let spreads = series(count, arguments.real("spreadRatio"));
    let gaps = series(count.saturating_sub(1), arguments.real("gapRatio"));
    let mut positions = vec![0.0];
    for (pair, gap) in spreads.windows(2).zip(gaps) {
        let last = positions.last().copied().unwrap_or(0.0);
        positions.push(last + 2.0 * (pair[0] + pair[1]) + FIRST_GAP * gap);
    }
    let sizes = series(count, arguments.real("sizeRatio"));
    let all: f64 = sizes.iter().sum();
    let pick = |u: f64| {
        let mut left = u * all;
        let is_reached = |size: &f64| {
            left -= size;
            left < 0.0
        };
        sizes.iter().position(is_reached).unwrap_or(count - 1)
    };
    let labels: Vec<usize> = uniform(seed, "cluster").map(pick).take(n).collect();
    let mut noise = normal(seed, "noise");
    let mut values = Vec::with_capacity(n * features);
    for &label in &labels {
        for column in 0..features {
            let center = if column == 0 { positions[label] } else { 0.0 };
            values.push((center + spreads[label] * noise.next().unwrap_or_default()) as f32);
        }
    }
    let factors: Vec<_> = labels.iter().map(|&label| [spreads[label], positions[label]]).collect();
    let data =
        Dataset::from_values(values, n, features)?.with_labels(labels.iter().map(|&label| label as i32).collect())?;
    with_factors(data, &factors, ["spread", "position"])
}

/// Standard normal numbers. Factor: the `radius`, the distance from the center, which lies near √columns for all of them.
fn random_cloud(arguments: &Arguments) -> Result<Dataset> {
    let (n, features) = (arguments.integer("n"), arguments.integer("features"));
    check_size("random-cloud", n, features)?;
    let values: Vec<f32> = normal(arguments.seed(), "noise").map(|value| value as f32).take(n * features).collect();
    let radius = |row: &[f32]| row.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>().sqrt();
    let factors: Vec<_> = values.chunks_exact(features).map(|row| [radius(row)]).collect();
    with_factors(Dataset::from_values(values, n, features)?, &factors, ["radius"])
}
