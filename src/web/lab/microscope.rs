//! Single updates of skip-gram, output vectors, and Levy and Goldberg's identity.

use super::Lab;
use crate::lab::IdentityQuery;
use crate::learn::sgns::{Change, Pair};
use crate::web::convert::{self, Options, set};
use crate::web::error::{JsResult, OrThrow};
use js_sys::{Array, Float32Array, Object, Uint32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Lab {
    /// The other half of a model of pairs, n × components: what each word is to the words beside it; `undefined` for
    /// methods that have none.
    #[wasm_bindgen(js_name = outputVectors)]
    pub fn output_vectors(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
    ) -> JsResult<Option<Float32Array>> {
        let vectors = self.run("output vectors", run)?.trainer().output_vectors();
        Ok(vectors.map(|vectors| Float32Array::from(vectors.as_slice())))
    }

    /// The pairs of words of a skip-gram run's coming step; `limit` is 100 if left out. Nothing is changed.
    #[wasm_bindgen(unchecked_return_type = "Pairs")]
    pub fn pairs(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ limit?: number }")] options: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "pairs";
        let run = self.run(OPERATION, run)?;
        let look = || {
            let mut options = Options::of(OPERATION, options)?;
            let limit = options.read("limit", convert::whole)?.unwrap_or(100);
            options.finish(&["limit"])?;
            run.skip_gram(OPERATION)?.pairs(limit as usize)
        };
        let (found, total) = look().or_throw()?;
        let object = Object::new();
        set(&object, "step", run.report().step as f64);
        set(&object, "total", total as f64);
        set(&object, "pairs", found.iter().map(pair_object).collect::<Array>());
        Ok(object)
    }

    /// The update of one pair of a skip-gram run's coming step, with those before it made: `pair` is 0 if left out. Nothing
    /// is changed; the numbers are to the bit those of the step.
    #[wasm_bindgen(unchecked_return_type = "Update")]
    pub fn microscope(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ pair?: number }")] options: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "microscope";
        let run = self.run(OPERATION, run)?;
        let look = || {
            let mut options = Options::of(OPERATION, options)?;
            let pair = options.read("pair", convert::whole)?.unwrap_or(0);
            options.finish(&["pair"])?;
            run.skip_gram(OPERATION)?.update(pair as usize)
        };
        let found = look().or_throw()?;
        let object = pair_object(&found.pair);
        set(&object, "step", run.report().step as f64);
        set(&object, "pair", found.index as f64);
        set(&object, "pairs", found.pairs as f64);
        set(&object, "learningRate", found.learning_rate);
        set(&object, "loss", found.loss);
        set_change(&object, &found.vector);
        let targets = found.targets.iter().map(|target| {
            let object = Object::new();
            set(&object, "word", target.word);
            set(&object, "label", target.label);
            set(&object, "product", target.product);
            set(&object, "sigmoid", target.sigmoid);
            set(&object, "loss", target.loss);
            set(&object, "error", target.error);
            set_change(&object, &target.vector);
            object
        });
        set(&object, "targets", targets.collect::<Array>());
        Ok(object)
    }

    /// The products of a skip-gram run's vectors against the shifted PMI that they approximate, for a sample of pairs.
    #[wasm_bindgen(unchecked_return_type = "Identity")]
    pub fn identity(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ pairs?: number; minCount?: number; seed?: number }")]
        options: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "identity";
        let compare = || {
            let run = convert::whole(OPERATION, "run", run)?;
            let mut options = Options::of(OPERATION, options)?;
            let query = IdentityQuery {
                pairs: options.read("pairs", convert::whole)?.unwrap_or(2000) as usize,
                min_count: options.read("minCount", convert::real)?.unwrap_or(5.0),
                seed: options.read("seed", convert::long)?.unwrap_or(0),
            };
            options.finish(&["pairs", "minCount", "seed"])?;
            self.core.identity(run, query)
        };
        let found = compare().or_throw()?;
        let object = Object::new();
        set(&object, "contexts", Uint32Array::from(found.contexts.as_slice()));
        set(&object, "centers", Uint32Array::from(found.centers.as_slice()));
        set(&object, "products", Float32Array::from(found.products.as_slice()));
        set(&object, "shiftedPmi", Float32Array::from(found.shifted_pmi.as_slice()));
        set(&object, "counts", Float32Array::from(found.counts.as_slice()));
        set(&object, "eligible", found.eligible as f64);
        set(&object, "correlation", found.correlation);
        Ok(object)
    }
}

fn pair_object(pair: &Pair) -> Object {
    let object = Object::new();
    set(&object, "context", pair.context);
    set(&object, "center", pair.center);
    set(&object, "contextPlace", pair.context_place);
    set(&object, "centerPlace", pair.center_place);
    set(&object, "negatives", Uint32Array::from(pair.negatives.as_slice()));
    object
}

fn set_change(object: &Object, change: &Change) {
    set(object, "before", Float32Array::from(change.before.as_slice()));
    set(object, "gradient", Float32Array::from(change.gradient.as_slice()));
    set(object, "after", Float32Array::from(change.after.as_slice()));
}
