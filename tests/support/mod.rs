//! What several test files share.
#![allow(dead_code)] // each test file uses a part of it

use latent_lab::data::Dataset;
use latent_lab::parameters::{Given, Value};

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
