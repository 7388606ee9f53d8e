//! Which neighbors a picture gains and loses between two moments.

use crate::error::{Error, Result};
use crate::neighbors::{Metric, Query, neighbors_of};
use crate::random::sample;
use ndarray::ArrayView2;

const OPERATION: &str = "turnover";

/// Of more rows than this, a sample of as many is asked about; each is compared with all rows.
pub const ASKED: usize = 400;

/// What [`turnover`] finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Turnover {
    /// How many neighbors were asked about.
    pub k: usize,
    /// The share of the k nearest before that are among the k nearest after, on average over the rows asked about. As many
    /// are gained as are lost: k × (1 − kept) a row.
    pub kept: f64,
    /// How many rows were asked about.
    pub asked: usize,
    /// Whether these are a sample.
    pub sampled: bool,
}

/// The neighbors that one point gains and loses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Among the k nearest after, but not before; nearest first.
    pub gained: Vec<u32>,
    /// Among the k nearest before, but not after; nearest first.
    pub lost: Vec<u32>,
}

/// How many of the k nearest (Euclidean) stay, from one picture to another of the same rows. The seed chooses the sample
/// where there is one.
///
/// # Errors
/// [`Error::Shape`] if the pictures differ in rows; [`Error::OutOfRange`] if `k` is 0 or there are not as many other rows.
pub fn turnover(before: ArrayView2<'_, f32>, after: ArrayView2<'_, f32>, k: usize, seed: u64) -> Result<Turnover> {
    let n = before.nrows();
    let rows = sample(n as u32, ASKED.min(n), seed, OPERATION);
    let mut kept = 0;
    for &row in &rows {
        kept += k - exchange(before, after, row as usize, k)?.lost.len();
    }
    if rows.is_empty() {
        // Refuses the question in the words of the search.
        exchange(before, after, 0, k)?;
    }
    let asked = rows.len();
    Ok(Turnover { k, kept: kept as f64 / (asked * k).max(1) as f64, asked, sampled: asked < n })
}

/// The neighbors that one row gains and loses, from one picture to another.
///
/// # Errors
/// As [`turnover`], and [`Error::OutOfRange`] if there is no such row.
pub fn exchange(before: ArrayView2<'_, f32>, after: ArrayView2<'_, f32>, row: usize, k: usize) -> Result<Exchange> {
    if before.nrows() != after.nrows() {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("a picture of {} rows", after.nrows()),
            expected: format!("one of {}, as many as before", before.nrows()),
        });
    }
    let nearest = |picture| neighbors_of(picture, Query::Row(row), k, Metric::L2);
    let (old, new) = (nearest(before)?.indices, nearest(after)?.indices);
    let gained = new.iter().copied().filter(|index| !old.contains(index)).collect();
    let lost = old.iter().copied().filter(|index| !new.contains(index)).collect();
    Ok(Exchange { gained, lost })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::generator;
    use ndarray::{Array2, array};
    use rand::RngExt;

    #[test]
    fn who_comes_and_who_goes_is_named() {
        let before = array![[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]];
        let after = array![[0.0, 0.0], [5.0, 0.0], [2.0, 0.0], [1.0, 0.0]];
        let found = exchange(before.view(), after.view(), 0, 2).unwrap();
        assert_eq!(found, Exchange { gained: vec![3], lost: vec![1] });
        // {1, 2} → {2, 3}, {0, 2} → {2, 3}, {1, 3} → {0, 3}, {1, 2} → {0, 2}: each keeps one.
        let all = turnover(before.view(), after.view(), 2, 0).unwrap();
        assert_eq!(all, Turnover { k: 2, kept: 0.5, asked: 4, sampled: false });
    }

    #[test]
    fn nothing_changes_in_a_picture_that_is_turned_and_grows() {
        let mut generator = generator(3, "test");
        let before = Array2::from_shape_simple_fn((700, 2), || generator.random::<f32>() - 0.5);
        let turned = Array2::from_shape_fn((700, 2), |(row, column)| {
            let (x, y) = (before[[row, 0]], before[[row, 1]]);
            2.0 * if column == 0 { -y } else { x } + 7.0
        });
        let same = turnover(before.view(), turned.view(), 5, 1).unwrap();
        assert!(same.kept > 0.999 && same.sampled && same.asked == ASKED);
        let other = Array2::from_shape_simple_fn((700, 2), || generator.random::<f32>());
        // Chance keeps 5 of 699 others.
        assert!(turnover(before.view(), other.view(), 5, 1).unwrap().kept < 0.05);
    }

    #[test]
    fn questions_without_an_answer_are_refused() {
        let three = Array2::<f32>::zeros((3, 2));
        let code = |found: Result<Turnover>| found.unwrap_err().code();
        assert_eq!(code(turnover(three.view(), Array2::zeros((4, 2)).view(), 1, 0)), "shape");
        assert_eq!(code(turnover(three.view(), three.view(), 3, 0)), "out-of-range");
        assert_eq!(code(turnover(three.view(), three.view(), 0, 0)), "out-of-range");
        let none = Array2::<f32>::zeros((0, 2));
        assert_eq!(code(turnover(none.view(), none.view(), 1, 0)), "out-of-range");
        assert_eq!(exchange(three.view(), three.view(), 3, 1).unwrap_err().code(), "out-of-range");
    }
}
