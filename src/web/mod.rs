//! The only module that knows JavaScript exists. It translates, and decides nothing.

mod canvas;
mod charts;
mod convert;
mod error;
mod lab;
mod painter;
mod sparsity;
mod tree;
mod types;

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs once when the module is loaded: from then on a panic is written to the console before it stops the module. A release
/// built with its own standard library leaves this out, and stops at once.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}
