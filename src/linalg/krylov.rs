//! The few largest eigenvalues of a large symmetric matrix that is only known by its products.
//!
//! Block Lanczos with full orthogonalization and a Rayleigh–Ritz projection onto the whole Krylov basis (Golub and
//! Van Loan 2013, §10.3; Musco and Musco 2015, "Randomized block Krylov methods", for the random start). Every product
//! is used for the estimate, so a handful of them suffices where plain subspace iteration takes dozens; and because
//! the products of all basis vectors are kept, the residual of each estimate is known without another one. When the
//! basis is full, it is replaced by the best estimates in it (thick restart, Wu and Simon 2000).

use super::{Eigen, eigen_symmetric, orthonormal_rows, product};
use crate::error::{Error, Result, shape};
use crate::random::generator;
use ndarray::{Array2, ArrayView2, Axis, concatenate, s};
use rand::Rng;

/// Vectors more than eigenvalues are wanted in a block, so that the gap that decides the speed is a wide one.
const EXTRA: usize = 4;
/// Blocks are multiples of this many vectors: the width that the matrix product likes.
const MULTIPLE: usize = 8;
/// The smallest residual that can be asked for, as a share of the largest eigenvalue.
const ROUNDING: f64 = 1e-13;
/// Products of a block after which the iteration gives up.
const LIMIT: usize = 300;

/// A running computation. Multiply [`block`](Krylov::block) by the matrix and [`absorb`](Krylov::absorb) the result,
/// until that says that it is enough.
#[derive(Debug, Clone)]
pub struct Krylov {
    count: usize,
    tolerance: f64,
    most_vectors: usize,
    /// The next vectors to be multiplied, one a row, orthonormal and orthogonal to the basis.
    block: Array2<f64>,
    /// Orthonormal vectors, one a row.
    basis: Array2<f64>,
    /// Their products with the matrix.
    images: Array2<f64>,
    products: usize,
    eigen: Eigen,
    /// The estimates by the vectors multiplied so far, until some of those have been replaced.
    combination: Option<Array2<f64>>,
}

impl Krylov {
    /// A start from random vectors, for the `count` largest eigenvalues of a matrix of `size` rows and columns
    /// (1 ≤ `count` ≤ `size`). An eigenpair (λ, v) of the matrix A counts as found when ‖A·v − λ·v‖ is at most
    /// `tolerance` times the distance from λ to its neighbors, which bounds the angle between v and the true vector; or,
    /// where that distance is too small to tell them apart, `tolerance` squared times the largest eigenvalue.
    pub fn new(size: usize, count: usize, tolerance: f64, seed: u64) -> Self {
        let width = Self::width(size, count);
        let mut random = generator(seed, "krylov");
        let uniform = |_| (random.next_u64() >> 11) as f64 * (2.0 / (1_u64 << 53) as f64) - 1.0;
        let mut krylov = Krylov {
            count,
            tolerance,
            most_vectors: (4 * width).max(64).min(size),
            block: Array2::from_shape_fn((width, size), uniform),
            basis: Array2::zeros((0, size)),
            images: Array2::zeros((0, size)),
            products: 0,
            eigen: Eigen { values: Vec::new(), vectors: Array2::zeros((0, size)) },
            combination: Some(Array2::zeros((0, 0))),
        };
        krylov.block = orthonormal_rows(krylov.block, krylov.basis.view());
        krylov
    }

    /// How many vectors the first block has.
    pub fn width(size: usize, count: usize) -> usize {
        (count + EXTRA).next_multiple_of(MULTIPLE).min(size)
    }

    /// Takes better vectors to start from, one a row, as long as nothing has been multiplied. They are left alone if
    /// they do not span as many dimensions as the block has.
    pub fn start_from(&mut self, rows: Array2<f64>) {
        let block = orthonormal_rows(rows, self.basis.view());
        if self.products == 0 && block.dim() == self.block.dim() {
            self.block = block;
        }
    }

    /// The vectors to be multiplied next, one a row.
    pub fn block(&self) -> ArrayView2<'_, f64> {
        self.block.view()
    }

    /// Blocks multiplied so far.
    pub fn products(&self) -> usize {
        self.products
    }

    /// The estimates so far: `count` of them after the first product.
    pub fn eigen(&self) -> &Eigen {
        &self.eigen
    }

    /// How the estimates are made of all vectors multiplied so far, in their order: estimates × vectors. What is known of
    /// those need not be asked for again. None after a restart, which takes others in their place.
    pub fn combination(&self) -> Option<ArrayView2<'_, f64>> {
        self.combination.as_ref().map(|combination| combination.view())
    }

    /// Takes the product of [`block`](Krylov::block) and the matrix, a row for each row of the block, and improves the
    /// estimates. Says whether all of them are found.
    ///
    /// # Errors
    /// [`Error::Shape`] if the product has not the shape of the block, [`Error::NotConverged`] if it holds values that
    /// are not finite, or if the estimates have not settled after very many products.
    pub fn absorb(&mut self, product_of_block: Array2<f64>) -> Result<bool> {
        const OPERATION: &str = "largest eigenvalues";
        if product_of_block.dim() != self.block.dim() {
            return Err(Error::Shape {
                operation: OPERATION,
                found: format!("a product of {}", shape(product_of_block.dim())),
                expected: shape(self.block.dim()),
            });
        }
        self.products += 1;
        self.basis = append(&self.basis, &self.block);
        self.images = append(&self.images, &product_of_block);
        let mut projected = product(self.basis.view(), self.images.t());
        projected = (&projected + &projected.t()) * 0.5;
        let ritz = eigen_symmetric(projected.view())?;
        let wanted = ritz.vectors.slice(s![..self.count, ..]);
        self.eigen = Eigen { values: ritz.values[..self.count].to_vec(), vectors: product(wanted, self.basis.view()) };
        self.combination = self.combination.take().map(|_| wanted.to_owned());
        self.block = orthonormal_rows(product_of_block, self.basis.view());
        if self.block.is_empty() || self.are_found(wanted, &ritz.values) {
            return Ok(true);
        }
        if self.products >= LIMIT {
            return Err(Error::NotConverged { operation: OPERATION, iterations: LIMIT });
        }
        if self.basis.nrows() + self.block.nrows() > self.most_vectors {
            let kept = ritz.vectors.slice(s![..(self.most_vectors / 2).min(self.basis.nrows()), ..]);
            self.basis = product(kept, self.basis.view());
            self.images = product(kept, self.images.view());
            self.combination = None;
        }
        Ok(false)
    }

    fn are_found(&self, wanted: ArrayView2<'_, f64>, values: &[f64]) -> bool {
        let images = product(wanted, self.images.view());
        let largest = values[0].abs();
        let pairs = images.rows().into_iter().zip(self.eigen.vectors.rows()).enumerate();
        pairs.into_iter().all(|(index, (image, vector))| {
            let value = values[index];
            let off =
                image.iter().zip(vector).map(|(image, vector)| (image - value * vector).powi(2)).sum::<f64>().sqrt();
            let before =
                index.checked_sub(1).and_then(|index| values.get(index)).map_or(largest, |other| other - value);
            let after = values.get(index + 1).map_or(largest, |other| value - other);
            let indistinct = self.tolerance.powi(2).max(ROUNDING) * largest;
            off <= (self.tolerance * before.min(after)).max(indistinct)
        })
    }
}

fn append(rows: &Array2<f64>, more: &Array2<f64>) -> Array2<f64> {
    concatenate(Axis(0), &[rows.view(), more.view()]).unwrap_or_else(|_| unreachable!("both have the matrix's width"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Multiplies until the eigenpairs are found.
    fn solve(matrix: ArrayView2<'_, f64>, count: usize, tolerance: f64, seed: u64) -> Result<Krylov> {
        let mut krylov = Krylov::new(matrix.nrows(), count, tolerance, seed);
        while !krylov.absorb(product(krylov.block(), matrix))? {}
        Ok(krylov)
    }

    /// A symmetric matrix with the given eigenvalues.
    fn with_eigenvalues(values: &[f64], seed: u64) -> Array2<f64> {
        let size = values.len();
        let mut random = generator(seed, "test");
        let rows =
            Array2::from_shape_simple_fn((size, size), || (random.next_u64() >> 11) as f64 / 2f64.powi(53) - 0.5);
        let axes = orthonormal_rows(rows, Array2::zeros((0, size)).view());
        let scaled = Array2::from_shape_fn((size, size), |(i, j)| axes[[i, j]] * values[i]);
        product(axes.t(), scaled.view())
    }

    proptest! {
        #[test]
        fn they_are_those_of_the_full_decomposition(size in 1_usize..40, count in 1_usize..6, seed in 0_u64..100) {
            let count = count.min(size);
            let values: Vec<f64> = (0..size).map(|index| 10.0 * 0.8_f64.powi(index as i32)).collect();
            let matrix = with_eigenvalues(&values, seed);
            let found = solve(matrix.view(), count, 1e-9, seed).unwrap();
            let full = eigen_symmetric(matrix.view()).unwrap();
            for index in 0..count {
                prop_assert!((found.eigen().values[index] - full.values[index]).abs() < 1e-9);
                let cosine = found.eigen().vectors.row(index).dot(&full.vectors.row(index));
                prop_assert!((cosine.abs() - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn slow_spectra_converge_through_restarts() {
        // Neighboring eigenvalues differ by half a percent, and more blocks are needed than the basis holds.
        let values: Vec<f64> = (0..300).map(|index| 1.0 / (1.0 + 0.005 * f64::from(index))).collect();
        let krylov = solve(with_eigenvalues(&values, 3).view(), 3, 1e-8, 1).unwrap();
        assert!(krylov.combination().is_none(), "no restart was needed");
        for (found, expected) in krylov.eigen().values.iter().zip(&values) {
            assert!((found - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn estimates_are_combinations_of_what_was_multiplied() {
        let values: Vec<f64> = (0..60).map(|index| 0.9_f64.powi(index)).collect();
        let matrix = with_eigenvalues(&values, 2);
        let mut krylov = Krylov::new(60, 3, 1e-6, 4);
        let mut multiplied = Vec::new();
        loop {
            multiplied.extend(krylov.block().iter());
            if krylov.absorb(product(krylov.block(), matrix.view())).unwrap() {
                break;
            }
        }
        let multiplied = Array2::from_shape_vec((multiplied.len() / 60, 60), multiplied).unwrap();
        assert!(multiplied.nrows() > 8, "one product was enough");
        let found = product(krylov.combination().unwrap(), multiplied.view());
        assert!((found - &krylov.eigen().vectors).iter().all(|difference| difference.abs() < 1e-12));
    }

    #[test]
    fn ties_and_missing_rank_are_no_obstacle() {
        let mut values = vec![0.0; 50];
        values[..20].fill(2.0);
        for count in [1, 12, 25] {
            let krylov = solve(with_eigenvalues(&values, 5).view(), count, 1e-9, 2).unwrap();
            let expected = &values[..count];
            assert!(
                krylov.eigen().values.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-9)
            );
        }
        let zero = solve(Array2::zeros((30, 30)).view(), 4, 1e-9, 0).unwrap();
        assert_eq!(zero.eigen().values, [0.0; 4]);
    }

    #[test]
    fn a_better_start_saves_products_and_a_poor_one_does_no_harm() {
        let values: Vec<f64> = (0..100).map(|index| 0.95_f64.powi(index)).collect();
        let matrix = with_eigenvalues(&values, 7);
        let products = |start: Array2<f64>| {
            let mut krylov = Krylov::new(100, 2, 1e-6, 0);
            krylov.start_from(start);
            while !krylov.absorb(product(krylov.block(), matrix.view())).unwrap() {}
            assert!((krylov.eigen().values[1] - values[1]).abs() < 1e-9);
            krylov.products()
        };
        let truth = eigen_symmetric(matrix.view()).unwrap().truncated(8).vectors;
        assert_eq!(products(truth), 1);
        assert_eq!(products(Array2::zeros((8, 100))), solve(matrix.view(), 2, 1e-6, 0).unwrap().products());
    }

    #[test]
    fn the_same_seed_takes_the_same_way() {
        let matrix = with_eigenvalues(&(0..60).map(|index| f64::from(60 - index)).collect::<Vec<_>>(), 1);
        let solve = |seed| solve(matrix.view(), 2, 1e-6, seed).unwrap().eigen().clone();
        assert_eq!(solve(4), solve(4));
        assert_ne!(solve(4), solve(5));
    }

    #[test]
    fn bad_products_are_refused() {
        let mut krylov = Krylov::new(9, 2, 1e-6, 0);
        assert_eq!(krylov.absorb(Array2::zeros((1, 9))).unwrap_err().code(), "shape");
        let nan = Array2::from_elem(krylov.block().dim(), f64::NAN);
        assert_eq!(krylov.absorb(nan).unwrap_err().code(), "not-converged");
    }
}
