//! The matrix product, from the library's own source, and what the machine can do at most: what `cases/product.mjs`
//! measures. No page loads this.

#[path = "../../src/linalg/product.rs"]
#[allow(dead_code)]
mod product;
#[path = "../../src/linalg/real.rs"]
#[allow(dead_code)]
mod real;

use ndarray::Array2;
use product::product_into;
use real::Real;
use std::cell::RefCell;

/// Two factors, and room for their product.
type Matrices = [Array2<f32>; 3];

thread_local! {
    static PREPARED: RefCell<Vec<Matrices>> = const { RefCell::new(Vec::new()) };
}

/// Makes a product of rows × inner by inner × columns ready, and gives its number. The factors hold
/// `place · 7919 mod 1009 / 1009`, counted row by row.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(rows: usize, inner: usize, columns: usize) -> usize {
    let factor = |rows, columns| {
        // Within 32 bits: the remainder is taken first.
        let value = |place: usize| (place % 1009 * 7919 % 1009) as f32 / 1009.0;
        Array2::from_shape_fn((rows, columns), |(row, column)| value(row * columns + column))
    };
    PREPARED.with_borrow_mut(|prepared| {
        prepared.push([factor(rows, inner), factor(inner, columns), Array2::zeros((rows, columns))]);
        prepared.len() - 1
    })
}

/// Multiplies once, and gives the last number of the product.
#[unsafe(no_mangle)]
pub extern "C" fn multiply(prepared: usize) -> f32 {
    PREPARED.with_borrow_mut(|all| {
        let [a, b, c] = &mut all[prepared];
        product_into(1.0, a.view(), b.view(), 0.0, c.view_mut());
        c.last().copied().unwrap_or(f32::NAN)
    })
}

/// Chains of products and sums that need not wait for each other: twelve fill all units, and with both constants they
/// fit into 16 registers.
const CHAINS: usize = 12;
/// Steps of each chain in a round.
const STEPS: usize = 16;

/// Floating-point operations of one round of [`peak`].
#[unsafe(no_mangle)]
pub extern "C" fn operations() -> usize {
    CHAINS * STEPS * 4 * 2
}

/// Multiplies and adds in registers, without touching memory: nothing that is made of the same two instructions, as the
/// library's product is, can be faster.
#[cfg(target_arch = "wasm32")]
#[unsafe(no_mangle)]
pub extern "C" fn peak(rounds: usize) -> f32 {
    use std::arch::wasm32::{f32x4_add, f32x4_extract_lane, f32x4_mul, f32x4_splat};
    use std::hint::black_box;
    let [factor, term] = black_box([0.999, 0.001]).map(|value| f32x4_splat(value));
    let mut chains: [_; CHAINS] = std::array::from_fn(|chain| f32x4_splat(black_box(chain as f32)));
    for _ in 0..rounds {
        for _ in 0..STEPS {
            chains = chains.map(|chain| f32x4_add(f32x4_mul(chain, factor), term));
        }
    }
    chains.iter().map(|&chain| f32x4_extract_lane::<0>(chain)).sum()
}
