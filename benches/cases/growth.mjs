// How the time of t-SNE and UMAP grows with the number of points, the neighbors included. Draws what it measures into
// benches/growth.svg, with the library's own chart.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/setup/process.mjs";

export const name = "t-SNE and UMAP of 1,000 to 20,000 × 50";

const sizes = [1000, 2000, 5000, 10_000, 20_000];
const methods = [
  { method: "tsne", title: "t-SNE, 500 iterations", parameters: { iterations: 500 } },
  { method: "umap", title: "UMAP, 500 epochs", parameters: { epochs: 500 } },
];

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report }) {
  const grown = [];
  for (const { method, title, parameters } of methods) {
    const seconds = [];
    for (const n of sizes) {
      const taken = await page.evaluate(measure, { n, method, parameters });
      report({ what: `${title}, ${n.toLocaleString("en-US")} × 50`, unit: "s", ours: taken });
      seconds.push(taken);
    }
    grown.push({ title, seconds });
  }
  const svg = await page.evaluate(draw, { sizes, grown });
  writeFileSync(join(root, "benches", "growth.svg"), `${svg.trim()}\n`);
}

/**
 * Seconds from the matrix to the picture; more points than the digits are made by repeating them with a little noise.
 * @param {{ n: number, method: string, parameters: import("../../pkg/latent_lab.js").Parameters }} work
 */
async function measure({ n, method, parameters }) {
  const { finish, loadComponents, loadLibrary } = await import("/benches/browser.js");
  const { Lab } = await loadLibrary();
  const { values, d } = await loadComponents(n);
  const lab = new Lab();
  const started = performance.now();
  finish(lab, lab.start(method, lab.addMatrix(values, n, d), parameters));
  const seconds = (performance.now() - started) / 1000;
  lab.free();
  return seconds;
}

/** @param {{ sizes: number[], grown: { title: string, seconds: number[] }[] }} measured */
async function draw({ sizes, grown }) {
  const { loadLibrary } = await import("/benches/browser.js");
  const { chartSvg } = await loadLibrary();
  const x = sizes.map(Math.log10);
  const series = grown.map(({ title, seconds }, index) => ({
    label: title,
    role: /** @type {const} */ (["training", "heldOut"])[index],
    values: seconds,
    x,
  }));
  const first = grown[0].seconds[0];
  const line = { label: "in proportion to points", role: /** @type {const} */ ("reference"), x };
  return chartSvg(
    {
      kind: "curve",
      series: [...series, { ...line, values: sizes.map((size) => (first * size) / sizes[0]) }],
      xTitle: "log₁₀ of the number of points",
      yTitle: "seconds",
      log: true,
    },
    720,
    420,
  );
}
