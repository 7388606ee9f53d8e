//! The matrix product that everything multiplies with.
//!
//! `c ← alpha · a · b + beta · c` is cut into tiles of 4 rows by [`Real::LANES`] columns of `c`, each of which is summed
//! up in registers over a whole block of the inner dimension. Before that, `b` is packed into strips of that many
//! columns, and `a` is copied if its rows are not contiguous, so that the innermost loop only ever reads forward,
//! whatever the strides (after Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication"). The
//! tile is as large as 16 SIMD registers allow; larger tiles and unrolled loops were measured, and spill.
//!
//! Plain arrays; the compiler makes SIMD of them. Every element of `c` is summed in a fixed order by separate
//! multiplications and additions, so the bits are the same on every machine.

use super::Real;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, LinalgScalar, Zip, s};

/// Rows of a tile.
const ROWS: usize = 4;
/// Inner dimension of a block: a strip of `b` (256 × 32 bytes) then stays in the first-level cache.
const INNER: usize = 256;
/// Rows of `a` that meet every strip before the next ones do: these (32 × 256 values) stay in the first-level cache, or
/// nearly so, and the strips come from the second one. Without it a product of 1024 × 1024 took 1.4 times as long.
const PANEL: usize = 32;
/// Columns of a block: the packed block of `b` (256 × 512 values) stays in the second-level cache.
const COLUMNS: usize = 512;
/// Up to this many rows of `c`, packing `b` costs more than it saves.
const FEW_ROWS: usize = 4 * ROWS;

/// `a · b`. Transposes are views (`a.t()`), and cost next to nothing.
///
/// # Panics
/// If the inner dimensions differ.
pub fn product<T: Real>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> Array2<T> {
    let mut c = Array2::zeros((a.nrows(), b.ncols()));
    product_into(T::one(), a, b, T::zero(), c.view_mut());
    c
}

/// `c ← alpha · a · b + beta · c`, for views of any layout. With `beta` = 0 the old values of `c` are not looked at:
/// NaN in them does not survive.
///
/// # Panics
/// If the shapes do not fit.
pub fn product_into<T: Real>(
    alpha: T,
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    beta: T,
    mut c: ArrayViewMut2<'_, T>,
) {
    assert_eq!(a.ncols(), b.nrows(), "the inner dimensions of a product must agree");
    assert_eq!(c.dim(), (a.nrows(), b.ncols()), "the result of a product must have its shape");
    let by_rows = |[rows, columns]: [isize; 2]| columns == 1 || rows != 1;
    let strides = |view: &ArrayView2<'_, T>| [view.strides()[0], view.strides()[1]];
    // cᵀ = bᵀ · aᵀ, so a column-major result is written row by row. The same turn spares packing a transposed `a` for a
    // narrow result.
    let narrow = b.ncols() <= FEW_ROWS && b.ncols() < a.nrows() && !by_rows(strides(&a));
    if narrow || !by_rows(strides(&c.view())) {
        let (a, b) = (b.reversed_axes(), a.reversed_axes());
        by_layout(alpha, a, b, beta, c.reversed_axes());
    } else {
        by_layout(alpha, a, b, beta, c.view_mut());
    }
}

/// Writes into the rows of `c` where they are contiguous, and by way of a copy where not.
fn by_layout<T: Real>(alpha: T, a: ArrayView2<'_, T>, b: ArrayView2<'_, T>, beta: T, mut c: ArrayViewMut2<'_, T>) {
    if a.ncols() == 0 {
        c.mapv_inplace(|old| combine(T::zero(), beta, old));
        return;
    }
    if let Some(mut rows) = c.rows_mut().into_iter().map(|row| row.into_slice()).collect::<Option<Vec<_>>>() {
        T::blocks(alpha, a, b, beta, &mut rows);
        return;
    }
    let mut copy = Array2::zeros(c.dim());
    let mut rows: Vec<_> = copy.rows_mut().into_iter().filter_map(|row| row.into_slice()).collect();
    T::blocks(alpha, a, b, T::zero(), &mut rows);
    Zip::from(&mut c).and(&copy).for_each(|old, &new| *old = combine(new, beta, *old));
}

/// The product with `c` given by its rows and tiles `LANES` columns wide; the inner dimension is not 0.
pub(super) fn blocks<T: LinalgScalar, const LANES: usize>(
    alpha: T,
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    beta: T,
    c: &mut [&mut [T]],
) {
    let (inner, columns) = b.dim();
    let (mut a_copy, mut b_strips) = (Vec::new(), Vec::new());
    for first in (0..inner).step_by(INNER) {
        let depth = INNER.min(inner - first);
        let a = a.slice(s![.., first..first + depth]);
        let b = b.slice(s![first..first + depth, ..]);
        // Blocks of the inner dimension after the first add to what is there.
        let beta = if first == 0 { beta } else { T::one() };
        let a_rows = contiguous_rows(a).unwrap_or_else(|| {
            copy_rows(a, &mut a_copy);
            a_copy.chunks_exact(depth).collect()
        });
        let direct = if c.len() <= FEW_ROWS { contiguous_rows(b) } else { None };
        let whole = if direct.is_some() { columns - columns % LANES } else { 0 };
        if let Some(b_rows) = direct {
            for column in (0..whole).step_by(LANES) {
                let strip = b_rows.iter().filter_map(|row| row[column..].first_chunk::<LANES>());
                tiles(alpha, &a_rows, strip, beta, c, column);
            }
        }
        for column in (whole..columns).step_by(COLUMNS) {
            let width = COLUMNS.min(columns - column);
            pack_strips::<T, LANES>(b.slice(s![.., column..column + width]), &mut b_strips);
            for (a, c) in a_rows.chunks(PANEL).zip(c.chunks_mut(PANEL)) {
                for (index, strip) in b_strips.chunks_exact(depth).enumerate() {
                    tiles(alpha, a, strip.iter(), beta, c, column + index * LANES);
                }
            }
        }
    }
}

/// All tiles of `c` whose first column is `column`.
fn tiles<'s, T: LinalgScalar, const LANES: usize>(
    alpha: T,
    a: &[&[T]],
    strip: impl Iterator<Item = &'s [T; LANES]> + Clone,
    beta: T,
    c: &mut [&mut [T]],
    column: usize,
) {
    for (a, c) in a.chunks(ROWS).zip(c.chunks_mut(ROWS)) {
        // Where rows are missing at the end, the last one is taken again, and its sums go nowhere.
        let sums = tile([a[0], a[1.min(a.len() - 1)], a[2.min(a.len() - 1)], a[a.len() - 1]], strip.clone());
        for (c, sums) in c.iter_mut().zip(sums) {
            let c = &mut c[column..];
            if let Some(c) = c.first_chunk_mut::<LANES>() {
                *c = std::array::from_fn(|j| combine(alpha * sums[j], beta, c[j]));
            } else {
                for (c, sum) in c.iter_mut().zip(sums) {
                    *c = combine(alpha * sum, beta, *c);
                }
            }
        }
    }
}

/// Four rows of `a` times one strip of `b`.
#[inline(always)]
fn tile<'s, T: LinalgScalar, const LANES: usize>(
    a: [&[T]; ROWS],
    strip: impl Iterator<Item = &'s [T; LANES]>,
) -> [[T; LANES]; ROWS] {
    let mut sums = [[T::zero(); LANES]; ROWS];
    let [a0, a1, a2, a3] = a.map(|row| &row[..a[0].len()]);
    for ((((b, &a0), &a1), &a2), &a3) in strip.zip(a0).zip(a1).zip(a2).zip(a3) {
        for j in 0..LANES {
            sums[0][j] = sums[0][j] + a0 * b[j];
            sums[1][j] = sums[1][j] + a1 * b[j];
            sums[2][j] = sums[2][j] + a2 * b[j];
            sums[3][j] = sums[3][j] + a3 * b[j];
        }
    }
    sums
}

#[inline(always)]
fn combine<T: LinalgScalar>(new: T, beta: T, old: T) -> T {
    if beta.is_zero() { new } else { new + beta * old }
}

/// The rows of a view as slices, if each is contiguous.
fn contiguous_rows<T>(view: ArrayView2<'_, T>) -> Option<Vec<&[T]>> {
    (0..view.nrows()).map(|row| view.index_axis_move(Axis(0), row).to_slice()).collect()
}

/// Copies a view of any layout row by row. Reads columns, which are contiguous in a transposed matrix.
fn copy_rows<T: LinalgScalar>(view: ArrayView2<'_, T>, copy: &mut Vec<T>) {
    let (rows, columns) = view.dim();
    copy.resize(rows * columns, T::zero());
    // Eight columns at a time fill whole cache lines of the copy.
    for first in (0..columns).step_by(8) {
        let view = view.slice(s![.., first..columns.min(first + 8)]);
        for (index, column) in view.columns().into_iter().enumerate() {
            for (target, &value) in copy[first + index..].iter_mut().step_by(columns).zip(column) {
                *target = value;
            }
        }
    }
}

/// Copies a view of any layout into strips of `LANES` columns; missing columns of the last strip are zero.
fn pack_strips<T: LinalgScalar, const LANES: usize>(view: ArrayView2<'_, T>, strips: &mut Vec<[T; LANES]>) {
    let (rows, columns) = view.dim();
    strips.clear();
    strips.resize(columns.div_ceil(LANES) * rows, [T::zero(); LANES]);
    if let Some(view) = contiguous_rows(view) {
        for (row, values) in view.iter().enumerate() {
            let (whole, rest) = values.as_chunks::<LANES>();
            let mut targets = strips[row..].iter_mut().step_by(rows);
            for (value, target) in whole.iter().zip(&mut targets) {
                *target = *value;
            }
            if let Some(target) = targets.next() {
                target[..rest.len()].copy_from_slice(rest);
            }
        }
        return;
    }
    for (index, strip) in strips.chunks_exact_mut(rows).enumerate() {
        let first = index * LANES;
        for (lane, column) in view.slice(s![.., first..columns.min(first + LANES)]).columns().into_iter().enumerate() {
            for (target, &value) in strip.iter_mut().zip(column) {
                target[lane] = value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, in f64.
    fn slow(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>) -> Array2<f64> {
        Array2::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
            (0..a.ncols()).map(|p| f64::from(a[[i, p]]) * f64::from(b[[p, j]])).sum()
        })
    }

    /// A matrix of the given shape and layout: row-major, transposed, every second row and column, or reversed.
    fn with_layout(rows: usize, columns: usize, layout: u8, seed: u64) -> (Array2<f32>, u8) {
        let value = |i: usize, j: usize| ((i * 37 + j * 101 + seed as usize) % 211) as f32 / 105.5 - 1.0;
        let shape = match layout {
            1 => (columns, rows),
            2 => (2 * rows, 2 * columns),
            _ => (rows, columns),
        };
        (Array2::from_shape_fn(shape, |(i, j)| value(i, j)), layout)
    }

    fn view((matrix, layout): &(Array2<f32>, u8)) -> ArrayView2<'_, f32> {
        match layout {
            1 => matrix.t(),
            2 => matrix.slice(s![..;2, ..;2]),
            3 => matrix.slice(s![..;-1, ..;-1]),
            _ => matrix.view(),
        }
    }

    fn check(shape: (usize, usize, usize), layouts: (u8, u8, u8), (alpha, beta): (f32, f32)) {
        let (rows, inner, columns) = shape;
        let (a, b) = (with_layout(rows, inner, layouts.0, 1), with_layout(inner, columns, layouts.1, 2));
        let mut c = with_layout(rows, columns, layouts.2, 3);
        let old = view(&c).mapv(f64::from);
        let (a, b) = (view(&a), view(&b));
        let target = match c.1 {
            1 => c.0.view_mut().reversed_axes(),
            2 => c.0.slice_mut(s![..;2, ..;2]),
            3 => c.0.slice_mut(s![..;-1, ..;-1]),
            _ => c.0.view_mut(),
        };
        product_into(alpha, a, b, beta, target);
        let expected = slow(a, b) * f64::from(alpha) + old * f64::from(beta);
        for (found, expected) in view(&c).iter().zip(&expected) {
            assert!((f64::from(*found) - expected).abs() < 1e-5 * (inner as f64 + 1.0), "{found} is not {expected}");
        }
    }

    proptest! {
        #[test]
        fn any_shape_and_layout_agrees_with_the_definition(
            shape in (0_usize..40, 0_usize..40, 0_usize..40),
            layouts in (0_u8..4, 0_u8..4, 0_u8..4),
            factors in (-2.0_f32..2.0, prop_oneof![Just(0.0), Just(1.0), -2.0_f32..2.0]),
        ) {
            check(shape, layouts, factors);
        }
    }

    #[test]
    fn shapes_that_span_several_blocks_agree_with_the_definition() {
        for layout in 0..4 {
            check((2 * PANEL + 5, 2 * INNER + 3, COLUMNS + 13), (layout, 3 - layout, layout), (1.0, 0.5));
            check((3, INNER + 1, COLUMNS + 9), (layout, 0, 0), (1.0, 0.0));
        }
    }

    #[test]
    fn beta_zero_does_not_look_at_the_result() {
        for (rows, inner, columns) in [(5, 3, 9), (2, 3, 16), (4, 0, 4), (9, 4, 2)] {
            let (a, b) = (Array2::ones((rows, inner)), Array2::ones((inner, columns)));
            for mut c in [Array2::from_elem((rows, columns), f32::NAN), Array2::from_elem((columns, rows), f32::NAN)] {
                let target = if c.nrows() == rows { c.view_mut() } else { c.view_mut().reversed_axes() };
                product_into(1.0, a.view(), b.view(), 0.0, target);
                assert!(c.iter().all(|&value| value == inner as f32));
            }
        }
    }

    #[test]
    fn doubles_keep_their_precision() {
        let a = Array2::from_shape_fn((7, 300), |(i, j)| 1.0 + ((i * 300 + j) % 97) as f64 * 1e-9);
        let b = Array2::from_shape_fn((300, 6), |(i, j)| 1.0 - ((i + j * 7) % 89) as f64 * 1e-9);
        let (found, expected) = (product(a.view(), b.view()), a.dot(&b));
        assert!(found.iter().zip(&expected).all(|(found, expected)| (found - expected).abs() < 1e-11));
    }

    #[test]
    fn rows_do_not_depend_on_how_many_are_multiplied_at_once() {
        // The page encodes one point at a time, training a batch; both must agree to the bit.
        let (a, b) = (with_layout(2 * PANEL + 7, 300, 0, 1).0, with_layout(300, 21, 0, 2).0);
        let whole = product(a.view(), b.view());
        for row in 0..a.nrows() {
            assert_eq!(product(a.slice(s![row..=row, ..]), b.view()), whole.slice(s![row..=row, ..]));
        }
    }
}
