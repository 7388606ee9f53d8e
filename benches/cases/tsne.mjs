// t-SNE of 5,000 digits in 50 principal components, which are made once, beside scran.js on one thread and openTSNE 1.0.4, native.
// Everything from the matrix to the picture is timed, the neighbors included.
// openTSNE computes the exact divergence of all three pictures under its own P.

import { judge } from "../manifold.mjs";

export const name = "t-SNE of 5,000 × 50, 500 iterations";

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report, python }) {
  const interpreter = await python();
  const { times, matrix, pictures } = await page.evaluate(async () => {
    const { finish, inTurns, loadComponents, loadLibrary } = await import("/benches/browser.js");
    const { Lab } = await loadLibrary();
    const { values, n, d } = await loadComponents(5000);
    const scran = await import("scran.js");
    await scran.initialize({ numberOfThreads: 1 });
    /** @type {{ ours: number[], scran: number[] }} */
    const pictures = { ours: [], scran: [] };
    const times = await inTurns(
      {
        ours: () => {
          // A new data set each time: the neighbors are part of the work.
          const lab = new Lab();
          const run = lab.start("tsne", lab.addMatrix(values, n, d), { iterations: 500 });
          finish(lab, run);
          pictures.ours = Array.from(lab.embedding(run));
          lab.free();
        },
        scran: () => {
          const index = scran.buildNeighborSearchIndex(values, { numberOfDims: d, numberOfCells: n });
          const status = scran.initializeTsne(index, { perplexity: 30, numberOfThreads: 1 });
          status.run({ maxIterations: 500 });
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
  const native = await judge(interpreter, "tsne.py", matrix, 50, [pictures.ours, pictures.scran]);
  const [ours, scran] = native.others;
  report({ what: name, unit: "ms", ours: times.ours, peer: "scran.js 4.1.0, 1 thread", theirs: times.scran, atMost: 0.7 });
  const peer = "openTSNE 1.0.4, 1 thread, native";
  report({ what: name, unit: "ms", ours: times.ours, peer, theirs: 1000 * native.seconds });
  const what = "divergence of the picture";
  report({ what, unit: "nats", ours, peer: "openTSNE 1.0.4", theirs: native.divergence, atMost: 1.02 });
  report({ what, unit: "nats", ours, peer: "scran.js 4.1.0", theirs: scran });
}
