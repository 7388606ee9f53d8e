//! Readers of file formats. Each takes bytes or text as they come, and refuses what is malformed with [`Error::Parse`].
//!
//! [`Error::Parse`]: crate::Error::Parse

mod corpus;
mod idx;

pub use corpus::read_corpus;
pub use idx::read_idx;
