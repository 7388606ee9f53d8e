//! A text as a sequence of word numbers.

/// A tokenized text: words as ids into a vocabulary, cut into sentences.
///
/// Contexts never reach across a sentence's end.
#[derive(Debug, Clone, PartialEq)]
pub struct Corpus {
    /// The words, most frequent first; ties in order of first appearance.
    pub vocabulary: Vec<String>,
    /// How often each word occurs in `tokens`; same length as `vocabulary`.
    pub counts: Vec<u32>,
    /// The text as ids into `vocabulary`.
    pub tokens: Vec<u32>,
    /// Where each sentence ends in `tokens` (exclusive), ascending; the last is `tokens.len()`.
    pub sentence_ends: Vec<u32>,
}
