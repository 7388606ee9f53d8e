// Skip-gram with negative sampling on the dictionary corpus, beside gensim with one worker on the very same tokens: 100
// dimensions, window 5, 5 negatives, one pass. Reading the text is not timed on either side.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../scripts/setup/process.mjs";

export const name = "SGNS, dictionary corpus, 100 dimensions";

/** Taken in turns, so that whatever else the machine does meets both alike. Odd. */
const rounds = 3;

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report, python }) {
  const interpreter = await python();
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await page.evaluate(measureOurs));
    theirs.push(await measureGensim(interpreter));
  }
  report({
    what: name,
    unit: "words/s",
    ours: middle(ours),
    peer: "gensim 4.4.0, 1 worker, native",
    theirs: middle(theirs),
    atLeast: 0.4,
  });
}

/** @param {number[]} speeds */
function middle(speeds) {
  return speeds.sort((a, b) => a - b)[rounds >> 1];
}

/** Words per second in the browser. Runs inside the page. */
async function measureOurs() {
  const { finish, loadLibrary } = await import("/benches/browser.js");
  const { Lab } = await loadLibrary();
  const lab = new Lab();
  const response = await fetch("/www/public/data/dictionary.corpus");
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  const data = lab.addFile(new Uint8Array(await response.arrayBuffer()), { format: "corpus" });
  const run = lab.start("sgns", data, { dimensions: 100, epochs: 1 });
  const started = performance.now();
  finish(lab, run);
  const seconds = (performance.now() - started) / 1000;
  const words = /** @type {number} */ (lab.details(run).words);
  lab.free();
  return words / seconds;
}

/**
 * Words per second of gensim.
 * @param {string} interpreter
 */
async function measureGensim(interpreter) {
  const script = join(root, "tests", "reference", "sgns_quality.py");
  const corpus = join(root, "www", "public", "data", "dictionary.corpus");
  const { stdout } = await promisify(execFile)(interpreter, [script, corpus, "--dimensions", "100", "--epochs", "1", "--json"]);
  return JSON.parse(stdout).wordsPerSecond;
}
