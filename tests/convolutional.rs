//! Convolutional autoencoders against jax, finite differences, and what the dense ones promise.

mod support;

use latent_lab::data::{Dataset, Picture};
use latent_lab::lab::Lab;
use latent_lab::learn::network::{
    Activation, Batches, Convolution, Dense, Layer, Learner, Maps, Network, Resample, Resampling, mean_squared_error,
};
use latent_lab::learn::{Detail, autoencoder};
use latent_lab::parameters::{Given, Value};
use latent_lab::random::generator;
use rand::RngExt;
use support::goldens::{Goldens, follow, goldens, with};
use support::{curve, detail, given, number, numbers, quick, scattered, spots, to_the_end, trainer};

const PIXELS: usize = 64;

fn maps(channels: usize, side: usize) -> Maps {
    Maps { channels, height: side, width: side }
}

fn convolution(input: Maps, filters: usize, activation: Activation) -> Layer {
    Layer::Convolution(Convolution::new(input, filters, 3, 1, activation).expect("the window fits"))
}

fn resample(kind: Resampling, input: Maps) -> Layer {
    Layer::Resample(Resample::new(kind, input, 2).expect("the windows fit"))
}

fn dense(inputs: usize, outputs: usize, activation: Activation) -> Layer {
    Layer::Dense(Dense { inputs, outputs, activation })
}

/// Encoder and decoder of pictures of 8 × 8 with 2 and 3 filters, a dense layer of 5, and 2 components.
fn halves(hidden: Activation) -> [Network; 2] {
    let linear = Activation::Linear;
    let encoder = vec![
        convolution(maps(1, 8), 2, hidden),
        resample(Resampling::MaxPool, maps(2, 8)),
        convolution(maps(2, 4), 3, hidden),
        resample(Resampling::MaxPool, maps(3, 4)),
        dense(12, 5, hidden),
        dense(5, 2, linear),
    ];
    let decoder = vec![
        dense(2, 5, hidden),
        dense(5, 12, hidden),
        resample(Resampling::Upsample, maps(3, 2)),
        convolution(maps(3, 4), 2, hidden),
        resample(Resampling::Upsample, maps(2, 4)),
        convolution(maps(2, 8), 1, linear),
    ];
    [Network::new(encoder), Network::new(decoder)]
}

/// The same by its parameters.
fn same(more: impl IntoIterator<Item = (&'static str, Value)>) -> Given {
    quick([("filters", numbers(&[2, 3])), ("layers", numbers(&[5]))].into_iter().chain(more))
}

/// Mean squared error of the reconstruction, with its gradients.
fn pass(pair: &mut [Learner], input: &[f32]) -> f64 {
    let rows = input.len() / PIXELS;
    let [encoder, decoder] = pair else { panic!("two halves") };
    encoder.forward(input);
    decoder.forward(encoder.output(rows));
    let (reconstruction, gradient) = decoder.output_and_gradient(rows);
    let loss = mean_squared_error(reconstruction, input, PIXELS, gradient);
    let (codes, code_gradient) = encoder.output_and_gradient(rows);
    decoder.backward(codes, Some(code_gradient));
    encoder.backward(input, None);
    loss
}

fn learners(parameters: &[f32], hidden: Activation, rows: usize) -> [Learner; 2] {
    let [encoder, decoder] = halves(hidden);
    let (first, second) = parameters.split_at(encoder.parameters().len());
    [Learner::new(with(encoder, first), rows), Learner::new(with(decoder, second), rows)]
}

fn pictures() -> Dataset {
    spots().with_picture(Picture { height: 8, width: 8 }).expect("64 pixels")
}

/// The mean squared difference to the mean picture.
fn left_by_the_mean(data: &Dataset) -> f64 {
    let rows = data.matrix("test").expect("a matrix").mapv(f64::from);
    let mean = rows.mean_axis(ndarray::Axis(0)).expect("rows");
    (rows - mean).mapv(|value| value * value).mean().expect("values")
}

#[test]
fn gradients_and_five_adam_steps_agree_with_jax() {
    let Goldens { cae, .. } = goldens();
    let mut pair = learners(&cae.parameters, Activation::Relu, cae.rows.len() / PIXELS);
    follow(&cae, "convolutional autoencoder", &mut pair, |pair| pass(pair, &cae.rows));
}

/// How far the largest number of any pooled window is above the second.
fn narrowest(encoder: &Learner) -> f32 {
    let mut narrowest = f32::INFINITY;
    for (layer, side) in [(0, 8), (2, 4)] {
        for map in encoder.outputs().layer(layer, 1).chunks_exact(side * side) {
            for corner in (0..side * side).filter(|place| place % 2 == 0 && place / side % 2 == 0) {
                let mut window = [0, 1, side, side + 1].map(|step| map[corner + step]);
                window.sort_by(f32::total_cmp);
                narrowest = narrowest.min(window[3] - window[2]);
            }
        }
    }
    narrowest
}

#[test]
fn gradients_agree_with_finite_differences() {
    const STEP: f32 = 1.0 / 256.0;
    for hidden in [Activation::Tanh, Activation::Sigmoid] {
        let mut random = generator(11, "finite differences");
        let mut draw = |count: usize| (0..count).map(|_| 2.0 * random.random::<f32>() - 1.0).collect::<Vec<f32>>();
        let count = halves(hidden).iter().map(|half| half.parameters().len()).sum();
        // Where a window's largest number gives way to another one there is no derivative, so a picture is drawn that keeps
        // clear of it.
        let (mut parameters, picture, gradient) = loop {
            let (parameters, picture) = (draw(count), draw(PIXELS));
            let mut pair = learners(&parameters, hidden, 1);
            pass(&mut pair, &picture);
            if narrowest(&pair[0]) > 3.0 * STEP {
                break (parameters, picture, pair.each_ref().map(Learner::parameter_gradient).concat());
            }
        };
        for index in 0..count {
            let value = parameters[index];
            let mut loss_at = |offset: f32| {
                parameters[index] = value + offset;
                pass(&mut learners(&parameters, hidden, 1), &picture)
            };
            let quotient = (loss_at(STEP) - loss_at(-STEP)) / (2.0 * f64::from(STEP));
            parameters[index] = value;
            let found = f64::from(gradient[index]);
            assert!((quotient - found).abs() < 2e-3 * (0.1 + quotient.abs()), "{index}: {found}, not {quotient}");
        }
    }
}

#[test]
fn the_method_takes_the_steps_of_these_layers() {
    const SEED: u64 = 4;
    const BATCH: usize = 40;
    let data = pictures();
    let matrix = data.matrix("test").expect("a matrix").mapv(f64::from);
    let centered = &matrix - &matrix.mean_axis(ndarray::Axis(0)).expect("rows");
    let scale = centered.mapv(|value| value * value).mean().expect("values").sqrt();
    let mut method = trainer(&autoencoder::METHOD, data, same([("seed", number(SEED as f64))]));
    let mut pair = halves(Activation::Relu).map(|half| Learner::new(half, BATCH));
    let mut random = generator(SEED, "autoencoder weights");
    pair.iter_mut().for_each(|half| half.initialize(&mut random));
    let mut batches = Batches::new(240, BATCH, SEED);
    batches.shuffle(0);
    for step in 0..4 {
        let rows = batches.rows(step).iter().flat_map(|&row| centered.row(row as usize).to_vec());
        let input: Vec<f32> = rows.map(|value| (value / scale) as f32).collect();
        let loss = pass(&mut pair, &input) * scale * scale;
        let found = f64::from(method.step().expect("a step").loss.expect("a loss"));
        assert!((found - loss).abs() < 1e-5 * loss, "step {step}: {found} instead of {loss}");
        pair.iter_mut().for_each(|half| half.update(0.005));
    }
}

#[test]
fn all_ways_through_the_bottleneck_learn_pictures_that_they_have_not_seen() {
    let mean = left_by_the_mean(&pictures());
    let ways = [
        ("plain", &autoencoder::METHOD, None),
        ("denoising", &autoencoder::METHOD, Some(("corruption", number(0.3)))),
        ("sparse", &autoencoder::METHOD, Some(("sparsity", number(0.001)))),
        ("variational", &autoencoder::VARIATIONAL, Some(("sigma", number(0.1)))),
    ];
    for (name, kind, more) in ways {
        let parameters = quick(
            [
                ("filters", numbers(&[4, 8])),
                ("layers", numbers(&[16])),
                ("heldOut", number(40.0)),
                ("epochs", number(60.0)),
            ]
            .into_iter()
            .chain(more),
        );
        let mut method = trainer(kind, pictures(), parameters);
        let codes = to_the_end(&mut *method);
        let matrix = pictures();
        let rows: Vec<f32> = matrix.matrix("test").expect("a matrix").iter().copied().skip(200 * PIXELS).collect();
        assert_eq!(method.encoder().expect("an encoder").encode(&rows).expect("codes"), codes[400..], "{name}");
        let rebuilt = method.decoder().expect("a decoder").decode(&codes[400..]).expect("pictures");
        let squares = rows.iter().zip(&rebuilt).map(|(a, b)| f64::from(a - b).powi(2));
        let loss = squares.sum::<f64>() / rows.len() as f64;
        assert!(loss < 0.3 * mean, "{name}: {loss} against {mean} of the mean picture");
        // That of a variational one is in nats, over drawn codes.
        if kind.id == "autoencoder" {
            let reported = curve(&*method, "heldOutLosses").last().copied().expect("a curve");
            assert!((loss - reported).abs() < 1e-4 * reported, "{name}: {loss} against {reported}");
        }
    }
}

#[test]
fn what_it_says_of_itself_fits_its_layers() {
    for (method, outputs) in [(&autoencoder::METHOD, 2.0), (&autoencoder::VARIATIONAL, 4.0)] {
        let method = trainer(method, pictures(), same([]));
        let details = method.details();
        assert_eq!(curve(&*method, "layerSizes"), [64., 128., 32., 48., 12., 5., 2., 5., 12., 48., 32., 128., 64.]);
        let kinds = "convolution, max pooling, convolution, max pooling, dense, dense, \
                     dense, dense, upsampling, convolution, upsampling, convolution";
        assert_eq!(details["layerKinds"], Detail::Text(kinds.into()));
        let Detail::Matrix { rows: 12, columns: 3, values } = &details["layerShapes"] else { panic!("no shapes") };
        assert_eq!(values[..9], [2., 8., 8., 2., 4., 4., 3., 4., 4.]);
        assert_eq!(values[15..18], [outputs, 1., 1.]);
        assert_eq!(values[27..], [2., 4., 4., 2., 8., 8., 1., 8., 8.]);
        assert_eq!(detail(&*method, "weights"), if outputs == 2.0 { 316.0 } else { 328.0 });
        let picture: Vec<f32> = pictures().matrix("test").expect("a matrix").iter().copied().take(64).collect();
        let layers = method.encoder().expect("an encoder").activations(&picture).expect("layers");
        let sizes = values.chunks_exact(3).map(|shape| shape.iter().product::<f32>() as usize);
        assert_eq!(layers[1..].iter().map(Vec::len).collect::<Vec<_>>(), sizes.collect::<Vec<_>>());
    }
}

#[test]
fn what_has_no_pictures_to_halve_is_refused_in_words() {
    let refused = |data: Dataset, filters: &[u32]| {
        let mut lab = Lab::new();
        let data = lab.add(data);
        let both = ["autoencoder", "vae"].map(|method| {
            let parameters =
                given([("filters", numbers(filters)), ("layers", numbers(&[])), ("components", number(1.0))]);
            let error = lab.start(method, data, &parameters).expect_err("it is to be refused");
            assert!(error.to_string().contains(method), "{error}");
            (error.code(), error.to_string())
        });
        assert_eq!(both[0].0, both[1].0);
        both[0].clone()
    };
    let picture = |height: usize, width: usize| {
        scattered(3, height * width).with_picture(Picture { height, width }).expect("as many pixels")
    };
    let (code, sentence) = refused(spots(), &[4]);
    assert_eq!((code, sentence.contains("not known to be pictures")), ("unsupported", true), "{sentence}");
    let (code, sentence) = refused(picture(28, 28), &[4, 4, 4]);
    assert_eq!((code, sentence.contains("at most 2 long")), ("out-of-range", true), "{sentence}");
    let (code, sentence) = refused(picture(8, 7), &[4]);
    assert_eq!((code, sentence.contains("8 × 7 cannot be halved")), ("out-of-range", true), "{sentence}");
    // Its few weights fit, the maps of 256 pictures do not.
    let (code, sentence) =
        refused(scattered(256, 4096).with_picture(Picture { height: 64, width: 64 }).unwrap(), &[256]);
    assert_eq!((code, sentence.contains("values in one batch")), ("too-large", true), "{sentence}");
}

#[test]
fn a_saved_model_answers_to_the_bit_and_not_for_other_pictures() {
    for method in ["autoencoder", "vae"] {
        let mut lab = Lab::new();
        let data = lab.add(pictures());
        let run = lab.start(method, data, &same([("epochs", number(2.0))])).expect("a run");
        lab.advance(run, None, || true).expect("steps");
        let file = lab.save_model(run).expect("a file");
        let opened = lab.open_model(data, &file).expect("a model");
        let codes = |lab: &Lab, run| lab.run("test", run).expect("a run").embedding().expect("an embedding").0;
        assert_eq!(codes(&lab, run), codes(&lab, opened), "{method}");
        let rebuilt = |run| lab.run("test", run).expect("a run").decode(&[0.5, -1.0]).expect("a picture");
        assert_eq!(rebuilt(run), rebuilt(opened), "{method}");
        let recipe = lab.recipe(run).expect("a recipe");
        let again = lab.replay(&recipe).expect("a replay");
        assert_eq!(codes(&lab, run), codes(&lab, again), "{method}");
        let plain = lab.add(spots());
        assert_eq!(lab.open_model(plain, &file).unwrap_err().code(), "unsupported");
    }
}
