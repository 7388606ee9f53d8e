//! The random streams have the bits in a browser that they have natively.

use latent_lab::random::generator;
use rand::Rng;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_stream_is_the_native_one() {
    let mut generator = generator(0, "frozen");
    assert_eq!(generator.next_u64(), 9_226_665_638_038_098_706);
    assert_eq!(generator.next_u64(), 3_096_330_602_618_689_563);
}
