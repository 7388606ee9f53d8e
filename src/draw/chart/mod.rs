//! Charts on any plotters backend: a canvas on the page, an SVG for export and for tests.

mod axes;
mod bars;
mod curve;
mod heat;
mod scatter;
mod surface;

pub use axes::number;
pub(crate) use axes::{LABEL, crisp};
pub use bars::{Histogram, Scree};
pub use curve::{Curve, Role, Series};
pub use heat::Heat;
pub use scatter::{Cloud, Points};
pub use surface::{Anchor, FINE, Lettering, Medium, Place, Stroke, Surface, text_width};

use crate::draw::palette::Theme;
use crate::error::{Error, Result};
use crate::tree::FromTree;

/// A chart and its data.
#[derive(Debug, Clone)]
pub enum Chart {
    /// Curves over steps, such as losses.
    Curve(Curve),
    /// Shares of variance, largest first.
    Scree(Scree),
    /// How often values occur.
    Histogram(Histogram),
    /// Two quantities against each other, such as distances before and after a projection.
    Scatter(Points),
    /// A matrix as colors.
    Heat(Heat),
}

impl Chart {
    /// The names of the kinds, as specifications write them.
    pub const KINDS: [&'static str; 5] = ["curve", "scree", "histogram", "scatter", "heat"];

    /// A chart of that kind without its data.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for any other kind.
    pub fn blank(kind: &str) -> Result<Self> {
        Ok(match kind {
            "curve" => Chart::Curve(Curve::default()),
            "scree" => Chart::Scree(Scree::default()),
            "histogram" => Chart::Histogram(Histogram::default()),
            "scatter" => Chart::Scatter(Points::default()),
            "heat" => Chart::Heat(Heat::default()),
            _ => {
                return Err(Error::UnknownName {
                    operation: "chart",
                    kind: "kind of chart",
                    name: kind.to_string(),
                    known: Self::KINDS.map(String::from).to_vec(),
                });
            }
        })
    }

    /// Where the data are read into.
    pub fn data(&mut self) -> &mut dyn FromTree {
        match self {
            Chart::Curve(chart) => chart,
            Chart::Scree(chart) => chart,
            Chart::Histogram(chart) => chart,
            Chart::Scatter(chart) => chart,
            Chart::Heat(chart) => chart,
        }
    }

    /// Draws the chart over the whole surface.
    ///
    /// # Errors
    /// [`Error::Shape`] where lengths of the data do not agree; what the backend reports.
    pub fn draw(&self, surface: &mut Surface<'_>, theme: Theme) -> Result<()> {
        match self {
            Chart::Curve(chart) => chart.draw(surface, theme),
            Chart::Scree(chart) => chart.draw(surface, theme),
            Chart::Histogram(chart) => chart.draw(surface, theme),
            Chart::Scatter(chart) => chart.draw(surface, theme),
            Chart::Heat(chart) => chart.draw(surface, theme),
        }
    }

    /// The chart as an SVG document of that size in pixels.
    ///
    /// # Errors
    /// Those of [`Chart::draw`], and [`Error::OutOfRange`] for a size outside 40 to 8,000 pixels.
    pub fn svg(&self, theme: Theme, width: f32, height: f32) -> Result<String> {
        svg(width, height, None, |surface| {
            surface.block((0.0, 0.0), (width, height), theme.tokens().sheet)?;
            self.draw(surface, theme)
        })
    }
}

/// An SVG document of that size in pixels, with a description for machines and screen readers.
pub(crate) fn svg(
    width: f32,
    height: f32,
    about: Option<&str>,
    draw: impl FnOnce(&mut Surface<'_>) -> Result<()>,
) -> Result<String> {
    for (name, side) in [("width", width), ("height", height)] {
        if !(40.0..=8000.0).contains(&side) {
            return Err(Error::out_of_range("write svg", name, side, "between 40 and 8000 pixels"));
        }
    }
    let (wide, high) = ((width * FINE) as u32, (height * FINE) as u32);
    let mut document = String::new();
    let backend = plotters::prelude::SVGBackend::with_string(&mut document, (wide, high));
    let mut surface = Surface::new(backend, Medium::Svg, width, height);
    draw(&mut surface)?;
    surface.finish()?;
    // The backend writes the size of its grid; readers want the size on the page.
    let (grid, page) =
        (format!("<svg width=\"{wide}\" height=\"{high}\""), format!("<svg width=\"{width}\" height=\"{height}\""));
    let mut document = document.replacen(&grid, &page, 1);
    if let (Some(about), Some(end)) = (about, document.find('>')) {
        let escaped = about.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        document.insert_str(end + 1, &format!("\n<desc>{escaped}</desc>"));
    }
    Ok(document)
}

/// Refuses lengths that do not agree.
fn agree(what: &'static str, found: usize, expected: usize, of: &str) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(Error::Shape {
        operation: "chart",
        found: format!("{found} {what}"),
        expected: format!("{expected}, as many as {of}"),
    })
}
