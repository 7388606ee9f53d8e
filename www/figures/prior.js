/** Codes that no picture has: drawn from the normal distribution, and asked how far from the data's own they fall. */

/** @typedef {import("../engine/client.js").Engine} Engine */

/** `count` codes from the standard normal distribution, one after another. @param {Engine} engine @param {number} width of a code @param {number} count @param {number} seed @returns {Promise<Float32Array>} */
export async function normalCodes(engine, width, count, seed) {
  const cloud = await engine.call("generate", "random-cloud", { n: count, features: width, seed });
  const values = await engine.call("matrix", cloud);
  await engine.call("free", cloud);
  return values;
}

/**
 * Normal codes with the mean and covariance of the codes that a network has: PCA of those says how far to stretch which way.
 * @param {Engine} engine @param {Float32Array} normal @param {Float32Array} codes @param {number} width of a code @returns {Promise<Float32Array>}
 */
export async function likeCodes(engine, normal, codes, width) {
  const data = await engine.call("addMatrix", codes, codes.length / width, width);
  const run = await engine.call("start", "pca", data, { components: width });
  try {
    while ((await engine.call("advance", run, 50)).phase !== "done");
    const { explainedVariance } = await engine.call("details", run);
    return await engine.call("decode", run, normal.map((value, i) => value * Math.sqrt(explainedVariance[i % width])));
  } finally {
    await Promise.all([engine.call("free", run), engine.call("free", data)]);
  }
}

/** The share of places that lie off the data: farther from every code learned from than 95 of 100 of those are from each other.
 * @param {Engine} engine @param {number} run @param {Float32Array} places @param {number} learned rows @returns {Promise<number>} */
export async function shareOff(engine, run, places, learned) {
  const { ratios, edge } = await engine.call("distanceToData", run, places, { rows: [0, learned] });
  return ratios.filter((/** @type {number} */ ratio) => ratio > edge).length / ratios.length;
}
