//! [`Sparsity`] for JavaScript.

use super::convert::{self, Options};
use super::error::{JsResult, OrThrow};
use super::tree;
use crate::draw::{Part, Sparsity, Theme};
use crate::error::Result;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{Clamped, JsValue};
use web_sys::{CanvasRenderingContext2d, ImageData};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** The part of a matrix that fills a picture: where it begins and what it spans, in rows and columns. */
export interface MatrixPart { row: number; column: number; rows: number; columns: number }
"#;

/// A sparse matrix (see `lab.sparse`) as a picture that can be zoomed from the whole to a single cell.
#[wasm_bindgen]
pub struct SparsePicture {
    core: Sparsity,
}

#[wasm_bindgen]
impl SparsePicture {
    /// Takes a copy of the matrix.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(
            unchecked_param_type = "Pick<SparseMatrix, \"columns\" | \"offsets\" | \"indices\" | \"values\">"
        )]
        matrix: &JsValue,
    ) -> JsResult<SparsePicture> {
        const OPERATION: &str = "sparse picture";
        let read = || -> Result<Sparsity> {
            let mut options = Options::of(OPERATION, matrix)?;
            let columns = options.need("columns", convert::whole)?;
            let offsets = options.need("offsets", convert::indices)?;
            let indices = options.need("indices", convert::indices)?;
            let values = options.need("values", convert::floats)?;
            Sparsity::new(columns as usize, offsets, indices, values)
        };
        Ok(SparsePicture { core: read().or_throw()? })
    }

    /// Paints a part of the matrix at the upper left corner of a canvas, in pixels of the screen. Larger values are
    /// darker; a pixel that holds many cells is the darker, the more of them are not zero.
    pub fn paint(
        &self,
        context: &CanvasRenderingContext2d,
        #[wasm_bindgen(unchecked_param_type = "MatrixPart")] part: JsValue,
        width: u32,
        height: u32,
        #[wasm_bindgen(unchecked_param_type = "\"light\" | \"dark\"")] theme: &JsValue,
    ) -> JsResult<()> {
        const OPERATION: &str = "sparse picture";
        let part: Part = tree::read(OPERATION, "part", &part).or_throw()?;
        let name = convert::text(OPERATION, "theme", theme).or_throw()?;
        let bytes = self.core.paint(part, (width, height), Theme::named(&name).or_throw()?).or_throw()?;
        let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), width, height)?;
        context.put_image_data(&image, 0.0, 0.0)
    }

    /// The value of a cell.
    pub fn value(&self, row: u32, column: u32) -> JsResult<f32> {
        self.core.value(row as usize, column as usize).or_throw()
    }
}
