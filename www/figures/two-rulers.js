/** The nearest of a point by two rulers at once: in the data's own space, and in the picture that a run has made of it. */

/** @typedef {import("./neighbor-list.js").Item} Item */

/**
 * @param {import("../engine/client.js").Engine} engine
 * @param {{ data: number | undefined, run: number | undefined, index: number, k: number }} query
 * @returns {Promise<{ inData: Item[], inPicture: Item[], all: Item[] }>} `inData`: "true" or "missing" (from the picture);
 *   `inPicture`: "true" or "false"; `all`: each point once
 */
export async function byTwoRulers(engine, { data, run, index, k }) {
  const ask = (/** @type {object} */ where) => engine.call("neighbors", { ...where, index, k, metric: "l2" });
  const [near, shown] = await Promise.all([ask({ data }), ask({ run })]);
  /** @param {{ indices: Uint32Array, distances: Float32Array }} found @param {Uint32Array} others @param {"missing" | "false"} alone @returns {Item[]} */
  const items = (found, others, alone) =>
    Array.from(found.indices, (index, i) => ({ index, distance: found.distances[i], kind: others.includes(index) ? "true" : alone }));
  const inData = items(near, shown.indices, "missing");
  const inPicture = items(shown, near.indices, "false");
  return { inData, inPicture, all: [...inData, ...inPicture.filter(({ kind }) => kind === "false")] };
}
