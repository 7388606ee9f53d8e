//! The picture's stochastic gradient descent: pairs attract, random rows repel.

use crate::learn::pairs::Pairs;
use crate::random::Generator;
use rand::Rng;
use std::ops::Range;

/// No coordinate of one gradient is larger (umap-learn's `clip`).
const LARGEST: f32 = 4.0;
/// Added to the squared distance of rows that repel each other.
const APART: f32 = 1e-3;
/// Rows that are worked on side by side.
const LANES: usize = 4;

/// Positions and the schedule of the pairs.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// Row-major.
    pub positions: Vec<f32>,
    components: usize,
    edges: Vec<Edge>,
    a: f32,
    b: f32,
    negatives: f32,
    random: Generator,
}

/// A pair and when it is due, in epochs.
#[derive(Debug, Clone, Copy)]
struct Edge {
    ends: [u32; 2],
    /// From one time to the next: the heavier the pair, the less.
    every: f32,
    next: f32,
    /// When the next random row is due.
    next_negative: f32,
}

impl Layout {
    /// Pairs that would not come up once in all epochs are left out, as in umap-learn.
    pub fn new(
        positions: Vec<f32>,
        components: usize,
        pairs: &Pairs,
        epochs: u64,
        (a, b): (f64, f64),
        negatives: usize,
        random: Generator,
    ) -> Self {
        let heaviest = pairs.values.iter().copied().fold(0.0, f32::max);
        let least = heaviest / epochs as f32;
        let negatives = negatives as f32;
        let mut edges = Vec::with_capacity(pairs.others.len());
        for row in 0..pairs.rows() {
            for (other, weight) in pairs.of(row).filter(|pair| pair.1 >= least && pair.1 > 0.0) {
                let every = heaviest / weight;
                edges.push(Edge {
                    ends: [row as u32, other],
                    every,
                    next: every,
                    next_negative: every / negatives.max(1.0),
                });
            }
        }
        Layout { positions, components, edges, a: a as f32, b: b as f32, negatives, random }
    }

    pub fn pairs(&self) -> usize {
        self.edges.len()
    }

    /// Works through some of an epoch's turns: all pairs from their smaller row, then all from their larger one. A pair's two
    /// turns right after one another would make the picture noisier.
    pub fn run(&mut self, turns: Range<usize>, epoch: u64, learning_rate: f32) {
        let pairs = self.edges.len();
        let there = turns.start.min(pairs)..turns.end.min(pairs);
        let back = turns.start.saturating_sub(pairs)..turns.end.saturating_sub(pairs);
        for (edges, back) in [(there, false), (back, true)] {
            match self.components {
                2 => self.run_in::<2>(edges, back, epoch, learning_rate),
                _ => self.run_in::<3>(edges, back, epoch, learning_rate),
            }
        }
    }

    fn run_in<const D: usize>(&mut self, edges: Range<usize>, back: bool, epoch: u64, learning_rate: f32) {
        let now = epoch as f32;
        let positions = self.positions.as_chunks_mut::<D>().0;
        let force = Force { a: self.a, b: self.b };
        for edge in &mut self.edges[edges] {
            if edge.next > now {
                continue;
            }
            let mut repelled = 0;
            if self.negatives > 0.0 {
                let every = edge.every / self.negatives;
                repelled = ((now - edge.next_negative) / every).max(0.0) as usize;
                // The first turn leaves the schedule as the second one has to find it.
                edge.next_negative += if back { repelled as f32 * every } else { 0.0 };
            }
            edge.next += if back { edge.every } else { 0.0 };
            let [head, tail] = edge.ends.map(|row| row as usize);
            let (head, tail) = if back { (tail, head) } else { (head, tail) };
            let mut own = positions[head];
            let apart: [f32; D] = std::array::from_fn(|axis| own[axis] - positions[tail][axis]);
            let square = apart.iter().map(|apart| apart * apart).sum();
            let pull = force.attraction(square);
            for axis in 0..D {
                let by = (pull * apart[axis]).clamp(-LARGEST, LARGEST) * learning_rate;
                own[axis] += by;
                positions[tail][axis] -= by;
            }
            let mut left = repelled;
            while left > 0 {
                let count = left.min(LANES);
                left -= count;
                // A row that is drawn itself is no distance away, and moves nothing.
                let others = random_rows(&mut self.random, positions.len());
                let apart: [[f32; LANES]; D] =
                    std::array::from_fn(|axis| others.map(|other| own[axis] - positions[other][axis]));
                let squares = std::array::from_fn(|lane| apart.iter().map(|apart| apart[lane] * apart[lane]).sum());
                let push = force.repulsion(squares);
                for (own, apart) in own.iter_mut().zip(&apart) {
                    for lane in 0..count {
                        *own += (push[lane] * apart[lane]).clamp(-LARGEST, LARGEST) * learning_rate;
                    }
                }
            }
            positions[head] = own;
        }
    }
}

fn random_rows(random: &mut Generator, rows: usize) -> [usize; LANES] {
    let draws = [random.next_u64(), random.next_u64()];
    std::array::from_fn(|lane| {
        let draw = (draws[lane / 2] >> (32 * (lane % 2))) & 0xffff_ffff;
        ((draw * rows as u64) >> 32) as usize
    })
}

/// The gradients' coefficients, with which the way from one row to the other is multiplied.
#[derive(Debug, Clone, Copy)]
struct Force {
    a: f32,
    b: f32,
}

impl Force {
    /// −2ab·d^(2b−2) / (1 + a·d^2b).
    #[inline(always)]
    fn attraction(self, square: f32) -> f32 {
        // Coinciding rows do not move, whatever the coefficient: it only must be finite.
        let square = square.max(1e-20);
        let power = self.a * power_of([square], self.b)[0];
        -2.0 * self.b * power / (square * (1.0 + power))
    }

    /// 2b / ((0.001 + d²)·(1 + a·d^2b)).
    #[inline(always)]
    fn repulsion(self, squares: [f32; LANES]) -> [f32; LANES] {
        let powers = power_of(squares, self.b);
        std::array::from_fn(|lane| 2.0 * self.b / ((APART + squares[lane]) * (1.0 + self.a * powers[lane])))
    }
}

/// x^exponent for 0 ≤ x < 2^64, off by at most 2e-5 of it; side by side, unlike the library's.
#[inline(always)]
fn power_of<const N: usize>(x: [f32; N], exponent: f32) -> [f32; N] {
    x.map(|x| exp2(exponent * log2(x)))
}

/// ln of the mantissa by an expansion around 1: m between √½ and √2, s = (m − 1) / (m + 1).
#[inline(always)]
fn log2(x: f32) -> f32 {
    let shifted = x.max(f32::MIN_POSITIVE).to_bits().wrapping_sub(0x3f35_04f3);
    let exponent = (shifted as i32 >> 23) as f32;
    let mantissa = f32::from_bits((shifted & 0x007f_ffff) + 0x3f35_04f3);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    exponent + s * (2.885_39 + square * (0.961_796_7 + square * (0.577_078 + square * 0.412_199)))
}

#[inline(always)]
fn exp2(x: f32) -> f32 {
    let x = x.clamp(-126.0, 126.0);
    // Rounds to the nearest whole number, which stands in the lowest bits.
    let shifted = x + 12_582_912.0;
    let part = x - (shifted - 12_582_912.0);
    let scale = (shifted.to_bits() << 23).wrapping_add(0x3f80_0000);
    let series = 1.0
        + part
            * (std::f32::consts::LN_2
                + part * (0.240_226_5 + part * (0.055_504_1 + part * (0.009_618_13 + part * 0.001_333_4))));
    f32::from_bits(scale) * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_right_to_four_digits() {
        for exponent in [0.3, 0.79, 0.895, 1.0, 1.6] {
            let mut x = 1e-9_f32;
            while x < 1e6 {
                let (found, expected) = (power_of([x], exponent)[0], f64::from(x).powf(f64::from(exponent)) as f32);
                assert!((found - expected).abs() <= 2e-5 * expected, "{x}^{exponent} is {expected}, not {found}");
                x *= 1.37;
            }
            assert!(power_of([0.0], exponent)[0] < 1e-10);
        }
    }

    #[test]
    fn forces_are_the_slopes_of_the_cross_entropy() {
        // Of −ln w and −ln(1 − w), with w = 1 / (1 + a·x^b) and x the squared distance; coefficients are the slopes times −2.
        let (a, b) = (1.577, 0.895);
        let force = Force { a: a as f32, b: b as f32 };
        let near = |x: f64| 1.0 / (1.0 + a * x.powf(b));
        for x in [0.05, 0.3, 1.0, 4.0, 60.0] {
            let step = 1e-6 * x;
            let slope = |f: &dyn Fn(f64) -> f64| (f(x + step) - f(x - step)) / (2.0 * step);
            let attraction = -2.0 * slope(&|x| -near(x).ln());
            assert!((f64::from(force.attraction(x as f32)) - attraction).abs() < 1e-3 * attraction.abs());
            let repulsion = -2.0 * slope(&|x| -(1.0 - near(x)).ln()) * x / (x + f64::from(APART));
            let found = f64::from(force.repulsion([x as f32; LANES])[0]);
            assert!((found - repulsion).abs() < 1e-3 * repulsion, "{x}: {found}, not {repulsion}");
        }
        assert!(force.attraction(0.0).is_finite() && force.repulsion([0.0; LANES])[0].is_finite());
    }
}
