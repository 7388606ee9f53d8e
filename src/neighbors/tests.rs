//! Nearest neighbors against the slow obvious way.

use super::*;
use crate::random;
use ndarray::Array2;
use proptest::prelude::*;
use rand::RngExt;

const METRICS: [Metric; 3] = [Metric::L2, Metric::Cosine, Metric::Dot];

/// All distances in `f64`, one plain sum after the other, sorted.
fn oracle(matrix: &Array2<f32>, vector: &[f32], left_out: Option<usize>, metric: Metric) -> Vec<(f64, u32)> {
    let vector: Vec<f64> = vector.iter().copied().map(f64::from).collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut ranked: Vec<(f64, u32)> = matrix
        .outer_iter()
        .enumerate()
        .filter(|(index, _)| Some(*index) != left_out)
        .map(|(index, row)| {
            let row: Vec<f64> = row.iter().copied().map(f64::from).collect();
            let distance = match metric {
                Metric::L2 => row.iter().zip(&vector).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt(),
                Metric::Dot => -dot(&row, &vector),
                Metric::Cosine => {
                    let lengths = (dot(&row, &row) * dot(&vector, &vector)).sqrt();
                    if lengths == 0.0 { 1.0 } else { (1.0 - dot(&row, &vector) / lengths).max(0.0) }
                }
            };
            (distance, index as u32)
        })
        .collect();
    ranked.sort_by(|a, b| a.partial_cmp(b).unwrap());
    ranked
}

fn random_matrix(rows: usize, columns: usize, seed: u64, value: impl Fn(f64) -> f32) -> Array2<f32> {
    let mut generator = random::generator(seed, "test");
    Array2::from_shape_simple_fn((rows, columns), || value(generator.random::<f64>()))
}

/// Small whole numbers: every sum is exact, ties and duplicates abound.
fn whole_numbers(rows: usize, columns: usize, seed: u64) -> Array2<f32> {
    random_matrix(rows, columns, seed, |u| (u * 5.0).floor() as f32 - 2.0)
}

fn assert_agrees(matrix: &Array2<f32>, k: usize, metric: Metric) {
    let all = all_neighbors(matrix.view(), k, metric).unwrap();
    assert_eq!(all.indices.len(), matrix.nrows() * k);
    for (row, (indices, distances)) in all.indices.chunks(k).zip(all.distances.chunks(k)).enumerate() {
        let expected = oracle(matrix, matrix.row(row).as_slice().unwrap(), Some(row), metric);
        for ((index, distance), (expected_distance, expected_index)) in indices.iter().zip(distances).zip(expected) {
            assert_eq!(*index, expected_index, "{metric:?} row {row}");
            assert_eq!(*distance, expected_distance as f32, "{metric:?} row {row}");
        }
        let one = neighbors_of(matrix.view(), Query::Row(row), k, metric).unwrap();
        assert_eq!((one.indices.as_slice(), one.distances.as_slice()), (indices, distances), "{metric:?} row {row}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn ranks_and_ties_are_exact(n in 2_usize..150, d in 1_usize..40, k in 1_usize..30, metric in 0_usize..2, seed: u64) {
        // The cosine of whole numbers is not a whole number; its ties are tested below.
        let metric = [Metric::L2, Metric::Dot][metric];
        assert_agrees(&whole_numbers(n, d, seed), k.min(n - 1), metric);
    }

    #[test]
    fn real_numbers_far_from_the_origin(n in 2_usize..100, d in 1_usize..20, k in 1_usize..20, seed: u64) {
        // Multiples of 1/64 around 1000: differences are exact in f32, products in f32 are hopeless.
        let matrix = random_matrix(n, d, seed, |u| 1000.0 + (u * 256.0).floor() as f32 / 64.0);
        assert_agrees(&matrix, k.min(n - 1), Metric::L2);
    }

    #[test]
    fn the_scale_of_the_data_changes_no_rank(exponent in -100_i32..100, metric in 0_usize..3) {
        let metric = METRICS[metric];
        let matrix = whole_numbers(40, 6, 5);
        let scaled = matrix.mapv(|value| value * 2_f32.powi(exponent));
        let ranks = |matrix: &Array2<f32>| all_neighbors(matrix.view(), 7, metric).unwrap().indices;
        prop_assert_eq!(ranks(&matrix), ranks(&scaled));
        let one = |matrix: &Array2<f32>| neighbors_of(matrix.view(), Query::Row(3), 7, metric).unwrap().indices;
        prop_assert_eq!(one(&matrix), one(&scaled));
    }
}

#[test]
fn cosine_agrees_with_the_oracle_on_real_numbers() {
    let matrix = random_matrix(300, 17, 1, |u| u as f32 - 0.5);
    let all = all_neighbors(matrix.view(), 9, Metric::Cosine).unwrap();
    for row in 0..300 {
        let expected = oracle(&matrix, matrix.row(row).as_slice().unwrap(), Some(row), Metric::Cosine);
        for (place, (distance, index)) in expected.into_iter().take(9).enumerate() {
            assert_eq!(all.indices[row * 9 + place], index);
            assert!((f64::from(all.distances[row * 9 + place]) - distance).abs() < 1e-7);
        }
        let one = neighbors_of(matrix.view(), Query::Row(row), 9, Metric::Cosine).unwrap();
        assert_eq!(one.indices, all.indices[row * 9..(row + 1) * 9]);
    }
}

#[test]
fn many_tiles_agree_with_one_query_each() {
    // Wide rows and many of them, so that a block of rows meets several tiles.
    let matrix = random_matrix(1500, 900, 3, |u| u as f32);
    let mut builder = KnnBuilder::new(matrix.view(), 12, Metric::L2).unwrap();
    let mut steps = 1;
    while !builder.step(matrix.view()).unwrap() {
        steps += 1;
    }
    assert_eq!(builder.progress(), (steps, steps));
    assert!(steps > 40, "{steps}");
    let all = builder.take_neighbors().unwrap();
    for row in [0, 1, 700, 1499] {
        let one = neighbors_of(matrix.view(), Query::Row(row), 12, Metric::L2).unwrap();
        assert_eq!(one.indices, all.indices[row * 12..(row + 1) * 12]);
        assert_eq!(one.distances, all.distances[row * 12..(row + 1) * 12]);
    }
}

#[test]
fn duplicates_stay_and_self_goes() {
    let matrix = ndarray::array![[1.0, 2.0], [1.0, 2.0], [5.0, 5.0], [1.0, 2.0]];
    for metric in [Metric::L2, Metric::Cosine] {
        let all = all_neighbors(matrix.view(), 2, metric).unwrap();
        assert_eq!(all.indices, [1, 3, 0, 3, 0, 1, 0, 1]);
        assert_eq!(all.distances[..4], [0.0; 4]);
    }
    let found = neighbors_of(matrix.view(), Query::Vector(&[1.0, 2.0]), 4, Metric::L2).unwrap();
    assert_eq!(found.indices, [0, 1, 3, 2]);
    assert_eq!(found.distances, [0.0, 0.0, 0.0, 5.0]);
}

#[test]
fn extreme_values_are_ranked_too() {
    let matrix = ndarray::array![[3e38_f32, 0.0], [-3e38, 0.0], [1e-40, 0.0], [2e-40, 0.0], [0.0, 0.0]];
    let all = all_neighbors(matrix.view(), 4, Metric::L2).unwrap();
    assert_eq!(all.indices[8..12], [4, 3, 0, 1], "from 1e-40: 1e-40 below, 1e-40 above, then the giants");
    assert_eq!(all.distances[3], f32::INFINITY);
    assert_eq!(neighbors_of(matrix.view(), Query::Row(2), 4, Metric::L2).unwrap().indices, [4, 3, 0, 1]);
    let zeros = all_neighbors(Array2::zeros((4, 3)).view(), 3, Metric::Cosine).unwrap();
    assert_eq!(zeros.indices[..3], [1, 2, 3]);
    assert_eq!(zeros.distances, [1.0; 12]);
}

#[test]
fn questions_without_an_answer_are_refused() {
    let code = |matrix: &Array2<f32>, query, k| neighbors_of(matrix.view(), query, k, Metric::L2).unwrap_err().code();
    let one = Array2::zeros((1, 2));
    let two = Array2::zeros((2, 2));
    assert_eq!(code(&one, Query::Row(0), 1), "out-of-range");
    assert_eq!(code(&two, Query::Row(0), 2), "out-of-range");
    assert_eq!(code(&two, Query::Row(0), 0), "out-of-range");
    assert_eq!(code(&two, Query::Row(2), 1), "out-of-range");
    assert_eq!(code(&two, Query::Row(usize::MAX), 1), "out-of-range");
    assert_eq!(code(&two, Query::Vector(&[1.0]), 1), "shape");
    assert_eq!(code(&two, Query::Vector(&[1.0, f32::NAN]), 1), "not-finite");
    assert_eq!(code(&two, Query::Vector(&[1.0, 1.0]), 3), "out-of-range");
    assert_eq!(code(&Array2::zeros((0, 2)), Query::Vector(&[1.0, 1.0]), 1), "out-of-range");
    assert_eq!(code(&Array2::from_elem((2, 2), f32::NAN), Query::Row(0), 1), "unsupported");
    let all = |matrix: &Array2<f32>, k| all_neighbors(matrix.view(), k, Metric::L2).unwrap_err().code();
    assert_eq!(all(&one, 1), "out-of-range");
    assert_eq!(all(&two, 2), "out-of-range");
    assert_eq!(all(&Array2::from_elem((3, 2), f32::INFINITY), 1), "not-finite");
    let mut builder = KnnBuilder::new(two.view(), 1, Metric::L2).unwrap();
    assert_eq!(builder.step(one.view()).unwrap_err().code(), "shape");
    assert_eq!(builder.take_neighbors().unwrap_err().code(), "unsupported");
}

/// Builds the graph and counts the steps.
fn walk(build: &mut GraphBuild, matrix: &Array2<f32>) -> usize {
    let mut steps = build.progress().0 + 1;
    assert!(build.graph().is_none());
    while !build.step(matrix.view()).unwrap() {
        assert!(build.graph().is_none());
        steps += 1;
    }
    assert_eq!(build.progress(), (steps, steps));
    steps
}

#[test]
fn a_graph_is_built_once_and_its_steps_are_always_counted() {
    let matrix = random_matrix(700, 800, 2, |u| u as f32);
    let expected = all_neighbors(matrix.view(), 9, Metric::L2).unwrap();
    let graphs = Graphs::default();
    let mut cold = graphs.build(matrix.view(), 9).unwrap();
    let steps = walk(&mut cold, &matrix);
    assert!(steps > 10, "{steps}");
    assert_eq!(**cold.graph().unwrap(), expected);

    let mut warm = graphs.clone().build(matrix.view(), 9).unwrap();
    assert_eq!(walk(&mut warm, &matrix), steps);
    assert!(std::sync::Arc::ptr_eq(warm.graph().unwrap(), cold.graph().unwrap()));
    warm.restart();
    assert_eq!(walk(&mut warm, &matrix), steps);

    // A smaller k is served by the larger one, to the bit and in its own number of steps.
    let mut smaller = graphs.build(matrix.view(), 4).unwrap();
    let steps = walk(&mut smaller, &matrix);
    assert_eq!(steps, walk(&mut Graphs::default().build(matrix.view(), 4).unwrap(), &matrix));
    assert_eq!(**smaller.graph().unwrap(), all_neighbors(matrix.view(), 4, Metric::L2).unwrap());
}

#[test]
fn builders_of_the_same_graph_share_the_work() {
    let matrix = random_matrix(700, 800, 2, |u| u as f32);
    let graphs = Graphs::default();
    let (mut one, mut two) = (graphs.build(matrix.view(), 5).unwrap(), graphs.build(matrix.view(), 5).unwrap());
    for _ in 0..7 {
        one.step(matrix.view()).unwrap();
    }
    two.step(matrix.view()).unwrap();
    assert_eq!((one.progress().0, two.progress().0), (7, 1));
    walk(&mut two, &matrix);
    assert!(one.graph().is_none());
    while !one.step(matrix.view()).unwrap() {}
    assert!(std::sync::Arc::ptr_eq(one.graph().unwrap(), two.graph().unwrap()));
}

#[test]
fn graphs_that_cannot_be_are_refused() {
    let graphs = Graphs::default();
    assert_eq!(graphs.build(Array2::zeros((1, 2)).view(), 1).unwrap_err().code(), "out-of-range");
    assert_eq!(graphs.build(Array2::zeros((3, 2)).view(), 3).unwrap_err().code(), "out-of-range");
    assert_eq!(graphs.build(Array2::zeros((9000, 1)).view(), 8000).unwrap_err().code(), "too-large");
}
