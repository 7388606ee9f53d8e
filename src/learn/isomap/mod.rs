//! Isomap: distances measured along the data (Tenenbaum, de Silva and Langford 2000).
//!
//! Each row is joined with its nearest neighbors; the distance between two rows is the length of the shortest way
//! through that graph; classical MDS of those distances is the picture. Conventions are scikit-learn's: the graph has
//! no direction, and where it falls into pieces, each two of them are joined by the shortest link between them.
//!
//! Every row is a landmark up to `WHOLE` rows. Beyond, the table of distances would not fit into a page, and ways are
//! measured from a random sample of the rows (see `table`); `details` says how many there are.

mod dijkstra;
mod pieces;
mod table;

pub(in crate::learn) use pieces::Graph;

use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::flatten::{COMPONENTS, Flattening, Work, check_neighbors, check_shape, room, write_picture};
use crate::learn::{Detail, Details, Method, Started};
use crate::neighbors::{GraphBuild, Metric, Neighbors, all_neighbors};
use crate::parameters::{Arguments, Kind, Parameter, SEED};
use crate::random::sample;
use dijkstra::Dijkstra;
use ndarray::ArrayView2;
use pieces::Linking;
use std::sync::Arc;
use table::{Placing, Table};

const ID: &str = "isomap";

/// Isomap.
pub const METHOD: Method = Method {
    id: ID,
    title: "Isomap",
    summary: "Measures distances along the data, from neighbor to neighbor, and lays them out flat.",
    parameters: PARAMETERS,
    start,
};

const PARAMETERS: &[Parameter] = &[
    Parameter {
        id: "neighbors",
        title: "neighbors",
        kind: Kind::Integer { min: 1, max: 200, default: 10, usual: (3, 50) },
        help: "With how many of its nearest rows each row is joined: too many cut through the air, too few tear the data.",
        live: false,
    },
    COMPONENTS,
    Parameter {
        id: "landmarks",
        title: "landmarks",
        kind: Kind::Integer { min: 0, max: 20_000, default: 0, usual: (0, 2000) },
        help: "From how many rows ways are measured; 0 takes all rows up to 10,000, and 1,000 of more.",
        live: false,
    },
    SEED,
];

/// Up to so many rows, all are landmarks unless told otherwise; of more rows, so many are.
const WHOLE: usize = 10_000;
const SAMPLE: usize = 1_000;
/// The largest table of distances: 512 MiB.
const LARGEST_TABLE: usize = 1 << 27;
/// Edges that are looked at in one step; a binary heap takes a few comparisons for each.
const EDGES_PER_STEP: usize = 300_000;

fn start(data: &Arc<Dataset>, arguments: &Arguments) -> Started {
    let n = data.matrix(ID)?.nrows();
    let (components, neighbors) = (arguments.integer("components"), arguments.integer("neighbors"));
    check_shape(ID, n, components, 2)?;
    check_neighbors(ID, n, neighbors)?;
    let landmarks = match arguments.integer("landmarks") {
        0 if n <= WHOLE => n,
        0 => SAMPLE,
        landmarks if landmarks > n || landmarks <= components => {
            let expected =
                format!("0, or more than {components}, the number of components, and at most {n}, that of rows");
            return Err(Error::out_of_range(ID, "landmarks", landmarks, expected));
        }
        landmarks => landmarks,
    };
    let table = landmarks as u64 * n as u64;
    if table > LARGEST_TABLE as u64 {
        let what = "the number of distances (landmarks × rows)";
        return Err(Error::TooLarge { operation: ID, what, found: table, limit: LARGEST_TABLE as u64 });
    }
    let begin = move |data: &Dataset, seed: u64, _: &mut [f32]| -> Result<Box<dyn Work>> {
        Ok(Box::new(Isomap {
            n,
            neighbors,
            components,
            landmarks,
            seed,
            stage: Stage::Neighbors(data.neighbor_graph(ID, neighbors)?),
            pieces: 0,
            links: 0,
        }))
    };
    Flattening::start(ID, data, (components, arguments.seed()), Box::new(begin))
}

struct Isomap {
    n: usize,
    neighbors: usize,
    components: usize,
    landmarks: usize,
    seed: u64,
    stage: Stage,
    /// Pieces that the graph fell into, once it is known, and links that were added.
    pieces: usize,
    links: usize,
}

enum Stage {
    Neighbors(GraphBuild),
    Join(Arc<Neighbors>),
    Inspect(Graph),
    Link(Graph, Linking),
    Ways(Box<Ways>),
    /// The landmarks' coordinates, and, where not every row is a landmark, then the places of all rows.
    Coordinates(Box<Table>, Option<Placing>),
}

/// Shortest ways from landmark to landmark.
struct Ways {
    graph: Graph,
    landmarks: Vec<u32>,
    dijkstra: Dijkstra,
    distances: Vec<f32>,
    done: usize,
}

impl Ways {
    /// Sources of one step.
    fn at_once(n: usize, neighbors: usize) -> usize {
        (EDGES_PER_STEP / (n * 2 * neighbors)).max(1)
    }
}

impl Work for Isomap {
    fn step(&mut self, data: ArrayView2<'_, f32>, picture: &mut [f32]) -> Result<bool> {
        let next = match &mut self.stage {
            Stage::Neighbors(build) => {
                if !build.step(data)? {
                    return Ok(false);
                }
                let neighbors = build.graph().map(Arc::clone);
                Stage::Join(neighbors.ok_or_else(|| Error::Internal { operation: ID, what: "no graph".into() })?)
            }
            Stage::Join(neighbors) => Stage::Inspect(Graph::of(neighbors)),
            Stage::Inspect(graph) => {
                let (pieces, count) = graph.pieces();
                self.pieces = count;
                let graph = std::mem::take(graph);
                if count > 1 { Stage::Link(graph, Linking::new(ID, data, pieces, count)?) } else { self.ways(graph)? }
            }
            Stage::Link(graph, linking) => {
                if !linking.step(data) {
                    return Ok(false);
                }
                let links = linking.links(data);
                self.links = links.len();
                let graph = std::mem::take(graph).with_links(&links);
                self.ways(graph)?
            }
            Stage::Ways(ways) => {
                let end = ways.landmarks.len().min(ways.done + Ways::at_once(self.n, self.neighbors));
                for landmark in ways.done..end {
                    let start = ways.distances.len();
                    ways.distances.resize(start + self.n, 0.0);
                    ways.dijkstra.run(&ways.graph, ways.landmarks[landmark], &mut ways.distances[start..]);
                }
                ways.done = end;
                if end < ways.landmarks.len() {
                    return Ok(false);
                }
                let (landmarks, distances) = (std::mem::take(&mut ways.landmarks), std::mem::take(&mut ways.distances));
                let table = Table::new(landmarks, self.n, distances, self.components, self.seed);
                Stage::Coordinates(Box::new(table), None)
            }
            Stage::Coordinates(table, Some(placing)) => return Ok(table.place(placing, picture)),
            Stage::Coordinates(table, placing) => {
                let Some(done) = table.step()? else { return Ok(false) };
                if table.is_whole() {
                    write_picture(&table.coordinates(), 1.0, picture);
                    return Ok(done);
                }
                *placing = done.then(|| table.placing());
                return Ok(false);
            }
        };
        self.stage = next;
        Ok(false)
    }

    fn remaining(&self) -> u64 {
        let placing = |row: usize| match self.landmarks {
            landmarks if landmarks == self.n => 0,
            landmarks => Table::placing_steps(landmarks, self.components, self.n - row),
        };
        let coordinates = Table::planned(self.landmarks, self.components) + placing(0);
        let ways = |left: usize| left.div_ceil(Ways::at_once(self.n, self.neighbors)) as u64;
        match &self.stage {
            Stage::Neighbors(build) => {
                let (done, planned) = build.progress();
                (planned - done) as u64 + 2 + ways(self.landmarks) + coordinates
            }
            Stage::Join(_) => 2 + ways(self.landmarks) + coordinates,
            Stage::Inspect(_) => 1 + ways(self.landmarks) + coordinates,
            Stage::Link(_, linking) => linking.remaining() + ways(self.landmarks) + coordinates,
            Stage::Ways(now) => ways(self.landmarks - now.done) + coordinates,
            Stage::Coordinates(_, Some(now)) => placing(now.row),
            Stage::Coordinates(table, None) => table.remaining() + placing(0),
        }
    }

    fn is_setup(&self) -> bool {
        matches!(self.stage, Stage::Neighbors(_) | Stage::Join(_) | Stage::Inspect(_) | Stage::Link(..))
    }

    /// `landmarks`; `componentsFound`: pieces that the neighbor graph fell into, and `linksAdded` to join them, one for each
    /// two pieces; `eigenvalues` of the doubly centered table of −½ squared distances, as far as they are known.
    fn details(&self) -> Details {
        let mut details = Details::from([("landmarks", Detail::Number(self.landmarks as f64))]);
        if self.pieces > 0 {
            details.insert("componentsFound", Detail::Number(self.pieces as f64));
            details.insert("linksAdded", Detail::Number(self.links as f64));
        }
        if let Stage::Coordinates(table, _) = &self.stage {
            details.insert("eigenvalues", Detail::Numbers(table.eigenvalues()));
        }
        details
    }
}

impl Isomap {
    fn ways(&self, graph: Graph) -> Result<Stage> {
        let landmarks = sample(self.n as u32, self.landmarks, self.seed, "landmarks");
        let distances = room(ID, self.landmarks * self.n)?;
        Ok(Stage::Ways(Box::new(Ways { graph, landmarks, dijkstra: Dijkstra::default(), distances, done: 0 })))
    }
}

/// Distances from one row to all rows along the graph of nearest neighbors, in one go: the column of Isomap's table.
///
/// # Errors
/// [`Error::Unsupported`] if the data is a text, and what [`all_neighbors`] refuses.
pub fn geodesics(data: &Dataset, neighbors: usize, row: u32) -> Result<Vec<f32>> {
    let matrix = data.matrix(ID)?;
    let mut graph = Graph::of(&all_neighbors(matrix, neighbors, Metric::L2)?);
    let (pieces, count) = graph.pieces();
    if count > 1 {
        let mut linking = Linking::new(ID, matrix, pieces, count)?;
        while !linking.step(matrix) {}
        graph = graph.with_links(&linking.links(matrix));
    }
    if row as usize >= graph.len() {
        return Err(Error::out_of_range(ID, "row", row, format!("at most {}", graph.len() - 1)));
    }
    let mut distances = vec![0.0; graph.len()];
    Dijkstra::default().run(&graph, row, &mut distances);
    Ok(distances)
}
