//! What can go wrong, said so that a reader can mend it.
//!
//! Each variant names the operation, the offending value, and what would be right. [`Error::code`] is stable: scripts
//! and the page branch on it, never on the sentence.

/// A result whose error is [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Everything the library refuses, with the numbers that explain why.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The number of values is not rows × columns, or two shapes that must agree do not.
    #[error("{operation}: found {found}, but expected {expected}")]
    Shape {
        /// What was being done.
        operation: &'static str,
        /// The shape or length that was given.
        found: String,
        /// The shape or length that would be right.
        expected: String,
    },
    /// A value is NaN or infinite. Rows and columns count from 0.
    #[error("{operation}: row {row}, column {column} holds {value}; every value must be a finite number")]
    NotFinite {
        /// What was being done.
        operation: &'static str,
        /// Row of the value, counted from 0.
        row: usize,
        /// Column of the value, counted from 0.
        column: usize,
        /// The value itself.
        value: f32,
    },
    /// There is nothing to work on.
    #[error("{operation}: {what} is empty; {expected}")]
    Empty {
        /// What was being done.
        operation: &'static str,
        /// What is empty.
        what: &'static str,
        /// What would be right.
        expected: String,
    },
    /// A number or a length lies outside its range.
    #[error("{operation}: {parameter} is {value}, but must be {expected}")]
    OutOfRange {
        /// What was being done.
        operation: &'static str,
        /// The parameter's id.
        parameter: String,
        /// The value that was given.
        value: String,
        /// The values that are allowed, in words.
        expected: String,
    },
    /// A parameter has the wrong kind of value, for example a text where a number belongs.
    #[error("{operation}: {parameter} is {found}, but must be {expected}")]
    WrongKind {
        /// What was being done.
        operation: &'static str,
        /// The parameter's id.
        parameter: String,
        /// The kind of value that was given.
        found: String,
        /// The kind of value that would be right.
        expected: String,
    },
    /// A method, parameter, generator, metric or feature map of that name does not exist.
    #[error("{operation}: there is no {kind} named \"{name}\"; known: {}", known.join(", "))]
    UnknownName {
        /// What was being done.
        operation: &'static str,
        /// What kind of thing was asked for ("method", "parameter", "metric", …).
        kind: &'static str,
        /// The name that was given.
        name: String,
        /// The names that exist.
        known: Vec<String>,
    },
    /// No data set or run has that id (any more).
    #[error("{operation}: there is no {kind} with id {id}; it was never made, or has been freed")]
    UnknownId {
        /// What was being done.
        operation: &'static str,
        /// "data set" or "run".
        kind: &'static str,
        /// The id that was given.
        id: u32,
    },
    /// A recipe's data came from outside and is not in this lab.
    #[error("replay: the data with fingerprint {fingerprint} is not here; add the very same data first, then replay")]
    MissingData {
        /// The fingerprint in the recipe.
        fingerprint: String,
    },
    /// The word is not in the vocabulary.
    #[error("{operation}: \"{word}\" is not in the vocabulary{}", if suggestions.is_empty() { String::new() } else { format!("; close spellings: {}", suggestions.join(", ")) })]
    UnknownWord {
        /// What was being done.
        operation: &'static str,
        /// The word that was given.
        word: String,
        /// Words of the vocabulary that are spelled alike.
        suggestions: Vec<String>,
    },
    /// The thing exists but cannot do what was asked.
    #[error("{operation}: {what}; {expected}")]
    Unsupported {
        /// What was being done.
        operation: &'static str,
        /// What cannot be done, and for which thing.
        what: String,
        /// What would work instead.
        expected: String,
    },
    /// A file or text cannot be read. Lines and columns count from 1; 0 means the file as a whole.
    #[error("{format}{}: found {found}, but expected {expected}", place(*line, *column))]
    Parse {
        /// The file format.
        format: &'static str,
        /// Line, counted from 1, or 0 for the file as a whole.
        line: usize,
        /// Column, counted from 1, or 0 for the line as a whole.
        column: usize,
        /// What was found.
        found: String,
        /// What would be right.
        expected: String,
    },
    /// The input is larger than what can be handled.
    #[error("{operation}: {what} is {found}; the limit is {limit}")]
    TooLarge {
        /// What was being done.
        operation: &'static str,
        /// What is too large.
        what: &'static str,
        /// The size that was given.
        found: u64,
        /// The largest size that works.
        limit: u64,
    },
    /// Training left the finite numbers.
    #[error(
        "{method}: training left the finite numbers at step {step}; go on or restart with a learning rate below {learning_rate}"
    )]
    Diverged {
        /// The method's id.
        method: &'static str,
        /// The step at which it happened.
        step: u64,
        /// The learning rate that was too high.
        learning_rate: f64,
    },
    /// An iteration ended without reaching its tolerance.
    #[error("{operation}: no convergence after {iterations} iterations")]
    NotConverged {
        /// What was being done.
        operation: &'static str,
        /// How many iterations were made.
        iterations: usize,
    },
    /// Something that must hold inside the library did not: a defect of ours, not of the input.
    #[error("{operation}: internal inconsistency ({what}); please report this")]
    Internal {
        /// What was being done.
        operation: &'static str,
        /// What did not hold.
        what: String,
    },
}

impl Error {
    /// A short, stable name of the kind of error, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Shape { .. } => "shape",
            Error::NotFinite { .. } => "not-finite",
            Error::Empty { .. } => "empty",
            Error::OutOfRange { .. } => "out-of-range",
            Error::WrongKind { .. } => "wrong-kind",
            Error::UnknownName { .. } => "unknown-name",
            Error::UnknownId { .. } => "unknown-id",
            Error::MissingData { .. } => "missing-data",
            Error::UnknownWord { .. } => "unknown-word",
            Error::Unsupported { .. } => "unsupported",
            Error::Parse { .. } => "parse",
            Error::TooLarge { .. } => "too-large",
            Error::Diverged { .. } => "diverged",
            Error::NotConverged { .. } => "not-converged",
            Error::Internal { .. } => "internal",
        }
    }

    /// Shorthand for [`Error::OutOfRange`].
    pub fn out_of_range(
        operation: &'static str,
        parameter: impl Into<String>,
        value: impl std::fmt::Display,
        expected: impl Into<String>,
    ) -> Self {
        Error::OutOfRange {
            operation,
            parameter: parameter.into(),
            value: value.to_string(),
            expected: expected.into(),
        }
    }
}

/// Values as messages list them: `[3, 4]`. What `{:?}` would bring is long, and made for programmers.
pub fn list(values: &[impl std::fmt::Display]) -> String {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    format!("[{}]", values.join(", "))
}

/// A text from outside as messages show it: on one line, in quotes.
pub fn quoted(text: &str) -> String {
    let plain: String = text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    format!("\"{plain}\"")
}

/// The shape of a matrix as messages name it: `3 × 4`.
pub fn shape((rows, columns): (usize, usize)) -> String {
    format!("{rows} × {columns}")
}

/// A place in a file, as far as it is known.
fn place(line: usize, column: usize) -> String {
    match (line, column) {
        (0, _) => String::new(),
        (_, 0) => format!(", line {line}"),
        _ => format!(", line {line}, column {column}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_operation_value_and_remedy() {
        let error = Error::out_of_range("pca", "components", 9, "between 1 and 4, the number of columns");
        assert_eq!(error.code(), "out-of-range");
        assert_eq!(error.to_string(), "pca: components is 9, but must be between 1 and 4, the number of columns");
    }

    #[test]
    fn a_place_in_a_file_is_named_as_far_as_it_is_known() {
        let said = |line, column| {
            let (found, expected) = ("salt".into(), "sugar".into());
            Error::Parse { format: "csv", line, column, found, expected }.to_string()
        };
        assert_eq!(said(3, 2), "csv, line 3, column 2: found salt, but expected sugar");
        assert_eq!(said(3, 0), "csv, line 3: found salt, but expected sugar");
        assert_eq!(said(0, 0), "csv: found salt, but expected sugar");
    }
}
