//! From points to splats: projection, depth, and which tiles are touched.

use super::Look;
use super::ink::Inks;
use super::mask::{LARGEST, SMALLEST, STEPS};
use super::shape::WIDEST;
use super::splats::{BEFORE, DEPTH_BITS, MARGIN, PLACE_BITS, Splat, Splats, TILE_BITS};

/// Points that are projected together, in arrays that the compiler turns into SIMD.
const BLOCK: usize = 128;

/// Depths are whole numbers below this, with room above for a layer in front.
const DEPTHS: f32 = (1_u32 << FINEST) as f32;
/// Bits of a depth. Floats tell no more apart.
const FINEST: u32 = 22;

struct Block {
    x: [u32; BLOCK],
    y: [u32; BLOCK],
    /// Steps that a mark reaches at most.
    reach: [u32; BLOCK],
    /// How far in front a point is.
    depth: [u32; BLOCK],
    /// Upper left tile that a mark touches, and 0 if it is the only one.
    tile: [u32; BLOCK],
    more: [u32; BLOCK],
    /// Low and high half of the splat for that tile.
    low: [u32; BLOCK],
    high: [u32; BLOCK],
}

const EMPTY: Block = Block {
    x: [0; BLOCK],
    y: [0; BLOCK],
    reach: [0; BLOCK],
    depth: [0; BLOCK],
    tile: [0; BLOCK],
    more: [0; BLOCK],
    low: [0; BLOCK],
    high: [0; BLOCK],
};

/// Highest number that depths have in frames of two layers, plus one; the front layer starts there.
pub(super) const LAYER: u32 = 1 << FINEST;

/// Fills the tiles' lists.
pub(super) fn project(look: &Look<'_>, splats: &mut Splats) {
    splats.clear();
    let points = look.colors.len();
    let mut block = EMPTY;
    let zeros = [0.0_f32; BLOCK];
    let (mut lowest, mut highest) = (u32::MAX, 0);
    for start in (0..points).step_by(BLOCK) {
        let end = (start + BLOCK).min(points);
        let count = end - start;
        let z = if look.axes.len() == 3 { &look.axes[2][start..end] } else { &zeros[..count] };
        block.project(look, splats.last, [&look.axes[0][start..end], &look.axes[1][start..end], z]);
        if !look.focus.is_empty() {
            block.layer(&look.focus[start..end]);
        }
        for &depth in &block.depth[..count] {
            lowest = lowest.min(depth);
            highest = highest.max(depth);
        }
        block.pack(&look.colors[start..end], splats.across);
        block.hand_out(count, splats);
    }
    if points > 0 {
        splats.depths = (lowest, highest);
    }
}

/// The nearest whole number of a float from 0 to 2²², without the questions that a conversion asks.
#[inline(always)]
fn whole(value: f32) -> u32 {
    // Adding 2²³ leaves no bits for a fraction; what remains of the mantissa is the number.
    (value + 8_388_608.0).to_bits() & 0x007f_ffff
}

/// The value, or the nearer limit; the lower one for what is no number.
#[inline(always)]
fn limited(value: f32, low: f32, high: f32) -> f32 {
    let value = if value > low { value } else { low };
    if value < high { value } else { high }
}

impl Block {
    /// Place, depth and size of up to [`BLOCK`] points.
    #[inline(never)]
    fn project(&mut self, look: &Look<'_>, last: [f32; 2], [xs, ys, zs]: [&[f32]; 3]) {
        let view = &look.view;
        let steps = STEPS as f32;
        // Half a step less: the steps of a place are then rounded down.
        let shift = (MARGIN << TILE_BITS) as f32 - 0.5;
        let (deepest, levels) = (Inks::deepest(view), (DEPTHS - 1.0) / Inks::span(view));
        let radius = look.radius * view.distance;
        let widest = steps * if look.shaped { WIDEST } else { 1.0 };
        // What lies outside, behind the camera, or is no number at all lands far enough outside to touch nothing.
        let first = (BEFORE * STEPS) as f32;
        let count = xs.len().min(BLOCK);
        let (ys, zs) = (&ys[..count], &zs[..count]);
        for place in 0..count {
            let q = [xs[place] - view.center[0], ys[place] - view.center[1], zs[place] - view.center[2]];
            let w = view.distance + (view.back[0] * q[0] + view.back[1] * q[1] + view.back[2] * q[2]);
            let near = 1.0 / w;
            let x = view.origin[0] + (view.right[0] * q[0] + view.right[1] * q[1] + view.right[2] * q[2]) * near;
            let y = view.origin[1] + (view.down[0] * q[0] + view.down[1] * q[1] + view.down[2] * q[2]) * near;
            let seen = w > view.near;
            let x = if seen { x * steps + shift } else { 0.0 };
            let y = if seen { y * steps + shift } else { 0.0 };
            self.x[place] = whole(limited(x, first, last[0]));
            self.y[place] = whole(limited(y, first, last[1]));
            self.depth[place] = whole(limited((deepest - w) * levels, 0.0, DEPTHS - 1.0));
            // A mask may be larger than asked by half a class of radii and by a level of depth.
            self.reach[place] = whole(limited(radius * near * 1.05, SMALLEST, LARGEST) * widest + 2.0);
        }
    }

    /// Puts what is in focus before everything else.
    fn layer(&mut self, focus: &[bool]) {
        for (depth, &focused) in self.depth.iter_mut().zip(focus) {
            *depth += u32::from(focused) << FINEST;
        }
    }

    /// The first tile of each mark, and the splat for it.
    #[inline(never)]
    fn pack(&mut self, colors: &[u16], across: u32) {
        for (place, &color) in colors.iter().enumerate().take(BLOCK) {
            let (x, y, reach) = (self.x[place], self.y[place], self.reach[place]);
            let (left, top) = ((x - reach) >> TILE_BITS, (y - reach) >> TILE_BITS);
            let (right, bottom) = ((x + reach) >> TILE_BITS, (y + reach) >> TILE_BITS);
            self.tile[place] = top * across + left;
            self.more[place] = (right - left) | (bottom - top);
            const SHIFT: u32 = (BEFORE * STEPS) as u32;
            let (x, y) = (x - (left << TILE_BITS) + SHIFT, y - (top << TILE_BITS) + SHIFT);
            let color = u32::from(color);
            self.low[place] = (color << (2 * PLACE_BITS)) | x << PLACE_BITS | y;
            self.high[place] = self.depth[place] << (32 - DEPTH_BITS) | color >> (32 - 2 * PLACE_BITS);
        }
    }

    /// Gives every splat to the tiles that it touches.
    #[inline(never)]
    fn hand_out(&self, count: usize, splats: &mut Splats) {
        for place in 0..count.min(BLOCK) {
            let splat: Splat = u64::from(self.high[place]) << 32 | u64::from(self.low[place]);
            splats.push(self.tile[place] as usize, splat);
            if self.more[place] != 0 {
                self.hand_out_more(place, splat, splats);
            }
        }
    }

    fn hand_out_more(&self, place: usize, splat: Splat, splats: &mut Splats) {
        let (x, y, reach) = (self.x[place], self.y[place], self.reach[place]);
        let columns = (x - reach) >> TILE_BITS..=(x + reach) >> TILE_BITS;
        let rows = (y - reach) >> TILE_BITS..=(y + reach) >> TILE_BITS;
        let first = (*columns.start(), *rows.start());
        for (column, row) in rows.flat_map(|row| columns.clone().map(move |column| (column, row))) {
            if (column, row) != first {
                let (across, down) = (column - first.0, row - first.1);
                let moved = splat - (u64::from(across << (TILE_BITS + PLACE_BITS)) + u64::from(down << TILE_BITS));
                splats.push((row * splats.across + column) as usize, moved);
            }
        }
    }
}
