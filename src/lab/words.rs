//! What can be asked of texts, of counts of words, and of word vectors.

use super::{Id, Lab, Space};
use crate::data::{Corpus, Lexicon, TextRow, word_id};
use crate::error::{Error, Result};
use crate::judge::{Analogy, Ranking, analogy, axis, cosines_with_mean};
use crate::linalg::Sparse;
use crate::represent::{Cooccurrence, PmiKind, PmiParams, Weighting, pmi, window_pairs};

/// A piece of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// Word numbers.
    pub words: Vec<u32>,
    /// Where sentences end, counted from the start of the piece (exclusive); one that goes on is not among them.
    pub sentence_ends: Vec<u32>,
}

/// Which words' company is looked at, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct CompanyQuery {
    /// The words; a table has a row and a column for each.
    pub words: Vec<String>,
    /// How far company reaches.
    pub window: usize,
    /// What a pair counts at which distance.
    pub weighting: Weighting,
    /// k of shifted PMI.
    pub negatives: usize,
    /// Only the text up to this place is read, if given.
    pub until: Option<usize>,
}

/// Counts of a few words' company, words × words, row-major, and what becomes of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    /// The words' numbers in the vocabulary.
    pub words: Vec<u32>,
    /// How often the word of the column stands near that of the row.
    pub counts: Vec<f32>,
    /// PMI; −∞ for pairs that never meet.
    pub pmi: Vec<f32>,
    /// Its positive part.
    pub ppmi: Vec<f32>,
    /// The positive part of PMI − log k.
    pub shifted_ppmi: Vec<f32>,
    /// The sum of each word's row over the whole vocabulary.
    pub sums: Vec<f64>,
    /// The sum over all pairs of words of the text.
    pub total: f64,
}

/// Two words near each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encounter {
    /// The place of the center in the text.
    pub center: u32,
    /// The place of the other word.
    pub context: u32,
    /// The sentence that both stand in: its first place …
    pub start: u32,
    /// … and the place after its last.
    pub end: u32,
}

/// A text in a run's embedding.
#[derive(Debug, Clone, PartialEq)]
pub struct TextCode {
    /// What the text looks like in the data's space.
    pub row: TextRow,
    /// Its code.
    pub code: Vec<f32>,
    /// What each of the row's words adds to the code, words × components, row-major; the rest of the code, if any, is the
    /// same for every text.
    pub contributions: Vec<f32>,
}

impl Lab {
    /// A text's words from place `from` up to `to`.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the data is no text, [`Error::OutOfRange`] for places beyond it.
    pub fn tokens(&self, data: Id, from: usize, to: usize) -> Result<Tokens> {
        const OPERATION: &str = "tokens";
        let corpus = self.dataset(OPERATION, data)?.corpus(OPERATION)?;
        let length = corpus.tokens().len();
        if to > length {
            return Err(Error::out_of_range(OPERATION, "to", to, format!("at most {length}, the length of the text")));
        }
        if from > to {
            return Err(Error::out_of_range(OPERATION, "from", from, format!("at most {to}, where the piece ends")));
        }
        let ends = corpus.sentence_ends();
        let inside = ends.partition_point(|&end| end as usize <= from)..ends.partition_point(|&end| end as usize <= to);
        Ok(Tokens {
            words: corpus.tokens()[from..to].to_vec(),
            sentence_ends: ends[inside].iter().map(|&end| end - from as u32).collect(),
        })
    }

    /// How often a few words of a text stand near each other.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the data is no text, [`Error::UnknownWord`], [`Error::Empty`] without
    /// words, [`Error::OutOfRange`] for a window of 0, no negatives, or a place beyond the text.
    pub fn cooccurrence(&self, data: Id, query: &CompanyQuery) -> Result<Company> {
        const OPERATION: &str = "co-occurrence";
        let corpus = self.dataset(OPERATION, data)?.corpus(OPERATION)?;
        if query.words.is_empty() {
            let expected = "name the words of the table".into();
            return Err(Error::Empty { operation: OPERATION, what: "the list of words", expected });
        }
        if query.negatives == 0 {
            return Err(Error::out_of_range(OPERATION, "negatives", 0, "at least 1: the logarithm of 0 is no number"));
        }
        let ids = ids(OPERATION, corpus.vocabulary(), &query.words)?;
        let part;
        let corpus = match query.until {
            None => corpus,
            Some(until) => {
                part = beginning(OPERATION, corpus, until)?;
                &part
            }
        };
        let mut counting = Cooccurrence::new(corpus, query.window, query.weighting, 0.0)?;
        counting.advance(corpus, usize::MAX)?;
        let all = counting.into_matrix();
        let (sums, _) = all.sums();
        let params = |kind| PmiParams { kind, negatives: query.negatives, context_power: 1.0 };
        let table = |matrix: &Sparse, missing: f32| -> Vec<f32> {
            let cell = |row: usize, column: usize| {
                matrix.entries(row).find(|entry| entry.0 as usize == column).map_or(missing, |entry| entry.1)
            };
            ids.iter()
                .flat_map(|&row| ids.iter().map(move |&column| (row, column)))
                .map(|(row, column)| cell(row, column))
                .collect()
        };
        let counts = table(&all, 0.0);
        let ppmi = table(&pmi(&all, params(PmiKind::Ppmi)), 0.0);
        let shifted_ppmi = table(&pmi(&all, params(PmiKind::ShiftedPpmi)), 0.0);
        // A PMI of exactly 0 is an entry that a sparse matrix leaves out.
        let pmi = table(&pmi(&all, params(PmiKind::Pmi)), 0.0);
        let pmi =
            pmi.iter().zip(&counts).map(|(&pmi, &count)| if count > 0.0 { pmi } else { f32::NEG_INFINITY }).collect();
        Ok(Company {
            words: ids.iter().map(|&id| id as u32).collect(),
            counts,
            pmi,
            ppmi,
            shifted_ppmi,
            total: sums.iter().sum(),
            sums: ids.iter().map(|&id| sums[id]).collect(),
        })
    }

    /// Where a word stands near another: the first `limit` places, and how many there are in all.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the data is no text, [`Error::UnknownWord`], [`Error::OutOfRange`] for a
    /// window of 0.
    pub fn contexts(
        &self,
        data: Id,
        (center, context): (&str, &str),
        window: usize,
        limit: usize,
    ) -> Result<(Vec<Encounter>, usize)> {
        const OPERATION: &str = "contexts";
        let corpus = self.dataset(OPERATION, data)?.corpus(OPERATION)?;
        if window == 0 {
            return Err(Error::out_of_range(OPERATION, "window", 0, "at least 1, or no word has company"));
        }
        let center = word_id(OPERATION, corpus.vocabulary(), center)? as u32;
        let context = word_id(OPERATION, corpus.vocabulary(), context)? as u32;
        let (mut found, mut total) = (Vec::new(), 0);
        let places = corpus.tokens().iter().enumerate().filter(|&(_, &token)| token == center);
        for (place, _) in places {
            let sentence = corpus.sentence_at(place);
            for other in window_pairs(place, window, sentence.clone()) {
                if corpus.tokens()[other] == context {
                    total += 1;
                    if found.len() < limit {
                        let (start, end) = (sentence.start as u32, sentence.end as u32);
                        found.push(Encounter { center: place as u32, context: other as u32, start, end });
                    }
                }
            }
        }
        Ok((found, total))
    }

    /// What a text looks like as a row of a data set whose columns are words (counts, or tf-idf weights).
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the columns are no words.
    pub fn represent(&self, data: Id, text: &str) -> Result<TextRow> {
        const OPERATION: &str = "represent";
        Ok(lexicon(OPERATION, self.dataset(OPERATION, data)?.lexicon().map(|lexicon| lexicon.as_ref()))?.row(text))
    }

    /// Where a text lands in the embedding of a run whose data has words for columns, and which words put it there.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the columns of the data are no words, or the method cannot encode.
    pub fn encode_text(&self, run: Id, text: &str) -> Result<TextCode> {
        const OPERATION: &str = "encode text";
        let run = self.run(OPERATION, run)?;
        let lexicon = lexicon(OPERATION, run.dataset().lexicon().map(|lexicon| lexicon.as_ref()))?;
        let row = lexicon.row(text);
        let columns = lexicon.words().len();
        let mut values = vec![0.0; columns];
        let origin = run.encode(&values)?;
        // One row for each word alone, so that its part is told apart from the others', at most a few thousand at a time.
        let mut contributions = Vec::with_capacity(row.indices.len() * origin.len());
        for (&index, &value) in row.indices.iter().zip(&row.values) {
            values[index as usize] = value;
            let code = run.encode(&values)?;
            values[index as usize] = 0.0;
            contributions.extend(code.iter().zip(&origin).map(|(code, origin)| code - origin));
        }
        row.indices.iter().zip(&row.values).for_each(|(&index, &value)| values[index as usize] = value);
        Ok(TextCode { code: run.encode(&values)?, row, contributions })
    }

    /// The words that best complete an analogy in a run's embedding.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the rows have no names, [`Error::UnknownWord`], and what
    /// [`analogy`] refuses.
    pub fn analogy(
        &self,
        run: Id,
        positive: &[String],
        negative: &[String],
        k: usize,
        method: Analogy,
    ) -> Result<Ranking> {
        const OPERATION: &str = "analogy";
        let words = self.words(OPERATION, run)?;
        let (positive, negative) = (ids(OPERATION, words, positive)?, ids(OPERATION, words, negative)?);
        analogy(self.run(OPERATION, run)?.embedding_matrix()?.view(), &positive, &negative, k, method)
    }

    /// Where every word of a run's embedding lies between two of them: 0 at `from`, 1 at `to`.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the rows have no names, [`Error::UnknownWord`], and what [`axis`]
    /// refuses.
    pub fn axis(&self, run: Id, from: &str, to: &str) -> Result<Vec<f32>> {
        const OPERATION: &str = "axis";
        let words = self.words(OPERATION, run)?;
        let (from, to) = (word_id(OPERATION, words, from)?, word_id(OPERATION, words, to)?);
        axis(self.run(OPERATION, run)?.embedding_matrix()?.view(), from, to)
    }

    /// Each word's cosine with the mean of all the given words; the lowest does not match.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the rows have no names, [`Error::UnknownWord`], and what
    /// [`cosines_with_mean`] refuses.
    pub fn doesnt_match(&self, run: Id, words: &[String]) -> Result<Vec<f32>> {
        const OPERATION: &str = "doesn't match";
        let rows = ids(OPERATION, self.words(OPERATION, run)?, words)?;
        cosines_with_mean(self.run(OPERATION, run)?.embedding_matrix()?.view(), &rows)
    }

    /// The row of a name in a space.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the rows have no names, [`Error::UnknownWord`].
    pub fn row_named(&self, operation: &'static str, space: Space, name: &str) -> Result<usize> {
        let names = match space {
            Space::Run(run) => self.words(operation, run)?,
            Space::Data(data) => self.dataset(operation, data)?.names().unwrap_or_default(),
        };
        word_id(operation, names, name)
    }

    /// The names of the rows of a run's embedding.
    fn words(&self, operation: &'static str, run: Id) -> Result<&[String]> {
        self.run(operation, run)?.dataset().names().ok_or_else(|| Error::Unsupported {
            operation,
            what: "the rows of this run have no names".into(),
            expected: "use a run on a text, or on data whose rows are words".into(),
        })
    }
}

fn ids(operation: &'static str, words: &[String], asked: &[String]) -> Result<Vec<usize>> {
    asked.iter().map(|word| word_id(operation, words, word)).collect()
}

fn lexicon<'a>(operation: &'static str, lexicon: Option<&'a Lexicon>) -> Result<&'a Lexicon> {
    lexicon.ok_or_else(|| Error::Unsupported {
        operation,
        what: "the columns of this data are no words".into(),
        expected: "use data from the feature maps \"bag-of-words\" or \"tf-idf\"".into(),
    })
}

/// The text up to a place, with the whole vocabulary.
fn beginning(operation: &'static str, corpus: &Corpus, until: usize) -> Result<Corpus> {
    let length = corpus.tokens().len();
    if until == 0 || until > length {
        let expected = format!("from 1 to {length}, the length of the text");
        return Err(Error::out_of_range(operation, "until", until, expected));
    }
    let mut ends: Vec<u32> = corpus.sentence_ends().iter().copied().take_while(|&end| (end as usize) < until).collect();
    ends.push(until as u32);
    Corpus::new(corpus.vocabulary().to_vec(), corpus.tokens()[..until].to_vec(), ends)
}
