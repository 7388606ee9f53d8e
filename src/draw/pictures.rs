//! Small grayscale pictures, such as handwritten digits, in rows: inputs, reconstructions, film strips.

use crate::draw::color::Rgb;
use crate::draw::palette::Theme;
use crate::error::{Error, Result};

/// How pictures are laid out and shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strip {
    /// Number of pictures.
    pub count: usize,
    /// Rows of pixels of a picture.
    pub height: usize,
    /// Pixels in a row of a picture.
    pub width: usize,
    /// Pictures in a row.
    pub columns: usize,
    /// Screen pixels to a picture's pixel, a whole number: edges stay sharp.
    pub scale: usize,
    /// Screen pixels between pictures.
    pub gap: usize,
    /// Whether 1 is ink on paper (as writing) or light in the dark (as photographs).
    pub ink: bool,
    /// Whether values have a sign: each picture is drawn in the ends of the diverging map, up to its own largest size.
    pub signed: bool,
}

/// Largest side of a strip, in pixels of the screen.
const LARGEST: u64 = 8192;

impl Strip {
    /// Width and height of the whole strip in pixels of the screen.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if a number is 0, [`Error::TooLarge`] if a side is above 8192 pixels.
    pub fn size(&self) -> Result<(usize, usize)> {
        for (name, value) in [
            ("count", self.count),
            ("height", self.height),
            ("width", self.width),
            ("columns", self.columns),
            ("scale", self.scale),
        ] {
            if value == 0 {
                return Err(Error::out_of_range("paint pictures", name, 0, "at least 1"));
            }
        }
        let columns = self.columns.min(self.count) as u64;
        let rows = self.count.div_ceil(self.columns) as u64;
        let side = |pictures: u64, pixels: usize| {
            let scaled = (pixels as u64).saturating_mul(self.scale as u64).saturating_add(self.gap as u64);
            pictures.saturating_mul(scaled).saturating_sub(self.gap as u64)
        };
        let (wide, high) = (side(columns, self.width), side(rows, self.height));
        for found in [wide, high] {
            if found > LARGEST {
                return Err(Error::TooLarge {
                    operation: "paint pictures",
                    what: "the side of the strip in pixels",
                    found,
                    limit: LARGEST,
                });
            }
        }
        Ok((wide as usize, high as usize))
    }

    /// The strip as bytes r, g, b, alpha; gaps are transparent. Values are row-major, picture after picture: 0 is empty,
    /// 1 full, and what lies outside is drawn as the nearer of both.
    ///
    /// # Errors
    /// Those of [`Strip::size`], and [`Error::Shape`] if there are not count × height × width values.
    pub fn paint(&self, values: &[f32], theme: Theme) -> Result<(Vec<u8>, usize, usize)> {
        let (wide, high) = self.size()?;
        let expected = self.count.saturating_mul(self.height).saturating_mul(self.width);
        if values.len() != expected {
            return Err(Error::Shape {
                operation: "paint pictures",
                found: format!("{} values", values.len()),
                expected: format!("{} × {} × {} = {expected} values", self.count, self.height, self.width),
            });
        }
        let ramp = self.ramp(theme);
        let mut bytes = vec![0; wide * high * 4];
        for (index, picture) in values.chunks_exact(self.height * self.width).enumerate() {
            let left = index % self.columns * (self.width * self.scale + self.gap);
            let top = index / self.columns * (self.height * self.scale + self.gap);
            let largest = picture.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
            for (row, line) in picture.chunks_exact(self.width).enumerate() {
                let mut pixels = Vec::with_capacity(line.len() * self.scale * 4);
                for &value in line {
                    // A value that is no number is drawn as empty.
                    let value = match self.signed {
                        true if largest > 0.0 => 0.5 + 0.5 * value / largest,
                        true => 0.5,
                        false => value,
                    };
                    let Rgb(r, g, b) = ramp[(value.clamp(0.0, 1.0) * 255.0).round() as u8 as usize];
                    for _ in 0..self.scale {
                        pixels.extend([r, g, b, 255]);
                    }
                }
                for copy in 0..self.scale {
                    let start = ((top + row * self.scale + copy) * wide + left) * 4;
                    bytes[start..start + pixels.len()].copy_from_slice(&pixels);
                }
            }
        }
        Ok((bytes, wide, high))
    }

    /// The colors of the values 0/255 to 255/255.
    fn ramp(&self, theme: Theme) -> [Rgb; 256] {
        let tokens = theme.tokens();
        if self.signed {
            // Zero is as empty as the ground, and both signs grow away from it.
            let ends = tokens
                .diverging
                .first()
                .zip(tokens.diverging.last())
                .map(|(&low, &high)| (Rgb::hex(low), Rgb::hex(high)));
            let (low, high) = ends.unwrap_or((tokens.cool, tokens.warm));
            let ground = if theme == Theme::Light { tokens.paper } else { Rgb::hex(0x262a2f) };
            return std::array::from_fn(|value| match value as f32 / 127.5 - 1.0 {
                size if size < 0.0 => ground.mix(low, -size),
                size => ground.mix(high, size),
            });
        }
        let (empty, full) = match (self.ink, theme) {
            // In the dark, writing is light on a ground a little above the sheet, so that a picture keeps its edges.
            (true, Theme::Light) => (tokens.paper, tokens.ink),
            (true, Theme::Dark) => (Rgb::hex(0x262a2f), tokens.ink),
            (false, _) => (Rgb::hex(0x000000), Rgb::hex(0xffffff)),
        };
        std::array::from_fn(|value| empty.mix(full, value as f32 / 255.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRIP: Strip =
        Strip { count: 3, height: 1, width: 2, columns: 2, scale: 2, gap: 1, ink: false, signed: false };

    #[test]
    fn pictures_are_laid_out_in_rows_with_transparent_gaps() {
        let (bytes, wide, high) = STRIP.paint(&[0.0, 1.0, 1.0, 0.0, 0.5, 9.0], Theme::Light).unwrap();
        assert_eq!((wide, high), (9, 5));
        let pixel = |x: usize, y: usize| &bytes[(y * 9 + x) * 4..][..4];
        assert_eq!(pixel(0, 0), [0, 0, 0, 255]);
        assert_eq!(pixel(3, 1), [255, 255, 255, 255]);
        assert_eq!(pixel(4, 0), [0, 0, 0, 0], "the gap");
        assert_eq!(pixel(5, 0), [255, 255, 255, 255]);
        assert_eq!(pixel(0, 3), [128, 128, 128, 255]);
        assert_eq!(pixel(3, 4), [255, 255, 255, 255]);
        assert_eq!(pixel(5, 3), [0, 0, 0, 0], "no fourth picture");
    }

    #[test]
    fn signed_pictures_use_both_ends_of_the_diverging_map_each_by_itself() {
        let strip = Strip { scale: 1, gap: 0, columns: 3, signed: true, ..STRIP };
        let (bytes, ..) = strip.paint(&[-2.0, 2.0, 0.0, 0.5, 0.0, 0.0], Theme::Light).unwrap();
        let pixel = |x: usize| <[u8; 3]>::try_from(&bytes[4 * x..][..3]).unwrap();
        assert_ne!(pixel(0), pixel(1));
        assert_eq!(pixel(1), pixel(3), "each picture has its own largest value");
        assert_eq!(pixel(2), pixel(4), "nothing is the middle");
        assert_eq!(pixel(4), pixel(5));
    }

    #[test]
    fn bad_strips_are_refused() {
        assert_eq!(STRIP.paint(&[0.0; 5], Theme::Light).unwrap_err().code(), "shape");
        assert_eq!(Strip { columns: 0, ..STRIP }.size().unwrap_err().code(), "out-of-range");
        assert_eq!(Strip { scale: usize::MAX, ..STRIP }.size().unwrap_err().code(), "too-large");
        assert!(STRIP.paint(&[f32::NAN; 6], Theme::Dark).is_ok());
    }
}
