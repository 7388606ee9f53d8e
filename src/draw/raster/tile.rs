//! One tile of the picture: takes its splats from front to back and lays each under those before it.

use super::ink::Inks;
use super::mask::Masks;
use super::order::Order;
use super::pixels::Pixels;
use super::splats::{BEFORE, Splat, Splats, pixel};
use std::f32::consts::PI;

/// Pixels along each side of a tile.
pub(super) const TILE: usize = 64;

/// Splats that are drawn between two looks at what is hidden.
const BATCH: usize = 512;

/// How often marks must have covered a tile before the first look.
const COVERED: f32 = 4.0;

/// Memory for one tile.
#[derive(Debug)]
pub(super) struct Tile {
    pixels: Pixels,
    order: Order,
    hidden: Hidden,
}

impl Tile {
    pub(super) fn new() -> Self {
        Tile { pixels: Pixels::new(), order: Order::new(), hidden: Hidden::new() }
    }

    /// Draws the splats of a tile of which so many columns and rows are in the picture: nearer over farther, later over
    /// earlier at the same depth.
    pub(super) fn draw(
        &mut self,
        splats: &Splats,
        place: (usize, usize),
        shown: (usize, usize),
        masks: &Masks,
        inks: &Inks<'_>,
    ) {
        let Tile { pixels, order, hidden } = self;
        let (mut looked, mut covered, mut drawn) = (false, 0.0, 0);
        for (slab, list) in splats.of(place).enumerate().rev() {
            // Later marks reach no further than the last one at a look, but those of another layer may.
            looked &= !splats.begins_layer(slab);
            if splats.is_empty(list) {
                continue;
            }
            let inks = inks.of_slab(slab, splats.slab_bits);
            let found = if looked { hidden.seen(order, splats, list) } else { order.all(splats, list) };
            let mut fresh = true;
            for batch in found.chunks_mut(BATCH) {
                let seen = if fresh { batch.len() } else { hidden.leave_out(batch) };
                pixels.lay(&batch[..seen], masks, &inks);
                let Some(&last) = batch[..seen].last() else { continue };
                drawn += seen;
                if !looked {
                    covered += seen as f32 * PI * inks.radius(last).powi(2) / (TILE * TILE) as f32;
                }
                if drawn >= BATCH && covered > COVERED {
                    if !looked {
                        hidden.start(shown);
                    }
                    hidden.look(pixels, inks.reach(last));
                    if hidden.all() {
                        return;
                    }
                    (looked, fresh, drawn) = (true, false, 0);
                }
            }
        }
    }

    /// Moves the part of the tile that is in the picture into its frame, on a sheet of that color.
    #[inline(never)]
    pub(super) fn take(
        &mut self,
        frame: &mut [u8],
        origin: (usize, usize),
        (columns, rows): (usize, usize),
        width: usize,
        sheet: u32,
    ) {
        for row in 0..rows {
            let to = ((origin.1 + row) * width + origin.0) * 4;
            self.pixels.take(row, sheet, &mut frame[to..to + 4 * columns]);
        }
        if columns < TILE || rows < TILE {
            self.pixels.clear();
        }
    }
}

/// Where marks can no longer be seen.
#[derive(Debug)]
struct Hidden {
    /// For each row which pixels need no more color, the first in the lowest bit.
    full: [u64; TILE],
    /// At which pixels the center of a mark cannot be seen, as [`pixel`] counts them, the first in the lowest bit: four
    /// numbers a row, one of them for the tile. Marks with their center beside the tile count as seen.
    centers: Box<[u64; ROWS * ACROSS]>,
}

/// Rows that [`pixel`] counts, and how often the columns of a tile fit into a row.
const ROWS: usize = 256;
const ACROSS: usize = 256 / TILE;

impl Hidden {
    fn new() -> Self {
        Hidden { full: [0; TILE], centers: Box::new([0; ROWS * ACROSS]) }
    }

    /// Nothing is hidden yet on a tile of which so many columns and rows are in the picture.
    fn start(&mut self, (columns, rows): (usize, usize)) {
        // What is not in the picture needs no color.
        let outside = if columns < TILE { u64::MAX << columns } else { 0 };
        self.full = std::array::from_fn(|row| if row < rows { outside } else { u64::MAX });
    }

    /// Notes which pixels are full, and where marks that touch no pixel further away than `reach` from that of their
    /// center cannot be seen.
    #[inline(never)]
    fn look(&mut self, pixels: &Pixels, reach: usize) {
        for (row, full) in self.full.iter_mut().enumerate() {
            if *full != u64::MAX {
                *full |= pixels.closed(row);
            }
        }
        // Beside the tile nothing shows.
        let across = self.full.map(|row| {
            (1..=reach.min(TILE - 1))
                .fold(row, |all, step| all & (row >> step | !(u64::MAX >> step)) & (row << step | !(u64::MAX << step)))
        });
        for row in 0..TILE {
            let rows = row.saturating_sub(reach)..=(row + reach).min(TILE - 1);
            let all = across[rows].iter().fold(u64::MAX, |all, row| all & row);
            self.centers[ACROSS * (BEFORE + row) + BEFORE / TILE] = all;
        }
    }

    /// Whether no mark can be seen any more.
    fn all(&self) -> bool {
        self.full == [u64::MAX; TILE]
    }

    /// Whether a mark cannot be seen.
    #[inline(always)]
    fn has(&self, splat: Splat) -> bool {
        let pixel = pixel(splat);
        self.centers[usize::from(pixel) / TILE] >> (usize::from(pixel) % TILE) & 1 != 0
    }

    /// The splats of a list that are not hidden.
    #[inline(never)]
    fn seen<'a>(&self, order: &'a mut Order, splats: &Splats, list: usize) -> &'a mut [Splat] {
        order.seen(splats, list, |splat| self.has(splat))
    }

    /// Moves the splats that are not hidden to the front, in their order, and says how many there are.
    #[inline(never)]
    fn leave_out(&self, splats: &mut [Splat]) -> usize {
        let mut kept = 0;
        for place in 0..splats.len() {
            splats[kept] = splats[place];
            kept += usize::from(!self.has(splats[place]));
        }
        kept
    }
}
