// Texts, counts and word vectors, as a Node program asks for them, and what is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Lab, codeOf } from "./library.mjs";

// Untyped on purpose: what the types forbid is tested here, too.
/** @type {any} */
const lab = new Lab();

test("documents become sparse rows, and a typed text lands among them", () => {
  const texts = ["The cat sat on the mat.", "", "A dog! The dog sat."];
  const data = lab.addDocuments(texts, { names: ["one", "two", "three"], labels: [0, 1, 1], labelNames: ["cats", "dogs"], minCount: 1 });
  assert.deepEqual([...lab.documents(data).ends], [6, 6, 11]);
  assert.deepEqual(lab.documents(data).names, ["one", "two", "three"]);
  const weights = lab.transform("tf-idf", data);
  const { rows, columns, offsets, indices, values, zeros, bytes, denseBytes } = lab.sparse(weights);
  assert.deepEqual([rows, columns, offsets.length, indices.length, values.length], [3, 7, 4, 9, 9]);
  assert.ok(Math.abs(zeros - 12 / 21) < 1e-9);
  assert.deepEqual([bytes, denseBytes], [4 * (4 + 9 + 9), 4 * 21]);
  assert.deepEqual(lab.columnNames(weights).slice(0, 3), ["the", "sat", "dog"]);
  assert.deepEqual([...lab.labels(weights)], [0, 1, 1]);
  assert.equal(lab.columnNames(lab.generate("blobs")), undefined);
  assert.equal(codeOf(() => lab.matrix(weights)), "unsupported");
  const run = lab.start("truncated-svd", weights, { components: 2 });
  while (lab.advance(run, 8).phase !== "done");
  const { code, contributions, unknown } = lab.encodeText(run, texts[2] + " Unheard");
  const row = [...lab.embedding(run)].slice(4);
  row.forEach((value, i) => assert.ok(Math.abs(value - code[i]) < 1e-5));
  assert.equal(contributions.length, 4 * 2);
  assert.deepEqual(unknown, ["unheard"]);
  assert.deepEqual([...lab.represent(weights, "dog dog").counts], [2]);
});

test("single updates are those of the step", () => {
  const data = lab.generate("grammar", { n: 300 });
  const run = lab.start("sgns", data, { dimensions: 3, wordsPerStep: 1, sample: 0 });
  const { total, pairs } = lab.pairs(run, { limit: 1 });
  assert.ok(total >= 1 && pairs.length === 1);
  const last = lab.microscope(run, { pair: total - 1 });
  assert.equal(last.pairs, total);
  lab.step(run);
  const from = 3 * last.context;
  assert.deepEqual(lab.embedding(run).slice(from, from + 3), last.after);
  for (const target of last.targets) {
    assert.deepEqual(lab.outputVectors(run).slice(3 * target.word, 3 * target.word + 3), target.after);
  }
  assert.throws(() => lab.microscope(run, { pair: 99_999 }), { code: "out-of-range", message: /number of pairs/ });
  assert.equal(lab.identity(run, { pairs: 7, minCount: 1 }).products.length, 7);
});

test("questions to word vectors, and words nobody knows", () => {
  const data = lab.generate("grammar", { n: 3000 });
  const run = lab.start("pmi-svd", data, { dimensions: 24 });
  while (lab.advance(run, 8).phase !== "done");
  for (const method of ["3CosAdd", "3CosMul"]) {
    assert.equal(lab.analogy(run, { positive: ["king", "woman"], negative: ["man"], k: 1, method }).words[0], "queen");
  }
  assert.equal(lab.doesntMatch(run, ["king", "queen", "prince", "sushi"]).word, "sushi");
  const axis = lab.axis(run, { from: "man", to: "woman" });
  assert.ok(axis[lab.wordIndex(data, "queen")] > axis[lab.wordIndex(data, "king")]);
  assert.equal(lab.neighbors({ run, word: "king", k: 3, metric: "cosine" }).indices.length, 3);
  assert.throws(() => lab.neighbors({ run, word: "quen" }), { code: "unknown-word", message: /queen/ });
  assert.throws(() => lab.analogy(run, { positive: ["kimg"] }), { code: "unknown-word", message: /king/ });
  assert.equal(codeOf(() => lab.analogy(run, {})), "empty");
  assert.equal(codeOf(() => lab.analogy(run, { positive: ["king"], method: "mul" })), "unknown-name");
  assert.equal(codeOf(() => lab.analogy(run, { positive: ["king"], k: 0 })), "out-of-range");
  assert.equal(codeOf(() => lab.axis(run, { from: "king" })), "wrong-kind");
  assert.equal(codeOf(() => lab.axis(run, { from: "king", to: "king" })), "out-of-range");
  assert.equal(codeOf(() => lab.doesntMatch(run, ["king", "queen"])), "out-of-range");
  assert.equal(codeOf(() => lab.microscope(run)), "unsupported");
  assert.equal(codeOf(() => lab.identity(run)), "unsupported");
  const company = lab.cooccurrence(data, { words: ["king", "crown"], window: 3 });
  const { total, encounters } = lab.contexts(data, { center: "king", context: "crown", window: 3, limit: 2 });
  assert.equal(company.counts[1], total);
  const [{ center, context, start, words }] = encounters;
  assert.deepEqual([words[center - start], words[context - start]], ["king", "crown"]);
  assert.equal(lab.tokens(data, center, center + 1).words[0], lab.wordIndex(data, "king"));
});

test("texts that nothing can be learned from", () => {
  assert.equal(codeOf(() => lab.addText("the of the", { stopWords: "english" })), "empty");
  assert.equal(codeOf(() => lab.addText("a a", { stopWords: "klingon" })), "unknown-name");
  assert.equal(codeOf(() => lab.addFile(new Uint8Array([65, 255, 65]), { format: "text" })), "parse");
  assert.equal(codeOf(() => lab.addDocuments("text")), "wrong-kind");
  assert.equal(codeOf(() => lab.addDocuments([])), "empty");
  assert.equal(codeOf(() => lab.addDocuments(["a a"], { labels: [1, 2] })), "shape");
  // A line of 10 MB without a space is one word; the message does not repeat it.
  assert.throws(() => lab.addText("x".repeat(10_000_000)), (/** @type {any} */ error) => error.code === "empty" && error.message.length < 500);
  const digits = lab.addText("0123456789 ".repeat(480_000));
  assert.deepEqual([...lab.shape(digits)], [1, 480_000]);
  assert.equal(codeOf(() => lab.start("pmi-svd", digits, { dimensions: 2 })), "out-of-range");
  assert.equal(codeOf(() => lab.start("pmi-svd", digits, { dimensions: 1, window: 0 })), "out-of-range");
  assert.equal(codeOf(() => lab.start("sgns", digits, { window: 0 })), "out-of-range");
  const run = lab.start("pmi-svd", digits, { dimensions: 1 });
  while (lab.advance(run, 8).phase !== "done");
  assert.ok([...lab.embedding(run)].every((value) => value === 0));
  const long = lab.addText("wort ".repeat(2_000_000));
  assert.deepEqual([...lab.shape(long)], [1, 2_000_000]);
  lab.free();
});
