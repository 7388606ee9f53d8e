//! Two quantities against each other.

use super::agree;
use super::axes::{Frame, Scale, Titles};
use super::surface::{Stroke, Surface};
use crate::draw::palette::Theme;
use crate::error::{Error, Result};
use crate::tree::record;

/// Marks that a chart can hold; more belong into the point raster.
const MOST: usize = 20_000;

/// Coordinates and classes of marks.
#[derive(Debug, Clone, Default)]
pub struct Cloud {
    /// Horizontal.
    pub x: Vec<f64>,
    /// Vertical.
    pub y: Vec<f64>,
    /// A class for each mark, or nothing.
    pub classes: Option<Vec<i32>>,
}

record!(Cloud { x, y, classes });

/// A scatter chart, such as a Shepard diagram.
#[derive(Debug, Clone, Default)]
pub struct Points {
    /// The marks.
    pub points: Cloud,
    /// Title of the horizontal axis, with its unit.
    pub x_title: String,
    /// Title of the vertical axis, with its unit.
    pub y_title: String,
    /// Whether the line of equal values is drawn.
    pub diagonal: bool,
    /// Radius of the marks in pixels; left out, it follows from their number.
    pub radius: Option<f32>,
}

record!(Points { points, x_title as "xTitle", y_title as "yTitle", diagonal, radius });

impl Points {
    pub(super) fn draw(&self, surface: &mut Surface<'_>, theme: Theme) -> Result<()> {
        let (tokens, points) = (theme.tokens(), &self.points);
        agree("values of y", points.y.len(), points.x.len(), "values of x")?;
        if let Some(classes) = &points.classes {
            agree("classes", classes.len(), points.x.len(), "values of x")?;
        }
        if points.x.len() > MOST {
            return Err(Error::TooLarge {
                operation: "chart",
                what: "the number of marks",
                found: points.x.len() as u64,
                limit: MOST as u64,
            });
        }
        let x = Scale::around(points.x.iter().copied(), false).padded(0.03);
        let y = Scale::around(points.y.iter().copied(), false).padded(0.03);
        let titles = Titles { x: &self.x_title, y: &self.y_title, ..Titles::default() };
        let frame = Frame::draw(surface, tokens, (x, y), titles)?;
        if self.diagonal {
            let (low, high) = (x.value(0.0).max(y.value(0.0)), x.value(1.0).min(y.value(1.0)));
            if low < high {
                let [from, to] = [low, high].map(|value| frame.place(value, value));
                surface.dashes(from, to, (5.0, 4.0), Stroke::new(tokens.faint, 1.25))?;
            }
        }
        let radius = self.radius.unwrap_or((60.0 / (points.x.len().max(1) as f32).sqrt()).clamp(1.2, 3.5));
        for (index, (&x, &y)) in points.x.iter().zip(&points.y).enumerate() {
            if x.is_finite() && y.is_finite() {
                let class = points.classes.as_ref().map_or(0, |classes| classes[index]);
                surface.disc(frame.place(x, y), radius, Some(theme.class(class)), None)?;
            }
        }
        Ok(())
    }
}
