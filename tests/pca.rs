//! Principal component analysis against scikit-learn's, and where it has to stand firm.
//!
//! The golden values come from `tests/reference/pca.py`.

mod support;

use latent_lab::Result;
use latent_lab::data::Dataset;
use latent_lab::learn::{Detail, METHODS, Phase, Trainer};
use latent_lab::parameters::{Arguments, Given, Value};
use latent_lab::random::generator;
use rand::Rng;
use serde::Deserialize;
use std::sync::Arc;
use support::{digits, given, number, scattered};

fn start(data: &Arc<Dataset>, given: &Given) -> Result<Box<dyn Trainer>> {
    let method = METHODS.iter().find(|method| method.id == "pca").unwrap();
    (method.start)(data, &Arguments::check("pca", method.parameters, given)?)
}

fn fitted(data: &Arc<Dataset>, given: &Given) -> Box<dyn Trainer> {
    let mut trainer = start(data, given).unwrap();
    while trainer.step().unwrap().phase != Phase::Done {}
    trainer
}

fn embedding(trainer: &dyn Trainer) -> Vec<f32> {
    let (rows, columns) = trainer.shape();
    let mut values = vec![f32::NAN; rows * columns];
    trainer.write_embedding(&mut values).unwrap();
    values
}

/// The numbers of a detail, whatever its shape.
fn detail(trainer: &dyn Trainer, name: &str) -> Vec<f64> {
    match &trainer.details()[name] {
        Detail::Number(value) => vec![*value],
        Detail::Numbers(values) => values.clone(),
        Detail::Matrix { values, .. } => values.iter().copied().map(f64::from).collect(),
        Detail::Text(text) => panic!("{name} is \"{text}\""),
    }
}

fn text(name: &str) -> Value {
    Value::Text(name.into())
}

#[track_caller]
fn assert_close(what: &str, found: impl IntoIterator<Item = f64>, expected: &[f64], tolerance: f64) {
    let found: Vec<f64> = found.into_iter().collect();
    assert!(found.len() >= expected.len(), "{what}: {} values", found.len());
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let off = (found - expected).abs();
        assert!(off <= tolerance, "{what}: value {index} is {found}, {off:.1e} away from {expected}");
    }
}

#[derive(Deserialize)]
struct Golden {
    iris: Matrix,
    wide: Matrix,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Matrix {
    columns: usize,
    values: Vec<f32>,
}

impl Matrix {
    fn dataset(&self) -> Dataset {
        Dataset::from_values(self.values.clone(), self.values.len() / self.columns, self.columns).unwrap()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    data: String,
    components: usize,
    whiten: bool,
    explained_variance: Vec<f64>,
    explained_variance_ratio: Vec<f64>,
    singular_values: Vec<f64>,
    noise_variance: f64,
    mean: Vec<f64>,
    loadings: Vec<f64>,
    rows: usize,
    projections: Vec<f64>,
    inverse: Vec<f64>,
}

#[test]
fn every_solver_agrees_with_scikit_learn() {
    let golden: Golden = serde_json::from_str(include_str!("reference/pca.json")).unwrap();
    for case in &golden.cases {
        let data = Arc::new(match case.data.as_str() {
            "digits" => digits(),
            "iris" => golden.iris.dataset(),
            _ => golden.wide.dataset(),
        });
        for solver in ["auto", "full", "randomized"] {
            let what = |name: &str| format!("{name} of {} by {solver}", case.data);
            let trainer = fitted(
                &data,
                &given([
                    ("components", number(case.components as f64)),
                    ("solver", text(solver)),
                    ("whiten", Value::Flag(case.whiten)),
                ]),
            );
            let trainer = trainer.as_ref();
            let relative = |values: &[f64]| values.iter().copied().map(|value| value / values[0]).collect::<Vec<_>>();
            let check = |name: &str, expected: &[f64], tolerance| {
                let found = detail(trainer, name);
                assert_close(
                    &what(name),
                    found.iter().map(|value| value / expected[0]),
                    &relative(expected),
                    tolerance,
                );
            };
            assert_close(
                &what("ratio"),
                detail(trainer, "explainedVarianceRatio"),
                &case.explained_variance_ratio,
                1e-5,
            );
            check("explainedVariance", &case.explained_variance, 1e-5);
            check("singularValues", &case.singular_values, 1e-5);
            assert_close(&what("noise"), detail(trainer, "noiseVariance"), &[case.noise_variance], 1e-4);
            assert_close(&what("mean"), detail(trainer, "mean"), &case.mean, 1e-6);
            assert_close(&what("components"), detail(trainer, "components"), &case.loadings, 1e-3);
            let scale = case.projections.iter().fold(1.0_f64, |largest, value| largest.max(value.abs()));
            let projections = embedding(trainer);
            assert_eq!(case.projections.len(), case.rows * case.components);
            assert_close(&what("projections"), projections.iter().map(|&v| v.into()), &case.projections, 1e-3 * scale);
            let inverse = trainer.decoder().unwrap().decode(&projections[..3 * case.components]).unwrap();
            assert_close(&what("inverse"), inverse.iter().map(|&v| v.into()), &case.inverse, 1e-3 * scale);
        }
    }
}

#[test]
fn all_components_give_the_data_back() {
    let data = Arc::new(digits());
    for whiten in [false, true] {
        // Three of the 64 pixels are the same in all pictures: whitening must not divide by their deviation, 0.
        let trainer = fitted(&data, &given([("components", number(64.0)), ("whiten", Value::Flag(whiten))]));
        let decoded = trainer.decoder().unwrap().decode(&embedding(trainer.as_ref())).unwrap();
        let values = data.matrix("test").unwrap();
        assert_close(
            "digits",
            decoded.into_iter().map(f64::from),
            &values.mapv(f64::from).into_raw_vec_and_offset().0,
            1e-4,
        );
        let sum: f64 = detail(trainer.as_ref(), "explainedVarianceRatio").iter().sum();
        assert!((sum - 1.0).abs() < 1e-9, "the ratios sum to {sum}");
    }
}

#[test]
fn the_encoder_repeats_the_embedding() {
    let data = Arc::new(digits());
    for solver in ["full", "randomized"] {
        let trainer = fitted(&data, &given([("components", number(3.0)), ("solver", text(solver))]));
        let rows = data.matrix("test").unwrap();
        let codes = trainer.encoder().unwrap().encode(rows.as_slice().unwrap()).unwrap();
        assert_eq!(codes, embedding(trainer.as_ref()));
        let one = trainer.encoder().unwrap().encode(rows.row(70).as_slice().unwrap()).unwrap();
        assert_eq!(one, codes[3 * 70..3 * 71]);
    }
}

#[test]
fn coordinates_kept_from_the_passes_are_those_that_the_components_give() {
    // Wide enough to keep them; off the origin or near it, scaled, and with so slow a decay that the basis is replaced.
    for (offset, scale, decay) in
        [(0.0, 1.0, 0.9_f32), (5.0, 1.0, 0.9), (0.0, 1e6, 0.9), (3e3, 1e-3, 0.9), (0.0, 1.0, 0.999)]
    {
        let shape = scattered(700, 400);
        let mut matrix = shape.matrix("test").unwrap().to_owned();
        for (column, mut values) in matrix.columns_mut().into_iter().enumerate() {
            values.mapv_inplace(|value| scale * (value * decay.powi(column as i32) + offset));
        }
        let data = Arc::new(Dataset::from_matrix(matrix).unwrap());
        for whiten in [false, true] {
            let given = given([("solver", text("randomized")), ("whiten", Value::Flag(whiten))]);
            let trainer = fitted(&data, &given);
            let found = embedding(trainer.as_ref());
            let rows: Vec<f32> = data.matrix("test").unwrap().iter().copied().collect();
            let expected = trainer.encoder().unwrap().encode(&rows).unwrap();
            let size = expected.iter().fold(0.0_f32, |size, value| size.max(value.abs()));
            for (found, expected) in found.iter().zip(&expected) {
                assert!(
                    (found - expected).abs() < 2e-5 * size,
                    "{found} is not {expected} at {offset}, {scale}, {decay}"
                );
            }
        }
    }
}

#[test]
fn wide_and_long_data_agree_between_solvers() {
    // The longer side alternates, so that the full solver goes by way of the covariance matrix and of its twin.
    for (rows, columns) in [(700, 300), (300, 700), (40, 2000), (2000, 40)] {
        let data = Arc::new(decaying(rows, columns));
        let by = |solver: &str| fitted(&data, &given([("components", number(4.0)), ("solver", text(solver))]));
        let (full, randomized) = (by("full"), by("randomized"));
        for (name, tolerance) in [("explainedVarianceRatio", 1e-6), ("components", 1e-3)] {
            let expected = detail(full.as_ref(), name);
            assert_close(
                &format!("{name} of {rows} × {columns}"),
                detail(randomized.as_ref(), name),
                &expected,
                tolerance,
            );
        }
    }
}

/// Rows along a few directions of falling strength, far away from the origin.
fn decaying(rows: usize, columns: usize) -> Dataset {
    let wave = |row: usize, k: usize| ((row * (3 * k + 1)) as f32 * 0.37 + k as f32).sin() * 0.7_f32.powi(k as i32);
    let shape = |k: usize, column: usize| ((column * (2 * k + 1)) as f32 * 0.11 + k as f32).cos();
    let value = |row, column| 100.0 + (0..12).map(|k| wave(row, k) * shape(k, column)).sum::<f32>();
    let values = (0..rows * columns).map(|index| value(index / columns, index % columns)).collect();
    Dataset::from_values(values, rows, columns).unwrap()
}

#[test]
fn data_without_structure_converges_too() {
    // Neighboring variances differ by a percent or so: the slowest case for a few passes.
    let mut random = generator(1, "noise");
    let values = (0..2000 * 300).map(|_| (random.next_u32() >> 8) as f32 / (1 << 24) as f32).collect();
    let data = Arc::new(Dataset::from_values(values, 2000, 300).unwrap());
    let by = |solver: &str| fitted(&data, &given([("components", number(3.0)), ("solver", text(solver))]));
    let (full, randomized) = (by("full"), by("randomized"));
    let passes = detail(randomized.as_ref(), "passes")[0];
    assert!((2.0..80.0).contains(&passes), "{passes} passes");
    let expected = detail(full.as_ref(), "explainedVarianceRatio");
    assert_close("ratios", detail(randomized.as_ref(), "explainedVarianceRatio"), &expected, 1e-6);
}

#[test]
fn degenerate_data_gives_orthonormal_components() {
    let cases = [
        ("all the same", Dataset::from_values(vec![3.0; 40], 8, 5)),
        ("two rows", Dataset::from_values(vec![1.0, 2.0, 3.0, 4.0, 5.0, 7.0], 2, 3)),
        ("one column", Dataset::from_values(vec![1.0, 2.0, 4.0, 8.0], 4, 1)),
        ("duplicates in few rows", Dataset::from_values([1.0, 2.0, 3.0, 5.0, 8.0].repeat(3), 3, 5)),
        ("tiny", Dataset::from_values((0..30).map(|i| (i * i % 7) as f32 * 1e-38).collect(), 10, 3)),
        ("huge", Dataset::from_values((0..30).map(|i| (i * i % 7) as f32 * 1e36).collect(), 10, 3)),
    ];
    for (what, data) in cases {
        let data = Arc::new(data.unwrap());
        let (rows, columns) = data.matrix("test").unwrap().dim();
        for solver in ["full", "randomized"] {
            for whiten in [false, true] {
                let count = rows.min(columns);
                let parameters =
                    [("components", number(count as f64)), ("solver", text(solver)), ("whiten", Value::Flag(whiten))];
                let trainer = fitted(&data, &given(parameters));
                let components = detail(trainer.as_ref(), "components");
                for (i, one) in components.chunks(columns).enumerate() {
                    for (j, other) in components.chunks(columns).enumerate() {
                        let dot: f64 = one.iter().zip(other).map(|(a, b)| a * b).sum();
                        assert!(
                            (dot - f64::from(u8::from(i == j))).abs() < 1e-5,
                            "{what} by {solver}: {i}·{j} = {dot}"
                        );
                    }
                }
                assert!(embedding(trainer.as_ref()).iter().all(|value| value.is_finite()), "{what} by {solver}");
                for name in ["explainedVariance", "explainedVarianceRatio", "singularValues", "noiseVariance"] {
                    let values = detail(trainer.as_ref(), name);
                    assert!(
                        values.iter().all(|value| value.is_finite() && *value >= 0.0),
                        "{name} of {what}: {values:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn scale_and_offset_of_the_input_do_not_matter() {
    let base = decaying(300, 30);
    let matrix = base.matrix("test").unwrap();
    for solver in ["full", "randomized"] {
        let fit =
            |data: Dataset| fitted(&Arc::new(data), &given([("components", number(3.0)), ("solver", text(solver))]));
        let expected = detail(fit(base.clone()).as_ref(), "explainedVarianceRatio");
        for factor in [1e-20_f32, 1e20] {
            let scaled = fit(Dataset::from_matrix(matrix.mapv(|value| value * factor)).unwrap());
            assert_close("ratios", detail(scaled.as_ref(), "explainedVarianceRatio"), &expected, 1e-5);
        }
    }
}

#[test]
fn what_cannot_be_done_is_refused_in_words() {
    let data = Arc::new(scattered(5, 3));
    let refused = |data: &Arc<Dataset>, given: &Given| start(data, given).err().expect("refused");
    let error = refused(&data, &given([("components", number(4.0))]));
    assert_eq!(error.code(), "out-of-range");
    assert_eq!(error.to_string(), "pca: components is 4, but must be at most 3, the number of columns");
    let few = Arc::new(scattered(2, 9));
    let error = refused(&few, &given([("components", number(3.0))]));
    assert!(error.to_string().ends_with("at most 2, the number of rows"), "{error}");
    let one = Arc::new(scattered(1, 3));
    assert_eq!(refused(&one, &given([("components", number(1.0))])).code(), "out-of-range");
    let large = Arc::new(scattered(2100, 2100));
    assert_eq!(refused(&large, &given([("solver", text("full"))])).code(), "too-large");

    let trainer = start(&data, &Given::new()).unwrap();
    assert_eq!(trainer.encoder().unwrap().encode(&[0.0; 3]).unwrap_err().code(), "unsupported");
    assert_eq!(trainer.decoder().unwrap().decode(&[0.0; 2]).unwrap_err().code(), "unsupported");

    let spread = Arc::new(Dataset::from_values(vec![3e38, -3e38, 3e38, -3e38], 4, 1).unwrap());
    let mut trainer = start(&spread, &given([("components", number(1.0))])).unwrap();
    assert_eq!(trainer.step().unwrap_err().code(), "out-of-range");
    assert_eq!(embedding(trainer.as_ref()), [0.0; 4]);
}
