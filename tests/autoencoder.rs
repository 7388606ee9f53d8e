//! The autoencoder against jax, finite differences, principal components and its own promises.

mod support;

use latent_lab::data::Dataset;
use latent_lab::lab::Lab;
use latent_lab::learn::network::{Activation, Learner, Network, mean_squared_error};
use latent_lab::learn::{Detail, Phase, Trainer, autoencoder};
use latent_lab::parameters::{Arguments, Given, Value};
use latent_lab::random::generator;
use proptest::prelude::*;
use rand::RngExt;
use serde::Deserialize;
use std::sync::Arc;
use support::{assert_close, curve, given, number, numbers, quick, scattered, spots, to_the_end, trainer};

/// What `tests/reference/autoencoder.py` writes.
#[derive(Deserialize)]
struct Golden {
    widths: Vec<usize>,
    code: usize,
    learning_rate: f64,
    rows: Vec<f32>,
    parameters: Vec<f32>,
    loss: f64,
    gradient: Vec<f32>,
    steps: Vec<GoldenStep>,
}

#[derive(Deserialize)]
struct GoldenStep {
    loss_before: f64,
    parameters: Vec<f32>,
}

/// Encoder and decoder over given parameters.
struct Pair {
    encoder: Learner,
    decoder: Learner,
    rows: usize,
    columns: usize,
}

impl Pair {
    fn new(widths: &[usize], code: usize, parameters: &[f32], hidden: Activation, rows: usize) -> Self {
        let mut rest = parameters;
        let mut learner = |widths: &[usize]| {
            let mut network = Network::dense(widths, hidden, Activation::Linear);
            let (own, others) = rest.split_at(network.parameters().len());
            network.parameters_mut().copy_from_slice(own);
            rest = others;
            Learner::new(network, rows)
        };
        let (encoder, decoder) = (learner(&widths[..=code]), learner(&widths[code..]));
        assert!(rest.is_empty());
        Pair { encoder, decoder, rows, columns: widths[0] }
    }

    fn loss(&mut self, input: &[f32]) -> f64 {
        self.encoder.forward(input);
        self.decoder.forward(self.encoder.output(self.rows));
        let (reconstruction, gradient) = self.decoder.output_and_gradient(self.rows);
        mean_squared_error(reconstruction, input, self.columns, gradient)
    }

    fn loss_and_gradient(&mut self, input: &[f32]) -> (f64, Vec<f32>) {
        let loss = self.loss(input);
        let (codes, code_gradient) = self.encoder.output_and_gradient(self.rows);
        self.decoder.backward(codes, Some(code_gradient));
        self.encoder.backward(input, None);
        (loss, [self.encoder.parameter_gradient(), self.decoder.parameter_gradient()].concat())
    }

    fn parameters(&self) -> Vec<f32> {
        [self.encoder.network().parameters(), self.decoder.network().parameters()].concat()
    }
}

#[test]
fn gradients_and_five_adam_steps_agree_with_jax() {
    let golden: Golden = serde_json::from_str(include_str!("reference/autoencoder.json")).expect("a golden file");
    let rows = golden.rows.len() / golden.widths[0];
    let mut pair = Pair::new(&golden.widths, golden.code, &golden.parameters, Activation::Relu, rows);
    let (loss, gradient) = pair.loss_and_gradient(&golden.rows);
    assert!((loss - golden.loss).abs() <= 1e-5 * golden.loss, "{loss} instead of {}", golden.loss);
    assert_close(&gradient, &golden.gradient, "gradient");
    for (index, step) in golden.steps.iter().enumerate() {
        let (loss, _) = pair.loss_and_gradient(&golden.rows);
        assert!((loss - step.loss_before).abs() <= 1e-4 * step.loss_before, "loss before step {index}");
        pair.encoder.update(golden.learning_rate);
        pair.decoder.update(golden.learning_rate);
        assert_close(&pair.parameters(), &step.parameters, &format!("after step {index}: parameter"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn gradients_agree_with_finite_differences(
        seed in any::<u64>(),
        hidden in prop::sample::select(&[Activation::Tanh, Activation::Sigmoid, Activation::Linear]),
        (columns, width, code) in (2_usize..6, 1_usize..6, 1_usize..3),
    ) {
        // ReLU has no derivative at its kink, where a difference quotient means nothing; jax vouches for it above.
        let widths = [columns, width, code, width, columns];
        let mut random = generator(seed, "finite differences");
        let mut draw = |count: usize| (0..count).map(|_| 2.0 * random.random::<f32>() - 1.0).collect::<Vec<f32>>();
        let count = widths.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum();
        let (parameters, rows) = (draw(count), draw(3 * columns));
        let (_, gradient) = Pair::new(&widths, 2, &parameters, hidden, 3).loss_and_gradient(&rows);
        const STEP: f32 = 1.0 / 128.0;
        for index in 0..count {
            let loss_at = |offset: f32| {
                let mut moved = parameters.clone();
                moved[index] += offset;
                Pair::new(&widths, 2, &moved, hidden, 3).loss(&rows)
            };
            let quotient = (loss_at(STEP) - loss_at(-STEP)) / (2.0 * f64::from(STEP));
            prop_assert!((quotient - f64::from(gradient[index])).abs() < 2e-3 * (1.0 + quotient.abs()));
        }
    }
}

/// What the best plane through the rows leaves: the mean squared difference to the nearest points of the plane of the
/// first two principal components, found by power iteration.
fn left_by_the_best_plane(data: &Dataset) -> f64 {
    let mut rows = data.matrix("test").expect("a matrix").mapv(f64::from);
    let mean = rows.mean_axis(ndarray::Axis(0)).expect("rows");
    rows -= &mean;
    for _ in 0..2 {
        let mut axis = ndarray::Array1::from_shape_fn(rows.ncols(), |column| 1.0 / (1.0 + column as f64));
        for _ in 0..500 {
            axis = rows.t().dot(&rows.dot(&axis));
            axis /= axis.dot(&axis).sqrt();
        }
        let along = rows.dot(&axis).insert_axis(ndarray::Axis(1));
        rows -= &along.dot(&axis.insert_axis(ndarray::Axis(0)));
    }
    rows.mapv(|value| value * value).mean().expect("values")
}

#[test]
fn two_numbers_tell_where_a_spot_is_better_than_the_best_plane_can() {
    let plane = left_by_the_best_plane(&spots());
    let mut trainer = trainer(&autoencoder::METHOD, spots(), quick([("heldOut", number(40.0))]));
    to_the_end(&mut *trainer);
    let held_out = curve(&*trainer, "heldOutLosses");
    let last = held_out.last().copied().expect("a curve");
    assert!(last < 0.5 * plane, "{last} is not below half of {plane}: {held_out:?}");
}

#[test]
fn a_linear_autoencoder_finds_the_principal_plane() {
    // Bourlard and Kamp 1988: without nonlinear layers the optimum is that of principal components.
    let plane = left_by_the_best_plane(&spots());
    let mut trainer =
        trainer(&autoencoder::METHOD, spots(), quick([("layers", numbers(&[])), ("epochs", number(150.0))]));
    to_the_end(&mut *trainer);
    let last = curve(&*trainer, "trainingLosses").last().copied().expect("a curve");
    assert!((0.999 * plane..1.02 * plane).contains(&last), "{last} against {plane}");
}

#[test]
fn the_scale_and_the_place_of_the_data_do_not_matter() {
    let original = spots();
    let matrix = original.matrix("test").expect("a matrix").to_owned();
    let run = |matrix: ndarray::Array2<f32>| {
        let mut trainer = trainer(
            &autoencoder::METHOD,
            Dataset::from_matrix(matrix).expect("finite"),
            quick([("epochs", number(5.0))]),
        );
        let codes = to_the_end(&mut *trainer);
        (codes, curve(&*trainer, "trainingLosses"))
    };
    let (codes, losses) = run(matrix.clone());
    // A power of two changes no bit of any quotient.
    let (scaled_codes, scaled_losses) = run(matrix.mapv(|value| value * 4096.0));
    assert_eq!(codes, scaled_codes);
    let expected: Vec<f64> = losses.iter().map(|loss| loss * 4096.0 * 4096.0).collect();
    assert_eq!(scaled_losses, expected);
    let (_, moved_losses) = run(matrix.mapv(|value| value + 100.0));
    for (moved, loss) in moved_losses.iter().zip(&losses) {
        assert!((moved - loss).abs() < 0.02 * loss, "{moved_losses:?} against {losses:?}");
    }
}

#[test]
fn reconstructions_are_in_the_units_of_the_data_and_the_reported_loss_is_theirs() {
    let data = Dataset::from_matrix(spots().matrix("test").expect("a matrix").mapv(|value| 200.0 * value + 50.0));
    let data = data.expect("finite");
    let mut trainer = trainer(&autoencoder::METHOD, data.clone(), quick([("heldOut", number(60.0))]));
    let codes = to_the_end(&mut *trainer);
    let decoded = trainer.decoder().expect("a decoder").decode(&codes).expect("rows");
    let values = data.matrix("test").expect("a matrix");
    let held_out = values.iter().zip(&decoded).skip(180 * 64);
    let mean = held_out.map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>() / (60.0 * 64.0);
    let reported = curve(&*trainer, "heldOutLosses").last().copied().expect("a curve");
    assert!((mean - reported).abs() < 1e-4 * reported, "{mean} against {reported}");
}

#[test]
fn activations_are_the_rows_the_layers_the_code_and_the_reconstruction() {
    let mut lab = Lab::new();
    let data = lab.add(spots());
    let run = lab.start("autoencoder", data, &quick([("layers", numbers(&[12, 7]))])).unwrap();
    lab.step(run, 3).unwrap();
    let rows: Vec<f32> = spots().matrix("test").unwrap().iter().copied().take(5 * 64).collect();
    let run = lab.run("test", run).unwrap();
    let layers = run.activations(&rows).unwrap();
    let columns = spots().matrix("test").unwrap().ncols();
    let count = rows.len() / columns;
    let widths: Vec<usize> = layers.iter().map(|layer| layer.len() / count).collect();
    assert_eq!(widths, [columns, 12, 7, 2, 7, 12, columns]);
    assert_eq!(layers[0], rows);
    let codes = run.encode(&rows).unwrap();
    assert_eq!(layers[3], codes);
    assert_eq!(layers[6], run.decode(&codes).unwrap());
    // Hidden layers are ReLU: some are off, none is negative.
    for hidden in [1, 2, 4, 5] {
        assert!(layers[hidden].contains(&0.0) && layers[hidden].iter().all(|&value| value >= 0.0));
    }
    assert_eq!(run.activations(&rows[1..]).unwrap_err().code(), "shape");
    assert_eq!(run.activations(&vec![0.0; columns * 4097]).unwrap_err().code(), "too-large");
}

#[test]
fn held_out_rows_are_measured_in_steps_of_their_own_and_never_learned_from() {
    let parameters = [("heldOut", number(100.0)), ("epochs", number(2.0))];
    let mut one = trainer(&autoencoder::METHOD, spots(), quick(parameters.clone()));
    assert_eq!(one.details()["stepsPerEpoch"], Detail::Number(4.0 + 3.0));
    assert_eq!(one.report().planned, 14);
    let mut changed = spots().matrix("test").expect("a matrix").to_owned();
    changed.slice_mut(ndarray::s![140.., ..]).fill(0.25);
    let mut other = trainer(&autoencoder::METHOD, Dataset::from_matrix(changed).expect("finite"), quick(parameters));
    assert_eq!(to_the_end(&mut *one)[..280], to_the_end(&mut *other)[..280]);
    assert_eq!(curve(&*one, "trainingLosses"), curve(&*other, "trainingLosses"));
    assert_ne!(curve(&*one, "heldOutLosses"), curve(&*other, "heldOutLosses"));
}

#[test]
fn a_preview_is_at_most_one_epoch_old_and_exact_at_both_ends() {
    let mut trainer =
        trainer(&autoencoder::METHOD, spots(), quick([("heldOut", number(40.0)), ("epochs", number(3.0))]));
    let look = |trainer: &dyn Trainer| {
        let (mut preview, mut embedding) = (vec![0.0; 480], vec![0.0; 480]);
        trainer.write_preview(&mut preview).expect("a preview");
        trainer.write_embedding(&mut embedding).expect("an embedding");
        (preview, embedding)
    };
    let (before, exact) = look(&*trainer);
    assert_eq!(before, exact);
    trainer.step().expect("a step");
    let (preview, _) = look(&*trainer);
    let moved = preview.chunks_exact(2).zip(before.chunks_exact(2)).filter(|(now, then)| now != then).count();
    // The first batch is seen before the first step, so its rows stand where they stood; only rounding could differ.
    assert!(moved <= 40, "{moved} rows moved");
    for _ in 1..6 {
        trainer.step().expect("a step");
    }
    let (preview, _) = look(&*trainer);
    assert!(preview.chunks_exact(2).skip(200).zip(before.chunks_exact(2).skip(200)).all(|(now, then)| now != then));
    while trainer.step().expect("a step").phase != Phase::Done {}
    let (preview, exact) = look(&*trainer);
    assert_eq!(preview, exact);
    assert_eq!(trainer.write_preview(&mut [0.0; 3]).unwrap_err().code(), "shape");
}

#[test]
fn divergence_is_said_and_goes_back_to_the_last_good_epoch() {
    for method in ["autoencoder", "vae"] {
        diverge(method);
    }
}

fn diverge(method: &str) {
    let mut lab = Lab::new();
    let data = lab.add(scattered(40, 6));
    // ReLU units die at such a rate, which ends the growth; many linear layers multiply it.
    let parameters = given([
        ("batchSize", number(10.0)),
        ("layers", numbers(&[64; 8])),
        ("activation", Value::Text("linear".into())),
        ("epochs", number(500.0)),
    ]);
    let run = lab.start(method, data, &parameters).expect("a run");
    lab.step(run, 9).expect("steps");
    lab.set_live(run, "learningRate", &number(1.0)).expect("a live parameter");
    let error = lab.step(run, 2000).expect_err("a learning rate of 1 drives this network out of the finite numbers");
    assert_eq!((error.code(), error.to_string().starts_with(method)), ("diverged", true), "{error}");
    let report = lab.run("test", run).expect("a run").report();
    assert_eq!(report.step % 4, 0);
    let codes = |lab: &Lab, run| lab.run("test", run).expect("a run").embedding().expect("an embedding").0;
    assert!(codes(&lab, run).iter().all(|code| code.is_finite()));
    // A smaller rate goes on from there, and the recipe knows it.
    lab.set_live(run, "learningRate", &number(1e-4)).expect("a live parameter");
    lab.step(run, 3).expect("steps at a smaller rate");
    let again = lab.replay(&lab.recipe(run).expect("a recipe")).expect("a replay");
    assert_eq!(codes(&lab, run), codes(&lab, again));
}

#[test]
fn what_cannot_be_trained_is_refused_by_name() {
    let start = |data: Dataset, parameters: Given| {
        let arguments = Arguments::check("test", autoencoder::METHOD.parameters, &parameters).expect("in range");
        (autoencoder::METHOD.start)(&Arc::new(data), &arguments).err().map(|error| (error.code(), error.to_string()))
    };
    let refused = |data, parameters| start(data, parameters).expect("a refusal");
    let (code, sentence) = refused(scattered(9, 4), given([("components", number(5.0))]));
    assert_eq!((code, sentence.contains("components is 5")), ("out-of-range", true), "{sentence}");
    let (code, sentence) = refused(scattered(9, 4), given([("heldOut", number(9.0))]));
    assert_eq!((code, sentence.contains("heldOut is 9")), ("out-of-range", true), "{sentence}");
    let (code, _) = refused(scattered(9, 4), given([("layers", numbers(&[4096, 4096, 4096]))]));
    assert_eq!(code, "too-large");
    assert_eq!(start(scattered(1, 1), given([("components", number(1.0))])), None);
}

#[test]
fn noise_and_a_price_of_the_code_do_what_their_definitions_say() {
    const ROWS: usize = 12;
    const SEED: u64 = 6;
    let data = scattered(ROWS, 5);
    let values: Vec<f32> = data.matrix("test").expect("a matrix").iter().copied().collect();
    // The data in the network's unit, written down anew.
    let mean = |column: usize| values.iter().skip(column).step_by(5).map(|&v| f64::from(v)).sum::<f64>() / ROWS as f64;
    let means: Vec<f64> = (0..5).map(mean).collect();
    let centered: Vec<f64> = values.iter().enumerate().map(|(i, &v)| f64::from(v) - means[i % 5]).collect();
    let scale = (centered.iter().map(|v| v * v).sum::<f64>() / centered.len() as f64).sqrt();
    let clean: Vec<f32> = centered.iter().map(|v| (v / scale) as f32).collect();

    let mut trained = trainer(
        &autoencoder::METHOD,
        data,
        given([
            ("layers", numbers(&[4])),
            ("epochs", number(5.0)),
            ("corruption", number(0.4)),
            ("sparsity", number(0.03)),
            ("seed", number(SEED as f64)),
        ]),
    );
    let learner = |widths: &[usize]| Learner::new(Network::dense(widths, Activation::Relu, Activation::Linear), ROWS);
    let (mut encoder, mut decoder) = (learner(&[5, 4, 2]), learner(&[2, 4, 5]));
    let mut random = generator(SEED, "autoencoder weights");
    encoder.initialize(&mut random);
    decoder.initialize(&mut random);
    let mut batches = latent_lab::learn::network::Batches::new(ROWS as u32, ROWS, SEED);
    for step in 0..5_u64 {
        batches.shuffle(step);
        let rows: Vec<f32> = batches.rows(0).iter().flat_map(|&r| clean[r as usize * 5..][..5].to_vec()).collect();
        let mut noisy = vec![0.0; rows.len()];
        latent_lab::random::fill_normal(&mut noisy, SEED, &format!("corruption of step {step}"));
        noisy.iter_mut().zip(&rows).for_each(|(noise, value)| *noise = value + 0.4 * *noise);
        encoder.forward(&noisy);
        decoder.forward(encoder.output(ROWS));
        let (outputs, gradient) = decoder.output_and_gradient(ROWS);
        let loss = mean_squared_error(outputs, &rows, 5, gradient) * scale * scale;
        let (codes, gradient) = encoder.output_and_gradient(ROWS);
        decoder.backward(codes, Some(&mut *gradient));
        // The slope of 0.03 · Σ |code| over the number of rows.
        gradient.iter_mut().zip(codes).for_each(|(g, &code)| *g += 0.03 / ROWS as f32 * code.signum());
        encoder.backward(&noisy, None);
        let found = trained.step().expect("a step").loss.expect("a loss");
        assert!((f64::from(found) - loss).abs() < 1e-5 * loss, "step {step}: {found} instead of {loss}");
        encoder.update(1e-3);
        decoder.update(1e-3);
    }
    let codes = to_the_end(trained.as_mut());
    let mut outputs = encoder.network().layer_values(ROWS);
    encoder.network().forward(&clean, &mut outputs);
    for (found, expected) in codes.iter().zip(outputs.last(ROWS)) {
        // Adam makes much of the last bits of a gradient near 0.
        assert!((found - expected).abs() < 2e-4, "{found} instead of {expected}");
    }
}

#[test]
fn a_dear_code_is_a_small_code() {
    let size = |price: f64| {
        let parameters = given([
            ("components", number(8.0)),
            ("layers", numbers(&[16])),
            ("epochs", number(30.0)),
            ("batchSize", number(64.0)),
            ("learningRate", number(3e-3)),
            ("sparsity", number(price)),
        ]);
        let mut trained = trainer(&autoencoder::METHOD, support::digits(), parameters);
        let codes = to_the_end(trained.as_mut());
        codes.iter().map(|code| f64::from(code.abs())).sum::<f64>() / codes.len() as f64
    };
    let (free, dear) = (size(0.0), size(0.05));
    assert!(dear < 0.3 * free, "{dear} against {free}");
}
