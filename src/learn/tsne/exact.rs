//! Repulsion, pair by pair.

use super::points::{LANES, Points};
use std::ops::Range;

/// Writes Σⱼ q²·(yᵢ − yⱼ), with q = 1 / (1 + ‖yᵢ − yⱼ‖²), for some rows i; returns their Σ q, the points themselves left
/// out. The points' padding is far away.
pub(super) fn repel(points: &Points, rows: Range<usize>, forces: &mut Points) -> f64 {
    match points.dimensions {
        2 => repel_in::<2>(points, rows, forces),
        _ => repel_in::<3>(points, rows, forces),
    }
}

fn repel_in<const D: usize>(points: &Points, rows: Range<usize>, forces: &mut Points) -> f64 {
    let axes: [&[[f32; LANES]]; D] = std::array::from_fn(|axis| points.padded(axis));
    let mut forces: [&mut [f32]; D] = forces.axes_mut();
    let groups = 0..axes[0].len();
    let mut normalizer = 0.0;
    for row in rows {
        let own = points.get::<D>(row);
        let mut sums = [[0.0_f32; LANES]; D];
        let mut total = [0.0_f32; LANES];
        for group in groups.clone() {
            let apart: [[f32; LANES]; D] = std::array::from_fn(|axis| axes[axis][group].map(|other| own[axis] - other));
            let near: [f32; LANES] = std::array::from_fn(|lane| {
                1.0 / apart.iter().fold(1.0, |square, apart| square + apart[lane] * apart[lane])
            });
            total = std::array::from_fn(|lane| total[lane] + near[lane]);
            for (sum, apart) in sums.iter_mut().zip(&apart) {
                *sum = std::array::from_fn(|lane| sum[lane] + near[lane] * near[lane] * apart[lane]);
            }
        }
        normalizer += f64::from(total.iter().sum::<f32>()) - 1.0;
        for (forces, sum) in forces.iter_mut().zip(&sums) {
            forces[row] = sum.iter().sum();
        }
    }
    normalizer
}
