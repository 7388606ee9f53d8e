//! Neighbor graphs without a direction, and what to do when they fall into pieces.

use crate::error::{Error, Result};
use crate::learn::flatten::Tiles;
use crate::linalg::squared_distance_f64;
use crate::neighbors::Neighbors;
use ndarray::ArrayView2;

/// A graph whose edges go both ways, row after row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::learn) struct Graph {
    /// Where each row's edges start, and where the last row's end.
    starts: Vec<u32>,
    /// The other ends, and the lengths.
    edges: Vec<(u32, f32)>,
}

impl Graph {
    /// Joins every row with its neighbors and with those whose neighbor it is.
    pub(in crate::learn) fn of(neighbors: &Neighbors) -> Self {
        let k = neighbors.k;
        let near = || neighbors.indices.chunks_exact(k).zip(neighbors.distances.chunks_exact(k)).enumerate();
        let knows = |row: u32, other: usize| {
            neighbors
                .indices
                .get(row as usize * k..)
                .is_some_and(|list| list.iter().take(k).any(|&near| near as usize == other))
        };
        let n = neighbors.indices.len() / k;
        Self::from_edges(n, || {
            near().flat_map(move |(row, (indices, distances))| {
                // Of an edge known to both ends, each end brings its own half.
                indices.iter().zip(distances).flat_map(move |(&other, &length)| {
                    let back = (!knows(other, row)).then_some((other, row as u32, length));
                    std::iter::once((row as u32, other, length)).chain(back)
                })
            })
        })
    }

    fn from_edges<E: Iterator<Item = (u32, u32, f32)>>(n: usize, edges: impl Fn() -> E) -> Self {
        let mut starts = vec![0_u32; n + 1];
        for (from, ..) in edges() {
            starts[from as usize + 1] += 1;
        }
        for row in 0..n {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut filled = vec![(0, 0.0); starts[n] as usize];
        for (from, to, length) in edges() {
            let place = &mut next[from as usize];
            filled[*place as usize] = (to, length);
            *place += 1;
        }
        Graph { starts, edges: filled }
    }

    /// The same graph with further edges, which go both ways.
    pub(super) fn with_links(self, links: &[(u32, u32, f32)]) -> Self {
        let old = || {
            (0..self.len() as u32).flat_map(|row| self.edges(row).iter().map(move |&(to, length)| (row, to, length)))
        };
        let new = || links.iter().flat_map(|&(a, b, length)| [(a, b, length), (b, a, length)]);
        Self::from_edges(self.len(), || old().chain(new()))
    }

    /// How many rows it joins.
    pub(in crate::learn) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The other ends and the lengths of a row's edges.
    pub(in crate::learn) fn edges(&self, row: u32) -> &[(u32, f32)] {
        let row = row as usize;
        &self.edges[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// The number of the piece that each row lies in, and how many pieces there are.
    pub(in crate::learn) fn pieces(&self) -> (Vec<u32>, usize) {
        let mut pieces = vec![u32::MAX; self.len()];
        let mut count = 0;
        let mut waiting = Vec::new();
        for first in 0..self.len() as u32 {
            if pieces[first as usize] != u32::MAX {
                continue;
            }
            pieces[first as usize] = count;
            waiting.push(first);
            while let Some(row) = waiting.pop() {
                for &(other, _) in self.edges(row) {
                    if pieces[other as usize] == u32::MAX {
                        pieces[other as usize] = count;
                        waiting.push(other);
                    }
                }
            }
            count += 1;
        }
        (pieces, count as usize)
    }
}

/// More pieces would need half a million links.
const MOST_PIECES: usize = 1_000;

/// The place of a pair of pieces, the first of which has the smaller number, among all pairs of `count`.
fn pair(first: usize, second: usize, count: usize) -> usize {
    first * (2 * count - first - 1) / 2 + second - first - 1
}

/// The search for the shortest link between each two pieces, as scikit-learn adds them; a few rows at a time.
#[derive(Debug, Clone)]
pub(super) struct Linking {
    pieces: Vec<u32>,
    tiles: Tiles,
    /// How many pieces there are.
    count: usize,
    /// The shortest distance between each two pieces, and its ends; see [`pair`].
    shortest: Vec<(f32, u32, u32)>,
}

impl Linking {
    pub(super) fn new(id: &'static str, data: ArrayView2<'_, f32>, pieces: Vec<u32>, count: usize) -> Result<Self> {
        if count > MOST_PIECES {
            return Err(Error::TooLarge {
                operation: id,
                what: "the number of pieces that the neighbor graph falls into (ask for more neighbors)",
                found: count as u64,
                limit: MOST_PIECES as u64,
            });
        }
        let shortest = vec![(f32::INFINITY, 0, 0); count * count.saturating_sub(1) / 2];
        Ok(Linking { pieces, tiles: Tiles::new(data), count, shortest })
    }

    pub(super) fn remaining(&self) -> u64 {
        self.tiles.remaining()
    }

    /// Looks at the next pairs; says whether all are done.
    pub(super) fn step(&mut self, data: ArrayView2<'_, f32>) -> bool {
        let Linking { pieces, tiles, count, shortest } = self;
        tiles.step(data, |row, distances| {
            let own = pieces[row];
            for (other, &distance) in (row + 1..).zip(distances) {
                let piece = pieces[other];
                if piece != own {
                    let best = &mut shortest[pair(own.min(piece) as usize, own.max(piece) as usize, *count)];
                    if distance < best.0 {
                        *best = (distance, row as u32, other as u32);
                    }
                }
            }
        })
    }

    /// The links: two rows and their distance each.
    pub(super) fn links(&self, data: ArrayView2<'_, f32>) -> Vec<(u32, u32, f32)> {
        let length = |a: u32, b: u32| {
            let (a, b) = (data.row(a as usize), data.row(b as usize));
            let exact = squared_distance_f64(a.to_slice().unwrap_or_default(), b.to_slice().unwrap_or_default());
            exact.sqrt() as f32
        };
        // Where every distance is too large for a number there is no link.
        self.shortest
            .iter()
            .filter(|&&(distance, _, _)| distance < f32::INFINITY)
            .map(|&(_, a, b)| (a, b, length(a, b)))
            .collect()
    }
}
