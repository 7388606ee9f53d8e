//! The Adam optimizer.

use crate::linalg::LANES;
use std::array::from_fn;

/// Adam: steps along a running mean of the gradient, divided by the root of a running mean of its square
/// (Kingma and Ba 2015, algorithm 1, with the paper's β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸).
#[derive(Debug, Clone, PartialEq)]
pub struct Adam {
    first_moment: Vec<f32>,
    second_moment: Vec<f32>,
    /// β₁ᵗ and β₂ᵗ. Kept as running products: a power function may round differently from one machine to the next.
    decayed: (f64, f64),
}

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f32 = 1e-8;

impl Adam {
    /// The optimizer before its first step, for that many parameters.
    pub fn new(parameters: usize) -> Self {
        Adam { first_moment: vec![0.0; parameters], second_moment: vec![0.0; parameters], decayed: (1.0, 1.0) }
    }

    /// Forgets every step.
    pub fn reset(&mut self) {
        self.first_moment.fill(0.0);
        self.second_moment.fill(0.0);
        self.decayed = (1.0, 1.0);
    }

    /// Moves `parameters` one step against `gradient`:
    ///
    /// ```text
    /// m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
    /// θ ← θ − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
    /// ```
    pub fn step(&mut self, learning_rate: f64, parameters: &mut [f32], gradient: &[f32]) {
        self.decayed = (self.decayed.0 * BETA_1, self.decayed.1 * BETA_2);
        let factors = Factors {
            rate: (learning_rate / (1.0 - self.decayed.0)) as f32,
            correction: (1.0 / (1.0 - self.decayed.1)) as f32,
        };
        let (parameters, parameters_rest) = parameters.as_chunks_mut::<LANES>();
        let (gradient, gradient_rest) = gradient.as_chunks::<LANES>();
        let (first, first_rest) = self.first_moment.as_chunks_mut::<LANES>();
        let (second, second_rest) = self.second_moment.as_chunks_mut::<LANES>();
        factors.apply(parameters, gradient, first, second);
        let (parameters, gradient) = (parameters_rest.as_chunks_mut::<1>().0, gradient_rest.as_chunks::<1>().0);
        factors.apply(parameters, gradient, first_rest.as_chunks_mut().0, second_rest.as_chunks_mut().0);
    }

    /// Makes this optimizer's state that of `other`, without allocating.
    pub fn copy_from(&mut self, other: &Adam) {
        self.first_moment.copy_from_slice(&other.first_moment);
        self.second_moment.copy_from_slice(&other.second_moment);
        self.decayed = other.decayed;
    }
}

/// What one step multiplies with.
struct Factors {
    rate: f32,
    correction: f32,
}

impl Factors {
    /// The step for groups of parameters. Four streams in one pass: at a million parameters the time is memory traffic.
    #[inline(always)]
    fn apply<const N: usize>(
        &self,
        parameters: &mut [[f32; N]],
        gradient: &[[f32; N]],
        first_moment: &mut [[f32; N]],
        second_moment: &mut [[f32; N]],
    ) {
        const KEEP: (f32, f32) = (BETA_1 as f32, BETA_2 as f32);
        const ADD: (f32, f32) = ((1.0 - BETA_1) as f32, (1.0 - BETA_2) as f32);
        let moments = first_moment.iter_mut().zip(second_moment);
        for ((parameter, gradient), (first, second)) in parameters.iter_mut().zip(gradient).zip(moments) {
            *first = from_fn(|i| KEEP.0 * first[i] + ADD.0 * gradient[i]);
            *second = from_fn(|i| KEEP.1 * second[i] + ADD.1 * gradient[i] * gradient[i]);
            let root: [f32; N] = from_fn(|i| (second[i] * self.correction).sqrt() + EPSILON);
            *parameter = from_fn(|i| parameter[i] - self.rate * first[i] / root[i]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_has_the_length_of_the_learning_rate_whatever_the_gradient() {
        let mut parameters = [0.0, 0.0, 0.0];
        Adam::new(3).step(0.01, &mut parameters, &[1e-3, -250.0, 0.0]);
        assert!((parameters[0] + 0.01).abs() < 1e-6 && (parameters[1] - 0.01).abs() < 1e-6, "{parameters:?}");
        assert_eq!(parameters[2], 0.0);
    }

    #[test]
    fn it_finds_the_bottom_of_a_badly_scaled_bowl() {
        let mut parameters = [5.0_f32, -3.0];
        let mut adam = Adam::new(2);
        for _ in 0..2000 {
            let gradient = [200.0 * (parameters[0] - 1.0), 0.02 * (parameters[1] - 2.0)];
            adam.step(0.02, &mut parameters, &gradient);
        }
        assert!((parameters[0] - 1.0).abs() < 1e-2 && (parameters[1] - 2.0).abs() < 1e-2, "{parameters:?}");
    }
}
