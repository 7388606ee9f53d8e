//! UMAP against umap-learn. `tests/reference/umap.py` made the numbers.

mod support;

use latent_lab::data::Dataset;
use latent_lab::judge::quality;
use latent_lab::lab::{Id, Lab};
use latent_lab::learn::{Detail, Details, Phase};
use latent_lab::parameters::{Given, Value};
use ndarray::{Array2, Axis, concatenate, s};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use support::{digits, given, number, scattered};

fn golden() -> Json {
    serde_json::from_str(include_str!("reference/umap.json")).expect("valid JSON")
}

fn floats(json: &Json) -> Vec<f64> {
    json.as_array().expect("a list").iter().map(|value| value.as_f64().expect("a number")).collect()
}

fn started(data: Dataset, parameters: &Given) -> (Lab, Id) {
    let mut lab = Lab::new();
    let data = lab.add(data);
    let run = lab.start("umap", data, parameters).unwrap_or_else(|error| panic!("{error}"));
    (lab, run)
}

fn finished(data: Dataset, parameters: &Given) -> (Array2<f32>, Details) {
    let (mut lab, run) = started(data, parameters);
    let report = lab.step(run, 1_000_000).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((report.phase, report.step), (Phase::Done, report.planned));
    let run = lab.run("test", run).unwrap();
    let embedding = run.embedding_matrix().unwrap();
    assert!(embedding.iter().all(|value| value.is_finite()));
    (embedding, run.trainer().details())
}

fn number_of(details: &Details, name: &str) -> f64 {
    let Some(&Detail::Number(value)) = details.get(name) else { panic!("no {name}") };
    value
}

fn text_of<'a>(details: &'a Details, name: &str) -> &'a str {
    let Some(Detail::Text(value)) = details.get(name) else { panic!("no {name}") };
    value
}

fn text(value: &str) -> Value {
    Value::Text(value.into())
}

#[test]
fn curves_are_those_of_umap_learn() {
    for curve in golden()["curves"].as_array().expect("curves") {
        let [spread, distance] = ["spread", "minDist"].map(|key| curve[key].as_f64().expect("a number"));
        let (lab, run) = started(scattered(30, 4), &given([("spread", number(spread)), ("minDist", number(distance))]));
        let details = lab.run("test", run).unwrap().trainer().details();
        for (name, expected) in ["a", "b"].into_iter().zip(floats(&curve["ab"])) {
            let found = number_of(&details, name);
            assert!(
                (found - expected).abs() < 1e-3 * expected.max(1.0),
                "{spread}, {distance}: {name} {found} {expected}"
            );
        }
    }
}

#[test]
fn weights_are_those_of_umap_learn() {
    let golden = golden();
    let points: Vec<f32> = floats(&golden["points"]).into_iter().map(|value| value as f32).collect();
    let columns = golden["columns"].as_u64().expect("a number") as usize;
    let data = Dataset::from_values(points.clone(), points.len() / columns, columns).unwrap();
    for expected in golden["graphs"].as_array().expect("graphs") {
        let neighbors = expected["neighbors"].as_f64().expect("a number");
        let (_, details) = finished(data.clone(), &given([("neighbors", number(neighbors)), ("epochs", number(1.0))]));
        let Some(Detail::Matrix { values, columns: 3, .. }) = details.get("weights") else { panic!("no weights") };
        let found: BTreeMap<(u64, u64), f64> =
            values.chunks_exact(3).map(|pair| ((pair[0] as u64, pair[1] as u64), f64::from(pair[2]))).collect();
        let [i, j, weights] = ["rows", "columns", "values"].map(|key| floats(&expected[key]));
        assert_eq!(found.len(), weights.len(), "pairs");
        for ((i, j), weight) in i.iter().zip(&j).zip(&weights) {
            let found = found[&(*i as u64, *j as u64)];
            assert!((found - weight).abs() <= 1e-4, "{neighbors} neighbors, {i}, {j}: {found}, not {weight}");
        }
    }
}

#[test]
fn digits_are_embedded_about_as_well_as_by_umap_learn() {
    let data = digits();
    for seed in 0..3 {
        let (embedding, _) = finished(data.clone(), &given([("seed", number(f64::from(seed)))]));
        let trust = quality(data.matrix("test").unwrap(), embedding.view(), 10, 0).unwrap().trustworthiness;
        assert!(trust >= 0.985, "seed {seed}: {trust}");
    }
}

#[test]
fn every_start_and_space_work() {
    let data = digits();
    let some = data.matrix("test").unwrap().slice(s![..600, ..]).to_owned();
    let data = Dataset::from_matrix(some).unwrap();
    for start in ["spectral", "pca", "random"] {
        for components in [2.0, 3.0] {
            let parameters = given([("initialization", text(start)), ("components", number(components))]);
            let (embedding, _) = finished(data.clone(), &parameters);
            assert_eq!(embedding.ncols(), components as usize);
            let trust = quality(data.matrix("test").unwrap(), embedding.view(), 10, 0).unwrap().trustworthiness;
            assert!(trust > 0.96, "{start}, {components}: {trust}");
        }
    }
}

#[test]
fn a_graph_in_pieces_starts_from_principal_components_and_says_so() {
    let one = scattered(60, 5).matrix("test").unwrap().to_owned();
    let two = concatenate(Axis(0), &[one.view(), (&one + 100.0).view()]).unwrap();
    let parameters = given([("neighbors", number(8.0)), ("epochs", number(50.0))]);
    let (_, details) = finished(Dataset::from_matrix(two).unwrap(), &parameters);
    assert!(number_of(&details, "graphComponents") >= 2.0);
    assert_eq!(text_of(&details, "initialization"), "pca");
}

#[test]
fn what_cannot_be_laid_out_is_refused_in_numbers() {
    let refused = |rows, parameters: &Given| {
        let mut lab = Lab::new();
        let data = lab.add(scattered(rows, 4));
        lab.start("umap", data, parameters).unwrap_err()
    };
    let error = refused(12, &Given::new());
    assert_eq!(error.code(), "out-of-range");
    assert!(error.to_string().contains("neighbors is 15") && error.to_string().contains("at most 11"), "{error}");
    assert_eq!(refused(1, &given([("neighbors", number(2.0))])).code(), "out-of-range");
    let error = refused(40, &given([("minDist", number(2.0))]));
    assert!(error.to_string().contains("minDist is 2") && error.to_string().contains("at most 1,"), "{error}");
}
