//! The only place that makes a random generator. A seed is always given; there is no global randomness.

use crate::hash;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
pub use rand_xoshiro::Xoshiro256PlusPlus as Generator;

/// A generator for one purpose of one seed.
///
/// Different purposes of the same seed ("weights", "shuffle", …) give independent streams, so that drawing more numbers
/// for one does not move the other. The algorithm (xoshiro256++, Blackman and Vigna 2021, seeded through SplitMix64) is
/// named and fixed: the same seed and purpose give the same numbers on every platform and in every later version.
///
/// Sample integers as `u32` or `u64`, not `usize`: its width differs between wasm32 and 64-bit machines, and with it
/// the numbers drawn.
pub fn generator(seed: u64, purpose: &str) -> Generator {
    Generator::seed_from_u64(seed.rotate_left(32) ^ hash::of(purpose.as_bytes()))
}

/// Fills `out` with numbers from the standard normal distribution.
pub fn fill_normal(out: &mut [f32], seed: u64, purpose: &str) {
    let mut generator = generator(seed, purpose);
    out.iter_mut().for_each(|value| *value = StandardNormal.sample(&mut generator));
}

/// `count` of `0..n` (all of them if there are no more), ascending, chosen by Knuth's selection sampling (The Art of
/// Computer Programming 2, 3.4.2, S).
pub fn sample(n: u32, count: usize, seed: u64, purpose: &str) -> Vec<u32> {
    let mut generator = generator(seed, purpose);
    let mut chosen = Vec::with_capacity(count.min(n as usize));
    for row in 0..n {
        if f64::from(n - row) * generator.random::<f64>() < (count - chosen.len()) as f64 {
            chosen.push(row);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn the_stream_depends_on_seed_and_purpose_only() {
        let draw = |seed, purpose| generator(seed, purpose).next_u64();
        assert_eq!(draw(7, "weights"), draw(7, "weights"));
        assert_ne!(draw(7, "weights"), draw(8, "weights"));
        assert_ne!(draw(7, "weights"), draw(7, "shuffle"));
    }

    #[test]
    fn the_algorithm_is_frozen() {
        // A change of these bits would silently change every saved recipe.
        let mut generator = generator(0, "frozen");
        let drawn = [generator.next_u64(), generator.next_u64()];
        assert_eq!(drawn, FROZEN);
    }

    const FROZEN: [u64; 2] = [9_226_665_638_038_098_706, 3_096_330_602_618_689_563];
}
