//! The variational autoencoder against jax, its own definition step by step, and what its theory promises.

mod support;

use latent_lab::data::Dataset;
use latent_lab::learn::network::{
    Activation, Batches, Convolution, Dense, Layer, Learner, Maps, Momentum, Network, Optimizer, Resample, Resampling,
    binary_cross_entropy, softmax_cross_entropy,
};
use latent_lab::learn::{Trainer, autoencoder, pca};
use latent_lab::parameters::{Arguments, Given};
use latent_lab::random::generator;
use rand_distr::{Distribution, StandardNormal};
use std::sync::Arc;
use support::goldens::{Golden, Goldens, follow, goldens, with};
use support::{bound, curve, detail, digits, given, number, numbers, quick, scattered, spots, to_the_end};

fn dense(inputs: usize, outputs: usize, activation: Activation) -> Layer {
    Layer::Dense(Dense { inputs, outputs, activation })
}

/// The loss with the Bernoulli likelihood, with its gradients.
fn coins(pair: [&mut Learner; 2], rows: &[f32], noise: &[f32], beta: f64) -> f64 {
    bound(pair, rows, noise, beta, |logits, gradient| binary_cross_entropy(logits, rows, gradient))
}

#[test]
fn gradients_and_five_steps_of_every_network_agree_with_jax() {
    let Goldens { beta, vae, cnn, mlp, .. } = goldens();
    let tanh = |widths: &[usize]| Network::dense(widths, Activation::Tanh, Activation::Linear);
    let (encoder, decoder) = (tanh(&[10, 6, 4]), tanh(&[2, 6, 10]));
    let (first, second) = vae.parameters.split_at(encoder.parameters().len());
    let mut pair = [Learner::new(with(encoder, first), 5), Learner::new(with(decoder, second), 5)];
    follow(&vae, "vae", &mut pair, |pair| {
        let (encoder, decoder) = pair.split_at_mut(1);
        coins([&mut encoder[0], &mut decoder[0]], &vae.rows, &vae.noise, beta)
    });

    let convolution = |input, filters, padding| {
        Layer::Convolution(Convolution::new(input, filters, 3, padding, Activation::Relu).expect("the window fits"))
    };
    let pool = |kind, input| Layer::Resample(Resample::new(kind, input, 2).expect("the windows fit"));
    let one = convolution(Maps { channels: 1, height: 8, width: 8 }, 3, 1);
    let two = pool(Resampling::MaxPool, one.shape());
    let three = convolution(two.shape(), 4, 0);
    let four = pool(Resampling::AveragePool, three.shape());
    let network = Network::new(vec![one, two, three, four, dense(4, 3, Activation::Linear)]);
    let classify = |golden: &Golden, learner: &mut Learner| {
        let labels: Vec<u32> = golden.labels.iter().map(|&label| label as u32).collect();
        learner.forward(&golden.rows);
        let (logits, gradient) = learner.output_and_gradient(5);
        let loss = softmax_cross_entropy(logits, &labels, 3, gradient);
        learner.backward(&golden.rows, None);
        loss
    };
    let mut learner = [Learner::new(with(network, &cnn.parameters), 5)];
    follow(&cnn, "cnn", &mut learner, |learner| classify(&cnn, &mut learner[0]));

    let network = Network::new(vec![dense(10, 7, Activation::Relu), dense(7, 3, Activation::Linear)]);
    let optimizer = Optimizer::Momentum(Momentum::new(network.parameters().len(), 0.9));
    let mut learner = [Learner::with_optimizer(with(network, &mlp.parameters), 5, optimizer)];
    follow(&mlp, "mlp", &mut learner, |learner| classify(&mlp, &mut learner[0]));
}

fn start(data: Dataset, parameters: Given) -> latent_lab::error::Result<Box<dyn Trainer>> {
    let arguments = Arguments::check("test", autoencoder::VARIATIONAL.parameters, &parameters)?;
    (autoencoder::VARIATIONAL.start)(&Arc::new(data), &arguments)
}

/// The 8 × 8 digits with ink from 0 to 1.
fn ink() -> Dataset {
    let data = digits();
    let matrix = data.matrix("test").expect("a matrix");
    let values = matrix.iter().map(|value| value / 16.0).collect();
    Dataset::from_values(values, matrix.nrows(), matrix.ncols()).expect("a valid matrix")
}

#[test]
fn the_trainer_does_what_its_definition_says() {
    const SEED: u64 = 5;
    let matrix = ink();
    let values = matrix.matrix("test").expect("a matrix").iter().copied().take(40 * 64).collect::<Vec<f32>>();
    let data = Dataset::from_values(values.clone(), 40, 64).expect("a valid matrix");
    let parameters = given([
        ("layers", numbers(&[9])),
        ("batchSize", number(16.0)),
        ("epochs", number(2.0)),
        ("warmupEpochs", number(1.0)),
        ("beta", number(0.7)),
        ("likelihood", latent_lab::parameters::Value::Text("bernoulli".into())),
        ("seed", number(SEED as f64)),
    ]);
    let mut trainer = start(data, parameters).expect("a trainer");

    let learner = |widths: &[usize]| Learner::new(Network::dense(widths, Activation::Relu, Activation::Linear), 16);
    let (mut encoder, mut decoder) = (learner(&[64, 9, 4]), learner(&[2, 9, 64]));
    let mut random = generator(SEED, "autoencoder weights");
    encoder.initialize(&mut random);
    decoder.initialize(&mut random);
    let mut batches = Batches::new(40, 16, SEED);
    for step in 0..6_u64 {
        if step % 3 == 0 {
            batches.shuffle(step / 3);
        }
        let rows = batches.rows(step as usize % 3);
        let input: Vec<f32> = rows.iter().flat_map(|&row| &values[row as usize * 64..][..64]).copied().collect();
        let mut random = generator(SEED, &format!("vae noise of step {step}"));
        let noise: Vec<f32> = (0..2 * rows.len()).map(|_| StandardNormal.sample(&mut random)).collect();
        let loss = coins([&mut encoder, &mut decoder], &input, &noise, 0.7 * (step as f64 / 3.0).min(1.0));
        let found = trainer.step().expect("a step").loss.expect("a loss");
        assert!((f64::from(found) - loss).abs() < 1e-5 * loss, "step {step}: {found} instead of {loss}");
        encoder.update(1e-3);
        decoder.update(1e-3);
    }
    let codes = to_the_end(trainer.as_mut());
    let mut outputs = encoder.network().layer_values(40);
    encoder.network().forward(&values, &mut outputs);
    for (found, expected) in codes.chunks_exact(2).zip(outputs.last(40).chunks_exact(4)) {
        assert!((found[0] - expected[0]).abs() < 1e-4 && (found[1] - expected[1]).abs() < 1e-4);
    }
}

#[test]
fn a_dear_divergence_empties_the_code_and_a_cheap_one_fills_it() {
    let run = |beta: f64| {
        let parameters = given([
            ("components", number(4.0)),
            ("layers", numbers(&[32])),
            ("batchSize", number(64.0)),
            ("epochs", number(25.0)),
            ("heldOut", number(297.0)),
            ("learningRate", number(3e-3)),
            ("beta", number(beta)),
            ("likelihood", latent_lab::parameters::Value::Text("bernoulli".into())),
        ]);
        let mut trainer = start(ink(), parameters).expect("a trainer");
        to_the_end(trainer.as_mut());
        trainer
    };
    let [cheap, fair, dear] = [0.0, 1.0, 50.0].map(run);
    let last = |trainer: &dyn Trainer, name: &str| curve(trainer, name).last().copied().expect("a finished epoch");
    let rates = [&cheap, &fair, &dear].map(|trainer| last(trainer.as_ref(), "klLosses"));
    let distortions = [&cheap, &fair, &dear].map(|trainer| last(trainer.as_ref(), "heldOutReconstructionLosses"));
    // Along the curve of rate against distortion (Alemi et al. 2018).
    assert!(rates[0] > 2.0 * rates[1] && rates[1] > 2.0 && rates[2] < 0.05, "{rates:?}");
    assert!(distortions[0] < distortions[1] && distortions[1] + 2.0 < distortions[2], "{distortions:?}");
    // Posterior collapse: nothing is carried, and nothing is said of the row.
    assert_eq!(detail(dear.as_ref(), "activeUnits"), 0.0);
    assert!(detail(fair.as_ref(), "activeUnits") >= 2.0);
    // Only with β = 1 is the loss the bound, and there it is the best of the three.
    let bounds = [&cheap, &fair, &dear].map(|trainer| last(trainer.as_ref(), "heldOutLosses"));
    assert!(bounds[1] < bounds[0] && bounds[1] < bounds[2], "{bounds:?}");
    for name in ["trainingLosses", "heldOutLosses", "reconstructionLosses", "klLosses", "heldOutKlLosses"] {
        assert_eq!(curve(fair.as_ref(), name).len(), 25, "{name}");
    }
    let parts = last(fair.as_ref(), "heldOutReconstructionLosses") + last(fair.as_ref(), "heldOutKlLosses");
    assert!((parts - bounds[1]).abs() < 1e-9);
    // What is decoded is ink.
    let rows = fair.decoder().expect("a decoder").decode(&[0.0; 4]).expect("a row");
    assert!(rows.iter().all(|value| (0.0..=1.0).contains(value)));
}

#[test]
fn of_rows_on_a_line_the_bound_comes_near_the_truth() {
    // x = 3 t (1, 1, 1) / √3 + noise: one component says all, and the mean of −ln p(x) is the entropy of
    // this normal distribution.
    let mut random = generator(1, "line");
    let mut draw = || -> f32 { StandardNormal.sample(&mut random) };
    let values: Vec<f32> = (0..2000)
        .flat_map(|_| {
            let along = draw();
            [0; 3].map(|_| along + 0.2 * draw())
        })
        .collect();
    let data = Dataset::from_values(values, 2000, 3).expect("a valid matrix");
    let parameters = given([
        ("components", number(1.0)),
        ("layers", numbers(&[16])),
        ("batchSize", number(64.0)),
        ("epochs", number(40.0)),
        ("heldOut", number(500.0)),
        ("learningRate", number(3e-3)),
        // The data's own: 0.2 of a spread of √1.04.
        ("sigma", number(0.2 / 1.04_f64.sqrt())),
    ]);
    let mut trainer = start(data, parameters).expect("a trainer");
    to_the_end(trainer.as_mut());
    // In the network's unit the covariance has the eigenvalues 3.04 / 1.04, and 0.04 / 1.04 twice.
    let determinant = 3.04 * 0.04_f64.powi(2) / 1.04_f64.powi(3);
    let truth = 1.5 * (1.0 + (2.0 * std::f64::consts::PI).ln()) + 0.5 * determinant.ln();
    let found = curve(trainer.as_ref(), "heldOutLosses").last().copied().expect("a finished epoch");
    assert!(found > truth - 0.15 && found < truth + 0.15, "{found} instead of {truth}");
}

#[test]
fn a_linear_one_finds_the_evidence_of_probabilistic_principal_components() {
    // Lucas et al. 2019, "Don't blame the ELBO!": with linear halves and a fixed variance the bound is tight at its best,
    // where the decoder is that of Tipping and Bishop 1999. All eigenvalues λ are those of the scaled rows; beyond the
    // code, and below the variance of 1, a direction is left to the noise.
    let principal = given([("components", number(64.0))]);
    let principal = Arguments::check("test", pca::METHOD.parameters, &principal).expect("valid parameters");
    let mut principal = (pca::METHOD.start)(&Arc::new(spots()), &principal).expect("a trainer");
    to_the_end(principal.as_mut());
    let variances = curve(principal.as_ref(), "explainedVariance");
    let unit = variances.iter().sum::<f64>() / 64.0;
    let (mut evidence, mut divergence) = (32.0 * std::f64::consts::TAU.ln(), 0.0);
    for (index, lambda) in variances.iter().map(|variance| variance / unit).enumerate() {
        let kept = index < 2 && lambda > 1.0;
        evidence += 0.5 * if kept { 1.0 + lambda.ln() } else { lambda };
        divergence += if kept { 0.5 * lambda.ln() } else { 0.0 };
    }
    let settings = [("layers", numbers(&[])), ("epochs", number(1500.0)), ("batchSize", number(240.0))];
    let settings = quick(settings.into_iter().chain([("sigma", number(1.0))]));
    let mut trainer = start(spots(), settings).expect("a trainer");
    to_the_end(trainer.as_mut());
    // A mean over epochs takes the noise out.
    let last = |name| curve(trainer.as_ref(), name)[1400..].iter().sum::<f64>() / 100.0;
    let [found, rate] = ["trainingLosses", "klLosses"].map(last);
    assert!((found - evidence).abs() < 0.002 * evidence, "{found} instead of {evidence}");
    assert!((rate - divergence).abs() < 0.03 * divergence, "{rate} instead of {divergence}");
}

#[test]
fn ink_outside_its_range_is_refused_with_its_place() {
    let bernoulli = || given([("likelihood", latent_lab::parameters::Value::Text("bernoulli".into()))]);
    let mut values = vec![0.5; 12];
    values[7] = 1.5;
    let data = Dataset::from_values(values, 4, 3).expect("a valid matrix");
    let error = start(data, bernoulli()).err().expect("a refusal");
    assert_eq!(error.code(), "unsupported");
    let sentence = error.to_string();
    assert!(sentence.contains("1.5 in row 2, column 1") && sentence.contains("gaussian"), "{sentence}");
    let error = start(scattered(9, 4), given([("components", number(5.0))])).err().expect("a refusal");
    assert!(error.to_string().contains("vae"), "{error}");
}

#[test]
fn beta_changes_while_it_runs_and_a_reset_brings_it_back() {
    let parameters = given([("layers", numbers(&[6])), ("epochs", number(4.0)), ("batchSize", number(8.0))]);
    let mut trainer = start(scattered(40, 6), parameters).expect("a trainer");
    assert_eq!(trainer.details().get("activeUnits"), None, "nothing has been measured yet");
    trainer.step().expect("a step");
    trainer.set_live("beta", &number(3.0)).expect("a live parameter");
    assert_eq!(detail(trainer.as_ref(), "beta"), 3.0);
    assert_eq!(trainer.set_live("warmupEpochs", &number(3.0)).unwrap_err().code(), "unsupported");
    trainer.reset(0);
    assert_eq!(detail(trainer.as_ref(), "beta"), 1.0);
}
