// Walks in a latent space, how far they leave the data, and digits of one's own, as JavaScript calls them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Lab } from "./library.mjs";

/** @param {() => unknown} call @param {string} code */
const refused = (call, code) => assert.throws(call, (/** @type {any} */ error) => error.code === code, code);

test("a path is walked at one speed, undecoded and decoded alike", () => {
  const lab = new Lab();
  const data = lab.generate("furniture", { n: 60, seed: 1 });
  const run = lab.start("autoencoder", data, { components: 2, layers: [16], seed: 1 });
  lab.step(run, 2);
  const codes = lab.embedding(run).slice(0, 6);
  const places = lab.between(codes, 2, { kind: "path", steps: 7 });
  assert.equal(places.length, 14);
  assert.deepEqual([...places.slice(0, 2), ...places.slice(-2)], [...codes.slice(0, 2), ...codes.slice(-2)]);
  assert.deepEqual(lab.interpolate(run, codes, { kind: "path", steps: 7 }), lab.decode(run, places));
  refused(() => lab.between(codes.slice(0, 2), 2, { kind: "path" }), "shape");
  refused(() => lab.between(codes, 2, /** @type {any} */ ({ kind: "round" })), "unknown-name");
  refused(() => lab.between(codes, 2, /** @type {any} */ ({ speed: 1 })), "unknown-name");

  const layers = lab.activations(run, lab.matrix(data).slice(0, 2 * 784));
  assert.deepEqual(layers.map(({ length }) => length / 2), [784, 16, 2, 16, 784]);
});

test("distances to the data are those to the nearest code, in units of what is usual", () => {
  const lab = new Lab();
  const line = Float32Array.from({ length: 20 }, (_, i) => (i % 2 ? 0 : Math.floor(i / 2)));
  const found = lab.distanceToData({ embedding: line }, Float32Array.of(0, 0, 3.25, 0, 9, 4));
  assert.deepEqual([...found.nearest], [0, 3, 9]);
  assert.deepEqual([...found.ratios], [0, 0.25, 4]);
  assert.deepEqual([found.typical, found.edge], [1, 1]);
  assert.deepEqual([...lab.distanceToData({ embedding: line }, Float32Array.of(9, 0), { rows: [0, 5] }).distances], [5]);
  refused(() => lab.distanceToData({ embedding: line }, Float32Array.of(9, 0), { rows: [0, 11] }), "out-of-range");
  refused(() => lab.distanceToData({ embedding: line }, Float32Array.of(9)), "shape");
  refused(() => lab.distanceToData(7, Float32Array.of(9, 0)), "unknown-id");
});

test("factors of furniture are read off its own pictures exactly, and off a blend in between", () => {
  const lab = new Lab();
  const data = lab.generate("furniture", { n: 200, kinds: "chairs", seed: 3 });
  const { values, columns } = lab.factors(data) ?? assert.fail("furniture has factors");
  const pictures = lab.matrix(data);
  const own = lab.estimateFactors(data, pictures.slice(0, 784 * 3));
  assert.deepEqual(own, values.slice(0, 3 * columns));
  refused(() => lab.estimateFactors(data, pictures.slice(0, 9)), "shape");
  refused(() => lab.estimateFactors(lab.addMatrix(Float32Array.of(1, 2), 2, 1), Float32Array.of(1)), "unsupported");
});

test("a drawing and an image become digits; nothing drawn is an error", () => {
  const lab = new Lab();
  const digit = lab.centerDrawing([0.3, 0.2, 0.3, 0.8], [2]);
  assert.equal(digit.length, 784);
  assert.equal(Math.max(...digit), 1);
  refused(() => lab.centerDrawing([], []), "empty");
  refused(() => lab.centerDrawing([0.3, 0.2, 0.3], [1]), "shape");
  refused(() => lab.centerDrawing([0.3, 0.2], [1], { thickness: 2 }), "out-of-range");

  // A dark bar on white, and the same light on black.
  const bar = (/** @type {number} */ paper, /** @type {number} */ ink) =>
    Uint8ClampedArray.from({ length: 4 * 50 * 40 }, (_, i) => (i % 4 === 3 ? 255 : Math.floor(i / 4) % 40 > 15 && Math.floor(i / 4) % 40 < 24 && i > 1600 && i < 6400 ? ink : paper));
  assert.deepEqual(lab.centerImage(bar(255, 0), { height: 50, width: 40 }), lab.centerImage(bar(0, 255), { height: 50, width: 40 }));
  refused(() => lab.centerImage(bar(255, 255), { height: 50, width: 40 }), "empty");
  refused(() => lab.centerImage(bar(255, 0), { height: 40, width: 40 }), "shape");
  const png = (/** @type {number} */ depth) => Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 40, 0, 0, 0, 50, depth, 0, 0, 0, 0);
  assert.equal(lab.centerImage(bar(255, 0), { height: 50, width: 40, file: png(8) }).length, 784);
  refused(() => lab.centerImage(bar(255, 0), { height: 50, width: 40, file: png(16) }), "unsupported");
  refused(() => lab.centerImage(bar(255, 0), { height: 50, width: 40, file: Uint8Array.of(1, 2, 3) }), "parse");
});

test("a model goes into a file and comes out of it in another lab, on other rows", () => {
  const lab = new Lab();
  const data = lab.generate("furniture", { n: 60, seed: 1 });
  const run = lab.start("vae", data, { layers: [16], likelihood: "bernoulli", epochs: 1, seed: 1 });
  lab.step(run, 1);
  const file = lab.saveModel(run);
  const other = new Lab();
  const few = other.generate("furniture", { n: 12, seed: 2 });
  const opened = other.openModel(few, file);
  assert.equal(other.report(opened).phase, "done");
  assert.deepEqual(other.embedding(opened), lab.encode(run, other.matrix(few)));
  assert.deepEqual(other.saveModel(opened), file);
  refused(() => other.openModel(few, file.slice(0, -1)), "parse");
  refused(() => other.openModel(few, /** @type {any} */ ("no bytes")), "wrong-kind");
  refused(() => other.openModel(99, file), "unknown-id");
  refused(() => other.saveModel(other.start("pca", few, {})), "unsupported");
  refused(() => other.recipe(opened), "unsupported");
});
