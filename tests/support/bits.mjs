// Runs every method for a few steps and returns a fingerprint of the embedding's bits. Node and the browser run this very
// file on the same module, so that their answers can be compared.

const TEXT = `the cat sat on the mat. the dog sat on the log. a cat and a dog met on the mat. the king saw the queen.
the queen saw the king. a man and a woman sat. the man saw the dog. the woman saw the cat.`;

/** @type {Record<string, import("../../pkg/latent_lab.js").Parameters>} */
const SMALL = {
  autoencoder: { layers: [16, 8], epochs: 3, batchSize: 32 },
  vae: { layers: [16, 8], epochs: 3, batchSize: 32, warmupEpochs: 2 },
  mlp: { layers: [16, 8], epochs: 3, batchSize: 32 },
  cnn: { filters: [3, 4], layers: [8], epochs: 3, batchSize: 16 },
  sgns: { dimensions: 12, epochs: 3 },
  "pmi-svd": { dimensions: 12 },
  "linear-projection": { epochs: 20 },
  mds: { init: "random" },
  umap: { epochs: 40 },
  tsne: { iterations: 60, earlyIterations: 30 },
};

/** @param {unknown} error */
const codeOf = (error) => /** @type {import("../../pkg/latent_lab.js").LatentLabError} */ (error).code;

/** FNV-1a over the 32-bit words of a typed array. @param {Float32Array} values */
export function fingerprint(values) {
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(values.buffer, values.byteOffset, values.length)) {
    hash = Math.imul(hash ^ word, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}

/**
 * A run on the first of some data sets that the method supports.
 * @param {import("../../pkg/latent_lab.js").Lab} lab
 * @param {string} method
 * @param {import("../../pkg/latent_lab.js").Parameters} params
 * @param {number[]} data
 */
function startOnFirst(lab, method, params, data) {
  for (const [index, id] of data.entries()) {
    try {
      return lab.start(method, id, params);
    } catch (error) {
      if (codeOf(error) !== "unsupported" || index + 1 === data.length) throw error;
    }
  }
  throw new Error("no data");
}

/**
 * A fingerprint per method, generator and feature map.
 * @template [T=string]
 * @param {typeof import("../../pkg/latent_lab.js").Lab} Lab
 * @param {(values: Float32Array) => T} [print] another fingerprint
 * @returns {Record<string, T | string>} the code of the error where something is refused
 */
export function fingerprints(Lab, print = /** @type {(values: Float32Array) => any} */ (fingerprint)) {
  const lab = new Lab();
  /** @type {Record<string, T | string>} */
  const found = {};
  const roll = lab.generate("swiss-roll", { n: 300, noise: 0.1, seed: 11 });
  const text = lab.addText(TEXT, { minCount: 1 });
  const blobs = lab.generate("blobs", { n: 300, seed: 11 });
  const pictures = lab.generate("furniture", { n: 60, seed: 11 });
  for (const { id } of lab.generators()) {
    const made = lab.generate(id, { n: 200, seed: 5 });
    // Some make a text.
    found[`generator ${id}`] = print(id === "grammar" ? Float32Array.from(lab.tokens(made).words) : lab.matrix(made));
  }
  for (const { id } of lab.methods()) {
    const params = { seed: 7, ...SMALL[id] };
    const run = startOnFirst(lab, id, params, [roll, text, blobs, pictures]);
    for (const steps of [0, 1, 12, 10_000]) {
      lab.step(run, steps);
      found[`method ${id} + ${steps}`] = print(lab.embedding(run));
    }
  }
  const counts = lab.transform("co-occurrence", text, {});
  for (const { id } of lab.maps()) {
    try {
      found[`map ${id}`] = print(lab.matrix(lab.transform(id, roll, {})));
    } catch (error) {
      // A map for counts refuses negative coordinates; that is its own test.
      found[`map ${id}`] = codeOf(error);
    }
    for (const [what, data] of Object.entries({ text, counts })) {
      try {
        const { indices, values } = lab.sparse(lab.transform(id, data, {}));
        found[`map ${id} of ${what}`] = print(Float32Array.from([...indices, ...values]));
      } catch (error) {
        found[`map ${id} of ${what}`] = codeOf(error);
      }
    }
  }
  lab.free();
  return found;
}
