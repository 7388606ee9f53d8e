//! Eight 16-bit numbers at a time: two pixels of red, green, blue and coverage.
//!
//! Values are fractions of [`ONE`]. On wasm32 the arithmetic is one SIMD instruction each; elsewhere the same numbers
//! are computed one after the other, bit for bit.

/// Full coverage, or a full color channel.
pub(super) const ONE: i16 = i16::MAX;

/// Coverage from which a pixel counts as full: what is missing would not change a byte.
pub(super) const FULL: i16 = ONE - 40;

/// Adds a disc's color to two pixels behind what they already hold.
///
/// `pixels` holds premultiplied color and coverage, drawn from front to back; `mask` the disc's coverage of each. What a
/// pixel can still take is [`ONE`] minus its coverage (Porter and Duff 1984: "under").
#[inline(always)]
pub(super) fn under(pixels: &mut [i16; 8], mask: [i16; 2], color: &[i16; 8]) {
    #[cfg(target_arch = "wasm32")]
    {
        use core::arch::wasm32::{i16x8_add, i16x8_q15mulr_sat, i16x8_shuffle, i16x8_splat, i16x8_sub, i32x4_splat};
        let old = load(pixels);
        let covered = i16x8_shuffle::<3, 3, 3, 3, 7, 7, 7, 7>(old, old);
        let open = i16x8_sub(i16x8_splat(ONE), covered);
        let mask = i32x4_splat(i32::from(mask[0] as u16) | i32::from(mask[1]) << 16);
        let mask = i16x8_shuffle::<0, 0, 0, 0, 1, 1, 1, 1>(mask, mask);
        let weight = i16x8_q15mulr_sat(open, mask);
        store(pixels, i16x8_add(old, i16x8_q15mulr_sat(weight, load(color))));
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        let open = [ONE - pixels[3], ONE - pixels[7]];
        for lane in 0..8 {
            let weight = multiply(open[lane / 4], mask[lane / 4]);
            pixels[lane] += multiply(weight, color[lane]);
        }
    }
}

/// The product of two fractions, rounded.
#[cfg(not(target_arch = "wasm32"))]
#[inline(always)]
fn multiply(a: i16, b: i16) -> i16 {
    ((i32::from(a) * i32::from(b) + 0x4000) >> 15) as i16
}

#[cfg(target_arch = "wasm32")]
#[inline(always)]
fn load(lanes: &[i16; 8]) -> core::arch::wasm32::v128 {
    // SAFETY: the reference is valid for 16 bytes; v128.load needs no alignment.
    unsafe { core::arch::wasm32::v128_load(lanes.as_ptr().cast()) }
}

#[cfg(target_arch = "wasm32")]
#[inline(always)]
fn store(lanes: &mut [i16; 8], value: core::arch::wasm32::v128) {
    // SAFETY: the reference is valid for 16 bytes and exclusive; v128.store needs no alignment.
    unsafe { core::arch::wasm32::v128_store(lanes.as_mut_ptr().cast(), value) }
}
