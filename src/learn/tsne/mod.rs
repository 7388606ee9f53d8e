//! t-SNE: t-distributed stochastic neighbor embedding.
//!
//! Neighbors in the data attract each other in the picture, and all points repel each other, until the probabilities that
//! two points are neighbors are alike in both: the Kullback–Leibler divergence of the picture's from the data's is
//! minimized (van der Maaten and Hinton 2008). Conventions are openTSNE's: affinities of the floor(3 · perplexity) nearest
//! neighbors; early exaggeration; a learning rate of n / exaggeration (Belkina and others 2019); momentum 0.8, gains, and
//! moves of at most 5; a start from principal components of standard deviation 1e-4 (Kobak and Berens 2019).
//!
//! The repulsion of all pairs is exact for few points, interpolated on a grid in the plane (`mesh`), and taken from an
//! octree in space (`tree`). The loss is the divergence itself; its normalizer is as exact as the repulsion.

mod affinities;
mod attraction;
mod descent;
mod exact;
mod mesh;
mod points;
mod trainer;
mod tree;

use super::{Method, Trainer};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use std::sync::Arc;

const ID: &str = "tsne";

/// t-SNE.
pub const METHOD: Method = Method {
    id: ID,
    title: "t-SNE",
    summary: "Keeps neighbors together and lets everything else drift apart; distances between groups mean little.",
    parameters: PARAMETERS,
    start,
};

const PARAMETERS: &[Parameter] = &[
    Parameter {
        id: "components",
        title: "dimensions of the picture",
        kind: Kind::Integer { min: 2, max: 3, default: 2, usual: (2, 3) },
        help: "How many coordinates each point gets.",
        live: false,
    },
    Parameter {
        id: "perplexity",
        title: "perplexity",
        kind: Kind::Real { min: 1.0, max: 1000.0, default: 30.0, usual: (5.0, 50.0), logarithmic: true },
        help: "How many neighbors each point counts as near, smoothly; three times as many are looked at.",
        live: false,
    },
    Parameter {
        id: "earlyExaggeration",
        title: "early exaggeration",
        kind: Kind::Real { min: 1.0, max: 100.0, default: 12.0, usual: (1.0, 30.0), logarithmic: true },
        help: "How many times stronger neighbors attract each other at first, so that groups can find together.",
        live: false,
    },
    Parameter {
        id: "earlyIterations",
        title: "early iterations",
        kind: Kind::Integer { min: 0, max: 100_000, default: 250, usual: (0, 500) },
        help: "How many of the iterations are made with early exaggeration.",
        live: false,
    },
    Parameter {
        id: "iterations",
        title: "iterations",
        kind: Kind::Integer { min: 1, max: 100_000, default: 750, usual: (100, 2000) },
        help: "How many iterations are made in all.",
        live: false,
    },
    Parameter {
        id: "exaggeration",
        title: "exaggeration",
        kind: Kind::Real { min: 0.1, max: 100.0, default: 1.0, usual: (1.0, 10.0), logarithmic: true },
        help: "How many times stronger neighbors attract each other after the early iterations: above 1, groups are tighter.",
        live: true,
    },
    Parameter {
        id: "learningRate",
        title: "learning rate",
        kind: Kind::Real { min: 0.0, max: 1e6, default: 0.0, usual: (0.0, 1000.0), logarithmic: false },
        help: "How far each iteration goes; 0 stands for the number of points divided by the exaggeration.",
        live: true,
    },
    Parameter {
        id: "initialization",
        title: "start",
        kind: Kind::Choice { options: &["pca", "random"], default: "pca" },
        help: "From the first principal components, which keeps the arrangement of the groups more often, or from chance.",
        live: false,
    },
    SEED,
];

/// Up to this many points, every pair repels by itself: in the plane and in space. Beyond, the mesh and the tree are
/// faster (measured in WebAssembly).
const EXACT: [usize; 2] = [300, 2500];

/// How all pairs repel each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repulsion {
    Exact,
    Mesh,
    Tree,
}

/// Parameters that are known to be valid for the data.
#[derive(Debug, Clone)]
struct TsneParams {
    components: usize,
    perplexity: f64,
    neighbors: usize,
    early_exaggeration: f64,
    early_iterations: u64,
    iterations: u64,
    exaggeration: f64,
    learning_rate: f64,
    from_pca: bool,
    repulsion: Repulsion,
    seed: u64,
}

impl TsneParams {
    fn check(rows: usize, arguments: &Arguments) -> Result<Self> {
        let perplexity = arguments.real("perplexity");
        let neighbors = (3.0 * perplexity).floor() as usize;
        if rows < 4 {
            let expected = "at least 4: a point with fewer than 3 others has no neighborhood";
            return Err(Error::out_of_range(ID, "the number of rows", rows, expected));
        }
        if neighbors >= rows {
            let largest = ((rows - 1) as f64 * 100.0 / 3.0).floor() / 100.0;
            let expected = format!("at most {largest} for {rows} rows: three times as many neighbors are looked at");
            return Err(Error::out_of_range(ID, "perplexity", perplexity, expected));
        }
        let components = arguments.integer("components");
        let repulsion = match components {
            _ if rows <= EXACT[components - 2] => Repulsion::Exact,
            2 => Repulsion::Mesh,
            _ => Repulsion::Tree,
        };
        Ok(TsneParams {
            components,
            perplexity,
            neighbors,
            early_exaggeration: arguments.real("earlyExaggeration"),
            early_iterations: arguments.integer("earlyIterations") as u64,
            iterations: arguments.integer("iterations") as u64,
            exaggeration: arguments.real("exaggeration"),
            learning_rate: arguments.real("learningRate"),
            from_pca: arguments.choice("initialization") == "pca",
            repulsion,
            seed: arguments.seed(),
        })
    }
}

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Result<Box<dyn Trainer>> {
    let params = TsneParams::check(data.matrix(ID)?.nrows(), arguments)?;
    Ok(Box::new(trainer::Tsne::new(Arc::clone(data), params)?))
}

#[cfg(test)]
mod tests;
