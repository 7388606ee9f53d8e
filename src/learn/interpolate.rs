//! Walking between codes: points on the way from one place of a latent space to another.

use super::count_rows;
use crate::error::{Error, Result};
use crate::linalg::squared_distance_f64;

/// The shape of a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The straight line from one code to another.
    Linear,
    /// The arc from one code to another around the origin (spherical linear interpolation, Shoemake 1985, as White 2016
    /// uses it for latent codes of unlike length). Where no arc is determined (the codes, seen from the origin, lie
    /// within 0.01 degrees of the same or of opposite directions, or one is the origin), it is the straight line.
    Spherical,
    /// The grid between four corners: straight lines in both directions.
    Bilinear,
    /// Straight from each code to the next, at one speed: equal steps of arc length, whatever the distances between the
    /// codes. Codes in between are turned at, not always stopped at.
    Path,
}

impl Kind {
    /// The names that [`interpolate`] knows.
    pub const NAMES: [&'static str; 4] = ["linear", "spherical", "bilinear", "path"];

    /// The kind of that name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if there is none.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "linear" => Ok(Kind::Linear),
            "spherical" => Ok(Kind::Spherical),
            "bilinear" => Ok(Kind::Bilinear),
            "path" => Ok(Kind::Path),
            _ => Err(Error::UnknownName {
                operation: OPERATION,
                kind: "kind",
                name: name.to_string(),
                known: Kind::NAMES.map(String::from).to_vec(),
            }),
        }
    }

    /// Whether the walk can be laid between that many codes, and how many it takes, in words.
    fn takes(self, codes: usize) -> (bool, &'static str) {
        match self {
            Kind::Linear | Kind::Spherical => (codes == 2, "2"),
            Kind::Bilinear => (codes == 4, "4"),
            Kind::Path => (codes >= 2, "2 or more"),
        }
    }
}

const OPERATION: &str = "interpolate";
/// Most codes one walk may have: decoded to pictures of 784 pixels they take 200 MB.
const MOST_CODES: usize = 1 << 16;
/// The sine of the smallest angle, to either side of the line through the origin, that determines an arc: 0.01 degrees.
const SMALLEST_SINE: f64 = 1.75e-4;

/// Codes on a walk between the given ones (row-major, `width` numbers each), ends included.
///
/// * "linear" and "spherical" take two codes and give `steps` codes.
/// * "bilinear" takes four, top left, top right, bottom left and bottom right, and gives a grid of `steps` × `steps`
///   codes, row by row from the top.
/// * "path" takes two or more and gives `steps` codes at equal distances along the line through them.
///
/// The given codes themselves (of a path, the first and the last) come out to the bit.
///
/// # Errors
/// [`Error::UnknownName`] for another kind, [`Error::Shape`] if there are not as many codes as the kind takes,
/// [`Error::NotFinite`] for a code that is no place, [`Error::OutOfRange`] if `steps` is below 2 or gives more than
/// 65,536 codes.
pub fn interpolate(kind: &str, codes: &[f32], width: usize, steps: usize) -> Result<Vec<f32>> {
    let name = kind;
    let kind = Kind::from_name(name)?;
    let given = count_rows(OPERATION, codes.len(), width)?;
    let (fits, takes) = kind.takes(given);
    if !fits {
        return Err(Error::Shape {
            operation: OPERATION,
            found: format!("{given} codes of {width} numbers"),
            expected: format!("{takes} for a {name} walk"),
        });
    }
    if let Some((index, &value)) = codes.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        return Err(Error::NotFinite { operation: OPERATION, row: index / width, column: index % width, value });
    }
    let most = if kind == Kind::Bilinear { MOST_CODES.isqrt() } else { MOST_CODES };
    if !(2..=most).contains(&steps) {
        return Err(Error::out_of_range(OPERATION, "steps", steps, format!("between 2 and {most} for a {name} walk")));
    }
    let code = |index: usize| &codes[index * width..(index + 1) * width];
    Ok(match kind {
        Kind::Linear => line(code(0), code(1), steps, straight),
        Kind::Spherical => {
            let weights = arc(code(0), code(1));
            line(code(0), code(1), steps, weights)
        }
        Kind::Bilinear => {
            let left = line(code(0), code(2), steps, straight);
            let right = line(code(1), code(3), steps, straight);
            let rows = left.chunks_exact(width).zip(right.chunks_exact(width));
            rows.flat_map(|(left, right)| line(left, right, steps, straight)).collect()
        }
        Kind::Path => path(codes, width, steps),
    })
}

/// `steps` codes at equal distances along the line through all `codes`.
fn path(codes: &[f32], width: usize, steps: usize) -> Vec<f32> {
    let pieces = || codes.chunks_exact(width).zip(codes.chunks_exact(width).skip(1));
    let lengths: Vec<f64> = pieces().map(|(from, to)| squared_distance_f64(from, to).sqrt()).collect();
    let total: f64 = lengths.iter().sum();
    let mut walk = codes[..width].to_vec();
    let mut ahead = pieces().zip(&lengths).peekable();
    // How far the piece at hand begins from the start.
    let mut behind = 0.0;
    for step in 1..steps - 1 {
        let goal = total * step as f64 / (steps - 1) as f64;
        // The last piece takes whatever rounding has left over.
        while let Some((_, &length)) = ahead.next_if(|(_, length)| behind + **length < goal) {
            behind += length;
        }
        match ahead.peek() {
            Some(&((from, to), &length)) if length > 0.0 => {
                let t = ((goal - behind) / length).min(1.0);
                walk.extend(from.iter().zip(to).map(|(&a, &b)| ((1.0 - t) * f64::from(a) + t * f64::from(b)) as f32));
            }
            Some(((from, _), _)) => walk.extend(*from),
            None => walk.extend(&codes[codes.len() - width..]),
        }
    }
    walk.extend(&codes[codes.len() - width..]);
    walk
}

/// `steps` codes from `start` to `end`; `weights` tells how much of either there is at 0 ≤ t ≤ 1.
fn line(start: &[f32], end: &[f32], steps: usize, weights: impl Fn(f64) -> (f64, f64)) -> Vec<f32> {
    let mut codes = start.to_vec();
    for step in 1..steps - 1 {
        let (of_start, of_end) = weights(step as f64 / (steps - 1) as f64);
        let mix = |(start, end): (&f32, &f32)| (of_start * f64::from(*start) + of_end * f64::from(*end)) as f32;
        codes.extend(start.iter().zip(end).map(mix));
    }
    codes.extend(end);
    codes
}

fn straight(t: f64) -> (f64, f64) {
    (1.0 - t, t)
}

/// The weights on an arc: sin((1 − t) ω) / sin ω and sin(t ω) / sin ω, with ω the angle between the codes.
fn arc(start: &[f32], end: &[f32]) -> impl Fn(f64) -> (f64, f64) {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    let cosine = dot(start, end) / (dot(start, start) * dot(end, end)).sqrt();
    let angle = cosine.clamp(-1.0, 1.0).acos();
    let sine = angle.sin();
    // A code at the origin makes the cosine NaN, which fails this comparison, too.
    let determined = sine > SMALLEST_SINE;
    move |t| if determined { (((1.0 - t) * angle).sin() / sine, (t * angle).sin() / sine) } else { straight(t) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_has_even_steps() {
        let walk = interpolate("linear", &[0.0, 8.0, 4.0, 0.0], 2, 5).unwrap();
        assert_eq!(walk, [0.0, 8.0, 1.0, 6.0, 2.0, 4.0, 3.0, 2.0, 4.0, 0.0]);
    }

    #[test]
    fn an_arc_of_a_right_angle_has_its_middle_at_45_degrees() {
        let walk = interpolate("spherical", &[2.0, 0.0, 0.0, 2.0], 2, 3).unwrap();
        let expected = [2.0, 0.0, 2.0_f32.sqrt(), 2.0_f32.sqrt(), 0.0, 2.0];
        assert!(walk.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{walk:?}");
    }

    #[test]
    fn where_no_arc_is_determined_the_walk_is_straight() {
        for codes in [[1.0, 2.0, 2.0, 4.0], [1.0, 2.0, -1.0, -2.0], [0.0, 0.0, 3.0, 4.0]] {
            let arc = interpolate("spherical", &codes, 2, 7).unwrap();
            assert_eq!(arc, interpolate("linear", &codes, 2, 7).unwrap());
        }
    }

    #[test]
    fn a_grid_runs_row_by_row_from_the_top() {
        let grid = interpolate("bilinear", &[0.0, 2.0, 10.0, 14.0], 1, 3).unwrap();
        assert_eq!(grid, [0.0, 1.0, 2.0, 5.0, 6.5, 8.0, 10.0, 12.0, 14.0]);
    }

    #[test]
    fn a_path_keeps_one_speed_around_its_corners() {
        // 3 to the right, then 1 up, with a stop that takes no way: half of the way is 2 to the right.
        let walk = interpolate("path", &[0.0, 0.0, 3.0, 0.0, 3.0, 0.0, 3.0, 1.0], 2, 5).unwrap();
        assert_eq!(walk, [0.0, 0.0, 1.0, 0.0, 2.0, 0.0, 3.0, 0.0, 3.0, 1.0]);
        let still = interpolate("path", &[2.0, 5.0, 2.0, 5.0], 2, 4).unwrap();
        assert_eq!(still, [2.0, 5.0, 2.0, 5.0, 2.0, 5.0, 2.0, 5.0]);
    }

    #[test]
    fn what_cannot_be_walked_is_refused_by_name() {
        let code = |kind, codes: &[f32], width, steps| interpolate(kind, codes, width, steps).unwrap_err().code();
        assert_eq!(code("cubic", &[0.0, 1.0], 1, 3), "unknown-name");
        assert_eq!(code("linear", &[0.0, 1.0, 2.0], 1, 3), "shape");
        assert_eq!(code("bilinear", &[0.0, 1.0], 1, 3), "shape");
        assert_eq!(code("path", &[0.0, 1.0], 2, 3), "shape");
        assert_eq!(code("linear", &[0.0, 1.0, 2.0], 2, 3), "shape");
        assert_eq!(code("linear", &[], 0, 3), "shape");
        assert_eq!(code("linear", &[0.0, f32::NAN], 1, 3), "not-finite");
        assert_eq!(code("linear", &[0.0, 1.0], 1, 1), "out-of-range");
        assert_eq!(code("bilinear", &[0.0, 1.0, 2.0, 3.0], 1, 257), "out-of-range");
    }

    proptest! {
        #[test]
        fn a_walk_is_finite_has_its_length_and_touches_its_ends(
            codes in prop::collection::vec(-1e30_f32..1e30, 12),
            kind in prop::sample::select(&["linear", "spherical", "path"]),
            steps in 2_usize..40,
        ) {
            let (start, end) = codes.split_at(6);
            let walk = interpolate(kind, &codes, 6, steps).unwrap();
            prop_assert_eq!(walk.len(), steps * 6);
            prop_assert_eq!(&walk[..6], start);
            prop_assert_eq!(&walk[walk.len() - 6..], end);
            prop_assert!(walk.iter().all(|value| value.is_finite()));
        }

        #[test]
        fn steps_of_a_path_are_equally_long_along_it(corners in prop::collection::vec(-9.0_f32..9.0, 4..24), steps in 2_usize..30) {
            let corners = &corners[..corners.len() / 2 * 2];
            let walk = interpolate("path", corners, 2, steps).unwrap();
            prop_assert_eq!(walk.len(), 2 * steps);
            // The slow way: where each code lies on the line is found by trying every place of it.
            let far = |a: &[f32], b: &[f32]| f64::from(a[0] - b[0]).hypot(f64::from(a[1] - b[1]));
            let pieces: Vec<f64> = corners.chunks(2).zip(corners.chunks(2).skip(1)).map(|(a, b)| far(a, b)).collect();
            let stride = pieces.iter().sum::<f64>() / (steps - 1) as f64;
            for (index, code) in walk.chunks(2).enumerate() {
                let mut goal = stride * index as f64;
                let mut piece = 0;
                while piece + 1 < pieces.len() && goal > pieces[piece] {
                    goal -= pieces[piece];
                    piece += 1;
                }
                let (from, to) = (&corners[2 * piece..2 * piece + 2], &corners[2 * piece + 2..2 * piece + 4]);
                let t = if pieces[piece] > 0.0 { (goal / pieces[piece]).min(1.0) as f32 } else { 0.0 };
                let place = [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
                prop_assert!(far(&place, code) < 1e-3, "code {} is {:?}, not {:?}", index, code, place);
            }
        }

        #[test]
        fn an_arc_between_codes_of_equal_length_keeps_that_length(
            (a, b) in (0.0_f32..6.0, 0.0_f32..6.0),
            steps in 3_usize..20,
        ) {
            prop_assume!(((a - b).sin()).abs() > 1e-2);
            let walk = interpolate("spherical", &[3.0 * a.cos(), 3.0 * a.sin(), 3.0 * b.cos(), 3.0 * b.sin()], 2, steps);
            for code in walk.unwrap().chunks_exact(2) {
                prop_assert!((code[0].hypot(code[1]) - 3.0).abs() < 1e-4);
            }
        }
    }
}
