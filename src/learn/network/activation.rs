//! The functions between the layers.

use crate::error::{Error, Result};
use crate::linalg::update;
use crate::parameters::Arguments;

/// A function that is applied to every output of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// x itself: for codes and for outputs that may be any number.
    Linear,
    /// max(0, x).
    Relu,
    /// The hyperbolic tangent, between −1 and 1.
    Tanh,
    /// 1 / (1 + e⁻ˣ), between 0 and 1.
    Sigmoid,
}

impl Activation {
    /// The names that [`Activation::from_name`] knows.
    pub const NAMES: &'static [&'static str] = &["relu", "tanh", "sigmoid", "linear"];

    /// The activation of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "relu" => Some(Activation::Relu),
            "tanh" => Some(Activation::Tanh),
            "sigmoid" => Some(Activation::Sigmoid),
            "linear" => Some(Activation::Linear),
            _ => None,
        }
    }

    /// The activation that the argument `activation` names.
    ///
    /// # Errors
    /// None is expected.
    pub fn from_arguments(id: &'static str, arguments: &Arguments) -> Result<Self> {
        let name = arguments.choice("activation");
        let unknown = || format!("activation {name} is described, but unknown");
        Self::from_name(name).ok_or_else(|| Error::Internal { operation: id, what: unknown() })
    }

    /// Adds `bias` to each row of `rows` (row-major, `bias.len()` wide) and applies the function, in one pass.
    pub(super) fn add_bias_and_apply(self, rows: &mut [f32], bias: &[f32]) {
        // One loop per function, so that each is compiled to vector code without a branch inside.
        match self {
            Activation::Linear => map_rows(rows, bias, |x| x),
            // Written so that NaN stays NaN: a network that diverges must not look healthy.
            Activation::Relu => map_rows(rows, bias, |x| if x < 0.0 { 0.0 } else { x }),
            Activation::Tanh => map_rows(rows, bias, f32::tanh),
            Activation::Sigmoid => map_rows(rows, bias, |x| 1.0 / (1.0 + (-x).exp())),
        }
    }

    /// Turns the gradient by the function's output into the gradient by its input, in place, and adds up the columns
    /// into `bias_gradient`. The derivative is taken from the output, so the input need not be kept.
    pub(super) fn chain_and_sum(self, outputs: &[f32], gradient: &mut [f32], bias_gradient: &mut [f32]) {
        match self {
            Activation::Linear => chain_rows(outputs, gradient, bias_gradient, |_, g| g),
            Activation::Relu => chain_rows(outputs, gradient, bias_gradient, |y, g| if y > 0.0 { g } else { 0.0 }),
            Activation::Tanh => chain_rows(outputs, gradient, bias_gradient, |y, g| g * (1.0 - y * y)),
            Activation::Sigmoid => chain_rows(outputs, gradient, bias_gradient, |y, g| g * (y * (1.0 - y))),
        }
    }
}

fn map_rows(rows: &mut [f32], bias: &[f32], function: impl Fn(f32) -> f32) {
    for row in rows.chunks_exact_mut(bias.len()) {
        update(row, bias, |value, bias| function(value + bias));
    }
}

fn chain_rows(outputs: &[f32], gradient: &mut [f32], bias_gradient: &mut [f32], chain: impl Fn(f32, f32) -> f32) {
    let width = bias_gradient.len();
    bias_gradient.fill(0.0);
    for (outputs, gradient) in outputs.chunks_exact(width).zip(gradient.chunks_exact_mut(width)) {
        update(gradient, outputs, |gradient, output| chain(output, gradient));
        update(bias_gradient, gradient, |sum, gradient| sum + gradient);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_known_and_no_other() {
        for name in Activation::NAMES {
            assert!(Activation::from_name(name).is_some(), "{name}");
        }
        assert_eq!(Activation::from_name("Relu"), None);
    }

    #[test]
    fn relu_cuts_negatives_and_keeps_nan() {
        let mut rows = [-3.0, 0.5, f32::NAN, 1.0];
        Activation::Relu.add_bias_and_apply(&mut rows, &[1.0, -1.0]);
        assert_eq!(rows[..2], [0.0, 0.0]);
        assert!(rows[2].is_nan());
        assert_eq!(rows[3], 0.0);
    }
}
