//! From points to the screen.

use super::Spot;

/// A camera made ready: rows of the projection.
///
/// With q = p − center and w = distance + back·q, a point is on screen at origin + (right·q, down·q) / w, and everything
/// there is distance / w times as large as at the center. In two dimensions back is zero and distance 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    pub(crate) center: [f32; 3],
    pub(crate) right: [f32; 3],
    pub(crate) down: [f32; 3],
    pub(crate) back: [f32; 3],
    pub(crate) origin: [f32; 2],
    pub(crate) distance: f32,
    /// Points with w at or below this are not drawn.
    pub(crate) near: f32,
    /// w at the front of the frame, and how much further its back is.
    pub(crate) front: f32,
    pub(crate) span: f32,
}

impl View {
    /// The same view on a screen with `ratio` pixels to a pixel of the page.
    pub(crate) fn scaled(mut self, ratio: f32) -> View {
        self.right = self.right.map(|value| value * ratio);
        self.down = self.down.map(|value| value * ratio);
        self.origin = self.origin.map(|value| value * ratio);
        self
    }

    /// Where a point is, or nothing if it lies behind the camera or outside what numbers can say. Two-dimensional data
    /// have 0 as their third coordinate.
    pub fn project(&self, point: [f32; 3]) -> Option<Spot> {
        let q = [point[0] - self.center[0], point[1] - self.center[1], point[2] - self.center[2]];
        let along = |row: [f32; 3]| row[0] * q[0] + row[1] * q[1] + row[2] * q[2];
        let w = self.distance + along(self.back);
        let (x, y) = (self.origin[0] + along(self.right) / w, self.origin[1] + along(self.down) / w);
        (w > self.near && x.is_finite() && y.is_finite()).then(|| Spot {
            x,
            y,
            depth: self.depth(w),
            scale: self.distance / w,
        })
    }

    /// The data's horizontal coordinate at a pixel, in two dimensions.
    pub(crate) fn at_x(&self, x: f32) -> f64 {
        f64::from(self.center[0]) + f64::from(x - self.origin[0]) / f64::from(self.right[0])
    }

    /// The data's vertical coordinate at a pixel, in two dimensions.
    pub(crate) fn at_y(&self, y: f32) -> f64 {
        f64::from(self.center[1]) + f64::from(y - self.origin[1]) / f64::from(self.down[1])
    }

    /// The pixel of a horizontal coordinate, in two dimensions.
    pub(crate) fn x_of(&self, value: f64) -> f32 {
        self.origin[0] + self.right[0] * (value - f64::from(self.center[0])) as f32
    }

    /// The pixel of a vertical coordinate, in two dimensions.
    pub(crate) fn y_of(&self, value: f64) -> f32 {
        self.origin[1] + self.down[1] * (value - f64::from(self.center[1])) as f32
    }

    /// 0 at the front of the frame to 1 at its back.
    fn depth(&self, w: f32) -> f32 {
        if self.span > 0.0 { ((w - self.front) / self.span).clamp(0.0, 1.0) } else { 0.0 }
    }
}
