//! Labels as numbers that count up, for what learns to tell them apart.

use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::order::distinct;

/// The class of each row as a number from 0, in order of the labels, and the label of each class.
///
/// # Errors
/// [`Error::Unsupported`] if the rows have no labels, [`Error::OutOfRange`] if all have the same.
pub(super) fn classes(id: &'static str, data: &Dataset) -> Result<(Vec<u32>, Vec<i32>)> {
    let Some(given) = data.labels() else {
        return Err(Error::Unsupported {
            operation: id,
            what: "the rows of this data have no labels to learn from".into(),
            expected: "add documents or a matrix with labels".into(),
        });
    };
    let labels = distinct(given.iter().copied());
    if labels.len() < 2 {
        let expected = "at least 2: there is nothing to tell apart";
        return Err(Error::out_of_range(id, "the number of different labels", labels.len(), expected));
    }
    let classes = given.iter().map(|label| labels.partition_point(|known| known < label) as u32).collect();
    Ok((classes, labels))
}
