//! Maps that look at the principal directions of the cloud: whitening, and leaving out the strongest ones.

use super::rows::{centered, check_data, check_width, covariance, map_rows, means};
use super::{FeatureMap, Fitted};
use crate::error::{Error, Result};
use crate::linalg::{complete_rows, eigen_symmetric, product};
use crate::parameters::{Arguments, Kind, Parameter};
use crate::sorted_map::SortedMap;
use ndarray::{Array2, ArrayView2, s};

/// Columns up to which the eigenproblem is solved: it takes memory with the square and time with the cube.
const MAX_COLUMNS: usize = 2048;

/// With fewer rows than columns, a variance that is smaller than this share of the largest counts as 0: rounding the data
/// to `f32` makes as much.
const NOTHING: f64 = 1e-12;

/// The feature map "whiten".
pub static WHITEN: FeatureMap = FeatureMap {
    id: "whiten",
    title: "Whiten",
    summary: "Stretches the cloud to a ball: every direction gets variance 1 and no two columns are correlated.",
    parameters: &[Parameter {
        id: "epsilon",
        title: "epsilon",
        kind: Kind::Real { min: 0.0, max: 1.0, default: 1e-6, usual: (1e-8, 1e-1), logarithmic: true },
        help: "Directions whose variance is below this share of the largest are stretched no further than one that has it.",
        live: false,
    }],
    keeps_pictures: false,
    apply_sparse: None,
    fit: whiten,
};

/// The feature map "remove-components".
pub static REMOVE_COMPONENTS: FeatureMap = FeatureMap {
    id: "remove-components",
    title: "Remove components",
    summary: "Takes the strongest principal directions out: what all samples share no longer drowns what sets them apart.",
    parameters: &[Parameter {
        id: "components",
        title: "components",
        kind: Kind::Integer { min: 1, max: MAX_COLUMNS as i64, default: 1, usual: (1, 10) },
        help: "How many principal directions are taken out.",
        live: false,
    }],
    keeps_pictures: false,
    apply_sparse: None,
    fit: remove_components,
};

/// ZCA whitening (Bell and Sejnowski 1997): (x − mean) · V diag(λ)^(−1/2) Vᵀ, which of all whitenings changes the data
/// least. λ and V are of the covariance whose sum is divided by n.
#[derive(Debug)]
struct Whiten {
    means: Vec<f64>,
    variances: Vec<f64>,
    matrix: Array2<f64>,
}

/// "All-but-the-top" (Mu and Viswanath 2018): x − mean, less its part along the first principal directions.
#[derive(Debug)]
struct RemoveComponents {
    means: Vec<f64>,
    variances: Vec<f64>,
    /// k × d, orthonormal rows.
    directions: Array2<f64>,
}

fn whiten(data: ArrayView2<'_, f32>, arguments: &Arguments) -> Result<Box<dyn Fitted>> {
    let Principal { means, values, vectors } = principal("whiten", data)?;
    let floor = arguments.real("epsilon") * values.first().copied().unwrap_or_default();
    // Without any variance there is nothing to stretch.
    let stretch = |variance: &f64| if variance.max(floor) > 0.0 { variance.max(floor).sqrt().recip() } else { 0.0 };
    // Directions without a vector of their own have no variance.
    let rest = if vectors.nrows() < data.ncols() { stretch(&0.0) } else { 0.0 };
    let mut stretched = vectors.clone();
    for (mut vector, variance) in stretched.outer_iter_mut().zip(&values) {
        vector *= stretch(variance) - rest;
    }
    let mut matrix = product(vectors.t(), stretched.view());
    matrix.diag_mut().iter_mut().for_each(|value| *value += rest);
    Ok(Box::new(Whiten { means, variances: values, matrix }))
}

fn remove_components(data: ArrayView2<'_, f32>, arguments: &Arguments) -> Result<Box<dyn Fitted>> {
    const OPERATION: &str = "remove-components";
    let (components, columns) = (arguments.integer("components"), data.ncols());
    if components > columns {
        let expected = format!("between 1 and {columns}, the number of columns");
        return Err(Error::out_of_range(OPERATION, "components", components, expected));
    }
    let Principal { means, values, vectors } = principal(OPERATION, data)?;
    let strongest = vectors.slice(s![..components.min(vectors.nrows()), ..]).to_owned();
    let directions = if strongest.nrows() < components { complete_rows(strongest, components) } else { strongest };
    Ok(Box::new(RemoveComponents { means, variances: values, directions }))
}

/// The principal directions of a cloud.
struct Principal {
    /// The means of the columns.
    means: Vec<f64>,
    /// The eigenvalues of the columns' covariance, at least 0, as many as columns.
    values: Vec<f64>,
    /// Its eigenvectors, one a row; with fewer rows than columns only those with a variance.
    vectors: Array2<f64>,
}

fn principal(operation: &'static str, data: ArrayView2<'_, f32>) -> Result<Principal> {
    check_data(operation, data)?;
    if data.ncols() > MAX_COLUMNS {
        let (what, found) = ("the number of columns", data.ncols() as u64);
        return Err(Error::TooLarge { operation, what, found, limit: MAX_COLUMNS as u64 });
    }
    let means = means(data);
    let (mut values, vectors) =
        if data.nrows() < data.ncols() { by_way_of_rows(data, &means)? } else { by_way_of_columns(data, &means)? };
    values.iter_mut().for_each(|value| *value = value.max(0.0));
    Ok(Principal { means, values, vectors })
}

fn by_way_of_columns(data: ArrayView2<'_, f32>, means: &[f64]) -> Result<(Vec<f64>, Array2<f64>)> {
    let eigen = eigen_symmetric(covariance(data, means).view())?;
    Ok((eigen.values, eigen.vectors))
}

/// The products of the rows have the same eigenvalues, besides zeros; from each of their eigenvectors u comes Xᵀ·u of the
/// covariance.
fn by_way_of_rows(data: ArrayView2<'_, f32>, means: &[f64]) -> Result<(Vec<f64>, Array2<f64>)> {
    let (rows, columns) = data.dim();
    let centered = centered(data, means);
    let eigen = eigen_symmetric((product(centered.view(), centered.t()) / rows as f64).view())?;
    let mut values = eigen.values;
    let largest = values.first().copied().unwrap_or_default();
    let known = values.iter().take_while(|&&value| value > NOTHING * largest).count();
    values.truncate(known);
    let mut vectors = product(eigen.vectors.slice(s![..known, ..]), centered.view());
    for (mut vector, value) in vectors.outer_iter_mut().zip(&values) {
        vector /= (value * rows as f64).sqrt();
    }
    values.resize(columns, 0.0);
    Ok((values, vectors))
}

impl Fitted for Whiten {
    fn inputs(&self) -> usize {
        self.means.len()
    }

    fn outputs(&self) -> usize {
        self.means.len()
    }

    fn transform(&self, rows: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
        check_width("whiten", rows, self.inputs())?;
        Ok(map_rows(rows, &self.means, self.outputs(), |centered| product(centered.view(), self.matrix.view())))
    }

    fn details(&self) -> SortedMap<&'static str, Vec<f64>> {
        SortedMap::from([("means", self.means.clone()), ("variances", self.variances.clone())])
    }
}

impl Fitted for RemoveComponents {
    fn inputs(&self) -> usize {
        self.means.len()
    }

    fn outputs(&self) -> usize {
        self.means.len()
    }

    fn transform(&self, rows: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
        check_width("remove-components", rows, self.inputs())?;
        Ok(map_rows(rows, &self.means, self.outputs(), |centered| {
            let along = product(centered.view(), self.directions.t());
            &centered - &product(along.view(), self.directions.view())
        }))
    }

    fn details(&self) -> SortedMap<&'static str, Vec<f64>> {
        SortedMap::from([("means", self.means.clone()), ("variances", self.variances.clone())])
    }
}
