/** What the axes of a picture mean, method by method; most mean nothing, and then a line says so. */

/** @type {Record<string, string>} */
const NOTES = {
  tsne: "No axes: only who is near whom means anything.",
  umap: "No axes: only who is near whom means anything.",
  lle: "No axes: both directions are stretched alike.",
  isomap: "No axes: distances are ways along the sheet.",
  mds: "No axes: only distances mean something.",
  "classical-mds": "No axes: only distances mean something.",
  autoencoder: "Two numbers the network chose for itself.",
  vae: "The means of two numbers the network chose for itself.",
  "random-projection": "Two directions drawn by lot.",
};

/** @param {string} method @param {{ explainedVarianceRatio?: ArrayLike<number> }} [details] @returns {import("../../pkg/latent_lab.js").Overlay} */
export function overlayOf(method, details) {
  if (method !== "pca") return { note: NOTES[method] ?? "" };
  const share = (/** @type {number} */ index) => {
    const ratio = details?.explainedVarianceRatio?.[index];
    return ratio === undefined ? "" : `, ${(100 * ratio).toFixed(0)} %`;
  };
  return { axes: { x: { title: `first component${share(0)}` }, y: { title: `second component${share(1)}` } } };
}
