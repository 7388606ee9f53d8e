//! Where an embedding starts: the first principal components of the data.

use super::{Phase, Trainer, pca};
use crate::data::Dataset;
use crate::error::Result;
use crate::parameters::{Arguments, Given, Value};
use std::sync::Arc;

/// Finds the first principal components in bounded steps.
pub(super) struct PcaStart {
    trainer: Box<dyn Trainer>,
    components: usize,
}

impl PcaStart {
    /// Sets out for `components` coordinates.
    ///
    /// # Errors
    /// [`crate::Error::OutOfRange`] if there is only one row.
    pub fn new(data: &Arc<Dataset>, components: usize, seed: u64) -> Result<Self> {
        let (rows, columns) = data.shape();
        let found = components.min(rows).min(columns) as f64;
        let given = Given::from([
            ("components".to_string(), Value::Number(found)),
            ("seed".to_string(), Value::Number(seed as f64)),
        ]);
        let arguments = Arguments::check(pca::METHOD.id, pca::METHOD.parameters, &given)?;
        Ok(PcaStart { trainer: (pca::METHOD.start)(data, &arguments)?, components })
    }

    /// Does one step, and says whether the coordinates are known.
    ///
    /// # Errors
    /// What stopped the search.
    pub fn step(&mut self) -> Result<bool> {
        Ok(self.trainer.step()?.phase == Phase::Done)
    }

    /// Steps that remain.
    pub fn remaining(&self) -> u64 {
        let report = self.trainer.report();
        report.planned - report.step
    }

    /// The coordinates, row-major, divided by the largest absolute value; those that the data does not have are 0.
    ///
    /// # Errors
    /// None are expected.
    pub fn coordinates(&self) -> Result<Vec<f32>> {
        let (rows, found) = self.trainer.shape();
        let mut values = vec![0.0; rows * found];
        self.trainer.write_embedding(&mut values)?;
        let largest = values.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let scale = if largest > 0.0 { f64::from(largest).recip() } else { 0.0 };
        let mut padded = vec![0.0; rows * self.components];
        for (row, values) in padded.chunks_exact_mut(self.components).zip(values.chunks_exact(found)) {
            row.iter_mut().zip(values).for_each(|(padded, &value)| *padded = (f64::from(value) * scale) as f32);
        }
        Ok(padded)
    }
}
