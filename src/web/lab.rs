//! [`Lab`](crate::lab::Lab) for JavaScript: the same names in camelCase, plain objects and typed arrays.

mod data;
mod extent;
mod handwriting;
mod history;
mod judge;
mod microscope;
mod neighbors;
mod runs;
mod shared_plane;
mod weights;
mod words;

use super::convert;
use super::error::{JsResult, OrThrow};
use crate::data::Dataset;
use crate::lab::{Lab as Core, Run};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Data sets and runs, by id. Every matrix is row-major.
#[wasm_bindgen]
#[derive(Default)]
pub struct Lab {
    core: Core,
}

#[wasm_bindgen]
impl Lab {
    /// A lab with nothing in it.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets a data set or a run; without an id, everything.
    pub fn free(&mut self, #[wasm_bindgen(unchecked_optional_param_type = "number")] id: &JsValue) -> JsResult<()> {
        match optional(id, |id| convert::whole("free", "id", id))? {
            Some(id) => self.core.free(id).or_throw(),
            None => {
                self.core.clear();
                Ok(())
            }
        }
    }

    /// Panics on purpose, so that pages and tests can rehearse the recovery from a lost worker.
    pub fn panic(&self) {
        panic!("a panic was asked for");
    }
}

impl Lab {
    fn dataset(&self, operation: &'static str, id: &JsValue) -> JsResult<&Dataset> {
        let id = convert::whole(operation, "data", id).or_throw()?;
        Ok(self.core.dataset(operation, id).or_throw()?)
    }

    fn run(&self, operation: &'static str, id: &JsValue) -> JsResult<&Run> {
        let id = convert::whole(operation, "run", id).or_throw()?;
        self.core.run(operation, id).or_throw()
    }
}

fn optional<T>(value: &JsValue, read: impl FnOnce(&JsValue) -> crate::Result<T>) -> JsResult<Option<T>> {
    if value.is_undefined() { Ok(None) } else { read(value).map(Some).or_throw() }
}
