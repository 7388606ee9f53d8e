// Runs every case of benches/cases in headless Chromium, each in a page of its own, and prints one table.
// `npm run bench -- pca` runs only the cases named. See README.md beside this file.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { buildKernel } from "../scripts/library.mjs";
import { serve } from "../scripts/serve.mjs";
import { chromiumFlags, findBrowser } from "../scripts/setup/browser.mjs";
import { Failed, root, say } from "../scripts/setup/process.mjs";
import { prepareReference } from "../scripts/setup/python.mjs";

/** scran.js needs an isolated page; the site itself needs none of these headers. */
const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** A picture without a GPU is what is compared, so WebGL is software, too. */
const softwareGl = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

/**
 * @typedef {object} Result
 * @property {string} what what was measured
 * @property {string} unit e.g. "ms" or "words/s"
 * @property {number} ours
 * @property {string} [peer] name and version of whom we are compared with
 * @property {number} [theirs]
 * @property {number} [atMost] the largest ratio ours ÷ theirs that is good enough
 * @property {number} [atLeast] the smallest ratio ours ÷ theirs that is good enough
 */

/**
 * What a case gets.
 * @typedef {object} Context
 * @property {import("playwright-core").Page} page a fresh, isolated page; paths start at the project's root
 * @property {(result: Result) => void} report adds a line to the table
 * @property {() => Promise<string>} python the path of a Python that has gensim, scikit-learn and jax
 * @property {() => Promise<string>} kernel the matrix product alone as WebAssembly: its path from the project's root
 */

/**
 * Runs cases.
 * @param {string[]} chosen names of files in cases without ".mjs"; none stands for all
 * @param {NodeJS.ProcessEnv} env the environment for cargo
 * @returns {Promise<boolean>} whether every ratio was good enough
 */
export async function runCases(chosen, env) {
  const known = readdirSync(join(root, "benches", "cases"))
    .filter((name) => name.endsWith(".mjs"))
    .map((name) => name.slice(0, -".mjs".length));
  const unknown = chosen.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Failed(`There is no case named ${unknown.join(", ")}; known: ${known.join(", ")}.`);
  const server = await serve(root, { headers: isolation });
  const browser = await chromium.launch({ executablePath: findBrowser(), args: [...chromiumFlags, ...softwareGl] });
  /** @type {Result[]} */
  const results = [];
  try {
    for (const name of chosen.length > 0 ? chosen : known) {
      const { name: title, run } = await import(`./cases/${name}.mjs`);
      say(`Measuring ${title}`);
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.on("console", (message) => console.log(`  ${message.text()}`));
      await page.goto(new URL("benches/page.html", server.url).href);
      const report = (/** @type {Result} */ result) => results.push(result);
      await run({ page, report, python: prepareReference, kernel: () => buildKernel(env) });
      await page.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
  console.log(`\n${table(results)}`);
  return results.every(goodEnough);
}

/** @param {Result} result */
function goodEnough({ ours, theirs, atMost, atLeast }) {
  if (theirs === undefined) return true;
  const ratio = ours / theirs;
  return Number.isFinite(ratio) && (atMost === undefined || ratio <= atMost) && (atLeast === undefined || ratio >= atLeast);
}

/** @param {Result[]} results */
function table(results) {
  const rows = results.map((result) => {
    const { what, unit, ours, peer, theirs, atMost, atLeast } = result;
    const bound = atMost !== undefined ? `≤ ${rounded(atMost)}` : atLeast !== undefined ? `≥ ${rounded(atLeast)}` : "";
    return [
      what,
      `${figures(ours)} ${unit}`,
      peer ?? "",
      theirs === undefined ? "" : `${figures(theirs)} ${unit}`,
      theirs === undefined ? "" : (ours / theirs).toFixed(2),
      bound,
      bound ? (goodEnough(result) ? "yes" : "NO") : "",
    ];
  });
  const lines = [["", "Latent Lab", "beside", "", "ratio", "wanted", "reached"], ...rows];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd()).join("\n");
}

/** A bound with at most three digits behind the point. @param {number} value */
function rounded(value) {
  return Number(value.toFixed(3));
}

/** @param {number} value */
function figures(value) {
  return value >= 1000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}
