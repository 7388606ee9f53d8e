//! Forces against the definition and finite differences, and every way against every other.

use super::Repulsion;
use super::affinities::negative_entropy;
use super::descent::Descent;
use super::points::Points;
use crate::learn::pairs::Pairs;
use crate::neighbors::{Metric, Neighbors, all_neighbors};
use crate::random::generator;
use ndarray::Array2;
use rand::RngExt;
use std::sync::Arc;

fn cloud(rows: usize, columns: usize, seed: u64) -> Array2<f32> {
    let mut random = generator(seed, "test");
    Array2::from_shape_simple_fn((rows, columns), || random.random::<f32>() - 0.5)
}

fn affinities(graph: Neighbors, perplexity: f64) -> (Pairs, f64) {
    let mut build = super::affinities::affinities(Arc::new(graph), perplexity);
    while !build.step() {}
    build.finish()
}

/// Clumps of points, as late in a run, `width` wide.
fn clumps(rows: usize, dimensions: usize, width: f32, seed: u64) -> Points {
    let mut random = generator(seed, "test");
    let mut draw = || random.random::<f32>() - 0.5;
    let centers: Vec<f32> = (0..12 * dimensions).map(|_| width * draw()).collect();
    let rows: Vec<f32> = (0..rows * dimensions)
        .map(|at| {
            centers[(at / dimensions % 12) * dimensions + at % dimensions] + 0.2 * width * draw() * (1.0 + draw())
        })
        .collect();
    Points::from_rows(&rows, dimensions)
}

fn with_forces(points: &Points, affinities: &Pairs, repulsion: Repulsion, shares: u64) -> Descent {
    let mut descent = Descent::new(points.clone(), repulsion);
    (0..shares).for_each(|share| descent.forces(affinities, true, share, shares));
    descent
}

fn norm(points: &Points) -> f64 {
    let values = (0..points.dimensions).flat_map(|axis| points.axis(axis));
    values.map(|&value| f64::from(value).powi(2)).sum::<f64>().sqrt()
}

/// The size of the difference, apart from a common part: that would move the whole picture, which stays centered.
fn difference(a: &Points, b: &Points) -> f64 {
    let mut difference = a.clone();
    for axis in 0..a.dimensions {
        let difference = difference.axis_mut(axis);
        difference.iter_mut().zip(b.axis(axis)).for_each(|(a, b)| *a -= b);
        let mean = difference.iter().sum::<f32>() / a.count as f32;
        difference.iter_mut().for_each(|value| *value -= mean);
    }
    norm(&difference)
}

/// The divergence by the definition, in f64.
fn divergence(points: &[f64], dimensions: usize, affinities: &Pairs) -> f64 {
    let rows: Vec<&[f64]> = points.chunks(dimensions).collect();
    let near =
        |i: usize, j: usize| 1.0 / (1.0 + rows[i].iter().zip(rows[j]).map(|(a, b)| (a - b).powi(2)).sum::<f64>());
    let all = (0..rows.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    let normalizer: f64 = all.map(|(i, j)| 2.0 * near(i, j)).sum();
    let mut sum = 0.0;
    for i in 0..rows.len() {
        for pair in affinities.offsets[i] as usize..affinities.offsets[i + 1] as usize {
            let p = f64::from(affinities.values[pair]);
            sum += 2.0 * p * (p * normalizer / near(i, affinities.others[pair] as usize)).ln();
        }
    }
    sum
}

#[test]
fn affinities_are_a_distribution_of_the_wanted_perplexity() {
    let (n, perplexity) = (200, 12.0);
    let matrix = cloud(n, 5, 1);
    let (affinities, reached) = affinities(all_neighbors(matrix.view(), 36, Metric::L2).unwrap(), perplexity);
    assert!((reached - perplexity).abs() < 1e-4, "{reached}");
    let sum: f64 = affinities.values.iter().map(|&value| 2.0 * f64::from(value)).sum();
    assert!((sum - 1.0).abs() < 1e-6, "{sum}");
    for row in 0..n {
        let others = &affinities.others[affinities.offsets[row] as usize..affinities.offsets[row + 1] as usize];
        assert!(others.iter().all(|&other| other as usize > row) && others.is_sorted_by(|a, b| a < b));
    }
}

#[test]
fn the_scale_of_the_data_does_not_matter() {
    let matrix = cloud(100, 4, 2);
    let values = |factor: f32| {
        let matrix = matrix.mapv(|value| value * factor);
        affinities(all_neighbors(matrix.view(), 30, Metric::L2).unwrap(), 10.0).0.values
    };
    let expected = values(1.0);
    for factor in [1e-12, 16.0, 1e15] {
        let found = values(factor);
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() <= 1e-4 * b), "{factor}");
    }
}

#[test]
fn equal_distances_share_equally() {
    let (found, reached) = affinities(all_neighbors(Array2::zeros((12, 3)).view(), 6, Metric::L2).unwrap(), 2.0);
    assert!((reached - 6.0).abs() < 1e-9);
    assert!(found.values.iter().all(|value| value.is_finite()));
}

#[test]
fn the_exact_gradient_is_that_of_the_divergence() {
    for dimensions in [2, 3] {
        let (affinities, _) = affinities(all_neighbors(cloud(37, 5, 3).view(), 15, Metric::L2).unwrap(), 5.0);
        let points = clumps(37, dimensions, 4.0, 4);
        let descent = with_forces(&points, &affinities, Repulsion::Exact, 3);
        let mut rows = vec![0.0_f32; 37 * dimensions];
        points.write_rows(&mut rows);
        let rows: Vec<f64> = rows.into_iter().map(f64::from).collect();
        let expected = divergence(&rows, dimensions, &affinities);
        assert!((descent.divergence(negative_entropy(&affinities)) - expected).abs() < 1e-5 * expected);
        let mut gradient = vec![0.0_f32; 37 * dimensions];
        descent.gradient(1.0).write_rows(&mut gradient);
        for place in 0..rows.len() {
            let moved = |by: f64| {
                let mut rows = rows.clone();
                rows[place] += by;
                divergence(&rows, dimensions, &affinities)
            };
            let slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            let found = 4.0 * f64::from(gradient[place]);
            assert!((found - slope).abs() < 1e-5, "{place}: {found} is not {slope}");
        }
    }
}

#[test]
fn mesh_and_tree_agree_with_all_pairs() {
    let n = 1500;
    let (affinities, _) = affinities(all_neighbors(cloud(n, 5, 5).view(), 30, Metric::L2).unwrap(), 10.0);
    for (repulsion, dimensions) in [(Repulsion::Mesh, 2), (Repulsion::Tree, 3)] {
        // The wider the clumps, the more of the repulsion is between close neighbors, for which the mesh is coarse.
        for (width, tolerance, of_divergence) in
            [(1e-3, 0.02, 1e-3), (1.0, 0.02, 4e-3), (8.0, 0.02, 4e-3), (40.0, 0.02, 4e-3), (150.0, 0.08, 6e-3)]
        {
            let points = clumps(n, dimensions, width, 6);
            let exact = with_forces(&points, &affinities, Repulsion::Exact, 1);
            let found = with_forces(&points, &affinities, repulsion, 1);
            let off = difference(&found.gradient(0.0), &exact.gradient(0.0)) / norm(&exact.gradient(0.0));
            let entropy = negative_entropy(&affinities);
            let loss = (found.divergence(entropy) - exact.divergence(entropy)).abs();
            assert!(off < tolerance, "{repulsion:?}, {width} wide: {off}");
            assert!(loss < of_divergence, "{repulsion:?}, {width} wide: {loss}");
            // However the work is cut, it is the same to the bit.
            let cut = with_forces(&points, &affinities, repulsion, 7);
            assert_eq!(cut.gradient(1.0), found.gradient(1.0));
            assert_eq!(cut.divergence(entropy), found.divergence(entropy));
        }
    }
}

#[test]
fn a_mesh_grows_and_shrinks_with_the_picture() {
    let (affinities, _) = affinities(all_neighbors(cloud(300, 5, 5).view(), 30, Metric::L2).unwrap(), 10.0);
    let mut descent = Descent::new(clumps(300, 2, 1.0, 1), Repulsion::Mesh);
    for width in [1.0, 100.0, 90.0, 3.0, 5000.0, 10.0] {
        descent.points = clumps(300, 2, width, 6);
        descent.forces(&affinities, true, 0, 1);
        let fresh = with_forces(&descent.points, &affinities, Repulsion::Mesh, 1);
        let off = difference(&descent.gradient(0.0), &fresh.gradient(0.0)) / norm(&fresh.gradient(0.0));
        assert!(off < 2e-3, "{width}: {off}");
    }
}
