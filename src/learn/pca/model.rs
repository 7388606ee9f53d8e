//! What has been learned, and the maps it gives.

use super::ID;
use super::moments::{BLOCK, Center, Centering};
use crate::error::Result;
use crate::learn::{Decoder, Detail, Details, Encoder, count_rows};
use crate::linalg::product;
use ndarray::{Array2, ArrayView2, Axis};

/// What a solver finds.
#[derive(Debug, Clone)]
pub(super) struct Solution {
    /// The variance along each component, largest first.
    pub(super) variances: Vec<f64>,
    /// The components, one a row, orthonormal, of either sign.
    pub(super) vectors: Array2<f64>,
    /// The sum of all columns' variances.
    pub(super) total_variance: f64,
    /// The rows along the components, rows × components, where they are known already.
    pub(super) codes: Option<Array2<f32>>,
}

/// Means, components and variances.
#[derive(Debug, Clone)]
pub(super) struct Model {
    center: Center,
    centering: Centering,
    /// One component a row, of length 1.
    components: Array2<f32>,
    variances: Vec<f64>,
    total_variance: f64,
    /// Rows it was learned from.
    rows: usize,
    /// One standard deviation of each coordinate, if coordinates are divided by it.
    whitening: Option<Vec<f32>>,
}

impl Model {
    /// The model, and the coordinates of the rows that it was learned from, where they are known already.
    pub(super) fn new(center: Center, solution: Solution, rows: usize, whiten: bool) -> (Self, Option<Vec<f32>>) {
        let Solution { variances, vectors, total_variance, mut codes } = solution;
        let mut components = vectors.mapv(|value| value as f32);
        for (index, component) in components.rows_mut().into_iter().enumerate() {
            if let (true, Some(codes)) = (fix_sign(component), &mut codes) {
                codes.column_mut(index).mapv_inplace(|value| -value);
            }
        }
        let whitening = whiten.then(|| variances.iter().map(|variance| variance.sqrt() as f32).collect());
        let centering = Centering::new(&center);
        let model = Model { center, centering, components, variances, total_variance, rows, whitening };
        let codes = codes.map(|mut codes| {
            model.whiten(&mut codes);
            codes.into_iter().collect()
        });
        (model, codes)
    }

    /// Coordinates of the rows, appended row by row.
    pub(super) fn project(&self, rows: ArrayView2<'_, f32>, codes: &mut Vec<f32>) {
        let mut buffer = Vec::new();
        for rows in rows.axis_chunks_iter(Axis(0), BLOCK) {
            let mut projected = product(self.centering.apply(rows, &mut buffer), self.components.t());
            self.whiten(&mut projected);
            codes.extend(projected.iter());
        }
    }

    /// Divides coordinates by their deviations, if that is asked for.
    fn whiten(&self, codes: &mut Array2<f32>) {
        let Some(deviations) = &self.whitening else { return };
        for mut row in codes.rows_mut() {
            for (value, &deviation) in row.iter_mut().zip(deviations) {
                *value = if deviation > 0.0 { *value / deviation } else { 0.0 };
            }
        }
    }

    /// Variances and what follows from them, the means and the components.
    pub(super) fn details(&self) -> Details {
        let rest = self.total_variance - self.variances.iter().sum::<f64>();
        let left_out = self.rows.min(self.center.mean.len()) - self.variances.len();
        let noise = if left_out > 0 { rest.max(0.0) / left_out as f64 } else { 0.0 };
        let ratio = |variance: &f64| if self.total_variance > 0.0 { variance / self.total_variance } else { 0.0 };
        let singular = |variance: &f64| (variance * (self.rows as f64 - 1.0)).sqrt();
        let ratios: Vec<f64> = self.variances.iter().map(ratio).collect();
        let running = ratios.iter().scan(0.0, |sum, ratio| {
            *sum += ratio;
            Some(*sum)
        });
        Details::from([
            ("cumulativeVarianceRatio", Detail::Numbers(running.collect())),
            ("explainedVariance", Detail::Numbers(self.variances.clone())),
            ("explainedVarianceRatio", Detail::Numbers(ratios)),
            ("singularValues", Detail::Numbers(self.variances.iter().map(singular).collect())),
            ("noiseVariance", Detail::Number(noise)),
            ("mean", Detail::Numbers(self.center.mean.clone())),
            (
                "components",
                Detail::Matrix {
                    rows: self.components.nrows(),
                    columns: self.components.ncols(),
                    values: self.components.iter().copied().collect(),
                },
            ),
        ])
    }
}

/// scikit-learn's rule: the loading of largest size is positive, the first one if there are several. Says whether the
/// component was turned around for it.
fn fix_sign(mut component: ndarray::ArrayViewMut1<'_, f32>) -> bool {
    let largest =
        component.iter().fold(0.0_f32, |largest, &value| if value.abs() > largest.abs() { value } else { largest });
    let turned = largest < 0.0;
    if turned {
        component.mapv_inplace(|value| -value);
    }
    turned
}

impl Encoder for Model {
    fn encode(&self, rows: &[f32]) -> Result<Vec<f32>> {
        let count = count_rows(ID, rows.len(), self.inputs())?;
        let mut codes = Vec::with_capacity(count * self.codes());
        for rows in rows.chunks(BLOCK * self.inputs()) {
            let shape = (rows.len() / self.inputs(), self.inputs());
            if let Ok(rows) = ArrayView2::from_shape(shape, rows) {
                self.project(rows, &mut codes);
            }
        }
        Ok(codes)
    }

    fn inputs(&self) -> usize {
        self.components.ncols()
    }
}

impl Decoder for Model {
    fn decode(&self, codes: &[f32]) -> Result<Vec<f32>> {
        let width = self.codes();
        let count = count_rows(ID, codes.len(), width)?;
        let mut codes = codes.to_vec();
        if let Some(deviations) = &self.whitening {
            for row in codes.chunks_exact_mut(width) {
                row.iter_mut().zip(deviations).for_each(|(value, deviation)| *value *= deviation);
            }
        }
        let codes = Array2::from_shape_fn((count, width), |(row, column)| codes[row * width + column]);
        let mut rows = product(codes.view(), self.components.view());
        for mut row in rows.rows_mut() {
            row.iter_mut().zip(&self.center.mean).for_each(|(value, mean)| *value = (f64::from(*value) + mean) as f32);
        }
        Ok(rows.into_raw_vec_and_offset().0)
    }

    fn codes(&self) -> usize {
        self.components.nrows()
    }
}
