//! What all generators promise, and scikit-learn's geometry.

use super::*;
use crate::parameters::{Arguments, Given, Value};
use serde::Deserialize;

fn make(id: &str, given: &[(&str, Value)]) -> Result<Dataset> {
    let generator = GENERATORS.iter().find(|generator| generator.id == id).unwrap();
    let given: Given = given.iter().map(|(id, value)| (id.to_string(), value.clone())).collect();
    (generator.generate)(&Arguments::check(generator.id, generator.parameters, &given)?)
}

fn number(id: &'static str, value: f64) -> (&'static str, Value) {
    (id, Value::Number(value))
}

#[test]
fn every_generator_keeps_its_promises() {
    // The grammar makes a text; tests/microscope.rs has its promises.
    for generator in GENERATORS.iter().filter(|generator| generator.id != "grammar") {
        let id = generator.id;
        for n in [1.0, 2.0, 57.0] {
            let data = make(id, &[number("n", n), number("seed", 3.0)]).unwrap();
            assert_eq!(data.rows(), n as usize, "{id}");
            assert_eq!(data, make(id, &[number("n", n), number("seed", 3.0)]).unwrap(), "{id}: same seed, same bits");
            assert!(n < 57.0 || data != make(id, &[number("n", n), number("seed", 4.0)]).unwrap(), "{id}: other seed");
        }
        assert_eq!(make(id, &[number("n", 0.0)]).unwrap_err().code(), "out-of-range", "{id}");
        assert_eq!(make(id, &[number("n", 2e6)]).unwrap_err().code(), "out-of-range", "{id}");
        let more = make(id, &[number("n", 60.0), number("seed", 3.0)]).unwrap();
        let fewer = make(id, &[number("n", 57.0), number("seed", 3.0)]).unwrap();
        let kept = more.matrix("test").unwrap().slice_move(ndarray::s![..57, ..]);
        assert_eq!(kept, fewer.matrix("test").unwrap(), "{id}: more points leave the others where they were");
        if let Some(factors) = fewer.factors() {
            assert_eq!(factors.values.ncols(), factors.names.len(), "{id}");
        }
        assert!(generator.parameters.iter().any(|parameter| parameter.id == "seed"), "{id}");
    }
}

#[test]
fn noise_moves_points_by_its_size_along_fixed_directions() {
    for id in ["swiss-roll", "s-curve", "severed-sphere", "helix", "trefoil-knot", "torus", "rings"] {
        let with = |noise| {
            let data = make(id, &[number("n", 2000.0), number("noise", noise)]).unwrap();
            data.matrix("test").unwrap().mapv(f64::from)
        };
        let (clean, noisy, noisier) = (with(0.0), with(0.5), with(1.0));
        let moved = &noisy - &clean;
        let deviation = (moved.mapv(|value| value * value).sum() / moved.len() as f64).sqrt();
        assert!((deviation - 0.5).abs() < 0.02, "{id}: {deviation}");
        let twice = (&noisier - &clean) - &moved * 2.0;
        assert!(twice.iter().all(|value| value.abs() < 1e-5), "{id}");
    }
}

#[test]
fn the_tilted_cloud_is_as_long_as_asked_in_the_direction_asked() {
    let given = [number("n", 20_000.0), number("elongation", 3.0), number("angle", 40.0)];
    let data = make("ellipse", &given).unwrap().matrix("test").unwrap().mapv(f64::from);
    let along = |degrees: f64| {
        let direction = ndarray::arr1(&[degrees.to_radians().cos(), degrees.to_radians().sin()]);
        data.dot(&direction).std(1.0)
    };
    assert!((along(40.0) - 3.0).abs() < 0.05, "{}", along(40.0));
    assert!((along(130.0) - 1.0).abs() < 0.02, "{}", along(130.0));
}

/// Coordinates by scikit-learn for given factors; see tests/reference/shapes.py.
#[derive(Deserialize)]
struct Golden {
    uniform: Vec<[f64; 2]>,
    swiss_roll: Vec<[f64; 3]>,
    s_curve: Vec<[f64; 3]>,
    hole: Vec<[f64; 2]>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../../tests/reference/shapes.json")).unwrap()
}

#[test]
fn the_geometry_is_scikit_learns() {
    let golden = golden();
    for (formula, range, expected) in [
        (swiss_roll::sheet as fn([f64; 2]) -> [f64; 3], swiss_roll::RANGE, &golden.swiss_roll),
        (surfaces::s_sheet, surfaces::S_RANGE, &golden.s_curve),
    ] {
        for ([u, v], expected) in golden.uniform.iter().zip(expected) {
            let [t, y] = [(u, range[0]), (v, range[1])].map(|(u, (low, high))| low + (high - low) * u);
            for (found, expected) in formula([t, y]).iter().zip(expected) {
                assert!((found - expected).abs() < 1e-10, "{found} {expected}");
            }
        }
    }
}

#[test]
fn points_lie_where_their_factors_say() {
    let close = |data: &Dataset, formula: &dyn Fn(&[f32]) -> Vec<f64>| {
        let factors = data.factors().unwrap().values.view();
        for (row, factors) in data.matrix("test").unwrap().outer_iter().zip(factors.outer_iter()) {
            let expected = formula(factors.as_slice().unwrap());
            for (found, expected) in row.iter().zip(expected) {
                assert!((f64::from(*found) - expected).abs() < 1e-5, "{found} {expected}");
            }
        }
    };
    let n = number("n", 300.0);
    let pair = |factors: &[f32]| [f64::from(factors[0]), f64::from(factors[1])];
    close(&make("swiss-roll", std::slice::from_ref(&n)).unwrap(), &|f| swiss_roll::sheet(pair(f)).to_vec());
    close(&make("s-curve", std::slice::from_ref(&n)).unwrap(), &|f| surfaces::s_sheet(pair(f)).to_vec());
    close(&make("trefoil-knot", std::slice::from_ref(&n)).unwrap(), &|f| curves::knot([f64::from(f[0])]).to_vec());
    let sphere = make("severed-sphere", &[n.clone(), number("cut", 1.0), number("caps", 0.3)]).unwrap();
    close(&sphere, &|f| surfaces::sphere(pair(f)).to_vec());
    for point in sphere.matrix("test").unwrap().outer_iter() {
        let [x, y, z] = [point[0], point[1], point[2]];
        assert!((x.hypot(y).hypot(z) - 1.0).abs() < 1e-6 && z.abs() < 0.3_f32.cos() + 1e-6);
        assert!(!(-1.0..0.0).contains(&y.atan2(x)), "the slice is cut out");
    }
    let torus = make("torus", &[n, number("tube", 0.3)]).unwrap();
    for point in torus.matrix("test").unwrap().outer_iter() {
        let [x, y, z] = [point[0], point[1], point[2]];
        assert!(((x.hypot(y) - 1.0).hypot(z) - 0.3).abs() < 1e-5);
    }
}

#[test]
fn the_factors_fill_their_ranges_as_scikit_learns_do() {
    let golden = golden();
    let data = make("swiss-roll", &[number("n", 4000.0), ("hole", Value::Flag(true))]).unwrap();
    let factors = data.factors().unwrap().values.mapv(f64::from);
    let cell = |t: f64, y: f64| (((t / PI - 1.5).floor() as usize).min(2), ((y / 7.0).floor() as usize).min(2));
    let counts = |pairs: &mut dyn Iterator<Item = (f64, f64)>| {
        let mut counts = [[0.0; 3]; 3];
        let mut all = 0.0;
        for (t, y) in pairs {
            let (row, column) = cell(t, y);
            counts[row][column] += 1.0;
            all += 1.0;
        }
        counts.map(|row| row.map(|count: f64| count / all))
    };
    let ours = counts(&mut factors.outer_iter().map(|row| (row[0], row[1])));
    let theirs = counts(&mut golden.hole.iter().map(|pair| (pair[0], pair[1])));
    for (ours, theirs) in ours.iter().flatten().zip(theirs.iter().flatten()) {
        assert!((ours - theirs).abs() < 0.05, "{ours} {theirs}");
    }
    // But for points that were rounded over its edge.
    assert!(ours[1][1] < 0.002 && theirs[1][1] < 0.002, "the hole is empty");
}

#[test]
fn a_torus_is_evenly_covered() {
    let data = make("torus", &[number("n", 20_000.0), number("tube", 0.8)]).unwrap();
    let outside = data.factors().unwrap().values.column(1).iter().filter(|v| v.cos() > 0.0).count();
    // The outer half has area share 1/2 + r/π.
    assert!((outside as f64 / 20_000.0 - (0.5 + 0.8 / PI)).abs() < 0.01, "{outside}");
}

#[test]
fn blobs_have_their_spread_and_even_sizes() {
    let data = make("blobs", &[number("n", 9000.0), number("centers", 3.0), number("clusterStd", 0.5)]).unwrap();
    let labels = data.labels().unwrap();
    for blob in 0..3 {
        let matrix = data.matrix("test").unwrap();
        let rows: Vec<usize> = (0..9000).filter(|&row| labels[row] == blob).collect();
        assert_eq!(rows.len(), 3000);
        let blob = matrix.select(ndarray::Axis(0), &rows).mapv(f64::from);
        for deviation in blob.std_axis(ndarray::Axis(0), 0.0) {
            assert!((deviation - 0.5).abs() < 0.03, "{deviation}");
        }
    }
    assert_eq!(make("blobs", &[number("n", 1e6), number("features", 1000.0)]).unwrap_err().code(), "too-large");
}

#[test]
fn uneven_blobs_have_the_widths_gaps_and_sizes_that_they_were_given() {
    let given = [number("n", 40_000.0), number("sizeRatio", 3.0), number("gapRatio", 2.0), number("spreadRatio", 4.0)];
    let data = make("uneven-blobs", &given).unwrap();
    let labels = data.labels().unwrap();
    let matrix = data.matrix("test").unwrap();
    let blob = |blob: i32| {
        let rows: Vec<usize> = (0..40_000).filter(|&row| labels[row] == blob).collect();
        matrix.select(ndarray::Axis(0), &rows).mapv(f64::from)
    };
    let blobs = [blob(0), blob(1), blob(2)];
    let width = |blob: &Array2<f64>| blob.column(1).std(0.0);
    let place = |blob: &Array2<f64>| blob.column(0).mean().unwrap();
    assert!((width(&blobs[0]) - 1.0).abs() < 0.05 && (width(&blobs[2]) / width(&blobs[0]) - 4.0).abs() < 0.2);
    let gap = |a: &Array2<f64>, b: &Array2<f64>| place(b) - place(a) - 2.0 * (width(a) + width(b));
    assert!((gap(&blobs[0], &blobs[1]) - 10.0).abs() < 0.5 && (gap(&blobs[1], &blobs[2]) - 20.0).abs() < 0.5);
    assert!((blobs[2].nrows() as f64 / blobs[0].nrows() as f64 - 3.0).abs() < 0.2);
    assert_eq!(make("uneven-blobs", &[number("n", 5.0), number("centers", 1.0)]).unwrap().labels().unwrap(), [0; 5]);
}

#[test]
fn a_random_cloud_is_normal_and_lies_on_a_shell() {
    let data = make("random-cloud", &[number("n", 2000.0)]).unwrap();
    let matrix = data.matrix("test").unwrap().mapv(f64::from);
    assert_eq!(matrix.ncols(), 100);
    assert!(matrix.mean().unwrap().abs() < 0.01 && (matrix.std(0.0) - 1.0).abs() < 0.01);
    let radius = data.factors().unwrap().values.column(0).to_owned();
    assert!((radius.mean().unwrap() - 10.0).abs() < 0.1 && radius.iter().all(|&radius| (6.0..14.0).contains(&radius)));
    assert_eq!(make("random-cloud", &[number("n", 1e6), number("features", 1000.0)]).unwrap_err().code(), "too-large");
}

#[test]
fn interlocked_rings_pass_through_each_other() {
    let data = make("rings", &[number("n", 400.0), ("arrangement", Value::Text("interlocked".into()))]).unwrap();
    let labels = data.labels().unwrap();
    let matrix = data.matrix("test").unwrap();
    assert_eq!(matrix.ncols(), 3);
    // Where the second ring crosses the plane of the first, it is once inside and once outside of it.
    let near: Vec<f32> = (matrix.outer_iter().zip(labels))
        .filter(|(point, label)| **label == 1 && point[2].abs() < 0.05)
        .map(|(point, _)| point[0].hypot(point[1]))
        .collect();
    assert!(near.iter().any(|&reach| reach < 0.2) && near.iter().any(|&reach| reach > 1.8), "{near:?}");
}

#[test]
fn furniture_is_pictures_with_labels_and_factors() {
    let data = make("furniture", &[number("n", 50.0), number("noise", 0.2)]).unwrap();
    let picture = data.picture().unwrap();
    assert_eq!((picture.height, picture.width), (28, 28));
    assert!(data.matrix("test").unwrap().iter().all(|pixel| (0.0..=1.0).contains(pixel)));
    assert_eq!(data.labels().unwrap().iter().sum::<i32>(), 25);
    let desks = make("furniture", &[number("n", 5.0), ("kinds", Value::Text("desks".into()))]).unwrap();
    assert_eq!(desks.labels().unwrap(), [1; 5]);
}

#[test]
fn furniture_stays_within_its_pictures() {
    let data = make("furniture", &[number("n", 1000.0)]).unwrap();
    for picture in data.matrix("test").unwrap().outer_iter() {
        let edge = |i: usize| [0, 27].contains(&(i / 28)) || [0, 27].contains(&(i % 28));
        assert!(picture.iter().enumerate().all(|(i, pixel)| !edge(i) || *pixel < 0.05));
    }
}
