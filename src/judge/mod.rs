//! What a representation keeps and loses: projection quality.

mod quality;

pub use quality::{JUDGED_WHOLE, PerPoint, Quality, QualityBuilder, SAMPLE, quality};
