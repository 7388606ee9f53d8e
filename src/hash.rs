//! The one hash: FNV-1a of Fowler, Noll and Vo with 64 bits. It recognizes things, and does not withstand forgery.
//!
//! Its numbers are part of seeds, recipes and files, and so never change.

/// The hash of nothing.
pub const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash with one more word behind it.
pub fn with(hash: u64, word: u32) -> u64 {
    (hash ^ u64::from(word)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The hash of bytes, each taken as a word. No change of a single one leaves it as it was.
pub fn of(bytes: &[u8]) -> u64 {
    bytes.iter().fold(EMPTY, |hash, &byte| with(hash, u32::from(byte)))
}
