//! What a reader draws or drops, as a picture of a digit.

use super::Lab;
use crate::data::handwriting::{drawn, photographed};
use crate::data::read::check_image;
use crate::web::convert::{self, Options};
use crate::web::error::{JsResult, OrThrow};
use js_sys::Float32Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Lab {
    /// Strokes of a pen as 28 × 28 values, scaled and centered as MNIST's digits were. `points` are x, y pairs from 0 to 1
    /// (y down), one stroke after another; `ends` says after how many points each stroke ends. `thickness` of the pen is a
    /// share of the pad's side, 0.08 if left out.
    #[wasm_bindgen(js_name = centerDrawing)]
    pub fn center_drawing(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] points: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Uint32Array | number[]")] ends: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ thickness?: number }")] options: &JsValue,
    ) -> JsResult<Float32Array> {
        const OPERATION: &str = "center drawing";
        let center = || {
            let points = convert::floats(OPERATION, "points", points)?;
            let ends = convert::indices(OPERATION, "ends", ends)?;
            let mut options = Options::of(OPERATION, options)?;
            let thickness = options.read("thickness", convert::real)?.unwrap_or(0.08);
            options.finish(&["thickness"])?;
            drawn(&points, &ends, thickness)
        };
        Ok(Float32Array::from(center().or_throw()?.as_slice()))
    }

    /// An image as 28 × 28 values, scaled and centered likewise: ink is what differs from the border. `rgba` are its
    /// decoded bytes, four a pixel; `file` the bytes of the PNG or JPEG they came from, so that what the browser cannot
    /// tell apart (16 bits a channel) is refused.
    #[wasm_bindgen(js_name = centerImage)]
    pub fn center_image(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "{ height: number; width: number; file?: Uint8Array }")]
        options: &JsValue,
    ) -> JsResult<Float32Array> {
        const OPERATION: &str = "center image";
        let center = || {
            let mut options = Options::of(OPERATION, options)?;
            let height = options.need("height", convert::whole)?;
            let width = options.need("width", convert::whole)?;
            let file = options.read("file", convert::bytes)?;
            options.finish(&["height", "width", "file"])?;
            if let Some(file) = file {
                check_image(&file)?;
            }
            photographed(&convert::bytes(OPERATION, "rgba", rgba)?, height as usize, width as usize)
        };
        Ok(Float32Array::from(center().or_throw()?.as_slice()))
    }
}
