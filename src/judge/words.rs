//! Questions to word vectors: analogies, axes, the odd one out.
//!
//! All are answered with unit vectors, as gensim does: a word's length says how often it occurs, not what it means.

use crate::error::{Error, Result};
use crate::linalg::dot_f64;
use crate::order::{by_key, key, sort};
use ndarray::{Array2, ArrayView2};

/// 3CosMul's ε, which keeps the quotient finite.
const EPSILON: f64 = 1e-3;

/// How an analogy is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Analogy {
    /// The cosine with the mean of the positive and the negated negative unit vectors (Mikolov, Yih and Zweig 2013).
    CosAdd,
    /// The product of the similarities to the positive words over that to the negative ones, similarities moved to 0 … 1
    /// (Levy and Goldberg 2014): no single large term decides.
    CosMul,
}

impl Analogy {
    /// The score of that name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if there is none.
    pub fn named(operation: &'static str, name: &str) -> Result<Self> {
        match name {
            "3CosAdd" => Ok(Analogy::CosAdd),
            "3CosMul" => Ok(Analogy::CosMul),
            _ => Err(Error::UnknownName {
                operation,
                kind: "method",
                name: name.to_string(),
                known: vec!["3CosAdd".into(), "3CosMul".into()],
            }),
        }
    }
}

/// Rows by their score, the best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranking {
    /// The rows; equal scores in order of the row.
    pub indices: Vec<u32>,
    /// The score of each.
    pub scores: Vec<f32>,
}

/// The rows of unit length; a row of zeros stays one.
pub fn unit_rows(matrix: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut result = matrix.to_owned();
    for mut row in result.outer_iter_mut() {
        let length = row.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>().sqrt();
        if length > 0.0 {
            row.mapv_inplace(|value| (f64::from(value) / length) as f32);
        }
    }
    result
}

/// The `k` rows that best complete an analogy: near the `positive` rows and far from the `negative` ones, which are
/// themselves left out.
///
/// # Errors
/// [`Error::Empty`] without any positive or negative row; [`Error::OutOfRange`] for a row that does not exist, or a `k` of
/// 0 or above the number of other rows.
pub fn analogy(
    matrix: ArrayView2<'_, f32>,
    positive: &[usize],
    negative: &[usize],
    k: usize,
    method: Analogy,
) -> Result<Ranking> {
    const OPERATION: &str = "analogy";
    if positive.is_empty() && negative.is_empty() {
        let expected = "give words that the answer should be near, or far from".into();
        return Err(Error::Empty { operation: OPERATION, what: "the list of words", expected });
    }
    let asked: Vec<usize> = positive.iter().chain(negative).copied().collect();
    check_rows(OPERATION, &asked, matrix.nrows())?;
    let mut distinct: Vec<u32> = asked.iter().map(|&row| row as u32).collect();
    sort(&mut distinct);
    distinct.dedup();
    let others = matrix.nrows() - distinct.len();
    if k == 0 || k > others {
        let expected = format!("from 1 to {others}, the number of other words");
        return Err(Error::out_of_range(OPERATION, "k", k, expected));
    }
    let units = unit_rows(matrix);
    let rows: Vec<&[f32]> = units.as_slice().unwrap_or_default().chunks_exact(matrix.ncols()).collect();
    let score: Vec<f64> = match method {
        Analogy::CosAdd => {
            let mut query = vec![0.0f32; matrix.ncols()];
            for (place, &row) in asked.iter().enumerate() {
                let sign = if place < positive.len() { 1.0 } else { -1.0 };
                query.iter_mut().zip(rows[row]).for_each(|(sum, value)| *sum += sign * value);
            }
            let length = dot_f64(&query, &query).sqrt();
            let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
            rows.iter().map(|row| dot_f64(row, &query) * scale).collect()
        }
        Analogy::CosMul => {
            let similarity = |row: &[f32], other: usize| (1.0 + dot_f64(row, rows[other])) / 2.0;
            let product =
                |row: &[f32], others: &[usize]| -> f64 { others.iter().map(|&other| similarity(row, other)).product() };
            rows.iter().map(|row| product(row, positive) / (product(row, negative) + EPSILON)).collect()
        }
    };
    // Largest score first.
    let order = by_key(rows.len(), |row| !key(score[row])).into_iter();
    let order: Vec<u32> = order.filter(|row| distinct.binary_search(row).is_err()).take(k).collect();
    Ok(Ranking { scores: order.iter().map(|&row| score[row as usize] as f32).collect(), indices: order })
}

/// Where every row lies on the axis through two rows: 0 at `from` and 1 at `to`, for unit vectors. Rows beyond have
/// values below 0 or above 1.
///
/// # Errors
/// [`Error::OutOfRange`] if a row does not exist, or both are the same or have the same direction.
pub fn axis(matrix: ArrayView2<'_, f32>, from: usize, to: usize) -> Result<Vec<f32>> {
    const OPERATION: &str = "axis";
    check_rows(OPERATION, &[from, to], matrix.nrows())?;
    let units = unit_rows(matrix);
    let rows: Vec<&[f32]> = units.as_slice().unwrap_or_default().chunks_exact(matrix.ncols()).collect();
    let direction: Vec<f32> = rows[to].iter().zip(rows[from]).map(|(to, from)| to - from).collect();
    let square = dot_f64(&direction, &direction);
    if square < 1e-12 {
        let expected = "a word whose vector has another direction than that of the word \"from\"";
        return Err(Error::out_of_range(OPERATION, "to", format!("row {to}"), expected));
    }
    let start = dot_f64(rows[from], &direction);
    Ok(rows.iter().map(|row| ((dot_f64(row, &direction) - start) / square) as f32).collect())
}

/// The cosine of each of the `rows` with the mean of their unit vectors; the lowest does not match the others.
///
/// # Errors
/// [`Error::OutOfRange`] if there are fewer than three rows, or one does not exist.
pub fn cosines_with_mean(matrix: ArrayView2<'_, f32>, rows: &[usize]) -> Result<Vec<f32>> {
    const OPERATION: &str = "doesn't match";
    check_rows(OPERATION, rows, matrix.nrows())?;
    if rows.len() < 3 {
        let expected = "at least 3: of two, neither is the odd one";
        return Err(Error::out_of_range(OPERATION, "the number of words", rows.len(), expected));
    }
    let chosen = Array2::from_shape_fn((rows.len(), matrix.ncols()), |(place, column)| matrix[[rows[place], column]]);
    let units = unit_rows(chosen.view());
    let mut mean = vec![0.0f32; matrix.ncols()];
    units.outer_iter().for_each(|row| mean.iter_mut().zip(row).for_each(|(sum, value)| *sum += value));
    let length = dot_f64(&mean, &mean).sqrt();
    let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
    let rows = units.as_slice().unwrap_or_default().chunks_exact(matrix.ncols());
    Ok(rows.map(|row| (dot_f64(row, &mean) * scale) as f32).collect())
}

fn check_rows(operation: &'static str, rows: &[usize], count: usize) -> Result<()> {
    match rows.iter().find(|&&row| row >= count) {
        Some(&row) => Err(Error::out_of_range(operation, "row", row, format!("less than {count}, the number of rows"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// man, woman, king, queen, bread: gender is the first axis, rank the second.
    fn people() -> Array2<f32> {
        array![[1.0, 0.1, 0.0], [-1.0, 0.1, 0.0], [2.0, 2.2, 0.0], [-1.0, 1.1, 0.0], [0.0, 0.1, 3.0]]
    }

    #[test]
    fn king_minus_man_plus_woman() {
        for method in [Analogy::CosAdd, Analogy::CosMul] {
            let found = analogy(people().view(), &[2, 1], &[0], 2, method).unwrap();
            assert_eq!(found.indices, [3, 4], "{method:?}");
            assert!(found.scores.is_sorted_by(|a, b| a >= b));
        }
        let add = analogy(people().view(), &[2, 1], &[0], 1, Analogy::CosAdd).unwrap();
        // By hand: unit vectors, summed, and the cosine with queen.
        let unit = |x: f64, y: f64| (x / x.hypot(y), y / x.hypot(y));
        let (man, woman, king, queen) = (unit(1.0, 0.1), unit(-1.0, 0.1), unit(2.0, 2.2), unit(-1.0, 1.1));
        let query = unit(king.0 - man.0 + woman.0, king.1 - man.1 + woman.1);
        assert!((f64::from(add.scores[0]) - (query.0 * queen.0 + query.1 * queen.1)).abs() < 1e-6);
        let mul = analogy(people().view(), &[2, 1], &[0], 1, Analogy::CosMul).unwrap();
        let shifted = |other: (f64, f64)| (1.0 + queen.0 * other.0 + queen.1 * other.1) / 2.0;
        let expected = shifted(king) * shifted(woman) / (shifted(man) + 1e-3);
        assert!((f64::from(mul.scores[0]) - expected).abs() < 1e-6);
    }

    #[test]
    fn an_axis_goes_from_zero_to_one() {
        let found = axis(people().view(), 0, 1).unwrap();
        assert!(found[0].abs() < 1e-6 && (found[1] - 1.0).abs() < 1e-6);
        assert!((found[4] - 0.5).abs() < 1e-6, "bread has no gender: {found:?}");
        assert!(found[2] < 0.5 && found[3] > 0.5);
        assert_eq!(axis(people().view(), 1, 1).unwrap_err().code(), "out-of-range");
        assert_eq!(axis(people().view(), 1, 9).unwrap_err().code(), "out-of-range");
    }

    #[test]
    fn the_odd_one_has_the_lowest_cosine() {
        let found = cosines_with_mean(people().view(), &[0, 2, 4]).unwrap();
        assert!(found[2] < found[0] && found[2] < found[1], "{found:?}");
        assert_eq!(cosines_with_mean(people().view(), &[0, 1]).unwrap_err().code(), "out-of-range");
    }

    #[test]
    fn questions_without_an_answer_are_refused() {
        let code = |positive: &[usize], negative: &[usize], k| {
            analogy(people().view(), positive, negative, k, Analogy::CosAdd).unwrap_err().code()
        };
        assert_eq!(code(&[], &[], 1), "empty");
        assert_eq!(code(&[0], &[], 0), "out-of-range");
        assert_eq!(code(&[0], &[0], 5), "out-of-range");
        assert_eq!(code(&[0, 7], &[], 1), "out-of-range");
        assert_eq!(Analogy::named("test", "3cosadd").unwrap_err().code(), "unknown-name");
        let zeros = Array2::zeros((4, 2));
        let found = analogy(zeros.view(), &[0], &[1], 2, Analogy::CosMul).unwrap();
        assert!(found.scores.iter().all(|score| score.is_finite()));
    }
}
