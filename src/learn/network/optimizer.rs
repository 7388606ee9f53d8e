//! The optimizers a network can be trained with.

use super::Adam;
use crate::linalg::update;

/// Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013).
#[derive(Debug, Clone, PartialEq)]
pub struct Momentum {
    momentum: f32,
    velocity: Vec<f32>,
}

impl Momentum {
    /// The optimizer before its first step, for that many parameters. `momentum` is the share of the last step that is
    /// kept; without any it is plain gradient descent.
    pub fn new(parameters: usize, momentum: f64) -> Self {
        Momentum { momentum: momentum as f32, velocity: vec![0.0; parameters] }
    }

    /// v ← μ v + g, θ ← θ − η v.
    pub fn step(&mut self, learning_rate: f64, parameters: &mut [f32], gradient: &[f32]) {
        let rate = learning_rate as f32;
        let momentum = self.momentum;
        update(&mut self.velocity, gradient, |velocity, gradient| momentum * velocity + gradient);
        update(parameters, &self.velocity, |parameter, velocity| parameter - rate * velocity);
    }
}

/// One of the optimizers, with its state.
#[derive(Debug, Clone, PartialEq)]
pub enum Optimizer {
    /// Adam.
    Adam(Adam),
    /// Gradient descent with momentum.
    Momentum(Momentum),
}

impl Optimizer {
    /// The names that [`Optimizer::from_name`] knows.
    pub const NAMES: &'static [&'static str] = &["adam", "sgd"];

    /// The optimizer of that name for that many parameters; `momentum` is that of "sgd".
    pub fn from_name(name: &str, parameters: usize, momentum: f64) -> Option<Self> {
        match name {
            "adam" => Some(Optimizer::Adam(Adam::new(parameters))),
            "sgd" => Some(Optimizer::Momentum(Momentum::new(parameters, momentum))),
            _ => None,
        }
    }

    pub(super) fn reset(&mut self) {
        match self {
            Optimizer::Adam(adam) => adam.reset(),
            Optimizer::Momentum(momentum) => momentum.velocity.fill(0.0),
        }
    }

    pub(super) fn step(&mut self, learning_rate: f64, parameters: &mut [f32], gradient: &[f32]) {
        match self {
            Optimizer::Adam(adam) => adam.step(learning_rate, parameters, gradient),
            Optimizer::Momentum(momentum) => momentum.step(learning_rate, parameters, gradient),
        }
    }

    /// Makes this optimizer's state that of `other`, without allocating where they are of one kind.
    pub(super) fn copy_from(&mut self, other: &Optimizer) {
        match (self, other) {
            (Optimizer::Adam(adam), Optimizer::Adam(other)) => adam.copy_from(other),
            (Optimizer::Momentum(momentum), Optimizer::Momentum(other)) => {
                momentum.velocity.copy_from_slice(&other.velocity);
            }
            (this, other) => this.clone_from(other),
        }
    }
}
