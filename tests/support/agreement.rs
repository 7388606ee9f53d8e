//! Embeddings of every method on small data, to be compared between a native build and a browser.
//!
//! Within one build they are the same to the bit; between builds, mathematical functions and vector widths differ, so they
//! agree within a tolerance. Few steps are made: training magnifies the last bit.

use latent_lab::lab::{Id, Lab};
use latent_lab::learn::METHODS;
use latent_lab::parameters::{Given, Value};

const TEXT: &str = "the cat sat on the mat. the dog sat on the log. the king saw the queen. the queen saw the king.";

/// How far the embeddings of two builds may be apart, relative to the largest value of the embedding.
pub const TOLERANCE: f32 = 1e-4;

fn number(value: f64) -> Value {
    Value::Number(value)
}

fn parameters(method: &str) -> Given {
    let pairs: Vec<(&str, Value)> = match method {
        "autoencoder" | "vae" => vec![("layers", Value::Numbers(vec![8.0, 6.0])), ("batchSize", number(16.0))],
        "mlp" => vec![("layers", Value::Numbers(vec![6.0])), ("batchSize", number(16.0))],
        "cnn" => vec![
            ("filters", Value::Numbers(vec![3.0, 4.0])),
            ("layers", Value::Numbers(vec![6.0])),
            ("batchSize", number(16.0)),
        ],
        "sgns" => vec![("dimensions", number(4.0)), ("epochs", number(2.0))],
        "truncated-svd" => vec![("iterations", number(1.0))],
        "pmi-svd" => vec![("dimensions", number(4.0)), ("iterations", number(1.0))],
        "mds" => vec![("iterations", number(6.0))],
        "umap" => vec![("initialization", Value::Text("random".into()))],
        "tsne" => vec![("perplexity", number(5.0))],
        _ => vec![],
    };
    pairs.into_iter().map(|(id, value)| (id.to_string(), value)).collect()
}

/// The embedding of each method after at most 12 steps from seed 0.
pub fn embeddings() -> Vec<(&'static str, Vec<f32>)> {
    let mut lab = Lab::new();
    let roll = Given::from([("n".to_string(), number(60.0))]);
    let roll = lab.generate("swiss-roll", &roll).expect("a roll");
    let words = Given::from([("minCount".to_string(), number(1.0))]);
    let words = lab.add_text(TEXT, &words).expect("a text");
    let blobs = Given::from([("n".to_string(), number(60.0))]);
    let blobs = lab.generate("blobs", &blobs).expect("blobs, which have labels");
    let pictures = Given::from([("n".to_string(), number(40.0))]);
    let pictures = lab.generate("furniture", &pictures).expect("pictures");
    let data = [roll, words, blobs, pictures];
    METHODS.iter().map(|method| (method.id, embedding(&mut lab, method.id, data))).collect()
}

fn embedding(lab: &mut Lab, method: &str, data: [Id; 4]) -> Vec<f32> {
    let run =
        data.iter().find_map(|&data| lab.start(method, data, &parameters(method)).ok()).expect("one of them fits");
    // A decomposition has nothing to show before its end.
    lab.step(run, if method.ends_with("svd") { 100 } else { 12 }).expect("steps");
    lab.run("agreement", run).expect("a run").embedding().expect("an embedding").0
}

/// The largest difference, relative to the largest value.
pub fn distance(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let scale = a.iter().fold(f32::MIN_POSITIVE, |scale, value| scale.max(value.abs()));
    a.iter().zip(b).fold(0.0_f32, |far, (a, b)| far.max((a - b).abs())) / scale
}
