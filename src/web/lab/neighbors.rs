//! Nearest neighbors.

use super::Lab;
use crate::error::Error;
use crate::lab::Space;
use crate::neighbors::{Metric, Neighbors, Query};
use crate::web::convert::{self, Options, set};
use crate::web::error::{JsResult, OrThrow};
use js_sys::{Float32Array, Object, Uint32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Lab {
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
}

impl Lab {
    fn search(&self, query: &JsValue) -> crate::Result<Neighbors> {
        const OPERATION: &str = "neighbors";
        let mut options = Options::of(OPERATION, query)?;
        let data = options.read("data", convert::whole)?;
        let run = options.read("run", convert::whole)?;
        let index = options.read("index", convert::whole)?;
        let vector = options.read("vector", convert::floats)?;
        let word = options.read("word", convert::text)?;
        let k = options.read("k", convert::whole)?.unwrap_or(10);
        let metric = options.read("metric", convert::text)?;
        options.finish(&["data", "run", "index", "word", "vector", "k", "metric"])?;
        let space = match (data, run) {
            (Some(id), None) => Space::Data(id),
            (None, Some(id)) => Space::Run(id),
            _ => return Err(one_of(OPERATION, "data or run")),
        };
        let query = match (index, &word, &vector) {
            (Some(index), None, None) => Query::Row(index as usize),
            (None, Some(word), None) => Query::Row(self.core.row_named(OPERATION, space, word)?),
            (None, None, Some(vector)) => Query::Vector(vector),
            _ => return Err(one_of(OPERATION, "index, word or vector")),
        };
        let metric = Metric::named(OPERATION, metric.as_deref().unwrap_or("l2"))?;
        self.core.neighbors(space, query, k as usize, metric)
    }
}

fn one_of(operation: &'static str, names: &str) -> Error {
    Error::WrongKind {
        operation,
        parameter: names.to_string(),
        found: "several or none".into(),
        expected: "exactly one of them".into(),
    }
}
