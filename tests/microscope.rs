//! Single updates of skip-gram, seen before they are made; the made-up grammar; Levy and Goldberg's identity.

mod support;

use latent_lab::judge::Analogy;
use latent_lab::lab::{Id, IdentityQuery, Lab};
use latent_lab::learn::sgns::{SkipGram, Update};
use support::{given, number};

fn grammar(lab: &mut Lab, sentences: f64) -> Id {
    lab.generate("grammar", &given([("n", number(sentences)), ("seed", number(1.0))])).unwrap()
}

fn skip_gram(lab: &Lab, run: Id) -> &dyn SkipGram {
    lab.run("test", run).unwrap().skip_gram("test").unwrap()
}

fn tables(lab: &Lab, run: Id) -> [Vec<f32>; 2] {
    let run = lab.run("test", run).unwrap();
    [run.embedding().unwrap().0, run.trainer().output_vectors().unwrap()]
}

#[test]
fn what_is_seen_is_what_happens() {
    let mut lab = Lab::new();
    let data = grammar(&mut lab, 200.0);
    for words_per_step in [1.0, 7.0] {
        let parameters = [("dimensions", 5.0), ("wordsPerStep", words_per_step), ("sample", 0.001), ("epochs", 2.0)];
        let run = lab.start("sgns", data, &given(parameters.map(|(id, value)| (id, number(value))))).unwrap();
        let other = lab.start("sgns", data, &given(parameters.map(|(id, value)| (id, number(value))))).unwrap();
        let mut empty = 0;
        for step in 0..400 {
            let [mut input, mut output] = tables(&lab, run);
            let (pairs, total) = skip_gram(&lab, run).pairs(usize::MAX).unwrap();
            assert_eq!(pairs.len(), total);
            empty += usize::from(total == 0);
            let mut loss = 0.0;
            for (index, pair) in pairs.iter().enumerate() {
                let update = skip_gram(&lab, run).update(index).unwrap();
                assert_eq!((&update.pair, update.index, update.pairs), (pair, index, total));
                follow(&mut input, &mut output, &update);
                loss += f64::from(update.loss);
            }
            assert_eq!(skip_gram(&lab, run).update(total).unwrap_err().code(), "out-of-range");
            let report = lab.step(run, 1).unwrap();
            // To the bit: what the microscope said is what the step did.
            assert_eq!([input, output], tables(&lab, run), "step {step}");
            if total > 0 {
                assert!((f64::from(report.loss.unwrap()) - loss / total as f64).abs() < 1e-6);
            }
        }
        assert!(words_per_step > 1.0 || empty > 0, "subsampling drops some words");
        // And a run that nobody looked at is the same.
        lab.step(other, 400).unwrap();
        assert_eq!(tables(&lab, run), tables(&lab, other));
    }
}

/// Checks an update against its formulas, and makes it in the tables.
fn follow(input: &mut [f32], output: &mut [f32], update: &Update) {
    let d = update.vector.before.len();
    let range = |word: u32| word as usize * d..(word as usize + 1) * d;
    let close = |a: f64, b: f64| assert!((a - b).abs() < 2e-6 * (1.0 + b.abs()), "{a} {b}");
    assert_eq!(input[range(update.pair.context)], update.vector.before);
    let v: Vec<f64> = update.vector.before.iter().map(|&value| f64::from(value)).collect();
    let rate = f64::from(update.learning_rate);
    let (mut gradient, mut moved) = (vec![0.0; d], vec![0.0; d]);
    let mut loss = 0.0;
    for (place, target) in update.targets.iter().enumerate() {
        assert_eq!(output[range(target.word)], target.vector.before);
        assert_eq!(target.label, if place == 0 { 1.0 } else { 0.0 });
        assert_eq!(target.word, if place == 0 { update.pair.center } else { update.pair.negatives[place - 1] });
        let u: Vec<f64> = target.vector.before.iter().map(|&value| f64::from(value)).collect();
        let product: f64 = v.iter().zip(&u).map(|(v, u)| v * u).sum();
        let sigmoid = 1.0 / (1.0 + (-product).exp());
        let part = if place == 0 { -sigmoid.ln() } else { -(1.0 - sigmoid).ln() };
        close(f64::from(target.product), product);
        assert!((f64::from(target.sigmoid) - sigmoid).abs() < 1e-5);
        assert!((f64::from(target.loss) - part).abs() < 2e-5);
        loss += f64::from(target.loss);
        // d/dx of −log σ(x) is σ(x) − 1, and of −log σ(−x) it is σ(x): by finite differences of the loss.
        let at = |x: f64| if place == 0 { (-x).exp().ln_1p() } else { x.exp().ln_1p() };
        let slope = (at(product + 1e-4) - at(product - 1e-4)) / 2e-4;
        assert!((f64::from(target.error) - slope).abs() < 1e-5, "{} {slope}", target.error);
        // The second time that a word is a target, v meets it as the first time has left it.
        let earlier = update.targets[..place].iter().filter(|other| other.word == target.word);
        let earlier: f64 = earlier.map(|other| f64::from(other.error)).sum();
        for (i, gradient) in gradient.iter_mut().enumerate() {
            *gradient += f64::from(target.error) * u[i];
            moved[i] += f64::from(target.error) * (u[i] - rate * earlier * v[i]);
            close(f64::from(target.vector.gradient[i]), f64::from(target.error) * v[i]);
        }
    }
    close(f64::from(update.loss), loss);
    for i in 0..d {
        close(f64::from(update.vector.gradient[i]), gradient[i]);
        close(f64::from(update.vector.after[i]), v[i] - rate * moved[i]);
    }
    for target in &update.targets {
        // A word drawn twice moves twice.
        let same = update.targets.iter().filter(|other| other.word == target.word);
        for i in 0..d {
            let moved: f64 = same.clone().map(|other| f64::from(other.vector.gradient[i])).sum();
            close(f64::from(target.vector.after[i]), f64::from(target.vector.before[i]) - rate * moved);
        }
        output[range(target.word)].copy_from_slice(&target.vector.after);
    }
    input[range(update.pair.context)].copy_from_slice(&update.vector.after);
}

#[test]
fn pairs_stand_where_they_say() {
    let mut lab = Lab::new();
    let data = grammar(&mut lab, 50.0);
    let run = lab
        .start("sgns", data, &given([("window", number(2.0)), ("wordsPerStep", number(20.0)), ("sample", number(0.0))]))
        .unwrap();
    let (pairs, total) = skip_gram(&lab, run).pairs(usize::MAX).unwrap();
    assert!(total > 20);
    let corpus = lab.dataset("test", data).unwrap().corpus("test").unwrap();
    for pair in pairs {
        assert_eq!(corpus.tokens()[pair.center_place as usize], pair.center);
        assert_eq!(corpus.tokens()[pair.context_place as usize], pair.context);
        assert!(corpus.sentence_at(pair.center_place as usize).contains(&(pair.context_place as usize)));
        assert!(pair.negatives.len() <= 5 && !pair.negatives.contains(&pair.center));
    }
    let done = lab.start("sgns", data, &given([("epochs", number(1.0))])).unwrap();
    lab.step(done, 1000).unwrap();
    assert_eq!(skip_gram(&lab, done).pairs(5).unwrap().1, 0);
    let pca = lab.add(support::scattered(9, 3));
    let pca = lab.start("pca", pca, &given([])).unwrap();
    assert_eq!(lab.run("test", pca).unwrap().skip_gram("test").err().unwrap().code(), "unsupported");
}

#[test]
fn in_the_grammar_king_minus_man_plus_woman_is_queen() {
    let mut lab = Lab::new();
    let data = grammar(&mut lab, 6000.0);
    let again = grammar(&mut lab, 6000.0);
    assert_eq!(lab.dataset("test", data).unwrap(), lab.dataset("test", again).unwrap());
    let names = lab.dataset("test", data).unwrap().names().unwrap().to_vec();
    let words = |list: &str| -> Vec<String> { list.split(' ').map(String::from).collect() };
    let questions = [
        ("king woman", "man", "queen"),
        ("prince woman", "man", "princess"),
        ("uncle girl", "boy", "aunt"),
        ("paris italy", "france", "rome"),
        ("japanese germany", "japan", "german"),
    ];
    for (method, parameters) in [
        ("sgns", given([("dimensions", number(24.0)), ("seed", number(2.0))])),
        ("pmi-svd", given([("dimensions", number(24.0)), ("seed", number(2.0))])),
    ] {
        let run = lab.start(method, data, &parameters).unwrap();
        lab.step(run, 100_000).unwrap();
        for (positive, negative, answer) in questions {
            let found = lab.analogy(run, &words(positive), &words(negative), 1, Analogy::CosAdd).unwrap();
            assert_eq!(names[found.indices[0] as usize], answer, "{method}: {positive} − {negative}");
        }
    }
}

#[test]
fn products_approach_shifted_pmi() {
    let mut lab = Lab::new();
    let data = grammar(&mut lab, 6000.0);
    let parameters = [("dimensions", 64.0), ("sample", 0.0), ("power", 1.0), ("epochs", 20.0), ("negatives", 2.0)];
    let run = lab.start("sgns", data, &given(parameters.map(|(id, value)| (id, number(value))))).unwrap();
    let query = IdentityQuery { pairs: 500, min_count: 20.0, seed: 0 };
    let before = lab.identity(run, query).unwrap();
    assert_eq!((before.products.len(), before.correlation), (500, 0.0));
    lab.step(run, 100_000).unwrap();
    let after = lab.identity(run, query).unwrap();
    assert!(after.correlation > 0.9, "{}", after.correlation);
    assert!(after.eligible > 500 && after.counts.iter().all(|&count| count >= 20.0));
    let refused = |query| lab.identity(run, query).unwrap_err().code();
    assert_eq!(refused(IdentityQuery { min_count: 1e9, ..query }), "empty");
    assert_eq!(refused(IdentityQuery { pairs: 0, ..query }), "out-of-range");
}
