//! Colors as numbers, and the maps from values to colors.

use crate::draw::palette::Theme;
use crate::error::{Error, Result};

/// A color: red, green and blue as sRGB bytes, opaque.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// From 0xrrggbb.
    pub const fn hex(code: u32) -> Self {
        Rgb((code >> 16) as u8, (code >> 8) as u8, code as u8)
    }

    /// As CSS writes it: #rrggbb.
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// This color moved toward another: 0 stays, 1 is the other.
    pub fn mix(self, other: Rgb, part: f32) -> Rgb {
        let between = |from: u8, to: u8| (f32::from(from) + (f32::from(to) - f32::from(from)) * part).round() as u8;
        Rgb(between(self.0, other.0), between(self.1, other.1), between(self.2, other.2))
    }

    /// Bytes r, g, b, 0 in memory order, as one number.
    pub(crate) fn packed(self) -> u32 {
        u32::from_le_bytes([self.0, self.1, self.2, 0])
    }

    /// Relative luminance (WCAG 2.2).
    pub fn luminance(self) -> f32 {
        let linear = |byte: u8| {
            let value = f32::from(byte) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio to another color, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Rgb) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// A map from numbers to colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorMap {
    /// For ordered values (van der Walt and Smith 2015).
    Viridis,
    /// For ordered values, the same to eyes with and without color deficiency (Nuñez, Anderton and Renslow 2018).
    Cividis,
    /// For signed values: cool below zero, warm above, quiet at zero.
    Diverging,
}

impl ColorMap {
    /// The map of that name: viridis, cividis or diverging.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for any other.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "viridis" => Ok(ColorMap::Viridis),
            "cividis" => Ok(ColorMap::Cividis),
            "diverging" => Ok(ColorMap::Diverging),
            _ => Err(Error::UnknownName {
                operation: "set scalars",
                kind: "color map",
                name: name.to_string(),
                known: ["viridis", "cividis", "diverging"].map(String::from).to_vec(),
            }),
        }
    }

    /// The color at a position from 0 to 1. The end of a map that would vanish on the theme's sheet is left out.
    pub fn color(self, at: f32, theme: Theme) -> Rgb {
        let at = if at.is_nan() { 0.0 } else { at.clamp(0.0, 1.0) };
        let part = match theme {
            Theme::Light => at * 0.95,
            Theme::Dark => 0.16 + at * 0.84,
        };
        match self {
            ColorMap::Viridis => between(&VIRIDIS, part),
            ColorMap::Cividis => between(&CIVIDIS, part),
            ColorMap::Diverging => between(theme.tokens().diverging, at),
        }
    }

    /// The values at both ends of the map: the smallest and largest, or for signed values symmetric around zero.
    pub fn range(self, values: &[f32]) -> (f32, f32) {
        let (low, high) = values
            .iter()
            .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)));
        match self {
            _ if low > high => (0.0, 0.0),
            ColorMap::Diverging => (-high.abs().max(low.abs()), high.abs().max(low.abs())),
            _ => (low, high),
        }
    }

    /// Positions of values on the map, 0 to 1; see [`ColorMap::range`]. A constant gets the middle.
    pub fn positions(self, values: &[f32]) -> Vec<f32> {
        let (low, high) = self.range(values);
        let (low, span) = (f64::from(low), f64::from(high) - f64::from(low));
        values.iter().map(|&value| if span > 0.0 { ((f64::from(value) - low) / span) as f32 } else { 0.5 }).collect()
    }
}

fn between(stops: &[u32], at: f32) -> Rgb {
    let place = at * (stops.len() - 1) as f32;
    let index = (place as usize).min(stops.len() - 2);
    Rgb::hex(stops[index]).mix(Rgb::hex(stops[index + 1]), place - index as f32)
}

// Every eighth of the 256 published colors.
#[rustfmt::skip]
const VIRIDIS: [u32; 33] = [
    0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453681, 0x424086, 0x3f4989, 0x3b528b, 0x375a8d, 0x33638d,
    0x2f6a8e, 0x2c728e, 0x297a8e, 0x26818e, 0x23898e, 0x21908c, 0x1f988b, 0x1f9f88, 0x21a685, 0x28ae80, 0x31b57b,
    0x3ebc74, 0x4cc26c, 0x5dc963, 0x6ece58, 0x82d34c, 0x96d83f, 0xabdc32, 0xc0df24, 0xd5e21a, 0xeae51a, 0xfde725,
];
#[rustfmt::skip]
const CIVIDIS: [u32; 33] = [
    0x00224e, 0x00285b, 0x002e6a, 0x043371, 0x1a386f, 0x273e6e, 0x32436d, 0x3b496c, 0x434e6c, 0x4b546c, 0x52596d,
    0x5a5f6e, 0x61656f, 0x686a71, 0x6f7073, 0x757676, 0x7c7b78, 0x848179, 0x8b8778, 0x938d78, 0x9b9376, 0xa39a75,
    0xaba072, 0xb3a670, 0xbbad6c, 0xc3b469, 0xccba64, 0xd4c15f, 0xddc958, 0xe6d051, 0xefd748, 0xf8df3c, 0xfee838,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_values_are_symmetric_around_zero() {
        assert_eq!(ColorMap::Diverging.positions(&[-1.0, 0.0, 4.0]), [0.375, 0.5, 1.0]);
        assert_eq!(ColorMap::Viridis.positions(&[-1.0, 0.0, 4.0]), [0.0, 0.2, 1.0]);
        assert_eq!(ColorMap::Viridis.positions(&[3.0, 3.0]), [0.5, 0.5]);
        assert!(ColorMap::Viridis.positions(&[]).is_empty());
        assert_eq!(ColorMap::Viridis.positions(&[f32::MAX, -f32::MAX]), [1.0, 0.0]);
    }

    #[test]
    fn ordered_maps_grow_lighter() {
        for theme in [Theme::Light, Theme::Dark] {
            for map in [ColorMap::Viridis, ColorMap::Cividis] {
                let light: Vec<f32> = (0..=50).map(|i| map.color(i as f32 / 50.0, theme).luminance()).collect();
                assert!(light.windows(2).all(|pair| pair[1] > pair[0] - 1e-4), "{map:?} {theme:?}");
            }
        }
    }

    #[test]
    fn mixing_ends_where_it_should() {
        let (a, b) = (Rgb::hex(0x0b5cad), Rgb::hex(0xb4501e));
        assert_eq!((a.mix(b, 0.0), a.mix(b, 1.0)), (a, b));
        assert_eq!(a.css(), "#0b5cad");
        assert!((Rgb::hex(0).contrast(Rgb::hex(0xffffff)) - 21.0).abs() < 1e-3);
    }
}
