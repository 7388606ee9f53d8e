//! What a representation keeps and loses: nearest neighbors, projection quality.

mod knn;
mod metric;
mod neighbors;
mod shortlist;

pub use knn::{KnnBuilder, all_neighbors};
pub use metric::Metric;
pub use neighbors::{Neighbors, Query, neighbors_of};

#[cfg(test)]
mod tests;
