//! Sixteen bytes at a time: four pixels of red, green, blue and coverage.
//!
//! On wasm32 this is SIMD; elsewhere the same numbers are computed one after the other, bit for bit. A mask holds the
//! coverage of four pixels, 0 to 128.

/// Four pixels.
pub(super) type Four = [u8; 16];

pub(super) use arithmetic::{Ink, opaque};

#[cfg(target_arch = "wasm32")]
mod arithmetic {
    use super::Four;
    use core::arch::wasm32::*;

    /// A color, fully covered, made ready for [`Ink::over`] and [`Ink::under`].
    #[derive(Clone, Copy)]
    pub(in super::super) struct Ink(v128);

    impl Ink {
        /// From bytes r, g, b in memory order.
        #[inline(always)]
        pub(in super::super) fn new(color: u32) -> Self {
            Ink(u16x8_extend_low_u8x16(u32x4_splat(color | 0xff00_0000)))
        }

        /// Moves four pixels toward the color, as far as the mask covers them (Porter and Duff 1984: "over").
        #[inline(always)]
        pub(in super::super) fn over(self, pixels: &mut Four, mask: &[u16; 4]) {
            let old = load(pixels);
            let (low_mask, high_mask) = spread(mask);
            let half = i16x8_splat(64);
            let part = |old, mask| {
                let step = i16x8_mul(i16x8_sub(self.0, old), mask);
                i16x8_add(old, i16x8_shr(i16x8_add(step, half), 7))
            };
            let low = part(u16x8_extend_low_u8x16(old), low_mask);
            let high = part(u16x8_extend_high_u8x16(old), high_mask);
            store(pixels, u8x16_narrow_i16x8(low, high));
        }

        /// Adds the color behind what four pixels already hold, premultiplied (Porter and Duff 1984: "under").
        #[inline(always)]
        pub(in super::super) fn under(self, pixels: &mut Four, mask: &[u16; 4]) {
            let old = load(pixels);
            let open = v128_not(i8x16_shuffle::<3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15>(old, old));
            let (low_mask, high_mask) = spread(mask);
            let part = |open, mask| {
                let weight = u16x8_shr(i16x8_add(i16x8_mul(open, mask), i16x8_splat(64)), 7);
                let product = i16x8_add(i16x8_mul(weight, self.0), i16x8_splat(128));
                u16x8_shr(i16x8_add(product, u16x8_shr(product, 8)), 8)
            };
            let low = part(u16x8_extend_low_u8x16(open), low_mask);
            let high = part(u16x8_extend_high_u8x16(open), high_mask);
            store(pixels, u8x16_add_sat(old, u8x16_narrow_i16x8(low, high)));
        }
    }

    /// Full coverage for every pixel that has any, nothing for the others.
    #[inline(always)]
    pub(in super::super) fn opaque(pixels: &Four) -> Four {
        let pixels = load(pixels);
        let touched = i32x4_ne(u32x4_shr(pixels, 24), i32x4_splat(0));
        let mut opaque = [0; 16];
        store(&mut opaque, v128_and(v128_or(pixels, u32x4_splat(0xff00_0000)), touched));
        opaque
    }

    /// Each of four numbers in four lanes.
    #[inline(always)]
    fn spread(mask: &[u16; 4]) -> (v128, v128) {
        // SAFETY: the reference is valid for 8 bytes; the load needs no alignment.
        let mask = unsafe { v128_load64_splat(mask.as_ptr().cast()) };
        (i16x8_shuffle::<0, 0, 0, 0, 1, 1, 1, 1>(mask, mask), i16x8_shuffle::<2, 2, 2, 2, 3, 3, 3, 3>(mask, mask))
    }

    #[inline(always)]
    fn load(lanes: &Four) -> v128 {
        // SAFETY: the reference is valid for 16 bytes; v128.load needs no alignment.
        unsafe { v128_load(lanes.as_ptr().cast()) }
    }

    #[inline(always)]
    fn store(lanes: &mut Four, value: v128) {
        // SAFETY: the reference is valid for 16 bytes and exclusive; v128.store needs no alignment.
        unsafe { v128_store(lanes.as_mut_ptr().cast(), value) }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod arithmetic {
    use super::Four;

    /// A color, fully covered, made ready for [`Ink::over`] and [`Ink::under`].
    #[derive(Clone, Copy)]
    pub(in super::super) struct Ink([u8; 4]);

    impl Ink {
        /// From bytes r, g, b in memory order.
        pub(in super::super) fn new(color: u32) -> Self {
            Ink((color | 0xff00_0000).to_le_bytes())
        }

        /// Moves four pixels toward the color, as far as the mask covers them (Porter and Duff 1984: "over").
        pub(in super::super) fn over(self, pixels: &mut Four, mask: &[u16; 4]) {
            for (pixel, mask) in pixels.chunks_exact_mut(4).zip(mask) {
                for (value, color) in pixel.iter_mut().zip(self.0) {
                    let step = (i16::from(color) - i16::from(*value)) * *mask as i16;
                    *value = (i16::from(*value) + ((step + 64) >> 7)) as u8;
                }
            }
        }

        /// Adds the color behind what four pixels already hold, premultiplied (Porter and Duff 1984: "under").
        pub(in super::super) fn under(self, pixels: &mut Four, mask: &[u16; 4]) {
            for (pixel, mask) in pixels.chunks_exact_mut(4).zip(mask) {
                let weight = (u16::from(255 - pixel[3]) * mask + 64) >> 7;
                for (value, color) in pixel.iter_mut().zip(self.0) {
                    let product = weight * u16::from(color) + 128;
                    *value = value.saturating_add(((product + (product >> 8)) >> 8) as u8);
                }
            }
        }
    }

    /// Full coverage for every pixel that has any, nothing for the others.
    pub(in super::super) fn opaque(pixels: &Four) -> Four {
        let mut opaque = *pixels;
        for pixel in opaque.chunks_exact_mut(4) {
            match pixel[3] {
                0 => pixel.fill(0),
                _ => pixel[3] = 255,
            }
        }
        opaque
    }
}
