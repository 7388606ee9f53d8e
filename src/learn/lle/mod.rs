//! Locally linear embedding (Roweis and Saul 2000), and its modified variant (Zhang and Wang 2006).
//!
//! Each row is put together from its nearest neighbors, with weights that sum to 1; the picture is the one in which the
//! same weights fit best. Its coordinates are the eigenvectors of M = (I − W)ᵀ(I − W) with the smallest eigenvalues but
//! for the constant one, whose eigenvalue is 0. Modified LLE takes as many weight vectors for each row as its
//! neighborhood leaves free, and is less easily led astray. Conventions are scikit-learn's; each coordinate has length 1.
//!
//! The smallest eigenvalues of M are the largest of its inverse. M, with its rows in an order that brings neighbors
//! together, is factored once ([`Envelope`]), and the factor solves for a block of vectors at a time ([`Krylov`]).
//! Constant vectors are taken off before and after, which removes the one eigenvector that is not wanted, however small
//! the others' eigenvalues are.

mod local;

use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::flatten::{COMPONENTS, Flattening, Work, check_neighbors, check_shape, fix_signs, write_picture};
use crate::learn::isomap::Graph;
use crate::learn::{Detail, Details, Method, Started};
use crate::linalg::{Eigen, Envelope, Krylov, cuthill_mckee};
use crate::neighbors::{GraphBuild, Neighbors};
use crate::order::{by_key, key};
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use local::{Shape, products, weights};
use ndarray::{Array2, ArrayView2};
use std::ops::Range;
use std::sync::Arc;

const ID: &str = "lle";

/// Locally linear embedding.
pub const METHOD: Method = Method {
    id: ID,
    title: "Locally linear embedding",
    summary: "Puts each point together from its neighbors, and keeps the recipe when it lays them out flat.",
    parameters: PARAMETERS,
    start,
};

const PARAMETERS: &[Parameter] = &[
    Parameter {
        id: "neighbors",
        title: "neighbors",
        kind: Kind::Integer { min: 1, max: 200, default: 12, usual: (4, 50) },
        help: "From how many of its nearest rows each row is put together.",
        live: false,
    },
    COMPONENTS,
    Parameter {
        id: "variant",
        title: "variant",
        kind: Kind::Choice { options: &["standard", "modified"], default: "standard" },
        help: "One vector of weights for each row, or as many as its neighborhood leaves free, which distorts less.",
        live: false,
    },
    Parameter {
        id: "regularization",
        title: "regularization",
        kind: Kind::Real { min: 1e-12, max: 1.0, default: 1e-3, usual: (1e-5, 1e-1), logarithmic: true },
        help: "How strongly weights are made alike, as a share of the neighborhood's extent.",
        live: false,
    },
    SEED,
];

/// Bound on the angle, in radians, between a coordinate axis and the true one.
const TOLERANCE: f64 = 1e-5;
/// Added to the diagonal of M, whose values are near 1, so that its factor exists.
const SHIFT: f64 = 1e-13;
/// Multiplications made in one step.
const WORK_PER_STEP: usize = 6_000_000;
/// Solved blocks that are usually needed.
const USUAL_BLOCKS: usize = 5;

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Started {
    let n = data.matrix(ID)?.nrows();
    let (components, neighbors) = (arguments.integer("components"), arguments.integer("neighbors"));
    // The constant vector is one of the n.
    check_shape(ID, n, components, 2)?;
    check_neighbors(ID, n, neighbors)?;
    let is_modified = arguments.choice("variant") == "modified";
    if is_modified && neighbors < components {
        let expected = format!("at least {components}, the number of components, for the variant \"modified\"");
        return Err(Error::out_of_range(ID, "neighbors", neighbors, expected));
    }
    let regularization = arguments.real("regularization");
    let begin = move |data: &Dataset, seed: u64, _: &mut [f32]| -> Result<Box<dyn Work>> {
        let (n, columns) = data.matrix(ID)?.dim();
        let settings = Settings { n, columns, neighbors, components, is_modified, regularization, seed };
        let stage = Stage::Neighbors(data.neighbor_graph(ID, neighbors)?);
        Ok(Box::new(Lle { settings, stage, pieces: 0 }))
    };
    Flattening::start(ID, data, (components, arguments.seed()), Box::new(begin))
}

#[derive(Debug, Clone, Copy)]
struct Settings {
    n: usize,
    columns: usize,
    neighbors: usize,
    components: usize,
    is_modified: bool,
    regularization: f64,
    seed: u64,
}

impl Settings {
    /// Rows whose weights are found in one step.
    fn rows_at_once(&self) -> usize {
        let k = self.neighbors;
        let eigen = if self.is_modified { 20 } else { 1 };
        (WORK_PER_STEP / (k * k * self.columns + eigen * k * k * k + 500)).clamp(1, self.n)
    }

    fn steps(&self, rows: usize) -> u64 {
        rows.div_ceil(self.rows_at_once()) as u64
    }
}

struct Lle {
    settings: Settings,
    stage: Stage,
    /// Pieces that the neighbor graph falls into, once it is known.
    pieces: usize,
}

enum Stage {
    Neighbors(GraphBuild),
    Join(Arc<Neighbors>),
    Order(Arc<Neighbors>, Graph),
    Arrange(Arc<Neighbors>, Vec<u32>),
    /// Modified LLE only: the rest of each row's eigenvalues, whose median decides how many weights there are.
    Survey(Arranged, Vec<f64>),
    Weigh(Arranged, usize, f64),
    Factor(Envelope, Vec<u32>),
    Solve(Box<Solving>),
}

/// The order of the rows, and the matrix with its rows in that order.
struct Arranged {
    neighbors: Arc<Neighbors>,
    /// The place of each row.
    places: Vec<u32>,
    matrix: Envelope,
}

impl Arranged {
    /// The place of each row of a graph, in an order that brings neighbors together.
    fn places(graph: &Graph) -> Vec<u32> {
        let order = cuthill_mckee(graph.len(), |row| graph.edges(row).iter().map(|&(other, _)| other));
        let mut places = vec![0_u32; order.len()];
        (0..).zip(&order).for_each(|(place, &row)| places[row as usize] = place);
        places
    }

    fn new(neighbors: Arc<Neighbors>, places: Vec<u32>) -> Result<Self> {
        let n = places.len();
        // Each row with its neighbors is a block of the matrix.
        let mut first: Vec<u32> = (0..n as u32).collect();
        for row in 0..n {
            let block =
                || neighbors_of(&neighbors, row).iter().copied().chain([row as u32]).map(|row| places[row as usize]);
            let lowest = block().min().unwrap_or(0);
            block().for_each(|place| first[place as usize] = first[place as usize].min(lowest));
        }
        let matrix = Envelope::new(ID, &first)?;
        Ok(Arranged { neighbors, places, matrix })
    }

    fn products(&self, data: ArrayView2<'_, f32>, row: usize) -> Array2<f64> {
        products(data, row, neighbors_of(&self.neighbors, row))
    }

    /// Adds what some rows contribute to M.
    fn weigh(&mut self, data: ArrayView2<'_, f32>, rows: Range<usize>, settings: &Settings, eta: f64) -> Result<()> {
        for row in rows {
            let products = self.products(data, row);
            let weights = weights(&products, settings.regularization);
            if settings.is_modified {
                let shape = Shape::of(&products, settings.columns)?;
                if let Some((block, cross, own)) = shape.alignment(&weights, eta) {
                    self.add(row, |i, j| block[[i, j]], &cross, own);
                }
            } else {
                let cross: Vec<f64> = weights.iter().map(|weight| -weight).collect();
                self.add(row, |i, j| weights[i] * weights[j], &cross, 1.0);
            }
        }
        Ok(())
    }

    fn add(&mut self, row: usize, block: impl Fn(usize, usize) -> f64, cross: &[f64], own: f64) {
        let neighbors = neighbors_of(&self.neighbors, row);
        let place = |row: u32| self.places[row as usize] as usize;
        let center = place(row as u32);
        self.matrix.add(center, center, own);
        for (i, &one) in neighbors.iter().enumerate() {
            self.matrix.add(center, place(one), cross[i]);
            for (j, &other) in neighbors.iter().enumerate().take(i + 1) {
                self.matrix.add(place(one), place(other), block(i, j));
            }
        }
    }
}

fn neighbors_of(neighbors: &Neighbors, row: usize) -> &[u32] {
    neighbors.indices.get(row * neighbors.k..(row + 1) * neighbors.k).unwrap_or_default()
}

/// The factor, and what is known of the eigenvectors of its inverse.
struct Solving {
    matrix: Envelope,
    places: Vec<u32>,
    krylov: Krylov,
    /// The block of vectors, as far as it is solved for.
    image: Array2<f64>,
    vector: usize,
}

impl Solving {
    fn new(matrix: Envelope, places: Vec<u32>, components: usize, seed: u64) -> Self {
        let krylov = Krylov::new(places.len(), components, TOLERANCE, seed);
        Solving { matrix, places, image: krylov.block().to_owned(), krylov, vector: 0 }
    }

    /// Vectors solved for in one step.
    fn at_once(values: usize) -> usize {
        (WORK_PER_STEP / (2 * values).max(1)).max(1)
    }

    fn remaining(&self) -> u64 {
        let steps = |vectors: usize| vectors.div_ceil(Self::at_once(self.matrix.len())) as u64;
        let others = USUAL_BLOCKS.saturating_sub(self.krylov.products() + 1) as u64;
        steps(self.image.nrows() - self.vector) + others * steps(self.image.nrows())
    }

    /// Solves for the next vectors; says whether the estimates are new, and whether they are final.
    fn step(&mut self) -> Result<Option<bool>> {
        let end = self.image.nrows().min(self.vector + Self::at_once(self.matrix.len()));
        for mut vector in self.image.rows_mut().into_iter().take(end).skip(self.vector) {
            let Some(values) = vector.as_slice_mut() else { continue };
            center(values);
            self.matrix.solve(values);
            center(values);
        }
        self.vector = end;
        if end < self.image.nrows() {
            return Ok(None);
        }
        self.vector = 0;
        let image = std::mem::replace(&mut self.image, Array2::zeros((0, 0)));
        let done = self.krylov.absorb(image)?;
        self.image = self.krylov.block().to_owned();
        Ok(Some(done))
    }

    /// The coordinates as far as they are known, one a row.
    fn coordinates(&self) -> Array2<f64> {
        let Eigen { vectors, .. } = self.krylov.eigen();
        let mut coordinates = Array2::zeros(vectors.dim());
        for (mut coordinates, vector) in coordinates.rows_mut().into_iter().zip(vectors.rows()) {
            for (value, &place) in coordinates.iter_mut().zip(&self.places) {
                *value = vector[place as usize];
            }
        }
        fix_signs(&mut coordinates);
        coordinates
    }

    /// The eigenvalues of M as far as they are known, smallest first.
    fn eigenvalues(&self) -> Vec<f64> {
        self.krylov.eigen().values.iter().map(|value| (value.recip() - SHIFT).max(0.0)).collect()
    }
}

fn center(values: &mut [f64]) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter_mut().for_each(|value| *value -= mean);
}

impl Work for Lle {
    fn step(&mut self, data: ArrayView2<'_, f32>, picture: &mut [f32]) -> Result<bool> {
        let settings = self.settings;
        let stage = std::mem::replace(&mut self.stage, Stage::Factor(Envelope::new(ID, &[])?, Vec::new()));
        let (next, done) = self.go_on(stage, data, picture, &settings)?;
        self.stage = next;
        Ok(done)
    }

    fn remaining(&self) -> u64 {
        let settings = &self.settings;
        let all = settings.steps(settings.n);
        let survey = if settings.is_modified { all } else { 0 };
        // How long the factor takes is known when the rows are in order; until then, it is guessed from what a sheet takes.
        let guess = settings.n as u64 / 200 + 1;
        let vectors = Krylov::width(settings.n, settings.components);
        let solve = |values: usize| (USUAL_BLOCKS * vectors.div_ceil(Solving::at_once(values))) as u64;
        match &self.stage {
            Stage::Neighbors(build) => {
                let (done, planned) = build.progress();
                (planned - done) as u64 + 3 + survey + all + guess + solve(0)
            }
            Stage::Join(_) => 3 + survey + all + guess + solve(0),
            Stage::Order(..) => 2 + survey + all + guess + solve(0),
            Stage::Arrange(..) => 1 + survey + all + guess + solve(0),
            Stage::Survey(arranged, rests) => {
                settings.steps(settings.n - rests.len()) + all + guess + solve(arranged.matrix.len())
            }
            Stage::Weigh(arranged, row, _) => {
                settings.steps(settings.n - row) + factor_steps(&arranged.matrix) + solve(arranged.matrix.len())
            }
            Stage::Factor(matrix, _) => factor_steps(matrix) + solve(matrix.len()),
            Stage::Solve(solving) => solving.remaining(),
        }
    }

    fn is_setup(&self) -> bool {
        !matches!(self.stage, Stage::Solve(_))
    }

    /// `componentsFound`: pieces that the neighbor graph falls into. More than one means that as many coordinates only tell
    /// the pieces apart. `eigenvalues` of M, smallest first and without the constant vector's, as far as they are known, and
    /// `reconstructionError`, their sum. `factorValues`: values of the factored matrix.
    fn details(&self) -> Details {
        let mut details = Details::new();
        if self.pieces > 0 {
            details.insert("componentsFound", Detail::Number(self.pieces as f64));
        }
        if let Stage::Solve(solving) = &self.stage {
            let values = solving.eigenvalues();
            details.insert("factorValues", Detail::Number(solving.matrix.len() as f64));
            details.insert("reconstructionError", Detail::Number(values.iter().sum()));
            details.insert("eigenvalues", Detail::Numbers(values));
        }
        details
    }
}

/// Steps that the rest of the factor takes, were all rows alike.
fn factor_steps(matrix: &Envelope) -> u64 {
    let (done, rows) = matrix.progress();
    let width = matrix.len() / rows.max(1);
    ((rows - done) * width * width / 2 / WORK_PER_STEP) as u64 + 1
}

impl Lle {
    fn go_on(
        &mut self,
        stage: Stage,
        data: ArrayView2<'_, f32>,
        picture: &mut [f32],
        settings: &Settings,
    ) -> Result<(Stage, bool)> {
        let next = match stage {
            Stage::Neighbors(mut build) => {
                if build.step(data)? {
                    let neighbors = build.graph().map(Arc::clone);
                    Stage::Join(neighbors.ok_or_else(|| Error::Internal { operation: ID, what: "no graph".into() })?)
                } else {
                    Stage::Neighbors(build)
                }
            }
            Stage::Join(neighbors) => {
                let graph = Graph::of(&neighbors);
                Stage::Order(neighbors, graph)
            }
            Stage::Order(neighbors, graph) => {
                self.pieces = graph.pieces().1;
                Stage::Arrange(neighbors, Arranged::places(&graph))
            }
            Stage::Arrange(neighbors, places) => {
                let arranged = Arranged::new(neighbors, places)?;
                if settings.is_modified { Stage::Survey(arranged, Vec::new()) } else { Stage::Weigh(arranged, 0, 0.0) }
            }
            Stage::Survey(arranged, mut rests) => {
                let end = settings.n.min(rests.len() + settings.rows_at_once());
                for row in rests.len()..end {
                    rests.push(Shape::of(&arranged.products(data, row), settings.columns)?.rest(settings.components));
                }
                if end < settings.n { Stage::Survey(arranged, rests) } else { Stage::Weigh(arranged, 0, median(rests)) }
            }
            Stage::Weigh(mut arranged, row, eta) => {
                let end = settings.n.min(row + settings.rows_at_once());
                arranged.weigh(data, row..end, settings, eta)?;
                if end < settings.n {
                    Stage::Weigh(arranged, end, eta)
                } else {
                    Stage::Factor(arranged.matrix, arranged.places)
                }
            }
            Stage::Factor(mut matrix, places) => {
                if matrix.factor(SHIFT, WORK_PER_STEP) {
                    Stage::Solve(Box::new(Solving::new(matrix, places, settings.components, settings.seed)))
                } else {
                    Stage::Factor(matrix, places)
                }
            }
            Stage::Solve(mut solving) => {
                let known = solving.step()?;
                if known.is_some() {
                    write_picture(&solving.coordinates(), 1.0, picture);
                }
                return Ok((Stage::Solve(solving), known == Some(true)));
            }
        };
        Ok((next, false))
    }
}

/// The middle one of some numbers, or the mean of the two in the middle.
fn median(values: Vec<f64>) -> f64 {
    let order = by_key(values.len(), |place| key(values[place]));
    let at = |place: usize| order.get(place).map(|&place| values[place as usize]);
    let half = values.len() / 2;
    match (at(half.wrapping_sub(1)), at(half)) {
        (Some(low), Some(high)) if values.len().is_multiple_of(2) => (low + high) / 2.0,
        (_, Some(middle)) => middle,
        _ => 0.0,
    }
}
