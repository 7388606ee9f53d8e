//! Shortest ways through a graph.

use super::pieces::Graph;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Dijkstra's algorithm (1959) with a binary heap; what it needs is kept from source to source.
#[derive(Debug, Clone, Default)]
pub(super) struct Dijkstra {
    distances: Vec<f64>,
    /// Distance and row in one number, so that comparing is cheap: non-negative floats are ordered as their bits are.
    heap: BinaryHeap<Reverse<u64>>,
}

impl Dijkstra {
    /// Writes the length of the shortest way from the source to every row; infinite where there is none.
    ///
    /// Lengths are summed in `f64`. The heap knows them rounded to `f32`, so that two that are nearly equal may come in
    /// the wrong order; then the farther one is taken up again when the shorter way to it is found, and nothing is lost.
    pub(super) fn run(&mut self, graph: &Graph, source: u32, out: &mut [f32]) {
        self.distances.clear();
        self.distances.resize(graph.len(), f64::INFINITY);
        self.distances[source as usize] = 0.0;
        self.heap.push(Reverse(u64::from(source)));
        while let Some(Reverse(key)) = self.heap.pop() {
            let row = key as u32;
            let distance = self.distances[row as usize];
            if u64::from((distance as f32).to_bits()) < key >> 32 {
                continue;
            }
            for &(other, length) in graph.edges(row) {
                let way = distance + f64::from(length);
                let known = &mut self.distances[other as usize];
                if way < *known {
                    *known = way;
                    self.heap.push(Reverse(u64::from((way as f32).to_bits()) << 32 | u64::from(other)));
                }
            }
        }
        for (out, &distance) in out.iter_mut().zip(&self.distances) {
            *out = distance as f32;
        }
    }
}
