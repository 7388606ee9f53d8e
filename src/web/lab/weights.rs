//! Texts word by word.

use super::Lab;
use super::words::text_row;
use crate::web::convert::{self, set};
use crate::web::error::{JsResult, OrThrow};
use js_sys::{Float64Array, Int32Array, Object, Uint32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A text as tf-idf sees it; `tf`, `idf` and `df` have an entry for each of `indices`. */
export interface WeighedText extends TextRow {
    /** The words in the order of the text, and the column of each (−1: none). */
    words: string[];
    columns: Int32Array;
    tf: Float64Array;
    idf: Float64Array;
    /** In how many of the documents the word occurs, and how many documents there are. */
    df: Uint32Array;
    documents: number;
}
"#;

#[wasm_bindgen]
impl Lab {
    /// A text word by word, weighed as the rows of data from "tf-idf" are.
    #[wasm_bindgen(js_name = weighText, unchecked_return_type = "WeighedText")]
    pub fn weigh_text(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "weigh text";
        let data = convert::whole(OPERATION, "data", data).or_throw()?;
        let text = convert::text(OPERATION, "text", text).or_throw()?;
        let found = self.core.weigh_text(data, &text).or_throw()?;
        let object = text_row(&found.row)?;
        set(&object, "words", convert::plain(&found.words).or_throw()?);
        set(&object, "columns", Int32Array::from(found.columns.as_slice()));
        set(&object, "tf", Float64Array::from(found.tf.as_slice()));
        set(&object, "idf", Float64Array::from(found.idf.as_slice()));
        set(&object, "df", Uint32Array::from(found.df.as_slice()));
        set(&object, "documents", found.documents as f64);
        Ok(object)
    }
}
