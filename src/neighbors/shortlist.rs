//! The rows that may be among the k nearest, kept while rough distances come in.

use crate::order::{key, sort_keyed, value};

/// Collects candidates by bounds on their distance, and ranks the few that are left by the exact one.
///
/// What it returns is exact: a candidate is dropped only if its lower bound lies above the upper bounds of k others.
#[derive(Debug, Clone)]
pub struct Shortlist {
    k: usize,
    candidates: Vec<Candidate>,
    /// The k-th smallest upper bound at the last look.
    threshold: f32,
    /// How many candidates to gather before the next look.
    room: usize,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    lower: f32,
    upper: f32,
    index: u32,
}

impl Shortlist {
    /// An empty list for the `k` nearest, where k is at least 1.
    pub fn new(k: usize) -> Self {
        let room = 2 * k + 32;
        Shortlist { k, candidates: Vec::with_capacity(room), threshold: f32::INFINITY, room }
    }

    /// Above this lower bound, a candidate need not be offered.
    pub fn threshold(&self) -> f32 {
        self.threshold
    }

    /// Adds a candidate whose distance lies in `lower ..= upper` (in any unit that grows with the distance).
    pub fn offer(&mut self, lower: f32, upper: f32, index: u32) {
        if lower <= self.threshold {
            self.candidates.push(Candidate { lower, upper, index });
            if self.candidates.len() >= self.room {
                self.prune();
                self.room = self.room.max(2 * self.candidates.len());
            }
        }
    }

    fn prune(&mut self) {
        if self.candidates.len() > self.k {
            let (_, last, _) = self.candidates.select_nth_unstable_by(self.k - 1, |a, b| a.upper.total_cmp(&b.upper));
            self.threshold = last.upper;
            let threshold = self.threshold;
            self.candidates.retain(|candidate| candidate.lower <= threshold);
        }
    }

    /// The k nearest by the exact distance, nearest first, ties in order of the index.
    pub fn rank(mut self, distance: impl Fn(u32) -> f64) -> Vec<(f64, u32)> {
        self.prune();
        let mut ranked: Vec<(u64, u32)> =
            self.candidates.iter().map(|candidate| (key(distance(candidate.index)), candidate.index)).collect();
        sort_keyed(&mut ranked);
        ranked.iter().take(self.k).map(|&(distance, index)| (value(distance), index)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_near_one_is_lost(distances in prop::collection::vec(0_u8..40, 1..300), k in 1_usize..20, slack in 0_u8..9) {
            let k = k.min(distances.len());
            let mut list = Shortlist::new(k);
            for (index, &distance) in distances.iter().enumerate() {
                // Bounds of uneven width around the true distance.
                let slack = f32::from(slack) * (index % 3) as f32;
                list.offer(f32::from(distance) - slack, f32::from(distance) + 2.0 * slack, index as u32);
            }
            let mut expected: Vec<(f64, u32)> =
                distances.iter().enumerate().map(|(index, &distance)| (f64::from(distance), index as u32)).collect();
            expected.sort_by(|a, b| a.partial_cmp(b).unwrap());
            expected.truncate(k);
            prop_assert_eq!(list.rank(|index| f64::from(distances[index as usize])), expected);
        }
    }
}
