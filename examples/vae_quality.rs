//! Trains the two-dimensional variational autoencoder (Bernoulli) on pictures of 784 values; `tests/reference/vae_quality.py`
//! writes them, runs this, and trains the same network in jax.
//!
//! ```text
//! cargo run --release --example vae_quality -- pixels.f32 2000 30 3
//! ```
//!
//! Arguments: a file of little-endian f32, rows held out from its end, epochs, seeds. Prints for each seed the bound of
//! −ln p(x) on the held-out rows after the last epoch, its two parts, and seconds.

use latent_lab::data::Dataset;
use latent_lab::learn::{Detail, Phase, autoencoder::VARIATIONAL};
use latent_lab::parameters::{Arguments, Given, Value};
use std::sync::Arc;

const PIXELS: usize = 784;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, held_out, epochs, seeds] = arguments.as_slice() else {
        return Err("wanted: file, held-out rows, epochs, seeds".into());
    };
    let bytes = std::fs::read(file)?;
    let values: Vec<f32> = bytes.as_chunks().0.iter().map(|&four| f32::from_le_bytes(four)).collect();
    let rows = values.len() / PIXELS;
    let data = Arc::new(Dataset::from_values(values, rows, PIXELS)?);
    for seed in 0..seeds.parse::<u32>()? {
        let given = Given::from([
            ("likelihood".to_string(), Value::Text("bernoulli".into())),
            ("heldOut".to_string(), Value::Number(held_out.parse()?)),
            ("epochs".to_string(), Value::Number(epochs.parse()?)),
            ("seed".to_string(), Value::Number(f64::from(seed))),
        ]);
        let start = std::time::Instant::now();
        let mut trainer = (VARIATIONAL.start)(&data, &Arguments::check("vae", VARIATIONAL.parameters, &given)?)?;
        while trainer.step()?.phase != Phase::Done {}
        let details = trainer.details();
        let last = |name| match details.get(name) {
            Some(Detail::Numbers(values)) => values.last().copied().unwrap_or(f64::NAN),
            _ => f64::NAN,
        };
        let [bound, reconstruction, divergence] =
            ["heldOutLosses", "heldOutReconstructionLosses", "heldOutKlLosses"].map(last);
        println!("{seed} {bound:.3} {reconstruction:.3} {divergence:.3} {:.1}", start.elapsed().as_secs_f64());
    }
    Ok(())
}
