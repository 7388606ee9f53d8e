// From the dictionary corpus (8,000 words, 780,000 tokens) to word vectors by counting: co-occurrence, positive PMI and 64
// components of the SVD, beside scipy and scikit-learn with one thread. Reading the text is not timed on either side.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../scripts/setup/process.mjs";

export const name = "PMI and SVD, dictionary corpus, 64 dimensions";

/** Taken in turns, so that whatever else the machine does meets both alike. Odd. */
const rounds = 3;

/** What the lesson may take, in milliseconds, on a machine of two slow cores. */
const longest = 5000;

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report, python }) {
  const interpreter = await python();
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await page.evaluate(measureOurs));
    theirs.push(await measureScipy(interpreter));
  }
  const middle = (/** @type {number[]} */ times) => times.sort((a, b) => a - b)[rounds >> 1];
  report({ what: name, unit: "ms", ours: middle(ours), peer: "scipy and scikit-learn, 1 thread, native", theirs: middle(theirs) });
  report({ what: "the same, in time", unit: "ms", ours: middle(ours), peer: "the promise", theirs: longest, atMost: 1 });
}

/** Milliseconds in the browser. Runs inside the page. */
async function measureOurs() {
  const { finish, loadLibrary } = await import("/benches/browser.js");
  const { Lab } = await loadLibrary();
  const lab = new Lab();
  const response = await fetch("/www/public/data/dictionary.corpus");
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  const data = lab.addFile(new Uint8Array(await response.arrayBuffer()), { format: "corpus" });
  const started = performance.now();
  finish(lab, lab.start("pmi-svd", data, { dimensions: 64 }));
  const milliseconds = performance.now() - started;
  lab.free();
  return milliseconds;
}

/**
 * Milliseconds of scipy and scikit-learn.
 * @param {string} interpreter
 */
async function measureScipy(interpreter) {
  const script = join(root, "tests", "reference", "pmi_svd_speed.py");
  const corpus = join(root, "www", "public", "data", "dictionary.corpus");
  const one = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const { stdout } = await promisify(execFile)(interpreter, [script, corpus], { env: { ...process.env, ...one } });
  return JSON.parse(stdout).milliseconds;
}
