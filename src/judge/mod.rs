//! What a representation keeps and loses: projection quality, questions to word vectors.

mod quality;
mod words;

pub use quality::{JUDGED_WHOLE, PerPoint, Quality, QualityBuilder, SAMPLE, quality};
pub use words::{Analogy, Ranking, analogy, axis, cosines_with_mean, unit_rows};
