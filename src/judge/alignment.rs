//! Pictures of the same rows, turned onto one another, and how much they agree.

use super::picture::Picture;
use super::ranks::{JUDGED_WHOLE, SAMPLE};
use crate::error::{Error, Result, shape};
use crate::linalg::{procrustes, product};
use crate::order::{by_key, key, sort};
use crate::random;
use ndarray::{Array2, ArrayView2, Axis};

/// What may be done to a picture to bring it onto another; moving and turning always may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freedom {
    /// Whether it may be made larger or smaller.
    pub scale: bool,
    /// Whether it may be mirrored.
    pub reflection: bool,
}

/// A picture that was brought onto another.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    /// The picture in its new place.
    pub aligned: Array2<f32>,
    /// What remains of the squared distances to the other picture, as a share of those of the other picture from its
    /// center: 0 for a perfect fit. With both freedoms, this is scipy's Procrustes disparity.
    pub disparity: f64,
    /// By what its lengths were multiplied.
    pub scale: f64,
    /// Whether it was mirrored.
    pub mirrored: bool,
}

/// Refuses NaN and infinity.
pub(super) fn check_finite(operation: &'static str, picture: ArrayView2<'_, f32>) -> Result<()> {
    match picture.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((row, column), &value)) => Err(Error::NotFinite { operation, row, column, value }),
        None => Ok(()),
    }
}

fn check(operation: &'static str, pictures: &[ArrayView2<'_, f32>]) -> Result<()> {
    let Some(first) = pictures.first() else { return Ok(()) };
    for picture in pictures {
        if picture.dim() != first.dim() {
            return Err(Error::Shape {
                operation,
                found: format!("pictures of {} and {}", shape(first.dim()), shape(picture.dim())),
                expected: "pictures of the same rows with as many columns".into(),
            });
        }
        check_finite(operation, *picture)?;
    }
    if first.is_empty() {
        let expected = "it needs at least one row and one column".into();
        return Err(Error::Empty { operation, what: "the picture", expected });
    }
    Ok(())
}

/// A picture about its center, and the center.
fn centered(picture: ArrayView2<'_, f32>) -> (Array2<f64>, ndarray::Array1<f64>) {
    let picture = picture.mapv(f64::from);
    let center = picture.sum_axis(Axis(0)) / picture.nrows() as f64;
    (picture - &center, center)
}

fn squares(picture: &Array2<f64>) -> f64 {
    picture.iter().map(|value| value * value).sum()
}

/// The turn, the stretch and whether it mirrors, that bring one centered picture onto another with the least squares
/// (Schönemann and Carroll 1970).
fn turn(moving: &Array2<f64>, fixed: &Array2<f64>, freedom: Freedom) -> (Array2<f64>, f64, bool) {
    let cross = product(moving.t(), fixed.view());
    let mut rotation = procrustes(cross.view());
    let mirrored = determinant(&rotation) < 0.0;
    if mirrored && !freedom.reflection {
        rotation = proper(&cross);
    }
    let size = squares(moving);
    let fit = (&rotation * &cross).sum();
    // On a line, the best that stretching can do without a mirror may be nothing.
    let scale = if freedom.scale && size > 0.0 { (fit / size).max(0.0) } else { 1.0 };
    (rotation, scale, mirrored && freedom.reflection)
}

/// The best turn without a mirror: the direction that matters least is turned round (Kabsch 1976).
fn proper(cross: &Array2<f64>) -> Array2<f64> {
    let k = cross.nrows();
    // Of RᵀC, which is symmetric, the eigenvector of the smallest eigenvalue is that direction.
    let best = procrustes(cross.view());
    let symmetric = product(best.t(), cross.view());
    let Ok(eigen) = crate::linalg::eigen_symmetric(((&symmetric + &symmetric.t()) * 0.5).view()) else { return best };
    let least = eigen.vectors.row(k - 1).to_owned();
    let reflection = Array2::from_shape_fn((k, k), |(i, j)| f64::from(u8::from(i == j)) - 2.0 * least[i] * least[j]);
    product(best.view(), reflection.view())
}

fn determinant(matrix: &Array2<f64>) -> f64 {
    // Gaussian elimination with pivots; an orthogonal matrix has no small ones.
    let mut rows = matrix.clone();
    let k = rows.nrows();
    let mut determinant = 1.0;
    for column in 0..k {
        let pivot =
            (column..k).max_by(|&a, &b| rows[[a, column]].abs().total_cmp(&rows[[b, column]].abs())).unwrap_or(column);
        if pivot != column {
            for other in 0..k {
                rows.swap([pivot, other], [column, other]);
            }
            determinant = -determinant;
        }
        let value = rows[[column, column]];
        determinant *= value;
        if value == 0.0 {
            return 0.0;
        }
        for row in column + 1..k {
            let factor = rows[[row, column]] / value;
            for other in column..k {
                rows[[row, other]] -= factor * rows[[column, other]];
            }
        }
    }
    determinant
}

/// Brings a picture onto another one of the same rows, with the least squared distances (Procrustes).
///
/// # Errors
/// [`Error::Shape`] if they differ in rows or columns, [`Error::Empty`] if they have none, [`Error::NotFinite`].
pub fn align(moving: ArrayView2<'_, f32>, fixed: ArrayView2<'_, f32>, freedom: Freedom) -> Result<Alignment> {
    check("align", &[moving, fixed])?;
    let (moving, _) = centered(moving);
    let (fixed, center) = centered(fixed);
    let (rotation, scale, mirrored) = turn(&moving, &fixed, freedom);
    let turned = product(moving.view(), rotation.view()) * scale;
    let size = squares(&fixed);
    let disparity = if size > 0.0 { squares(&(&turned - &fixed)) / size } else { 0.0 };
    let aligned = (turned + &center).mapv(|value| value as f32);
    Ok(Alignment { aligned, disparity, scale, mirrored })
}

/// How much several pictures of the same rows agree, point by point.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    /// How far a point's places are from their mean, as a root mean square over the pictures, after all pictures are
    /// brought onto their mean with the same extent; in units of that extent, the root mean square distance of all points
    /// from the center. 0 where all pictures agree.
    pub spread: Vec<f32>,
    /// All rows, those that move most first.
    pub moving: Vec<u32>,
    /// The mean of `spread`.
    pub mean_spread: f64,
    /// Rows whose neighborhoods were compared, ascending.
    pub rows: Vec<u32>,
    /// Whether `rows` is a sample.
    pub sampled: bool,
    /// For each of `rows`, the share of its k nearest that two pictures have in common, as the mean over all pairs of
    /// pictures.
    pub overlap: Vec<f32>,
    /// The mean of `overlap`.
    pub mean_overlap: f64,
    /// The mean picture, row-major.
    pub mean: Array2<f32>,
}

/// Rounds of the generalized Procrustes analysis; it settles after two or three.
const ROUNDS: usize = 5;

/// Compares pictures of the same rows, such as runs that differ in nothing but their seed. Places are compared after a
/// generalized Procrustes analysis (Gower 1975), neighborhoods as they are.
///
/// # Errors
/// [`Error::OutOfRange`] for fewer than two pictures, or if `k` is 0 or larger than the number of other rows;
/// [`Error::Shape`] if they differ in rows or columns; [`Error::NotFinite`].
pub fn stability(pictures: &[ArrayView2<'_, f32>], k: usize, seed: u64) -> Result<Stability> {
    const OPERATION: &str = "stability";
    if pictures.len() < 2 {
        let expected = "at least 2: one picture alone cannot be compared";
        return Err(Error::out_of_range(OPERATION, "the number of pictures", pictures.len(), expected));
    }
    check(OPERATION, pictures)?;
    let n = pictures[0].nrows();
    if !(1..n).contains(&k) {
        let expected = format!("between 1 and {}, the number of other rows", n - 1);
        return Err(Error::out_of_range(OPERATION, "k", k, expected));
    }
    let freedom = Freedom { scale: false, reflection: true };
    let mut placed: Vec<Array2<f64>> = pictures.iter().map(|&picture| unit(centered(picture).0)).collect();
    let mut mean = placed[0].clone();
    for _ in 0..ROUNDS {
        for picture in &mut placed {
            let (rotation, ..) = turn(picture, &mean, freedom);
            *picture = product(picture.view(), rotation.view());
        }
        mean = unit(sum(&placed));
    }
    let count = placed.len() as f64;
    let center = sum(&placed) / count;
    let mut spread = vec![0.0_f64; n];
    for picture in &placed {
        for (spread, row) in spread.iter_mut().zip((picture - &center).rows()) {
            *spread += row.dot(&row) / count;
        }
    }
    let rows = if n <= JUDGED_WHOLE {
        (0..n as u32).collect()
    } else {
        random::sample(n as u32, SAMPLE, seed, "stability sample")
    };
    let mut pictures = pictures.iter().map(|&picture| Picture::new(picture, n)).collect::<Result<Vec<_>>>()?;
    let overlap: Vec<f32> = rows.iter().map(|&row| overlap(&mut pictures, row, k)).collect();
    let spread: Vec<f32> = spread.into_iter().map(|square| square.sqrt() as f32).collect();
    let moving = by_key(n, |row| !key(f64::from(spread[row])));
    let mean_of = |values: &[f32]| values.iter().map(|&value| f64::from(value)).sum::<f64>() / values.len() as f64;
    Ok(Stability {
        moving,
        mean_spread: mean_of(&spread),
        mean_overlap: mean_of(&overlap),
        spread,
        sampled: rows.len() < n,
        rows,
        overlap,
        mean: mean.mapv(|value| value as f32),
    })
}

fn sum(pictures: &[Array2<f64>]) -> Array2<f64> {
    let mut sum = pictures[0].clone();
    pictures[1..].iter().for_each(|picture| sum += picture);
    sum
}

/// A centered picture at an extent of 1; one without extent as it is.
fn unit(picture: Array2<f64>) -> Array2<f64> {
    let extent = (squares(&picture) / picture.nrows() as f64).sqrt();
    if extent > 0.0 { picture / extent } else { picture }
}

/// The share of a row's neighbors that two pictures have in common, as the mean over all pairs of pictures.
fn overlap(pictures: &mut [Picture], row: u32, k: usize) -> f32 {
    let mut near = Vec::new();
    let mut neighbors = |picture: &mut Picture| {
        picture.look_from(row);
        picture.nearest(k, &mut near);
        let mut rows: Vec<u32> = near.iter().map(|&(_, row)| row).collect();
        sort(&mut rows);
        rows
    };
    let neighbors: Vec<Vec<u32>> = pictures.iter_mut().map(&mut neighbors).collect();
    let mut common = 0;
    for (index, one) in neighbors.iter().enumerate() {
        for other in &neighbors[..index] {
            common += one.iter().filter(|row| other.binary_search(row).is_ok()).count();
        }
    }
    let pairs = neighbors.len() * (neighbors.len() - 1) / 2;
    common as f32 / (k * pairs) as f32
}
