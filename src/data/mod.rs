//! What is learned from.
//!
//! A [`Dataset`] is a matrix (one sample per row, dense or sparse) or a [`Corpus`] (one token per position), with whatever
//! is known about it: class labels, names, the true factors it was generated from, the size of its pictures.

mod corpus;
mod dataset;
mod documents;
pub mod generate;
pub mod handwriting;
mod lexicon;
pub mod read;
mod stop_words;
mod text;

pub use corpus::Corpus;
pub use dataset::{Content, Dataset, Factors, Picture};
pub use documents::Documents;
pub use lexicon::{Lexicon, TextRow, close_spellings, word_id};
pub use stop_words::ENGLISH;
pub use text::{TEXT_PARAMETERS, corpus_from_documents, corpus_from_text, words_of};

use crate::error::{Error, Result};
use crate::parameters::{Arguments, Parameter};
use serde::Serialize;

/// A recipe for generated data: what the page and the library list under `generators()`.
#[derive(Debug, Serialize)]
pub struct Generator {
    /// The name in calls and links, in kebab-case.
    pub id: &'static str,
    /// The name for readers.
    pub title: &'static str,
    /// One sentence: what it looks like and what it is good for.
    pub summary: &'static str,
    /// Its parameters, the seed included.
    #[serde(rename = "params")]
    pub parameters: &'static [Parameter],
    /// Makes the data from checked parameters.
    #[serde(skip)]
    pub generate: fn(&Arguments) -> Result<Dataset>,
}

/// Every generator, in the order in which they are listed.
pub const GENERATORS: &[&Generator] = generate::GENERATORS;

/// The largest number of values (rows × columns) that a generator, a reader or a feature map makes: 256 MiB of `f32`.
pub const MAX_VALUES: usize = 1 << 26;

/// Refuses tables that would not fit into the memory of a page, before any of it is taken.
///
/// # Errors
/// [`Error::TooLarge`] above [`MAX_VALUES`].
pub(crate) fn check_size(operation: &'static str, rows: usize, columns: usize) -> Result<()> {
    let found = rows as u64 as u128 * columns as u128;
    if found <= MAX_VALUES as u128 {
        return Ok(());
    }
    let found = u64::try_from(found).unwrap_or(u64::MAX);
    Err(Error::TooLarge { operation, what: "the number of values (rows × columns)", found, limit: MAX_VALUES as u64 })
}
