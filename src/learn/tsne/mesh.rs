//! Repulsion in the plane, by way of a grid and the Fourier transform.
//!
//! Every point spreads its charge over the 4 × 4 nearest nodes of a grid (cubic B-splines); a convolution, done as a product
//! of Fourier transforms, gives at every node the potential φ(y) = Σⱼ 1 / (1 + ‖y − yⱼ‖²); the same splines bring it back
//! to the points, and their derivative its slope. Two facts make one transform there and back enough: the normalizer
//! is Σ φ, and the forces are Σⱼ q²·(yᵢ − yⱼ) = −∇φ / 2. Interpolation on a grid is FIt-SNE's (Linderman, Rachh, Hoskins,
//! Steinerberger and Kluger 2019); splines, and dividing the spectrum by theirs, are the smooth particle mesh's (Essmann
//! and others 1995, "A smooth particle mesh Ewald method").

use super::points::Points;
use crate::linalg::{Complex, Fourier, WIDTH, suitable_length};
use std::ops::Range;

/// Distance of the nodes. The kernel is 1 wide; with this, forces are off by about 1 %. Small pictures, whose forces nearly
/// cancel out, can afford half of it.
const SPACING: f32 = 0.5;
/// Small enough are those that need no longer transform than this.
const FINE: usize = 160;
/// A picture less wide is too small for the potential's slopes to rise above its rounding, and small enough for the first
/// term of the kernel's series.
const TINY: f32 = 0.05;
/// Nodes that a spline reaches.
const REACH: usize = 4;
/// The longest transform; wider pictures get a coarser grid.
const LONGEST: usize = 2048;

/// The parts of the work, in order.
pub(super) const PHASES: usize = 7;

/// Grid, spectra and plans.
#[derive(Debug, Clone)]
pub(super) struct Mesh {
    spacing: f32,
    origin: [f32; 2],
    /// Transforms along the first axis (down the rows of the grid) and along the second.
    plans: [Fourier; 2],
    /// Charges, then potentials: half as many rows and columns as the plans are long; the rest is zero.
    grid: Vec<f32>,
    /// The transform along the first axis: for each four frequencies, all columns.
    spectrum: Vec<Complex>,
    /// The kernel's transform, which is real: for each four frequencies of the first axis, those of the second up to half.
    kernel: Vec<[f32; WIDTH]>,
    /// The kernel's transform along the second axis only, on the way.
    kernel_rows: Vec<[f32; WIDTH]>,
    kernel_is_stale: bool,
    line: Vec<Complex>,
    normalizer: f64,
    /// Of a tiny picture, the middle and the sum of the squared distances from it.
    tiny: Option<([f64; 2], f64)>,
}

fn swapped(value: Complex) -> Complex {
    Complex { re: value.im, im: value.re }
}

/// Values and slopes of the four splines that reach a place.
fn splines(f: f32) -> ([f32; REACH], [f32; REACH]) {
    let g = 1.0 - f;
    let values = [
        g * g * g / 6.0,
        (2.0 / 3.0) - f * f * (1.0 - 0.5 * f),
        (2.0 / 3.0) - g * g * (1.0 - 0.5 * g),
        f * f * f / 6.0,
    ];
    (values, [-0.5 * g * g, f * (1.5 * f - 2.0), g * (2.0 - 1.5 * g), 0.5 * f * f])
}

impl Mesh {
    pub fn new() -> Self {
        Mesh {
            spacing: 0.0,
            origin: [0.0; 2],
            plans: [Fourier::at_least(16), Fourier::at_least(16)],
            grid: Vec::new(),
            spectrum: Vec::new(),
            kernel: Vec::new(),
            kernel_rows: Vec::new(),
            kernel_is_stale: true,
            line: Vec::new(),
            normalizer: 0.0,
            tiny: None,
        }
    }

    /// Rows and columns of the grid.
    pub fn shape(&self) -> (usize, usize) {
        (self.plans[0].length() / 2, self.plans[1].length() / 2)
    }

    /// Fits the grid to the points.
    pub fn begin(&mut self, points: &Points) {
        let bounds = |axis: usize| {
            points
                .axis(axis)
                .iter()
                .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)))
        };
        let bounds = [bounds(0), bounds(1)];
        self.normalizer = 0.0;
        self.tiny = None;
        if bounds.iter().all(|(low, high)| high - low < TINY) {
            let coordinates = |axis: usize| points.axis(axis).iter().map(|&value| f64::from(value));
            let middle = [0, 1].map(|axis| coordinates(axis).sum::<f64>() / points.count as f64);
            let square = |axis: usize| coordinates(axis).map(|value| (value - middle[axis]).powi(2)).sum::<f64>();
            self.tiny = Some((middle, square(0) + square(1)));
            return;
        }
        let mut spacing = 0.5 * SPACING;
        let nodes = |spacing: f32| bounds.map(|(low, high)| ((high - low) / spacing) as usize + REACH);
        let longest = |spacing: f32| if spacing < SPACING { FINE } else { LONGEST };
        while nodes(spacing).iter().any(|&nodes| 2 * nodes > longest(spacing)) {
            spacing *= 2.0;
        }
        self.origin = bounds.map(|(low, _)| low);
        self.kernel_is_stale = spacing != self.spacing;
        self.spacing = spacing;
        for (plan, nodes) in self.plans.iter_mut().zip(nodes(spacing)) {
            let wanted = suitable_length(2 * nodes);
            // A grid that is a little too large is cheaper than a new kernel.
            if wanted > plan.length() || 3 * wanted < 2 * plan.length() {
                *plan = Fourier::at_least(wanted);
                self.kernel_is_stale = true;
            }
        }
        let (rows, columns) = self.shape();
        self.grid.clear();
        self.grid.resize(rows * columns, 0.0);
        let fours = (rows + 1).div_ceil(WIDTH);
        if self.kernel_is_stale {
            self.spectrum.clear();
            self.spectrum.resize(fours * columns, Complex::default());
            for kernel in [&mut self.kernel, &mut self.kernel_rows] {
                kernel.clear();
                kernel.resize(fours * (columns + 1), [0.0; WIDTH]);
            }
            self.line.resize(2 * rows.max(columns), Complex::default());
        }
    }

    /// Items of each part of the work, and what an item costs, in nanoseconds or so.
    pub fn phases(&self, points: usize) -> [(usize, u64); PHASES] {
        if self.tiny.is_some() {
            return std::array::from_fn(|phase| if phase + 1 == PHASES { (points, 10) } else { (0, 1) });
        }
        let (rows, columns) = self.shape();
        let fours = (rows + 1).div_ceil(WIDTH);
        let line = |length: usize| (2 * length * 2 * (2 * length).ilog2() as usize) as u64;
        let stale = usize::from(self.kernel_is_stale);
        [
            (stale * fours, line(columns)),
            (stale * (columns + 1).div_ceil(WIDTH), line(rows)),
            (points, 20),
            (columns / (2 * WIDTH), line(rows)),
            (fours, 2 * line(columns)),
            (columns / (2 * WIDTH), line(rows)),
            (points, 30),
        ]
    }

    /// Works on some items of one part.
    pub fn run(&mut self, phase: usize, items: Range<usize>, points: &Points, forces: &mut Points) {
        match phase {
            0 => items.for_each(|four| self.transform_kernel_rows(four)),
            1 => items.for_each(|four| self.transform_kernel_columns(four)),
            2 => self.spread(items, points),
            3 => items.for_each(|block| self.forward(block)),
            4 => items.for_each(|four| self.convolve(four)),
            5 => items.for_each(|block| self.backward(block)),
            _ => self.gather(items, points, forces),
        }
    }

    /// Σ q over all pairs, each counted twice; known after the last part.
    pub fn normalizer(&self, points: usize) -> f64 {
        // Each point's own q is 1.
        self.normalizer - points as f64
    }

    fn transform_kernel_rows(&mut self, four: usize) {
        let (length, half) = (self.plans[1].length(), self.shape().1 + 1);
        let line = &mut self.line[..length];
        for (column, value) in line.iter_mut().enumerate() {
            let across = column.min(length - column) as f32 * self.spacing;
            let down = |lane: usize| (four * WIDTH + lane) as f32 * self.spacing;
            *value = Complex {
                re: std::array::from_fn(|lane| 1.0 / (1.0 + across * across + down(lane) * down(lane))),
                im: [0.0; WIDTH],
            };
        }
        self.plans[1].transform(line);
        for (target, value) in self.kernel_rows[four * half..][..half].iter_mut().zip(line) {
            *target = value.re;
        }
    }

    fn transform_kernel_columns(&mut self, four: usize) {
        let (lengths, half) = ([self.plans[0].length(), self.plans[1].length()], self.shape().1 + 1);
        let line = &mut self.line[..lengths[0]];
        let columns = four * WIDTH..half.min((four + 1) * WIDTH);
        for (row, value) in line.iter_mut().enumerate() {
            let row = row.min(lengths[0] - row);
            *value = Complex::default();
            for (lane, column) in columns.clone().enumerate() {
                value.re[lane] = self.kernel_rows[row / WIDTH * half + column][row % WIDTH];
            }
        }
        self.plans[0].transform(line);
        // What the splines do to a wave, undone twice: for spreading and for gathering.
        let spline = |frequency: usize, length: usize| {
            let angle = 2.0 * std::f64::consts::PI * frequency as f64 / length as f64;
            ((2.0 + angle.cos()) / 3.0).powi(2)
        };
        let scale = 0.5 / (lengths[0] * lengths[1]) as f64;
        for (frequency, value) in line.iter().enumerate().take(lengths[0] / 2 + 1) {
            let scale = scale / spline(frequency, lengths[0]);
            for (lane, column) in columns.clone().enumerate() {
                self.kernel[frequency / WIDTH * half + column][frequency % WIDTH] =
                    value.re[lane] * (scale / spline(column, lengths[1])) as f32;
            }
        }
    }

    /// The node where a point's splines begin, and where between the nodes it is.
    fn place(&self, point: [f32; 2]) -> (usize, [f32; 2]) {
        let per_spacing = 1.0 / self.spacing;
        let at: [f32; 2] = std::array::from_fn(|axis| (point[axis] - self.origin[axis]) * per_spacing);
        let node = at.map(|at| at as usize);
        (node[0] * self.shape().1 + node[1], std::array::from_fn(|axis| at[axis] - node[axis] as f32))
    }

    fn spread(&mut self, items: Range<usize>, points: &Points) {
        let columns = self.shape().1;
        for index in items {
            let (first, between) = self.place(points.get(index));
            let (down, across) = (splines(between[0]).0, splines(between[1]).0);
            for (row, weight) in down.into_iter().enumerate() {
                if let Some(nodes) = self.grid[first + row * columns..].first_chunk_mut::<REACH>() {
                    *nodes = std::array::from_fn(|node| nodes[node] + weight * across[node]);
                }
            }
        }
    }

    fn gather(&mut self, items: Range<usize>, points: &Points, forces: &mut Points) {
        let columns = self.shape().1;
        let factor = -0.5 / self.spacing;
        let count = points.count as f64;
        let [down_forces, across_forces] = forces.axes_mut();
        if let Some((middle, squares)) = self.tiny {
            // q ≈ 1 − d² and q² ≈ 1, summed over all others.
            for index in items {
                let point = points.get::<2>(index);
                let [x, y]: [f64; 2] = std::array::from_fn(|axis| f64::from(point[axis]) - middle[axis]);
                (down_forces[index], across_forces[index]) = ((count * x) as f32, (count * y) as f32);
                self.normalizer += count * (1.0 - x * x - y * y) - squares;
            }
            return;
        }
        for index in items {
            let (first, between) = self.place(points.get(index));
            let ((down, down_slopes), (across, across_slopes)) = (splines(between[0]), splines(between[1]));
            let (mut values, mut slopes) = ([0.0; REACH], [0.0; REACH]);
            for row in 0..REACH {
                if let Some(nodes) = self.grid[first + row * columns..].first_chunk::<REACH>() {
                    values = std::array::from_fn(|node| values[node] + down[row] * nodes[node]);
                    slopes = std::array::from_fn(|node| slopes[node] + down_slopes[row] * nodes[node]);
                }
            }
            let sum = |a: &[f32; REACH], b: &[f32; REACH]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
            self.normalizer += f64::from(sum(&values, &across));
            down_forces[index] = factor * sum(&slopes, &across);
            across_forces[index] = factor * sum(&values, &across_slopes);
        }
    }

    /// Transforms eight columns downwards, four as real and four as imaginary parts, and takes the two apart.
    fn forward(&mut self, block: usize) {
        let ((rows, columns), length) = (self.shape(), self.plans[0].length());
        let (left, right) = (block * WIDTH, block * WIDTH + columns / 2);
        let line = &mut self.line[..length];
        for (value, grid) in line.iter_mut().zip(self.grid.chunks_exact(columns)) {
            *value = Complex {
                re: std::array::from_fn(|lane| grid[left + lane]),
                im: std::array::from_fn(|lane| grid[right + lane]),
            };
        }
        line[rows..].fill(Complex::default());
        self.plans[0].transform(line);
        for frequency in 0..=rows {
            let (a, b) = (line[frequency], line[(length - frequency) % length]);
            let target = &mut self.spectrum[frequency / WIDTH * columns..][..columns];
            for lane in 0..WIDTH {
                let (of_left, of_right) = (&mut target[left + lane], frequency % WIDTH);
                of_left.re[of_right] = a.re[lane] + b.re[lane];
                of_left.im[of_right] = a.im[lane] - b.im[lane];
                let of_right_half = &mut target[right + lane];
                of_right_half.re[of_right] = a.im[lane] + b.im[lane];
                of_right_half.im[of_right] = b.re[lane] - a.re[lane];
            }
        }
    }

    /// Transforms four frequencies' rows, multiplies them by the kernel, and transforms them back.
    fn convolve(&mut self, four: usize) {
        let (columns, length) = (self.shape().1, self.plans[1].length());
        let spectrum = &mut self.spectrum[four * columns..][..columns];
        let kernel = &self.kernel[four * (columns + 1)..][..columns + 1];
        let line = &mut self.line[..length];
        line[..columns].copy_from_slice(spectrum);
        line[columns..].fill(Complex::default());
        self.plans[1].transform(line);
        for (frequency, value) in line.iter_mut().enumerate() {
            let kernel = kernel[frequency.min(length - frequency)];
            *value = Complex {
                re: std::array::from_fn(|lane| value.im[lane] * kernel[lane]),
                im: std::array::from_fn(|lane| value.re[lane] * kernel[lane]),
            };
        }
        self.plans[1].transform(line);
        for (target, value) in spectrum.iter_mut().zip(line) {
            *target = swapped(*value);
        }
    }

    /// Puts eight columns together again, and transforms them back.
    fn backward(&mut self, block: usize) {
        let ((rows, columns), length) = (self.shape(), self.plans[0].length());
        let (left, right) = (block * WIDTH, block * WIDTH + columns / 2);
        let line = &mut self.line[..length];
        for frequency in 0..=rows {
            let source = &self.spectrum[frequency / WIDTH * columns..][..columns];
            let at = frequency % WIDTH;
            let (mut value, mut mirrored) = (Complex::default(), Complex::default());
            for lane in 0..WIDTH {
                let (a, b) = (&source[left + lane], &source[right + lane]);
                // Real and imaginary parts are exchanged: this transform is the inverse one.
                (value.im[lane], value.re[lane]) = (a.re[at] - b.im[at], a.im[at] + b.re[at]);
                (mirrored.im[lane], mirrored.re[lane]) = (a.re[at] + b.im[at], b.re[at] - a.im[at]);
            }
            line[frequency] = value;
            if frequency > 0 && frequency < rows {
                line[length - frequency] = mirrored;
            }
        }
        self.plans[0].transform(line);
        for (value, grid) in line.iter().zip(self.grid.chunks_exact_mut(columns)) {
            grid[left..left + WIDTH].copy_from_slice(&value.im);
            grid[right..right + WIDTH].copy_from_slice(&value.re);
        }
    }
}
