//! Where the documents of a corpus end, and what is known about them.

use crate::error::{Error, Result};

/// The documents of a corpus, in order. A document may be empty, when none of its words is in the vocabulary.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Documents {
    /// Where each ends in the text (exclusive), ascending, the last at the end of the text.
    pub ends: Vec<u32>,
    /// The name of each, if known.
    pub names: Option<Vec<String>>,
    /// The class of each, if known.
    pub labels: Option<Vec<i32>>,
    /// The name of each class, if known: label 0 has the first.
    pub label_names: Option<Vec<String>>,
}

impl Documents {
    /// Refuses documents that do not fit a text of so many tokens.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for an end that is out of order, [`Error::Shape`] if there is not one name or label for each
    /// document, or a label without a name.
    pub(super) fn check(&self, operation: &'static str, tokens: usize) -> Result<()> {
        let mut start = 0;
        for (document, &end) in self.ends.iter().enumerate() {
            if end < start || end as usize > tokens {
                let expected = format!("from {start}, the end before it, to {tokens}, the length of the text");
                return Err(Error::out_of_range(operation, format!("document end {document}"), end, expected));
            }
            start = end;
        }
        if start as usize != tokens {
            let expected = format!("{tokens}, the length of the text");
            return Err(Error::out_of_range(operation, "the last document end", start, expected));
        }
        let count = self.ends.len();
        let lengths = [("names", self.names.as_ref().map(Vec::len)), ("labels", self.labels.as_ref().map(Vec::len))];
        for (what, found) in lengths {
            if let Some(found) = found.filter(|&found| found != count) {
                let expected = format!("one for each of the {count} documents");
                return Err(Error::Shape { operation, found: format!("{found} {what}"), expected });
            }
        }
        let Some(names) = &self.label_names else { return Ok(()) };
        let is_named = |label: &&i32| usize::try_from(**label).is_ok_and(|label| label < names.len());
        let unnamed = match &self.labels {
            None => Some("no labels".to_string()),
            Some(labels) => labels.iter().find(|label| !is_named(label)).map(|label| format!("label {label}")),
        };
        unnamed.map_or(Ok(()), |found| {
            let expected = format!("labels from 0 to {}, one for each name", names.len().saturating_sub(1));
            Err(Error::Shape { operation, found, expected })
        })
    }
}
