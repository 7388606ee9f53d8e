/** The data that figures of several methods choose from, and how each is colored by what is known about it. */

import { library } from "../engine/module.js";
import { sources } from "./experiment/sources.js";

/** @typedef {import("../engine/client.js").Engine} Engine */

/**
 * @typedef {object} DataSet
 * @property {string} id
 * @property {string} title
 * @property {string} colors what the colors say
 * @property {string} source the generator or bundled set behind it
 * @property {(n: number, seed: number) => Record<string, any>} params of the source, for so many rows
 * @property {(engine: Engine, data: number, n: number) => Promise<number>} [prepare] what is done to it before it is flattened; then it is other data than the source's
 */

/** @param {string} source @param {Record<string, any>} [params] */
const made = (source, params = {}) => ({ source, params: (/** @type {number} */ n, /** @type {number} */ seed) => ({ ...params, n, seed }) });

/** @param {string} source @param {number} most */
const bundled = (source, most) => ({ source, params: (/** @type {number} */ n) => ({ rows: Math.min(n, most) }) });

/** Each measure on its own scale. @param {Engine} engine @param {number} data */
async function standardized(engine, data) {
  const scaled = await engine.call("transform", "standardize", data);
  await engine.call("free", data);
  return scaled;
}

/** So many rows from the whole list, evenly. @param {Engine} engine @param {number} data @param {number} n */
async function thinned(engine, data, n) {
  const [values, [rows, columns], names] = await Promise.all(["matrix", "shape", "names"].map((what) => engine.call(what, data)));
  await engine.call("free", data);
  const count = Math.min(n, rows);
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
  const some = new Float32Array(count * columns);
  chosen.forEach((row, i) => some.set(values.subarray(row * columns, (row + 1) * columns), i * columns));
  return engine.call("addMatrix", some, count, columns, { names: names && chosen.map((row) => names[row]) });
}

/** @type {readonly DataSet[]} */
export const DATA_SETS = Object.freeze([
  { id: "swiss-roll", title: "swiss roll", colors: "place along the unrolled sheet", ...made("swiss-roll") },
  { id: "roll-with-hole", title: "swiss roll with a hole", colors: "place along the unrolled sheet", ...made("swiss-roll", { hole: true }) },
  { id: "s-curve", title: "S-curve", colors: "place along the curve", ...made("s-curve") },
  { id: "severed-sphere", title: "sphere with a cut", colors: "place around the axis", ...made("severed-sphere") },
  { id: "rings", title: "interlocked rings", colors: "which ring", ...made("rings", { arrangement: "interlocked", noise: 0.05 }) },
  { id: "trefoil-knot", title: "trefoil knot", colors: "place along the knot", ...made("trefoil-knot", { noise: 0.05 }) },
  { id: "blobs", title: "blobs in 10 dimensions", colors: "which blob", ...made("blobs", { features: 10, centers: 6, clusterStd: 2 }) },
  { id: "uneven-blobs", title: "uneven blobs", colors: "which blob", ...made("uneven-blobs", { centers: 4 }) },
  { id: "random-cloud", title: "random cloud", colors: "distance from the middle", ...made("random-cloud") },
  { id: "digits-8x8", title: "digits, 8 × 8", colors: "which digit", ...bundled("digits-8x8", 1797) },
  { id: "digits", title: "digits, 28 × 28", colors: "which digit", ...bundled("digits", 6000) },
  { id: "penguins", title: "penguins", colors: "which species", source: "penguins", params: () => ({}), prepare: standardized },
  { id: "colors", title: "named colors", colors: "the color itself", source: "colors", params: () => ({}), prepare: thinned },
]);

/** Puts a data set into a Lab. @param {DataSet} set @param {Engine} engine @param {number} n rows at most @param {number} seed */
export async function loadSet({ source, params, prepare }, engine, n, seed) {
  const data = await sources(await library()).load(engine, source, params(n, seed), undefined);
  return prepare ? prepare(engine, data, n) : data;
}

/** @param {string | undefined} id */
export function dataSet(id) {
  return DATA_SETS.find((known) => known.id === id) ?? DATA_SETS[0];
}

/**
 * What is known about rows besides their values: a class each, or a number each, or neither.
 * @typedef {{ rows: number, columns: number, classes?: Int32Array, values?: Float32Array, rgb?: Uint8Array, names?: string[], classNames?: string[] }} Truth
 */

/** @param {Engine} engine @param {number} data @returns {Promise<Truth>} */
export async function truthOf(engine, data) {
  const ask = (/** @type {string} */ what) => engine.call(what, data);
  const [[rows, columns], classes, factors, names, classNames] = await Promise.all([ask("shape"), ask("labels"), ask("factors"), ask("names"), ask("labelNames")]);
  if (classes) return { rows, columns, classes, names, classNames };
  // What has names and three columns, and nothing else, are colors.
  if (names && columns === 3) return { rows, columns, names, rgb: Uint8Array.from(await ask("matrix")) };
  if (!factors) return { rows, columns, names };
  return { rows, columns, names, values: Float32Array.from({ length: rows }, (_, i) => factors.values[i * factors.columns]) };
}

/** Colors the points of a view by what is known. @param {import("./point-view.js").PointView} view @param {Truth | undefined} truth */
export function paintTruth(view, truth) {
  if (truth?.rows !== view.size || !view.painter) return;
  if (truth.rgb) view.painter.setRgb(truth.rgb);
  else if (truth.classes) view.painter.setClasses(truth.classes);
  else if (truth.values) view.painter.setScalars(truth.values, "viridis");
  else view.painter.setClasses(new Int32Array(truth.rows).fill(-1));
  view.change();
}

/** A point in words. @param {Truth | undefined} truth @param {number} index */
export function nameOf(truth, index) {
  const kind = truth?.classes?.[index];
  return truth?.names?.[index] ?? (kind === undefined ? `point ${index}` : `point ${index}, ${truth?.classNames?.[kind] ?? `class ${kind}`}`);
}

/** What the methods call themselves. @param {string} id */
export async function methodTitle(id) {
  const opened = await library();
  return new opened.Lab().methods().find((method) => method.id === id)?.title ?? id;
}
