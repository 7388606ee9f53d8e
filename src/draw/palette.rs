//! The colors of the house, light and dark, each with one meaning on every page.

use crate::draw::color::{ColorMap, Rgb};
use crate::error::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;

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
    /// Ten classes, 0xrrggbb.
    pub classes: [u32; 10],
    /// From cool through quiet to warm, 0xrrggbb.
    pub diverging: &'static [u32],
}

/// The colors of a theme as CSS writes them, for whatever is not drawn here.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Css {
    #[serde(flatten)]
    named: BTreeMap<&'static str, String>,
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
    classes: [0x2f6fc4, 0xd9700f, 0x0f8a72, 0xb3243b, 0x6b3fa0, 0x3a9ac9, 0x8a7a12, 0xd45f9e, 0x2d5a27, 0x6f7278],
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
    classes: [0x6aa5f0, 0xf0923c, 0x2fb59a, 0xf0616d, 0xb08be8, 0x7fd0f0, 0xc9b840, 0xf49ac8, 0x6da65e, 0xa3a6ab],
    diverging: &[0x7db8f2, 0x4a7fb5, 0x565a60, 0xbf7443, 0xf0a06c],
};
