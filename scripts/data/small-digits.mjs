// The 8 × 8 digits that scikit-learn ships, as standard IDX files, from the copy that the tests use.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/process.mjs";
import { idxHeader } from "./idx.mjs";

export const name = "small handwritten digits (8 × 8)";
export const duration = "a moment";
export const file = "tests/reference/digits.txt";
export const outputs = ["digits-8x8-images.idx3-ubyte", "digits-8x8-labels.idx1-ubyte"];

/** Pixels are whole numbers from 0 to this, written as one base-32 digit each. */
const brightest = 16;

/**
 * Writes the IDX files; brightness is stretched to 0 to 255.
 * @param {string} outDir an existing folder
 */
export async function convert(outDir) {
  const lines = readFileSync(join(root, file), "utf8").trim().split("\n");
  const digits = lines.map((line) => {
    const [label, pixels] = line.split(" ");
    if (pixels.length !== 64) throw new Error(`${file}: a picture has ${pixels.length} pixels instead of 64`);
    return { label: Number(label), image: Uint8Array.from(pixels, (pixel) => Math.round((parseInt(pixel, 32) / brightest) * 255)) };
  });
  const images = Buffer.concat([idxHeader([digits.length, 8, 8]), ...digits.map(({ image }) => image)]);
  const labels = Buffer.concat([idxHeader([digits.length]), Uint8Array.from(digits, ({ label }) => label)]);
  writeFileSync(join(outDir, outputs[0]), images);
  writeFileSync(join(outDir, outputs[1]), labels);
}
