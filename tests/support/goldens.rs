//! Networks that jax took some steps with.

use super::assert_close;
use latent_lab::learn::network::{Learner, Network};
use serde::Deserialize;

/// What `tests/reference/networks.py` writes.
#[derive(Deserialize)]
pub struct Goldens {
    pub beta: f64,
    pub vae: Golden,
    pub cnn: Golden,
    pub mlp: Golden,
    pub cae: Golden,
}

#[derive(Deserialize)]
pub struct Golden {
    pub learning_rate: f64,
    pub parameters: Vec<f32>,
    pub rows: Vec<f32>,
    #[serde(default)]
    pub noise: Vec<f32>,
    #[serde(default)]
    pub labels: Vec<f64>,
    pub loss: f64,
    pub gradient: Vec<f32>,
    pub steps: Vec<Vec<f32>>,
}

pub fn goldens() -> Goldens {
    serde_json::from_str(include_str!("../reference/networks.json")).expect("a golden file")
}

/// Checks learners that have the golden parameters: loss and gradient, then takes the golden steps.
pub fn follow(golden: &Golden, what: &str, learners: &mut [Learner], loss: impl Fn(&mut [Learner]) -> f64) {
    let together = |learners: &[Learner], of: fn(&Learner) -> &[f32]| learners.iter().flat_map(of).copied().collect();
    let found = loss(learners);
    assert!((found - golden.loss).abs() <= 1e-5 * golden.loss, "{what}: {found} instead of {}", golden.loss);
    let gradient: Vec<f32> = together(learners, Learner::parameter_gradient);
    assert_close(&gradient, &golden.gradient, &format!("{what}: gradient"));
    for (index, expected) in golden.steps.iter().enumerate() {
        learners.iter_mut().for_each(|learner| learner.update(golden.learning_rate));
        let parameters: Vec<f32> = together(learners, |learner| learner.network().parameters());
        assert_close(&parameters, expected, &format!("{what} after step {index}: parameter"));
        loss(learners);
    }
}

pub fn with(mut network: Network, parameters: &[f32]) -> Network {
    network.parameters_mut().copy_from_slice(parameters);
    network
}
