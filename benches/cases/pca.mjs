// PCA of 10,000 handwritten digits to two components, beside scran.js on one thread. Both start from a matrix that is
// in WebAssembly memory, and end with the scores in JavaScript.

export const name = "PCA of 10,000 × 784 digits to 2 components";

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report }) {
  const times = await page.evaluate(async () => {
    const { finish, inTurns, loadDigits, loadLibrary } = await import("/benches/browser.js");
    const { Lab } = await loadLibrary();
    const scran = await import("scran.js");
    await scran.initialize({ numberOfThreads: 1 });

    const { values, n, d } = await loadDigits();
    const lab = new Lab();
    const data = lab.addMatrix(values, n, d);
    // Its columns are the samples. Sparse is its fastest way: four fifths of a digit's pixels are zero.
    const layout = { columnMajor: true, forceInteger: false };
    const matrix = scran.initializeSparseMatrixFromDenseArray(d, n, values, layout);
    return inTurns({
      ours: () => {
        const run = lab.start("pca", data, { components: 2 });
        finish(lab, run);
        lab.embedding(run);
        lab.free(run);
      },
      scran: () => {
        const result = scran.runPca(matrix, { numberOfPCs: 2, numberOfThreads: 1 });
        result.principalComponents();
        result.free();
      },
    });
  });
  report({ what: name, unit: "ms", ours: times.ours, peer: "scran.js 4.1.0, 1 thread", theirs: times.scran, atMost: 1 });
}
