//! Against scikit-learn and numpy, and what every map promises.

use super::*;
use crate::data::Picture;
use crate::linalg::product;
use crate::parameters::{Given, Value};
use ndarray::{Axis, array};
use serde::Deserialize;
use std::collections::BTreeMap;

/// See tests/reference/represent.py.
#[derive(Deserialize)]
struct Golden {
    data: Vec<Vec<f64>>,
    counts: Vec<Vec<f64>>,
    maps: Vec<GoldenMap>,
    tf_idf: Vec<Vec<f64>>,
    waves: Waves,
}

#[derive(Deserialize)]
struct GoldenMap {
    map: String,
    given: BTreeMap<String, f64>,
    expected: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Waves {
    frequencies: Vec<Vec<f64>>,
    phases: Vec<f64>,
    expected: Vec<Vec<f64>>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../tests/reference/represent.json")).unwrap()
}

fn matrix(rows: &[Vec<f64>]) -> Array2<f64> {
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

fn fit(id: &str, data: &Array2<f32>, given: &Given) -> Result<Box<dyn Fitted>> {
    let map = feature_map(id)?;
    (map.fit)(data.view(), &Arguments::check(map.id, map.parameters, given)?)
}

fn given<'a>(values: impl IntoIterator<Item = (&'a str, f64)>) -> Given {
    values.into_iter().map(|(id, value)| (id.to_string(), Value::Number(value))).collect()
}

fn assert_close(found: &Array2<f32>, expected: &Array2<f64>, tolerance: f64, what: &str) {
    assert_eq!(found.dim(), expected.dim(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((f64::from(*found) - expected).abs() <= tolerance, "{what}: {found} {expected}");
    }
}

#[test]
fn maps_agree_with_numpy_and_scikit_learn() {
    let golden = golden();
    let data = matrix(&golden.data).mapv(|value| value as f32);
    for GoldenMap { map, given: values, expected } in &golden.maps {
        let given = given(values.iter().map(|(id, &value)| (id.as_str(), value)));
        let found = fit(map, &data, &given).unwrap().transform(data.view()).unwrap();
        assert_close(&found, &matrix(expected), 2e-5, &format!("{map} {given:?}"));
    }
    let counts = matrix(&golden.counts).mapv(|value| value as f32);
    let found = fit("tf-idf", &counts, &Given::new()).unwrap().transform(counts.view()).unwrap();
    assert_close(&found, &matrix(&golden.tf_idf), 1e-6, "tf-idf");
}

#[test]
fn random_fourier_features_follow_scikit_learns_formula() {
    let golden = golden();
    let data = matrix(&golden.data).mapv(|value| value as f32);
    let Waves { frequencies, phases, expected } = golden.waves;
    let waves = random_fourier::RandomFourier { frequencies: matrix(&frequencies), phases };
    assert_close(&waves.transform(data.view()).unwrap(), &matrix(&expected), 2e-6, "random-fourier");
}

#[test]
fn random_fourier_features_approach_the_gaussian_kernel() {
    let data = array![[0.0_f32, 0.0], [1.0, 0.5], [-2.0, 1.0], [0.1, 3.0]];
    let sigma = 1.5;
    let waves = fit("random-fourier", &data, &given([("features", 10_000.0), ("sigma", sigma)])).unwrap();
    let features = waves.transform(data.view()).unwrap();
    let kernel = product(features.view(), features.t());
    for ((i, j), found) in kernel.indexed_iter() {
        let square = (&data.row(i) - &data.row(j)).mapv(|value| f64::from(value).powi(2)).sum();
        let expected = (-square / (2.0 * sigma * sigma)).exp();
        assert!((f64::from(*found) - expected).abs() < 0.05, "{found} {expected}");
    }
    let fewer = fit("random-fourier", &data, &given([("features", 10.0), ("sigma", sigma)])).unwrap();
    let fewer = fewer.transform(data.view()).unwrap().mapv(|value| value * (10.0_f32 / 10_000.0).sqrt());
    assert_close(&fewer, &features.slice(ndarray::s![.., ..10]).mapv(f64::from), 1e-6, "more waves keep the first");
}

#[test]
fn whitened_data_has_the_identity_for_its_covariance() {
    let data = matrix(&golden().data).mapv(|value| value as f32).slice(ndarray::s![.., ..4]).to_owned();
    let white = fit("whiten", &data, &Given::new()).unwrap().transform(data.view()).unwrap();
    let covariance = product(white.t(), white.view()) / white.nrows() as f32;
    assert_close(&covariance, &Array2::eye(4), 1e-4, "covariance");
    // The scale of the data does not matter.
    let large = data.mapv(|value| value * 1e12);
    let same = fit("whiten", &large, &Given::new()).unwrap().transform(large.view()).unwrap();
    assert_close(&same, &white.mapv(f64::from), 1e-4, "scaled");
}

#[test]
fn removed_directions_are_gone() {
    let data = matrix(&golden().data).mapv(|value| value as f32);
    let map = fit("remove-components", &data, &given([("components", 2.0)])).unwrap();
    let variances = |data: &Array2<f32>| fit("whiten", data, &Given::new()).unwrap().details()["variances"].clone();
    let (before, after) = (variances(&data), variances(&map.transform(data.view()).unwrap()));
    for (before, after) in before[2..].iter().zip(&after) {
        assert!((before - after).abs() < 1e-4 * before.max(1.0), "{before} {after}");
    }
    let all = fit("remove-components", &data, &given([("components", 5.0)])).unwrap();
    assert_close(&all.transform(data.view()).unwrap(), &Array2::zeros(data.dim()), 1e-5, "all removed");
    let error = fit("remove-components", &data, &given([("components", 6.0)])).err().unwrap();
    assert_eq!(error.code(), "out-of-range");
}

#[test]
fn few_rows_give_the_same_directions_as_many() {
    // 12 rows of 30 columns; the same rows three times have the same covariance, found by way of the columns.
    let mut generator = crate::random::generator(3, "rows");
    let cloud = |rows: usize, generator: &mut _| {
        Array2::from_shape_fn((rows, 30), |(_, column)| {
            (rand::RngExt::random::<f32>(generator) - 0.5) * (1 + column % 7) as f32
        })
    };
    let (few, unseen) = (cloud(12, &mut generator), cloud(5, &mut generator));
    let many = ndarray::concatenate(ndarray::Axis(0), &[few.view(), few.view(), few.view()]).unwrap();
    let maps = [
        ("whiten", Given::new()),
        ("whiten", given([("epsilon", 0.2)])),
        ("remove-components", given([("components", 3.0)])),
        ("remove-components", given([("components", 11.0)])),
    ];
    for (map, parameters) in maps {
        let [found, expected] = [&few, &many].map(|data| fit(map, data, &parameters).unwrap());
        for rows in [&few, &unseen] {
            let expected = expected.transform(rows.view()).unwrap().mapv(f64::from);
            let largest = expected.iter().fold(1.0_f64, |largest, value| largest.max(value.abs()));
            assert_close(&found.transform(rows.view()).unwrap(), &expected, 1e-5 * largest, map);
        }
        let variances = [&found, &expected].map(|fitted| fitted.details()["variances"].clone());
        assert_eq!(variances[0].len(), 30);
        assert!(variances[0].iter().zip(&variances[1]).all(|(a, b)| (a - b).abs() < 1e-9), "{map}");
    }
    // More directions than there are, and rows that are all alike.
    let gone = fit("remove-components", &few, &given([("components", 30.0)])).unwrap();
    assert_close(&gone.transform(unseen.view()).unwrap(), &Array2::zeros(unseen.dim()), 1e-5, "all removed");
    let alike = fit("whiten", &Array2::ones((3, 30)), &Given::new()).unwrap();
    assert_close(&alike.transform(unseen.view()).unwrap(), &Array2::zeros(unseen.dim()), 0.0, "no variance");
}

#[test]
fn quantized_values_are_near_and_few() {
    let data = array![[0.0_f32, -3.0, 0.3], [0.0, 1.0, 0.1], [0.0, 2.9, -0.25]];
    let map = fit("quantize", &data, &given([("bits", 4.0)])).unwrap();
    let found = map.transform(data.view()).unwrap();
    for (column, scale) in [0.0, 3.0 / 7.0, 0.3 / 7.0].into_iter().enumerate() {
        for (before, after) in data.column(column).iter().zip(found.column(column)) {
            assert!((before - after).abs() <= scale / 2.0 + 1e-6, "{before} {after}");
        }
    }
    assert_eq!(map.details()["bytes"], [5.0 + 12.0], "nine values of half a byte, three scales");
    assert_eq!(map.details()["bytesBefore"], [36.0]);
    let beyond = map.transform(array![[5.0, 100.0, -100.0]].view()).unwrap();
    assert_close(&beyond, &array![[0.0, 3.0, -0.3]], 1e-6, "beyond the fitted range");
}

#[test]
fn tf_idf_refuses_what_is_not_a_count() {
    let error = fit("tf-idf", &array![[1.0, 2.0], [0.0, -1.0]], &Given::new()).err().unwrap();
    assert_eq!(error.code(), "out-of-range");
    assert!(error.to_string().contains("row 1, column 1"), "{error}");
    let fitted = fit("tf-idf", &array![[1.0, 2.0]], &Given::new()).unwrap();
    assert_eq!(fitted.transform(array![[-1.0_f32, 2.0]].view()).unwrap_err().code(), "out-of-range");
}

/// Maps that take no dense matrix; tests/counts.rs has their promises.
const OF_TEXTS: [&str; 4] = ["one-hot", "bag-of-words", "co-occurrence", "pmi"];

#[test]
fn every_map_keeps_its_promises() {
    for map in FEATURE_MAPS {
        let id = map.id;
        assert_eq!(feature_map(id).unwrap().id, id);
        if OF_TEXTS.contains(&id) {
            assert_eq!(fit(id, &Array2::zeros((4, 3)), &Given::new()).err().unwrap().code(), "unsupported", "{id}");
            continue;
        }
        for data in [array![[3.0_f32, 0.0, 1.0]], array![[3.0_f32, 0.0, 1.0], [3.0, 2.0, 0.5]], Array2::zeros((4, 3))] {
            let fitted = fit(id, &data, &Given::new()).unwrap();
            let found = fitted.transform(data.view()).unwrap();
            assert_eq!(found.dim(), (data.nrows(), fitted.outputs()), "{id}");
            assert_eq!(fitted.inputs(), 3, "{id}");
            assert!(found.iter().all(|value| value.is_finite()), "{id}: {found}");
            assert_eq!(
                found,
                fit(id, &data, &Given::new()).unwrap().transform(data.view()).unwrap(),
                "{id}: same bits"
            );
            // Rows are mapped one by one.
            let first = fitted.transform(data.slice(ndarray::s![..1, ..])).unwrap();
            assert_close(&first, &found.select(Axis(0), &[0]).mapv(f64::from), 1e-6, id);
            let none = fitted.transform(data.slice(ndarray::s![..0, ..])).unwrap();
            assert_eq!(none.dim(), (0, fitted.outputs()), "{id}");
            assert_eq!(fitted.transform(array![[1.0_f32]].view()).unwrap_err().code(), "shape", "{id}");
            assert!(fitted.details().values().flatten().all(|value| value.is_finite()), "{id}");
        }
        assert_eq!(fit(id, &Array2::zeros((0, 3)), &Given::new()).err().unwrap().code(), "empty", "{id}");
    }
    assert_eq!(feature_map("whitening").unwrap_err().code(), "unknown-name");
}

#[test]
fn what_is_known_of_the_rows_stays() {
    let data = Dataset::from_values(vec![0.0, 0.5, 1.0, 0.25], 2, 2).unwrap();
    let data = data.with_labels(vec![4, 7]).unwrap().with_names(vec!["a".into(), "b".into()]).unwrap();
    let data = data.with_factors(Factors { names: vec!["size"], values: array![[1.0], [2.0]] }).unwrap();
    let data = data.with_picture(Picture { height: 1, width: 2 }).unwrap();
    for map in FEATURE_MAPS.iter().filter(|map| !OF_TEXTS.contains(&map.id)) {
        let arguments = Arguments::check(map.id, map.parameters, &Given::new()).unwrap();
        let found = map.apply(&data, &arguments).unwrap();
        assert_eq!(found.labels(), data.labels());
        assert_eq!(found.names(), data.names());
        assert_eq!(found.factors(), data.factors());
        assert_eq!(found.picture().is_some(), map.keeps_pictures);
    }
}
