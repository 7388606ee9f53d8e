//! Errors as JavaScript sees them.

use crate::error::{Error, Result};
use wasm_bindgen::JsValue;

/// A JavaScript `Error` with the sentence as its message and the stable code as its `code`.
pub fn to_js(error: Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.to_string());
    thrown.set_name("LatentLabError");
    // Setting a property of a fresh object cannot fail.
    let _ = js_sys::Reflect::set(&thrown, &"code".into(), &error.code().into());
    thrown.into()
}

/// What a function that JavaScript calls returns.
pub type JsResult<T> = std::result::Result<T, JsValue>;

/// Turns the library's results into those that JavaScript receives.
pub trait OrThrow<T> {
    /// The value, or a JavaScript `Error` to be thrown.
    fn or_throw(self) -> JsResult<T>;
}

impl<T> OrThrow<T> for Result<T> {
    fn or_throw(self) -> JsResult<T> {
        self.map_err(to_js)
    }
}
