// Snapshots of a run, as an engineer uses them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Lab, codeOf } from "./library.mjs";

test("a run is recorded without changing a bit, and is looked back on", () => {
  const lab = new Lab();
  const data = lab.generate("swiss-roll", { n: 200, seed: 2 });
  const params = { layers: [16, 8], components: 2, epochs: 20, batchSize: 50, seed: 4 };
  const plain = lab.start("autoencoder", data, params);
  const run = lab.start("autoencoder", data, params);
  assert.equal(codeOf(() => lab.history(run)), "unsupported");
  lab.record(run, { limit: 16, align: false });
  for (const recorded of [plain, run]) while (lab.advance(recorded, 8).phase !== "done");
  assert.deepEqual(lab.embedding(run), lab.embedding(plain));

  const { steps, losses, limit, components, bytes } = lab.history(run);
  assert.deepEqual([limit, components], [16, 2]);
  assert.ok(steps.length > 8 && steps.length <= 16 && losses.length === steps.length);
  assert.equal(bytes, steps.length * 200 * 2 * 4);
  assert.deepEqual([steps[0], steps.at(-1)], [0, lab.report(run).planned]);
  assert.deepEqual(lab.snapshot(run, steps.length - 1), lab.map(run));
  assert.ok(Number.isFinite(losses.at(-1)));

  const last = steps.length - 1;
  const trails = lab.trails(run, { rows: [3, 5], index: last, length: 4 });
  assert.equal(trails.values.length, 2 * 4 * 2);
  assert.deepEqual([...trails.values.slice(6, 8)], [...lab.snapshot(run, last).slice(6, 8)]);
  const turnover = lab.turnover(run, { from: 0, to: last, k: 5, row: 3 });
  assert.ok(turnover.kept >= 0 && turnover.kept < 1 && turnover.asked === 200 && !turnover.sampled);
  assert.equal(turnover.gained?.length, turnover.lost?.length);
  const before = neighborsIn(lab.snapshot(run, 0), 3, 5);
  const after = neighborsIn(lab.snapshot(run, last), 3, 5);
  assert.deepEqual([...(turnover.gained ?? [])], after.filter((row) => !before.includes(row)));

  lab.reset(run);
  assert.deepEqual([...lab.history(run).steps], [0]);
  assert.equal(codeOf(() => lab.snapshot(run, 1)), "out-of-range");
  assert.equal(codeOf(() => lab.record(run, { components: 4 })), "out-of-range");
  assert.equal(codeOf(() => lab.trails(run, { rows: [200], index: 0 })), "out-of-range");
});

/** The nearest of a row in the plane, found by looking at all. @param {Float32Array} places @param {number} row @param {number} k */
function neighborsIn(places, row, k) {
  const far = (/** @type {number} */ other) => (places[2 * other] - places[2 * row]) ** 2 + (places[2 * other + 1] - places[2 * row + 1]) ** 2;
  const others = Array.from({ length: places.length / 2 }, (_, other) => other).filter((other) => other !== row);
  return others.sort((a, b) => far(a) - far(b)).slice(0, k);
}
