//! Which neighbors of one point a picture invents, and which it loses.

use super::picture::Picture;
use super::quality::QUALITY;
use crate::error::{Error, Result};
use crate::linalg::squared_distance_f64;
use crate::order::{key, sort_keyed};
use ndarray::ArrayView2;

/// Rows, and the rank that each has in the other space.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranked {
    /// Row numbers, nearest first in the space in which they are near.
    pub indices: Vec<u32>,
    /// The rank of each in the other space, counted from 1.
    pub ranks: Vec<u32>,
}

/// The neighborhoods of one point in both spaces, compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Confusions {
    /// Among the k nearest in the picture but not in the data, with their ranks in the data.
    pub false_neighbors: Ranked,
    /// Among the k nearest in the data but not in the picture, with their ranks in the picture.
    pub missing_neighbors: Ranked,
    /// Among the k nearest in both, with their ranks in the picture; nearest in the data first.
    pub kept: Ranked,
}

/// Compares the k nearest of a row in the data and in the picture. Ranks are by Euclidean distance, computed in `f64`;
/// ties rank in order of the row number.
///
/// # Errors
/// [`Error::OutOfRange`] if `k` is 0 or larger than the number of other rows, or there is no such row; and what
/// [`quality_of`](super::quality_of) refuses of the embedding.
pub fn confusions(
    data: ArrayView2<'_, f32>,
    embedding: ArrayView2<'_, f32>,
    row: usize,
    k: usize,
) -> Result<Confusions> {
    let n = data.nrows();
    let mut picture = Picture::new(embedding, n)?;
    if row >= n {
        return Err(Error::out_of_range(
            QUALITY,
            "index",
            row,
            format!("the number of a row, 0 to {}", n.saturating_sub(1)),
        ));
    }
    if !(1..n).contains(&k) {
        return Err(Error::out_of_range(QUALITY, "k", k, format!("between 1 and {}, the number of other rows", n - 1)));
    }
    let own = data.row(row);
    let own = own.to_slice().unwrap_or_default();
    let mut order: Vec<(u64, u32)> = (0..)
        .zip(data.rows())
        .filter(|(other, _)| *other as usize != row)
        .map(|(other, values)| (key(squared_distance_f64(own, values.to_slice().unwrap_or_default())), other))
        .collect();
    sort_keyed(&mut order);
    picture.look_from(row as u32);
    let mut near = Vec::new();
    picture.nearest(k, &mut near);
    let mut found = Confusions::default();
    let add = |list: &mut Ranked, row: u32, rank: u32| {
        list.indices.push(row);
        list.ranks.push(rank);
    };
    for &(_, other) in &near {
        let rank = order.iter().position(|&(_, row)| row == other).map_or(0, |place| place + 1);
        if rank > k {
            add(&mut found.false_neighbors, other, rank as u32);
        }
    }
    for &(_, other) in order.iter().take(k) {
        let rank = picture.rank(other);
        let list = if rank as usize > k { &mut found.missing_neighbors } else { &mut found.kept };
        add(list, other, rank);
    }
    Ok(found)
}
