//! One iteration: forces, cut into parts of alike items, and the move that they cause.

use super::attraction::{attract, cross_entropy};
use super::mesh::{self, Mesh};
use super::points::Points;
use super::tree::{self, Tree};
use super::{Repulsion, exact};
use crate::learn::pairs::Pairs;
use std::ops::Range;

/// No point moves farther in one iteration (openTSNE's `max_step_norm`).
const LONGEST_MOVE: f32 = 5.0;
/// The smallest addition to a gain (openTSNE's `min_gain`).
const LEAST_GAIN: f32 = 0.01;

/// Work cut into parts: how many items each has, and what an item costs, in nanoseconds or so.
type Parts = Vec<(usize, u64)>;

/// How the points move in one iteration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub exaggeration: f32,
    /// For the gradient Σ (p − q)·q̃·(yᵢ − yⱼ), a quarter of the true one.
    pub learning_rate: f32,
    pub momentum: f32,
}

/// Points and what moves them.
#[derive(Debug)]
pub(super) struct Descent {
    pub points: Points,
    attraction: Points,
    repulsion: Points,
    moves: Points,
    gains: Points,
    way: Way,
    /// Parts of the iteration under way, the place in them, and the work done of the work in all.
    parts: Parts,
    at: (usize, usize),
    work: (u64, u64),
    normalizer: f64,
    cross_entropy: f64,
}

#[derive(Debug)]
enum Way {
    Exact,
    Mesh(Box<Mesh>),
    Tree(Tree),
}

impl Descent {
    pub fn new(points: Points, repulsion: Repulsion) -> Self {
        let zeros = Points::zeros(points.count, points.dimensions);
        let mut gains = zeros.clone();
        gains.fill(1.0);
        let way = match repulsion {
            Repulsion::Exact => Way::Exact,
            Repulsion::Mesh => Way::Mesh(Box::new(Mesh::new())),
            Repulsion::Tree => Way::Tree(Tree::default()),
        };
        Descent {
            points,
            attraction: zeros.clone(),
            repulsion: zeros.clone(),
            moves: zeros,
            gains,
            way,
            parts: Parts::new(),
            at: (0, 0),
            work: (0, 0),
            normalizer: 0.0,
            cross_entropy: 0.0,
        }
    }

    /// Does share `share` of `shares` of one iteration's forces; the first one starts them anew. With `loss`, the last one
    /// knows the cross entropy, too.
    pub fn forces(&mut self, affinities: &Pairs, loss: bool, share: u64, shares: u64) {
        if share == 0 {
            self.begin(affinities, loss);
        }
        let target = if share + 1 == shares { u64::MAX } else { self.work.1 / shares * (share + 1) };
        while self.work.0 < target && self.at.0 < self.parts.len() {
            let (items, cost) = self.parts[self.at.0];
            let affordable = usize::try_from((target - self.work.0).div_ceil(cost)).unwrap_or(usize::MAX);
            let end = items.min(self.at.1.saturating_add(affordable));
            self.run(affinities, self.at.0, self.at.1..end);
            self.work.0 += (end - self.at.1) as u64 * cost;
            self.at = if end < items { (self.at.0, end) } else { (self.at.0 + 1, 0) };
        }
    }

    fn begin(&mut self, affinities: &Pairs, loss: bool) {
        let count = self.points.count;
        self.attraction.fill(0.0);
        (self.normalizer, self.cross_entropy) = (0.0, 0.0);
        let pairs = (affinities.others.len() / count.max(1)).max(1) as u64;
        self.parts = vec![(count, 4 * pairs), (if loss { count } else { 0 }, 10 * pairs)];
        match &mut self.way {
            Way::Exact => {
                self.points.banish_padding();
                self.parts.push((count, count as u64));
            }
            Way::Mesh(mesh) => {
                mesh.begin(&self.points);
                self.parts.extend(mesh.phases(count));
            }
            Way::Tree(tree) => {
                tree.begin();
                self.parts.extend(tree.phases(count));
            }
        }
        self.at = (0, 0);
        self.work = (0, self.parts.iter().map(|&(items, cost)| items as u64 * cost).sum());
    }

    fn run(&mut self, affinities: &Pairs, part: usize, items: Range<usize>) {
        match part {
            0 => attract(affinities, &self.points, items, &mut self.attraction),
            1 => self.cross_entropy += cross_entropy(affinities, &self.points, items),
            _ => {
                let (points, forces, count) = (&self.points, &mut self.repulsion, self.points.count);
                match &mut self.way {
                    Way::Exact => self.normalizer += exact::repel(points, items, forces),
                    Way::Mesh(mesh) => {
                        mesh.run(part - 2, items, points, forces);
                        if part - 2 == mesh::PHASES - 1 {
                            self.normalizer = mesh.normalizer(count);
                        }
                    }
                    Way::Tree(tree) => {
                        tree.run(part - 2, items, points, forces);
                        if part - 2 == tree::PHASES - 1 {
                            self.normalizer = tree.normalizer();
                        }
                    }
                }
            }
        }
    }

    /// Σ p·ln(p/q), from the cross entropy of the last forces.
    pub fn divergence(&self, negative_entropy: f64) -> f64 {
        negative_entropy + self.cross_entropy + self.normalizer().ln()
    }

    fn normalizer(&self) -> f64 {
        self.normalizer.max(f64::from(f32::MIN_POSITIVE))
    }

    /// A quarter of the gradient of the divergence at the last forces, per coordinate of a point.
    #[cfg(test)]
    pub fn gradient(&self, exaggeration: f32) -> Points {
        let mut gradient = self.attraction.clone();
        let per_normalizer = (1.0 / self.normalizer()) as f32;
        for axis in 0..gradient.dimensions {
            for (value, repulsion) in gradient.axis_mut(axis).iter_mut().zip(self.repulsion.axis(axis)) {
                *value = exaggeration * *value - per_normalizer * repulsion;
            }
        }
        gradient
    }

    /// Moves the points as the forces say, and their mean back to the origin.
    pub fn step(&mut self, settings: Settings) {
        match self.points.dimensions {
            2 => self.step_in::<2>(settings),
            _ => self.step_in::<3>(settings),
        }
    }

    fn step_in<const D: usize>(&mut self, settings: Settings) {
        let Settings { exaggeration, learning_rate, momentum } = settings;
        let per_normalizer = (1.0 / self.normalizer()) as f32;
        let count = self.points.count;
        let attraction: [&[f32]; D] = std::array::from_fn(|axis| self.attraction.axis(axis));
        let repulsion: [&[f32]; D] = std::array::from_fn(|axis| self.repulsion.axis(axis));
        let (moves, gains): ([&mut [f32]; D], [&mut [f32]; D]) = (self.moves.axes_mut(), self.gains.axes_mut());
        for axis in 0..D {
            let forces = attraction[axis].iter().zip(repulsion[axis]);
            for ((by, gain), (attraction, repulsion)) in moves[axis].iter_mut().zip(&mut *gains[axis]).zip(forces) {
                let gradient = exaggeration * attraction - per_normalizer * repulsion;
                // Where the last move went up the slope, the gain falls; else it grows (Jacobs 1988).
                let uphill = (*by > 0.0 && gradient > 0.0) || (*by < 0.0 && gradient < 0.0);
                *gain = if uphill { *gain * 0.8 + LEAST_GAIN } else { *gain + 0.2 };
                *by = momentum * *by - learning_rate * *gain * gradient;
            }
        }
        let indices = 0..count;
        for index in indices {
            let square: f32 = (0..D).map(|axis| moves[axis][index] * moves[axis][index]).sum();
            if square > LONGEST_MOVE * LONGEST_MOVE {
                let factor = LONGEST_MOVE / square.sqrt();
                (0..D).for_each(|axis| moves[axis][index] *= factor);
            }
        }
        for (axis, moves) in moves.iter().enumerate() {
            let points = self.points.axis_mut(axis);
            points.iter_mut().zip(moves.iter()).for_each(|(point, by)| *point += by);
            let mean = points.iter().map(|&value| f64::from(value)).sum::<f64>() / count as f64;
            points.iter_mut().for_each(|point| *point -= mean as f32);
        }
    }

    /// Rows and columns of the mesh, if there is one.
    pub fn mesh(&self) -> Option<(usize, usize)> {
        match &self.way {
            Way::Mesh(mesh) => Some(mesh.shape()),
            _ => None,
        }
    }
}
