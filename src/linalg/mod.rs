//! Linear algebra: thin faces on libraries, and own kernels only where a measurement asked for one.

mod product;

pub use product::{product, product_into};
