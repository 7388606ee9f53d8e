//! Judgements of embeddings: of runs in this lab, and of pictures that were computed elsewhere.

use super::{Id, Lab, Source};
use crate::error::{Error, Result};
use crate::judge::{
    self, Alignment, Confusions, Departure, Freedom, Probe, ProbeOptions, Quality, Ranks, RanksBuilder, Shepard,
    Stability,
};
use ndarray::{Array2, ArrayView2, s};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// An embedding to be judged.
#[derive(Debug, Clone, PartialEq)]
pub enum Judged {
    /// That of a run, beside the data it works on.
    Run(Id),
    /// The rows of a data set as they are.
    Data(Id),
    /// A picture of the rows of a data set, rows × components.
    Picture {
        /// The data set's id, where the judgement needs it.
        data: Option<Id>,
        /// The picture.
        embedding: Array2<f32>,
    },
}

/// The ranks of a data set that are known or on their way, and which rows they judge: at most so many, chosen by a seed.
#[derive(Debug, Default)]
pub(super) struct Ranking {
    question: (Option<usize>, u64),
    state: State,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Unknown,
    Building(Box<RanksBuilder>),
    Known(Arc<Ranks>),
}

/// Nothing here panics while it holds a lock, and there is one thread.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const OPERATION: &str = "quality";

impl Lab {
    fn judged_source(&self, judged: &Judged) -> Result<&Arc<Source>> {
        let source = match judged {
            Judged::Run(id) => Ok(self.run(OPERATION, *id)?.source()),
            Judged::Data(id) | Judged::Picture { data: Some(id), .. } => self.source(OPERATION, *id),
            Judged::Picture { data: None, .. } => Err(Error::WrongKind {
                operation: OPERATION,
                parameter: "data".into(),
                found: "missing".into(),
                expected: "the id of the data set that the embedding shows".into(),
            }),
        }?;
        source.dataset.check_extent(OPERATION)?;
        Ok(source)
    }

    fn judged_embedding(&self, judged: &Judged) -> Result<Array2<f32>> {
        match judged {
            Judged::Run(id) => self.run(OPERATION, *id)?.embedding_matrix(),
            Judged::Data(id) => Ok(self.dataset(OPERATION, *id)?.matrix(OPERATION)?.to_owned()),
            Judged::Picture { embedding, .. } => Ok(embedding.clone()),
        }
    }

    /// Goes on ranking the rows of the judged data, for as long as `more` says so after a step; returns how many judged
    /// rows are done, and how many there are. The ranks are kept with the data: [`quality`](Lab::quality) is quick afterwards.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the data is a text.
    pub fn rank(
        &self,
        judged: &Judged,
        (most, seed): (Option<usize>, u64),
        mut more: impl FnMut() -> bool,
    ) -> Result<(usize, usize)> {
        let source = self.judged_source(judged)?;
        let data = source.dataset.matrix(OPERATION)?;
        let mut ranking = lock(&source.ranking);
        if ranking.question != (most, seed) {
            *ranking = Ranking { question: (most, seed), state: State::Unknown };
        }
        loop {
            match &mut ranking.state {
                State::Unknown => ranking.state = State::Building(Box::new(RanksBuilder::new(data, most, seed))),
                State::Building(builder) => {
                    let done = builder.step(data)?;
                    let progress = builder.progress();
                    if done {
                        if let State::Building(builder) = std::mem::take(&mut ranking.state) {
                            ranking.state = State::Known(Arc::new(builder.into_ranks()?));
                        }
                    } else if !more() {
                        return Ok(progress);
                    }
                }
                State::Known(ranks) => return Ok((ranks.rows().len(), ranks.rows().len())),
            }
        }
    }

    /// How much of the data's neighborhoods an embedding keeps. At most `most` rows are judged (if left out, all of up to
    /// [`JUDGED_WHOLE`](judge::JUDGED_WHOLE) and [`SAMPLE`](judge::SAMPLE) of more); the seed chooses them.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the data is a text, and what [`judge::quality_of`] refuses.
    pub fn quality(&self, judged: &Judged, k: usize, sample: (Option<usize>, u64)) -> Result<Quality> {
        self.rank(judged, sample, || true)?;
        let source = self.judged_source(judged)?;
        let ranks = match &lock(&source.ranking).state {
            State::Known(ranks) => Arc::clone(ranks),
            _ => return Err(Error::Internal { operation: OPERATION, what: "no ranks".into() }),
        };
        judge::quality_of(&ranks, self.judged_embedding(judged)?.view(), k, source.dataset.labels())
    }

    /// Which of a row's k nearest neighbors an embedding invents, and which it loses.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the data is a text, and what [`judge::confusions`] refuses.
    pub fn confusions(&self, judged: &Judged, row: usize, k: usize) -> Result<Confusions> {
        let data = self.judged_source(judged)?.dataset.matrix(OPERATION)?;
        judge::confusions(data, self.judged_embedding(judged)?.view(), row, k)
    }

    /// Distances in the data against distances in the embedding.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the data is a text, and what [`judge::shepard`] refuses.
    pub fn shepard(&self, judged: &Judged, pairs: usize, seed: u64) -> Result<Shepard> {
        let data = self.judged_source(judged)?.dataset.matrix(OPERATION)?;
        judge::shepard(data, self.judged_embedding(judged)?.view(), pairs, seed)
    }

    /// Brings one picture onto another.
    ///
    /// # Errors
    /// [`Error::UnknownId`], and what [`judge::align`] refuses.
    pub fn align(&self, moving: &Judged, fixed: &Judged, freedom: Freedom) -> Result<Alignment> {
        let (moving, fixed) = (self.judged_embedding(moving)?, self.judged_embedding(fixed)?);
        judge::align(moving.view(), fixed.view(), freedom)
    }

    /// How far places of an embedding's space lie from the codes of the data (of `rows` only, if they are given).
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::OutOfRange`] if `rows` reaches beyond the codes, and what [`judge::departure`] refuses.
    pub fn departure(&self, judged: &Judged, places: &[f32], rows: Option<Range<usize>>) -> Result<Departure> {
        let codes = self.judged_embedding(judged)?;
        let Range { start, end } = rows.unwrap_or(0..codes.nrows());
        if start > end || end > codes.nrows() {
            let expected = format!("within the {} rows of the embedding", codes.nrows());
            return Err(Error::out_of_range("distance to data", "rows", format!("{start} to {end}"), expected));
        }
        judge::departure(codes.slice(s![start..end, ..]), places)
    }

    /// How well the labels of the data can be read off an embedding.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the data has no labels, and what [`judge::probe`] refuses.
    pub fn probe(&self, judged: &Judged, options: ProbeOptions) -> Result<Probe> {
        let labels = self.judged_source(judged)?.dataset.labels().ok_or_else(|| Error::Unsupported {
            operation: "probe",
            what: "the rows of this data have no labels to be read".into(),
            expected: "add a matrix with labels".into(),
        })?;
        judge::probe(self.judged_embedding(judged)?.view(), labels, options)
    }

    /// Reads the factors of a generated data set off any rows of its space.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the data is a text or has no known factors, and what
    /// [`judge::estimate_factors`] refuses.
    pub fn estimate_factors(&self, data: Id, rows: &[f32], k: usize) -> Result<Vec<f32>> {
        const OPERATION: &str = "estimate factors";
        let data = self.dataset(OPERATION, data)?;
        let factors = data.factors().ok_or_else(|| Error::Unsupported {
            operation: OPERATION,
            what: "nothing is known of how this data was made".into(),
            expected: "generated data, such as \"furniture\"".into(),
        })?;
        judge::estimate_factors(data.matrix(OPERATION)?, factors.values.view(), rows, k)
    }

    /// How much pictures of the same rows agree.
    ///
    /// # Errors
    /// [`Error::UnknownId`], and what [`judge::stability`] refuses.
    pub fn stability(&self, pictures: &[Judged], k: usize, seed: u64) -> Result<Stability> {
        let pictures = pictures.iter().map(|judged| self.judged_embedding(judged)).collect::<Result<Vec<_>>>()?;
        let views: Vec<ArrayView2<'_, f32>> = pictures.iter().map(|picture| picture.view()).collect();
        judge::stability(&views, k, seed)
    }
}
