//! What holds neighbors together, and how well the picture matches the data.

use super::points::{LANES, Points};
use crate::learn::pairs::Pairs;
use std::ops::Range;

/// Adds Σ p·q·(yᵢ − yⱼ), with q = 1 / (1 + ‖yᵢ − yⱼ‖²), over the pairs of some rows, to both ends of each.
pub(super) fn attract(affinities: &Pairs, points: &Points, rows: Range<usize>, forces: &mut Points) {
    match points.dimensions {
        2 => attract_in::<2>(affinities, points, rows, forces),
        _ => attract_in::<3>(affinities, points, rows, forces),
    }
}

fn attract_in<const D: usize>(affinities: &Pairs, points: &Points, rows: Range<usize>, forces: &mut Points) {
    let axes: [&[f32]; D] = std::array::from_fn(|axis| points.axis(axis));
    let mut forces: [&mut [f32]; D] = forces.axes_mut();
    for row in rows {
        let pairs = affinities.offsets[row] as usize..affinities.offsets[row + 1] as usize;
        let (others, rest) = affinities.others[pairs.clone()].as_chunks::<LANES>();
        let (values, values_rest) = affinities.values[pairs].as_chunks::<LANES>();
        let own: [f32; D] = std::array::from_fn(|axis| axes[axis][row]);
        let mut sums = [[0.0; LANES]; D];
        for (others, values) in others.iter().zip(values) {
            let apart: [[f32; LANES]; D] =
                std::array::from_fn(|axis| others.map(|other| own[axis] - axes[axis][other as usize]));
            let weights: [f32; LANES] = std::array::from_fn(|lane| {
                values[lane] / apart.iter().fold(1.0, |square, apart| square + apart[lane] * apart[lane])
            });
            for ((apart, sum), forces) in apart.iter().zip(&mut sums).zip(&mut forces) {
                let pull: [f32; LANES] = std::array::from_fn(|lane| weights[lane] * apart[lane]);
                *sum = std::array::from_fn(|lane| sum[lane] + pull[lane]);
                for (&other, pull) in others.iter().zip(pull) {
                    forces[other as usize] -= pull;
                }
            }
        }
        let mut own_force = sums.map(|sum| sum.iter().sum::<f32>());
        for (&other, value) in rest.iter().zip(values_rest) {
            let apart: [f32; D] = std::array::from_fn(|axis| own[axis] - axes[axis][other as usize]);
            let weight = value / apart.iter().fold(1.0, |square, apart| square + apart * apart);
            for ((apart, own_force), forces) in apart.iter().zip(&mut own_force).zip(&mut forces) {
                *own_force += weight * apart;
                forces[other as usize] -= weight * apart;
            }
        }
        for (own_force, forces) in own_force.iter().zip(&mut forces) {
            forces[row] += own_force;
        }
    }
}

/// −Σ p·ln q̃ over the pairs of some rows, each counted twice, where q̃ = 1 / (1 + ‖yᵢ − yⱼ‖²) is not normalized.
pub(super) fn cross_entropy(affinities: &Pairs, points: &Points, rows: Range<usize>) -> f64 {
    let mut sum = 0.0;
    for row in rows {
        let own = points.get::<3>(row);
        for (other, value) in affinities.of(row) {
            let other = points.get::<3>(other as usize);
            let square: f32 = own.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
            sum += f64::from(value * (1.0 + square).ln());
        }
    }
    2.0 * sum
}
