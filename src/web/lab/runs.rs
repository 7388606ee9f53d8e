//! Runs: starting, stepping, looking, replaying.

use super::{Lab, optional};
use crate::lab::{Recipe, Run};
use crate::learn::interpolate::interpolate;
use crate::learn::{METHODS, StepReport};
use crate::web::convert::{self, Options};
use crate::web::error::{JsResult, OrThrow};
use crate::web::tree;
use js_sys::{Array, Float32Array, Int32Array, Object, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn now() -> f64;
}

#[wasm_bindgen]
impl Lab {
    /// The methods that learn, with their parameters.
    #[wasm_bindgen(unchecked_return_type = "Described[]")]
    pub fn methods(&self) -> JsResult<JsValue> {
        convert::plain(&METHODS).or_throw()
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

    /// What a run has learned, as a file without its data.
    #[wasm_bindgen(js_name = saveModel)]
    pub fn save_model(&self, #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue) -> JsResult<Uint8Array> {
        let run = convert::whole("save model", "run", run).or_throw()?;
        Ok(Uint8Array::from(self.core.save_model(run).or_throw()?.as_slice()))
    }

    /// What a model file says of itself, without opening it.
    #[wasm_bindgen(js_name = describeModel, unchecked_return_type = "ModelSummary")]
    pub fn describe_model(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: &JsValue,
    ) -> JsResult<JsValue> {
        let bytes = convert::bytes("describe model", "bytes", bytes).or_throw()?;
        convert::plain(&self.core.describe_model(&bytes).or_throw()?).or_throw()
    }

    /// A run on a data set that has learned already: what `saveModel` wrote. Returns its id.
    #[wasm_bindgen(js_name = openModel)]
    pub fn open_model(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: &JsValue,
    ) -> JsResult<u32> {
        const OPERATION: &str = "open model";
        let data = convert::whole(OPERATION, "data", data).or_throw()?;
        let bytes = convert::bytes(OPERATION, "bytes", bytes).or_throw()?;
        self.core.open_model(data, &bytes).or_throw()
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
        let recipe: Recipe = tree::read("replay", "recipe", &recipe).or_throw()?;
        self.core.replay(&recipe).or_throw()
    }

    /// The embedding, row-major: n × components.
    pub fn embedding(&self, #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue) -> JsResult<Float32Array> {
        let (values, _, _) = self.run("embedding", run)?.embedding().or_throw()?;
        Ok(Float32Array::from(values.as_slice()))
    }

    /// The embedding in 2 or 3 dimensions (2 if left out), row-major: itself where it has no more, else seen from its
    /// widest side and turned so that it does not jump from call to call.
    pub fn map(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] components: &JsValue,
    ) -> JsResult<Float32Array> {
        let (run, components) = self.view("map", run, components)?;
        Ok(Float32Array::from(run.map(components).or_throw()?.as_slice()))
    }

    /// Like `map`, for drawing a run at work: cheap, but each row may be as it was some steps ago.
    pub fn preview(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] components: &JsValue,
    ) -> JsResult<Float32Array> {
        let (run, components) = self.view("preview", run, components)?;
        Ok(Float32Array::from(run.preview(components).or_throw()?.as_slice()))
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

    /// Rows of the data space rebuilt from the first `kept` numbers of their codes (all, if left out): `rows`, the mean
    /// squared error of each row, and that of all.
    #[wasm_bindgen(unchecked_return_type = "{ rows: Float32Array; errors: Float32Array; error: number }")]
    pub fn reconstruct(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] rows: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] kept: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "reconstruct";
        let rows = convert::floats(OPERATION, "rows", rows).or_throw()?;
        let kept = optional(kept, |kept| convert::whole(OPERATION, "kept", kept))?.map(|kept| kept as usize);
        let (rebuilt, errors) = self.run(OPERATION, run)?.reconstruct(&rows, kept).or_throw()?;
        let object = Object::new();
        convert::set(&object, "rows", Float32Array::from(rebuilt.as_slice()));
        convert::set(&object, "errors", Float32Array::from(errors.as_slice()));
        let sum: f64 = errors.iter().map(|&error| f64::from(error)).sum();
        convert::set(&object, "error", sum / errors.len().max(1) as f64);
        Ok(object)
    }

    /// What every layer of the method makes of rows, from the rows themselves to the last layer: one array a layer, each
    /// rows × its width.
    #[wasm_bindgen(unchecked_return_type = "Float32Array[]")]
    pub fn activations(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] rows: &JsValue,
    ) -> JsResult<Array> {
        const OPERATION: &str = "activations";
        let rows = convert::floats(OPERATION, "rows", rows).or_throw()?;
        let layers = self.run(OPERATION, run)?.activations(&rows).or_throw()?;
        Ok(layers.iter().map(|layer| JsValue::from(Float32Array::from(layer.as_slice()))).collect())
    }

    /// What the method says the classes of rows are.
    #[wasm_bindgen(unchecked_return_type = "Answers")]
    pub fn classify(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] rows: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "classify";
        let rows = convert::floats(OPERATION, "rows", rows).or_throw()?;
        let found = self.run(OPERATION, run)?.classify(&rows).or_throw()?;
        let object = Object::new();
        convert::set(&object, "labels", Int32Array::from(found.labels.as_slice()));
        convert::set(&object, "probabilities", Float32Array::from(found.probabilities.as_slice()));
        convert::set(&object, "classes", Int32Array::from(found.classes.as_slice()));
        Ok(object)
    }

    /// What one layer of a run makes of the rows of a data set, as a new data set with the same labels and names; returns
    /// its id. Layer 0 are the rows themselves, the last one is what `activations` gives last.
    pub fn layer(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] layer: &JsValue,
    ) -> JsResult<u32> {
        const OPERATION: &str = "layer";
        let run = convert::whole(OPERATION, "run", run).or_throw()?;
        let data = convert::whole(OPERATION, "data", data).or_throw()?;
        let layer = convert::whole(OPERATION, "layer", layer).or_throw()?;
        self.core.layer(run, data, layer as usize).or_throw()
    }

    /// Data-space rows on a walk between codes: two codes for "linear" and "spherical" (`steps` rows), four corners for
    /// "bilinear" (`steps` × `steps` rows), two or more for a "path" (`steps` rows at equal distances along it). `kind` is
    /// "linear" and `steps` 10 if left out.
    pub fn interpolate(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] codes: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "WalkOptions")] options: &JsValue,
    ) -> JsResult<Float32Array> {
        const OPERATION: &str = "interpolate";
        let run = self.run(OPERATION, run)?;
        let walk = || {
            let codes = convert::floats(OPERATION, "codes", codes)?;
            let (kind, steps) = read_walk(OPERATION, options)?;
            run.interpolate(&kind, &codes, steps)
        };
        Ok(Float32Array::from(walk().or_throw()?.as_slice()))
    }

    /// The places themselves on a walk between `places` of any space, each of `width` numbers: what `interpolate` decodes.
    /// Between rows of pixels it is a cross-fade.
    pub fn between(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] places: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] width: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "WalkOptions")] options: &JsValue,
    ) -> JsResult<Float32Array> {
        const OPERATION: &str = "between";
        let walk = || {
            let places = convert::floats(OPERATION, "places", places)?;
            let width = convert::whole(OPERATION, "width", width)?;
            let (kind, steps) = read_walk(OPERATION, options)?;
            interpolate(&kind, &places, width as usize, steps)
        };
        Ok(Float32Array::from(walk().or_throw()?.as_slice()))
    }
}

fn read_walk(operation: &'static str, options: &JsValue) -> crate::Result<(String, usize)> {
    let mut options = Options::of(operation, options)?;
    let kind = options.read("kind", convert::text)?;
    let steps = options.read("steps", convert::whole)?;
    options.finish(&["kind", "steps"])?;
    Ok((kind.unwrap_or_else(|| "linear".into()), steps.unwrap_or(10) as usize))
}

impl Lab {
    fn view(&mut self, operation: &'static str, run: &JsValue, components: &JsValue) -> JsResult<(&mut Run, usize)> {
        let run = convert::whole(operation, "run", run).or_throw()?;
        let components = optional(components, |components| convert::whole(operation, "components", components))?;
        Ok((self.core.run_mut(operation, run).or_throw()?, components.unwrap_or(2) as usize))
    }
}

fn report(report: StepReport) -> JsResult<JsValue> {
    convert::plain(&report).or_throw()
}
