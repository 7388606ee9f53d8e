//! Linear algebra: thin faces on libraries, and own kernels only where a measurement asked for one.

mod distance;
mod product;
mod real;
mod vector;

pub use distance::{dot_f64, squared_distance_f64};
pub use product::{product, product_into};
pub use real::Real;
pub use vector::{LANES, add_scaled, dot, padded};
