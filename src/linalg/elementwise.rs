//! The same for every place of slices, in groups that become SIMD lanes.
//!
//! Left to itself, the compiler would turn every loop over slices into SIMD code with a plain copy beside it, hot or not,
//! which costs a seventeenth of the WebAssembly (measured). So it is told not to (`scripts/library.mjs`), and the loops
//! that count say so here.

use super::LANES;
use std::array::from_fn;

/// `target[i] ← f(target[i], a[i])`. Slices of equal length; the longer one's excess is left alone.
#[inline(always)]
pub fn update<T: Copy, A: Copy>(target: &mut [T], a: &[A], f: impl Fn(T, A) -> T) {
    let length = target.len().min(a.len());
    let (targets, target_rest) = target[..length].as_chunks_mut::<LANES>();
    let (a, a_rest) = a[..length].as_chunks::<LANES>();
    for (target, a) in targets.iter_mut().zip(a) {
        *target = from_fn(|lane| f(target[lane], a[lane]));
    }
    for (target, &a) in target_rest.iter_mut().zip(a_rest) {
        *target = f(*target, a);
    }
}

/// `target[i] ← f(a[i], b[i])`. Slices of equal length; the longer ones' excess is left alone.
#[inline(always)]
pub fn combine<T: Copy, A: Copy, B: Copy>(target: &mut [T], a: &[A], b: &[B], f: impl Fn(A, B) -> T) {
    let length = target.len().min(a.len()).min(b.len());
    let (targets, target_rest) = target[..length].as_chunks_mut::<LANES>();
    let (a, a_rest) = a[..length].as_chunks::<LANES>();
    let (b, b_rest) = b[..length].as_chunks::<LANES>();
    for ((target, a), b) in targets.iter_mut().zip(a).zip(b) {
        *target = from_fn(|lane| f(a[lane], b[lane]));
    }
    for ((target, &a), &b) in target_rest.iter_mut().zip(a_rest).zip(b_rest) {
        *target = f(a, b);
    }
}

/// Folds values side by side, every eighth into one result; what fills no group of eight is given back.
#[inline(always)]
pub fn fold_lanes<T: Copy, A: Copy>(values: &[T], start: A, f: impl Fn(A, T) -> A) -> ([A; LANES], &[T]) {
    let (groups, rest) = values.as_chunks::<LANES>();
    let results = groups.iter().fold([start; LANES], |results, group| from_fn(|lane| f(results[lane], group[lane])));
    (results, rest)
}

/// Likewise the values of two slices of equal length.
#[inline(always)]
pub fn fold_lane_pairs<'v, T: Copy, A: Copy>(
    a: &'v [T],
    b: &'v [T],
    start: A,
    f: impl Fn(A, T, T) -> A,
) -> ([A; LANES], impl Iterator<Item = (&'v T, &'v T)>) {
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    let pairs = a.iter().zip(b);
    let results = pairs.fold([start; LANES], |results, (a, b)| from_fn(|lane| f(results[lane], a[lane], b[lane])));
    (results, a_rest.iter().zip(b_rest))
}

/// How many values `f` is true of. Without branches, so that several are looked at at a time.
#[inline(always)]
pub fn count<T: Copy>(values: &[T], f: impl Fn(T) -> bool) -> u64 {
    let (counts, rest) = fold_lanes(values, 0, |count, value| count + u64::from(f(value)));
    counts.iter().sum::<u64>() + rest.iter().map(|&value| u64::from(f(value))).sum::<u64>()
}

/// Whether `f` of every value is a finite number. Does not stop early, so that it runs at the speed of memory.
#[inline(always)]
pub fn all_finite(values: &[f32], f: impl Fn(f32) -> f32) -> bool {
    // Nought times a finite number is nought, times any other is not a number.
    let (sums, rest) = fold_lanes(values, 0.0, |sum, value| sum + f(value) * 0.0);
    sums.iter().all(|&sum| sum == 0.0) && rest.iter().all(|&value| f(value).is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_every_length_is_reached_and_no_other() {
        for length in 0..40 {
            let a: Vec<f32> = (0..length).map(|i| i as f32).collect();
            let b: Vec<f64> = (0..length + 3).map(|i| 0.5 * f64::from(i)).collect();
            let mut target = vec![2.0_f32; length as usize + 2];
            update(&mut target, &a, |target, a| target * a + 1.0);
            assert!(
                (0..length as usize).all(|i| target[i] == 2.0 * a[i] + 1.0) && target[length as usize..] == [2.0; 2]
            );
            combine(&mut target, &a, &b, |a, b| a - b as f32);
            assert!((0..length as usize).all(|i| target[i] == 0.5 * a[i]) && target[length as usize..] == [2.0; 2]);
        }
    }

    #[test]
    fn what_is_true_of_a_value_is_counted_wherever_it_stands() {
        for length in 0..40_u32 {
            let values: Vec<f64> = (0..length).map(f64::from).collect();
            assert_eq!(count(&values, |value| value % 3.0 == 1.0), u64::from((length + 1) / 3));
        }
    }

    #[test]
    fn one_value_that_is_not_finite_is_found_wherever_it_stands() {
        for place in 0..21 {
            for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 2e19] {
                let mut values = [-3.0; 21];
                assert!(all_finite(&values, |value| value * value));
                values[place] = bad;
                assert!(!all_finite(&values, |value| value * value), "{bad} at {place}");
                assert_eq!(all_finite(&values, |value| value), bad == 2e19);
            }
        }
    }
}
