// What an engineer can get wrong: each is an Error with a code and words, and the lab goes on.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { fingerprint } from "../support/bits.mjs";
import { Lab, codeOf } from "./library.mjs";

// Untyped on purpose: what the types forbid is what is tested here.
/** @type {any} */
let lab;
let data = 0;
let run = 0;
let before = "";
beforeEach(() => {
  lab = new Lab();
  data = lab.generate("blobs", { n: 50, seed: 1 });
  run = lab.start("pca", data, { components: 2 });
  lab.step(run, 1000);
  before = fingerprint(lab.embedding(run));
});
afterEach(() => {
  // Whatever was refused, no other run was lost and the lab still works.
  assert.equal(fingerprint(lab.embedding(run)), before);
  assert.equal(lab.step(run, 1000).phase, "done");
});

test("matrices", () => {
  assert.equal(codeOf(() => lab.addMatrix(new Float32Array(5), 2, 3)), "shape");
  assert.equal(codeOf(() => lab.addMatrix(new Float32Array(0), 0, 3)), "empty");
  assert.equal(codeOf(() => lab.addMatrix(new Float32Array(0), 3, 0)), "empty");
  for (const bad of [NaN, Infinity, -Infinity]) {
    assert.throws(() => lab.addMatrix(new Float32Array([1, 2, 3, 4, bad, 6]), 3, 2), { code: "not-finite", message: /row 2, column 0/ });
  }
  assert.equal(codeOf(() => lab.addMatrix(new Float32Array(6), -2, -3)), "out-of-range");
  assert.equal(codeOf(() => lab.addMatrix(new Float32Array(6), 1.5, 4)), "out-of-range");
  assert.equal(codeOf(() => lab.addMatrix(new Float32Array(6))), "wrong-kind");
  assert.equal(codeOf(() => lab.addMatrix("1,2,3", 1, 3)), "wrong-kind");
  assert.equal(codeOf(() => lab.addMatrix(["a", "b"], 1, 2)), "wrong-kind");
  assert.equal(codeOf(() => lab.addMatrix(undefined, 1, 2)), "wrong-kind");
  assert.equal(codeOf(() => lab.addMatrix(new Float32Array(6), 4294967295, 4294967295)), "shape");
  assert.equal(codeOf(() => lab.addMatrix(new Float32Array(6), 2, 3, { labels: new Int32Array(3) })), "shape");
  assert.equal(codeOf(() => lab.addMatrix(new Float32Array(6), 2, 3, { names: ["a"] })), "shape");
  assert.equal(codeOf(() => lab.addMatrix(new Float32Array(6), 2, 3, { label: [1, 2] })), "unknown-name");
});

test("names and ids", () => {
  assert.throws(() => lab.start("tnse", data), { code: "unknown-name", message: /"tnse".*pca/s });
  assert.equal(codeOf(() => lab.start("pca", data, { component: 2 })), "unknown-name");
  assert.equal(codeOf(() => lab.generate("swiss_roll")), "unknown-name");
  assert.equal(codeOf(() => lab.transform("whitening", data)), "unknown-name");
  assert.equal(codeOf(() => lab.neighbors({ data, index: 0, metric: "euclid" })), "unknown-name");
  assert.equal(codeOf(() => lab.neighbors({ data, idx: 0 })), "unknown-name");
  for (const call of [() => lab.start("pca", 999), () => lab.matrix(999), () => lab.embedding(999), () => lab.advance(999, 8), () => lab.free(999), () => lab.embedding(data)]) {
    assert.equal(codeOf(call), "unknown-id");
  }
  assert.equal(codeOf(() => lab.embedding()), "wrong-kind");
  assert.equal(codeOf(() => lab.embedding("one")), "wrong-kind");
});

test("parameters", () => {
  assert.equal(codeOf(() => lab.start("pca", data, { components: 9 })), "out-of-range");
  assert.equal(codeOf(() => lab.start("pca", data, { components: 0 })), "out-of-range");
  assert.equal(codeOf(() => lab.start("pca", data, { components: "two" })), "wrong-kind");
  assert.equal(codeOf(() => lab.start("pca", data, 7)), "wrong-kind");
  for (const method of ["autoencoder", "vae"]) {
    const [, columns] = lab.shape(data);
    assert.throws(() => lab.start(method, data, { components: 0 }), { code: "out-of-range", message: /components is 0/ });
    assert.throws(() => lab.start(method, data, { components: columns + 1 }), { code: "out-of-range", message: new RegExp(`at most ${columns}|and ${columns}`) });
  }
  assert.throws(() => lab.start("autoencoder", data, { learningRate: -0.1 }), { code: "out-of-range", message: /learningRate is -0.1/ });
  assert.equal(codeOf(() => lab.generate("swiss-roll", { n: 0 })), "out-of-range");
  assert.equal(codeOf(() => lab.generate("swiss-roll", { noise: -1 })), "out-of-range");
  assert.equal(codeOf(() => lab.setLive(run, "components", 3)), "unsupported");
  assert.equal(codeOf(() => lab.advance(run, NaN)), "out-of-range");
  assert.equal(codeOf(() => lab.step(run, -1)), "out-of-range");
});

test("texts", () => {
  assert.equal(codeOf(() => lab.addText("")), "empty");
  assert.equal(codeOf(() => lab.addText("  \n\t ... !!! ")), "empty");
  assert.equal(codeOf(() => lab.addText("every word once", { minCount: 2 })), "empty");
  assert.equal(codeOf(() => lab.addText(12)), "wrong-kind");
  const corpus = lab.addText("one one one", { minCount: 1 });
  assert.equal(codeOf(() => lab.matrix(corpus)), "unsupported");
  assert.equal(codeOf(() => lab.start("pca", corpus)), "unsupported");
  assert.equal(codeOf(() => lab.start("sgns", data)), "unsupported");
});

test("neighbors, quality, paths", () => {
  assert.throws(() => lab.neighbors({ data, index: 0, k: 50 }), { code: "out-of-range", message: /\bk is 50\b/ });
  assert.equal(codeOf(() => lab.neighbors({ data, index: 50 })), "out-of-range");
  assert.equal(codeOf(() => lab.neighbors({ data, vector: new Float32Array(99), k: 3 })), "shape");
  assert.equal(codeOf(() => lab.neighbors({ data, vector: new Float32Array(lab.shape(data)[1]).fill(NaN), k: 3 })), "not-finite");
  assert.notEqual(codeOf(() => lab.neighbors({ index: 0 })), undefined);
  assert.notEqual(codeOf(() => lab.neighbors({ data })), undefined);
  assert.equal(codeOf(() => lab.quality(run, { k: 25 })), "out-of-range");
  assert.equal(codeOf(() => lab.interpolate(run, new Float32Array(3), { kind: "linear" })), "shape");
  assert.equal(codeOf(() => lab.interpolate(run, new Float32Array(4), { kind: "cubic" })), "unknown-name");
  assert.equal(codeOf(() => lab.decode(run, new Float32Array(3))), "shape");
  const fresh = lab.start("pca", data);
  assert.throws(() => lab.encode(fresh, lab.matrix(data)), { code: "unsupported", message: /advance the run/ });
  assert.equal(codeOf(() => lab.encode(run, new Float32Array(1))), "shape");
});

test("recipes", () => {
  const recipe = lab.recipe(run);
  assert.equal(codeOf(() => lab.replay({ ...recipe, version: 99 })), "out-of-range");
  assert.equal(codeOf(() => lab.replay({ ...recipe, method: "nothing" })), "unknown-name");
  assert.equal(codeOf(() => lab.replay({ method: "pca" })), "wrong-kind");
  assert.equal(codeOf(() => lab.replay(null)), "wrong-kind");
});

test("models", () => {
  const trained = lab.start("autoencoder", data, { layers: [3], components: 1 });
  const file = lab.saveModel(trained);
  assert.equal(lab.describeModel(file).method, "autoencoder");
  const other = Uint8Array.from(file);
  other[8] = 9;
  assert.throws(() => lab.describeModel(other), { code: "parse", message: /^model file: found version 9/ });
  assert.equal(codeOf(() => lab.openModel(data, file.slice(0, file.length / 2))), "parse");
  assert.equal(codeOf(() => lab.openModel(lab.generate("blobs", { features: 7 }), file)), "shape");
  assert.equal(codeOf(() => lab.describeModel("a file")), "wrong-kind");
});

test("files", () => {
  for (const format of ["idx", "npy", "corpus", "csv"]) {
    assert.notEqual(codeOf(() => lab.addFile(new Uint8Array([1, 2, 3]), { format })), undefined);
  }
  assert.equal(codeOf(() => lab.addFile(new Uint8Array(3), { format: "xlsx" })), "unknown-name");
  assert.equal(codeOf(() => lab.addFile("text", { format: "csv" })), "wrong-kind");
});

test("objects of another kind than one expects", () => {
  const bare = Object.create(null);
  const thrower = () => {
    throw new Error("not to be read");
  };
  const traps = { get: thrower, ownKeys: thrower };
  const endless = /** @type {any} */ ({});
  endless.parameters = endless;
  const strange = [bare, new Proxy({}, traps), new Proxy([], traps), { get k() { return thrower(); } }, endless, new Array(2 ** 32 - 1), 10n, Symbol("k"), () => 1];
  const calls = [
    (/** @type {any} */ it) => lab.report(it),
    (/** @type {any} */ it) => lab.start("pca", data, it),
    (/** @type {any} */ it) => lab.encode(run, it),
    (/** @type {any} */ it) => lab.quality(run, it),
    (/** @type {any} */ it) => lab.quality(it),
    (/** @type {any} */ it) => lab.stability(it),
    (/** @type {any} */ it) => lab.stability([it, it]),
    (/** @type {any} */ it) => lab.addMatrix(it, 1, 1),
    (/** @type {any} */ it) => lab.addMatrix([1], 1, 1, { labels: it }),
    (/** @type {any} */ it) => lab.addDocuments(it),
    (/** @type {any} */ it) => lab.replay(it),
    (/** @type {any} */ it) => lab.replay({ ...lab.recipe(run), data: it }),
    (/** @type {any} */ it) => lab.addFile(it, it),
  ];
  for (const [place, it] of strange.entries()) {
    for (const call of calls) {
      let code;
      try {
        call(it);
        code = "none"; // An object without entries asks for nothing.
      } catch (error) {
        code = /** @type {any} */ (error).code;
      }
      assert.equal(typeof code, "string", `${place}: ${call}`);
    }
  }
});

test("numbers at the edge of 32 bits", () => {
  const huge = 3.4e38;
  const far = lab.addMatrix([0, 1, 2, huge, 4, 5], 3, 2);
  assert.throws(() => lab.start("classical-mds", far), { code: "out-of-range", message: /row 1, column 1/ });
  assert.equal(codeOf(() => lab.shadow(far, [1, 1])), "out-of-range");
  assert.throws(() => lab.decode(run, [0, 0, huge, huge]), { code: "out-of-range", message: /row 1/ });
  assert.equal(codeOf(() => lab.distanceToData(run, [huge, huge])), "out-of-range");
  for (const ask of [() => lab.encode(run, [NaN, 0]), () => lab.decode(run, [0, NaN]), () => lab.activations(run, [NaN, 0]), () => lab.reconstruct(run, [0, NaN])]) {
    assert.equal(codeOf(ask), "not-finite");
  }
  const tiny = lab.addMatrix(Float32Array.from({ length: 60 }, (_, i) => (i % 7) * 1e-44), 20, 3, { labels: Int32Array.from({ length: 20 }, (_, i) => i % 2) });
  for (const method of ["pca", "linear-projection", "autoencoder"]) {
    const small = lab.start(method, tiny, method === "pca" ? {} : { epochs: 2 });
    while (lab.advance(small, 50).phase !== "done");
    assert.ok(lab.embedding(small).every(Number.isFinite), method);
    assert.ok(lab.sharedPlane(small, small).first.every(Number.isFinite), method);
  }
});
