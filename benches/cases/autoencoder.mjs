// One step of Adam on 256 digits through the autoencoder 784-400-200-2-200-400-784, beside TensorFlow.js on its WebAssembly
// backend with SIMD and one thread: its `minimize`, and a backward pass and Adam written by hand of its operations. The
// latter transposes before it multiplies, since that backend multiplies transposed matrices without SIMD. Ours draws its
// batch from 5,000 digits at each step; theirs get the same tensor again and again.

export const name = "autoencoder 784-400-200-2, one Adam step on 256 digits";

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report }) {
  const times = await page.evaluate(async () => {
    const { inTurns, loadDigits, loadLibrary, loadTensorFlow } = await import("/benches/browser.js");
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

    const tf = await loadTensorFlow();
    const widths = [d, 400, 200, 2, 200, 400, d];
    const fresh = () =>
      widths.slice(1).map((outputs, index) => {
        const inputs = widths[index];
        const limit = Math.sqrt(6 / (inputs + outputs));
        const linear = index === 2 || index === 5;
        const weights = tf.variable(tf.randomUniform([inputs, outputs], -limit, limit, "float32", index));
        return { linear, weights, biases: tf.variable(tf.zeros([outputs])) };
      });
    const every = Math.floor(rows / batch);
    const sample = new Float32Array(batch * d);
    for (let row = 0; row < batch; row++) sample.set(picked.subarray(row * every * d, (row * every + 1) * d), row * d);
    const input = tf.tensor2d(sample, [batch, d]);

    const layers = fresh();
    const adam = tf.train.adam(0.001, 0.9, 0.999, 1e-8);
    const loss = () => {
      let value = input;
      for (const { linear, weights, biases } of layers) {
        value = tf.add(tf.matMul(value, weights), biases);
        if (!linear) value = tf.relu(value);
      }
      return tf.mean(tf.squaredDifference(value, input));
    };

    const own = fresh();
    const moments = own.map(({ weights, biases }) =>
      [weights, biases].map((parameter) => ({
        parameter,
        first: tf.variable(tf.zerosLike(parameter)),
        second: tf.variable(tf.zerosLike(parameter)),
      })),
    );
    let steps = 0;
    const byHand = () =>
      tf.tidy(() => {
        steps++;
        const outputs = [input];
        for (const { linear, weights, biases } of own) {
          const activation = linear ? "linear" : "relu";
          outputs.push(tf.fused.matMul({ a: outputs[outputs.length - 1], b: weights, bias: biases, activation }));
        }
        const difference = tf.sub(outputs[outputs.length - 1], input);
        const value = tf.mean(tf.square(difference));
        let gradient = tf.mul(difference, 2 / (batch * d));
        const gradients = [];
        for (let layer = own.length - 1; layer >= 0; layer--) {
          if (!own[layer].linear) gradient = tf.mul(gradient, tf.step(outputs[layer + 1]));
          gradients[layer] = [tf.matMul(tf.transpose(outputs[layer]), gradient), tf.sum(gradient, 0)];
          if (layer > 0) gradient = tf.matMul(gradient, tf.transpose(own[layer].weights));
        }
        const rate = (0.001 * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps);
        const tiny = 1e-8 * Math.sqrt(1 - 0.999 ** steps);
        for (const [layer, pair] of moments.entries()) {
          for (const [index, { parameter, first, second }] of pair.entries()) {
            const by = gradients[layer][index];
            first.assign(tf.add(tf.mul(first, 0.9), tf.mul(by, 0.1)));
            second.assign(tf.add(tf.mul(second, 0.999), tf.mul(tf.square(by), 0.001)));
            parameter.assign(tf.sub(parameter, tf.div(tf.mul(first, rate), tf.add(tf.sqrt(second), tiny))));
          }
        }
        return value.dataSync()[0];
      });
    const minimized = () => {
      const value = adam.minimize(loss, true);
      const [number] = value.dataSync();
      value.dispose();
      return number;
    };
    // Written by hand means that it could be written wrong.
    for (let step = 0; step < 5; step++) {
      const [one, other] = [minimized(), byHand()];
      if (!(Math.abs(one - other) < 1e-3 * one)) throw new Error(`step ${step}: ${one} by minimize, ${other} by hand`);
    }

    const times = await inTurns({ ours: () => lab.step(run, 1), tfjs: minimized, byHand }, { rounds: 15, warmUp: 3 });
    const gflop = (2 * batch * 3 * 788_000 - 2 * batch * d * 400) / 1e9;
    console.log(`ours ${times.ours.toFixed(1)} ms = ${((gflop / times.ours) * 1000).toFixed(0)} GFLOP/s over all`);
    return times;
  });
  const peer = "tfjs-wasm 4.22.0, SIMD, 1 thread,";
  report({ what: name, unit: "ms", ours: times.ours, peer: `${peer} minimize`, theirs: times.tfjs, atMost: 1 / 6 });
  report({ what: name, unit: "ms", ours: times.ours, peer: `${peer} written by hand`, theirs: times.byHand, atMost: 0.8 });
}
