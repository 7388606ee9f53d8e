//! The one trait that drives every method.

use super::sgns::SkipGram;
use crate::error::{Error, Result};
use crate::parameters::Value;
use crate::sorted_map::SortedMap;
use serde::Serialize;

/// Something that can be stepped, watched, changed while it runs, stopped and replayed.
///
/// The same data, parameters, seed, number of steps and live changes give the same bits, however the steps are grouped.
pub trait Trainer {
    /// Does one bounded unit of work, set-up included: about 8 ms or less. After [`Phase::Done`] it changes nothing and
    /// reports the same again.
    ///
    /// # Errors
    /// What stopped the work; the trainer keeps its last good state and can be [`reset`](Trainer::reset).
    fn step(&mut self) -> Result<StepReport>;

    /// Where the work stands, without doing any.
    fn report(&self) -> StepReport;

    /// Rows and columns of the embedding.
    fn shape(&self) -> (usize, usize);

    /// Writes the embedding, row-major. Valid and finite from before the first step.
    ///
    /// # Errors
    /// [`Error::Shape`] if `out.len()` is not rows × columns of [`shape`](Trainer::shape).
    fn write_embedding(&self, out: &mut [f32]) -> Result<()>;

    /// Writes what a picture of the running method may show, in the shape of the embedding: the embedding itself, unless
    /// that is dear to compute, in which case each row may be as it was some steps ago. For drawing only: nothing is
    /// promised about its bits.
    ///
    /// # Errors
    /// [`Error::Shape`] if `out.len()` is not rows × columns of [`shape`](Trainer::shape).
    fn write_preview(&self, out: &mut [f32]) -> Result<()> {
        self.write_embedding(out)
    }

    /// Changes a parameter that is described as `live`; the value was checked against its description.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the parameter cannot change while the method runs.
    fn set_live(&mut self, parameter: &str, value: &Value) -> Result<()>;

    /// Back to step 0, with the given seed and the parameters of the start.
    fn reset(&mut self, seed: u64);

    /// What the method knows so far: explained variance, losses, sizes, …
    fn details(&self) -> Details {
        Details::new()
    }

    /// What it has learned, in bytes of its own, where that is of use without the data.
    fn learned(&self) -> Option<Vec<u8>> {
        None
    }

    /// Takes over what [`learned`](Trainer::learned) gave for the same parameters and number of columns, and is done.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::NotFinite`] if it is not that; then nothing has changed. [`Error::Unsupported`] if the
    /// method never gives anything.
    fn restore(&mut self, _learned: &[u8]) -> Result<()> {
        Err(Error::Unsupported {
            operation: "open model",
            what: "this method cannot take over what another run has learned".into(),
            expected: "use a model of a network, such as \"autoencoder\"".into(),
        })
    }

    /// The other half of a model of pairs, in the shape of the embedding: of words, what each is to the words beside it.
    fn output_vectors(&self) -> Option<Vec<f32>> {
        None
    }

    /// The single updates, where the method learns from pairs of words.
    fn skip_gram(&self) -> Option<&dyn SkipGram> {
        None
    }

    /// The map from data space to the embedding, where the method has one.
    fn encoder(&self) -> Option<&dyn Encoder> {
        None
    }

    /// What names the class of a row, where the method does.
    fn classifier(&self) -> Option<&dyn Classify> {
        None
    }

    /// The map from the embedding back to data space, where the method has one.
    fn decoder(&self) -> Option<&dyn Decoder> {
        None
    }
}

/// Maps rows of the data space into the embedding.
pub trait Encoder {
    /// Codes of `rows` (row-major, n × [`inputs`](Encoder::inputs)): n × components, row-major.
    ///
    /// # Errors
    /// [`Error::Shape`] if the length of `rows` is not a multiple of the number of inputs.
    fn encode(&self, rows: &[f32]) -> Result<Vec<f32>>;

    /// Columns of the data space.
    fn inputs(&self) -> usize;

    /// What every layer makes of `rows`, from the rows themselves to the last layer, each n × its width, row-major. What
    /// has no layers in between goes from the rows to their codes.
    ///
    /// # Errors
    /// As [`encode`](Encoder::encode).
    fn activations(&self, rows: &[f32]) -> Result<Vec<Vec<f32>>> {
        Ok(vec![rows.to_vec(), self.encode(rows)?])
    }
}

/// Names the class of rows of the data space.
pub trait Classify {
    /// What it says of `rows` (row-major, as wide as the data).
    ///
    /// # Errors
    /// As [`Encoder::encode`], and [`Error::TooLarge`] if rows × classes are more than fit into a browser's memory.
    fn classify(&self, rows: &[f32]) -> Result<Answers>;
}

/// What a classifier says of some rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answers {
    /// The likeliest class of each row; of equally likely ones the first.
    pub labels: Vec<i32>,
    /// The probability of each class for each row: rows × classes, row-major.
    pub probabilities: Vec<f32>,
    /// The class of each column of the probabilities.
    pub classes: Vec<i32>,
}

/// Maps codes of the embedding back into the data space.
pub trait Decoder {
    /// Data-space rows of `codes` (row-major, n × [`codes`](Decoder::codes)): n × columns, row-major.
    ///
    /// # Errors
    /// [`Error::Shape`] if the length of `codes` is not a multiple of the code size.
    fn decode(&self, codes: &[f32]) -> Result<Vec<f32>>;

    /// Columns of a code.
    fn codes(&self) -> usize;
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Preparing: neighbor graphs, means, vocabularies.
    Setup,
    /// Learning.
    Running,
    /// Nothing is left to do.
    Done,
}

/// What one step did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StepReport {
    /// Where the run stands now.
    pub phase: Phase,
    /// Steps done so far, set-up included.
    pub step: u64,
    /// Steps planned in all, set-up included.
    pub planned: u64,
    /// The quantity that is minimized, where there is one, in the method's own unit (stated by the method).
    pub loss: Option<f32>,
}

/// One thing a method knows about its work.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    /// A single number.
    Number(f64),
    /// A name or sentence.
    Text(String),
    /// A list of numbers.
    Numbers(Vec<f64>),
    /// A row-major matrix.
    Matrix {
        /// Number of rows.
        rows: usize,
        /// Number of columns.
        columns: usize,
        /// rows × columns values.
        values: Vec<f32>,
    },
}

/// What a method knows, by name in camelCase.
pub type Details = SortedMap<&'static str, Detail>;

/// Checks that an output buffer has the length of an embedding; shared by all trainers.
///
/// # Errors
/// [`Error::Shape`] if not.
pub(crate) fn check_out(operation: &'static str, found: usize, (rows, columns): (usize, usize)) -> Result<()> {
    if found == rows * columns {
        return Ok(());
    }
    Err(Error::Shape {
        operation,
        found: format!("room for {found} values"),
        expected: format!("{rows} × {columns} = {} values", rows * columns),
    })
}

/// How many rows of width `columns` a row-major slice holds; shared by all encoders and decoders.
///
/// # Errors
/// [`Error::Shape`] if the length is not a multiple of `columns`.
pub(crate) fn count_rows(operation: &'static str, found: usize, columns: usize) -> Result<usize> {
    if columns > 0 && found.is_multiple_of(columns) {
        return Ok(found / columns);
    }
    Err(Error::Shape {
        operation,
        found: format!("{found} values"),
        expected: format!("a multiple of {columns}, one row after another"),
    })
}

/// Refuses NaN and infinity in row-major values. Encoders and decoders leave it to whoever asks them.
///
/// # Errors
/// [`Error::NotFinite`] for the first.
pub(crate) fn check_finite(operation: &'static str, values: &[f32], columns: usize) -> Result<()> {
    match values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        None => Ok(()),
        Some((index, &value)) => {
            Err(Error::NotFinite { operation, row: index / columns, column: index % columns, value })
        }
    }
}
