//! Rows that are stacks of maps, and the layers that make them smaller or larger.

use std::ops::Range;

/// The shape of a row that is a stack of maps: one channel after another, each row by row. A picture in shades of gray is
/// one map. A dense layer reads the same numbers as one list, so there is no layer that flattens: nothing has to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Maps {
    /// How many maps.
    pub channels: usize,
    /// Rows of each.
    pub height: usize,
    /// Columns of each.
    pub width: usize,
}

impl Maps {
    /// Numbers in all.
    pub fn size(self) -> usize {
        self.channels * self.places()
    }

    /// Numbers in one map.
    pub fn places(self) -> usize {
        self.height * self.width
    }
}

/// How a [`Resample`] layer goes from one size to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resampling {
    /// The largest number of each window; of equal ones the first gets the gradient.
    MaxPool,
    /// The mean of each window.
    AveragePool,
    /// Each number repeated over a window: the nearest neighbor. A convolution after it makes a decoder
    /// (Odena, Dumoulin and Olah 2016, "Deconvolution and checkerboard artifacts").
    Upsample,
}

/// Replaces windows of size × size by one number in each map, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resample {
    kind: Resampling,
    size: usize,
    fine: Maps,
    coarse: Maps,
}

impl Resample {
    /// A layer for maps of the given shape; `None` if no window fits. Rows and columns that fill no window are left out.
    pub fn new(kind: Resampling, input: Maps, size: usize) -> Option<Self> {
        let (height, width) = match kind {
            Resampling::Upsample => (input.height.checked_mul(size)?, input.width.checked_mul(size)?),
            _ => (input.height.checked_div(size)?, input.width.checked_div(size)?),
        };
        let output = Maps { height, width, ..input };
        let (fine, coarse) = if kind == Resampling::Upsample { (output, input) } else { (input, output) };
        (coarse.size() > 0 && size > 0).then_some(Resample { kind, size, fine, coarse })
    }

    /// How it goes from one size to the other.
    pub fn kind(&self) -> Resampling {
        self.kind
    }

    /// The shape that goes in.
    pub fn input(&self) -> Maps {
        if self.kind == Resampling::Upsample { self.coarse } else { self.fine }
    }

    /// The shape that comes out.
    pub fn output(&self) -> Maps {
        if self.kind == Resampling::Upsample { self.fine } else { self.coarse }
    }

    pub(super) fn forward(&self, input: &[f32], output: &mut [f32]) {
        match self.kind {
            Resampling::MaxPool => {
                output.fill(f32::NEG_INFINITY);
                // Written so that NaN stays NaN: a network that diverges must not look healthy.
                self.lines(input.len(), |fine, coarse| {
                    self.windows(&input[fine], &mut output[coarse], |largest, value| {
                        if value > largest || value.is_nan() { value } else { largest }
                    });
                });
            }
            Resampling::AveragePool => {
                output.fill(0.0);
                let share = self.share();
                self.lines(input.len(), |fine, coarse| {
                    self.windows(&input[fine], &mut output[coarse], |mean, value| mean + value * share);
                });
            }
            Resampling::Upsample => self.repeat(input, output, 1.0),
        }
    }

    /// `gradient` is used up.
    pub(super) fn backward(&self, input: &[f32], output: &[f32], gradient: &mut [f32], input_gradient: &mut [f32]) {
        input_gradient.fill(0.0);
        match self.kind {
            Resampling::MaxPool => self.lines(input.len(), |fine, coarse| {
                let targets = input_gradient[fine.clone()].chunks_exact_mut(self.size);
                let sources = output[coarse.clone()].iter().zip(&mut gradient[coarse]);
                for ((values, targets), (&largest, gradient)) in
                    input[fine].chunks_exact(self.size).zip(targets).zip(sources)
                {
                    for (&value, target) in values.iter().zip(targets) {
                        // Who takes the gradient leaves nothing for the others.
                        if value == largest {
                            *target = std::mem::take(gradient);
                        }
                    }
                }
            }),
            Resampling::AveragePool => self.repeat(gradient, input_gradient, self.share()),
            Resampling::Upsample => self.lines(gradient.len(), |fine, coarse| {
                self.windows(&gradient[fine], &mut input_gradient[coarse], |sum, value| sum + value);
            }),
        }
    }

    fn share(&self) -> f32 {
        1.0 / (self.size * self.size) as f32
    }

    /// Visits each line of the fine maps of all samples, together with the coarse line that its windows belong to.
    fn lines(&self, fine_length: usize, mut visit: impl FnMut(Range<usize>, Range<usize>)) {
        let (fine, coarse) = (self.fine, self.coarse);
        for map in 0..fine_length / fine.places() {
            for line in 0..coarse.height * self.size {
                let start = map * fine.places() + line * fine.width;
                let target = map * coarse.places() + line / self.size * coarse.width;
                visit(start..start + coarse.width * self.size, target..target + coarse.width);
            }
        }
    }

    fn windows(&self, fine: &[f32], coarse: &mut [f32], merge: impl Fn(f32, f32) -> f32) {
        // Windows of two are by far the usual ones, and need no loop.
        if self.size == 2 {
            for (&[left, right], merged) in fine.as_chunks().0.iter().zip(coarse) {
                *merged = merge(merge(*merged, left), right);
            }
            return;
        }
        for (values, merged) in fine.chunks_exact(self.size).zip(coarse) {
            *merged = values.iter().fold(*merged, |merged, &value| merge(merged, value));
        }
    }

    fn repeat(&self, coarse: &[f32], fine: &mut [f32], factor: f32) {
        self.lines(fine.len(), |at, from| {
            for (window, value) in fine[at].chunks_exact_mut(self.size).zip(&coarse[from]) {
                window.fill(value * factor);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: Maps = Maps { channels: 1, height: 5, width: 4 };

    #[test]
    fn windows_that_do_not_fit_are_left_out_and_none_is_refused() {
        let pool = Resample::new(Resampling::MaxPool, PICTURE, 2).unwrap();
        assert_eq!(pool.output(), Maps { channels: 1, height: 2, width: 2 });
        assert_eq!(Resample::new(Resampling::MaxPool, PICTURE, 5), None);
        assert_eq!(Resample::new(Resampling::Upsample, PICTURE, 0), None);
    }

    #[test]
    fn pooling_takes_the_largest_or_the_mean_and_keeps_nan() {
        let picture: Vec<f32> = (0..20).map(|value| value as f32).collect();
        let pooled = |kind, picture: &[f32]| {
            let mut out = [0.0; 4];
            Resample::new(kind, PICTURE, 2).unwrap().forward(picture, &mut out);
            out
        };
        assert_eq!(pooled(Resampling::MaxPool, &picture), [5.0, 7.0, 13.0, 15.0]);
        assert_eq!(pooled(Resampling::AveragePool, &picture), [2.5, 4.5, 10.5, 12.5]);
        for place in [0, 1, 4, 5] {
            let mut broken = picture.clone();
            broken[place] = f32::NAN;
            assert!(pooled(Resampling::MaxPool, &broken)[0].is_nan());
        }
    }

    #[test]
    fn of_equal_numbers_one_gets_the_gradient() {
        let pool = Resample::new(Resampling::MaxPool, PICTURE, 2).unwrap();
        let mut back = [0.0; 20];
        pool.backward(&[1.0; 20], &[1.0; 4], &mut [1.0, 2.0, 3.0, 4.0], &mut back);
        let given: Vec<(usize, f32)> = back.into_iter().enumerate().filter(|(_, value)| *value != 0.0).collect();
        assert_eq!(given, [(0, 1.0), (2, 2.0), (8, 3.0), (10, 4.0)]);
    }

    #[test]
    fn upsampling_repeats() {
        let small = Maps { channels: 2, height: 1, width: 2 };
        let mut out = [0.0; 16];
        Resample::new(Resampling::Upsample, small, 2).unwrap().forward(&[1.0, 2.0, 3.0, 4.0], &mut out);
        assert_eq!(out, [1., 1., 2., 2., 1., 1., 2., 2., 3., 3., 4., 4., 3., 3., 4., 4.]);
    }
}
