//! Size and color of a mark by its depth.

use super::Look;
use super::mask::{CLASSES, LARGEST, Masks, SMALLEST, class_of};
use super::project::LAYER;
use super::shape::Shape;
use super::splats::{COLOR_BITS, DEPTH_BITS, Splat};
use crate::draw::camera::View;
use crate::draw::color::Rgb;

/// Depths of a layer that are told apart for size and fog.
const LEVELS: usize = 1024;

/// What a mark looks like at a depth.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    /// Radius class.
    class: u32,
    /// How much of the color is lost, 0 to 256.
    fade: u32,
}

/// Size and color of every mark of a frame.
pub(super) struct Inks<'a> {
    look: &'a Look<'a>,
    levels: Vec<Level>,
    sheet: [u32; 2],
}

/// Two channels of a color in one number.
const PAIR: u32 = 0x00ff_00ff;

impl<'a> Inks<'a> {
    /// The depth at which the lowest level begins.
    pub(super) fn deepest(view: &View) -> f32 {
        2.0 * view.distance - view.near
    }

    /// How far it is from there to the nearest that is drawn.
    pub(super) fn span(view: &View) -> f32 {
        2.0 * (view.distance - view.near)
    }

    /// The looks of a frame's depths; makes the masks that are needed for depths between the given ones.
    pub(super) fn new(look: &'a Look<'a>, (lowest, highest): (u32, u32), masks: &mut Masks) -> Self {
        let view = &look.view;
        let dim = (256.0 * look.dim) as u32;
        let level = |number: usize| {
            let within = ((number % LEVELS) as f32 + 0.5) / LEVELS as f32;
            let flat = view.span == 0.0;
            let w = if flat { view.distance } else { Self::deepest(view) - Self::span(view) * within };
            let depth = if flat { 0.0 } else { (w - view.front) / view.span };
            let radius = (look.radius * view.distance / w).clamp(SMALLEST, LARGEST);
            let fade = (256.0 * look.fog * depth).clamp(0.0, 256.0) as u32;
            let dimmed = !look.focus.is_empty() && number < LEVELS;
            Level { class: class_of(radius), fade: if dimmed { fade.max(dim) } else { fade } }
        };
        let levels: Vec<Level> = (0..2 * LEVELS).map(level).collect();
        let shapes = if look.shaped { Shape::ALL.len() } else { 1 };
        for level in &levels[Self::level(lowest)..=Self::level(highest)] {
            for shape in 0..shapes {
                masks.prepare(shape, level.class as usize);
            }
        }
        let sheet = look.sheet.packed();
        Inks { look, levels, sheet: [sheet & PAIR, sheet >> 8 & PAIR] }
    }

    #[inline(always)]
    fn level(depth: u32) -> usize {
        (depth / (LAYER / LEVELS as u32)) as usize
    }

    /// Number of the mask, and the color.
    #[inline(always)]
    pub(super) fn of(&self, splat: Splat) -> (usize, u32) {
        let number = (splat >> (u64::BITS - DEPTH_BITS - COLOR_BITS)) as usize & ((1 << COLOR_BITS) - 1);
        let level = self.levels[Self::level((splat >> (u64::BITS - DEPTH_BITS)) as u32)];
        let color = self.look.palette[number];
        let keep = 256 - level.fade;
        let low = ((color & PAIR) * keep + self.sheet[0] * level.fade) >> 8 & PAIR;
        let high = ((color >> 8 & 0xff) * keep + self.sheet[1] * level.fade) & 0xff00;
        // The fourth byte of a color is its shape.
        ((color >> 24) as usize * CLASSES + level.class as usize, low | high)
    }

    /// Radius class and color where things look `scale` times as large as at the center.
    #[cfg(test)]
    pub(super) fn look_at(&self, scale: f32, focused: bool, number: u16) -> (usize, u32) {
        let w = self.look.view.distance / scale;
        let part = (Self::deepest(&self.look.view) - w) / Self::span(&self.look.view);
        let depth = (part * (LAYER - 1) as f32).round().clamp(0.0, (LAYER - 1) as f32) as u32;
        let layer = if focused && !self.look.focus.is_empty() { LAYER } else { 0 };
        let (mask, color) = self.of(u64::from(depth + layer) << (u64::BITS - DEPTH_BITS)
            | u64::from(number) << (u64::BITS - DEPTH_BITS - COLOR_BITS));
        (mask % CLASSES, color)
    }

    /// The ground that marks fade to.
    pub(super) fn sheet(&self) -> Rgb {
        self.look.sheet
    }
}
