//! Points as antialiased discs, written into RGBA memory; no GPU.
//!
//! Nearer discs cover farther ones wherever they overlap. A frame has three parts:
//!
//! 1. *project*: every point becomes a `Splat` (depth, number of its color, place in eighths of a pixel) in a list of each
//!    tile of the picture that it touches; a tile has a list for each slab of depth;
//! 2. *order*: from the front, each list is ordered by depth, by two counting sorts that leave little to put right;
//! 3. *draw*: discs are laid under one another from precomputed masks. Where a tile is covered several times, its lists
//!    are first freed from those splats that lie behind nothing but full pixels.
//!
//! A tile fits a fast cache. Points at the same depth (in two dimensions, all) lie in the order of their index, the
//! last in front. Pixels that are touched become opaque: their edges are smoothed against the sheet, on which every
//! picture stands, so that nothing needs to be divided by its coverage. All other pixels are transparent.

mod ink;
mod lanes;
mod mask;
mod order;
mod pixels;
mod project;
mod shape;
mod splats;
mod tile;

pub use shape::Shape;

use crate::draw::camera::View;
use crate::draw::color::Rgb;
use crate::error::{Error, Result};
use ink::Inks;
use mask::Masks;
use splats::Splats;
use tile::{TILE, Tile};

/// Most colors of a picture.
pub(crate) const MOST_COLORS: usize = 1 << splats::COLOR_BITS;

/// What is to be drawn, and how.
pub(crate) struct Look<'a> {
    /// The camera, for pixels of the screen.
    pub(crate) view: View,
    /// Coordinates, one slice for each of 2 or 3 dimensions.
    pub(crate) axes: &'a [Vec<f32>],
    /// The number of its color for each point.
    pub(crate) colors: &'a [u16],
    /// The colors, at most [`MOST_COLORS`]: bytes r, g, b, and the place of the shape in [`Shape::ALL`].
    pub(crate) palette: &'a [u32],
    /// Whether any color has a shape other than a disc.
    pub(crate) shaped: bool,
    /// Which points are in focus, or empty if all are.
    pub(crate) focus: &'a [bool],
    /// Radius at the center of the data, in pixels of the screen.
    pub(crate) radius: f32,
    /// The ground that far and dimmed points fade to, and that edges are smoothed against.
    pub(crate) sheet: Rgb,
    /// How much of its color the farthest point loses, 0 to 1.
    pub(crate) fog: f32,
    /// How much of its color a point outside the focus loses, 0 to 1.
    pub(crate) dim: f32,
}

/// Largest width and height of a picture, in pixels of the screen.
pub const LARGEST_SIDE: u32 = 7800;

/// Memory for drawing points, kept from frame to frame.
#[derive(Debug)]
pub struct Raster {
    width: usize,
    height: usize,
    splats: Splats,
    masks: Masks,
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
                let expected = format!("between 1 and {LARGEST_SIDE} pixels of the screen");
                return Err(Error::out_of_range("set size", name, side, expected));
            }
        }
        let (width, height) = (width as usize, height as usize);
        let (across, down) = (width.div_ceil(TILE), height.div_ceil(TILE));
        Ok(Raster {
            width,
            height,
            splats: Splats::new(across, down),
            masks: Masks::new(),
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
        project::project(look, &mut self.splats);
        let inks = Inks::new(look, self.splats.depths, &mut self.masks);
        let across = self.width.div_ceil(TILE);
        for index in 0..self.marked.len() {
            let (column, row) = (index % across, index / across);
            let any = self.splats.any_in((column, row));
            if any || self.marked[index] {
                let origin = (column * TILE, row * TILE);
                let shown = (TILE.min(self.width - origin.0), TILE.min(self.height - origin.1));
                self.tile.draw(&self.splats, (column, row), shown, &self.masks, &inks);
                self.tile.take(&mut self.frame, origin, shown, self.width, look.sheet.packed());
                self.marked[index] = any;
            }
        }
    }
}

#[cfg(test)]
mod tests;
