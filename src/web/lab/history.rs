//! Snapshots of a run's picture.

use super::Lab;
use crate::lab::{History, Recording};
use crate::web::convert::{self, Options, set};
use crate::web::error::{JsResult, OrThrow};
use js_sys::{Float32Array, Float64Array, Object, Uint32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Lab {
    /// Takes snapshots of a run's picture from now on, as `preview` shows it: `components` (2 if left out), at most
    /// `limit` of them (120), each turned onto the one before unless `align` is false. Recording changes no bit of a run.
    pub fn record(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "RecordingOptions")] options: &JsValue,
    ) -> JsResult<()> {
        const OPERATION: &str = "record";
        let run = convert::whole(OPERATION, "run", run).or_throw()?;
        let read = || {
            let mut options = Options::of(OPERATION, options)?;
            let usual = Recording::default();
            let components = options.read("components", convert::whole)?;
            let limit = options.read("limit", convert::whole)?;
            let align = options.take("align");
            options.finish(&["components", "limit", "align"])?;
            Ok(Recording {
                components: components.map_or(usual.components, |components| components as usize),
                limit: limit.map_or(usual.limit, |limit| limit as usize),
                align: align.filter(|align| !align.is_undefined()).map_or(usual.align, |align| align.is_truthy()),
            })
        };
        let recording = read().or_throw()?;
        self.core.run_mut(OPERATION, run).or_throw()?.record(recording).or_throw()
    }

    /// What has been recorded of a run: the steps of the snapshots, ascending, and the loss at each (NaN where there is
    /// none).
    #[wasm_bindgen(unchecked_return_type = "History")]
    pub fn history(&self, #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue) -> JsResult<JsValue> {
        let history = self.recorded("history", run)?;
        let (steps, losses): (Vec<f64>, Vec<f64>) =
            history.moments().map(|(step, loss)| (step as f64, loss.map_or(f64::NAN, f64::from))).unzip();
        let object = Object::new();
        set(&object, "components", history.recording().components as f64);
        set(&object, "steps", Float64Array::from(steps.as_slice()));
        set(&object, "losses", Float64Array::from(losses.as_slice()));
        set(&object, "limit", history.limit() as f64);
        set(&object, "bytes", history.bytes() as f64);
        Ok(object.into())
    }

    /// One snapshot of a run, n × components. All lie so that the latest is the run's own picture at that step.
    pub fn snapshot(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] index: &JsValue,
    ) -> JsResult<Float32Array> {
        let index = convert::whole("snapshot", "index", index).or_throw()?;
        let places = self.recorded("snapshot", run)?.snapshot(index as usize).or_throw()?;
        Ok(Float32Array::from(places.as_slice().unwrap_or_default()))
    }

    /// Where rows were in up to `length` snapshots (12 if left out) that end with the one of an index.
    #[wasm_bindgen(unchecked_return_type = "Trails")]
    pub fn trails(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "{ rows: Uint32Array | number[]; index: number; length?: number }")]
        options: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "trails";
        let history = self.recorded(OPERATION, run)?;
        let find = || {
            let mut options = Options::of(OPERATION, options)?;
            let rows = options.need("rows", convert::indices)?;
            let index = options.need("index", convert::whole)? as usize;
            let length = options.read("length", convert::whole)?.unwrap_or(12);
            options.finish(&["rows", "index", "length"])?;
            history.trails(&rows, index, length as usize)
        };
        let found = find().or_throw()?;
        let object = Object::new();
        set(&object, "length", found.length as f64);
        set(&object, "components", found.components as f64);
        set(&object, "values", Float32Array::from(found.values.as_slice()));
        Ok(object.into())
    }

    /// How many of the k nearest in the picture stay from one snapshot to another, and with `row` whom that row gains and
    /// loses. `k` is 10 and `seed`, which picks the sample of a large data set, 0 if left out.
    #[wasm_bindgen(unchecked_return_type = "Turnover")]
    pub fn turnover(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "{ from: number; to: number; k?: number; row?: number; seed?: number }")]
        options: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "turnover";
        let run = convert::whole(OPERATION, "run", run).or_throw()?;
        let find = || {
            let mut options = Options::of(OPERATION, options)?;
            let from = options.need("from", convert::whole)? as usize;
            let to = options.need("to", convert::whole)? as usize;
            let k = options.read("k", convert::whole)?.unwrap_or(10) as usize;
            let row = options.read("row", convert::whole)?;
            let seed = options.read("seed", convert::long)?.unwrap_or(0);
            options.finish(&["from", "to", "k", "row", "seed"])?;
            let one = row.map(|row| self.core.exchange(run, (from, to), row as usize, k)).transpose()?;
            Ok((self.core.turnover(run, (from, to), k, seed)?, one))
        };
        let (all, one) = find().or_throw()?;
        let object = Object::new();
        set(&object, "k", all.k as f64);
        set(&object, "kept", all.kept);
        set(&object, "asked", all.asked as f64);
        set(&object, "sampled", all.sampled);
        if let Some(one) = one {
            set(&object, "gained", Uint32Array::from(one.gained.as_slice()));
            set(&object, "lost", Uint32Array::from(one.lost.as_slice()));
        }
        Ok(object.into())
    }
}

impl Lab {
    fn recorded(&self, operation: &'static str, run: &JsValue) -> JsResult<&History> {
        self.run(operation, run)?.history(operation).or_throw()
    }
}
