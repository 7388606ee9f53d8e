// The tables that the site ships, as the library reads them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Lab } from "./library.mjs";

const read = (/** @type {string} */ name) => readFileSync(new URL(`../../www/public/data/${name}`, import.meta.url));
const lab = new Lab();

test("colors: red, green, blue and a name each", () => {
  const data = lab.addFile(read("colors.csv"), { format: "csv", label: "none" });
  const [n, d] = lab.shape(data);
  assert.ok(n > 4000 && d === 3);
  const names = lab.names(data) ?? [];
  assert.equal(names.length, n);
  const at = names.indexOf("24 Karat");
  assert.deepEqual([...lab.matrix(data).slice(3 * at, 3 * at + 3)], [0xdf, 0xc6, 0x85]);
});

test("penguins: four measures and three species", () => {
  const data = lab.addFile(read("penguins.csv"), { format: "csv" });
  assert.deepEqual(lab.shape(data), [342, 4]);
  assert.deepEqual(lab.labelNames(data), ["Adelie", "Chinstrap", "Gentoo"]);
  assert.deepEqual([...lab.matrix(data).slice(0, 4)].map((value) => Math.round(10 * value) / 10), [39.1, 18.7, 181, 3750]);
});

test("small digits: 1,797 pictures of 8 × 8 pixels", () => {
  const labels = read("digits-8x8-labels.idx1-ubyte");
  const data = lab.addFile(read("digits-8x8-images.idx3-ubyte"), { format: "idx", labels });
  assert.deepEqual(lab.shape(data), [1797, 64]);
  assert.deepEqual(lab.picture(data), { height: 8, width: 8 });
  assert.deepEqual([...(lab.labels(data) ?? [])].slice(0, 10), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(Math.max(...lab.matrix(data)), 1);
});
