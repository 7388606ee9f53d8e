// The library as an engineer uses it: every name of docs/api.md, on real calls, in Node.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fingerprint, fingerprints } from "../support/bits.mjs";
import { Lab, codeOf } from "./library.mjs";

const ROWS = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i * 1.7) + (i % 3));

test("methods, generators and feature maps describe themselves", () => {
  const lab = new Lab();
  for (const list of [lab.methods(), lab.generators(), lab.maps()]) {
    assert.ok(list.length >= 3);
    for (const { id, title, summary, params } of list) {
      assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.ok(title && summary.endsWith("."), `${id} lacks words`);
      for (const param of params) {
        assert.match(param.id, /^[a-z]+([A-Z][a-z]*)*$/);
        assert.ok(["integer", "real", "choice", "flag", "integers"].includes(param.kind), `${param.kind}`);
        assert.notEqual(param.default, undefined);
        if (param.kind === "integer" || param.kind === "real") {
          const { min = NaN, max = NaN } = param;
          assert.ok(min <= Number(param.default) && Number(param.default) <= max, `${id}.${param.id}`);
        }
      }
    }
  }
});

test("a swiss roll is generated, flattened, judged and searched", () => {
  const lab = new Lab();
  const data = lab.generate("swiss-roll", { n: 500, noise: 0.05, seed: 1 });
  assert.deepEqual(lab.shape(data), [500, 3]);
  assert.equal(lab.matrix(data).length, 1500);
  assert.ok((lab.factors(data)?.names.length ?? 0) >= 2);
  const run = lab.start("pca", data, { components: 2 });
  assert.equal(lab.report(run).step, 0);
  let report;
  do report = lab.advance(run, 8);
  while (report.phase !== "done");
  assert.equal(report.step, report.planned);
  assert.equal(lab.embedding(run).length, 1000);
  const explainedVarianceRatio = /** @type {Float64Array} */ (lab.details(run).explainedVarianceRatio);
  assert.ok(explainedVarianceRatio[0] >= explainedVarianceRatio[1] && explainedVarianceRatio[1] > 0.2);

  const near = lab.neighbors({ data, index: 7, k: 5, metric: "l2" });
  assert.equal(near.indices.length, 5);
  assert.ok(!near.indices.includes(7));
  assert.deepEqual([...near.distances], [...near.distances].sort((a, b) => a - b));
  assert.equal(lab.neighbors({ run, vector: lab.embedding(run).slice(0, 2), k: 1 }).indices[0], 0);

  const quality = lab.quality(run, { k: 10 });
  assert.ok(quality.trustworthiness > 0.5 && quality.trustworthiness < 1);
  assert.equal(quality.perPoint.trustworthiness.length, 500);
});

test("rows go to codes and back, and paths are decoded", () => {
  const lab = new Lab();
  const data = lab.addMatrix(ROWS, 15, 4, { labels: new Int32Array(15), names: Array.from({ length: 15 }, (_, i) => `row ${i}`) });
  assert.equal(lab.names(data)?.[3], "row 3");
  assert.equal(lab.labels(data)?.length, 15);
  const run = lab.start("pca", data, { components: 4 });
  lab.step(run, 1000);
  const codes = lab.encode(run, ROWS);
  const back = lab.decode(run, codes);
  ROWS.forEach((value, i) => assert.ok(Math.abs(value - back[i]) < 1e-4));
  const strip = lab.interpolate(run, codes.slice(0, 8), { kind: "linear", steps: 5 });
  assert.equal(strip.length, 5 * 4);
  for (let i = 0; i < 4; i += 1) assert.ok(Math.abs(strip[i] - ROWS[i]) < 1e-4 && Math.abs(strip[16 + i] - ROWS[4 + i]) < 1e-4);
  assert.equal(lab.interpolate(run, codes.slice(0, 16), { kind: "bilinear", steps: 3 }).length, 9 * 4);
  assert.equal(lab.interpolate(run, codes.slice(0, 8), { kind: "spherical", steps: 3 }).length, 3 * 4);
});

test("words are learned from a text", () => {
  const lab = new Lab();
  const data = lab.addText("the cat sat. the dog sat. a cat met a dog. ".repeat(30), { minCount: 2 });
  const [words, tokens] = lab.shape(data);
  assert.equal(words, lab.names(data)?.length);
  assert.ok(tokens > words);
  const run = lab.start("sgns", data, { dimensions: 8, epochs: 2, seed: 4 });
  lab.step(run, 5);
  assert.equal(lab.embedding(run).length, words * 8);
  assert.equal(lab.map(run, 2).length, words * 2);
  const index = lab.names(data)?.indexOf("cat");
  assert.equal(lab.neighbors({ run, index, k: 3, metric: "cosine" }).indices.length, 3);
});

test("feature maps make new data", () => {
  const lab = new Lab();
  const data = lab.addMatrix(ROWS, 15, 4);
  const centered = lab.matrix(lab.transform("center", data));
  for (let column = 0; column < 4; column += 1) {
    let sum = 0;
    for (let row = 0; row < 15; row += 1) sum += centered[row * 4 + column];
    assert.ok(Math.abs(sum) < 1e-4);
  }
  assert.deepEqual(lab.shape(lab.transform("random-fourier", data, { features: 32, seed: 2 })), [15, 32]);
});

test("a run is replayed from its recipe, in this lab and in another", () => {
  const lab = new Lab();
  const data = lab.transform("standardize", lab.generate("s-curve", { n: 200, seed: 3 }));
  const run = lab.start("autoencoder", data, { layers: [16], epochs: 5, batchSize: 20, seed: 9 });
  lab.step(run, 10);
  lab.setLive(run, "learningRate", 0.004);
  lab.step(run, 13);
  const recipe = JSON.parse(JSON.stringify(lab.recipe(run)));
  const expected = fingerprint(lab.embedding(run));
  assert.equal(fingerprint(lab.embedding(lab.replay(recipe))), expected);
  const other = new Lab();
  const again = other.replay(recipe);
  assert.equal(fingerprint(other.embedding(again)), expected);
  assert.equal(other.report(again).step, 23);

  const given = lab.start("pca", lab.addMatrix(ROWS, 15, 4), {});
  lab.step(given, 2);
  assert.equal(codeOf(() => other.replay(lab.recipe(given))), "missing-data");
  other.addMatrix(ROWS, 15, 4);
  assert.equal(fingerprint(other.embedding(other.replay(lab.recipe(given)))), fingerprint(lab.embedding(given)));
});

test("the same calls give the same bits twice", () => {
  assert.deepEqual(fingerprints(Lab), fingerprints(Lab));
});
