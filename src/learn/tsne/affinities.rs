//! Who is whose neighbor, and how much: the joint probabilities p of the data.
//!
//! Row i's neighbors get probabilities p(j|i) ∝ exp(−β·d²) whose entropy is the logarithm of the perplexity; a pair's is
//! (p(j|i) + p(i|j)) / 2n. Only the floor(3 · perplexity) nearest take part (van der Maaten 2014, "Accelerating t-SNE
//! using Tree-Based Algorithms").

use crate::learn::Detail;
use crate::neighbors::Neighbors;
use std::sync::Arc;

/// Neighbors that are worked through in one step.
const PER_STEP: usize = 60_000;
/// How close the entropy has to come, and after how many tries it is taken as it is: where more neighbors than the
/// perplexity are equally near, no β reaches it.
const TOLERANCE: f64 = 1e-7;
const TRIES: usize = 64;

/// Pairs with their joint probabilities, each pair once: those of row i are the ones with a larger row number.
#[derive(Debug, Clone, Default)]
pub(super) struct Affinities {
    /// Where each row's pairs start, and where the last one's end.
    pub offsets: Vec<u32>,
    pub others: Vec<u32>,
    pub values: Vec<f32>,
}

impl Affinities {
    pub fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// One pair a row: i, j > i, and p.
    pub fn as_detail(&self) -> Detail {
        let of_row = |row: usize| {
            let pairs = self.offsets[row] as usize..self.offsets[row + 1] as usize;
            let pairs = self.others[pairs.clone()].iter().zip(&self.values[pairs]);
            pairs.flat_map(move |(&other, &value)| [row as f32, other as f32, value])
        };
        let values = (0..self.rows()).flat_map(of_row).collect();
        Detail::Matrix { rows: self.others.len(), columns: 3, values }
    }

    /// Σ p·ln p over all pairs, each counted twice.
    pub fn negative_entropy(&self) -> f64 {
        2.0 * self.values.iter().map(|&p| f64::from(p)).filter(|&p| p > 0.0).map(|p| p * p.ln()).sum::<f64>()
    }
}

/// The work so far.
#[derive(Debug)]
pub(super) struct AffinitiesBuild {
    graph: Arc<Neighbors>,
    perplexity: f64,
    stage: Stage,
    /// p(j|i) in the order of the graph's neighbors, each row's sorted by j from the first stage on.
    conditional: Vec<f32>,
    indices: Vec<u32>,
    /// Where the rows of the transposed matrix start; used as cursors while it is filled.
    starts: Vec<u32>,
    transposed: Vec<(u32, f32)>,
    affinities: Affinities,
    /// Sum of the perplexities that were reached.
    reached: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Calibrate(usize),
    Transpose(usize),
    Join(usize),
    Done,
}

impl AffinitiesBuild {
    pub fn new(graph: Arc<Neighbors>, perplexity: f64) -> Self {
        let (n, neighbors) = (graph.indices.len() / graph.k, graph.indices.len());
        AffinitiesBuild {
            perplexity,
            stage: Stage::Calibrate(0),
            conditional: Vec::with_capacity(neighbors),
            indices: Vec::with_capacity(neighbors),
            starts: vec![0; n + 1],
            transposed: vec![(0, 0.0); neighbors],
            affinities: Affinities { offsets: vec![0], others: Vec::new(), values: Vec::new() },
            reached: 0.0,
            graph,
        }
    }

    #[cfg(test)]
    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    #[cfg(test)]
    pub fn neighbors(&self) -> usize {
        self.graph.k
    }

    /// Steps in all, for n rows of k neighbors.
    pub fn steps(n: usize, k: usize) -> u64 {
        3 * n.div_ceil(rows_per_step(k)) as u64
    }

    /// Does one step, and says whether all is done.
    pub fn step(&mut self) -> bool {
        let (k, n) = (self.graph.k, self.starts.len() - 1);
        let end = |row: usize| (row + rows_per_step(k)).min(n);
        self.stage = match self.stage {
            Stage::Calibrate(row) => {
                (row..end(row)).for_each(|row| self.calibrate(row));
                if end(row) < n {
                    Stage::Calibrate(end(row))
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

    /// Steps done so far.
    pub fn done(&self) -> u64 {
        let (k, n) = (self.graph.k, self.starts.len() - 1);
        let (stages, row) = match self.stage {
            Stage::Calibrate(row) => (0, row),
            Stage::Transpose(row) => (1, row),
            Stage::Join(row) => (2, row),
            Stage::Done => (3, 0),
        };
        (stages * n.div_ceil(rows_per_step(k)) + row / rows_per_step(k)) as u64
    }

    /// The pairs, and the mean of the perplexities that were reached; they are handed out once.
    pub fn finish(&mut self) -> (Affinities, f64) {
        let mean = self.reached / self.affinities.rows() as f64;
        (std::mem::take(&mut self.affinities), mean)
    }

    fn calibrate(&mut self, row: usize) {
        let k = self.graph.k;
        let range = row * k..(row + 1) * k;
        let mut pairs: Vec<(u32, f64)> = Vec::with_capacity(k);
        // A distance beyond f32 stands as the largest one within.
        let square = |distance: f32| f64::from(distance.min(f32::MAX)).powi(2);
        pairs.extend(
            self.graph.indices[range.clone()]
                .iter()
                .copied()
                .zip(self.graph.distances[range].iter().map(|&distance| square(distance))),
        );
        self.reached += to_probabilities(&mut pairs, self.perplexity);
        pairs.sort_unstable_by_key(|pair| pair.0);
        for (index, probability) in pairs {
            self.starts[index as usize] += 1;
            self.indices.push(index);
            self.conditional.push(probability as f32);
        }
    }

    fn transpose(&mut self, row: usize) {
        let range = row * self.graph.k..(row + 1) * self.graph.k;
        for (&index, &value) in self.indices[range.clone()].iter().zip(&self.conditional[range]) {
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
        let outgoing = self.indices[range.clone()].iter().copied().zip(self.conditional[range].iter().copied());
        let later = |pair: &(u32, f32)| pair.0 > row as u32;
        let (mut a, mut b) = (outgoing.filter(later).peekable(), incoming.iter().copied().filter(later).peekable());
        let half = 0.5 / (self.starts.len() - 1) as f32;
        loop {
            let next = match (a.peek(), b.peek()) {
                (None, None) => break,
                (Some(x), Some(y)) if x.0 == y.0 => (x.0, x.1 + y.1),
                (Some(x), Some(y)) => {
                    if x.0 < y.0 {
                        *x
                    } else {
                        *y
                    }
                }
                (Some(x), None) => *x,
                (None, Some(y)) => *y,
            };
            a.next_if(|pair| pair.0 == next.0);
            b.next_if(|pair| pair.0 == next.0);
            self.affinities.others.push(next.0);
            self.affinities.values.push(half * next.1);
        }
        self.affinities.offsets.push(self.affinities.others.len() as u32);
    }
}

fn rows_per_step(k: usize) -> usize {
    (PER_STEP / k).max(1)
}

/// Turns squared distances into probabilities of the given perplexity; returns the perplexity that was reached.
///
/// Newton's method on the logarithm of β, kept between the bounds known so far.
fn to_probabilities(pairs: &mut [(u32, f64)], perplexity: f64) -> f64 {
    let count = pairs.len() as f64;
    let nearest = pairs.iter().fold(f64::INFINITY, |nearest, pair| nearest.min(pair.1));
    let mean = pairs.iter().map(|pair| pair.1 - nearest).sum::<f64>() / count;
    if mean <= 0.0 {
        pairs.iter_mut().for_each(|pair| pair.1 = 1.0 / count);
        return count;
    }
    // The scale of the data does not matter.
    pairs.iter_mut().for_each(|pair| pair.1 = (pair.1 - nearest) / mean);
    let target = perplexity.ln();
    let (mut log_beta, mut low, mut high) = (0.0_f64, f64::NEG_INFINITY, f64::INFINITY);
    let mut entropy = 0.0;
    for _ in 0..TRIES {
        let beta = log_beta.exp();
        let mut sums = [0.0; 3];
        for &(_, distance) in pairs.iter() {
            let weight = (-beta * distance).exp();
            sums[0] += weight;
            sums[1] += weight * distance;
            sums[2] += weight * distance * distance;
        }
        let expected = sums[1] / sums[0];
        entropy = sums[0].ln() + beta * expected;
        let excess = entropy - target;
        if excess.abs() < TOLERANCE {
            break;
        }
        if excess > 0.0 {
            low = log_beta;
        } else {
            high = log_beta;
        }
        let slope = beta * beta * (sums[2] / sums[0] - expected * expected);
        let newton = log_beta + excess / slope;
        log_beta = if newton > low.max(log_beta - 3.0) && newton < high.min(log_beta + 3.0) {
            newton
        } else if low.is_finite() && high.is_finite() {
            0.5 * (low + high)
        } else if excess > 0.0 {
            log_beta + 2.0
        } else {
            log_beta - 2.0
        };
    }
    let beta = log_beta.exp();
    let sum: f64 = pairs.iter().map(|pair| (-beta * pair.1).exp()).sum();
    pairs.iter_mut().for_each(|pair| pair.1 = (-beta * pair.1).exp() / sum);
    entropy.exp()
}
