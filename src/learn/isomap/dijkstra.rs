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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neighbors::Neighbors;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_ways_are_those_of_floyd_and_warshall(
            n in 3_usize..25,
            k in 1_usize..3,
            numbers in prop::collection::vec((0_usize..25, 0_u8..20), 60),
        ) {
            // Neighbors at random, lengths with many ties and zeros; the graph may be in pieces.
            let other = |row: usize, place: usize| {
                let (number, length) = numbers[(row * k + place) % 60];
                let other = (row + 1 + number % (n - 1)) % n;
                (other, f32::from(length) / 4.0)
            };
            // Two different neighbors at most, each named once.
            let list = |row: usize| -> Vec<(usize, f32)> {
                let first = other(row, 0);
                let mut list = vec![first];
                if k == 2 {
                    let mut second = other(row, 1);
                    while second.0 == first.0 || second.0 == row {
                        second.0 = (second.0 + 1) % n;
                    }
                    list.push(second);
                }
                list
            };
            // Both ends know the same length.
            let length = |a: usize, b: usize| -> Option<f32> {
                let from = |a: usize, b: usize| list(a).iter().find(|(other, _)| *other == b).map(|(_, length)| *length);
                match (from(a, b), from(b, a)) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                }
            };
            let neighbors = Neighbors {
                k,
                indices: (0..n).flat_map(|row| list(row).into_iter().map(|(other, _)| other as u32)).collect(),
                distances: (0..n).flat_map(|row| list(row).into_iter().map(move |(other, _)| (row, other)))
                    .map(|(row, other)| length(row, other).unwrap()).collect(),
            };
            let direct = |a, b| if a == b { 0.0 } else { length(a, b).map_or(f64::INFINITY, f64::from) };
            let mut ways: Vec<Vec<f64>> = (0..n).map(|a| (0..n).map(|b| direct(a, b)).collect()).collect();
            for via in 0..n {
                for a in 0..n {
                    for b in 0..n {
                        ways[a][b] = ways[a][b].min(ways[a][via] + ways[via][b]);
                    }
                }
            }
            let graph = Graph::of(&neighbors);
            let mut dijkstra = Dijkstra::default();
            let mut found = vec![f32::NAN; n];
            for (source, ways) in ways.iter().enumerate() {
                dijkstra.run(&graph, source as u32, &mut found);
                prop_assert!(found.iter().zip(ways).all(|(&found, &way)| f64::from(found) == way));
            }
            let (pieces, count) = graph.pieces();
            for (own, ways) in pieces.iter().zip(&ways) {
                prop_assert!(pieces.iter().zip(ways).all(|(other, way)| (own == other) == way.is_finite()));
            }
            prop_assert!(pieces.iter().all(|&piece| (piece as usize) < count));
        }
    }
}
