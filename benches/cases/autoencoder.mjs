// One step of Adam on 256 digits through the autoencoder 784-400-200-2-200-400-784, beside TensorFlow.js, whose
// `minimize` does the same on its WebAssembly backend with SIMD and one thread. Ours draws its batch from 5,000 digits
// at each step; theirs gets the same tensor again and again.

export const name = "autoencoder 784-400-200-2, one Adam step on 256 digits";

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report }) {
  const times = await page.evaluate(async () => {
    const { inTurns, loadDigits, loadLibrary, loadScript } = await import("/benches/browser.js");
    const { values, n, d } = await loadDigits();
    const rows = 5000;
    const batch = 256;
    // The file is sorted by class; every other row of it holds all classes.
    const stride = Math.floor(n / rows);
    const picked = new Float32Array(rows * d);
    for (let row = 0; row < rows; row++) picked.set(values.subarray(row * stride * d, (row * stride + 1) * d), row * d);

    const { Lab } = await loadLibrary();
    const lab = new Lab();
    const parameters = { batchSize: batch, epochs: 1000 };
    const run = lab.start("autoencoder", lab.addMatrix(picked, rows, d), parameters);

    const peers = "/benches/node_modules/@tensorflow";
    await loadScript(`${peers}/tfjs-core/dist/tf-core.es2017.min.js`);
    // The gradients of the core's operations come with the layers.
    await loadScript(`${peers}/tfjs-layers/dist/tf-layers.es2017.min.js`);
    await loadScript(`${peers}/tfjs-backend-cpu/dist/tf-backend-cpu.es2017.min.js`);
    await loadScript(`${peers}/tfjs-backend-wasm/dist/tf-backend-wasm.es2017.min.js`);
    const { tf } = /** @type {any} */ (globalThis);
    tf.wasm.setWasmPaths(`${peers}/tfjs-backend-wasm/dist/`);
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    await tf.setBackend("wasm");
    await tf.ready();

    const widths = [d, 400, 200, 2, 200, 400, d];
    const layers = widths.slice(1).map((outputs, index) => {
      const inputs = widths[index];
      const limit = Math.sqrt(6 / (inputs + outputs));
      const linear = index === 2 || index === 5;
      const weights = tf.variable(tf.randomUniform([inputs, outputs], -limit, limit));
      return { linear, weights, biases: tf.variable(tf.zeros([outputs])) };
    });
    const every = Math.floor(rows / batch);
    const sample = new Float32Array(batch * d);
    for (let row = 0; row < batch; row++) sample.set(picked.subarray(row * every * d, (row * every + 1) * d), row * d);
    const input = tf.tensor2d(sample, [batch, d]);
    const adam = tf.train.adam(0.001);
    const loss = () => {
      let value = input;
      for (const { linear, weights, biases } of layers) {
        value = tf.add(tf.matMul(value, weights), biases);
        if (!linear) value = tf.relu(value);
      }
      return tf.mean(tf.squaredDifference(value, input));
    };

    const times = await inTurns(
      {
        ours: () => lab.step(run, 1),
        tfjs: () => {
          const value = adam.minimize(loss, true);
          value.dataSync();
          value.dispose();
        },
      },
      { rounds: 15, warmUp: 3 },
    );
    const gflop = (2 * batch * 3 * 788_000 - 2 * batch * d * 400) / 1e9;
    console.log(`ours ${times.ours.toFixed(1)} ms = ${(gflop / times.ours * 1000).toFixed(0)} GFLOP/s over all`);
    return times;
  });
  const peer = "tfjs-wasm 4.22.0 minimize, SIMD, 1 thread";
  report({ what: name, unit: "ms", ours: times.ours, peer, theirs: times.tfjs, atMost: 0.25 });
}
