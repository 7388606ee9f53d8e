//! Epochs of batches: what is learned from, what is held out, and which step does which.

use crate::error::{Error, Result};
use crate::parameters::{Arguments, Kind, Parameter};
use std::ops::Range;

/// How far each step of the optimizer goes.
pub const LEARNING_RATE: Parameter = Parameter {
    id: "learningRate",
    title: "learning rate",
    kind: Kind::Real { min: 1e-7, max: 1.0, default: 1e-3, usual: (1e-4, 1e-2), logarithmic: true },
    help: "How far each step of the optimizer goes; too far and the loss jumps instead of falling.",
    live: true,
};

/// How many rows, from the end, are not learned from.
pub const HELD_OUT: Parameter = Parameter {
    id: "heldOut",
    title: "held-out rows",
    kind: Kind::Integer { min: 0, max: 1_000_000_000, default: 0, usual: (0, 1000) },
    help: "How many rows, from the end, are not learned from; their loss shows whether the network generalizes.",
    live: false,
};

/// Rows per step.
pub const fn batch_size(default: i64) -> Parameter {
    Parameter {
        id: "batchSize",
        title: "batch size",
        kind: Kind::Integer { min: 1, max: 4096, default, usual: (16, 512) },
        help: "Rows per step; with fewer rows than this, each step uses all of them.",
        live: false,
    }
}

/// How often training goes through all rows.
pub const fn epochs(default: i64) -> Parameter {
    Parameter {
        id: "epochs",
        title: "epochs",
        kind: Kind::Integer { min: 1, max: 100_000, default, usual: (1, 100) },
        help: "How often training goes through all rows.",
        live: false,
    }
}

/// An epoch trains on every batch, then measures the rows that are held out, in chunks of up to `batch_size`; so every
/// epoch has the same number of steps.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Rows per step.
    pub batch_size: usize,
    /// How often training goes through the rows.
    pub epochs: usize,
    /// Rows before this one are trained on, the others held out.
    pub training_rows: usize,
    /// All rows.
    pub rows: usize,
}

impl Schedule {
    /// From the arguments `heldOut`, `batchSize` and `epochs`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if no row is left to learn from, [`Error::TooLarge`] above 2³² − 1 rows.
    pub fn check(id: &'static str, rows: usize, arguments: &Arguments) -> Result<Self> {
        let held_out = arguments.integer("heldOut");
        if held_out >= rows {
            let expected = format!("between 0 and {}: of {rows} rows one must be left to learn from", rows - 1);
            return Err(Error::out_of_range(id, "heldOut", held_out, expected));
        }
        let (found, limit) = (rows as u64, u64::from(u32::MAX));
        if found > limit {
            return Err(Error::TooLarge { operation: id, what: "the number of rows", found, limit });
        }
        let (batch_size, epochs) = (arguments.integer("batchSize"), arguments.integer("epochs"));
        Ok(Schedule { batch_size, epochs, training_rows: rows - held_out, rows })
    }

    /// Rows that are not learned from.
    pub fn held_out_rows(&self) -> usize {
        self.rows - self.training_rows
    }

    /// Steps per epoch: one per batch, and one per chunk of held-out rows.
    pub fn steps_per_epoch(&self) -> u64 {
        let steps = |rows: usize| rows.div_ceil(self.batch_size) as u64;
        steps(self.training_rows) + steps(self.held_out_rows())
    }

    /// Steps in all.
    pub fn planned(&self) -> u64 {
        self.epochs as u64 * self.steps_per_epoch()
    }

    /// The rows of a chunk of those held out.
    pub fn chunk(&self, chunk: usize) -> Range<usize> {
        let first = self.training_rows + chunk * self.batch_size;
        first..(first + self.batch_size).min(self.rows)
    }

    /// Most rows that pass through a network in one step.
    pub fn room(&self) -> usize {
        self.batch_size.min(self.training_rows.max(self.held_out_rows()))
    }
}
