//! Multidimensional scaling: points in few dimensions whose distances are those of the data.

mod classical;
mod distances;
mod smacof;

pub use classical::METHOD as CLASSICAL;
pub use smacof::METHOD as METRIC;
