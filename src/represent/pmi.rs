//! Pointwise mutual information: how much more often two things meet than chance would have it.

use super::{FeatureMap, Fitted};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::linalg::Sparse;
use crate::parameters::{Arguments, Kind, Parameter};
use ndarray::ArrayView2;

const OPERATION: &str = "pmi";

/// Which function of the counts.
pub const WEIGHTING: Parameter = Parameter {
    id: "weighting",
    title: "weighting",
    kind: Kind::Choice { options: PmiKind::NAMES, default: "ppmi" },
    help: "The counts themselves, their PMI, its positive part, or the positive part of PMI − log k.",
    live: false,
};

/// k of shifted PMI.
pub const NEGATIVES: Parameter = Parameter {
    id: "negatives",
    title: "negatives",
    kind: Kind::Integer { min: 1, max: 50, default: 5, usual: (1, 20) },
    help: "k of shifted PMI: what is subtracted is log k, as if there were k negatives to every real pair.",
    live: false,
};

/// Levy, Goldberg and Dagan's context distribution smoothing.
pub const CONTEXT_POWER: Parameter = Parameter {
    id: "contextPower",
    title: "context power",
    kind: Kind::Real { min: 0.0, max: 1.0, default: 1.0, usual: (0.5, 1.0), logarithmic: false },
    help: "Contexts count in proportion to count to this power: 1 is plain PMI, 0.75 keeps rare contexts from being overrated.",
    live: false,
};

/// The feature map "pmi".
pub static PMI: FeatureMap = FeatureMap {
    id: OPERATION,
    title: "Pointwise mutual information",
    summary: "Turns counts of pairs into how much more often they meet than chance would have it.",
    parameters: &[WEIGHTING, NEGATIVES, CONTEXT_POWER],
    keeps_pictures: false,
    fit,
    apply_sparse: Some(apply),
};

/// A function of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PmiKind {
    /// The counts as they are.
    Count,
    /// log p(i, j) / (p(i) p(j)).
    Pmi,
    /// The positive part of PMI.
    Ppmi,
    /// The positive part of PMI − log k.
    ShiftedPpmi,
}

impl PmiKind {
    /// The names that [`PmiKind::from_name`] knows.
    pub const NAMES: &'static [&'static str] = &["count", "pmi", "ppmi", "shifted-ppmi"];

    /// The kind of that name; names are checked before, so that others are the third.
    pub fn from_name(name: &str) -> Self {
        match name {
            "count" => PmiKind::Count,
            "pmi" => PmiKind::Pmi,
            "shifted-ppmi" => PmiKind::ShiftedPpmi,
            _ => PmiKind::Ppmi,
        }
    }
}

/// What [`pmi`] needs to know beside the counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PmiParams {
    /// The function.
    pub kind: PmiKind,
    /// k of [`PmiKind::ShiftedPpmi`].
    pub negatives: usize,
    /// p(j) is in proportion to the column's count to this power.
    pub context_power: f64,
}

impl PmiParams {
    /// From the parameters [`WEIGHTING`], [`NEGATIVES`] and [`CONTEXT_POWER`].
    pub fn from_arguments(arguments: &Arguments) -> Self {
        PmiParams {
            kind: PmiKind::from_name(arguments.choice("weighting")),
            negatives: arguments.integer("negatives"),
            context_power: arguments.real("contextPower"),
        }
    }
}

/// PMI(i, j) = log p(i, j) / (p(i) p(j)), with p(i, j) = x(i, j) / Σ x, p(i) from the sums of the rows and p(j) from those
/// of the columns, to the power asked for (Church and Hanks 1990; Levy, Goldberg and Dagan 2015). Natural logarithm.
///
/// Only pairs that were counted have a value: PMI of a pair that never meets is −∞, and is left out here as in the
/// positive variants, where it is 0.
#[derive(Debug, Clone)]
pub struct Pmi {
    params: PmiParams,
    shift: f64,
    rows: Vec<f64>,
    /// The columns' sums to the power, and the sum of these.
    columns: Vec<f64>,
    total: f64,
}

impl Pmi {
    /// From the sums of the counts.
    pub fn new(counts: &Sparse, params: PmiParams) -> Self {
        let shift = if params.kind == PmiKind::ShiftedPpmi { (params.negatives as f64).ln() } else { 0.0 };
        let (rows, mut columns) = counts.sums();
        columns.iter_mut().filter(|sum| **sum > 0.0).for_each(|sum| *sum = sum.powf(params.context_power));
        Pmi { params, shift, rows, total: columns.iter().sum(), columns }
    }

    /// What becomes of a count.
    pub fn of(&self, row: usize, column: u32, count: f32) -> f32 {
        let value =
            (f64::from(count) * self.total / (self.rows[row] * self.columns[column as usize])).ln() - self.shift;
        match self.params.kind {
            PmiKind::Count => count,
            PmiKind::Pmi => value as f32,
            PmiKind::Ppmi | PmiKind::ShiftedPpmi => value.max(0.0) as f32,
        }
    }

    /// What becomes of a row of the counts.
    pub fn row<'a>(&'a self, counts: &'a Sparse, row: usize) -> impl Iterator<Item = (u32, f32)> + 'a {
        counts.entries(row).map(move |(column, count)| (column, self.of(row, column, count)))
    }
}

/// [`Pmi`] of all counts.
pub fn pmi(counts: &Sparse, params: PmiParams) -> Sparse {
    let pmi = Pmi::new(counts, params);
    counts.map(|row, column, count| pmi.of(row, column, count))
}

fn check_counts(counts: &Sparse) -> Result<()> {
    match counts.values().iter().position(|&count| count < 0.0) {
        Some(place) => {
            let row = counts.offsets().partition_point(|&offset| offset as usize <= place) - 1;
            let name = format!("the count in row {row}, column {}", counts.indices()[place]);
            Err(Error::out_of_range(OPERATION, name, counts.values()[place], "0 or more"))
        }
        None => Ok(()),
    }
}

fn fit(_: ArrayView2<'_, f32>, _: &Arguments) -> Result<Box<dyn Fitted>> {
    Err(Error::Unsupported {
        operation: OPERATION,
        what: "this data set is a dense matrix".into(),
        expected: "counts of pairs, as the feature map \"co-occurrence\" makes them of a text".into(),
    })
}

fn apply(data: &Dataset, arguments: &Arguments) -> Result<Dataset> {
    let counts = data.sparse(OPERATION)?;
    check_counts(&counts)?;
    data.replaced(pmi(&counts, PmiParams::from_arguments(arguments)))
}
