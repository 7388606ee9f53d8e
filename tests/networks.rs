//! The layers and losses of the layer library against finite differences.

mod support;

use latent_lab::learn::network::{
    Activation, Convolution, Dense, Layer, Learner, Maps, Network, Resample, Resampling, binary_cross_entropy,
    mean_squared_error, softmax_cross_entropy,
};
use latent_lab::random::generator;
use rand::RngExt;

const ROWS: usize = 3;
const PICTURE: Maps = Maps { channels: 2, height: 6, width: 5 };

/// Mean loss of the outputs, and the gradient by them.
type Loss = fn(&[f32], &mut [f32]) -> f64;

fn squares(outputs: &[f32], gradient: &mut [f32]) -> f64 {
    let targets: Vec<f32> = (0..outputs.len()).map(|index| (index as f32 * 0.9).sin()).collect();
    mean_squared_error(outputs, &targets, outputs.len() / ROWS, gradient)
}

fn binary(outputs: &[f32], gradient: &mut [f32]) -> f64 {
    let targets: Vec<f32> = (0..outputs.len()).map(|index| 0.5 + 0.5 * (index as f32 * 0.9).sin()).collect();
    binary_cross_entropy(outputs, &targets, gradient)
}

fn classes(outputs: &[f32], gradient: &mut [f32]) -> f64 {
    softmax_cross_entropy(outputs, &[2, 0, 1], outputs.len() / ROWS, gradient)
}

fn convolution(input: Maps, filters: usize, kernel: usize, padding: usize, activation: Activation) -> Layer {
    Layer::Convolution(Convolution::new(input, filters, kernel, padding, activation).expect("the window fits"))
}

fn resample(kind: Resampling, input: Maps, size: usize) -> Layer {
    Layer::Resample(Resample::new(kind, input, size).expect("the windows fit"))
}

fn dense(inputs: usize, outputs: usize) -> Layer {
    Layer::Dense(Dense { inputs, outputs, activation: Activation::Linear })
}

/// A convolution, something that resamples, another convolution, and a dense layer on top.
fn stack(kind: Resampling, outputs: usize) -> Network {
    let first = convolution(PICTURE, 3, 3, 1, Activation::Tanh);
    let between = resample(kind, first.shape(), 2);
    let second = convolution(between.shape(), 2, 2, 0, Activation::Sigmoid);
    let last = dense(second.outputs(), outputs);
    Network::new(vec![first, between, second, last])
}

fn loss_at(network: &Network, input: &[f32], loss: Loss) -> f64 {
    let mut learner = Learner::new(network.clone(), ROWS);
    learner.forward(input);
    let (outputs, gradient) = learner.output_and_gradient(ROWS);
    loss(outputs, gradient)
}

/// The gradients by all parameters and by the input agree with quotients of differences.
fn check(mut network: Network, loss: Loss, what: &str) {
    let mut random = generator(7, what);
    let mut draw = |count: usize| (0..count).map(|_| 2.0 * random.random::<f32>() - 1.0).collect::<Vec<f32>>();
    let drawn = draw(network.parameters().len());
    network.parameters_mut().copy_from_slice(&drawn);
    let mut input = draw(ROWS * network.inputs());
    let mut learner = Learner::new(network.clone(), ROWS);
    learner.forward(&input);
    let (outputs, gradient) = learner.output_and_gradient(ROWS);
    assert!(loss(outputs, gradient).is_finite());
    let mut by_input = vec![0.0; input.len()];
    learner.backward(&input, Some(&mut by_input));
    assert!(by_input.iter().any(|value| value.abs() > 1e-4), "{what}: the input does not matter");

    const STEP: f32 = 1.0 / 256.0;
    let agree = |quotient: f64, found: f32, which: &str, index: usize| {
        let difference = (quotient - f64::from(found)).abs();
        assert!(difference < 2e-3 * (0.1 + quotient.abs()), "{what}, {which} {index}: {found} instead of {quotient}");
    };
    for (index, &value) in drawn.iter().enumerate() {
        let mut at = |offset: f32| {
            network.parameters_mut()[index] = value + offset;
            loss_at(&network, &input, loss)
        };
        let quotient = (at(STEP) - at(-STEP)) / (2.0 * f64::from(STEP));
        network.parameters_mut()[index] = value;
        agree(quotient, learner.parameter_gradient()[index], "parameter", index);
    }
    for index in 0..input.len() {
        let value = input[index];
        let mut at = |offset: f32| {
            input[index] = value + offset;
            loss_at(&network, &input, loss)
        };
        let quotient = (at(STEP) - at(-STEP)) / (2.0 * f64::from(STEP));
        input[index] = value;
        agree(quotient, by_input[index], "input", index);
    }
}

#[test]
fn gradients_of_every_layer_and_loss_agree_with_finite_differences() {
    let losses: [(&str, Loss); 3] = [("squares", squares), ("binary", binary), ("classes", classes)];
    for (name, loss) in losses {
        for kind in [Resampling::MaxPool, Resampling::AveragePool, Resampling::Upsample] {
            check(stack(kind, 4), loss, &format!("{kind:?} and {name}"));
        }
    }
}

#[test]
fn a_decoder_of_upsampling_and_convolution_has_its_gradient() {
    let small = Maps { channels: 2, height: 2, width: 3 };
    let first = dense(4, small.size());
    let larger = resample(Resampling::Upsample, small, 2);
    let last = convolution(larger.shape(), 1, 3, 1, Activation::Linear);
    check(Network::new(vec![first, larger, last]), binary, "decoder");
}

#[test]
fn the_bound_of_a_variational_autoencoder_has_its_gradient() {
    const COLUMNS: usize = 5;
    const CODE: usize = 2;
    let half = |widths: &[usize]| Network::dense(widths, Activation::Tanh, Activation::Linear);
    let halves = [half(&[COLUMNS, 4, 2 * CODE]), half(&[CODE, 4, COLUMNS])];
    let counts = halves.each_ref().map(|half| half.parameters().len());
    let learner = |half: &Network, own: &[f32]| {
        let mut network = half.clone();
        network.parameters_mut().copy_from_slice(own);
        Learner::new(network, ROWS)
    };
    let mut random = generator(7, "bound");
    let mut draw = |count: usize| (0..count).map(|_| 2.0 * random.random::<f32>() - 1.0).collect::<Vec<f32>>();
    for (name, loss) in [("squares", squares as Loss), ("binary", binary)] {
        for beta in [0.0, 1.0, 3.5] {
            let mut parameters = draw(counts[0] + counts[1]);
            let (noise, input) = (draw(ROWS * CODE), draw(ROWS * COLUMNS));
            let at = |parameters: &[f32]| {
                let (first, second) = parameters.split_at(counts[0]);
                let (mut encoder, mut decoder) = (learner(&halves[0], first), learner(&halves[1], second));
                let value = support::bound([&mut encoder, &mut decoder], &input, &noise, beta, loss);
                (value, [encoder.parameter_gradient(), decoder.parameter_gradient()].concat())
            };
            let (_, found) = at(&parameters);
            const STEP: f32 = 1.0 / 256.0;
            for index in 0..parameters.len() {
                let value = parameters[index];
                let mut moved = |offset: f32| {
                    parameters[index] = value + offset;
                    at(&parameters).0
                };
                let quotient = (moved(STEP) - moved(-STEP)) / (2.0 * f64::from(STEP));
                parameters[index] = value;
                let difference = (quotient - f64::from(found[index])).abs();
                let what = format!("{name}, beta {beta}, {index}: {} instead of {quotient}", found[index]);
                assert!(difference < 2e-3 * (0.1 + quotient.abs()), "{what}");
            }
        }
    }
}

#[test]
fn a_small_network_learns_to_tell_stripes_apart() {
    // Stripes across, stripes down, and a checkerboard: no single pixel tells, and a window of 2 × 2 does.
    let picture = Maps { channels: 1, height: 6, width: 6 };
    let value = |class: usize, place: usize| {
        let (row, column) = (place / 6, place % 6);
        [(row + column) % 2, row % 2, column % 2][class] as f32
    };
    let input: Vec<f32> = (0..ROWS).flat_map(|class| (0..36).map(move |place| value(class, place))).collect();
    let first = convolution(picture, 4, 2, 0, Activation::Relu);
    let pool = resample(Resampling::MaxPool, first.shape(), 5);
    let last = dense(pool.outputs(), 3);
    let mut learner = Learner::new(Network::new(vec![first, pool, last]), ROWS);
    learner.initialize(&mut generator(3, "stripes"));
    let mut losses = Vec::new();
    for _ in 0..300 {
        learner.forward(&input);
        let (outputs, gradient) = learner.output_and_gradient(ROWS);
        losses.push(softmax_cross_entropy(outputs, &[0, 1, 2], 3, gradient));
        learner.backward(&input, None);
        learner.update(0.02);
    }
    assert!(losses[0] > 0.5 && losses[299] < 0.05, "{} to {}", losses[0], losses[299]);
}
