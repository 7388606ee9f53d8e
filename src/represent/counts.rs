//! Words as columns: one-hot and bag of words.

use super::FeatureMap;
use crate::data::{Corpus, Dataset, Lexicon};
use crate::error::{Error, Result};
use crate::linalg::Sparse;
use crate::order::sort;
use crate::parameters::{Arguments, Kind, Parameter};
use std::sync::Arc;

/// The feature map "one-hot".
pub static ONE_HOT: FeatureMap = FeatureMap {
    id: "one-hot",
    title: "One-hot",
    summary: "Gives each word of a text a row of its own with a single 1, in the word's column.",
    parameters: &[
        Parameter {
            id: "skip",
            title: "skip",
            kind: Kind::Integer { min: 0, max: 1 << 32, default: 0, usual: (0, 1000) },
            help: "How many words at the start of the text are passed over.",
            live: false,
        },
        Parameter {
            id: "take",
            title: "take",
            kind: Kind::Integer { min: 0, max: 1 << 32, default: 0, usual: (0, 1000) },
            help: "How many words are taken at most; 0 takes all.",
            live: false,
        },
    ],
    keeps_pictures: false,
    fit: |_, _| Err(needs_text("one-hot")),
    apply_sparse: Some(one_hot),
};

/// The feature map "bag-of-words".
pub static BAG_OF_WORDS: FeatureMap = FeatureMap {
    id: "bag-of-words",
    title: "Bag of words",
    summary: "Counts each word in each document of a text (in each sentence, if it has no documents): order is lost.",
    parameters: &[],
    keeps_pictures: false,
    fit: |_, _| Err(needs_text("bag-of-words")),
    apply_sparse: Some(|data, _| bag_of_words(data)),
};

pub(super) fn needs_text(operation: &'static str) -> Error {
    Error::Unsupported {
        operation,
        what: "this data set is a matrix, not a text".into(),
        expected: "add a text with addText, or documents with addDocuments".into(),
    }
}

fn lexicon(corpus: &Corpus) -> Arc<Lexicon> {
    Arc::new(Lexicon::new(corpus.vocabulary().to_vec(), None))
}

/// Tokens × vocabulary; the name of a row is its word.
fn one_hot(data: &Dataset, arguments: &Arguments) -> Result<Dataset> {
    let corpus = data.corpus("one-hot")?;
    let (skip, take) = (arguments.integer("skip"), arguments.integer("take"));
    let tokens = corpus.tokens();
    if skip >= tokens.len() {
        let expected = format!("less than {}, the length of the text", tokens.len());
        return Err(Error::out_of_range("one-hot", "skip", skip, expected));
    }
    let end = if take == 0 { tokens.len() } else { skip.saturating_add(take).min(tokens.len()) };
    let mut matrix = Sparse::new(corpus.vocabulary().len());
    tokens[skip..end].iter().for_each(|&token| matrix.push([(token, 1.0)]));
    let names = tokens[skip..end].iter().map(|&token| corpus.vocabulary()[token as usize].clone()).collect();
    Dataset::from_sparse(matrix)?.with_names(names)?.with_lexicon(lexicon(corpus))
}

/// Documents × vocabulary, with the documents' names and labels.
pub(super) fn bag_of_words(data: &Dataset) -> Result<Dataset> {
    let corpus = data.corpus("bag-of-words")?;
    let mut matrix = Sparse::new(corpus.vocabulary().len());
    let mut counts = vec![0.0f32; corpus.vocabulary().len()];
    let mut start = 0;
    for &end in corpus.document_ends() {
        let tokens = &corpus.tokens()[start..end as usize];
        start = end as usize;
        tokens.iter().for_each(|&token| counts[token as usize] += 1.0);
        let mut found = tokens.to_vec();
        sort(&mut found);
        found.dedup();
        matrix.push(found.iter().map(|&token| (token, std::mem::take(&mut counts[token as usize]))));
    }
    let mut result = Dataset::from_sparse(matrix)?.with_lexicon(lexicon(corpus))?;
    let Some(documents) = corpus.documents() else { return Ok(result) };
    if let Some(names) = &documents.names {
        result = result.with_names(names.clone())?;
    }
    if let Some(labels) = &documents.labels {
        result = result.with_labels(labels.clone())?;
    }
    match &documents.label_names {
        Some(names) => result.with_label_names(names.clone()),
        None => Ok(result),
    }
}
