//! One tile of the picture: orders its splats by depth and lays them over one another.

use super::ink::Inks;
use super::lanes::{Ink, opaque};
use super::mask::{Masks, SPARE, STEPS, Stamp};
use super::splats::{BEFORE, DEPTH_BITS, PLACE_BITS, Splat, Splats};
use crate::draw::color::Rgb;

/// Pixels along each side of a tile.
pub(super) const TILE: usize = 64;

/// Pixels around a tile that small masks may write to, so that they need no clipping.
const EDGE: usize = 8;
const STRIDE: usize = TILE + 2 * EDGE;
/// Bytes in a row, edges included.
const LINE: usize = 4 * STRIDE;

/// Bytes from the first to the last of a mark of at most 8 × 8 pixels.
const WINDOW: usize = 7 * LINE + 32;

/// Splats on a tile from which most are hidden, so that they are drawn from the front.
const CROWD: usize = 3 * TILE * TILE;

/// Splats that are drawn from the front between two looks at what is full.
const BATCH: usize = 1024;

/// Coverage from which a pixel counts as full: what is missing changes its color by less than a level or two.
const FULL: u8 = 254;

/// Memory for one tile.
#[derive(Debug)]
pub(super) struct Tile {
    /// Bytes red, green, blue and coverage, rows with their edges.
    pixels: Vec<u8>,
    /// The splats in painting order: farthest first, then as their points are.
    order: Vec<Splat>,
    /// Likewise, half done.
    half_ordered: Vec<Splat>,
    /// For each row, edges included, which pixels of the tile are full, the first in the lowest bit.
    full: [u64; STRIDE],
}

impl Tile {
    pub(super) fn new() -> Self {
        Tile { pixels: vec![0; STRIDE * LINE + WINDOW], order: Vec::new(), half_ordered: Vec::new(), full: [0; STRIDE] }
    }

    /// Draws the splats of a tile: nearer over farther, later over earlier at the same depth. What they do not cover is
    /// the sheet's color with a coverage of 0.
    pub(super) fn draw(&mut self, splats: &Splats, place: (usize, usize), masks: &Masks, inks: &Inks<'_>) {
        let count = splats.count(place);
        self.sort(splats, place, count);
        let order = std::mem::take(&mut self.order);
        let sheet = inks.sheet();
        if count <= CROWD {
            self.fill([sheet.0, sheet.1, sheet.2, 0]);
            self.draw_over(&order[..count], masks, inks);
        } else {
            self.fill([0; 4]);
            self.draw_under(&order[..count], masks, inks);
            self.lay_on(sheet);
        }
        self.order = order;
    }

    #[inline(never)]
    fn draw_over(&mut self, order: &[Splat], masks: &Masks, inks: &Inks<'_>) {
        for &splat in order {
            self.stamp::<false>(splat, masks, inks);
        }
    }

    #[inline(never)]
    fn draw_under(&mut self, order: &[Splat], masks: &Masks, inks: &Inks<'_>) {
        // Rows of the edge never show.
        self.full = std::array::from_fn(|row| if (EDGE..EDGE + TILE).contains(&row) { 0 } else { u64::MAX });
        for batch in order.rchunks(BATCH) {
            for &splat in batch.iter().rev() {
                self.stamp::<true>(splat, masks, inks);
            }
            if self.note_full() {
                return;
            }
        }
    }

    #[inline(never)]
    fn fill(&mut self, [r, g, b, a]: [u8; 4]) {
        let four = [r, g, b, a, r, g, b, a, r, g, b, a, r, g, b, a];
        for pixels in self.pixels.chunks_exact_mut(16) {
            pixels.copy_from_slice(&four);
        }
    }

    /// Orders the splats of a tile: two stable counting sorts by 16 leading bits of the depth leave little to put right.
    #[inline(never)]
    fn sort(&mut self, splats: &Splats, place: (usize, usize), count: usize) {
        if self.order.len() < count {
            self.order.resize(count, 0);
            self.half_ordered.resize(count, 0);
        }
        let (order, half_ordered) = (&mut self.order[..count], &mut self.half_ordered[..count]);
        let (lowest, highest) = splats.depths;
        if lowest == highest {
            let mut rest = order;
            for piece in splats.pieces(place) {
                let (start, end) = rest.split_at_mut(piece.len());
                start.copy_from_slice(piece);
                rest = end;
            }
            return;
        }
        let scale = (1 << 48) / (u64::from(highest - lowest) + 1);
        let key = |splat: Splat| (((splat >> (u64::BITS - DEPTH_BITS)) - u64::from(lowest)) * scale) >> 32;
        let (low, high) = (|key: u64| key as usize & 0xff, |key: u64| (key >> 8) as usize & 0xff);
        let (mut lows, mut highs) = ([0_u32; 256], [0_u32; 256]);
        for &splat in splats.pieces(place).flatten() {
            let key = key(splat);
            lows[low(key)] += 1;
            highs[high(key)] += 1;
        }
        for counts in [&mut lows, &mut highs] {
            let mut total = 0;
            for count in counts {
                total += std::mem::replace(count, total);
            }
        }
        for &splat in splats.pieces(place).flatten() {
            let next = &mut lows[low(key(splat))];
            half_ordered[*next as usize] = splat;
            *next += 1;
        }
        for &splat in half_ordered.iter() {
            let next = &mut highs[high(key(splat))];
            order[*next as usize] = splat;
            *next += 1;
        }
        // Only depths count: splats at the same depth keep the order of their points.
        let depth = |splat: Splat| splat >> (u64::BITS - DEPTH_BITS);
        let mut moves = 0;
        for end in 1..count {
            let splat = order[end];
            let mut place = end;
            while place > 0 && depth(order[place - 1]) > depth(splat) {
                order[place] = order[place - 1];
                place -= 1;
            }
            order[place] = splat;
            moves += end - place;
            if moves > 16 * count {
                // Nearly all are at nearly the same depth.
                return order.sort_by_key(|&splat| depth(splat));
            }
        }
    }

    /// Lays one mark over or under what is there.
    #[inline(always)]
    fn stamp<const UNDER: bool>(&mut self, splat: Splat, masks: &Masks, inks: &Inks<'_>) {
        const WITHIN: u64 = (1 << PLACE_BITS) - 1;
        let (x, y) = ((splat >> PLACE_BITS & WITHIN) as usize, (splat & WITHIN) as usize);
        let (mask, color) = inks.of(splat);
        let stamp = masks.stamp(mask, x, y);
        let left = (x / STEPS) as i32 - (BEFORE - EDGE) as i32 + i32::from(stamp.left);
        let top = (y / STEPS) as i32 - (BEFORE - EDGE) as i32 + i32::from(stamp.top);
        let ink = Ink::new(color);
        let (width, rows) = (usize::from(stamp.width), usize::from(stamp.rows));
        if left < 0 || top < 0 || left as usize + width > STRIDE || top as usize + rows > STRIDE {
            return self.stamp_clipped::<UNDER>(stamp, left, top, masks, ink);
        }
        let (left, top) = (left as usize, top as usize);
        if UNDER {
            let touched = columns_of(left, width);
            let open = self.full[top..top + rows].iter().fold(0, |open, full| open | (touched & !full));
            if open == 0 {
                return;
            }
        }
        let (at, start) = (top * LINE + 4 * left, stamp.start as usize);
        match (rows, width) {
            (..=3, 4) => self.fixed::<UNDER, 3, 1>(at, start, masks, ink),
            (4, 4) => self.fixed::<UNDER, 4, 1>(at, start, masks, ink),
            (5, 8) => self.fixed::<UNDER, 5, 2>(at, start, masks, ink),
            (6, 8) => self.fixed::<UNDER, 6, 2>(at, start, masks, ink),
            _ => {
                let values = &masks.values[start..start + width * rows];
                for (row, values) in values.chunks_exact(width).enumerate() {
                    for (column, values) in values.chunks_exact(4).enumerate() {
                        blend::<UNDER>(&mut self.pixels, at + row * LINE + 16 * column, values, ink);
                    }
                }
            }
        }
    }

    /// A small mask of a known size: the compiler leaves out all loops and questions.
    #[inline(always)]
    fn fixed<const UNDER: bool, const ROWS: usize, const FOURS: usize>(
        &mut self,
        at: usize,
        start: usize,
        masks: &Masks,
        ink: Ink,
    ) {
        let pixels: Option<&mut [u8; WINDOW]> = self.pixels.get_mut(at..).and_then(|pixels| pixels.first_chunk_mut());
        let values: Option<&[u16; SPARE]> = masks.values.get(start..).and_then(|values| values.first_chunk());
        if let (Some(pixels), Some(values)) = (pixels, values) {
            for row in 0..ROWS {
                for four in 0..FOURS {
                    blend::<UNDER>(pixels, row * LINE + 16 * four, &values[4 * (row * FOURS + four)..], ink);
                }
            }
        }
    }

    /// Likewise for a mark that reaches beyond the edge.
    #[inline(never)]
    fn stamp_clipped<const UNDER: bool>(&mut self, stamp: Stamp, left: i32, top: i32, masks: &Masks, ink: Ink) {
        let (width, rows) = (usize::from(stamp.width), usize::from(stamp.rows));
        let values = &masks.values[stamp.start as usize..stamp.start as usize + width * rows];
        for (row, values) in (top..).zip(values.chunks_exact(width)) {
            if !(0..STRIDE as i32).contains(&row) {
                continue;
            }
            for (column, values) in (left..).step_by(4).zip(values.chunks_exact(4)) {
                // Four pixels that are only partly inside lie in the edge, which is not shown.
                if column >= 0 && column + 4 <= STRIDE as i32 {
                    let at = row as usize * LINE + 4 * column as usize;
                    blend::<UNDER>(&mut self.pixels, at, values, ink);
                }
            }
        }
    }

    #[inline(never)]
    /// Notes which pixels are full, and says whether all are.
    fn note_full(&mut self) -> bool {
        let mut all = true;
        for row in EDGE..EDGE + TILE {
            if self.full[row] == u64::MAX {
                continue;
            }
            let start = row * LINE + 4 * EDGE;
            let mut bits = 0_u64;
            for (column, pixel) in self.pixels[start..start + 4 * TILE].chunks_exact(4).enumerate() {
                bits |= u64::from(pixel[3] >= FULL) << column;
            }
            self.full[row] = bits;
            all &= bits == u64::MAX;
        }
        all
    }

    /// Lays premultiplied pixels on the sheet's color.
    fn lay_on(&mut self, sheet: Rgb) {
        let sheet = [sheet.0, sheet.1, sheet.2, 0].map(u16::from);
        for pixel in self.pixels.chunks_exact_mut(4) {
            let open = u16::from(255 - pixel[3]);
            for (channel, sheet) in pixel.iter_mut().zip(sheet) {
                *channel = channel.saturating_add(((open * sheet + 127) / 255) as u8);
            }
        }
    }

    #[inline(never)]
    /// Writes the tile into the frame: what is touched becomes opaque, the rest transparent.
    pub(super) fn resolve(&self, frame: &mut [u8], origin: (usize, usize), width: usize, height: usize) {
        let columns = TILE.min(width - origin.0);
        for row in 0..TILE.min(height - origin.1) {
            let from = (row + EDGE) * LINE + 4 * EDGE;
            let to = ((origin.1 + row) * width + origin.0) * 4;
            let (out, rest) = frame[to..to + columns * 4].as_chunks_mut::<16>();
            let (pixels, last) = self.pixels[from..from + columns * 4].as_chunks::<16>();
            for (out, pixels) in out.iter_mut().zip(pixels) {
                *out = opaque(pixels);
            }
            let mut four = [0; 16];
            four[..last.len()].copy_from_slice(last);
            rest.copy_from_slice(&opaque(&four)[..last.len()]);
        }
    }
}

/// The columns of a tile that a mask touches, as bits; `left` counts from the edge.
#[inline(always)]
fn columns_of(left: usize, width: usize) -> u64 {
    let bits = |columns: usize| if columns >= TILE { u64::MAX } else { (1 << columns) - 1 };
    bits((left + width).saturating_sub(EDGE)) & !bits(left.saturating_sub(EDGE))
}

/// Lays four pixels of a mask over or under those that start at a byte.
#[inline(always)]
fn blend<const UNDER: bool>(pixels: &mut [u8], at: usize, values: &[u16], ink: Ink) {
    let pixels = pixels.get_mut(at..).and_then(|pixels| pixels.first_chunk_mut());
    if let (Some(pixels), Some(values)) = (pixels, values.first_chunk()) {
        if UNDER {
            ink.under(pixels, values);
        } else {
            ink.over(pixels, values);
        }
    }
}
