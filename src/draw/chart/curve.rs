//! Curves over steps: training and held-out loss, and whatever else changes while a method learns.

use super::agree;
use super::axes::{Frame, LABEL, Scale, Titles, number};
use super::surface::{Lettering, Place, Stroke, Surface, text_width};
use crate::draw::color::Rgb;
use crate::draw::palette::Theme;
use crate::error::Result;
use crate::order::{by_key, key};
use crate::tree::{choice, record};

/// What a mark stands for; each has one color across the site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Role {
    /// Loss on what was trained on.
    #[default]
    Training,
    /// Loss on what was held out.
    HeldOut,
    /// Pairs that occur.
    Positive,
    /// Pairs drawn as noise.
    Negative,
    /// What was asked for.
    Accent,
    /// What is wrong.
    Warm,
    /// What is left out.
    Cool,
    /// Something to compare with, in the background.
    Reference,
}

choice!(Role {
    Training = "training",
    HeldOut = "heldOut",
    Positive = "positive",
    Negative = "negative",
    Accent = "accent",
    Warm = "warm",
    Cool = "cool",
    Reference = "reference",
});

impl Role {
    /// The role's color.
    pub fn color(self, theme: Theme) -> Rgb {
        let tokens = theme.tokens();
        match self {
            Role::Training => tokens.training,
            Role::HeldOut => tokens.held_out,
            Role::Positive => tokens.positive,
            Role::Negative => tokens.negative,
            Role::Accent => tokens.accent,
            Role::Warm => tokens.warm,
            Role::Cool => tokens.cool,
            Role::Reference => tokens.faint,
        }
    }
}

/// One curve.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// Its name, written at its end.
    pub label: String,
    /// Its color's meaning.
    pub role: Role,
    /// Values; NaN leaves a gap.
    pub values: Vec<f64>,
    /// Where the values stand on the horizontal axis; 1, 2, 3, … where left out.
    pub x: Option<Vec<f64>>,
}

record!(Series { label, role, values, x });

/// Curves that share their axes.
#[derive(Debug, Clone, Default)]
pub struct Curve {
    /// The curves.
    pub series: Vec<Series>,
    /// Title of the horizontal axis, with its unit.
    pub x_title: String,
    /// Names of the places 0, 1, 2, … of the horizontal axis, where they stand for things and not for numbers.
    pub x_names: Vec<String>,
    /// Title of the vertical axis, with its unit.
    pub y_title: String,
    /// Whether the vertical axis is logarithmic; values that are not positive are then left out.
    pub log: bool,
    /// Where the horizontal axis starts at the latest.
    pub x_start: Option<f64>,
    /// Where the horizontal axis ends at least, such as the planned number of steps.
    pub x_end: Option<f64>,
    /// Where the vertical axis starts at the latest.
    pub y_start: Option<f64>,
    /// Where the vertical axis ends at least.
    pub y_end: Option<f64>,
}

record! {
    Curve {
        series, x_title as "xTitle", x_names as "xNames", y_title as "yTitle", log,
        x_start as "xStart", x_end as "xEnd", y_start as "yStart", y_end as "yEnd",
    }
}

impl Curve {
    pub(super) fn draw(&self, surface: &mut Surface<'_>, theme: Theme) -> Result<()> {
        let tokens = theme.tokens();
        for series in &self.series {
            if let Some(x) = &series.x {
                agree("places", x.len(), series.values.len(), "values")?;
            }
        }
        let places = |series: &Series| -> Vec<(f64, f64)> {
            let place = |index: usize| series.x.as_ref().map_or(index as f64 + 1.0, |x| x[index]);
            series.values.iter().enumerate().map(|(index, &value)| (place(index), value)).collect()
        };
        let curves: Vec<Vec<(f64, f64)>> = self.series.iter().map(places).collect();
        let x =
            Scale::around(curves.iter().flatten().map(|place| place.0).chain(self.x_start).chain(self.x_end), false);
        let y = curves.iter().flatten().map(|place| place.1).chain(self.y_start).chain(self.y_end);
        let y = Scale::around(y, self.log).padded(if self.y_end.is_some() { 0.0 } else { 0.06 });
        let room =
            self.series.iter().map(|series| text_width(&series.label, LABEL).max(40.0) + 14.0).fold(0.0, f32::max);
        let titles = Titles { x: &self.x_title, y: &self.y_title, x_names: &self.x_names, room, ..Titles::default() };
        let frame = Frame::draw(surface, tokens, (x, y), titles)?;
        let mut ends: Vec<(f32, f64, usize)> = Vec::new();
        for (index, (series, curve)) in self.series.iter().zip(&curves).enumerate() {
            let stroke = Stroke::new(series.role.color(theme), 1.75);
            let shows = |value: f64| value.is_finite() && (!self.log || value > 0.0);
            for run in curve.split(|&(x, y)| !(x.is_finite() && shows(y))) {
                let line: Vec<Place> = run.iter().map(|&(x, y)| frame.place(x, y)).collect();
                surface.line(&thinned(line), stroke)?;
            }
            if let Some(&(x, y)) = curve.iter().rev().find(|&&(x, y)| x.is_finite() && shows(y)) {
                surface.disc(
                    frame.place(x, y),
                    3.0,
                    Some(series.role.color(theme)),
                    Some(Stroke::new(tokens.sheet, 1.5)),
                )?;
                // Of several curves, one without a name is there to compare with.
                if self.series.len() == 1 || !series.label.is_empty() {
                    ends.push((frame.y(y), y, index));
                }
            }
        }
        self.label_ends(surface, theme, &frame, ends)
    }

    /// Writes name and last value beside the end of each curve, spread so that they do not overlap.
    fn label_ends(
        &self,
        surface: &mut Surface<'_>,
        theme: Theme,
        frame: &Frame,
        ends: Vec<(f32, f64, usize)>,
    ) -> Result<()> {
        const APART: f32 = 34.0;
        let (_, top, right, bottom) = frame.bounds();
        let order = by_key(ends.len(), |place| key(ends[place].0.into()));
        let lowest = bottom - 8.0;
        let count = ends.len();
        let mut above = top - APART + 8.0;
        for (place, (at, last, index)) in order.into_iter().map(|place| ends[place as usize]).enumerate() {
            // Room for the labels that still follow below.
            let limit = lowest - APART * (count - 1 - place) as f32;
            let at = at.max(above + APART).min(limit.max(above + APART));
            above = at;
            let series = &self.series[index];
            let color = series.role.color(theme);
            surface.text(&series.label, (right + 10.0, at - 7.0), Lettering::new(color, LABEL))?;
            let value = Lettering { bold: true, ..Lettering::new(color, LABEL) };
            surface.text(&number(last), (right + 10.0, at + 8.0), value)?;
        }
        Ok(())
    }
}

/// Leaves out what a screen cannot show: of all places in the same half pixel only the first, lowest, highest and last.
fn thinned(line: Vec<Place>) -> Vec<Place> {
    if line.len() < 2000 {
        return line;
    }
    let mut kept: Vec<Place> = Vec::new();
    let column = |place: &Place| (place.0 * 2.0).floor();
    for group in line.chunk_by(|a, b| column(a) == column(b)) {
        let mut indices = [
            0,
            (0..group.len()).min_by(|&a, &b| group[a].1.total_cmp(&group[b].1)).unwrap_or(0),
            (0..group.len()).max_by(|&a, &b| group[a].1.total_cmp(&group[b].1)).unwrap_or(0),
            group.len() - 1,
        ];
        // The ends of a group are at its ends.
        if indices[1] > indices[2] {
            indices.swap(1, 2);
        }
        let mut last = None;
        for index in indices {
            if last != Some(index) {
                kept.push(group[index]);
            }
            last = Some(index);
        }
    }
    kept
}
