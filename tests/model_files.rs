//! Learned models as files: to the bit, and never a wrong one without a word.

mod support;

use latent_lab::data::Dataset;
use latent_lab::lab::{Lab, ModelSummary};
use latent_lab::parameters::{Given, Value};
use latent_lab::random::generator;
use rand::RngExt;
use support::{given, number, numbers, scattered};

/// A trained run of that method on 30 × 6 values, and its lab.
fn trained(method: &str, more: Given) -> (Lab, u32, u32) {
    let mut lab = Lab::new();
    let data = lab.add(scattered(30, 6));
    let mut parameters = given([
        ("layers", numbers(&[7, 5])),
        ("epochs", number(4.0)),
        ("batchSize", number(8.0)),
        ("seed", number(3.0)),
    ]);
    for (name, value) in more.iter() {
        parameters.insert(name.clone(), value.clone());
    }
    let run = lab.start(method, data, &parameters).expect("a run");
    lab.advance(run, None, || true).expect("steps");
    (lab, data, run)
}

fn embedding(lab: &Lab, run: u32) -> Vec<f32> {
    lab.run("test", run).expect("a run").embedding().expect("an embedding").0
}

#[test]
fn a_model_comes_back_to_the_bit_and_codes_other_rows() {
    for (method, more) in [
        ("autoencoder", given([("activation", Value::Text("tanh".into()))])),
        ("vae", given([("beta", number(0.5)), ("warmupEpochs", number(1.0))])),
        // More rows held out than the other data has.
        ("autoencoder", given([("heldOut", number(10.0))])),
    ] {
        let (lab, _, run) = trained(method, more);
        let file = lab.save_model(run).expect("a file");
        let mut other = Lab::new();
        let same = other.add(scattered(30, 6));
        let opened = other.open_model(same, &file).expect("a model");
        assert!(other.run("test", opened).expect("a run").is_done());
        assert_eq!(embedding(&other, opened), embedding(&lab, run), "{method}");
        assert_eq!(other.save_model(opened).expect("a file"), file, "{method}");
        // Other rows, of other sizes and spread: the model keeps its own scale.
        let rows: Vec<f32> = (0..18).map(|index| index as f32 * 3.0 - 20.0).collect();
        let few = other.add(Dataset::from_values(rows.clone(), 3, 6).expect("a valid matrix"));
        let moved = other.open_model(few, &file).expect("a model");
        let expected = lab.run("test", run).expect("a run").encode(&rows).expect("codes");
        assert_eq!(embedding(&other, moved), expected, "{method}");
        let codes = lab.run("test", run).expect("a run").decode(&expected).expect("rows");
        assert_eq!(other.run("test", moved).expect("a run").decode(&expected).expect("rows"), codes);
        // No recipe makes it again; after a reset it is a run like any other.
        assert_eq!(other.recipe(moved).unwrap_err().code(), "unsupported");
        other.run_mut("test", moved).expect("a run").reset(Some(3));
        other.advance(moved, None, || true).expect("steps");
        let fresh = other.replay(&other.recipe(moved).expect("a recipe")).expect("a replay");
        assert_eq!(embedding(&other, fresh), embedding(&other, moved));
    }
}

#[test]
fn every_truncation_and_a_thousand_corruptions_are_refused() {
    let (mut lab, data, run) = trained("vae", Given::new());
    let file = lab.save_model(run).expect("a file");
    for length in 0..file.len() {
        let code = lab.open_model(data, &file[..length]).expect_err("a cut file").code();
        assert_eq!(code, "parse", "{length} bytes");
    }
    let mut random = generator(9, "corruptions");
    for trial in 0..1000 {
        let mut broken = file.clone();
        for _ in 0..random.random_range(1..=4_u32) {
            let at = random.random_range(0..broken.len() as u32) as usize;
            broken[at] ^= random.random_range(1..=255_u32) as u8;
        }
        if trial % 7 == 0 {
            let at = random.random_range(0..broken.len() as u32) as usize;
            broken.insert(at, 0);
        }
        if broken != file {
            assert_eq!(lab.open_model(data, &broken).expect_err("a damaged file").code(), "parse", "trial {trial}");
        }
    }
    let longer = [file.as_slice(), &[0]].concat();
    assert_eq!(lab.open_model(data, &longer).expect_err("a longer file").code(), "parse");
}

/// The file with its last eight bytes made right again.
fn signed(mut file: Vec<u8>) -> Vec<u8> {
    let end = file.len() - 8;
    let next = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = file[..end].iter().fold(0xcbf2_9ce4_8422_2325, next);
    file[end..].copy_from_slice(&hash.to_le_bytes());
    file
}

#[test]
fn a_forged_hash_does_not_help() {
    let (mut lab, data, run) = trained("autoencoder", Given::new());
    let file = lab.save_model(run).expect("a file");
    let mut random = generator(4, "forgeries");
    for _ in 0..1000 {
        let mut forged = file.clone();
        let at = random.random_range(0..forged.len() as u32 - 8) as usize;
        forged[at] ^= random.random_range(1..=255_u32) as u8;
        // A changed weight is a model, too; whatever it is, its codes are numbers.
        if let Ok(opened) = lab.open_model(data, &signed(forged)) {
            assert!(embedding(&lab, opened).iter().all(|code| code.is_finite()));
            lab.free(opened).expect("a run");
        }
    }
}

#[test]
fn finite_weights_whose_codes_are_not_finite_are_refused() {
    let (mut lab, data, run) = trained("autoencoder", Given::new());
    let file = lab.save_model(run).expect("a file");
    // The largest finite weights, somewhere among those of the encoder. Where a weight begins is the file's own matter: at
    // one of four places these are weights, at the others mere bytes.
    let words = (0..4).filter_map(|offset| {
        let mut forged = file.clone();
        let from = file.len() / 2 + offset;
        forged[from..from + 40].chunks_exact_mut(4).for_each(|weight| weight.copy_from_slice(&f32::MAX.to_le_bytes()));
        let error = lab.open_model(data, &signed(forged)).err()?;
        Some((error.code(), error.to_string()))
    });
    let words: Vec<_> = words.collect();
    let said = words.iter().find(|(_, words)| words.contains("weights that make"));
    assert_eq!(said.map(|(code, _)| *code), Some("parse"), "{words:?}");
}

#[test]
fn a_file_says_what_it_holds() {
    let (lab, _, run) =
        trained("vae", given([("beta", number(0.5)), ("components", number(3.0)), ("heldOut", number(4.0))]));
    let file = lab.save_model(run).expect("a file");
    let ModelSummary { method, columns, parameters } = lab.describe_model(&file).expect("a summary");
    assert_eq!((method.as_str(), columns), ("vae", 6));
    assert_eq!(parameters.get("components"), Some(&number(3.0)));
    assert_eq!(parameters.get("beta"), Some(&number(0.5)));
    assert_eq!(parameters.get("heldOut"), None);
    assert_eq!(lab.describe_model(&file[..9]).unwrap_err().code(), "parse");
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let (mut lab, _, run) = trained("autoencoder", Given::new());
    let file = lab.save_model(run).expect("a file");
    let narrow = lab.add(scattered(30, 5));
    let error = lab.open_model(narrow, &file).unwrap_err();
    assert_eq!((error.code(), error.to_string().contains("expected 6")), ("shape", true), "{error}");
    let mut newer = file.clone();
    newer[8] = 2;
    let error = lab.open_model(narrow, &newer).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("version 2"), "{error}");
    let data = lab.add(scattered(30, 6));
    let pca = lab.start("pca", data, &Given::new()).expect("a run");
    assert_eq!(lab.save_model(pca).unwrap_err().code(), "unsupported");
    let runs = lab.start("pca", data, &Given::new()).expect("a run");
    assert_eq!(lab.open_model(data, b"not a model").unwrap_err().code(), "parse");
    assert_eq!(lab.start("pca", data, &Given::new()).expect("a run"), runs + 1, "a refused file leaves nothing behind");
}
