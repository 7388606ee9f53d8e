//! Size and color of a mark by its depth.

use super::Look;
use super::lanes::Ink;
use super::mask::{CLASSES, LARGEST, Masks, SMALLEST, class_of, radius_of};
use super::project::{LAYER, LAYER_BITS};
use super::shape::{Shape, WIDEST};
use super::splats::{Splat, leading, number};
#[cfg(test)]
use super::splats::{high, low};
use crate::draw::camera::View;

/// Depths of a layer that are told apart for size and fog.
const LEVELS: usize = 1024;

/// What a mark looks like at a depth.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Level {
    /// Radius class.
    class: u16,
    /// How much of the color is kept, 0 to 256.
    keep: u16,
    /// What the ground adds to it, as many times.
    ground: [u16; 4],
}

/// Size and color of every mark of a frame.
pub(super) struct Inks<'a> {
    look: &'a Look<'a>,
    levels: Box<[Level; 2 * LEVELS]>,
}

impl<'a> Inks<'a> {
    /// The depth at which the lowest level begins.
    pub(super) fn deepest(view: &View) -> f32 {
        2.0 * view.distance - view.near
    }

    /// How far it is from there to the nearest that is drawn.
    pub(super) fn span(view: &View) -> f32 {
        2.0 * (view.distance - view.near)
    }

    /// The looks of a frame's depths, and their masks, between the given depths.
    pub(super) fn new(look: &'a Look<'a>, (lowest, highest): (u32, u32), masks: &mut Masks) -> Self {
        let view = &look.view;
        let dim = (256.0 * look.dim) as u16;
        let sheet = look.sheet.packed().to_le_bytes().map(u16::from);
        let level = |number: usize| {
            let within = ((number % LEVELS) as f32 + 0.5) / LEVELS as f32;
            let flat = view.span == 0.0;
            let w = if flat { view.distance } else { Self::deepest(view) - Self::span(view) * within };
            let depth = if flat { 0.0 } else { (w - view.front) / view.span };
            let radius = (look.radius * view.distance / w).clamp(SMALLEST, LARGEST);
            let fade = (256.0 * look.fog * depth).clamp(0.0, 256.0) as u16;
            let dimmed = !look.focus.is_empty() && number < LEVELS;
            let fade = if dimmed { fade.max(dim) } else { fade };
            Level { class: class_of(radius) as u16, keep: 256 - fade, ground: sheet.map(|channel| channel * fade) }
        };
        let mut levels = Box::new([Level::default(); 2 * LEVELS]);
        let shapes = if look.shaped { Shape::ALL.len() } else { 1 };
        for number in Self::level(lowest)..=Self::level(highest) {
            levels[number] = level(number);
            for shape in 0..shapes {
                masks.prepare(shape, levels[number].class.into());
            }
        }
        Inks { look, levels }
    }

    #[inline(always)]
    fn level(depth: u32) -> usize {
        (depth / (LAYER / LEVELS as u32)) as usize
    }

    /// The looks of the marks in a slab of that number and so many bits of depth.
    pub(super) fn of_slab(&self, slab: usize, bits: u32) -> SlabInks<'_> {
        let bits = bits + LEVELS.ilog2() - LAYER_BITS;
        let levels = &self.levels[slab << bits..(slab + 1) << bits];
        SlabInks { levels, bits, palette: self.look.palette, widest: if self.look.shaped { WIDEST } else { 1.0 } }
    }

    /// Radius class and color where things look `scale` times as large as at the center.
    #[cfg(test)]
    pub(super) fn look_at(&self, scale: f32, focused: bool, number: u16) -> (usize, [u8; 3]) {
        let w = self.look.view.distance / scale;
        let part = (Self::deepest(&self.look.view) - w) / Self::span(&self.look.view);
        let depth = (part * (LAYER - 1) as f32).round().clamp(0.0, (LAYER - 1) as f32) as u32;
        let layer = usize::from(focused && !self.look.focus.is_empty());
        let splat = u64::from(high(depth, LAYER_BITS, number.into())) << 32 | u64::from(low(number.into(), 0, 0));
        let (mask, ink) = self.of_slab(layer, LAYER_BITS).of(splat);
        (mask % CLASSES, ink.color())
    }
}

/// Size and color of the marks of a slab.
pub(super) struct SlabInks<'a> {
    levels: &'a [Level],
    /// Leading bits of a splat that tell its level.
    bits: u32,
    palette: &'a [u32],
    /// How far the widest shape reaches, in radii.
    widest: f32,
}

impl SlabInks<'_> {
    /// Number of the mask, and the color.
    #[inline(always)]
    pub(super) fn of(&self, splat: Splat) -> (usize, Ink) {
        let level = &self.levels[leading(splat, self.bits)];
        let color = self.palette[number(splat)];
        // The fourth byte of a color is its shape.
        let mask = (color >> 24) as usize * CLASSES + usize::from(level.class);
        (mask, Ink::new(color, level.keep, &level.ground))
    }

    /// The radius of a mark.
    pub(super) fn radius(&self, splat: Splat) -> f32 {
        radius_of(self.levels[leading(splat, self.bits)].class.into())
    }

    /// How many pixels from that of its center a mark reaches at most.
    pub(super) fn reach(&self, splat: Splat) -> usize {
        (self.radius(splat) * self.widest).ceil() as usize
    }
}
