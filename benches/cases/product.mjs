// The matrix product that everything multiplies with, beside what this machine can do at most and beside TensorFlow.js on
// its WebAssembly backend, one thread each. The library does not export its product, so a module of the same source, made
// with the same flags, is measured (benches/kernel).
//
// Both sides of the first ratio multiply and add by separate instructions of fixed SIMD, as the library is shipped: relaxed
// SIMD could do both at once, but its results differ between machines.

export const name = "the matrix product";

/** What is wanted: so many GFLOP/s, or this share of what the machine can do, whichever is less. */
const wanted = { speed: 50, share: 0.75 };

/** Rows, inner dimension and columns: a square, and the largest product of the autoencoder. */
const shapes = [
  [1024, 1024, 1024],
  [256, 784, 400],
];

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report, kernel }) {
  const found = await page.evaluate(
    async ([path, shapes]) => {
      const { inTurns, loadTensorFlow } = await import("/benches/browser.js");
      const { instance } = await WebAssembly.instantiateStreaming(fetch(path));
      const { prepare, multiply, peak, operations } = /** @type {Record<string, (...numbers: number[]) => number>} */ (instance.exports);
      const tf = await loadTensorFlow();
      const factor = (/** @type {number} */ rows, /** @type {number} */ columns) =>
        tf.tensor2d(
          Float32Array.from({ length: rows * columns }, (_, place) => ((place * 7919) % 1009) / 1009),
          [rows, columns],
        );
      const results = [];
      for (const [rows, inner, columns] of shapes) {
        const prepared = prepare(rows, inner, columns);
        const [a, b] = [factor(rows, inner), factor(inner, columns)];
        const last = tf.matMul(a, b).dataSync().at(-1);
        const ours = multiply(prepared);
        if (!(Math.abs(ours - last) < 1e-4 * last)) throw new Error(`the products differ: ${ours}, ${last}`);
        // Each works as long as the largest product takes: a machine that is busy with other things then meets all alike.
        const flop = 2 * rows * inner * columns;
        const times = Math.round(2 ** 31 / flop);
        const rounds = Math.round((times * flop) / operations());
        const repeat = (/** @type {() => unknown} */ work) => () => {
          for (let time = 0; time < times; time++) work();
        };
        const medians = await inTurns(
          { ours: repeat(() => multiply(prepared)), peak: () => peak(rounds), tfjs: repeat(() => tf.matMul(a, b).dispose()) },
          { rounds: 15, warmUp: 3 },
        );
        const speed = (/** @type {number} */ ms) => (times * flop) / ms / 1e6;
        results.push({
          what: `${rows} × ${inner} × ${columns}`,
          ours: speed(medians.ours),
          tfjs: speed(medians.tfjs),
          peak: speed(medians.peak),
        });
      }
      return results;
    },
    /** @type {[string, number[][]]} */ ([`/${await kernel()}`, shapes]),
  );
  for (const { what, ours, peak, tfjs } of found) {
    const atLeast = Math.min(wanted.share, wanted.speed / peak);
    const unit = "GFLOP/s";
    report({ what: `product, ${what}`, unit, ours, peer: "f32x4 multiply and add, in registers", theirs: peak, atLeast });
    report({ what: `product, ${what}`, unit, ours, peer: "tfjs-wasm 4.22.0 matMul, SIMD, 1 thread", theirs: tfjs });
  }
}
