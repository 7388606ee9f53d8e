//! From points to splats: projection, depth, and which tiles are touched.

use super::Look;
use super::ink::Inks;
use super::mask::{LARGEST, SMALLEST, STEPS};
use super::shape::WIDEST;
use super::splats::{BEFORE, MARGIN, Splats, TILE_BITS, high, low, moved};
use crate::linalg::{LANES, Lanes, fold_lanes};
use std::array::from_fn;
use std::hint::black_box;

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
    let (mut rest, mut color_rest) = ([zeros; 3], [0; BLOCK]);
    let (mut lowest, mut highest) = (u32::MAX, 0);
    for start in (0..points).step_by(BLOCK) {
        let end = (start + BLOCK).min(points);
        let count = end - start;
        let mut axes = [&zeros; 3];
        for ((axis, values), rest) in axes.iter_mut().zip(look.axes).zip(&mut rest) {
            *axis = filled(&values[start..end], rest);
        }
        block.project(look, splats, axes);
        if !look.focus.is_empty() {
            block.layer(&look.focus[start..end]);
        }
        let (lows, rest) = fold_lanes(&block.depth[..count], u32::MAX, u32::min);
        let (highs, _) = fold_lanes(&block.depth[..count], 0, u32::max);
        lowest = lows.iter().chain(rest).fold(lowest, |lowest, &depth| lowest.min(depth));
        highest = highs.iter().chain(rest).fold(highest, |highest, &depth| highest.max(depth));
        block.pack(filled(&look.colors[start..end], &mut color_rest), splats);
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

/// How far places lie along an axis.
#[inline(always)]
fn along([a, b, c]: &[Lanes; 3], axis: [f32; 3]) -> Lanes {
    from_fn(|i| axis[0] * a[i] + axis[1] * b[i] + axis[2] * c[i])
}

/// The values of a block; those of the last one, which are fewer, before whatever stands in `rest`.
fn filled<'v, T: Copy>(values: &'v [T], rest: &'v mut [T; BLOCK]) -> &'v [T; BLOCK] {
    values.first_chunk().unwrap_or_else(|| {
        rest[..values.len()].copy_from_slice(values);
        rest
    })
}

/// The value, or the nearer limit; the lower one for what is no number.
#[inline(always)]
fn limited(value: f32, low: f32, high: f32) -> f32 {
    let value = if value > low { value } else { low };
    if value < high { value } else { high }
}

/// As many numbers as are worked on side by side.
type Group = [u32; LANES];

#[inline(always)]
fn eight<T: Copy>(values: &[T; BLOCK], start: usize) -> [T; LANES] {
    values.as_chunks().0[start / LANES]
}

#[inline(always)]
fn eight_mut<T>(values: &mut [T; BLOCK], start: usize) -> &mut [T; LANES] {
    &mut values.as_chunks_mut().0[start / LANES]
}

impl Block {
    /// Place, depth and size of the points.
    #[inline(never)]
    fn project(&mut self, look: &Look<'_>, splats: &Splats, [xs, ys, zs]: [&[f32; BLOCK]; 3]) {
        let (view, last) = (&look.view, splats.last);
        let steps = STEPS as f32;
        // Half a step less: the steps of a place are then rounded down.
        let shift = (MARGIN << TILE_BITS) as f32 - 0.5;
        let radius = look.radius * view.distance;
        let widest = steps * if look.shaped { WIDEST } else { 1.0 };
        // What lies outside, behind the camera, or is no number at all lands far enough outside to touch nothing.
        let first = (BEFORE * STEPS) as f32;
        // As if they were read: with limits that it knows, the compiler compares one number at a time (measured).
        let [lowest, highest, smallest, largest] = black_box([0.0, DEPTHS - 1.0, SMALLEST, LARGEST]);
        let (deepest, scale) = (Inks::deepest(view), (DEPTHS - 1.0) / Inks::span(view));
        for start in (0..BLOCK).step_by(LANES) {
            let [a, b, c] = [xs, ys, zs].map(|axis| eight(axis, start));
            let centered: [Lanes; 3] = [
                from_fn(|i| a[i] - view.center[0]),
                from_fn(|i| b[i] - view.center[1]),
                from_fn(|i| c[i] - view.center[2]),
            ];
            let back = along(&centered, view.back);
            let w: Lanes = from_fn(|i| view.distance + back[i]);
            let near: Lanes = from_fn(|i| 1.0 / w[i]);
            let (x, y) = (along(&centered, view.right), along(&centered, view.down));
            let x: Lanes = from_fn(|i| view.origin[0] + x[i] * near[i]);
            let y: Lanes = from_fn(|i| view.origin[1] + y[i] * near[i]);
            let x: Group = from_fn(|i| whole(limited(x[i] * steps + shift, first, last[0])));
            let y: Group = from_fn(|i| whole(limited(y[i] * steps + shift, first, last[1])));
            let outside = whole(first);
            *eight_mut(&mut self.x, start) = from_fn(|i| if w[i] > view.near { x[i] } else { outside });
            *eight_mut(&mut self.y, start) = from_fn(|i| if w[i] > view.near { y[i] } else { outside });
            *eight_mut(&mut self.depth, start) = from_fn(|i| whole(limited((deepest - w[i]) * scale, lowest, highest)));
            // A mask may be larger than asked by half a class of radii and by a level of depth.
            *eight_mut(&mut self.reach, start) =
                from_fn(|i| whole(limited(radius * near[i] * 1.05, smallest, largest) * widest + 2.0));
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
    fn pack(&mut self, colors: &[u16; BLOCK], splats: &Splats) {
        let (across, lists, slab_bits) = (splats.across, splats.list(1) as u32, splats.slab_bits);
        const SHIFT: u32 = (BEFORE * STEPS) as u32;
        for start in (0..BLOCK).step_by(LANES) {
            let (x, y) = (eight(&self.x, start), eight(&self.y, start));
            let (reach, depth) = (eight(&self.reach, start), eight(&self.depth, start));
            let color: Group = eight(colors, start).map(u32::from);
            let left: Group = from_fn(|i| (x[i] - reach[i]) >> TILE_BITS);
            let top: Group = from_fn(|i| (y[i] - reach[i]) >> TILE_BITS);
            *eight_mut(&mut self.list, start) =
                from_fn(|i| (top[i] * across + left[i]) * lists + (depth[i] >> slab_bits));
            *eight_mut(&mut self.right, start) = from_fn(|i| ((x[i] + reach[i]) >> TILE_BITS) - left[i]);
            *eight_mut(&mut self.down, start) = from_fn(|i| ((y[i] + reach[i]) >> TILE_BITS) - top[i]);
            let x: Group = from_fn(|i| x[i] - (left[i] << TILE_BITS) + SHIFT);
            let y: Group = from_fn(|i| y[i] - (top[i] << TILE_BITS) + SHIFT);
            *eight_mut(&mut self.low, start) = from_fn(|i| low(color[i], x[i], y[i]));
            *eight_mut(&mut self.high, start) = from_fn(|i| high(depth[i], slab_bits, color[i]));
        }
    }

    /// Gives every splat to the tiles that it touches.
    #[inline(never)]
    fn hand_out(&self, count: usize, splats: &mut Splats) {
        let (next, below) = (splats.list(1), splats.list(splats.across as usize));
        let touched = (0..BLOCK).step_by(LANES).fold([0; LANES], |sums: Group, start| {
            let (right, down) = (eight(&self.right, start), eight(&self.down, start));
            from_fn(|i| sums[i] + (right[i] + 1) * (down[i] + 1))
        });
        let mut lists = splats.lists(touched.iter().sum::<u32>() as usize);
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
