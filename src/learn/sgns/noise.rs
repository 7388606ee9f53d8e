//! The noise distribution that negative words are drawn from.

use rand::Rng;

/// Draws word w with probability countsʷ^power / Σ counts^power, in constant time.
///
/// Walker's alias method in Vose's form ("A linear algorithm for generating random numbers with a given distribution",
/// 1991): the words share n equal columns, each holding at most two of them. `power` 0.75 is word2vec's choice, 0 makes
/// all words that occur equally likely.
#[derive(Debug, Clone)]
pub(crate) struct Noise {
    columns: Vec<Column>,
}

/// The share of the column's own word, in units of 2⁻³², and the word that has the rest.
#[derive(Debug, Clone, Copy)]
struct Column {
    own: u32,
    other: u32,
}

impl Noise {
    pub fn new(counts: &[u32], power: f64) -> Self {
        let weights: Vec<f64> = counts.iter().map(|&count| weight(count, power)).collect();
        let scale = counts.len() as f64 / weights.iter().sum::<f64>();
        let mut heights: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
        // What is never paired (rounding leaves a few columns of height 1 ± ε) has its column for itself.
        let mut columns: Vec<Column> =
            (0..counts.len() as u32).map(|word| Column { own: u32::MAX, other: word }).collect();
        let (mut low, mut high): (Vec<u32>, Vec<u32>) =
            (0..counts.len() as u32).partition(|&word| heights[word as usize] < 1.0);
        while let (Some(&small), Some(&large)) = (low.last(), high.last()) {
            low.pop();
            let height = heights[small as usize];
            columns[small as usize] = Column { own: (height * 2f64.powi(32)) as u32, other: large };
            heights[large as usize] -= 1.0 - height;
            if heights[large as usize] < 1.0 {
                high.pop();
                low.push(large);
            }
        }
        Noise { columns }
    }

    /// A word. The high half of one random number chooses the column, the low half the place in it.
    #[inline]
    pub fn draw(&self, generator: &mut impl Rng) -> u32 {
        let random = generator.next_u64();
        let index = ((random >> 32) * self.columns.len() as u64) >> 32;
        let column = self.columns[index as usize];
        if (random as u32) < column.own { index as u32 } else { column.other }
    }

    /// The probability of each word, as the columns have it.
    #[cfg(test)]
    fn probabilities(&self) -> Vec<f64> {
        let mut probabilities = vec![0.0; self.columns.len()];
        for (word, column) in self.columns.iter().enumerate() {
            let own = f64::from(column.own) / 2f64.powi(32);
            probabilities[word] += own;
            probabilities[column.other as usize] += 1.0 - own;
        }
        probabilities.iter().map(|sum| sum / self.columns.len() as f64).collect()
    }
}

/// The probability of each word, from the formula.
pub(crate) fn noise_probabilities(counts: &[u32], power: f64) -> Vec<f64> {
    let total: f64 = counts.iter().map(|&count| weight(count, power)).sum();
    counts.iter().map(|&count| weight(count, power) / total).collect()
}

/// A word that does not occur is never drawn, whatever the power (0⁰ is 1).
fn weight(count: u32, power: f64) -> f64 {
    if count == 0 { 0.0 } else { f64::from(count).powf(power) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::generator;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_columns_hold_the_distribution(counts in prop::collection::vec(0u32..100_000, 1..60), power in 0.0f64..1.0) {
            prop_assume!(counts.iter().any(|&count| count > 0));
            let total: f64 = counts.iter().map(|&count| weight(count, power)).sum();
            for (found, count) in Noise::new(&counts, power).probabilities().iter().zip(&counts) {
                prop_assert!((found - weight(*count, power) / total).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn probabilities_agree_with_gensim() {
        let golden: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/reference/sgns.json")).unwrap();
        let counts: Vec<u32> =
            golden["counts"].as_array().unwrap().iter().map(|count| count.as_u64().unwrap() as u32).collect();
        for case in golden["noise"].as_array().unwrap() {
            let found = Noise::new(&counts, case["power"].as_f64().unwrap()).probabilities();
            let expected = case["probabilities"].as_array().unwrap();
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected.as_f64().unwrap()).abs() < 1e-8, "{found} {expected}");
            }
        }
    }

    #[test]
    fn draws_follow_the_distribution() {
        let noise = Noise::new(&[8, 0, 1, 1], 1.0);
        let mut generator = generator(0, "test");
        let mut drawn = [0u32; 4];
        (0..100_000).for_each(|_| drawn[noise.draw(&mut generator) as usize] += 1);
        assert_eq!(drawn[1], 0);
        for (found, expected) in drawn.iter().zip([80_000.0, 0.0, 10_000.0, 10_000.0]) {
            // Five standard deviations of a binomial draw.
            assert!((f64::from(*found) - expected).abs() < 5.0 * 100_000f64.sqrt() * 0.4, "{drawn:?}");
        }
    }
}
