//! Linear algebra: thin faces on libraries, and own kernels only where a measurement asked for one.

mod distance;
mod eigen;
mod elementwise;
mod envelope;
mod fourier;
mod krylov;
mod orthonormal;
mod procrustes;
mod product;
mod real;
mod sparse;
mod vector;

pub use distance::{dot_f64, squared_distance_f64};
pub use eigen::{Eigen, eigen_symmetric};
pub use elementwise::{all_finite, combine, count, fold_lane_pairs, fold_lanes, update};
pub use envelope::{Envelope, cuthill_mckee};
pub use fourier::{Complex, Fourier, WIDTH, suitable_length};
pub use krylov::Krylov;
pub use orthonormal::{complete_rows, orthonormal_rows};
pub use procrustes::procrustes;
pub use product::{product, product_into};
pub use real::Real;
pub use sparse::Sparse;
pub use vector::{LANES, Lanes, dot, plus_scaled};
