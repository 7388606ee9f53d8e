//! The colors of the house, light and dark, each with one meaning on every page.

use crate::draw::color::{ColorMap, Rgb};
use crate::error::{Error, Result};
use crate::sorted_map::SortedMap;
use serde::Serialize;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

impl Theme {
    /// The theme of that name: light or dark.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for any other.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "light" => Ok(Theme::Light),
            "dark" => Ok(Theme::Dark),
            _ => Err(Error::UnknownName {
                operation: "set theme",
                kind: "theme",
                name: name.to_string(),
                known: ["light", "dark"].map(String::from).to_vec(),
            }),
        }
    }

    /// The theme's colors.
    pub fn tokens(self) -> &'static Tokens {
        match self {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// The color of a class. Classes from 10 on start over; a negative class means "no class" and is gray.
    pub fn class(self, class: i32) -> Rgb {
        let tokens = self.tokens();
        usize::try_from(class).map_or(tokens.faint, |class| Rgb::hex(tokens.classes[class % tokens.classes.len()]))
    }
}

/// Colors by meaning.
#[derive(Debug)]
pub struct Tokens {
    /// The page.
    pub paper: Rgb,
    /// The ground of a figure.
    pub sheet: Rgb,
    /// Text, and the ring around what is selected.
    pub ink: Rgb,
    /// Quiet text.
    pub soft: Rgb,
    /// Axes and rules.
    pub line: Rgb,
    /// Marks without a class.
    pub faint: Rgb,
    /// What was asked for: the query, and its true neighbors.
    pub accent: Rgb,
    /// What is wrong: false neighbors.
    pub warm: Rgb,
    /// What is left out: missing neighbors.
    pub cool: Rgb,
    /// A quiet ground.
    pub wash: Rgb,
    /// Loss on what was trained on.
    pub training: Rgb,
    /// Loss on what was held out.
    pub held_out: Rgb,
    /// Pairs that occur.
    pub positive: Rgb,
    /// Pairs drawn as noise.
    pub negative: Rgb,
    /// Ten classes, 0xrrggbb: as far apart as they can be for every kind of color vision, within their hues.
    pub classes: [u32; 10],
    /// From cool through quiet to warm, 0xrrggbb.
    pub diverging: &'static [u32],
}

/// The colors of a theme as CSS writes them, for whatever is not drawn here.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Css {
    #[serde(flatten)]
    named: SortedMap<&'static str, String>,
    classes: Vec<String>,
    viridis: Vec<String>,
    cividis: Vec<String>,
    diverging: Vec<String>,
}

/// See [`Css`].
pub fn as_css(theme: Theme) -> Css {
    let tokens = theme.tokens();
    let named = [
        ("paper", tokens.paper),
        ("sheet", tokens.sheet),
        ("ink", tokens.ink),
        ("soft", tokens.soft),
        ("line", tokens.line),
        ("faint", tokens.faint),
        ("accent", tokens.accent),
        ("warm", tokens.warm),
        ("cool", tokens.cool),
        ("wash", tokens.wash),
        ("training", tokens.training),
        ("heldOut", tokens.held_out),
        ("positive", tokens.positive),
        ("negative", tokens.negative),
    ];
    let stops = |map: ColorMap| (0..=32).map(|stop| map.color(stop as f32 / 32.0, theme).css()).collect();
    Css {
        named: named.into_iter().map(|(name, color)| (name, color.css())).collect(),
        classes: tokens.classes.iter().map(|&code| Rgb::hex(code).css()).collect(),
        viridis: stops(ColorMap::Viridis),
        cividis: stops(ColorMap::Cividis),
        diverging: stops(ColorMap::Diverging),
    }
}

static LIGHT: Tokens = Tokens {
    paper: Rgb::hex(0xfbfaf7),
    sheet: Rgb::hex(0xffffff),
    ink: Rgb::hex(0x1c1d1f),
    soft: Rgb::hex(0x5d5f63),
    line: Rgb::hex(0xdfddd6),
    faint: Rgb::hex(0x8b8c8f),
    accent: Rgb::hex(0x0b5cad),
    warm: Rgb::hex(0xb4501e),
    cool: Rgb::hex(0x17756f),
    wash: Rgb::hex(0xeef4fa),
    training: Rgb::hex(0x1c1d1f),
    held_out: Rgb::hex(0x0b5cad),
    positive: Rgb::hex(0x0b5cad),
    negative: Rgb::hex(0xb4501e),
    classes: [0x043588, 0x804100, 0x026f65, 0xb45142, 0x91569f, 0x1294e1, 0xa58904, 0x53234c, 0x689a6e, 0x8e8da0],
    diverging: &[0x0b4a8f, 0x4c86c2, 0xc4c6c8, 0xd07f4d, 0x9c3d10],
};

static DARK: Tokens = Tokens {
    paper: Rgb::hex(0x15171a),
    sheet: Rgb::hex(0x1b1e22),
    ink: Rgb::hex(0xe9e7e2),
    soft: Rgb::hex(0xa3a5a8),
    line: Rgb::hex(0x33373c),
    faint: Rgb::hex(0x7d8085),
    accent: Rgb::hex(0x7db8f2),
    warm: Rgb::hex(0xf0a06c),
    cool: Rgb::hex(0x63c7bd),
    wash: Rgb::hex(0x1e2a36),
    training: Rgb::hex(0xe9e7e2),
    held_out: Rgb::hex(0x7db8f2),
    positive: Rgb::hex(0x7db8f2),
    negative: Rgb::hex(0xf0a06c),
    classes: [0x70b6ff, 0xdd8f10, 0x07f5f8, 0xc04f35, 0x7463c7, 0x2281a1, 0xefd776, 0xa35d6a, 0xa8e8b4, 0xadadaf],
    diverging: &[0x7db8f2, 0x4a7fb5, 0x565a60, 0xbf7443, 0xf0a06c],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Linear red, green and blue as eyes without one kind of cone see them (Machado, Oliveira and Fernandes 2009, severity
    /// 1); the first is ordinary vision.
    const VISIONS: [(&str, [[f32; 3]; 3]); 4] = [
        ("ordinary", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    fn times(matrix: &[[f32; 3]; 3], vector: [f32; 3]) -> [f32; 3] {
        matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
    }

    /// CIELAB, D65.
    fn lab(color: Rgb, vision: &[[f32; 3]; 3]) -> [f32; 3] {
        let linear = [color.0, color.1, color.2].map(|byte| {
            let value = f32::from(byte) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        let seen = times(vision, linear).map(|value| value.clamp(0.0, 1.0));
        const XYZ: [[f32; 3]; 3] =
            [[0.412_456, 0.357_576, 0.180_437], [0.212_673, 0.715_152, 0.072_175], [0.019_334, 0.119_192, 0.950_304]];
        let white = times(&XYZ, [1.0; 3]);
        let xyz = times(&XYZ, seen);
        let bent = |axis: usize| {
            let part = xyz[axis] / white[axis];
            if part > 0.008_856 { part.cbrt() } else { 7.787 * part + 16.0 / 116.0 }
        };
        let [x, y, z] = [bent(0), bent(1), bent(2)];
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn classes_can_be_told_apart_by_everybody() {
        for theme in [Theme::Light, Theme::Dark] {
            for (name, vision) in &VISIONS {
                for (a, b) in (0..10).flat_map(|a| (0..a).map(move |b| (a, b))) {
                    let [one, other] = [a, b].map(|class| lab(theme.class(class), vision));
                    let apart = one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt();
                    assert!(apart > 17.0, "{theme:?}, {name}: classes {a} and {b} are {apart} apart");
                }
            }
        }
    }

    #[test]
    fn text_and_marks_stand_out_from_their_ground() {
        for theme in [Theme::Light, Theme::Dark] {
            let tokens = theme.tokens();
            for ground in [tokens.sheet, tokens.paper] {
                for (class, &code) in tokens.classes.iter().enumerate() {
                    let contrast = Rgb::hex(code).contrast(ground);
                    assert!(contrast >= 3.0, "{theme:?}: class {class} has a contrast of {contrast}");
                }
                assert!(tokens.faint.contrast(ground) >= 3.0);
                let written = [
                    tokens.ink,
                    tokens.soft,
                    tokens.accent,
                    tokens.warm,
                    tokens.cool,
                    tokens.training,
                    tokens.held_out,
                    tokens.positive,
                    tokens.negative,
                ];
                for text in written {
                    let contrast = text.contrast(ground);
                    assert!(contrast >= 4.5, "{theme:?}: {} has a contrast of {contrast}", text.css());
                }
            }
        }
    }

    #[test]
    fn classes_start_over_after_ten() {
        assert_eq!(Theme::Light.class(12), Theme::Light.class(2));
        assert_eq!(Theme::Light.class(-1), Theme::Light.tokens().faint);
        assert_eq!(Theme::named("sepia").unwrap_err().code(), "unknown-name");
    }
}
