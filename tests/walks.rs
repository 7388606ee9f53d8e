//! Walks between furniture whose factors are known: what the codes hold, and what a walk changes.

mod support;

use latent_lab::lab::Lab;
use latent_lab::learn::interpolate::interpolate;
use support::{given, number, numbers};

const STEPS: usize = 9;
const PIXELS: usize = 784;
const PAIRS: usize = 30;
/// The factors of a chair that its shape shows, by column: height, back, spacing; and how far each ranges.
const SHAPE: [(usize, f32); 3] = [(1, 4.5), (2, 5.0), (3, 5.0)];

/// How one factor goes along a way.
struct Change {
    /// From the first picture to the last, as a share of the true change.
    arrives: f32,
    /// The farthest that one step goes, as a share of the true change.
    leap: f32,
    /// The farthest that it falls back from where it has been, as a share of the factor's range.
    turn: f32,
}

impl Change {
    fn of(values: &[f32], whole: f32, range: f32) -> Self {
        let along: Vec<f32> = values.iter().map(|value| (value - values[0]) / whole).collect();
        let (mut highest, mut turn) = (0.0_f32, 0.0_f32);
        for &value in &along {
            highest = highest.max(value);
            turn = turn.max(highest - value);
        }
        let leap = along.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f32::max);
        Self { arrives: along[along.len() - 1], leap, turn: turn * whole.abs() / range }
    }
}

/// The value that a share of all values does not exceed.
fn quantile(share: f64, values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_unstable_by(f32::total_cmp);
    values[((values.len() - 1) as f64 * share) as usize]
}

#[test]
fn a_walk_from_chair_to_chair_changes_the_true_factors_one_way_and_step_by_step() {
    let mut lab = Lab::new();
    let data = lab.generate("furniture", &given([("n", number(1000.0)), ("seed", number(1.0))])).unwrap();
    let ruler = lab.generate("furniture", &given([("n", number(4000.0)), ("seed", number(77.0))])).unwrap();
    // The data of the page's figure, through half as wide a network that learns for a shorter time.
    let parameters = given([
        ("components", number(4.0)),
        ("layers", numbers(&[64, 16])),
        ("epochs", number(25.0)),
        ("batchSize", number(50.0)),
        ("learningRate", number(0.002)),
        ("heldOut", number(100.0)),
    ]);
    let run = lab.start("autoencoder", data, &parameters).unwrap();
    lab.step(run, 1000).unwrap();
    let dataset = lab.dataset("test", data).unwrap().clone();
    let rows = dataset.matrix("test").unwrap();
    let known = &dataset.factors().unwrap().values;
    let run = lab.run("test", run).unwrap();
    assert!(run.is_done());

    // Chairs are the even rows, desks the odd ones.
    let (mut walks, mut fades, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..PAIRS {
        let (a, b) = (4 * pair, 4 * pair + 2);
        let ends = [rows.row(a).to_vec(), rows.row(b).to_vec()].concat();
        let walk = run.interpolate("linear", &run.encode(&ends).unwrap(), STEPS).unwrap();
        let fade = interpolate("linear", &ends, PIXELS, STEPS).unwrap();
        let [walk, fade] = [walk, fade].map(|pictures| lab.estimate_factors(ruler, &pictures, 10).unwrap());
        for (column, range) in SHAPE {
            let (from, to) = (known[(a, column)], known[(b, column)]);
            let read = |all: &[f32]| -> Vec<f32> { all.chunks_exact(known.ncols()).map(|row| row[column]).collect() };
            let (walk, fade) = (read(&walk), read(&fade));
            // A cross-fade begins and ends with pictures as they were drawn: they show how far the ruler errs.
            errors.extend([(fade[0] - from).abs() / range, (fade[STEPS - 1] - to).abs() / range]);
            // What hardly changes cannot be seen to change one way.
            if (to - from).abs() >= range / 3.0 {
                walks.push(Change::of(&walk, to - from, range));
                fades.push(Change::of(&fade, to - from, range));
            }
        }
    }
    assert!(walks.len() >= PAIRS, "only {} changes to judge by", walks.len());
    let grain = quantile(0.9, errors.into_iter());
    let turns = quantile(0.9, walks.iter().map(|change| change.turn));
    let [first, middle] = [0.0, 0.5].map(|share| quantile(share, walks.iter().map(|change| change.arrives)));
    let [leap, leap_of_fade] = [&walks, &fades].map(|all| quantile(0.5, all.iter().map(|change| change.leap)));
    println!(
        "{} changes: the ruler errs by {grain}, nine of ten walks turn back by {turns} at most; they cover {first} at \
         least, {middle} in the middle; largest step {leap}, of the cross-fade {leap_of_fade}",
        walks.len()
    );
    assert!(turns <= grain, "nine of ten changes go one way as far as the ruler can tell: {turns} against {grain}");
    assert!(first > 0.0, "every walk leads from A towards B: {first}");
    assert!(middle > 0.75, "and shows most of the change: {middle}");
    assert!(leap < 0.25, "half of the walks never step farther than two even steps of an eighth: {leap}");
    assert!(leap_of_fade > 1.5 * leap, "a cross-fade leaps: {leap_of_fade} against {leap}");

    // Two chairs are nearer each other than either is to a desk. If kinds were nothing to the codes, one time in three.
    let codes = run.embedding_matrix().unwrap();
    let far = |a: usize, b: usize| {
        codes.row(a).iter().zip(codes.row(b)).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>().sqrt()
    };
    let near = |a, b, desk| far(a, b) < far(a, desk) && far(a, b) < far(b, desk);
    assert!(near(218, 670, 99), "the two chairs and the desk that the page's figure begins with");
    let triples = (0..200).map(|i| (2 * i, (2 * (7 * i + 3)) % 1000, (2 * (13 * i + 5)) % 1000 + 1));
    let holds = triples.filter(|&(a, b, desk)| near(a, b, desk)).count();
    println!("of 200 triples of two chairs and a desk {holds} have the chairs nearest");
    assert!(holds >= 160, "four of five: {holds} of 200");
}
