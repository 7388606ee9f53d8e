// Isomap and locally linear embedding of a swiss roll of 2,000 points, beside druidjs in the same page and scikit-learn on one
// thread on the same points. What druidjs makes of LLE is not the embedding (it takes other eigenvectors), only its time.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../scripts/setup/process.mjs";

export const name = "Isomap and LLE of a swiss roll, 2,000 points";

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report, python }) {
  const { times, points } = await page.evaluate(measure);
  const theirs = await measureNative(await python(), points);
  const druid = "druidjs 0.9.0";
  const native = "scikit-learn 1.9.1, 1 thread, native";
  const what = { isomap: "Isomap, 2,000 points", lle: "LLE, 2,000 points" };
  report({ what: what.isomap, unit: "ms", ours: times.isomap, peer: druid, theirs: times.druidIsomap, atMost: 1 });
  report({ what: what.isomap, unit: "ms", ours: times.isomap, peer: native, theirs: 1000 * theirs.isomap, atMost: 3 });
  report({ what: what.lle, unit: "ms", ours: times.lle, peer: druid, theirs: times.druidLle, atMost: 1 });
  report({ what: what.lle, unit: "ms", ours: times.lle, peer: native, theirs: 1000 * theirs.lle });
  report({ what: `${what.lle}, in a second`, unit: "ms", ours: times.lle, peer: "a second", theirs: 1000, atMost: 1 });
}

/** Milliseconds in the browser, and the points. Runs inside the page. */
async function measure() {
  const { finish, inTurns, loadLibrary } = await import("/benches/browser.js");
  const { Lab } = await loadLibrary();
  const druid = await import("@saehrimnir/druidjs");
  const lab = new Lab();
  const values = lab.matrix(lab.generate("swiss-roll", { n: 2000, seed: 1 }));
  const points = Array.from({ length: 2000 }, (_, row) => [...values.slice(3 * row, 3 * row + 3)]);
  const ours = (/** @type {string} */ method, /** @type {number} */ neighbors) => () => {
    // Added anew, so that the neighbors are not known from the last time.
    const data = lab.addMatrix(values, 2000, 3);
    const run = lab.start(method, data, { neighbors });
    finish(lab, run);
    lab.embedding(run);
    lab.free();
  };
  const times = await inTurns(
    {
      isomap: ours("isomap", 10),
      lle: ours("lle", 12),
      druidIsomap: () => new druid.ISOMAP(points, { neighbors: 10, d: 2 }).transform(),
      druidLle: () => new druid.LLE(points, { neighbors: 12, d: 2 }).transform(),
    },
    { rounds: 3 },
  );
  return { times, points };
}

/**
 * Seconds of scikit-learn.
 * @param {string} interpreter
 * @param {number[][]} points
 * @returns {Promise<{ isomap: number, lle: number }>}
 */
async function measureNative(interpreter, points) {
  const folder = mkdtempSync(join(tmpdir(), "latent-lab-"));
  try {
    const file = join(folder, "points.json");
    writeFileSync(file, JSON.stringify(points));
    const script = join(root, "tests", "reference", "manifolds_speed.py");
    const { stdout } = await promisify(execFile)(interpreter, [script, file]);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
