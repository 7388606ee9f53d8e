//! How far training has come, and what it has measured on the way.

/// How far training has come. Losses are in the data's squared unit, or in nats per row.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    pub step: u64,
    pub loss: Option<f32>,
    pub training: Curve,
    pub held_out: Curve,
}

/// Losses epoch by epoch.
#[derive(Debug, Clone, Default)]
pub(super) struct Curve {
    pub losses: Vec<f64>,
    /// What of them is divergence.
    pub divergences: Vec<f64>,
    /// Over the present epoch, of all rows: the loss without divergence, and the divergence of each component.
    pub sum: f64,
    pub divergence_sums: Vec<f64>,
    /// The divergence of each component over the last full epoch, per row.
    pub components: Vec<f64>,
}

impl Curve {
    pub fn new(components: usize) -> Self {
        Curve { divergence_sums: vec![0.0; components], ..Curve::default() }
    }

    /// Ends an epoch of so many rows; `unit` turns the sum's unit into that of the losses.
    pub fn finish(&mut self, rows: usize, unit: f64) {
        let rows = rows as f64;
        self.components = self.divergence_sums.iter().map(|sum| sum / rows).collect();
        let divergence: f64 = self.components.iter().sum();
        self.losses.push(self.sum / rows * unit + divergence);
        self.divergences.push(divergence);
        self.sum = 0.0;
        self.divergence_sums.fill(0.0);
    }

    /// The losses without their divergences.
    pub fn reconstruction(&self) -> Vec<f64> {
        self.losses.iter().zip(&self.divergences).map(|(loss, divergence)| loss - divergence).collect()
    }
}
