//! UMAP: uniform manifold approximation and projection.
//!
//! A fuzzy graph of nearest neighbors is laid out so that its weights and those of the picture have a small cross entropy, by
//! stochastic gradient descent: pairs are drawn together as often as they are heavy, and each time a few random rows are
//! pushed away (McInnes, Healy and Melville 2018). Conventions are umap-learn's, its schedule included; two things differ: the
//! random rows of one pair are drawn and measured together, and a graph in several pieces, which has no spectral start, starts from
//! principal components. The cross entropy itself is never computed, so there is no loss.

mod curve;
mod fuzzy;
mod layout;
mod spectral;
mod trainer;

use super::{Method, Trainer};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use std::sync::Arc;

const ID: &str = "umap";

/// UMAP.
pub const METHOD: Method = Method {
    id: ID,
    title: "UMAP",
    summary: "Lays out a fuzzy graph of neighbors: near ones are drawn together, random ones pushed apart.",
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
        id: "neighbors",
        title: "neighbors",
        kind: Kind::Integer { min: 2, max: 1000, default: 15, usual: (2, 100) },
        help: "How many rows count as near, the row itself included: few show fine structure, many the large one.",
        live: false,
    },
    Parameter {
        id: "minDist",
        title: "smallest distance",
        kind: Kind::Real { min: 0.0, max: 100.0, default: 0.1, usual: (0.0, 0.99), logarithmic: false },
        help: "How close together points may be packed; at most the spread.",
        live: false,
    },
    Parameter {
        id: "spread",
        title: "spread",
        kind: Kind::Real { min: 0.01, max: 100.0, default: 1.0, usual: (0.5, 3.0), logarithmic: true },
        help: "The scale of the picture: how far from each other points still count as near.",
        live: false,
    },
    Parameter {
        id: "epochs",
        title: "epochs",
        kind: Kind::Integer { min: 0, max: 100_000, default: 0, usual: (0, 1000) },
        help: "How many times the heaviest pairs come up; 0 stands for 500 up to 10,000 rows, and 200 beyond.",
        live: false,
    },
    Parameter {
        id: "learningRate",
        title: "learning rate",
        kind: Kind::Real { min: 1e-6, max: 100.0, default: 1.0, usual: (0.1, 2.0), logarithmic: true },
        help: "How far each pair moves its rows at the start; from there it falls in a straight line to 0.",
        live: true,
    },
    Parameter {
        id: "negatives",
        title: "negatives",
        kind: Kind::Integer { min: 0, max: 50, default: 5, usual: (1, 20) },
        help: "How many random rows each row of a pair is pushed away from.",
        live: false,
    },
    Parameter {
        id: "initialization",
        title: "start",
        kind: Kind::Choice { options: &["spectral", "pca", "random"], default: "spectral" },
        help: "From the slowest waves of the graph, from the first principal components, or from chance.",
        live: false,
    },
    SEED,
];

/// How many epochs are made unless told otherwise: of up to so many rows, and of more.
const MANY_ROWS: usize = 10_000;
const EPOCHS: [u64; 2] = [500, 200];

/// Where the layout starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Initialization {
    Spectral,
    Pca,
    Random,
}

/// Parameters that are known to be valid for the data.
#[derive(Debug, Clone)]
struct UmapParams {
    components: usize,
    neighbors: usize,
    curve: (f64, f64),
    epochs: u64,
    learning_rate: f64,
    negatives: usize,
    initialization: Initialization,
    seed: u64,
}

impl UmapParams {
    fn check(rows: usize, arguments: &Arguments) -> Result<Self> {
        let neighbors = arguments.integer("neighbors");
        if rows < 3 {
            let expected = "at least 3: fewer have no neighborhoods";
            return Err(Error::out_of_range(ID, "the number of rows", rows, expected));
        }
        if neighbors >= rows {
            let expected = format!("at most {}, less than the number of rows", rows - 1);
            return Err(Error::out_of_range(ID, "neighbors", neighbors, expected));
        }
        let (min_dist, spread) = (arguments.real("minDist"), arguments.real("spread"));
        if min_dist > spread {
            return Err(Error::out_of_range(ID, "minDist", min_dist, format!("at most {spread}, the spread")));
        }
        let epochs = match arguments.integer("epochs") as u64 {
            0 => EPOCHS[usize::from(rows > MANY_ROWS)],
            epochs => epochs,
        };
        Ok(UmapParams {
            components: arguments.integer("components"),
            neighbors,
            curve: curve::fit(spread, min_dist),
            epochs,
            learning_rate: arguments.real("learningRate"),
            negatives: arguments.integer("negatives"),
            initialization: match arguments.choice("initialization") {
                "spectral" => Initialization::Spectral,
                "pca" => Initialization::Pca,
                _ => Initialization::Random,
            },
            seed: arguments.seed(),
        })
    }
}

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Result<Box<dyn Trainer>> {
    let params = UmapParams::check(data.matrix(ID)?.nrows(), arguments)?;
    Ok(Box::new(trainer::Umap::new(Arc::clone(data), params)?))
}
