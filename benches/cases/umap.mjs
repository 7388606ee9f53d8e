// UMAP of 5,000 digits in 50 principal components, which are made once, beside scran.js on one thread and umap-learn 0.5.12, native.
// Everything from the matrix to the picture is timed, the neighbors included.
// All three have the same settings: 15 neighbors, a smallest distance of 0.1 (scran.js's own default is 0.01, which by itself
// makes pictures more trustworthy), 500 epochs. scikit-learn measures the trustworthiness (10 neighbors) of all pictures; ours
// is the mean over the seeds of all rounds.

import { judge } from "../manifold.mjs";

export const name = "UMAP of 5,000 × 50, 500 epochs";

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report, python }) {
  const interpreter = await python();
  const { times, matrix, pictures } = await page.evaluate(async () => {
    const { finish, inTurns, loadComponents, loadLibrary } = await import("/benches/browser.js");
    const { Lab } = await loadLibrary();
    const { values, n, d } = await loadComponents(5000);
    const scran = await import("scran.js");
    await scran.initialize({ numberOfThreads: 1 });
    /** @type {{ ours: number[][], scran: number[] }} */
    const pictures = { ours: [], scran: [] };
    const times = await inTurns(
      {
        ours: () => {
          // A new data set each time: the neighbors are part of the work.
          const lab = new Lab();
          const run = lab.start("umap", lab.addMatrix(values, n, d), { epochs: 500, minDist: 0.1, seed: pictures.ours.length });
          finish(lab, run);
          pictures.ours.push(Array.from(lab.embedding(run)));
          lab.free();
        },
        scran: () => {
          const index = scran.buildNeighborSearchIndex(values, { numberOfDims: d, numberOfCells: n });
          const status = scran.initializeUmap(index, { neighbors: 15, epochs: 500, minDist: 0.1, numberOfThreads: 1 });
          status.run();
          const { x, y } = status.extractCoordinates();
          pictures.scran = Array.from(x).flatMap((x, row) => [x, y[row]]);
          status.free();
          index.free();
        },
      },
      { rounds: 3 },
    );
    return { times, matrix: Array.from(values), pictures };
  });
  const native = await judge(interpreter, "umap.py", matrix, 50, [...pictures.ours, pictures.scran]);
  const trusted = native.others.slice(0, -1);
  const ours = trusted.reduce((sum, value) => sum + value, 0) / trusted.length;
  console.log(`  trustworthiness of seeds 0 to ${trusted.length - 1}: ${trusted.map((value) => value.toFixed(4)).join(", ")}`);
  report({ what: name, unit: "ms", ours: times.ours, peer: "scran.js 4.1.0, 1 thread", theirs: times.scran, atMost: 0.8 });
  const peer = "umap-learn 0.5.12, 1 thread, native";
  report({ what: name, unit: "ms", ours: times.ours, peer, theirs: 1000 * native.seconds });
  const what = "trustworthiness of the picture";
  const known = 0.968;
  report({ what, unit: "", ours, peer: "what is wanted", theirs: known, atLeast: 1 });
  report({ what, unit: "", ours, peer: "umap-learn 0.5.12", theirs: native.trustworthiness });
  report({ what, unit: "", ours, peer: "scran.js 4.1.0", theirs: native.others.at(-1) });
}
