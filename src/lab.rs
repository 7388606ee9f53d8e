//! What exists: data sets and runs, by id.
//!
//! [`Lab`] owns everything and hands out numbers. It knows no web types; `web` wraps it for JavaScript, and native tests
//! drive it directly.

mod extent;
mod history;
mod identity;
mod judgement;
mod model_file;
mod recipe;
mod run;
mod weights;
mod words;

pub use history::{FRAMES, History, MOST_BYTES, Recording, Trails};
pub use identity::{Identity, IdentityQuery};
pub use judgement::Judged;
pub use model_file::ModelSummary;
pub use recipe::{Change, DataRecipe, Recipe};
pub use run::Run;
pub use weights::WeighedText;
pub use words::{Company, CompanyQuery, Encounter, TextCode, Tokens};

use crate::data::{Dataset, Documents, GENERATORS, TEXT_PARAMETERS, corpus_from_documents, corpus_from_text};
use crate::error::{Error, Result};
use crate::judge::{Exchange, Turnover, exchange, turnover};
use crate::learn::{METHODS, Method, StepReport};
use crate::neighbors::{Metric, Neighbors, Query, neighbors_of};
use crate::parameters::{Arguments, Given, Value};
use crate::represent::feature_map;
use crate::sorted_map::SortedMap;
use judgement::Ranking;
use recipe::fingerprint;
use std::sync::{Arc, Mutex};

/// The number by which a data set or a run is known. Ids are never used twice.
pub type Id = u32;

/// Data sets and runs.
#[derive(Default)]
pub struct Lab {
    last_id: Id,
    data: SortedMap<Id, Arc<Source>>,
    runs: SortedMap<Id, Run>,
}

/// A space in which neighbors are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    /// The original space of the data set of that id.
    Data(Id),
    /// The embedding of the run of that id.
    Run(Id),
}

/// A data set and where it came from.
#[derive(Debug)]
struct Source {
    dataset: Arc<Dataset>,
    /// How to make it again; `None` for data from outside, which is recognized by its fingerprint.
    made_by: Option<DataRecipe>,
    /// What judgements need to know of the data, once somebody has asked.
    ranking: Mutex<Ranking>,
}

impl Source {
    fn recipe(&self) -> DataRecipe {
        self.made_by.clone().unwrap_or_else(|| DataRecipe::Given { fingerprint: fingerprint(&self.dataset) })
    }
}

impl Lab {
    /// A lab with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    fn next_id(&mut self) -> Id {
        self.last_id += 1;
        self.last_id
    }

    fn insert_data(&mut self, dataset: Dataset, made_by: Option<DataRecipe>) -> Id {
        let id = self.next_id();
        self.data.insert(id, Arc::new(Source { dataset: Arc::new(dataset), made_by, ranking: Mutex::default() }));
        id
    }

    /// Takes in a data set from outside.
    pub fn add(&mut self, dataset: Dataset) -> Id {
        self.insert_data(dataset, None)
    }

    /// Takes in a text: words, sentences and a vocabulary, with the parameters of [`TEXT_PARAMETERS`].
    ///
    /// # Errors
    /// What [`Arguments::check`] refuses, and [`Error::Empty`] if no word is left.
    pub fn add_text(&mut self, text: &str, given: &Given) -> Result<Id> {
        let arguments = Arguments::check("add text", TEXT_PARAMETERS, given)?;
        Ok(self.add(Dataset::from_corpus(corpus_from_text(text, &arguments)?)))
    }

    /// Takes in texts that share a vocabulary, with the parameters of [`TEXT_PARAMETERS`]. `known` says what is known
    /// about them; its ends are found here.
    ///
    /// # Errors
    /// What [`Arguments::check`] refuses, [`Error::Empty`] if no word is left, and [`Error::Shape`] if there is not one name
    /// or label for each text.
    pub fn add_documents(&mut self, texts: &[String], known: Documents, given: &Given) -> Result<Id> {
        let arguments = Arguments::check("add documents", TEXT_PARAMETERS, given)?;
        Ok(self.add(Dataset::from_corpus(corpus_from_documents(texts, known, &arguments)?)))
    }

    /// Generates data: `generator` is an id of [`GENERATORS`].
    ///
    /// # Errors
    /// [`Error::UnknownName`] for an unknown generator or parameter, and what [`Arguments::check`] refuses.
    pub fn generate(&mut self, generator: &str, given: &Given) -> Result<Id> {
        let found = GENERATORS.iter().find(|known| known.id == generator).ok_or_else(|| Error::UnknownName {
            operation: "generate",
            kind: "generator",
            name: generator.to_string(),
            known: GENERATORS.iter().map(|known| known.id.to_string()).collect(),
        })?;
        let arguments = Arguments::check(found.id, found.parameters, given)?;
        let dataset = (found.generate)(&arguments)?;
        let made_by = DataRecipe::Generated { generator: found.id.to_string(), parameters: arguments.given() };
        Ok(self.insert_data(dataset, Some(made_by)))
    }

    /// Fits a feature map to a data set, and makes a new data set of what it gives there.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for an unknown map or parameter, [`Error::UnknownId`], what [`Arguments::check`] and the map
    /// refuse.
    pub fn transform(&mut self, map: &str, data: Id, given: &Given) -> Result<Id> {
        let map = feature_map(map)?;
        let source = Arc::clone(self.source("transform", data)?);
        let arguments = Arguments::check(map.id, map.parameters, given)?;
        let dataset = map.apply(&source.dataset, &arguments)?;
        let (map, parameters) = (map.id.to_string(), arguments.given());
        let of = Box::new(source.recipe());
        Ok(self.insert_data(dataset, Some(DataRecipe::Transformed { map, parameters, of })))
    }

    /// What one layer of a run makes of the rows of a data set, as a new data set with the same labels and names. Layer 0
    /// are the rows themselves, the last one is what [`Run::activations`] gives last.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the run has no layers or the data is a text, [`Error::Shape`] if the data
    /// is not as wide as the run's, [`Error::OutOfRange`] if there is no such layer.
    pub fn layer(&mut self, run: Id, data: Id, layer: usize) -> Result<Id> {
        const OPERATION: &str = "layer";
        let dataset = Arc::clone(self.dataset(OPERATION, data)?);
        let matrix = self.run(OPERATION, run)?.layer(&dataset, layer)?;
        Ok(self.add(Dataset::from_matrix(matrix)?.described_as(&dataset)))
    }

    /// The data set of that id.
    ///
    /// # Errors
    /// [`Error::UnknownId`] if there is none.
    pub fn dataset(&self, operation: &'static str, id: Id) -> Result<&Arc<Dataset>> {
        Ok(&self.source(operation, id)?.dataset)
    }

    fn source(&self, operation: &'static str, id: Id) -> Result<&Arc<Source>> {
        self.data.get(&id).ok_or(Error::UnknownId { operation, kind: "data set", id })
    }

    /// Starts a method on a data set: `method` is an id of [`METHODS`]. The run stands at step 0.
    ///
    /// # Errors
    /// [`Error::UnknownName`], [`Error::UnknownId`], what [`Arguments::check`] refuses, and what the method says about
    /// parameters that do not fit the data.
    pub fn start(&mut self, method: &str, data: Id, given: &Given) -> Result<Id> {
        let method = find_method(method)?;
        let source = Arc::clone(self.source("start", data)?);
        let arguments = Arguments::check(method.id, method.parameters, given)?;
        let run = Run::start(method, source, arguments)?;
        let id = self.next_id();
        self.runs.insert(id, run);
        Ok(id)
    }

    /// The run of that id.
    ///
    /// # Errors
    /// [`Error::UnknownId`] if there is none.
    pub fn run(&self, operation: &'static str, id: Id) -> Result<&Run> {
        self.runs.get(&id).ok_or(Error::UnknownId { operation, kind: "run", id })
    }

    /// The run of that id, to be changed.
    ///
    /// # Errors
    /// [`Error::UnknownId`] if there is none.
    pub fn run_mut(&mut self, operation: &'static str, id: Id) -> Result<&mut Run> {
        self.runs.get_mut(&id).ok_or(Error::UnknownId { operation, kind: "run", id })
    }

    /// Steps a run for as long as `more` says so after a step (at least one step), until it is done, or until it has
    /// made `until` steps in all.
    ///
    /// # Errors
    /// [`Error::UnknownId`], or what stopped the method.
    pub fn advance(&mut self, id: Id, until: Option<u64>, mut more: impl FnMut() -> bool) -> Result<StepReport> {
        let run = self.run_mut("advance", id)?;
        loop {
            if run.is_done() || until.is_some_and(|until| run.report().step >= until) {
                return Ok(run.report());
            }
            run.step()?;
            if !more() {
                return Ok(run.report());
            }
        }
    }

    /// Makes exactly `count` steps; once a run is done, further steps change nothing.
    ///
    /// # Errors
    /// [`Error::UnknownId`], or what stopped the method.
    pub fn step(&mut self, id: Id, count: u64) -> Result<StepReport> {
        let mut left = count;
        if left == 0 {
            return Ok(self.run("step", id)?.report());
        }
        self.advance(id, None, || {
            left -= 1;
            left > 0
        })
    }

    /// Changes a live parameter of a run, from its next step on.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::UnknownName`], [`Error::Unsupported`] if the parameter is fixed once the run has
    /// started, and what the parameter's description refuses.
    pub fn set_live(&mut self, id: Id, parameter: &str, value: &Value) -> Result<()> {
        self.run_mut("set live", id)?.set_live(parameter, value)
    }

    /// All that is needed to make a run again: data, method, parameters, seed, live changes and step.
    ///
    /// # Errors
    /// [`Error::UnknownId`] if there is no such run, [`Error::Unsupported`] if it was opened from a file.
    pub fn recipe(&self, id: Id) -> Result<Recipe> {
        let run = self.run("recipe", id)?;
        if run.is_opened() {
            return Err(Error::Unsupported {
                operation: "recipe",
                what: "this run was not trained here, but opened from a file".into(),
                expected: "keep the file, or reset the run and train it".into(),
            });
        }
        Ok(run.recipe())
    }

    /// Makes a run again, to the step and bit at which its recipe was taken.
    ///
    /// Generated and transformed data is made anew; data from outside must be in this lab already, and is recognized
    /// by its content. To replay in small slices, set the recipe's step to 0 and [`advance`](Lab::advance): the live
    /// changes are made when their step comes.
    ///
    /// # Errors
    /// [`Error::MissingData`] if data from outside has not been added, and whatever [`start`](Lab::start) or the method
    /// refuses.
    pub fn replay(&mut self, recipe: &Recipe) -> Result<Id> {
        recipe.check_version()?;
        let data = self.find_or_make(&recipe.data)?;
        let id = self.start(&recipe.method, data, &recipe.parameters)?;
        let run = self.run_mut("replay", id)?;
        run.schedule(&recipe.changes);
        let outcome = if recipe.step == 0 { Ok(run.report()) } else { self.advance(id, Some(recipe.step), || true) };
        match outcome {
            Ok(_) => Ok(id),
            Err(error) => {
                self.runs.remove(&id);
                Err(error)
            }
        }
    }

    fn find_or_make(&mut self, recipe: &DataRecipe) -> Result<Id> {
        // Only data from outside has to be hashed to be compared.
        let is_given = matches!(recipe, DataRecipe::Given { .. });
        let same = |source: &Source| source.made_by.is_none() == is_given && source.recipe() == *recipe;
        if let Some((&id, _)) = self.data.iter().find(|(_, source)| same(source)) {
            return Ok(id);
        }
        match recipe {
            DataRecipe::Generated { generator, parameters } => self.generate(generator, parameters),
            DataRecipe::Transformed { map, parameters, of } => {
                let data = self.find_or_make(of)?;
                self.transform(map, data, parameters)
            }
            DataRecipe::Given { fingerprint } => Err(Error::MissingData { fingerprint: fingerprint.clone() }),
        }
    }

    /// The rows nearest to a query, in the data's own space or in a run's embedding.
    ///
    /// # Errors
    /// [`Error::UnknownId`], and what [`neighbors_of`] refuses.
    pub fn neighbors(&self, space: Space, query: Query<'_>, k: usize, metric: Metric) -> Result<Neighbors> {
        const OPERATION: &str = "neighbors";
        match space {
            Space::Data(id) => neighbors_of(self.dataset(OPERATION, id)?.matrix(OPERATION)?, query, k, metric),
            Space::Run(id) => {
                let embedding = self.run(OPERATION, id)?.embedding_matrix()?;
                neighbors_of(embedding.view(), query, k, metric)
            }
        }
    }

    /// How many of the k nearest stay between two snapshots of a run.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the run is not recorded, and what [`History::snapshot`] and
    /// [`turnover`] refuse.
    pub fn turnover(&self, id: Id, between: (usize, usize), k: usize, seed: u64) -> Result<Turnover> {
        let history = self.run("turnover", id)?.history("turnover")?;
        turnover(history.snapshot(between.0)?.view(), history.snapshot(between.1)?.view(), k, seed)
    }

    /// Which of its k nearest one row gains and loses between two snapshots of a run.
    ///
    /// # Errors
    /// As [`turnover`](Lab::turnover).
    pub fn exchange(&self, id: Id, between: (usize, usize), row: usize, k: usize) -> Result<Exchange> {
        let history = self.run("turnover", id)?.history("turnover")?;
        exchange(history.snapshot(between.0)?.view(), history.snapshot(between.1)?.view(), row, k)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.data.clear();
        self.runs.clear();
    }

    /// Forgets a data set or a run. Runs on a freed data set go on.
    ///
    /// # Errors
    /// [`Error::UnknownId`] if nothing has that id.
    pub fn free(&mut self, id: Id) -> Result<()> {
        if self.data.remove(&id).is_some() || self.runs.remove(&id).is_some() {
            return Ok(());
        }
        Err(Error::UnknownId { operation: "free", kind: "data set or run", id })
    }
}

fn find_method(name: &str) -> Result<&'static Method> {
    METHODS.iter().find(|known| known.id == name).copied().ok_or_else(|| Error::UnknownName {
        operation: "start",
        kind: "method",
        name: name.to_string(),
        known: METHODS.iter().map(|known| known.id.to_string()).collect(),
    })
}
