//! Pictures of chairs and desks, drawn from known factors: pictures whose latent space is known.

use super::ink::Ink;
use super::{check_size, normal, uniform, with_factors};
use crate::data::{Dataset, Generator, Picture};
use crate::error::Result;
use crate::parameters::{Arguments, Kind, Parameter, SEED};

/// The generator "furniture".
pub static FURNITURE: Generator = Generator {
    id: "furniture",
    title: "Furniture",
    summary: "Small pictures of chairs and desks, drawn from a handful of known factors.",
    parameters: &[
        Parameter {
            id: "n",
            title: "pictures",
            kind: Kind::Integer { min: 1, max: 80_000, default: 1000, usual: (200, 5000) },
            help: "How many pictures to draw.",
            live: false,
        },
        Parameter {
            id: "noise",
            title: "noise",
            kind: Kind::Real { min: 0.0, max: 1.0, default: 0.0, usual: (0.0, 0.3), logarithmic: false },
            help: "Standard deviation of the normal noise on every pixel; pixels stay between 0 and 1.",
            live: false,
        },
        Parameter {
            id: "kinds",
            title: "kinds",
            kind: Kind::Choice { options: &["both", "chairs", "desks"], default: "both" },
            help: "Chairs and desks in turn, or only one of them.",
            live: false,
        },
        SEED,
    ],
    generate,
};

/// Pixels from top to bottom and from left to right.
const SIDE: usize = 28;
/// How far a step into the depth leads to the right and up: an oblique projection from above, from the left.
const DEPTH: [f64; 2] = [0.45, 0.35];
/// The floor, in pixels from the top.
const FLOOR: f64 = 26.0;

/// What a piece of furniture looks like. Lengths are in pixels.
#[derive(Debug, Clone, Copy)]
struct Piece {
    desk: bool,
    /// From the floor to the seat or the desk top.
    height: f64,
    /// From the seat to the top of the back; 0 for a desk.
    back: f64,
    /// Between the left and the right legs.
    spacing: f64,
    /// Share of the desk's width that has drawers below it; 0 for a chair.
    drawer: f64,
    /// Brightness of the brightest face.
    shade: f64,
}

/// Every factor has a random stream of its own and is uniform in a range that depends on the kind.
///
/// Labels: 0 chair, 1 desk. Factors: those of [`Piece`].
fn generate(arguments: &Arguments) -> Result<Dataset> {
    let (n, seed) = (arguments.integer("n"), arguments.seed());
    check_size("furniture", n, SIDE * SIDE)?;
    let kinds: &[bool] = match arguments.choice("kinds") {
        "chairs" => &[false],
        "desks" => &[true],
        _ => &[false, true],
    };
    let [mut height, mut back, mut spacing, mut drawer, mut shade] = ["height", "back", "spacing", "drawer", "shade"]
        .map(|factor| {
            let mut stream = uniform(seed, factor);
            move |low: f64, high: f64| low + (high - low) * stream.next().unwrap_or_default()
        });
    let mut piece = |&desk: &bool| {
        if desk {
            let (height, spacing) = (height(9.0, 15.0), spacing(15.0, 19.0));
            Piece { desk, height, back: back(0.0, 0.0), spacing, drawer: drawer(0.2, 0.6), shade: shade(0.5, 1.0) }
        } else {
            let (height, spacing) = (height(6.5, 11.0), spacing(8.0, 13.0));
            Piece { desk, height, back: back(6.0, 11.0), spacing, drawer: drawer(0.0, 0.0), shade: shade(0.5, 1.0) }
        }
    };
    let pieces: Vec<Piece> = kinds.iter().cycle().take(n).map(&mut piece).collect();

    let noise = arguments.real("noise");
    let mut normal = normal(seed, "noise");
    let mut values = Vec::with_capacity(n * SIDE * SIDE);
    for piece in &pieces {
        let noisy = |pixel: &f64| (pixel + noise * normal.next().unwrap_or_default()).clamp(0.0, 1.0) as f32;
        values.extend(draw(piece).pixels().iter().map(noisy));
    }
    let factors: Vec<_> = pieces
        .iter()
        .map(|piece| {
            let kind = f64::from(u8::from(piece.desk));
            [kind, piece.height, piece.back, piece.spacing, piece.drawer, piece.shade]
        })
        .collect();
    let names = ["kind", "height", "back", "spacing", "drawer", "shade"];
    with_factors(Dataset::from_values(values, n, SIDE * SIDE)?, &factors, names)?
        .with_labels(pieces.iter().map(|piece| i32::from(piece.desk)).collect())?
        .with_picture(Picture { height: SIDE, width: SIDE })
}

/// Paints a piece from back to front; the faces turned from the light are darker.
fn draw(piece: &Piece) -> Ink {
    let mut ink = Ink::new(SIDE, SIDE);
    let Piece { height, back, spacing, drawer, shade, .. } = *piece;
    let deep = if piece.desk { 8.0 } else { 7.0 };
    let overhang = if piece.desk { 1.2 } else { 0.5 };
    let left = (SIDE as f64 - spacing - DEPTH[0] * deep) / 2.0;
    // Across (from the left legs), above the floor, into the depth.
    let at = |x: f64, y: f64, z: f64| [left + x + DEPTH[0] * z, FLOOR - y - DEPTH[1] * z];

    for x in [0.0, spacing] {
        ink.stroke(at(x, 0.0, deep), at(x, height, deep), 1.2, 0.45 * shade);
    }
    if back > 0.0 {
        let top = height + back;
        // The upper part of the back is a board, the posts carry it.
        let board = [(0.0, top - 0.45 * back), (spacing, top - 0.45 * back), (spacing, top), (0.0, top)];
        ink.polygon(&board.map(|(x, y)| at(x, y, deep)), 0.65 * shade);
        for x in [0.0, spacing] {
            ink.stroke(at(x, height, deep), at(x, top, deep), 1.5, 0.8 * shade);
        }
    }
    if drawer > 0.0 {
        // A chest under the right end of the top, from the front legs, with a gap between every two drawers.
        let (near, far, low) = (spacing * (1.0 - drawer), spacing, 0.3 * height);
        ink.polygon(&[(near, low), (far, low), (far, height), (near, height)].map(|(x, y)| at(x, y, 0.0)), 0.6 * shade);
        ink.polygon(
            &[(low, 0.0), (low, deep), (height, deep), (height, 0.0)].map(|(y, z)| at(far, y, z)),
            0.35 * shade,
        );
        let middle = (low + height) / 2.0 - 0.5;
        ink.stroke(at(near + 0.3, middle, 0.0), at(far - 0.3, middle, 0.0), 0.8, 0.15 * shade);
    }
    for x in [0.0, spacing] {
        ink.stroke(at(x, 0.0, 0.0), at(x, height, 0.0), 1.6, 0.8 * shade);
    }
    let (near, far) = (-overhang, spacing + overhang);
    ink.polygon(&[(near, 0.0), (far, 0.0), (far, deep), (near, deep)].map(|(x, z)| at(x, height, z)), shade);
    ink.stroke(at(near, height - 0.3, 0.0), at(far, height - 0.3, 0.0), 1.0, 0.75 * shade);
    ink
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(ink: &Ink) -> (usize, usize) {
        let lit = |pixel: &f64| *pixel > 0.2;
        let rows = ink.pixels().chunks(SIDE).filter(|row| row.iter().any(lit)).count();
        let columns = (0..SIDE).filter(|&x| ink.pixels().iter().skip(x).step_by(SIDE).any(lit)).count();
        (rows, columns)
    }

    #[test]
    fn every_factor_shows() {
        let chair = Piece { desk: false, height: 8.0, back: 8.0, spacing: 10.0, drawer: 0.0, shade: 0.8 };
        let (rows, columns) = extent(&draw(&chair));
        assert!(extent(&draw(&Piece { height: 11.0, ..chair })).0 > rows);
        assert!(extent(&draw(&Piece { back: 11.0, ..chair })).0 > rows);
        assert!(extent(&draw(&Piece { spacing: 13.0, ..chair })).1 > columns);
        let brightest = |piece| draw(&piece).pixels().iter().copied().fold(0.0, f64::max);
        assert!((brightest(chair) - 0.8).abs() < 0.01 && (brightest(Piece { shade: 0.5, ..chair }) - 0.5).abs() < 0.01);
        let desk = Piece { desk: true, height: 12.0, back: 0.0, spacing: 18.0, drawer: 0.2, shade: 0.8 };
        let paint = |piece| draw(&piece).pixels().iter().sum::<f64>();
        assert!(paint(Piece { drawer: 0.5, ..desk }) > paint(desk) + 5.0);
    }
}
