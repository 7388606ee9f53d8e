//! Points made ready for drawing, in lists by place and depth.

use super::mask::STEPS;
use super::project::LAYER_BITS;
use super::tile::TILE;

/// A point ready to be drawn on one tile, in 64 bits: the fewer bytes, the less a million of them wait for memory. From
/// the highest bit: how far in front in its slab it is (28 bits), the number of its color (14), the row (8) and the column
/// (8) of its pixel from [`BEFORE`] pixels above and left of the tile, and its place down and across that pixel (3 each).
pub(super) type Splat = u64;

const PLACE_BITS: u32 = STEPS.ilog2();
const PIXEL_BITS: u32 = 8;
const COLUMN: u32 = 2 * PLACE_BITS;
const ROW: u32 = COLUMN + PIXEL_BITS;
const NUMBER: u32 = ROW + PIXEL_BITS;
/// Bits that hold the number of the color.
pub(super) const COLOR_BITS: u32 = 14;
const DEPTH: u32 = NUMBER + COLOR_BITS;

/// The lower half of a splat, with places in steps of a part of a pixel.
#[inline(always)]
pub(super) fn low(number: u32, x: u32, y: u32) -> u32 {
    const WITHIN: u32 = STEPS as u32 - 1;
    let pixel = y >> PLACE_BITS << ROW | x >> PLACE_BITS << COLUMN;
    number << NUMBER | pixel | (y & WITHIN) << PLACE_BITS | x & WITHIN
}

/// The upper half of a splat. Of its depth so many bits are those of the slab.
#[inline(always)]
pub(super) fn high(depth: u32, slab_bits: u32, number: u32) -> u32 {
    // The bits that all splats of a list share are shifted out.
    depth << (32 - slab_bits) | number >> (32 - NUMBER)
}

/// A splat as seen from a tile so many tiles further to the right and down.
#[inline(always)]
pub(super) fn moved(splat: Splat, right: u32, down: u32) -> Splat {
    splat - (u64::from(right) << (COLUMN + TILE.ilog2())) - (u64::from(down) << (ROW + TILE.ilog2()))
}

/// How far in front in its slab a splat is.
#[inline(always)]
pub(super) fn in_front(splat: Splat) -> u32 {
    (splat >> DEPTH) as u32
}

/// So many leading bits of that.
#[inline(always)]
pub(super) fn leading(splat: Splat, bits: u32) -> usize {
    (splat >> (u64::BITS - bits)) as usize
}

/// The number of its color.
#[inline(always)]
pub(super) fn number(splat: Splat) -> usize {
    (splat >> NUMBER) as usize & ((1 << COLOR_BITS) - 1)
}

/// Its pixel: the row in the upper, the column in the lower half.
#[inline(always)]
pub(super) fn pixel(splat: Splat) -> u16 {
    (splat >> COLUMN) as u16
}

/// Its place within its pixel, row by row.
#[inline(always)]
pub(super) fn within(splat: Splat) -> usize {
    splat as usize % (STEPS * STEPS)
}

/// Pixels before a tile from which places on it count.
pub(super) const BEFORE: usize = 64;

/// Tiles around the picture that collect what is not seen, so that nobody has to ask.
pub(super) const MARGIN: usize = 128 / TILE;

/// Steps across a tile, as a power of two.
pub(super) const TILE_BITS: u32 = (TILE * STEPS).ilog2();

/// Splats in one piece of a list.
pub(super) const CHUNK: usize = 32;

/// Splats that a list should have if they were spread evenly over the picture and all depths.
const WANTED: usize = 32;
/// Most slabs of a layer.
const MOST_SLABS: usize = 128;

/// Lists of splats, one for each slab of depth on each tile, in pieces of [`CHUNK`] that are handed out as lists grow. A
/// piece is filled from its end, so that reading goes from the last point to the first.
#[derive(Debug)]
pub(super) struct Splats {
    /// Tiles of the picture.
    tiles: usize,
    /// Tiles across, margins included.
    pub(super) across: u32,
    /// Tiles, margins included.
    all: usize,
    /// Largest step along each axis that is kept.
    pub(super) last: [f32; 2],
    /// Bits of the depth that splats of a list may differ in; the others are the number of their slab.
    pub(super) slab_bits: u32,
    /// Lists of a tile: slabs from the back to the front.
    lists: usize,
    pool: Vec<Splat>,
    /// For each piece the one before it in its list, or 0.
    previous: Vec<u32>,
    /// For each list where its last splat is; a multiple of [`CHUNK`] asks for a new piece, 0 is that of an empty list.
    cursor: Vec<u32>,
    /// Lowest and highest depth bits of all splats.
    pub(super) depths: (u32, u32),
}

impl Splats {
    /// Lists for a picture of that many tiles.
    pub(super) fn new(across: usize, down: usize) -> Self {
        let last = |tiles: usize| ((tiles + MARGIN) << TILE_BITS) as f32;
        Splats {
            tiles: across * down,
            across: (across + 2 * MARGIN) as u32,
            all: (across + 2 * MARGIN) * (down + 2 * MARGIN),
            last: [last(across), last(down)],
            slab_bits: LAYER_BITS,
            lists: 1,
            pool: Vec::new(),
            previous: Vec::new(),
            cursor: Vec::new(),
            depths: (0, 0),
        }
    }

    /// Empties all lists and makes them ready for so many points on one or two layers of depths.
    pub(super) fn clear(&mut self, points: usize, layers: usize) {
        let even = points / (self.tiles * WANTED);
        let slabs = even.clamp(1, MOST_SLABS).next_power_of_two();
        self.slab_bits = LAYER_BITS - slabs.ilog2();
        self.lists = slabs * layers;
        // No list has piece 0.
        self.previous.clear();
        self.previous.push(0);
        self.cursor.clear();
        self.cursor.resize(self.all * self.lists, 0);
        self.depths = (0, 0);
    }

    /// The first list of a tile, margins included.
    #[inline(always)]
    pub(super) fn list(&self, tile: usize) -> usize {
        tile * self.lists
    }

    /// The lists with room for so many more splats, wherever they go.
    pub(super) fn lists(&mut self, more: usize) -> Lists<'_> {
        let needed = (self.previous.len() + more) * CHUNK;
        if needed > self.pool.len() {
            self.pool.resize(needed.max(3 * self.pool.len() / 2), 0);
        }
        Lists { cursor: &mut self.cursor, pool: &mut self.pool, previous: &mut self.previous }
    }

    /// The lists of a tile of the picture, from the back to the front.
    pub(super) fn of(&self, (column, row): (usize, usize)) -> std::ops::Range<usize> {
        let tile = (row + MARGIN) * self.across as usize + column + MARGIN;
        self.list(tile)..self.list(tile + 1)
    }

    /// Whether a slab is the front of a layer.
    pub(super) fn begins_layer(&self, slab: usize) -> bool {
        (slab + 1).is_multiple_of(1 << (LAYER_BITS - self.slab_bits))
    }

    /// Whether a tile of the picture has any splats.
    pub(super) fn any_in(&self, place: (usize, usize)) -> bool {
        self.of(place).any(|list| !self.is_empty(list))
    }

    /// Whether a list has no splats.
    pub(super) fn is_empty(&self, list: usize) -> bool {
        self.cursor[list] == 0
    }

    /// The pieces of a list. From piece to piece and within each, splats are in the order of their points, backward.
    #[inline(always)]
    pub(super) fn pieces(&self, list: usize) -> impl Iterator<Item = &[Splat]> {
        let mut start = self.cursor[list] as usize;
        std::iter::from_fn(move || {
            if start == 0 {
                return None;
            }
            let piece = start / CHUNK;
            let splats = &self.pool[start..(piece + 1) * CHUNK];
            start = self.previous[piece] as usize * CHUNK;
            Some(splats)
        })
    }
}

/// Lists that have room.
pub(super) struct Lists<'a> {
    cursor: &'a mut [u32],
    pool: &'a mut [Splat],
    previous: &'a mut Vec<u32>,
}

impl Lists<'_> {
    /// Adds a splat to a list.
    #[inline(always)]
    pub(super) fn push(&mut self, list: usize, splat: Splat) {
        let mut last = self.cursor[list];
        if last.is_multiple_of(CHUNK as u32) {
            // A new piece, after the one that starts there.
            self.previous.push(last / CHUNK as u32);
            last = (self.previous.len() * CHUNK) as u32;
        }
        last -= 1;
        self.pool[last as usize] = splat;
        self.cursor[list] = last;
    }
}
