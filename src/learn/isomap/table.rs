//! Classical MDS of a table of distances.

use crate::error::Result;
use crate::learn::flatten::coordinates;
use crate::linalg::{Krylov, product_into};
use ndarray::{Array1, Array2, s};

/// Bound on the angle, in radians, between a coordinate axis and the true one.
const TOLERANCE: f64 = 1e-5;
/// Multiplications made in one step.
const WORK_PER_STEP: usize = 16_000_000;
/// Multiplications made in one step of placing.
const PLACED_PER_STEP: usize = 4_000_000;
/// Products that are usually needed.
const USUAL_PRODUCTS: usize = 6;

/// Distances from some rows, the landmarks, to all rows, and what is known of their leading eigenpairs.
///
/// The eigenproblem is that of the landmarks among themselves. The other rows' coordinates follow from their distances to
/// the landmarks (de Silva and Tenenbaum 2004, "Sparse multidimensional scaling using landmark points"); where every row
/// is a landmark, nothing is left to follow.
pub(super) struct Table {
    landmarks: Vec<u32>,
    n: usize,
    /// Landmarks × n.
    distances: Vec<f32>,
    krylov: Krylov,
    image: Array2<f64>,
    /// The next row of the product.
    row: usize,
}

impl Table {
    pub(super) fn new(landmarks: Vec<u32>, n: usize, distances: Vec<f32>, count: usize, seed: u64) -> Self {
        let krylov = Krylov::new(landmarks.len(), count, TOLERANCE, seed);
        Table { landmarks, n, distances, image: Array2::zeros(krylov.block().dim()), krylov, row: 0 }
    }

    fn rows_at_once(vectors: usize, landmarks: usize) -> usize {
        (WORK_PER_STEP / (2 * vectors * landmarks).max(1)).max(8)
    }

    /// Steps in all, as many as are usual, before it is known how it goes.
    pub(super) fn planned(landmarks: usize, count: usize) -> u64 {
        (USUAL_PRODUCTS * landmarks.div_ceil(Self::rows_at_once(Krylov::width(landmarks, count), landmarks))) as u64
    }

    pub(super) fn remaining(&self) -> u64 {
        let landmarks = self.landmarks.len();
        let steps = |rows: usize| rows.div_ceil(Self::rows_at_once(self.image.nrows(), landmarks));
        let others = USUAL_PRODUCTS.saturating_sub(self.krylov.products() + 1);
        (steps(landmarks - self.row) + others * steps(landmarks)) as u64
    }

    pub(super) fn eigenvalues(&self) -> Vec<f64> {
        self.krylov.eigen().values.clone()
    }

    /// Adds up the next rows of the product of −½ J·D²·J with the solver's block, where J takes off the mean; D² is the
    /// table of squares. Says whether the estimates are new, and whether they are final.
    pub(super) fn step(&mut self) -> Result<Option<bool>> {
        let landmarks = self.landmarks.len();
        let end = landmarks.min(self.row + Self::rows_at_once(self.image.nrows(), landmarks));
        let squares = self.squares(self.row..end);
        let mut block = self.krylov.block().to_owned();
        center(&mut block);
        if self.row == 0 && self.image.dim() != block.dim() {
            self.image = Array2::zeros(block.dim());
        }
        let beta = if self.row == 0 { 0.0 } else { 1.0 };
        product_into(-0.5, block.slice(s![.., self.row..end]), squares.view(), beta, self.image.view_mut());
        self.row = end;
        if end < landmarks {
            return Ok(None);
        }
        self.row = 0;
        let mut image = std::mem::replace(&mut self.image, Array2::zeros((0, 0)));
        center(&mut image);
        let done = self.krylov.absorb(image)?;
        self.image = Array2::zeros(self.krylov.block().dim());
        Ok(Some(done))
    }

    /// Squared distances from some landmarks to all landmarks.
    fn squares(&self, range: std::ops::Range<usize>) -> Array2<f64> {
        let mut squares = Array2::zeros((range.len(), self.landmarks.len()));
        for (mut squares, row) in squares.rows_mut().into_iter().zip(range) {
            let distances = self.distances.get(row * self.n..(row + 1) * self.n).unwrap_or_default();
            for (square, &landmark) in squares.iter_mut().zip(&self.landmarks) {
                *square = f64::from(distances[landmark as usize]).powi(2);
            }
        }
        squares
    }

    /// Whether every row is a landmark.
    pub(super) fn is_whole(&self) -> bool {
        self.landmarks.len() == self.n
    }

    /// Coordinates of the landmarks as far as they are known, one component a row.
    pub(super) fn coordinates(&self) -> Array2<f64> {
        coordinates(self.krylov.eigen())
    }

    /// How the other rows are placed, once the landmarks' coordinates are final.
    pub(super) fn placing(&self) -> Placing {
        // The projection −½ · v / √λ · (δ² − mean of the landmarks' δ²), in which v / √λ = coordinate / λ.
        let mut weights = self.coordinates();
        for (mut weights, &value) in weights.rows_mut().into_iter().zip(&self.krylov.eigen().values) {
            weights *= if value > 0.0 { -0.5 / value } else { 0.0 };
        }
        let mut means = Array1::zeros(self.landmarks.len());
        for (mean, distances) in means.iter_mut().zip(self.distances.chunks_exact(self.n)) {
            let squares = self.landmarks.iter().map(|&landmark| f64::from(distances[landmark as usize]).powi(2));
            *mean = squares.sum::<f64>() / self.landmarks.len() as f64;
        }
        let offsets = weights.rows().into_iter().map(|row| row.dot(&means)).collect();
        Placing { weights, offsets, row: 0 }
    }

    /// Rows that are placed in one step.
    fn placed_at_once(landmarks: usize, components: usize) -> usize {
        (PLACED_PER_STEP / (landmarks * components)).max(16)
    }

    /// Steps that placing takes.
    pub(super) fn placing_steps(landmarks: usize, components: usize, rows: usize) -> u64 {
        rows.div_ceil(Self::placed_at_once(landmarks, components)) as u64
    }

    /// Places the next rows in the picture; says whether all are placed.
    pub(super) fn place(&self, placing: &mut Placing, picture: &mut [f32]) -> bool {
        let components = placing.weights.nrows();
        let end = self.n.min(placing.row + Self::placed_at_once(self.landmarks.len(), components));
        let mut places = Array2::<f64>::zeros((components, end - placing.row));
        for (index, distances) in self.distances.chunks_exact(self.n).enumerate() {
            for (mut places, weights) in places.rows_mut().into_iter().zip(placing.weights.rows()) {
                let weight = weights[index];
                let squares = distances[placing.row..end].iter().map(|&distance| f64::from(distance).powi(2));
                places.iter_mut().zip(squares).for_each(|(place, square)| *place += weight * square);
            }
        }
        for (row, place) in picture.chunks_exact_mut(components).skip(placing.row).zip(places.columns()) {
            let values = place.iter().zip(&placing.offsets).map(|(place, offset)| (place - offset) as f32);
            row.iter_mut().zip(values).for_each(|(out, value)| *out = value);
        }
        placing.row = end;
        end == self.n
    }
}

/// What places rows by their distances to the landmarks.
pub(super) struct Placing {
    /// Components × landmarks.
    weights: Array2<f64>,
    offsets: Vec<f64>,
    /// The next row.
    pub(super) row: usize,
}

/// Takes the mean off each row.
fn center(rows: &mut Array2<f64>) {
    for mut row in rows.rows_mut() {
        let mean = row.mean().unwrap_or(0.0);
        row -= mean;
    }
}
