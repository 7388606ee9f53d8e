//! Readers of file formats. Each takes bytes or text as they come, and refuses what is malformed with [`Error::Parse`].
//!
//! [`Error::Parse`]: crate::Error::Parse

mod corpus;

pub use corpus::read_corpus;
