//! Points made ready for drawing, in one list for each tile of the picture.

use super::mask::STEPS;
use super::tile::TILE;

/// A point ready to be drawn on one tile, in 64 bits: the fewer bytes, the less a million of them wait for memory. From
/// the highest bit: how far in front it is, the number of its color, its place on the tile.
pub(super) type Splat = u64;

/// Bits that hold each coordinate on the tile, in steps of a part of a pixel from [`BEFORE`] pixels left and above.
pub(super) const PLACE_BITS: u32 = 11;
/// Bits that hold the number of the color.
pub(super) const COLOR_BITS: u32 = 14;
/// Bits that hold the depth.
pub(super) const DEPTH_BITS: u32 = u64::BITS - COLOR_BITS - 2 * PLACE_BITS;

/// Pixels before a tile from which places on it count.
pub(super) const BEFORE: usize = 64;

/// Tiles around the picture that collect what is not seen, so that nobody has to ask.
pub(super) const MARGIN: usize = 128 / TILE;

/// Steps across a tile, as a power of two.
pub(super) const TILE_BITS: u32 = (TILE * STEPS).ilog2();

/// Splats in one piece of a list.
const CHUNK: usize = 32;
/// No piece.
const NONE: u32 = u32::MAX;

/// Lists of splats, in pieces of [`CHUNK`] that are handed out as lists grow.
#[derive(Debug)]
pub(super) struct Splats {
    /// Tiles across, margins included.
    pub(super) across: u32,
    /// Largest step along each axis that is kept.
    pub(super) last: [f32; 2],
    pool: Vec<Splat>,
    /// For each piece the next of its list.
    next: Vec<u32>,
    /// For each tile its first piece.
    first: Vec<u32>,
    /// For each tile where the next splat goes; a multiple of [`CHUNK`] asks for a new piece.
    cursor: Vec<u32>,
    /// Lowest and highest depth bits of all splats.
    pub(super) depths: (u32, u32),
}

impl Splats {
    /// Lists for a picture of that many tiles.
    pub(super) fn new(across: usize, down: usize) -> Self {
        let tiles = (across + 2 * MARGIN) * (down + 2 * MARGIN);
        let last = |tiles: usize| ((tiles + MARGIN) << TILE_BITS) as f32;
        Splats {
            across: (across + 2 * MARGIN) as u32,
            last: [last(across), last(down)],
            pool: Vec::new(),
            next: Vec::new(),
            first: vec![NONE; tiles],
            cursor: vec![0; tiles],
            depths: (0, 0),
        }
    }

    pub(super) fn clear(&mut self) {
        self.next.clear();
        self.first.fill(NONE);
        self.cursor.fill(0);
        self.depths = (0, 0);
    }

    /// Adds a splat to a tile.
    #[inline(always)]
    pub(super) fn push(&mut self, tile: usize, splat: Splat) {
        let mut slot = self.cursor[tile];
        if slot.is_multiple_of(CHUNK as u32) {
            slot = self.grow(tile, slot);
        }
        self.pool[slot as usize] = splat;
        self.cursor[tile] = slot + 1;
    }

    #[inline(never)]
    fn grow(&mut self, tile: usize, end: u32) -> u32 {
        let piece = self.next.len() as u32;
        self.next.push(NONE);
        if self.next.len() * CHUNK > self.pool.len() {
            self.pool.resize((self.next.len() * CHUNK).max(2 * self.pool.len()), 0);
        }
        match self.first[tile] {
            NONE => self.first[tile] = piece,
            _ => self.next[end as usize / CHUNK - 1] = piece,
        }
        piece * CHUNK as u32
    }

    fn tile(&self, (column, row): (usize, usize)) -> usize {
        (row + MARGIN) * self.across as usize + column + MARGIN
    }

    pub(super) fn any_in(&self, place: (usize, usize)) -> bool {
        self.first[self.tile(place)] != NONE
    }

    /// How many splats a tile of the picture has.
    pub(super) fn count(&self, place: (usize, usize)) -> usize {
        self.pieces(place).map(|piece| piece.len()).sum()
    }

    /// The splats of a tile of the picture in the order of their points.
    pub(super) fn pieces(&self, place: (usize, usize)) -> impl Iterator<Item = &[Splat]> {
        let tile = self.tile(place);
        let mut piece = self.first[tile];
        std::iter::from_fn(move || {
            if piece == NONE {
                return None;
            }
            let start = piece as usize * CHUNK;
            piece = self.next[piece as usize];
            let end = if piece == NONE { self.cursor[tile] as usize } else { start + CHUNK };
            Some(&self.pool[start..end])
        })
    }
}
