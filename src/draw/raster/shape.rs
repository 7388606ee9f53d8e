//! Outlines of marks.

/// The outline of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A circle.
    Disc,
    /// A square.
    Square,
    /// A square on its tip.
    Diamond,
    /// A triangle that points up.
    Up,
    /// A triangle that points down.
    Down,
}

/// The largest [`Shape::reach`].
pub(super) const WIDEST: f32 = 1.25;

impl Shape {
    /// Every shape, in the order in which classes get them.
    pub const ALL: [Shape; 5] = [Shape::Disc, Shape::Square, Shape::Up, Shape::Diamond, Shape::Down];

    /// How far the shape reaches from its center, in radii of the disc of the same area.
    pub(super) const fn reach(self) -> f32 {
        match self {
            Shape::Disc | Shape::Square => 1.0,
            Shape::Diamond | Shape::Up | Shape::Down => WIDEST,
        }
    }

    /// Signed distance of a place from the outline around the origin, negative inside. Every shape has about the area of
    /// the disc of that radius.
    pub(super) fn distance(self, radius: f32, x: f32, y: f32) -> f32 {
        match self {
            Shape::Disc => x.hypot(y) - radius,
            Shape::Square => x.abs().max(y.abs()) - radius * 0.89,
            Shape::Diamond => (x.abs() + y.abs() - radius * WIDEST) * std::f32::consts::FRAC_1_SQRT_2,
            Shape::Up => triangle(radius * WIDEST, x, -y),
            Shape::Down => triangle(radius * WIDEST, x, y),
        }
    }
}

/// A triangle with a flat top and its tip below, as wide and high as a square of side 2 `half`.
fn triangle(half: f32, x: f32, y: f32) -> f32 {
    (-half - y).max((x.abs() - (half - y) * 0.5) / 1.25_f32.sqrt())
}
