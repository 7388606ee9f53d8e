//! The layers and losses of the layer library against finite differences.

use latent_lab::learn::network::{
    Activation, Convolution, Dense, Layer, Learner, Maps, Network, Resample, Resampling, binary_cross_entropy,
    gaussian_divergence, mean_squared_error, reparameterize, reparameterize_backward, softmax_cross_entropy,
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

/// Encoder and decoder around a drawn code, and the loss of both: so many times that of the outputs, and the divergence.
struct Bound {
    halves: [Learner; 2],
    noise: Vec<f32>,
    input: Vec<f32>,
    loss: Loss,
    factor: f64,
    beta: f64,
}

impl Bound {
    const COLUMNS: usize = 5;
    const CODE: usize = 2;

    /// With given parameters of both halves, one after the other.
    fn loss(&mut self, parameters: &[f32]) -> f64 {
        let mut rest = parameters;
        for half in &mut self.halves {
            let mut network = half.network().clone();
            let (own, others) = rest.split_at(network.parameters().len());
            network.parameters_mut().copy_from_slice(own);
            *half = Learner::new(network, ROWS);
            rest = others;
        }
        let [encoder, decoder] = &mut self.halves;
        encoder.forward(&self.input);
        let mut codes = vec![0.0; self.noise.len()];
        reparameterize(encoder.output(ROWS), &self.noise, Self::CODE, &mut codes);
        decoder.forward(&codes);
        let (outputs, gradient) = decoder.output_and_gradient(ROWS);
        let loss = self.factor * (self.loss)(outputs, gradient);
        gradient.iter_mut().for_each(|value| *value *= self.factor as f32);
        let mut divergences = [0.0; Self::CODE];
        gaussian_divergence(encoder.output(ROWS), &mut divergences);
        let mut by_code = vec![0.0; codes.len()];
        decoder.backward(&codes, Some(&mut by_code));
        let (outputs, gradient) = encoder.output_and_gradient(ROWS);
        reparameterize_backward(outputs, &self.noise, Self::CODE, self.beta, &by_code, gradient);
        encoder.backward(&self.input, None);
        loss + self.beta * divergences.iter().sum::<f64>() / ROWS as f64
    }
}

#[test]
fn the_bound_of_a_variational_autoencoder_has_its_gradient() {
    let half = |widths: &[usize]| Learner::new(Network::dense(widths, Activation::Tanh, Activation::Linear), ROWS);
    let mut random = generator(7, "bound");
    let mut draw = |count: usize| (0..count).map(|_| 2.0 * random.random::<f32>() - 1.0).collect::<Vec<f32>>();
    // Minus the logarithm of the likelihood of a row: that of coins, and that of a normal distribution of variance 1.
    let columns = Bound::COLUMNS as f64;
    for (loss, factor) in [(binary as Loss, columns), (squares as Loss, 0.5 * columns)] {
        for beta in [0.0, 1.0, 3.5] {
            let halves = [half(&[Bound::COLUMNS, 4, 2 * Bound::CODE]), half(&[Bound::CODE, 4, Bound::COLUMNS])];
            let mut parameters = draw(halves.iter().map(|half| half.network().parameters().len()).sum());
            let (noise, input) = (draw(ROWS * Bound::CODE), draw(ROWS * Bound::COLUMNS));
            let mut bound = Bound { halves, noise, input, loss, factor, beta };
            assert!(bound.loss(&parameters).is_finite());
            let found = bound.halves.each_ref().map(Learner::parameter_gradient).concat();
            assert_eq!(found.len(), parameters.len());
            const STEP: f32 = 1.0 / 256.0;
            for index in 0..parameters.len() {
                let value = parameters[index];
                let mut at = |offset: f32| {
                    parameters[index] = value + offset;
                    bound.loss(&parameters)
                };
                let quotient = (at(STEP) - at(-STEP)) / (2.0 * f64::from(STEP));
                parameters[index] = value;
                let difference = (quotient - f64::from(found[index])).abs();
                let what = format!("parameter {index} at beta {beta}: {} instead of {quotient}", found[index]);
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
