//! One graph of nearest neighbors per data set, built once and shared by all who ask for it.

use super::exact::KnnBuilder;
use super::metric::Metric;
use super::query::{Neighbors, OPERATION, check_k};
use crate::error::{Error, Result};
use crate::sorted_map::SortedMap;
use ndarray::ArrayView2;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// The largest number of neighbors in a graph (rows × k): 512 MiB with their distances.
const MOST_NEIGHBORS: usize = 1 << 26;

/// The graphs that are known of one matrix, by Euclidean distance. Belongs to the matrix: clones share what they know, and
/// say nothing about equality.
#[derive(Debug, Clone, Default)]
pub struct Graphs(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    /// Finished graphs by k. One of a larger k serves every smaller one, so smaller ones are not kept.
    finished: SortedMap<usize, Arc<Neighbors>>,
    /// Work under way, which lives as long as somebody waits for it.
    begun: SortedMap<usize, Weak<Mutex<Work>>>,
}

#[derive(Debug)]
enum Work {
    Begun(Box<KnnBuilder>),
    Finished(Arc<Neighbors>),
}

impl PartialEq for Graphs {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A way to the graph of the k nearest other rows of every row, in bounded steps. See [`Graphs::build`].
///
/// The number of steps depends on the size of the matrix and on k alone. Where others have gone the way before, or are
/// on it, the steps cost nothing, but they are still counted: a method makes the same steps whatever was known.
#[derive(Debug)]
pub struct GraphBuild {
    k: usize,
    graphs: Graphs,
    done: usize,
    planned: usize,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Ahead(Arc<Mutex<Work>>),
    Known(Arc<Neighbors>),
}

/// Nothing here panics while it holds a lock, and there is one thread.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Graphs {
    /// Sets out for the `k` nearest other rows of every row of `matrix` (n × d, row-major, the matrix that these graphs
    /// belong to), exact, each row's nearest first and ties in order of the row number.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if `k` is 0 or larger than the number of other rows, [`Error::TooLarge`] if n × k values are
    /// more than a page can hold.
    pub fn build(&self, matrix: ArrayView2<'_, f32>, k: usize) -> Result<GraphBuild> {
        let (n, d) = matrix.dim();
        check_k(k, n, true)?;
        let neighbors = n as u64 as u128 * k as u128;
        if neighbors > MOST_NEIGHBORS as u128 {
            return Err(Error::TooLarge {
                operation: OPERATION,
                what: "the number of neighbors (rows × k)",
                found: u64::try_from(neighbors).unwrap_or(u64::MAX),
                limit: MOST_NEIGHBORS as u64,
            });
        }
        let way = match self.finished(k) {
            Some(graph) => Way::Known(graph),
            None => Way::Ahead(self.begun(matrix, k)?),
        };
        Ok(GraphBuild { k, graphs: self.clone(), done: 0, planned: KnnBuilder::steps((n, d), k), way })
    }

    fn finished(&self, k: usize) -> Option<Arc<Neighbors>> {
        let known = lock(&self.0);
        let (&found, graph) = known.finished.iter().find(|&(&found, _)| found >= k)?;
        Some(if found == k { Arc::clone(graph) } else { Arc::new(graph.nearest(k)) })
    }

    fn begun(&self, matrix: ArrayView2<'_, f32>, k: usize) -> Result<Arc<Mutex<Work>>> {
        let mut known = lock(&self.0);
        known.begun.retain(|_, work| work.strong_count() > 0);
        if let Some(work) = known.begun.get(&k).and_then(Weak::upgrade) {
            return Ok(work);
        }
        let work = Arc::new(Mutex::new(Work::Begun(Box::new(KnnBuilder::new(matrix, k, Metric::L2)?))));
        known.begun.insert(k, Arc::downgrade(&work));
        Ok(work)
    }

    fn finish(&self, k: usize, graph: &Arc<Neighbors>) {
        let mut known = lock(&self.0);
        known.begun.remove(&k);
        known.finished.retain(|&other, _| other > k);
        known.finished.insert(k, Arc::clone(graph));
    }
}

impl GraphBuild {
    /// Goes one bounded step on the way, with the matrix of the start, and says whether the graph is there. After that,
    /// further steps change nothing.
    ///
    /// # Errors
    /// Those of [`KnnBuilder::step`].
    pub fn step(&mut self, matrix: ArrayView2<'_, f32>) -> Result<bool> {
        if self.done == self.planned {
            return Ok(true);
        }
        let next = self.done + 1;
        if let Way::Ahead(work) = &self.way {
            let known = match self.graphs.finished(self.k) {
                Some(graph) => Some(graph),
                None => self.advance(&mut lock(work), matrix, next)?,
            };
            if let Some(graph) = known {
                self.way = Way::Known(graph);
            }
        }
        self.done = next;
        Ok(self.done == self.planned)
    }

    /// Sees to it that `steps` steps of the common work are done.
    fn advance(&self, work: &mut Work, matrix: ArrayView2<'_, f32>, steps: usize) -> Result<Option<Arc<Neighbors>>> {
        let builder = match work {
            Work::Finished(graph) => return Ok(Some(Arc::clone(graph))),
            Work::Begun(builder) => builder,
        };
        let mut is_done = false;
        while !is_done && builder.progress().0 < steps {
            is_done = builder.step(matrix)?;
        }
        if !is_done {
            return Ok(None);
        }
        let graph = Arc::new(builder.take_neighbors()?);
        *work = Work::Finished(Arc::clone(&graph));
        self.graphs.finish(self.k, &graph);
        Ok(Some(graph))
    }

    /// Steps done so far, and steps in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.planned)
    }

    /// The graph, once all steps are done: n queries of k neighbors.
    pub fn graph(&self) -> Option<&Arc<Neighbors>> {
        match &self.way {
            Way::Known(graph) if self.done == self.planned => Some(graph),
            _ => None,
        }
    }

    /// Back to step 0; nothing that is known is forgotten.
    pub fn restart(&mut self) {
        self.done = 0;
    }
}
