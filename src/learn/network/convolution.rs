//! The convolutional layer.

use super::dense::{glorot, view, view_mut};
use super::{Activation, Maps};
use crate::linalg::{LANES, fold_lanes, product_into, update};
use ndarray::ArrayView2;
use rand::Rng;
use std::ops::Range;

/// `output[f] = activation(Σ input[c] ⋆ W[c, f] + b[f])`: each filter f looks at a small window of all maps, the same way
/// at every place (LeCun et al. 1998). As everywhere in this field, ⋆ is the cross-correlation; the step is 1.
///
/// One sample at a time, the windows are laid side by side (a row for each place in the window, a column for each place
/// of the output), and the layer is one product of matrices. Parameters: W ((channels · kernel · kernel) × filters,
/// row-major), then b.
#[derive(Debug, Clone, PartialEq)]
pub struct Convolution {
    input: Maps,
    output: Maps,
    kernel: usize,
    padding: usize,
    activation: Activation,
}

impl Convolution {
    /// `filters` windows of `kernel` × `kernel` over maps with `padding` zeros around them; `None` if the window is 0 or
    /// larger than that.
    pub fn new(input: Maps, filters: usize, kernel: usize, padding: usize, activation: Activation) -> Option<Self> {
        let places = |length: usize| (length + 2 * padding + 1).checked_sub(kernel).filter(|&places| places > 0);
        let output = Maps { channels: filters, height: places(input.height)?, width: places(input.width)? };
        (kernel > 0 && filters > 0).then_some(Convolution { input, output, kernel, padding, activation })
    }

    /// The shape that goes in.
    pub fn input(&self) -> Maps {
        self.input
    }

    /// The shape that comes out.
    pub fn output(&self) -> Maps {
        self.output
    }

    /// Width and height of a window.
    pub fn kernel(&self) -> usize {
        self.kernel
    }

    /// Numbers in one window.
    fn window(&self) -> usize {
        self.input.channels * self.kernel * self.kernel
    }

    pub(super) fn parameters(&self) -> usize {
        (self.window() + 1) * self.output.channels
    }

    /// As for a dense layer, with the inputs and outputs that each number meets.
    pub(super) fn initialize(&self, parameters: &mut [f32], generator: &mut impl Rng) {
        let filters = self.output.channels;
        glorot(parameters, self.window() * filters, self.window() + self.kernel * self.kernel * filters, generator);
    }

    pub(super) fn forward(&self, parameters: &[f32], input: &[f32], output: &mut [f32]) {
        let (weights, bias) = self.split(parameters);
        let places = self.output.places();
        let pieces = self.pieces();
        let (mut windows, mut biases) = (vec![0.0; self.window() * places], vec![0.0; places]);
        for (input, output) in input.chunks_exact(self.input.size()).zip(output.chunks_exact_mut(self.output.size())) {
            gather(&pieces, input, &mut windows);
            product_into(1.0, weights.t(), view(&windows, places), 0.0, view_mut(output, places));
            for (map, &bias) in output.chunks_exact_mut(places).zip(bias) {
                biases.fill(bias);
                self.activation.add_bias_and_apply(map, &biases);
            }
        }
    }

    /// As [`Dense::backward`](super::Dense::backward).
    pub(super) fn backward(
        &self,
        parameters: &[f32],
        input: &[f32],
        output: &[f32],
        gradient: &mut [f32],
        parameter_gradient: &mut [f32],
        mut input_gradient: Option<&mut [f32]>,
    ) {
        let (weights, _) = self.split(parameters);
        let (places, filters) = (self.output.places(), self.output.channels);
        let (weight_gradient, bias_gradient) = parameter_gradient.split_at_mut(self.window() * filters);
        let pieces = self.pieces();
        let (mut windows, mut back) = (vec![0.0; self.window() * places], Vec::new());
        let mut sums = vec![0.0; places];
        bias_gradient.fill(0.0);
        let samples = output.chunks_exact(self.output.size()).zip(gradient.chunks_exact_mut(self.output.size()));
        for (sample, (input, (output, gradient))) in input.chunks_exact(self.input.size()).zip(samples).enumerate() {
            let maps = output.chunks_exact(places).zip(gradient.chunks_exact_mut(places));
            for ((output, gradient), bias) in maps.zip(bias_gradient.iter_mut()) {
                self.activation.chain_and_sum(output, gradient, &mut sums);
                *bias += sum(&sums);
            }
            gather(&pieces, input, &mut windows);
            let gradient = view(gradient, places);
            let beta = if sample == 0 { 0.0 } else { 1.0 };
            product_into(1.0, view(&windows, places), gradient.t(), beta, view_mut(weight_gradient, filters));
            if let Some(input_gradient) = &mut input_gradient {
                back.resize(windows.len(), 0.0);
                product_into(1.0, weights, gradient, 0.0, view_mut(&mut back, places));
                let target = &mut input_gradient[sample * self.input.size()..][..self.input.size()];
                target.fill(0.0);
                for (windows, input) in &pieces {
                    update(&mut target[input.clone()], &back[windows.clone()], |target, value| target + value);
                }
            }
        }
    }

    /// The pieces of lines that the windows and the input have in common: where they stand in both.
    fn pieces(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let mut pieces = Vec::new();
        let Convolution { input, output, kernel, padding, .. } = *self;
        let mut at = 0;
        for (channel, (y, x)) in (0..input.channels)
            .flat_map(|channel| (0..kernel * kernel).map(move |k| (channel, (k / kernel, k % kernel))))
        {
            // Where the column that is `x` to the right of the window's edge lies inside the map.
            let first = padding.saturating_sub(x);
            let end = (input.width + padding).saturating_sub(x).min(output.width);
            for line in y..y + output.height {
                if first < end && (padding..padding + input.height).contains(&line) {
                    let from = (channel * input.height + line - padding) * input.width + first + x - padding;
                    pieces.push((at + first..at + end, from..from + end - first));
                }
                at += output.width;
            }
        }
        pieces
    }

    fn split<'p>(&self, parameters: &'p [f32]) -> (ArrayView2<'p, f32>, &'p [f32]) {
        let (weights, bias) = parameters.split_at(self.window() * self.output.channels);
        (view(weights, self.output.channels), bias)
    }
}

/// Lays the windows of one sample side by side. What lies in the padding is left as it is: 0.
fn gather(pieces: &[(Range<usize>, Range<usize>)], input: &[f32], windows: &mut [f32]) {
    for (at, from) in pieces {
        copy_short(&mut windows[at.clone()], &input[from.clone()]);
    }
}

/// Copies a piece of a line. Those of up to three groups, as most are, without the call that copies memory, which takes
/// longer than the copying.
#[inline(always)]
fn copy_short(target: &mut [f32], source: &[f32]) {
    match (target.as_chunks_mut::<LANES>(), source.as_chunks::<LANES>()) {
        (([a], []), ([x], [])) => *a = *x,
        (([a, b], []), ([x, y], [])) => (*a, *b) = (*x, *y),
        (([a, b, c], []), ([x, y, z], [])) => (*a, *b, *c) = (*x, *y, *z),
        _ => target.copy_from_slice(source),
    }
}

/// In eight partial sums, which need not wait for each other.
fn sum(values: &[f32]) -> f32 {
    let (sums, rest) = fold_lanes(values, 0.0, |sum, value| sum + value);
    sums.iter().chain(rest).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, place by place.
    fn slow(layer: &Convolution, parameters: &[f32], input: &[f32]) -> Vec<f32> {
        let Convolution { input: from, output: to, kernel, padding, .. } = *layer;
        let mut out = Vec::new();
        for (filter, y, x) in
            (0..to.channels).flat_map(|f| (0..to.height).flat_map(move |y| (0..to.width).map(move |x| (f, y, x))))
        {
            let mut sum = parameters[layer.window() * to.channels + filter];
            for c in 0..from.channels {
                for (i, j) in (0..kernel).flat_map(|i| (0..kernel).map(move |j| (i, j))) {
                    let (row, column) = ((y + i).wrapping_sub(padding), (x + j).wrapping_sub(padding));
                    if row < from.height && column < from.width {
                        sum += input[(c * from.height + row) * from.width + column]
                            * parameters[((c * kernel + i) * kernel + j) * to.channels + filter];
                    }
                }
            }
            out.push(sum);
        }
        out
    }

    #[test]
    fn it_agrees_with_the_definition_for_every_padding() {
        let wave = |count: usize, speed: f32| (0..count).map(|i| (i as f32 * speed).sin()).collect::<Vec<f32>>();
        for (kernel, padding) in [(1, 0), (3, 0), (3, 1), (2, 1), (5, 2), (4, 3), (7, 3)] {
            let maps = Maps { channels: 2, height: 5, width: 4 };
            let layer = Convolution::new(maps, 3, kernel, padding, Activation::Linear).unwrap();
            let (parameters, input) = (wave(layer.parameters(), 0.7), wave(2 * maps.size(), 0.3));
            let mut output = vec![0.0; 2 * layer.output().size()];
            layer.forward(&parameters, &input, &mut output);
            let expected = input.chunks_exact(maps.size()).flat_map(|input| slow(&layer, &parameters, input));
            for (found, expected) in output.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-5, "kernel {kernel}, padding {padding}: {found}, {expected}");
            }
        }
        assert_eq!(Convolution::new(Maps { channels: 1, height: 3, width: 9 }, 1, 4, 0, Activation::Relu), None);
    }
}
