//! Which rows go into which step.

use crate::random::generator;
use rand::RngExt;
use std::ops::Range;

/// Mini-batches: each epoch visits every row once, in an order of its own.
///
/// The order depends on the seed and the epoch only, so that training can be taken up at the start of any epoch.
#[derive(Debug, Clone)]
pub struct Batches {
    order: Vec<u32>,
    size: usize,
    seed: u64,
}

impl Batches {
    /// Batches of up to `size` of `rows` rows; the last one of an epoch holds what is left.
    pub fn new(rows: u32, size: usize, seed: u64) -> Self {
        Batches { order: (0..rows).collect(), size: size.clamp(1, (rows as usize).max(1)), seed }
    }

    /// The largest number of rows in a batch: all rows if there are fewer than the size asked for.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many batches an epoch has.
    pub fn per_epoch(&self) -> usize {
        self.order.len().div_ceil(self.size)
    }

    /// Puts the rows into the order of that epoch (Fisher–Yates shuffle).
    pub fn shuffle(&mut self, epoch: u64) {
        let mut generator = generator(self.seed, &format!("shuffle of epoch {epoch}"));
        self.order.iter_mut().zip(0..).for_each(|(row, index)| *row = index);
        for last in (1..self.order.len() as u32).rev() {
            self.order.swap(last as usize, generator.random_range(0..=last) as usize);
        }
    }

    /// The rows of one batch of the epoch that was shuffled last; empty beyond the last batch.
    pub fn rows(&self, batch: usize) -> &[u32] {
        let Range { start, end } = batch * self.size..((batch + 1) * self.size).min(self.order.len());
        self.order.get(start..end).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_visits_every_row_once() {
        let mut batches = Batches::new(10, 4, 1);
        batches.shuffle(0);
        assert_eq!(batches.per_epoch(), 3);
        let mut seen: Vec<u32> = (0..4).flat_map(|batch| batches.rows(batch).to_vec()).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn the_order_depends_on_seed_and_epoch_only() {
        let order = |seed, epochs: &[u64]| {
            let mut batches = Batches::new(50, 50, seed);
            epochs.iter().for_each(|&epoch| batches.shuffle(epoch));
            batches.rows(0).to_vec()
        };
        assert_eq!(order(1, &[0, 1, 2]), order(1, &[2]));
        assert_ne!(order(1, &[1]), order(1, &[2]));
        assert_ne!(order(1, &[1]), order(2, &[1]));
    }
}
