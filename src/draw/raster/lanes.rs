//! A few pixels at a time: sums of red, green and blue, and how open each pixel still is, all in 16 bits.
//!
//! On wasm32 this is SIMD; elsewhere the same numbers are computed one after the other, bit for bit.
//!
//! A pixel is built from the front. It starts [`OPEN`]; whatever is laid under it takes a part of what is still open, and
//! adds its color as many times. Nothing is lost: all parts and what stays open add up to [`OPEN`], so sums of colors stay
//! below 2¹⁶.

/// What a pixel that nothing covers lets through.
pub(super) const OPEN: u16 = 256;

/// Where sums start, so that they end rounded to the nearest.
pub(super) const ROUND: u16 = OPEN / 2;

/// Sums of red, green and blue of two pixels; the fourth number of each is of no use.
pub(super) type Pair = [u16; 8];

pub(super) use arithmetic::{Ink, Parts, closed, resolve};

#[cfg(target_arch = "wasm32")]
mod arithmetic {
    use super::{OPEN, Pair};
    use core::arch::wasm32::*;

    /// What a mark adds to up to eight pixels.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Parts(v128);

    impl Parts {
        /// Takes from four pixels, and four others, what a mask covers of each, 0 to 128.
        #[inline(always)]
        pub(in super::super) fn of_eight(open: &mut [u16], [a, b]: [usize; 2], mask: &[u8; 8]) -> Self {
            let (upper, lower): (&[u16; 4], &[u16; 4]) = (four(open, a), four(open, b));
            // SAFETY: the references are valid for 8 bytes; loads need no alignment.
            let (old, mask) = unsafe {
                let upper = v128_load64_zero(upper.as_ptr().cast());
                (v128_load64_lane::<1>(upper, lower.as_ptr().cast()), u16x8_load_extend_u8x8(mask.as_ptr()))
            };
            let parts = part(old, mask);
            let new = i16x8_sub(old, parts);
            // SAFETY: likewise, and they are exclusive.
            unsafe {
                v128_store64_lane::<0>(new, four_mut(open, a).as_mut_ptr().cast());
                v128_store64_lane::<1>(new, four_mut(open, b).as_mut_ptr().cast());
            }
            Parts(parts)
        }

        /// Likewise for four pixels alone.
        #[inline(always)]
        pub(in super::super) fn of_four(open: &mut [u16], a: usize, mask: &[u8; 4]) -> Self {
            // SAFETY: the references are valid for 8 and 4 bytes; loads need no alignment.
            let (old, mask) = unsafe {
                let mask = u16x8_extend_low_u8x16(v128_load32_zero(mask.as_ptr().cast()));
                (v128_load64_zero(four(open, a).as_ptr().cast()), mask)
            };
            let parts = part(old, mask);
            // SAFETY: likewise, and it is exclusive.
            unsafe { v128_store64_lane::<0>(i16x8_sub(old, parts), four_mut(open, a).as_mut_ptr().cast()) };
            Parts(parts)
        }
    }

    #[inline(always)]
    fn part(open: v128, mask: v128) -> v128 {
        u16x8_shr(i16x8_add(i16x8_mul(open, mask), i16x8_splat(64)), 7)
    }

    /// Two of eight numbers, those with number 2 × `PAIR` and the next, four times each. Zips need no constants, which
    /// engines would make anew for each shuffle.
    #[inline(always)]
    fn spread<const PAIR: usize>(all: v128) -> v128 {
        let twice = match PAIR {
            0 | 1 => i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(all, all),
            _ => i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(all, all),
        };
        match PAIR {
            0 | 2 => i32x4_shuffle::<0, 4, 1, 5>(twice, twice),
            _ => i32x4_shuffle::<2, 6, 3, 7>(twice, twice),
        }
    }

    /// A color made ready to be added.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Ink(v128);

    impl Ink {
        /// `keep` of 256 parts of a color (bytes r, g, b in memory order) and a ground, as many times as it is added.
        #[inline(always)]
        pub(in super::super) fn new(color: u32, keep: u16, ground: &[u16; 4]) -> Self {
            // SAFETY: the reference is valid for 8 bytes; the load needs no alignment.
            let ground = unsafe { v128_load64_splat(ground.as_ptr().cast()) };
            let kept = i16x8_mul(u16x8_extend_low_u8x16(u32x4_splat(color)), u16x8_splat(keep));
            Ink(u16x8_shr(i16x8_add(kept, ground), 8))
        }

        /// Keeps it for [`Ink::load`].
        #[inline(always)]
        pub(in super::super) fn store(self, lanes: &mut [u16; 4]) {
            // SAFETY: the reference is valid for 8 bytes and exclusive; the store needs no alignment.
            unsafe { v128_store64_lane::<0>(self.0, lanes.as_mut_ptr().cast()) }
        }

        /// What was kept.
        #[inline(always)]
        pub(in super::super) fn load(lanes: &[u16; 4]) -> Self {
            // SAFETY: the reference is valid for 8 bytes; the load needs no alignment.
            Ink(unsafe { v128_load64_splat(lanes.as_ptr().cast()) })
        }

        /// Adds the color to the sums of two pixels, those with number 2 × `PAIR` and the next among all that have parts.
        #[inline(always)]
        pub(in super::super) fn add<const PAIR: usize>(self, sums: &mut Pair, parts: Parts) {
            store(sums, i16x8_add(load(sums), i16x8_mul(spread::<PAIR>(parts.0), self.0)));
        }

        /// Bytes r, g, b.
        #[cfg(test)]
        pub(in super::super) fn color(self) -> [u8; 3] {
            let mut lanes = [0; 8];
            store(&mut lanes, self.0);
            std::array::from_fn(|channel| lanes[channel] as u8)
        }
    }

    /// Which of eight pixels let through at most one part, the first in the lowest bit.
    #[inline(always)]
    pub(in super::super) fn closed(open: &[u16; 8]) -> u64 {
        u64::from(i16x8_bitmask(i16x8_lt(load(open), i16x8_splat(2))))
    }

    /// Bytes of four pixels on a sheet of that color: opaque where anything covers them, transparent elsewhere.
    #[inline(always)]
    pub(in super::super) fn resolve(open: &[u16; 4], [left, right]: &[Pair; 2], sheet: u32) -> [u8; 16] {
        let sheet = u16x8_extend_low_u8x16(u32x4_splat(sheet & 0x00ff_ffff));
        // SAFETY: the reference is valid for 8 bytes; the load needs no alignment.
        let open = unsafe { v128_load64_zero(open.as_ptr().cast()) };
        let on_sheet = |sums: &Pair, open: v128| {
            let sum = i16x8_add(load(sums), i16x8_mul(open, sheet));
            u16x8_shr(sum, 8)
        };
        let left = on_sheet(left, spread::<0>(open));
        let right = on_sheet(right, spread::<1>(open));
        let bytes = v128_or(u8x16_narrow_i16x8(left, right), u32x4_splat(0xff00_0000));
        let touched = i32x4_lt(i32x4_extend_low_i16x8(open), i32x4_splat(i32::from(OPEN)));
        let mut resolved = [0; 16];
        // SAFETY: the reference is valid for 16 bytes and exclusive; v128.store needs no alignment.
        unsafe { v128_store(resolved.as_mut_ptr().cast(), v128_and(bytes, touched)) };
        resolved
    }

    #[inline(always)]
    fn four(open: &[u16], at: usize) -> &[u16; 4] {
        open[at..].first_chunk().expect("four pixels")
    }

    #[inline(always)]
    fn four_mut(open: &mut [u16], at: usize) -> &mut [u16; 4] {
        open[at..].first_chunk_mut().expect("four pixels")
    }

    #[inline(always)]
    fn load(lanes: &[u16; 8]) -> v128 {
        // SAFETY: the reference is valid for 16 bytes; v128.load needs no alignment.
        unsafe { v128_load(lanes.as_ptr().cast()) }
    }

    #[inline(always)]
    fn store(lanes: &mut [u16; 8], value: v128) {
        // SAFETY: the reference is valid for 16 bytes and exclusive; v128.store needs no alignment.
        unsafe { v128_store(lanes.as_mut_ptr().cast(), value) }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod arithmetic {
    use super::{OPEN, Pair};

    /// What a mark adds to up to eight pixels.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Parts([u16; 8]);

    impl Parts {
        /// Takes from four pixels, and four others, what a mask covers of each, 0 to 128.
        pub(in super::super) fn of_eight(open: &mut [u16], [a, b]: [usize; 2], mask: &[u8; 8]) -> Self {
            let places = |lane: usize| if lane < 4 { a + lane } else { b + lane - 4 };
            Parts(std::array::from_fn(|lane| take(&mut open[places(lane)], mask[lane])))
        }

        /// Likewise for four pixels alone.
        pub(in super::super) fn of_four(open: &mut [u16], a: usize, mask: &[u8; 4]) -> Self {
            Parts(std::array::from_fn(|lane| if lane < 4 { take(&mut open[a + lane], mask[lane]) } else { 0 }))
        }
    }

    fn take(open: &mut u16, mask: u8) -> u16 {
        let part = (*open * u16::from(mask) + 64) >> 7;
        *open -= part;
        part
    }

    /// A color made ready to be added.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Ink([u16; 4]);

    impl Ink {
        /// `keep` of 256 parts of a color (bytes r, g, b in memory order) and a ground, as many times as it is added.
        pub(in super::super) fn new(color: u32, keep: u16, ground: &[u16; 4]) -> Self {
            let bytes = color.to_le_bytes();
            Ink(std::array::from_fn(|lane| (u16::from(bytes[lane]) * keep + ground[lane]) >> 8))
        }

        /// Keeps it for [`Ink::load`].
        pub(in super::super) fn store(self, lanes: &mut [u16; 4]) {
            *lanes = self.0;
        }

        /// What was kept.
        pub(in super::super) fn load(lanes: &[u16; 4]) -> Self {
            Ink(*lanes)
        }

        /// Adds the color to the sums of two pixels, those with number 2 × `PAIR` and the next among all that have parts.
        pub(in super::super) fn add<const PAIR: usize>(self, sums: &mut Pair, parts: Parts) {
            for (lane, sum) in sums.iter_mut().enumerate() {
                *sum = sum.wrapping_add(parts.0[2 * PAIR + lane / 4].wrapping_mul(self.0[lane % 4]));
            }
        }

        /// Bytes r, g, b.
        #[cfg(test)]
        pub(in super::super) fn color(self) -> [u8; 3] {
            std::array::from_fn(|channel| self.0[channel] as u8)
        }
    }

    /// Which of eight pixels let through at most one part, the first in the lowest bit.
    pub(in super::super) fn closed(open: &[u16; 8]) -> u64 {
        (0..8).map(|pixel| u64::from(open[pixel] < 2) << pixel).sum()
    }

    /// Bytes of four pixels on a sheet of that color: opaque where anything covers them, transparent elsewhere.
    pub(in super::super) fn resolve(open: &[u16; 4], sums: &[Pair; 2], sheet: u32) -> [u8; 16] {
        let mut resolved = [0; 16];
        let sheet = sheet.to_le_bytes().map(u16::from);
        for (place, bytes) in resolved.chunks_exact_mut(4).enumerate() {
            let (open, sums) = (open[place], &sums.as_flattened()[4 * place..]);
            if open < OPEN {
                let on_sheet = |channel: usize| ((sums[channel] + open * sheet[channel]) >> 8) as u8;
                bytes.copy_from_slice(&[on_sheet(0), on_sheet(1), on_sheet(2), 255]);
            }
        }
        resolved
    }
}
