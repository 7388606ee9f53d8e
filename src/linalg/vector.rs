//! Products and sums of single vectors, for methods that touch one row at a time.
//!
//! Floating-point sums may not be reordered by the compiler, so a plain loop would add one number after another. Here
//! vectors consist of groups of numbers that are worked on side by side: they become SIMD lanes, and the order is the
//! same on every machine. Functions take and return whole groups by value, because the compiler does not turn stores to
//! single places of a group into one store (measured in WebAssembly: half as fast).

/// How many numbers are worked on side by side. Rows are padded with zeros to a multiple of it.
pub const LANES: usize = 8;

/// A group of numbers that are worked on side by side.
pub type Lanes = [f32; LANES];

/// The dot product a · b of two vectors of equal length; the longer one's excess is ignored.
#[inline]
pub fn dot(a: &[Lanes], b: &[Lanes]) -> f32 {
    let sums =
        a.iter().zip(b).fold([0.0; LANES], |sums, (a, b)| std::array::from_fn(|lane| sums[lane] + a[lane] * b[lane]));
    sums.iter().sum()
}

/// `x + alpha · y` for one group.
#[inline]
pub fn plus_scaled(x: Lanes, alpha: f32, y: Lanes) -> Lanes {
    std::array::from_fn(|lane| x[lane] + alpha * y[lane])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_dot_product_agrees_with_the_plain_loop(
            pairs in prop::collection::vec((prop::array::uniform8(-10.0f32..10.0), prop::array::uniform8(-10.0f32..10.0)), 0..9),
        ) {
            let (a, b): (Vec<Lanes>, Vec<Lanes>) = pairs.into_iter().unzip();
            let products = a.as_flattened().iter().zip(b.as_flattened()).map(|(&a, &b)| f64::from(a) * f64::from(b));
            let (expected, size) = products.fold((0.0, 0.0), |(sum, size), product| (sum + product, size + product.abs()));
            prop_assert!((f64::from(dot(&a, &b)) - expected).abs() <= 1e-6 * size);
        }
    }

    #[test]
    fn a_scaled_group_is_added_lane_by_lane() {
        let counted: Lanes = std::array::from_fn(|lane| lane as f32);
        assert_eq!(plus_scaled([1.0; LANES], 2.0, counted), [1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0]);
    }
}
