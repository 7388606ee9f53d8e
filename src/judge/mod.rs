//! What a representation keeps and loses: nearest neighbors, projection quality.

mod knn;
mod metric;
mod neighbors;
mod quality;
mod shortlist;

pub use knn::{KnnBuilder, all_neighbors};
pub use metric::Metric;
pub use neighbors::{Neighbors, Query, neighbors_of};
pub use quality::{JUDGED_WHOLE, PerPoint, Quality, QualityBuilder, SAMPLE, quality};

#[cfg(test)]
mod tests;
