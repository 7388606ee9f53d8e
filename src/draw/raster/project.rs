//! From points to splats: projection, depth, and which tiles are touched.

use super::Look;
use super::ink::Inks;
use super::mask::{LARGEST, SMALLEST, STEPS};
use super::shape::WIDEST;
use super::splats::{BEFORE, MARGIN, Splats, TILE_BITS, high, low, moved};
use crate::draw::camera::View;

/// Points that are projected together, in arrays that the compiler turns into SIMD.
const BLOCK: usize = 128;

/// Depths are whole numbers below this, with room above for a layer in front.
const DEPTHS: f32 = (1_u32 << LAYER_BITS) as f32;
/// Bits of a depth. Floats tell no more apart.
pub(super) const LAYER_BITS: u32 = 22;

struct Block {
    x: [u32; BLOCK],
    y: [u32; BLOCK],
    /// Steps that a mark reaches at most.
    reach: [u32; BLOCK],
    /// How far in front a point is.
    depth: [u32; BLOCK],
    /// The list of the upper left tile that a mark touches, and how many more tiles it touches to the right and below.
    list: [u32; BLOCK],
    right: [u32; BLOCK],
    down: [u32; BLOCK],
    /// Low and high half of the splat for that tile.
    low: [u32; BLOCK],
    high: [u32; BLOCK],
}

const EMPTY: Block = Block {
    x: [0; BLOCK],
    y: [0; BLOCK],
    reach: [0; BLOCK],
    depth: [0; BLOCK],
    list: [0; BLOCK],
    right: [0; BLOCK],
    down: [0; BLOCK],
    low: [0; BLOCK],
    high: [0; BLOCK],
};

/// Highest number that depths have in frames of two layers, plus one; the front layer starts there.
pub(super) const LAYER: u32 = 1 << LAYER_BITS;

/// Fills the tiles' lists.
pub(super) fn project(look: &Look<'_>, splats: &mut Splats) {
    let points = look.colors.len();
    splats.clear(points, if look.focus.is_empty() { 1 } else { 2 });
    let mut block = EMPTY;
    let zeros = [0.0_f32; BLOCK];
    let (mut lowest, mut highest) = (u32::MAX, 0);
    for start in (0..points).step_by(BLOCK) {
        let end = (start + BLOCK).min(points);
        let count = end - start;
        let z = if look.axes.len() == 3 { &look.axes[2][start..end] } else { &zeros[..count] };
        block.project(look, splats, [&look.axes[0][start..end], &look.axes[1][start..end], z]);
        if !look.focus.is_empty() {
            block.layer(&look.focus[start..end]);
        }
        for &depth in &block.depth[..count] {
            lowest = lowest.min(depth);
            highest = highest.max(depth);
        }
        block.pack(&look.colors[start..end], splats);
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

/// The depth of a place at distance w from the camera.
#[inline(always)]
fn depth_at(view: &View, w: f32) -> f32 {
    limited((Inks::deepest(view) - w) * ((DEPTHS - 1.0) / Inks::span(view)), 0.0, DEPTHS - 1.0)
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
    fn project(&mut self, look: &Look<'_>, splats: &Splats, [xs, ys, zs]: [&[f32]; 3]) {
        let (view, last) = (&look.view, splats.last);
        let steps = STEPS as f32;
        // Half a step less: the steps of a place are then rounded down.
        let shift = (MARGIN << TILE_BITS) as f32 - 0.5;
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
            self.depth[place] = whole(depth_at(view, w));
            // A mask may be larger than asked by half a class of radii and by a level of depth.
            self.reach[place] = whole(limited(radius * near * 1.05, SMALLEST, LARGEST) * widest + 2.0);
        }
    }

    /// Puts what is in focus before everything else.
    fn layer(&mut self, focus: &[bool]) {
        for (depth, &focused) in self.depth.iter_mut().zip(focus) {
            *depth += u32::from(focused) << LAYER_BITS;
        }
    }

    /// The first list of each mark, and the splat for it.
    #[inline(never)]
    fn pack(&mut self, colors: &[u16], splats: &Splats) {
        let (across, lists, slab_bits) = (splats.across, splats.list(1) as u32, splats.slab_bits);
        for (place, &color) in colors.iter().enumerate().take(BLOCK) {
            let (x, y, reach) = (self.x[place], self.y[place], self.reach[place]);
            let (left, top) = ((x - reach) >> TILE_BITS, (y - reach) >> TILE_BITS);
            self.list[place] = (top * across + left) * lists + (self.depth[place] >> slab_bits);
            self.right[place] = ((x + reach) >> TILE_BITS) - left;
            self.down[place] = ((y + reach) >> TILE_BITS) - top;
            const SHIFT: u32 = (BEFORE * STEPS) as u32;
            let (x, y) = (x - (left << TILE_BITS) + SHIFT, y - (top << TILE_BITS) + SHIFT);
            let color = u32::from(color);
            (self.low[place], self.high[place]) = (low(color, x, y), high(self.depth[place], slab_bits, color));
        }
    }

    /// Gives every splat to the tiles that it touches.
    #[inline(never)]
    fn hand_out(&self, count: usize, splats: &mut Splats) {
        let (next, below) = (splats.list(1), splats.list(splats.across as usize));
        let touched: u32 = self.right.iter().zip(&self.down).map(|(right, down)| (right + 1) * (down + 1)).sum();
        let mut lists = splats.lists(touched as usize);
        for place in 0..count.min(BLOCK) {
            let splat = u64::from(self.high[place]) << 32 | u64::from(self.low[place]);
            let list = self.list[place] as usize;
            lists.push(list, splat);
            let (right, down) = (self.right[place], self.down[place]);
            if right | down == 0 {
                continue;
            }
            for right in 1..=right {
                lists.push(list + right as usize * next, moved(splat, right, 0));
            }
            for down in 1..=down {
                for right in 0..=right {
                    lists.push(list + right as usize * next + down as usize * below, moved(splat, right, down));
                }
            }
        }
    }
}
