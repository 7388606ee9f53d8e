//! From the data's units to the network's, and back.

use ndarray::ArrayView2;

/// Centers each column and divides everything by one number, the root mean square of what is left.
///
/// Weights start at a fixed size and Adam steps by a fixed length, so a network would learn data of another scale badly
/// or not at all. One factor for the whole matrix, and not one per column, keeps the mean squared error of the
/// reconstruction the same quantity up to that factor. Shifting columns or scaling the whole matrix therefore changes
/// nothing; standardize first if the columns have different units.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scaling {
    means: Vec<f64>,
    scale: f64,
    /// Whether the network answers with logits of values from 0 to 1.
    logits: bool,
}

impl Scaling {
    /// Learned from the rows that are trained on. The scale is 1 if all rows are equal.
    pub fn fit(rows: ArrayView2<'_, f32>) -> Self {
        let count = rows.nrows().max(1) as f64;
        let mut means = vec![0.0; rows.ncols()];
        for row in rows.rows() {
            means.iter_mut().zip(row).for_each(|(mean, &value)| *mean += f64::from(value));
        }
        means.iter_mut().for_each(|mean| *mean /= count);
        let mut sum = 0.0;
        for row in rows.rows() {
            sum += row.iter().zip(&means).map(|(&value, mean)| (f64::from(value) - mean).powi(2)).sum::<f64>();
        }
        let scale = (sum / (count * means.len().max(1) as f64)).sqrt();
        Scaling { means, scale: if scale > 0.0 { scale } else { 1.0 }, logits: false }
    }

    /// For values from 0 to 1, which go in as they are and come back as logits.
    pub fn logits(columns: usize) -> Self {
        Scaling { means: vec![0.0; columns], scale: 1.0, logits: true }
    }

    /// The scale, then the mean of each column.
    pub fn numbers(&self) -> impl Iterator<Item = f64> {
        std::iter::once(self.scale).chain(self.means.iter().copied())
    }

    /// Takes over what [`numbers`](Scaling::numbers) gave for as many columns.
    pub fn take_over(&mut self, mut numbers: impl Iterator<Item = f64>) {
        self.scale = numbers.next().unwrap_or(1.0);
        self.means.iter_mut().zip(numbers).for_each(|(mean, value)| *mean = value);
    }

    /// How many units of the data make one unit of the network.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// Writes one row of the data in the network's units.
    pub fn write_row(&self, row: &[f32], out: &mut [f32]) {
        let factor = 1.0 / self.scale;
        for ((out, value), mean) in out.iter_mut().zip(row).zip(&self.means) {
            *out = ((f64::from(*value) - mean) * factor) as f32;
        }
    }

    /// Brings one row of the network's units back into the data's, in place.
    pub fn restore_row(&self, row: &mut [f32]) {
        if self.logits {
            row.iter_mut().for_each(|value| *value = 1.0 / (1.0 + (-*value).exp()));
            return;
        }
        for (value, mean) in row.iter_mut().zip(&self.means) {
            *value = (f64::from(*value) * self.scale + mean) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn shift_and_scale_of_the_data_do_not_matter() {
        let data = array![[0.0_f32, 16.0], [8.0, 0.0], [4.0, 4.0]];
        let moved = data.mapv(|value| value * 1024.0) + array![[64.0_f32, -32.0]];
        let written = |data: &ndarray::Array2<f32>| {
            let scaling = Scaling::fit(data.view());
            let mut out = [0.0; 2];
            scaling.write_row(&data.row(1).to_vec(), &mut out);
            let mut back = out;
            scaling.restore_row(&mut back);
            for (back, value) in back.iter().zip(data.row(1)) {
                assert!((back - value).abs() <= 1e-6 * f64::from(*value).abs().max(scaling.scale()) as f32);
            }
            out
        };
        assert_eq!(written(&data), written(&moved));
    }

    #[test]
    fn equal_rows_are_no_division_by_zero() {
        let scaling = Scaling::fit(array![[3.0_f32, 5.0], [3.0, 5.0]].view());
        let mut out = [7.0; 2];
        scaling.write_row(&[3.0, 6.0], &mut out);
        assert_eq!(out, [0.0, 1.0]);
    }
}
