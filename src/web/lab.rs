//! [`Lab`](crate::lab::Lab) for JavaScript: the same names in camelCase, plain objects and typed arrays.

use super::convert::{self, Options, set};
use super::error::{JsResult, OrThrow};
use crate::data::read::{read_corpus, read_idx};
use crate::data::{Dataset, GENERATORS};
use crate::error::Error;
use crate::judge::{Metric, Neighbors, Query};
use crate::lab::{Lab as Core, Recipe, Space};
use crate::learn::{METHODS, StepReport};
use js_sys::{Float32Array, Int32Array, Object, Uint32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn now() -> f64;
}

/// Data sets and runs, by id. Every matrix is row-major.
#[wasm_bindgen]
#[derive(Default)]
pub struct Lab {
    core: Core,
}

#[wasm_bindgen]
impl Lab {
    /// A lab with nothing in it.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The methods that learn, with their parameters.
    #[wasm_bindgen(unchecked_return_type = "Described[]")]
    pub fn methods(&self) -> JsResult<JsValue> {
        convert::plain(&METHODS).or_throw()
    }

    /// The generators of data, with their parameters.
    #[wasm_bindgen(unchecked_return_type = "Described[]")]
    pub fn generators(&self) -> JsResult<JsValue> {
        convert::plain(&GENERATORS).or_throw()
    }

    /// Generates data and returns its id.
    pub fn generate(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] generator: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Parameters")] params: &JsValue,
    ) -> JsResult<u32> {
        const OPERATION: &str = "generate";
        let generator = convert::text(OPERATION, "generator", generator).or_throw()?;
        let given = convert::given(OPERATION, params).or_throw()?;
        self.core.generate(&generator, &given).or_throw()
    }

    /// Takes in n rows of d values, and returns the data's id. Labels and names are one per row.
    #[wasm_bindgen(js_name = addMatrix)]
    pub fn add_matrix(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] values: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] n: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] d: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ labels?: Int32Array; names?: string[] }")] options: &JsValue,
    ) -> JsResult<u32> {
        const OPERATION: &str = "add matrix";
        let read = || {
            let values = convert::floats(OPERATION, "values", values)?;
            let rows = convert::whole(OPERATION, "n", n)?;
            let columns = convert::whole(OPERATION, "d", d)?;
            let mut dataset = Dataset::from_values(values, rows as usize, columns as usize)?;
            let mut options = Options::read(OPERATION, options)?;
            if let Some(labels) = options.take("labels") {
                dataset = dataset.with_labels(convert::integers(OPERATION, "labels", &labels)?)?;
            }
            if let Some(names) = options.take("names") {
                dataset = dataset.with_names(convert::texts(OPERATION, "names", &names)?)?;
            }
            options.finish(&["labels", "names"])?;
            Ok(dataset)
        };
        let dataset = read().or_throw()?;
        Ok(self.core.add(dataset))
    }

    /// Takes in a text, and returns the id of its corpus.
    #[wasm_bindgen(js_name = addText)]
    pub fn add_text(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Parameters")] params: &JsValue,
    ) -> JsResult<u32> {
        const OPERATION: &str = "add text";
        let text = convert::text(OPERATION, "text", text).or_throw()?;
        let given = convert::given(OPERATION, params).or_throw()?;
        self.core.add_text(&text, &given).or_throw()
    }

    /// Takes in a file, and returns the id of its data. `labels` is a second IDX file, `rows` picks rows of an IDX file.
    #[wasm_bindgen(js_name = addFile)]
    pub fn add_file(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "FileOptions")] options: &JsValue,
    ) -> JsResult<u32> {
        let dataset = read_file(bytes, options).or_throw()?;
        Ok(self.core.add(dataset))
    }

    /// The values of a matrix, row-major.
    pub fn matrix(&self, #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue) -> JsResult<Float32Array> {
        let dataset = self.dataset("matrix", data)?;
        let matrix = dataset.matrix("matrix").or_throw()?;
        // Data sets are row-major by construction.
        Ok(Float32Array::from(matrix.as_slice().unwrap_or_default()))
    }

    /// The class of each row, if known.
    pub fn labels(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
    ) -> JsResult<Option<Int32Array>> {
        Ok(self.dataset("labels", data)?.labels().map(Int32Array::from))
    }

    /// The name of each row, if known; the rows of a corpus are its words.
    #[wasm_bindgen(unchecked_return_type = "string[] | undefined")]
    pub fn names(&self, #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue) -> JsResult<JsValue> {
        convert::plain(&self.dataset("names", data)?.names()).or_throw()
    }

    /// The factors that the data was generated from, if known.
    #[wasm_bindgen(unchecked_return_type = "Factors | undefined")]
    pub fn factors(&self, #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue) -> JsResult<JsValue> {
        let Some(factors) = self.dataset("factors", data)?.factors() else { return Ok(JsValue::UNDEFINED) };
        let object = Object::new();
        set(&object, "names", convert::plain(&factors.names).or_throw()?);
        set(&object, "values", Float32Array::from(factors.values.iter().copied().collect::<Vec<_>>().as_slice()));
        set(&object, "columns", factors.values.ncols() as f64);
        Ok(object.into())
    }

    /// The size of its pictures, if the rows are pictures.
    #[wasm_bindgen(unchecked_return_type = "{ height: number; width: number } | undefined")]
    pub fn picture(&self, #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue) -> JsResult<JsValue> {
        let Some(picture) = self.dataset("picture", data)?.picture() else { return Ok(JsValue::UNDEFINED) };
        let object = Object::new();
        set(&object, "height", picture.height as f64);
        set(&object, "width", picture.width as f64);
        Ok(object.into())
    }

    /// Rows and columns of a matrix; words in the vocabulary and tokens of a corpus.
    #[wasm_bindgen(unchecked_return_type = "[number, number]")]
    pub fn shape(&self, #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue) -> JsResult<JsValue> {
        let (rows, columns) = self.dataset("shape", data)?.shape();
        convert::plain(&[rows as f64, columns as f64]).or_throw()
    }

    /// Starts a method on a data set and returns the run's id. The run stands at step 0.
    pub fn start(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] method: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Parameters")] params: &JsValue,
    ) -> JsResult<u32> {
        const OPERATION: &str = "start";
        let method = convert::text(OPERATION, "method", method).or_throw()?;
        let data = convert::whole(OPERATION, "data", data).or_throw()?;
        let given = convert::given(OPERATION, params).or_throw()?;
        self.core.start(&method, data, &given).or_throw()
    }

    /// Works for about `budgetMs` milliseconds (at least one step), until the run is done or has made `until` steps.
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub fn advance(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(js_name = budgetMs, unchecked_param_type = "number")] budget_ms: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] until: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "advance";
        let run = convert::whole(OPERATION, "run", run).or_throw()?;
        let budget = convert::real(OPERATION, "budgetMs", budget_ms).or_throw()?;
        let until = optional(until, |until| convert::long(OPERATION, "until", until))?;
        let end = now() + budget;
        report(self.core.advance(run, until, || now() < end).or_throw()?)
    }

    /// Makes exactly `count` steps; once the run is done, further steps change nothing.
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub fn step(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] count: &JsValue,
    ) -> JsResult<JsValue> {
        let run = convert::whole("step", "run", run).or_throw()?;
        let count = optional(count, |count| convert::long("step", "count", count))?.unwrap_or(1);
        report(self.core.step(run, count).or_throw()?)
    }

    /// Where a run stands, without doing any work.
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub fn report(&self, #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue) -> JsResult<JsValue> {
        report(self.run("report", run)?.report())
    }

    /// Changes a live parameter, from the next step on.
    #[wasm_bindgen(js_name = setLive)]
    pub fn set_live(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] parameter: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "ParameterValue")] value: &JsValue,
    ) -> JsResult<()> {
        const OPERATION: &str = "set live";
        let run = convert::whole(OPERATION, "run", run).or_throw()?;
        let parameter = convert::text(OPERATION, "parameter", parameter).or_throw()?;
        let value = convert::parameter(OPERATION, &parameter, value).or_throw()?;
        self.core.set_live(run, &parameter, &value).or_throw()
    }

    /// Puts a run back to step 0, with the parameters of its start and, if given, another seed.
    pub fn reset(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] seed: &JsValue,
    ) -> JsResult<()> {
        let run = convert::whole("reset", "run", run).or_throw()?;
        let seed = optional(seed, |seed| convert::long("reset", "seed", seed))?;
        self.core.run_mut("reset", run).or_throw()?.reset(seed);
        Ok(())
    }

    /// Data, method, parameters, seed, live changes and step: enough for the same bits.
    #[wasm_bindgen(unchecked_return_type = "Recipe")]
    pub fn recipe(&self, #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue) -> JsResult<JsValue> {
        let run = convert::whole("recipe", "run", run).or_throw()?;
        convert::plain(&self.core.recipe(run).or_throw()?).or_throw()
    }

    /// Makes a run again from its recipe and returns the new run's id. With `step: 0` in the recipe, the run stands at
    /// its start and can be advanced in slices; live changes are made when their step comes.
    pub fn replay(&mut self, #[wasm_bindgen(unchecked_param_type = "Recipe")] recipe: JsValue) -> JsResult<u32> {
        let recipe: Recipe = convert::from_plain("replay", "recipe", recipe).or_throw()?;
        self.core.replay(&recipe).or_throw()
    }

    /// The embedding, row-major: n × components.
    pub fn embedding(&self, #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue) -> JsResult<Float32Array> {
        let (values, _, _) = self.run("embedding", run)?.embedding().or_throw()?;
        Ok(Float32Array::from(values.as_slice()))
    }

    /// What the method knows about its work: explained variance, losses, sizes, …
    #[wasm_bindgen(unchecked_return_type = "Details")]
    pub fn details(&self, #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue) -> JsResult<Object> {
        Ok(convert::details(self.run("details", run)?.trainer().details()))
    }

    /// Codes of rows of the data space, row-major.
    pub fn encode(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] rows: &JsValue,
    ) -> JsResult<Float32Array> {
        let rows = convert::floats("encode", "rows", rows).or_throw()?;
        Ok(Float32Array::from(self.run("encode", run)?.encode(&rows).or_throw()?.as_slice()))
    }

    /// Data-space rows of codes, row-major.
    pub fn decode(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] codes: &JsValue,
    ) -> JsResult<Float32Array> {
        let codes = convert::floats("decode", "codes", codes).or_throw()?;
        Ok(Float32Array::from(self.run("decode", run)?.decode(&codes).or_throw()?.as_slice()))
    }

    /// Data-space rows on a walk between codes: two codes for "linear" and "spherical" (`steps` rows), four corners for
    /// "bilinear" (`steps` × `steps` rows). `kind` is "linear" and `steps` 10 if left out.
    pub fn interpolate(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] codes: &JsValue,
        #[wasm_bindgen(
            unchecked_optional_param_type = "{ kind?: \"linear\" | \"spherical\" | \"bilinear\"; steps?: number }"
        )]
        options: &JsValue,
    ) -> JsResult<Float32Array> {
        const OPERATION: &str = "interpolate";
        let run = self.run(OPERATION, run)?;
        let walk = || {
            let codes = convert::floats(OPERATION, "codes", codes)?;
            let mut options = Options::read(OPERATION, options)?;
            let kind = options.take("kind").map(|kind| convert::text(OPERATION, "kind", &kind)).transpose()?;
            let steps = options.take("steps").map(|steps| convert::whole(OPERATION, "steps", &steps)).transpose()?;
            options.finish(&["kind", "steps"])?;
            run.interpolate(kind.as_deref().unwrap_or("linear"), &codes, steps.unwrap_or(10) as usize)
        };
        Ok(Float32Array::from(walk().or_throw()?.as_slice()))
    }

    /// The rows nearest to a row or a vector, nearest first, in the space of the data or of a run's embedding. `k` is 10
    /// and `metric` "l2" if left out.
    #[wasm_bindgen(unchecked_return_type = "Neighbors")]
    pub fn neighbors(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NeighborQuery")] query: &JsValue,
    ) -> JsResult<JsValue> {
        let found = self.search(query).or_throw()?;
        let object = Object::new();
        set(&object, "indices", Uint32Array::from(found.indices.as_slice()));
        set(&object, "distances", Float32Array::from(found.distances.as_slice()));
        Ok(object.into())
    }

    /// How much of the data's neighborhoods the embedding keeps, in all and per point. `k` is 10 and `seed`, which picks
    /// the sample of a large data set, 0 if left out.
    #[wasm_bindgen(unchecked_return_type = "Quality")]
    pub fn quality(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ k?: number; seed?: number }")] options: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "quality";
        let judge = || {
            let run = convert::whole(OPERATION, "run", run)?;
            let mut options = Options::read(OPERATION, options)?;
            let k = options.take("k").map(|k| convert::whole(OPERATION, "k", &k)).transpose()?.unwrap_or(10);
            let seed = options.take("seed").map(|seed| convert::long(OPERATION, "seed", &seed)).transpose()?;
            options.finish(&["k", "seed"])?;
            self.core.quality(run, k as usize, seed.unwrap_or(0))
        };
        let found = judge().or_throw()?;
        let per_point = Object::new();
        set(&per_point, "trustworthiness", Float32Array::from(found.per_point.trustworthiness.as_slice()));
        set(&per_point, "continuity", Float32Array::from(found.per_point.continuity.as_slice()));
        let kept = found.per_point.neighborhood_preservation;
        set(&per_point, "neighborhoodPreservation", Float32Array::from(kept.as_slice()));
        let object = Object::new();
        set(&object, "k", found.k as f64);
        set(&object, "trustworthiness", found.trustworthiness);
        set(&object, "continuity", found.continuity);
        set(&object, "neighborhoodPreservation", found.neighborhood_preservation);
        set(&object, "rows", Uint32Array::from(found.rows.as_slice()));
        set(&object, "sampled", found.sampled);
        set(&object, "perPoint", per_point);
        Ok(object.into())
    }

    /// Forgets a data set or a run; without an id, everything.
    pub fn free(&mut self, #[wasm_bindgen(unchecked_optional_param_type = "number")] id: &JsValue) -> JsResult<()> {
        match optional(id, |id| convert::whole("free", "id", id))? {
            Some(id) => self.core.free(id).or_throw(),
            None => {
                self.core.clear();
                Ok(())
            }
        }
    }

    /// Panics on purpose, so that pages and tests can rehearse the recovery from a lost worker.
    pub fn panic(&self) {
        panic!("a panic was asked for");
    }
}

impl Lab {
    fn search(&self, query: &JsValue) -> crate::Result<Neighbors> {
        const OPERATION: &str = "neighbors";
        let mut options = Options::read(OPERATION, query)?;
        let data = options.take("data").map(|id| convert::whole(OPERATION, "data", &id)).transpose()?;
        let run = options.take("run").map(|id| convert::whole(OPERATION, "run", &id)).transpose()?;
        let index = options.take("index").map(|index| convert::whole(OPERATION, "index", &index)).transpose()?;
        let vector = options.take("vector").map(|vector| convert::floats(OPERATION, "vector", &vector)).transpose()?;
        let k = options.take("k").map(|k| convert::whole(OPERATION, "k", &k)).transpose()?.unwrap_or(10);
        let metric = options.take("metric").map(|name| convert::text(OPERATION, "metric", &name)).transpose()?;
        options.finish(&["data", "run", "index", "vector", "k", "metric"])?;
        let space = match (data, run) {
            (Some(id), None) => Space::Data(id),
            (None, Some(id)) => Space::Run(id),
            _ => return Err(one_of(OPERATION, "data or run")),
        };
        let query = match (index, &vector) {
            (Some(index), None) => Query::Row(index as usize),
            (None, Some(vector)) => Query::Vector(vector),
            _ => return Err(one_of(OPERATION, "index or vector")),
        };
        let metric = Metric::named(OPERATION, metric.as_deref().unwrap_or("l2"))?;
        self.core.neighbors(space, query, k as usize, metric)
    }

    fn dataset(&self, operation: &'static str, id: &JsValue) -> JsResult<&Dataset> {
        let id = convert::whole(operation, "data", id).or_throw()?;
        Ok(self.core.dataset(operation, id).or_throw()?)
    }

    fn run(&self, operation: &'static str, id: &JsValue) -> JsResult<&crate::lab::Run> {
        let id = convert::whole(operation, "run", id).or_throw()?;
        self.core.run(operation, id).or_throw()
    }
}

fn read_file(bytes: &JsValue, options: &JsValue) -> crate::Result<Dataset> {
    const OPERATION: &str = "add file";
    let bytes = convert::bytes(OPERATION, "bytes", bytes)?;
    let mut options = Options::read(OPERATION, options)?;
    let format = convert::text(OPERATION, "format", &options.take("format").unwrap_or(JsValue::UNDEFINED))?;
    let dataset = match format.as_str() {
        "corpus" => read_corpus(&bytes)?,
        "idx" => {
            let labels =
                options.take("labels").map(|labels| convert::bytes(OPERATION, "labels", &labels)).transpose()?;
            let rows = options.take("rows").map(|rows| convert::range(OPERATION, "rows", &rows)).transpose()?;
            read_idx(&bytes, labels.as_deref(), rows)?
        }
        _ => {
            return Err(Error::UnknownName {
                operation: OPERATION,
                kind: "format",
                name: format,
                known: ["corpus", "idx"].map(String::from).to_vec(),
            });
        }
    };
    options.finish(&["format", "labels", "rows"])?;
    Ok(dataset)
}

fn one_of(operation: &'static str, names: &str) -> Error {
    Error::WrongKind {
        operation,
        parameter: names.to_string(),
        found: "both or neither".into(),
        expected: "exactly one of the two".into(),
    }
}

fn optional<T>(value: &JsValue, read: impl FnOnce(&JsValue) -> crate::Result<T>) -> JsResult<Option<T>> {
    if value.is_undefined() { Ok(None) } else { read(value).map(Some).or_throw() }
}

fn report(report: StepReport) -> JsResult<JsValue> {
    convert::plain(&report).or_throw()
}
