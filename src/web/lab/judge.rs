//! Judgement: quality, confusions, Shepard diagrams, alignment, stability.

use super::Lab;
use super::runs::now;
use crate::error::{Error, Result};
use crate::judge::{Freedom, ProbeOptions, Ranked};
use crate::lab::Judged;
use crate::web::convert::{self, Options, set};
use crate::web::error::{JsResult, OrThrow};
use js_sys::{Array, Float32Array, Object, Uint32Array};
use ndarray::Array2;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Lab {
    /// How much of the data's neighborhoods an embedding keeps, in all and per point. `k` is 10 if left out; at most `sample`
    /// rows are judged (if left out, all up to 5,000, and 1,000 of more), chosen by `seed`. The data's side is worked out
    /// once and kept with the data.
    #[wasm_bindgen(unchecked_return_type = "Quality")]
    pub fn quality(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Judged")] judged: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ k?: number; seed?: number; sample?: number }")]
        options: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "quality";
        let judge = || {
            let judged = read_judged(OPERATION, judged)?;
            let mut options = Options::of(OPERATION, options)?;
            let k = options.read("k", convert::whole)?.unwrap_or(10);
            let sample = read_sample(&mut options)?;
            options.finish(&["k", "seed", "sample"])?;
            self.core.quality(&judged, k as usize, sample)
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
        if let Some(accuracy) = found.label_accuracy {
            let labels = Object::new();
            set(&labels, "data", accuracy.data);
            set(&labels, "embedding", accuracy.embedding);
            set(&object, "labelAccuracy", labels);
        }
        set(&object, "rows", Uint32Array::from(found.rows.as_slice()));
        set(&object, "sampled", found.sampled);
        set(&object, "perPoint", per_point);
        Ok(object.into())
    }

    /// Works for about `budgetMs` milliseconds on the data's side of `quality`, which is kept with the data. Options that
    /// `quality` is to be called with belong here, too.
    #[wasm_bindgen(js_name = prepareQuality, unchecked_return_type = "{ done: number; planned: number; ready: boolean }")]
    pub fn prepare_quality(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Judged")] judged: &JsValue,
        #[wasm_bindgen(js_name = budgetMs, unchecked_param_type = "number")] budget_ms: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ seed?: number; sample?: number }")] options: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "prepare quality";
        let prepare = || {
            let judged = read_judged(OPERATION, judged)?;
            let budget = convert::real(OPERATION, "budgetMs", budget_ms)?;
            let mut options = Options::of(OPERATION, options)?;
            let sample = read_sample(&mut options)?;
            options.finish(&["seed", "sample"])?;
            let end = now() + budget;
            self.core.rank(&judged, sample, || now() < end)
        };
        let (done, planned) = prepare().or_throw()?;
        let object = Object::new();
        set(&object, "done", done as f64);
        set(&object, "planned", planned as f64);
        set(&object, "ready", done == planned);
        Ok(object.into())
    }

    /// Which of the k nearest neighbors (10 if left out) of a row an embedding invents, which it loses, and which it keeps.
    #[wasm_bindgen(unchecked_return_type = "Confusions")]
    pub fn confusions(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Judged")] judged: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "{ index: number; k?: number }")] options: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "confusions";
        let judge = || {
            let judged = read_judged(OPERATION, judged)?;
            let mut options = Options::of(OPERATION, options)?;
            let index = convert::whole(OPERATION, "index", &options.take("index").unwrap_or(JsValue::UNDEFINED))?;
            let k = options.read("k", convert::whole)?.unwrap_or(10);
            options.finish(&["index", "k"])?;
            self.core.confusions(&judged, index as usize, k as usize)
        };
        let found = judge().or_throw()?;
        let object = Object::new();
        set(&object, "falseNeighbors", ranked(&found.false_neighbors));
        set(&object, "missingNeighbors", ranked(&found.missing_neighbors));
        set(&object, "kept", ranked(&found.kept));
        Ok(object.into())
    }

    /// Distances in the data against distances in the embedding, of all pairs of rows, or, if there are more than `pairs`
    /// (20,000 if left out), of so many drawn with `seed`.
    #[wasm_bindgen(unchecked_return_type = "Shepard")]
    pub fn shepard(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Judged")] judged: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ pairs?: number; seed?: number }")] options: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "shepard";
        let judge = || {
            let judged = read_judged(OPERATION, judged)?;
            let mut options = Options::of(OPERATION, options)?;
            let pairs = options.read("pairs", convert::whole)?.unwrap_or(20_000);
            let seed = options.read("seed", convert::long)?.unwrap_or(0);
            options.finish(&["pairs", "seed"])?;
            self.core.shepard(&judged, pairs as usize, seed)
        };
        let found = judge().or_throw()?;
        let object = Object::new();
        set(&object, "pairs", Uint32Array::from(found.pairs.as_flattened()));
        set(&object, "data", Float32Array::from(found.data.as_slice()));
        set(&object, "embedding", Float32Array::from(found.embedding.as_slice()));
        set(&object, "sampled", found.sampled);
        set(&object, "spearman", found.spearman);
        set(&object, "stress", found.stress);
        Ok(object.into())
    }

    /// Brings one picture onto another of the same rows (Procrustes): moved, turned, and, unless `scale` or `reflection`
    /// are false, stretched and mirrored.
    #[wasm_bindgen(unchecked_return_type = "Alignment")]
    pub fn align(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Judged")] moving: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Judged")] fixed: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ scale?: boolean; reflection?: boolean }")] options: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "align";
        let judge = || {
            let (moving, fixed) = (read_judged(OPERATION, moving)?, read_judged(OPERATION, fixed)?);
            let mut options = Options::of(OPERATION, options)?;
            let scale = options.read("scale", convert::flag)?.unwrap_or(true);
            let reflection = options.read("reflection", convert::flag)?.unwrap_or(true);
            options.finish(&["scale", "reflection"])?;
            self.core.align(&moving, &fixed, Freedom { scale, reflection })
        };
        let found = judge().or_throw()?;
        let object = Object::new();
        set(&object, "aligned", floats(&found.aligned));
        set(&object, "disparity", found.disparity);
        set(&object, "scale", found.scale);
        set(&object, "mirrored", found.mirrored);
        Ok(object.into())
    }

    /// How far places of an embedding's space (row-major, as wide as its codes) lie from the codes of the data: of all rows,
    /// or of those from the first up to the second of `rows`.
    #[wasm_bindgen(js_name = distanceToData, unchecked_return_type = "Departure")]
    pub fn distance_to_data(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Judged")] judged: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] places: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ rows?: [number, number] }")] options: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "distance to data";
        let judge = || {
            let judged = read_judged(OPERATION, judged)?;
            let places = convert::floats(OPERATION, "places", places)?;
            let mut options = Options::of(OPERATION, options)?;
            let rows = options.read("rows", convert::range)?;
            options.finish(&["rows"])?;
            self.core.departure(&judged, &places, rows)
        };
        let found = judge().or_throw()?;
        let object = Object::new();
        set(&object, "nearest", Uint32Array::from(found.nearest.as_slice()));
        set(&object, "distances", Float32Array::from(found.distances.as_slice()));
        set(&object, "ratios", Float32Array::from(found.ratios.as_slice()));
        set(&object, "typical", found.typical);
        set(&object, "edge", found.edge);
        Ok(object.into())
    }

    /// How well labels can be read off an embedding: by a linear probe, and by the vote of the `k` nearest (5 if left out),
    /// both learned on the rows that are not held out. `share` of the rows (0.2 if left out) is held out, chosen by `seed`.
    #[wasm_bindgen(unchecked_return_type = "Probe")]
    pub fn probe(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Judged")] judged: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ k?: number; share?: number; seed?: number }")]
        options: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "probe";
        let judge = || {
            let judged = read_judged(OPERATION, judged)?;
            let mut options = Options::of(OPERATION, options)?;
            let k = options.read("k", convert::whole)?.unwrap_or(5) as usize;
            let share = options.read("share", convert::real)?.unwrap_or(0.2);
            let seed = options.read("seed", convert::long)?.unwrap_or(0);
            options.finish(&["k", "share", "seed"])?;
            self.core.probe(&judged, ProbeOptions { k, share, seed })
        };
        let found = judge().or_throw()?;
        let [object, linear, neighbors] = [Object::new(), Object::new(), Object::new()];
        set(&linear, "training", found.linear_training);
        set(&linear, "heldOut", found.linear_held_out);
        set(&neighbors, "heldOut", found.neighbors_held_out);
        set(&object, "linear", linear);
        set(&object, "neighbors", neighbors);
        set(&object, "majority", found.majority);
        set(&object, "k", found.k as f64);
        set(&object, "trainingRows", found.training_rows as f64);
        set(&object, "heldOutRows", found.held_out_rows as f64);
        Ok(object.into())
    }

    /// Reads the factors of generated data off any rows of its space, by the `k` nearest rows (5 if left out): rows ×
    /// factors, in the order of `factors`.
    #[wasm_bindgen(js_name = estimateFactors)]
    pub fn estimate_factors(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] rows: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ k?: number }")] options: &JsValue,
    ) -> JsResult<Float32Array> {
        const OPERATION: &str = "estimate factors";
        let judge = || {
            let data = convert::whole(OPERATION, "data", data)?;
            let rows = convert::floats(OPERATION, "rows", rows)?;
            let mut options = Options::of(OPERATION, options)?;
            let k = options.read("k", convert::whole)?.unwrap_or(5);
            options.finish(&["k"])?;
            self.core.estimate_factors(data, &rows, k as usize)
        };
        Ok(Float32Array::from(judge().or_throw()?.as_slice()))
    }

    /// How much pictures of the same rows agree, point by point: in their places, after all are brought onto one another,
    /// and in their `k` nearest neighbors (10 if left out).
    #[wasm_bindgen(unchecked_return_type = "Stability")]
    pub fn stability(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Judged[]")] pictures: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ k?: number; seed?: number }")] options: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "stability";
        let judge = || {
            let pictures =
                if Array::is_array(pictures) { convert::elements_of(OPERATION, pictures)? } else { Vec::new() };
            let pictures =
                pictures.iter().map(|picture| read_judged(OPERATION, picture)).collect::<Result<Vec<_>>>()?;
            let mut options = Options::of(OPERATION, options)?;
            let k = options.read("k", convert::whole)?.unwrap_or(10);
            let seed = options.read("seed", convert::long)?.unwrap_or(0);
            options.finish(&["k", "seed"])?;
            self.core.stability(&pictures, k as usize, seed)
        };
        let found = judge().or_throw()?;
        let object = Object::new();
        set(&object, "spread", Float32Array::from(found.spread.as_slice()));
        set(&object, "moving", Uint32Array::from(found.moving.as_slice()));
        set(&object, "meanSpread", found.mean_spread);
        set(&object, "meanOverlap", found.mean_overlap);
        set(&object, "rows", Uint32Array::from(found.rows.as_slice()));
        set(&object, "sampled", found.sampled);
        set(&object, "overlap", Float32Array::from(found.overlap.as_slice()));
        set(&object, "mean", floats(&found.mean));
        Ok(object.into())
    }
}

/// The id of a run, a picture `{ data, embedding, components }`, or the rows of a data set as they are, `{ data }`.
fn read_judged(operation: &'static str, value: &JsValue) -> Result<Judged> {
    if value.as_f64().is_some() || !value.is_object() {
        return Ok(Judged::Run(convert::whole(operation, "run", value)?));
    }
    let mut options = Options::of(operation, value)?;
    let data = options.read("data", convert::whole)?;
    let Some(values) = options.take("embedding") else {
        options.finish(&["data", "embedding", "components"])?;
        return match data {
            Some(data) => Ok(Judged::Data(data)),
            None => Err(Error::WrongKind {
                operation,
                parameter: "embedding".into(),
                found: "missing".into(),
                expected: "a Float32Array, or \"data\" alone for its rows as they are".into(),
            }),
        };
    };
    let values = convert::floats(operation, "embedding", &values)?;
    let columns = options.read("components", convert::whole)?.unwrap_or(2) as usize;
    options.finish(&["data", "embedding", "components"])?;
    let found = values.len();
    let rows = found / columns.max(1);
    let embedding = Some(values).filter(|_| columns > 0 && rows * columns == found);
    let embedding = embedding.and_then(|values| Array2::from_shape_vec((rows, columns), values).ok());
    let embedding = embedding.ok_or_else(|| Error::Shape {
        operation,
        found: format!("an embedding of {found} values"),
        expected: format!("a multiple of {columns}, the number of components"),
    })?;
    Ok(Judged::Picture { data, embedding })
}

/// How many rows are judged at most, and the seed that chooses them.
fn read_sample(options: &mut Options) -> Result<(Option<usize>, u64)> {
    let most = options.read("sample", convert::count)?;
    Ok((most.map(|most| most as usize), options.read("seed", convert::long)?.unwrap_or(0)))
}

fn ranked(found: &Ranked) -> Object {
    let object = Object::new();
    set(&object, "indices", Uint32Array::from(found.indices.as_slice()));
    set(&object, "ranks", Uint32Array::from(found.ranks.as_slice()));
    object
}

fn floats(matrix: &Array2<f32>) -> Float32Array {
    Float32Array::from(matrix.iter().copied().collect::<Vec<_>>().as_slice())
}
