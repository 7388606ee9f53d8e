//! Columns moved to mean 0, and brought to variance 1.

use super::rows::{check_data, check_width, map_rows, means};
use super::{FeatureMap, Fitted};
use crate::error::Result;
use crate::parameters::Arguments;
use crate::sorted_map::SortedMap;
use ndarray::{Array2, ArrayView1, ArrayView2};

/// The feature map "center".
pub static CENTER: FeatureMap = FeatureMap {
    id: "center",
    title: "Center",
    summary: "Moves the cloud so that its mean is the origin.",
    parameters: &[],
    keeps_pictures: false,
    apply_sparse: None,
    fit: |data, _: &Arguments| {
        check_data("center", data)?;
        Ok(Box::new(Scaling { operation: "center", means: means(data), scales: vec![1.0; data.ncols()] }))
    },
};

/// The feature map "standardize".
pub static STANDARDIZE: FeatureMap = FeatureMap {
    id: "standardize",
    title: "Standardize",
    summary: "Gives every column mean 0 and variance 1, so that no column counts more because of its unit.",
    parameters: &[],
    keeps_pictures: false,
    apply_sparse: None,
    fit: |data, _: &Arguments| {
        check_data("standardize", data)?;
        let means = means(data);
        let scales = deviations(data, &means).into_iter().map(|deviation| deviation.unwrap_or(1.0)).collect();
        Ok(Box::new(Scaling { operation: "standardize", means, scales }))
    },
};

/// (x − mean) / scale, column by column. As in scikit-learn's `StandardScaler` the variance is the sum divided by n, and a
/// constant column is only centered.
#[derive(Debug)]
struct Scaling {
    operation: &'static str,
    means: Vec<f64>,
    scales: Vec<f64>,
}

/// The standard deviation of every column; none where the column is constant but for the rounding of its mean.
fn deviations(data: ArrayView2<'_, f32>, means: &[f64]) -> Vec<Option<f64>> {
    let n = data.nrows() as f64;
    let mut squares = vec![0.0; data.ncols()];
    for row in data.outer_iter() {
        for ((&value, mean), square) in row.iter().zip(means).zip(&mut squares) {
            *square += (f64::from(value) - mean).powi(2);
        }
    }
    let rounding = |mean: f64| (n * mean * f64::EPSILON).powi(2);
    let deviation = |(square, mean): (&f64, &f64)| (square / n > rounding(*mean)).then(|| (square / n).sqrt());
    squares.iter().zip(means).map(deviation).collect()
}

impl Fitted for Scaling {
    fn inputs(&self) -> usize {
        self.means.len()
    }

    fn outputs(&self) -> usize {
        self.means.len()
    }

    fn transform(&self, rows: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
        check_width(self.operation, rows, self.inputs())?;
        let scales = ArrayView1::from(&self.scales);
        Ok(map_rows(rows, &self.means, self.outputs(), |centered| centered / scales))
    }

    fn details(&self) -> SortedMap<&'static str, Vec<f64>> {
        SortedMap::from([("means", self.means.clone()), ("scales", self.scales.clone())])
    }
}
