//! Where a point of the data is on the screen, and how near it is.
//!
//! In two dimensions the camera scales both axes alike. In three it stands at a fixed distance from the center of the
//! data, looks at it in perspective, and turns around it. Zoom and pan act on the picture in both cases, so that the
//! place under a cursor stays under it and no zoom can run into the cloud.

mod view;

pub use view::View;

use crate::error::{Error, Result};
use crate::tree::record;
use serde::Serialize;

/// How far away the camera stands, in radii of the data: near enough for depth to show, far enough not to distort.
const DISTANCE: f64 = 3.4;
/// Points nearer to the camera than this part of its distance are not drawn.
const NEAREST: f64 = 0.15;
const ZOOM: std::ops::RangeInclusive<f64> = 0.05..=200.0;

/// Space kept free around the data, in pixels of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margins {
    /// Above.
    pub top: f32,
    /// On the right.
    pub right: f32,
    /// Below.
    pub bottom: f32,
    /// On the left.
    pub left: f32,
}

record!(Margins { top, right, bottom, left });

impl Default for Margins {
    fn default() -> Self {
        Margins { top: 16.0, right: 16.0, bottom: 16.0, left: 16.0 }
    }
}

/// What a reader can change about a camera.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pose {
    /// Turn about the vertical axis, in radians.
    pub yaw: f64,
    /// Tilt, in radians: positive looks from above.
    pub pitch: f64,
    /// Magnification: 1 shows the data as fitted.
    pub zoom: f64,
    /// Shift to the right, in pixels of the page.
    pub pan_x: f64,
    /// Shift downwards, in pixels of the page.
    pub pan_y: f64,
}

record!(Pose { yaw, pitch, zoom, pan_x as "panX", pan_y as "panY" });

impl Default for Pose {
    fn default() -> Self {
        Pose { yaw: -0.55, pitch: 0.42, zoom: 1.0, pan_x: 0.0, pan_y: 0.0 }
    }
}

/// A direction on the screen, for stepping from point to point by keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards smaller x.
    Left,
    /// Towards larger x.
    Right,
    /// Towards the top edge.
    Up,
    /// Towards the bottom edge.
    Down,
}

impl Direction {
    /// The direction of that name: left, right, up or down.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for any other.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "left" => Ok(Direction::Left),
            "right" => Ok(Direction::Right),
            "up" => Ok(Direction::Up),
            "down" => Ok(Direction::Down),
            _ => Err(Error::UnknownName {
                operation: "step",
                kind: "direction",
                name: name.to_string(),
                known: ["left", "right", "up", "down"].map(String::from).to_vec(),
            }),
        }
    }
}

/// A point on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spot {
    /// Pixels of the page from the left edge.
    pub x: f32,
    /// Pixels of the page from the top edge.
    pub y: f32,
    /// 0 at the front of the data, 1 at its back; 0 in two dimensions.
    pub depth: f32,
    /// How much larger things look here than at the center of the data; 1 in two dimensions.
    pub scale: f32,
}

/// The part of space that is framed: a ball in three dimensions, a box in two.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Frame {
    center: [f64; 3],
    /// Half the extent along x and y in two dimensions; the radius, twice, in three.
    half: [f64; 2],
}

impl Frame {
    const UNIT: Frame = Frame { center: [0.0; 3], half: [1.0; 2] };

    /// The smallest box, or a nearly smallest ball, that holds every point. Points with the same coordinates get a
    /// frame of size 1 around them.
    fn around(axes: &[Vec<f32>], dimensions: usize) -> Frame {
        let mut center = [0.0; 3];
        let mut half = [0.0_f64; 3];
        for (axis, values) in axes.iter().enumerate().take(dimensions) {
            let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
            for &value in values {
                low = low.min(value);
                high = high.max(value);
            }
            if low <= high {
                center[axis] = (f64::from(low) + f64::from(high)) / 2.0;
                half[axis] = (f64::from(high) - f64::from(low)) / 2.0;
            }
        }
        if dimensions == 3 {
            let [xs, ys, zs] = [&axes[0], &axes[1], &axes[2]];
            let mut farthest = 0.0_f64;
            for ((&x, &y), &z) in xs.iter().zip(ys).zip(zs) {
                let (x, y, z) = (f64::from(x) - center[0], f64::from(y) - center[1], f64::from(z) - center[2]);
                farthest = farthest.max(x * x + y * y + z * z);
            }
            half = [farthest.sqrt(); 3];
        }
        if half[0].max(half[1]) <= 0.0 {
            half = [1.0; 3];
        }
        Frame { center, half: [half[0], half[1]] }
    }

    /// Moves part of the way to `goal`, but grows at once to whatever `goal` covers.
    fn toward(&self, goal: &Frame, part: f64, dimensions: usize) -> Frame {
        let mut next = *goal;
        for axis in 0..dimensions {
            next.center[axis] = self.center[axis] + part * (goal.center[axis] - self.center[axis]);
        }
        let shift = |axis: usize| (goal.center[axis] - next.center[axis]).abs();
        if dimensions == 3 {
            let moved = (0..3).map(|axis| shift(axis).powi(2)).sum::<f64>().sqrt();
            let radius = (self.half[0] + part * (goal.half[0] - self.half[0])).max(goal.half[0] + moved);
            next.half = [radius; 2];
        } else {
            for axis in 0..2 {
                next.half[axis] =
                    (self.half[axis] + part * (goal.half[axis] - self.half[axis])).max(goal.half[axis] + shift(axis));
            }
        }
        next
    }
}

/// The camera: what it frames, where it draws, and how the reader has turned it.
#[derive(Debug, Clone, PartialEq)]
pub struct Camera {
    dimensions: usize,
    width: f64,
    height: f64,
    margins: Margins,
    frame: Frame,
    fitted: bool,
    home: Pose,
    pose: Pose,
}

impl Camera {
    /// A camera for data of 2 or 3 dimensions that draws on `width` × `height` pixels of the page.
    pub fn new(dimensions: usize, width: f32, height: f32) -> Self {
        Camera {
            dimensions: if dimensions == 3 { 3 } else { 2 },
            width: f64::from(width),
            height: f64::from(height),
            margins: Margins::default(),
            frame: Frame::UNIT,
            fitted: false,
            home: Pose::default(),
            pose: Pose::default(),
        }
    }

    /// Dimensions of the data: 2 or 3.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Width and height of the picture, in pixels of the page.
    pub fn size(&self) -> (f32, f32) {
        (self.width as f32, self.height as f32)
    }

    /// The space kept free around the data.
    pub fn margins(&self) -> Margins {
        self.margins
    }

    pub(crate) fn resize(&mut self, width: f32, height: f32) {
        (self.width, self.height) = (f64::from(width), f64::from(height));
    }

    pub(crate) fn set_dimensions(&mut self, dimensions: usize) {
        if dimensions != self.dimensions {
            *self = Camera {
                margins: self.margins,
                home: self.home,
                ..Camera::new(dimensions, self.width as f32, self.height as f32)
            };
        }
    }

    /// Frames all points (one vector of coordinates for each dimension) inside the margins. With `smooth`, the frame
    /// shrinks and moves only part of the way, so that a picture that is learning does not jump; every point is inside
    /// in either case. The reader's own turn, zoom and pan stay.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if a margin is negative or not finite.
    pub fn fit(&mut self, axes: &[Vec<f32>], margins: Margins, smooth: bool) -> Result<()> {
        for (name, value) in
            [("top", margins.top), ("right", margins.right), ("bottom", margins.bottom), ("left", margins.left)]
        {
            if !(0.0..=10_000.0).contains(&value) {
                return Err(Error::out_of_range("fit", format!("margins.{name}"), value, "between 0 and 10000 pixels"));
            }
        }
        self.margins = margins;
        let goal = Frame::around(axes, self.dimensions);
        self.frame = if smooth && self.fitted { self.frame.toward(&goal, 0.12, self.dimensions) } else { goal };
        self.fitted = true;
        Ok(())
    }

    /// How the reader has turned, zoomed and moved the camera.
    pub fn pose(&self) -> Pose {
        self.pose
    }

    /// Turns, zooms and moves the camera to a stored pose.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a number that is not finite, or a zoom outside 0.05 to 200.
    pub fn set_pose(&mut self, pose: Pose) -> Result<()> {
        for (name, value) in
            [("yaw", pose.yaw), ("pitch", pose.pitch), ("zoom", pose.zoom), ("panX", pose.pan_x), ("panY", pose.pan_y)]
        {
            if !value.is_finite() || value.abs() > 1e9 {
                return Err(Error::out_of_range("set camera", name, value, "a finite number"));
            }
        }
        if !ZOOM.contains(&pose.zoom) {
            return Err(Error::out_of_range("set camera", "zoom", pose.zoom, "between 0.05 and 200"));
        }
        self.pose = pose;
        Ok(())
    }

    /// Makes the present turn the one that [`reset`](Camera::reset) returns to.
    pub fn set_home(&mut self) {
        self.home = Pose { zoom: 1.0, pan_x: 0.0, pan_y: 0.0, ..self.pose };
    }

    /// Back to the first turn, without zoom or pan.
    pub fn reset(&mut self) {
        self.pose = self.home;
    }

    /// Turns by angles in radians. The tilt stops when looking straight down or up, so that up stays up.
    pub fn turn(&mut self, yaw: f64, pitch: f64) {
        if yaw.is_finite() && pitch.is_finite() {
            self.pose.yaw = (self.pose.yaw + yaw) % std::f64::consts::TAU;
            self.pose.pitch =
                (self.pose.pitch + pitch).clamp(-std::f64::consts::FRAC_PI_2, std::f64::consts::FRAC_PI_2);
        }
    }

    /// Turns as if the front of the data were dragged by so many pixels. In two dimensions it pans.
    pub fn orbit(&mut self, dx: f64, dy: f64) {
        if self.dimensions == 2 {
            return self.pan(dx, dy);
        }
        let full = 0.5 * self.width.min(self.height).max(1.0);
        self.turn(dx / full, dy / full);
    }

    /// Shifts the picture by so many pixels of the page.
    pub fn pan(&mut self, dx: f64, dy: f64) {
        if dx.is_finite() && dy.is_finite() {
            self.pose.pan_x = (self.pose.pan_x + dx).clamp(-1e6, 1e6);
            self.pose.pan_y = (self.pose.pan_y + dy).clamp(-1e6, 1e6);
        }
    }

    /// Magnifies by `factor` and leaves the place at (`x`, `y`), in pixels of the page, where it is.
    pub fn zoom(&mut self, factor: f64, x: f64, y: f64) {
        if !(factor > 0.0 && factor.is_finite() && x.is_finite() && y.is_finite()) {
            return;
        }
        let zoom = (self.pose.zoom * factor).clamp(*ZOOM.start(), *ZOOM.end());
        let factor = zoom / self.pose.zoom;
        let (middle_x, middle_y) = self.middle();
        self.pose.zoom = zoom;
        self.pose.pan_x = (x - middle_x) - factor * (x - middle_x - self.pose.pan_x);
        self.pose.pan_y = (y - middle_y) - factor * (y - middle_y - self.pose.pan_y);
    }

    /// The middle of the space between the margins.
    fn middle(&self) -> (f64, f64) {
        let margins = self.margins;
        (
            (f64::from(margins.left) + self.width - f64::from(margins.right)) / 2.0,
            (f64::from(margins.top) + self.height - f64::from(margins.bottom)) / 2.0,
        )
    }

    /// Where the data's axes point on the screen (right, down), each of length 1 in space.
    pub(crate) fn directions(&self) -> [[f32; 2]; 3] {
        let (yaw_sin, yaw_cos) = self.pose.yaw.sin_cos();
        let (pitch_sin, pitch_cos) = self.pose.pitch.sin_cos();
        [[yaw_cos, -pitch_sin * yaw_sin], [0.0, -pitch_cos], [yaw_sin, pitch_sin * yaw_cos]]
            .map(|direction| direction.map(|value| value as f32))
    }

    /// The map from data to screen as it is now.
    pub fn view(&self) -> View {
        let margins = self.margins;
        let inner_width = (self.width - f64::from(margins.left) - f64::from(margins.right)).max(1.0);
        let inner_height = (self.height - f64::from(margins.top) - f64::from(margins.bottom)).max(1.0);
        let (middle_x, middle_y) = self.middle();
        let origin = [(middle_x + self.pose.pan_x) as f32, (middle_y + self.pose.pan_y) as f32];
        let center = self.frame.center.map(|value| value as f32);
        if self.dimensions == 2 {
            // An extent of zero along one axis must not decide the scale.
            let along = |inner: f64, half: f64| if half > 0.0 { inner / (2.0 * half) } else { f64::INFINITY };
            let fitted = along(inner_width, self.frame.half[0]).min(along(inner_height, self.frame.half[1]));
            let scale = (fitted * self.pose.zoom) as f32;
            return View {
                center,
                right: [scale, 0.0, 0.0],
                down: [0.0, -scale, 0.0],
                back: [0.0; 3],
                origin,
                distance: 1.0,
                near: 0.0,
                front: 1.0,
                span: 0.0,
            };
        }
        let radius = self.frame.half[0];
        // A ball of radius 1 at distance D looks like a disc of radius D / √(D² − 1) in units of its center's scale.
        let looks = DISTANCE / (DISTANCE * DISTANCE - 1.0).sqrt();
        let scale = inner_width.min(inner_height) / 2.0 / looks * self.pose.zoom;
        let (yaw_sin, yaw_cos) = self.pose.yaw.sin_cos();
        let (pitch_sin, pitch_cos) = self.pose.pitch.sin_cos();
        // Data are divided by their radius first; perspective divides by depth, so the scale takes the distance along.
        let lens = scale * DISTANCE / radius;
        let cast = |row: [f64; 3], factor: f64| row.map(|value| (value * factor) as f32);
        View {
            center,
            right: cast([yaw_cos, 0.0, yaw_sin], lens),
            down: cast([-pitch_sin * yaw_sin, -pitch_cos, pitch_sin * yaw_cos], lens),
            back: cast([pitch_cos * yaw_sin, -pitch_sin, -pitch_cos * yaw_cos], 1.0 / radius),
            origin,
            distance: DISTANCE as f32,
            near: (NEAREST * DISTANCE) as f32,
            front: (DISTANCE - 1.0) as f32,
            span: 2.0,
        }
    }
}

#[cfg(test)]
mod tests;
