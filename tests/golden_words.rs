//! Counts, tf-idf, PMI and singular values against scipy and scikit-learn; see tests/reference/words.py.

mod support;

use latent_lab::data::Documents;
use latent_lab::lab::{Id, Lab};
use latent_lab::learn::Detail;
use latent_lab::parameters::{Given, Value as Parameter};
use serde_json::Value;
use support::{given, number};

fn golden() -> Value {
    serde_json::from_str(include_str!("reference/words.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_string()).collect()
}

fn name(value: &str) -> Parameter {
    Parameter::Text(value.into())
}

/// The corpus, and the golden order's places in its vocabulary.
fn corpus(lab: &mut Lab, golden: &Value) -> (Id, Vec<usize>) {
    let texts = strings(&golden["texts"]);
    let data = lab.add_documents(&texts, Documents::default(), &given([("minCount", number(1.0))])).unwrap();
    let known = lab.dataset("test", data).unwrap().names().unwrap().to_vec();
    let place = |word: &String| known.iter().position(|known| known == word).unwrap();
    (data, strings(&golden["vocabulary"]).iter().map(place).collect())
}

/// Compares a sparse data set with a dense table whose columns, and maybe rows, are in the golden order.
fn assert_close(lab: &Lab, data: Id, expected: &Value, (rows, columns): (Option<&[usize]>, &[usize]), what: &str) {
    let matrix = lab.dataset("test", data).unwrap().sparse("test").unwrap();
    let expected = expected.as_array().unwrap();
    assert_eq!(matrix.rows(), expected.len(), "{what}");
    for (index, expected) in expected.iter().enumerate() {
        let row = rows.map_or(index, |rows| rows[index]);
        let mut dense = vec![0.0; matrix.columns()];
        matrix.entries(row).for_each(|(column, value)| dense[column as usize] = f64::from(value));
        for (&column, expected) in columns.iter().zip(numbers(expected)) {
            // 1e-6, of numbers that are kept in 24 bits.
            let tolerance = 1e-6 * expected.abs().max(1.0);
            assert!((dense[column] - expected).abs() <= tolerance, "{what}: {} {expected}", dense[column]);
        }
    }
}

fn transformed(lab: &mut Lab, map: &str, data: Id, parameters: &Given) -> Id {
    lab.transform(map, data, parameters).unwrap_or_else(|error| panic!("{map}: {error}"))
}

#[test]
fn counts_and_weights_agree() {
    let (golden, mut lab) = (golden(), Lab::new());
    let (data, order) = corpus(&mut lab, &golden);
    let bag = transformed(&mut lab, "bag-of-words", data, &given([]));
    assert_close(&lab, bag, &golden["bag"], (None, &order), "bag of words");
    let tf_idf = transformed(&mut lab, "tf-idf", data, &given([]));
    assert_close(&lab, tf_idf, &golden["tf_idf"], (None, &order), "tf-idf");
    let window = ("window", number(golden["window"].as_f64().unwrap()));
    for weighting in ["none", "harmonic", "linear"] {
        let parameters = given([window.clone(), ("distanceWeighting", name(weighting))]);
        let counts = transformed(&mut lab, "co-occurrence", data, &parameters);
        assert_close(&lab, counts, &golden["cooccurrence"][weighting], (Some(&order), &order), weighting);
    }
    let parameters = given([window.clone(), ("minCount", number(3.0))]);
    let frequent = transformed(&mut lab, "co-occurrence", data, &parameters);
    assert_close(&lab, frequent, &golden["cooccurrence"]["at least 3"], (Some(&order), &order), "at least 3");
    let counts = transformed(&mut lab, "co-occurrence", data, &given([window]));
    let negatives = ("negatives", number(golden["negatives"].as_f64().unwrap()));
    for weighting in ["pmi", "ppmi", "shifted-ppmi"] {
        let parameters = given([("weighting", name(weighting)), negatives.clone()]);
        let weighed = transformed(&mut lab, "pmi", counts, &parameters);
        assert_close(&lab, weighed, &golden["weighed"][weighting], (Some(&order), &order), weighting);
    }
    let smoothed = transformed(&mut lab, "pmi", counts, &given([("contextPower", number(0.75))]));
    assert_close(&lab, smoothed, &golden["weighed"]["smoothed"], (Some(&order), &order), "smoothed");
}

#[test]
fn singular_values_agree() {
    let (golden, mut lab) = (golden(), Lab::new());
    let (data, _) = corpus(&mut lab, &golden);
    let window = ("window", number(golden["window"].as_f64().unwrap()));
    let components = number(golden["components"].as_f64().unwrap());
    let tf_idf = transformed(&mut lab, "tf-idf", data, &given([]));
    let run = lab.start("truncated-svd", tf_idf, &given([("components", components.clone())])).unwrap();
    assert_values(&mut lab, run, &golden["singular_values"]["tf-idf"], "tf-idf");
    for weighting in ["count", "ppmi", "pmi", "shifted-ppmi"] {
        let negatives = ("negatives", number(golden["negatives"].as_f64().unwrap()));
        let parameters =
            given([window.clone(), negatives, ("dimensions", components.clone()), ("weighting", name(weighting))]);
        let run = lab.start("pmi-svd", data, &parameters).unwrap();
        assert_values(&mut lab, run, &golden["singular_values"][weighting], weighting);
        // Input and output vectors multiply to the best approximation, so to the trace of Σ on the whole.
        let trainer = lab.run("test", run).unwrap();
        let (input, output) = (trainer.embedding().unwrap().0, trainer.trainer().output_vectors().unwrap());
        let square = |table: &[f32]| table.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>();
        let trace: f64 = numbers(&golden["singular_values"][weighting]).iter().sum();
        assert!((square(&input) / trace - 1.0).abs() < 1e-3 && (square(&output) / trace - 1.0).abs() < 1e-3);
    }
    // The embedding is scikit-learn's U·Σ, up to the signs of the columns.
    let run = lab.start("truncated-svd", tf_idf, &given([("components", number(4.0))])).unwrap();
    lab.step(run, 100_000).unwrap();
    let (found, _, _) = lab.run("test", run).unwrap().embedding().unwrap();
    let expected: Vec<f64> = golden["lsa"].as_array().unwrap().iter().flat_map(numbers).collect();
    for (found, expected) in found.iter().zip(expected) {
        assert!((f64::from(found.abs()) - expected).abs() < 2e-5, "{found} {expected}");
    }
    // A document's own text lands on its row, and its words' parts add up to the place.
    let texts = strings(&golden["texts"]);
    let code = lab.encode_text(run, &texts[3]).unwrap();
    for component in 0..4 {
        assert!((code.code[component] - found[4 * 3 + component]).abs() < 1e-5);
        let sum: f32 = code.contributions.iter().skip(component).step_by(4).sum();
        assert!((sum - code.code[component]).abs() < 1e-5);
    }
}

fn assert_values(lab: &mut Lab, run: Id, expected: &Value, what: &str) {
    lab.step(run, 100_000).unwrap();
    let details = lab.run("test", run).unwrap().trainer().details();
    let Some(Detail::Numbers(found)) = details.get("singularValues") else { panic!("{what}: {details:?}") };
    let expected = numbers(expected);
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found / expected - 1.0).abs() < 1e-4, "{what}: {found} {expected}");
    }
}

#[test]
fn what_cannot_work_is_refused_in_words() {
    let mut lab = Lab::new();
    let data = lab.add_text("one two three one two", &given([("minCount", number(1.0))])).unwrap();
    let refused =
        |lab: &mut Lab, method: &str, data: Id, parameters: Given| lab.start(method, data, &parameters).unwrap_err();
    let error = refused(&mut lab, "pmi-svd", data, given([("dimensions", number(4.0))]));
    assert_eq!(error.code(), "out-of-range");
    assert!(error.to_string().contains("at most 3, the number of words"), "{error}");
    assert_eq!(refused(&mut lab, "pmi-svd", data, given([("window", number(0.0))])).code(), "out-of-range");
    assert_eq!(refused(&mut lab, "truncated-svd", data, given([])).code(), "unsupported");
    let bag = lab.transform("bag-of-words", data, &given([])).unwrap();
    assert_eq!(refused(&mut lab, "truncated-svd", bag, given([("components", number(2.0))])).code(), "out-of-range");
    assert_eq!(refused(&mut lab, "linear-projection", bag, given([])).code(), "unsupported");
    assert_eq!(refused(&mut lab, "pca", bag, given([])).code(), "unsupported");
    // One word repeated has one pair, with itself, whose PMI is 0: there is nothing to decompose, and nothing breaks.
    let same = lab.add_text(&"word ".repeat(50), &given([])).unwrap();
    let run = lab.start("pmi-svd", same, &given([("dimensions", number(1.0))])).unwrap();
    lab.step(run, 1000).unwrap();
    assert_eq!(lab.run("test", run).unwrap().embedding().unwrap().0, [0.0]);
}

#[test]
fn a_projection_learns_what_tells_documents_apart() {
    let mut lab = Lab::new();
    let texts: Vec<String> = (0..60)
        .map(|index| {
            format!("the ship and the {} and the {}", ["sea", "crop"][index % 2], ["wave", "field"][index % 2])
        })
        .collect();
    let known = Documents { labels: Some((0..60).map(|index| 10 + index % 2).collect()), ..Documents::default() };
    let data = lab.add_documents(&texts, known, &given([])).unwrap();
    let rows = lab.transform("tf-idf", data, &given([])).unwrap();
    let run = lab.start("linear-projection", rows, &given([("epochs", number(60.0))])).unwrap();
    lab.step(run, 100_000).unwrap();
    let details = lab.run("test", run).unwrap().trainer().details();
    let Some(Detail::Numbers(losses)) = details.get("losses") else { panic!("{details:?}") };
    assert!(losses.last().unwrap() < &0.1 && losses[0] > 0.3, "{losses:?}");
    let Some(Detail::Numbers(accuracies)) = details.get("accuracies") else { panic!("{details:?}") };
    assert_eq!(accuracies.last(), Some(&1.0));
    // z = Wx + b, with the W and b that the details tell.
    let (Some(Detail::Matrix { values: weights, columns, .. }), Some(Detail::Numbers(bias))) =
        (details.get("weights"), details.get("bias"))
    else {
        panic!("{details:?}")
    };
    let (embedding, _, components) = lab.run("test", run).unwrap().embedding().unwrap();
    let row = lab.represent(rows, &texts[0]).unwrap();
    for component in 0..components {
        let products = row
            .indices
            .iter()
            .zip(&row.values)
            .map(|(&index, value)| weights[component * columns + index as usize] * value);
        let z = bias[component] as f32 + products.sum::<f32>();
        assert!((z - embedding[component]).abs() < 1e-4 * (1.0 + z.abs()), "{z} {}", embedding[component]);
    }
    // "sea" pulls one way, "crop" the other; "ship" says nothing.
    let parts = |text: &str| lab.encode_text(run, text).unwrap().contributions;
    let (sea, crop, ship) = (parts("sea"), parts("crop"), parts("ship"));
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    assert!(dot(&sea, &crop) < 0.0, "{sea:?} {crop:?}");
    assert!(dot(&ship, &ship) < 0.5 * dot(&sea, &sea), "{ship:?} {sea:?}");
}
