//! What it takes to make a run again, to the bit.

use crate::data::{Content, Dataset};
use crate::error::{Error, Result};
use crate::hash;
use crate::parameters::{Given, Value};
use crate::tree::{FromTree, Refused, Tree, record};
use serde::Serialize;

/// Data, method, parameters (seed included), live changes and step of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recipe {
    /// The format of this recipe, [`Recipe::VERSION`].
    pub version: u32,
    /// How to make or find the data.
    pub data: DataRecipe,
    /// The method's id.
    pub method: String,
    /// Every parameter's value at the start, the seed included.
    pub parameters: Given,
    /// Parameters changed while it ran, in order.
    pub changes: Vec<Change>,
    /// Steps made.
    pub step: u64,
}

record! {
    open Recipe { version, data, method, parameters, changes, step }
    needs ["version", "data", "method", "parameters", "step"]
    from Recipe {
        version: 0,
        data: DataRecipe::blank(),
        method: String::new(),
        parameters: Given::new(),
        changes: Vec::new(),
        step: 0,
    }
}

/// How to make or find a data set.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum DataRecipe {
    /// Generate it.
    Generated {
        /// The generator's id.
        generator: String,
        /// Every parameter's value, the seed included.
        parameters: Given,
    },
    /// Transform another data set with a feature map.
    Transformed {
        /// The feature map's id.
        map: String,
        /// Every parameter's value.
        parameters: Given,
        /// How to make or find the data before the map.
        of: Box<DataRecipe>,
    },
    /// Data from outside, recognized by a fingerprint of its content.
    Given {
        /// 16 hexadecimal digits.
        fingerprint: String,
    },
}

/// A recipe of data as it is read: the names of all kinds.
#[derive(Default)]
struct Parts {
    kind: String,
    generator: Option<String>,
    map: Option<String>,
    parameters: Option<Given>,
    of: Option<Box<DataRecipe>>,
    fingerprint: Option<String>,
}

record!(open Parts { kind, generator, map, parameters, of, fingerprint } needs ["kind"] from Parts::default());

impl FromTree for DataRecipe {
    fn blank() -> Self {
        DataRecipe::Given { fingerprint: String::new() }
    }

    fn fill(&mut self, tree: &Tree) -> std::result::Result<(), Refused> {
        let Parts { kind, generator, map, parameters, of, fingerprint } = Parts::from_tree(tree)?;
        let lacks = |what: &str| Refused::Other(format!("a recipe of data of kind \"{kind}\" without its {what}"));
        *self = match kind.as_str() {
            "generated" => DataRecipe::Generated {
                generator: generator.ok_or_else(|| lacks("generator"))?,
                parameters: parameters.ok_or_else(|| lacks("parameters"))?,
            },
            "transformed" => DataRecipe::Transformed {
                map: map.ok_or_else(|| lacks("map"))?,
                parameters: parameters.ok_or_else(|| lacks("parameters"))?,
                of: of.ok_or_else(|| lacks("data before the map"))?,
            },
            "given" => DataRecipe::Given { fingerprint: fingerprint.ok_or_else(|| lacks("fingerprint"))? },
            _ => {
                return Err(Refused::Other(format!("data of kind \"{kind}\"; known: generated, transformed, given")));
            }
        };
        Ok(())
    }
}

/// A parameter that was changed while a run was at work.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Steps made before the change.
    pub step: u64,
    /// The parameter's id.
    pub parameter: String,
    /// Its new value.
    pub value: Value,
}

record! {
    open Change { step, parameter, value }
    needs ["step", "parameter", "value"]
    from Change { step: 0, parameter: String::new(), value: Value::blank() }
}

impl Recipe {
    /// The format that this version of the library writes and reads.
    pub const VERSION: u32 = 1;

    pub(super) fn check_version(&self) -> Result<()> {
        if self.version == Self::VERSION {
            return Ok(());
        }
        Err(Error::out_of_range(
            "replay",
            "version",
            self.version,
            format!("{}, the format of this library", Self::VERSION),
        ))
    }
}

/// A hash of everything a method can see of a data set: shape and values, or words, tokens and sentences.
pub(super) fn fingerprint(dataset: &Dataset) -> String {
    let mut hash = hash::EMPTY;
    let mut take = |word: u32| hash = hash::with(hash, word);
    match dataset.content() {
        Content::Matrix(matrix) => {
            take(matrix.nrows() as u32);
            take(matrix.ncols() as u32);
            matrix.iter().for_each(|value| take(value.to_bits()));
        }
        Content::Sparse(matrix) => {
            take(matrix.rows() as u32);
            take(matrix.columns() as u32);
            matrix.offsets().iter().chain(matrix.indices()).for_each(|&word| take(word));
            matrix.values().iter().for_each(|value| take(value.to_bits()));
        }
        Content::Corpus(corpus) => {
            for word in corpus.vocabulary() {
                word.bytes().for_each(|byte| take(u32::from(byte)));
                take(u32::MAX);
            }
            corpus.tokens().iter().chain(corpus.sentence_ends()).for_each(|&word| take(word));
            if let Some(documents) = corpus.documents() {
                documents.ends.iter().for_each(|&end| take(end));
                documents.labels.iter().flatten().for_each(|&label| take(label as u32));
            }
        }
    }
    format!("{hash:016x}")
}
