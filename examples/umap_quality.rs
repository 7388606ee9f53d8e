//! Measures how faithful UMAP's pictures are: trustworthiness with 10 neighbors, and the time, over some seeds, of three sets.
//!
//! ```text
//! cargo run --release --example umap_quality -- www/public/data [seeds] [parameter=value …]
//! ```
//!
//! The folder is the one that `npm start` fills: 5,000 digits of MNIST in 50 principal components, and the 8 × 8 digits.
//! The third set is a Swiss roll of 2,000 points.

use latent_lab::data::Dataset;
use latent_lab::data::read::read_idx;
use latent_lab::judge::quality;
use latent_lab::lab::Lab;
use latent_lab::learn::{METHODS, Phase};
use latent_lab::parameters::{Arguments, Given, Value};
use ndarray::s;
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

const NEIGHBORS: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, rest @ ..] = &arguments[..] else {
        return Err("usage: umap_quality FOLDER [SEEDS] [PARAMETER=VALUE …]".into());
    };
    let seeds: u32 = rest.iter().find_map(|argument| argument.parse().ok()).unwrap_or(3);
    let mut given = Given::new();
    for (id, value) in rest.iter().filter_map(|argument| argument.split_once('=')) {
        let value = value.parse().map_or_else(|_| Value::Text(value.into()), Value::Number);
        given.insert(id.to_string(), value);
    }
    let read = |name: &str| -> Result<Dataset, Box<dyn Error>> {
        Ok(read_idx(&std::fs::read(format!("{folder}/{name}-images.idx3-ubyte"))?, None, None)?)
    };
    let parts = [read("digits")?, read("digits-more")?];
    let [first, more] = [parts[0].matrix("example")?, parts[1].matrix("example")?];
    let all = ndarray::concatenate(ndarray::Axis(0), &[first.view(), more.view()])?;
    let mut lab = Lab::new();
    let data = lab.add(Dataset::from_matrix(all)?);
    let pca = lab.start("pca", data, &Given::from([("components".to_string(), Value::Number(50.0))]))?;
    lab.step(pca, u64::MAX)?;
    let components = lab.run("example", pca)?.embedding_matrix()?;
    let digits = Dataset::from_matrix(components.slice(s![..5000, ..]).to_owned())?;
    measure("MNIST 5,000 × 50", digits, &given, seeds)?;
    measure("digits 1,797 × 64", read("digits-8x8")?, &given, seeds)?;
    let roll = lab.generate("swiss-roll", &Given::from([("n".to_string(), Value::Number(2000.0))]))?;
    let roll = Dataset::from_matrix(lab.dataset("example", roll)?.matrix("example")?.to_owned())?;
    measure("roll 2,000 × 3", roll, &given, seeds)
}

fn measure(name: &str, data: Dataset, given: &Given, seeds: u32) -> Result<(), Box<dyn Error>> {
    let method = METHODS.iter().find(|method| method.id == "umap").ok_or("no umap")?;
    let values = data.matrix("example")?.to_owned();
    let mut found = Vec::new();
    for seed in 0..seeds {
        let mut given = given.clone();
        given.insert("seed".into(), Value::Number(f64::from(seed)));
        let started = Instant::now();
        // A new data set each time: the neighbors are part of the work.
        let data = Arc::new(Dataset::from_matrix(values.clone())?);
        let mut trainer = (method.start)(&data, &Arguments::check(method.id, method.parameters, &given)?)?;
        while trainer.step()?.phase != Phase::Done {}
        let seconds = started.elapsed().as_secs_f64();
        let (rows, columns) = trainer.shape();
        let mut picture = ndarray::Array2::zeros((rows, columns));
        trainer.write_embedding(picture.as_slice_mut().ok_or("a picture in pieces")?)?;
        let trust = quality(values.view(), picture.view(), NEIGHBORS, 0)?.trustworthiness;
        found.push(trust);
        println!("{name}, seed {seed}: trustworthiness {trust:.4}, {seconds:.2} s");
    }
    println!("{name}: mean {:.4}", found.iter().sum::<f64>() / found.len() as f64);
    Ok(())
}
