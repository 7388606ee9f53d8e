//! Against scikit-learn, and against the definition.

use super::super::SAMPLE;
use super::*;
use crate::random;
use ndarray::{Array2, s};
use proptest::prelude::*;
use rand::RngExt;
use serde::Deserialize;

/// See tests/reference/judge.py.
#[derive(Deserialize)]
struct Golden {
    data: Vec<Vec<f32>>,
    embedding: Vec<Vec<f32>>,
    labels: Vec<i32>,
    measures: Vec<Measures>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Measures {
    k: usize,
    trustworthiness: f64,
    continuity: f64,
    overlap: f64,
    label_accuracy: [f64; 2],
}

fn matrix(rows: &[Vec<f32>]) -> Array2<f32> {
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

#[test]
fn it_is_scikit_learns_trustworthiness() {
    let golden: Golden = serde_json::from_str(include_str!("../../../tests/reference/judge.json")).unwrap();
    let (data, embedding) = (matrix(&golden.data), matrix(&golden.embedding));
    assert!(golden.measures.len() > 2);
    for expected in golden.measures {
        let found = quality(data.view(), embedding.view(), expected.k, 0).unwrap();
        assert!((found.trustworthiness - expected.trustworthiness).abs() < 1e-9);
        assert!((found.continuity - expected.continuity).abs() < 1e-9);
        assert!((found.neighborhood_preservation - expected.overlap).abs() < 1e-9);
        assert!(!found.sampled && found.rows.len() == data.nrows());
        assert_eq!(found.label_accuracy, None);
        let mut builder = RanksBuilder::new(data.view(), None, 0);
        while !builder.step(data.view()).unwrap() {}
        let ranks = builder.into_ranks().unwrap();
        let labeled = quality_of(&ranks, embedding.view(), expected.k, Some(&golden.labels)).unwrap();
        let LabelAccuracy { data, embedding } = labeled.label_accuracy.unwrap();
        for (found, expected) in [data, embedding].iter().zip(expected.label_accuracy) {
            assert!((found - expected).abs() < 1e-9, "k = {}: {found} {expected}", labeled.k);
        }
        assert_eq!(Quality { label_accuracy: None, ..labeled }, found);
    }
}

/// Both measures by their definition: full ranks of all pairs.
fn by_definition(data: &Array2<f32>, embedding: &Array2<f32>, k: usize) -> [f64; 3] {
    let n = data.nrows();
    let ranks = |matrix: &Array2<f32>| -> Vec<Vec<usize>> {
        (0..n)
            .map(|own| {
                let distance = |other: usize| -> f64 {
                    matrix.row(own).iter().zip(matrix.row(other)).map(|(a, b)| f64::from(a - b).powi(2)).sum()
                };
                let mut order: Vec<usize> = (0..n).filter(|&other| other != own).collect();
                order.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)));
                (0..n).map(|other| order.iter().position(|&row| row == other).map_or(0, |place| place + 1)).collect()
            })
            .collect()
    };
    let (in_data, in_embedding) = (ranks(data), ranks(embedding));
    let mut sums = [0.0; 3];
    for i in 0..n {
        for j in (0..n).filter(|&j| j != i) {
            let (data, embedding) = (in_data[i][j], in_embedding[i][j]);
            sums[0] += if embedding <= k { data.saturating_sub(k) as f64 } else { 0.0 };
            sums[1] += if data <= k { embedding.saturating_sub(k) as f64 } else { 0.0 };
            sums[2] += f64::from(u8::from(data <= k && embedding <= k));
        }
    }
    let (n, k) = (n as f64, k as f64);
    let scale = 2.0 / (n * k * (2.0 * n - 3.0 * k - 1.0));
    [1.0 - scale * sums[0], 1.0 - scale * sums[1], sums[2] / (n * k)]
}

fn whole_numbers(rows: usize, columns: usize, seed: u64) -> Array2<f32> {
    let mut generator = random::generator(seed, "test");
    Array2::from_shape_simple_fn((rows, columns), || (generator.random::<f64>() * 6.0).floor() as f32)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn it_is_what_the_definition_says(n in 3_usize..90, d in 1_usize..6, k in 1_usize..12, seed: u64) {
        let k = k.min((n - 1) / 2);
        // Whole numbers: full of ties and duplicates, which both ways must rank alike.
        let (data, embedding) = (whole_numbers(n, d, seed), whole_numbers(n, 2, seed ^ 1));
        let found = quality(data.view(), embedding.view(), k, 0).unwrap();
        let expected = by_definition(&data, &embedding, k);
        for (found, expected) in
            [found.trustworthiness, found.continuity, found.neighborhood_preservation].iter().zip(expected)
        {
            prop_assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        let points = &found.per_point.trustworthiness;
        let mean = points.iter().copied().map(f64::from).sum::<f64>() / n as f64;
        prop_assert!((mean - found.trustworthiness).abs() < 1e-6);
        let same = quality(data.view(), data.view(), k, 0).unwrap();
        prop_assert_eq!([same.trustworthiness, same.continuity, same.neighborhood_preservation], [1.0; 3]);
    }
}

#[test]
fn many_rows_are_judged_by_a_sample() {
    let data = whole_numbers(6000, 3, 1).mapv(|value| value + 1e5);
    let mut generator = random::generator(2, "test");
    let embedding = data.slice(s![.., ..2]).mapv(|value| value + generator.random::<f32>());
    let found = quality(data.view(), embedding.view(), 10, 7).unwrap();
    assert!(found.sampled);
    assert_eq!(found.rows.len(), SAMPLE);
    assert!(found.rows.is_sorted_by(|a, b| a < b) && found.rows.last().is_some_and(|&row| row < 6000 && row > 5900));
    assert_eq!(found.per_point.continuity.len(), SAMPLE);
    assert!((0.5..1.0).contains(&found.trustworthiness), "{}", found.trustworthiness);
    assert_eq!(found, quality(data.view(), embedding.view(), 10, 7).unwrap());
    assert_ne!(found.rows, quality(data.view(), embedding.view(), 10, 8).unwrap().rows);
}

#[test]
fn questions_without_an_answer_are_refused() {
    let zeros = |rows| Array2::<f32>::zeros((rows, 2));
    let code = |data: &Array2<f32>, embedding: &Array2<f32>, k| {
        quality(data.view(), embedding.view(), k, 0).unwrap_err().code()
    };
    for n in 0..3 {
        assert_eq!(code(&zeros(n), &zeros(n), 1), "out-of-range", "{n} rows");
    }
    assert_eq!(code(&zeros(10), &zeros(10), 5), "out-of-range");
    assert_eq!(code(&zeros(10), &zeros(10), 0), "out-of-range");
    assert_eq!(code(&zeros(10), &zeros(9), 2), "shape");
    assert_eq!(code(&zeros(10), &Array2::from_elem((10, 2), f32::NAN), 2), "not-finite");
    assert!(quality(zeros(10).view(), zeros(10).view(), 4, 0).is_ok());
    let mut builder = RanksBuilder::new(zeros(10).view(), None, 0);
    assert_eq!(builder.step(zeros(11).view()).unwrap_err().code(), "shape");
    assert_eq!(builder.into_ranks().unwrap_err().code(), "unsupported");
    assert_eq!(code(&Array2::from_elem((10, 2), f32::NAN), &zeros(10), 2), "not-finite");
}
