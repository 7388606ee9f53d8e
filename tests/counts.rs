//! Documents, counts and what is made of them, driven as the library drives them.

mod support;

use latent_lab::data::{Documents, close_spellings};
use latent_lab::lab::{CompanyQuery, Id, Lab, Space};
use latent_lab::parameters::Value;
use latent_lab::represent::Weighting;
use support::{given, number};

fn documents(lab: &mut Lab) -> Id {
    let texts = ["The cat sat on the mat.", "", "A dog! The dog sat.", "unheard"].map(String::from);
    let known = Documents {
        names: Some(["one", "two", "three", "four"].map(String::from).to_vec()),
        labels: Some(vec![0, 1, 1, 0]),
        label_names: Some(vec!["cats".into(), "dogs".into()]),
        ..Documents::default()
    };
    lab.add_documents(&texts, known, &given([("minCount", number(2.0))])).unwrap()
}

#[test]
fn documents_become_rows_that_keep_their_names() {
    let mut lab = Lab::new();
    let corpus = documents(&mut lab);
    // the 3, sat 2, dog 2; an empty document stays.
    assert_eq!(lab.dataset("test", corpus).unwrap().names().unwrap(), ["the", "sat", "dog"]);
    let bag = lab.transform("bag-of-words", corpus, &given([])).unwrap();
    let data = lab.dataset("test", bag).unwrap();
    let counts = data.sparse("test").unwrap();
    assert_eq!((counts.rows(), counts.columns(), counts.offsets()), (4, 3, &[0, 2, 2, 5, 5][..]));
    assert_eq!((counts.indices(), counts.values()), (&[0, 1, 0, 1, 2][..], &[2.0, 1.0, 1.0, 1.0, 2.0][..]));
    assert_eq!(data.names().unwrap()[2], "three");
    assert_eq!(data.labels().unwrap(), [0, 1, 1, 0]);
    assert_eq!(data.label_names().unwrap()[1], "dogs");
    assert_eq!(data.lexicon().unwrap().words(), ["the", "sat", "dog"]);
    assert_eq!(data.matrix("test").unwrap_err().code(), "unsupported");

    // tf-idf of the text is tf-idf of its counts; and a text that is a document looks like its row.
    let direct = lab.transform("tf-idf", corpus, &given([])).unwrap();
    let twice = lab.transform("tf-idf", bag, &given([])).unwrap();
    assert_eq!(lab.dataset("test", direct).unwrap(), lab.dataset("test", twice).unwrap());
    let row = lab.represent(direct, "the dog sat. A dog").unwrap();
    let weights = lab.dataset("test", direct).unwrap().sparse("test").unwrap().into_owned();
    assert_eq!((&row.indices[..], &row.values[..]), weights.row(2));
    assert_eq!(row.unknown, ["a"]);
    let idf = |df: f64| (5.0 / (1.0 + df)).ln() + 1.0;
    let expected = [idf(2.0) / 4.0, idf(2.0) / 4.0, 2.0 * idf(1.0) / 4.0];
    for (found, expected) in row.values.iter().zip(expected) {
        assert!((f64::from(*found) - expected).abs() < 1e-6);
    }

    // Without documents, sentences are counted.
    let plain = lab.add_text("a b. b c", &given([("minCount", number(1.0))])).unwrap();
    let bag = lab.transform("bag-of-words", plain, &given([])).unwrap();
    assert_eq!(lab.dataset("test", bag).unwrap().shape(), (2, 3));
    let one_hot = lab.transform("one-hot", plain, &given([("skip", number(1.0)), ("take", number(2.0))])).unwrap();
    let one_hot = lab.dataset("test", one_hot).unwrap();
    assert_eq!(one_hot.names().unwrap(), ["b", "b"]);
    assert_eq!(one_hot.sparse("test").unwrap().indices(), [0, 0]);
}

#[test]
fn transformed_texts_are_made_again_from_their_recipe() {
    let mut lab = Lab::new();
    let corpus = documents(&mut lab);
    let one = lab.transform("tf-idf", corpus, &given([])).unwrap();
    let other = lab.transform("co-occurrence", corpus, &given([("window", number(2.0))])).unwrap();
    let pmi = lab.transform("pmi", other, &given([("weighting", Value::Text("pmi".into()))])).unwrap();
    assert_ne!(lab.dataset("test", one).unwrap(), lab.dataset("test", other).unwrap());
    assert_eq!(lab.dataset("test", pmi).unwrap().names().unwrap(), ["the", "sat", "dog"]);
}

#[test]
fn a_small_table_is_part_of_the_large_one() {
    let mut lab = Lab::new();
    let text = "a b c a. b a c. c c b a b. d a";
    let corpus = lab.add_text(text, &given([("minCount", number(1.0))])).unwrap();
    let query = CompanyQuery {
        words: vec!["c".into(), "a".into(), "d".into()],
        window: 2,
        weighting: Weighting::Harmonic,
        negatives: 2,
        until: None,
    };
    let small = lab.cooccurrence(corpus, &query).unwrap();
    let parameters = given([("window", number(2.0)), ("distanceWeighting", Value::Text("harmonic".into()))]);
    let counts = lab.transform("co-occurrence", corpus, &parameters).unwrap();
    let large = lab.dataset("test", counts).unwrap().sparse("test").unwrap().into_owned();
    let cell = |row: u32, column: u32| large.entries(row as usize).find(|entry| entry.0 == column).map_or(0.0, |e| e.1);
    assert_eq!(small.counts[1], cell(small.words[0], small.words[1]));
    assert_eq!(small.counts[0], cell(small.words[0], small.words[0]));
    assert_eq!((small.counts[2], small.pmi[2], small.ppmi[2]), (0.0, f32::NEG_INFINITY, 0.0));
    let pmi = (f64::from(small.counts[1]) * small.total / (small.sums[0] * small.sums[1])).ln();
    assert!((f64::from(small.pmi[1]) - pmi).abs() < 1e-6);
    assert_eq!(small.ppmi[1], small.pmi[1].max(0.0));
    assert!((f64::from(small.shifted_ppmi[1]) - (pmi - 2f64.ln()).max(0.0)).abs() < 1e-6);
    // Up to the first sentence's end, d is never met.
    let first = lab.cooccurrence(corpus, &CompanyQuery { until: Some(4), ..query.clone() }).unwrap();
    assert_eq!((first.counts[1], first.total), (0.5 + 1.0, 2.0 * (3.0 + 2.0 * 0.5)));
    for (code, query) in [
        ("out-of-range", CompanyQuery { window: 0, ..query.clone() }),
        ("out-of-range", CompanyQuery { until: Some(99), ..query.clone() }),
        ("out-of-range", CompanyQuery { negatives: 0, ..query.clone() }),
        ("unknown-word", CompanyQuery { words: vec!["x".into()], ..query.clone() }),
        ("empty", CompanyQuery { words: vec![], ..query.clone() }),
    ] {
        assert_eq!(lab.cooccurrence(corpus, &query).unwrap_err().code(), code);
    }

    let (found, total) = lab.contexts(corpus, ("b", "a"), 2, 2).unwrap();
    assert_eq!((found.len(), total), (2, 5));
    assert_eq!((found[0].center, found[0].context, found[0].start, found[0].end), (1, 0, 0, 4));
    assert_eq!(lab.contexts(corpus, ("b", "x"), 2, 2).unwrap_err().code(), "unknown-word");
    assert_eq!(lab.contexts(corpus, ("b", "a"), 0, 2).unwrap_err().code(), "out-of-range");
    let piece = lab.tokens(corpus, 3, 9).unwrap();
    assert_eq!((piece.words.len(), piece.sentence_ends), (6, vec![1, 4]));
    assert_eq!(lab.tokens(corpus, 3, 99).unwrap_err().code(), "out-of-range");
    assert_eq!(lab.tokens(corpus, 3, 2).unwrap_err().code(), "out-of-range");
}

#[test]
fn questions_go_to_every_run_whose_rows_are_words() {
    let mut lab = Lab::new();
    let text = "the king saw the man. the queen saw the woman. a man and a woman saw a king and a queen.";
    let corpus = lab.add_text(text, &given([("minCount", number(1.0))])).unwrap();
    let run = lab.start("sgns", corpus, &given([("dimensions", number(4.0))])).unwrap();
    let words = |list: &str| -> Vec<String> { list.split(' ').map(String::from).collect() };
    let method = latent_lab::judge::Analogy::CosAdd;
    let found = lab.analogy(run, &words("king woman"), &words("man"), 3, method).unwrap();
    assert!(
        found.indices.len() == 3
            && !found.indices.contains(&(lab.row_named("test", Space::Run(run), "man").unwrap() as u32))
    );
    assert_eq!(lab.axis(run, "king", "queen").unwrap().len(), 8);
    assert_eq!(lab.doesnt_match(run, &words("king queen saw")).unwrap().len(), 3);
    let error = lab.analogy(run, &words("kong"), &words("man"), 3, method).unwrap_err();
    assert_eq!(error.code(), "unknown-word");
    assert!(error.to_string().contains("king"), "{error}");
    let matrix = lab.add(support::scattered(9, 3));
    let run = lab.start("pca", matrix, &given([])).unwrap();
    assert_eq!(lab.axis(run, "king", "queen").unwrap_err().code(), "unsupported");
}

#[test]
fn bad_texts_are_refused_in_words() {
    let mut lab = Lab::new();
    let all_stop_words = lab.add_text("the of the and of", &given([("stopWords", Value::Text("english".into()))]));
    let error = all_stop_words.unwrap_err();
    assert_eq!(error.code(), "empty");
    assert!(error.to_string().contains("stop words"), "{error}");
    let known = |labels: Vec<i32>| Documents { labels: Some(labels), ..Documents::default() };
    let texts = ["a a".to_string(), "b b".to_string()];
    assert_eq!(lab.add_documents(&texts, known(vec![1]), &given([])).unwrap_err().code(), "shape");
    assert_eq!(lab.add_documents(&[], Documents::default(), &given([])).unwrap_err().code(), "empty");
    let error = latent_lab::data::read::read("text", b"good\nb\xc3\xa4d\xff", &given([])).unwrap_err();
    assert_eq!(error.code(), "parse");
    assert!(error.to_string().contains("line 2, column 4"), "{error}");
    let digits = "0123456789 ".repeat(500_000);
    let corpus = lab.add_text(&digits, &given([])).unwrap();
    assert_eq!(lab.dataset("test", corpus).unwrap().shape(), (1, 500_000));
    let one_word = lab.add_text(&"word ".repeat(1000), &given([])).unwrap();
    let company = lab.transform("co-occurrence", one_word, &given([])).unwrap();
    assert_eq!(lab.dataset("test", company).unwrap().sparse("test").unwrap().values().len(), 1);
    assert_eq!(
        lab.transform("co-occurrence", one_word, &given([("window", number(0.0))])).unwrap_err().code(),
        "out-of-range"
    );
    assert!(close_spellings(&["word".to_string()], "wrod", 3).len() <= 1);
}
