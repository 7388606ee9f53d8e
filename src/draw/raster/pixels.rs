//! The pixels of a tile while it is drawn: marks are laid under what is there.

use super::ink::SlabInks;
use super::lanes::{Ink, OPEN, Parts, ROUND, closed, resolve};
use super::mask::{Masks, Stamp};
use super::splats::{BEFORE, Splat, pixel};
use super::tile::TILE;

/// Pixels around a tile that small masks may write to, so that they need no clipping.
const EDGE: usize = 8;
/// Pixels in a row, edges included.
pub(super) const STRIDE: usize = TILE + 2 * EDGE;
/// Pixels, edges included.
const ALL: usize = STRIDE * STRIDE;

/// Pixels from the first to the last of a mark of at most 6 rows of 8.
const WINDOW: usize = 5 * STRIDE + 8;

/// Pixels of a tile; see [`super::lanes`].
#[derive(Debug)]
pub(super) struct Pixels {
    /// How open each is.
    open: Box<[u16; ALL]>,
    /// Sums of red, green and blue, and a number of no use.
    sums: Box<[u16; 4 * ALL]>,
}

impl Pixels {
    pub(super) fn new() -> Self {
        Pixels { open: Box::new([OPEN; ALL]), sums: Box::new([ROUND; 4 * ALL]) }
    }

    /// Lays marks under what is there, one after the other.
    pub(super) fn lay(&mut self, splats: &[Splat], masks: &Masks, inks: &SlabInks<'_>) {
        lay(&mut self.open, &mut self.sums, splats, masks, inks);
    }

    /// Which pixels of a row of the tile need no more color, the first in the lowest bit.
    pub(super) fn closed(&self, row: usize) -> u64 {
        let from = (row + EDGE) * STRIDE + EDGE;
        let eights = self.open[from..from + TILE].as_chunks().0;
        eights.iter().rev().fold(0, |bits, eight| bits << 8 | closed(eight))
    }

    /// Covers nothing.
    pub(super) fn clear(&mut self) {
        self.open.fill(OPEN);
        self.sums.fill(ROUND);
    }

    /// The first pixels of a row of the tile as bytes r, g, b, alpha, on a sheet of that color. Afterwards nothing covers
    /// them. What is left in the edge never shows.
    #[inline(always)]
    pub(super) fn take(&mut self, row: usize, sheet: u32, out: &mut [u8]) {
        let from = (row + EDGE) * STRIDE + EDGE;
        let open = self.open[from..from + TILE].as_chunks_mut().0;
        let sums = self.sums[4 * from..4 * (from + TILE)].as_chunks_mut().0.as_chunks_mut().0;
        let (fours, last) = out.as_chunks_mut();
        for ((out, open), sums) in fours.iter_mut().zip(open.iter_mut()).zip(sums.iter_mut()) {
            *out = resolve(open, sums, sheet);
            (*open, *sums) = ([OPEN; 4], [[ROUND; 8]; 2]);
        }
        if !last.is_empty() {
            let (open, sums) = (&mut open[fours.len()], &mut sums[fours.len()]);
            last.copy_from_slice(&resolve(open, sums, sheet)[..last.len()]);
            (*open, *sums) = ([OPEN; 4], [[ROUND; 8]; 2]);
        }
    }
}

/// A mark, ready to be laid.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    /// Its color, as [`Ink`] takes it.
    ink: [u16; 4],
    stamp: Stamp,
    /// The pixel of its center, counted from the first of the edge.
    center: i32,
}

/// Marks that are made ready together: two short loops keep the processor busier than one long one.
const GROUP: usize = 64;

fn lay(open: &mut [u16; ALL], sums: &mut [u16; 4 * ALL], splats: &[Splat], masks: &Masks, inks: &SlabInks<'_>) {
    let mut marks = [Mark::default(); GROUP];
    for group in splats.chunks(GROUP) {
        prepare(&mut marks, group, masks, inks);
        lay_group(open, sums, &marks[..group.len()], group, masks);
    }
}

/// Column and row of a splat, counted from the first of the edge.
#[inline(always)]
fn place(splat: Splat) -> (i32, i32) {
    const FIRST: i32 = EDGE as i32 - BEFORE as i32;
    let pixel = i32::from(pixel(splat));
    (pixel % 256 + FIRST, pixel / 256 + FIRST)
}

#[inline(never)]
fn prepare(marks: &mut [Mark; GROUP], splats: &[Splat], masks: &Masks, inks: &SlabInks<'_>) {
    for (mark, &splat) in marks.iter_mut().zip(splats) {
        let (number, ink) = inks.of(splat);
        ink.store(&mut mark.ink);
        let (column, row) = place(splat);
        mark.center = row * STRIDE as i32 + column;
        mark.stamp = masks.stamp(number, splat);
    }
}

#[inline(never)]
fn lay_group(open: &mut [u16; ALL], sums: &mut [u16; 4 * ALL], marks: &[Mark], splats: &[Splat], masks: &Masks) {
    for (mark, &splat) in marks.iter().zip(splats) {
        match mark.stamp.rows {
            3 => narrow::<3>(open, sums, mark, masks),
            4 => narrow::<4>(open, sums, mark, masks),
            5 => wide::<5>(open, sums, mark, masks),
            6 => wide::<6>(open, sums, mark, masks),
            _ => any(open, sums, mark, splat, masks),
        }
    }
}

/// The pixels that a small mask may touch. Small marks that touch the tile lie within its edges.
#[inline(always)]
fn window<'a>(
    open: &'a mut [u16; ALL],
    sums: &'a mut [u16; 4 * ALL],
    mark: &Mark,
) -> Option<(&'a mut [u16; WINDOW], &'a mut [u16; 4 * WINDOW])> {
    let at = (mark.center + i32::from(mark.stamp.offset)) as usize;
    if at > ALL - WINDOW {
        return None;
    }
    Some((open[at..].first_chunk_mut()?, sums[4 * at..].first_chunk_mut()?))
}

/// A mask of four columns, two rows together. The compiler leaves out all loops and questions.
#[inline(always)]
fn narrow<const ROWS: usize>(open: &mut [u16; ALL], sums: &mut [u16; 4 * ALL], mark: &Mark, masks: &Masks) {
    let (Some((open, sums)), Some(mask)) = (window(open, sums, mark), masks.at(mark.stamp.start)) else { return };
    let ink = Ink::load(&mark.ink);
    for row in (0..ROWS).step_by(2) {
        let (upper, lower) = (row * STRIDE, (row + 1) * STRIDE);
        if row + 1 < ROWS {
            let parts = Parts::of_eight(open, [upper, lower], array(mask, 4 * row));
            ink.add::<0>(array_mut(sums, 4 * upper), parts);
            ink.add::<1>(array_mut(sums, 4 * upper + 8), parts);
            ink.add::<2>(array_mut(sums, 4 * lower), parts);
            ink.add::<3>(array_mut(sums, 4 * lower + 8), parts);
        } else {
            let parts = Parts::of_four(open, upper, array(mask, 4 * row));
            ink.add::<0>(array_mut(sums, 4 * upper), parts);
            ink.add::<1>(array_mut(sums, 4 * upper + 8), parts);
        }
    }
}

/// A mask of eight columns of which the last two are empty.
#[inline(always)]
fn wide<const ROWS: usize>(open: &mut [u16; ALL], sums: &mut [u16; 4 * ALL], mark: &Mark, masks: &Masks) {
    let (Some((open, sums)), Some(mask)) = (window(open, sums, mark), masks.at(mark.stamp.start)) else { return };
    let ink = Ink::load(&mark.ink);
    for row in 0..ROWS {
        let at = row * STRIDE;
        let parts = Parts::of_eight(open, [at, at + 4], array(mask, 8 * row));
        ink.add::<0>(array_mut(sums, 4 * at), parts);
        ink.add::<1>(array_mut(sums, 4 * at + 8), parts);
        ink.add::<2>(array_mut(sums, 4 * at + 16), parts);
    }
}

/// A mask of any size, anywhere.
#[inline(never)]
fn any(open: &mut [u16; ALL], sums: &mut [u16; 4 * ALL], mark: &Mark, splat: Splat, masks: &Masks) {
    let (width, ink) = (usize::from(mark.stamp.width), Ink::load(&mark.ink));
    let (column, row) = place(splat);
    let (left, top) = mark.stamp.corner();
    for (row, values) in (row + top..).zip(masks.values(mark.stamp).chunks_exact(width)) {
        if !(0..STRIDE as i32).contains(&row) {
            continue;
        }
        for (column, values) in (column + left..).step_by(4).zip(values.as_chunks().0) {
            // Four pixels that are only partly inside lie in the edge, which is not shown.
            if (0..=STRIDE as i32 - 4).contains(&column) {
                let at = row as usize * STRIDE + column as usize;
                let parts = Parts::of_four(open, at, values);
                ink.add::<0>(array_mut(sums, 4 * at), parts);
                ink.add::<1>(array_mut(sums, 4 * at + 8), parts);
            }
        }
    }
}

#[inline(always)]
fn array<T, const N: usize>(values: &[T], at: usize) -> &[T; N] {
    values[at..].first_chunk().expect("inside the window")
}

#[inline(always)]
fn array_mut<T, const N: usize>(values: &mut [T], at: usize) -> &mut [T; N] {
    values[at..].first_chunk_mut().expect("inside the window")
}
