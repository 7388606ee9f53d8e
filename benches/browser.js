// What cases use inside the page: data, the library, and timing. Import it in `page.evaluate` as "/benches/browser.js".

import init, * as library from "../pkg/latent_lab.js";

/** The library, ready to use. */
export async function loadLibrary() {
  await init();
  return library;
}

/**
 * All 10,000 handwritten digits, brightness from 0 to 1, one per row.
 * @returns {Promise<{ values: Float32Array, n: number, d: number }>}
 */
export async function loadDigits() {
  const parts = await Promise.all(
    ["digits", "digits-more"].map(async (prefix) => {
      const response = await fetch(`/www/public/data/${prefix}-images.idx3-ubyte`);
      if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
      return new Uint8Array(await response.arrayBuffer(), 16);
    }),
  );
  const d = 28 * 28;
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    values.set(
      Float32Array.from(part, (value) => value / 255),
      start,
    );
    start += part.length;
  }
  return { values, n: values.length / d, d };
}

/**
 * Loads a script that only knows how to be a global, such as the bundles of TensorFlow.js.
 * @param {string} path
 */
export async function loadScript(path) {
  const script = document.createElement("script");
  script.src = path;
  await new Promise((loaded, failed) => {
    script.onload = loaded;
    script.onerror = () => failed(new Error(`${path} cannot be loaded`));
    document.head.append(script);
  });
}

/**
 * TensorFlow.js with its backends for WebAssembly (SIMD, one thread) and plain JavaScript; the first is chosen.
 * @returns {Promise<any>}
 */
export async function loadTensorFlow() {
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
  return tf;
}

/**
 * Drives a run to its end, in slices as the page's worker does.
 * @param {library.Lab} lab
 * @param {number} run
 * @param {number} [budget] milliseconds a slice
 */
export function finish(lab, run, budget = 8) {
  let report;
  do report = lab.advance(run, budget);
  while (report.phase !== "done");
  return report;
}

/**
 * Times several ways to do one thing, in turns, so that whatever else the machine does meets all of them alike.
 * @template {string} Name
 * @param {Record<Name, () => unknown>} ways each does the work once; what it returns is awaited
 * @param {{ rounds?: number, warmUp?: number }} [options] timed and untimed rounds
 * @returns {Promise<Record<Name, number>>} the median of each in milliseconds
 */
export async function inTurns(ways, { rounds = 5, warmUp = 1 } = {}) {
  const names = /** @type {Name[]} */ (Object.keys(ways));
  /** @type {Map<Name, number[]>} */
  const times = new Map(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of names) {
      const started = performance.now();
      await ways[name]();
      if (round >= 0) times.get(name)?.push(performance.now() - started);
    }
  }
  const medians = names.map((name) => [name, median(times.get(name) ?? [])]);
  return /** @type {Record<Name, number>} */ (Object.fromEntries(medians));
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The first 50 principal components of the first `n` digits, one row each. There are 10,000 digits; further rows repeat them,
 * each value moved a little.
 * @param {number} n
 * @returns {Promise<{ values: Float32Array, n: number, d: number }>}
 */
export async function loadComponents(n) {
  const d = 50;
  const digits = await loadDigits();
  const lab = new library.Lab();
  const data = lab.addMatrix(digits.values, digits.n, digits.d);
  const run = lab.start("pca", data, { components: d });
  finish(lab, run);
  const components = lab.embedding(run);
  lab.free();
  const values = Float32Array.from({ length: n * d }, (_, at) => {
    const moved = at < components.length ? 0 : 0.05 * Math.sin(at * 12.9898);
    return components[at % components.length] + moved;
  });
  return { values, n, d };
}
