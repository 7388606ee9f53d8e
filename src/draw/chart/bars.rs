//! Bars: shares of variance, and how often values occur.

use super::axes::{Frame, LABEL, Scale, Titles, crisp, number};
use super::surface::{Anchor, Lettering, Place, Stroke, Surface};
use crate::draw::palette::{Theme, Tokens};
use crate::error::{Error, Result};
use crate::tree::record;

/// Shares of variance by component, with the running sum.
#[derive(Debug, Clone, Default)]
pub struct Scree {
    /// Shares, largest first, as fractions.
    pub values: Vec<f64>,
    /// How many leading bars are marked as kept.
    pub kept: usize,
    /// Whether a line shows the running sum.
    pub cumulative: bool,
    /// Where the vertical axis ends at least, as a fraction.
    pub y_end: Option<f64>,
    /// Title of the horizontal axis.
    pub x_title: String,
    /// Title of the vertical axis.
    pub y_title: String,
}

record!(Scree { values, kept, cumulative, y_end as "yEnd", x_title as "xTitle", y_title as "yTitle" });

impl Scree {
    pub(super) fn draw(&self, surface: &mut Surface<'_>, theme: Theme) -> Result<()> {
        let tokens = theme.tokens();
        let percent: Vec<f64> = self.values.iter().map(|share| 100.0 * share).collect();
        let x = Scale::around([0.5, percent.len().max(1) as f64 + 0.5].into_iter(), false);
        let sums: Vec<f64> = percent
            .iter()
            .filter(|_| self.cumulative)
            .scan(0.0, |sum, value| {
                *sum += if value.is_finite() { *value } else { 0.0 };
                Some(*sum)
            })
            .collect();
        let tallest = percent
            .iter()
            .map(|value| value * 1.08)
            .chain(sums.last().copied())
            .chain(self.y_end.map(|end| 100.0 * end));
        let y = Scale::around(tallest.chain([0.0]), false).starting_at_zero();
        // Where bars are too thin to be counted, numbers stand below them.
        let titles = Titles { x: &self.x_title, y: &self.y_title, bare_x: sums.is_empty(), ..Titles::default() };
        let frame = Frame::draw(surface, tokens, (x, y), titles)?;
        let (_, _, _, bottom) = frame.bounds();
        let step = frame.x(2.0) - frame.x(1.0);
        let half = (step * 0.38).clamp(0.5, 22.0);
        for (index, &value) in percent.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            let middle = frame.x(index as f64 + 1.0);
            let color = if index < self.kept { tokens.accent } else { tokens.faint };
            surface.block((middle - half, frame.y(value)), (middle + half, bottom), color)?;
            if step > 34.0 {
                let text = Lettering::new(tokens.soft, LABEL).at(Anchor::Middle);
                surface.text(&format!("{value:.1} %"), (middle, frame.y(value) - 9.0), text)?;
            }
        }
        self.draw_sums(surface, tokens, &frame, &sums)
    }

    /// The running sum, in ink as far as bars are kept, with its value there.
    fn draw_sums(&self, surface: &mut Surface<'_>, tokens: &Tokens, frame: &Frame, sums: &[f64]) -> Result<()> {
        let place = |(index, &sum): (usize, &f64)| (frame.x(index as f64 + 1.0), frame.y(sum));
        let line: Vec<Place> = sums.iter().enumerate().map(place).collect();
        surface.line(&line, Stroke::new(tokens.faint, 1.75))?;
        let kept = self.kept.min(sums.len());
        surface.line(&line[..kept], Stroke::new(tokens.accent, 1.75))?;
        if let (Some(&at), Some(sum)) = (line[..kept].last(), sums[..kept].last()) {
            let (left, _, right, _) = frame.bounds();
            surface.disc(at, 3.5, Some(tokens.accent), Some(Stroke::new(tokens.sheet, 1.5)))?;
            let (anchor, aside) = if at.0 > (left + right) / 2.0 { (Anchor::End, -8.0) } else { (Anchor::Start, 8.0) };
            let down = if at.1 < frame.y(0.0) / 2.0 { 12.0 } else { -12.0 };
            let text =
                Lettering { halo: Some(tokens.sheet), bold: true, ..Lettering::new(tokens.accent, LABEL).at(anchor) };
            surface.text(&format!("{sum:.1} %"), (at.0 + aside, at.1 + down), text)?;
        }
        Ok(())
    }
}

/// How often values occur, in bins of equal width.
#[derive(Debug, Clone)]
pub struct Histogram {
    /// The values.
    pub values: Vec<f64>,
    /// Number of bins, 1 to 500.
    pub bins: usize,
    /// Title of the horizontal axis, with its unit.
    pub x_title: String,
    /// Title of the vertical axis.
    pub y_title: String,
    /// A value to be marked.
    pub mark: Option<f64>,
}

record!(Histogram { values, bins, x_title as "xTitle", y_title as "yTitle", mark });

impl Default for Histogram {
    fn default() -> Self {
        Histogram { values: Vec::new(), bins: 24, x_title: String::new(), y_title: String::new(), mark: None }
    }
}

impl Histogram {
    pub(super) fn draw(&self, surface: &mut Surface<'_>, theme: Theme) -> Result<()> {
        if !(1..=500).contains(&self.bins) {
            return Err(Error::out_of_range("chart", "bins", self.bins, "between 1 and 500"));
        }
        let tokens = theme.tokens();
        let x = Scale::around(self.values.iter().copied().chain(self.mark), false);
        let mut counts = vec![0_u32; self.bins];
        for &value in self.values.iter().filter(|value| value.is_finite()) {
            counts[((x.part(value) * self.bins as f64) as usize).min(self.bins - 1)] += 1;
        }
        let y = Scale::around(counts.iter().map(|&count| f64::from(count)).chain([0.0, 1.0]), false).starting_at_zero();
        let titles = Titles { x: &self.x_title, y: &self.y_title, ..Titles::default() };
        let frame = Frame::draw(surface, tokens, (x, y), titles)?;
        let (left, top, right, bottom) = frame.bounds();
        let step = (right - left) / self.bins as f32;
        let gap = if step > 4.0 { 0.5 } else { 0.0 };
        for (bin, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let from = left + step * bin as f32;
            surface.block((from + gap, frame.y(f64::from(count))), (from + step - gap, bottom), tokens.accent)?;
        }
        if let Some(mark) = self.mark.filter(|mark| mark.is_finite()) {
            let at = crisp(frame.x(mark));
            surface.line(&[(at, top), (at, bottom)], Stroke::new(tokens.ink, 1.25))?;
            let (anchor, aside) = if at > (left + right) / 2.0 { (Anchor::End, -6.0) } else { (Anchor::Start, 6.0) };
            let text = Lettering { halo: Some(tokens.sheet), ..Lettering::new(tokens.ink, LABEL).at(anchor) };
            surface.text(&number(mark), (at + aside, top + 4.0), text)?;
        }
        Ok(())
    }
}
