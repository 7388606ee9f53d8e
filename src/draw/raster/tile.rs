//! One tile of the picture: orders its splats by depth and lays them under one another.

use super::lanes::{FULL, ONE, under};
use super::mask::{Masks, STEPS};
use super::{SHIFT, Splat};

/// Pixels across a tile.
pub(super) const TILE_WIDTH: usize = 64;
/// Pixels down a tile.
pub(super) const TILE_HEIGHT: usize = 32;

/// Pixels around a tile that small masks may write to, so that they need no clipping.
const EDGE: usize = 8;
const STRIDE: usize = TILE_WIDTH + 2 * EDGE;
const ROWS: usize = TILE_HEIGHT + 2 * EDGE;

/// Splats that are drawn between two looks whether the tile is full.
const BATCH: usize = 256;

/// Memory for one tile.
#[derive(Debug)]
pub(super) struct Tile {
    /// Four fractions of [`ONE`] for each pixel: red, green, blue (premultiplied) and coverage.
    pixels: Vec<i16>,
    /// Depth above, place in the tile's list below.
    order: Vec<u64>,
    buckets: Vec<u32>,
}

impl Tile {
    pub(super) fn new() -> Self {
        Tile { pixels: vec![0; STRIDE * ROWS * 4], order: Vec::new(), buckets: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.pixels.fill(0);
    }

    /// Draws splats, nearest first and in the order of the list where depth is the same, until the tile is full.
    pub(super) fn draw(&mut self, splats: &[Splat], origin: (usize, usize), masks: &[Option<Masks>]) {
        let (low, high) =
            splats.iter().fold((u32::MAX, 0), |(low, high), splat| (low.min(splat.depth), high.max(splat.depth)));
        if low >= high {
            for batch in splats.chunks(BATCH) {
                for splat in batch {
                    self.stamp(splat, origin, masks);
                }
                if self.is_full() {
                    return;
                }
            }
            return;
        }
        self.sort_into_buckets(splats, low, high);
        let order = std::mem::take(&mut self.order);
        let mut rest = order;
        let mut start = 0;
        let mut since = 0;
        for bucket in 0..self.buckets.len() {
            let end = self.buckets[bucket] as usize;
            let slice = &mut rest[start..end];
            if slice.len() > 1 {
                slice.sort_unstable();
            }
            for &entry in slice.iter() {
                self.stamp(&splats[entry as u32 as usize], origin, masks);
            }
            since += end - start;
            if since >= BATCH {
                since = 0;
                if self.is_full() {
                    break;
                }
            }
            start = end;
        }
        self.order = rest;
    }

    /// A counting sort by the leading bits of the depth; buckets are put in order when their turn comes.
    fn sort_into_buckets(&mut self, splats: &[Splat], low: u32, high: u32) {
        let bits = (splats.len() as u32).ilog2().saturating_sub(1).clamp(1, 12);
        let shift = (32 - (high - low).leading_zeros()).saturating_sub(bits);
        self.buckets.clear();
        self.buckets.resize(1 << bits, 0);
        for splat in splats {
            self.buckets[((splat.depth - low) >> shift) as usize] += 1;
        }
        let mut total = 0;
        for count in &mut self.buckets {
            total += *count;
            *count = total - *count;
        }
        if self.order.len() < splats.len() {
            self.order.resize(splats.len(), 0);
        }
        for (place, splat) in splats.iter().enumerate() {
            let next = &mut self.buckets[((splat.depth - low) >> shift) as usize];
            self.order[*next as usize] = u64::from(splat.depth) << 32 | place as u64;
            *next += 1;
        }
    }

    /// Lays one disc under what is there.
    #[inline(always)]
    fn stamp(&mut self, splat: &Splat, origin: (usize, usize), masks: &[Option<Masks>]) {
        let Some(masks) = &masks[splat.mask as usize] else { return };
        let stamp = masks.stamp(u32::from(splat.x) % STEPS as u32, u32::from(splat.y) % STEPS as u32);
        // Relative to the tile's pixels, edge included.
        let left = i32::from(splat.x) / STEPS - SHIFT - origin.0 as i32 + EDGE as i32 + stamp.left;
        let top = i32::from(splat.y) / STEPS - SHIFT - origin.1 as i32 + EDGE as i32 + stamp.top;
        let width = masks.width;
        let rows = stamp.values.len() / width;
        let color = lanes_of(splat.color);
        let inside = left >= 0 && top >= 0 && left as usize + width <= STRIDE && top as usize + rows <= ROWS;
        if !inside {
            return self.stamp_clipped(stamp.values, width, left, top, &color);
        }
        let start = (top as usize * STRIDE + left as usize) * 4;
        match width {
            4 => self.rows::<4>(stamp.values, start, &color),
            6 => self.rows::<6>(stamp.values, start, &color),
            8 => self.rows::<8>(stamp.values, start, &color),
            _ => {
                for (row, values) in stamp.values.chunks_exact(width).enumerate() {
                    let line = &mut self.pixels[start + row * STRIDE * 4..][..width * 4];
                    blend(line, values, &color);
                }
            }
        }
    }

    #[inline(always)]
    fn rows<const WIDTH: usize>(&mut self, values: &[i16], start: usize, color: &[i16; 8]) {
        let mut at = start;
        for values in values.chunks_exact(WIDTH) {
            blend(&mut self.pixels[at..at + WIDTH * 4], values, color);
            at += STRIDE * 4;
        }
    }

    fn stamp_clipped(&mut self, values: &[i16], width: usize, left: i32, top: i32, color: &[i16; 8]) {
        for (row, values) in values.chunks_exact(width).enumerate() {
            let y = top + row as i32;
            if !(0..ROWS as i32).contains(&y) {
                continue;
            }
            for (pair, values) in values.chunks_exact(2).enumerate() {
                let x = left + 2 * pair as i32;
                // A pair that is only half inside lies in the edge, which is not shown.
                if x >= 0 && x + 2 <= STRIDE as i32 {
                    let at = (y as usize * STRIDE + x as usize) * 4;
                    blend(&mut self.pixels[at..at + 8], values, color);
                }
            }
        }
    }

    /// Whether nothing further can show.
    fn is_full(&self) -> bool {
        (EDGE..EDGE + TILE_HEIGHT).all(|row| {
            let start = (row * STRIDE + EDGE) * 4;
            self.pixels[start..start + TILE_WIDTH * 4].chunks_exact(4).all(|pixel| pixel[3] >= FULL)
        })
    }

    /// Writes the tile into the frame as bytes that are not premultiplied.
    pub(super) fn resolve(&self, frame: &mut [u8], origin: (usize, usize), width: usize, height: usize) {
        let columns = TILE_WIDTH.min(width - origin.0);
        for row in 0..TILE_HEIGHT.min(height - origin.1) {
            let from = ((row + EDGE) * STRIDE + EDGE) * 4;
            let to = ((origin.1 + row) * width + origin.0) * 4;
            let pixels = self.pixels[from..from + columns * 4].chunks_exact(4);
            for (out, pixel) in frame[to..to + columns * 4].chunks_exact_mut(4).zip(pixels) {
                let coverage = pixel[3];
                if coverage == 0 {
                    out.fill(0);
                    continue;
                }
                let factor = 255.0 / f32::from(coverage);
                for channel in 0..3 {
                    out[channel] = (f32::from(pixel[channel]) * factor + 0.5) as u8;
                }
                out[3] = (f32::from(coverage) * (255.0 / f32::from(ONE)) + 0.5) as u8;
            }
        }
    }
}

#[inline(always)]
fn blend(line: &mut [i16], values: &[i16], color: &[i16; 8]) {
    for (pixels, mask) in line.chunks_exact_mut(8).zip(values.chunks_exact(2)) {
        if let (Ok(pixels), &[left, right]) = (<&mut [i16; 8]>::try_from(pixels), mask) {
            under(pixels, [left, right], color);
        }
    }
}

/// Two pixels of a color, fully covered.
#[inline(always)]
fn lanes_of(color: u32) -> [i16; 8] {
    let [r, g, b, _] = color.to_le_bytes().map(|byte| (i16::from(byte) << 7) + i16::from(byte >> 1));
    [r, g, b, ONE, r, g, b, ONE]
}
