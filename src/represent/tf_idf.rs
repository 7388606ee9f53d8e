//! Counts of words, weighed by how much they tell.

use super::rows::{check_data, check_width};
use super::{FeatureMap, Fitted};
use crate::error::{Error, Result};
use crate::parameters::Arguments;
use ndarray::{Array2, ArrayView2};
use std::collections::BTreeMap;

const OPERATION: &str = "tf-idf";

/// The feature map "tf-idf".
pub static TF_IDF: FeatureMap = FeatureMap {
    id: OPERATION,
    title: "tf-idf",
    summary: "Turns counts (a row per document, a column per word) into weights: frequent here, rare elsewhere.",
    parameters: &[],
    keeps_pictures: false,
    fit,
};

/// tf · idf with tf = count / sum of the row, and idf = ln((1 + n) / (1 + df)) + 1, where df is the number of rows in which
/// the column is not 0: scikit-learn's smoothed idf (Spärck Jones 1972). A row of zeros stays zeros.
#[derive(Debug)]
struct TfIdf {
    idf: Vec<f64>,
}

fn fit(data: ArrayView2<'_, f32>, _: &Arguments) -> Result<Box<dyn Fitted>> {
    check_data(OPERATION, data)?;
    check_counts(data)?;
    let n = data.nrows() as f64;
    let idf = |df: usize| ((1.0 + n) / (1.0 + df as f64)).ln() + 1.0;
    let df = |column: ndarray::ArrayView1<'_, f32>| column.iter().filter(|&&count| count > 0.0).count();
    Ok(Box::new(TfIdf { idf: data.columns().into_iter().map(df).map(idf).collect() }))
}

fn check_counts(rows: ArrayView2<'_, f32>) -> Result<()> {
    match rows.indexed_iter().find(|(_, count)| **count < 0.0) {
        Some(((row, column), count)) => {
            let place = format!("the count in row {row}, column {column}");
            Err(Error::out_of_range(OPERATION, place, count, "0 or more"))
        }
        None => Ok(()),
    }
}

impl Fitted for TfIdf {
    fn inputs(&self) -> usize {
        self.idf.len()
    }

    fn outputs(&self) -> usize {
        self.idf.len()
    }

    fn transform(&self, rows: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
        check_width(OPERATION, rows, self.inputs())?;
        check_counts(rows)?;
        let mut result = rows.to_owned();
        for mut row in result.outer_iter_mut() {
            let total: f64 = row.iter().copied().map(f64::from).sum();
            if total > 0.0 {
                row.iter_mut()
                    .zip(&self.idf)
                    .for_each(|(count, idf)| *count = (f64::from(*count) / total * idf) as f32);
            }
        }
        Ok(result)
    }

    fn details(&self) -> BTreeMap<&'static str, Vec<f64>> {
        BTreeMap::from([("idf", self.idf.clone())])
    }
}
