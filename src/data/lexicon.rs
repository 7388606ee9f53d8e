//! Words by their spelling, for columns that stand for words and for readers who mistype.

use super::words_of;
use crate::error::{Error, Result};
use crate::hash::WordMap;
use crate::order::{by_key, sort};

/// The words that the columns of a matrix stand for, and what each counts there.
#[derive(Debug, Clone, PartialEq)]
pub struct Lexicon {
    words: Vec<String>,
    ids: WordMap<u32>,
    /// tf-idf's idf of each word; without it, the columns hold plain counts.
    idf: Option<Vec<f64>>,
}

/// What a text looks like as a row of the data.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TextRow {
    /// The columns of its words, ascending.
    pub indices: Vec<u32>,
    /// How often each occurs.
    pub counts: Vec<u32>,
    /// The value of each: its count, or its tf-idf weight.
    pub values: Vec<f32>,
    /// The words that have no column, in order, each as often as it occurs.
    pub unknown: Vec<String>,
}

impl Lexicon {
    /// Columns that hold counts of these words, or, with `idf`, their tf-idf weights.
    pub fn new(words: Vec<String>, idf: Option<Vec<f64>>) -> Self {
        let ids = words.iter().cloned().zip(0..).collect();
        Lexicon { words, ids, idf }
    }

    /// The word of each column.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The column of a word.
    pub fn column(&self, word: &str) -> Option<u32> {
        self.ids.get(word).copied()
    }

    /// The idf of each word, where the columns hold tf-idf weights.
    pub fn idf(&self) -> Option<&[f64]> {
        self.idf.as_deref()
    }

    /// The text as a row.
    pub fn row(&self, text: &str) -> TextRow {
        let mut row = TextRow::default();
        let mut found = Vec::new();
        for word in words_of(text) {
            match self.ids.get(&word) {
                Some(&id) => found.push(id),
                None => row.unknown.push(word),
            }
        }
        sort(&mut found);
        let total = found.len() as u32;
        for same in found.chunk_by(|a, b| a == b) {
            let (id, count) = (same[0], same.len() as u32);
            row.indices.push(id);
            row.counts.push(count);
            row.values.push(match &self.idf {
                Some(idf) => (f64::from(count) / f64::from(total) * idf[id as usize]) as f32,
                None => count as f32,
            });
        }
        row
    }
}

/// The place of a word among others.
///
/// # Errors
/// [`Error::UnknownWord`], with close spellings.
pub fn word_id(operation: &'static str, words: &[String], word: &str) -> Result<usize> {
    let lower = word.trim().to_lowercase();
    let place = |word: &str| words.iter().position(|known| known == word);
    place(word).or_else(|| place(&lower)).ok_or_else(|| Error::UnknownWord {
        operation,
        word: word.chars().take(64).collect(),
        suggestions: close_spellings(words, &lower, 5),
    })
}

/// At most `count` words that are spelled like the given one: fewest changed letters first (Levenshtein's distance, at
/// most a third of the word's letters, and at least one may change), then in order of the list.
pub fn close_spellings(words: &[String], word: &str, count: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().take(64).collect();
    let limit = (letters.len() / 3).max(1);
    let close: Vec<(usize, &String)> =
        words.iter().filter_map(|known| Some((distance(&letters, known, limit)?, known))).collect();
    let order = by_key(close.len(), |place| close[place].0 as u64);
    order.into_iter().take(count).map(|place| close[place as usize].1.clone()).collect()
}

/// Levenshtein's distance, if it is at most `limit`.
fn distance(word: &[char], other: &str, limit: usize) -> Option<usize> {
    let other: Vec<char> = other.chars().collect();
    if word.len().abs_diff(other.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (place, letter) in other.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = place + 1;
        for (column, known) in word.iter().enumerate() {
            let replaced = diagonal + usize::from(known != letter);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().filter(|&distance| distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &str) -> Vec<String> {
        list.split(' ').map(String::from).collect()
    }

    #[test]
    fn mistyped_words_get_suggestions() {
        let known = words("silver gold golf old copper golden");
        assert_eq!(word_id("test", &known, "gold").unwrap(), 1);
        assert_eq!(word_id("test", &known, " Gold ").unwrap(), 1);
        let Error::UnknownWord { suggestions, .. } = word_id("test", &known, "goldd").unwrap_err() else { panic!() };
        assert_eq!(suggestions, ["gold"]);
        assert_eq!(close_spellings(&known, "goldn", 3), ["gold", "golden"]);
        assert_eq!(close_spellings(&known, "golb", 3), ["gold", "golf"]);
        assert_eq!(close_spellings(&known, "", 3), Vec::<String>::new());
        assert_eq!(distance(&['k', 'i', 't', 't', 'e', 'n'], "sitting", 3), Some(3));
    }

    #[test]
    fn a_text_becomes_a_row() {
        let counted = Lexicon::new(words("a b c"), None).row("C, a: c! x");
        assert_eq!((&counted.indices[..], &counted.values[..]), (&[0, 2][..], &[1.0, 2.0][..]));
        assert_eq!(counted.unknown, ["x"]);
        let weighed = Lexicon::new(words("a b c"), Some(vec![3.0, 1.0, 1.5])).row("C, a: c! x");
        assert_eq!(weighed.values, [1.0, 1.0]);
        assert_eq!(weighed.counts, [1, 2]);
    }
}
