//! Tests that run in a browser: `npm test` drives them through wasm-pack. A crate of its own, so that only these tests
//! are compiled for wasm32; natively it is empty.
#![cfg(all(test, target_arch = "wasm32"))]

mod agreement;
mod random;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
