/** What a picture keeps, invents and loses, asked of the worker that made it. */

/** @typedef {import("../engine/client.js").Engine} Engine */
/** @typedef {import("./neighbor-list.js").Item} Item */

/**
 * The nearest of a row in the data and in a run's picture, told apart. `distance` is the rank in the other space.
 * @param {Engine} engine @param {number} run @param {number} index @param {number} k
 * @returns {Promise<{ all: Item[], kept: Item[], invented: Item[], lost: Item[] }>}
 */
export async function confusionsOf(engine, run, index, k) {
  const found = await engine.call("confusions", run, { index, k });
  /** @param {{ indices: Uint32Array, ranks: Uint32Array }} ranked @param {"true" | "false" | "missing"} kind @returns {Item[]} */
  const items = ({ indices, ranks }, kind) => Array.from(indices, (index, i) => ({ index, distance: ranks[i], kind }));
  const kept = items(found.kept, "true");
  const invented = items(found.falseNeighbors, "false");
  const lost = items(found.missingNeighbors, "missing");
  return { kept, invented, lost, all: [...kept, ...invented, ...lost] };
}
