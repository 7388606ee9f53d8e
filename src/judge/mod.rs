//! What a representation keeps and loses: projection quality, neighbors gained and lost, questions to word vectors.

mod alignment;
mod clusters;
mod confusions;
mod departure;
mod descent;
mod factors;
mod picture;
mod probe;
mod quality;
mod ranks;
mod shadow;
mod shared_plane;
mod shepard;
mod turnover;
mod words;

pub use alignment::{Alignment, Freedom, Stability, align, stability};
pub use clusters::{Clusters, clusters};
pub use confusions::{Confusions, Ranked, confusions};
pub use departure::{Departure, departure};
pub use factors::estimate_factors;
pub use probe::{Probe, ProbeOptions, probe};
pub use quality::{LabelAccuracy, PerPoint, Quality, quality, quality_of};
pub use ranks::{JUDGED_WHOLE, Ranks, RanksBuilder, SAMPLE};
pub use shadow::{Shadow, shadow};
pub use shared_plane::{SharedPlane, shared_plane};
pub use shepard::{Shepard, shepard};
pub use turnover::{ASKED, Exchange, Turnover, exchange, turnover};
pub use words::{Analogy, Ranking, analogy, axis, cosines_with_mean, unit_rows};

#[cfg(test)]
mod tests;
