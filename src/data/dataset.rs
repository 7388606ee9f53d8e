//! A data set and what is known about it.

use super::{Corpus, Lexicon};
use crate::error::{Error, Result};
use crate::linalg::{Sparse, fold_lanes};
use crate::neighbors::{GraphBuild, Graphs};
use ndarray::{Array2, ArrayView2};
use std::borrow::Cow;
use std::sync::Arc;

/// Samples or text, with labels, names and known factors where there are any.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    content: Content,
    labels: Option<Vec<i32>>,
    label_names: Option<Vec<String>>,
    names: Option<Vec<String>>,
    factors: Option<Factors>,
    picture: Option<Picture>,
    /// The largest size of a value of a matrix.
    largest: f32,
    graphs: Graphs,
    lexicon: Option<Arc<Lexicon>>,
}

/// The largest size of a value of a row-major matrix; NaN or infinity if there is one.
fn largest(matrix: &Array2<f32>) -> f32 {
    // Without its sign, a float is the larger, the larger its bits are as a whole number, which many are compared as at once.
    let size = |value: f32| value.to_bits() & 0x7fff_ffff;
    let values = matrix.as_slice().unwrap_or_default();
    let (sizes, rest) = fold_lanes(values, 0, |largest, value| size(value).max(largest));
    f32::from_bits(rest.iter().map(|&value| size(value)).chain(sizes).fold(0, u32::max))
}

/// What a [`Dataset`] consists of.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Samples × features, row-major, every value finite.
    Matrix(Array2<f32>),
    /// Samples × features, mostly zeros, every value finite.
    Sparse(Sparse),
    /// A tokenized text.
    Corpus(Corpus),
}

/// The true coordinates that generated data was made from, one column each (for a swiss roll: angle and height).
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    /// One name per column of `values`.
    pub names: Vec<&'static str>,
    /// Samples × factors.
    pub values: Array2<f32>,
}

/// The size of the pictures whose pixels are the columns of a matrix, row by row; pixel values are 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Pixels from top to bottom.
    pub height: usize,
    /// Pixels from left to right.
    pub width: usize,
}

impl Dataset {
    /// Samples from row-major values.
    ///
    /// # Errors
    /// [`Error::Empty`] if rows or columns are 0, [`Error::Shape`] if `values.len()` is not rows × columns,
    /// [`Error::NotFinite`] for the first NaN or infinity.
    pub fn from_values(values: Vec<f32>, rows: usize, columns: usize) -> Result<Self> {
        const OPERATION: &str = "add matrix";
        if rows == 0 || columns == 0 {
            return Err(Error::Empty {
                operation: OPERATION,
                what: "the matrix",
                expected: format!("it needs at least one row and one column, not {rows} × {columns}"),
            });
        }
        let found = values.len();
        let matrix = rows.checked_mul(columns).filter(|&length| length == found);
        let Some(matrix) = matrix.and_then(|_| Array2::from_shape_vec((rows, columns), values).ok()) else {
            return Err(Error::Shape {
                operation: OPERATION,
                found: format!("{found} values"),
                expected: format!("{rows} × {columns} = {} values", rows as u128 * columns as u128),
            });
        };
        Self::from_matrix(matrix)
    }

    /// Samples from a matrix.
    ///
    /// # Errors
    /// [`Error::Empty`] if it has no rows or columns, [`Error::NotFinite`] for the first NaN or infinity.
    pub fn from_matrix(matrix: Array2<f32>) -> Result<Self> {
        const OPERATION: &str = "add matrix";
        if matrix.is_empty() {
            return Err(Error::Empty {
                operation: OPERATION,
                what: "the matrix",
                expected: "it needs at least one row and one column".into(),
            });
        }
        // Trainers slice rows, so the layout is made row-major once, here.
        let matrix = if matrix.is_standard_layout() { matrix } else { matrix.as_standard_layout().into_owned() };
        let largest = largest(&matrix);
        if !largest.is_finite()
            && let Some(((row, column), &value)) = matrix.indexed_iter().find(|(_, value)| !value.is_finite())
        {
            return Err(Error::NotFinite { operation: OPERATION, row, column, value });
        }
        Ok(Dataset { largest, ..Self::from_content(Content::Matrix(matrix)) })
    }

    /// Samples from a sparse matrix.
    ///
    /// # Errors
    /// [`Error::Empty`] if it has no rows or columns, [`Error::NotFinite`] for the first NaN or infinity.
    pub fn from_sparse(matrix: Sparse) -> Result<Self> {
        const OPERATION: &str = "add sparse matrix";
        if matrix.rows() == 0 || matrix.columns() == 0 {
            let expected = "it needs at least one row and one column".into();
            return Err(Error::Empty { operation: OPERATION, what: "the matrix", expected });
        }
        if let Some(place) = matrix.values().iter().position(|value| !value.is_finite()) {
            let row = matrix.offsets().partition_point(|&offset| offset as usize <= place) - 1;
            let (column, value) = (matrix.indices()[place] as usize, matrix.values()[place]);
            return Err(Error::NotFinite { operation: OPERATION, row, column, value });
        }
        Ok(Self::from_content(Content::Sparse(matrix)))
    }

    /// A tokenized text; its rows are the words of its vocabulary.
    pub fn from_corpus(corpus: Corpus) -> Self {
        Self::from_content(Content::Corpus(corpus))
    }

    fn from_content(content: Content) -> Self {
        let graphs = Graphs::default();
        Dataset {
            content,
            largest: 0.0,
            labels: None,
            label_names: None,
            names: None,
            factors: None,
            picture: None,
            lexicon: None,
            graphs,
        }
    }

    /// The same data with a class per row.
    ///
    /// # Errors
    /// [`Error::Shape`] if there is not one label per row.
    pub fn with_labels(mut self, labels: Vec<i32>) -> Result<Self> {
        self.check_length("labels", labels.len())?;
        self.labels = Some(labels);
        Ok(self)
    }

    /// The same data with a name per class: label 0 has the first name, label 1 the second, …
    ///
    /// # Errors
    /// [`Error::Shape`] if a label has no name, or there are no labels.
    pub fn with_label_names(mut self, names: Vec<String>) -> Result<Self> {
        let is_named = |label: &i32| usize::try_from(*label).is_ok_and(|label| label < names.len());
        let unnamed = match &self.labels {
            Some(labels) => labels.iter().find(|label| !is_named(label)).map(|label| format!("label {label}")),
            None => Some("no labels".to_string()),
        };
        if let Some(found) = unnamed {
            let expected = format!("labels from 0 to {}, one for each name", names.len().saturating_sub(1));
            return Err(Error::Shape { operation: "name the labels", found, expected });
        }
        self.label_names = Some(names);
        Ok(self)
    }

    /// The same data with a name per row.
    ///
    /// # Errors
    /// [`Error::Shape`] if there is not one name per row.
    pub fn with_names(mut self, names: Vec<String>) -> Result<Self> {
        self.check_length("names", names.len())?;
        self.names = Some(names);
        Ok(self)
    }

    /// The same data with the factors it was generated from.
    ///
    /// # Errors
    /// [`Error::Shape`] if the factors have another number of rows, or names and columns differ in number.
    pub fn with_factors(mut self, factors: Factors) -> Result<Self> {
        self.check_length("factors", factors.values.nrows())?;
        if factors.names.len() != factors.values.ncols() {
            return Err(Error::Shape {
                operation: "add factors",
                found: format!("{} names", factors.names.len()),
                expected: format!("one for each of the {} columns", factors.values.ncols()),
            });
        }
        self.factors = Some(factors);
        Ok(self)
    }

    /// The same data, known to be pictures.
    ///
    /// # Errors
    /// [`Error::Shape`] if height × width is not the number of columns.
    pub fn with_picture(mut self, picture: Picture) -> Result<Self> {
        let columns = self.matrix("add pictures")?.ncols();
        if picture.height.checked_mul(picture.width) != Some(columns) {
            return Err(Error::Shape {
                operation: "add pictures",
                found: format!("{} × {} pixels", picture.height, picture.width),
                expected: format!("as many pixels as columns, {columns}"),
            });
        }
        self.picture = Some(picture);
        Ok(self)
    }

    /// The same data, whose columns are words.
    ///
    /// # Errors
    /// [`Error::Shape`] if there is not one word per column.
    pub fn with_lexicon(mut self, lexicon: Arc<Lexicon>) -> Result<Self> {
        let (found, expected) = (lexicon.words().len(), self.shape().1);
        if found != expected {
            return Err(Error::Shape {
                operation: "describe data",
                found: format!("{found} words"),
                expected: format!("one for each of the {expected} columns"),
            });
        }
        self.lexicon = Some(lexicon);
        Ok(self)
    }

    /// Another sparse matrix with the same rows and columns, about which the same is known.
    ///
    /// # Errors
    /// [`Error::NotFinite`], and [`Error::Shape`] if it has another shape.
    pub fn replaced(&self, matrix: Sparse) -> Result<Self> {
        let mut result = Self::from_sparse(matrix)?;
        result.labels.clone_from(&self.labels);
        result.label_names.clone_from(&self.label_names);
        result.names.clone_from(&self.names);
        result.lexicon.clone_from(&self.lexicon);
        if result.shape() == self.shape() {
            return Ok(result);
        }
        let ((rows, columns), (r, c)) = (self.shape(), result.shape());
        let (found, expected) = (format!("{r} × {c}"), format!("{rows} × {columns}"));
        Err(Error::Shape { operation: "replace values", found, expected })
    }

    fn check_length(&self, what: &'static str, found: usize) -> Result<()> {
        let rows = self.rows();
        if found == rows {
            return Ok(());
        }
        Err(Error::Shape {
            operation: "describe data",
            found: format!("{found} {what}"),
            expected: format!("one for each of the {rows} rows"),
        })
    }

    /// Samples or text.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The same data with labels and names as those of another data set of as many rows.
    pub(crate) fn described_as(mut self, other: &Dataset) -> Self {
        self.labels.clone_from(&other.labels);
        self.label_names.clone_from(&other.label_names);
        self.names.clone_from(&other.names);
        self
    }

    /// The values of a dense matrix, row by row.
    ///
    /// # Errors
    /// As [`matrix`](Dataset::matrix).
    pub fn row_major(&self, operation: &'static str) -> Result<&[f32]> {
        self.matrix(operation)?
            .to_slice()
            .ok_or_else(|| Error::Internal { operation, what: "the data is not row-major".into() })
    }

    /// Refuses samples so far apart that sums over a few of their values, or distances between them, are beyond the
    /// numbers of 32 bits.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] that names the first such value.
    pub fn check_extent(&self, operation: &'static str) -> Result<()> {
        /// As many values may be summed up.
        const SUMMED: f64 = 16.0;
        let Content::Matrix(matrix) = &self.content else { return Ok(()) };
        let limit = (f64::from(f32::MAX) / (SUMMED * (matrix.ncols() as f64).sqrt())) as f32;
        if self.largest <= limit {
            return Ok(());
        }
        match matrix.indexed_iter().find(|(_, value)| value.abs() > limit) {
            Some(((row, column), value)) => Err(Error::out_of_range(
                operation,
                format!("the value in row {row}, column {column}"),
                format!("{value:.1e}"),
                format!("between {:.1e} and {limit:.1e}, so that distances fit into 32 bits", -limit),
            )),
            None => Ok(()),
        }
    }

    /// The samples, for methods that need a matrix.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the data is a text.
    pub fn matrix(&self, operation: &'static str) -> Result<ArrayView2<'_, f32>> {
        match &self.content {
            Content::Matrix(matrix) => Ok(matrix.view()),
            Content::Sparse(_) => Err(Error::Unsupported {
                operation,
                what: "this data set is a sparse matrix, and stays one".into(),
                expected: "make its rows short first (method \"truncated-svd\"), or add a dense matrix".into(),
            }),
            Content::Corpus(_) => Err(Error::Unsupported {
                operation,
                what: "this data set is a text, not a matrix".into(),
                expected: "learn vectors from it first (method \"sgns\"), or add a matrix".into(),
            }),
        }
    }

    /// A way to the graph of the `k` nearest other rows of every row, by Euclidean distance. The graph is built once and
    /// shared by all who ask this data set, or a clone of it, for it.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the data is a text, and what [`Graphs::build`] refuses.
    pub fn neighbor_graph(&self, operation: &'static str, k: usize) -> Result<GraphBuild> {
        self.graphs.build(self.matrix(operation)?, k)
    }

    /// The samples as a sparse matrix; those of a dense one without its zeros.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the data is a text.
    pub fn sparse(&self, operation: &'static str) -> Result<Cow<'_, Sparse>> {
        match &self.content {
            Content::Sparse(matrix) => Ok(Cow::Borrowed(matrix)),
            Content::Matrix(matrix) => {
                let mut sparse = Sparse::new(matrix.ncols());
                matrix.outer_iter().for_each(|row| sparse.push((0..).zip(row.iter().copied())));
                Ok(Cow::Owned(sparse))
            }
            Content::Corpus(_) => Err(Error::Unsupported {
                operation,
                what: "this data set is a text, not a matrix".into(),
                expected: "count its words first (feature maps \"bag-of-words\", \"tf-idf\" and \"co-occurrence\")"
                    .into(),
            }),
        }
    }

    /// The text, for methods that need a corpus.
    ///
    /// # Errors
    /// [`Error::Unsupported`] if the data is a matrix.
    pub fn corpus(&self, operation: &'static str) -> Result<&Corpus> {
        match &self.content {
            Content::Corpus(corpus) => Ok(corpus),
            Content::Matrix(_) | Content::Sparse(_) => Err(Error::Unsupported {
                operation,
                what: "this data set is a matrix, not a text".into(),
                expected: "add a text with addText".into(),
            }),
        }
    }

    /// Samples of a matrix, or words in the vocabulary of a corpus.
    pub fn rows(&self) -> usize {
        match &self.content {
            Content::Matrix(matrix) => matrix.nrows(),
            Content::Sparse(matrix) => matrix.rows(),
            Content::Corpus(corpus) => corpus.vocabulary().len(),
        }
    }

    /// Rows and columns of a matrix; words in the vocabulary and tokens of a corpus.
    pub fn shape(&self) -> (usize, usize) {
        match &self.content {
            Content::Matrix(matrix) => matrix.dim(),
            Content::Sparse(matrix) => (matrix.rows(), matrix.columns()),
            Content::Corpus(corpus) => (corpus.vocabulary().len(), corpus.tokens().len()),
        }
    }

    /// The class of each row, if known.
    pub fn labels(&self) -> Option<&[i32]> {
        self.labels.as_deref()
    }

    /// The name of each class, if known: label 0 has the first name.
    pub fn label_names(&self) -> Option<&[String]> {
        self.label_names.as_deref()
    }

    /// The name of each row; a corpus's rows are its words.
    pub fn names(&self) -> Option<&[String]> {
        match &self.content {
            Content::Corpus(corpus) => Some(corpus.vocabulary()),
            Content::Matrix(_) | Content::Sparse(_) => self.names.as_deref(),
        }
    }

    /// The words that its columns stand for, if they do.
    pub fn lexicon(&self) -> Option<&Arc<Lexicon>> {
        self.lexicon.as_ref()
    }

    /// The factors the data was generated from, if known.
    pub fn factors(&self) -> Option<&Factors> {
        self.factors.as_ref()
    }

    /// The size of its pictures, if the rows are pictures.
    pub fn picture(&self) -> Option<Picture> {
        self.picture
    }
}

#[cfg(test)]
mod tests;
