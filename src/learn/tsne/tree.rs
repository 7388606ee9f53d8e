//! Repulsion in space, by way of an octree.
//!
//! Far cells act as one point in their center of mass (Barnes and Hut 1986; van der Maaten 2014). In the plane, the mesh is
//! faster.

use super::points::Points;
use crate::order::sort_keyed;
use std::ops::Range;

/// A cell is far if its width is less than this share of its distance.
const ANGLE: f32 = 0.5;
/// Cells of so few points are not divided.
const LEAF: usize = 8;
/// Levels of cells: 21 bits of each coordinate are interleaved in a key of 63.
const LEVELS: u32 = 21;

/// The parts of the work, in order: sorting and dividing, then the points.
pub(super) const PHASES: usize = 2;

/// Cells in the order of a walk that visits each before its children.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    cells: Vec<Cell>,
    /// Points in the order of their cells, and where each comes from.
    sorted: Vec<[f32; 3]>,
    order: Vec<(u64, u32)>,
    normalizer: f64,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    center: [f32; 3],
    mass: f32,
    /// (width / angle)²: nearer than its root, the cell is looked into.
    reach: f32,
    /// The next cell that is not inside this one.
    next: u32,
    /// Its points, if it is not divided.
    points: (u32, u32),
}

impl Tree {
    pub fn begin(&mut self) {
        self.normalizer = 0.0;
    }

    pub fn phases(&self, points: usize) -> [(usize, u64); PHASES] {
        [(1, 200 * points as u64), (points, 2_000)]
    }

    pub fn run(&mut self, phase: usize, items: Range<usize>, points: &Points, forces: &mut Points) {
        match phase {
            0 => self.build(points),
            _ => items.for_each(|index| self.repel(index, forces)),
        }
    }

    /// Σ q over all pairs, each counted twice; known after the last part.
    pub fn normalizer(&self) -> f64 {
        self.normalizer
    }

    fn build(&mut self, points: &Points) {
        let mut low = [f32::INFINITY; 3];
        let mut width = 0.0_f32;
        for (axis, low) in low.iter_mut().enumerate() {
            let bounds = points
                .axis(axis)
                .iter()
                .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)));
            *low = bounds.0;
            width = width.max(bounds.1 - bounds.0);
        }
        let scale = ((1_u32 << LEVELS) - 1) as f32 / width.max(f32::MIN_POSITIVE);
        let key = |point: [f32; 3]| {
            let cell = |axis: usize| spread_bits(((point[axis] - low[axis]) * scale).min(2_097_151.0) as u64);
            cell(0) << 2 | cell(1) << 1 | cell(2)
        };
        self.order.clear();
        self.order.extend((0..points.count).map(|index| (key(points.get(index)), index as u32)));
        sort_keyed(&mut self.order);
        self.sorted.clear();
        self.sorted.extend(self.order.iter().map(|&(_, index)| points.get::<3>(index as usize)));
        self.cells.clear();
        self.divide(0..points.count, LEVELS, width);
    }

    /// Appends the cell of some sorted points, and those inside it.
    fn divide(&mut self, range: Range<usize>, level: u32, width: f32) {
        let mut sums = [0.0_f64; 3];
        for point in &self.sorted[range.clone()] {
            sums.iter_mut().zip(point).for_each(|(sum, &value)| *sum += f64::from(value));
        }
        let mass = range.len() as f64;
        let is_leaf = range.len() <= LEAF || level == 0;
        let place = self.cells.len();
        self.cells.push(Cell {
            center: sums.map(|sum| (sum / mass) as f32),
            mass: mass as f32,
            reach: (width / ANGLE) * (width / ANGLE),
            next: 0,
            points: if is_leaf { (range.start as u32, range.end as u32) } else { (0, 0) },
        });
        if !is_leaf {
            let shift = 3 * (level - 1);
            let mut start = range.start;
            while start < range.end {
                let octant = self.order[start].0 >> shift;
                let count = self.order[start..range.end].partition_point(|(key, _)| key >> shift == octant);
                self.divide(start..start + count, level - 1, 0.5 * width);
                start += count;
            }
        }
        self.cells[place].next = self.cells.len() as u32;
    }

    /// The force on the point at a place of the sorted order.
    fn repel(&mut self, place: usize, forces: &mut Points) {
        let own = self.sorted[place];
        let mut sums = [0.0_f32; 3];
        let mut total = 0.0_f32;
        let mut add = |apart: [f32; 3], square: f32, mass: f32| {
            let near = 1.0 / (1.0 + square);
            total += mass * near;
            sums.iter_mut().zip(apart).for_each(|(sum, apart)| *sum += mass * near * near * apart);
        };
        let from = |other: [f32; 3]| {
            let apart: [f32; 3] = std::array::from_fn(|axis| own[axis] - other[axis]);
            (apart, apart[0] * apart[0] + apart[1] * apart[1] + apart[2] * apart[2])
        };
        let mut at = 0;
        while let Some(cell) = self.cells.get(at) {
            let (apart, square) = from(cell.center);
            if square > cell.reach {
                add(apart, square, cell.mass);
                at = cell.next as usize;
            } else {
                for &other in &self.sorted[cell.points.0 as usize..cell.points.1 as usize] {
                    let (apart, square) = from(other);
                    add(apart, square, 1.0);
                }
                at += 1;
            }
        }
        self.normalizer += f64::from(total) - 1.0;
        let index = self.order[place].1 as usize;
        for (axis, sum) in sums.into_iter().enumerate() {
            forces.axis_mut(axis)[index] = sum;
        }
    }
}

/// Puts two zeros before each of the lowest 21 bits.
fn spread_bits(value: u64) -> u64 {
    let mut value = value & 0x1f_ffff;
    for (shift, mask) in [
        (32, 0x001f_0000_0000_ffff),
        (16, 0x001f_0000_ff00_00ff),
        (8, 0x100f_00f0_0f00_f00f),
        (4, 0x10c3_0c30_c30c_30c3),
        (2, 0x1249_2492_4924_9249),
    ] {
        value = (value | value << shift) & mask;
    }
    value
}
