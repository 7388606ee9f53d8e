//! Which words stand near which, and how often.

use super::FeatureMap;
use super::counts::needs_text;
use crate::data::{Corpus, Dataset, Lexicon};
use crate::error::{Error, Result};
use crate::linalg::Sparse;
use crate::order::sort;
use crate::parameters::{Arguments, Kind, Parameter};
use std::ops::Range;
use std::sync::Arc;

const OPERATION: &str = "co-occurrence";

/// How far to either side a word's company reaches.
pub const WINDOW: Parameter = Parameter {
    id: "window",
    title: "window",
    kind: Kind::Integer { min: 1, max: 1000, default: 5, usual: (1, 10) },
    help: "How many words to the left and right count as company, within the sentence.",
    live: false,
};

/// What a pair counts at which distance.
pub const DISTANCE_WEIGHTING: Parameter = Parameter {
    id: "distanceWeighting",
    title: "distance weighting",
    kind: Kind::Choice { options: Weighting::NAMES, default: "none" },
    help: "What a pair at distance d counts: 1 (none), 1/d (harmonic, GloVe's), or 1 − (d − 1)/window (linear, what \
           word2vec's random windows come to on average).",
    live: false,
};

/// The smallest count that stays.
pub const MIN_COUNT: Parameter = Parameter {
    id: "minCount",
    title: "min count",
    kind: Kind::Real { min: 0.0, max: 1e9, default: 0.0, usual: (0.0, 20.0), logarithmic: false },
    help: "Pairs that are counted less than this are left out; 0 keeps all.",
    live: false,
};

/// The feature map "co-occurrence".
pub static CO_OCCURRENCE: FeatureMap = FeatureMap {
    id: OPERATION,
    title: "Co-occurrence",
    summary: "Counts for each two words of a text how often one stands near the other: a symmetric matrix, word by word.",
    parameters: &[WINDOW, DISTANCE_WEIGHTING, MIN_COUNT],
    keeps_pictures: false,
    fit: |_, _| Err(needs_text(OPERATION)),
    apply_sparse: Some(co_occurrence),
};

/// What a pair of words counts, by how far apart they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighting {
    /// 1 at every distance.
    None,
    /// 1/d.
    Harmonic,
    /// 1 − (d − 1)/window.
    Linear,
}

impl Weighting {
    /// The names that [`Weighting::from_name`] knows.
    pub const NAMES: &'static [&'static str] = &["none", "harmonic", "linear"];

    /// The weighting of that name; names are checked before, so that others are the first.
    pub fn from_name(name: &str) -> Self {
        match name {
            "harmonic" => Weighting::Harmonic,
            "linear" => Weighting::Linear,
            _ => Weighting::None,
        }
    }

    /// The weighting of that name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if there is none.
    pub fn named(operation: &'static str, name: &str) -> Result<Self> {
        if Self::NAMES.contains(&name) {
            return Ok(Self::from_name(name));
        }
        let known = Self::NAMES.iter().map(|name| name.to_string()).collect();
        Err(Error::UnknownName { operation, kind: "distanceWeighting", name: name.to_string(), known })
    }

    /// What a pair at distance d = 1, 2, … `window` counts, at index d − 1.
    pub fn table(self, window: usize) -> Vec<f64> {
        let weight = |distance: usize| match self {
            Weighting::None => 1.0,
            Weighting::Harmonic => 1.0 / distance as f64,
            Weighting::Linear => 1.0 - (distance - 1) as f64 / window as f64,
        };
        (1..=window).map(weight).collect()
    }
}

/// The places around `place` within `window` and its `sentence`, `place` itself left out.
pub fn window_pairs(place: usize, window: usize, sentence: Range<usize>) -> impl Iterator<Item = usize> {
    let start = place.saturating_sub(window).max(sentence.start);
    let end = (place + window + 1).min(sentence.end);
    (start..place).chain(place + 1..end)
}

/// Counts pairs word by word, so that the work can be cut into pieces: x(i, j) is the sum, over all places of word i and
/// all places of word j within the window and the same sentence, of what their distance counts.
///
/// Each pair is counted once from either side, so the matrix is symmetric, and two places of one word next to each other
/// count 2 on the diagonal. Code that walks over both sides of every center *and* adds the mirrored entry counts
/// everything twice, which changes no ratio and so no PMI.
#[derive(Debug, Clone)]
pub struct Cooccurrence {
    weights: Vec<f64>,
    min_count: f64,
    /// The places of the text, word by word, and where each word's begin.
    places: Vec<u32>,
    starts: Vec<u32>,
    /// Where the sentence of each place ends; found once, since places come in the order of the words.
    sentences: Vec<u32>,
    counts: Vec<f64>,
    found: Vec<u32>,
    matrix: Sparse,
}

impl Cooccurrence {
    /// Nothing counted yet.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a window of 0.
    pub fn new(corpus: &Corpus, window: usize, weighting: Weighting, min_count: f64) -> Result<Self> {
        if window == 0 {
            return Err(Error::out_of_range(OPERATION, "window", 0, "at least 1, or no word has company"));
        }
        let words = corpus.vocabulary().len();
        let mut starts = vec![0; words + 1];
        for (word, &count) in corpus.counts().iter().enumerate() {
            starts[word + 1] = starts[word] + count;
        }
        let mut next = starts.clone();
        let mut places = vec![0; corpus.tokens().len()];
        for (place, &token) in (0..).zip(corpus.tokens()) {
            places[next[token as usize] as usize] = place;
            next[token as usize] += 1;
        }
        let mut sentences = vec![0; corpus.tokens().len()];
        let mut start = 0;
        for (sentence, &end) in (0..).zip(corpus.sentence_ends()) {
            sentences[start..end as usize].fill(sentence);
            start = end as usize;
        }
        Ok(Cooccurrence {
            weights: weighting.table(window),
            min_count,
            places,
            starts,
            sentences,
            counts: vec![0.0; words],
            found: Vec::new(),
            matrix: Sparse::new(words),
        })
    }

    /// Words counted so far.
    pub fn words(&self) -> usize {
        self.matrix.rows()
    }

    /// Whether every word has been counted.
    pub fn is_done(&self) -> bool {
        self.words() == self.counts.len()
    }

    /// Counts on, a word at a time, until about `pairs` pairs have been met or every word is done.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if the matrix has more than 64 million entries.
    pub fn advance(&mut self, corpus: &Corpus, pairs: usize) -> Result<()> {
        let mut met = 0;
        while !self.is_done() && met < pairs {
            let row = self.row(corpus, self.words() as u32);
            met += row.1;
            self.matrix.push(row.0);
            let (found, limit) = (self.matrix.values().len() as u64, crate::data::MAX_VALUES as u64);
            if found > limit {
                return Err(Error::TooLarge {
                    operation: OPERATION,
                    what: "the number of different pairs",
                    found,
                    limit,
                });
            }
        }
        Ok(())
    }

    /// The entries of one word's row, and how many pairs they come from.
    pub fn row(&mut self, corpus: &Corpus, word: u32) -> (Vec<(u32, f32)>, usize) {
        let (tokens, ends) = (corpus.tokens(), corpus.sentence_ends());
        let (window, mut met) = (self.weights.len(), 1);
        self.found.clear();
        for &place in &self.places[self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize] {
            let (place, sentence) = (place as usize, self.sentences[place as usize] as usize);
            let start = sentence.checked_sub(1).map_or(0, |before| ends[before] as usize);
            for other in window_pairs(place, window, start..ends[sentence] as usize) {
                let neighbor = tokens[other];
                let count = &mut self.counts[neighbor as usize];
                if *count == 0.0 {
                    self.found.push(neighbor);
                }
                *count += self.weights[place.abs_diff(other) - 1];
                met += 1;
            }
        }
        sort(&mut self.found);
        let min_count = self.min_count;
        let taken = self.found.iter().map(|&neighbor| (neighbor, std::mem::take(&mut self.counts[neighbor as usize])));
        (taken.filter(|&(_, count)| count >= min_count).map(|(word, count)| (word, count as f32)).collect(), met)
    }

    /// Different pairs found so far.
    pub fn pairs(&self) -> usize {
        self.matrix.values().len()
    }

    /// The counts, vocabulary × vocabulary, as far as they go.
    pub fn into_matrix(self) -> Sparse {
        self.matrix
    }

    /// Takes the counts out; nothing is left.
    pub fn take_matrix(&mut self) -> Sparse {
        std::mem::replace(&mut self.matrix, Sparse::new(0))
    }
}

fn co_occurrence(data: &Dataset, arguments: &Arguments) -> Result<Dataset> {
    let corpus = data.corpus(OPERATION)?;
    let weighting = Weighting::from_name(arguments.choice("distanceWeighting"));
    let mut counting = Cooccurrence::new(corpus, arguments.integer("window"), weighting, arguments.real("minCount"))?;
    counting.advance(corpus, usize::MAX)?;
    let words = corpus.vocabulary().to_vec();
    let mut result = Dataset::from_sparse(counting.into_matrix())?
        .with_names(words.clone())?
        .with_lexicon(Arc::new(Lexicon::new(words, None)))?;
    if let Some(labels) = data.labels() {
        result = result.with_labels(labels.to_vec())?;
    }
    match data.label_names() {
        Some(names) => result.with_label_names(names.to_vec()),
        None => Ok(result),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_agree_with_looking_at_every_two_places(
            tokens in prop::collection::vec(0u32..6, 1..60), cut in 1usize..60, window in 1usize..7, name in 0usize..3,
        ) {
            let words = (0..6).map(|word| format!("w{word}")).collect();
            let cut = cut.min(tokens.len()) as u32;
            let mut ends = vec![cut, tokens.len() as u32];
            ends.dedup();
            let corpus = Corpus::new(words, tokens.clone(), ends).unwrap();
            let weighting = Weighting::from_name(Weighting::NAMES[name]);
            let mut counting = Cooccurrence::new(&corpus, window, weighting, 0.6).unwrap();
            while !counting.is_done() {
                counting.advance(&corpus, 3).unwrap();
            }
            let matrix = counting.into_matrix();
            for i in 0..6u32 {
                let entries: Vec<(u32, f32)> = matrix.entries(i as usize).collect();
                for j in 0..6u32 {
                    let mut expected = 0.0;
                    for (p, &a) in tokens.iter().enumerate() {
                        for (q, &b) in tokens.iter().enumerate() {
                            let apart = p.abs_diff(q);
                            let same_sentence = (p < cut as usize) == (q < cut as usize);
                            if (a, b) == (i, j) && apart > 0 && apart <= window && same_sentence {
                                expected += match name {
                                    0 => 1.0,
                                    1 => 1.0 / apart as f64,
                                    _ => (window + 1 - apart) as f64 / window as f64,
                                };
                            }
                        }
                    }
                    let expected = if expected >= 0.6 { expected } else { 0.0 };
                    let found = entries.iter().find(|entry| entry.0 == j).map_or(0.0, |entry| f64::from(entry.1));
                    prop_assert!((found - expected).abs() < 1e-5, "{i} {j}: {found} {expected}");
                }
            }
        }
    }

    #[test]
    fn a_window_of_nothing_is_refused() {
        let corpus = Corpus::new(vec!["a".into()], vec![0], vec![1]).unwrap();
        assert_eq!(Cooccurrence::new(&corpus, 0, Weighting::None, 0.0).unwrap_err().code(), "out-of-range");
    }
}
