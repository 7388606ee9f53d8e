//! The native embeddings that a browser must agree with; `tests/web` compares its own with the same file.
//!
//! To write the file anew after a deliberate change: `UPDATE=1 cargo test --test agreement`.

#[path = "support/agreement.rs"]
mod agreement;

use agreement::{TOLERANCE, distance, embeddings};
use std::collections::BTreeMap;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/embeddings.json");

#[test]
fn native_embeddings_are_those_on_file() {
    let found = embeddings();
    if std::env::var_os("UPDATE").is_some() {
        let map: BTreeMap<_, _> = found.iter().cloned().collect();
        std::fs::write(FILE, serde_json::to_string(&map).unwrap()).unwrap();
    }
    let expected: BTreeMap<String, Vec<f32>> = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    assert_eq!(expected.len(), found.len());
    for (method, embedding) in found {
        let far = distance(&expected[method], &embedding);
        assert!(far <= TOLERANCE, "{method} is {far} away");
    }
}
