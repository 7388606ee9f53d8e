//! Networks that name classes: what they learn, what they refuse, and that their steps are those of the layer library.

mod support;

use latent_lab::data::{Dataset, Picture};
use latent_lab::error::Error;
use latent_lab::judge::ProbeOptions;
use latent_lab::lab::{Judged, Lab};
use latent_lab::learn::classifier::{CNN, MLP};
use latent_lab::learn::network::{Activation, Batches, Learner, Network, softmax_cross_entropy};
use latent_lab::learn::{Detail, Method};
use latent_lab::parameters::{Given, Value};
use latent_lab::random::generator;
use support::{curve, detail, digits, given, number, numbers, scattered, to_the_end, trainer};

fn pictures() -> Dataset {
    digits().with_picture(Picture { height: 8, width: 8 }).expect("64 pixels")
}

/// A network with windows that suit pictures of 8 × 8.
fn small(epochs: f64) -> Given {
    given([
        ("filters", numbers(&[8, 16])),
        ("kernel", number(3.0)),
        ("layers", numbers(&[32])),
        ("batchSize", number(32.0)),
        ("epochs", number(epochs)),
        ("heldOut", number(397.0)),
    ])
}

fn refused(method: &Method, data: Dataset, parameters: Given) -> Error {
    let mut lab = Lab::new();
    let data = lab.add(data);
    lab.start(method.id, data, &parameters).expect_err("it is to be refused")
}

#[test]
fn both_learn_digits_that_they_have_not_seen() {
    // scikit-learn's MLPClassifier((64,)), trained alike, names 0.917 to 0.947 of these rows, logistic regression 0.919.
    let mut mlp = trainer(&MLP, digits(), given([("heldOut", number(397.0))]));
    to_the_end(mlp.as_mut());
    let accuracy = *curve(mlp.as_ref(), "heldOutAccuracies").last().unwrap();
    assert!(accuracy > 0.9, "multilayer perceptron: {accuracy}");
    let mut parameters = small(20.0);
    parameters.extend(given([("filters", numbers(&[16]))]));
    let mut cnn = trainer(&CNN, pictures(), parameters);
    to_the_end(cnn.as_mut());
    let accuracy = *curve(cnn.as_ref(), "heldOutAccuracies").last().unwrap();
    assert!(accuracy > 0.92, "convolutional network: {accuracy}");
    let losses = curve(cnn.as_ref(), "trainingLosses");
    assert!(losses.len() == 20 && losses[19] < 0.3 * losses[0], "{losses:?}");
}

#[test]
fn its_steps_are_those_of_the_layer_library() {
    let (rows, columns, batch, seed) = (40, 6, 16, 4);
    let labels: Vec<i32> = (0..rows as i32).map(|row| 10 * (row % 3) - 7).collect();
    let data = scattered(rows, columns).with_labels(labels.clone()).unwrap();
    let matrix = data.matrix("test").unwrap().to_owned();
    let parameters = given([("layers", numbers(&[5])), ("batchSize", number(16.0)), ("seed", number(4.0))]);
    let mut method = trainer(&MLP, data, parameters);

    // The same by hand: columns centered, all divided by one root mean square.
    let means = matrix.mean_axis(ndarray::Axis(0)).unwrap();
    let centered = &matrix - &means;
    let scale = centered.mapv(|value| value * value).mean().unwrap().sqrt();
    let network = Network::dense(&[columns, 5, 3], Activation::Relu, Activation::Linear);
    let mut learner = Learner::new(network, batch);
    learner.initialize(&mut generator(seed, "classifier weights"));
    let mut batches = Batches::new(rows as u32, batch, seed);
    batches.shuffle(0);
    for step in 0..3 {
        let rows = batches.rows(step);
        let input: Vec<f32> =
            rows.iter().flat_map(|&row| centered.row(row as usize).mapv(|value| value / scale).to_vec()).collect();
        let targets: Vec<u32> = rows.iter().map(|&row| ((labels[row as usize] + 7) / 10) as u32).collect();
        learner.forward(&input);
        let (logits, gradient) = learner.output_and_gradient(rows.len());
        let loss = softmax_cross_entropy(logits, &targets, 3, gradient);
        learner.backward(&input, None);
        learner.update(1e-3);
        let found = f64::from(method.step().unwrap().loss.unwrap());
        assert!((found - loss).abs() < 1e-5, "step {step}: {found} instead of {loss}");
    }
}

#[test]
fn layers_answer_for_any_rows_and_the_last_ones_are_features_logits_and_probabilities() {
    let mut method = trainer(&CNN, pictures(), small(1.0));
    let embedding = to_the_end(method.as_mut());
    let data = pictures();
    let rows = data.matrix("test").unwrap().rows().into_iter().take(3).flatten().copied().collect::<Vec<_>>();
    let encoder = method.encoder().expect("an encoder");
    let layers = encoder.activations(&rows).unwrap();
    assert_eq!(layers.iter().map(|layer| layer.len() / 3).collect::<Vec<_>>(), [64, 512, 128, 64, 16, 32, 10, 10]);
    assert_eq!(layers[0], rows);
    assert_eq!(layers[5], encoder.encode(&rows).unwrap());
    assert_eq!(layers[5], embedding[..3 * 32]);
    for (logits, probabilities) in layers[6].chunks(10).zip(layers[7].chunks(10)) {
        let total: f32 = logits.iter().map(|logit| logit.exp()).sum();
        assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        for (logit, probability) in logits.iter().zip(probabilities) {
            assert!((logit.exp() / total - probability).abs() < 1e-5);
        }
    }
    assert_eq!(encoder.encode(&rows[..7]).unwrap_err().code(), "shape");
}

#[test]
fn what_it_says_of_itself_fits_its_layers() {
    let method = trainer(&CNN, pictures(), small(1.0));
    let details = method.details();
    let kinds = "convolution, max pooling, convolution, max pooling, dense, dense";
    assert_eq!(details.get("layerKinds"), Some(&Detail::Text(kinds.into())));
    let Some(Detail::Matrix { rows: 6, columns: 3, values }) = details.get("layerShapes") else { panic!("no shapes") };
    assert_eq!(values[..12], [8., 8., 8., 8., 4., 4., 16., 2., 2., 16., 1., 1.]);
    let Some(Detail::Matrix { rows: 8, columns: 9, values }) = details.get("filters") else { panic!("no filters") };
    // A picture of one bright pixel, seen through a filter, is that filter turned around.
    let layers = |pixel: usize| {
        let mut picture = vec![0.0; 64];
        picture[pixel] = 1000.0;
        method.encoder().unwrap().activations(&picture).unwrap()[1].clone()
    };
    let (lit, other) = (layers(27), layers(36));
    // In the middle of both pictures' maps the same filter answers the same way; ReLU hides what is negative.
    let positive = values[4 * 9 + 4] > 0.0;
    let centers = [lit[4 * 64 + 27], other[4 * 64 + 36]];
    assert!(centers.iter().all(|&center| (center > 0.0) == positive), "{centers:?} for {}", values[4 * 9 + 4]);
    assert_eq!(curve(method.as_ref(), "classes"), (0..10).map(f64::from).collect::<Vec<_>>());
    assert_eq!(detail(method.as_ref(), "trainingRows"), 1400.0);
}

#[test]
fn what_cannot_be_learned_from_is_refused_in_words() {
    let none = refused(&MLP, scattered(10, 4), Given::new());
    assert_eq!((none.code(), none.to_string().contains("no labels")), ("unsupported", true));
    let one = refused(&MLP, scattered(10, 4).with_labels(vec![3; 10]).unwrap(), Given::new());
    assert_eq!(one.code(), "out-of-range");
    assert_eq!(refused(&CNN, digits(), Given::new()).code(), "unsupported");
    let deep = refused(&CNN, pictures(), given([("filters", numbers(&[4, 4, 4, 4]))]));
    assert_eq!((deep.code(), deep.to_string().contains("maps of")), ("out-of-range", true));
    assert_eq!(refused(&MLP, digits(), given([("layers", Value::Numbers(vec![]))])).code(), "out-of-range");
    assert_eq!(refused(&MLP, digits(), given([("heldOut", number(1797.0))])).code(), "out-of-range");
    let wide = given([("layers", numbers(&[4096, 4096, 4096]))]);
    assert_eq!(refused(&MLP, digits(), wide).code(), "too-large");
}

#[test]
fn a_rate_that_is_too_high_is_told_and_the_last_good_epoch_comes_back() {
    let parameters =
        given([("optimizer", Value::Text("sgd".into())), ("learningRate", number(0.05)), ("epochs", number(4.0))]);
    let mut method = trainer(&MLP, digits(), parameters);
    let per_epoch = detail(method.as_ref(), "stepsPerEpoch") as usize;
    for _ in 0..per_epoch + 3 {
        method.step().unwrap();
    }
    // Far above what a reader can set: it must overflow within an epoch.
    method.set_live("learningRate", &Value::Number(1e30)).unwrap();
    let error = loop {
        match method.step() {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!(error.code(), "diverged");
    assert_eq!(method.report().step as usize, per_epoch);
    method.set_live("learningRate", &Value::Number(0.01)).unwrap();
    let embedding = to_the_end(method.as_mut());
    assert!(embedding.iter().all(|value| value.is_finite()));
    assert!(*curve(method.as_ref(), "trainingAccuracies").last().unwrap() > 0.9);
}

#[test]
fn a_saved_network_answers_to_the_bit_and_not_for_other_classes() {
    let mut lab = Lab::new();
    let data = lab.add(pictures());
    let run = lab.start("cnn", data, &small(1.0)).unwrap();
    lab.step(run, 1000).unwrap();
    let bytes = lab.save_model(run).unwrap();
    let opened = lab.open_model(data, &bytes).unwrap();
    let embedding = |lab: &Lab, run| lab.run("test", run).unwrap().embedding().unwrap().0;
    assert_eq!(embedding(&lab, run), embedding(&lab, opened));
    // As many pixels, and after pooling as many maps of as many places, but of another shape.
    let mut parameters = small(1.0);
    parameters.extend(given([("filters", numbers(&[4])), ("heldOut", number(0.0))]));
    let [upright, flat] = [(8, 4), (4, 8)].map(|(height, width)| {
        let labels = (0..20).map(|row| row % 2).collect();
        let pictures = scattered(20, 32).with_labels(labels).unwrap().with_picture(Picture { height, width }).unwrap();
        lab.add(pictures)
    });
    let run = lab.start("cnn", upright, &parameters).unwrap();
    let tall = lab.save_model(run).unwrap();
    lab.open_model(upright, &tall).unwrap();
    let error = lab.open_model(flat, &tall).unwrap_err();
    assert_eq!((error.code(), error.to_string().contains("expected 8 × 4")), ("shape", true), "{error}");
    let labels = (0..1797).map(|row| row % 7).collect();
    let other = lab.add(pictures().with_labels(labels).unwrap());
    assert_eq!(lab.open_model(other, &bytes).unwrap_err().code(), "shape");
}

#[test]
fn answers_are_the_likeliest_classes_and_layers_are_data_of_their_own() {
    let mut lab = Lab::new();
    let labels: Vec<i32> = pictures().labels().unwrap().iter().map(|label| 100 - label).collect();
    let data = lab.add(pictures().with_labels(labels).unwrap());
    let mut parameters = small(6.0);
    parameters.extend(given([("filters", numbers(&[16]))]));
    let run = lab.start("cnn", data, &parameters).unwrap();
    lab.step(run, 10_000).unwrap();
    let rows = lab.dataset("test", data).unwrap().row_major("test").unwrap().to_vec();
    let answers = lab.run("test", run).unwrap().classify(&rows).unwrap();
    assert_eq!(answers.classes, (91..=100).collect::<Vec<_>>());
    for (label, probabilities) in answers.labels.iter().zip(answers.probabilities.chunks(10)) {
        let place = answers.classes.iter().position(|class| class == label).unwrap();
        assert!(probabilities.iter().all(|&probability| probability <= probabilities[place]));
    }
    let known = lab.dataset("test", data).unwrap().labels().unwrap().to_vec();
    let right = answers.labels[1400..].iter().zip(&known[1400..]).filter(|(said, is)| said == is).count();
    let measured = *curve(lab.run("test", run).unwrap().trainer(), "heldOutAccuracies").last().unwrap();
    assert!((right as f64 / 397.0 - measured).abs() < 1e-9, "{right} of 397, measured {measured}");
    // Five layers and the rows: the last are logits and probabilities.
    let layer = lab.layer(run, data, 3).unwrap();
    let features = lab.dataset("test", layer).unwrap();
    assert_eq!((features.shape(), features.labels()), ((1797, 32), Some(known.as_slice())));
    assert_eq!(features.row_major("test").unwrap(), lab.run("test", run).unwrap().embedding().unwrap().0);
    assert_eq!(lab.layer(run, data, 6).unwrap_err().code(), "out-of-range");
    let probe = |lab: &Lab, data| {
        lab.probe(&Judged::Data(data), ProbeOptions { k: 5, share: 0.25, seed: 0 }).unwrap().linear_held_out
    };
    let pixels = probe(&lab, data);
    assert!(probe(&lab, layer) > 0.9 && pixels > 0.9, "{pixels}");
    let other = lab.add(scattered(9, 3));
    assert_eq!(lab.layer(run, other, 1).unwrap_err().code(), "shape");
    let flat = lab.start("pca", data, &Given::new()).unwrap();
    assert_eq!(lab.run("test", flat).unwrap().classify(&rows).unwrap_err().code(), "unsupported");
}

#[test]
fn answers_that_would_not_fit_into_memory_are_refused() {
    let mut lab = Lab::new();
    let mut add = |rows: i32, classes: i32| {
        let labels = (0..rows).map(|row| row % classes).collect();
        lab.add(scattered(rows as usize, 2).with_labels(labels).unwrap())
    };
    let (few, many, all_different) = (add(10, 2), add(20_000, 2), add(9_000, 9_000));
    let wide = lab.start("mlp", few, &given([("layers", numbers(&[4096]))])).unwrap();
    assert_eq!(lab.layer(wide, many, 1).unwrap_err().code(), "too-large");
    let narrow = lab.start("mlp", all_different, &given([("layers", numbers(&[1]))])).unwrap();
    let rows = lab.dataset("test", all_different).unwrap().row_major("test").unwrap().to_vec();
    let narrow = lab.run("test", narrow).unwrap();
    assert_eq!(narrow.classify(&rows).unwrap_err().code(), "too-large");
    assert_eq!(narrow.classify(&rows[..20]).unwrap().labels.len(), 10);
}
