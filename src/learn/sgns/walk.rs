//! The way through the text: which words are looked at, and how far around them.

use crate::data::Corpus;
use crate::random::{Generator, generator};
use rand::Rng;
use std::ops::Range;

/// Goes through a corpus again and again, dropping some of the frequent words, and stops at each word that is kept.
///
/// Words are dropped before windows are laid, so the words left move closer together, as in word2vec.
#[derive(Debug, Clone)]
pub(crate) struct Walk {
    window: u32,
    keep: Vec<u64>,
    sentence: usize,
    /// How far the current sentence has been read.
    cursor: usize,
    /// The words of the current sentence that were kept so far, and their places in the text.
    kept: Vec<u32>,
    places: Vec<usize>,
    /// Index into `kept` of the word to stop at next.
    center: usize,
    dropping: Generator,
    windows: Generator,
}

/// A stop: a word, and the words around it in its sentence.
pub(crate) struct Stop<'a> {
    pub word: u32,
    pub before: &'a [u32],
    pub after: &'a [u32],
    /// The places in the text of the words before, of the word itself and of those after.
    pub places: &'a [usize],
}

impl Walk {
    pub fn new(corpus: &Corpus, window: u32, sample: f64, seed: u64) -> Self {
        let always = 2f64.powi(32);
        let keep = keep_probabilities(corpus.counts(), sample).iter().map(|keep| (keep * always) as u64).collect();
        Walk {
            window,
            keep,
            sentence: 0,
            cursor: 0,
            kept: Vec::new(),
            places: Vec::new(),
            center: 0,
            dropping: generator(seed, "sgns subsampling"),
            windows: generator(seed, "sgns windows"),
        }
    }

    /// The next kept word that stands before place `end` of the text, or nothing if there is none. From the end of the
    /// text the walk starts over.
    pub fn next(&mut self, corpus: &Corpus, end: usize) -> Option<Stop<'_>> {
        loop {
            let sentence_end = *corpus.sentence_ends().get(self.sentence)? as usize;
            self.read_ahead(corpus, sentence_end);
            let Some(&place) = self.places.get(self.center) else {
                if end < sentence_end || self.next_sentence(corpus) {
                    return None;
                }
                continue;
            };
            if place >= end {
                return None;
            }
            // Each distance up to the window is reached with falling probability, as gensim's "reduced window": near
            // words count more.
            let reach = 1 + (((self.windows.next_u64() >> 32) * u64::from(self.window)) >> 32) as usize;
            let center = self.center;
            self.center += 1;
            let around = around(center, reach, self.kept.len());
            let places = &self.places[around.clone()];
            let (before, from_center) = self.kept[around].split_at(center.min(reach));
            let (word, after) = from_center.split_first()?;
            return Some(Stop { word: *word, before, after, places });
        }
    }

    /// Reads on until the largest window around the center is known, or the sentence ends.
    fn read_ahead(&mut self, corpus: &Corpus, sentence_end: usize) {
        let needed = self.center + self.window as usize + 1;
        while self.kept.len() < needed && self.cursor < sentence_end {
            let token = corpus.tokens()[self.cursor];
            let keep = self.keep[token as usize];
            if keep > u64::from(u32::MAX) || self.dropping.next_u64() >> 32 < keep {
                self.kept.push(token);
                self.places.push(self.cursor);
            }
            self.cursor += 1;
        }
    }

    /// Turns to the next sentence; true if the text starts over.
    fn next_sentence(&mut self, corpus: &Corpus) -> bool {
        self.kept.clear();
        self.places.clear();
        self.center = 0;
        self.sentence += 1;
        let starts_over = self.sentence == corpus.sentence_ends().len();
        if starts_over {
            self.sentence = 0;
            self.cursor = 0;
        }
        starts_over
    }
}

fn around(center: usize, reach: usize, length: usize) -> Range<usize> {
    center.saturating_sub(reach)..length.min(center + reach + 1)
}

/// With which probability each word is kept: (√(f/t) + 1) · t/f, at most 1, for a word that is the share f of the text
/// and a threshold t, `sample` (word2vec's code, and gensim's; the paper has √(t/f)). 0 keeps everything.
pub(crate) fn keep_probabilities(counts: &[u32], sample: f64) -> Vec<f64> {
    let total: f64 = counts.iter().map(|&count| f64::from(count)).sum();
    let keep = |count: u32| {
        let excess = f64::from(count) / (sample * total);
        if sample == 0.0 || count == 0 { 1.0 } else { ((excess.sqrt() + 1.0) / excess).min(1.0) }
    };
    counts.iter().map(|&count| keep(count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn corpus(lengths: &[usize]) -> Corpus {
        let total: usize = lengths.iter().sum();
        // Every token is its own place, so that a stop tells where it is.
        let words = (0..total).map(|word| format!("w{word}")).collect();
        let ends = lengths
            .iter()
            .scan(0, |end, length| {
                Some({
                    *end += *length as u32;
                    *end
                })
            })
            .collect();
        Corpus::new(words, (0..total as u32).collect(), ends).unwrap()
    }

    proptest! {
        #[test]
        fn every_word_is_met_once_a_round_within_its_sentence(
            lengths in prop::collection::vec(1usize..12, 1..12), window in 1u32..5, stride in 1usize..30, seed: u64,
        ) {
            let corpus = corpus(&lengths);
            let total = corpus.tokens().len();
            let mut walk = Walk::new(&corpus, window, 0.0, seed);
            for _round in 0..3 {
                let mut met = Vec::new();
                let mut end = 0;
                while end < total {
                    end = (end + stride).min(total);
                    while let Some(stop) = walk.next(&corpus, end) {
                        prop_assert!((stop.word as usize) < end);
                        met.push(stop.word);
                        let sentence = corpus.sentence_ends().partition_point(|&sentence| sentence <= stop.word);
                        let sentence_end = corpus.sentence_ends()[sentence];
                        let sentence_start = if sentence == 0 { 0 } else { corpus.sentence_ends()[sentence - 1] };
                        let reach = (stop.before.len() as u32).max(stop.after.len() as u32);
                        prop_assert!(reach <= window);
                        let before: Vec<u32> = (stop.word.saturating_sub(reach).max(sentence_start)..stop.word).collect();
                        let after: Vec<u32> = (stop.word + 1..(stop.word + reach + 1).min(sentence_end)).collect();
                        prop_assert_eq!(stop.before, before);
                        prop_assert_eq!(stop.after, after);
                    }
                }
                prop_assert_eq!(met, (0..total as u32).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn all_distances_up_to_the_window_come_about_as_often() {
        let corpus = corpus(&[10_000]);
        let mut walk = Walk::new(&corpus, 4, 0.0, 1);
        let mut reached = [0u32; 5];
        while let Some(stop) = walk.next(&corpus, 10_000) {
            reached[stop.after.len()] += 1;
        }
        assert!(reached[1..].iter().all(|&count| (2_250..2_750).contains(&count)), "{reached:?}");
    }

    #[test]
    fn keep_probabilities_agree_with_gensim() {
        let golden: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/reference/sgns.json")).unwrap();
        let counts: Vec<u32> =
            golden["counts"].as_array().unwrap().iter().map(|count| count.as_u64().unwrap() as u32).collect();
        let found = keep_probabilities(&counts, golden["sample"].as_f64().unwrap());
        let expected = golden["kept"].as_array().unwrap();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected.as_f64().unwrap()).abs() < 1e-8, "{found} {expected}");
        }
    }

    #[test]
    fn frequent_words_are_dropped_as_often_as_the_formula_says() {
        let words = vec!["often".to_string(), "seldom".to_string()];
        let tokens: Vec<u32> = (0..20_000).map(|place| u32::from(place % 100 == 0)).collect();
        let corpus = Corpus::new(words, tokens, vec![20_000]).unwrap();
        let sample = 0.02;
        let keep = keep_probabilities(corpus.counts(), sample);
        assert_eq!(keep[1], 1.0);
        let mut walk = Walk::new(&corpus, 2, sample, 3);
        let mut met = [0.0; 2];
        while let Some(stop) = walk.next(&corpus, 20_000) {
            met[stop.word as usize] += 1.0;
        }
        assert_eq!(met[1], 200.0);
        let expected = 19_800.0 * keep[0];
        assert!((met[0] - expected).abs() < 5.0 * expected.sqrt(), "{met:?} {keep:?}");
    }
}
