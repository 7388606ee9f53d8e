import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (/** @type {string} */ name) => readFileSync(new URL(`../../www/public/data/${name}`, import.meta.url));

for (const [prefix, count] of /** @type {const} */ ([
  ["digits", 6_000],
  ["digits-more", 4_000],
])) {
  test(`${prefix}: ${count} images and labels in IDX files`, () => {
    const images = read(`${prefix}-images.idx3-ubyte`);
    const labels = read(`${prefix}-labels.idx1-ubyte`);
    assert.deepEqual([0, 4, 8, 12].map((at) => images.readUInt32BE(at)), [0x0803, count, 28, 28]);
    assert.deepEqual([0, 4].map((at) => labels.readUInt32BE(at)), [0x0801, count]);
    assert.equal(images.length, 16 + count * 784);
    assert.equal(labels.length, 8 + count);
    const perClass = new Array(10).fill(0);
    for (const label of labels.subarray(8)) perClass[label]++;
    // Shuffled: every class has about its tenth in either file.
    for (const found of perClass) assert.ok(found > count / 13 && found < count / 8, `${perClass}`);
  });
}

test("the digits are MNIST's bytes: an image is dark at the border and bright in the middle", () => {
  const pixels = read("digits-images.idx3-ubyte").subarray(16);
  const brightest = pixels.reduce((most, pixel) => Math.max(most, pixel), 0);
  const mean = pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length / 255;
  assert.equal(brightest, 255);
  assert.ok(Math.abs(mean - 0.13) < 0.01, `mean brightness ${mean}`);
  for (let row = 0; row < 100; row++) assert.equal(pixels[row * 784], 0);
});
