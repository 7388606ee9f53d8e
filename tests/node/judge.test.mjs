// Judgements through the library: of runs, and of pictures that came from elsewhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Lab, codeOf } from "./library.mjs";

const lab = new Lab();
const data = lab.generate("uneven-blobs", { n: 400, features: 6, seed: 1 });
const run = lab.start("pca", data, {});
lab.step(run, 1000);
const picture = { data, embedding: lab.embedding(run), components: 2 };

test("a picture is judged like the run that it came from", () => {
  const quality = lab.quality(run, { k: 8 });
  assert.deepEqual(lab.quality(picture, { k: 8 }), quality);
  assert.equal(quality.rows.length, 400);
  assert.ok((quality.labelAccuracy?.embedding ?? 0) > 0.9);
  const plain = lab.addMatrix(lab.matrix(data), 400, 6);
  assert.equal(lab.quality({ data: plain, embedding: picture.embedding }, {}).labelAccuracy, undefined);
  const sample = lab.quality(run, { sample: 50, seed: 2 });
  assert.ok(sample.sampled && sample.rows.length === 50 && sample.perPoint.continuity.length === 50);
});

test("the data's side of quality is prepared in slices, and changes nothing", () => {
  const fresh = lab.addMatrix(lab.matrix(data), 400, 6);
  const other = { ...picture, data: fresh };
  let slices = 0;
  for (;;) {
    const { done, planned, ready } = lab.prepareQuality(other, 0);
    assert.ok(done <= planned && planned === 400);
    if (ready) break;
    slices += 1;
  }
  assert.ok(slices > 1);
  const { labelAccuracy, ...expected } = lab.quality(picture);
  assert.ok(labelAccuracy);
  assert.deepEqual(lab.quality(other), expected);
});

test("false and missing neighbors are the differences of two lists", () => {
  const k = 12;
  for (const index of [0, 17, 399]) {
    const { falseNeighbors, missingNeighbors, kept } = lab.confusions(run, { index, k });
    const inData = [...lab.neighbors({ data, index, k }).indices];
    const inPicture = [...lab.neighbors({ run, index, k }).indices];
    assert.deepEqual([...falseNeighbors.indices], inPicture.filter((row) => !inData.includes(row)));
    assert.deepEqual([...missingNeighbors.indices], inData.filter((row) => !inPicture.includes(row)));
    assert.deepEqual([...kept.indices], inData.filter((row) => inPicture.includes(row)));
    assert.ok([...falseNeighbors.ranks, ...missingNeighbors.ranks].every((rank) => rank > k && rank < 400));
    const first = falseNeighbors.ranks[0];
    if (first) assert.equal(lab.neighbors({ data, index, k: first }).indices[first - 1], falseNeighbors.indices[0]);
  }
});

test("a Shepard diagram says whether it is a sample", () => {
  const all = lab.shepard(run, { pairs: 1e6 });
  assert.ok(!all.sampled && all.data.length === (400 * 399) / 2 && all.pairs.length === 2 * all.data.length);
  assert.ok(all.spearman > 0.9 && all.stress < 0.2);
  const some = lab.shepard(picture, { pairs: 100, seed: 3 });
  assert.ok(some.sampled && some.embedding.length === 100);
  assert.deepEqual(some, lab.shepard(run, { pairs: 100, seed: 3 }));
});

test("pictures are aligned and compared", () => {
  // Stretched along one axis only, which no alignment can undo.
  const turned = Float32Array.from(picture.embedding, (value, i) => (i % 2 ? 2 * value : value));
  const mirrored = Float32Array.from(picture.embedding, (_, i) => 3 * picture.embedding[i ^ 1] + 1);
  const back = lab.align({ embedding: mirrored }, run);
  assert.ok(back.disparity < 1e-6 && back.mirrored && Math.abs(back.scale - 1 / 3) < 1e-3);
  back.aligned.forEach((value, i) => assert.ok(Math.abs(value - picture.embedding[i]) < 1e-3));
  assert.ok(lab.align({ embedding: turned }, run).disparity > 1e-3);
  assert.equal(lab.align({ embedding: mirrored }, run, { reflection: false }).mirrored, false);
  const same = lab.stability([run, { embedding: mirrored }]);
  assert.ok(same.spread.every((spread) => spread < 1e-4) && same.overlap.every((overlap) => overlap > 0.8));
  const other = lab.stability([run, { embedding: turned }, picture], { k: 5 });
  assert.ok(other.spread.some((spread) => spread > 1e-3));
  assert.equal(other.mean.length, 800);
});

test("what cannot be judged is refused in words", () => {
  assert.equal(codeOf(() => lab.quality(999)), "unknown-id");
  assert.equal(codeOf(() => lab.quality({ embedding: picture.embedding })), "wrong-kind");
  assert.equal(codeOf(() => lab.quality({ ...picture, components: 3 })), "shape");
  assert.equal(codeOf(() => lab.quality({ ...picture, components: 0 })), "shape");
  assert.equal(codeOf(() => lab.quality({ ...picture, embedding: new Float32Array(10) })), "shape");
  assert.equal(codeOf(() => lab.quality({ ...picture, embedding: new Float32Array(800).fill(NaN) })), "not-finite");
  assert.equal(codeOf(() => lab.quality(run, { sample: 0 })), "out-of-range");
  assert.equal(codeOf(() => lab.confusions(run, { index: 400 })), "out-of-range");
  assert.equal(codeOf(() => lab.confusions(run, /** @type {any} */ ({}))), "wrong-kind");
  assert.equal(codeOf(() => lab.shepard(run, { pairs: 0 })), "out-of-range");
  assert.equal(codeOf(() => lab.align(run, { embedding: new Float32Array(10) })), "shape");
  assert.equal(codeOf(() => lab.stability([run])), "out-of-range");
  assert.equal(codeOf(() => lab.stability(/** @type {any} */ (7))), "out-of-range");
  const text = lab.addText("one two one two one", { minCount: 1 });
  assert.equal(codeOf(() => lab.shepard({ data: text, embedding: new Float32Array(4) })), "unsupported");
});
