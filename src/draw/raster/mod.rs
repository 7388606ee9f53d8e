//! Points as antialiased discs, written into RGBA memory; no GPU.
//!
//! Nearer discs cover farther ones wherever they overlap. A frame has four parts, each a pass over memory in order:
//!
//! 1. *project*: every point becomes a `Splat` (place in eighths of a pixel, depth, radius class, color with fog);
//! 2. *bin*: splats go to the tiles of the picture that they touch;
//! 3. *order*: each tile is ordered by depth, nearest first, only as far as it is needed;
//! 4. *draw*: discs are laid *under* what the tile already holds, from precomputed masks, until the tile is full.
//!
//! A tile of 16-bit pixels fits the fastest cache, and a cloud that hides its own back is not drawn further than it can
//! be seen. Points at the same depth (in two dimensions, all) lie in the order of their index, the last in front.

mod lanes;
mod mask;
mod project;
mod tile;

pub(crate) use project::Look;

use crate::error::{Error, Result};
use mask::{CLASSES, Masks, STEPS};
use tile::{TILE_HEIGHT, TILE_WIDTH, Tile};

/// Largest width and height of a picture, in pixels of the screen.
pub const LARGEST_SIDE: u32 = 8000;

/// The outline of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A circle.
    Disc,
    /// A square.
    Square,
    /// A square on its tip.
    Diamond,
    /// A triangle that points up.
    Up,
    /// A triangle that points down.
    Down,
}

impl Shape {
    /// Every shape, in the order in which classes get them.
    pub const ALL: [Shape; 5] = [Shape::Disc, Shape::Square, Shape::Up, Shape::Diamond, Shape::Down];

    /// How far the shape reaches from its center, in radii of the disc of the same area.
    const fn reach(self) -> f32 {
        match self {
            Shape::Disc | Shape::Square => 1.0,
            Shape::Diamond | Shape::Up | Shape::Down => WIDEST,
        }
    }

    /// Signed distance of a place from the outline around the origin, negative inside. Every shape has about the area of
    /// the disc of that radius.
    fn distance(self, radius: f32, x: f32, y: f32) -> f32 {
        match self {
            Shape::Disc => x.hypot(y) - radius,
            Shape::Square => x.abs().max(y.abs()) - radius * 0.89,
            Shape::Diamond => (x.abs() + y.abs() - radius * WIDEST) * std::f32::consts::FRAC_1_SQRT_2,
            Shape::Up => triangle(radius * WIDEST, x, -y),
            Shape::Down => triangle(radius * WIDEST, x, y),
        }
    }
}

/// The largest [`Shape::reach`].
const WIDEST: f32 = 1.25;

/// A triangle with a flat top and its tip below, as wide and high as a square of side 2 `half`.
fn triangle(half: f32, x: f32, y: f32) -> f32 {
    (-half - y).max((x.abs() - (half - y) * 0.5) / 1.25_f32.sqrt())
}

/// A point ready to be drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C)]
struct Splat {
    /// Grows with distance; splats of the dimmed layer come behind all others.
    depth: u32,
    /// Eighths of a pixel from a place 64 pixels left of and above the picture.
    x: u16,
    y: u16,
    /// Bytes r, g, b.
    color: u32,
    /// Index into the masks.
    mask: u32,
}

/// Pixels that a splat's coordinates are shifted by, so that none is negative.
const SHIFT: i32 = 64;

/// Memory for drawing points, kept from frame to frame.
#[derive(Debug)]
pub struct Raster {
    width: usize,
    height: usize,
    /// Tiles across and down.
    across: usize,
    down: usize,
    splats: Vec<Splat>,
    binned: Vec<Splat>,
    /// For each tile where its splats start; after binning, where they end.
    ends: Vec<u32>,
    masks: Vec<Option<Masks>>,
    tile: Tile,
    /// Whether a tile of the frame holds anything but transparency.
    marked: Vec<bool>,
    frame: Vec<u8>,
}

impl Raster {
    /// A raster of that many pixels of the screen.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if a side is 0 or longer than [`LARGEST_SIDE`].
    pub fn new(width: u32, height: u32) -> Result<Self> {
        for (name, side) in [("width", width), ("height", height)] {
            if !(1..=LARGEST_SIDE).contains(&side) {
                return Err(Error::out_of_range("set size", name, side, "between 1 and 8000 pixels of the screen"));
            }
        }
        let (width, height) = (width as usize, height as usize);
        let (across, down) = (width.div_ceil(TILE_WIDTH), height.div_ceil(TILE_HEIGHT));
        Ok(Raster {
            width,
            height,
            across,
            down,
            splats: Vec::new(),
            binned: Vec::new(),
            ends: vec![0; across * down],
            masks: (0..CLASSES * Shape::ALL.len()).map(|_| None).collect(),
            tile: Tile::new(),
            marked: vec![false; across * down],
            frame: vec![0; width * height * 4],
        })
    }

    /// Width and height in pixels of the screen.
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// The picture: bytes r, g, b, alpha (not premultiplied) for each pixel, rows from the top.
    pub fn frame(&self) -> &[u8] {
        &self.frame
    }

    /// Draws the points of a look on a transparent ground.
    pub(crate) fn draw(&mut self, look: &Look<'_>) {
        self.project(look);
        for (index, used) in self.used_masks().into_iter().enumerate() {
            if used && self.masks[index].is_none() {
                let shape = Shape::ALL[index / CLASSES];
                self.masks[index] = Some(Masks::new(shape, mask::radius_of(index % CLASSES)));
            }
        }
        self.bin();
        let mut start = 0;
        for index in 0..self.across * self.down {
            let end = self.ends[index] as usize;
            if start < end || self.marked[index] {
                let (column, row) = (index % self.across, index / self.across);
                let origin = (column * TILE_WIDTH, row * TILE_HEIGHT);
                self.tile.clear();
                self.tile.draw(&self.binned[start..end], origin, &self.masks);
                self.tile.resolve(&mut self.frame, origin, self.width, self.height);
                self.marked[index] = start < end;
            }
            start = end;
        }
    }

    fn used_masks(&self) -> Vec<bool> {
        let mut used = vec![false; self.masks.len()];
        for splat in &self.splats {
            used[splat.mask as usize] = true;
        }
        used
    }

    /// Sorts the splats into tiles; the last point of a tile comes first.
    fn bin(&mut self) {
        let mut total = 0;
        for count in &mut self.ends {
            total += *count;
            *count = total - *count;
        }
        if self.binned.len() < total as usize {
            self.binned.resize(total as usize, Splat::default());
        }
        for splat in self.splats.iter().rev() {
            for row in splat.rows(self.down) {
                for column in splat.columns(self.across) {
                    let place = &mut self.ends[row * self.across + column];
                    self.binned[*place as usize] = *splat;
                    *place += 1;
                }
            }
        }
    }
}

impl Splat {
    /// Eighths of a pixel that the splat reaches at most.
    #[inline(always)]
    fn reach(self) -> i32 {
        let (shape, class) = (self.mask as usize / CLASSES, self.mask as usize % CLASSES);
        let radius = mask::radius_of(class) * if shape == 0 { 1.0 } else { WIDEST };
        (radius * STEPS as f32) as i32 + 2
    }

    #[inline(always)]
    fn columns(self, across: usize) -> std::ops::Range<usize> {
        let (x, reach) = (i32::from(self.x) - SHIFT * STEPS, self.reach());
        let first = (x - reach).max(0) >> 3;
        let last = (x + reach) >> 3;
        let end = if last < 0 { 0 } else { (last as usize / TILE_WIDTH + 1).min(across) };
        first as usize / TILE_WIDTH..end
    }

    #[inline(always)]
    fn rows(self, down: usize) -> std::ops::Range<usize> {
        let (y, reach) = (i32::from(self.y) - SHIFT * STEPS, self.reach());
        let first = (y - reach).max(0) >> 3;
        let last = (y + reach) >> 3;
        let end = if last < 0 { 0 } else { (last as usize / TILE_HEIGHT + 1).min(down) };
        first as usize / TILE_HEIGHT..end
    }
}
