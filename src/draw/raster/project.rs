//! From points to splats: projection, size and fog by depth, and which tiles are touched.

use super::mask::{CLASSES, STEPS, class_of};
use super::{Raster, SHIFT, Splat};
use crate::draw::camera::View;
use crate::draw::color::Rgb;

/// What is to be drawn, and how.
pub(crate) struct Look<'a> {
    /// The camera, for pixels of the screen.
    pub(crate) view: View,
    /// Coordinates, one slice for each of 2 or 3 dimensions.
    pub(crate) axes: &'a [Vec<f32>],
    /// One color for each point, bytes r, g, b in memory order.
    pub(crate) colors: &'a [u32],
    /// Index into [`super::Shape::ALL`] for each point, or empty if all are discs.
    pub(crate) shapes: &'a [u8],
    /// Which points are in focus, or empty if all are.
    pub(crate) focus: &'a [bool],
    /// Radius at the center of the data, in pixels of the screen.
    pub(crate) radius: f32,
    /// The ground that far and dimmed points fade to.
    pub(crate) sheet: Rgb,
    /// How much of its color the farthest point loses, 0 to 1.
    pub(crate) fog: f32,
    /// How much of its color a point outside the focus loses, 0 to 1.
    pub(crate) dim: f32,
}

/// Points that are projected together, in arrays that the compiler turns into SIMD.
const BLOCK: usize = 128;

/// Everything outside the focus lies behind everything in it.
const BEHIND: u32 = 1 << 31;

#[derive(Clone, Copy)]
struct Block {
    x: [i32; BLOCK],
    y: [i32; BLOCK],
    depth: [u32; BLOCK],
    fade: [u32; BLOCK],
    mask: [u32; BLOCK],
}

impl Raster {
    /// Makes the splats that touch the picture, and counts them for each tile.
    pub(super) fn project(&mut self, look: &Look<'_>) {
        self.splats.clear();
        self.ends.fill(0);
        let points = look.colors.len();
        let mut block = Block { x: [0; BLOCK], y: [0; BLOCK], depth: [0; BLOCK], fade: [0; BLOCK], mask: [0; BLOCK] };
        let zeros = [0.0_f32; BLOCK];
        for start in (0..points).step_by(BLOCK) {
            let end = (start + BLOCK).min(points);
            let z = if look.axes.len() == 3 { &look.axes[2][start..end] } else { &zeros[..end - start] };
            block.project(look, [&look.axes[0][start..end], &look.axes[1][start..end], z]);
            block.mark(look, start..end);
            for (place, &color) in look.colors[start..end].iter().enumerate() {
                let splat = Splat {
                    depth: block.depth[place],
                    x: block.x[place] as u16,
                    y: block.y[place] as u16,
                    color: mixed(color, look.sheet.packed(), block.fade[place]),
                    mask: block.mask[place],
                };
                let (rows, columns) = (splat.rows(self.down), splat.columns(self.across));
                if rows.is_empty() || columns.is_empty() {
                    continue;
                }
                for row in rows {
                    for column in columns.clone() {
                        self.ends[row * self.across + column] += 1;
                    }
                }
                self.splats.push(splat);
            }
        }
    }
}

impl Block {
    /// Place, depth, size and fog of up to [`BLOCK`] points.
    #[inline(always)]
    fn project(&mut self, look: &Look<'_>, [xs, ys, zs]: [&[f32]; 3]) {
        let view = &look.view;
        let steps = STEPS as f32;
        let shift = (SHIFT * STEPS) as f32;
        let fog = if view.span > 0.0 { 256.0 * look.fog / view.span } else { 0.0 };
        let radius = look.radius * view.distance;
        let count = xs.len().min(BLOCK);
        let (ys, zs) = (&ys[..count], &zs[..count]);
        for place in 0..count {
            let q = [xs[place] - view.center[0], ys[place] - view.center[1], zs[place] - view.center[2]];
            let w = view.distance + (view.back[0] * q[0] + view.back[1] * q[1] + view.back[2] * q[2]);
            let near = 1.0 / w;
            let x = view.origin[0] + (view.right[0] * q[0] + view.right[1] * q[1] + view.right[2] * q[2]) * near;
            let y = view.origin[1] + (view.down[0] * q[0] + view.down[1] * q[1] + view.down[2] * q[2]) * near;
            // What lies behind the camera, and what is no number at all, lands where nothing is drawn.
            let seen = w > view.near;
            let place_x = ((x * steps + shift).floor() as i32).clamp(0, 65_535);
            let place_y = ((y * steps + shift).floor() as i32).clamp(0, 65_535);
            self.x[place] = if seen { place_x } else { 0 };
            self.y[place] = if seen { place_y } else { 0 };
            // Positive floats sort as their bits do.
            self.depth[place] = w.to_bits() & !BEHIND;
            self.fade[place] = (((w - view.front) * fog) as i32).clamp(0, 256) as u32;
            self.mask[place] = class_of(radius * near);
        }
    }

    /// Shapes, and what is outside the focus.
    fn mark(&mut self, look: &Look<'_>, range: std::ops::Range<usize>) {
        if !look.shapes.is_empty() {
            for (mask, &shape) in self.mask.iter_mut().zip(&look.shapes[range.clone()]) {
                *mask += u32::from(shape) * CLASSES as u32;
            }
        }
        if !look.focus.is_empty() {
            let dim = (256.0 * look.dim) as u32;
            for ((depth, fade), &focused) in self.depth.iter_mut().zip(&mut self.fade).zip(&look.focus[range]) {
                if !focused {
                    *depth |= BEHIND;
                    *fade = (*fade).max(dim);
                }
            }
        }
    }
}

/// A color moved toward another: 0 stays, 256 is the other. Two channels are computed in one number.
#[inline(always)]
fn mixed(color: u32, other: u32, part: u32) -> u32 {
    const PAIR: u32 = 0x00ff_00ff;
    let keep = 256 - part;
    let low = ((color & PAIR) * keep + (other & PAIR) * part) >> 8 & PAIR;
    let high = ((color >> 8 & PAIR) * keep + (other >> 8 & PAIR) * part) >> 8 & PAIR;
    low | high << 8
}
