//! A start from the slowest waves of the graph: the first eigenvectors of its normalized Laplacian after the constant one.

use crate::error::Result;
use crate::learn::pairs::Pairs;
use crate::linalg::Krylov;
use ndarray::Array2;

/// Bound on the angle between an eigenvector and the true one, and products after which it is taken as it is: it is only
/// a start.
const TOLERANCE: f64 = 1e-2;
const PRODUCTS: usize = 60;

/// The work so far.
pub(super) struct Spectral {
    krylov: Krylov,
    components: usize,
    /// 1 / √(sum of the row's weights).
    scales: Vec<f64>,
}

impl Spectral {
    pub fn new(pairs: &Pairs, components: usize, seed: u64) -> Self {
        let mut sums = vec![0.0; pairs.rows()];
        for row in 0..pairs.rows() {
            for (other, weight) in pairs.of(row) {
                sums[row] += f64::from(weight);
                sums[other as usize] += f64::from(weight);
            }
        }
        let scales = sums.into_iter().map(|sum: f64| if sum > 0.0 { sum.sqrt().recip() } else { 0.0 }).collect();
        let count = (components + 1).min(pairs.rows());
        Spectral { krylov: Krylov::new(pairs.rows(), count, TOLERANCE, seed), components, scales }
    }

    /// Does one step, and says whether the eigenvectors are known well enough.
    ///
    /// # Errors
    /// What [`Krylov::absorb`] refuses.
    pub fn step(&mut self, pairs: &Pairs) -> Result<bool> {
        // The matrix (1 + D^−½·W·D^−½) / 2 has the same vectors as the Laplacian, the other way around, and no negative values.
        let block = self.krylov.block();
        let mut product = block.to_owned();
        for (mut product, block) in product.rows_mut().into_iter().zip(block.rows()) {
            let (Some(product), Some(block)) = (product.as_slice_mut(), block.as_slice()) else { continue };
            for row in 0..pairs.rows() {
                let mut sum = 0.0;
                for (other, weight) in pairs.of(row) {
                    let weight = f64::from(weight) * self.scales[row] * self.scales[other as usize];
                    sum += weight * block[other as usize];
                    product[other as usize] += weight * block[row];
                }
                product[row] += sum;
            }
            product.iter_mut().for_each(|value| *value *= 0.5);
        }
        Ok(self.krylov.absorb(product)? || self.krylov.products() >= PRODUCTS)
    }

    /// Products made so far, and the most that are made.
    pub fn progress(&self) -> (usize, usize) {
        (self.krylov.products(), PRODUCTS)
    }

    /// One coordinate for each eigenvector after the first, row-major, divided by the largest absolute value.
    pub fn coordinates(&self) -> Vec<f32> {
        let vectors = &self.krylov.eigen().vectors;
        let mut rows = Array2::<f32>::zeros((self.scales.len(), self.components));
        let largest =
            vectors.rows().into_iter().skip(1).flatten().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        for (axis, vector) in vectors.rows().into_iter().skip(1).take(self.components).enumerate() {
            for (value, &found) in rows.column_mut(axis).iter_mut().zip(vector) {
                *value = (found / largest.max(f64::MIN_POSITIVE)) as f32;
            }
        }
        rows.into_raw_vec_and_offset().0
    }
}

/// How many pieces a graph falls into.
pub(super) fn pieces(pairs: &Pairs) -> usize {
    let mut parents: Vec<u32> = (0..pairs.rows() as u32).collect();
    fn root(parents: &mut [u32], mut row: u32) -> u32 {
        while parents[row as usize] != row {
            parents[row as usize] = parents[parents[row as usize] as usize];
            row = parents[row as usize];
        }
        row
    }
    let mut pieces = pairs.rows();
    for row in 0..pairs.rows() {
        for (other, weight) in pairs.of(row) {
            let (a, b) = (root(&mut parents, row as u32), root(&mut parents, other));
            if a != b && weight > 0.0 {
                parents[a.max(b) as usize] = a.min(b);
                pieces -= 1;
            }
        }
    }
    pieces
}
