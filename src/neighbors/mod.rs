//! Nearest neighbors: of one row or vector, and of all rows at once.
//!
//! [`neighbors_of`] answers single questions, [`all_neighbors`] and [`KnnBuilder`] find the graph of all rows, and
//! [`Graphs`] keeps that graph with the data, so that it is built once and shared.

mod exact;
mod graph;
mod metric;
mod query;
mod shortlist;

pub use exact::{KnnBuilder, all_neighbors};
pub use graph::{GraphBuild, Graphs};
pub use metric::Metric;
pub use query::{Neighbors, Query, neighbors_of};

#[cfg(test)]
mod tests;
