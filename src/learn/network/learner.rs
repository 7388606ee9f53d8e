//! A network with everything that training it needs.

use super::{Adam, LayerValues, Network, Optimizer};
use crate::linalg::all_finite;
use rand::Rng;

/// A [`Network`], its optimizer, and room for one batch.
#[derive(Debug, Clone)]
pub struct Learner {
    network: Network,
    optimizer: Optimizer,
    outputs: LayerValues,
    gradients: LayerValues,
    parameter_gradient: Vec<f32>,
}

impl Learner {
    /// Makes room for batches of up to `rows` rows; the optimizer is Adam.
    pub fn new(network: Network, rows: usize) -> Self {
        let adam = Adam::new(network.parameters().len());
        Self::with_optimizer(network, rows, Optimizer::Adam(adam))
    }

    /// Makes room for batches of up to `rows` rows; the optimizer is for the network's number of parameters.
    pub fn with_optimizer(network: Network, rows: usize, optimizer: Optimizer) -> Self {
        let parameters = network.parameters().len();
        Learner {
            optimizer,
            outputs: network.layer_values(rows),
            gradients: network.layer_values(rows),
            parameter_gradient: vec![0.0; parameters],
            network,
        }
    }

    /// The network as it is now.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Fresh parameters and a fresh optimizer.
    pub fn initialize(&mut self, generator: &mut impl Rng) {
        self.network.initialize(generator);
        self.optimizer.reset();
    }

    /// Takes over parameters, in the order of [`Network::parameters`] and as many, with a fresh optimizer.
    pub fn take_over(&mut self, parameters: &[f32]) {
        self.set_parameters(parameters);
        self.optimizer.reset();
    }

    /// Sets all parameters, in the order of [`Network::parameters`], for who optimizes them elsewhere.
    pub fn set_parameters(&mut self, parameters: &[f32]) {
        self.network.parameters_mut().copy_from_slice(parameters);
    }

    /// Runs `input` (rows × inputs) through the network; the result is [`output`](Learner::output).
    pub fn forward(&mut self, input: &[f32]) {
        self.network.forward(input, &mut self.outputs);
    }

    /// The outputs of every layer in the last forward pass.
    pub fn outputs(&self) -> &LayerValues {
        &self.outputs
    }

    /// The outputs of the last forward pass, which had `rows` rows, row-major.
    pub fn output(&self, rows: usize) -> &[f32] {
        self.outputs.last(rows)
    }

    /// The outputs of the last forward pass and room for the gradient by them, both row-major.
    pub fn output_and_gradient(&mut self, rows: usize) -> (&[f32], &mut [f32]) {
        (self.outputs.last(rows), self.gradients.last_mut(rows))
    }

    /// Computes the gradient by the parameters, and by the input where it is wanted, from the gradient by the output,
    /// which stands in [`output_and_gradient`](Learner::output_and_gradient). `input` is that of the forward pass.
    pub fn backward(&mut self, input: &[f32], input_gradient: Option<&mut [f32]>) {
        let (network, outputs) = (&self.network, &self.outputs);
        network.backward(input, outputs, &mut self.gradients, &mut self.parameter_gradient, input_gradient);
    }

    /// The gradient by the parameters, in the order of [`Network::parameters`].
    pub fn parameter_gradient(&self) -> &[f32] {
        &self.parameter_gradient
    }

    /// Whether the optimizer can use the gradient, which it squares: every component's square is a finite number.
    pub fn gradient_is_usable(&self) -> bool {
        all_finite(&self.parameter_gradient, |value| value * value)
    }

    /// Whether every parameter is a finite number.
    pub fn parameters_are_usable(&self) -> bool {
        all_finite(self.network.parameters(), |value| value)
    }

    /// Moves the parameters one step against the gradient.
    pub fn update(&mut self, learning_rate: f64) {
        self.optimizer.step(learning_rate, self.network.parameters_mut(), &self.parameter_gradient);
    }

    /// All that later steps depend on.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { parameters: self.network.parameters().to_vec(), optimizer: self.optimizer.clone() }
    }

    /// Overwrites a checkpoint of this learner with its present state, without allocating.
    pub fn save(&self, checkpoint: &mut Checkpoint) {
        checkpoint.parameters.copy_from_slice(self.network.parameters());
        checkpoint.optimizer.copy_from(&self.optimizer);
    }

    /// Goes back to a checkpoint of this learner.
    pub fn restore(&mut self, checkpoint: &Checkpoint) {
        self.network.parameters_mut().copy_from_slice(&checkpoint.parameters);
        self.optimizer.copy_from(&checkpoint.optimizer);
    }
}

/// The parameters and the optimizer of a [`Learner`] at some step.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    parameters: Vec<f32>,
    optimizer: Optimizer,
}
