//! Products and sums of single vectors, for methods that touch one row at a time.
//!
//! Floating-point sums may not be reordered by the compiler, so a plain loop would add one number after another. Here
//! the order is spelled out as eight sums side by side, which become SIMD lanes and are the same on every machine.

/// How many sums run side by side. Rows that are padded with zeros to a multiple of it take the fast path only.
pub const LANES: usize = 8;

/// `len` rounded up to a multiple of [`LANES`].
pub const fn padded(len: usize) -> usize {
    len.next_multiple_of(LANES)
}

/// The dot product a · b of two vectors of equal length; the longer one's excess is ignored.
#[inline]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0.0f32; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    let [s0, s1, s2, s3, s4, s5, s6, s7] = sums;
    (((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))) + rest
}

/// `y ← y + alpha · x`, for vectors of equal length; the longer one's excess is left alone.
#[inline]
pub fn add_scaled(alpha: f32, x: &[f32], y: &mut [f32]) {
    for (x, y) in x.iter().zip(y) {
        *y += alpha * x;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_agree_with_the_plain_loop(pairs in prop::collection::vec((-10.0f32..10.0, -10.0f32..10.0), 0..70), alpha in -2.0f32..2.0) {
            let (a, mut b): (Vec<f32>, Vec<f32>) = pairs.iter().copied().unzip();
            let expected: f64 = pairs.iter().map(|&(a, b)| f64::from(a) * f64::from(b)).sum();
            let size: f64 = pairs.iter().map(|&(a, b)| f64::from(a * b).abs()).sum();
            prop_assert!((f64::from(dot(&a, &b)) - expected).abs() <= 1e-6 * size);
            add_scaled(alpha, &a, &mut b);
            for (&(a, before), after) in pairs.iter().zip(b) {
                prop_assert_eq!(after, before + alpha * a);
            }
        }
    }

    #[test]
    fn rows_are_padded_to_whole_lanes() {
        assert_eq!([padded(1), padded(8), padded(48), padded(50)], [8, 8, 48, 56]);
    }
}
