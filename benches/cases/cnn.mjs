// One step of Adam on 64 digits through a LeNet (6 and 16 filters of 5 × 5, maxima of 2 × 2, dense 120-84-10, ReLU, softmax
// cross-entropy), beside TensorFlow.js. Its WebAssembly backend has no gradient of a convolution by its filters, so
// `minimize` runs on its plain JavaScript one; beside that, the WebAssembly one is given the gradient as what it is: a
// convolution of the pictures with the gradient. Ours draws its batch from 6,000 digits at each step; theirs get the same
// tensors again and again.

export const name = "convolutional network, LeNet, one Adam step on 64 digits";

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report }) {
  const times = await page.evaluate(async () => {
    const { inTurns, loadLibrary, loadTensorFlow } = await import("/benches/browser.js");
    const [images, labels] = await Promise.all(
      ["images.idx3", "labels.idx1"].map(async (file) => {
        const response = await fetch(`/www/public/data/digits-${file}-ubyte`);
        if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
        return new Uint8Array(await response.arrayBuffer());
      }),
    );
    const { Lab } = await loadLibrary();
    const lab = new Lab();
    const data = lab.addFile(images, { format: "idx", labels });
    const batch = 64;
    const run = lab.start("cnn", data, { epochs: 1000 });
    if (lab.details(run).batchSize !== batch) throw new Error("the method's default is another batch size");

    const [rows, columns] = lab.shape(data);
    const side = Math.sqrt(columns);
    const every = Math.floor(rows / batch);
    const [values, classes] = [lab.matrix(data), /** @type {Int32Array} */ (lab.labels(data))];
    const sample = Float32Array.from({ length: batch * columns }, (_, at) => values[Math.floor(at / columns) * every * columns + (at % columns)]);
    const chosen = Int32Array.from({ length: batch }, (_, row) => classes[row * every]);

    const tf = await loadTensorFlow();
    /** The pictures with a margin, on the backend that is chosen. @type {any} */
    let padded;
    /** The gradient of a convolution without a margin by its filters: windows that stand where the gradient does. */
    const byFilters = (/** @type {any} */ input, /** @type {any} */ gradient) =>
      tf.transpose(tf.conv2d(tf.transpose(input, [3, 1, 2, 0]), tf.transpose(gradient, [1, 2, 0, 3]), 1, "valid"), [1, 2, 0, 3]);
    const first = tf.customGrad((/** @type {any} */ filters, /** @type {any} */ save) => {
      save([filters]);
      return { value: tf.conv2d(padded, filters, 1, "valid"), gradFunc: (/** @type {any} */ by) => byFilters(padded, by) };
    });
    const second = tf.customGrad((/** @type {any} */ input, /** @type {any} */ filters, /** @type {any} */ save) => {
      save([input, filters]);
      return {
        value: tf.conv2d(input, filters, 1, "valid"),
        gradFunc: (/** @type {any} */ by, /** @type {any[]} */ [input, filters]) => [
          tf.conv2dTranspose(by, filters, input.shape, 1, "valid"),
          byFilters(input, by),
        ],
      };
    });
    /** A step of `minimize` on a network of its own, on the backend that is chosen now. */
    const network = (/** @type {boolean} */ helped) => {
      const shapes = [[5, 5, 1, 6], [5, 5, 6, 16], [400, 120], [120, 84], [84, 10]];
      const layers = shapes.map((shape, index) => {
        const window = shape.length === 4 ? 25 : 1;
        const [inputs, outputs] = shape.slice(-2);
        const limit = Math.sqrt(6 / (window * (inputs + outputs)));
        return { weights: tf.variable(tf.randomUniform(shape, -limit, limit, "float32", index)), biases: tf.variable(tf.zeros([outputs])) };
      });
      const pictures = tf.tensor4d(sample, [batch, side, side, 1]);
      const margin = tf.pad(pictures, [[0, 0], [2, 2], [2, 2], [0, 0]]);
      const answers = tf.cast(tf.oneHot(tf.tensor1d(chosen, "int32"), 10), "float32");
      const adam = tf.train.adam(0.001);
      const convolve = (/** @type {any} */ input, /** @type {number} */ index) => {
        const { weights } = layers[index];
        if (!helped) return tf.conv2d(input, weights, 1, "valid");
        return index === 0 ? first(weights) : second(input, weights);
      };
      const loss = () => {
        let value = margin;
        for (const [index, { weights, biases }] of layers.entries()) {
          if (index === 2) value = tf.reshape(value, [batch, -1]);
          value = tf.add(index < 2 ? convolve(value, index) : tf.matMul(value, weights), biases);
          if (index < 4) value = tf.relu(value);
          if (index < 2) value = tf.maxPool(value, 2, 2, "valid");
        }
        return tf.losses.softmaxCrossEntropy(answers, value);
      };
      return () => {
        padded = margin;
        const value = adam.minimize(loss, true);
        const [number] = value.dataSync();
        value.dispose();
        return number;
      };
    };

    let missing = "";
    const onWasm = network(true);
    try {
      network(false)();
    } catch (error) {
      missing = String(error);
    }
    console.log(missing ? `tfjs-wasm: ${missing}` : "tfjs-wasm has all gradients by now: measure it as it is");
    const wasmLosses = [onWasm(), onWasm(), onWasm()];
    await tf.setBackend("cpu");
    const onCpu = network(false);
    const cpuLosses = [onCpu(), onCpu(), onCpu()];
    // Two backends with the same numbers must agree; the gradient that was written here could be wrong.
    if (wasmLosses.some((loss, step) => !(Math.abs(loss - cpuLosses[step]) < 1e-3 * loss))) {
      throw new Error(`losses ${wasmLosses} with WebAssembly, ${cpuLosses} without`);
    }
    // A backend is chosen before its turn, which takes no time worth measuring.
    return inTurns(
      {
        ours: () => lab.step(run, 1),
        wasm: async () => {
          await tf.setBackend("wasm");
          onWasm();
        },
        cpu: async () => {
          await tf.setBackend("cpu");
          onCpu();
        },
      },
      { rounds: 9, warmUp: 2 },
    );
  });
  const { ours } = times;
  const helped = "tfjs-wasm 4.22.0, SIMD, 1 thread, filters' gradient added";
  report({ what: name, unit: "ms", ours, peer: helped, theirs: times.wasm, atMost: 1 / 3 });
  report({ what: name, unit: "ms", ours, peer: "tfjs-cpu 4.22.0 minimize", theirs: times.cpu, atMost: 1 / 3 });
}
