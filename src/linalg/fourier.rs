//! Discrete Fourier transforms of four sequences side by side.
//!
//! Stockham's self-sorting algorithm (Van Loan 1992, "Computational Frameworks for the Fast Fourier Transform", §1.7),
//! decimating by 4 as long as it goes. The four sequences are SIMD lanes: every operation is on whole groups, nothing is
//! shuffled, and the bits are the same on every machine.

/// How many sequences are transformed side by side.
pub const WIDTH: usize = 4;

type Group = [f32; WIDTH];

/// One element of each of the four sequences.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Complex {
    /// Real parts.
    pub re: Group,
    /// Imaginary parts.
    pub im: Group,
}

#[inline(always)]
fn zip(a: Group, b: Group, f: impl Fn(f32, f32) -> f32) -> Group {
    std::array::from_fn(|lane| f(a[lane], b[lane]))
}

impl Complex {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Complex { re: zip(self.re, other.re, |a, b| a + b), im: zip(self.im, other.im, |a, b| a + b) }
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Complex { re: zip(self.re, other.re, |a, b| a - b), im: zip(self.im, other.im, |a, b| a - b) }
    }

    /// −i times the number.
    #[inline(always)]
    fn turned(self) -> Self {
        Complex { re: self.im, im: self.re.map(|value| -value) }
    }

    #[inline(always)]
    fn times(self, (re, im): (f32, f32)) -> Self {
        Complex { re: zip(self.re, self.im, |a, b| a * re - b * im), im: zip(self.re, self.im, |a, b| a * im + b * re) }
    }
}

/// A plan for sequences of one length, a product of powers of 2, 3 and 5.
#[derive(Debug, Clone)]
pub struct Fourier {
    length: usize,
    radices: Vec<usize>,
    /// e^(−2πi·j/length).
    roots: Vec<(f32, f32)>,
    buffer: Vec<Complex>,
}

impl Fourier {
    /// A plan for the smallest length that it can do and that is not below `at_least`, a multiple of 16.
    pub fn at_least(at_least: usize) -> Self {
        let length = suitable_length(at_least);
        let root = |j: usize| {
            let angle = -2.0 * std::f64::consts::PI * j as f64 / length as f64;
            (angle.cos() as f32, angle.sin() as f32)
        };
        let (mut radices, mut rest) = (Vec::new(), length);
        for radix in [5, 3, 4, 2] {
            while rest.is_multiple_of(radix) {
                radices.push(radix);
                rest /= radix;
            }
        }
        let buffer = vec![Complex::default(); length];
        Fourier { length, radices, roots: (0..length).map(root).collect(), buffer }
    }

    /// The length of the sequences.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Replaces `values`, as many as [`length`](Fourier::length), by Σ values\[j\]·e^(−2πi·jk/length) for every k. For
    /// the opposite sign, exchange real and imaginary parts before and after.
    pub fn transform(&mut self, values: &mut [Complex]) {
        let (mut n, mut stride) = (self.length, 1);
        let (mut from, mut to): (&mut [Complex], &mut [Complex]) = (values, &mut self.buffer);
        for &radix in &self.radices {
            match radix {
                4 => pass_of_4(from, to, n, stride, &self.roots),
                2 => pass::<2>(from, to, n, stride, &self.roots),
                3 => pass::<3>(from, to, n, stride, &self.roots),
                _ => pass::<5>(from, to, n, stride, &self.roots),
            }
            n /= radix;
            stride *= radix;
            std::mem::swap(&mut from, &mut to);
        }
        if self.radices.len() % 2 == 1 {
            to.copy_from_slice(from);
        }
    }
}

/// The smallest multiple of 16 without prime factors above 5, with at most one 3 or 5 (they take longer), that is not
/// below `at_least`.
pub fn suitable_length(at_least: usize) -> usize {
    let fits = |length: &usize| {
        let odd = length >> length.trailing_zeros();
        length.is_multiple_of(16) && matches!(odd, 1 | 3 | 5 | 9)
    };
    (at_least.max(16)..).find(fits).unwrap_or(at_least)
}

/// Decimation by 4: `n` is the length that is left to transform, `stride` how often it has to be done.
fn pass_of_4(from: &[Complex], to: &mut [Complex], n: usize, stride: usize, roots: &[(f32, f32)]) {
    let quarter = n / 4;
    for (p, to) in to.chunks_exact_mut(4 * stride).take(quarter).enumerate() {
        let part = |k: usize| &from[stride * (p + k * quarter)..][..stride];
        let (x0, x1, x2, x3) = (part(0), part(1), part(2), part(3));
        let (w1, w2, w3) = (roots[p * stride], roots[2 * p * stride], roots[3 * p * stride]);
        let (y0, to) = to.split_at_mut(stride);
        let (y1, to) = to.split_at_mut(stride);
        let (y2, y3) = to.split_at_mut(stride);
        for q in 0..stride {
            let (sum02, difference02) = (x0[q].plus(x2[q]), x0[q].minus(x2[q]));
            let (sum13, difference13) = (x1[q].plus(x3[q]), x1[q].minus(x3[q]).turned());
            y0[q] = sum02.plus(sum13);
            y1[q] = difference02.plus(difference13).times(w1);
            y2[q] = sum02.minus(sum13).times(w2);
            y3[q] = difference02.minus(difference13).times(w3);
        }
    }
}

/// Decimation by a small number, by the definition.
fn pass<const RADIX: usize>(from: &[Complex], to: &mut [Complex], n: usize, stride: usize, roots: &[(f32, f32)]) {
    let (part, turn) = (n / RADIX, roots.len() / RADIX);
    for p in 0..part {
        for q in 0..stride {
            let x: [Complex; RADIX] = std::array::from_fn(|k| from[q + stride * (p + k * part)]);
            for k in 0..RADIX {
                let mut sum = x[0];
                for (j, x) in x.iter().enumerate().skip(1) {
                    sum = sum.plus(x.times(roots[(j * k) % RADIX * turn]));
                }
                to[q + stride * (RADIX * p + k)] = sum.times(roots[p * k * stride]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_agrees_with_the_definition() {
        for at_least in [1, 17, 33, 41, 49, 65, 81, 90, 97, 129, 161, 200] {
            let mut plan = Fourier::at_least(at_least);
            let n = plan.length();
            let value = |j: usize| ((j * 37 + 11) % 101) as f32 / 50.0 - 1.0;
            let element = |j: usize| Complex {
                re: std::array::from_fn(|lane| value(j + lane * 1000)),
                im: std::array::from_fn(|lane| value(j * 3 + lane * 77)),
            };
            let values: Vec<Complex> = (0..n).map(element).collect();
            let mut found = values.clone();
            plan.transform(&mut found);
            for (k, found) in found.iter().enumerate() {
                for lane in 0..WIDTH {
                    let (mut re, mut im) = (0.0, 0.0);
                    for (j, value) in values.iter().enumerate() {
                        let angle = -2.0 * std::f64::consts::PI * ((j * k) % n) as f64 / n as f64;
                        let (a, b) = (f64::from(value.re[lane]), f64::from(value.im[lane]));
                        re += a * angle.cos() - b * angle.sin();
                        im += a * angle.sin() + b * angle.cos();
                    }
                    assert!((f64::from(found.re[lane]) - re).abs() < 2e-4, "length {n}, {k}");
                    assert!((f64::from(found.im[lane]) - im).abs() < 2e-4, "length {n}, {k}");
                }
            }
        }
    }

    #[test]
    fn lengths_are_the_next_that_can_be_done() {
        let found = [1, 16, 17, 40, 49, 81, 97, 145, 161, 321, 1000].map(suitable_length);
        assert_eq!(found, [16, 16, 32, 48, 64, 96, 128, 160, 192, 384, 1024]);
    }
}
