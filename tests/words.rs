//! Word vectors from text, driven as the library drives them.

use latent_lab::data::{Corpus, Dataset, TEXT_PARAMETERS, corpus_from_text};
use latent_lab::learn::{Detail, METHODS, Phase, Trainer};
use latent_lab::parameters::{Arguments, Given, Value};
use latent_lab::{Error, Result};
use std::sync::Arc;

fn given(values: &[(&str, f64)]) -> Given {
    values.iter().map(|&(id, value)| (id.to_string(), Value::Number(value))).collect()
}

fn text(text: &str) -> Arc<Dataset> {
    let arguments = Arguments::check("test", TEXT_PARAMETERS, &given(&[("minCount", 1.0)])).unwrap();
    Arc::new(Dataset::from_corpus(corpus_from_text(text, &arguments).unwrap()))
}

fn start(data: &Arc<Dataset>, values: &[(&str, f64)]) -> Result<Box<dyn Trainer>> {
    let method = METHODS.iter().find(|method| method.id == "sgns").unwrap();
    let arguments = Arguments::check("sgns", method.parameters, &given(values))?;
    (method.start)(data, &arguments)
}

fn embedding(trainer: &dyn Trainer) -> Vec<f32> {
    let (rows, columns) = trainer.shape();
    let mut values = vec![0.0; rows * columns];
    trainer.write_embedding(&mut values).unwrap();
    values
}

fn run(trainer: &mut dyn Trainer) {
    while trainer.step().unwrap().phase != Phase::Done {}
}

/// Sentences in which gold, silver and copper stand in one kind of place, and three, four and five in another.
fn small_grammar() -> Arc<Dataset> {
    let mut sentences = String::new();
    for _ in 0..40 {
        for metal in ["gold", "silver", "copper"] {
            for number in ["three", "four", "five"] {
                sentences +=
                    &format!("the smith melts {metal} into a shiny ring. she counts {number} sheep before noon. ");
            }
        }
    }
    text(&sentences)
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// The two words nearest to `word` by cosine, in alphabetical order.
fn two_nearest<'a>(data: &'a Dataset, values: &[f32], word: &str) -> Vec<&'a str> {
    let names = data.names().unwrap();
    let rows: Vec<&[f32]> = values.chunks_exact(values.len() / names.len()).collect();
    let query = rows[names.iter().position(|name| name == word).unwrap()];
    let mut order: Vec<usize> = (0..names.len()).filter(|&row| names[row] != word).collect();
    order.sort_by(|&a, &b| cosine(query, rows[b]).total_cmp(&cosine(query, rows[a])));
    let mut nearest: Vec<&str> = order[..2].iter().map(|&row| names[row].as_str()).collect();
    nearest.sort_unstable();
    nearest
}

#[test]
fn words_that_are_used_alike_end_up_together() {
    let data = small_grammar();
    for seed in 0..3 {
        let parameters = [("dimensions", 12.0), ("epochs", 10.0), ("sample", 0.0), ("seed", f64::from(seed))];
        let mut trainer = start(&data, &parameters).unwrap();
        run(&mut *trainer);
        let values = embedding(&*trainer);
        assert_eq!(two_nearest(&data, &values, "gold"), ["copper", "silver"], "seed {seed}");
        assert_eq!(two_nearest(&data, &values, "three"), ["five", "four"], "seed {seed}");
    }
}

#[test]
fn the_loss_starts_at_its_known_value_and_falls() {
    let data = small_grammar();
    let slow = [("dimensions", 8.0), ("sample", 0.0), ("learningRate", 0.0001), ("window", 50.0), ("negatives", 50.0)];
    let mut trainer = start(&data, &slow).unwrap();
    assert_eq!(trainer.report().loss, None);
    // Output vectors start at zero, so every σ is ½ and each of the 1 + 50 targets costs log 2; the negatives that hit
    // the center, one in sixteen or so, are dropped.
    let loss = trainer.step().unwrap().loss.unwrap();
    assert!(loss > 45.0 * 2f32.ln() && loss < 50.0 * 2f32.ln(), "{loss}");

    let mut trainer = start(&data, &[("dimensions", 8.0), ("sample", 0.0)]).unwrap();
    run(&mut *trainer);
    let details = trainer.details();
    let Some(Detail::Numbers(losses)) = details.get("losses") else { panic!("no losses: {details:?}") };
    assert!(losses.is_sorted_by(|a, b| a > b) && losses.last().unwrap() < &(0.85 * losses[0]), "{losses:?}");
    assert_eq!(details.get("epoch"), Some(&Detail::Number(10.0)));
    let tokens = data.corpus("test").unwrap().tokens().len();
    assert_eq!(details.get("words"), Some(&Detail::Number(10.0 * tokens as f64)));
    let Some(Detail::Number(rate)) = details.get("learningRate") else { panic!("no learning rate: {details:?}") };
    assert!((rate - 0.0001).abs() < 1e-12);
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let data = small_grammar();
    let parameters = [("dimensions", 5.0), ("epochs", 3.0), ("seed", 7.0), ("window", 50.0), ("negatives", 50.0)];
    let mut trainer = start(&data, &parameters).unwrap();
    let at_start = embedding(&*trainer);
    let largest = at_start.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    assert!(largest > 0.9 / 5.0 && largest <= 1.0 / 5.0, "uniform in ±1/dimensions: {largest}");
    let planned = trainer.report().planned;
    assert!(planned > 6, "several steps an epoch, or the test shows little: {planned}");
    run(&mut *trainer);
    let done = (trainer.report(), embedding(&*trainer));
    assert_eq!(done.0.step, planned);
    assert_eq!(trainer.step().unwrap(), done.0, "a finished run stays as it is");
    assert_eq!(embedding(&*trainer), done.1);

    trainer.set_live("learningRate", &Value::Number(0.5)).unwrap();
    trainer.reset(7);
    assert_eq!(embedding(&*trainer), at_start);
    run(&mut *trainer);
    assert_eq!((trainer.report(), embedding(&*trainer)), done);

    trainer.reset(8);
    run(&mut *trainer);
    assert_ne!(embedding(&*trainer), done.1);
}

#[test]
fn tiny_texts_are_fine() {
    for (words, dimensions) in [("one", 4.0), ("one one one one", 4.0), ("one two", 1.0), ("one. two. three.", 300.0)] {
        let data = text(words);
        for (window, sample) in [(1.0, 0.0), (50.0, 1e-3), (5.0, 1.0)] {
            let parameters = [("dimensions", dimensions), ("window", window), ("sample", sample), ("epochs", 2.0)];
            let mut trainer = start(&data, &parameters).unwrap();
            run(&mut *trainer);
            assert!(embedding(&*trainer).iter().all(|value| value.is_finite()), "{words}");
        }
    }
}

#[test]
fn a_word_that_never_occurs_keeps_its_start() {
    let words = ["a", "b", "unheard"].map(String::from).to_vec();
    let data = Arc::new(Dataset::from_corpus(Corpus::new(words, vec![0, 1, 0, 1], vec![4]).unwrap()));
    let mut trainer = start(&data, &[("dimensions", 2.0), ("sample", 0.0), ("power", 0.0)]).unwrap();
    let before = embedding(&*trainer);
    run(&mut *trainer);
    let after = embedding(&*trainer);
    assert_eq!(before[4..], after[4..]);
    assert_ne!(before[..4], after[..4]);
}

#[test]
fn what_cannot_work_is_refused_by_name() {
    let data = text("one two three");
    let refused = |values: &[(&str, f64)]| start(&data, values).err().unwrap();
    assert_eq!(refused(&[("learningRate", -1.0)]).code(), "out-of-range");
    assert_eq!(refused(&[("learningRate", 1e-5)]).code(), "out-of-range", "below the final learning rate");
    assert_eq!(refused(&[("dimensions", 0.0)]).code(), "out-of-range");
    assert_eq!(refused(&[("minCount", 2.0)]).code(), "unknown-name", "belongs to the text");
    let matrix = Arc::new(Dataset::from_values(vec![1.0], 1, 1).unwrap());
    assert_eq!(start(&matrix, &[]).err().unwrap().code(), "unsupported");
    let many = (0..200_000).map(|word| format!("w{word}")).collect();
    let many = Arc::new(Dataset::from_corpus(Corpus::new(many, vec![0], vec![1]).unwrap()));
    assert_eq!(start(&many, &[("dimensions", 1024.0)]).err().unwrap().code(), "too-large");

    let mut trainer = start(&data, &[]).unwrap();
    assert_eq!(trainer.write_embedding(&mut [0.0; 5]).unwrap_err().code(), "shape");
    assert_eq!(trainer.set_live("window", &Value::Number(3.0)).unwrap_err().code(), "unsupported");
    assert_eq!(trainer.set_live("learningRate", &Value::Number(1e-6)).unwrap_err().code(), "out-of-range");
}

#[test]
fn divergence_is_an_error_and_leaves_finite_vectors() {
    let data = small_grammar();
    let wild =
        [("learningRate", 1.0), ("minLearningRate", 1.0), ("epochs", 40.0), ("dimensions", 2.0), ("negatives", 50.0)];
    let mut trainer = start(&data, &wild).unwrap();
    let at_start = embedding(&*trainer);
    let error = (0..trainer.report().planned).find_map(|_| trainer.step().err()).unwrap();
    assert!(matches!(error, Error::Diverged { .. }));
    assert_eq!(trainer.step().unwrap_err(), error, "it stays that way");
    assert!(embedding(&*trainer).iter().all(|value| value.is_finite()));
    trainer.reset(0);
    assert_eq!(embedding(&*trainer), at_start);
}
