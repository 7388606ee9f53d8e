//! The one hash: FNV-1a of Fowler, Noll and Vo with 64 bits. It recognizes things, and does not withstand forgery.
//!
//! Its numbers are part of seeds, recipes and files, and so never change.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The hash of nothing.
pub const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash with one more word behind it.
pub fn with(hash: u64, word: u32) -> u64 {
    (hash ^ u64::from(word)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The hash of bytes, each taken as a word. No change of a single one leaves it as it was.
pub fn of(bytes: &[u8]) -> u64 {
    with_bytes(EMPTY, bytes)
}

fn with_bytes(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| with(hash, u32::from(byte)))
}

/// What is known of words, by their spelling.
pub type WordMap<V> = HashMap<String, V, BuildHasherDefault<OfWord>>;

/// The hash as a [`WordMap`] asks for it.
#[derive(Debug, Clone)]
pub struct OfWord(u64);

impl Default for OfWord {
    fn default() -> Self {
        OfWord(EMPTY)
    }
}

impl Hasher for OfWord {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = with_bytes(self.0, bytes);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
