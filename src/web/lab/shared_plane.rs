//! Two embeddings in one plane.

use super::Lab;
use crate::judge::shared_plane;
use crate::web::convert::set;
use crate::web::error::{JsResult, OrThrow};
use js_sys::{Float32Array, Object};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Two embeddings in one plane, the second turned onto the first. */
export interface SharedPlane {
    /** n × 2 each. */
    first: Float32Array;
    second: Float32Array;
    /** The cosine of the two vectors of each row. */
    cosines: Float32Array;
    /** 0: the same shape, 1: nothing in common. */
    disparity: number;
}
"#;

#[wasm_bindgen]
impl Lab {
    /// The embeddings of two runs on the same rows, the second turned onto the first (orthogonal Procrustes), both in the
    /// plane of the first's principal components.
    #[wasm_bindgen(js_name = sharedPlane, unchecked_return_type = "SharedPlane")]
    pub fn shared_plane(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] first: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] second: &JsValue,
    ) -> JsResult<Object> {
        let (first, second) = (self.run("shared plane", first)?, self.run("shared plane", second)?);
        let found = first
            .embedding_matrix()
            .and_then(|first| shared_plane(first.view(), second.embedding_matrix()?.view()))
            .or_throw()?;
        let object = Object::new();
        set(&object, "first", Float32Array::from(found.first.as_slice()));
        set(&object, "second", Float32Array::from(found.second.as_slice()));
        set(&object, "cosines", Float32Array::from(found.cosines.as_slice()));
        set(&object, "disparity", found.disparity);
        Ok(object)
    }
}
