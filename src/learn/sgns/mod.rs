//! Skip-gram with negative sampling, known as word2vec: words get vectors from the company they keep.
//!
//! For every pair of words that stand near each other, the vector of one is moved towards the other word's output vector,
//! and away from those of a few words drawn at random (Mikolov, Sutskever, Chen, Corrado and Dean, "Distributed
//! Representations of Words and Phrases and their Compositionality", 2013). As in word2vec and gensim, the words around
//! a center are the inputs, and the center is what they predict.

mod microscope;
mod noise;
mod sigmoid;
mod trainer;
mod vectors;
mod walk;

use super::{Method, Trainer};
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::linalg::LANES;
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use std::sync::Arc;
use trainer::Sgns;

pub use microscope::{Change, Pair, SkipGram, Target, Update};

const ID: &str = "sgns";

/// Skip-gram with negative sampling.
pub const METHOD: Method = Method {
    id: ID,
    title: "Skip-gram with negative sampling",
    summary: "Gives each word of a text a vector from the words around it, so that words used alike end up close.",
    parameters: PARAMETERS,
    start,
};

const PARAMETERS: &[Parameter] = &[
    Parameter {
        id: "dimensions",
        title: "dimensions",
        kind: Kind::Integer { min: 1, max: 1024, default: 48, usual: (2, 128) },
        help: "How many numbers each word's vector has.",
        live: false,
    },
    Parameter {
        id: "window",
        title: "window",
        kind: Kind::Integer { min: 1, max: 50, default: 5, usual: (1, 10) },
        help: "How many words to the left and right may count as company; nearer ones count more often.",
        live: false,
    },
    Parameter {
        id: "negatives",
        title: "negatives",
        kind: Kind::Integer { min: 1, max: 50, default: 5, usual: (1, 20) },
        help: "How many random words each real pair is contrasted with.",
        live: false,
    },
    Parameter {
        id: "epochs",
        title: "epochs",
        kind: Kind::Integer { min: 1, max: 10_000, default: 10, usual: (1, 50) },
        help: "How many times the whole text is read.",
        live: false,
    },
    Parameter {
        id: "learningRate",
        title: "learning rate",
        kind: Kind::Real { min: 1e-6, max: 1.0, default: 0.025, usual: (0.001, 0.1), logarithmic: true },
        help: "How far each pair moves its vectors at the start; from there it falls in a straight line.",
        live: true,
    },
    Parameter {
        id: "minLearningRate",
        title: "final learning rate",
        kind: Kind::Real { min: 1e-9, max: 1.0, default: 0.0001, usual: (0.00001, 0.025), logarithmic: true },
        help: "The learning rate that is reached at the end of the last epoch.",
        live: false,
    },
    Parameter {
        id: "sample",
        title: "subsampling",
        kind: Kind::Real { min: 0.0, max: 1.0, default: 0.001, usual: (0.00001, 0.01), logarithmic: true },
        help: "Words with a larger share of the text than this are skipped now and then; 0 skips none.",
        live: false,
    },
    Parameter {
        id: "power",
        title: "negatives' power",
        kind: Kind::Real { min: 0.0, max: 1.0, default: 0.75, usual: (0.0, 1.0), logarithmic: false },
        help: "Negatives are drawn in proportion to count to this power: 1 as often as they occur, 0 all equally often.",
        live: false,
    },
    Parameter {
        id: "wordsPerStep",
        title: "words per step",
        kind: Kind::Integer { min: 0, max: 1_000_000, default: 0, usual: (0, 1000) },
        help: "How many words of the text one step reads: 1 to watch single words, 0 for as many as 8 ms allow, which is the most.",
        live: false,
    },
    SEED,
];

/// The most numbers that one table of vectors may have: half a gigabyte.
const LARGEST_TABLE: u64 = 1 << 27;

/// Parameters that are known to be valid for the data.
#[derive(Debug, Clone)]
struct SgnsParams {
    dimensions: usize,
    window: u32,
    negatives: usize,
    epochs: u64,
    learning_rate: f64,
    min_learning_rate: f64,
    sample: f64,
    power: f64,
    /// 0 for as many as a bounded step can read.
    words_per_step: usize,
    seed: u64,
}

impl SgnsParams {
    fn check(words: usize, arguments: &Arguments) -> Result<Self> {
        let params = SgnsParams {
            dimensions: arguments.integer("dimensions"),
            window: arguments.integer("window") as u32,
            negatives: arguments.integer("negatives"),
            epochs: arguments.integer("epochs") as u64,
            learning_rate: arguments.real("learningRate"),
            min_learning_rate: arguments.real("minLearningRate"),
            sample: arguments.real("sample"),
            power: arguments.real("power"),
            words_per_step: arguments.integer("wordsPerStep"),
            seed: arguments.seed(),
        };
        check_rates(params.learning_rate, params.min_learning_rate)?;
        let found = words as u64 * params.dimensions.next_multiple_of(LANES) as u64;
        if found > LARGEST_TABLE {
            let what = "the table of vectors, words × dimensions (rounded up to a multiple of 8),";
            return Err(Error::TooLarge { operation: ID, what, found, limit: LARGEST_TABLE });
        }
        Ok(params)
    }
}

fn check_rates(start: f64, end: f64) -> Result<()> {
    if start < end {
        let expected = format!("at least {end}, the final learning rate (minLearningRate)");
        return Err(Error::out_of_range(ID, "learningRate", start, expected));
    }
    Ok(())
}

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Result<Box<dyn Trainer>> {
    let corpus = data.corpus(ID)?;
    let params = SgnsParams::check(corpus.vocabulary().len(), arguments)?;
    Ok(Box::new(Sgns::new(data.clone(), corpus, params)))
}
