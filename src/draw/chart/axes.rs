//! The frame of a chart: scales, ticks, thin lines, titles.

use super::surface::{Anchor, Lettering, Place, Stroke, Surface, text_width};
use crate::draw::palette::Tokens;
use crate::error::Result;
use plotters::coord::combinators::IntoLogRange;
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

/// Size of tick labels and titles, in pixels.
pub const LABEL: f32 = 12.0;

/// A map from values to pixels.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    low: f64,
    high: f64,
    logarithmic: bool,
}

impl Scale {
    /// A scale that holds every finite value; logarithmic ones hold the positive values.
    pub fn around(values: impl Iterator<Item = f64>, logarithmic: bool) -> Self {
        let usable = |value: &f64| value.is_finite() && (!logarithmic || *value > 0.0);
        let (low, high) = values
            .filter(usable)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = match (low <= high, logarithmic) {
            (false, false) => (0.0, 1.0),
            (false, true) => (0.1, 1.0),
            (true, true) if high / low < 1.5 => (low / 1.5, high * 1.5),
            (true, false) if high - low <= f64::EPSILON * high.abs() => {
                (low - 0.5_f64.max(low.abs() * 0.1), high + 0.5_f64.max(high.abs() * 0.1))
            }
            (true, _) => (low, high),
        };
        Scale { low, high, logarithmic }
    }

    /// The same scale with part of its length added at both ends.
    pub fn padded(self, part: f64) -> Self {
        if self.logarithmic {
            let factor = (self.high / self.low).powf(part);
            return Scale { low: self.low / factor, high: self.high * factor, ..self };
        }
        let more = (self.high - self.low) * part;
        Scale { low: self.low - more, high: self.high + more, ..self }
    }

    /// The same scale with its low end at zero.
    pub fn starting_at_zero(self) -> Self {
        Scale { low: self.low.min(0.0), high: self.high.max(0.0), ..self }
    }

    /// 0 for the low end, 1 for the high end.
    pub fn part(&self, value: f64) -> f64 {
        if self.logarithmic {
            (value.max(f64::MIN_POSITIVE) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        }
    }

    /// The value at a part of the scale.
    pub fn value(&self, part: f64) -> f64 {
        if self.logarithmic {
            self.low * (self.high / self.low).powf(part)
        } else {
            self.low + (self.high - self.low) * part
        }
    }

    /// Round values, at most `most` of them.
    fn ticks(&self, most: usize) -> Vec<f64> {
        let most = most.max(2);
        let mut ticks = if self.logarithmic {
            let range: plotters::coord::combinators::LogCoord<f64> = (self.low..self.high).log_scale().into();
            range.key_points(most)
        } else {
            RangedCoordf64::from(self.low..self.high).key_points(most)
        };
        ticks.retain(|tick| (-1e-9..=1.0 + 1e-9).contains(&self.part(*tick)));
        if ticks.len() > most {
            let every = ticks.len().div_ceil(most);
            ticks = ticks.into_iter().step_by(every).collect();
        }
        ticks
    }
}

/// A number as a reader wants it: no more digits than tell ticks apart.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e6).contains(&size) {
        let text = format!("{value:.1e}");
        return text.replace(".0e", "e").replace('-', "−");
    }
    let text = match size {
        size if size >= 1000.0 => thousands(value),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        size if size >= 0.01 => format!("{value:.3}"),
        _ => format!("{value:.5}"),
    };
    let trimmed = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    trimmed.replace('-', "−")
}

fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

/// A chart's plotting area between its axes.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
    x: Scale,
    y: Scale,
}

/// What is written on a frame.
#[derive(Debug, Clone, Copy, Default)]
pub struct Titles<'a> {
    /// Below the horizontal axis.
    pub x: &'a str,
    /// Along the vertical axis.
    pub y: &'a str,
    /// Space kept free on the right, in pixels, for labels at the end of lines.
    pub room: f32,
    /// Whether ticks of the horizontal axis are left out.
    pub bare_x: bool,
    /// What stands at 0, 1, 2, … of the horizontal axis instead of numbers, if anything does.
    pub x_names: &'a [String],
}

impl Frame {
    /// Draws axes with ticks and titles, and returns the area between them.
    ///
    /// # Errors
    /// What the backend reports.
    pub fn draw(
        surface: &mut Surface<'_>,
        tokens: &Tokens,
        (x, y): (Scale, Scale),
        titles: Titles<'_>,
    ) -> Result<Frame> {
        let (width, height) = (surface.width, surface.height);
        let top = 14.0;
        let bottom =
            height - 10.0 - if titles.bare_x { 0.0 } else { 16.0 } - if titles.x.is_empty() { 0.0 } else { 18.0 };
        let y_ticks = y.ticks(((bottom - top) / 44.0) as usize + 1);
        let widest = y_ticks.iter().map(|&tick| text_width(&number(tick), LABEL)).fold(0.0, f32::max);
        let left = (14.0 + widest + if titles.y.is_empty() { 0.0 } else { 20.0 }).round();
        let right = width - 14.0 - titles.room;
        let frame = Frame { left, top, right, bottom, x, y };
        let (line, text) = (Stroke::new(tokens.line, 1.0), Lettering::new(tokens.soft, LABEL));
        for tick in y_ticks {
            let at = crisp(frame.y(tick));
            surface.line(&[(left, at), (right, at)], line)?;
            surface.text(&number(tick), (left - 7.0, at), text.at(Anchor::End))?;
        }
        if !titles.bare_x {
            let most = ((right - left) / 76.0) as usize + 1;
            let ticks: Vec<(f64, String)> = if titles.x_names.is_empty() {
                x.ticks(most).into_iter().map(|tick| (tick, number(tick))).collect()
            } else {
                // Names that would lie on each other are left out.
                let every = titles.x_names.len().div_ceil(most).max(1);
                let named = titles.x_names.iter().enumerate().step_by(every);
                named.map(|(place, name)| (place as f64, name.clone())).collect()
            };
            for (tick, name) in ticks {
                let at = crisp(frame.x(tick));
                surface.line(&[(at, bottom), (at, bottom + 4.0)], line)?;
                surface.text(&name, (at, bottom + 14.0), text.at(Anchor::Middle))?;
            }
        }
        surface.line(&[(left, crisp(bottom)), (right, crisp(bottom))], Stroke::new(tokens.faint, 1.0))?;
        if !titles.x.is_empty() {
            surface.text(titles.x, ((left + right) / 2.0, height - 11.0), text.at(Anchor::Middle))?;
        }
        if !titles.y.is_empty() {
            let upward = Lettering { upward: true, ..text.at(Anchor::Middle) };
            surface.text(titles.y, (11.0, (top + bottom) / 2.0), upward)?;
        }
        Ok(frame)
    }

    /// Pixel of a value on the horizontal axis.
    pub fn x(&self, value: f64) -> f32 {
        self.left + (self.right - self.left) * self.x.part(value) as f32
    }

    /// Pixel of a value on the vertical axis.
    pub fn y(&self, value: f64) -> f32 {
        self.bottom - (self.bottom - self.top) * self.y.part(value) as f32
    }

    /// Pixels of a pair of values.
    pub fn place(&self, x: f64, y: f64) -> Place {
        (self.x(x), self.y(y))
    }

    /// Left, top, right and bottom of the area.
    pub fn bounds(&self) -> (f32, f32, f32, f32) {
        (self.left, self.top, self.right, self.bottom)
    }
}

/// The middle of the pixel, where a line one pixel wide is sharp.
pub fn crisp(value: f32) -> f32 {
    value.floor() + 0.5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_exact_enough() {
        let written = [0.0, 0.05, 1.0, 0.125, -2.5, 12.34, 300.0, 1500.0, 781_000.0, 2.0e7, 1e-5].map(number);
        assert_eq!(written, ["0", "0.05", "1", "0.125", "−2.5", "12.3", "300", "1,500", "781,000", "2e7", "1e−5"]);
    }

    #[test]
    fn ticks_are_inside_and_not_too_many() {
        for (low, high, logarithmic) in [(0.0, 1.0, false), (-3.2, 17.9, false), (0.004, 12.0, true), (5.0, 5.0, false)]
        {
            let scale = Scale::around([low, high].into_iter(), logarithmic);
            let ticks = scale.ticks(6);
            assert!((2..=6).contains(&ticks.len()), "{low}..{high}: {ticks:?}");
            assert!(ticks.iter().all(|&tick| (0.0..=1.0).contains(&scale.part(tick).clamp(-1e-9, 1.0 + 1e-9).abs())));
        }
    }

    #[test]
    fn a_scale_survives_values_that_are_no_numbers() {
        let scale = Scale::around([f64::NAN, 2.0, f64::INFINITY, 4.0].into_iter(), false);
        assert_eq!((scale.part(2.0), scale.part(4.0)), (0.0, 1.0));
        assert!(Scale::around(std::iter::empty(), true).part(0.5).is_finite());
        assert!(Scale::around([0.0, -1.0].into_iter(), true).part(0.0).is_finite());
    }
}
