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
