//! Which rows count as near.

use crate::error::{Error, Result};
use crate::linalg::{dot_f64, squared_distance_f64};

/// A way to say how far two rows are from each other: smaller is nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// The Euclidean distance ‖a − b‖.
    L2,
    /// 1 − cos(a, b), between 0 and 2. A row of zeros has no direction: its distance to every row is 1.
    Cosine,
    /// −a · b: the row with the largest dot product is the nearest. Not a distance in the strict sense: a row need not be
    /// its own nearest.
    Dot,
}

impl Metric {
    /// The names of all metrics, as [`Metric::named`] takes them.
    pub const NAMES: &[&str] = &["l2", "cosine", "dot"];

    /// The metric of that name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for any other.
    pub fn named(operation: &'static str, name: &str) -> Result<Self> {
        match name {
            "l2" => Ok(Metric::L2),
            "cosine" => Ok(Metric::Cosine),
            "dot" => Ok(Metric::Dot),
            _ => Err(Error::UnknownName {
                operation,
                kind: "metric",
                name: name.to_string(),
                known: Self::NAMES.iter().map(|name| name.to_string()).collect(),
            }),
        }
    }

    /// The distance of two rows of the same length, accurate to about 15 digits. Equal rows have distance 0 under
    /// [`Metric::L2`] and, unless they are zeros, under [`Metric::Cosine`].
    pub fn distance(self, a: &[f32], b: &[f32]) -> f64 {
        match self {
            Metric::L2 => squared_distance_f64(a, b).sqrt(),
            // One root of the product, not a product of roots: for equal rows it is a · b itself.
            Metric::Cosine => match (dot_f64(a, a) * dot_f64(b, b)).sqrt() {
                0.0 => 1.0,
                lengths => (1.0 - dot_f64(a, b) / lengths).max(0.0),
            },
            Metric::Dot => -dot_f64(a, b),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_what_the_names_say() {
        let (a, b) = ([3.0, 4.0], [4.0, -3.0]);
        assert_eq!(Metric::L2.distance(&a, &b), 50.0_f64.sqrt());
        assert_eq!(Metric::Cosine.distance(&a, &b), 1.0);
        assert_eq!(Metric::Cosine.distance(&a, &[-3.0, -4.0]), 2.0);
        assert_eq!(Metric::Cosine.distance(&a, &a), 0.0);
        assert_eq!(Metric::Cosine.distance(&a, &[0.0, 0.0]), 1.0);
        assert_eq!(Metric::Dot.distance(&a, &a), -25.0);
    }

    #[test]
    fn names_and_metrics_agree() {
        for name in Metric::NAMES {
            assert!(Metric::named("test", name).is_ok());
        }
        assert_eq!(Metric::named("test", "euclid").unwrap_err().code(), "unknown-name");
    }
}
