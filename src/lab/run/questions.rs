//! What a run is asked about rows and codes that need not be its own, and that all numbers of an answer are finite.

use super::Run;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::{Answers, Decoder, Phase, StepReport, check_finite, interpolate::interpolate};
use ndarray::Array2;

/// Refuses an answer to so many rows that has left the numbers of 32 bits.
///
/// # Errors
/// [`Error::OutOfRange`] that names the first such row.
fn within(operation: &'static str, answer: &[f32], rows: usize) -> Result<()> {
    let Some(place) = answer.iter().position(|value| !value.is_finite()) else { return Ok(()) };
    let (row, value) = (place / (answer.len() / rows.max(1)).max(1), answer[place]);
    let expected = "within the numbers of 32 bits: give rows and codes of about the size of the run's own";
    Err(Error::out_of_range(operation, format!("the answer to row {row}"), value, expected))
}

impl Run {
    /// Codes of rows of the data space.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method has no encoder, what the encoder refuses, and [`Error::OutOfRange`] for a row
    /// whose code is beyond the numbers of 32 bits.
    pub fn encode(&self, rows: &[f32]) -> Result<Vec<f32>> {
        const OPERATION: &str = "encode";
        let encoder = self.trainer.encoder().ok_or_else(|| self.lacks(OPERATION, "map new rows"))?;
        check_finite(OPERATION, rows, encoder.inputs())?;
        let codes = encoder.encode(rows)?;
        within(OPERATION, &codes, rows.len() / encoder.inputs().max(1))?;
        Ok(codes)
    }

    /// Data-space rows of codes.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method has no decoder, what the decoder refuses, and [`Error::OutOfRange`] for a code
    /// whose row is beyond the numbers of 32 bits.
    pub fn decode(&self, codes: &[f32]) -> Result<Vec<f32>> {
        const OPERATION: &str = "decode";
        self.decoded(OPERATION, codes)
    }

    fn decoded(&self, operation: &'static str, codes: &[f32]) -> Result<Vec<f32>> {
        let decoder = self.decoder(operation)?;
        check_finite(operation, codes, decoder.codes())?;
        let rows = decoder.decode(codes)?;
        within(operation, &rows, codes.len() / decoder.codes().max(1))?;
        Ok(rows)
    }

    /// Rows of the data space rebuilt from the first `kept` numbers of their codes (all, if left out), and the mean squared
    /// error of each. For PCA this is what so many components keep; other codes have no order of importance.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method has no encoder or decoder, [`Error::OutOfRange`] if a code has fewer numbers, and
    /// what the encoder refuses.
    pub fn reconstruct(&self, rows: &[f32], kept: Option<usize>) -> Result<(Vec<f32>, Vec<f32>)> {
        const OPERATION: &str = "reconstruct";
        let decoder = self.decoder(OPERATION)?;
        let width = decoder.codes();
        let kept = kept.unwrap_or(width);
        if kept > width {
            return Err(Error::out_of_range(OPERATION, "kept", kept, format!("at most {width}, the length of a code")));
        }
        let mut codes = self.encode(rows)?;
        codes.chunks_exact_mut(width).for_each(|code| code[kept..].fill(0.0));
        let rebuilt = self.decoded(OPERATION, &codes)?;
        let columns = rows.len().checked_div(codes.len() / width).unwrap_or(0).max(1);
        let error = |(row, rebuilt): (&[f32], &[f32])| {
            let squares = row.iter().zip(rebuilt).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2));
            (squares.sum::<f64>() / columns as f64) as f32
        };
        let errors: Vec<f32> = rows.chunks_exact(columns).zip(rebuilt.chunks_exact(columns)).map(error).collect();
        within(OPERATION, &errors, errors.len())?;
        Ok((rebuilt, errors))
    }

    /// What every layer of the method makes of `rows`; see [`Encoder::activations`](crate::learn::Encoder::activations).
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method has no encoder, [`Error::TooLarge`] above 4,096 rows, and what the encoder
    /// refuses.
    pub fn activations(&self, rows: &[f32]) -> Result<Vec<Vec<f32>>> {
        const OPERATION: &str = "activations";
        /// All layers of so many rows are held at once.
        const MOST_ROWS: usize = 4096;
        let encoder = self.trainer.encoder().ok_or_else(|| self.lacks(OPERATION, "turn rows into codes"))?;
        let found = rows.len() / encoder.inputs().max(1);
        if found > MOST_ROWS {
            let (found, limit) = (found as u64, MOST_ROWS as u64);
            return Err(Error::TooLarge { operation: OPERATION, what: "the number of rows", found, limit });
        }
        check_finite(OPERATION, rows, encoder.inputs())?;
        let layers = encoder.activations(rows)?;
        layers.iter().try_for_each(|layer| within(OPERATION, layer, found))?;
        Ok(layers)
    }

    /// What the method says the classes of `rows` are.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method names no classes, and what the classifier refuses.
    pub fn classify(&self, rows: &[f32]) -> Result<Answers> {
        const OPERATION: &str = "classify";
        let classifier = self.trainer.classifier().ok_or_else(|| Error::Unsupported {
            operation: OPERATION,
            what: format!("{} names no classes", self.method.id),
            expected: "use a run of \"cnn\" or \"mlp\"".into(),
        })?;
        let answers = classifier.classify(rows)?;
        within(OPERATION, &answers.probabilities, answers.labels.len())?;
        Ok(answers)
    }

    /// What one layer of the method makes of all `rows` of a data set: a matrix of as many rows. Layer 0 are the rows themselves.
    ///
    /// # Errors
    /// As [`activations`](Run::activations), but for the number of rows; [`Error::OutOfRange`] if there is no such layer,
    /// [`Error::TooLarge`] if it makes more than 2²⁶ values of them.
    pub(in crate::lab) fn layer(&self, dataset: &Dataset, layer: usize) -> Result<Array2<f32>> {
        const OPERATION: &str = "layer";
        /// All layers of so many rows are held at once.
        const CHUNK: usize = 256;
        /// 256 MB.
        const MOST_VALUES: u64 = 1 << 26;
        let encoder = self.trainer.encoder().ok_or_else(|| self.lacks(OPERATION, "turn rows into codes"))?;
        let rows = dataset.row_major(OPERATION)?;
        let (count, columns) = dataset.shape();
        if columns != encoder.inputs() {
            let (found, expected) = (format!("{columns} columns"), format!("{}, as the run has", encoder.inputs()));
            return Err(Error::Shape { operation: OPERATION, found, expected });
        }
        let mut values = Vec::new();
        for rows in rows.chunks(CHUNK * columns) {
            let layers = encoder.activations(rows)?;
            let found = layers.get(layer).ok_or_else(|| {
                Error::out_of_range(OPERATION, "layer", layer, format!("between 0 and {}", layers.len() - 1))
            })?;
            let all = (found.len() / (rows.len() / columns)) as u64 * count as u64;
            if all > MOST_VALUES {
                let what = "the number of values of that layer, for all rows";
                return Err(Error::TooLarge { operation: OPERATION, what, found: all, limit: MOST_VALUES });
            }
            values.extend_from_slice(found);
        }
        let width = values.len() / count.max(1);
        Array2::from_shape_vec((count, width), values)
            .map_err(|error| Error::Internal { operation: OPERATION, what: error.to_string() })
    }

    /// Data-space rows on a walk between codes; see [`interpolate`] for the kinds of walk.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the method has no decoder, and what [`interpolate`] refuses.
    pub fn interpolate(&self, kind: &str, codes: &[f32], steps: usize) -> Result<Vec<f32>> {
        const OPERATION: &str = "interpolate";
        self.decoded(OPERATION, &interpolate(kind, codes, self.decoder(OPERATION)?.codes(), steps)?)
    }

    fn decoder(&self, operation: &'static str) -> Result<&dyn Decoder> {
        self.trainer.decoder().ok_or_else(|| self.lacks(operation, "turn codes back into data"))
    }

    fn lacks(&self, operation: &'static str, ability: &str) -> Error {
        let StepReport { phase, step, planned, .. } = self.report();
        let id = self.method.id;
        if phase == Phase::Done {
            let what = format!("{id} cannot {ability}");
            return Error::Unsupported {
                operation,
                what,
                expected: "use a method that can, such as \"autoencoder\"".into(),
            };
        }
        Error::Unsupported {
            operation,
            what: format!("at step {step} of {planned}, {id} cannot {ability}"),
            expected: "advance the run until its phase is \"done\"; if it still cannot, use a method that can".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lab::Lab;
    use crate::parameters::{Given, Value};

    #[test]
    fn rebuilt_from_fewer_numbers_a_row_loses_what_those_components_held() {
        let mut lab = Lab::new();
        let given = |id: &str, value: f64| Given::from([(id.to_string(), Value::Number(value))]);
        let data = lab.generate("blobs", &given("features", 4.0)).unwrap();
        let run = lab.start("pca", data, &given("components", 4.0)).unwrap();
        assert_eq!(lab.run("test", run).unwrap().reconstruct(&[0.0; 4], None).unwrap_err().code(), "unsupported");
        while !lab.run("test", run).unwrap().is_done() {
            lab.step(run, 1).unwrap();
        }
        let dataset = lab.dataset("test", data).unwrap();
        let rows: Vec<f32> = dataset.matrix("test").unwrap().iter().copied().collect();
        let crate::learn::Detail::Numbers(variances) =
            &lab.run("test", run).unwrap().trainer().details()["explainedVariance"]
        else {
            panic!("explainedVariance is a list of numbers");
        };
        for kept in 0..=4 {
            let (rebuilt, errors) = lab.run("test", run).unwrap().reconstruct(&rows, Some(kept)).unwrap();
            assert_eq!(rebuilt.len(), rows.len());
            // Summed over all rows and columns, the error is what the components left out had.
            let error: f64 = errors.iter().map(|&error| 4.0 * f64::from(error)).sum();
            let left: f64 = variances[kept..].iter().sum::<f64>() * (errors.len() as f64 - 1.0);
            assert!((error - left).abs() < 1e-4 * left.max(1.0), "{kept}: {error} against {left}");
        }
        assert_eq!(lab.run("test", run).unwrap().reconstruct(&rows, Some(5)).unwrap_err().code(), "out-of-range");
        assert_eq!(lab.run("test", run).unwrap().reconstruct(&rows[..3], None).unwrap_err().code(), "shape");
    }

    #[test]
    fn answers_beyond_the_numbers_of_32_bits_are_refused() {
        let mut lab = Lab::new();
        let wide = Given::from([("features".to_string(), Value::Number(100.0))]);
        let data = lab.generate("blobs", &wide).unwrap();
        let rows: Vec<f32> = [[0.5; 100], [f32::MAX; 100]].concat();
        let hole: Vec<f32> = [[0.5; 99].as_slice(), &[f32::NAN]].concat();
        let mut refused = 0;
        for method in ["pca", "autoencoder", "mlp", "linear-projection"] {
            let run = lab.start(method, data, &Given::default()).unwrap();
            lab.step(run, 30).unwrap();
            let run = lab.run("test", run).unwrap();
            assert_eq!(run.encode(&hole).unwrap_err().code(), "not-finite", "{method}");
            let answers = [
                run.encode(&rows),
                run.activations(&rows).map(|layers| layers.concat()),
                run.reconstruct(&rows, None).map(|(rebuilt, errors)| [rebuilt, errors].concat()),
                run.classify(&rows).map(|answers| answers.probabilities),
            ];
            for answer in answers {
                match answer {
                    Ok(values) => assert!(values.iter().all(|value| value.is_finite()), "{method}"),
                    Err(error) if error.code() == "unsupported" => (),
                    Err(error) => {
                        assert!(error.code() == "out-of-range" && error.to_string().contains("row 1"), "{error}");
                        refused += 1;
                    }
                }
            }
        }
        assert!(refused > 0);
    }

    #[test]
    fn data_too_far_apart_for_32_bits_are_named() {
        let mut lab = Lab::new();
        let mut values = vec![0.0; 12];
        values[7] = -f32::MAX;
        let data = lab.add(crate::data::Dataset::from_values(values, 4, 3).unwrap());
        for method in crate::learn::METHODS {
            let error = lab.start(method.id, data, &Given::default()).unwrap_err();
            if error.code() != "unsupported" {
                assert!(error.code() == "out-of-range" && error.to_string().contains("row 2, column 1"), "{error}");
            }
        }
    }
}
