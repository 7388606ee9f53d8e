//! Readers of file formats. Each takes bytes or text as they come, and refuses what is malformed with [`Error::Parse`].
//!
//! A reader takes bytes and gives a [`Dataset`], or an [`Error`] that says where the file went wrong and what would be
//! right there. Every reader knows the size of its result before it takes memory for it, and refuses what is larger than
//! [`MAX_VALUES`](super::MAX_VALUES).

mod corpus;
mod csv;
mod idx;
mod image;
mod npy;

pub use self::csv::{CSV_PARAMETERS, Column, Role, Table, read_table};
pub use corpus::read_corpus;
pub use idx::{IDX_PARAMETERS, read_idx};
pub use image::check_image;
pub use npy::{NPY_PARAMETERS, read_npy};

use super::{Dataset, TEXT_PARAMETERS, corpus_from_text};
use crate::error::{Error, Result};
use crate::parameters::{Arguments, Given, Kind, Parameter};
use serde::Serialize;

/// A file format as the page and the library list it, and how to read it.
#[derive(Debug, Serialize)]
pub struct Format {
    /// The name in calls.
    pub id: &'static str,
    /// The name for readers.
    pub title: &'static str,
    /// One sentence: what such a file holds.
    pub summary: &'static str,
    /// How the names of such files end, in lower case.
    pub extensions: &'static [&'static str],
    /// Its parameters.
    #[serde(rename = "params")]
    pub parameters: &'static [Parameter],
    /// Reads the bytes of a file.
    #[serde(skip)]
    pub read: fn(&[u8], &Arguments) -> Result<Dataset>,
}

/// Every format, in the order in which they are listed.
pub const FORMATS: &[&Format] = &[
    &Format {
        id: "csv",
        title: "CSV",
        summary: "A table as text, one sample a line: numbers, and if there are any, a column of classes and one of names.",
        extensions: &[".csv", ".tsv", ".txt"],
        parameters: CSV_PARAMETERS,
        read: |bytes, arguments| Ok(read_table(bytes, arguments)?.data),
    },
    &Format {
        id: "npy",
        title: "NPY",
        summary: "An array saved by numpy: its first axis counts the samples.",
        extensions: &[".npy"],
        parameters: NPY_PARAMETERS,
        read: read_npy,
    },
    &Format {
        id: "idx",
        title: "IDX",
        summary: "The format of MNIST and Fashion-MNIST: pictures in bytes, unpacked.",
        extensions: &["-ubyte", ".idx", ".idx1", ".idx3"],
        parameters: IDX_PARAMETERS,
        read: idx::read_chosen,
    },
    &Format {
        id: "corpus",
        title: "Corpus",
        summary: "A text that was cut into words before, with its vocabulary: the compact format of the dictionary.",
        extensions: &[".corpus"],
        parameters: &[],
        read: |bytes, _| read_corpus(bytes),
    },
    &Format {
        id: "text",
        title: "Text",
        summary: "A plain text in UTF-8, to be cut into words and sentences.",
        extensions: &[".txt", ".md"],
        parameters: TEXT_PARAMETERS,
        read: read_text,
    },
];

/// Reads a file of the named format.
///
/// # Errors
/// [`Error::UnknownName`] for another format, what [`Arguments::check`] refuses, and what the reader refuses.
pub fn read(format: &str, bytes: &[u8], given: &Given) -> Result<Dataset> {
    let known = || FORMATS.iter().map(|format| format.id.to_string()).collect();
    let found = FORMATS.iter().find(|known| known.id == format).ok_or_else(|| Error::UnknownName {
        operation: "read",
        kind: "format",
        name: format.to_string(),
        known: known(),
    })?;
    (found.read)(bytes, &Arguments::check(found.id, found.parameters, given)?)
}

/// The first sample to read.
const SKIP: Parameter = Parameter {
    id: "skip",
    title: "skip",
    kind: Kind::Integer { min: 0, max: 1 << 32, default: 0, usual: (0, 10_000) },
    help: "How many samples at the start are passed over.",
    live: false,
};

/// How many samples to read.
const TAKE: Parameter = Parameter {
    id: "take",
    title: "take",
    kind: Kind::Integer { min: 0, max: 1 << 32, default: 0, usual: (0, 10_000) },
    help: "How many samples are read at most; 0 reads all.",
    live: false,
};

/// Where the samples that `skip` and `take` choose begin and end.
///
/// # Errors
/// [`Error::OutOfRange`] if nothing is left.
fn chosen(operation: &'static str, rows: usize, arguments: &Arguments) -> Result<std::ops::Range<usize>> {
    let (skip, take) = (arguments.integer("skip"), arguments.integer("take"));
    if skip >= rows {
        let expected = format!("less than {rows}, the number of samples in the file");
        return Err(Error::out_of_range(operation, "skip", skip, expected));
    }
    let end = if take == 0 { rows } else { skip.saturating_add(take).min(rows) };
    Ok(skip..end)
}

/// A text from its bytes.
fn read_text(bytes: &[u8], arguments: &Arguments) -> Result<Dataset> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |place| place + 1);
        Error::Parse {
            format: "text",
            line: before.iter().filter(|&&byte| byte == b'\n').count() + 1,
            column: String::from_utf8_lossy(&before[line_start..]).chars().count() + 1,
            found: format!("byte 0x{:02x}, which is no UTF-8", bytes[error.valid_up_to()]),
            expected: "a text in UTF-8; save it as that".into(),
        }
    })?;
    Ok(Dataset::from_corpus(corpus_from_text(text, arguments)?))
}

/// The error for a file that is malformed as a whole.
fn malformed(format: &'static str, found: impl Into<String>, expected: impl Into<String>) -> Error {
    Error::Parse { format, line: 0, column: 0, found: found.into(), expected: expected.into() }
}

#[cfg(test)]
mod tests;
