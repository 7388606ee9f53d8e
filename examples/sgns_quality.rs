//! Trains word vectors on a corpus file, and prints how well they rank WordSim-353's pairs and what is near a few words.
//!
//! ```text
//! cargo run --release --example sgns_quality -- dictionary.corpus wordsim353.tsv [seeds] [parameter=value …]
//! ```
//!
//! gensim brings `wordsim353.tsv` in its `test/test_data`; `tests/reference/sgns_quality.py` measures gensim alike. With
//! `tables=FOLDER`, the input and the output vectors of each seed are left there, as 32-bit floats, for that script to judge.

use latent_lab::data::Dataset;
use latent_lab::data::read::read_corpus;
use latent_lab::learn::{METHODS, Phase};
use latent_lab::parameters::{Arguments, Given, Value};
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, pairs, rest @ ..] = &arguments[..] else {
        return Err("usage: sgns_quality CORPUS WORDSIM353 [SEEDS] [PARAMETER=VALUE …]".into());
    };
    let data = Arc::new(read_corpus(&std::fs::read(corpus)?)?);
    let pairs = std::fs::read_to_string(pairs)?;
    let seeds: u32 = rest.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1);
    let mut given = Given::new();
    let mut folder = None;
    for (id, value) in rest.iter().filter_map(|argument| argument.split_once('=')) {
        if id == "tables" {
            folder = Some(value);
            continue;
        }
        given.insert(id.to_string(), Value::Number(value.parse()?));
    }
    for seed in 0..seeds {
        given.insert("seed".into(), Value::Number(f64::from(seed)));
        let tables = folder.map(|folder| format!("{folder}/{seed}"));
        let vectors = train(&data, &given, tables)?;
        let (correlation, used) = word_similarity(&data, &vectors, &pairs)?;
        println!("seed {seed}: WordSim-353 Spearman {correlation:.4} over {used} pairs");
        for word in ["gold", "three", "france", "red", "tree"] {
            println!("  {word}: {}", nearest(&data, &vectors, word).unwrap_or("not in the vocabulary".into()));
        }
    }
    Ok(())
}

/// The trained vectors, each of length 1; both tables go to the file, if there is one.
fn train(data: &Arc<Dataset>, given: &Given, file: Option<String>) -> Result<Vec<Vec<f32>>, Box<dyn Error>> {
    let method = METHODS.iter().find(|method| method.id == "sgns").ok_or("there is no sgns")?;
    let mut trainer = (method.start)(data, &Arguments::check(method.id, method.parameters, given)?)?;
    let start = Instant::now();
    let mut longest = 0.0f64;
    let report = loop {
        let before = Instant::now();
        let report = trainer.step()?;
        longest = longest.max(before.elapsed().as_secs_f64());
        if report.phase == Phase::Done {
            break report;
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    let Some(latent_lab::learn::Detail::Number(words)) = trainer.details().get("words").cloned() else {
        return Err("sgns does not say how many words it has read".into());
    };
    println!(
        "{words} words in {seconds:.2} s: {:.0} words/s; {} steps, the longest {:.1} ms; last loss {:.4}",
        words / seconds,
        report.step,
        longest * 1e3,
        report.loss.unwrap_or(f32::NAN),
    );
    let (rows, columns) = trainer.shape();
    let mut values = vec![0.0; rows * columns];
    trainer.write_embedding(&mut values)?;
    if let Some(file) = file {
        let output = trainer.output_vectors().ok_or("sgns has no output vectors")?;
        let bytes: Vec<u8> = values.iter().chain(&output).flat_map(|value| value.to_le_bytes()).collect();
        std::fs::write(file, bytes)?;
    }
    let unit = |row: &[f32]| {
        let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
        row.iter().map(|value| value / length).collect()
    };
    Ok(values.chunks_exact(columns).map(unit).collect())
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn id(data: &Dataset, word: &str) -> Option<usize> {
    data.names()?.iter().position(|name| name == word)
}

/// The ten nearest words by cosine.
fn nearest(data: &Dataset, vectors: &[Vec<f32>], word: &str) -> Option<String> {
    let query = id(data, word)?;
    let mut order: Vec<(f32, usize)> = vectors.iter().map(|row| cosine(&vectors[query], row)).zip(0..).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let others = order.iter().filter(|&&(_, row)| row != query).take(10);
    let named: Vec<String> = others
        .map(|&(similarity, row)| Some(format!("{} {similarity:.2}", data.names()?[row])))
        .collect::<Option<_>>()?;
    Some(named.join(", "))
}

/// Spearman's rank correlation of cosines with human judgements, over the pairs whose words are both known.
fn word_similarity(data: &Dataset, vectors: &[Vec<f32>], pairs: &str) -> Result<(f64, usize), Box<dyn Error>> {
    let (mut found, mut judged) = (Vec::new(), Vec::new());
    for line in pairs.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let mut fields = line.split('\t');
        let (Some(a), Some(b), Some(score)) = (fields.next(), fields.next(), fields.next()) else {
            return Err(format!("not \"word, word, score\" parted by tabs: {line}").into());
        };
        if let (Some(a), Some(b)) = (id(data, &a.to_lowercase()), id(data, &b.to_lowercase())) {
            found.push(f64::from(cosine(&vectors[a], &vectors[b])));
            judged.push(score.trim().parse()?);
        }
    }
    Ok((correlation(&ranks(&found), &ranks(&judged)), found.len()))
}

/// Ranks from 0; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|&other| other < value).count();
        let equal = values.iter().filter(|&other| other == value).count();
        below as f64 + (equal - 1) as f64 / 2.0
    };
    values.iter().map(rank).collect()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 { a.iter().zip(b).map(|(a, b)| f(a - mean_a, b - mean_b)).sum() };
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}
