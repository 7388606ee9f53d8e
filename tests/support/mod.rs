//! What several test files share.
#![allow(dead_code)] // each test file uses a part of it

pub mod goldens;

use latent_lab::data::Dataset;
use latent_lab::learn::network::{Learner, gaussian_divergence, reparameterize, reparameterize_backward};
use latent_lab::learn::{Detail, Method, Phase, Trainer};
use latent_lab::parameters::{Arguments, Given, Value};
use latent_lab::random::generator;
use latent_lab::tree::Tree;
use rand::RngExt;
use std::sync::Arc;

/// Parameters from pairs.
pub fn given<const N: usize>(pairs: [(&str, Value); N]) -> Given {
    pairs.into_iter().map(|(id, value)| (id.to_string(), value)).collect()
}

/// A number as a parameter value.
pub fn number(value: f64) -> Value {
    Value::Number(value)
}

/// A list of whole numbers as a parameter value.
pub fn numbers(values: &[u32]) -> Value {
    Value::Numbers(values.iter().map(|&value| f64::from(value)).collect())
}

/// What is written as JSON, as a value from outside.
pub fn tree(json: &serde_json::Value) -> Tree {
    match json {
        serde_json::Value::Null => Tree::Nothing,
        serde_json::Value::Bool(flag) => Tree::Flag(*flag),
        serde_json::Value::Number(number) => Tree::Number(number.as_f64().expect("a number")),
        serde_json::Value::String(text) => Tree::Text(text.clone()),
        serde_json::Value::Array(list) => Tree::List(list.iter().map(tree).collect()),
        serde_json::Value::Object(entries) => {
            Tree::Object(entries.iter().map(|(name, value)| (name.clone(), tree(value))).collect())
        }
    }
}

/// Rows that look random but are the same everywhere: no generator needed.
pub fn scattered(rows: usize, columns: usize) -> Dataset {
    let values = (0..rows * columns).map(|index| ((index * 7919 + 13) % 1009) as f32 / 1009.0 - 0.5).collect();
    Dataset::from_values(values, rows, columns).expect("a valid matrix")
}

/// The 8 × 8 digits of scikit-learn: 1797 pictures with pixels from 0 to 16, and their labels.
pub fn digits() -> Dataset {
    let lines = || include_str!("../reference/digits.txt").lines().filter_map(|line| line.split_once(' '));
    let pixel = |character: char| character.to_digit(32).expect("a base-32 digit") as f32;
    let pixels: Vec<f32> = lines().flat_map(|(_, pixels)| pixels.chars().map(pixel)).collect();
    let labels: Vec<i32> = lines().map(|(label, _)| label.parse().expect("a label")).collect();
    let data = Dataset::from_values(pixels, labels.len(), 64).expect("1797 × 64 pixels");
    data.with_labels(labels).expect("one label a picture")
}

/// A trainer at step 0.
pub fn trainer(method: &Method, data: Dataset, parameters: Given) -> Box<dyn Trainer> {
    let arguments = Arguments::check("test", method.parameters, &parameters).expect("valid parameters");
    (method.start)(&Arc::new(data), &arguments).expect("a trainer")
}

/// The embedding after the last step.
pub fn to_the_end(trainer: &mut dyn Trainer) -> Vec<f32> {
    while trainer.step().expect("a step").phase != Phase::Done {}
    let (rows, columns) = trainer.shape();
    let mut embedding = vec![0.0; rows * columns];
    trainer.write_embedding(&mut embedding).expect("an embedding");
    embedding
}

/// A list of numbers from the details.
pub fn curve(trainer: &dyn Trainer, name: &str) -> Vec<f64> {
    match trainer.details().get(name) {
        Some(Detail::Numbers(values)) => values.clone(),
        other => panic!("{name} is {other:?}"),
    }
}

/// A number from the details.
pub fn detail(trainer: &dyn Trainer, name: &str) -> f64 {
    match trainer.details().get(name) {
        Some(Detail::Number(value)) => *value,
        other => panic!("{name} is {other:?}"),
    }
}

/// 240 pictures of 64 pixels: a soft spot whose place, in two coordinates, is all there is to know.
pub fn spots() -> Dataset {
    let mut random = generator(1, "spots");
    let mut values = Vec::new();
    for _ in 0..240 {
        let (x, y) = (1.0 + 5.0 * random.random::<f32>(), 1.0 + 5.0 * random.random::<f32>());
        for pixel in 0..64 {
            let (dx, dy) = ((pixel % 8) as f32 - x, (pixel / 8) as f32 - y);
            values.push((-(dx * dx + dy * dy) / 3.0).exp());
        }
    }
    Dataset::from_values(values, 240, 64).expect("pictures")
}

/// Parameters of an autoencoder that learns [`spots`] quickly, and others.
pub fn quick(extra: impl IntoIterator<Item = (&'static str, Value)>) -> Given {
    let mut parameters = given([
        ("layers", numbers(&[32, 16])),
        ("epochs", number(40.0)),
        ("batchSize", number(40.0)),
        ("learningRate", number(0.005)),
    ]);
    parameters.extend(extra.into_iter().map(|(id, value)| (id.to_string(), value)));
    parameters
}

/// The loss of a variational autoencoder, made of the layer library, with its gradients. `loss` is −ln p(x | z) of the
/// decoder's outputs as a mean over all values, with its gradient by them; `noise` has a row for each of `rows`.
pub fn bound(
    [encoder, decoder]: [&mut Learner; 2],
    rows: &[f32],
    noise: &[f32],
    beta: f64,
    loss: impl FnOnce(&[f32], &mut [f32]) -> f64,
) -> f64 {
    let (columns, components) = (encoder.network().inputs(), decoder.network().inputs());
    let count = rows.len() / columns;
    let (mut codes, mut by_code) = (vec![0.0; noise.len()], vec![0.0; noise.len()]);
    encoder.forward(rows);
    reparameterize(encoder.output(count), noise, components, &mut codes);
    decoder.forward(&codes);
    let (outputs, gradient) = decoder.output_and_gradient(count);
    let reconstruction = loss(outputs, gradient) * columns as f64;
    gradient.iter_mut().for_each(|value| *value *= columns as f32);
    decoder.backward(&codes, Some(&mut by_code));
    let mut sums = vec![0.0; components];
    let (outputs, gradient) = encoder.output_and_gradient(count);
    gaussian_divergence(outputs, &mut sums);
    reparameterize_backward(outputs, noise, components, beta, &by_code, gradient);
    encoder.backward(rows, None);
    reconstruction + beta * sums.iter().sum::<f64>() / count as f64
}

/// Every value within 10⁻⁴ of its own size; the floor is 10⁻⁵ of the largest, for values that are nearly 0.
pub fn assert_close(found: &[f32], expected: &[f32], what: &str) {
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let allowed = 1e-4 * expected.abs().max(1e-5 * largest);
        assert!((found - expected).abs() <= allowed, "{what} {index}: {found} instead of {expected}");
    }
}
