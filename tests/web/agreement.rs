//! Embeddings in a browser agree with the native ones.

#[path = "../support/agreement.rs"]
mod embeddings;

use embeddings::{TOLERANCE, distance};
use std::collections::BTreeMap;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn every_method_agrees_with_the_native_build() {
    let expected: BTreeMap<String, Vec<f32>> =
        serde_json::from_str(include_str!("../golden/embeddings.json")).expect("a map of embeddings");
    for (method, embedding) in embeddings::embeddings() {
        let far = distance(&expected[method], &embedding);
        assert!(far <= TOLERANCE, "{method} is {far} away");
    }
}
