//! A text as a sequence of word numbers.

use super::Documents;
use crate::error::{Error, Result};
use crate::hash::WordMap;

/// A tokenized text: words as ids into a vocabulary, cut into sentences.
///
/// Contexts never reach across a sentence's end. Every id is smaller than the size of the vocabulary, no two words are
/// spelled alike, and no sentence is empty: [`Corpus::new`] sees to it, so that methods need not look again.
#[derive(Debug, Clone, PartialEq)]
pub struct Corpus {
    vocabulary: Vec<String>,
    counts: Vec<u32>,
    tokens: Vec<u32>,
    sentence_ends: Vec<u32>,
    documents: Option<Documents>,
}

impl Corpus {
    /// A corpus from its parts: the words, the text as ids into them, and where each sentence ends in the text
    /// (exclusive, ascending, the last at the end of the text).
    ///
    /// # Errors
    /// [`Error::Empty`] if there is no word or no token, [`Error::OutOfRange`] for an id without a word, a word that is
    /// empty or occurs twice in the vocabulary, or a sentence end that is out of order.
    pub fn new(vocabulary: Vec<String>, tokens: Vec<u32>, sentence_ends: Vec<u32>) -> Result<Self> {
        const OPERATION: &str = "add text";
        let empty = |what| Error::Empty { operation: OPERATION, what, expected: "it needs at least one word".into() };
        if vocabulary.is_empty() {
            return Err(empty("the vocabulary"));
        }
        if tokens.is_empty() {
            return Err(empty("the text"));
        }
        let limit = u64::from(u32::MAX);
        if let Some(&found) = [vocabulary.len(), tokens.len()].iter().find(|&&length| length as u64 > limit) {
            return Err(Error::TooLarge { operation: OPERATION, what: "the text", found: found as u64, limit });
        }
        check_words(OPERATION, &vocabulary)?;
        check_sentences(OPERATION, &sentence_ends, tokens.len())?;
        let mut counts = vec![0; vocabulary.len()];
        for (position, &token) in tokens.iter().enumerate() {
            let Some(count) = counts.get_mut(token as usize) else {
                let expected = format!("less than {}, the number of words in the vocabulary", vocabulary.len());
                return Err(Error::out_of_range(OPERATION, format!("token {position}"), token, expected));
            };
            *count += 1;
        }
        Ok(Corpus { vocabulary, counts, tokens, sentence_ends, documents: None })
    }

    /// The same corpus, cut into documents.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for an end that is out of order, [`Error::Shape`] if there is not one name or label for each
    /// document.
    pub fn with_documents(mut self, documents: Documents) -> Result<Self> {
        documents.check("add documents", self.tokens.len())?;
        self.documents = Some(documents);
        Ok(self)
    }

    /// The words; ids are places in this list. A text's words stand most frequent first, ties in order of appearance.
    pub fn vocabulary(&self) -> &[String] {
        &self.vocabulary
    }

    /// How often each word of the vocabulary occurs in the text.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// The text as ids into the vocabulary.
    pub fn tokens(&self) -> &[u32] {
        &self.tokens
    }

    /// Where each sentence ends in [`tokens`](Corpus::tokens) (exclusive), ascending; the last is the end of the text.
    pub fn sentence_ends(&self) -> &[u32] {
        &self.sentence_ends
    }

    /// The documents, if the text has any.
    pub fn documents(&self) -> Option<&Documents> {
        self.documents.as_ref()
    }

    /// Where each document ends in [`tokens`](Corpus::tokens) (exclusive); a text without documents is cut into its
    /// sentences.
    pub fn document_ends(&self) -> &[u32] {
        self.documents.as_ref().map_or(&self.sentence_ends, |documents| &documents.ends)
    }

    /// The places of the sentence that holds a place of the text.
    pub fn sentence_at(&self, place: usize) -> std::ops::Range<usize> {
        let sentence = self.sentence_ends.partition_point(|&end| end as usize <= place);
        let start = sentence.checked_sub(1).map_or(0, |before| self.sentence_ends[before] as usize);
        start..self.sentence_ends.get(sentence).map_or(self.tokens.len(), |&end| end as usize)
    }
}

fn check_words(operation: &'static str, vocabulary: &[String]) -> Result<()> {
    let mut seen = WordMap::default();
    for (id, word) in vocabulary.iter().enumerate() {
        if word.is_empty() {
            return Err(Error::out_of_range(
                operation,
                format!("word {id}"),
                "\"\"",
                "a word of at least one character",
            ));
        }
        if seen.insert(word.clone(), id as u32).is_some() {
            let expected = "listed only once in the vocabulary";
            return Err(Error::out_of_range(operation, format!("word {id}"), format!("\"{word}\" again"), expected));
        }
    }
    Ok(())
}

fn check_sentences(operation: &'static str, ends: &[u32], tokens: usize) -> Result<()> {
    let mut start = 0;
    for (sentence, &end) in ends.iter().enumerate() {
        if end <= start || end as usize > tokens {
            let expected =
                format!("more than {start}, the end before it, and at most {tokens}, the length of the text");
            return Err(Error::out_of_range(operation, format!("sentence end {sentence}"), end, expected));
        }
        start = end;
    }
    if start as usize != tokens {
        let expected = format!("{tokens}, the length of the text");
        return Err(Error::out_of_range(operation, "the last sentence end", start, expected));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(words: &[&str], tokens: &[u32], ends: &[u32]) -> Result<Corpus> {
        Corpus::new(words.iter().map(|word| word.to_string()).collect(), tokens.to_vec(), ends.to_vec())
    }

    #[test]
    fn words_are_counted() {
        let corpus = corpus(&["a", "b", "c"], &[0, 1, 0], &[2, 3]).unwrap();
        assert_eq!(corpus.counts(), [2, 1, 0]);
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let code = |words: &[&str], tokens: &[u32], ends: &[u32]| corpus(words, tokens, ends).unwrap_err().code();
        assert_eq!(code(&[], &[0], &[1]), "empty");
        assert_eq!(code(&["a"], &[], &[]), "empty");
        assert_eq!(code(&["a"], &[1], &[1]), "out-of-range");
        assert_eq!(code(&["a", "a"], &[1], &[1]), "out-of-range");
        assert_eq!(code(&["a", ""], &[1], &[1]), "out-of-range");
        for ends in [&[][..], &[1], &[2, 1, 2], &[1, 1, 2], &[3], &[0, 2]] {
            assert_eq!(code(&["a"], &[0, 0], ends), "out-of-range");
        }
    }
}
