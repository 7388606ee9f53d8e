//! The splats of a list in painting order.

use super::splats::{CHUNK, Splat, Splats, in_front, leading};
use std::iter::once;

/// Leading bits of how far in front splats are that each of two counting sorts takes. Few splats of a list have all of them
/// in common, so little is left to put right.
const BITS: u32 = 6;
const BINS: usize = 1 << BITS;

/// Memory for one list.
#[derive(Debug)]
pub(super) struct Order {
    /// Half sorted; before that, where some are hidden, those that may be seen.
    splats: Vec<Splat>,
    sorted: Vec<Splat>,
    /// How many splats have each value of the upper and of the lower bits; zeros between lists.
    counts: Box<[[u32; BINS]; 2]>,
}

impl Order {
    pub(super) fn new() -> Self {
        Order { splats: Vec::new(), sorted: Vec::new(), counts: Box::new([[0; BINS]; 2]) }
    }

    /// The splats of a list: nearest first, at the same depth the later point.
    #[inline(never)]
    pub(super) fn all(&mut self, splats: &Splats, list: usize) -> &mut [Splat] {
        let count = self.make_room(splats, list);
        let [highs, lows] = &mut *self.counts;
        for piece in splats.pieces(list) {
            for &splat in piece {
                highs[high(splat)] += 1;
                lows[low(splat)] += 1;
            }
        }
        deal(splats.pieces(list), &mut self.splats, lows, low);
        self.finish(count)
    }

    /// Likewise without those that are known to be hidden.
    #[inline(always)]
    pub(super) fn seen(&mut self, splats: &Splats, list: usize, is_hidden: impl Fn(Splat) -> bool) -> &mut [Splat] {
        self.make_room(splats, list);
        let [highs, lows] = &mut *self.counts;
        let mut count = 0;
        for piece in splats.pieces(list) {
            let Some(room) = self.sorted[count..].first_chunk_mut::<CHUNK>() else { break };
            let mut kept = 0;
            for &splat in piece {
                let keep = !is_hidden(splat);
                room[kept % CHUNK] = splat;
                kept += usize::from(keep);
                highs[high(splat)] += u32::from(keep);
                lows[low(splat)] += u32::from(keep);
            }
            count += kept;
        }
        deal(once(&self.sorted[..count]), &mut self.splats, lows, low);
        self.finish(count)
    }

    /// Makes room for a list, and says how long it is.
    fn make_room(&mut self, splats: &Splats, list: usize) -> usize {
        let count = splats.pieces(list).map(|piece| piece.len()).sum();
        if self.splats.len() < count + CHUNK {
            self.splats.resize(2 * (count + CHUNK), 0);
            self.sorted.resize(2 * (count + CHUNK), 0);
        }
        count
    }

    /// Sorts what is half sorted.
    #[inline(never)]
    fn finish(&mut self, count: usize) -> &mut [Splat] {
        deal(once(&self.splats[..count]), &mut self.sorted, &mut self.counts[0], high);
        let (splats, sorted) = (&mut self.splats[..count], &mut self.sorted[..count]);
        if !put_right(sorted) {
            // Nearly all are at nearly the same depth: what they differ in are the other bits.
            for half in [2, 1] {
                deal_all(sorted, splats, 2 * half);
                deal_all(splats, sorted, 2 * half - 1);
            }
        }
        sorted
    }
}

#[inline(always)]
fn high(splat: Splat) -> usize {
    leading(splat, BITS)
}

#[inline(always)]
fn low(splat: Splat) -> usize {
    leading(splat, 2 * BITS) % BINS
}

/// Copies splats in the order of some bits, the highest first; those that have the same keep their order. How many there
/// are of each is used up.
#[inline(always)]
fn deal<'a>(
    from: impl Iterator<Item = &'a [Splat]>,
    to: &mut [Splat],
    counts: &mut [u32; BINS],
    bits: impl Fn(Splat) -> usize,
) {
    let mut next = [0_u32; BINS];
    let mut total = 0;
    for (next, count) in next.iter_mut().zip(counts).rev() {
        *next = total;
        total += std::mem::take(count);
    }
    for piece in from {
        for &splat in piece {
            let next = &mut next[bits(splat)];
            to[*next as usize] = splat;
            *next += 1;
        }
    }
}

/// Likewise by the bits of that number, counted from the highest; all of them hold more bits than a depth has.
#[inline(never)]
fn deal_all(from: &[Splat], to: &mut [Splat], number: u32) {
    let bits = |splat| leading(splat, number * BITS) % BINS;
    let mut counts = [0_u32; BINS];
    from.iter().for_each(|&splat| counts[bits(splat)] += 1);
    deal(once(from), to, &mut counts, bits);
}

/// Sorts what is nearly sorted, nearest first, or says that there is too much to do. Only depths count, so that splats at
/// the same depth keep their order.
#[inline(never)]
fn put_right(splats: &mut [Splat]) -> bool {
    let mut moves = 0;
    for end in 1..splats.len() {
        let splat = splats[end];
        if in_front(splats[end - 1]) >= in_front(splat) {
            continue;
        }
        let mut place = end;
        while place > 0 && in_front(splats[place - 1]) < in_front(splat) {
            splats[place] = splats[place - 1];
            place -= 1;
        }
        splats[place] = splat;
        moves += end - place;
        if moves > 16 * splats.len() {
            return false;
        }
    }
    true
}
