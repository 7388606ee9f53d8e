//! Linear algebra: thin faces on libraries, and own kernels only where a measurement asked for one.

mod product;
mod real;
mod vector;

pub use product::{product, product_into};
pub use real::Real;
pub use vector::{LANES, add_scaled, dot, padded};
