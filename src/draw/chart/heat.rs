//! A matrix as colors, with a scale that says what they mean.

use super::agree;
use super::axes::{LABEL, number};
use super::surface::{Anchor, Lettering, Surface, text_width};
use crate::draw::color::ColorMap;
use crate::draw::palette::Theme;
use crate::error::{Error, Result};
use crate::tree::record;

/// Cells that a chart can hold.
const MOST: usize = 20_000;

/// A matrix as colors.
#[derive(Debug, Clone, Default)]
pub struct Heat {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// rows × columns values, row by row; NaN leaves a cell empty.
    pub values: Vec<f64>,
    /// viridis, cividis or diverging; viridis where left out.
    pub map: Option<String>,
    /// A name for each row, or none.
    pub row_labels: Vec<String>,
    /// A name for each column, or none.
    pub column_labels: Vec<String>,
    /// What the colors mean, with the unit.
    pub title: String,
}

record!(Heat { rows, columns, values, map, row_labels as "rowLabels", column_labels as "columnLabels", title });

impl Heat {
    pub(super) fn draw(&self, surface: &mut Surface<'_>, theme: Theme) -> Result<()> {
        let tokens = theme.tokens();
        let cells = self.rows.saturating_mul(self.columns);
        if cells == 0 || cells > MOST {
            return Err(Error::out_of_range("chart", "rows × columns", cells, format!("between 1 and {MOST}")));
        }
        agree("values", self.values.len(), cells, "rows × columns")?;
        for (labels, count, of) in
            [(&self.row_labels, self.rows, "rows"), (&self.column_labels, self.columns, "columns")]
        {
            if !labels.is_empty() {
                agree("labels", labels.len(), count, of)?;
            }
        }
        let map = self.map.as_deref().map_or(Ok(ColorMap::Viridis), ColorMap::named)?;
        let finite: Vec<f32> =
            self.values.iter().filter(|value| value.is_finite()).map(|&value| value as f32).collect();
        let (low, high) = map.range(&finite);
        let at = |value: f64| if high > low { ((value as f32 - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };

        let text = Lettering::new(tokens.soft, LABEL);
        let widest = self.row_labels.iter().map(|label| text_width(label, LABEL)).fold(0.0, f32::max);
        let left = if widest > 0.0 { widest + 18.0 } else { 14.0 };
        let top = if self.column_labels.is_empty() { 14.0 } else { 30.0 };
        let (right, bottom) = (surface.width - 14.0, surface.height - 44.0);
        let (wide, high_cell) = ((right - left) / self.columns as f32, (bottom - top) / self.rows as f32);
        for (index, &value) in self.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            let (row, column) = (index / self.columns, index % self.columns);
            let from = (left + wide * column as f32, top + high_cell * row as f32);
            surface.block(from, (from.0 + wide, from.1 + high_cell), map.color(at(value), theme))?;
        }
        for (row, label) in self.row_labels.iter().enumerate().step_by(every(LABEL + 3.0, high_cell)) {
            surface.text(label, (left - 8.0, top + high_cell * (row as f32 + 0.5)), text.at(Anchor::End))?;
        }
        let longest = self.column_labels.iter().map(|label| text_width(label, LABEL)).fold(0.0, f32::max);
        for (column, label) in self.column_labels.iter().enumerate().step_by(every(longest + 8.0, wide)) {
            surface.text(label, (left + wide * (column as f32 + 0.5), top - 12.0), text.at(Anchor::Middle))?;
        }

        // The scale: a strip of colors between its smallest and largest value.
        let (from, to, middle) = (right - 140.0_f32.min((right - left) * 0.5), right, surface.height - 18.0);
        let low_text = number(f64::from(low));
        let high_text = number(f64::from(high));
        let end = to - text_width(&high_text, LABEL) - 8.0;
        for step in 0..48 {
            let x = from + (end - from) * step as f32 / 48.0;
            let color = map.color((step as f32 + 0.5) / 48.0, theme);
            surface.block((x, middle - 4.0), (x + (end - from) / 48.0 + 0.25, middle + 4.0), color)?;
        }
        surface.text(&low_text, (from - 8.0, middle), text.at(Anchor::End))?;
        surface.text(&high_text, (end + 8.0, middle), text)?;
        surface.text(&self.title, (left, middle), text)
    }
}

/// Every how many cells a label fits.
fn every(needed: f32, cell: f32) -> usize {
    ((needed / cell.max(0.01)).ceil() as usize).max(1)
}
