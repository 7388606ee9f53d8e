//! Counts of words, weighed by how much they tell.

use super::counts::bag_of_words;
use super::rows::{check_data, check_width};
use super::{FeatureMap, Fitted};
use crate::data::{Content, Dataset, Lexicon};
use crate::error::{Error, Result};
use crate::parameters::Arguments;
use crate::sorted_map::SortedMap;
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

const OPERATION: &str = "tf-idf";

/// The feature map "tf-idf".
pub static TF_IDF: FeatureMap = FeatureMap {
    id: OPERATION,
    title: "tf-idf",
    summary: "Turns counts (a row per document, a column per word) into weights: frequent here, rare elsewhere.",
    parameters: &[],
    keeps_pictures: false,
    fit,
    apply_sparse: Some(apply),
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
    let idf = |df: usize| smoothed_idf(data.nrows(), df);
    let df = |column: ndarray::ArrayView1<'_, f32>| column.iter().filter(|&&count| count > 0.0).count();
    Ok(Box::new(TfIdf { idf: data.columns().into_iter().map(df).map(idf).collect() }))
}

/// The same of a sparse matrix, or of a text, whose words are counted first. The row sums are exact.
fn apply(data: &Dataset, _: &Arguments) -> Result<Dataset> {
    let counted;
    let data = match data.content() {
        Content::Corpus(_) => {
            counted = bag_of_words(data)?;
            &counted
        }
        _ => data,
    };
    let counts = data.sparse(OPERATION)?;
    let mut df = vec![0; counts.columns()];
    for (place, (&column, &count)) in counts.indices().iter().zip(counts.values()).enumerate() {
        if count < 0.0 {
            let row = counts.offsets().partition_point(|&offset| offset as usize <= place) - 1;
            let place = format!("the count in row {row}, column {column}");
            return Err(Error::out_of_range(OPERATION, place, count, "0 or more"));
        }
        df[column as usize] += 1;
    }
    let idf: Vec<f64> = df.iter().map(|&df| smoothed_idf(counts.rows(), df)).collect();
    let (totals, _) = counts.sums();
    let weigh = |row: usize, column: u32, count: f32| (f64::from(count) / totals[row] * idf[column as usize]) as f32;
    let result = data.replaced(counts.map(weigh))?;
    match data.lexicon() {
        Some(lexicon) => result.with_lexicon(Arc::new(Lexicon::new(lexicon.words().to_vec(), Some(idf)))),
        None => Ok(result),
    }
}

fn smoothed_idf(rows: usize, df: usize) -> f64 {
    ((1.0 + rows as f64) / (1.0 + df as f64)).ln() + 1.0
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

    fn details(&self) -> SortedMap<&'static str, Vec<f64>> {
        SortedMap::from([("idf", self.idf.clone())])
    }
}
