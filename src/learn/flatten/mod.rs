//! What methods share that turn rows into one picture and know no map for other rows.

mod centering;
mod gram;
mod tiles;

pub(super) use centering::Centering;
pub(super) use gram::{Gram, coordinates};
pub(super) use tiles::Tiles;

use super::random_projection::projected;
use super::{Details, Phase, StepReport, Trainer, check_out};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::parameters::{Kind, Parameter, Value};
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

/// How many columns the picture has.
pub(super) const COMPONENTS: Parameter = Parameter {
    id: "components",
    title: "components",
    kind: Kind::Integer { min: 1, max: 64, default: 2, usual: (2, 3) },
    help: "How many dimensions the picture has.",
    live: false,
};

/// A method's work, in bounded pieces.
pub(super) trait Work {
    /// Does the next piece, changes the picture (row-major, as the trainer shows it) if there is something new to see,
    /// and says whether all is done.
    fn step(&mut self, data: ArrayView2<'_, f32>, picture: &mut [f32]) -> Result<bool>;

    /// Pieces that remain, as far as is known.
    fn remaining(&self) -> u64;

    /// Whether the next piece still prepares.
    fn is_setup(&self) -> bool;

    /// What is minimized, where something is.
    fn loss(&self) -> Option<f32> {
        None
    }

    /// What is known so far.
    fn details(&self) -> Details;
}

/// The work of a method from the start, for a seed and the picture that it starts from, which it may change.
pub(super) type Begin = Box<dyn Fn(&Dataset, u64, &mut [f32]) -> Result<Box<dyn Work>>>;

/// The trainer around such work. Until the work has something to show, the picture is a random shadow of the data: a
/// [random projection](super::random_projection), centered, whose distances are of the right size.
pub(super) struct Flattening {
    id: &'static str,
    data: Arc<Dataset>,
    components: usize,
    begin: Begin,
    work: Box<dyn Work>,
    picture: Vec<f32>,
    step: u64,
    done: bool,
    /// What stopped the work, for good: it is said again until the run is reset.
    failed: Option<Error>,
}

impl Flattening {
    pub(super) fn start(
        id: &'static str,
        data: &Arc<Dataset>,
        (components, seed): (usize, u64),
        begin: Begin,
    ) -> Result<Box<dyn Trainer>> {
        let mut picture = shadow(data.matrix(id)?, components, seed);
        let work = begin(data, seed, &mut picture)?;
        Ok(Box::new(Flattening {
            id,
            data: Arc::clone(data),
            components,
            begin,
            work,
            picture,
            step: 0,
            done: false,
            failed: None,
        }))
    }
}

/// A random shadow of the rows, centered.
fn shadow(data: ArrayView2<'_, f32>, components: usize, seed: u64) -> Vec<f32> {
    let mut picture = projected(data, components, seed);
    for column in 0..components {
        let values = || picture.iter().skip(column).step_by(components);
        let mean = values().map(|&value| f64::from(value)).sum::<f64>() / data.nrows() as f64;
        picture
            .iter_mut()
            .skip(column)
            .step_by(components)
            .for_each(|value| *value = (f64::from(*value) - mean) as f32);
    }
    picture
}

/// Refuses fewer than `least` rows, and more components than points of that number can span.
///
/// # Errors
/// [`Error::OutOfRange`].
pub(super) fn check_shape(id: &'static str, rows: usize, components: usize, least: usize) -> Result<()> {
    if rows < least {
        return Err(Error::out_of_range(id, "the number of rows", rows, format!("at least {least}")));
    }
    if components >= rows {
        let expected = format!("at most {}, one less than the number of rows", rows - 1);
        return Err(Error::out_of_range(id, "components", components, expected));
    }
    Ok(())
}

/// Refuses more neighbors than there are other rows.
///
/// # Errors
/// [`Error::OutOfRange`].
pub(super) fn check_neighbors(id: &'static str, rows: usize, neighbors: usize) -> Result<()> {
    let others = rows.saturating_sub(1);
    if neighbors <= others {
        return Ok(());
    }
    Err(Error::out_of_range(id, "neighbors", neighbors, format!("at most {others}, the number of other rows")))
}

/// Room for `count` numbers.
///
/// # Errors
/// [`Error::Unsupported`] if there is not enough memory for them.
pub(super) fn room<T>(id: &'static str, count: usize) -> Result<Vec<T>> {
    let mut values = Vec::new();
    match values.try_reserve_exact(count) {
        Ok(()) => Ok(values),
        Err(_) => Err(Error::Unsupported {
            operation: id,
            what: format!("there is no memory for {count} numbers"),
            expected: "use fewer rows, or close what else is open".into(),
        }),
    }
}

/// Writes coordinates, one a row of `vectors`, into a picture, times a scale.
pub(super) fn write_picture(vectors: &Array2<f64>, scale: f64, picture: &mut [f32]) {
    for (row, values) in picture.chunks_exact_mut(vectors.nrows()).enumerate() {
        for (value, vector) in values.iter_mut().zip(vectors.rows()) {
            *value = (vector.get(row).copied().unwrap_or_default() * scale) as f32;
        }
    }
}

/// scikit-learn's rule for signs: the entry of largest size in each row is positive, the first one if there are several.
pub(super) fn fix_signs(vectors: &mut Array2<f64>) {
    for mut vector in vectors.rows_mut() {
        let largest = vector.iter().fold(0.0_f64, |most, &value| if value.abs() > most.abs() { value } else { most });
        if largest < 0.0 {
            vector.mapv_inplace(|value| -value);
        }
    }
}

impl Trainer for Flattening {
    fn step(&mut self) -> Result<StepReport> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        if !self.done {
            let data = Arc::clone(&self.data);
            match self.work.step(data.matrix(self.id)?, &mut self.picture) {
                Ok(done) => self.done = done,
                Err(error) => {
                    let error = match error {
                        Error::NotConverged { iterations, .. } => {
                            Error::NotConverged { operation: self.id, iterations }
                        }
                        other => other,
                    };
                    self.failed = Some(error.clone());
                    return Err(error);
                }
            }
            self.step += 1;
        }
        Ok(self.report())
    }

    fn report(&self) -> StepReport {
        let phase = match (self.done, self.work.is_setup()) {
            (true, _) => Phase::Done,
            (false, true) => Phase::Setup,
            (false, false) => Phase::Running,
        };
        let remaining = if self.done { 0 } else { self.work.remaining().max(1) };
        StepReport { phase, step: self.step, planned: self.step + remaining, loss: self.work.loss() }
    }

    fn shape(&self) -> (usize, usize) {
        (self.data.rows(), self.components)
    }

    fn write_embedding(&self, out: &mut [f32]) -> Result<()> {
        check_out(self.id, out.len(), self.shape())?;
        out.copy_from_slice(&self.picture);
        Ok(())
    }

    fn set_live(&mut self, parameter: &str, _: &Value) -> Result<()> {
        Err(Error::Unsupported {
            operation: self.id,
            what: format!("{parameter} cannot change while the method runs"),
            expected: "start again with another value".into(),
        })
    }

    fn reset(&mut self, seed: u64) {
        if let Ok(data) = self.data.matrix(self.id) {
            self.picture = shadow(data, self.components, seed);
        }
        // What could be begun once can be begun again.
        if let Ok(work) = (self.begin)(&self.data, seed, &mut self.picture) {
            self.work = work;
        }
        self.step = 0;
        self.done = false;
        self.failed = None;
    }

    fn details(&self) -> Details {
        self.work.details()
    }
}
