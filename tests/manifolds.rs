//! The manifold methods against scikit-learn's.
//!
//! The golden values come from `tests/reference/manifolds.py`, which makes the same data.

mod support;

use latent_lab::data::Dataset;
use latent_lab::learn::isomap::geodesics;
use latent_lab::learn::{Detail, METHODS, Phase, Trainer};
use latent_lab::linalg::procrustes;
use latent_lab::parameters::{Arguments, Given, Value};
use latent_lab::tree::FromTree;
use ndarray::{Array2, Axis};
use serde::Deserialize;
use std::f64::consts::PI;
use std::sync::Arc;
use support::{digits, given, number, tree};

#[derive(Deserialize)]
struct Golden {
    stride: usize,
    cases: Vec<Case>,
    geodesics: Vec<Geodesics>,
    stresses: Vec<Stress>,
}

#[derive(Deserialize)]
struct Geodesics {
    data: String,
    neighbors: usize,
    distances: Vec<f64>,
}

#[derive(Deserialize)]
struct Case {
    data: String,
    method: String,
    parameters: serde_json::Value,
    embedding: Vec<f64>,
    eigenvalues: Option<Vec<f64>>,
    #[serde(rename = "reconstructionError")]
    reconstruction_error: Option<f64>,
}

#[derive(Deserialize)]
struct Stress {
    data: String,
    init: String,
    stress: f64,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("reference/manifolds.json")).unwrap()
}

/// Knuth's linear congruential generator, as the script has it.
fn uniform(seed: u32) -> impl Iterator<Item = f64> {
    let mut state = seed;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state) / 2f64.powi(32)
    })
}

fn data(name: &str) -> Arc<Dataset> {
    let mut numbers = uniform(match name {
        "roll" => 1,
        "digits" => 2,
        _ => 3,
    });
    let mut next = || numbers.next().unwrap();
    let (values, columns): (Vec<f64>, usize) = match name {
        "roll" => {
            let mut point = || {
                let (t, height) = (1.5 * PI * (1.0 + 2.0 * next()), 21.0 * next());
                [t * t.cos(), height, t * t.sin()]
            };
            ((0..1000).flat_map(|_| point()).collect(), 3)
        }
        "digits" => {
            let pixels = digits().matrix("test").unwrap().to_owned();
            (pixels.iter().take(800 * 64).map(|&pixel| f64::from(pixel) + 0.1 * next()).collect(), 64)
        }
        _ => {
            let island = |index: usize| {
                let far = f64::from(u8::from(index % 3 == 2));
                [next() + 10.0 * (index % 3) as f64, next() + 30.0 * far, next()]
            };
            ((0..120).flat_map(island).collect(), 3)
        }
    };
    let values: Vec<f32> = values.into_iter().map(|value| value as f32).collect();
    let rows = values.len() / columns;
    Arc::new(Dataset::from_values(values, rows, columns).unwrap())
}

fn fitted(method: &str, data: &Arc<Dataset>, given: &Given) -> Box<dyn Trainer> {
    let method = METHODS.iter().find(|known| known.id == method).unwrap();
    let mut trainer = (method.start)(data, &Arguments::check("test", method.parameters, given).unwrap()).unwrap();
    while trainer.step().unwrap().phase != Phase::Done {}
    trainer
}

fn embedding(trainer: &dyn Trainer) -> Array2<f64> {
    let shape = trainer.shape();
    let mut values = vec![f32::NAN; shape.0 * shape.1];
    trainer.write_embedding(&mut values).unwrap();
    Array2::from_shape_vec(shape, values).unwrap().mapv(f64::from)
}

fn numbers(trainer: &dyn Trainer, name: &str) -> Vec<f64> {
    match &trainer.details()[name] {
        Detail::Number(value) => vec![*value],
        Detail::Numbers(values) => values.clone(),
        other => panic!("{name} is {other:?}"),
    }
}

/// scipy's Procrustes disparity: what is left of two pictures of size 1 after the best turn and stretch, squared.
fn disparity(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let standard = |picture: &Array2<f64>| {
        let centered = picture - &picture.mean_axis(Axis(0)).unwrap();
        let norm = centered.mapv(|value| value * value).sum().sqrt();
        centered / norm
    };
    let (a, b) = (standard(a), standard(b));
    let cross = a.t().dot(&b);
    1.0 - (&procrustes(cross.view()) * &cross).sum().powi(2)
}

#[test]
fn embeddings_are_those_of_scikit_learn() {
    let golden = golden();
    let mut compared = 0;
    for case in golden.cases.iter().filter(|case| METHODS.iter().any(|method| method.id == case.method)) {
        let what = format!("{} of {} {}", case.method, case.data, case.parameters);
        let given = Given::from_tree(&tree(&case.parameters)).unwrap();
        let trainer = fitted(&case.method, &data(&case.data), &given);
        let found = embedding(trainer.as_ref());
        let kept: Vec<usize> = (0..found.nrows()).step_by(golden.stride).collect();
        let expected = Array2::from_shape_vec((kept.len(), found.ncols()), case.embedding.clone()).unwrap();
        let far = disparity(&found.select(Axis(0), &kept), &expected);
        let bound = if given.get("variant") == Some(&Value::Text("modified".into())) { 1e-2 } else { 1e-3 };
        println!("{what}: disparity {far:.1e}");
        assert!(far <= bound, "{what}: disparity {far:.1e}");
        // Not only the same up to a turn: the same unit and signs, too, where scikit-learn fixes them.
        if case.method != "lle" {
            let size = expected.mapv(|value| value * value).sum().sqrt();
            let off = (found.select(Axis(0), &kept) - &expected).mapv(|value| value * value).sum().sqrt();
            assert!(off <= 1e-3 * size, "{what}: {off} of {size}");
        }
        for (found, expected) in numbers(trainer.as_ref(), "eigenvalues").iter().zip(case.eigenvalues.iter().flatten())
        {
            assert!((found / expected - 1.0).abs() < 1e-5, "{what}: eigenvalue {found} instead of {expected}");
        }
        if case.method == "lle" {
            let (found, expected) =
                (numbers(trainer.as_ref(), "reconstructionError")[0], case.reconstruction_error.unwrap());
            assert!((found / expected - 1.0).abs() < 1e-6, "{what}: error {found} instead of {expected}");
        }
        compared += 1;
    }
    assert!(compared >= 6, "only {compared} cases");
}

#[test]
fn ways_along_the_data_are_those_of_scikit_learn() {
    for Geodesics { data: name, neighbors, distances } in golden().geodesics {
        let data = data(&name);
        let found = (0..data.rows()).step_by(40).flat_map(|row| {
            let ways = geodesics(&data, neighbors, row as u32).unwrap();
            (0..data.rows()).step_by(20).map(move |other| f64::from(ways[other])).collect::<Vec<_>>()
        });
        let mut compared = 0;
        for (found, expected) in found.zip(&distances) {
            assert!((found - expected).abs() <= 1e-5 * expected.max(1.0), "{name}: {found} instead of {expected}");
            compared += 1;
        }
        assert_eq!(compared, distances.len());
    }
    assert_eq!(geodesics(&data("roll"), 5, 1000).unwrap_err().code(), "out-of-range");
}

#[test]
fn a_graph_in_pieces_is_linked_and_said_to_be() {
    let isomap = fitted("isomap", &data("islands"), &given([("neighbors", number(8.0))]));
    assert_eq!(numbers(isomap.as_ref(), "componentsFound"), [3.0]);
    assert_eq!(numbers(isomap.as_ref(), "linksAdded"), [3.0]);
    let lle = fitted("lle", &data("islands"), &given([("neighbors", number(8.0))]));
    assert_eq!(numbers(lle.as_ref(), "componentsFound"), [3.0]);
    let whole = fitted("isomap", &data("roll"), &given([]));
    assert_eq!(
        (numbers(whole.as_ref(), "componentsFound"), numbers(whole.as_ref(), "linksAdded")),
        (vec![1.0], vec![0.0])
    );
}

#[test]
fn landmarks_give_nearly_the_same_map() {
    let data = data("roll");
    let whole = embedding(fitted("isomap", &data, &given([])).as_ref());
    for (landmarks, bound) in [(100.0, 1e-2), (999.0, 1e-6)] {
        let trainer = fitted("isomap", &data, &given([("landmarks", number(landmarks))]));
        let far = disparity(&embedding(trainer.as_ref()), &whole);
        assert!(far < bound, "{landmarks} landmarks: disparity {far:.1e}");
        assert_eq!(numbers(trainer.as_ref(), "landmarks"), [landmarks]);
    }
}

#[test]
fn stress_is_as_low_as_that_of_scikit_learn() {
    for Stress { data: name, init, stress } in golden().stresses {
        let trainer = fitted("mds", &data(&name), &given([("init", Value::Text(init.clone()))]));
        let found = numbers(trainer.as_ref(), "normalizedStress")[0];
        println!("{name} from {init}: {found:.6}, scikit-learn {stress:.6}");
        // From random positions either may end in a valley of its own.
        let slack = if init == "random" { 1.05 } else { 1.0 + 1e-4 };
        assert!(found <= slack * stress, "{name} from {init}: {found} instead of {stress}");
        let picture = embedding(trainer.as_ref());
        assert!((measured_stress(&data(&name), &picture) - found).abs() < 1e-5, "{name}: the stress is another");
    }
}

/// Stress-1 by its definition.
fn measured_stress(data: &Dataset, picture: &Array2<f64>) -> f64 {
    let matrix = data.matrix("test").unwrap().mapv(f64::from);
    let distance = |rows: &Array2<f64>, i: usize, j: usize| {
        let difference = &rows.row(i) - &rows.row(j);
        difference.dot(&difference).sqrt()
    };
    let (mut stress, mut squares) = (0.0, 0.0);
    for i in 0..matrix.nrows() {
        for j in 0..i {
            let (d, wanted) = (distance(picture, i, j), distance(&matrix, i, j));
            stress += (d - wanted).powi(2);
            squares += d * d;
        }
    }
    (stress / squares).sqrt()
}

#[test]
fn stress_never_grows() {
    let data = data("islands");
    let method = METHODS.iter().find(|method| method.id == "mds").unwrap();
    let given = given([("init", Value::Text("random".into())), ("epsilon", number(0.0))]);
    let mut trainer = (method.start)(&data, &Arguments::check("test", method.parameters, &given).unwrap()).unwrap();
    let mut last = f32::INFINITY;
    loop {
        let report = trainer.step().unwrap();
        if let Some(loss) = report.loss {
            assert!(loss <= last * (1.0 + 1e-6), "{loss} after {last}");
            last = loss;
        }
        if report.phase == Phase::Done {
            break;
        }
    }
    assert!(last < 0.01);
}

#[test]
fn random_projections_keep_squared_distances_in_the_mean() {
    let data = data("digits");
    let matrix = data.matrix("test").unwrap().mapv(f64::from);
    let (mut kept, mut pairs) = (0.0, 0.0);
    for seed in 0..40 {
        let given = given([("components", number(3.0)), ("seed", number(f64::from(seed)))]);
        let picture = embedding(fitted("random-projection", &data, &given).as_ref());
        for row in 0..100 {
            let squared =
                |rows: &Array2<f64>| (&rows.row(row) - &rows.row(row + 100)).mapv(|value| value * value).sum();
            kept += squared(&picture) / squared(&matrix);
            pairs += 1.0;
        }
    }
    // The mean of 40 independent chi-squared ratios with 3 degrees of freedom has a standard deviation of 0.13.
    let mean: f64 = kept / pairs;
    assert!((mean - 1.0).abs() < 0.3, "{mean}");
}
