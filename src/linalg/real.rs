//! The two kinds of real numbers.

use super::product;
use ndarray::{ArrayView2, LinalgScalar};

/// `f32` or `f64`: what matrices are made of.
pub trait Real: LinalgScalar {
    /// How many of them fill two SIMD registers: the width of a tile in a product.
    const LANES: usize;

    /// The product for tiles of that width; `c` is given by its rows, and the inner dimension is not 0.
    #[doc(hidden)]
    fn blocks(alpha: Self, a: ArrayView2<'_, Self>, b: ArrayView2<'_, Self>, beta: Self, c: &mut [&mut [Self]]);
}

macro_rules! real {
    ($number:ty, $lanes:literal) => {
        impl Real for $number {
            const LANES: usize = $lanes;

            fn blocks(
                alpha: Self,
                a: ArrayView2<'_, Self>,
                b: ArrayView2<'_, Self>,
                beta: Self,
                c: &mut [&mut [Self]],
            ) {
                product::blocks::<Self, $lanes>(alpha, a, b, beta, c);
            }
        }
    };
}

real!(f32, 8);
real!(f64, 4);
