//! Codes for a picture of a network at work.

use crate::error::Result;

/// Codes of all rows, each as it was when the row last passed through the network; empty until somebody looks.
///
/// The codes of all rows cost as much as several steps of the optimizer; those of a batch come with its step.
#[derive(Debug, Default)]
pub(super) struct Preview(Vec<f32>);

impl Preview {
    /// Puts the codes of these rows into a preview, if there is one.
    pub fn remember(&mut self, rows: impl ExactSizeIterator<Item = u32>, codes: &[f32]) {
        let width = codes.len() / rows.len().max(1);
        for (row, code) in rows.zip(codes.chunks_exact(width.max(1))) {
            if let Some(place) = self.0.get_mut(row as usize * width..(row as usize + 1) * width) {
                place.copy_from_slice(code);
            }
        }
    }

    /// Writes the codes as they are known, or else what `embed` writes, which are known from then on.
    pub fn write(&mut self, out: &mut [f32], embed: impl FnOnce(&mut [f32]) -> Result<()>) -> Result<()> {
        if self.0.is_empty() {
            embed(out)?;
            self.0 = out.to_vec();
        } else {
            out.copy_from_slice(&self.0);
        }
        Ok(())
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}
