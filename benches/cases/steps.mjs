// How long the longest single step of every method takes: a run can be cancelled, or looked at, only between two steps.
// Each is run twice at the size that its lesson or its promise names, and of a step that took twice the shorter time counts:
// the machine may have been busy with something else.

export const name = "the longest step of every method";

/** A cancelled run stops within 100 ms, so a step has to stay well under it, on slower machines, too. */
const longest = 50;

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report }) {
  const found = await page.evaluate(async () => {
    const { loadComponents, loadDigits, loadLibrary } = await import("/benches/browser.js");
    const { Lab } = await loadLibrary();
    const digits = await loadDigits();
    const components = await loadComponents(10_000);
    const bytes = async (/** @type {string} */ path) => new Uint8Array(await (await fetch(`/www/public/data/${path}`)).arrayBuffer());
    const dictionary = await bytes("dictionary.corpus");
    const speeches = await bytes("speeches.corpus");
    /** @typedef {import("../../pkg/latent_lab.js").Lab} Work */
    const some = (/** @type {{ values: Float32Array, d: number }} */ { values, d }, /** @type {number} */ n) => (/** @type {Work} */ lab) =>
      lab.addMatrix(values.subarray(0, n * d), n, d);
    const roll = (/** @type {number} */ n) => (/** @type {Work} */ lab) => lab.generate("swiss-roll", { n, seed: 0 });
    const corpus = (/** @type {Uint8Array} */ file) => (/** @type {Work} */ lab) => lab.addFile(file, { format: "corpus" });
    const labelled = (/** @type {Work} */ lab) =>
      lab.addMatrix(digits.values.subarray(0, 5000 * digits.d), 5000, digits.d, { labels: Int32Array.from({ length: 5000 }, (_, row) => row % 10) });
    /** @type {[string, string, (lab: Work) => number, import("../../pkg/latent_lab.js").Parameters][]} */
    const cases = [
      ["pca", "10,000 × 784, 50 components", some(digits, 10_000), { components: 50 }],
      ["random-projection", "10,000 × 784", some(digits, 10_000), {}],
      ["tsne", "10,000 × 50", some(components, 10_000), {}],
      ["tsne", "5,000 × 784", some(digits, 5000), {}],
      ["umap", "10,000 × 50", some(components, 10_000), {}],
      ["umap", "5,000 × 784", some(digits, 5000), {}],
      ["isomap", "roll of 2,000", roll(2000), {}],
      ["isomap", "roll of 5,000", roll(5000), {}],
      ["lle", "roll of 2,000", roll(2000), {}],
      ["lle", "roll of 5,000", roll(5000), {}],
      ["lle", "modified, roll of 2,000", roll(2000), { variant: "modified" }],
      ["classical-mds", "roll of 2,000", roll(2000), {}],
      ["mds", "roll of 2,000", roll(2000), {}],
      ["autoencoder", "5,000 × 784", some(digits, 5000), {}],
      ["vae", "5,000 × 784", some(digits, 5000), { likelihood: "bernoulli" }],
      ["linear-projection", "5,000 × 784", labelled, {}],
      ["sgns", "dictionary, 100 dimensions", corpus(dictionary), { dimensions: 100 }],
      ["sgns", "speeches", corpus(speeches), {}],
      ["pmi-svd", "dictionary, 64 dimensions", corpus(dictionary), { dimensions: 64 }],
      ["pmi-svd", "speeches, 64 dimensions", corpus(speeches), { dimensions: 64 }],
      ["truncated-svd", "tf-idf of the speeches", (lab) => lab.transform("tf-idf", corpus(speeches)(lab), {}), {}],
    ];
    // The main phase of these is long, and its steps are alike: so many tell how long they are.
    const endless = ["tsne", "umap", "autoencoder", "vae", "sgns", "linear-projection", "mds"];
    const running = 80;
    const results = [];
    for (const [method, what, data, parameters] of cases) {
      /** @type {Record<string, number[]>} */
      const phases = {};
      for (let round = 0; round < 2; round++) {
        const lab = new Lab();
        try {
          let started = performance.now();
          const run = lab.start(method, data(lab), parameters);
          const times = (phases.start ??= []);
          times[0] = Math.min(times[0] ?? Infinity, performance.now() - started);
          /** @type {Record<string, number>} */
          const counts = {};
          const most = endless.includes(method) ? running : Infinity;
          for (let { phase } = lab.report(run); phase !== "done" && (counts.running ?? 0) < most; ) {
            started = performance.now();
            const report = lab.step(run, 1);
            const time = performance.now() - started;
            // The step belongs to the phase that it began in.
            const list = (phases[phase] ??= []);
            const index = (counts[phase] = (counts[phase] ?? 0) + 1) - 1;
            list[index] = Math.min(list[index] ?? Infinity, time);
            phase = report.phase;
          }
        } catch (error) {
          throw new Error(`${method}, ${what}: ${error}`, { cause: error });
        } finally {
          lab.free();
        }
      }
      for (const [phase, times] of Object.entries(phases)) {
        const worst = Math.max(...times);
        const above = times.map((time, index) => [time, index]).filter(([time]) => time > 50);
        const list = above.slice(0, 6).map(([time, index]) => `step ${index + 1} of ${times.length}: ${time.toFixed(0)} ms`);
        console.log(`${method}, ${what}, ${phase}: ${worst.toFixed(1)} ms${list.length > 0 ? ` (${list.join(", ")})` : ""}`);
        results.push({ what: `${method}, ${what}, ${phase}`, worst });
      }
    }
    return results;
  });
  for (const { what, worst } of found) {
    report({ what: `longest step: ${what}`, unit: "ms", ours: worst, peer: "what is wanted", theirs: longest, atMost: 1 });
  }
}
