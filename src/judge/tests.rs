//! Shepard diagrams, alignments, stability and confusions: against scipy, and against their definitions.

use super::*;
use crate::linalg::{complete_rows, product};
use crate::random::generator;
use ndarray::{Array2, Axis};
use proptest::prelude::*;
use rand::RngExt;
use serde::Deserialize;

/// See tests/reference/judge.py.
#[derive(Deserialize)]
struct Golden {
    data: Vec<Vec<f32>>,
    embedding: Vec<Vec<f32>>,
    other: Vec<Vec<f32>>,
    spearman: f64,
    stress: f64,
    disparity: f64,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../tests/reference/judge.json")).unwrap()
}

fn matrix(rows: &[Vec<f32>]) -> Array2<f32> {
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

fn cloud(rows: usize, columns: usize, seed: u64) -> Array2<f32> {
    let mut random = generator(seed, "test");
    Array2::from_shape_simple_fn((rows, columns), || random.random::<f32>() - 0.5)
}

const FREE: Freedom = Freedom { scale: true, reflection: true };

#[test]
fn shepard_diagrams_are_those_of_scipy() {
    let golden = golden();
    let (data, embedding) = (matrix(&golden.data), matrix(&golden.embedding));
    let all = shepard(data.view(), embedding.view(), 1_000_000, 0).unwrap();
    assert!(!all.sampled && all.pairs.len() == 200 * 199 / 2);
    // The coordinates on file are decimals, which f32 rounds.
    assert!((all.spearman - golden.spearman).abs() < 1e-7, "{} {}", all.spearman, golden.spearman);
    assert!((all.stress - golden.stress).abs() < 1e-7, "{} {}", all.stress, golden.stress);
    let some = shepard(data.view(), embedding.view(), 5_000, 3).unwrap();
    assert!(some.sampled && some.pairs.len() == 5_000);
    assert!((some.spearman - golden.spearman).abs() < 0.05 && (some.stress - golden.stress).abs() < 0.02);
    for ([a, b], (&d, &e)) in some.pairs.iter().zip(some.data.iter().zip(&some.embedding)) {
        assert!(a < b && *b < 200);
        let distance = |rows: &Array2<f32>| {
            let difference = (&rows.row(*a as usize) - &rows.row(*b as usize)).mapv(f64::from);
            difference.dot(&difference).sqrt()
        };
        assert!((distance(&data) - f64::from(d)).abs() < 1e-4 && (distance(&embedding) - f64::from(e)).abs() < 1e-4);
    }
    assert_eq!(some, shepard(data.view(), embedding.view(), 5_000, 3).unwrap());
    assert_ne!(some.pairs, shepard(data.view(), embedding.view(), 5_000, 4).unwrap().pairs);
}

#[test]
fn shepard_diagrams_of_nothing_much_are_finite_or_refused() {
    let same = Array2::<f32>::zeros((4, 2));
    let flat = shepard(same.view(), same.view(), 100, 0).unwrap();
    assert_eq!((flat.spearman, flat.stress), (0.0, 0.0));
    let code = |rows, pairs| shepard(cloud(rows, 2, 0).view(), cloud(rows, 2, 1).view(), pairs, 0).unwrap_err().code();
    assert_eq!(code(1, 10), "out-of-range");
    assert_eq!(code(5, 0), "out-of-range");
    assert_eq!(shepard(cloud(5, 2, 0).view(), cloud(6, 2, 1).view(), 9, 0).unwrap_err().code(), "shape");
}

#[test]
fn the_disparity_is_that_of_scipy() {
    let golden = golden();
    let found = align(matrix(&golden.other).view(), matrix(&golden.embedding).view(), FREE).unwrap();
    assert!((found.disparity - golden.disparity).abs() < 1e-7, "{} {}", found.disparity, golden.disparity);
    assert!(found.mirrored && (found.scale - 1.0 / 3.0).abs() < 0.02);
}

proptest! {
    #[test]
    fn a_moved_picture_comes_back(seed: u64, columns in 1_usize..5, scale in 0.1_f64..10.0, mirror: bool) {
        let picture = cloud(30, columns, seed);
        let turn = cloud(columns, columns, seed ^ 1).mapv(f64::from);
        let mut turn = complete_rows(turn, columns);
        if mirror {
            turn.row_mut(0).mapv_inplace(|value| -value);
        }
        let moved = product(picture.mapv(f64::from).view(), turn.view()).mapv(|value| (scale * value + 3.0) as f32);
        let back = align(moved.view(), picture.view(), FREE).unwrap();
        prop_assert!(back.disparity < 1e-8, "{}", back.disparity);
        prop_assert!((back.scale * scale - 1.0).abs() < 1e-4);
        prop_assert!(back.aligned.iter().zip(&picture).all(|(a, b)| (a - b).abs() < 1e-4));
        // Without a mirror, the picture comes back only if it was not mirrored.
        let turned = align(moved.view(), picture.view(), Freedom { scale: true, reflection: false }).unwrap();
        prop_assert!(!turned.mirrored);
        prop_assert_eq!(turned.disparity < 1e-8, !back.mirrored);
        let stiff = align(moved.view(), picture.view(), Freedom { scale: false, reflection: true }).unwrap();
        prop_assert_eq!(stiff.scale, 1.0);
    }
}

#[test]
fn turning_without_a_mirror_is_the_best_that_turning_can_do() {
    // In the plane all turns can be tried.
    let (picture, other) = (cloud(40, 2, 1), cloud(40, 2, 2));
    let mirrored = Array2::from_shape_fn(picture.dim(), |(i, j)| {
        picture[[i, j]] * if j == 0 { -1.0 } else { 1.0 } + 0.1 * other[[i, j]]
    });
    let found = align(mirrored.view(), picture.view(), Freedom { scale: false, reflection: false }).unwrap();
    let centered = |picture: &Array2<f32>| picture - &picture.mean_axis(Axis(0)).unwrap();
    let (moving, fixed) = (centered(&mirrored).mapv(f64::from), centered(&picture).mapv(f64::from));
    let best = (0..3600).map(|step| {
        let (sin, cos) = (f64::from(step) / 3600.0 * std::f64::consts::TAU).sin_cos();
        let turned = moving.dot(&ndarray::array![[cos, -sin], [sin, cos]]);
        (turned - &fixed).mapv(|value| value * value).sum() / fixed.mapv(|value| value * value).sum()
    });
    let best = best.fold(f64::INFINITY, f64::min);
    assert!((found.disparity - best).abs() < 1e-4, "{} {best}", found.disparity);
}

#[test]
fn stability_finds_the_points_that_move() {
    let picture = cloud(100, 2, 5);
    let turned = |angle: f32, scale: f32| {
        let (sin, cos) = angle.sin_cos();
        picture.dot(&ndarray::array![[cos, -sin], [sin, cos]]) * scale + 7.0
    };
    let mut pictures = vec![turned(0.0, 1.0), turned(1.0, 3.0), turned(2.0, 0.2), turned(-1.0, 1.0)];
    let views = |pictures: &[Array2<f32>]| -> Vec<ndarray::ArrayView2<'static, f32>> {
        pictures.iter().map(|picture| Box::leak(Box::new(picture.clone())).view()).collect()
    };
    let still = stability(&views(&pictures), 8, 0).unwrap();
    assert!(still.spread.iter().all(|&spread| spread < 1e-4));
    assert_eq!(still.overlap, vec![1.0; 100]);
    assert!(!still.sampled && still.rows.len() == 100);
    // One point wanders off in two of them.
    for picture in &mut pictures[..2] {
        let far = picture.row(3).to_owned();
        picture.row_mut(9).assign(&far);
    }
    let moved = stability(&views(&pictures), 8, 0).unwrap();
    let most = (0..100).max_by(|&a, &b| moved.spread[a].total_cmp(&moved.spread[b])).unwrap();
    assert_eq!(most, 9);
    assert!(moved.overlap[9] < 0.8, "{}", moved.overlap[9]);
    assert_eq!(moved.moving[0], 9);
    assert!(moved.moving.is_sorted_by(|&a, &b| moved.spread[a as usize] >= moved.spread[b as usize]));
    let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
    assert!((moved.mean_spread - f64::from(mean(&moved.spread))).abs() < 1e-6);
    assert!((moved.mean_overlap - f64::from(mean(&moved.overlap))).abs() < 1e-6);
    let code = |pictures: &[Array2<f32>], k| stability(&views(pictures), k, 0).unwrap_err().code();
    assert_eq!(code(&pictures[..1], 3), "out-of-range");
    assert_eq!(code(&pictures, 100), "out-of-range");
    assert_eq!(code(&[cloud(5, 2, 1), cloud(6, 2, 1)], 2), "shape");
}

proptest! {
    #[test]
    fn confusions_are_those_of_sorted_lists(n in 3_usize..60, k in 1_usize..12, row: usize, seed: u64) {
        let (k, row) = (k.min(n - 1), row % n);
        // Whole numbers, full of ties.
        let whole = |columns, seed| cloud(n, columns, seed).mapv(|value| (value * 6.0).floor());
        let (data, picture) = (whole(3, seed), whole(2, seed ^ 1));
        let order = |matrix: &Array2<f32>| -> Vec<u32> {
            let distance = |&other: &u32| -> f64 {
                (&matrix.row(row) - &matrix.row(other as usize)).iter().map(|&value| f64::from(value).powi(2)).sum()
            };
            let mut order: Vec<u32> = (0..n as u32).filter(|&other| other as usize != row).collect();
            order.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
            order
        };
        let (in_data, in_picture) = (order(&data), order(&picture));
        let rank = |order: &[u32], row: u32| order.iter().position(|&other| other == row).unwrap() as u32 + 1;
        let list = |from: &[u32], other: &[u32], inside: bool| {
            let indices: Vec<u32> =
                from[..k].iter().copied().filter(|&row| (rank(other, row) as usize <= k) == inside).collect();
            Ranked { ranks: indices.iter().map(|&row| rank(other, row)).collect(), indices }
        };
        let expected = Confusions {
            false_neighbors: list(&in_picture, &in_data, false),
            missing_neighbors: list(&in_data, &in_picture, false),
            kept: list(&in_data, &in_picture, true),
        };
        prop_assert_eq!(confusions(data.view(), picture.view(), row, k).unwrap(), expected);
    }
}

#[test]
fn confusions_that_cannot_be_are_refused() {
    let (data, picture) = (cloud(10, 3, 0), cloud(10, 2, 1));
    let code = |row, k| confusions(data.view(), picture.view(), row, k).unwrap_err().code();
    assert_eq!(code(10, 2), "out-of-range");
    assert_eq!(code(0, 0), "out-of-range");
    assert_eq!(code(0, 10), "out-of-range");
    assert_eq!(confusions(data.view(), cloud(9, 2, 1).view(), 0, 2).unwrap_err().code(), "shape");
}
