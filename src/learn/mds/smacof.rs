//! Metric multidimensional scaling by SMACOF.
//!
//! Minimizes the stress Σ (d(i, j) − δ(i, j))² over i < j, where δ are the distances of the data and d those of the
//! picture. Each iteration moves every point to x(i) ← 1/n · Σ δ(i, j) / d(i, j) · (x(i) − x(j)), the minimum of a quadratic
//! that lies above the stress and touches it (Guttman transform; de Leeuw 1977; Borg and Groenen, Modern
//! Multidimensional Scaling, §8.6). So the stress never grows, and there is no learning rate. Conventions are those of
//! scikit-learn's `MDS`.
//!
//! A run makes one attempt: from the classical solution, which leaves nothing to chance, or from random positions, where
//! other seeds are other opinions, to be looked at side by side instead of being thrown away by the method.

use super::distances::Distances;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::flatten::{COMPONENTS, Flattening, Gram, Work, check_shape, write_picture};
use crate::learn::{Detail, Details, Method, Started};
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use crate::random::generator;
use ndarray::ArrayView2;
use rand_distr::{Distribution, StandardNormal};
use std::sync::Arc;

pub(super) const ID: &str = "mds";

/// Metric multidimensional scaling.
pub const METHOD: Method = Method {
    id: ID,
    title: "Metric MDS",
    summary: "Pulls and pushes points until their distances in the picture are as near as possible to those in the data.",
    parameters: PARAMETERS,
    start,
};

const PARAMETERS: &[Parameter] = &[
    COMPONENTS,
    Parameter {
        id: "init",
        title: "start",
        kind: Kind::Choice { options: &["classical-mds", "random"], default: "classical-mds" },
        help: "Start from the classical solution, or from random positions.",
        live: false,
    },
    Parameter {
        id: "iterations",
        title: "iterations",
        kind: Kind::Integer { min: 1, max: 100_000, default: 300, usual: (50, 1000) },
        help: "After how many iterations it stops at the latest.",
        live: false,
    },
    Parameter {
        id: "epsilon",
        title: "tolerance",
        kind: Kind::Real { min: 0.0, max: 1.0, default: 1e-6, usual: (1e-8, 1e-3), logarithmic: true },
        help: "It stops when an iteration lowers the stress by less than this share of the sum of squared distances.",
        live: false,
    },
    SEED,
];

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Started {
    let components = arguments.integer("components");
    check_shape(ID, data.matrix(ID)?.nrows(), components, 2)?;
    let is_random = arguments.choice("init") == "random";
    let (iterations, epsilon) = (arguments.integer("iterations"), arguments.real("epsilon"));
    let begin = move |data: &Dataset, seed: u64, picture: &mut [f32]| -> Result<Box<dyn Work>> {
        let data = data.matrix(ID)?;
        let gram = if is_random {
            scatter(picture, components, seed);
            None
        } else {
            Some(Box::new(Gram::new(data, components, seed)))
        };
        let n = data.nrows();
        let distances = Distances::new(data);
        let stage = if distances.are_kept() { Stage::Measure } else { Stage::Start };
        Ok(Box::new(Smacof {
            n,
            iterations,
            epsilon,
            distances,
            gram,
            points: Vec::new(),
            moved: Vec::new(),
            stage,
            iteration: 0,
            sums: Sums::default(),
            last: None,
        }))
    };
    Flattening::start(ID, data, (components, arguments.seed()), Box::new(begin))
}

/// Normal positions about 0, spread as the picture was.
fn scatter(picture: &mut [f32], components: usize, seed: u64) {
    let squares: f64 = picture.iter().map(|&value| f64::from(value).powi(2)).sum();
    let spread = (squares / picture.len().max(1) as f64).sqrt();
    let spread = if spread > 0.0 { spread } else { 1.0 };
    let mut random = generator(seed, "mds positions");
    for value in picture.chunks_exact_mut(components).flatten() {
        let normal: f64 = StandardNormal.sample(&mut random);
        *value = (spread * normal) as f32;
    }
}

struct Smacof {
    n: usize,
    iterations: usize,
    epsilon: f64,
    distances: Distances,
    /// The way to the classical start, until it is found.
    gram: Option<Box<Gram>>,
    /// Positions in the unit of the distances, one list for each component; and where they move to, times n.
    points: Vec<Vec<f32>>,
    moved: Vec<Vec<f32>>,
    stage: Stage,
    /// Iterations that are shown.
    iteration: usize,
    sums: Sums,
    /// The sums of the picture before the last iteration.
    last: Option<Sums>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    /// Computing distances.
    Measure,
    /// Finding the classical start.
    Start,
    /// In an iteration; the next row.
    Move(usize),
}

/// Σ (d − δ)², Σ d² and Σ δ² over all pairs.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    stress: f64,
    squares: f64,
    wanted: f64,
}

impl Sums {
    /// √(Σ (d − δ)² / Σ δ²).
    fn missed(&self) -> f64 {
        if self.wanted > 0.0 { (self.stress / self.wanted).sqrt() } else { 0.0 }
    }

    /// Kruskal's stress-1: √(Σ (d − δ)² / Σ d²).
    fn normalized(&self) -> f64 {
        if self.squares > 0.0 { (self.stress / self.squares).sqrt() } else { 0.0 }
    }
}

impl Work for Smacof {
    fn step(&mut self, data: ArrayView2<'_, f32>, picture: &mut [f32]) -> Result<bool> {
        match self.stage {
            Stage::Measure => {
                if self.distances.keep(data)? {
                    self.stage = Stage::Start;
                }
            }
            Stage::Start => {
                if let Some(gram) = &mut self.gram {
                    let Some(done) = gram.step(data)? else { return Ok(false) };
                    let (coordinates, unit) = gram.coordinates();
                    write_picture(&coordinates, unit, picture);
                    if !done {
                        return Ok(false);
                    }
                    self.gram = None;
                }
                self.take(picture);
                self.stage = Stage::Move(0);
            }
            Stage::Move(row) => {
                let next = self.pull(data, row);
                self.stage = Stage::Move(next.unwrap_or(0));
                if next.is_none() {
                    return self.finish_iteration(picture);
                }
            }
        }
        Ok(false)
    }

    fn remaining(&self) -> u64 {
        let iteration = self.distances.planned();
        let start = 1 + self.gram.as_ref().map_or(0, |gram| gram.remaining());
        // The last pass only measures the stress.
        let all = (self.iterations - self.iteration) as u64 * iteration;
        match self.stage {
            Stage::Measure => self.distances.remaining() + start + all + iteration,
            Stage::Start => start + all + iteration,
            Stage::Move(row) => all + self.distances.remaining_from(row),
        }
    }

    fn is_setup(&self) -> bool {
        !matches!(self.stage, Stage::Move(_))
    }

    /// √(Σ (d − δ)² / Σ δ²), the share of the distances that is missed, which never grows: that of the picture before the
    /// last iteration, or, when all is done, of the picture itself.
    fn loss(&self) -> Option<f32> {
        self.last.map(|sums| sums.missed() as f32)
    }

    /// `iterations` made; `stress`: Σ (d − δ)² over all pairs in the data's unit squared, and `normalizedStress`:
    /// Kruskal's stress-1, √(Σ (d − δ)² / Σ d²); both of the same picture as the loss.
    fn details(&self) -> Details {
        let mut details = Details::from([("iterations", Detail::Number(self.iteration as f64))]);
        if let Some(sums) = self.last {
            let unit = self.distances.unit();
            details.insert("stress", Detail::Number(sums.stress * unit * unit));
            details.insert("normalizedStress", Detail::Number(sums.normalized()));
        }
        details
    }
}

impl Smacof {
    /// Takes the picture as the positions to start from.
    fn take(&mut self, picture: &[f32]) {
        let components = picture.len() / self.n;
        let unit = self.distances.unit();
        let column = |component: usize| {
            let values = picture.iter().skip(component).step_by(components);
            values.map(|&value| (f64::from(value) / unit) as f32).collect()
        };
        self.points = (0..components).map(column).collect();
        self.moved = vec![vec![0.0; self.n]; components];
    }

    /// Adds up what the pairs of some rows, from `row` on, with all later rows do; returns the row to go on with.
    fn pull(&mut self, data: ArrayView2<'_, f32>, row: usize) -> Option<usize> {
        let Smacof { distances, points, moved, sums, .. } = self;
        let mut ratios = vec![0.0_f32; self.n];
        distances.visit(data, row, |row, wanted| {
            let ratios = &mut ratios[..wanted.len()];
            ratios.fill(0.0);
            for points in points.iter() {
                let own = points[row];
                for (square, other) in ratios.iter_mut().zip(&points[row + 1..]) {
                    *square += (own - other) * (own - other);
                }
            }
            let [stress, squares, wanted] = compare(ratios, wanted);
            sums.stress += stress;
            sums.squares += squares;
            sums.wanted += wanted;
            for (points, moved) in points.iter().zip(moved.iter_mut()) {
                let own = points[row];
                let pull = push_away(own, ratios, &points[row + 1..], &mut moved[row + 1..]);
                moved[row] += pull;
            }
        })
    }

    /// Moves the points, unless the last movement brought too little; says whether all is done.
    fn finish_iteration(&mut self, picture: &mut [f32]) -> Result<bool> {
        let sums = std::mem::take(&mut self.sums);
        let before = self.last.replace(sums);
        let settled = before.is_some_and(|before| before.stress - sums.stress < self.epsilon * sums.squares);
        // With all points in one place there is nowhere to go.
        if settled || self.iteration >= self.iterations || sums.squares == 0.0 {
            return Ok(true);
        }
        let n = self.n as f32;
        for (points, moved) in self.points.iter_mut().zip(&mut self.moved) {
            for (point, moved) in points.iter_mut().zip(moved) {
                *point = *moved / n;
                *moved = 0.0;
            }
        }
        if !self.points.iter().flatten().all(|value| value.is_finite()) {
            return Err(Error::Internal { operation: ID, what: "a point left the finite numbers".into() });
        }
        self.iteration += 1;
        let (unit, components) = (self.distances.unit(), self.points.len());
        for (component, points) in self.points.iter().enumerate() {
            for (value, &point) in picture.iter_mut().skip(component).step_by(components).zip(points) {
                *value = (f64::from(point) * unit) as f32;
            }
        }
        Ok(false)
    }
}

const LANES: usize = 8;

/// Turns squared distances d² into ratios δ / d (0 where d is), and returns Σ (d − δ)², Σ d² and Σ δ².
fn compare(squares: &mut [f32], wanted: &[f32]) -> [f64; 3] {
    let mut sums = [[0.0_f32; LANES]; 3];
    for (squares, wanted) in squares.chunks_mut(LANES).zip(wanted.chunks(LANES)) {
        for (lane, (square, &wanted)) in squares.iter_mut().zip(wanted).enumerate() {
            let distance = square.sqrt();
            sums[0][lane] += (distance - wanted) * (distance - wanted);
            sums[1][lane] += *square;
            sums[2][lane] += wanted * wanted;
            *square = if distance > 0.0 { wanted / distance } else { 0.0 };
        }
    }
    sums.map(|sums| sums.iter().map(|&sum| f64::from(sum)).sum())
}

/// Adds −ratio · (own − other) to each of the others' movements, and returns the sum of ratio · (own − other).
fn push_away(own: f32, ratios: &[f32], others: &[f32], moved: &mut [f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let lists = ratios.chunks(LANES).zip(others.chunks(LANES)).zip(moved.chunks_mut(LANES));
    for ((ratios, others), moved) in lists {
        for (lane, ((ratio, other), moved)) in ratios.iter().zip(others).zip(moved).enumerate() {
            let pull = ratio * (own - other);
            sums[lane] += pull;
            *moved -= pull;
        }
    }
    sums.iter().sum()
}
