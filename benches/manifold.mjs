// What the cases of t-SNE and UMAP share: digits brought to 50 principal components once, and pictures handed to a native
// peer that also judges them.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../scripts/setup/process.mjs";

/** @typedef {{ seconds: number, divergence?: number, trustworthiness?: number, others: number[] }} Judged */

/**
 * Lets a script of tests/reference make a picture of the same matrix, and judge it and ours.
 * @param {string} interpreter of Python
 * @param {string} script
 * @param {number[]} matrix row-major
 * @param {number} columns
 * @param {number[][]} pictures
 * @returns {Promise<Judged>}
 */
export async function judge(interpreter, script, matrix, columns, pictures) {
  const folder = mkdtempSync(join(tmpdir(), "latent-lab-"));
  const write = (/** @type {string} */ name, /** @type {number[]} */ values) => {
    writeFileSync(join(folder, name), Float32Array.from(values));
    return join(folder, name);
  };
  try {
    const files = [write("matrix", matrix), `${columns}`, ...pictures.map((picture, index) => write(`${index}`, picture))];
    const one = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", NUMBA_NUM_THREADS: "1" };
    const options = { env: { ...process.env, ...one }, maxBuffer: 1 << 26 };
    const path = join(root, "tests", "reference", script);
    const { stdout } = await promisify(execFile)(interpreter, [path, "--measure", ...files], options);
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
