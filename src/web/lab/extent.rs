//! Sizes: of groups, and of the shadow on a line.

use super::Lab;
use crate::error::Error;
use crate::lab::Space;
use crate::web::convert::{self, Options, set};
use crate::web::error::{JsResult, OrThrow};
use js_sys::{Float32Array, Float64Array, Int32Array, Object, Uint32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Lab {
    /// How large the labeled groups are and how far apart, in the data's own space or in a run's embedding: `counts`, root
    /// mean square `radii`, and `distances` between centers (groups × groups).
    #[wasm_bindgen(unchecked_return_type = "Clusters")]
    pub fn clusters(
        &self,
        #[wasm_bindgen(unchecked_param_type = "{ data: number } | { run: number }")] space: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "clusters";
        let measure = || {
            let mut options = Options::of(OPERATION, space)?;
            let data = options.read("data", convert::whole)?;
            let run = options.read("run", convert::whole)?;
            options.finish(&["data", "run"])?;
            match (data, run) {
                (Some(id), None) => self.core.clusters(Space::Data(id)),
                (None, Some(id)) => self.core.clusters(Space::Run(id)),
                _ => Err(Error::WrongKind {
                    operation: OPERATION,
                    parameter: "data or run".into(),
                    found: "both or none".into(),
                    expected: "exactly one of them".into(),
                }),
            }
        };
        let found = measure().or_throw()?;
        let object = Object::new();
        set(&object, "labels", Int32Array::from(found.labels.as_slice()));
        set(&object, "counts", Uint32Array::from(found.counts.as_slice()));
        set(&object, "radii", Float64Array::from(found.radii.as_slice()));
        set(&object, "distances", Float64Array::from(found.distances.as_slice().unwrap_or_default()));
        Ok(object.into())
    }

    /// The data cast onto the line through its mean with that direction: each row's place on the line and the point of the
    /// line nearest to it, the variance along the line, and that of the data in all.
    #[wasm_bindgen(unchecked_return_type = "Shadow")]
    pub fn shadow(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] direction: &JsValue,
    ) -> JsResult<JsValue> {
        const OPERATION: &str = "shadow";
        let cast = || {
            let direction = convert::floats(OPERATION, "direction", direction)?;
            self.core.shadow(convert::whole(OPERATION, "data", data)?, &direction)
        };
        let found = cast().or_throw()?;
        let object = Object::new();
        set(&object, "direction", Float64Array::from(found.direction.as_slice()));
        set(&object, "places", Float32Array::from(found.places.as_slice()));
        set(&object, "feet", Float32Array::from(found.feet.as_slice().unwrap_or_default()));
        set(&object, "mean", Float64Array::from(found.mean.as_slice()));
        set(&object, "variance", found.variance);
        set(&object, "total", found.total);
        set(&object, "share", if found.total > 0.0 { found.variance / found.total } else { 0.0 });
        Ok(object.into())
    }
}
