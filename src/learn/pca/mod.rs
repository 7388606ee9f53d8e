//! Principal component analysis: the straight directions in which the data varies most.
//!
//! The components are the leading eigenvectors of the covariance matrix, and a row's coordinates its projections on
//! them (Pearson 1901; Hotelling 1933). Conventions are scikit-learn's: variances divide by n − 1, and the largest
//! loading of each component is positive.
//!
//! "full" forms the covariance matrix (or, with fewer rows than columns, the products of the rows) and solves its whole
//! eigenproblem. The solution is one step, because the library behind it works to the end in one call: it fits into a
//! slice up to 256 columns or rows, and takes a third of a second at 784. "randomized" passes over the data a few
//! times, as often as the wanted accuracy takes, and its steps stay short. "auto" takes "full" where it is short, or
//! where more than a quarter of all components are wanted.

mod full;
mod model;
mod moments;
mod randomized;
mod trainer;

use super::{Method, Trainer};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use std::sync::Arc;

const ID: &str = "pca";

/// Principal component analysis.
pub const METHOD: Method = Method {
    id: ID,
    title: "Principal component analysis",
    summary: "Finds the straight directions in which the data varies most, and shows its shadow on them.",
    parameters: PARAMETERS,
    start,
};

const PARAMETERS: &[Parameter] = &[
    Parameter {
        id: "components",
        title: "components",
        kind: Kind::Integer { min: 1, max: 2048, default: 2, usual: (1, 50) },
        help: "How many directions are kept.",
        live: false,
    },
    Parameter {
        id: "solver",
        title: "solver",
        kind: Kind::Choice { options: &["auto", "full", "randomized"], default: "auto" },
        help: "All eigenvectors at once, or only the leading ones by a few passes over the data, which suits wide data.",
        live: false,
    },
    Parameter {
        id: "whiten",
        title: "whiten",
        kind: Kind::Flag { default: false },
        help: "Whether each coordinate is divided by its standard deviation.",
        live: false,
    },
    SEED,
];

/// Up to this size the eigenproblem of the full solver fits into a step.
const SMALL: usize = 256;

/// The largest eigenproblem that the full solver takes on: it is one step, and lasts seconds at this size.
const LARGEST_FULL: usize = 2048;

/// How the components are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Solver {
    Full,
    Randomized,
}

/// Parameters that are known to be valid for the data.
#[derive(Debug, Clone)]
struct PcaParams {
    components: usize,
    solver: Solver,
    whiten: bool,
    seed: u64,
}

impl PcaParams {
    fn check((rows, columns): (usize, usize), arguments: &Arguments) -> Result<Self> {
        if rows < 2 {
            return Err(Error::out_of_range(ID, "the number of rows", rows, "at least 2: one row has no variance"));
        }
        let components = arguments.integer("components");
        let limit = rows.min(columns);
        if components > limit {
            let smaller = if columns <= rows { "columns" } else { "rows" };
            let expected = format!("at most {limit}, the number of {smaller}");
            return Err(Error::out_of_range(ID, "components", components, expected));
        }
        let too_large = Error::TooLarge {
            operation: ID,
            what: "the smaller of rows and columns for the solver \"full\" (use \"randomized\")",
            found: limit as u64,
            limit: LARGEST_FULL as u64,
        };
        let solver = match arguments.choice("solver") {
            "full" if limit > LARGEST_FULL => return Err(too_large),
            "full" => Solver::Full,
            "randomized" => Solver::Randomized,
            _ if limit <= SMALL || (limit <= LARGEST_FULL && 4 * components > limit) => Solver::Full,
            _ => Solver::Randomized,
        };
        Ok(PcaParams { components, solver, whiten: arguments.flag("whiten"), seed: arguments.seed() })
    }
}

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Result<Box<dyn Trainer>> {
    let params = PcaParams::check(data.matrix(ID)?.dim(), arguments)?;
    Ok(Box::new(trainer::Pca::new(Arc::clone(data), params)?))
}
