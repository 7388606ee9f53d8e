//! Feature maps with a fit and a transform: data in, data out.
//!
//! A map lives in a file of its own and exports one [`FeatureMap`]; a row in [`FEATURE_MAPS`] makes it known to the library
//! and the page.

pub mod cooccurrence;
mod counts;
pub mod pmi;
mod quantize;
mod random_fourier;
mod rows;
mod scaling;
mod spectrum;
mod tf_idf;

use crate::data::{Content, Dataset, Factors};
use crate::error::{Error, Result};
use crate::parameters::{Arguments, Parameter};
use crate::sorted_map::SortedMap;
use ndarray::{Array2, ArrayView2};
use serde::Serialize;

/// A feature map as the library lists it, and how to fit it.
#[derive(Debug, Serialize)]
pub struct FeatureMap {
    /// The name in calls and links, in kebab-case.
    pub id: &'static str,
    /// The name for readers.
    pub title: &'static str,
    /// One sentence: what it does and what it is good for.
    pub summary: &'static str,
    /// Its parameters, with the seed where it has one.
    #[serde(rename = "params")]
    pub parameters: &'static [Parameter],
    /// Whether pictures are pictures still: same pixels, values from 0 to 1.
    #[serde(rename = "keepsPictures")]
    pub keeps_pictures: bool,
    /// Learns from samples (n × d, row-major, finite) what the map needs to know.
    #[serde(skip)]
    pub fit: Fit,
    /// What it makes of texts and sparse matrices, where it can; labels and names are its own affair.
    #[serde(skip)]
    pub apply_sparse: Option<ApplySparse>,
}

/// Applies a feature map to a text or a sparse matrix.
pub type ApplySparse = fn(&Dataset, &Arguments) -> Result<Dataset>;

/// Fits a feature map to samples (n × d, row-major, finite).
pub type Fit = fn(ArrayView2<'_, f32>, &Arguments) -> Result<Box<dyn Fitted>>;

/// Every feature map, in the order in which they are listed.
pub const FEATURE_MAPS: &[&FeatureMap] = &[
    &scaling::CENTER,
    &scaling::STANDARDIZE,
    &spectrum::WHITEN,
    &spectrum::REMOVE_COMPONENTS,
    &random_fourier::RANDOM_FOURIER,
    &quantize::QUANTIZE,
    &tf_idf::TF_IDF,
    &counts::ONE_HOT,
    &counts::BAG_OF_WORDS,
    &cooccurrence::CO_OCCURRENCE,
    &pmi::PMI,
];

pub use cooccurrence::{Cooccurrence, Weighting, window_pairs};
pub use pmi::{Pmi, PmiKind, PmiParams, pmi};

/// A feature map that has seen its data and can be applied to any rows of the same width.
pub trait Fitted {
    /// Columns of the rows it takes.
    fn inputs(&self) -> usize;

    /// Columns of the rows it gives.
    fn outputs(&self) -> usize;

    /// Maps rows (n × [`inputs`](Fitted::inputs)) to rows (n × [`outputs`](Fitted::outputs)), each by itself.
    ///
    /// # Errors
    /// [`Error::Shape`] if the rows have another width; [`Error::OutOfRange`] for values on which the map is not defined.
    fn transform(&self, rows: ArrayView2<'_, f32>) -> Result<Array2<f32>>;

    /// What the map has learned, by name in camelCase; a single number is a list of one.
    fn details(&self) -> SortedMap<&'static str, Vec<f64>> {
        SortedMap::new()
    }
}

/// The feature map of that id.
///
/// # Errors
/// [`Error::UnknownName`] if there is none.
pub fn feature_map(id: &str) -> Result<&'static FeatureMap> {
    FEATURE_MAPS.iter().copied().find(|map| map.id == id).ok_or_else(|| Error::UnknownName {
        operation: "transform",
        kind: "feature map",
        name: id.to_string(),
        known: FEATURE_MAPS.iter().map(|map| map.id.to_string()).collect(),
    })
}

impl FeatureMap {
    /// Fits the map to a data set and applies it there. Labels, names and factors stay with their rows.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for a text or a sparse matrix that the map knows nothing to do with; what [`FeatureMap::fit`] and [`Fitted::transform`] refuse.
    pub fn apply(&self, data: &Dataset, arguments: &Arguments) -> Result<Dataset> {
        if let (Some(apply), Content::Sparse(_) | Content::Corpus(_)) = (self.apply_sparse, data.content()) {
            return apply(data, arguments);
        }
        let matrix = data.matrix(self.id)?;
        let mut result = Dataset::from_matrix((self.fit)(matrix, arguments)?.transform(matrix)?)?;
        if let Some(labels) = data.labels() {
            result = result.with_labels(labels.to_vec())?;
        }
        if let Some(names) = data.label_names() {
            result = result.with_label_names(names.to_vec())?;
        }
        if let Some(names) = data.names() {
            result = result.with_names(names.to_vec())?;
        }
        if let Some(Factors { names, values }) = data.factors() {
            result = result.with_factors(Factors { names: names.clone(), values: values.clone() })?;
        }
        match data.picture() {
            Some(picture) if self.keeps_pictures => result.with_picture(picture),
            _ => Ok(result),
        }
    }
}

#[cfg(test)]
mod tests;
