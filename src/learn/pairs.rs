//! A graph of neighbors made symmetric: every pair once, with a weight.

use super::Detail;
use crate::neighbors::Neighbors;
use crate::order::sort_keyed;
use std::sync::Arc;

/// Neighbors that are worked through in one step.
const PER_STEP: usize = 60_000;

/// Pairs with a weight, each pair once: those of row i are the ones with a larger row number, ascending.
#[derive(Debug, Clone, Default)]
pub(super) struct Pairs {
    /// Where each row's pairs start, and where the last one's end.
    pub offsets: Vec<u32>,
    pub others: Vec<u32>,
    pub values: Vec<f32>,
}

impl Pairs {
    pub fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The pairs of a row: the other row and the weight.
    pub fn of(&self, row: usize) -> impl Iterator<Item = (u32, f32)> + Clone {
        let pairs = self.offsets[row] as usize..self.offsets[row + 1] as usize;
        self.others[pairs.clone()].iter().copied().zip(self.values[pairs].iter().copied())
    }

    /// One pair a row: i, j > i, and the weight.
    pub fn as_detail(&self) -> Detail {
        let of_row = |row: usize| self.of(row).flat_map(move |(other, value)| [row as f32, other as f32, value]);
        let values = (0..self.rows()).flat_map(of_row).collect();
        Detail::Matrix { rows: self.others.len(), columns: 3, values }
    }
}

/// Turns the distances of a row's neighbors, ascending, into weights from the row to each of them, in place; returns a
/// number whose mean over all rows is told.
pub(super) type Weigh = Box<dyn Fn(&mut [f64]) -> f64>;

/// From a weight each way (0 where there is none) to the weight of the pair.
pub(super) type Join = Box<dyn Fn(f32, f32) -> f32>;

/// The work so far.
pub(super) struct PairsBuild {
    graph: Arc<Neighbors>,
    weigh: Weigh,
    join: Join,
    stage: Stage,
    /// Each row's neighbors in order of their number, and the weights from the row to them.
    indices: Vec<u32>,
    weights: Vec<f32>,
    /// Where the rows of the transposed matrix start; used as cursors while it is filled.
    starts: Vec<u32>,
    transposed: Vec<(u32, f32)>,
    pairs: Pairs,
    told: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Weigh(usize),
    Transpose(usize),
    Join(usize),
    Done,
}

impl PairsBuild {
    pub fn new(graph: Arc<Neighbors>, weigh: Weigh, join: Join) -> Self {
        let (n, neighbors) = (graph.indices.len() / graph.k, graph.indices.len());
        PairsBuild {
            weigh,
            join,
            stage: Stage::Weigh(0),
            indices: Vec::with_capacity(neighbors),
            weights: Vec::with_capacity(neighbors),
            starts: vec![0; n + 1],
            transposed: vec![(0, 0.0); neighbors],
            pairs: Pairs { offsets: vec![0], others: Vec::new(), values: Vec::new() },
            told: 0.0,
            graph,
        }
    }

    /// Steps in all, for n rows of k neighbors.
    pub fn steps(n: usize, k: usize) -> u64 {
        3 * n.div_ceil(rows_per_step(k)) as u64
    }

    /// Steps done so far.
    pub fn done(&self) -> u64 {
        let (k, n) = (self.graph.k, self.starts.len() - 1);
        let (stages, row) = match self.stage {
            Stage::Weigh(row) => (0, row),
            Stage::Transpose(row) => (1, row),
            Stage::Join(row) => (2, row),
            Stage::Done => (3, 0),
        };
        (stages * n.div_ceil(rows_per_step(k)) + row / rows_per_step(k)) as u64
    }

    /// Does one step, and says whether all is done.
    pub fn step(&mut self) -> bool {
        let (k, n) = (self.graph.k, self.starts.len() - 1);
        let end = |row: usize| (row + rows_per_step(k)).min(n);
        self.stage = match self.stage {
            Stage::Weigh(row) => {
                (row..end(row)).for_each(|row| self.weigh(row));
                if end(row) < n {
                    Stage::Weigh(end(row))
                } else {
                    // Counts become starts.
                    let mut sum = 0;
                    for start in &mut self.starts {
                        sum += std::mem::replace(start, sum);
                    }
                    Stage::Transpose(0)
                }
            }
            Stage::Transpose(row) => {
                (row..end(row)).for_each(|row| self.transpose(row));
                if end(row) < n { Stage::Transpose(end(row)) } else { Stage::Join(0) }
            }
            Stage::Join(row) => {
                (row..end(row)).for_each(|row| self.join(row));
                if end(row) < n { Stage::Join(end(row)) } else { Stage::Done }
            }
            Stage::Done => Stage::Done,
        };
        self.stage == Stage::Done
    }

    /// The pairs, and the mean of what was told; they are handed out once.
    pub fn finish(&mut self) -> (Pairs, f64) {
        let mean = self.told / self.pairs.rows() as f64;
        (std::mem::take(&mut self.pairs), mean)
    }

    fn weigh(&mut self, row: usize) {
        let range = row * self.graph.k..(row + 1) * self.graph.k;
        // A distance beyond f32 stands as the largest one within.
        let distances = self.graph.distances[range.clone()].iter().map(|&distance| f64::from(distance.min(f32::MAX)));
        let mut weights: Vec<f64> = distances.collect();
        self.told += (self.weigh)(&mut weights);
        let mut places: Vec<(u64, u32)> =
            self.graph.indices[range].iter().map(|&index| index.into()).zip(0..).collect();
        sort_keyed(&mut places);
        for (index, place) in places {
            self.starts[index as usize] += 1;
            self.indices.push(index as u32);
            self.weights.push(weights[place as usize] as f32);
        }
    }

    fn transpose(&mut self, row: usize) {
        let range = row * self.graph.k..(row + 1) * self.graph.k;
        for (&index, &value) in self.indices[range.clone()].iter().zip(&self.weights[range]) {
            let cursor = &mut self.starts[index as usize];
            self.transposed[*cursor as usize] = (row as u32, value);
            *cursor += 1;
        }
    }

    /// Merges the row with the same row of the transposed matrix; both are sorted.
    fn join(&mut self, row: usize) {
        let k = self.graph.k;
        // The cursors have moved to the rows' ends, which are the next rows' starts.
        let start = row.checked_sub(1).map_or(0, |before| self.starts[before] as usize);
        let incoming = &self.transposed[start..self.starts[row] as usize];
        let range = row * k..(row + 1) * k;
        let outgoing = self.indices[range.clone()].iter().copied().zip(self.weights[range].iter().copied());
        let later = |pair: &(u32, f32)| pair.0 > row as u32;
        let (mut a, mut b) = (outgoing.filter(later).peekable(), incoming.iter().copied().filter(later).peekable());
        loop {
            let next = match (a.peek(), b.peek()) {
                (None, None) => break,
                (Some(x), Some(y)) => x.0.min(y.0),
                (Some(x), None) => x.0,
                (None, Some(y)) => y.0,
            };
            let there = a.next_if(|pair| pair.0 == next).map_or(0.0, |pair| pair.1);
            let back = b.next_if(|pair| pair.0 == next).map_or(0.0, |pair| pair.1);
            self.pairs.others.push(next);
            self.pairs.values.push((self.join)(there, back));
        }
        self.pairs.offsets.push(self.pairs.others.len() as u32);
    }
}

fn rows_per_step(k: usize) -> usize {
    (PER_STEP / k).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pairs_are_those_of_a_full_matrix(n in 3_usize..40, k in 1_usize..8, seed in 0_usize..1000) {
            let k = k.min(n - 1);
            // Row i's neighbors: some others, all different.
            let step = |row: usize| 1 + (row * 31 + seed) % (n - 1);
            let near = |row: usize, place: usize| (row + 1 + (step(row) + place) % (n - 1)) % n;
            let weight = |row: usize, other: usize| ((row * 7 + other * 3 + seed) % 17 + 1) as f32;
            let places = || (0..n).flat_map(|row| (0..k).map(move |place| (row, place)));
            let graph = Neighbors {
                k,
                indices: places().map(|(row, place)| near(row, place) as u32).collect(),
                distances: places().map(|(row, place)| weight(row, near(row, place))).collect(),
            };
            let mut full = vec![0.0; n * n];
            places().for_each(|(row, place)| full[row * n + near(row, place)] = weight(row, near(row, place)));
            let told = Box::new(|weights: &mut [f64]| weights.len() as f64);
            let mut build = PairsBuild::new(Arc::new(graph), told, Box::new(|a, b| a + 100.0 * b));
            let mut steps = 1;
            while !build.step() {
                prop_assert_eq!(build.done(), steps);
                steps += 1;
            }
            prop_assert_eq!(PairsBuild::steps(n, k), steps);
            let (pairs, told) = build.finish();
            prop_assert_eq!(told, k as f64);
            for row in 0..n {
                let joined = |other: usize| full[row * n + other] + 100.0 * full[other * n + row];
                let expected: Vec<(u32, f32)> =
                    (row + 1..n).map(|other| (other as u32, joined(other))).filter(|pair| pair.1 > 0.0).collect();
                prop_assert_eq!(pairs.of(row).collect::<Vec<_>>(), expected);
            }
        }
    }
}
