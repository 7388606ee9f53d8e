//! The largest singular values of a sparse matrix and their vectors, in bounded steps.
//!
//! Randomized block Krylov iteration (Musco and Musco 2015, "Randomized block Krylov methods for stronger and faster
//! approximate singular value decomposition"): a random block X is multiplied again and again by A·Aᵀ (or Aᵀ·A,
//! whichever is smaller), and all products together, made orthonormal, span a space that holds the wanted vectors more
//! closely than the last product alone, which is what plain randomized iteration keeps (Halko, Martinsson and Tropp
//! 2011). The best approximation in that space (Rayleigh–Ritz) is then multiplied by A once more, which gives the
//! singular values to nearly all digits of `f32`.
//!
//! Blocks are tables of `f32`, one group of [`LANES`] beside the other; sums over many rows are `f64`.

use crate::error::Result;
use crate::linalg::{LANES, Lanes, Sparse, eigen_symmetric, product, product_into};
use crate::random::generator;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, s};
use rand::RngExt;
use std::ops::Range;

/// Vectors more than are wanted: the block's last directions converge slowest.
const EXTRA: usize = 8;
/// The most vectors that the whole space may have, if three blocks fit: its eigenproblem is one step.
const MOST_VECTORS: usize = 512;
/// Multiplications of a step with the sparse matrix, and with the blocks, which are several times as fast.
const SPARSE_WORK: usize = 8_000_000;
const DENSE_WORK: usize = 40_000_000;
/// A direction counts as new if it keeps this share of its squared length: a few times what rounding to `f32` leaves.
const NEW: f64 = 1e-13;

/// A = U·Σ·Vᵀ, as far as it is wanted.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Svd {
    /// The singular values, largest first.
    pub values: Vec<f64>,
    /// Rows × values, orthonormal columns; where the value is 0, the column is 0.
    pub left: Array2<f32>,
    /// Columns × values, likewise. The entry of largest size in each column is positive.
    pub right: Array2<f32>,
}

/// A block of vectors, one a column; the table has a row of `chunks` groups for each row of the vectors.
type Block = Vec<Lanes>;

/// The work so far.
#[derive(Debug, Clone)]
pub(super) struct Krylov {
    count: usize,
    chunks: usize,
    /// Passes there and back that remain.
    products: usize,
    /// Whether the blocks have a row for each row of the matrix, or else one for each column.
    by_rows: bool,
    /// How many rows the blocks have.
    size: usize,
    /// What the matrix is multiplied by, so that its largest entry is 1 and no product leaves f32.
    scale: f32,
    /// Where the steps over the sparse matrix end, and how many rows the others take.
    cuts: Vec<usize>,
    rows_per_step: usize,
    basis: Vec<Block>,
    block: Block,
    /// The block through the matrix.
    image: Block,
    /// The products of the basis with what the matrix makes of it, there and back: above and on the diagonal.
    projected: Array2<f64>,
    /// What the block has of each vector of the basis, one table a block.
    shadows: Vec<Array2<f64>>,
    gram: Array2<f64>,
    /// The shortest squared length that counts as new.
    new: f64,
    turn: Array2<f32>,
    svd: Svd,
    stage: Stage,
    /// How far the stage is: rows, or steps over the sparse matrix.
    at: usize,
}

/// What the next step works on. What is done twice is done to clean up the rounding errors of the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// image ← the block through the matrix.
    Forward,
    /// block ← the image back through the matrix.
    Backward,
    /// shadows ← basisᵀ · block.
    Shadows {
        again: bool,
    },
    /// block ← block − basis · shadows; gram ← blockᵀ · block.
    Subtract {
        again: bool,
    },
    /// block ← block · turn: orthonormal columns.
    Normalize {
        again: bool,
    },
    /// block ← the best vectors that the basis holds.
    Ritz,
    /// image ← these through the matrix.
    Image,
    /// gram ← imageᵀ · image.
    Values,
    /// Left and right vectors.
    Vectors,
    Done,
}

impl Krylov {
    /// For the `count` largest of a matrix (1 ≤ `count` ≤ its rows and columns), with at most `products` passes there
    /// and back.
    pub fn new(matrix: &Sparse, count: usize, products: usize, seed: u64) -> Self {
        let chunks = (count + EXTRA).div_ceil(LANES);
        let width = chunks * LANES;
        let by_rows = matrix.rows() <= matrix.columns();
        let (size, other) = if by_rows { (matrix.rows(), matrix.columns()) } else { (matrix.columns(), matrix.rows()) };
        // A basis of as many vectors as there are dimensions holds everything.
        let products = products.min(size.div_ceil(width) + 1);
        let blocks = (MOST_VECTORS / width).max(3).min(products);
        let largest = matrix.values().iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
        let mut generator = generator(seed, "svd");
        let mut block = vec![[0.0; LANES]; size * chunks];
        block.as_flattened_mut().iter_mut().for_each(|value| *value = generator.random::<f32>() - 0.5);
        Krylov {
            count,
            chunks,
            products,
            by_rows,
            size,
            scale: if largest.is_normal() { 1.0 / largest } else { 1.0 },
            cuts: cuts(matrix, SPARSE_WORK / width),
            rows_per_step: (DENSE_WORK / (width * width * blocks)).max(1),
            basis: Vec::new(),
            block,
            image: vec![[0.0; LANES]; other * chunks],
            projected: Array2::zeros((blocks * width, blocks * width)),
            shadows: Vec::new(),
            gram: Array2::zeros((width, width)),
            new: 0.0,
            turn: Array2::zeros((0, 0)),
            svd: Svd::default(),
            stage: Stage::Shadows { again: false },
            at: 0,
        }
    }

    /// Steps of the whole work; to be asked before the first.
    pub fn planned(&self) -> u64 {
        let (sparse, dense) = (self.cuts.len(), self.size.div_ceil(self.rows_per_step));
        let values = (self.image.len() / self.chunks).div_ceil(self.rows_per_step);
        // The first block is made orthonormal, and so is that of every product but the last, which is only looked at.
        let orthonormal = 6 * dense;
        let products = self.products * (2 * sparse + orthonormal) + dense;
        (products + dense + sparse + values + 1) as u64
    }

    fn width(&self) -> usize {
        self.chunks * LANES
    }

    /// The result, once it is there.
    pub fn svd(&self) -> Option<&Svd> {
        (self.stage == Stage::Done).then_some(&self.svd)
    }

    /// Does the next step; true when nothing is left to do.
    ///
    /// # Errors
    /// [`Error::NotConverged`](crate::Error::NotConverged) if numbers are no longer finite.
    pub fn step(&mut self, matrix: &Sparse) -> Result<bool> {
        match self.stage {
            Stage::Forward | Stage::Image => self.forward(matrix),
            Stage::Backward => self.backward(matrix),
            Stage::Shadows { again } => self.shadows(again),
            Stage::Subtract { again } => self.subtract(again)?,
            Stage::Normalize { again } => self.normalize(again),
            Stage::Ritz => self.ritz(),
            Stage::Values => self.values()?,
            Stage::Vectors => self.vectors(),
            Stage::Done => return Ok(true),
        }
        Ok(self.stage == Stage::Done)
    }

    fn turn_to(&mut self, stage: Stage) {
        (self.stage, self.at) = (stage, 0);
    }

    /// The rows of the sparse matrix that this step works on; the second is whether they are the last.
    fn sparse_rows(&mut self) -> (Range<usize>, bool) {
        let start = self.at.checked_sub(1).map_or(0, |before| self.cuts[before]);
        let rows = start..self.cuts[self.at];
        self.at += 1;
        (rows, self.at == self.cuts.len())
    }

    /// The rows of a table of `length` rows that this step works on; the second is whether they are the last.
    fn dense_rows(&mut self, length: usize) -> (Range<usize>, bool) {
        let rows = self.at..(self.at + self.rows_per_step).min(length);
        self.at = rows.end;
        let is_last = rows.end == length;
        (rows, is_last)
    }

    fn forward(&mut self, matrix: &Sparse) {
        if self.at == 0 {
            self.image.fill([0.0; LANES]);
        }
        let (rows, is_last) = self.sparse_rows();
        let part = rows.start * self.chunks..rows.end * self.chunks;
        if self.by_rows {
            matrix.transposed_times(self.scale, rows, &self.block[part], self.chunks, &mut self.image);
        } else {
            matrix.times(self.scale, rows, &self.block, self.chunks, &mut self.image[part]);
        }
        if is_last {
            self.turn_to(if self.stage == Stage::Forward { Stage::Backward } else { Stage::Values });
        }
    }

    fn backward(&mut self, matrix: &Sparse) {
        if self.at == 0 {
            if self.products <= self.blocks() {
                self.basis.push(self.block.clone());
            }
            self.block.fill([0.0; LANES]);
        }
        let (rows, is_last) = self.sparse_rows();
        let part = rows.start * self.chunks..rows.end * self.chunks;
        if self.by_rows {
            matrix.times(self.scale, rows, &self.image, self.chunks, &mut self.block[part]);
        } else {
            matrix.transposed_times(self.scale, rows, &self.image[part], self.chunks, &mut self.block);
        }
        if is_last {
            self.products -= 1;
            self.turn_to(Stage::Shadows { again: false });
        }
    }

    /// How many blocks the basis has room for.
    fn blocks(&self) -> usize {
        self.projected.nrows() / self.width()
    }

    fn shadows(&mut self, again: bool) {
        let width = self.width();
        if self.at == 0 {
            self.shadows = vec![Array2::zeros((width, width)); self.basis.len()];
        }
        let (rows, is_last) = self.dense_rows(self.size);
        for (basis, shadow) in self.basis.iter().zip(&mut self.shadows) {
            let part = product(view(basis, self.chunks, &rows).t(), view(&self.block, self.chunks, &rows));
            shadow.zip_mut_with(&part, |sum, &value| *sum += f64::from(value));
        }
        if !is_last {
            return;
        }
        if !again && let Some(last) = self.basis.len().checked_sub(1) {
            for (index, shadow) in self.shadows.iter().enumerate() {
                let (row, column) = (index * width, last * width);
                self.projected.slice_mut(s![row..row + width, column..column + width]).assign(shadow);
            }
            if self.products == 0 {
                self.turn_to(Stage::Ritz);
                return;
            }
        }
        self.turn_to(Stage::Subtract { again });
    }

    fn subtract(&mut self, again: bool) -> Result<()> {
        if self.at == 0 {
            self.gram.fill(0.0);
            if !again {
                self.new = 0.0;
            }
        }
        let (rows, is_last) = self.dense_rows(self.size);
        if !again {
            // The longest vector as it was.
            let block = view(&self.block, self.chunks, &rows);
            self.new += block.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>();
        }
        for (basis, shadow) in self.basis.iter().zip(&self.shadows) {
            let shadow = shadow.mapv(|value| value as f32);
            let (basis, block) = (view(basis, self.chunks, &rows), view_mut(&mut self.block, self.chunks, &rows));
            product_into(-1.0, basis, shadow.view(), 1.0, block);
        }
        add_gram(&mut self.gram, view(&self.block, self.chunks, &rows));
        if is_last {
            let eigen = eigen_symmetric(self.gram.view())?;
            let new = if again { 0.1 } else { NEW * self.new / self.width() as f64 };
            // Eigenvectors of the Gram matrix, divided by the lengths they give: orthonormal columns (Stathopoulos and
            // Wu 2002). What is too short to be new becomes zero.
            let scale = |value: f64| if value > new { 1.0 / value.sqrt() } else { 0.0 };
            self.turn = Array2::from_shape_fn(self.gram.dim(), |(row, column)| {
                (eigen.vectors[[column, row]] * scale(eigen.values[column])) as f32
            });
            self.turn_to(Stage::Normalize { again });
        }
        Ok(())
    }

    fn normalize(&mut self, again: bool) {
        let (rows, is_last) = self.dense_rows(self.size);
        turn_rows(&mut self.block, self.chunks, &rows, &self.turn);
        if is_last {
            self.turn_to(if again { Stage::Forward } else { Stage::Shadows { again: true } });
        }
    }

    fn ritz(&mut self) {
        let (rows, is_last) = self.dense_rows(self.size);
        if rows.start == 0 {
            self.turn = self.best_in_basis();
        }
        let width = self.width();
        view_mut(&mut self.block, self.chunks, &rows).fill(0.0);
        for (index, basis) in self.basis.iter().enumerate() {
            let turn = self.turn.slice(s![index * width..(index + 1) * width, ..]);
            let block = view_mut(&mut self.block, self.chunks, &rows);
            product_into(1.0, view(basis, self.chunks, &rows), turn, 1.0, block);
        }
        if is_last {
            self.turn_to(Stage::Image);
        }
    }

    /// The eigenvectors of the projected matrix with the largest eigenvalues, one a column.
    fn best_in_basis(&self) -> Array2<f32> {
        let used = self.basis.len() * self.width();
        let projected = Array2::from_shape_fn((used, used), |(row, column)| {
            let (row, column) = (row.min(column), row.max(column));
            // Within a block on the diagonal both halves are known; rounding makes them differ.
            self.projected[[row, column]]
        });
        match eigen_symmetric(projected.view()) {
            Ok(eigen) => eigen.vectors.slice(s![..self.width(), ..]).t().mapv(|value| value as f32),
            // Not finite: the next stage says so.
            Err(_) => Array2::from_elem((used, self.width()), f32::NAN),
        }
    }

    fn values(&mut self) -> Result<()> {
        if self.at == 0 {
            self.gram.fill(0.0);
        }
        let (rows, is_last) = self.dense_rows(self.image.len() / self.chunks);
        add_gram(&mut self.gram, view(&self.image, self.chunks, &rows));
        if is_last {
            let eigen = eigen_symmetric(self.gram.view())?;
            self.svd.values = eigen.values[..self.count].iter().map(|value| value.max(0.0).sqrt()).collect();
            // In the scaled unit; the last step takes the scale off.
            self.turn = eigen.vectors.slice(s![..self.count, ..]).t().mapv(|value| value as f32);
            self.turn_to(Stage::Vectors);
        }
        Ok(())
    }

    fn vectors(&mut self) {
        let near = product(view(&self.block, self.chunks, &(0..self.size)), self.turn.view());
        let rows = 0..self.image.len() / self.chunks;
        let far = product(view(&self.image, self.chunks, &rows), self.turn.view());
        let (mut left, mut right) = if self.by_rows { (near, far) } else { (far, near) };
        // The far side is still as long as its singular value.
        let largest = self.svd.values.first().copied().unwrap_or(0.0);
        for (index, &value) in self.svd.values.iter().enumerate() {
            let scale = if value > 1e-6 * largest { 1.0 / value } else { 0.0 };
            let long = if self.by_rows { &mut right } else { &mut left };
            long.column_mut(index).mapv_inplace(|entry| (f64::from(entry) * scale) as f32);
            let size = |entry: f32, best: f32| if entry.abs() > best.abs() { entry } else { best };
            if right.column(index).iter().fold(0.0, |best, &entry| size(entry, best)) < 0.0 {
                right.column_mut(index).mapv_inplace(|entry| -entry);
                left.column_mut(index).mapv_inplace(|entry| -entry);
            }
        }
        self.svd.values.iter_mut().for_each(|value| *value /= f64::from(self.scale));
        (self.svd.left, self.svd.right) = (left, right);
        (self.basis, self.block, self.image) = (Vec::new(), Vec::new(), Vec::new());
        self.turn_to(Stage::Done);
    }
}

/// Where to end, so that each step meets about `entries` entries of the matrix, and at least one row.
pub(super) fn cuts(matrix: &Sparse, entries: usize) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut start = 0;
    for row in 1..=matrix.rows() {
        // A row without entries is work, too.
        let met = (matrix.offsets()[row] - matrix.offsets()[start]) as usize + (row - start);
        if met >= entries || row == matrix.rows() {
            cuts.push(row);
            start = row;
        }
    }
    cuts
}

fn view<'a>(block: &'a [Lanes], chunks: usize, rows: &Range<usize>) -> ArrayView2<'a, f32> {
    let part = block[rows.start * chunks..rows.end * chunks].as_flattened();
    ArrayView2::from_shape((rows.len(), chunks * LANES), part).expect("a block has whole rows")
}

fn view_mut<'a>(block: &'a mut [Lanes], chunks: usize, rows: &Range<usize>) -> ArrayViewMut2<'a, f32> {
    let part = block[rows.start * chunks..rows.end * chunks].as_flattened_mut();
    ArrayViewMut2::from_shape((rows.len(), chunks * LANES), part).expect("a block has whole rows")
}

fn add_gram(gram: &mut Array2<f64>, rows: ArrayView2<'_, f32>) {
    // Few rows at a time, so that the f32 sums stay short.
    for rows in rows.axis_chunks_iter(ndarray::Axis(0), 256) {
        gram.zip_mut_with(&product(rows.t(), rows), |sum, &value| *sum += f64::from(value));
    }
}

fn turn_rows(block: &mut [Lanes], chunks: usize, rows: &Range<usize>, turn: &Array2<f32>) {
    let turned = product(view(block, chunks, rows), turn.view());
    view_mut(block, chunks, rows).assign(&turned);
}

#[cfg(test)]
mod tests;
