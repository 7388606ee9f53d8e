//! Data sets: generating, adding and reading them.

use super::Lab;
use crate::data::read::{FORMATS, read, read_idx};
use crate::data::{Dataset, GENERATORS};
use crate::represent::FEATURE_MAPS;
use crate::web::convert::{self, Options, set};
use crate::web::error::{JsResult, OrThrow};
use js_sys::{Float32Array, Int32Array, Object};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Lab {
    /// The generators of data, with their parameters.
    #[wasm_bindgen(unchecked_return_type = "Described[]")]
    pub fn generators(&self) -> JsResult<JsValue> {
        convert::plain(&GENERATORS).or_throw()
    }

    /// The feature maps, with their parameters.
    #[wasm_bindgen(unchecked_return_type = "Described[]")]
    pub fn maps(&self) -> JsResult<JsValue> {
        convert::plain(&FEATURE_MAPS).or_throw()
    }

    /// The file formats that `addFile` reads, with their parameters and the endings of their names.
    #[wasm_bindgen(unchecked_return_type = "(Described & { extensions: string[] })[]")]
    pub fn formats(&self) -> JsResult<JsValue> {
        convert::plain(&FORMATS).or_throw()
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
            let mut options = Options::of(OPERATION, options)?;
            if let Some(labels) = options.read("labels", convert::integers)? {
                dataset = dataset.with_labels(labels)?;
            }
            if let Some(names) = options.read("names", convert::texts)? {
                dataset = dataset.with_names(names)?;
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

    /// Fits a feature map to a data set and returns the id of the new data set that it gives there.
    pub fn transform(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] map: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Parameters")] params: &JsValue,
    ) -> JsResult<u32> {
        const OPERATION: &str = "transform";
        let map = convert::text(OPERATION, "map", map).or_throw()?;
        let data = convert::whole(OPERATION, "data", data).or_throw()?;
        let given = convert::given(OPERATION, params).or_throw()?;
        self.core.transform(&map, data, &given).or_throw()
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

    /// The name of each class, if the classes have names.
    #[wasm_bindgen(js_name = labelNames, unchecked_return_type = "string[] | undefined")]
    pub fn label_names(&self, #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue) -> JsResult<JsValue> {
        convert::plain(&self.dataset("label names", data)?.label_names()).or_throw()
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
}

fn read_file(bytes: &JsValue, options: &JsValue) -> crate::Result<Dataset> {
    const OPERATION: &str = "add file";
    let bytes = convert::bytes(OPERATION, "bytes", bytes)?;
    let mut options = Options::of(OPERATION, options)?;
    let format = convert::text(OPERATION, "format", &options.take("format").unwrap_or(JsValue::UNDEFINED))?;
    if format == "idx" {
        let labels = options.read("labels", convert::bytes)?;
        let rows = options.read("rows", convert::range)?;
        if labels.is_some() || rows.is_some() {
            options.finish(&["format", "labels", "rows"])?;
            return read_idx(&bytes, labels.as_deref(), rows);
        }
    }
    read(&format, &bytes, &options.into_given()?)
}
