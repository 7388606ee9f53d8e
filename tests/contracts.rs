//! What every method owes its callers, checked for each one that is registered.

mod support;

use latent_lab::data::{Content, Dataset, Picture, TEXT_PARAMETERS, corpus_from_text};
use latent_lab::lab::{Id, Lab, Recipe, Recording};
use latent_lab::learn::{METHODS, Method, Phase};
use latent_lab::parameters::{Arguments, Given, Kind, Value};
use latent_lab::tree::FromTree;
use support::{given, number, numbers, scattered, tree};

const TEXT: &str = "the cat sat on the mat. the dog sat on the log. a cat and a dog met on the mat. \
                    the king saw the queen. the queen saw the king. a man and a woman sat.";

/// Parameters that keep a method small enough to run to its end in a test.
fn small(method: &Method) -> Given {
    match method.id {
        "autoencoder" | "vae" => {
            given([("layers", numbers(&[5, 4])), ("epochs", number(3.0)), ("batchSize", number(8.0))])
        }
        "mlp" => given([("layers", numbers(&[5, 4])), ("epochs", number(3.0)), ("batchSize", number(8.0))]),
        "cnn" => given([
            ("filters", numbers(&[3])),
            ("kernel", number(1.0)),
            ("layers", numbers(&[5])),
            ("epochs", number(3.0)),
            ("batchSize", number(8.0)),
        ]),
        "sgns" => given([("dimensions", number(6.0)), ("epochs", number(2.0))]),
        "pmi-svd" => given([("dimensions", number(6.0))]),
        "linear-projection" => given([("epochs", number(5.0))]),
        "mds" => given([("init", Value::Text("random".into())), ("iterations", number(20.0))]),
        "umap" => given([("neighbors", number(4.0)), ("epochs", number(40.0))]),
        "tsne" => given([("perplexity", number(2.0)), ("iterations", number(40.0)), ("earlyIterations", number(15.0))]),
        _ => Given::new(),
    }
}

fn text() -> Dataset {
    let arguments = Arguments::check("test", TEXT_PARAMETERS, &given([("minCount", number(1.0))])).expect("valid");
    Dataset::from_corpus(corpus_from_text(TEXT, &arguments).expect("words"))
}

/// Data that the method accepts: a text for those that read text, else a matrix of tiny pictures, with labels.
fn fitting(method: &Method) -> Dataset {
    let matrix = scattered(40, 6).with_labels((0..40).map(|row| row % 3).collect()).expect("one label a row");
    let matrix = matrix.with_picture(Picture { height: 2, width: 3 }).expect("6 pixels");
    let mut lab = Lab::new();
    let id = lab.add(matrix.clone());
    match lab.start(method.id, id, &small(method)) {
        Ok(_) => matrix,
        Err(error) => {
            assert_eq!(error.code(), "unsupported", "{}: {error}", method.id);
            text()
        }
    }
}

fn started(method: &Method, data: Dataset, extra: Given) -> (Lab, Id) {
    let mut lab = Lab::new();
    let data = lab.add(data);
    let mut parameters = small(method);
    parameters.extend(extra);
    let run = lab.start(method.id, data, &parameters).unwrap_or_else(|error| panic!("{}: {error}", method.id));
    (lab, run)
}

fn bits(lab: &Lab, run: Id) -> Vec<u32> {
    let (values, rows, columns) = lab.run("test", run).unwrap().embedding().unwrap();
    assert_eq!(values.len(), rows * columns);
    assert!(values.iter().all(|value| value.is_finite()));
    values.into_iter().map(f32::to_bits).collect()
}

/// Enough steps for every method above to be done.
const TO_THE_END: u64 = 100_000;

#[test]
fn there_are_methods() {
    let ids: Vec<_> = METHODS.iter().map(|method| method.id).collect();
    for expected in [
        "pca",
        "autoencoder",
        "vae",
        "mlp",
        "cnn",
        "sgns",
        "random-projection",
        "classical-mds",
        "mds",
        "isomap",
        "lle",
        "tsne",
        "umap",
    ] {
        assert!(ids.contains(&expected), "{expected} is not registered");
    }
}

#[test]
fn ids_are_unique_and_every_method_takes_a_seed() {
    for (index, method) in METHODS.iter().enumerate() {
        assert!(METHODS[..index].iter().all(|earlier| earlier.id != method.id), "{} twice", method.id);
        assert!(method.parameters.iter().any(|parameter| parameter.id == "seed"), "{} takes no seed", method.id);
    }
}

#[test]
fn defaults_lie_in_their_own_ranges() {
    for method in METHODS {
        for parameter in method.parameters {
            let default = parameter.default_value();
            assert_eq!(parameter.checked("test", &default).as_ref(), Ok(&default), "{} of {}", parameter.id, method.id);
            assert!(parameter.help.ends_with('.'), "the help of {} of {} is no sentence", parameter.id, method.id);
        }
    }
}

#[test]
fn the_embedding_is_valid_before_the_first_step_and_after_the_last() {
    for method in METHODS {
        let (mut lab, run) = started(method, fitting(method), Given::new());
        assert_eq!(lab.run("test", run).unwrap().report().step, 0);
        let before = bits(&lab, run);
        let report = lab.step(run, TO_THE_END).unwrap();
        assert_eq!(report.phase, Phase::Done, "{}", method.id);
        assert_eq!(report.step, report.planned, "{}", method.id);
        let after = bits(&lab, run);
        assert_eq!(before.len(), after.len());
        assert_ne!(before, after, "{} learned nothing", method.id);
    }
}

#[test]
fn steps_after_the_end_change_nothing() {
    for method in METHODS {
        let (mut lab, run) = started(method, fitting(method), Given::new());
        let done = lab.step(run, TO_THE_END).unwrap();
        let embedding = bits(&lab, run);
        assert_eq!(lab.step(run, 3).unwrap(), done, "{}", method.id);
        assert_eq!(bits(&lab, run), embedding, "{}", method.id);
    }
}

#[test]
fn the_same_seed_gives_the_same_bits_however_the_steps_are_grouped() {
    for method in METHODS {
        let data = fitting(method);
        let (mut joined, joined_run) = started(method, data.clone(), given([("seed", number(5.0))]));
        let (mut split, split_run) = started(method, data, given([("seed", number(5.0))]));
        let total = joined.step(joined_run, 7).unwrap().step;
        for _ in 0..total {
            split.step(split_run, 1).unwrap();
            // Looking must not disturb.
            bits(&split, split_run);
        }
        assert_eq!(bits(&joined, joined_run), bits(&split, split_run), "{}", method.id);
    }
}

#[test]
fn reset_restores_the_start_and_the_way_from_it() {
    for method in METHODS {
        let (mut lab, run) = started(method, fitting(method), given([("seed", number(3.0))]));
        let start = bits(&lab, run);
        lab.step(run, 4).unwrap();
        let later = bits(&lab, run);
        lab.step(run, 9).unwrap();
        lab.run_mut("test", run).unwrap().reset(None);
        assert_eq!(lab.run("test", run).unwrap().report().step, 0);
        assert_eq!(bits(&lab, run), start, "{}", method.id);
        lab.step(run, 4).unwrap();
        assert_eq!(bits(&lab, run), later, "{}", method.id);
    }
}

#[test]
fn recording_changes_no_bit_and_ends_where_the_run_does() {
    for method in METHODS {
        let data = fitting(method);
        let (mut plain, plain_run) = started(method, data.clone(), Given::new());
        let (mut recorded, run) = started(method, data, Given::new());
        recorded.run_mut("test", run).unwrap().record(Recording { limit: 20, ..Recording::default() }).unwrap();
        plain.step(plain_run, TO_THE_END).unwrap();
        let planned = recorded.step(run, TO_THE_END).unwrap().planned;
        assert_eq!(bits(&plain, plain_run), bits(&recorded, run), "{}", method.id);
        let picture = recorded.run_mut("test", run).unwrap().map(2).unwrap();
        let history = recorded.run("test", run).unwrap().history("test").unwrap();
        let last = history.moments().len() - 1;
        assert!(last < 20, "{}", method.id);
        assert_eq!(history.moments().last().map(|(step, _)| step), Some(planned), "{}", method.id);
        let size = picture.iter().fold(1e-20f32, |size, value| size.max(value.abs()));
        for (shown, place) in history.snapshot(last).unwrap().iter().zip(&picture) {
            assert!((shown - place).abs() <= 1e-3 * size, "{}: {shown} for {place}", method.id);
        }
    }
}

#[test]
fn another_seed_gives_another_run_where_chance_plays_a_part() {
    for method in METHODS
        .iter()
        .filter(|method| !["pca", "classical-mds", "isomap", "lle", "truncated-svd", "pmi-svd"].contains(&method.id))
    {
        let data = fitting(method);
        let (mut one, one_run) = started(method, data.clone(), given([("seed", number(1.0))]));
        let (mut two, two_run) = started(method, data, given([("seed", number(2.0))]));
        one.step(one_run, 5).unwrap();
        two.step(two_run, 5).unwrap();
        assert_ne!(bits(&one, one_run), bits(&two, two_run), "{}", method.id);
    }
}

#[test]
fn a_replayed_recipe_gives_the_same_bits_live_changes_included() {
    for method in METHODS {
        let (mut lab, run) = started(method, fitting(method), Given::new());
        lab.step(run, 2).unwrap();
        for parameter in method.parameters.iter().filter(|parameter| parameter.live) {
            if let Kind::Real { default, .. } = parameter.kind {
                lab.set_live(run, parameter.id, &Value::Number(default * 0.5)).unwrap();
            }
        }
        lab.step(run, 3).unwrap();
        let recipe = lab.recipe(run).unwrap();
        let text = serde_json::to_string(&recipe).unwrap();
        let again = lab.replay(&Recipe::from_tree(&tree(&serde_json::from_str(&text).unwrap())).unwrap()).unwrap();
        assert_eq!(bits(&lab, run), bits(&lab, again), "{}", method.id);
        assert_eq!(lab.recipe(again).unwrap(), recipe, "{}", method.id);

        // Slice by slice, as a page does it.
        let slow = lab.replay(&Recipe { step: 0, ..recipe.clone() }).unwrap();
        while lab.advance(slow, Some(recipe.step), || false).unwrap().step < recipe.step {}
        assert_eq!(bits(&lab, run), bits(&lab, slow), "{}", method.id);
    }
}

#[test]
fn encoders_and_decoders_fit_the_data() {
    for method in METHODS {
        let (mut lab, run) = started(method, fitting(method), Given::new());
        lab.step(run, TO_THE_END).unwrap();
        let run = lab.run("test", run).unwrap();
        let Content::Matrix(matrix) = run.dataset().content() else { continue };
        let (embedding, rows, components) = run.embedding().unwrap();
        if run.trainer().encoder().is_some() {
            let codes = run.encode(matrix.as_slice().unwrap()).unwrap();
            assert_eq!(codes.len(), rows * components);
            for (code, embedded) in codes.iter().zip(&embedding) {
                assert!((code - embedded).abs() <= 1e-4 * (1.0 + embedded.abs()), "{}", method.id);
            }
            assert_eq!(run.encode(&[0.0; 5]).unwrap_err().code(), "shape");
        }
        if run.trainer().decoder().is_some() {
            let decoded = run.decode(&embedding).unwrap();
            assert_eq!(decoded.len(), matrix.len());
            assert!(decoded.iter().all(|value| value.is_finite()));
            assert_eq!(run.decode(&vec![0.0; components + 1]).unwrap_err().code(), "shape");
        }
    }
}

#[test]
fn awkward_matrices_run_or_are_refused_in_words() {
    let awkward = [
        ("one row", Dataset::from_values(vec![1.0, 2.0, 3.0], 1, 3)),
        ("two rows", Dataset::from_values(vec![1.0, 2.0, 3.0, 4.0, 5.0, 7.0], 2, 3)),
        ("one column", Dataset::from_values(vec![1.0, 2.0, 4.0, 8.0], 4, 1)),
        ("duplicates", Dataset::from_values([1.0, 2.0, 3.0].repeat(12), 12, 3)),
        ("all zero", Dataset::from_values(vec![0.0; 30], 10, 3)),
        (
            "a constant column",
            Dataset::from_values((0..30).map(|i| if i % 3 == 0 { 5.0 } else { i as f32 }).collect(), 10, 3),
        ),
        ("huge values", Dataset::from_values((0..30).map(|i| i as f32 * 1e30).collect(), 10, 3)),
        ("tiny values", Dataset::from_values((0..30).map(|i| i as f32 * 1e-30).collect(), 10, 3)),
    ];
    for method in METHODS {
        for (what, data) in &awkward {
            let mut lab = Lab::new();
            let data = lab.add(data.clone().unwrap());
            for components in [1.0, 2.0] {
                let mut parameters = small(method);
                if method.parameters.iter().any(|parameter| parameter.id == "components") {
                    parameters.insert("components".into(), number(components));
                }
                match lab.start(method.id, data, &parameters) {
                    Ok(run) => {
                        bits(&lab, run);
                        match lab.step(run, TO_THE_END) {
                            Ok(report) => assert_eq!(report.phase, Phase::Done, "{} on {what}", method.id),
                            Err(error) => {
                                assert!(error.to_string().contains(method.id), "{} on {what}: {error}", method.id)
                            }
                        }
                        bits(&lab, run);
                    }
                    Err(error) => {
                        assert!(
                            ["out-of-range", "unsupported", "empty"].contains(&error.code()),
                            "{} on {what}: {error}",
                            method.id
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_run_cancelled_after_any_step_leaves_its_data_as_good_as_new() {
    for method in METHODS {
        let (mut undisturbed, run) = started(method, fitting(method), Given::new());
        let total = undisturbed.step(run, TO_THE_END).unwrap().step;
        let expected = bits(&undisturbed, run);
        let mut lab = Lab::new();
        let data = lab.add(fitting(method));
        // What runs share, such as the graph of neighbors, is half made then.
        for stop in (0..total.min(20)).chain([total / 2, total - 1]) {
            let run = lab.start(method.id, data, &small(method)).unwrap();
            let report = lab.step(run, stop).unwrap();
            assert_eq!(report.step, stop, "{}", method.id);
            assert_ne!(report.phase, Phase::Done, "{}: fewer steps than {total}", method.id);
            bits(&lab, run);
            lab.free(run).unwrap();
            assert_eq!(lab.step(run, 1).unwrap_err().code(), "unknown-id");
        }
        let run = lab.start(method.id, data, &small(method)).unwrap();
        assert_eq!(lab.step(run, TO_THE_END).unwrap().step, total, "{}", method.id);
        assert_eq!(bits(&lab, run), expected, "{}", method.id);
    }
}

#[test]
fn bad_parameters_are_refused_by_name_and_leave_other_runs_alone() {
    for method in METHODS {
        let (mut lab, run) = started(method, fitting(method), Given::new());
        let before = bits(&lab, run);
        let data = 1;
        let refused = |lab: &mut Lab, id: &str, value: Value| {
            let mut parameters = small(method);
            parameters.insert(id.to_string(), value);
            let error = lab.start(method.id, data, &parameters).unwrap_err();
            assert!(error.to_string().contains(id), "{}: {error}", method.id);
            error.code()
        };
        assert_eq!(refused(&mut lab, "nonsense", number(1.0)), "unknown-name");
        assert_eq!(refused(&mut lab, "seed", number(-1.0)), "out-of-range");
        for parameter in method.parameters {
            match parameter.kind {
                Kind::Integer { .. } | Kind::Real { .. } => {
                    assert_eq!(refused(&mut lab, parameter.id, number(f64::NAN)), "out-of-range");
                    assert_eq!(refused(&mut lab, parameter.id, Value::Text("x".into())), "wrong-kind");
                }
                Kind::Choice { .. } => {
                    assert_eq!(refused(&mut lab, parameter.id, Value::Text("x".into())), "unknown-name")
                }
                Kind::Flag { .. } => assert_eq!(refused(&mut lab, parameter.id, number(1.0)), "wrong-kind"),
                Kind::Integers { .. } => assert_eq!(refused(&mut lab, parameter.id, numbers(&[0])), "out-of-range"),
            }
            if parameter.id == "learningRate" {
                assert_eq!(refused(&mut lab, parameter.id, number(-0.1)), "out-of-range");
            }
            if parameter.id == "components" {
                assert_eq!(refused(&mut lab, parameter.id, number(1000.0)), "out-of-range");
            }
            if !parameter.live {
                assert_eq!(
                    lab.set_live(run, parameter.id, &parameter.default_value()).unwrap_err().code(),
                    "unsupported"
                );
            }
        }
        assert_eq!(lab.set_live(run, "nonsense", &number(1.0)).unwrap_err().code(), "unknown-name");
        assert_eq!(bits(&lab, run), before, "{}", method.id);
        lab.step(run, 1).unwrap();
    }
}
