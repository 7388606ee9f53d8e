//! A drawing surface in pixels of the page, over any plotters backend.
//!
//! plotters draws in whole pixels, line widths included. So that curves stay smooth and lines may be a pixel and a half
//! wide, everything is drawn on a grid [`FINE`] times finer, and the backend's owner scales the grid down: a canvas by
//! its transform, an SVG by its view box. The same drawing is then crisp on screens of any density.

use crate::draw::color::Rgb;
use crate::error::{Error, Result};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, FontFamily, FontStyle, FontTransform,
};

/// Steps of the drawing grid to a pixel of the page.
pub const FINE: f32 = 8.0;

/// The font of everything that is written in a picture.
const FAMILY: &str = "Inter, system-ui, sans-serif";

/// What a kind of backend does to text.
#[derive(Debug, Clone, Copy)]
pub enum Medium {
    /// Draws text at its size, centered on capitals.
    Canvas,
    /// Shrinks text by 1.24 and centers it on small letters.
    Svg,
}

/// The stroke of a line or an outline.
#[derive(Debug, Clone, Copy)]
pub struct Stroke {
    color: Rgb,
    width: u32,
}

impl Stroke {
    /// A stroke that many pixels wide.
    pub fn new(color: Rgb, width: f32) -> Self {
        Stroke { color, width: (width * FINE).round().max(1.0) as u32 }
    }
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        opaque(self.color)
    }
    fn stroke_width(&self) -> u32 {
        self.width
    }
}

fn opaque(color: Rgb) -> BackendColor {
    BackendColor { alpha: 1.0, rgb: (color.0, color.1, color.2) }
}

/// Which part of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// How a text looks. It is centered vertically on its place.
#[derive(Debug, Clone, Copy)]
pub struct Lettering {
    /// Color of the letters.
    pub color: Rgb,
    /// Size in pixels of the page.
    pub size: f32,
    /// Whether the letters are bold.
    pub bold: bool,
    /// What stands at the place.
    pub anchor: Anchor,
    /// Whether the text runs upwards.
    pub upward: bool,
    /// A color around the letters that keeps them legible on marks.
    pub halo: Option<Rgb>,
}

impl Lettering {
    /// Letters of that color and size, starting at their place.
    pub fn new(color: Rgb, size: f32) -> Self {
        Lettering { color, size, bold: false, anchor: Anchor::Start, upward: false, halo: None }
    }

    /// The same, anchored otherwise.
    pub fn at(self, anchor: Anchor) -> Self {
        Lettering { anchor, ..self }
    }
}

/// About how wide a text is, in pixels. An estimate, so that a picture does not depend on where it is drawn.
pub fn text_width(text: &str, size: f32) -> f32 {
    let letter = |letter: char| match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.27,
        'f' | 't' | 'r' | '(' | ')' | '-' | ' ' => 0.36,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.88,
        'A'..='Z' => 0.68,
        '0'..='9' => 0.62,
        letter if letter as u32 > 0x2e80 => 1.0,
        _ => 0.57,
    };
    text.chars().map(letter).sum::<f32>() * size
}

struct Letters {
    style: Lettering,
    color: Rgb,
    size: f64,
}

impl BackendTextStyle for Letters {
    type FontError = std::convert::Infallible;

    fn color(&self) -> BackendColor {
        opaque(self.color)
    }
    fn size(&self) -> f64 {
        self.size
    }
    fn transform(&self) -> FontTransform {
        if self.style.upward { FontTransform::Rotate270 } else { FontTransform::None }
    }
    fn style(&self) -> FontStyle {
        if self.style.bold { FontStyle::Bold } else { FontStyle::Normal }
    }
    fn anchor(&self) -> Pos {
        let across = match self.style.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        Pos::new(across, VPos::Center)
    }
    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FAMILY)
    }
    fn layout_box(&self, text: &str) -> std::result::Result<((i32, i32), (i32, i32)), Self::FontError> {
        Ok(((0, 0), (text_width(text, self.size as f32) as i32, self.size as i32)))
    }
    fn draw<E, F: FnMut(i32, i32, BackendColor) -> std::result::Result<(), E>>(
        &self,
        _text: &str,
        _place: BackendCoord,
        _pixel: F,
    ) -> std::result::Result<std::result::Result<(), E>, Self::FontError> {
        // Only for backends that cannot write and ask for single pixels; both of ours can.
        Ok(Ok(()))
    }
}

/// A place in pixels of the page.
pub type Place = (f32, f32);

/// What a surface asks of a backend. Drawings know backends by this alone, so that their code is there once and not once
/// for each kind of backend.
trait Brush {
    fn path(&mut self, places: &[BackendCoord], stroke: &Stroke) -> Result<()>;
    fn circle(&mut self, center: BackendCoord, radius: u32, style: &Stroke, filled: bool) -> Result<()>;
    fn rectangle(&mut self, from: BackendCoord, to: BackendCoord, fill: BackendColor) -> Result<()>;
    fn text(&mut self, text: &str, letters: &Letters, place: BackendCoord) -> Result<()>;
    fn present(&mut self) -> Result<()>;
}

fn check<T>(result: std::result::Result<T, impl std::fmt::Display>) -> Result<T> {
    result.map_err(|error| Error::Internal { operation: "draw", what: error.to_string() })
}

impl<B: DrawingBackend> Brush for B {
    fn path(&mut self, places: &[BackendCoord], stroke: &Stroke) -> Result<()> {
        check(self.draw_path(places.iter().copied(), stroke))
    }
    fn circle(&mut self, center: BackendCoord, radius: u32, style: &Stroke, filled: bool) -> Result<()> {
        check(self.draw_circle(center, radius, style, filled))
    }
    fn rectangle(&mut self, from: BackendCoord, to: BackendCoord, fill: BackendColor) -> Result<()> {
        check(self.draw_rect(from, to, &fill, true))
    }
    fn text(&mut self, text: &str, letters: &Letters, place: BackendCoord) -> Result<()> {
        check(self.draw_text(text, letters, place))
    }
    fn present(&mut self) -> Result<()> {
        check(DrawingBackend::present(self))
    }
}

/// A backend with its size in pixels of the page.
pub struct Surface<'a> {
    brush: Box<dyn Brush + 'a>,
    medium: Medium,
    /// Pixels across.
    pub width: f32,
    /// Pixels down.
    pub height: f32,
}

impl<'a> Surface<'a> {
    /// A surface of that many pixels of the page. The backend's own pixels must be [`FINE`] times finer.
    pub fn new(backend: impl DrawingBackend + 'a, medium: Medium, width: f32, height: f32) -> Self {
        Surface { brush: Box::new(backend), medium, width, height }
    }

    /// Ends the drawing; an SVG is complete only after this.
    ///
    /// # Errors
    /// What the backend reports, as for every drawing below.
    pub fn finish(mut self) -> Result<()> {
        self.brush.present()
    }

    /// A line through places.
    pub fn line(&mut self, places: &[Place], stroke: Stroke) -> Result<()> {
        if places.len() < 2 {
            return Ok(());
        }
        let places: Vec<BackendCoord> = places.iter().map(|&place| fine(place)).collect();
        self.brush.path(&places, &stroke)
    }

    /// A line of dashes: `on` pixels drawn, `off` pixels left out.
    pub fn dashes(&mut self, from: Place, to: Place, (on, off): (f32, f32), stroke: Stroke) -> Result<()> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let along = |at: f32| (from.0 + dx * at / length, from.1 + dy * at / length);
        // A line far outside the picture must not become a million dashes.
        let step = (on + off).max(length / 2000.0);
        let mut start = 0.0;
        while start < length {
            self.line(&[along(start), along((start + on).min(length))], stroke)?;
            start += step;
        }
        Ok(())
    }

    /// A disc, filled and outlined as asked.
    pub fn disc(&mut self, center: Place, radius: f32, fill: Option<Rgb>, outline: Option<Stroke>) -> Result<()> {
        let radius = (radius * FINE).round().max(1.0) as u32;
        if let Some(fill) = fill {
            self.brush.circle(fine(center), radius, &Stroke { color: fill, width: 1 }, true)?;
        }
        match outline {
            Some(stroke) => self.brush.circle(fine(center), radius, &stroke, false),
            None => Ok(()),
        }
    }

    /// A filled rectangle.
    pub fn block(&mut self, from: Place, to: Place, fill: Rgb) -> Result<()> {
        self.brush.rectangle(fine(from), fine(to), opaque(fill))
    }

    /// A text.
    pub fn text(&mut self, text: &str, place: Place, style: Lettering) -> Result<()> {
        let (scale, drop) = match self.medium {
            Medium::Canvas => (1.0, 0.0),
            Medium::Svg => (1.24, 0.09),
        };
        let size = f64::from(style.size * FINE) * scale;
        let drop = drop * style.size;
        let place = if style.upward { (place.0 + drop, place.1) } else { (place.0, place.1 + drop) };
        if let Some(color) = style.halo {
            let letters = Letters { style, color, size };
            for step in 0..8 {
                let (dy, dx) = (std::f32::consts::FRAC_PI_4 * step as f32).sin_cos();
                let around = (place.0 + 1.6 * dx, place.1 + 1.6 * dy);
                self.brush.text(text, &letters, fine(around))?;
            }
        }
        let letters = Letters { style, color: style.color, size };
        self.brush.text(text, &letters, fine(place))
    }
}

fn fine(place: Place) -> BackendCoord {
    // Conversion saturates, so that even places far outside stay numbers.
    let grid = |value: f32| ((value * FINE).round() as i32).clamp(-1_000_000, 1_000_000);
    (grid(place.0), grid(place.1))
}
